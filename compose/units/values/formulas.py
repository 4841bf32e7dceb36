"""Conversion formulas in twice the digits, for single floats and for arrays alike.

A number is carried as two floats, the second far smaller than the first. What a product leaves
behind when it is rounded comes in from outside: a fused multiply-add finds it in one step, halves
of 26 bits in seventeen. Both find the same, so both give the same digits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from compose.dimensions import nearest_float

__all__ = ["HIGH", "LOW", "Pairs", "divided", "pairs", "shifted"]

LOW, HIGH = 1e-250, 1e290
"""Within these no partial product overflows, or loses digits at the bottom."""

_CANCELLED = 2.0**-30


@dataclass(frozen=True, slots=True)
class Pairs:
    """The coefficients of (a·x + b) / (c·x + d), each as two floats.

    Parameters
    ----------
    a, b, c, d : tuple of two floats
    """

    a: tuple[float, float]
    b: tuple[float, float]
    c: tuple[float, float]
    d: tuple[float, float]

    @property
    def least_top(self) -> float:
        """How small a·x + b may be before cancellation costs digits that count."""
        return max(LOW, abs(self.b[0]) * _CANCELLED)

    @property
    def least_under(self) -> float:
        """How small c·x + d may be, likewise."""
        return max(LOW, abs(self.d[0]) * _CANCELLED)


def pairs(a: Fraction, b: Fraction, c: Fraction, d: Fraction) -> Pairs | None:
    """Write fractions as two floats each, or answer None where they are too large or too small.

    Both floats have one sign: the first is rounded towards zero.

    Examples
    --------
    >>> pairs(Fraction(1, 10), Fraction(0), Fraction(0), Fraction(1)).a
    (0.09999999999999999, 8.326672684688674e-18)
    >>> pairs(Fraction(1, 10**300), Fraction(0), Fraction(0), Fraction(1)) is None
    True
    """
    size = max(abs(c), abs(d))
    parts = [part / size for part in (a, b, c, d)]
    near = [_towards_zero(part) for part in parts]
    if not all(
        not part or LOW < abs(number) < HIGH for part, number in zip(parts, near, strict=True)
    ):
        return None
    rest = [_rest(part, number) for part, number in zip(parts, near, strict=True)]
    return Pairs(*zip(near, rest, strict=True))


def _towards_zero(number: Fraction) -> float:
    near = nearest_float(number)
    return (
        math.nextafter(near, 0.0)
        if math.isfinite(near) and abs(Fraction(near)) > abs(number)
        else near
    )


def _rest(number: Fraction, near: float) -> float:
    """Return what is left, never zero unless nothing is: times infinity it must have a sign."""
    rest = number - Fraction(near)
    return float(rest) or (near * 2.0**-200 if rest else 0.0)


def shifted(product: Any, error: Any, offset: float, offset_rest: float) -> tuple[Any, Any]:
    """Add an offset of two floats to a product and what it left behind.

    Examples
    --------
    >>> shifted(1.0, 2.0**-60, 2.0**-70, 0.0) == (1.0, 2.0**-60 + 2.0**-70)
    True
    """
    total = product + offset
    back = total - product
    lost = (product - (total - back)) + (offset - back)
    return total, lost + (error + offset_rest)


def divided(
    quotient: Any, product: Any, error: Any, top: Any, top_rest: Any, under: Any, under_rest: Any
) -> Any:
    """Mend a quotient by what is left of the division.

    Parameters
    ----------
    quotient : float or array
        ``top / under``.
    product, error : float or array
        ``quotient * under``, and what that left behind.
    top, top_rest, under, under_rest : float or array
        The two numbers, of two floats each.

    Examples
    --------
    >>> divided(0.5, 0.5, 0.0, 0.5, 0.0, 1.0, 2.0**-60) == 0.5 - 2.0**-61
    True
    """
    left = (((top - product) - error) + top_rest) - quotient * under_rest
    return quotient + left / under
