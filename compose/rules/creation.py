"""Rows for functions that make arrays out of numbers: constant ones, and ranges.

NumPy asks a variable for ``np.array``, ``np.asarray`` and ``np.full`` where it is given as
``like=``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from compose.errors import TraceError
from compose.rules.arrays import ArrayRule, Composite, smooth
from compose.rules.primitive import traced_in
from compose.rules.rule import Value, unbroadcast
from compose.rules.shapes import cast

__all__ = ["ROWS"]


def _steps(answer: Value, endpoint: bool, axis: int) -> tuple[Value, Value]:  # noqa: FBT001
    """Return how far each sample lies from the start, and from the stop, of 1."""
    count = np.shape(answer)[axis]
    behind = [1] * (np.ndim(answer) - 1 - axis % np.ndim(answer))
    places = np.arange(count, dtype=answer.dtype).reshape(-1, *behind)
    fraction = places / max(count - 1 if endpoint else count, 1)
    return 1.0 - fraction, fraction


def _check_linspace(
    _start: Value,
    _stop: Value,
    _num: int = 50,
    _endpoint: bool = True,  # noqa: FBT001, FBT002
    retstep: bool = False,  # noqa: FBT001, FBT002
    dtype: Any = None,
    **_: Any,
) -> None:
    if retstep:
        raise TraceError(
            "np.linspace of a variable takes no retstep=; divide stop - start yourself"
        )
    if np.dtype(dtype).kind != "f":
        raise TraceError(
            f"np.linspace of a variable answers with floats, not {dtype}; round .value"
        )


def _linspace_back(which: int) -> Callable[..., Value]:
    def pull(
        g: Value,
        answer: Value,
        start: Value,
        stop: Value,
        num: int = 50,  # noqa: ARG001
        endpoint: bool = True,  # noqa: FBT001, FBT002
        retstep: bool = False,  # noqa: ARG001, FBT001, FBT002
        dtype: Any = None,  # noqa: ARG001
        axis: int = 0,
    ) -> Value:
        weighted = g * _steps(answer, endpoint, axis)[which]
        return unbroadcast(np.sum(weighted, axis=axis), (start, stop)[which])

    return pull


def _linspace_on(which: int) -> Callable[..., Value]:
    def push(
        t: Value,
        answer: Value,
        start: Value,
        stop: Value,
        num: int = 50,  # noqa: ARG001
        endpoint: bool = True,  # noqa: FBT001, FBT002
        retstep: bool = False,  # noqa: ARG001, FBT001, FBT002
        dtype: Any = None,  # noqa: ARG001
        axis: int = 0,
    ) -> Value:
        shape = np.broadcast_shapes(np.shape(start), np.shape(stop))
        moved = np.expand_dims(np.broadcast_to(t, shape), axis)
        return moved * _steps(answer, endpoint, axis)[which]

    return push


def _logspace(
    start: Value,
    stop: Value,
    num: int = 50,
    endpoint: bool = True,  # noqa: FBT001, FBT002
    base: Value = 10.0,
    *,
    axis: int = 0,
) -> Value:
    if np.ndim(base):
        shape = np.broadcast_shapes(np.shape(start), np.shape(stop), np.shape(base))
        start, stop = np.broadcast_to(start, shape), np.broadcast_to(stop, shape)
        base = np.expand_dims(np.broadcast_to(base, shape), axis)
    return np.power(base, np.linspace(start, stop, num, endpoint, axis=axis))


def _full(
    shape: int | Sequence[int],
    fill_value: Value,
    dtype: Any = None,
    order: Any = "C",
    device: Any = None,  # noqa: ARG001
) -> Value:
    if not _traces(fill_value):
        return np.full(shape, fill_value, dtype, order)
    filled = np.broadcast_to(fill_value, shape)
    return filled if dtype is None else cast(filled, dtype)


def _gathering(function: Callable[..., Any]) -> Composite:
    def written(a: Value, dtype: Any = None, **options: Any) -> Value:
        if not _traces(a):
            return function(a, dtype, **options)
        gathered = _gathered(a)
        return gathered if dtype is None else cast(gathered, dtype)

    return Composite(function, written)


def _gathered(a: Value) -> Value:
    return np.stack([_gathered(item) for item in a]) if type(a) in (list, tuple) else a


def _traces(*values: Value) -> bool:
    return next(traced_in(values), None) is not None


ROWS: tuple[ArrayRule | Composite, ...] = (
    smooth(
        np.linspace,
        (_linspace_back(0), _linspace_on(0)),
        (_linspace_back(1), _linspace_on(1)),
        check=_check_linspace,
    ),
    Composite(np.logspace, _logspace),
    Composite(np.full, _full),
    _gathering(np.array),
    _gathering(np.asarray),
    _gathering(np.asanyarray),
)
