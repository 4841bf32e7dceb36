"""Rows for the functions that leave NaN out, written in those that do not.

They have derivative 0 with respect to an entry that is NaN, and what is NaN because nothing was
left has no derivative.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from compose.errors import TraceError
from compose.rules.arrays import Composite
from compose.rules.axes import axes_of, first, numbers
from compose.rules.rule import Value

__all__ = ["ROWS"]


def _nansum(a: Value, *args: Any, **options: Any) -> Value:
    return np.sum(np.where(np.isnan(a), 0.0, a), *args, **options)


def _nanprod(a: Value, *args: Any, **options: Any) -> Value:
    return np.prod(np.where(np.isnan(a), 1.0, a), *args, **options)


def _nancumsum(a: Value, *args: Any, **options: Any) -> Value:
    return np.cumsum(np.where(np.isnan(a), 0.0, a), *args, **options)


def _nancumprod(a: Value, *args: Any, **options: Any) -> Value:
    return np.cumprod(np.where(np.isnan(a), 1.0, a), *args, **options)


def _left(a: Value, where: Value) -> Value:
    left = np.logical_not(np.isnan(a))
    return left if where is True else np.logical_and(left, where)


def _without(function: Any) -> Any:
    def written(a: Value, *args: Any, where: Value = True, **options: Any) -> Value:
        # NaN must be gone before it meets the mask: 0 · NaN in a second derivative is NaN.
        known = np.where(np.isnan(a), 0.0, a)
        return function(known, *args, where=_left(a, where), **options)

    return written


def _nanmean(
    a: Value, axis: Any = None, dtype: Any = None, *, keepdims: bool = False, where: Value = True
) -> Value:
    left = _left(a, where)
    total = np.sum(np.where(left, a, 0.0), axis=axis, dtype=dtype, keepdims=keepdims)
    return total / np.sum(numbers(left, a), axis=axis, keepdims=keepdims)


def _extreme(function: Any, least: float) -> Any:
    def written(
        a: Value,
        axis: Any = None,
        *,
        keepdims: bool = False,
        initial: float | None = None,
        where: Value = True,
    ) -> Value:
        left = _left(a, where)
        known = np.where(left, a, least)
        if initial is not None:
            return function(known, axis=axis, keepdims=keepdims, initial=initial)
        found = function(known, axis=axis, keepdims=keepdims)
        return np.where(np.any(left, axis=axis, keepdims=keepdims), found, np.nan)

    return written


# Order statistics: how many entries are left differs from place to place.


def _at(lined: Value, place: Value) -> Value:
    return np.take_along_axis(lined, np.expand_dims(place, 0), axis=0)[0]


def _shaped(result: Value, a: Value, axis: Any, keepdims: Any, ahead: tuple[int, ...]) -> Value:
    if not keepdims:
        return result
    axes = axes_of(a, axis)
    kept = tuple(1 if n in axes else length for n, length in enumerate(np.shape(a)))
    return np.reshape(result, ahead + kept)


def _nanmedian(
    a: Value,
    axis: Any = None,
    *,
    overwrite_input: bool = False,  # noqa: ARG001 - a variable never changes
    keepdims: bool = False,
) -> Value:
    lined = np.sort(first(a, axis), axis=0)
    left = np.count_nonzero(np.logical_not(np.isnan(lined)), axis=0)
    middle = (_at(lined, (left - 1) // 2) + _at(lined, left // 2)) / 2.0
    return _shaped(middle, a, axis, keepdims, ())


def _nanquantile(
    a: Value,
    q: Any,
    axis: Any = None,
    *,
    overwrite_input: bool = False,  # noqa: ARG001 - a variable never changes
    keepdims: bool = False,
) -> Value:
    if np.ndim(q) > 1:
        raise TraceError(f"np.nanquantile of a variable takes q of one axis, not of {np.ndim(q)}")
    lined = np.sort(first(a, axis), axis=0)
    found = [_linear(lined, each) for each in np.ravel(q)]
    rest = np.shape(lined)[1:]
    result = np.reshape(np.stack(found), np.shape(q) + rest)
    return _shaped(result, a, axis, keepdims, np.shape(q))


def _linear(lined: Value, q: float) -> Value:
    left = np.count_nonzero(np.logical_not(np.isnan(lined)), axis=0)
    place = q * (left - 1)
    below = np.floor(place).astype(np.intp)
    above = np.ceil(place).astype(np.intp)
    low, high = _at(lined, below), _at(lined, above)
    step = np.where(np.equal(below, above), 0.0, high - low)
    return low + step * (place - below).astype(lined.dtype)


def _nanpercentile(a: Value, q: Any, axis: Any = None, **options: Any) -> Value:
    return _nanquantile(a, np.true_divide(q, 100.0), axis, **options)


ROWS: tuple[Any, ...] = (
    Composite(np.nansum, _nansum),
    Composite(np.nanprod, _nanprod),
    Composite(np.nancumsum, _nancumsum),
    Composite(np.nancumprod, _nancumprod),
    Composite(np.nanmean, _nanmean),
    Composite(np.nanvar, _without(np.var)),
    Composite(np.nanstd, _without(np.std)),
    Composite(np.nanmax, _extreme(np.max, -np.inf)),
    Composite(np.nanmin, _extreme(np.min, np.inf)),
    Composite(np.nanmedian, _nanmedian),
    Composite(np.nanquantile, _nanquantile),
    Composite(np.nanpercentile, _nanpercentile),
)
