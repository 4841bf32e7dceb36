"""Graphs to and from networkx."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from compose.dimensions import Resolver
from compose.engine.graph import Graph
from compose.errors import FormatError

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["from_networkx", "to_networkx"]

_FILE: Final = "networkx graph"
_FACTS: Final = ("value", "unit", "shape", "label")
_LISTED: Final = 10


def to_networkx(graph: Graph, *, local: str = "weight") -> nx.MultiDiGraph:
    """Give a graph as one of networkx.

    Parameters
    ----------
    graph : Graph
        The graph.
    local : str
        What to call the attribute of the edges that holds the local.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes have ``value``, ``unit`` (as text), ``shape`` and ``label`` where these are set. An
        edge's key is its number, so that the order of the edges is kept; its attributes are
        the local, as it was given, and what else is known of it.

    Raises
    ------
    FormatError
        An edge has an attribute called as `local` says, or a node is called None.

    See Also
    --------
    from_networkx

    Examples
    --------
    >>> import compose
    >>> g = compose.Graph()
    >>> g.add_edges(["x", "x"], ["y", "y"], [2.0, 3.0])
    >>> compose.to_networkx(g).edges(keys=True, data="weight")
    OutMultiEdgeDataView([('x', 'y', 0, 2.0), ('x', 'y', 1, 3.0)])
    """
    import networkx as nx

    if local in graph.columns.attributes:
        problem = f"the edges have an attribute {local!r} already; choose another name with local=…"
        raise FormatError(_FILE, problem)
    if None in graph:
        raise FormatError(_FILE, "a node is called None, which networkx does not allow")
    twin = nx.MultiDiGraph()
    twin.add_nodes_from(_nodes(graph))
    twin.add_edges_from(_edges(graph, local))
    return twin


def _nodes(graph: Graph) -> Iterator[tuple[Any, dict[str, Any]]]:
    for name in graph.nodes:
        node = graph.node(name)
        unit = None if node.unit is None else graph.resolver.text(node.unit)
        facts = (node.value, unit, node.shape or None, node.label)
        known = zip(_FACTS, facts, strict=True)
        yield name, {fact: value for fact, value in known if value is not None}


def _edges(graph: Graph, local: str) -> Iterator[tuple[Any, Any, int, dict[str, Any]]]:
    for edge in graph.edges:
        known = {local: edge.local, **edge.attributes}
        if edge.label is not None:
            known["label"] = edge.label
        yield edge.source, edge.target, edge.number, known


def from_networkx(
    nx_graph: nx.DiGraph, local: str = "weight", *, units: Resolver | None = None
) -> Graph:
    """Make a graph of one of networkx.

    Parameters
    ----------
    nx_graph : networkx.DiGraph or networkx.MultiDiGraph
        Its nodes may have ``value``, ``unit``, ``shape`` and ``label``; other attributes of nodes
        are left behind. All attributes of edges are kept.
    local : str
        The attribute of the edges that is their local derivative: all that `Graph.add_edge` takes.
    units : Resolver, optional
        Reads the units, as for `Graph`.

    Returns
    -------
    Graph
        Nodes in networkx's order. Edges in the order of their keys where these are the numbers
        from 0 on, as `to_networkx` gives them, and in networkx's order otherwise.

    Raises
    ------
    FormatError
        The graph is undirected, or edges have no `local`.
    LocalTypeError, ShapeError, UnitError
        As for `Graph.add_edge`.

    See Also
    --------
    to_networkx

    Examples
    --------
    >>> import compose, networkx as nx
    >>> h = nx.DiGraph()
    >>> h.add_edge("w", "f", gain=5.0)
    >>> compose.from_networkx(h, local="gain").derivative("f", "w")
    5.0
    """
    _check(nx_graph)
    edges = list(_numbered(nx_graph))
    _check_locals(edges, local)
    graph = Graph(units=units)
    for name, known in nx_graph.nodes(data=True):
        graph.add_node(name, **{fact: known[fact] for fact in _FACTS if fact in known})
    # The graph is new and nobody else's, and add_edge has no way to take an attribute that bears
    # the name of one of its parameters.
    attributes = graph.columns.attributes
    for source, target, known in edges:
        number = graph.add_edge(source, target, known[local])
        for name, value in known.items():
            if name != local and value is not None:
                attributes.setdefault(name, {})[number] = value
    return graph


def _check(nx_graph: Any) -> None:
    import networkx as nx

    if not isinstance(nx_graph, nx.Graph):
        kind = type(nx_graph).__name__
        raise FormatError(_FILE, f"a {kind} is none; give a DiGraph or a MultiDiGraph")
    if not nx_graph.is_directed():
        problem = (
            "its edges have no direction, and a derivative leads from cause to effect; make a "
            "DiGraph with one edge for each, to_directed() would give two and so a cycle"
        )
        raise FormatError(_FILE, problem)


def _numbered(nx_graph: Any) -> list[tuple[Any, Any, dict[str, Any]]]:
    """List the edges, by their keys where those number them."""
    if not nx_graph.is_multigraph():
        return list(nx_graph.edges(data=True))
    edges = list(nx_graph.edges(keys=True, data=True))
    keys = [key for _, _, key, _ in edges]
    if all(type(key) is int for key in keys) and sorted(keys) == list(range(len(keys))):
        edges.sort(key=lambda edge: edge[2])
    return [(source, target, known) for source, target, _, known in edges]


def _check_locals(edges: list[tuple[Any, Any, dict[str, Any]]], local: str) -> None:
    lacking = [f"{s!r} → {t!r}" for s, t, known in edges if known.get(local) is None]
    if not lacking:
        return
    shown = ", ".join(lacking[:_LISTED])
    shown += f" and {len(lacking) - _LISTED} more" if len(lacking) > _LISTED else ""
    names = list(dict.fromkeys(str(name) for _, _, known in edges for name in known))
    near = difflib.get_close_matches(local, names, n=2) or names[:_LISTED]
    there = f"; there is {' and '.join(map(repr, near))}" if near else ""
    problem = f"no local {local!r} at edge {shown}; say with local=… which attribute it is{there}"
    raise FormatError(_FILE, problem)
