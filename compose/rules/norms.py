"""The table: norms of vectors and of matrices.

Each norm has a slope at x, an array of the shape of x: the norm of x + t is the norm of x plus the
real part of the sum of slope times t. Ties share equally: entries of one largest size in the
maximum norm, columns of one largest sum in the matrix norm of order 1, equal singular values in
the spectral norm. At a zero vector the 2-norm has slope 0, the middle of its slopes there, as
``absolute`` has at 0; so has the Frobenius norm at a zero matrix, and every entry that is zero in
the norm of order 1. The norm of order 0 counts, and has slope 0.

The second derivative of the nuclear and of the spectral norm is that of the singular vectors,
infinite or NaN where two singular values are equal.
"""

# A row has the signature of its function, whether it needs all of it or not.
# ruff: noqa: A002, ARG001, FBT001, FBT002
from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from compose.rules.arrays import ArrayRule, smooth
from compose.rules.matrices import columns, conjugated, is_complex
from compose.rules.rule import Value

__all__ = ["ROWS"]

Axes: TypeAlias = tuple[int, ...]
Slope: TypeAlias = Callable[[Value, Value, Any, Axes], Value]


def _nonzero(x: Value) -> Value:
    return np.where(np.equal(x, 0.0), np.ones((), x.dtype), x)


def _direction(x: Value) -> Value:
    if not is_complex(x):
        return np.sign(x)
    return np.conj(x) / _nonzero(np.abs(x))


def _shared(sizes: Value, extreme: Value, axes: Axes) -> Value:
    """Weigh those that reach the extreme, so that the weights sum to one."""
    ties = np.equal(sizes, extreme)
    return np.where(ties, np.ones((), sizes.dtype), 0.0) / np.sum(
        ties, axis=axes, keepdims=True, dtype=sizes.dtype
    )


def _of_extreme(sizes: Value, axes: Axes, order: float) -> Value:
    extreme = np.max if order > 0 else np.min
    return _shared(sizes, extreme(sizes, axis=axes, keepdims=True), axes)


# slopes: of vectors along any axes, of matrices along two


def _round_slope(answer: Value, x: Value, axes: Axes) -> Value:
    zero = np.equal(answer, 0.0)
    return np.where(zero, 0.0, conjugated(x) / np.where(zero, np.ones((), answer.dtype), answer))


def _vector_slope(answer: Value, x: Value, order: Any, axes: Axes) -> Value:
    if order is None or order == 2:  # noqa: PLR2004 - the Euclidean norm
        return _round_slope(answer, x, axes)
    if order == 0:
        return np.zeros(np.shape(x), x.dtype)
    if order == 1:
        return _direction(x)
    if abs(order) == np.inf:
        return _direction(x) * _of_extreme(np.abs(x), axes, order)
    return _direction(x) * (np.abs(x) / _nonzero(answer)) ** (order - 1)


def _matrix_slope(answer: Value, x: Value, order: Any, axes: Axes) -> Value:
    if order in (None, "fro", "f"):
        return _round_slope(answer, x, axes)
    if order == "nuc" or abs(order) == 2:  # noqa: PLR2004 - of singular values
        slope = _singular_slope(np.moveaxis(x, axes, (-2, -1)), order)
        return np.moveaxis(slope, (-2, -1), axes)
    summed, compared = axes if abs(order) == 1 else axes[::-1]
    sums = np.sum(np.abs(x), axis=summed, keepdims=True)
    return _direction(x) * _of_extreme(sums, (compared,), order)


def _singular_slope(x: Value, order: Any) -> Value:
    u, s, vh = np.linalg.svd(x, full_matrices=False)
    return conjugated(
        u @ vh if order == "nuc" else (u * columns(_of_extreme(s, (-1,), order))) @ vh
    )


# which slope, along which axes


def _all_axes(x: Value) -> Axes:
    return tuple(range(np.ndim(x)))


def _along(axis: int | Axes, x: Value) -> Axes:
    axes = axis if isinstance(axis, tuple) else (axis,)
    return tuple(int(one) % np.ndim(x) for one in axes)


def _slope_of_norm(kept: Value, x: Value, order: Any, axis: int | Axes | None) -> Value:
    axes = _all_axes(x) if axis is None else _along(axis, x)
    if axis is None and order is None:
        return _round_slope(kept, x, axes)
    slope: Slope = _matrix_slope if len(axes) == 2 else _vector_slope  # noqa: PLR2004
    return slope(kept, x, order, axes)


def _with_axes(y: Value, x: Value, axis: int | Axes | None, keepdims: bool) -> Value:
    """Give a norm, or what belongs to one, the axes that were summed, of length one."""
    if keepdims or not np.ndim(x):
        return y
    return np.expand_dims(y, _all_axes(x) if axis is None else _along(axis, x))


def _change(
    slope: Value,
    t: Value,
    axis: int | Axes | None,
    keepdims: bool,
) -> Value:
    change = np.sum(slope * t, axis=axis, keepdims=keepdims)
    return np.real(change) if is_complex(slope) else change


def _pull_norm(
    g: Value,
    answer: Value,
    x: Value,
    ord: Any = None,
    axis: int | Axes | None = None,
    keepdims: bool = False,
) -> Value:
    kept = _with_axes(answer, x, axis, keepdims)
    return _with_axes(g, x, axis, keepdims) * _slope_of_norm(kept, x, ord, axis)


def _push_norm(
    t: Value,
    answer: Value,
    x: Value,
    ord: Any = None,
    axis: int | Axes | None = None,
    keepdims: bool = False,
) -> Value:
    kept = _with_axes(answer, x, axis, keepdims)
    return _change(_slope_of_norm(kept, x, ord, axis), t, axis, keepdims)


def _slope_of_vector(kept: Value, x: Value, order: Any, axis: int | Axes | None) -> Value:
    if not np.ndim(x):
        # A number is a vector of length one; a float has no dtype to go by.
        slope = _vector_slope(np.reshape(kept, (1,)), np.reshape(x, (1,)), order, (0,))
        return np.reshape(slope, ())
    return _vector_slope(kept, x, order, _all_axes(x) if axis is None else _along(axis, x))


def _pull_vector_norm(
    g: Value,
    answer: Value,
    x: Value,
    /,
    *,
    axis: int | Axes | None = None,
    keepdims: bool = False,
    ord: Any = 2,
) -> Value:
    kept = _with_axes(answer, x, axis, keepdims)
    return _with_axes(g, x, axis, keepdims) * _slope_of_vector(kept, x, ord, axis)


def _push_vector_norm(
    t: Value,
    answer: Value,
    x: Value,
    /,
    *,
    axis: int | Axes | None = None,
    keepdims: bool = False,
    ord: Any = 2,
) -> Value:
    kept = _with_axes(answer, x, axis, keepdims)
    return _change(_slope_of_vector(kept, x, ord, axis), t, axis, keepdims)


def _pull_matrix_norm(
    g: Value,
    answer: Value,
    x: Value,
    /,
    *,
    keepdims: bool = False,
    ord: Any = "fro",
) -> Value:
    return _pull_norm(g, answer, x, ord, (-2, -1), keepdims)


def _push_matrix_norm(
    t: Value,
    answer: Value,
    x: Value,
    /,
    *,
    keepdims: bool = False,
    ord: Any = "fro",
) -> Value:
    return _push_norm(t, answer, x, ord, (-2, -1), keepdims)


ROWS: tuple[ArrayRule, ...] = (
    smooth(np.linalg.norm, (_pull_norm, _push_norm)),
    smooth(np.linalg.vector_norm, (_pull_vector_norm, _push_vector_norm)),
    smooth(np.linalg.matrix_norm, (_pull_matrix_norm, _push_matrix_norm)),
)
