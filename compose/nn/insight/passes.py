"""A forward pass of a network whose every quantity is a variable with the name it has in a book."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, final

import numpy as np

from compose.errors import NetworkError
from compose.nn.activations import Activation, Value
from compose.nn.costs import Cost, cost_named
from compose.nn.layers import Parameters
from compose.nn.mlp import MLP, check_model
from compose.nn.preparing import arranged
from compose.nn.steps import name_steps, takes_weighted_inputs
from compose.rules import RULES, ArrayRule, primitive
from compose.trace import Variable, define_rule, variable

__all__ = ["COST", "LayerPass", "Pass", "passed", "weighted_inputs"]

COST = "C"
"""What the cost is called."""


@primitive(inline=True)
def weighted_inputs(a: Value, w: Value, b: Value) -> Value:
    """Give z = w·a + b as one step of a trace.

    Parameters
    ----------
    a : array_like
        Shape (n, inputs), or (inputs,) for one example.
    w : array_like
        Shape (outputs, inputs).
    b : array_like
        Shape (outputs,).

    Returns
    -------
    array_like
        Shape (n, outputs), or (outputs,).

    Examples
    --------
    >>> weighted_inputs(np.array([3.0, 1.0]), np.array([[1.0, -2.0]]), np.array([0.5]))
    array([1.5])
    """
    return a @ w.T + b


define_rule(weighted_inputs)
_ROW = RULES[weighted_inputs]
if isinstance(_ROW, ArrayRule):
    # Linear in each, though not itself the push: a weight of 0 joins two neurons as others do.
    RULES[weighted_inputs] = replace(_ROW, linear=True)


@final
@dataclass(frozen=True)
class LayerPass:
    """The variables of one layer.

    Attributes
    ----------
    number : int
        Which layer, from 1.
    activation : callable
    w, b, z, a : Variable
        Where the activation is the identity, a is z itself.
    """

    number: int
    activation: Activation
    w: Variable
    b: Variable
    z: Variable
    a: Variable


@final
@dataclass(frozen=True)
class Pass:
    """A forward pass, up to the cost.

    Attributes
    ----------
    x : Variable
    layers : tuple of LayerPass
    cost : Variable
        One number, named C.
    measure : callable
        The cost as a function.
    y : ndarray
        What is wanted.
    direct : bool
        Whether the cost is computed from z of the last layer, and not from a.

    Examples
    --------
    >>> model = MLP([2, 3, 1])
    >>> list(passed(model, np.ones(2), np.ones(1), "quadratic").named())
    ['x', 'w1', 'b1', 'z1', 'a1', 'w2', 'b2', 'z2', 'a2', 'C']
    """

    x: Variable
    layers: tuple[LayerPass, ...]
    cost: Variable
    measure: Cost
    y: Any
    direct: bool

    def named(self) -> dict[str, Variable]:
        """Give the variables by name; a2 may stand for the same one as z2."""
        return dict(self._named())

    def _named(self) -> Iterator[tuple[str, Variable]]:
        yield "x", self.x
        for layer in self.layers:
            for name in ("w", "b", "z", "a"):
                yield f"{name}{layer.number}", getattr(layer, name)
        yield COST, self.cost


def passed(
    model: MLP, x: Value, y: Value, cost: str | Cost, parameters: Parameters | None = None
) -> Pass:
    """Run a network on variables and keep them all.

    Parameters
    ----------
    model : MLP
    x : array_like
        Shape (n, inputs), or (inputs,) for one example.
    y : array_like
        Shape (n, outputs), or (outputs,); or as `fit` takes it.
    cost : str or callable
    parameters : list of dict, optional
        The model's own by default.

    Returns
    -------
    Pass

    Raises
    ------
    NetworkError
        If shapes do not fit, there is no example, or the cost is none.
    """
    check_model(model)
    if parameters is not None:
        model = model.with_parameters(parameters)
    measure = cost_named(cost)
    direct = takes_weighted_inputs(model, measure)
    examples = arranged(model, x, y)
    begin = a = variable(examples.x, "x")
    layers = []
    for number, (dense, part) in enumerate(zip(model.layers, model.parameters, strict=True), 1):
        layers.append(_layer(number, dense.activation, part, a))
        a = layers[-1].a
    total = measure(layers[-1].z if direct else a, examples.y)
    _check_cost(total, measure)
    name_steps(total, measure)
    return Pass(begin, tuple(layers), total, measure, examples.y, direct)


def _layer(number: int, activation: Activation, part: Parameters, a: Variable) -> LayerPass:
    w, b = (variable(part[name], f"{name}{number}") for name in ("w", "b"))
    z = weighted_inputs(a, w, b)
    z.name = f"z{number}"
    activated = activation(z)
    if activated is not z:
        activated.name = f"a{number}"
    return LayerPass(number, activation, w, b, z, activated)


def _check_cost(total: Any, measure: Cost) -> None:
    name = getattr(measure, "__name__", repr(measure))
    if not isinstance(total, Variable) or np.shape(total.value):
        raise NetworkError(
            f"{name} gave {total!r}: a cost is one number, computed from the answers of the network"
        )
