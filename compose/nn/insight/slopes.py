"""The local derivative σ′(z) of an activation: a number a neuron, or a Jacobian an example."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from compose.nn.activations import Activation, log_softmax, softmax
from compose.nn.data import Array
from compose.trace import vjp

__all__ = ["pulled_back", "slope_of", "slopes_of_neurons"]

_TOGETHER = (softmax, log_softmax)
_ROUNDING = 1e-9


def slope_of(activation: Activation, z: Array) -> Array:
    """Give σ′(z).

    Parameters
    ----------
    activation : callable
    z : ndarray
        Shape (n, neurons), or (neurons,).

    Returns
    -------
    ndarray
        Of the shape of z; or with one axis more, ∂a/∂z of each example, where the activation
        takes the neurons of a layer together.

    Examples
    --------
    >>> from compose.nn import sigmoid
    >>> slope_of(sigmoid, np.zeros(2))
    array([0.25, 0.25])
    >>> slope_of(softmax, np.zeros(2))
    array([[ 0.25, -0.25],
           [-0.25, 0.25]])
    """
    _, pulls = vjp(activation, z)

    def pull(cotangent: Any) -> Array:
        return np.asarray(pulls(np.broadcast_to(cotangent, z.shape).copy())[0])

    if activation not in _TOGETHER and _works_on_each(pull, z):
        return pull(np.ones(1))
    return np.stack([pull(unit) for unit in np.eye(z.shape[-1])], axis=-2)


def _works_on_each(pull: Callable[[Array], Array], z: Array) -> bool:
    """Try whether what comes back to a neuron is its own cotangent only, times a slope."""
    cotangent = np.asarray(np.random.default_rng(0).uniform(1.0, 2.0, z.shape))
    with np.errstate(invalid="ignore"):
        expected = cotangent * pull(np.ones(1))
        apart = np.abs(pull(cotangent) - expected)
    return not np.any(apart > _ROUNDING * np.max(np.abs(expected)))


def pulled_back(cotangent: Array, slope: Array) -> Array:
    """Give ∂C/∂z from ∂C/∂a: times σ′, or times the Jacobian of each example.

    Parameters
    ----------
    cotangent : ndarray
        ∂C/∂a, shape (n, neurons), or (neurons,).
    slope : ndarray
        As `slope_of` gives it.

    Returns
    -------
    ndarray
        ∂C/∂z.

    Examples
    --------
    >>> pulled_back(np.array([1.0, 2.0]), np.array([0.25, 0.5]))
    array([0.25, 1. ])
    """
    if slope.ndim == cotangent.ndim:
        return cotangent * slope
    return np.asarray(np.einsum("...i,...ij->...j", cotangent, slope))


def slopes_of_neurons(slope: Array, z: Array) -> Array:
    """Give one row an example with how much each neuron follows its own weighted input.

    Parameters
    ----------
    slope : ndarray
        As `slope_of` gives it.
    z : ndarray
        The weighted inputs.

    Returns
    -------
    ndarray
        Shape (n, neurons), also for one example.

    Examples
    --------
    >>> slopes_of_neurons(np.array([[0.25, -0.25], [-0.25, 0.25]]), np.zeros(2))
    array([[0.25, 0.25]])
    """
    own = slope if slope.ndim == z.ndim else np.diagonal(slope, axis1=-2, axis2=-1)
    return np.atleast_2d(own)
