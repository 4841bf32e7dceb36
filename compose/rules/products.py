"""The table of products: of vectors, of matrices, and of everything that stacks them.

Each is linear in each factor, or conjugate-linear in the first one of ``vdot``, ``vecdot`` and
``vecmat``. The cotangent of a factor is the product of the answer's cotangent with the other
factor, transposed so that the indices meet.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from compose.rules import contractions, einsum
from compose.rules.arrays import ArrayRule, linear, spread
from compose.rules.rule import Value, unbroadcast

__all__ = ["ROWS"]

_MATRIX = 2
_PLANE = 2


def _conjugated(x: Value) -> Value:
    return np.conj(x) if np.iscomplexobj(x) else x


# matrices


def _matmul_first(g: Value, _answer: Value, x: Value, y: Value, /) -> Value:
    if getattr(x, "ndim", 0) == _MATRIX == getattr(y, "ndim", 0):
        return g @ y.T
    of_x, of_y = np.ndim(x), np.ndim(y)
    if of_y == 1:
        return np.multiply(g if of_x == 1 else np.expand_dims(g, -1), y)
    if of_x == 1:
        return np.tensordot(y, g, axes=([*range(of_y - 2), of_y - 1], range(of_y - 1)))
    if of_x == _MATRIX:
        return _summed(np.swapaxes(g, -1, -2), np.swapaxes(y, -1, -2))
    return unbroadcast(g @ np.swapaxes(y, -1, -2), x)


def _matmul_second(g: Value, _answer: Value, x: Value, y: Value, /) -> Value:
    if getattr(x, "ndim", 0) == _MATRIX == getattr(y, "ndim", 0):
        return x.T @ g
    of_x, of_y = np.ndim(x), np.ndim(y)
    if of_x == 1:
        return np.multiply(g, x) if of_y == 1 else np.expand_dims(x, -1) * g[..., None, :]
    if of_y == 1:
        return np.tensordot(g, x, axes=of_x - 1)
    if of_y == _MATRIX:
        return _summed(x, g)
    return unbroadcast(np.swapaxes(x, -1, -2) @ g, y)


def _summed(x: Value, y: Value) -> Value:
    """Add up xᵀ y over a stack, as one product of matrices."""
    ahead = range(np.ndim(x) - 1)
    return np.tensordot(x, y, axes=(ahead, ahead))


def _matvec_first(g: Value, _answer: Value, x1: Value, x2: Value, /) -> Value:
    return unbroadcast(g[..., :, None] * x2[..., None, :], x1)


def _matvec_second(g: Value, _answer: Value, x1: Value, x2: Value, /) -> Value:
    return unbroadcast((np.swapaxes(x1, -1, -2) @ g[..., None])[..., 0], x2)


def _vecmat_first(g: Value, _answer: Value, x1: Value, x2: Value, /) -> Value:
    return unbroadcast(_conjugated((x2 @ g[..., None])[..., 0]), x1)


def _vecmat_second(g: Value, _answer: Value, x1: Value, x2: Value, /) -> Value:
    return unbroadcast(_conjugated(x1)[..., :, None] * g[..., None, :], x2)


def _multi_dot_pull(place: int, g: Value, _answer: Value, arrays: Sequence[Value]) -> Value:
    first, last = np.shape(arrays[0]), np.shape(arrays[-1])
    turned = [_transposed(array) for array in arrays]
    if len(last) == 1:
        turned[-1] = np.expand_dims(arrays[-1], 0)
    whole = np.reshape(g, ((1, *first)[-2], (*last, 1)[1]))
    chain = [*turned[:place][::-1], whole, *turned[place + 1 :][::-1]]
    return np.reshape(np.linalg.multi_dot(chain), np.shape(arrays[place]))


def _transposed(factor: Value) -> Value:
    """Transpose a matrix, or a vector that stands for a row, as the first of a chain may."""
    return np.expand_dims(factor, -1) if np.ndim(factor) == 1 else np.transpose(factor)


def _multi_dot_push(place: int, t: Value, _answer: Value, arrays: Sequence[Value]) -> Value:
    return np.linalg.multi_dot([*arrays[:place], t, *arrays[place + 1 :]])


# vectors


def _vecdot_first(g: Value, _answer: Value, x1: Value, x2: Value, /, *, axis: int = -1) -> Value:
    return _vecdot_moved(_conjugated(g), x1, _conjugated(x2), axis)


def _vecdot_second(g: Value, _answer: Value, x1: Value, x2: Value, /, *, axis: int = -1) -> Value:
    return _vecdot_moved(g, x2, _conjugated(x1), axis)


def _vecdot_moved(g: Value, factor: Value, other: Value, axis: int) -> Value:
    """Spread g along the other factor's axis, and sum over what was broadcast."""
    moved = np.expand_dims(g, -1) * np.moveaxis(other, axis, -1)
    return np.moveaxis(unbroadcast(moved, np.moveaxis(factor, axis, -1)), -1, axis)


def _vdot_first(g: Value, _answer: Value, a: Value, b: Value, /) -> Value:
    return _conjugated(g) * np.reshape(_conjugated(b), np.shape(a))


def _vdot_second(g: Value, _answer: Value, a: Value, b: Value, /) -> Value:
    return g * np.reshape(_conjugated(a), np.shape(b))


def _outer_first(g: Value, _answer: Value, a: Value, b: Value) -> Value:
    return np.reshape(g @ np.ravel(b), np.shape(a))


def _outer_second(g: Value, _answer: Value, a: Value, b: Value) -> Value:
    return np.reshape(np.ravel(a) @ g, np.shape(b))


def _cross_first(
    g: Value,
    _answer: Value,
    a: Value,
    b: Value,
    axisa: int = -1,
    axisb: int = -1,
    axisc: int = -1,
    axis: int | None = None,
) -> Value:
    if axis is not None:
        axisa = axisb = axisc = axis
    a, b = np.moveaxis(a, axisa, -1), np.moveaxis(b, axisb, -1)
    moved = np.cross(_in_space(b), _turned(g, a, b, axisc))
    return _in_place(moved, a, axisa)


def _cross_second(
    g: Value,
    _answer: Value,
    a: Value,
    b: Value,
    axisa: int = -1,
    axisb: int = -1,
    axisc: int = -1,
    axis: int | None = None,
) -> Value:
    if axis is not None:
        axisa = axisb = axisc = axis
    a, b = np.moveaxis(a, axisa, -1), np.moveaxis(b, axisb, -1)
    moved = np.cross(_turned(g, a, b, axisc), _in_space(a))
    return _in_place(moved, b, axisb)


def _turned(g: Value, a: Value, b: Value, axisc: int) -> Value:
    """Bring the components of g last; the product of two plane vectors points out of the plane."""
    if np.shape(a)[-1] == np.shape(b)[-1] == _PLANE:
        return _padded(np.expand_dims(g, -1), (2, 0))
    return np.moveaxis(g, axisc, -1)


def _in_space(vectors: Value) -> Value:
    """Give plane vectors a third component, which is 0."""
    return _padded(vectors, (0, 1)) if np.shape(vectors)[-1] == _PLANE else vectors


def _padded(vectors: Value, width: tuple[int, int]) -> Value:
    return np.pad(vectors, [(0, 0)] * (np.ndim(vectors) - 1) + [width])


def _in_place(moved: Value, factor: Value, axis: int) -> Value:
    """Leave out what the factor does not have, and bring its components back to their axis."""
    return np.moveaxis(unbroadcast(moved[..., : np.shape(factor)[-1]], factor), -1, axis)


# blocks


def _kron_first(g: Value, _answer: Value, a: Value, b: Value) -> Value:
    blocks, (_, lengths) = _blocks(g, a, b)
    inner = range(1, 2 * len(lengths), 2)
    moved = np.tensordot(blocks, np.reshape(b, lengths), axes=(inner, range(len(lengths))))
    return np.reshape(moved, np.shape(a))


def _kron_second(g: Value, _answer: Value, a: Value, b: Value) -> Value:
    blocks, (lengths, _) = _blocks(g, a, b)
    outer = range(0, 2 * len(lengths), 2)
    moved = np.tensordot(blocks, np.reshape(a, lengths), axes=(outer, range(len(lengths))))
    return np.reshape(moved, np.shape(b))


def _blocks(g: Value, a: Value, b: Value) -> tuple[Value, list[tuple[int, ...]]]:
    """Open each axis of g into one along a and one along b, which get as many axes each."""
    rank = max(np.ndim(a), np.ndim(b))
    lengths = [(1,) * (rank - np.ndim(factor)) + np.shape(factor) for factor in (a, b)]
    opened = [length for pair in zip(*lengths, strict=True) for length in pair]
    return np.reshape(g, opened), lengths


# Array API names, and what NumPy 2.2 brought

_linalg = (
    linear(
        np.linalg.cross,
        lambda g, answer, x1, x2, /, *, axis=-1: _cross_first(g, answer, x1, x2, axis=axis),
        lambda g, answer, x1, x2, /, *, axis=-1: _cross_second(g, answer, x1, x2, axis=axis),
    ),
    linear(np.linalg.outer, _outer_first, _outer_second),
    linear(np.linalg.matmul, _matmul_first, _matmul_second),
    linear(np.linalg.vecdot, _vecdot_first, _vecdot_second),
)
_newer: tuple[ArrayRule, ...] = (
    (
        linear(np.matvec, _matvec_first, _matvec_second),
        linear(np.vecmat, _vecmat_first, _vecmat_second),
    )
    if hasattr(np, "matvec")
    else ()
)

ROWS: tuple[ArrayRule, ...] = (
    linear(np.matmul, _matmul_first, _matmul_second),
    linear(np.vecdot, _vecdot_first, _vecdot_second),
    linear(np.vdot, _vdot_first, _vdot_second),
    linear(np.outer, _outer_first, _outer_second),
    linear(np.cross, _cross_first, _cross_second),
    linear(np.kron, _kron_first, _kron_second),
    spread(np.linalg.multi_dot, _multi_dot_pull, _multi_dot_push),
    *_linalg,
    *_newer,
    *contractions.ROWS,
    einsum.ROW,
)
