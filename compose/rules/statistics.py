"""Rows for weighted means and for covariances, written in other functions."""

from __future__ import annotations

from typing import Any

import numpy as np

from compose.rules.arrays import Composite
from compose.rules.axes import axes_of, filled, length_of, listed
from compose.rules.rule import Value

__all__ = ["ROWS"]


def _weights(a: Value, axis: Any, weights: Value) -> Value:
    """Lay weights along the axes that they belong to."""
    weights = listed(weights)
    if np.shape(weights) == np.shape(a):
        return weights
    if axis is None:
        raise TypeError("weights of another shape than the array need axis=")
    axes = axes_of(a, axis)
    lengths = tuple(np.shape(a)[n] for n in axes)
    if np.shape(weights) != lengths:
        raise ValueError(f"weights of shape {np.shape(weights)} along axes of lengths {lengths}")
    order = sorted(range(len(axes)), key=axes.__getitem__)
    turned = np.transpose(weights, order) if len(order) > 1 else weights
    return np.reshape(turned, [m if n in axes else 1 for n, m in enumerate(np.shape(a))])


def _average(
    a: Value,
    axis: Any = None,
    weights: Value = None,
    returned: bool = False,  # noqa: FBT001, FBT002 - NumPy's signature
    *,
    keepdims: bool = False,
) -> Value:
    if weights is None:
        mean = np.mean(a, axis=axis, keepdims=keepdims)
        count = length_of(a, axis)
        return (mean, filled(np.ones_like(mean) * count, mean)) if returned else mean
    laid = _weights(a, axis, weights)
    total = np.sum(laid, axis=axis, keepdims=keepdims)
    mean = np.sum(listed(a) * laid, axis=axis, keepdims=keepdims) / total
    return (mean, filled(total, mean)) if returned else mean


def _rows(m: Value, rowvar: Any) -> Value:
    table = np.reshape(m, (1, -1)) if np.ndim(m) < 2 else listed(m)  # noqa: PLR2004 - rows, columns
    return table if rowvar or np.shape(table)[0] == 1 else np.transpose(table)


def _known_weights(fweights: Value, aweights: Value) -> Value:
    given = [listed(weights) for weights in (fweights, aweights) if weights is not None]
    if not given:
        return None
    return given[0] if len(given) == 1 else given[0] * given[1]


def _freedom(w: Value, aweights: Value, count: int, ddof: float) -> Value:
    """Give what the sum of products is divided by."""
    if w is None:
        return count - ddof
    total = np.sum(w)
    if ddof == 0:
        return total
    if aweights is None:
        return total - ddof
    return total - ddof * np.sum(w * listed(aweights)) / total


def _at_least_double(table: Value) -> Value:
    # NumPy works out covariances in double precision, whatever it is given.
    exact = np.result_type(table, np.float64) == table.dtype
    return table if exact else table * np.ones(1)


def _cov(
    m: Value,
    y: Value = None,
    rowvar: bool = True,  # noqa: FBT001, FBT002 - NumPy's signature
    bias: bool = False,  # noqa: FBT001, FBT002
    ddof: int | None = None,
    fweights: Value = None,
    aweights: Value = None,
) -> Value:
    table = _rows(m, rowvar)
    if y is not None:
        table = np.concatenate([table, _rows(y, rowvar)], axis=0)
    w = _known_weights(fweights, aweights)
    table = _at_least_double(table)
    apart = table - np.expand_dims(_average(table, 1, w), 1)
    weighed = np.transpose(apart if w is None else apart * w)
    other = np.conj(weighed) if np.iscomplexobj(weighed) else weighed
    freedom = _freedom(w, aweights, np.shape(table)[1], (not bias) if ddof is None else ddof)
    products = np.true_divide(apart @ other, np.maximum(freedom, 0.0))
    lengths = [length for length in np.shape(products) if length != 1]
    return products if len(lengths) == np.ndim(products) else np.reshape(products, lengths)


def _corrcoef(
    x: Value,
    y: Value = None,
    rowvar: bool = True,  # noqa: FBT001, FBT002 - NumPy's signature
) -> Value:
    covariance = _cov(x, y, rowvar)
    if np.ndim(covariance) == 0:
        return covariance / covariance
    deviation = np.sqrt(np.real(np.diagonal(covariance)))
    found = covariance / np.expand_dims(deviation, 1) / np.expand_dims(deviation, 0)
    return found if np.iscomplexobj(found) else np.clip(found, -1.0, 1.0)


ROWS: tuple[Any, ...] = (
    Composite(np.average, _average),
    Composite(np.cov, _cov),
    Composite(np.corrcoef, _corrcoef),
)
