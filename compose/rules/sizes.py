"""Rows for functions that repeat, surround, insert or leave out elements.

Where an element stands in the answer several times, the pull sums the cotangents of its copies.
Of ``np.pad`` the modes are differentiated whose margin is constant or made of elements of the
array: constant, edge, reflect (even), symmetric (even) and wrap.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

from compose.errors import TraceError
from compose.rules.arrays import ArrayRule, Composite, linear, smooth
from compose.rules.indexing import along, scatter_add
from compose.rules.primitive import Traced
from compose.rules.rule import Value, unbroadcast
from compose.rules.shapes import cast

__all__ = ["ROWS"]

_PADDED = ("constant", "edge", "reflect", "symmetric", "wrap")
_PAD = (
    "np.pad with {what} has no derivative here; choose mode='constant', 'edge', 'reflect', "
    "'symmetric' or 'wrap', or join the margin on with np.concatenate"
)


def _unrepeat(
    g: Value,
    answer: Value,  # noqa: ARG001
    a: Value,
    repeats: Any,
    axis: int | None = None,
) -> Value:
    shape = np.shape(a)
    whole = (math.prod(shape),) if axis is None else shape
    axis = 0 if axis is None else operator.index(axis) % len(shape)
    if np.size(repeats) == 1:
        times = np.shape(g)[axis] // max(whole[axis], 1)
        apart = (*whole[: axis + 1], times, *whole[axis + 1 :])
        return np.reshape(np.sum(np.reshape(g, apart), axis=axis + 1), shape)
    sources = np.repeat(np.arange(whole[axis]), repeats)
    return np.reshape(scatter_add(g, along(axis, sources), whole), shape)


def _untile(g: Value, answer: Value, A: Value, reps: Any) -> Value:  # noqa: ARG001, N803
    counts = tuple(reps) if np.ndim(reps) else (reps,)
    shape = np.shape(A)
    axes = max(len(counts), len(shape))
    lengths = (1,) * (axes - len(shape)) + shape
    counts = (1,) * (axes - len(counts)) + counts
    apart = [n for pair in zip(counts, lengths, strict=True) for n in pair]
    return np.reshape(np.sum(np.reshape(g, apart), axis=tuple(range(0, 2 * axes, 2))), shape)


def _paddable(
    array: Value,  # noqa: ARG001
    pad_width: Any,  # noqa: ARG001
    mode: Any = "constant",
    *,
    constant_values: Any = 0,  # noqa: ARG001
    reflect_type: str = "even",
) -> None:
    if mode not in _PADDED:
        raise TraceError(_PAD.format(what=f"mode={mode!r}"))
    if reflect_type != "even":
        raise TraceError(_PAD.format(what=f"reflect_type={reflect_type!r}"))


def _unpad(
    g: Value,
    answer: Value,  # noqa: ARG001
    array: Value,
    pad_width: Any,
    mode: Any = "constant",
    *,
    constant_values: Any = 0,  # noqa: ARG001
    reflect_type: str = "even",  # noqa: ARG001
) -> Value:
    shape = np.shape(array)
    margins = _margins(pad_width, len(shape))
    if mode == "constant":
        kept = zip(margins, shape, strict=True)
        return _elements(g)[tuple(slice(before, before + length) for (before, _), length in kept)]
    for axis, (margin, length) in enumerate(zip(margins, shape, strict=True)):
        if any(margin):
            sources = np.pad(np.arange(length), margin, mode)
            later = np.shape(g)[axis + 1 :]
            g = scatter_add(g, along(axis, sources), (*shape[: axis + 1], *later))
    return g


def _elements(g: Value) -> Value:
    # A Python float has no elements, an array without axes has one.
    return g if np.ndim(g) else np.reshape(g, ())


def _margins(pad_width: Any, axes: int) -> list[tuple[int, int]]:
    if isinstance(pad_width, dict):
        widths = [pad_width.get(n, pad_width.get(n - axes, 0)) for n in range(axes)]
        return [_margin(width) for width in widths]
    return [(int(a), int(b)) for a, b in np.broadcast_to(pad_width, (axes, 2))]


def _margin(width: Any) -> tuple[int, int]:
    before, after = np.broadcast_to(width, (2,))
    return int(before), int(after)


def _pad_on(
    t: Value,
    answer: Value,  # noqa: ARG001
    array: Value,  # noqa: ARG001
    pad_width: Any,
    mode: Any = "constant",
    *,
    constant_values: Any = 0,  # noqa: ARG001
    reflect_type: str = "even",  # noqa: ARG001
) -> Value:
    return np.pad(t, pad_width, mode)


def _resize(a: Value, new_shape: Any) -> Value:
    shape = tuple(new_shape) if np.ndim(new_shape) else (new_shape,)
    flat = np.ravel(a)
    if not np.size(flat):
        return np.zeros_like(flat, shape=shape)
    return np.reshape(flat[np.arange(math.prod(shape)) % np.size(flat)], shape)


def _line(arr: Value, axis: int | None) -> tuple[Value, int]:
    """Flatten an array where no axis is given."""
    return (np.ravel(arr), 0) if axis is None else (arr, operator.index(axis) % np.ndim(arr))


def _append(arr: Value, values: Value, axis: int | None = None) -> Value:
    if axis is None:
        return np.concatenate((np.ravel(arr), np.ravel(values)))
    return np.concatenate((arr, values), axis)


def _delete(arr: Value, obj: Any, axis: int | None = None) -> Value:
    arr, axis = _line(arr, axis)
    return np.take(arr, np.delete(np.arange(np.shape(arr)[axis]), obj), axis)


def _places(answer: Value, arr: Value, obj: Any, axis: int | None) -> tuple[Any, Any, int]:
    """Find where the old elements and the inserted ones stand in the answer."""
    old = np.size(arr) if axis is None else np.shape(arr)[axis]
    axis = 0 if axis is None else operator.index(axis) % np.ndim(arr)
    count = np.shape(answer)[axis]
    standing = np.argsort(np.insert(np.arange(old), obj, np.arange(old, count)))
    return standing[:old], standing[old:], axis


def _uninsert_old(
    g: Value,
    answer: Value,
    arr: Value,
    obj: Any,
    values: Value,  # noqa: ARG001
    axis: int | None = None,
) -> Value:
    old, _, at = _places(answer, arr, obj, axis)
    return np.reshape(np.take(g, old, at), np.shape(arr))


def _uninsert_new(
    g: Value,
    answer: Value,
    arr: Value,
    obj: Any,
    values: Value,
    axis: int | None = None,
) -> Value:
    _, new, at = _places(answer, arr, obj, axis)
    inserted = np.take(g, new, at)
    # At a single place NumPy lets the first axis of the values run along the axis.
    moved = inserted if np.ndim(obj) or isinstance(obj, slice) else np.moveaxis(inserted, at, 0)
    return unbroadcast(moved, values)


def _insert_old(
    t: Value,
    answer: Value,  # noqa: ARG001
    arr: Value,  # noqa: ARG001
    obj: Any,
    values: Value,
    axis: int | None = None,
) -> Value:
    return np.insert(t, obj, np.zeros_like(values), axis)


def _insert_new(
    t: Value,
    answer: Value,  # noqa: ARG001
    arr: Value,
    obj: Any,
    values: Value,  # noqa: ARG001
    axis: int | None = None,
) -> Value:
    return np.insert(np.zeros_like(arr), obj, t, axis)


def _full_like(
    a: Value,
    fill_value: Value,
    dtype: Any = None,
    order: str = "K",  # noqa: ARG001
    subok: bool = True,  # noqa: ARG001, FBT001, FBT002
    shape: Any = None,
) -> Value:
    shape = np.shape(a) if shape is None else shape
    dtype = np.result_type(a) if dtype is None else dtype
    traced = isinstance(fill_value, Traced)
    if not traced:
        return np.full(shape, fill_value, dtype)
    return cast(np.broadcast_to(fill_value, shape), dtype)


def _broadcast_arrays(*args: Value, subok: bool = False) -> tuple[Value, ...]:
    shape = np.broadcast_shapes(*map(np.shape, args))
    # Other libraries' functions know no subok.
    options: Any = {"subok": True} if subok else {}
    return tuple(np.broadcast_to(array, shape, **options) for array in args)


def _meshgrid(
    *xi: Value, copy: bool = True, sparse: bool = False, indexing: str = "xy"
) -> tuple[Value, ...]:
    if indexing not in ("xy", "ij"):
        raise ValueError(f"indexing is 'xy' or 'ij', not {indexing!r}")
    axes = list(range(len(xi)))
    if indexing == "xy":
        axes[:2] = axes[:2][::-1]
    grids = [_along_axis(x, axis, len(xi)) for x, axis in zip(xi, axes, strict=True)]
    spread: Sequence[Value] = grids if sparse else np.broadcast_arrays(*grids)
    # A variable never changes, so it need not be copied.
    return tuple(np.copy(g) if copy and not isinstance(g, Traced) else g for g in spread)


def _along_axis(x: Value, axis: int, axes: int) -> Value:
    return np.reshape(x, (1,) * axis + (-1,) + (1,) * (axes - axis - 1))


ROWS: tuple[ArrayRule | Composite, ...] = (
    # repeated
    linear(
        np.broadcast_to,
        lambda g, _, array, shape, subok=False: unbroadcast(g, array),  # noqa: ARG005
    ),
    Composite(np.broadcast_arrays, _broadcast_arrays),
    Composite(np.meshgrid, _meshgrid),
    Composite(np.full_like, _full_like),
    linear(np.repeat, _unrepeat),
    linear(np.tile, _untile),
    Composite(np.resize, _resize),
    # surrounded
    smooth(np.pad, (_unpad, _pad_on), check=_paddable),
    # inserted and left out
    Composite(np.append, _append),
    Composite(np.delete, _delete),
    smooth(np.insert, (_uninsert_old, _insert_old), None, (_uninsert_new, _insert_new)),
)
