"""A factor as somebody stated it, and what it comes to between two units."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from numbers import Rational
from typing import Any, Protocol

from compose.dimensions.monomials import ONE, Monomial, fraction_text
from compose.dimensions.protocol import is_quantity
from compose.errors import ConversionError, DimensionError
from compose.units.facts.numerals import split_text, stated, tolerance_of

__all__ = ["Place", "StatedFactor", "Vocabulary", "stated_factor"]

_NONE = Fraction(0)


class Place(Protocol):
    """A unit as a graph reads it."""

    @property
    def name(self) -> str:
        """The unit as text."""

    @property
    def powers(self) -> Mapping[str, Fraction]:
        """Names and exponents."""

    @property
    def coefficient(self) -> Fraction:
        """The number in ``L/100km``; one elsewhere."""


class Vocabulary(Protocol):
    """What the names in facts mean."""

    def place(self, spec: object) -> Any:
        """Read a text or a unit.

        Parameters
        ----------
        spec : str or unit

        Returns
        -------
        Place
        """

    def reduced(self, place: Any) -> Monomial:
        """Write a unit in atoms: base units, and names that no definition leads down from.

        Parameters
        ----------
        place : Place

        Returns
        -------
        Monomial
            Its names are the atoms.
        """

    def dimension(self, place: Any) -> str:
        """Return what a unit measures, as text.

        Parameters
        ----------
        place : Place

        Returns
        -------
        str
        """


@dataclass(frozen=True, slots=True)
class StatedFactor:
    """A factor as it was stated, before it is known what it is for.

    Parameters
    ----------
    value : Monomial
    tolerance : Fraction
        As a share of the value, from the way it is written.
    text : str
    unit : str, unit or None
        What it was written with.
    has_digits : bool
        Whether it was written as a number, so that its last place may be in doubt.
    """

    value: Monomial
    tolerance: Fraction
    text: str
    unit: Any = None
    has_digits: bool = False

    def within(self, *, exact: bool | None, tolerance: Any) -> StatedFactor:
        """Return the same factor with the tolerance that the user wants.

        Parameters
        ----------
        exact : bool or None
        tolerance : number, str or None

        Returns
        -------
        StatedFactor
        """
        if exact is not None and not isinstance(exact, bool):
            raise ConversionError(f"exact is {exact!r}; state True, False or nothing")
        share = self._share(exact=exact, tolerance=tolerance)
        if exact and share:
            raise ConversionError(
                f"exact=True leaves no tolerance of {tolerance}; drop one of them"
            )
        if share.numerator >= share.denominator:
            raise ConversionError(
                f"{self.text} is uncertain by its whole size; state more digits, exact=True or a "
                "tolerance"
            )
        return self if share is self.tolerance else replace(self, tolerance=share)

    def _share(self, *, exact: bool | None, tolerance: Any) -> Fraction:
        if tolerance is not None:
            return tolerance_of(tolerance)
        if exact is None:
            return self.tolerance
        if exact:
            return _NONE
        return self.tolerance or (
            _half_of_one(self.value.coefficient) if self.has_digits else _NONE
        )

    def between(self, src: Any, dst: Any, vocabulary: Vocabulary) -> Monomial:
        """Return how many ``dst`` one ``src`` is.

        Parameters
        ----------
        src, dst : Place
        vocabulary : Vocabulary

        Returns
        -------
        Monomial

        Raises
        ------
        DimensionError
            If the unit of the factor leads neither way.
        """
        if self.value.coefficient.numerator <= 0:
            raise ConversionError(f"the factor {self.text} is not positive; state a positive one")
        if self.unit is None or self.unit in (dst.name, f"{dst.name}/{src.name}"):
            return self.value
        if self.unit == f"{src.name}/{dst.name}":
            return ONE / self.value
        place = vocabulary.place(self.unit)
        value = self.value * vocabulary.reduced(place)
        for reading in _readings(value, place, src, dst, vocabulary):
            if not reading.names():
                return reading
        raise DimensionError(
            self.text,
            f"{dst.name} per {src.name}",
            vocabulary.dimension(place),
            f"({vocabulary.dimension(dst)}) / ({vocabulary.dimension(src)})",
        )

    def amount(self, dst: Any, vocabulary: Vocabulary) -> Fraction:
        """Return a number of ``dst``.

        Parameters
        ----------
        dst : Place
        vocabulary : Vocabulary

        Returns
        -------
        Fraction

        Raises
        ------
        DimensionError
            If the unit of the number measures something else.
        ConversionError
            If the number is irrational.
        """
        value = self.value
        if self.unit not in (None, dst.name):
            place = vocabulary.place(self.unit)
            value = value * vocabulary.reduced(place) / vocabulary.reduced(dst)
            if value.names():
                dimensions = vocabulary.dimension(place), vocabulary.dimension(dst)
                raise DimensionError(self.text, dst.name, *dimensions)
        if not value.is_rational:
            raise ConversionError(f"{self.text} is {value} {dst.name}, which is no fraction")
        return value.coefficient


def _readings(
    value: Monomial, place: Any, src: Any, dst: Any, vocabulary: Vocabulary
) -> tuple[Monomial, ...]:
    """Return what a number with a unit may mean, the likeliest first; names show a misfit.

    Where everything is a pure number, as with angles, all of them fit, and the way the unit is
    written decides: a quotient is meant to lead from one unit to the other.
    """
    of_src, of_dst = vocabulary.reduced(src), vocabulary.reduced(dst)
    amount, forwards, backwards = (
        value / of_dst,
        value * of_src / of_dst,
        of_src / (of_dst * value),
    )
    if _is_ratio(place, src, dst):
        return (backwards,)
    if any(power < 0 for power in place.powers.values()):
        return forwards, backwards, amount, value
    return amount, value, forwards, backwards


def _is_ratio(place: Any, src: Any, dst: Any) -> bool:
    """Tell whether a unit is ``src`` per ``dst`` by its very names."""
    powers = dict(src.powers)
    for name, power in dst.powers.items():
        powers[name] = powers.get(name, _NONE) - power
    return bool(place.powers == {name: power for name, power in powers.items() if power})


def stated_factor(factor: Any, vocabulary: Vocabulary) -> StatedFactor:
    """Read a number, its text, or a quantity.

    Parameters
    ----------
    factor : number, str, quantity or Monomial
    vocabulary : Vocabulary

    Returns
    -------
    StatedFactor

    Raises
    ------
    ConversionError
        If it is no finite real number.
    """
    if isinstance(factor, Monomial):
        if factor.names():
            raise ConversionError(f"the factor {factor} holds units; state a number or a text")
        return StatedFactor(factor, _NONE, str(factor))
    if isinstance(factor, str):
        return _read(factor)
    if type(factor) is int:
        return _whole(factor)
    if is_quantity(factor):
        plain = _plain(factor.magnitude)
        place = vocabulary.place(factor.units)
        return replace(plain, text=f"{plain.text} {place.name}", unit=factor.units)
    if callable(factor):
        raise ConversionError(
            f"{factor!r} has no derivative; state Function(forward, derivative) of "
            "compose.engine.valued"
        )
    return _plain(factor)


# The rules of a table repeat their numbers.
@functools.lru_cache(maxsize=4_096)
def _read(text: str) -> StatedFactor:
    value, half, unit = split_text(text)
    return StatedFactor(Monomial(value), half, text.strip(), unit or None, has_digits=True)


@functools.lru_cache(maxsize=4_096)
def _whole(number: int) -> StatedFactor:
    return _plain(number)


def _plain(number: Any) -> StatedFactor:
    value, tolerance = stated(number)
    text = fraction_text(value) if isinstance(number, Rational) else str(number)
    return StatedFactor(Monomial(value), tolerance, text, has_digits=True)


def _half_of_one(value: Fraction) -> Fraction:
    return 1 / abs(2 * value) if value else _NONE
