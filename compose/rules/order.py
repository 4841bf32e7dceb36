"""Rows for sorting, and for what is read off sorted entries.

At a tie ``sort`` gives each of the entries that tie an equal share, and so do ``median``,
``quantile`` and ``percentile``, which are written in it. ``partition`` keeps the derivative of an
entry with that entry.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from compose.rules.arrays import Composite, linear, smooth
from compose.rules.axes import axes_of, first, given_back
from compose.rules.primitive import primitive
from compose.rules.rule import Value

__all__ = ["ROWS", "among_ties"]


@primitive
def among_ties(values: Value, tied: Value) -> Value:
    """Replace values by their mean along every run of ties.

    Parameters
    ----------
    values : array_like
        With one axis at least.
    tied : array_like of bool
        Which of them tie with the one before, along the first axis; one entry shorter.

    Returns
    -------
    array_like
        The values themselves if none tie.

    Examples
    --------
    >>> import numpy as np
    >>> among_ties(np.array([1.0, 2.0, 4.0]), np.array([False, True]))
    array([1., 3., 3.])
    """
    if not np.any(tied):
        return values
    turned = np.moveaxis(values, 0, -1)
    flat = np.ravel(turned)
    starts = np.flatnonzero(_begins(tied))
    lengths = np.diff(starts, append=len(flat))
    means = np.add.reduceat(flat, starts) / lengths.astype(np.real(flat).dtype)
    return np.moveaxis(np.reshape(np.repeat(means, lengths), np.shape(turned)), -1, 0)


def _begins(tied: Value) -> Value:
    """Mark where a run begins, the sorted axis last."""
    ends = np.zeros((1, *np.shape(tied)[1:]), dtype=bool)
    return np.moveaxis(np.logical_not(np.concatenate([ends, tied])), 0, -1)


def _shared(moved: Value, ordered: Value) -> Value:
    return among_ties(moved, np.equal(ordered[1:], ordered[:-1]))


def _sort_back(
    g: Value,
    answer: Value,
    a: Value,
    axis: int | None = -1,
    kind: str | None = None,  # noqa: ARG001 - the same entries in the same order
    *,
    stable: bool | None = None,  # noqa: ARG001
) -> Value:
    order = np.argsort(first(a, axis), axis=0, kind="stable")
    shared = _shared(first(g, axis), first(answer, axis))
    return given_back(np.take_along_axis(shared, np.argsort(order, axis=0), axis=0), a, axis)


def _sort_on(
    t: Value, answer: Value, a: Value, axis: int | None = -1, *_args: Any, **_options: Any
) -> Value:
    order = np.argsort(first(a, axis), axis=0, kind="stable")
    moved = np.take_along_axis(first(t, axis), order, axis=0)
    return given_back(_shared(moved, first(answer, axis)), answer, axis)


def _partition_back(
    g: Value, _answer: Value, a: Value, kth: Any, axis: int | None = -1, kind: Any = "introselect"
) -> Value:
    order = np.argpartition(first(a, axis), kth, axis=0, kind=kind)
    return given_back(
        np.take_along_axis(first(g, axis), np.argsort(order, axis=0), axis=0), a, axis
    )


def _partition_on(
    t: Value, answer: Value, a: Value, kth: Any, axis: int | None = -1, kind: Any = "introselect"
) -> Value:
    order = np.argpartition(first(a, axis), kth, axis=0, kind=kind)
    return given_back(np.take_along_axis(first(t, axis), order, axis=0), answer, axis)


# What is read off sorted entries. NaN stands last in them, and makes the answer NaN.


def _finished(
    found: Value, lined: Value, a: Value, axis: Any, keepdims: Any, ahead: tuple[int, ...] = ()
) -> Value:
    last = lined[-1]
    found = np.where(np.isnan(last), last, found)
    if not keepdims:
        return found
    axes = axes_of(a, axis)
    kept = tuple(1 if n in axes else length for n, length in enumerate(np.shape(a)))
    return np.reshape(found, ahead + kept)


def _median(
    a: Value,
    axis: Any = None,
    *,
    overwrite_input: bool = False,  # noqa: ARG001 - a variable never changes
    keepdims: bool = False,
) -> Value:
    lined = np.sort(first(a, axis), axis=0)
    count = np.shape(lined)[0]
    if count == 0:
        return np.mean(a, axis=axis, keepdims=keepdims)
    low, high = lined[(count - 1) // 2], lined[count // 2]
    return _finished(low if count % 2 else (low + high) / 2.0, lined, a, axis, keepdims)


def _quantile(
    a: Value,
    q: Any,
    axis: Any = None,
    *,
    overwrite_input: bool = False,  # noqa: ARG001 - a variable never changes
    method: str = "linear",
    keepdims: bool = False,
) -> Value:
    return _read(np.quantile, a, q, axis, method, keepdims)


def _percentile(
    a: Value,
    q: Any,
    axis: Any = None,
    *,
    overwrite_input: bool = False,  # noqa: ARG001 - a variable never changes
    method: str = "linear",
    keepdims: bool = False,
) -> Value:
    return _read(np.percentile, a, q, axis, method, keepdims)


def _read(function: Any, a: Value, q: Any, axis: Any, method: str, keepdims: Any) -> Value:
    lined = np.sort(first(a, axis), axis=0)
    ahead = np.shape(q)
    # Every method reads linearly between neighbours, so counting numbers show it where.
    counted = np.arange(np.shape(lined)[0], dtype=getattr(a, "dtype", None))
    place = function(counted.reshape(-1, *[1] * (np.ndim(lined) - 1)), q, axis=0, method=method)
    below, above = np.floor(place), np.ceil(place)
    low, high = (lined[n.reshape(ahead).astype(np.intp)] for n in (below, above))
    found = np.where(np.equal(below, above), low, low + (high - low) * (place - below))
    return _finished(found, lined, a, axis, keepdims, ahead)


ROWS: tuple[Any, ...] = (
    smooth(np.sort, (_sort_back, _sort_on)),
    smooth(np.partition, (_partition_back, _partition_on)),
    linear(among_ties, lambda g, _, values, tied: among_ties(g, tied), None),  # noqa: ARG005
    Composite(np.median, _median),
    Composite(np.quantile, _quantile),
    Composite(np.percentile, _percentile),
)
