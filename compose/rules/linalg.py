"""The table: linear algebra that answers with a solution or a number.

Matrices may be stacked along leading axes, real or complex. The formulas are those of Giles, *An
extended collection of matrix derivative results* (2008); that of ``pinv`` is from Golub and
Pereyra (1973) and holds where the rank stays the same. The derivative of ``det`` is the matrix of
cofactors, and exists for singular matrices too; those of ``inv``, ``solve`` and ``slogdet`` do not
there, and NumPy says so. With ``hermitian=True``, ``pinv`` sees the lower triangle only, and so
does its derivative. ``cond`` of a singular matrix is infinite by its singular values, and raises by
the other norms.
"""

# A row has the signature of its function, whether it needs all of it or not.
# ruff: noqa: ARG001, FBT001, FBT002
from __future__ import annotations

import inspect
import operator
from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from compose.rules import norms
from compose.rules.arrays import ArrayRule, Composite, Several, smooth
from compose.rules.matrices import (
    adjoint,
    columns,
    completed,
    conjugated,
    folded,
    is_complex,
    on_diagonal,
    over_matrix,
    transposed,
)
from compose.rules.primitive import primitive
from compose.rules.rule import Value, unbroadcast

__all__ = ["ROWS", "cofactors"]

_DEFAULT = inspect.signature(np.linalg.pinv).parameters["rtol"].default


# inverse


def _pull_inv(g: Value, answer: Value, a: Value) -> Value:
    back = transposed(answer)
    return -(back @ g @ back)


def _push_inv(t: Value, answer: Value, a: Value) -> Value:
    return -(answer @ t @ answer)


# solve: a vector on the right-hand side has one axis, whatever is stacked on the left


def _as_columns(x: Value, b: Value) -> Value:
    return np.expand_dims(x, -1) if np.ndim(b) == 1 else x


def _solved_back(g: Value, a: Value, b: Value) -> Value:
    return np.linalg.solve(transposed(a), _as_columns(g, b))


def _pull_solve_a(g: Value, answer: Value, a: Value, b: Value) -> Value:
    outer = _solved_back(g, a, b) @ transposed(_as_columns(answer, b))
    return unbroadcast(-outer, a)


def _pull_solve_b(g: Value, answer: Value, a: Value, b: Value) -> Value:
    solved = _solved_back(g, a, b)
    return unbroadcast(np.squeeze(solved, -1) if np.ndim(b) == 1 else solved, b)


def _push_solve_a(t: Value, answer: Value, a: Value, b: Value) -> Value:
    solved = np.linalg.solve(a, -(t @ _as_columns(answer, b)))
    return np.squeeze(solved, -1) if np.ndim(b) == 1 else solved


def _push_solve_b(t: Value, answer: Value, a: Value, b: Value) -> Value:
    return np.linalg.solve(a, t)


# determinants


def _dot(x: Value, y: Value) -> Value:
    return np.sum(x * y, axis=(-2, -1))


@primitive
def cofactors(a: Value) -> Value:
    """Give the matrix of cofactors, which is the derivative of the determinant.

    Parameters
    ----------
    a : array_like
        Square matrices along the last two axes, singular ones among them.

    Returns
    -------
    array_like
        Of the shape of `a`.

    Examples
    --------
    >>> import numpy as np
    >>> cofactors(np.array([[1.0, 2.0], [3.0, 4.0]])).round(9)
    array([[ 4., -3.],
           [-2.,  1.]])
    """
    det = np.linalg.det(a)
    if np.all(det):
        return over_matrix(det) * transposed(np.linalg.inv(a))
    return _cofactors_of_singular(a)


def _cofactors_of_singular(a: Value) -> Value:
    # The cofactors of a product are the product of the cofactors; those of a diagonal matrix are
    # products of the other entries, and those of a unitary one its conjugate times its determinant.
    u, s, vh = np.linalg.svd(a)
    others = on_diagonal(1.0, np.repeat(s[..., np.newaxis, :], s.shape[-1], axis=-2))
    turned = np.linalg.det(u) * np.linalg.det(vh)
    return over_matrix(turned) * conjugated((u * columns(np.prod(others, axis=-1))) @ vh)


def _pull_cofactors(g: Value, answer: Value, a: Value) -> Value:
    back = transposed(np.linalg.inv(a))
    return over_matrix(_dot(g, answer)) * back - back @ transposed(g) @ answer


def _push_cofactors(t: Value, answer: Value, a: Value) -> Value:
    back = transposed(np.linalg.inv(a))
    return over_matrix(_dot(back, t)) * answer - back @ transposed(t) @ answer


def _pull_det(g: Value, answer: Value, a: Value) -> Value:
    return over_matrix(g) * cofactors(a)


def _push_det(t: Value, answer: Value, a: Value) -> Value:
    return _dot(cofactors(a), t)


def _pull_sign(g: Value, answer: Any, a: Value) -> Value:
    if not is_complex(a):
        return np.zeros(np.shape(a), a.dtype)
    return over_matrix(1j * np.imag(g * answer[0])) * transposed(np.linalg.inv(a))


def _push_sign(t: Value, answer: Any, a: Value) -> Value:
    if not is_complex(a):
        return np.zeros(np.shape(answer[0]), a.dtype)
    return 1j * answer[0] * np.imag(_dot(transposed(np.linalg.inv(a)), t))


def _pull_logabsdet(g: Value, answer: Any, a: Value) -> Value:
    return over_matrix(g) * transposed(np.linalg.inv(a))


def _push_logabsdet(t: Value, answer: Any, a: Value) -> Value:
    turned = _dot(transposed(np.linalg.inv(a)), t)
    return np.real(turned) if is_complex(a) else turned


# pseudoinverse


def _complements(a: Value, pinv: Value) -> tuple[Value, Value]:
    m, n = np.shape(a)[-2:]
    return np.eye(m, dtype=pinv.dtype) - a @ pinv, np.eye(n, dtype=pinv.dtype) - pinv @ a


def _pull_pinv(
    g: Value,
    answer: Value,
    a: Value,
    rcond: Any = None,
    hermitian: bool = False,
    *,
    rtol: Any = _DEFAULT,
) -> Value:
    outside, inside = _complements(completed(a) if hermitian else a, answer)
    star, back = adjoint(answer), transposed(g)
    through = outside @ back @ answer @ star + star @ answer @ back @ inside
    pulled = conjugated(through) - transposed(answer) @ g @ transposed(answer)
    return folded(pulled) if hermitian else pulled


def _push_pinv(
    t: Value,
    answer: Value,
    a: Value,
    rcond: Any = None,
    hermitian: bool = False,
    *,
    rtol: Any = _DEFAULT,
) -> Value:
    if hermitian:
        a, t = completed(a), completed(t)
    outside, inside = _complements(a, answer)
    star, turned = adjoint(answer), adjoint(t)
    kept = answer @ star @ turned @ outside + inside @ turned @ star @ answer
    return kept - answer @ t @ answer


# functions that are written in terms of others


def _tensorinv(a: Value, ind: int = 2) -> Value:
    if ind <= 0:
        msg = "Invalid ind argument."
        raise ValueError(msg)
    shape = np.shape(a)
    flat = np.reshape(a, (prod(shape[ind:]), -1))
    return np.reshape(np.linalg.inv(flat), shape[ind:] + shape[:ind])


def _tensorsolve(a: Value, b: Value, axes: Sequence[int] | None = None) -> Value:
    if axes is not None:
        last = [axis % np.ndim(a) for axis in axes]
        a = np.moveaxis(a, last, range(-len(last), 0))
    shape = np.shape(a)[np.ndim(b) :]
    size = prod(shape)
    flat = np.linalg.solve(np.reshape(a, (size, size)), np.reshape(b, (size,)))
    return np.reshape(flat, shape)


def _matrix_power(a: Value, n: int) -> Value:
    shape, left = np.shape(a), operator.index(n)
    if len(shape) < 2 or shape[-1] != shape[-2]:  # noqa: PLR2004 - a matrix has two axes
        msg = f"a power needs square matrices, and these have shape {shape}"
        raise np.linalg.LinAlgError(msg)
    if left == 0:
        return np.broadcast_to(np.eye(shape[-1], dtype=a.dtype), shape)
    if left < 0:
        a, left = np.linalg.inv(a), -left
    return a @ a @ a if left == 3 else _repeated(a, left)  # noqa: PLR2004 - as NumPy does


def _repeated(a: Value, n: int) -> Value:
    power, result = a, None
    while True:
        n, odd = divmod(n, 2)
        if odd:
            result = power if result is None else result @ power
        if not n:
            return result
        power = power @ power


def _cond(x: Value, p: Any = None) -> Value:
    if p in {None, 2, -2}:
        s = np.linalg.svdvals(x)
        with np.errstate(divide="ignore", invalid="ignore"):
            return s[..., -1] / s[..., 0] if p == -2 else s[..., 0] / s[..., -1]  # noqa: PLR2004
    norms = [np.linalg.norm(y, p, axis=(-2, -1)) for y in (x, np.linalg.inv(x))]
    return norms[0] * norms[1]


ROWS: tuple[ArrayRule | Composite | Several, ...] = (
    smooth(np.linalg.inv, (_pull_inv, _push_inv)),
    smooth(np.linalg.solve, (_pull_solve_a, _push_solve_a), (_pull_solve_b, _push_solve_b)),
    smooth(cofactors, (_pull_cofactors, _push_cofactors)),
    smooth(np.linalg.det, (_pull_det, _push_det)),
    Several(
        np.linalg.slogdet,
        (
            smooth(np.linalg.slogdet, (_pull_sign, _push_sign)),
            smooth(np.linalg.slogdet, (_pull_logabsdet, _push_logabsdet)),
        ),
    ),
    smooth(np.linalg.pinv, (_pull_pinv, _push_pinv)),
    Composite(np.linalg.tensorinv, _tensorinv),
    Composite(np.linalg.tensorsolve, _tensorsolve),
    Composite(np.linalg.matrix_power, _matrix_power),
    Composite(np.linalg.cond, _cond),
    *norms.ROWS,
)
