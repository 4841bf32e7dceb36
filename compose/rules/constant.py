"""Functions whose answers carry no derivative: they look, count, or answer with steps.

A step function is flat wherever it has a derivative at all, so its derivative is 0, as in autograd.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["ABOUT_SHAPES", "CONSTANT", "REAL_ONLY"]

ABOUT_SHAPES: tuple[Callable[..., Any], ...] = (
    np.can_cast,
    np.common_type,
    np.einsum_path,
    np.iscomplexobj,
    np.isrealobj,
    np.may_share_memory,
    np.min_scalar_type,
    np.ndim,
    np.result_type,
    np.shape,
    np.shares_memory,
    np.size,
)
"""Those that look at shapes and types only, never at a value."""

_MADE_ANEW: tuple[Callable[..., Any], ...] = (
    np.empty,
    np.empty_like,
    np.eye,
    np.frombuffer,
    np.fromfile,
    np.fromiter,
    np.fromstring,
    np.genfromtxt,
    np.identity,
    np.loadtxt,
    np.ones,
    np.ones_like,
    np.tri,
    np.zeros,
    np.zeros_like,
)

_INDICES: tuple[Callable[..., Any], ...] = (
    np.argmax,
    np.argmin,
    np.argpartition,
    np.argsort,
    np.argwhere,
    np.count_nonzero,
    np.diag_indices_from,
    np.digitize,
    np.flatnonzero,
    np.lexsort,
    np.linalg.matrix_rank,
    np.nanargmax,
    np.nanargmin,
    np.nonzero,
    np.ravel_multi_index,
    np.searchsorted,
    np.tril_indices_from,
    np.triu_indices_from,
    np.unravel_index,
)

_COMPARISONS: tuple[Callable[..., Any], ...] = (
    np.all,
    np.allclose,
    np.any,
    np.array_equal,
    np.array_equiv,
    np.equal,
    np.greater,
    np.greater_equal,
    np.isclose,
    np.iscomplex,
    np.isfinite,
    np.isin,
    np.isinf,
    np.isnan,
    np.isneginf,
    np.isposinf,
    np.isreal,
    np.less,
    np.less_equal,
    np.not_equal,
    np.signbit,
)

_TRUTH: tuple[Callable[..., Any], ...] = (
    np.bitwise_and,
    np.bitwise_or,
    np.bitwise_xor,
    np.invert,
    np.logical_and,
    np.logical_not,
    np.logical_or,
    np.logical_xor,
)

_STEPS: tuple[Callable[..., Any], ...] = (
    np.around,
    np.ceil,
    np.fix,
    np.floor,
    np.floor_divide,
    np.heaviside,
    np.rint,
    np.round,
    np.sign,
    np.trunc,
)

CONSTANT: frozenset[Callable[..., Any]] = frozenset(
    (*ABOUT_SHAPES, *_MADE_ANEW, *_INDICES, *_COMPARISONS, *_TRUTH, *_STEPS)
)
"""The functions that a variable can be given to, and that leave no trace of it."""

REAL_ONLY: frozenset[Callable[..., Any]] = frozenset({np.sign})
"""Those among them that are constant for real numbers only."""
