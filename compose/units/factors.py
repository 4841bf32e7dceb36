"""A factor as somebody stated it, and what it comes to between two units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Protocol

from compose.dimensions.monomials import ONE, Monomial
from compose.dimensions.protocol import is_quantity
from compose.errors import ConversionError, DimensionError
from compose.units.numerals import split_text, stated, tolerance_of

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
    half_a_unit : Fraction
        The tolerance if whole numbers, too, are only good to half a unit.
    """

    value: Monomial
    tolerance: Fraction
    text: str
    unit: Any = None
    half_a_unit: Fraction = _NONE

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
        if tolerance is not None:
            share = tolerance_of(tolerance)
        elif exact is None:
            share = self.tolerance
        else:
            share = _NONE if exact else self.half_a_unit
        if exact and share:
            raise ConversionError(
                f"exact=True leaves no tolerance of {tolerance}; drop one of them"
            )
        if share >= 1:
            raise ConversionError(
                f"{self.text} is uncertain by its whole size; state more digits, exact=True or a "
                "tolerance"
            )
        return replace(self, tolerance=share)

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
        if self.value.coefficient <= 0:
            raise ConversionError(f"the factor {self.text} is not positive; state a positive one")
        if self.unit in (None, dst.name, f"{dst.name}/{src.name}"):
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
        value, half, unit = split_text(factor)
        coarse = half or _half_of_one(value)
        return StatedFactor(Monomial(value), half, factor.strip(), unit or None, coarse)
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


def _plain(number: Any) -> StatedFactor:
    value, tolerance = stated(number)
    return StatedFactor(
        Monomial(value), tolerance, str(number), None, tolerance or _half_of_one(value)
    )


def _half_of_one(value: Fraction) -> Fraction:
    return 1 / abs(2 * value) if value else _NONE
