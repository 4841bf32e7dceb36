"""Rows for sums, products, means, variances and extremes.

At a tie ``max`` and ``min`` share the derivative equally among the entries that tie, and a result
of NaN has derivative NaN. ``std`` has derivative 0 where it is 0, the middle of its slopes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from compose.rules.arrays import Composite, smooth
from compose.rules.axes import (
    filled,
    first,
    given_back,
    length_of,
    masked,
    numbers,
    restored,
)
from compose.rules.rule import Value

__all__ = ["ROWS"]


def _sum_back(
    g: Value,
    _answer: Value,
    a: Value,
    axis: Any = None,
    dtype: Any = None,  # noqa: ARG001 - the cotangent already has it
    *,
    keepdims: bool = False,
    initial: float = 0.0,  # noqa: ARG001 - a constant
    where: Value = True,
) -> Value:
    return filled(masked(restored(g, a, axis, keepdims), where), a)


def _sum_on(
    t: Value,
    _answer: Value,
    _a: Value,
    axis: Any = None,
    dtype: Any = None,
    *,
    keepdims: bool = False,
    initial: float = 0.0,  # noqa: ARG001 - a constant
    where: Value = True,
) -> Value:
    return np.sum(masked(t, where), axis=axis, dtype=dtype, keepdims=keepdims)


def _count(a: Value, axis: Any, where: Value) -> Value:
    if where is True:
        return length_of(a, axis)
    return np.sum(numbers(filled(where, a), a), axis=axis, keepdims=True)


def _mean_back(
    g: Value,
    _answer: Value,
    a: Value,
    axis: Any = None,
    dtype: Any = None,  # noqa: ARG001 - the cotangent already has it
    *,
    keepdims: bool = False,
    where: Value = True,
) -> Value:
    share = np.true_divide(restored(g, a, axis, keepdims), _count(a, axis, where))
    return filled(masked(share, where), a)


def _mean_on(t: Value, _answer: Value, _a: Value, *args: Any, **options: Any) -> Value:
    return np.mean(t, *args, **options)


# Extremes: the weights with which the entries share in the answer.


def _shares(
    answer: Value, a: Value, axis: Any, keepdims: Any, initial: float | None, where: Value
) -> Value:
    whole = restored(answer, a, axis, keepdims)
    tie = np.equal(a, whole) if where is True else np.equal(a, whole) & where
    chosen = numbers(tie, a)
    count = np.sum(chosen, axis=axis, keepdims=True)
    if initial is not None:
        count = count + numbers(np.equal(whole, initial), a)
    return np.where(np.isnan(whole), np.nan, chosen / np.maximum(count, 1.0))


def _extreme_back(
    g: Value,
    answer: Value,
    a: Value,
    axis: Any = None,
    *,
    keepdims: bool = False,
    initial: float | None = None,
    where: Value = True,
) -> Value:
    return restored(g, a, axis, keepdims) * _shares(answer, a, axis, keepdims, initial, where)


def _extreme_on(
    t: Value,
    answer: Value,
    a: Value,
    axis: Any = None,
    *,
    keepdims: bool = False,
    initial: float | None = None,
    where: Value = True,
) -> Value:
    shares = _shares(answer, a, axis, keepdims, initial, where)
    return np.sum(t * shares, axis=axis, keepdims=keepdims)


# Products: what every entry is multiplied by, without dividing, so that entries may be 0.


def _before(x: Value) -> Value:
    return np.cumprod(np.concatenate([np.ones_like(x[:1]), x[:-1]]), axis=0)


def _others(a: Value, axis: Any, initial: float, where: Value) -> Value:
    lined = first(masked(a, where, 1.0), axis)
    others = _before(lined) * _before(lined[::-1])[::-1]
    return masked(given_back(others * initial, a, axis), where)


def _prod_back(
    g: Value,
    _answer: Value,
    a: Value,
    axis: Any = None,
    dtype: Any = None,  # noqa: ARG001 - the cotangent already has it
    *,
    keepdims: bool = False,
    initial: float = 1.0,
    where: Value = True,
) -> Value:
    return restored(g, a, axis, keepdims) * _others(a, axis, initial, where)


def _prod_on(
    t: Value,
    _answer: Value,
    a: Value,
    axis: Any = None,
    dtype: Any = None,
    *,
    keepdims: bool = False,
    initial: float = 1.0,
    where: Value = True,
) -> Value:
    others = _others(a, axis, initial, where)
    return np.sum(t * others, axis=axis, dtype=dtype, keepdims=keepdims)


# Spreads: what every entry's distance from the mean weighs.


def _slopes(
    a: Value,
    axis: Any = None,
    dtype: Any = None,  # noqa: ARG001 - what is moved already has it
    ddof: float = 0,
    *,
    keepdims: bool = False,  # noqa: ARG001 - the slopes have the shape of the argument
    where: Value = True,
    mean: Value = None,
    correction: float | None = None,
) -> Value:
    """Give the slopes of half the variance."""
    apart = masked(a - (_middle(a, axis, where) if mean is None else mean), where)
    count = _count(a, axis, where) - (ddof if correction is None else correction)
    slopes = np.true_divide(apart, np.maximum(count, 0))
    return np.conj(slopes) if np.iscomplexobj(a) else slopes


def _middle(a: Value, axis: Any, where: Value) -> Value:
    # Not every library's mean takes a mask.
    mask = {} if where is True else {"where": where}
    return np.mean(a, axis=axis, keepdims=True, **mask)


def _summed(moved: Value, a: Value, axis: Any, keepdims: Any) -> Value:
    summed = np.sum(moved, axis=axis, keepdims=keepdims)
    return np.real(summed) if np.iscomplexobj(a) else summed


def _var_back(
    g: Value,
    _answer: Value,
    a: Value,
    axis: Any = None,
    dtype: Any = None,
    ddof: float = 0,
    *,
    keepdims: bool = False,
    where: Value = True,
    mean: Value = None,
    correction: float | None = None,
) -> Value:
    slopes = _slopes(a, axis, dtype, ddof, where=where, mean=mean, correction=correction)
    return 2.0 * restored(g, a, axis, keepdims) * slopes


def _var_on(t: Value, _answer: Value, a: Value, axis: Any = None, *args: Any, **kw: Any) -> Value:
    moved = 2.0 * t * _slopes(a, axis, *args, **kw)
    return _summed(moved, a, axis, kw.get("keepdims", False))


def _std_back(
    g: Value,
    answer: Value,
    a: Value,
    axis: Any = None,
    dtype: Any = None,
    ddof: float = 0,
    *,
    keepdims: bool = False,
    where: Value = True,
    mean: Value = None,
    correction: float | None = None,
) -> Value:
    slopes = _slopes(a, axis, dtype, ddof, where=where, mean=mean, correction=correction)
    return restored(g / _unless_flat(answer), a, axis, keepdims) * slopes


def _std_on(
    t: Value, answer: Value, a: Value, axis: Any = None, *args: Any, **kwargs: Any
) -> Value:
    summed = _summed(t * _slopes(a, axis, *args, **kwargs), a, axis, kwargs.get("keepdims", False))
    return summed / _unless_flat(answer)


def _unless_flat(deviation: Value) -> Value:
    # Its slopes are 0 there, and 0/0 would be NaN.
    return np.where(np.equal(deviation, 0.0), 1.0, deviation)


def _ptp(a: Value, axis: Any = None, *, keepdims: bool = False) -> Value:
    return np.max(a, axis=axis, keepdims=keepdims) - np.min(a, axis=axis, keepdims=keepdims)


ROWS: tuple[Any, ...] = (
    smooth(np.sum, (_sum_back, _sum_on)),
    smooth(np.prod, (_prod_back, _prod_on)),
    smooth(np.mean, (_mean_back, _mean_on)),
    smooth(np.var, (_var_back, _var_on)),
    smooth(np.std, (_std_back, _std_on)),
    *(smooth(f, (_extreme_back, _extreme_on)) for f in (np.max, np.amax, np.min, np.amin)),
    Composite(np.ptp, _ptp),
)
