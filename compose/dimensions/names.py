"""The names of units, in the spellings that people and pint use."""
# ruff: noqa: SLF001 - pint keeps its tables of names to itself

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from compose.dimensions.abbreviations import ABBREVIATIONS
from compose.dimensions.advice import advice_for
from compose.dimensions.memory import remember
from compose.dimensions.monomials import Monomial, product
from compose.dimensions.nearest import nearest_names
from compose.dimensions.reading import read
from compose.dimensions.spelling import plain
from compose.errors import UnknownUnitError

__all__ = ["REFUSALS", "Names", "powers_of", "quotient"]

_FINEST_EXPONENT = 10_000
_LONGEST_TEXT = 1_000
_COLUMNS = frozenset({"Hg", "H2O"})
_SMALLEST = Fraction(1, 10**600)
_ONE = Fraction(1)
_NAME_AND_POWER = re.compile(r"([^\W\d]+)([2-9])")
REFUSALS = (
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    NotImplementedError,
    AssertionError,
)
"""All that pint was seen to raise for a name, or a quantity, that it does not take."""


class Names:
    """The names that a pint registry knows, as long as its definitions stay what they are.

    Parameters
    ----------
    registry : pint.UnitRegistry
    spell_out : callable
        Rewrites ``cubic meter``, ``m²`` and ``per`` in a definition with plain operators.
    """

    def __init__(self, registry: Any, spell_out: Callable[[str], str]) -> None:
        self._registry = registry
        self._spell_out = spell_out
        self._canonical: dict[str, tuple[str, int]] = {}
        self._prefixes: dict[str, list[str]] = {}
        for prefix in filter(None, registry._prefixes):
            self._prefixes.setdefault(prefix[0], []).append(prefix)

    def spelt(self, text: str) -> tuple[Fraction, dict[str, Fraction]]:
        """Read a product of units, and the number that may stand in it.

        Parameters
        ----------
        text : str

        Returns
        -------
        coefficient : Fraction
        powers : dict of str to Fraction
            Canonical names and exponents.

        Raises
        ------
        UnknownUnitError
            If the text is anything else, or holds a name that is no unit.
        """
        whole, result = self.written(text), dict[str, Fraction]()
        for name, exponent in whole.names().items():
            canonical, power = self.canonical(name)
            result[canonical] = result.get(canonical, Fraction(0)) + exponent * power
        return whole.coefficient, {name: power for name, power in result.items() if name and power}

    def written(self, text: str) -> Monomial:
        """Read a product of names without asking what they mean.

        Parameters
        ----------
        text : str

        Returns
        -------
        Monomial

        Raises
        ------
        UnknownUnitError
            If the text is no product of names and a number above zero.
        """
        if len(text) > _LONGEST_TEXT:
            raise UnknownUnitError(f"{text[:20]}…", reason=f"it has {len(text)} characters")
        try:
            result = self._in_full(read(plain(self._preprocessed(text), self._joined) or "1"))
        except REFUSALS as error:
            raise UnknownUnitError(text, reason=str(error)) from None
        if result.has_roots or not _SMALLEST < result.coefficient < 1 / _SMALLEST:
            raise UnknownUnitError(text, reason="its number is a root, or not above zero, or huge")
        return result

    def abbreviates(self, name: str) -> bool:
        """Tell whether a name is one that people write for a unit, and not the registry's.

        Parameters
        ----------
        name : str

        Returns
        -------
        bool
        """
        return name in ABBREVIATIONS and not self.knows(name)

    def _in_full(self, whole: Monomial) -> Monomial:
        short = {name: p for name, p in whole.names().items() if self.abbreviates(name)}
        if not short:
            return whole
        meant = ((read(ABBREVIATIONS[name]), power) for name, power in short.items())
        return product([(whole.without(short), _ONE), *meant])

    def _preprocessed(self, text: str) -> str:
        for preprocess in self._registry.preprocessors:
            text = preprocess(text)
        return text

    def _joined(self, first: str, second: str) -> str | None:
        """Return the name of two words: nautical mile, mm Hg."""
        if second in _COLUMNS:
            return f"{first}{second}"
        whole = f"{first}_{second}"
        return whole if self.knows(whole) and not self.knows(first) else None

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
        known = self._canonical.get(name)
        if known is None:
            known = self._looked_up(name)
            remember(self._canonical, name, known)
        return known

    def knows(self, name: str) -> bool:
        """Tell whether a name is that of a unit, perhaps behind a prefix or in the plural.

        Parameters
        ----------
        name : str
            Without a power, in the case of its letters.

        Returns
        -------
        bool
        """
        registry, wanted = self._registry, name
        table = registry._units if len(registry._units.maps) > 1 else registry._units.maps[0]
        if not registry.case_sensitive:
            table, wanted = registry._units_casei, name.lower()
        if wanted in table or name == "dimensionless":
            return True
        for prefix in ("", *self._prefixes.get(name[:1], ())):
            rest = wanted[len(prefix) :] if name.startswith(prefix) else ""
            if rest and (rest in table or _singular(rest) in table):
                return True
        return False

    def nearest(self, name: str, own: Iterable[str] = ()) -> list[str]:
        """Return the names that are spelt most like one that is none.

        Parameters
        ----------
        name : str
        own : iterable of str
            Further names that exist.

        Returns
        -------
        list of str
        """
        is_advised = advice_for(name) is not None
        return nearest_names(self._registry, name, own, same_letters=is_advised)

    def _looked_up(self, name: str) -> tuple[str, int]:
        try:
            return self._registry.get_name(name), 1
        except REFUSALS as error:
            match = _NAME_AND_POWER.fullmatch(name)
            if match:
                return self.canonical(match[1])[0], int(match[2])
            if isinstance(error, TypeError):
                reason = "a scale with an offset takes no prefix"
                raise UnknownUnitError(name, reason=reason) from None
            raise UnknownUnitError(name, self.nearest(name), advice_for(name) or "") from None

    def read(self, text: str) -> Monomial:
        """Read the text of a definition: numbers and names, ``m² per s``, ``cubic meter``.

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
        return read(self._spell_out(text))


def _singular(name: str) -> str:
    """Take the s from a plural; single letters have none."""
    return name[:-1] if name.endswith("s") and len(name) > len("ms") else name


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
