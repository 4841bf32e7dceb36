"""The table: singular values and singular vectors.

Matrices may be stacked along leading axes, real or complex. Sources: Townsend, *Differentiating
the singular value decomposition* (2016); Wan and Zhang, *Automatic differentiation for complex
valued SVD* (2019).

Singular vectors turn at a rate of one over the gap between the squares of their singular values,
so where two of these are equal, or one is zero in a matrix that is not square, their derivative is
infinite or NaN. Singular values have a derivative where they are equal, namely the one in the
basis that NumPy found, and at zero the one-sided derivative along it.

The common phase of a pair of complex singular vectors is open. The derivative lets both turn
equally much: take it only of what does not depend on the phase.
"""

# A row has the signature of its function, whether it needs all of it or not.
# ruff: noqa: ARG001, FBT001, FBT002
from __future__ import annotations

from typing import Any

import numpy as np

from compose.errors import TraceError
from compose.rules.arrays import ArrayRule, Several, smooth
from compose.rules.choice import Choice
from compose.rules.matrices import (
    adjoint,
    columns,
    conjugated,
    divided_by_gaps,
    identity_like,
    is_complex,
    on_diagonal,
    transposed,
)
from compose.rules.rule import Value

__all__ = ["ROWS", "pull_singular", "push_singular"]


# values: dS is the real part of the diagonal of P = Uᴴ dA V


def _pull_values(g: Value, u: Value, vh: Value) -> Value:
    return conjugated((u * columns(g)) @ vh)


def _push_values(t: Value, u: Value, vh: Value) -> Value:
    diagonal = np.sum(conjugated(u) * (t @ adjoint(vh)), axis=-2)
    return np.real(diagonal) if is_complex(diagonal) else diagonal


def pull_singular(g: Value, x: Value) -> Value:
    """Pull a cotangent of the singular values of x back to x.

    Examples
    --------
    >>> import numpy as np
    >>> pull_singular(np.array([1.0, 0.0]), np.diag([3.0, 2.0]))
    array([[1., 0.],
           [0., 0.]])
    """
    u, _, vh = np.linalg.svd(x, full_matrices=False)
    return _pull_values(g, u, vh)


def push_singular(t: Value, x: Value) -> Value:
    """Push a tangent of x forward to its singular values.

    Examples
    --------
    >>> import numpy as np
    >>> push_singular(np.ones((2, 2)), np.diag([3.0, 2.0]))
    array([1., 1.])
    """
    u, _, vh = np.linalg.svd(x, full_matrices=False)
    return _push_values(t, u, vh)


# vectors on the left; those on the right are on the left of Aᴴ


def _divided(x: Value, s: Value) -> Value:
    """Divide by s[j]² - s[i]², difference and sum apart, for the sake of small gaps."""
    sums = columns(s) + np.expand_dims(s, -1)
    return divided_by_gaps(x, s) / (sums + identity_like(sums))


def _with_phase(x: Value, diagonal: Value, s: Value) -> Value:
    if not is_complex(x):
        return x
    return on_diagonal(1j * np.imag(diagonal) / columns(2.0 * s), x)


def _is_tall(u: Value) -> bool:
    rows, kept = np.shape(u)[-2:]
    return bool(rows > kept)


def _pull_left(g: Value, u: Value, s: Value, vh: Value) -> Value:
    back = transposed(u) @ g
    quotient = _divided(back, s)
    turned = _with_phase((quotient + adjoint(quotient)) * columns(s), back, s)
    moved = conjugated(u) @ turned
    if _is_tall(u):
        moved = moved + (g - conjugated(u) @ back) / columns(s)
    return moved @ conjugated(vh)


def _push_left(t: Value, u: Value, s: Value, vh: Value) -> Value:
    moved = t @ adjoint(vh)
    inside = adjoint(u) @ moved
    scaled = inside * columns(s)
    turned = u @ _with_phase(_divided(scaled + adjoint(scaled), s), inside, s)
    return turned + (moved - u @ inside) / columns(s) if _is_tall(u) else turned


# rows


def _pull_svdvals(g: Value, answer: Value, x: Value, /) -> Value:
    return pull_singular(g, x)


def _push_svdvals(t: Value, answer: Value, x: Value, /) -> Value:
    return push_singular(t, x)


def _pull_u(
    g: Value,
    answer: Any,
    a: Value,
    full_matrices: bool = True,
    compute_uv: bool = True,
    hermitian: bool = False,
) -> Value:
    return _pull_left(g, *answer)


def _push_u(t: Value, answer: Any, a: Value, *options: Any, **named: Any) -> Value:
    return _push_left(t, *answer)


def _pull_s(
    g: Value,
    answer: Any,
    a: Value,
    full_matrices: bool = True,
    compute_uv: bool = True,
    hermitian: bool = False,
) -> Value:
    return _pull_values(g, answer[0], answer[2])


def _push_s(t: Value, answer: Any, a: Value, *options: Any, **named: Any) -> Value:
    return _push_values(t, answer[0], answer[2])


def _pull_vh(
    g: Value,
    answer: Any,
    a: Value,
    full_matrices: bool = True,
    compute_uv: bool = True,
    hermitian: bool = False,
) -> Value:
    u, s, vh = answer
    return adjoint(_pull_left(adjoint(g), adjoint(vh), s, adjoint(u)))


def _push_vh(t: Value, answer: Any, a: Value, *options: Any, **named: Any) -> Value:
    u, s, vh = answer
    return adjoint(_push_left(adjoint(t), adjoint(vh), s, adjoint(u)))


def _pull_s_alone(
    g: Value,
    answer: Value,
    a: Value,
    full_matrices: bool = True,
    compute_uv: bool = True,
    hermitian: bool = False,
) -> Value:
    return pull_singular(g, a)


def _push_s_alone(t: Value, answer: Value, a: Value, *options: Any, **named: Any) -> Value:
    return push_singular(t, a)


_VALUES = smooth(np.linalg.svd, (_pull_s_alone, _push_s_alone))
_ALL = Several(
    np.linalg.svd,
    (
        smooth(np.linalg.svd, (_pull_u, _push_u)),
        smooth(np.linalg.svd, (_pull_s, _push_s)),
        smooth(np.linalg.svd, (_pull_vh, _push_vh)),
    ),
)


def _choose_svd(
    a: Value,
    full_matrices: bool = True,
    compute_uv: bool = True,
    hermitian: bool = False,
) -> ArrayRule | Several:
    m, n = np.shape(a)[-2:]
    if hermitian:
        msg = (
            "numpy.linalg.svd with hermitian=True reads one triangle, and has no derivative here; "
            "leave hermitian out, or use numpy.linalg.eigh"
        )
        raise TraceError(msg)
    if not compute_uv:
        return _VALUES
    if full_matrices and m != n:
        msg = (
            f"numpy.linalg.svd of shape {np.shape(a)} with full_matrices=True adds vectors that "
            "the matrix does not determine, so they have no derivative; use full_matrices=False"
        )
        raise TraceError(msg)
    return _ALL


ROWS: tuple[ArrayRule | Choice, ...] = (
    smooth(np.linalg.svdvals, (_pull_svdvals, _push_svdvals)),
    Choice(np.linalg.svd, _choose_svd),
)
