"""Costs: how far the answers of a network are from what is wanted, averaged over the examples.

The cross-entropies take the weighted inputs z of the last layer, since what has been squashed to
0 or 1 has forgotten how wrong it is. The activation that belongs to each stands in `LINKS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from compose.errors import NetworkError
from compose.nn.activations import Activation, Value, floating, log_softmax, sigmoid, softmax
from compose.nn.choosing import chosen
from compose.rules import RULES, Elementwise, Partial, primitive

__all__ = [
    "COSTS",
    "LINKS",
    "STEPS",
    "Cost",
    "binary_cross_entropy",
    "cost_named",
    "mean_squared_error",
    "quadratic",
    "softmax_cross_entropy",
]

Cost: TypeAlias = Callable[[Value, Value], Value]


def quadratic(a: Value, y: Value) -> Value:
    """Give half the squared distance, ½‖y − a‖², averaged over the examples.

    Parameters
    ----------
    a : array_like
        Answers, shape (n, outputs), or (outputs,) for one example.
    y : array_like
        What is wanted, of the same shape.

    Returns
    -------
    float

    Raises
    ------
    NetworkError
        If the shapes differ, or there are no examples.

    Examples
    --------
    >>> float(quadratic(np.array([[1.0, 2.0], [0.0, 0.0]]), np.array([[1.0, 0.0], [0.0, 2.0]])))
    2.0
    """
    return np.sum((a - _like(y, a)) ** 2) / (2.0 * _examples(a))


def mean_squared_error(a: Value, y: Value) -> Value:
    """Give the squared difference, averaged over examples and outputs.

    Parameters
    ----------
    a : array_like
        Answers, shape (n, outputs), or (outputs,) for one example.
    y : array_like
        What is wanted, of the same shape.

    Returns
    -------
    float

    Raises
    ------
    NetworkError
        If the shapes differ, or there are no examples.

    Examples
    --------
    >>> float(mean_squared_error(np.array([[1.0, 2.0]]), np.array([[1.0, 0.0]])))
    2.0
    """
    return np.mean((a - _like(y, a)) ** 2)


@primitive(inline=True)
def logistic_loss(z: Value, y: Value, /) -> Value:
    """Give log(1 + exp(z)) − z·y, element by element."""
    return np.maximum(z, 0.0) - z * y + np.log1p(np.exp(-np.abs(z)))


def binary_cross_entropy(z: Value, y: Value) -> Value:
    """Give −y·ln a − (1 − y)·ln(1 − a) with a = σ(z), added over outputs, averaged over examples.

    Parameters
    ----------
    z : array_like
        Weighted inputs of the last layer, shape (n, outputs); of any size.
    y : array_like
        0 or 1, or a probability, of the same shape.

    Returns
    -------
    float

    Raises
    ------
    NetworkError
        If the shapes differ, or there are no examples.

    Examples
    --------
    >>> float(binary_cross_entropy(np.array([[1000.0], [-1000.0]]), np.array([[1.0], [1.0]])))
    500.0
    """
    return np.sum(logistic_loss(floating(z), _like(y, z))) / _examples(z)


def softmax_cross_entropy(z: Value, y: Value) -> Value:
    """Give −Σ yᵢ·ln aᵢ with a = softmax(z), averaged over the examples.

    Parameters
    ----------
    z : array_like
        Weighted inputs of the last layer, shape (n, classes); of any size.
    y : array_like
        A row of zeros with a one for each example, or probabilities, of the same shape; `one_hot`
        makes it of labels.

    Returns
    -------
    float

    Raises
    ------
    NetworkError
        If the shapes differ, or there are no examples.

    Examples
    --------
    >>> float(softmax_cross_entropy(np.array([[1000.0, -1000.0]]), np.array([[0.0, 1.0]])))
    2000.0
    """
    return -np.sum(_like(y, z) * log_softmax(z)) / _examples(z)


RULES[logistic_loss] = Elementwise(
    logistic_loss,
    "log(1 + exp({x})) - {x}*{y}",
    (
        Partial("sigmoid({x}) - {y}", lambda _, z, y: sigmoid(z) - y),
        Partial("-{x}", lambda _answer, z, _y: -z),
    ),
)

COSTS: dict[str, Cost] = {
    "quadratic": quadratic,
    "mean squared error": mean_squared_error,
    "binary cross-entropy": binary_cross_entropy,
    "softmax cross-entropy": softmax_cross_entropy,
}
"""The costs by name."""

LINKS: dict[Cost, Activation] = {binary_cross_entropy: sigmoid, softmax_cross_entropy: softmax}
"""The costs of weighted inputs, with the activation that turns these into probabilities."""

STEPS: dict[Cost, tuple[str, ...]] = {
    quadratic: ("(a − y)", "(a − y)²", "Σ(a − y)²"),
    mean_squared_error: ("(a − y)", "(a − y)²"),
    binary_cross_entropy: ("loss", "Σ loss"),
    softmax_cross_entropy: ("ln a", "(y·ln a)", "Σ y·ln a", "−Σ y·ln a"),
}
"""What the steps inside each cost are called in a graph, but the last, which is the cost."""


def cost_named(which: str | Cost) -> Cost:
    """Give the cost of a name.

    Parameters
    ----------
    which : str or callable
        A name in `COSTS`, with space, hyphen, underscore or nothing between its words. A function
        of the answers and what is wanted is taken as it is.

    Returns
    -------
    callable
        A function that gives one number.

    Raises
    ------
    NetworkError
        If there is none of that name.

    Examples
    --------
    >>> cost_named("softmax_cross_entropy") is softmax_cross_entropy
    True
    """
    return chosen("cost", which, COSTS)


def _examples(a: Value) -> int:
    """Count the examples; one alone has no axis for them."""
    shape = np.shape(a)
    return shape[0] if len(shape) > 1 else 1


def _like(y: Value, a: Value) -> Value:
    """Refuse no examples, and what would be broadcast: a column and a row make a table."""
    if np.shape(y) != np.shape(a):
        raise NetworkError(
            f"what is wanted has shape {np.shape(y)}, and the answers have {np.shape(a)}; give one "
            "row an example, one_hot(labels, classes) for classes, y[:, None] for one output"
        )
    if 0 in np.shape(y):
        raise NetworkError(f"there are no examples to average over: shape {np.shape(y)}")
    return floating(y)
