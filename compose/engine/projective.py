"""Maps x ↦ (a·x + b)/(c·x + d): affine ones, and those that turn a value upside down.

Miles per gallon to litres per 100 km is x ↦ k/x. Such a map is a 2×2 matrix up to a factor, so
maps compose as matrices multiply, exactly where their entries are exact.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, TypeAlias, final

import numpy as np

from compose.engine.maps import Affine, Map, Number, as_float, quotient
from compose.errors import QuestionError, shown

__all__ = ["Moebius", "Projective", "affine_text", "number_text", "projective"]


@final
@dataclass(frozen=True, slots=True)
class Moebius(Map):
    """The map x ↦ (a·x + b)/(c·x + d) with c ≠ 0; `projective` also takes c = 0.

    All entries are divided by c, so that equal maps have equal entries.

    Parameters
    ----------
    a, b, c, d : int, float or Fraction
        The entries; a·d − b·c must not be 0.
    tolerance : int, float or Fraction
        Relative half-width within which x is known when it enters; 0 means exactly.

    Raises
    ------
    QuestionError
        The entries make no such map: c or a·d − b·c is 0, or one is not finite.

    Examples
    --------
    >>> from fractions import Fraction
    >>> consumption = Moebius(0, Fraction(235214583, 10**6), 1, 0)
    >>> float(consumption.apply(Fraction(30)))
    7.8404861
    >>> consumption.inverse() == consumption
    True
    """

    a: Number
    b: Number
    c: Number
    d: Number
    tolerance: Number = 0

    def __post_init__(self) -> None:
        entries = (self.a, self.b, self.c, self.d)
        if not all(map(_is_finite, entries)):
            message = f"{_matrix(entries)} is no map of finite numbers; give ints or fractions"
            raise QuestionError(message)
        if not (self.c and self.a * self.d != self.b * self.c):
            reason = "its determinant a·d − b·c is 0" if self.c else "c is 0, so give an Affine map"
            message = f"{_matrix(entries)} is no map that divides by x: {reason}"
            raise QuestionError(message)
        if (divisor := self.c) != 1:
            for name, entry in zip("abcd", entries, strict=True):
                object.__setattr__(self, name, quotient(entry, divisor))

    @property
    def is_exact(self) -> bool:
        """Whether no entry is a float."""
        return not any(isinstance(entry, float) for entry in (self.a, self.b, self.d))

    @property
    def determinant(self) -> Number:
        """Give a·d − b·c; the derivative has its sign."""
        return self.a * self.d - self.b

    @property
    def pole(self) -> Number:
        """Give the value that has no image."""
        return -self.d

    def apply(self, value: Any) -> Any:
        """Move a value from the source to the target.

        Raises
        ------
        QuestionError
            An exact value is the pole. A float there becomes an infinity, as in IEEE arithmetic.
        """
        if isinstance(value, float):
            return self._applied_to_float(float(value))
        if isinstance(value, (int, Fraction)):
            return quotient(self.a * value + self.b, self._below(value))
        return self._applied_to_array(value)

    def _below(self, value: Number) -> Number:
        below = value + self.d
        if not below:
            where = shown(value)
            message = f"{where} is the pole of {self}: nothing corresponds to it; give another"
            raise QuestionError(message)
        return below

    def _applied_to_float(self, value: float) -> float:
        if value == -self.d:
            return self._at_pole(value)
        if math.isnan(value):
            return value
        if math.isinf(value):
            return as_float(self.a) if self.a else as_float(self.b) / value
        exact = Fraction(value)
        above, below = Fraction(self.a) * exact + Fraction(self.b), exact + Fraction(self.d)
        if not above:
            return self._zero(value)
        return as_float(above / below)

    def _zero(self, value: float) -> float:
        """Give the zero that ±0 becomes without a `b`; every other zero is positive."""
        return 0.0 if self.b else math.copysign(0.0, value) * math.copysign(1.0, self.a * self.d)

    def _at_pole(self, value: float) -> float:
        """Give an infinity; the zero below the line is −0 only where x itself is that zero."""
        below = 1.0 if self.d else math.copysign(1.0, value)
        return math.copysign(math.inf, -self.determinant) * below

    def _applied_to_array(self, value: Any) -> Any:
        # A term of 0 is left out: added, it would take a negative zero's sign away.
        a, b, d = map(as_float, (self.a, self.b, self.d))
        with np.errstate(all="ignore"):
            above = b if not a else a * value + b if b else a * value
            moved = above / (value + d if d else value)
            return np.where(np.isinf(value), a, moved)[()] if a else moved

    def derivative(self, value: Any) -> Any:
        """Give the local derivative at a value, (a·d − b·c)/(c·x + d)²."""
        if isinstance(value, (int, Fraction)) and not isinstance(value, float):
            return quotient(self.determinant, self._below(value) ** 2)
        if isinstance(value, float):
            return self._derivative_at_float(float(value))
        with np.errstate(all="ignore"):
            return as_float(self.determinant) / np.square(value + as_float(self.d))

    def _derivative_at_float(self, value: float) -> float:
        if not math.isfinite(value):
            return as_float(self.determinant) / (value * value)
        below = Fraction(value) + Fraction(self.d)
        if not below:
            return math.copysign(math.inf, self.determinant)
        return as_float(Fraction(self.determinant) / below**2)

    def after(self, first: Any) -> Any:
        """Compose: first `first`, then this one. Tolerances add."""
        if isinstance(first, Affine):
            return self._after_affine(first)
        if not isinstance(first, Moebius):
            return first.then(self)
        return projective(
            self.a * first.a + self.b,
            self.a * first.b + self.b * first.d,
            first.a + self.d,
            first.b + self.d * first.d,
            self.tolerance + first.tolerance,
        )

    def _after_affine(self, first: Affine) -> Affine | Moebius:
        tolerance = self.tolerance + first.tolerance
        if not first.scale:
            return Affine(0, self.apply(first.offset), tolerance)
        b, d = (entry + factor * first.offset for entry, factor in ((self.b, self.a), (self.d, 1)))
        return projective(self.a * first.scale, b, first.scale, d, tolerance)

    def then(self, later: Affine) -> Affine | Moebius:
        """Compose: first this one, then an affine map."""
        tolerance = self.tolerance + later.tolerance
        if not later.scale:
            return Affine(0, later.offset, tolerance)
        a, b = (
            later.scale * above + later.offset * below
            for above, below in ((self.a, 1), (self.b, self.d))
        )
        return projective(a, b, 1, self.d, tolerance)

    def inverse(self) -> Moebius:
        """Undo the map."""
        return Moebius(-self.d, self.b, 1, -self.a, self.tolerance)

    def __str__(self) -> str:
        below = f"(x {_signed(self.d)})" if self.d else "x"
        if not self.a:
            return f"{number_text(self.b)}/{below}"
        above = affine_text(Affine(self.a, self.b))
        return f"({above})/{below}" if self.b else f"{above}/{below}"


Projective: TypeAlias = Affine | Moebius
"""What a 2×2 matrix does."""


def projective(a: Number, b: Number, c: Number, d: Number, tolerance: Number = 0) -> Projective:
    """Give the simplest map that is x ↦ (a·x + b)/(c·x + d).

    Parameters
    ----------
    a, b, c, d : int, float or Fraction
        The entries; a·d − b·c must not be 0.
    tolerance : int, float or Fraction
        Relative half-width within which x is known when it enters.

    Returns
    -------
    Affine or Moebius
        Affine where c is 0.

    Raises
    ------
    QuestionError
        a·d − b·c is 0: such a map has no inverse.

    Examples
    --------
    >>> projective(9, 160, 0, 5)
    Affine(scale=Fraction(9, 5), offset=Fraction(32, 1), tolerance=0)
    >>> print(projective(0, 6, 2, 0))
    3/x
    """
    if c:
        return Moebius(a, b, c, d, tolerance)
    if not (a and d):
        message = f"{_matrix((a, b, c, d))} has determinant 0: it has no inverse"
        raise QuestionError(message)
    return Affine(a, b, tolerance) if d == 1 else Affine(quotient(a, d), quotient(b, d), tolerance)


_REAL: Final = (int, float, Fraction)


def _is_finite(number: object) -> bool:
    """Say whether this is a finite real number; only floats can be asked, ints may be too long."""
    return type(number) in _REAL and not (isinstance(number, float) and not math.isfinite(number))


def _matrix(entries: tuple[Number, ...]) -> str:
    a, b, c, d = entries
    return f"({a}·x + {b})/({c}·x + {d})"


def _signed(number: Number) -> str:
    return f"- {number_text(-number)}" if number < 0 else f"+ {number_text(number)}"


def affine_text(step: Affine, x: str = "x") -> str:
    """Write an affine map as a formula.

    Examples
    --------
    >>> affine_text(Affine(Fraction(9, 5), 32)), affine_text(Affine(Fraction(1, 3)))
    ('1.8 · x + 32', '(1/3) · x')
    """
    scaled = x if step.scale == 1 else f"{number_text(step.scale)} · {x}"
    return f"{scaled} {_signed(step.offset)}" if step.offset else scaled


def number_text(number: Number) -> str:
    """Write a number as it stands in a formula: a fraction by its decimals, if they end soon.

    Examples
    --------
    >>> number_text(Fraction(1, 8)), number_text(Fraction(-1, 3)), number_text(2)
    ('0.125', '(-1/3)', '2')
    """
    if not isinstance(number, Fraction) or number.denominator == 1:
        return str(number)
    shortest = repr(as_float(number))
    return shortest if _stands_for(shortest, number) else f"({number})"


def _stands_for(text: str, number: Fraction) -> bool:
    return text[-1].isdigit() and Fraction(text) == number
