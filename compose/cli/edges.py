"""The edges of a graph as a table, for spreadsheets and data frames."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from compose.engine.graph import Graph
from compose.engine.maps import as_float
from compose.engine.show.figures import total
from compose.engine.views import Edge

__all__ = ["table_of_edges"]

_RESERVED = {"source", "target", "weight", "local"}


def table_of_edges(graph: Graph) -> Iterator[str]:
    r"""Write a line of comma-separated values for each edge, below a head line.

    Parameters
    ----------
    graph : Graph

    Yields
    ------
    str
        The head line, then one edge after the other. ``weight`` is the local as a number, empty
        where it is none. What a decimal number does not say, a fraction or a map, stands in
        ``local``; this column, ``label`` and those of attributes are there if an edge has one.

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
    columns = _columns(graph)
    line = csv.writer(_Line(), lineterminator="\n").writerow
    yield line(columns)
    for edge in graph.edges:
        yield line([cell(edge) for cell in columns.values()])


class _Line:
    """What a writer of rows writes to, to give each row back as text."""

    @staticmethod
    def write(text: str) -> str:
        return text


def _columns(graph: Graph) -> dict[str, Callable[[Edge], Any]]:
    columns: dict[str, Callable[[Edge], Any]] = {
        "source": lambda edge: edge.source,
        "target": lambda edge: edge.target,
        "weight": _weight,
    }
    # Floats lie elsewhere, so that a large graph of them is not looked through.
    if any(not isinstance(local, (int, float)) for local in graph.columns.objects.values()):
        columns["local"] = _local
    for name in graph.columns.attributes:
        head = f"{name}:attribute" if name in _RESERVED else name
        columns[head] = _label if name == "label" else _attribute(name)
    return columns


def _weight(edge: Edge) -> Any:
    number = isinstance(edge.local, (int, float))
    return edge.local if number else as_float(edge.local) if _is_exact(edge) else None


def _is_exact(edge: Edge) -> bool:
    return isinstance(edge.local, Fraction)


def _local(edge: Edge) -> str | None:
    if isinstance(edge.local, (int, float)):
        return None
    return str(edge.local) if _is_exact(edge) else total(edge.local).text


def _label(edge: Edge) -> str | None:
    return edge.label


def _attribute(name: str) -> Callable[[Edge], Any]:
    return lambda edge: edge.attributes.get(name)
