"""The edges of a graph as a table, for spreadsheets and data frames."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from compose.engine.graph import Graph
from compose.engine.maps import as_float
from compose.engine.views import Edge

__all__ = ["table_of_edges"]


def table_of_edges(graph: Graph) -> Iterator[str]:
    r"""Write a line of comma-separated values for each edge, below a head line.

    Parameters
    ----------
    graph : Graph

    Yields
    ------
    str
        The head line, then one edge after the other. ``weight`` is the local as a number, empty
        where it is none. What a decimal number does not say, a fraction or a map, is the text
        ``local``; this column, ``label`` and those of attributes are left out where nothing
        stands in them.

    Examples
    --------
    >>> graph = Graph()
    >>> _ = graph.add_edge("w", "g", 0.5, note="measured, twice")
    >>> _ = graph.add_edge("g", "f", 2)
    >>> print("".join(table_of_edges(graph)), end="")
    source,target,weight,note
    w,g,0.5,"measured, twice"
    g,f,2,
    """
    exact = any(_text(edge) for edge in graph.edges)
    labels = any(edge.label is not None for edge in graph.edges)
    names = list(graph.columns.attributes)
    head = ["source", "target", "weight", *["local"] * exact, *["label"] * labels, *names]
    yield _line(head)
    for edge in graph.edges:
        known = [edge.attributes.get(name, "") for name in names]
        local = [_text(edge)] * exact
        yield _line([edge.source, edge.target, _number(edge), *local, *[edge.label] * labels, *known])
