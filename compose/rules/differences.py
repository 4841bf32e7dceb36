"""Rows for differences of neighbours, and for what is made of them.

``gradient`` takes central differences inside, weighted by the distances to both neighbours where
these differ, and one-sided ones at the ends (Fornberg 1988, formulas for the first derivative on
two and three points). ``unwrap`` adds whole periods, which carry no derivative.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from compose.rules.arrays import Composite, smooth
from compose.rules.axes import axes_of, listed
from compose.rules.rule import Value, unbroadcast
from compose.rules.shapes import cast

__all__ = ["ROWS"]


def _slices(axis: int, *parts: slice) -> tuple[tuple[Any, ...], ...]:
    """Write indices that cut along one axis."""
    return tuple((*[slice(None)] * axis, part) for part in parts)


def _aligned(vector: Value, ndim: int, axis: int) -> Value:
    """Lay a vector along one axis; anything else stays as it is."""
    if np.ndim(vector) != 1 or ndim == 1:
        return vector
    return np.reshape(vector, tuple(-1 if n == axis else 1 for n in range(ndim)))


def _zeros(like: Value, length: int, axis: int) -> Value:
    shape = np.shape(like)
    return np.zeros_like(like, shape=(*shape[:axis], length, *shape[axis + 1 :]))


def _framed(x: Value, ahead: int, behind: int, axis: int) -> Value:
    if not ahead and not behind:
        return x
    return np.concatenate([_zeros(x, ahead, axis), x, _zeros(x, behind, axis)], axis=axis)


def _length(end: Value, axis: int) -> int:
    if end is None:
        return 0
    return int(np.shape(end)[axis]) if np.ndim(end) else 1


class _Joined:
    """The three parts that a difference is taken of: what is prepended, the array, the rest."""

    def __init__(self, a: Value, n: int, axis: int, prepend: Value, append: Value) -> None:
        self.axis = normalize_axis_index(axis, np.ndim(a))
        self.n = n
        self.shape = np.shape(a)
        lengths = [_length(end, self.axis) for end in (prepend, append)]
        self.lengths = (lengths[0], self.shape[self.axis], lengths[1])

    def back(self, g: Value, part: int, argument: Value) -> Value:
        """Transpose the difference, and cut the part out."""
        start = sum(self.lengths[:part])
        (cut,) = _slices(self.axis, slice(start, start + self.lengths[part]))
        return unbroadcast(self._whole(g)[cut], argument)

    def _whole(self, g: Value) -> Value:
        total = sum(self.lengths)
        if total <= self.n:
            return _zeros(g, total, self.axis)
        # The transpose of a difference is minus the difference of what is framed by zeros.
        moved = np.diff(_framed(g, self.n, self.n, self.axis), self.n, self.axis)
        return -moved if self.n % 2 else moved

    def on(self, t: Value, part: int) -> Value:
        """Take the difference of a tangent of one part, the others resting."""
        shape = (*self.shape[: self.axis], self.lengths[part], *self.shape[self.axis + 1 :])
        whole = t if np.shape(t) == shape else np.broadcast_to(t, shape)
        ahead, behind = sum(self.lengths[:part]), sum(self.lengths[part + 1 :])
        return np.diff(_framed(whole, ahead, behind, self.axis), self.n, self.axis)


def _untouched(moved: Value, part: int, like: Value) -> Value:
    # A difference of order 0 is the array alone, whatever else is given.
    return moved if part == 1 else np.zeros_like(moved, shape=np.shape(like))


def _diff_moves(part: int, place: int) -> tuple[Any, Any]:
    def back(
        g: Value,
        _answer: Value,
        a: Value,
        n: int = 1,
        axis: int = -1,
        prepend: Value = None,
        append: Value = None,
    ) -> Value:
        argument = (a, n, axis, prepend, append)[place]
        if n == 0:
            return _untouched(g, part, argument)
        return _Joined(a, n, axis, prepend, append).back(g, part, argument)

    def on(
        t: Value,
        answer: Value,
        a: Value,
        n: int = 1,
        axis: int = -1,
        prepend: Value = None,
        append: Value = None,
    ) -> Value:
        if n == 0:
            return _untouched(t, part, answer)
        return _Joined(a, n, axis, prepend, append).on(t, part)

    return back, on


def _ediff1d(ary: Value, to_end: Value = None, to_begin: Value = None) -> Value:
    flat = np.reshape(ary, (-1,))
    parts = [to_begin, flat[1:] - flat[:-1], to_end]
    joined = np.concatenate([np.reshape(part, (-1,)) for part in parts if part is not None])
    return _as_exact_as(flat, joined)


def _trapezoid(y: Value, x: Value = None, dx: Value = 1.0, axis: int = -1) -> Value:
    along = normalize_axis_index(axis, np.ndim(y))
    y = listed(y)
    late, early = _slices(along, slice(1, None), slice(None, -1))
    width = dx
    if x is not None:
        steps = np.diff(x) if np.ndim(x) == 1 else np.diff(x, axis=axis)
        width = _aligned(steps, np.ndim(y), along)
    return np.sum(width * (y[late] + y[early]) / 2.0, axis=axis)


# np.gradient


def _gradient(f: Value, *varargs: Value, axis: Any = None, edge_order: int = 1) -> Value:
    axes = axes_of(f, axis)
    spacings = _spacings(varargs, len(axes))
    found = [
        _slope(f, along, spacing, edge_order) for along, spacing in zip(axes, spacings, strict=True)
    ]
    return found[0] if len(found) == 1 else tuple(found)


def _spacings(varargs: tuple[Value, ...], count: int) -> tuple[Value, ...]:
    given = varargs or (1.0,)
    if len(given) == 1 and np.ndim(given[0]) == 0:
        return given * count
    if len(given) != count:
        raise TypeError(f"{len(given)} spacings for {count} axes")
    return given


def _slope(f: Value, axis: int, spacing: Value, edge_order: int) -> Value:
    if edge_order not in (1, 2) or np.shape(f)[axis] <= edge_order:
        raise ValueError(
            f"axis {axis} has {np.shape(f)[axis]} entries; edge_order={edge_order} "
            "must be 1 or 2 and needs more entries than that"
        )
    y = np.moveaxis(f, axis, 0)
    steps = np.diff(spacing) if np.ndim(spacing) else spacing
    even = np.ndim(spacing) == 0
    widths = steps if even else _aligned(steps, np.ndim(y), 0)
    ends = _end_of_two if edge_order == 1 else _end_of_three
    head = ends(y, widths)
    tail = ends(y[::-1], -widths if even else -widths[::-1])[::-1]
    joined = np.concatenate([head, _inside(y, widths), tail])
    return np.moveaxis(_as_exact_as(y, joined), 0, axis)


def _as_exact_as(given: Value, found: Value) -> Value:
    """Give an answer the dtype of the array, as NumPy does, whatever distances came with it."""
    fitting = given.dtype.kind not in "fc" or found.dtype == given.dtype
    return found if fitting else cast(found, given.dtype)


def _pair(widths: Value) -> tuple[Value, Value]:
    return (widths, widths) if np.ndim(widths) == 0 else (widths[:-1], widths[1:])


def _inside(y: Value, widths: Value) -> Value:
    if np.ndim(widths) == 0:
        return (y[2:] - y[:-2]) / (2.0 * widths)
    left, right = _pair(widths)
    both = left + right
    outer = left / (right * both) * y[2:] - right / (left * both) * y[:-2]
    return outer + (right - left) / (left * right) * y[1:-1]


def _end_of_two(y: Value, widths: Value) -> Value:
    return (y[1:2] - y[:1]) / (widths if np.ndim(widths) == 0 else widths[:1])


def _end_of_three(y: Value, widths: Value) -> Value:
    near, far = _pair(widths if np.ndim(widths) == 0 else widths[:2])
    both = near + far
    outer = -(2.0 * near + far) / (near * both) * y[:1] - near / (far * both) * y[2:3]
    return outer + both / (near * far) * y[1:2]


_UNWRAP = (
    lambda g, _, p, discont=None, axis=-1, *, period=2.0 * np.pi: g,  # noqa: ARG005
    lambda t, *_, **__: t,
)

ROWS: tuple[Any, ...] = (
    smooth(np.diff, _diff_moves(1, 0), None, None, _diff_moves(0, 3), _diff_moves(2, 4)),
    smooth(np.unwrap, _UNWRAP),
    Composite(np.ediff1d, _ediff1d),
    Composite(np.trapezoid, _trapezoid),
    Composite(np.gradient, _gradient),
)
