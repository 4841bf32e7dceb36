"""What a unit is: parsed, compared, and the exact factor to another.

pint names the units; the factors are read from the decimal text of its definitions, as exact
products, because its own are floats. :class:`Resolver` is all that a graph asks of units.

::

    monomials.py    fractions times powers of names, constants and roots
    reading.py      the text "5 / 9 * kelvin" as such a product
    scaling.py      a value times a factor, rounded once
    definitions.py  the definitions of a registry, followed down to base units
    footing.py      what an answer rests on, and whether it still holds
    memory.py       a memory that does not grow for ever
    names.py        the spellings of units
    protocol.py     Resolver: what a graph asks
    resolver.py     the resolver over pint. The only file that imports pint

>>> resolver = default_resolver()
>>> resolver.local("1/3 mL/mm", resolver.unit("mm"), resolver.unit("uL"))
Fraction(1000, 3)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from compose.dimensions.protocol import Resolver, Unit, is_quantity

if TYPE_CHECKING:
    from compose.dimensions.definitions import Definition, Expansion
    from compose.dimensions.footing import Footing
    from compose.dimensions.memory import remember
    from compose.dimensions.monomials import Constant, Monomial
    from compose.dimensions.names import powers_of
    from compose.dimensions.resolver import PintResolver, default_resolver
    from compose.dimensions.scaling import nearest_float, scaled

__all__ = [
    "Constant",
    "Definition",
    "Expansion",
    "Footing",
    "Monomial",
    "PintResolver",
    "Resolver",
    "Unit",
    "default_resolver",
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
    "Footing": "footing",
    "Monomial": "monomials",
    "PintResolver": "resolver",
    "default_resolver": "resolver",
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
