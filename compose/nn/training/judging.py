"""How good a network is: its loss and its accuracy on given examples."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from compose.nn.costs import Cost, binary_cross_entropy, softmax_cross_entropy
from compose.nn.data import Array
from compose.nn.layers import Parameters
from compose.nn.mlp import MLP
from compose.nn.preparing import Data, holds_classes
from compose.nn.scores import accuracy
from compose.nn.steps import takes_weighted_inputs

__all__ = ["Judged", "has_classes", "judged"]


class Judged(NamedTuple):
    """A loss, and the share of right answers, None where there are no classes."""

    loss: float
    accuracy: float | None


def has_classes(cost: Cost, y: Array) -> bool:
    """Say whether answers are right or wrong, and not only near or far.

    Parameters
    ----------
    cost : callable
        The cross-entropies are about classes.
    y : ndarray
        Shape (n, outputs). Rows of zeros with a one are classes, whatever the cost.

    Returns
    -------
    bool

    Examples
    --------
    >>> import numpy as np
    >>> from compose.nn import quadratic
    >>> has_classes(quadratic, np.eye(2)), has_classes(quadratic, np.ones((2, 1)))
    (True, False)
    """
    if y.shape[1] == 1:
        return cost is binary_cross_entropy
    return cost is softmax_cross_entropy or holds_classes(y)


def judged(
    model: MLP, cost: Cost, parameters: Parameters, examples: Data, *, classes: bool
) -> Judged:
    """Give the loss and the accuracy of a model on examples.

    Parameters
    ----------
    model : MLP
        Its own parameters are not used.
    cost : callable
        A function of answers or weighted inputs and what is wanted.
    parameters : list of dict
        Those to judge.
    examples : Data
        Inputs and what is wanted.
    classes : bool
        Whether to count right answers.

    Returns
    -------
    Judged

    Examples
    --------
    >>> import numpy as np
    >>> from compose.nn import binary_cross_entropy
    >>> model, parameters = MLP([1, 1]), [{"w": np.array([[1000.0]]), "b": np.zeros(1)}]
    >>> examples = Data(np.array([[-1.0], [2.0]]), np.array([[0.0], [1.0]]))
    >>> judged(model, binary_cross_entropy, parameters, examples, classes=True)
    Judged(loss=0.0, accuracy=1.0)
    """
    z, a = model.forward(parameters, examples.x)[-1]
    weighted = takes_weighted_inputs(model, cost)
    answers = z if weighted else a
    loss = float(cost(answers, examples.y))
    if not classes:
        return Judged(loss, None)
    if np.any(np.isnan(answers)):
        return Judged(loss, math.nan)
    # σ(z) is at least one half where z is at least 0.
    return Judged(loss, accuracy(examples.y, answers, 0.0 if weighted else 0.5))
