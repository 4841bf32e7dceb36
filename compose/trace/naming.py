"""From what variables remember to a named graph: names, labels, expressions."""

from __future__ import annotations

from itertools import count
from reprlib import repr as shortened
from typing import TYPE_CHECKING, Any

import numpy as np

from compose.engine.graph import Graph
from compose.errors import TraceError
from compose.rules import Traced
from compose.trace.elements import Between, opened
from compose.trace.moves import Move
from compose.trace.quantities import resolver_among
from compose.trace.record import Record, recorded
from compose.trace.texts import call_text, local_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from compose.trace.variable import Variable

__all__ = ["graph_and_names", "graph_between", "graph_of", "named"]


def named(variables: Iterable[Variable]) -> dict[Variable, str]:
    """Give every variable a name: its own, or the next free one of v1, v2 and so on.

    Parameters
    ----------
    variables : iterable of Variable
        In topological order, which is the order of the numbers.

    Returns
    -------
    dict of Variable to str
        Distinct names.

    Raises
    ------
    TraceError
        If two of the variables were given the same name.

    Examples
    --------
    >>> from compose.trace import variable
    >>> list(named([variable(1.0, "v1"), variable(2.0)]).values())
    ['v1', 'v2']
    """
    variables = list(variables)
    taken = _given(variables)
    free = (name for number in count(1) if (name := f"v{number}") not in taken)
    return {node: next(free) if node.name is None else node.name for node in variables}


def _given(variables: list[Variable]) -> set[str]:
    taken: dict[str, Variable] = {}
    for node in variables:
        if node.name is None:
            continue
        first = taken.setdefault(node.name, node)
        if first is not node:
            raise TraceError(
                f"two variables are named {node.name!r}, with the values "
                f"{shortened(first._value)} and {shortened(node._value)}; rename one of them, by "
                "its .name, to see them in one graph"
            )
    return set(taken)


def graph_of(*outputs: Variable, elementwise: bool = False) -> Graph:
    """Write the graph of some outputs, with names, values, labels and expressions.

    Parameters
    ----------
    *outputs : Variable
        What was computed.
    elementwise : bool
        Whether arrays are opened, one node for each element.

    Returns
    -------
    Graph
        Nodes in topological order, each with its value and shape and, where an operation made it,
        that operation as label; edges with the local derivative, a float or a linear map, and as
        ``expression``. Constants are no nodes.

    Raises
    ------
    TraceError
        If two of the variables were given the same name.

    Examples
    --------
    >>> from compose.trace import variable
    >>> w, x = variable(-2.0, "w"), variable(5.0, "x")
    >>> g = w * x
    >>> g.name = "g"
    >>> graph = graph_of(g)
    >>> graph.node("g").label, graph.derivative("g", "w")
    ('w * x', 5.0)
    """
    if not elementwise:
        return graph_and_names(outputs)[0]
    record = _readable(outputs)
    return opened(record, named(record.position))


def graph_between(of: Variable, wrt: Variable, index: tuple[int, ...] = ()) -> Graph:
    """Write the graph of elements that lie between one of a variable and what was made from it.

    Everything else stays closed, so that one weight of a large network can be explained.

    Parameters
    ----------
    of : Variable
        What was computed.
    wrt : Variable
        A leaf, or any variable on the way.
    index : tuple of int
        Which element of it.

    Returns
    -------
    Graph
        As that of `graph_of` with ``elementwise=True``, without what is not on the way.

    Raises
    ------
    TraceError
        If `of` was not made from `wrt`, or two of the variables were given the same name.

    Examples
    --------
    >>> import numpy as np
    >>> from compose.trace import variable
    >>> w, x = variable(np.ones((2, 3)), "w"), variable(np.arange(3.0), "x")
    >>> f = np.sum(w @ x)
    >>> f.name = "f"
    >>> list(graph_between(f, w, (1, 2)).nodes)
    ['w[1, 2]', 'v1[1]', 'f']
    """
    record = _readable([of])
    if wrt not in record.position:
        raise TraceError(f"{of!r} was not made from {wrt!r}, so that nothing lies between them")
    return opened(record, named(record.position), Between(of, wrt, index))


def _readable(outputs: Sequence[Variable]) -> Record:
    """Collect what a graph is to show, which are values; inside a transform they are variables."""
    record = recorded(outputs)
    if any(isinstance(node._value, Traced) for node in record.position):
        raise TraceError(
            "the graph of what depends on a variable of a transform holds no numbers; ask for it "
            "outside the transform, or ask .derivative or .gradient here"
        )
    return record


def graph_and_names(outputs: Sequence[Variable]) -> tuple[Graph, dict[Variable, str]]:
    """Write the graph, and say which node is which variable; see `graph_of`."""
    record = _readable(outputs)
    names = named(record.position)
    graph = Graph(units=resolver_among(node._value for node in record.position))
    for node, name in names.items():
        label = None if node.is_leaf else call_text(node, names)
        value = node._value
        shape = None if type(value) is float else np.shape(value)
        graph.add_node(name, value=value, label=label, shape=shape)
    with np.errstate(all="ignore"):
        for edge in record.edges():
            ends = names[edge.source], names[edge.target]
            expression = local_text(edge.target, edge.place, names)
            graph.add_edge(*ends, settled(edge.local), expression=expression)
    return graph, names


def settled(local: Any) -> Any:
    """Give a local that can be kept: diagonals are written out."""
    return local.settled() if isinstance(local, Move) else local
