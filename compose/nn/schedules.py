"""Learning rates that change while a network learns: functions of the number of steps before."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import final

from compose.nn.ranges import count, positive

__all__ = ["Cosine", "ExponentialDecay", "StepDecay", "WarmUp"]


@final
@dataclass(frozen=True)
class StepDecay:
    """Multiply the rate by a factor after every so many steps.

    Parameters
    ----------
    rate : float
        At the start.
    every : int
        Steps.
    factor : float

    Raises
    ------
    NetworkError
        If one of these is no number above 0.

    Examples
    --------
    >>> [StepDecay(0.8, 10, 0.5)(step) for step in (0, 9, 10, 20)]
    [0.8, 0.8, 0.4, 0.2]
    """

    rate: float
    every: int
    factor: float = 0.5

    def __post_init__(self) -> None:
        _check(self.rate, self.every, "every", self.factor)

    def __call__(self, step: int) -> float:
        """Give the rate of a step."""
        return self.rate * math.pow(self.factor, step // self.every)


@final
@dataclass(frozen=True)
class ExponentialDecay:
    """Let the rate shrink evenly: by a factor over so many steps.

    Parameters
    ----------
    rate : float
        At the start.
    over : int
        Steps.
    factor : float

    Raises
    ------
    NetworkError
        If one of these is no number above 0.

    Examples
    --------
    >>> ExponentialDecay(0.8, 10, 0.25)(5)
    0.4
    """

    rate: float
    over: int
    factor: float = 0.5

    def __post_init__(self) -> None:
        _check(self.rate, self.over, "over", self.factor)

    def __call__(self, step: int) -> float:
        """Give the rate of a step."""
        return self.rate * math.pow(self.factor, step / self.over)


@final
@dataclass(frozen=True)
class Cosine:
    """Let the rate fall along half a cosine, and stay at its end.

    Parameters
    ----------
    rate : float
        At the start.
    over : int
        Steps until the end.
    end : float

    Raises
    ------
    NetworkError
        If one of these is no number above 0; the end may be 0.

    Examples
    --------
    >>> [round(Cosine(0.8, 10)(step), 3) for step in (0, 5, 10, 11)]
    [0.8, 0.4, 0.0, 0.0]
    """

    rate: float
    over: int
    end: float = 0.0

    def __post_init__(self) -> None:
        _check(self.rate, self.over, "over")
        positive("the end", self.end, zero=True)

    def __call__(self, step: int) -> float:
        """Give the rate of a step."""
        share = (1.0 + math.cos(math.pi * min(step / self.over, 1.0))) / 2.0
        return self.end + (self.rate - self.end) * share


@final
@dataclass(frozen=True)
class WarmUp:
    """Let the rate rise in a line to that of another schedule, which begins at once.

    Parameters
    ----------
    steps : int
        How many steps it takes.
    then : float or callable
        A rate, or a schedule.

    Raises
    ------
    NetworkError
        If one of these is no number above 0.

    Examples
    --------
    >>> [WarmUp(4, 0.8)(step) for step in (0, 1, 3, 4)]
    [0.2, 0.4, 0.8, 0.8]
    """

    steps: int
    then: float | Callable[[int], float]

    def __post_init__(self) -> None:
        count("steps", self.steps)
        if not callable(self.then):
            positive("a rate that is no schedule", self.then)

    def __call__(self, step: int) -> float:
        """Give the rate of a step."""
        rate = self.then(step) if callable(self.then) else self.then
        return rate * min((step + 1) / self.steps, 1.0)


def _check(rate: float, steps: int, name: str, factor: float = 1.0) -> None:
    positive("the rate", rate)
    count(name, steps)
    positive("the factor", factor)
