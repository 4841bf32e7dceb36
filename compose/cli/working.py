"""Shows the working of a derivative: forward values, local derivatives, the chain rule."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from compose.engine.graph import Graph
from compose.engine.show.figures import total
from compose.engine.views import Edge, Node

__all__ = ["chain_rule", "forward", "gradient", "local_derivatives"]


def forward(graph: Graph) -> list[str]:
    """Write each node with its value: the inputs, then what is made of them, in order.

    Parameters
    ----------
    graph : Graph
        Its nodes have values, and labels where an operation made them.

    Returns
    -------
    list of str

    Examples
    --------
    >>> from compose.trace import graph_of, read_formulas
    >>> forward(graph_of(read_formulas("g = w*x", {"w": -2, "x": 5})["g"]))
    ['w = -2', 'x = 5', 'g = w * x = -10']
    """
    nodes = [graph.node(name) for name in graph.nodes]
    return [_value(node) for node in sorted(nodes, key=lambda node: node.label is not None)]


def _value(node: Node) -> str:
    made = "" if node.label is None else f" = {node.label}"
    return f"{node.name}{made} = {total(node.value).text}"


def local_derivatives(graph: Graph) -> list[str]:
    """Write what each edge carries, as an expression and as a number.

    Parameters
    ----------
    graph : Graph

    Returns
    -------
    list of str

    Examples
    --------
    >>> from compose.trace import graph_of, read_formulas
    >>> local_derivatives(graph_of(read_formulas("g = w*x", {"w": -2, "x": 5})["g"]))
    ['∂g/∂w = x = 5', '∂g/∂x = w = -2']
    """
    return [_local(edge) for edge in graph.edges]


def _local(edge: Edge) -> str:
    value = total(edge.local).text
    expression = edge.attributes.get("expression", value)
    steps = [value] if expression == value else [expression, value]
    return " = ".join([f"∂{edge.target}/∂{edge.source}", *steps])


def chain_rule(graph: Graph, of: Hashable, wrt: Iterable[Hashable]) -> list[str]:
    """Explain one derivative after the other, with an empty line between those of several lines.

    Parameters
    ----------
    graph : Graph
    of : hashable
        What is derived.
    wrt : iterable of hashable
        By what.

    Returns
    -------
    list of str

    Examples
    --------
    >>> from compose.trace import graph_of, read_formulas
    >>> graph = graph_of(read_formulas("g = w*x; f = g + b", {"w": -2, "x": 5, "b": 3})["f"])
    >>> chain_rule(graph, "f", ["w"])
    ['∂f/∂w = ∂f/∂g · ∂g/∂w = 1 · 5 = 5']
    """
    bare = _without_expressions(graph)
    texts = [str(bare.explain(of, name)) for name in wrt]
    gap = "\n\n" if any("\n" in text for text in texts) else "\n"
    return gap.join(texts).splitlines()


def _without_expressions(graph: Graph) -> Graph:
    """Leave out what the local derivatives have shown already."""
    bare = Graph()
    for name in graph.nodes:
        bare.add_node(name)
    for edge in graph.edges:
        bare.add_edge(edge.source, edge.target, edge.local)
    return bare


def gradient(graph: Graph, of: Hashable, wrt: Sequence[Hashable]) -> list[tuple[str, str, str]]:
    """Write one row for each derivative.

    Parameters
    ----------
    graph : Graph
    of : hashable
        What is derived.
    wrt : sequence of hashable
        By what.

    Returns
    -------
    list of (str, str, str)
        The fraction, an equals sign, the number.

    Examples
    --------
    >>> from compose.trace import graph_of, read_formulas
    >>> graph = graph_of(read_formulas("g = w*x", {"w": -2, "x": 5})["g"])
    >>> gradient(graph, "g", ["w", "x"])
    [('∂g/∂w', '=', '5'), ('∂g/∂x', '=', '-2')]
    """
    answers = graph.gradient(of, wrt)
    return [(f"∂{of}/∂{name}", "=", total(answers[name]).text) for name in wrt]
