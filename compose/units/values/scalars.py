"""Functions of one float that answer with the float nearest to the exact result.

Each is made for whole numbers a to d, the exact map x ↦ (a·x + b) / (c·x + d). What a single
operation of IEEE rounds as the exact result is that operation. Otherwise a product is worked out
to twice the digits, and in whole numbers where even those leave the rounding in doubt.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias

from compose.dimensions import nearest_float

__all__ = ["affine", "projective", "scale", "split"]

FloatFunction: TypeAlias = Callable[[float], float]

# Veltkamp's constant: it cuts the 53 bits of a float into two halves.
_HALVES = 2.0**27 + 1.0
# The two sums differ by less than these say; where both round alike, so does the exact sum.
_ABOVE, _BELOW = 1 + 2.0**-45, 1 - 2.0**-45
# Within these no partial product overflows, or loses digits at the bottom.
_LOW, _HIGH = 1e-250, 1e290


def scale(top: int, bottom: int) -> FloatFunction:
    """Return the function that multiplies by ``top / bottom``.

    Examples
    --------
    >>> scale(1, 10**15)(5.0), scale(3, 10)(3.0)
    (5e-15, 0.9)
    """
    quotient = Fraction(top, bottom)
    nearest = nearest_float(quotient)
    if nearest == quotient:
        return lambda number: number * nearest
    divisor = nearest_float(Fraction(bottom))
    if abs(top) == 1 and divisor == bottom:
        divisor *= top
        return lambda number: number / divisor
    whole = _in_whole_numbers(top, bottom)
    return _in_halves(quotient, nearest, whole) if _LOW < abs(nearest) < _HIGH else whole


def split(number: float) -> tuple[float, float]:
    """Cut a float into two of 26 bits, whose products are exact.

    Examples
    --------
    >>> sum(split(0.1)) == 0.1
    True
    """
    stretched = number * _HALVES
    high = stretched - (stretched - number)
    return high, number - high


def _in_halves(quotient: Fraction, near: float, whole: FloatFunction) -> FloatFunction:
    rest = float(quotient - Fraction(near))
    near_high, near_low = split(near)

    def product(number: float) -> float:
        first = number * near
        if _LOW < first < _HIGH or -_HIGH < first < -_LOW:
            # Written out: a call would cost more than the products.
            stretched = number * _HALVES
            high = stretched - (stretched - number)
            low = number - high
            error = (high * near_high - first) + high * near_low + low * near_high
            error += low * near_low + number * rest
            answer = first + error * _ABOVE
            if answer == first + error * _BELOW:
                return answer
        return whole(number)

    return product


def _in_whole_numbers(top: int, bottom: int) -> FloatFunction:
    sign = 1.0 if top > 0 else -1.0

    def product(number: float) -> float:
        try:
            upper, lower = number.as_integer_ratio()
            # Division of whole numbers rounds once, also where the answer is subnormal.
            return upper * top / (lower * bottom) if upper else number * sign
        except OverflowError:
            return _infinite((number > 0) == (top > 0))
        except ValueError:
            return number

    return product


def affine(a: int, b: int, bottom: int) -> FloatFunction:
    """Return the function ``(a * x + b) / bottom``, with a positive bottom.

    Examples
    --------
    >>> affine(9, 160, 5)(37.0)
    98.6
    """

    def moved(number: float) -> float:
        try:
            upper, lower = number.as_integer_ratio()
        except OverflowError:
            return _infinite((number > 0) == (a > 0))
        except ValueError:
            return number
        top = upper * a + lower * b
        try:
            return top / (lower * bottom)
        except OverflowError:
            return _infinite(top > 0)

    return moved


def projective(a: int, b: int, c: int, d: int) -> FloatFunction:
    """Return the function ``(a * x + b) / (c * x + d)``; at a pole, and beyond, as IEEE has it.

    Examples
    --------
    >>> reciprocal = projective(0, 1, 1, 0)
    >>> reciprocal(8.0), reciprocal(-0.0), reciprocal(-math.inf)
    (0.125, -inf, -0.0)
    """

    def moved(number: float) -> float:
        if not math.isfinite(number):
            return number if math.isnan(number) else _at_infinity(number, a, b, c)
        if not number and not b:
            return number * math.copysign(1.0, a) * math.copysign(1.0, d)
        upper, lower = number.as_integer_ratio()
        top, under = upper * a + lower * b, upper * c + lower * d
        if not under:
            side = 1.0 if d else math.copysign(1.0, number) * math.copysign(1.0, c)
            return _infinite((top > 0) == (side > 0))
        return nearest_float(Fraction(top, under)) if top else 0.0 * math.copysign(1.0, under)

    return moved


def _at_infinity(number: float, a: int, b: int, c: int) -> float:
    if a:
        return nearest_float(Fraction(a, c))
    return math.copysign(0.0, b) * math.copysign(1.0, number) * math.copysign(1.0, c)


def _infinite(positive: bool) -> float:  # noqa: FBT001 - a private sign
    return math.inf if positive else -math.inf
