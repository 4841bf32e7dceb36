"""Rows for functions that join arrays, cut them apart, or choose between them.

``np.where`` sends each cotangent to the branch that was taken, and exactly 0 to the other, so that
a NaN in the cotangent of a branch not taken goes no further.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from itertools import pairwise
from typing import Any

import numpy as np

from compose.rules.arrays import ArrayRule, Composite, smooth, spread
from compose.rules.indexing import along, scatter_once
from compose.rules.rule import Value, unbroadcast

__all__ = ["ROWS"]


def _among_zeros(place: int, tangent: Value, arrays: Sequence[Value]) -> list[Value]:
    return [tangent if n == place else np.zeros_like(array) for n, array in enumerate(arrays)]


def _part(g: Value, start: int, length: int, axis: int) -> Value:
    return g[along(axis, slice(start, start + length))]


def _unjoin(
    place: int,
    g: Value,
    answer: Value,  # noqa: ARG001
    arrays: Sequence[Value],
    axis: int | None = 0,
    *,
    dtype: Any = None,  # noqa: ARG001
    casting: str = "same_kind",  # noqa: ARG001
) -> Value:
    shape = np.shape(arrays[place])
    if axis is None:
        start = sum(map(np.size, arrays[:place]))
        return np.reshape(_part(g, start, np.size(arrays[place]), 0), shape)
    axis = operator.index(axis) % len(shape)
    return _part(g, sum(np.shape(array)[axis] for array in arrays[:place]), shape[axis], axis)


def _unstack_one(
    place: int,
    g: Value,
    answer: Value,  # noqa: ARG001
    arrays: Sequence[Value],  # noqa: ARG001
    axis: int = 0,
    *,
    dtype: Any = None,  # noqa: ARG001
    casting: str = "same_kind",  # noqa: ARG001
) -> Value:
    return g[along(operator.index(axis) % np.ndim(g), place)]


def _joined(function: Callable[..., Any]) -> Callable[..., Any]:
    def push(
        place: int,
        t: Value,
        answer: Value,  # noqa: ARG001
        arrays: Sequence[Value],
        *args: Any,
        **kwargs: Any,
    ) -> Value:
        return function(_among_zeros(place, t, arrays), *args, **kwargs)

    return push


def _vstack(tup: Iterable[Value], **options: Any) -> Value:
    return np.concatenate([np.atleast_2d(array) for array in tup], 0, **options)


def _hstack(tup: Iterable[Value], **options: Any) -> Value:
    raised = [np.atleast_1d(array) for array in tup]
    flat = bool(raised) and np.ndim(raised[0]) == 1
    return np.concatenate(raised, 0 if flat else 1, **options)


def _dstack(tup: Iterable[Value]) -> Value:
    return np.concatenate([np.atleast_3d(array) for array in tup], 2)


def _column_stack(tup: Iterable[Value]) -> Value:
    return np.concatenate([_column(array) for array in tup], 1)


def _column(array: Value) -> Value:
    return array if np.ndim(array) > 1 else np.reshape(array, (-1, 1))


def _block(arrays: Any) -> Value:
    depth = _depth(arrays)
    axes = max([depth, *map(np.ndim, _leaves(arrays))])
    return _blocked(arrays, axes, depth)


def _depth(arrays: Any) -> int:
    if not isinstance(arrays, list):
        return 0
    depths = {_depth(item) for item in arrays}
    if len(depths) != 1:
        raise ValueError("np.block needs lists that are nested equally deep, and none empty")
    return 1 + depths.pop()


def _leaves(arrays: Any) -> list[Value]:
    if not isinstance(arrays, list):
        return [arrays]
    return [leaf for item in arrays for leaf in _leaves(item)]


def _blocked(arrays: Any, axes: int, depth: int) -> Value:
    if not isinstance(arrays, list):
        return np.reshape(arrays, (1,) * (axes - np.ndim(arrays)) + np.shape(arrays))
    return np.concatenate([_blocked(item, axes, depth - 1) for item in arrays], -depth)


def _cut(ary: Value, cuts: Iterable[int], axis: int) -> list[Value]:
    axis = operator.index(axis) % np.ndim(ary)
    return [ary[along(axis, slice(start, stop))] for start, stop in pairwise(cuts)]


def _array_split(ary: Value, indices_or_sections: Any, axis: int = 0) -> list[Value]:
    length = np.shape(ary)[axis]
    if np.ndim(indices_or_sections):
        return _cut(ary, [0, *map(int, indices_or_sections), length], axis)
    sections = operator.index(indices_or_sections)
    if sections <= 0:
        raise ValueError("the number of sections must be positive")
    each, more = divmod(length, sections)
    return _cut(ary, [n * each + min(n, more) for n in range(sections + 1)], axis)


def _split(ary: Value, indices_or_sections: Any, axis: int = 0) -> list[Value]:
    if not np.ndim(indices_or_sections) and np.shape(ary)[axis] % indices_or_sections:
        raise ValueError(
            f"an axis of length {np.shape(ary)[axis]} does not split into "
            f"{indices_or_sections} equal parts; use np.array_split"
        )
    return _array_split(ary, indices_or_sections, axis)


def _hsplit(ary: Value, indices_or_sections: Any) -> list[Value]:
    return _split(ary, indices_or_sections, min(np.ndim(ary) - 1, 1))


def _vsplit(ary: Value, indices_or_sections: Any) -> list[Value]:
    return _split(_of_rank(ary, 2), indices_or_sections, 0)


def _dsplit(ary: Value, indices_or_sections: Any) -> list[Value]:
    return _split(_of_rank(ary, 3), indices_or_sections, 2)


def _of_rank(ary: Value, rank: int) -> Value:
    if np.ndim(ary) < rank:
        raise ValueError(f"an array of {np.ndim(ary)} dimensions has no axis {rank - 1} to split")
    return ary


def _unstack(x: Value, *, axis: int = 0) -> tuple[Value, ...]:
    axis = operator.index(axis) % np.ndim(x)
    return tuple(x[along(axis, n)] for n in range(np.shape(x)[axis]))


def _taken(g: Value, answer: Value, condition: Value, x: Value, y: Value) -> Value:  # noqa: ARG001
    return unbroadcast(np.where(condition, g, 0.0), x)


def _not_taken(g: Value, answer: Value, condition: Value, x: Value, y: Value) -> Value:  # noqa: ARG001
    return unbroadcast(np.where(condition, 0.0, g), y)


def _take_on(t: Value, answer: Value, condition: Value, x: Value, y: Value) -> Value:  # noqa: ARG001
    return np.broadcast_to(np.where(condition, t, 0.0), np.shape(answer))


def _leave_on(t: Value, answer: Value, condition: Value, x: Value, y: Value) -> Value:  # noqa: ARG001
    return np.broadcast_to(np.where(condition, 0.0, t), np.shape(answer))


def _select(condlist: Sequence[Value], choicelist: Sequence[Value], default: Value = 0) -> Value:
    if not len(condlist):
        raise ValueError("np.select needs at least one condition")
    chosen = default
    for condition, choice in reversed(list(zip(condlist, choicelist, strict=True))):
        chosen = np.where(condition, choice, chosen)
    return chosen


def _choose(a: Value, choices: Sequence[Value], *, mode: str = "raise") -> Value:
    offered = np.stack(np.broadcast_arrays(a, *choices)[1:])
    wanted = np.broadcast_to(_numbered(a, len(choices), mode), np.shape(offered)[1:])
    return np.take_along_axis(offered, np.expand_dims(wanted, 0), 0)[0]


def _numbered(a: Value, length: int, mode: str) -> Value:
    if mode == "wrap":
        return np.remainder(a, length)
    # A negative number is no choice, but would be an index.
    return np.clip(a, 0, length - 1) if mode == "clip" else np.where(np.less(a, 0), length, a)


def _piecewise(x: Value, condlist: Any, funclist: Sequence[Any], *args: Any, **kw: Any) -> Value:
    conditions = _conditions(x, condlist)
    if len(funclist) == len(conditions) + 1:
        conditions.append(np.logical_not(reduce(np.logical_or, conditions)))
    pieces = np.zeros_like(x)
    for condition, function in zip(conditions, funclist, strict=True):
        piece = _piece(x, condition, function, args, kw) if callable(function) else function
        pieces = np.where(condition, piece, pieces)
    return pieces


def _conditions(x: Value, condlist: Any) -> list[Value]:
    single = np.isscalar(condlist) or (np.ndim(x) and not np.ndim(condlist[0]))
    return [np.logical_or(c, False) for c in ([condlist] if single else condlist)]  # noqa: FBT003


def _piece(x: Value, condition: Value, function: Callable[..., Any], args: Any, kw: Any) -> Value:
    # Only the elements that the piece is meant for are shown to it.
    here = (x if np.ndim(x) else np.reshape(x, ()))[condition]
    if not np.size(here):
        return 0.0
    return scatter_once(
        np.broadcast_to(function(here, *args, **kw), np.shape(here)), condition, np.shape(x)
    )


def _apply_along_axis(
    func1d: Callable[..., Any], axis: int, arr: Value, *args: Any, **kwargs: Any
) -> Value:
    lines = np.moveaxis(arr, axis, -1)
    outer = np.shape(lines)[:-1]
    answers = [func1d(lines[place], *args, **kwargs) for place in np.ndindex(outer)]
    stacked = np.reshape(np.stack(answers), outer + np.shape(answers[0]))
    inner = np.ndim(stacked) - len(outer)
    start = axis % np.ndim(arr)
    return np.moveaxis(stacked, range(-inner, 0), range(start, start + inner))


def _apply_over_axes(func: Callable[..., Any], a: Value, axes: Any) -> Value:
    for axis in [axes] if not np.ndim(axes) else axes:
        reduced = func(a, axis)
        a = reduced if np.ndim(reduced) == np.ndim(a) else np.expand_dims(reduced, axis)
    return a


ROWS: tuple[ArrayRule | Composite, ...] = (
    # joined
    spread(np.concatenate, _unjoin, _joined(np.concatenate)),
    spread(np.stack, _unstack_one, _joined(np.stack)),
    Composite(np.vstack, _vstack),
    Composite(np.hstack, _hstack),
    Composite(np.dstack, _dstack),
    Composite(np.column_stack, _column_stack),
    Composite(np.block, _block),
    # cut apart
    Composite(np.array_split, _array_split),
    Composite(np.split, _split),
    Composite(np.hsplit, _hsplit),
    Composite(np.vsplit, _vsplit),
    Composite(np.dsplit, _dsplit),
    # It came with NumPy 2.1.
    *((Composite(np.unstack, _unstack),) if hasattr(np, "unstack") else ()),
    # chosen from
    smooth(np.where, None, (_taken, _take_on), (_not_taken, _leave_on)),
    Composite(np.select, _select),
    Composite(np.choose, _choose),
    Composite(np.piecewise, _piecewise),
    # called back
    Composite(np.apply_along_axis, _apply_along_axis),
    Composite(np.apply_over_axes, _apply_over_axes),
)
