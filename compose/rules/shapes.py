"""Rows for functions that rearrange the elements of one array, and for diagonals and triangles.

All of them are linear, and all but those of diagonals and triangles keep every element: the pull
puts each element of the cotangent back where it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from compose.errors import TraceError
from compose.rules.arrays import ArrayRule, Composite, linear
from compose.rules.indexing import scatter_once
from compose.rules.primitive import primitive
from compose.rules.rule import Value, unbroadcast

__all__ = ["ROWS", "cast"]

_LAYOUT = (
    "order={order!r} follows how the array lies in memory, which a variable does not know; "
    "choose order='C' or order='F'"
)


@primitive
def cast(x: Value, dtype: Any) -> Value:
    """Convert numbers to another type.

    Parameters
    ----------
    x : array_like
        Numbers, a float or an array.
    dtype : dtype_like
        What they become.

    Returns
    -------
    array_like
        A copy.

    Examples
    --------
    >>> import numpy as np
    >>> cast(1.5, np.float32)
    np.float32(1.5)
    """
    return np.dtype(dtype).type(x) if isinstance(x, (float, int)) else x.astype(dtype)


def _uncast(g: Value, answer: Value, x: Value, dtype: Any) -> Value:  # noqa: ARG001
    to_real = np.result_type(answer).kind == "c" and np.result_type(x).kind != "c"
    return cast(np.real(g) if to_real else g, np.result_type(x))


def _astype(x: Value, dtype: Any, /, *, copy: bool = True) -> Value:  # noqa: ARG001
    kind = np.dtype(dtype).kind
    if kind in "fc":
        return cast(x, dtype)
    # Truth values and whole numbers are steps, and carry no derivative.
    return np.not_equal(x, 0.0) if kind == "b" else cast(np.trunc(x), dtype)


def _known_layout(order: str) -> None:
    if order not in ("C", "F"):
        raise TraceError(_LAYOUT.format(order=order))


def _reshape_layout(a: Value, shape: Any = None, order: str = "C", **_: Any) -> None:  # noqa: ARG001
    _known_layout(order)


def _ravel_layout(a: Value, order: str = "C") -> None:  # noqa: ARG001
    _known_layout(order)


def _formed(g: Value, like: Value, order: Any = "C") -> Value:
    # Other libraries' arrays know no order.
    shape = np.shape(like)
    return np.reshape(g, shape) if order == "C" else np.reshape(g, shape, order=order)


def _unreshape(
    g: Value,
    answer: Value,  # noqa: ARG001
    a: Value,
    shape: Any = None,  # noqa: ARG001
    order: Any = "C",
    *,
    newshape: Any = None,  # noqa: ARG001
    copy: bool | None = None,  # noqa: ARG001
) -> Value:
    return _formed(g, a, order)


def _untranspose(g: Value, answer: Value, a: Value, axes: Any = None) -> Value:  # noqa: ARG001
    if axes is None:
        return np.transpose(g)
    return np.transpose(g, sorted(range(len(axes)), key=lambda n: axes[n] % len(axes)))


def _unroll_axis(g: Value, answer: Value, a: Value, axis: int, start: int = 0) -> Value:  # noqa: ARG001
    n = np.ndim(a)
    axis, start = axis % n, start + n if start < 0 else start
    return np.moveaxis(g, start - (axis < start), axis)


def _uncopy(
    g: Value,
    answer: Value,  # noqa: ARG001
    a: Value,  # noqa: ARG001
    order: str = "K",  # noqa: ARG001
    subok: bool = False,  # noqa: ARG001, FBT001, FBT002
) -> Value:
    return g


def _on_diagonal(
    values: Value, shape: Sequence[int], offset: int, axis1: int = -2, axis2: int = -1
) -> Value:
    """Put values on a diagonal of zeros: in a flattened matrix it is every so many elements."""
    rows, columns = shape[axis1], shape[axis2]
    batch, length = np.shape(values)[:-1], np.shape(values)[-1]
    start = offset if offset >= 0 else -offset * columns
    every = slice(start, start + length * (columns + 1), columns + 1)
    flat = scatter_once(values, (..., every), (*batch, rows * columns))
    return np.moveaxis(np.reshape(flat, (*batch, rows, columns)), (-2, -1), (axis1, axis2))


def _untrace(
    g: Value,
    answer: Value,  # noqa: ARG001
    a: Value,
    offset: int = 0,
    axis1: int = 0,
    axis2: int = 1,
    dtype: Any = None,  # noqa: ARG001
) -> Value:
    shape = np.shape(a)
    length = max(0, min(shape[axis1] + min(offset, 0), shape[axis2] - max(offset, 0)))
    along = np.broadcast_to(np.expand_dims(g, -1), (*np.shape(g), length))
    return _on_diagonal(along, shape, offset, axis1, axis2)


def _undiag(g: Value, answer: Value, v: Value, k: int = 0) -> Value:  # noqa: ARG001
    shape = np.shape(v)
    return np.diagonal(g, k) if len(shape) == 1 else _on_diagonal(g, shape, k)


def _at_least_1d(shape: tuple[int, ...]) -> tuple[int, ...]:
    return shape or (1,)


def _at_least_2d(shape: tuple[int, ...]) -> tuple[int, ...]:
    return (1,) * (2 - len(shape)) + shape


def _at_least_3d(shape: tuple[int, ...]) -> tuple[int, ...]:
    shape = (1,) * (2 - len(shape)) + shape
    return shape if len(shape) > 2 else (*shape, 1)  # noqa: PLR2004


def _raised(rank: Callable[[tuple[int, ...]], tuple[int, ...]]) -> Callable[..., Any]:
    """Write the function that gives each of its arguments at least so many axes."""

    def written(*arys: Value) -> Value:
        raised = tuple(np.reshape(array, rank(np.shape(array))) for array in arys)
        return raised[0] if len(raised) == 1 else raised

    return written


ROWS: tuple[ArrayRule | Composite, ...] = (
    # the same elements in the same order
    linear(np.reshape, _unreshape, check=_reshape_layout),
    linear(np.ravel, lambda g, _, a, order="C": _formed(g, a, order), check=_ravel_layout),
    linear(np.expand_dims, lambda g, _, a, axis: _formed(g, a)),  # noqa: ARG005
    linear(np.squeeze, lambda g, _, a, axis=None: _formed(g, a)),  # noqa: ARG005
    linear(np.copy, _uncopy),
    # It came with NumPy 2.1.
    *((Composite(np.astype, _astype),) if hasattr(np, "astype") else ()),
    linear(cast, _uncast),
    Composite(np.atleast_1d, _raised(_at_least_1d)),
    Composite(np.atleast_2d, _raised(_at_least_2d)),
    Composite(np.atleast_3d, _raised(_at_least_3d)),
    # the axes in another order
    linear(np.transpose, _untranspose),
    linear(np.matrix_transpose, lambda g, _, x: np.matrix_transpose(g)),  # noqa: ARG005
    linear(np.linalg.matrix_transpose, lambda g, _, x: np.linalg.matrix_transpose(g)),  # noqa: ARG005
    linear(np.swapaxes, lambda g, _, a, axis1, axis2: np.swapaxes(g, axis1, axis2)),  # noqa: ARG005
    linear(
        np.moveaxis,
        lambda g, _, a, source, destination: np.moveaxis(g, destination, source),  # noqa: ARG005
    ),
    linear(np.rollaxis, _unroll_axis),
    # the elements in another order
    linear(np.flip, lambda g, _, m, axis=None: np.flip(g, axis)),  # noqa: ARG005
    linear(np.fliplr, lambda g, _, m: np.fliplr(g)),  # noqa: ARG005
    linear(np.flipud, lambda g, _, m: np.flipud(g)),  # noqa: ARG005
    linear(np.rot90, lambda g, _, m, k=1, axes=(0, 1): np.rot90(g, -k, axes)),  # noqa: ARG005
    linear(
        np.roll,
        lambda g, _, a, shift, axis=None: np.roll(g, np.negative(shift), axis),  # noqa: ARG005
    ),
    # diagonals and triangles
    linear(
        np.diagonal,
        lambda g, _, a, offset=0, axis1=0, axis2=1: _on_diagonal(
            g, np.shape(a), offset, axis1, axis2
        ),
    ),
    linear(np.linalg.diagonal, lambda g, _, x, *, offset=0: _on_diagonal(g, np.shape(x), offset)),
    linear(np.diag, _undiag),
    linear(np.diagflat, lambda g, _, v, k=0: _formed(np.diagonal(g, k), v)),
    linear(np.trace, _untrace),
    linear(
        np.linalg.trace,
        lambda g, _, x, *, offset=0, dtype=None: _untrace(g, _, x, offset, -2, -1, dtype),
    ),
    linear(np.tril, lambda g, _, m, k=0: unbroadcast(np.tril(g, k), m)),
    linear(np.triu, lambda g, _, m, k=0: unbroadcast(np.triu(g, k), m)),
)
