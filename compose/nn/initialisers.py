"""Initial weights: small random numbers that keep signals neither growing nor dying away."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

__all__ = ["Initialiser", "he", "normal", "xavier"]

Array: TypeAlias = "np.ndarray[Any, np.dtype[np.float64]]"
Initialiser: TypeAlias = Callable[[np.random.Generator, int, int], Array]


def xavier(rng: np.random.Generator, inputs: int, outputs: int) -> Array:
    """Draw normal weights of variance 2 / (inputs + outputs), for sigmoid, tanh and identity.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where the numbers come from.
    inputs, outputs : int
        What the layer joins.

    Returns
    -------
    ndarray
        Shape (outputs, inputs).

    Notes
    -----
    The variance is that of X. Glorot and Y. Bengio, Understanding the difficulty of training deep
    feedforward neural networks, AISTATS 2010.

    Examples
    --------
    >>> xavier(np.random.default_rng(0), 3, 2).shape
    (2, 3)
    """
    return rng.standard_normal((outputs, inputs)) * math.sqrt(2.0 / (inputs + outputs))


def he(rng: np.random.Generator, inputs: int, outputs: int) -> Array:
    """Draw normal weights of variance 2 / inputs, for rectifiers, which stop half of a signal.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where the numbers come from.
    inputs, outputs : int
        What the layer joins.

    Returns
    -------
    ndarray
        Shape (outputs, inputs).

    Notes
    -----
    The variance is that of K. He and others, Delving deep into rectifiers, ICCV 2015.

    Examples
    --------
    >>> he(np.random.default_rng(0), 3, 2).shape
    (2, 3)
    """
    return rng.standard_normal((outputs, inputs)) * math.sqrt(2.0 / inputs)


def normal(rng: np.random.Generator, inputs: int, outputs: int) -> Array:
    """Draw normal weights of variance 1, which saturate wide layers: to see why others exist.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where the numbers come from.
    inputs, outputs : int
        What the layer joins.

    Returns
    -------
    ndarray
        Shape (outputs, inputs).

    Examples
    --------
    >>> normal(np.random.default_rng(0), 3, 2).shape
    (2, 3)
    """
    return rng.standard_normal((outputs, inputs))
