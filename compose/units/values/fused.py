"""The formulas in one pass over an array, compiled, with fused multiply-adds.

Loaded for large arrays only, since Numba takes its time to load. Where a processor has no fused
multiply-add, the compiler calls one in software: slower, with the same digits. What a formula
cannot promise is left as NaN, and counted.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numba.core import types
from numba.extending import intrinsic

from compose.units.values.formulas import HIGH, LOW, Pairs
from compose.units.values.formulas import divided as _divided
from compose.units.values.formulas import shifted as _shifted

__all__ = ["fill"]

_compiled = numba.njit(cache=True, nogil=True, error_model="numpy")
_shifted = numba.njit(_shifted)
_divided = numba.njit(_divided)

_BLOCK = 8_192
_TOP_BIT = 2**62
_LOW_BITS, _HIGH_BITS = (int(np.array(limit).view(np.int64)) for limit in (LOW, HIGH))


def _fused(_context: Any, a: Any, b: Any, c: Any) -> Any:
    """Multiply and add with one rounding: an instruction of its own."""

    def emit(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return builder.fma(*args)

    return types.float64(a, b, c), emit


def _read(_context: Any, number: Any) -> Any:
    """Read a float as a whole number: floats without sign and their bits have one order."""

    def emit(context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return builder.bitcast(args[0], context.get_value_type(types.int64))

    return types.int64(number), emit


_fma: Any = intrinsic(_fused)
_bits: Any = intrinsic(_read)


# A block is converted without a branch, and what went out of bounds is gathered in one bit:
# compilers turn this into vector instructions. Only a block with that bit is looked at again.


@_compiled
def _scale_block(numbers: Any, out: Any, a: float, a_rest: float) -> int:
    # Both parts of the factor have one sign, so that 0 and ∞ come out as they should. From 2⁻⁵¹¹
    # on, the first or the second bit of the exponent is set: two instructions to see.
    regular = -1
    for i in range(len(numbers)):
        number = np.float64(numbers[i])
        answer = _fma(number, a, number * a_rest)
        out[i] = answer
        regular &= _bits(answer) | (_bits(answer) << 1)
    return regular


@_compiled
def _affine_block(
    numbers: Any, out: Any, a: float, a_rest: float, b: float, b_rest: float, least: int
) -> int:
    strays = 0
    for i in range(len(numbers)):
        number = np.float64(numbers[i])
        product = number * a
        error = _fma(number, a, -product) + number * a_rest
        total, rest = _shifted(product, error, b, b_rest)
        answer = total + rest
        out[i] = answer
        size = _bits(abs(answer))
        strays |= (size - least) | (_HIGH_BITS - size)
    return strays


@_compiled
def _projective_block(
    numbers: Any, out: Any, a: Any, b: Any, c: Any, d: Any, least_top: int, least_under: int
) -> int:
    strays = 0
    for i in range(len(numbers)):
        number = np.float64(numbers[i])
        product = number * a[0]
        error = _fma(number, a[0], -product) + number * a[1]
        top, top_rest = _shifted(product, error, b[0], b[1])
        product = number * c[0]
        error = _fma(number, c[0], -product) + number * c[1]
        under, under_rest = _shifted(product, error, d[0], d[1])
        quotient = top / under
        product = quotient * under
        error = _fma(quotient, under, -product)
        answer = _divided(quotient, product, error, top, top_rest, under, under_rest)
        upper, lower, size = _bits(abs(top)), _bits(abs(under)), _bits(abs(answer))
        stray = (upper - least_top) | (lower - least_under) | (size - _LOW_BITS)
        stray |= (_HIGH_BITS - upper) | (_HIGH_BITS - lower) | (_HIGH_BITS - size)
        # What strayed in between need not show in the answer.
        out[i] = answer if stray >= 0 else np.nan
        strays |= stray
    return strays


@_compiled
def _doubted(numbers: Any, out: Any, least: float, most: float, harmless: float) -> int:
    doubts = 0
    for i in range(len(numbers)):
        number, size = np.float64(numbers[i]), abs(np.float64(out[i]))
        kept = (size >= least) & (size <= most) | (number == harmless)
        if not kept and not np.isnan(number):
            out[i] = np.nan
            doubts += 1
    return doubts


@_compiled
def _scale_all(numbers: Any, out: Any, a: float, a_rest: float) -> int:
    doubts = 0
    for start in range(0, len(numbers), _BLOCK):
        here, there = numbers[start : start + _BLOCK], out[start : start + _BLOCK]
        if not _scale_block(here, there, a, a_rest) & _TOP_BIT:
            doubts += _doubted(here, there, LOW, np.inf, 0.0)
    return doubts


@_compiled
def _affine_all(
    numbers: Any, out: Any, a: float, a_rest: float, b: float, b_rest: float, least: float
) -> int:
    doubts = 0
    for start in range(0, len(numbers), _BLOCK):
        here, there = numbers[start : start + _BLOCK], out[start : start + _BLOCK]
        if _affine_block(here, there, a, a_rest, b, b_rest, _bits(least)) < 0:
            doubts += _doubted(here, there, least, HIGH, np.nan)
    return doubts


@_compiled
def _projective_all(numbers: Any, out: Any, a: Any, b: Any, c: Any, d: Any, least: Any) -> int:
    doubts = 0
    tops, unders = _bits(least[0]), _bits(least[1])
    for start in range(0, len(numbers), _BLOCK):
        here, there = numbers[start : start + _BLOCK], out[start : start + _BLOCK]
        if _projective_block(here, there, a, b, c, d, tops, unders) < 0:
            doubts += _doubted(here, there, LOW, HIGH, np.nan)
    return doubts


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
    if by.c[0]:
        least = (by.least_top, by.least_under)
        return int(_projective_all(numbers, out, by.a, by.b, by.c, by.d, least))
    if by.b[0]:
        return int(_affine_all(numbers, out, *by.a, *by.b, by.least_top))
    return int(_scale_all(numbers, out, *by.a))
