"""From what variables remember to a named graph: names, labels, expressions."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from compose.engine.graph import Graph
from compose.errors import TraceError
from compose.trace.record import recorded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from compose.rules import Operand, Partial
    from compose.trace.record import Edge
    from compose.trace.variable import Variable

__all__ = ["graph_and_names", "graph_of", "named"]


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
                f"two variables are named {node.name!r}, with the values {first.value} and "
                f"{node.value}; rename one of them, by its .name, to see them in one graph"
            )
    return set(taken)


def graph_of(*outputs: Variable) -> Graph:
    """Write the graph of some outputs, with names, values, labels and expressions.

    Parameters
    ----------
    *outputs : Variable
        What was computed.

    Returns
    -------
    Graph
        Nodes in topological order, each with its value and, where an operation made it, that
        operation as label; edges with the local derivative as a float and as ``expression``.
        Constants are no nodes.

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
    return graph_and_names(outputs)[0]


def graph_and_names(outputs: Sequence[Variable]) -> tuple[Graph, dict[Variable, str]]:
    """Write the graph, and say which node is which variable; see `graph_of`."""
    record = recorded(outputs)
    names = named(record.position)
    graph = Graph()
    for node, name in names.items():
        label = None if node.is_leaf else node.rule.written(_operands(node, names))
        graph.add_node(name, value=node.value, label=label)
    with np.errstate(all="ignore"):
        for edge in record.edges():
            expression = _partial(edge).written(_operands(edge.target, names))
            ends = names[edge.source], names[edge.target]
            graph.add_edge(*ends, edge.local, expression=expression)
    return graph, names


def _partial(edge: Edge) -> Partial:
    return edge.target.rule.partials[edge.operand]


def _operands(node: Variable, names: dict[Variable, str]) -> list[Operand]:
    return [operand if isinstance(operand, float) else names[operand] for operand in node.operands]
