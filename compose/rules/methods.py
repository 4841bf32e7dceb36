"""What the methods of ufuncs are in terms of functions that have rows.

``np.add.reduce`` is a sum, ``np.multiply.accumulate`` a running product. Where no function does
the same, the ufunc is applied step by step. An ``at`` changes its argument and has no entry.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from compose.rules.axes import axes_of, first, listed
from compose.rules.rule import Value

__all__ = ["METHODS", "accumulated", "outer", "reduced", "reduced_at"]


def outer(ufunc: Callable[..., Value]) -> Callable[..., Value]:
    """Write ``ufunc.outer`` as the ufunc itself.

    Parameters
    ----------
    ufunc : callable
        Of two arguments.

    Returns
    -------
    callable
        Pairs every element of its first argument with every one of the second.

    Examples
    --------
    >>> import numpy as np
    >>> outer(np.subtract)(np.array([5.0, 6.0]), np.array([1.0, 2.0]))
    array([[4., 3.],
           [5., 4.]])
    """

    def paired(a: Value, b: Value) -> Value:
        return ufunc(np.reshape(a, np.shape(a) + (1,) * np.ndim(b)), b)

    return paired


def reduced(ufunc: Callable[..., Value]) -> Callable[..., Value]:
    """Write ``ufunc.reduce`` step by step.

    Parameters
    ----------
    ufunc : callable
        Of two arguments.

    Returns
    -------
    callable
        Applies it along an axis, or several, from the first element on.

    Examples
    --------
    >>> import numpy as np
    >>> float(reduced(np.subtract)(np.array([9.0, 2.0, 3.0])))
    4.0
    """

    def folded(a: Value, axis: Any = 0, *, keepdims: bool = False) -> Value:
        *_, last = _states(ufunc, first(listed(a), axis))
        if not keepdims:
            return last
        axes = axes_of(a, axis)
        return np.reshape(last, [1 if n in axes else m for n, m in enumerate(np.shape(a))])

    return folded


def accumulated(ufunc: Callable[..., Value]) -> Callable[..., Value]:
    """Write ``ufunc.accumulate`` step by step.

    Parameters
    ----------
    ufunc : callable
        Of two arguments.

    Returns
    -------
    callable
        Gives every state on the way along an axis.

    Examples
    --------
    >>> import numpy as np
    >>> accumulated(np.maximum)(np.array([1.0, 3.0, 2.0]))
    array([1., 3., 3.])
    """

    def running(a: Value, axis: int = 0) -> Value:
        return np.stack(_states(ufunc, np.moveaxis(listed(a), axis, 0)), axis=axis)

    return running


def reduced_at(reduce: Callable[..., Value]) -> Callable[..., Value]:
    """Write ``ufunc.reduceat`` as reductions of slices.

    Parameters
    ----------
    reduce : callable
        What ``ufunc.reduce`` does.

    Returns
    -------
    callable
        Reduces from each index to the next; an index that is not before the next picks one entry.

    Examples
    --------
    >>> import numpy as np
    >>> reduced_at(np.sum)(np.arange(5.0), [0, 3, 1])
    array([ 3.,  3., 10.])
    """

    def cut(a: Value, indices: Any, axis: int = 0) -> Value:
        lined = np.moveaxis(listed(a), axis, 0)
        ends = pairwise([*indices, np.shape(lined)[0]])
        parts = [reduce(lined[i:j], axis=0) if i < j else lined[i] for i, j in ends]
        return np.stack(parts, axis=axis)

    return cut


def _states(ufunc: Callable[..., Value], lined: Value) -> list[Value]:
    if np.shape(lined)[0] == 0:
        raise ValueError("there is nothing to start from: the array is empty")
    return list(accumulate((lined[n] for n in range(np.shape(lined)[0])), ufunc))


def _from_axis_0(function: Callable[..., Value]) -> Callable[..., Value]:
    # Methods reduce along the first axis where functions take all of them.
    def method(a: Value, axis: Any = 0, dtype: Any = None, **options: Any) -> Value:
        if dtype is not None:
            options["dtype"] = dtype
        return function(a, axis=axis, **options)

    return method


_REDUCE: dict[np.ufunc, Callable[..., Value]] = {
    np.add: np.sum,
    np.multiply: np.prod,
    np.maximum: np.max,
    np.minimum: np.min,
}
_ACCUMULATE: dict[np.ufunc, Callable[..., Value]] = {np.add: np.cumsum, np.multiply: np.cumprod}
_STEPWISE = (
    np.add,
    np.multiply,
    np.maximum,
    np.minimum,
    np.subtract,
    np.true_divide,
    np.float_power,
    np.logaddexp,
    np.logaddexp2,
    np.hypot,
    np.fmax,
    np.fmin,
)
# NumPy reduces with these two in an order of its own, which accumulating does not show.
_NEVER_REDUCED = (np.power, np.arctan2)


def _entries(ufunc: np.ufunc) -> dict[tuple[np.ufunc, str], Callable[..., Value]]:
    known, running = _REDUCE.get(ufunc), _ACCUMULATE.get(ufunc)
    reduce = _from_axis_0(known) if known else reduced(ufunc)
    accumulate_ = _from_axis_0(running) if running else accumulated(ufunc)
    return {
        (ufunc, "reduce"): reduce,
        (ufunc, "accumulate"): accumulate_,
        (ufunc, "outer"): outer(ufunc),
        (ufunc, "reduceat"): reduced_at(reduce),
    }


METHODS: dict[tuple[np.ufunc, str], Callable[..., Value]] = {
    (ufunc, method): function
    for ufunc in (*_STEPWISE, *_NEVER_REDUCED)
    for (_, method), function in _entries(ufunc).items()
    if ufunc in _STEPWISE or not method.startswith("reduce")
}
"""Methods of ufuncs, with functions that do the same and can be traced."""
