"""Where training stands between two epochs: all that it needs in order to go on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple, final

from compose.nn.layers import Parameters
from compose.nn.mlp import MLP
from compose.nn.optimisers import Optimiser
from compose.nn.training.history import History

__all__ = ["Best", "Stage", "first_stage"]


class Best(NamedTuple):
    """The best epoch so far, from 1, its loss, and its parameters if they are to come back."""

    epoch: int
    loss: float
    parameters: Parameters


@final
@dataclass(frozen=True, eq=False)
class Stage:
    """Where training stands after a whole epoch.

    Attributes
    ----------
    parameters : list of dict
        As they are now.
    state : nested arrays
        Of the optimiser.
    count : int
        How many steps were made.
    history : History
        What each epoch was like.
    best : Best
        By validation loss, or without validation by loss.
    """

    parameters: Parameters
    state: Any
    count: int
    history: History
    best: Best

    @property
    def epoch(self) -> int:
        """How many epochs were made."""
        return len(self.history)

    @property
    def waited(self) -> int:
        """How many epochs went by without a better one."""
        return self.epoch - self.best.epoch


def first_stage(model: MLP, optimiser: Optimiser) -> Stage:
    """Stand where no step was made.

    Parameters
    ----------
    model : MLP
        Its parameters are the first.
    optimiser : Optimiser
        Says what state it begins with.

    Returns
    -------
    Stage

    Examples
    --------
    >>> from compose.nn import SGD
    >>> first_stage(MLP([2, 1]), SGD()).epoch
    0
    """
    parameters = model.parameters
    return Stage(parameters, optimiser.start(parameters), 0, History(), Best(0, math.inf, None))
