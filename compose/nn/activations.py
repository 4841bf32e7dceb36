"""Activations: what a layer does to its weighted inputs, element by element.

Each is one step of a trace, with one edge in the graph. Numbers far out give neither NaN nor a
warning; NaN passes through.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from compose.nn.choosing import chosen
from compose.rules import RULES, Elementwise, Partial, primitive, smooth

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "activation_named",
    "identity",
    "leaky_relu",
    "log_softmax",
    "relu",
    "sigmoid",
    "softmax",
    "softplus",
    "tanh",
]

Value: TypeAlias = Any
"""A float, an array, or a variable."""

Activation: TypeAlias = Callable[[Value], Value]

_SLOPE = 0.01


@primitive(inline=True)
def sigmoid(z: Value, /) -> Value:
    """Squash into (0, 1): σ(z) = 1 / (1 + exp(−z)), with σ′ = σ·(1 − σ).

    Parameters
    ----------
    z : array_like
        Weighted inputs.

    Returns
    -------
    array_like
        Of the same shape; exactly 0 and 1 far out.

    Examples
    --------
    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    # exp(−z) may be infinite, and its reciprocal is then the 0 that is wanted.
    with np.errstate(all="ignore"):
        return 1.0 / (1.0 + np.exp(-floating(z)))


def tanh(z: Value, /) -> Value:
    """Squash into (−1, 1): the hyperbolic tangent, with tanh′ = 1 − tanh².

    Parameters
    ----------
    z : array_like
        Weighted inputs.

    Returns
    -------
    array_like
        Of the same shape.

    Examples
    --------
    >>> tanh(np.array([-1000.0, 0.0, 1000.0]))
    array([-1., 0., 1.])
    """
    return np.tanh(z)


@primitive(inline=True)
def relu(z: Value, /) -> Value:
    """Rectify: max(z, 0), with derivative 1 above 0, and 0 below and at 0.

    Parameters
    ----------
    z : array_like
        Weighted inputs.

    Returns
    -------
    array_like
        Of the same shape.

    Examples
    --------
    >>> import compose
    >>> relu(np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 3.])
    >>> compose.elementwise_grad(relu)(np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 1.])
    """
    return np.maximum(z, 0.0)


def leaky_relu(z: Value, /, slope: Value = _SLOPE) -> Value:
    """Rectify, but let a small part of what is negative through.

    Parameters
    ----------
    z : array_like
        Weighted inputs.
    slope : float
        The derivative below 0 and at 0. It may be learnt as well.

    Returns
    -------
    array_like
        z above 0, and slope·z below.

    Examples
    --------
    >>> leaky_relu(np.array([-2.0, 0.0, 3.0]))
    array([-0.02, 0. , 3. ])
    """
    return leaky_rectifier(z, slope)


@primitive(inline=True)
def leaky_rectifier(z: Value, slope: Value, /) -> Value:
    """Give max(z, 0) + slope·min(z, 0), both by their place."""
    return np.maximum(z, 0.0) + slope * np.minimum(z, 0.0)


@primitive(inline=True)
def softplus(z: Value, /) -> Value:
    """Rectify smoothly: log(1 + exp(z)), with the sigmoid for a derivative.

    Parameters
    ----------
    z : array_like
        Weighted inputs.

    Returns
    -------
    array_like
        Of the same shape.

    Examples
    --------
    >>> softplus(np.array([-1000.0, 0.0, 1000.0]))
    array([0.00000000e+00, 6.93147181e-01, 1.00000000e+03])
    """
    return np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(floating(z))))


@primitive(inline=True)
def softmax(z: Value, /) -> Value:
    """Turn scores into shares that add up to 1, along the last axis.

    Parameters
    ----------
    z : array_like
        Scores, shape (..., classes).

    Returns
    -------
    array_like
        exp(zᵢ) / Σ exp(zⱼ), of the same shape. A score of −∞ has no share; ∞ leaves none to
        tell apart, and gives NaN.

    Examples
    --------
    >>> softmax(np.array([1000.0, 1000.0, -1000.0]))
    array([0.5, 0.5, 0. ])
    """
    raised = np.exp(_below_the_largest(z))
    return raised / np.sum(raised, axis=-1, keepdims=True)


@primitive(inline=True)
def log_softmax(z: Value, /) -> Value:
    """Give the logarithms of the shares of `softmax`, also of those that round to 0.

    Parameters
    ----------
    z : array_like
        Scores, shape (..., classes).

    Returns
    -------
    array_like
        Of the same shape.

    Examples
    --------
    >>> log_softmax(np.array([1000.0, 0.0]))
    array([ 0., -1000.])
    """
    below = _below_the_largest(z)
    return below - np.log(np.sum(np.exp(below), axis=-1, keepdims=True))


def identity(z: Value, /) -> Value:
    """Leave weighted inputs as they are.

    Parameters
    ----------
    z : array_like
        Weighted inputs.

    Returns
    -------
    array_like
        The same.

    Examples
    --------
    >>> identity(2.5)
    2.5
    """
    return z


def floating(z: Value) -> Value:
    """Make floats of whole numbers and lists: an unsigned number has no negative."""
    dtype = getattr(z, "dtype", None)
    if type(z) is float or (dtype is not None and dtype.kind in "fc"):
        return z
    return np.multiply(z, 1.0)


def _below_the_largest(z: Value) -> Value:
    z = floating(z)
    return z - np.max(z, axis=-1, keepdims=True)


def _leaky(_answer: Value, z: Value, slope: Value) -> Value:
    above = np.heaviside(z, 0.0)
    return above + slope * (1.0 - above)


def _soft(g: Value, a: Value, _: Value) -> Value:
    return a * (g - np.sum(g * a, axis=-1, keepdims=True))


def _log_soft_back(g: Value, a: Value, _: Value) -> Value:
    return g - np.exp(a) * np.sum(g, axis=-1, keepdims=True)


def _log_soft_forward(t: Value, a: Value, _: Value) -> Value:
    return t - np.sum(np.exp(a) * t, axis=-1, keepdims=True)


def _row(function: Any, text: str, *entries: tuple[str, Any]) -> Elementwise:
    return Elementwise(function, text, tuple(Partial(*entry) for entry in entries))


for _rule in (
    _row(
        sigmoid,
        "sigmoid({x})",
        ("sigmoid({x})*(1 - sigmoid({x}))", lambda a, _: a * (1.0 - a)),
    ),
    # What a rectifier lets through is positive.
    _row(relu, "relu({x})", ("step({x})", lambda a, _: np.sign(a))),
    _row(
        leaky_rectifier,
        "leaky_relu({x}, {y})",
        ("slope of leaky_relu at {x}", _leaky),
        ("min({x}, 0)", lambda _answer, z, _slope: np.minimum(z, 0.0)),
    ),
    _row(softplus, "softplus({x})", ("sigmoid({x})", lambda _, z: sigmoid(z))),
    # The Jacobian of softmax is symmetric: it moves a tangent as it moves a cotangent.
    smooth(softmax, (_soft, _soft)),
    smooth(log_softmax, (_log_soft_back, _log_soft_forward)),
):
    RULES[_rule.function] = _rule

ACTIVATIONS: dict[str, Activation] = {
    "sigmoid": sigmoid,
    "tanh": tanh,
    "relu": relu,
    "leaky relu": leaky_relu,
    "softplus": softplus,
    "softmax": softmax,
    "identity": identity,
}
"""The activations by name."""


def activation_named(which: str | Activation) -> Activation:
    """Give the activation of a name.

    Parameters
    ----------
    which : str or callable
        A name in `ACTIVATIONS`; ``LeakyReLU`` is ``leaky relu``. A function is taken as it is.

    Returns
    -------
    callable
        A function of the weighted inputs.

    Raises
    ------
    NetworkError
        If there is none of that name.

    Examples
    --------
    >>> activation_named("tanh") is tanh, activation_named(np.sin) is np.sin
    (True, True)
    """
    return chosen("activation", which, ACTIVATIONS)
