"""Optimisers: what a gradient does to parameters.

They are pure functions written in NumPy, traced and compiled together with the gradient.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, final

import numpy as np

from compose.nn.activations import Value
from compose.nn.layers import Parameters
from compose.nn.ranges import positive, share

__all__ = ["SGD", "Adam", "Optimiser", "Rate", "rate_at"]

Rate: TypeAlias = float | Callable[[int], float]
"""A number, or a schedule: a function of the number of steps before."""

State: TypeAlias = Any


class Optimiser(Protocol):
    """What training asks of an optimiser."""

    @property
    def rate(self) -> Rate:
        """The learning rate."""

    def start(self, parameters: Parameters) -> State:
        """Give the state before the first step."""

    def update(
        self,
        parameters: Parameters,
        gradients: Parameters,
        state: State,
        rate: Value,
        count: Value,
    ) -> tuple[Parameters, State]:
        """Give parameters and state after a step; `count` is 1 in the first."""


@final
@dataclass(frozen=True)
class SGD:
    """Stochastic gradient descent: v ← μ·v + ∂C/∂p, and p ← p − η·v.

    Parameters
    ----------
    rate : float or callable
        η, or a schedule.
    momentum : float
        μ, from 0, where v is the gradient itself, to below 1.

    Raises
    ------
    NetworkError
        If a setting is out of range.

    Examples
    --------
    >>> step = SGD(rate=0.5)
    >>> step.update(np.array([1.0]), np.array([4.0]), (), 0.5, 1)
    (array([-1.]), ())
    """

    rate: Rate = 0.1
    momentum: float = 0.0

    def __post_init__(self) -> None:
        _check_rate(self.rate)
        share("momentum", self.momentum)

    def start(self, parameters: Parameters) -> State:
        """Give the state before the first step: velocities of 0, or nothing."""
        return _zeros(parameters) if self.momentum else ()

    def update(
        self,
        parameters: Parameters,
        gradients: Parameters,
        state: State,
        rate: Value,
        count: Value,  # noqa: ARG002 - every optimiser is asked the same way
    ) -> tuple[Parameters, State]:
        """Give parameters and state after a step; see `Optimiser`."""
        if not self.momentum:
            return _mapped(lambda p, g: p - rate * g, parameters, gradients), ()
        state = _mapped(lambda v, g: self.momentum * v + g, state, gradients)
        return _mapped(lambda p, v: p - rate * v, parameters, state), state


@final
@dataclass(frozen=True)
class Adam:
    """Steps of about the rate each, by the mean of the gradient over its usual size.

    Parameters
    ----------
    rate : float or callable
        η, or a schedule.
    beta1, beta2 : float
        How much of the running means of the gradient, and of its square, is kept in each step.
    epsilon : float
        Added to the size, against division by 0.

    Raises
    ------
    NetworkError
        If a setting is out of range.

    Notes
    -----
    D. P. Kingma and J. Ba, Adam: a method for stochastic optimization, ICLR 2015, algorithm 1.

    Examples
    --------
    >>> step = Adam(rate=0.5)
    >>> p = np.array([1.0])
    >>> after, _ = step.update(p, np.array([4.0]), step.start(p), 0.5, 1)
    >>> after.round(6)
    array([0.5])
    """

    rate: Rate = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        _check_rate(self.rate)
        share("beta1", self.beta1)
        share("beta2", self.beta2)
        positive("epsilon", self.epsilon, zero=True)

    def start(self, parameters: Parameters) -> State:
        """Give the state before the first step: two means of 0."""
        return _zeros(parameters), _zeros(parameters)

    def update(
        self,
        parameters: Parameters,
        gradients: Parameters,
        state: State,
        rate: Value,
        count: Value,
    ) -> tuple[Parameters, State]:
        """Give parameters and state after a step; see `Optimiser`."""
        keep, keep_square = self.beta1, self.beta2
        mean, square = state
        mean = _mapped(lambda m, g: keep * m + (1.0 - keep) * g, mean, gradients)
        square = _mapped(
            lambda v, g: keep_square * v + (1.0 - keep_square) * g**2, square, gradients
        )
        # Means that began at 0 are too small at first.
        far = rate / (1.0 - keep**count)
        whole = 1.0 - keep_square**count
        return _mapped(
            lambda p, m, v: p - far * m / (np.sqrt(v / whole) + self.epsilon),
            parameters,
            mean,
            square,
        ), (mean, square)


def rate_at(rate: Rate, step: int) -> float:
    """Give the learning rate of a step.

    Parameters
    ----------
    rate : float or callable
        A number, or a schedule.
    step : int
        How many steps were made before.

    Returns
    -------
    float

    Raises
    ------
    NetworkError
        If the schedule gave no number from 0 on.

    Examples
    --------
    >>> rate_at(0.1, 5), rate_at(lambda step: 0.5**step, 2)
    (0.1, 0.25)
    """
    if not callable(rate):
        return float(rate)
    given = rate(step)
    positive(f"the rate of step {step}, from the schedule,", given, zero=True)
    return float(given)


def _mapped(function: Callable[..., Value], *trees: Parameters) -> Parameters:
    from optree import tree_map

    return tree_map(function, *trees)


def _zeros(parameters: Parameters) -> Parameters:
    return _mapped(np.zeros_like, parameters)


def _check_rate(rate: Rate) -> None:
    if not callable(rate):
        positive("a learning rate that is no schedule", rate)
