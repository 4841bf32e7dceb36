"""The steps of a route as edges of a graph, with all that explains them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from compose.engine.graph import Graph
from compose.errors import ConversionError
from compose.units.places import Reader
from compose.units.route import Step

__all__ = ["bare_graph", "explained_graph", "kind_of"]


def bare_graph(start: str, steps: Iterable[Step]) -> Graph:
    """Make a graph of steps, with their maps alone.

    Parameters
    ----------
    start : str
        The first node.
    steps : iterable of Step

    Returns
    -------
    Graph
    """
    graph = Graph()
    graph.add_node(start)
    for step in steps:
        graph.add_edge(step.source, step.target, step.local)
    return graph


def explained_graph(reader: Reader, nodes: Iterable[str], steps: Iterable[Step]) -> Graph:
    """Make a graph of steps that say where they come from.

    Parameters
    ----------
    reader : Reader
    nodes : iterable of str
        The first nodes, in order.
    steps : iterable of Step

    Returns
    -------
    Graph
        The attributes of its edges are strings, and ``inverted``, which is True or absent.
    """
    graph = Graph()
    for node in nodes:
        graph.add_node(node)
    for step in steps:
        graph.add_edge(step.source, step.target, step.local, **_attributes(reader, step))
    return graph


def kind_of(reader: Reader, step: Step) -> str:
    """Say how well a factor is known.

    Parameters
    ----------
    reader : Reader
    step : Step

    Returns
    -------
    {"exact", "irrational", "conventional", "measured"}
    """
    if step.fact is not None:
        return "exact" if step.fact.is_exact and step.fact.map is None else "measured"
    try:
        source, target = (
            reader.pint_unit(reader.place(name)) for name in (step.source, step.target)
        )
        if source is not None and target is not None:
            return reader.resolver.classed(source, target)
    except ConversionError:
        # A product with a name of the user's, or a scale: the factor alone decides.
        pass
    return "exact" if step.factor.is_rational else "irrational"


def _attributes(reader: Reader, step: Step) -> dict[str, Any]:
    known: dict[str, Any] = {
        "expression": str(step.factor),
        "note": step.note,
        "origin": "pint" if step.fact is None else "fact",
        "kind": kind_of(reader, step),
    }
    fact = step.fact
    if fact is not None:
        known["fact"] = str(fact)
        known["reference"] = fact.source
        known["date"] = fact.date.isoformat() if fact.date else None
        known["of"] = fact.of
    if step.inverted:
        known["inverted"] = True
    return {name: value for name, value in known.items() if value is not None}
