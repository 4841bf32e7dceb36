"""Intervals that surely hold the exact result: every inexact bound is rounded outwards."""

from __future__ import annotations

from math import inf, isinf, isnan, nan, nextafter
from typing import NamedTuple

__all__ = ["Interval"]


class Interval(NamedTuple):
    """All numbers from `low` to `high`, both included.

    Examples
    --------
    >>> Interval(1.0, 2.0) * Interval(-1.0, 3.0)
    Interval(low=-2.0, high=6.0)
    """

    low: float
    high: float

    def __mul__(self, other: Interval) -> Interval:  # type: ignore[override]
        """Multiply, rounding outwards where the product is not exact."""
        point = self.low == self.high
        corners = [(a, b) for a in (self[:1] if point else self) for b in other]
        products = [a * b for a, b in corners]
        low, high = min(products), max(products)
        if isnan(sum(products)) and any(map(isnan, products)):
            return Interval(nan, nan)
        if all(_whole(a, b, p) for (a, b), p in zip(corners, products, strict=True)):
            return Interval(low, high)
        return Interval(nextafter(low, -inf), nextafter(high, inf))

    def __add__(self, other: Interval) -> Interval:  # type: ignore[override]
        """Add, rounding outwards where the sum is not exact."""
        low, high = self.low + other.low, self.high + other.high
        if _lost(self.low, other.low, low):
            low = nextafter(low, -inf)
        if _lost(self.high, other.high, high):
            high = nextafter(high, inf)
        return Interval(low, high)

    @property
    def middle(self) -> float:
        """The number in the middle."""
        return self.low if self.low == self.high else self.low / 2 + self.high / 2

    @property
    def radius(self) -> float:
        """How far the ends are from the middle, at most."""
        if self.low == self.high:
            return 0.0
        middle = self.middle
        return max(
            (self + Interval(-middle, -middle)).high, (Interval(middle, middle) + -self).high
        )

    def __neg__(self) -> Interval:
        """Mirror at zero."""
        return Interval(-self.high, -self.low)


def _whole(a: float, b: float, product: float) -> bool:
    """Say whether a product is surely exact: zero, infinite, or of whole numbers below 2⁵³."""
    if a == 0.0 or b == 0.0 or isinf(a) or isinf(b):
        return True
    return abs(product) <= 2.0**53 and a.is_integer() and b.is_integer()


def _lost(a: float, b: float, total: float) -> float:
    """Give what rounding took from a sum (Knuth's two-sum); 0.0 or an infinite case is exact."""
    if isinf(total):
        return 0.0 if isinf(a) or isinf(b) else 1.0
    part = total - a
    return (a - (total - part)) + (b - part)
