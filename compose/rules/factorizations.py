"""The table: factorizations of matrices. Cholesky and QR stand here, the others are gathered.

Matrices may be stacked along leading axes, real or complex. Sources: Murray, *Differentiation of
the Cholesky decomposition* (2016); Walter and Lehmann, *Algorithmic differentiation of linear
algebra functions* (2018), for QR.

``cholesky`` sees one triangle of its matrix only, and so does its derivative: nothing flows to the
other. ``qr`` is differentiated where the factors are determined: in mode ``"reduced"`` and
``"r"``, and in mode ``"complete"`` where that is the same; the leading columns must be independent.
"""

# A row has the signature of its function, whether it needs all of it or not.
# ruff: noqa: ARG001
from __future__ import annotations

from typing import Any

import numpy as np

from compose.errors import TraceError
from compose.rules import eigen, least_squares, singular
from compose.rules.arrays import ArrayRule, Composite, Several, smooth
from compose.rules.choice import Choice
from compose.rules.matrices import (
    adjoint,
    completed,
    conjugated,
    folded,
    halved,
    transposed,
)
from compose.rules.rule import Value

__all__ = ["ROWS"]


# Cholesky: A = L Lᴴ, or A = Uᴴ U


def _pull_cholesky(g: Value, answer: Value, a: Value, /, *, upper: bool = False) -> Value:
    if upper:
        g, answer = adjoint(g), adjoint(answer)
    inverse = np.linalg.inv(answer)
    inner = halved(transposed(answer) @ g)
    return folded(transposed(inverse) @ inner @ conjugated(inverse), upper=upper)


def _push_cholesky(t: Value, answer: Value, a: Value, /, *, upper: bool = False) -> Value:
    factor = adjoint(answer) if upper else answer
    inverse = np.linalg.inv(factor)
    moved = factor @ halved(inverse @ completed(t, upper=upper) @ adjoint(inverse))
    return adjoint(moved) if upper else moved


# QR: with M = Qᴴ dA R⁻¹, Q turns by the part of M that is skew, and R takes the rest


def _skew(x: Value) -> Value:
    half = halved(x)
    return half - adjoint(half)


def _pull_skew(x: Value) -> Value:
    return halved(x - adjoint(x))


def _over(x: Value, r: Value) -> Value:
    """Give X R⁻¹."""
    return transposed(np.linalg.solve(transposed(r), transposed(x)))


def _pull_q(g: Value, answer: Any, a: Value, mode: str = "reduced") -> Value:
    q, r = answer
    turned = transposed(q) @ g
    moved = g + conjugated(q) @ (_pull_skew(turned) - turned)
    return _over(moved, transposed(r))


def _push_q(t: Value, answer: Any, a: Value, mode: str = "reduced") -> Value:
    q, r = answer
    moved = _over(t, r)
    turned = adjoint(q) @ moved
    return moved + q @ (_skew(turned) - turned)


def _pull_r(g: Value, answer: Any, a: Value, mode: str = "reduced") -> Value:
    q, r = answer
    kept = g @ transposed(r)
    return conjugated(q) @ _over(kept - _pull_skew(kept), transposed(r))


def _push_r(t: Value, answer: Any, a: Value, mode: str = "reduced") -> Value:
    q, r = answer
    moved = adjoint(q) @ _over(t, r)
    return np.triu((moved - _skew(moved)) @ r)


def _pull_r_alone(g: Value, answer: Value, a: Value, mode: str = "r") -> Value:
    return _pull_r(g, np.linalg.qr(a), a)


def _push_r_alone(t: Value, answer: Value, a: Value, mode: str = "r") -> Value:
    return _push_r(t, np.linalg.qr(a), a)


def _wide_qr(a: Value, mode: str = "reduced") -> Any:
    height = np.shape(a)[-2]
    q, r = np.linalg.qr(a[..., :height])
    r = np.concatenate([r, adjoint(q) @ a[..., height:]], axis=-1)
    return r if mode == "r" else (q, r)


_QR = Several(
    np.linalg.qr,
    (smooth(np.linalg.qr, (_pull_q, _push_q)), smooth(np.linalg.qr, (_pull_r, _push_r))),
)
_R = smooth(np.linalg.qr, (_pull_r_alone, _push_r_alone))
_WIDE_QR = Composite(np.linalg.qr, _wide_qr)


def _choose_qr(a: Value, mode: str = "reduced") -> ArrayRule | Composite | Several:
    m, n = np.shape(a)[-2:]
    if mode not in ("reduced", "r", "complete") or (mode == "complete" and m > n):
        msg = (
            f"numpy.linalg.qr of shape {np.shape(a)} in mode {mode!r} gives more than the matrix "
            "determines, so it has no derivative; use mode='reduced' or mode='r'"
        )
        raise TraceError(msg)
    if m < n:
        return _WIDE_QR
    return _R if mode == "r" else _QR


ROWS: tuple[Any, ...] = (
    smooth(np.linalg.cholesky, (_pull_cholesky, _push_cholesky)),
    Choice(np.linalg.qr, _choose_qr),
    *singular.ROWS,
    *eigen.ROWS,
    *least_squares.ROWS,
)
