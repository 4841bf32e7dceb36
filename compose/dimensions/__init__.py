"""What a unit is: parsed, compared, and the exact factor to another.

pint names the units; the factors are read from the decimal text of its definitions, as exact
products, because its own are floats. :class:`Resolver` is all that a graph asks of units.

::

    monomials.py        fractions times powers of names, constants and roots
    reading.py          the text "5 / 9 * kelvin" as such a product
    scaling.py          a value times a factor, rounded once
    constants.py        how well each constant is known
    logarithms.py       dB and octaves: the level above a reference
    spelling.py         the grammar of units, as people write them
    names.py            the names in it, as a registry knows them
    nearest.py          names that are spelt nearly so
    abbreviations.py    names that people write, for units of pint's: mpg
    advice.py           what to write for a name that is none
    statements.py       each definition of a registry, read
    definitions.py      definitions followed down to base units
    journal.py          when a definition changed last
    memory.py           a memory that does not grow for ever
    protocol.py         Resolver: what a graph asks
    registered.py       the resolver, part by part: names,
    measures.py         factors, dimensions, classes,
    scales.py           scales whose zero is elsewhere,
    transformations.py  what pint's contexts know,
    resolver.py         and the rest. The only file that imports pint

>>> resolver = default_resolver()
>>> resolver.local("1/3 mL/mm", resolver.unit("mm"), resolver.unit("uL"))
Fraction(1000, 3)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from compose.dimensions.protocol import Resolver, Unit, is_quantity

if TYPE_CHECKING:
    from compose.dimensions.constants import class_of
    from compose.dimensions.definitions import Definition, Expansion
    from compose.dimensions.logarithms import Logarithm
    from compose.dimensions.memory import remember
    from compose.dimensions.monomials import Constant, Monomial
    from compose.dimensions.names import powers_of
    from compose.dimensions.registered import Spelt
    from compose.dimensions.resolver import PintResolver, default_resolver, default_stamp
    from compose.dimensions.scaling import nearest_float, scaled
    from compose.dimensions.transformations import Transformation

__all__ = [
    "Constant",
    "Definition",
    "Expansion",
    "Logarithm",
    "Monomial",
    "PintResolver",
    "Resolver",
    "Spelt",
    "Transformation",
    "Unit",
    "class_of",
    "default_resolver",
    "default_stamp",
    "is_quantity",
    "nearest_float",
    "powers_of",
    "remember",
    "scaled",
]

# A graph without units never reads a definition: what does loads when it is first asked for.
_FILES = {
    "Constant": "monomials",
    "Definition": "definitions",
    "Expansion": "definitions",
    "Logarithm": "logarithms",
    "Monomial": "monomials",
    "PintResolver": "resolver",
    "Spelt": "registered",
    "Transformation": "transformations",
    "class_of": "constants",
    "default_resolver": "resolver",
    "default_stamp": "resolver",
    "nearest_float": "scaling",
    "powers_of": "names",
    "remember": "memory",
    "scaled": "scaling",
}


def __getattr__(name: str) -> Any:
    if name not in _FILES:
        message = f"module 'compose.dimensions' has no attribute {name!r}"
        raise AttributeError(message)
    found = globals()[name] = getattr(import_module(f"{__name__}.{_FILES[name]}"), name)
    return found
