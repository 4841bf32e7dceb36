"""Rows for picking elements: ``x[index]``, ``np.take`` and their kin.

What was picked is scattered back by two primitives: `scatter_once` where no element can have been
picked twice (slices, integers and masks), and `scatter_add`, which sums, where one can (arrays of
integers). `scatter` chooses between them by the kind of the index, never by its values.
"""

from __future__ import annotations

import math
import operator
from typing import Any, TypeAlias

import numpy as np

from compose.errors import TraceError
from compose.rules.arrays import ArrayRule, Composite, linear, smooth
from compose.rules.primitive import primitive
from compose.rules.rule import Value

__all__ = ["ROWS", "along", "picked", "scatter", "scatter_add", "scatter_once"]

Shape: TypeAlias = tuple[int, ...]

_UNKNOWN = (
    "what such an index picked out of a {kind} cannot be put back; "
    "pick with slices, or keep the shape and write np.where(mask, x, 0.0)"
)


def scatter(values: Value, index: Any, shape: Shape) -> Value:
    """Put values where an index picked them, into zeros: the transpose of ``x[index]``.

    Parameters
    ----------
    values : array_like
        Of the shape of ``x[index]``.
    index : object
        Whatever an array can be indexed with.
    shape : tuple of int
        The shape of ``x``.

    Returns
    -------
    array_like
        Of that shape; values that meet at one element are summed.

    Examples
    --------
    >>> import numpy as np
    >>> scatter(np.array([1.0, 2.0, 4.0]), [0, 2, 0], (3,))
    array([5., 0., 2.])
    >>> scatter(np.array([1.0, 2.0]), slice(None, None, 2), (3,))
    array([1., 0., 2.])
    """
    place = scatter_add if _may_repeat(index) else scatter_once
    return place(values, index, shape)


@primitive
def picked(x: Value, index: Any) -> Value:
    """Index, where it may be the index that is traced and not the array.

    Parameters
    ----------
    x : array_like
        What is picked from.
    index : object
        Whatever an array can be indexed with.

    Returns
    -------
    array_like
        ``x[index]``.

    Examples
    --------
    >>> import numpy as np
    >>> picked(np.array([5.0, 6.0]), np.array([1, 0]))
    array([6., 5.])
    """
    return x[index]


@primitive
def scatter_once(values: Value, index: Any, shape: Shape) -> Value:
    """Put values where an index picked them, if it picks no element twice.

    Parameters
    ----------
    values : array_like
        Of the shape of ``x[index]``.
    index : object
        Slices, integers, masks, ``None`` and ``...``.
    shape : tuple of int
        The shape of ``x``.

    Returns
    -------
    array_like
        Zero elsewhere.

    Raises
    ------
    TraceError
        If an array of another library cannot be assigned to in that way.

    Examples
    --------
    >>> import numpy as np
    >>> scatter_once(7.0, (0, -1), (2, 2))
    array([[0., 7.],
           [0., 0.]])
    """
    result: Value = np.zeros_like(values, shape=shape)
    if not isinstance(result, np.ndarray):
        return _assigned(result, index, values)
    result[index] = values
    return result


@primitive
def scatter_add(values: Value, index: Any, shape: Shape) -> Value:
    """Add values up where an index picked them.

    Parameters
    ----------
    values : array_like
        Of the shape of ``x[index]``.
    index : object
        Whatever an array can be indexed with.
    shape : tuple of int
        The shape of ``x``.

    Returns
    -------
    array_like
        Zero where nothing was picked.

    Raises
    ------
    TraceError
        If the values are an array of another library that does not know ``np.add.at``.

    Examples
    --------
    >>> import numpy as np
    >>> scatter_add(np.array([1.0, 2.0]), np.array([1, 1]), (2,))
    array([0., 3.])
    """
    result = np.zeros_like(values, shape=shape)
    try:
        np.add.at(result, index, values)
    except TypeError as error:
        raise TraceError(_UNKNOWN.format(kind=_kind_of(values))) from error
    return result


def along(axis: int, index: Any) -> tuple[Any, ...]:
    """Write the index that picks along one axis and leaves the others whole.

    Parameters
    ----------
    axis : int
        Not negative.
    index : object
        What picks along it.

    Returns
    -------
    tuple
        The whole index.

    Examples
    --------
    >>> along(1, 5)
    (slice(None, None, None), 5)
    """
    return (slice(None),) * axis + (index,)


def _kind_of(values: Value) -> str:
    return f"{type(values).__module__}.{type(values).__qualname__}"


def _may_repeat(index: Any) -> bool:
    parts = index if isinstance(index, tuple) else (index,)
    return any(np.ndim(part) > 0 and _dtype_kind(part) != "b" for part in parts)


def _dtype_kind(part: Any) -> str:
    # A list has no dtype; anything else with axes may be an array that must not be read.
    return str((np.asarray(part) if isinstance(part, (list, tuple)) else part).dtype.kind)


def _assigned(result: Value, index: Any, values: Value) -> Value:
    parts = index if isinstance(index, tuple) else (index,)
    kept = tuple(part for part in parts if part is not None)
    try:
        fitting = np.reshape(values, np.shape(result[kept])) if kept != parts else values
        result[kept] = fitting
    except (IndexError, NotImplementedError, TypeError, ValueError) as error:
        raise TraceError(_UNKNOWN.format(kind=_kind_of(values))) from error
    return result


def _unpicked(g: Value, answer: Value, x: Value, index: Any) -> Value:  # noqa: ARG001
    return scatter(g, index, np.shape(x))


def _pick(x: Value, index: Any) -> Value:
    # A Python float has no elements, an array without axes has one.
    return (x if np.ndim(x) else np.reshape(x, ()))[index]


def _pick_on(t: Value, answer: Value, x: Value, index: Any) -> Value:  # noqa: ARG001
    return _pick(t, index)


def _picked(g: Value, answer: Value, values: Value, index: Any, shape: Shape) -> Value:  # noqa: ARG001
    return _pick(g, index)


def _flat(index: Any, shape: Shape, g: Value) -> Value:
    return np.reshape(scatter(g, index, (math.prod(shape),)), shape)


def _within(indices: Value, length: int, mode: str) -> Value:
    if mode == "raise" or not length:
        return indices
    return indices % length if mode == "wrap" else np.clip(indices, 0, length - 1)


def _untaken(
    g: Value,
    answer: Value,  # noqa: ARG001
    a: Value,
    indices: Value,
    axis: int | None = None,
    *,
    mode: str = "raise",
) -> Value:
    shape = np.shape(a)
    if axis is None:
        return _flat(_array(_within(_array(indices), math.prod(shape), mode)), shape, g)
    axis = operator.index(axis) % len(shape)
    return scatter(g, along(axis, _within(_array(indices), shape[axis], mode)), shape)


def _array(indices: Value) -> Value:
    # To np.take a list is an array, and truth values are the numbers 0 and 1.
    if isinstance(indices, (list, tuple)):
        return np.array(indices, dtype=np.intp)
    return indices + 0 if np.result_type(indices).kind == "b" else indices


def _untaken_along(
    g: Value,
    answer: Value,  # noqa: ARG001
    arr: Value,
    indices: Value,
    axis: int | None = -1,
) -> Value:
    shape = np.shape(arr)
    if axis is None:
        return _flat(indices, shape, g)
    grid: list[Any] = list(np.ix_(*map(np.arange, shape)))
    grid[axis] = indices
    return scatter(g, tuple(grid), shape)


def _unslid(
    g: Value,
    answer: Value,  # noqa: ARG001
    x: Value,
    window_shape: Any,
    axis: Any = None,
    *,
    subok: bool = False,  # noqa: ARG001
    writeable: bool = False,  # noqa: ARG001
) -> Value:
    shape = np.shape(x)
    places = np.reshape(np.arange(math.prod(shape)), shape)
    windows = np.lib.stride_tricks.sliding_window_view(places, window_shape, axis)
    return _flat(windows, shape, g)


def _compress(condition: Value, a: Value, axis: int | None = None) -> Value:
    return np.take(a, np.nonzero(condition)[0], axis)


def _extract(condition: Value, arr: Value) -> Value:
    return np.take(np.ravel(arr), np.nonzero(np.ravel(condition))[0])


ROWS: tuple[ArrayRule | Composite, ...] = (
    smooth(operator.getitem, (_unpicked, _pick_on)),
    linear(picked, _unpicked),
    linear(scatter_once, _picked),
    linear(scatter_add, _picked),
    linear(np.take, _untaken),
    linear(np.take_along_axis, _untaken_along),
    linear(np.lib.stride_tricks.sliding_window_view, _unslid),
    Composite(np.compress, _compress),
    Composite(np.extract, _extract),
)
