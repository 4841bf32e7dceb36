"""Graphs to and from networkx."""

from __future__ import annotations

import difflib
import json
from collections import Counter, deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from compose.dimensions import Resolver
from compose.engine.graph import Graph
from compose.errors import FormatError
from compose.formats.given import check_graph, check_local

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["from_networkx", "to_networkx"]

_FILE: Final = "networkx graph"
_FACTS: Final = ("value", "unit", "shape", "label")
_ORDER: Final = "edge_order"
_LISTED: Final = 10

_Edges: TypeAlias = list[tuple[Any, Any, dict[str, Any]]]


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
        Nodes have ``value``, ``unit`` (as text), ``shape`` and ``label`` where these are set.
        Edges have the local, as it was given, and what else is known of them; their keys are
        networkx's: 0, 1, … for each pair of nodes. Where networkx lists the edges in another
        order than the graph, the graph's stands in ``graph["edge_order"]``, as text.

    Raises
    ------
    FormatError
        An edge has an attribute called as `local` says, a node is called None, or `graph` or
        `local` is something else.

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

    check_graph(graph, _FILE)
    check_local(local, _FILE)
    if local in graph.columns.attributes:
        problem = f"the edges have an attribute {local!r} already; choose another name with local=…"
        raise FormatError(_FILE, problem)
    if None in graph:
        raise FormatError(_FILE, "a node is called None, which networkx does not allow")
    twin = nx.MultiDiGraph()
    twin.add_nodes_from(_nodes(graph))
    twin.add_edges_from(_edges(graph, local))
    order = [(edge.source, edge.target) for edge in graph.edges]
    if order != list(twin.edges()):
        places = _places(twin)
        # Text, for networkx's own writers know no lists.
        twin.graph[_ORDER] = json.dumps([(places[s], places[t]) for s, t in order])
    return twin


def _nodes(graph: Graph) -> Iterator[tuple[Any, dict[str, Any]]]:
    for name in graph.nodes:
        node = graph.node(name)
        unit = None if node.unit is None else graph.resolver.text(node.unit)
        facts = (node.value, unit, node.shape or None, node.label)
        known = zip(_FACTS, facts, strict=True)
        yield name, {fact: value for fact, value in known if value is not None}


def _edges(graph: Graph, local: str) -> Iterator[tuple[Any, Any, dict[str, Any]]]:
    for edge in graph.edges:
        known = {local: edge.local, **edge.attributes}
        if edge.label is not None:
            known["label"] = edge.label
        yield edge.source, edge.target, known


def _places(nx_graph: Any) -> dict[Any, int]:
    return {name: place for place, name in enumerate(nx_graph)}


def from_networkx(
    nx_graph: nx.DiGraph, local: str = "weight", *, units: Resolver | None = None
) -> Graph:
    """Make a graph of one of networkx.

    Parameters
    ----------
    nx_graph : networkx.DiGraph or networkx.MultiDiGraph
        Its nodes may have ``value``, ``unit``, ``shape`` (a tuple or list of integers) and
        ``label`` (a text); other attributes of nodes are left behind. All attributes of edges are
        kept, and a key that is not networkx's own number, 0, 1, … for each pair of nodes,
        becomes the attribute ``key`` of an edge that has none.
    local : str
        The attribute of the edges that is their local derivative: all that `Graph.add_edge` takes.
    units : Resolver, optional
        Reads the units, as for `Graph`.

    Returns
    -------
    Graph
        Nodes in networkx's order, and so the edges, unless ``graph["edge_order"]``, as
        `to_networkx` gives it, is an order of just these edges.

    Raises
    ------
    FormatError
        The graph is undirected or none of networkx, edges have no `local`, or `local` is no text.
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
    check_local(local, _FILE)
    edges = _ordered(nx_graph, _listed(nx_graph, local))
    _check_locals(edges, local)
    graph = Graph(units=units)
    for name, known in nx_graph.nodes(data=True):
        graph.add_node(name, **dict(_facts(known)))
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


def _facts(known: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what is meant for `Graph.add_node`: a drawing has shapes and labels of its own."""
    for fact in _FACTS:
        value = known.get(fact)
        if fact == "shape" and not _is_shape(value):
            continue
        if fact == "label" and not isinstance(value, str):
            continue
        yield fact, value


def _is_shape(value: Any) -> bool:
    return isinstance(value, (tuple, list)) and all(
        isinstance(length, (int, np.integer)) and not isinstance(length, bool) for length in value
    )


def _listed(nx_graph: Any, local: str) -> _Edges:
    """List the edges in networkx's order, with the keys that say something."""
    if not nx_graph.is_multigraph():
        return list(nx_graph.edges(data=True))
    edges: _Edges = []
    before: Counter[tuple[Any, Any]] = Counter()
    for source, target, key, known in nx_graph.edges(keys=True, data=True):
        usual = type(key) is int and key == before[source, target]
        kept = {} if usual or local == "key" else {"key": key}
        edges.append((source, target, kept | known))
        before[source, target] += 1
    return edges


def _ordered(nx_graph: Any, edges: _Edges) -> _Edges:
    """Give the edges in the order that `to_networkx` noted, if it is one of all of them."""
    places = _places(nx_graph)
    waiting: dict[tuple[int, int], deque[Any]] = {}
    for edge in edges:
        waiting.setdefault((places[edge[0]], places[edge[1]]), deque()).append(edge)
    try:
        order = json.loads(nx_graph.graph[_ORDER])
        ordered = [waiting[source, target].popleft() for source, target in order]
    except (LookupError, RecursionError, TypeError, ValueError):
        return edges
    return ordered if len(ordered) == len(edges) else edges


def _check_locals(edges: _Edges, local: str) -> None:
    lacking = [f"{s!r} → {t!r}" for s, t, known in edges if known.get(local) is None]
    if not lacking:
        return
    shown = ", ".join(lacking[:_LISTED])
    shown += f" and {len(lacking) - _LISTED} more" if len(lacking) > _LISTED else ""
    named = (name for _, _, known in edges for name in known if known[name] is not None)
    names = list(dict.fromkeys(map(str, named)))
    raise FormatError(_FILE, f"no local {local!r} at edge {shown}; {_advice(names, local)}")


def _advice(names: list[str], local: str) -> str:
    if local in names:
        return "other edges have one, give these theirs"
    near = difflib.get_close_matches(local, names, n=2) or names[:_LISTED]
    there = f"; there is {' and '.join(map(repr, near))}" if near else ""
    return f"say with local=… which attribute it is{there}"
