"""How far two arrays are apart."""

from __future__ import annotations

import numpy as np

from compose.nn.data import Array

__all__ = ["difference"]


def difference(left: Array, right: Array) -> float:
    """Give the largest difference, as a part of the largest number on the left.

    Parameters
    ----------
    left, right : ndarray
        Of one shape.

    Returns
    -------
    float
        0 where they are equal, NaN where one of them holds NaN or infinities.

    Examples
    --------
    >>> difference(np.array([4.0, 1.0]), np.array([4.0, 2.0]))
    0.25
    """
    with np.errstate(invalid="ignore"):
        apart = np.max(np.abs(left - right))
    size = np.max(np.abs(left))
    return float(apart / size) if apart and np.isfinite(apart) and size else float(apart)
