"""The loss of a model, and one step of training as one compiled function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from compose.errors import NetworkError
from compose.nn.activations import Value, identity
from compose.nn.costs import LINKS, STEPS, Cost, cost_named
from compose.nn.layers import Parameters
from compose.nn.mlp import MLP, check_model
from compose.nn.optimisers import Optimiser
from compose.trace import Variable, value_and_grad
from compose.trace.compiling import Compiled, compile  # noqa: A004 - the word for it
from compose.trace.record import recorded

__all__ = ["loss_of", "name_steps", "takes_weighted_inputs", "training_step"]


def takes_weighted_inputs(model: MLP, cost: Cost) -> bool:
    """Say whether a cost is given the weighted inputs of the last layer instead of its answers.

    Parameters
    ----------
    model : MLP
    cost : callable

    Returns
    -------
    bool
        True for the cross-entropies.

    Raises
    ------
    NetworkError
        If the last layer's activation is not the one that belongs to the cost.

    Examples
    --------
    >>> from compose.nn import softmax_cross_entropy
    >>> takes_weighted_inputs(MLP([2, 3], output="softmax"), softmax_cross_entropy)
    True
    """
    link = LINKS.get(cost)
    if link is None:
        return False
    last = model.layers[-1].activation
    if last not in (identity, link):
        names = [getattr(f, "__name__", repr(f)) for f in (cost, link, last)]
        raise NetworkError(
            f"{names[0]} takes weighted inputs and belongs to the output {names[1]} or identity; "
            f"the last layer has {names[2]}"
        )
    return True


def name_steps(total: Variable, cost: Cost) -> None:
    """Name the steps inside a cost, so that graphs and messages can be read.

    Parameters
    ----------
    total : Variable
        What the cost gave; its name becomes C.
    cost : callable
        One of `COSTS`; the steps of others stay without names.

    Examples
    --------
    >>> from compose.nn import quadratic
    >>> from compose.trace import graph_of, variable
    >>> total = quadratic(variable([1.0, 2.0], "a"), [0.0, 0.0])
    >>> name_steps(total, quadratic)
    >>> list(graph_of(total).nodes)
    ['a', '(a − y)', '(a − y)²', 'Σ(a − y)²', 'C']
    """
    total.name = "C"
    names = STEPS.get(cost, ())
    # Whatever an activation left without a name came before.
    unnamed = [node for node in recorded([total]).position if node.name is None]
    for node, name in zip(reversed(unnamed), reversed(names), strict=False):
        node.name = name


def loss_of(model: MLP, cost: str | Cost) -> Callable[[Parameters, Value, Value], Value]:
    """Make the loss a pure function of the parameters and the examples.

    Parameters
    ----------
    model : MLP
        Its own parameters are not used.
    cost : str or callable
        A name in `COSTS`, or a function of answers and what is wanted.

    Returns
    -------
    callable
        ``loss(parameters, x, y)`` gives one number, and can be traced, differentiated and
        compiled.

    Examples
    --------
    >>> import numpy as np
    >>> import compose
    >>> model = MLP([2, 1])
    >>> loss = loss_of(model, "quadratic")
    >>> x, y = np.ones((4, 2)), np.zeros((4, 1))
    >>> compose.grad(loss)(model.parameters, x, y)[0]["w"].shape
    (1, 2)
    """
    check_model(model)
    measure = cost_named(cost)
    which = 0 if takes_weighted_inputs(model, measure) else 1

    def loss(parameters: Parameters, x: Value, y: Value) -> Value:
        return measure(model.forward(parameters, x)[-1][which], y)

    return loss


def training_step(model: MLP, cost: str | Cost, optimiser: Optimiser) -> Compiled:
    """Compile forward pass, gradient and update into one function.

    Parameters
    ----------
    model : MLP
        Its own parameters are not used.
    cost : str or callable
    optimiser : Optimiser

    Returns
    -------
    Compiled
        ``step(parameters, state, x, y, rate, count)`` gives new parameters, a new state and the
        loss before the step. Read what it does in its ``source``. The rate and the count, 1.0 in
        the first step, are fastest as floats.

    Examples
    --------
    >>> import numpy as np
    >>> from compose.nn import SGD
    >>> model, optimiser = MLP([1, 1], seed=0), SGD()
    >>> step = training_step(model, "quadratic", optimiser)
    >>> x, y = np.array([[2.0]]), np.array([[1.0]])
    >>> at = [{"w": np.array([[0.0]]), "b": np.array([0.0])}]
    >>> step(at, (), x, y, 0.1, 1.0)
    ([{'w': array([[0.2]]), 'b': array([0.1])}], (), 0.5)
    """
    slope = value_and_grad(loss_of(model, cost))

    def step(
        parameters: Parameters, state: Any, x: Value, y: Value, rate: Value, count: Value
    ) -> tuple[Parameters, Any, Value]:
        # Who trains looks at the loss; one switch around everything is cheaper than one for each
        # activation and one for the gradient.
        with np.errstate(all="ignore"):
            loss, gradients = slope(parameters, x, y)
            return *optimiser.update(parameters, gradients, state, rate, count), loss

    return compile(step)
