"""The names of units, in the spellings that pint reads."""
# ruff: noqa: SLF001 - pint keeps its tables of names to itself

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from typing import Any

from compose.dimensions.memory import remember
from compose.dimensions.monomials import Monomial
from compose.dimensions.reading import read
from compose.errors import UnknownUnitError

__all__ = ["Names", "powers_of", "quotient"]

_FINEST_EXPONENT = 10_000
_CLOSE = 0.7
_BINARY = "bi"
_LONGEST_SYMBOL = 3
_SHOWN = 3
_LONGEST_TEXT = 1_000
_REMEMBERED = 4_096
_NAME_AND_POWER = re.compile(r"([^\W\d]+)([2-9])")
# All that pint was seen to raise for a name that it does not take.
_REFUSALS = (
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    NotImplementedError,
    AssertionError,
)


class Names:
    """The names that a pint registry knows.

    Parameters
    ----------
    registry : pint.UnitRegistry
    spell_out : callable
        Rewrites ``cubic meter``, ``m²`` and ``per`` with plain operators.
    """

    def __init__(self, registry: Any, spell_out: Callable[[str], str]) -> None:
        self._registry = registry
        self._read = lru_cache(maxsize=_REMEMBERED)(lambda text: read(spell_out(text)))
        self._canonical: dict[str, tuple[list[object], tuple[str, int]]] = {}

    def powers(self, text: str) -> dict[str, Fraction]:
        """Read a product of units.

        Parameters
        ----------
        text : str

        Returns
        -------
        dict of str to Fraction
            Canonical names and exponents.

        Raises
        ------
        UnknownUnitError
            If the text is anything else, or holds a name that is no unit.
        """
        result: dict[str, Fraction] = {}
        for name, exponent in self._product(text).names().items() if text.strip() else ():
            canonical, power = self.canonical(name)
            result[canonical] = result.get(canonical, Fraction(0)) + exponent * power
        return {name: power for name, power in result.items() if name and power}

    def canonical(self, name: str) -> tuple[str, int]:
        """Return pint's name for a name, and the power that is written as in ``m3``.

        Parameters
        ----------
        name : str
            Any spelling of a single unit.

        Returns
        -------
        name : str
        power : int

        Raises
        ------
        UnknownUnitError
            If there is no such unit.
        """
        entries = [self._registry._units.get(part) for part in _parts(name)]
        known = self._canonical.get(name)
        if known and known[0] == entries:
            return known[1]
        result = self._looked_up(name)
        remember(self._canonical, name, (entries, result))
        return result

    def spellings(self, text: str) -> set[str]:
        """Return every name in a product of units, whole and in the parts that it may have.

        Parameters
        ----------
        text : str

        Returns
        -------
        set of str
        """
        found: set[str] = set()
        for name in self._product(text).names():
            match = _NAME_AND_POWER.fullmatch(name)
            found.update(_parts(name), _parts(match[1]) if match else ())
        return found

    def _looked_up(self, name: str) -> tuple[str, int]:
        try:
            return self._registry.get_name(name), 1
        except _REFUSALS as error:
            match = _NAME_AND_POWER.fullmatch(name)
            if match:
                return self.canonical(match[1])[0], int(match[2])
            reason = "a scale with an offset takes no prefix" * isinstance(error, TypeError)
            raise UnknownUnitError(name, self._nearest(name), reason) from None

    def _product(self, text: str) -> Monomial:
        """Read text as a product of names and of nothing else."""
        if len(text) > _LONGEST_TEXT:
            raise UnknownUnitError(f"{text[:20]}…", reason=f"it has {len(text)} characters")
        if "," in text:
            raise UnknownUnitError(text, reason="it has a comma")
        plain = text
        for preprocess in self._registry.preprocessors:
            plain = preprocess(plain)
        try:
            result = self.read(plain)
        except ValueError as error:
            raise UnknownUnitError(text, reason=str(error)) from None
        if result.coefficient != 1 or len(result.names()) < len(result.powers):
            raise UnknownUnitError(text, reason="a number is no part of a unit")
        return result

    def read(self, text: str) -> Monomial:
        """Read a product of numbers and names as pint spells it: ``m² per s``, ``cubic meter``.

        Parameters
        ----------
        text : str

        Returns
        -------
        Monomial

        Raises
        ------
        ValueError
            If the text is no such product.
        """
        return self._read(text)

    def _nearest(self, name: str) -> list[str]:
        """Return spellings that are close, of what was defined and not of what was asked before."""
        defined = sorted(k for k, unit in self._registry._units.items() if hasattr(unit, "raw"))
        prefixes = self._spelt_prefixes()
        common = self._common()
        same_letters = _ignoring_case(name, prefixes, common) or _ignoring_case(
            name, prefixes, defined
        )
        prefixed = [p + unit for p, fits in prefixes.items() for unit in common if fits(unit)]
        close = get_close_matches(name, dict.fromkeys(defined + prefixed), cutoff=_CLOSE)
        return list(dict.fromkeys(same_letters + close))[:_SHOWN]

    def _spelt_prefixes(self) -> dict[str, Callable[[str], bool]]:
        """Return the decimal prefixes by name and by symbol, and what each is written before."""
        known = sorted({(p.name, p.symbol) for p in self._registry._prefixes.values() if p.name})
        decimal = [pair for pair in known if not pair[0].endswith(_BINARY)]
        names = {name: lambda unit: len(unit) >= _LONGEST_SYMBOL for name, _ in decimal}
        return names | {symbol: lambda unit: len(unit) <= _LONGEST_SYMBOL for _, symbol in decimal}

    def _common(self) -> list[str]:
        """Return the units that most often take a prefix, by name and by symbol."""
        units = self._registry._units
        names = [name for name in (*self._registry._base_units, "liter") if name in units]
        spelt = [(name, units[name].symbol, *units[name].aliases) for name in names]
        return list(dict.fromkeys(text for texts in spelt for text in texts))


def _ignoring_case(
    name: str, prefixes: Mapping[str, Callable[[str], bool]], units: list[str]
) -> list[str]:
    """Return prefixed and plain units of the same letters, those in the case as asked first."""
    wanted = name.casefold()
    by_letters: dict[str, list[str]] = {}
    for unit in units:
        by_letters.setdefault(unit.casefold(), []).append(unit)
    found = list(by_letters.get(wanted, ()))
    for prefix, fits in prefixes.items():
        if wanted.startswith(prefix.casefold()):
            rest = by_letters.get(wanted[len(prefix.casefold()) :], ())
            found += [prefix + unit for unit in rest if fits(unit)]
    return sorted(found, key=lambda text: sum(map(str.__ne__, text, name)))


def _parts(name: str) -> list[str]:
    """Return what may be a unit's name behind a prefix and before a plural's s.

    Which unit a name means depends on these being defined, and on nothing else that changes.
    """
    starts = range(len(name))
    return [name[i:] for i in starts] + [name[i:-1] for i in starts if name.endswith("s")]


def powers_of(unit: Any) -> dict[str, Fraction]:
    """Return the powers of a pint unit.

    Parameters
    ----------
    unit : pint.Unit or None
        None is a pure number.

    Returns
    -------
    dict of str to Fraction
        Canonical names and exponents.
    """
    return {} if unit is None else {k: _exponent(e) for k, e in unit._units.items()}


def quotient(over: Any, under: Any) -> dict[str, Fraction]:
    """Return the powers of one pint unit divided by another.

    Parameters
    ----------
    over, under : pint.Unit or None
        None is a pure number.

    Returns
    -------
    dict of str to Fraction
        Canonical names and exponents other than zero.
    """
    result = powers_of(over)
    for name, power in powers_of(under).items():
        result[name] = result.get(name, Fraction(0)) - power
    return {name: power for name, power in result.items() if power}


def _exponent(power: Any) -> Fraction:
    """Return the exponent; a float stands for the simple fraction that it is nearest to."""
    exact = Fraction(power)
    if exact.denominator == 1:
        return exact
    simple = exact.limit_denominator(_FINEST_EXPONENT)
    return simple if float(simple) == float(power) else exact
