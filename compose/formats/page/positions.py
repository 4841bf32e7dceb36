"""Where nodes and edges lie, as the page's script draws them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from compose.formats.drawing.layout import Layout, Point, layout
from compose.formats.drawing.measure import width
from compose.formats.sketching.sketch import Sketch, SketchEdge, SketchNode

__all__ = ["drawn"]

_NAME: Final = 14.0
_SMALL: Final = 12.0
_LINE: Final = 16.0
_PAD: Final = 10.0
_SHARE: Final = " (+00.0 %)"
_BOLD: Final = 1.12
_LARGE: Final = 300
_MARGIN: Final = 16.0


def drawn(seen: Sketch, order: Sequence[int]) -> dict[str, Any]:
    """Lay out a sketch.

    Parameters
    ----------
    seen : Sketch
        What the picture shows.
    order : sequence of int
        Position of each node of the graph in topological order.

    Returns
    -------
    dict
        The size of the picture; nodes in topological order and edges, with all that is shown.

    Examples
    --------
    >>> from compose import Graph
    >>> from compose.formats.sketching.sketch import sketch
    >>> g = Graph()
    >>> _ = g.add_edge("w", "g", 5.0)
    >>> [node["name"] for node in drawn(sketch(g), [0, 1])["nodes"]]
    ['w', 'g']
    """
    sizes = [_size(node) for node in seen.nodes]
    # In large pictures shares are left to the panel.
    share = _SHARE if len(seen.nodes) <= _LARGE else ""
    rooms = [width(edge.text + share, _SMALL) * _BOLD for edge in seen.edges]
    ends = [(edge.source, edge.target) for edge in seen.edges]
    where = layout(sizes, ends, [(room, _SMALL + 3) for room in rooms])
    nodes = [_node(*each) for each in zip(seen.nodes, sizes, where.nodes, strict=True)]
    edges = [_edge(seen, edge, where, k, rooms[k]) for k, edge in enumerate(seen.edges)]
    return {
        "width": _rounded(where.width + 2 * _MARGIN),
        "height": _rounded(where.height + 2 * _MARGIN),
        "downwards": where.downwards,
        "nodes": sorted(nodes, key=lambda node: order[node["number"]]),
        "edges": edges,
    }


def _size(node: SketchNode) -> tuple[float, float]:
    widths = [width(node.name, _NAME) * _BOLD, *(width(line, _SMALL) for line in node.lines)]
    return max(44.0, max(widths) + 2 * _PAD), _LINE * (1 + len(node.lines)) + _PAD


def _node(node: SketchNode, size: tuple[float, float], middle: Point) -> dict[str, Any]:
    return {
        "number": node.number,
        "name": node.name,
        "lines": node.lines,
        "note": node.note,
        "kind": node.kind,
        "x": _rounded(middle[0] + _MARGIN - size[0] / 2),
        "y": _rounded(middle[1] + _MARGIN - size[1] / 2),
        "width": _rounded(size[0]),
        "height": _rounded(size[1]),
    }


def _edge(seen: Sketch, edge: SketchEdge, where: Layout, place: int, room: float) -> dict[str, Any]:
    told = {
        "number": edge.number,
        "source": seen.nodes[edge.source].number,
        "target": seen.nodes[edge.target].number,
        "text": edge.text,
        "note": edge.note,
        "route": [_rounded(length + _MARGIN) for point in where.routes[place] for length in point],
        "at": _text(where, place, room),
    }
    # What few edges are is said of those alone.
    few = {"check": edge.check, "hidden": edge.hidden}
    return told | {name: value for name, value in few.items() if value}


def _text(where: Layout, place: int, room: float) -> list[float]:
    """Give the middle of a text above a line, or the beginning of one beside it."""
    x, y = where.texts[place] or where.routes[place][0]
    return [_rounded(x + _MARGIN - (room / 2 if where.downwards else 0)), _rounded(y + _MARGIN)]


def _rounded(length: float) -> float:
    short = round(length, 1)
    return int(short) if short.is_integer() else short
