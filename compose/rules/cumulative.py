"""Rows for running sums and products.

A running product p of x moves a tangent t by the recurrence sₖ = tₖ pₖ₋₁ + xₖ sₖ₋₁, and its
transpose is the same recurrence backwards. Nothing is divided by x, so that x may hold zeros; and
a recurrence is its own derivative, so that every order is right.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import numpy as np

from compose.rules.arrays import Composite, linear, smooth
from compose.rules.axes import first, given_back
from compose.rules.primitive import primitive
from compose.rules.rule import Value

__all__ = ["ROWS", "recurrence"]


@primitive
def recurrence(factor: Value, term: Value) -> Value:
    """Solve sₖ = termₖ + factorₖ sₖ₋₁ along the first axis.

    Parameters
    ----------
    factor, term : array_like
        Of one shape. The first factor does not matter: there is nothing before it.

    Returns
    -------
    array_like
        Of the same shape.

    Examples
    --------
    >>> import numpy as np
    >>> recurrence(np.array([9.0, 2.0, 3.0]), np.array([1.0, 1.0, 0.0]))
    array([1., 3., 9.])
    """
    if np.shape(term)[0] == 0:
        return term
    rows = zip(factor, term, strict=True)
    _, start = next(rows)
    states = accumulate(rows, _step, initial=start)
    # Stacking numbers one by one would take longer than working them out.
    if isinstance(start, np.generic):
        return np.fromiter(states, start.dtype, len(term))
    return np.stack(list(states))


def _step(state: Value, row: tuple[Value, Value]) -> Value:
    factor, term = row
    return term + factor * state


def _shifted(x: Value, like: Any) -> Value:
    """Move entries one place on along the first axis."""
    return np.concatenate([like(x[:1]), x[:-1]])


def _backwards(factor: Value, term: Value) -> Value:
    """Solve rₖ = termₖ + factorₖ₊₁ rₖ₊₁."""
    return recurrence(_shifted(factor[::-1], np.zeros_like), term[::-1])[::-1]


_RECURRENCE = smooth(
    recurrence,
    (
        lambda g, s, factor, _: _backwards(factor, g) * _shifted(s, np.zeros_like),
        lambda t, s, factor, _: recurrence(factor, t * _shifted(s, np.zeros_like)),
    ),
    (
        lambda g, _s, factor, _: _backwards(factor, g),
        lambda t, _s, factor, _: recurrence(factor, t),
    ),
)


def _cumsum_back(
    g: Value,
    _answer: Value,
    a: Value,
    axis: int | None = None,
    dtype: Any = None,  # noqa: ARG001 - the cotangent already has it
) -> Value:
    return given_back(np.cumsum(first(g, axis)[::-1], axis=0)[::-1], a, axis)


def _cumprod_back(
    g: Value,
    answer: Value,
    a: Value,
    axis: int | None = None,
    dtype: Any = None,  # noqa: ARG001 - the cotangent already has it
) -> Value:
    before = _shifted(first(answer, axis), np.ones_like)
    return given_back(before * _backwards(first(a, axis), first(g, axis)), a, axis)


def _cumprod_on(
    t: Value,
    answer: Value,
    a: Value,
    axis: int | None = None,
    dtype: Any = None,  # noqa: ARG001 - the answer already has it
) -> Value:
    before = _shifted(first(answer, axis), np.ones_like)
    return given_back(recurrence(first(a, axis), first(t, axis) * before), answer, axis)


def _cumulative(function: Any, like: Any) -> Any:
    def written(
        x: Value, /, *, axis: int | None = None, dtype: Any = None, include_initial: bool = False
    ) -> Value:
        if axis is None and np.ndim(x) != 1:
            raise ValueError(f"an array of {np.ndim(x)} axes needs axis=")
        along = 0 if axis is None else axis
        running = function(x, axis=along, dtype=dtype)
        if not include_initial:
            return running
        lengths = [1 if n == along % np.ndim(x) else m for n, m in enumerate(np.shape(x))]
        return np.concatenate([like(running, shape=lengths), running], axis=along)

    return written


def _newer() -> tuple[Composite, ...]:
    # Both came with NumPy 2.1.
    pairs = (
        ("cumulative_sum", np.cumsum, np.zeros_like),
        ("cumulative_prod", np.cumprod, np.ones_like),
    )
    return tuple(
        Composite(getattr(np, name), _cumulative(function, like))
        for name, function, like in pairs
        if hasattr(np, name)
    )


ROWS: tuple[Any, ...] = (
    linear(np.cumsum, _cumsum_back),
    smooth(np.cumprod, (_cumprod_back, _cumprod_on)),
    _RECURRENCE,
    *_newer(),
)
