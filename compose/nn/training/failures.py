"""Training that ended in numbers that are none: the batch, and the first operation to blame.

The loop of training only sees that something is wrong. Here its epoch is made once more, step by
step, and the first bad step a third time, with variables.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import count
from typing import Any, Final

import numpy as np

from compose.errors import NetworkError, TrainingError
from compose.nn.costs import Cost
from compose.nn.layers import Parameters
from compose.nn.mlp import MLP
from compose.nn.preparing import Data
from compose.nn.steps import name_steps, takes_weighted_inputs
from compose.nn.training.stages import Stage
from compose.trace import Variable, variable
from compose.trace.compiling import Compiled
from compose.trace.nans import NotANumber, first_not_finite
from compose.trace.record import recorded

__all__ = ["check_finite", "failure", "is_finite"]

_LARGE: Final = 100.0
_HUGE: Final = 1e4


def is_finite(parameters: Any) -> bool:
    """Say whether all numbers in nested containers are finite.

    Parameters
    ----------
    parameters : nested arrays
        Parameters, or the state of an optimiser.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_finite([{"b": np.zeros(2)}]), is_finite([{"b": np.array([np.nan])}])
    (True, False)
    """
    from optree import tree_leaves

    return all(bool(np.all(np.isfinite(leaf))) for leaf in tree_leaves(parameters))


def check_finite(model: MLP) -> None:
    """Refuse a model whose parameters are no finite numbers.

    Parameters
    ----------
    model : MLP
        What is to be trained.

    Raises
    ------
    NetworkError
        Names the first parameter that is none.

    Examples
    --------
    >>> check_finite(MLP([2, 1]))
    """
    for name, value in _named(model.parameters):
        if not is_finite(value):
            raise NetworkError(
                f"{name} of the model holds {value[~np.isfinite(value)][0]}; begin with finite "
                "parameters"
            )


def failure(
    model: MLP,
    cost: Cost,
    step: Compiled,
    stage: Stage,
    steps: Iterable[tuple[Data, float]],
) -> TrainingError:
    """Find out why an epoch went wrong.

    Parameters
    ----------
    model : MLP
        What is trained.
    cost : callable
        What is made small.
    step : Compiled
        What `training_step` made of these and an optimiser.
    stage : Stage
        Before the epoch.
    steps : iterable of (Data, float)
        The batches of the epoch, and the rate for each.

    Returns
    -------
    TrainingError
        Names epoch, batch, loss, and the first operation that gave no finite number.

    Examples
    --------
    >>> from compose.nn import SGD, quadratic, training_step
    >>> from compose.nn.training.stages import first_stage
    >>> model, sgd = MLP([1, 1]).with_parameters([{"w": np.eye(1), "b": np.zeros(1)}]), SGD()
    >>> batch = Data(np.array([[1e200]]), np.array([[0.0]]))
    >>> step = training_step(model, quadratic, sgd)
    >>> print(failure(model, quadratic, step, first_stage(model, sgd), [(batch, 0.1)]))
    the loss became inf in epoch 1, batch 1: (a − y)² = (a − y)**2 is infinite, at
    (a − y) = array([[1.e+200]]); scale the inputs, which reach 1e+200, to about 1
    """
    at, state, epoch = stage.parameters, stage.state, stage.epoch + 1
    with np.errstate(all="ignore"):
        for batch, (examples, rate) in zip(count(1), steps):
            made = stage.count + batch
            after, state_after, loss = step(at, state, *examples, rate, float(made))
            if not (math.isfinite(loss) and is_finite((after, state_after))):
                origin = _origin(model, cost, at, examples, rate, made)
                return TrainingError(epoch, batch, loss, origin)
            at, state = after, state_after
    return TrainingError(epoch, batch, math.nan, "the same steps went well when made again")


def _origin(model: MLP, cost: Cost, at: Parameters, examples: Data, rate: float, made: int) -> str:
    loss = _loss_of_variables(model, cost, at, examples)
    found = first_not_finite(loss)
    if found is not None:
        return f"{found}{_whereabouts(loss, found)}; {_advice(examples, rate, made)}"
    steepest = max(float(np.max(np.abs(slope))) for slope in loss.gradient().values())
    return (
        f"the step is too long: the largest ∂C/∂w is {steepest:.4g}, and with a rate of "
        f"{rate:.4g} it leaves the range of numbers; try a rate smaller than {rate:.4g}"
    )


def _loss_of_variables(model: MLP, cost: Cost, at: Parameters, examples: Data) -> Variable:
    named = iter(_named(at))
    leaves = [{key: variable(value, next(named)[0]) for key, value in part.items()} for part in at]
    passed = model.forward(leaves, variable(examples.x, "x"))
    loss = cost(passed[-1][0 if takes_weighted_inputs(model, cost) else 1], examples.y)
    for number, (z, a) in enumerate(passed, 1):
        a.name = f"a{number}"
        # An identity gives z itself, which then is z.
        z.name = f"z{number}"
    name_steps(loss, cost)
    return loss  # type: ignore[no-any-return]


def _named(parameters: Parameters) -> list[tuple[str, Any]]:
    return [
        (f"{key}{number}", value)
        for number, part in enumerate(parameters, 1)
        for key, value in part.items()
    ]


def _whereabouts(loss: Variable, found: NotANumber) -> str:
    """Name the next z, a or C of an operation that has no name of its own."""
    if found.variable.name is not None:
        return ""
    order = list(recorded([loss]).position)
    place = order.index(found.variable)
    way = reversed(order[:place]) if found.in_derivative else order[place:]
    names = [node.name for node in way if node.name is not None and not node.is_leaf]
    if not names:
        return ""
    return f", on the way {'back ' if found.in_derivative else ''}to {names[0]}"


def _advice(examples: Data, rate: float, made: int) -> str:
    for what, numbers, large in (
        ("the inputs, which reach", examples.x, _LARGE),
        ("what is wanted, which reaches", examples.y, _HUGE),
    ):
        reach = float(np.max(np.abs(numbers)))
        if reach > large:
            return f"scale {what} {reach:.4g}, to about 1"
    if made == 1:
        return "no step was made before, so look at the first parameters, activations and cost"
    return f"try a rate smaller than {rate:.4g}"
