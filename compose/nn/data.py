"""Examples: in batches, in random order, and with labels as rows of zeros and a one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np

from compose.errors import NetworkError
from compose.nn.ranges import count

__all__ = ["Array", "batches", "one_hot"]

Array: TypeAlias = "np.ndarray[Any, Any]"


def one_hot(labels: Any, classes: int) -> Array:
    """Write each label as a row of zeros with a one at its place.

    Parameters
    ----------
    labels : array_like of int
        Shape (n,), each from 0 to classes − 1.
    classes : int
        How many there are.

    Returns
    -------
    ndarray
        Shape (n, classes).

    Raises
    ------
    NetworkError
        If a label is none of these.

    Examples
    --------
    >>> one_hot([2, 0], 3)
    array([[0., 0., 1.], [1., 0., 0.]])
    """
    numbers, known = np.asarray(labels), np.arange(count("the number of classes", classes))
    if numbers.ndim != 1:
        raise NetworkError(f"labels stand in one row, of shape (n,), not {numbers.shape}")
    strange = np.flatnonzero(~np.isin(numbers, known))
    if strange.size:
        raise NetworkError(
            f"label {numbers[strange[0]]} at place {strange[0]} is no whole number from 0 to "
            f"{classes - 1}; count classes from 0"
        )
    rows: Array = np.eye(classes)[numbers.astype(int)]
    return rows


def batches(
    x: Array, y: Array, size: int, rng: np.random.Generator | None = None
) -> Iterator[tuple[Array, Array]]:
    """Yield the examples in batches.

    Parameters
    ----------
    x, y : ndarray
        One row an example, as many in one as in the other.
    size : int
        Rows of a batch; the last has what is left.
    rng : numpy.random.Generator, optional
        Shuffles them; without it they come as they stand.

    Yields
    ------
    tuple of ndarray
        Rows of x, and those of y that belong to them.

    Raises
    ------
    NetworkError
        If there are none, if x and y are not of one length, or if the size is no count.

    Examples
    --------
    >>> x, y = np.arange(3.0), np.arange(3.0) * 10
    >>> list(batches(x, y, 2))
    [(array([0., 1.]), array([ 0., 10.])), (array([2.]), array([20.]))]
    """
    count("the size of a batch", size)
    x, y = np.asarray(x), np.asarray(y)
    if len(x) != len(y) or not len(x):
        raise NetworkError(
            f"x has {len(x)} rows and y has {len(y)}; there is one row of each for every example"
        )
    if rng is not None:
        order = rng.permutation(len(x))
        x, y = x.take(order, axis=0), y.take(order, axis=0)
    for start in range(0, len(x), size):
        yield x[start : start + size], y[start : start + size]
