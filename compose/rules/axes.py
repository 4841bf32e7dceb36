"""What the rows of reductions share: which axes go, and how what is left meets the whole again."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from compose.rules.rule import Value

__all__ = [
    "axes_of",
    "filled",
    "first",
    "given_back",
    "length_of",
    "listed",
    "masked",
    "numbers",
    "restored",
]


def axes_of(a: Value, axis: Any) -> tuple[int, ...]:
    """Write an axis option as axes that are not negative.

    Parameters
    ----------
    a : array_like
        What is reduced.
    axis : int, tuple of int or None
        As NumPy takes it.

    Returns
    -------
    tuple of int
        All axes for None.

    Examples
    --------
    >>> import numpy as np
    >>> axes_of(np.zeros((2, 3)), -1), axes_of(np.zeros((2, 3)), None)
    ((1,), (0, 1))
    """
    ndim = np.ndim(a)
    # NumPy reduces a single number along its first axis, although it has none.
    if axis is None or ndim == 0:
        return tuple(range(ndim))
    return normalize_axis_tuple(axis, ndim)


def length_of(a: Value, axis: Any) -> int:
    """Count the elements that a reduction puts into one.

    Parameters
    ----------
    a : array_like
        What is reduced.
    axis : int, tuple of int or None
        Along which axes.

    Returns
    -------
    int
        The product of their lengths.

    Examples
    --------
    >>> import numpy as np
    >>> length_of(np.zeros((2, 3, 4)), (0, -1))
    8
    """
    shape = np.shape(a)
    return math.prod(shape[n] for n in axes_of(a, axis))


def restored(reduced: Value, a: Value, axis: Any, keepdims: Any) -> Value:
    """Give a reduced array its lost axes back, so that it broadcasts against the whole.

    Parameters
    ----------
    reduced : array_like
        What a reduction answered with, or a cotangent of it.
    a : array_like
        What was reduced.
    axis : int, tuple of int or None
        Along which axes.
    keepdims : bool
        Whether the axes were kept.

    Returns
    -------
    array_like
        With axes of length one; a single number stays one.

    Examples
    --------
    >>> import numpy as np
    >>> restored(np.zeros(3), np.zeros((3, 4)), -1, False).shape
    (3, 1)
    """
    if keepdims or axis is None or np.ndim(a) == 0:
        return reduced
    return np.expand_dims(reduced, axis)


def filled(value: Value, a: Value) -> Value:
    """Broadcast a value to the shape of an array.

    Parameters
    ----------
    value, a : array_like
        The value, and whose shape it takes.

    Returns
    -------
    array_like
        The value itself where it has that shape.

    Examples
    --------
    >>> import numpy as np
    >>> filled(2.0, np.zeros(3))
    array([2., 2., 2.])
    """
    shape = np.shape(a)
    return value if np.shape(value) == shape else np.broadcast_to(value, shape)


def masked(value: Value, where: Value, otherwise: float = 0.0) -> Value:
    """Keep a value where a mask says so.

    Parameters
    ----------
    value : array_like
        The value.
    where : array_like of bool
        A plain True keeps everything.
    otherwise : float
        What stands elsewhere.

    Returns
    -------
    array_like
        What a factor of 0 cannot give: NaN and infinities outside the mask are gone.

    Examples
    --------
    >>> import numpy as np
    >>> masked(np.array([1.0, np.nan]), np.array([True, False]))
    array([1., 0.])
    """
    return value if where is True else np.where(where, value, otherwise)


def numbers(mask: Value, like: Value) -> Value:
    """Write a mask as ones and zeros.

    Parameters
    ----------
    mask : array_like of bool
        The mask.
    like : array_like
        Whose precision the numbers take.

    Returns
    -------
    array_like
        Of real numbers.

    Examples
    --------
    >>> import numpy as np
    >>> numbers(np.array([True, False]), np.float32(3.0)).dtype
    dtype('float32')
    """
    dtype = getattr(like, "dtype", None)
    one = 1.0 if dtype is None or dtype.kind not in "fc" else np.real(dtype.type(1))
    return mask * one


def first(a: Value, axis: Any) -> Value:
    """Line up the axes that are reduced as a single one, the first.

    Parameters
    ----------
    a : array_like
        What is reduced.
    axis : int, tuple of int or None
        Along which axes.

    Returns
    -------
    array_like
        The other axes follow in their order.

    Examples
    --------
    >>> import numpy as np
    >>> first(np.zeros((2, 3, 4)), (0, 2)).shape, first(1.0, None).shape
    ((8, 3), (1,))
    """
    axes, shape = axes_of(a, axis), np.shape(a)
    if axes == (0,):
        return a
    others = tuple(n for n in range(len(shape)) if n not in axes)
    ahead = np.transpose(a, axes + others) if others else a
    lengths = tuple(shape[n] for n in others)
    return np.reshape(ahead, (length_of(a, axes), *lengths))


def given_back(lined: Value, a: Value, axis: Any) -> Value:
    """Undo `first`.

    Parameters
    ----------
    lined : array_like
        Of the shape that `first` gives.
    a : array_like
        What was reduced.
    axis : int, tuple of int or None
        Along which axes.

    Returns
    -------
    array_like
        Of the shape of `a`.

    Examples
    --------
    >>> import numpy as np
    >>> a = np.arange(24.0).reshape(2, 3, 4)
    >>> bool(np.all(given_back(first(a, (2, 0)), a, (2, 0)) == a))
    True
    """
    axes, shape = axes_of(a, axis), np.shape(a)
    if axes == (0,):
        return lined
    others = tuple(n for n in range(len(shape)) if n not in axes)
    if not others:
        return np.reshape(lined, shape)
    order = axes + others
    apart = np.reshape(lined, tuple(shape[n] for n in order))
    return np.transpose(apart, tuple(order.index(n) for n in range(len(shape))))


def listed(values: Value) -> Value:
    """Make an array of a list or a tuple.

    Parameters
    ----------
    values : array_like
        Anything that a function takes for an array.

    Returns
    -------
    array_like
        Everything else stays what it is: arrays of other libraries are not read.

    Examples
    --------
    >>> listed([1.0, 2.0])
    array([1., 2.])
    """
    return np.stack(values) if isinstance(values, (list, tuple)) else values
