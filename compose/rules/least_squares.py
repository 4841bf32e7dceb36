"""The table: least squares.

The solution is the pseudoinverse of the matrix times the right-hand side, and its derivative that
of Golub and Pereyra, *The differentiation of pseudo-inverses and nonlinear least squares problems
whose variables separate* (1973). It needs full rank: a tall matrix without it is refused, and for
others the derivative is the one along which the rank stays the same.
"""

# A row has the signature of its function, whether it needs all of it or not.
# ruff: noqa: ARG001
from __future__ import annotations

from typing import Any

import numpy as np

from compose.errors import TraceError
from compose.rules.arrays import Several, smooth
from compose.rules.matrices import adjoint, conjugated, is_complex, transposed
from compose.rules.rule import Value
from compose.rules.singular import pull_singular, push_singular

__all__ = ["ROWS"]


def _refuse_rank_deficient(answer: Any, a: Value) -> None:
    # NumPy leaves the residuals out exactly where a tall matrix lacks rank.
    m, n = np.shape(a)
    if m > n and np.shape(answer[1]) == (0,):
        msg = (
            f"numpy.linalg.lstsq of a matrix of shape {(m, n)} without full rank: its solution "
            "jumps under small changes; leave out columns that depend on others, or add a "
            "small multiple of the identity below the matrix"
        )
        raise TraceError(msg)


def _pinv(answer: Any, a: Value, rcond: Any) -> Value:
    _refuse_rank_deficient(answer, a)
    if rcond is None:
        rcond = max(np.shape(a)) * np.finfo(answer[3].dtype).eps
    return np.linalg.pinv(a, rcond)


def _as_matrix(x: Value) -> Value:
    return np.expand_dims(x, -1) if np.ndim(x) == 1 else x


def _residual(answer: Any, a: Value, b: Value) -> Value:
    return b - a @ answer[0]


# the solution


def _pull_solution_a(g: Value, answer: Any, a: Value, b: Value, rcond: Any = None) -> Value:
    pinv = _pinv(answer, a, rcond)
    solution, residual = _as_matrix(answer[0]), _as_matrix(_residual(answer, a, b))
    back = transposed(_as_matrix(g)) @ pinv
    through = residual @ back @ adjoint(pinv) + adjoint(pinv) @ solution @ _outside(g, pinv, a)
    return conjugated(through) - transposed(solution @ back)


def _outside(g: Value, pinv: Value, a: Value) -> Value:
    back = transposed(_as_matrix(g))
    return back - back @ pinv @ a


def _push_solution_a(t: Value, answer: Any, a: Value, b: Value, rcond: Any = None) -> Value:
    pinv = _pinv(answer, a, rcond)
    star, turned, solution = adjoint(pinv), adjoint(t), answer[0]
    outward = turned @ (star @ solution)
    kept = pinv @ (star @ (turned @ _residual(answer, a, b)) - t @ solution)
    return kept + outward - pinv @ (a @ outward)


def _pull_solution_b(g: Value, answer: Any, a: Value, b: Value, rcond: Any = None) -> Value:
    return transposed(_pinv(answer, a, rcond)) @ g


def _push_solution_b(t: Value, answer: Any, a: Value, b: Value, rcond: Any = None) -> Value:
    return _pinv(answer, a, rcond) @ t


# the sums of squared residuals, which are stationary in the solution


def _has_residuals(answer: Any, a: Value) -> bool:
    _refuse_rank_deficient(answer, a)
    return bool(np.shape(answer[1]) != (0,))


def _pull_residual(g: Value, answer: Any, a: Value, b: Value) -> Value:
    """Give the cotangent of b - a x."""
    if not _has_residuals(answer, a):
        return np.zeros(np.shape(b), answer[0].dtype)
    return 2.0 * conjugated(_residual(answer, a, b)) * g


def _push_residual(t: Value, answer: Any, a: Value, b: Value) -> Value:
    """Push a change of b - a x."""
    if not _has_residuals(answer, a):
        return np.zeros(0, answer[3].dtype)
    moved = np.sum(_as_matrix(conjugated(_residual(answer, a, b)) * t), axis=0)
    return 2.0 * (np.real(moved) if is_complex(moved) else moved)


def _pull_squares_a(g: Value, answer: Any, a: Value, b: Value, rcond: Any = None) -> Value:
    moved = _as_matrix(_pull_residual(g, answer, a, b))
    return -(moved @ transposed(_as_matrix(answer[0])))


def _push_squares_a(t: Value, answer: Any, a: Value, b: Value, rcond: Any = None) -> Value:
    return _push_residual(-(t @ answer[0]), answer, a, b)


def _pull_squares_b(g: Value, answer: Any, a: Value, b: Value, rcond: Any = None) -> Value:
    return _pull_residual(g, answer, a, b)


def _push_squares_b(t: Value, answer: Any, a: Value, b: Value, rcond: Any = None) -> Value:
    return _push_residual(t, answer, a, b)


# the singular values


def _pull_values(g: Value, answer: Any, a: Value, b: Value, rcond: Any = None) -> Value:
    return pull_singular(g, a)


def _push_values(t: Value, answer: Any, a: Value, b: Value, rcond: Any = None) -> Value:
    return push_singular(t, a)


def _pull_nothing(g: Value, answer: Any, a: Value, b: Value, rcond: Any = None) -> Value:
    return np.zeros_like(b)


def _push_nothing(t: Value, answer: Any, a: Value, b: Value, rcond: Any = None) -> Value:
    return np.zeros_like(answer[3])


ROWS: tuple[Several, ...] = (
    Several(
        np.linalg.lstsq,
        (
            smooth(
                np.linalg.lstsq,
                (_pull_solution_a, _push_solution_a),
                (_pull_solution_b, _push_solution_b),
            ),
            smooth(
                np.linalg.lstsq,
                (_pull_squares_a, _push_squares_a),
                (_pull_squares_b, _push_squares_b),
            ),
            None,
            smooth(
                np.linalg.lstsq,
                (_pull_values, _push_values),
                (_pull_nothing, _push_nothing),
            ),
        ),
    ),
)
