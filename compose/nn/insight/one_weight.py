"""The cost as a function of one weight, while all others stay as they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from compose.errors import NetworkError
from compose.nn.activations import Value
from compose.nn.costs import Cost, cost_named
from compose.nn.mlp import MLP, check_model
from compose.nn.preparing import prepared
from compose.nn.ranges import count
from compose.nn.steps import loss_of
from compose.trace import value_and_grad
from compose.trace.compiling import compile  # noqa: A004 - the word for it

__all__ = [
    "Place",
    "cost_by_weight",
    "descend",
    "place_of",
    "slope_by_weight",
    "value_of",
    "weight_path",
]

Place: TypeAlias = tuple[int, str, tuple[int, ...]]
"""Layer from 0, "w" or "b", and the index in that array."""

_NAME = re.compile(r"\s*([wb])(\d+)\s*\[([\d\s,]+)\]\s*")


def place_of(model: MLP, weight: str) -> Place:
    """Find the weight or bias of a name.

    Parameters
    ----------
    model : MLP
    weight : str
        ``"w1[3, 4]"`` is the weight in layer 1 from input 4 to neuron 3, ``"b2[0]"`` the bias of
        neuron 0 in layer 2.

    Returns
    -------
    tuple
        The layer, counted from 0, ``"w"`` or ``"b"``, and the index.

    Raises
    ------
    NetworkError
        If the network has no such weight.

    Examples
    --------
    >>> place_of(MLP([2, 3, 1]), "w1[2, 0]")
    (0, 'w', (2, 0))
    """
    check_model(model)
    read = _NAME.fullmatch(str(weight))
    if read is None:
        raise NetworkError(f"a weight has a name such as 'w1[3, 4]' or 'b2[0]', not {weight!r}")
    kind, layer = read[1], int(read[2]) - 1
    if not 0 <= layer < len(model.layers):
        raise NetworkError(
            f"there is no layer for {weight!r}: the layers of {model!r} are 1 to "
            f"{len(model.layers)}"
        )
    index = tuple(int(part) for part in read[3].split(",") if part.strip())
    shape = np.shape(model.parameters[layer][kind])
    if len(index) != len(shape) or any(i >= n for i, n in zip(index, shape, strict=True)):
        last = ", ".join(str(n - 1) for n in shape)
        raise NetworkError(
            f"there is no {weight!r}: {kind}{layer + 1} has shape {shape}, and its last element "
            f"is {kind}{layer + 1}[{last}]"
        )
    return layer, kind, index


def value_of(model: MLP, weight: str) -> float:
    """Give the value that a weight or bias of the model has.

    Parameters
    ----------
    model : MLP
    weight : str
        As in `place_of`.

    Returns
    -------
    float

    Examples
    --------
    >>> value_of(MLP([2, 3, 1]), "b1[2]")
    0.0
    """
    layer, kind, index = place_of(model, weight)
    return float(model.parameters[layer][kind][index])


def cost_by_weight(
    model: MLP, x: Any, y: Any, weight: str, *, cost: str | Cost = "quadratic"
) -> Callable[[Value], Value]:
    """Make the cost a function of one weight.

    Parameters
    ----------
    model : MLP
        Where the values of all other parameters come from.
    x, y : array_like
        Examples, and what is wanted, as in `fit`.
    weight : str
        Such as ``"w1[3, 4]"`` or ``"b2[0]"``.
    cost : str or callable
        As in `fit`.

    Returns
    -------
    callable
        A function of a float, which can be traced, differentiated and compiled.

    Raises
    ------
    NetworkError
        If the network has no such weight, or examples that do not fit it.

    Examples
    --------
    >>> import compose
    >>> model = MLP([1, 1]).with_parameters([{"w": np.array([[1.0]]), "b": np.array([0.0])}])
    >>> cost = cost_by_weight(model, np.array([[2.0]]), np.array([[6.0]]), "w1[0, 0]")
    >>> float(cost(1.0)), compose.grad(cost)(1.0)
    (8.0, -8.0)
    """
    layer, kind, index = place_of(model, weight)
    loss, examples = loss_of(model, cost), prepared(model, cost_named(cost), x, y)
    given = [dict(part) for part in model.parameters]
    there = np.zeros(np.shape(given[layer][kind]), dtype=bool)
    there[index] = True

    def at(value: Value) -> Value:
        parameters = [dict(part) for part in given]
        parameters[layer][kind] = np.where(there, value, given[layer][kind])
        return loss(parameters, *examples)

    return at


def slope_by_weight(
    model: MLP, x: Any, y: Any, weight: str, *, cost: str | Cost = "quadratic"
) -> Callable[[float], tuple[float, float]]:
    """Compile the cost and its derivative by one weight.

    Parameters
    ----------
    model, x, y, weight, cost
        As in `cost_by_weight`.

    Returns
    -------
    callable
        Gives the cost and ∂C/∂w at a value of the weight; infinite or NaN without a warning.

    Examples
    --------
    >>> model = MLP([1, 1]).with_parameters([{"w": np.array([[1.0]]), "b": np.array([0.0])}])
    >>> slope = slope_by_weight(model, np.array([[2.0]]), np.array([[6.0]]), "w1[0, 0]")
    >>> slope(1.0), slope(3.0)
    ((8.0, -8.0), (0.0, 0.0))
    """
    fast = compile(value_and_grad(cost_by_weight(model, x, y, weight, cost=cost)))

    def at(value: float) -> tuple[float, float]:
        with np.errstate(all="ignore"):
            reached, slope = fast(float(value))
        return float(reached), float(slope)

    return at


def weight_path(
    model: MLP,
    x: Any,
    y: Any,
    weight: str,
    *,
    cost: str | Cost = "quadratic",
    rate: float = 0.5,
    steps: int = 12,
) -> list[float]:
    """Descend in one weight, while all others stay as they are.

    Parameters
    ----------
    model, x, y, weight, cost
        As in `cost_by_weight`.
    rate : float
        The learning rate η of w ← w − η·∂C/∂w.
    steps : int
        How many.

    Returns
    -------
    list of float
        The value at the start and after each step.

    Raises
    ------
    NetworkError
        If the network has no such weight, or the number of steps is none.

    Examples
    --------
    >>> model = MLP([1, 1]).with_parameters([{"w": np.array([[1.0]]), "b": np.array([0.0])}])
    >>> x, y = np.array([[2.0]]), np.array([[6.0]])
    >>> weight_path(model, x, y, "w1[0, 0]", rate=0.125, steps=3)
    [1.0, 2.0, 2.5, 2.75]
    """
    count("steps", steps, least=0)
    slope = slope_by_weight(model, x, y, weight, cost=cost)
    return descend(slope, value_of(model, weight), rate, steps)


def descend(
    slope: Callable[[float], tuple[float, float]], start: float, rate: float, steps: int
) -> list[float]:
    """Go against the slope, from a start."""
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - rate * slope(path[-1])[1])
    return path
