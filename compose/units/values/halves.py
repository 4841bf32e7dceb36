"""The formulas in NumPy, block by block, without a fused multiply-add.

For arrays too small to load Numba for, and for whole numbers beyond 2⁵³. What a formula cannot
promise is left as NaN, and counted.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from compose.units.values.formulas import HIGH, LOW, Pairs, divided, shifted
from compose.units.values.scalars import split

__all__ = ["fill"]

_BLOCK = 16_384


def fill(numbers: np.ndarray[Any, Any], out: np.ndarray[Any, Any], by: Pairs) -> int:
    """Convert an array into another, and return how many of its numbers are left as NaN.

    Parameters
    ----------
    numbers, out : numpy.ndarray
        Of one dimension and one length, with no memory in common.
    by : Pairs

    Returns
    -------
    int

    Examples
    --------
    >>> from fractions import Fraction
    >>> from compose.units.values.formulas import pairs
    >>> out = np.empty(2)
    >>> fill(np.array([3.0, 1e-300]), out, pairs(Fraction(1, 10), *map(Fraction, (0, 0, 1))))
    1
    >>> out
    array([0.3, nan])
    """
    doubts = 0
    with np.errstate(all="ignore"):
        for start in range(0, len(numbers), _BLOCK):
            here = slice(start, start + _BLOCK)
            doubts += _fill_block(*_two_floats(numbers[here]), out[here], by)
    return doubts


def _fill_block(number: Any, rest: Any, out: Any, by: Pairs) -> int:
    if by.c[0]:
        answer, kept = _projective(number, rest, by)
    else:
        answer = np.add(*_linear(number, rest, by.a, by.b))
        kept = _within(answer, by.least_top)
    if not by.b[0] and not by.c[0]:
        zero = number == 0
        answer[zero], kept[zero] = number[zero] * by.a[0], True
    answer[~kept] = np.nan
    out[...] = answer
    return int(np.count_nonzero(~kept & ~np.isnan(number)))


def _projective(number: Any, rest: Any, by: Pairs) -> tuple[Any, Any]:
    top, top_rest = _linear(number, rest, by.a, by.b)
    under, under_rest = _linear(number, rest, by.c, by.d)
    quotient = top / under
    product = quotient * under
    error = _lost(quotient, under, product)
    answer = divided(quotient, product, error, top, top_rest, under, under_rest)
    kept = _within(top, by.least_top) & _within(under, by.least_under) & _within(answer, LOW)
    return answer, kept


def _linear(number: Any, rest: Any, a: tuple[float, float], b: tuple[float, float]) -> Any:
    product = number * a[0]
    error = _lost(number, a[0], product) + (number * a[1] + rest * a[0])
    return shifted(product, error, *b)


def _lost(a: Any, b: Any, product: Any) -> Any:
    """Return what a product lost when it was rounded."""
    a_high, a_low = split(a)
    b_high, b_low = split(b)
    return ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


def _within(number: Any, least: float) -> Any:
    size = np.abs(number)
    return (least <= size) & (size <= HIGH)


def _two_floats(numbers: np.ndarray[Any, Any]) -> tuple[Any, Any]:
    """Write numbers as floats, and what is left of whole numbers beyond 2⁵³."""
    if numbers.dtype.kind == "f" or numbers.dtype.itemsize < np.dtype(np.int64).itemsize:
        return numbers.astype(np.float64), 0.0
    above = (numbers >> 32).astype(np.float64) * 2.0**32
    below = (numbers & 0xFFFF_FFFF).astype(np.float64)
    total = above + below
    return total, below - (total - above)
