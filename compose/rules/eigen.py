"""The table: eigenvalues and eigenvectors.

Matrices may be stacked along leading axes, real or complex. Formulas: Giles, *An extended
collection of matrix derivative results* (2008).

Vectors turn at a rate of one over the gap between their eigenvalues, so where two eigenvalues are
equal their derivative is infinite or NaN; eigenvalues of Hermitian matrices have a derivative
there too, namely the one in the basis that NumPy found. ``eigh`` sees one triangle of its matrix
only, and so does its derivative: nothing flows to the other.

A vector is fixed up to a factor. That of ``eig`` has length 1 and a real entry where it is largest,
as LAPACK documents, and its derivative keeps that up. Vectors of ``eigh`` have length 1; if they
are complex, LAPACK leaves their phase open, and the derivative is that of the vector which turns
least: take it only of what does not depend on the phase.
"""

# A row has the signature of its function, whether it needs all of it or not.
# ruff: noqa: ARG001, N803
from __future__ import annotations

from typing import Any

import numpy as np

from compose.rules.arrays import ArrayRule, Several, smooth
from compose.rules.matrices import (
    adjoint,
    columns,
    completed,
    conjugated,
    divided_by_gaps,
    folded,
    is_complex,
    transposed,
)
from compose.rules.rule import Value

__all__ = ["ROWS"]


def _diagonal(left: Value, right: Value) -> Value:
    """Give the diagonal of Lᵀ R."""
    return np.sum(left * right, axis=-2)


def _real(x: Value) -> Value:
    return np.real(x) if is_complex(x) else x


# Hermitian matrices


def _pull_eigh_values(g: Value, answer: Any, a: Value, UPLO: Any = "L") -> Value:
    vectors = answer[1]
    hermitian = (conjugated(vectors) * columns(g)) @ transposed(vectors)
    return folded(hermitian, upper=UPLO in "Uu")


def _push_eigh_values(t: Value, answer: Any, a: Value, UPLO: Any = "L") -> Value:
    vectors = answer[1]
    moved = completed(t, upper=UPLO in "Uu") @ vectors
    return _real(_diagonal(conjugated(vectors), moved))


def _pull_eigh_vectors(g: Value, answer: Any, a: Value, UPLO: Any = "L") -> Value:
    values, vectors = answer
    turned = divided_by_gaps(transposed(vectors) @ g, values)
    return folded(conjugated(vectors) @ turned @ transposed(vectors), upper=UPLO in "Uu")


def _push_eigh_vectors(t: Value, answer: Any, a: Value, UPLO: Any = "L") -> Value:
    values, vectors = answer
    turned = adjoint(vectors) @ completed(t, upper=UPLO in "Uu") @ vectors
    return vectors @ divided_by_gaps(turned, values)


def _pull_eigvalsh(g: Value, answer: Value, a: Value, UPLO: Any = "L") -> Value:
    return _pull_eigh_values(g, np.linalg.eigh(a, UPLO), a, UPLO)


def _push_eigvalsh(t: Value, answer: Value, a: Value, UPLO: Any = "L") -> Value:
    return _push_eigh_values(t, np.linalg.eigh(a, UPLO), a, UPLO)


# any square matrices


def _pull_eig_values(g: Value, answer: Any, a: Value) -> Value:
    vectors = answer[1]
    return transposed((vectors * columns(g)) @ np.linalg.inv(vectors))


def _push_eig_values(t: Value, answer: Any, a: Value) -> Value:
    vectors = answer[1]
    return _diagonal(transposed(np.linalg.inv(vectors)), t @ vectors)


def _pull_eig_vectors(g: Value, answer: Any, a: Value) -> Value:
    values, vectors = answer
    back = transposed(vectors)
    turned = divided_by_gaps(back @ _pull_scaled(g, vectors), values)
    return np.linalg.solve(back, turned @ back)


def _push_eig_vectors(t: Value, answer: Any, a: Value) -> Value:
    values, vectors = answer
    turned = divided_by_gaps(np.linalg.solve(vectors, t @ vectors), values)
    return _push_scaled(vectors @ turned, vectors)


def _largest(vectors: Value) -> Value:
    sizes = np.abs(vectors)
    rows = np.expand_dims(np.arange(np.shape(vectors)[-2]), -1)
    return np.equal(rows, np.expand_dims(np.argmax(sizes, axis=-2), -2))


def _at(where: Value, x: Value) -> Value:
    return np.sum(np.where(where, x, 0.0), axis=-2, keepdims=True)


def _push_scaled(moved: Value, vectors: Value) -> Value:
    """Add to each moved vector what keeps its length at 1 and its largest entry real."""
    longer = np.sum(conjugated(vectors) * moved, axis=-2, keepdims=True)
    if not is_complex(vectors):
        return moved - vectors * longer
    largest = _largest(vectors)
    phase = np.imag(_at(largest, moved)) / np.real(_at(largest, vectors))
    return moved - vectors * (np.real(longer) + 1j * phase)


def _pull_scaled(g: Value, vectors: Value) -> Value:
    along = np.sum(g * vectors, axis=-2, keepdims=True)
    if not is_complex(vectors):
        return g - vectors * along
    largest = _largest(vectors)
    phase = 1j * np.imag(along) / np.real(_at(largest, vectors))
    return g - np.conj(vectors) * np.real(along) - np.where(largest, phase, 0.0)


def _pull_eigvals(g: Value, answer: Value, a: Value) -> Value:
    return _pull_eig_values(g, np.linalg.eig(a), a)


def _push_eigvals(t: Value, answer: Value, a: Value) -> Value:
    return _push_eig_values(t, np.linalg.eig(a), a)


ROWS: tuple[ArrayRule | Several, ...] = (
    Several(
        np.linalg.eigh,
        (
            smooth(np.linalg.eigh, (_pull_eigh_values, _push_eigh_values)),
            smooth(np.linalg.eigh, (_pull_eigh_vectors, _push_eigh_vectors)),
        ),
    ),
    smooth(np.linalg.eigvalsh, (_pull_eigvalsh, _push_eigvalsh)),
    Several(
        np.linalg.eig,
        (
            smooth(np.linalg.eig, (_pull_eig_values, _push_eig_values)),
            smooth(np.linalg.eig, (_pull_eig_vectors, _push_eig_vectors)),
        ),
    ),
    smooth(np.linalg.eigvals, (_pull_eigvals, _push_eigvals)),
)
