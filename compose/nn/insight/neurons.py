"""A network opened: a node for each neuron, each weight and each bias, and paths between them."""

from __future__ import annotations

import difflib
import re
from typing import Any

import numpy as np

from compose.engine.explain import Explanation
from compose.engine.graph import Graph
from compose.errors import NetworkError
from compose.nn.activations import Value
from compose.nn.costs import Cost
from compose.nn.insight.passes import COST, Pass, passed
from compose.nn.layers import Parameters
from compose.nn.mlp import MLP
from compose.trace import Variable, graph_between, graph_of
from compose.trace.elements import element

__all__ = ["explain", "network_graph"]

_PLACE = re.compile(r"\s*(\w+)\s*(?:\[\s*(\d+(?:\s*,\s*\d+)*)\s*\])?\s*")


def network_graph(
    model: MLP,
    x: Value,
    y: Value,
    cost: str | Cost = "quadratic",
    parameters: Parameters | None = None,
) -> Graph:
    """Write a network, run on some examples, as a graph with a node for each number.

    Parameters
    ----------
    model : MLP
    x : array_like
        Shape (n, inputs), or (inputs,) for one example.
    y : array_like
        What is wanted, shape (n, outputs), or (outputs,); labels and one column as in `fit`.
    cost : str or callable
        A name in `COSTS`, or a function of answers and what is wanted.
    parameters : list of dict, optional
        The model's own by default.

    Returns
    -------
    Graph
        From ``x[i]``, ``w1[j, i]`` and ``b1[j]`` by ``z1[j]``, ``a1[j]`` and so on to ``C``; of a
        batch ``x[row, i]``, ``z1[row, j]``. The steps inside the cost have names such as
        ``(a − y)[j]``, and inside a function of your own v1, v2 and so on. What the identity
        activates is not there twice: it stays z.

    Raises
    ------
    NetworkError
        If shapes do not fit, or the cost is none.

    Examples
    --------
    >>> model = MLP([2, 2, 1])
    >>> graph = network_graph(model, [1.0, 0.0], [1.0])
    >>> graph.count_paths("C", "w1[0, 1]"), graph.count_paths("C", "x[0]")
    (1, 2)
    """
    return graph_of(passed(model, x, y, cost, parameters).cost, elementwise=True)


def explain(
    model: MLP,
    x: Value,
    y: Value,
    wrt: str,
    *,
    cost: str | Cost = "quadratic",
    top: int | None = 10,
    parameters: Parameters | None = None,
) -> Explanation:
    """Say by which paths a single weight moves the cost.

    Parameters
    ----------
    model : MLP
    x : array_like
        Shape (n, inputs), or (inputs,) for one example.
    y : array_like
        What is wanted, shape (n, outputs), or (outputs,); labels and one column as in `fit`.
    wrt : str
        A weight ``"w1[3, 4]"``, from input 4 to neuron 3 of layer 1; a bias ``"b1[3]"``; an input
        ``"x[4]"``, a weighted input ``"z1[3]"`` or an activation ``"a1[3]"``, of a batch with
        the row before: ``"z1[0, 3]"``.
    cost : str or callable
        A name in `COSTS`, or a function of answers and what is wanted.
    top : int or None
        How many paths to show, the largest first; None shows all.
    parameters : list of dict, optional
        The model's own by default.

    Returns
    -------
    Explanation
        Prints itself; also as Markdown, LaTeX and HTML.

    Raises
    ------
    NetworkError
        If there is no such weight, or shapes do not fit.

    Examples
    --------
    >>> at = [{"w": np.array([[2.0, -1.0]]), "b": np.array([0.5])}]
    >>> why = explain(MLP([2, 1]), [3.0, 1.0], [5.0], "w1[0, 1]", parameters=at)
    >>> why.total, why.terms[0].path.nodes
    (0.5, ('w1[0, 1]', 'z1[0]', '(a − y)[0]', '(a − y)²[0]', 'Σ(a − y)²', 'C'))
    """
    taken = passed(model, x, y, cost, parameters)
    variable, index = _found(taken, wrt)
    graph = graph_between(taken.cost, variable, index)
    return graph.explain(COST, element(str(variable.name), index), top=top)


def _found(taken: Pass, wrt: str) -> tuple[Variable, tuple[int, ...]]:
    """Find what a name such as ``w1[3, 4]`` stands for."""
    known = taken.named()
    read = _PLACE.fullmatch(str(wrt))
    name = read[1] if read else str(wrt).partition("[")[0].strip()
    if read is None or name not in known:
        raise NetworkError(f"there is no {wrt!r} in this network; {_meant(name, known)}")
    index = tuple(int(place) for place in read[2].split(",")) if read[2] else ()
    variable = known[name]
    _check_index(wrt, name, index, variable)
    last = taken.layers[-1]
    if taken.direct and variable is last.a is not last.z:
        raise NetworkError(
            f"C is computed from z{last.number}, and {name} is not on the way; ask "
            f"{element(f'z{last.number}', index)}"
        )
    return variable, index


def _meant(name: str, known: dict[str, Variable]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        shape = np.shape(known[near[0]].value)
        example = element(near[0], (0,) * len(shape))
        return f"did you mean {near[0]}, of shape {shape}, as in {example}?"
    return f"its layers are 1 to {_layers(known)}: x[0], w1[0, 0], b1[0], z1[0] or a1[0]"


def _layers(known: dict[str, Variable]) -> int:
    return sum(name.startswith("w") for name in known)


def _check_index(wrt: str, name: str, index: tuple[int, ...], variable: Variable) -> None:
    shape: Any = np.shape(variable.value)
    if len(index) != len(shape):
        places = ", ".join(_PLACES[name[0]][-len(shape) :])
        raise NetworkError(
            f"{wrt!r}: {name} has shape {shape}, so that one number of it is {name}[{places}]"
        )
    for place, length, axis in zip(index, shape, _PLACES[name[0]][-len(shape) :], strict=True):
        if place >= length:
            raise NetworkError(
                f"{wrt!r}: {name} has shape {shape}, and its {axis}s run from 0 to {length - 1}"
            )


_PLACES = {
    "x": ("row", "input"),
    "w": ("neuron", "input"),
    "b": ("neuron",),
    "z": ("row", "neuron"),
    "a": ("row", "neuron"),
    "C": (),
}
