"""Where the nodes, edges and texts of a picture lie.

::

    layering   which layer each node lies in; joints for long edges
    ordering   the order within layers: few crossings
    placing    places across: straight lines, nothing on top of anything else
    layout     all of it together; parts that no edge joins are packed side by side
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

from compose.formats.drawing.layering import Extent, Layers, Pair, components, layered
from compose.formats.drawing.ordering import arrange
from compose.formats.drawing.placing import place

__all__ = ["Layout", "Point", "Size", "layout"]

Point: TypeAlias = tuple[float, float]
Size: TypeAlias = tuple[float, float]

_BESIDE: Final = 5.0
_STEP: Final = 12.0
_STEEP: Final = 0.15
_STEEPEST: Final = 44.0
_PORTS: Final = 11.0
_SAME: Final = 0.05
_LOOP: Final = 34.0
_APART: Final = 28.0
_SHAPE: Final = 1.6
_WIDEST: Final = 1400.0
_LARGE: Final = 300


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything lies, in units of one pixel.

    Attributes
    ----------
    width, height : float
        The size of the whole.
    nodes : tuple of (float, float)
        The middle of each node.
    routes : tuple of tuple of (float, float)
        For each edge the points that it passes, from the border of its source to the border of
        its target; at every one of them it runs in the direction of the layers.
    texts : tuple of (float, float) or None
        The middle of each edge's text; None where it has none.
    downwards : bool
        Whether causes lie above their effects, and not to the left of them.
    order : tuple of int
        The nodes in the order of reading: part by part, layer by layer.
    """

    width: float
    height: float
    nodes: tuple[Point, ...]
    routes: tuple[tuple[Point, ...], ...]
    texts: tuple[Point | None, ...]
    downwards: bool
    order: tuple[int, ...]


def layout(
    sizes: Sequence[Size],
    edges: Sequence[Pair],
    texts: Sequence[Size],
    *,
    downwards: bool | None = None,
) -> Layout:
    """Lay out a graph in layers.

    Parameters
    ----------
    sizes : sequence of (float, float)
        Width and height of each node.
    edges : sequence of pairs of int
        Source and target. Parallel edges are kept apart; what closes a circle leads backwards.
    texts : sequence of (float, float)
        Width and height of the text at each edge; ``(0, 0)`` where there is none.
    downwards : bool, optional
        From top to bottom, or from left to right. By default from left to right, where formulas
        and texts need least room, unless that becomes a long thin band.

    Returns
    -------
    Layout
        The same for the same input, always.

    Examples
    --------
    >>> seen = layout([(40, 20), (40, 20)], [(0, 1)], [(30, 14)])
    >>> seen.nodes, seen.texts
    (((20.0, 19.0), (138.0, 19.0)), ((79.0, 7.0),))
    >>> seen.routes
    (((40.0, 19.0), (118.0, 19.0)),)
    """
    if downwards is not None:
        return _laid(sizes, edges, texts, downwards=downwards)
    if len(sizes) > _LARGE:
        return _laid(sizes, edges, texts, downwards=_is_band(len(sizes), edges))
    across = _laid(sizes, edges, texts, downwards=False)
    if across.width <= max(_WIDEST, 2 * across.height):
        return across
    down = _laid(sizes, edges, texts, downwards=True)
    return down if down.width < across.width else across


def _is_band(nodes: int, edges: Sequence[Pair]) -> bool:
    """Guess the shape of a large picture from its layers, for trying both takes long."""
    point = Extent(0.0, 0.0, 0.0)
    straight = [(source, target) for source, target in edges if source != target]
    members = layered([point] * nodes, straight, [None] * len(straight)).members
    return len(members) > max(map(len, members))


@dataclass(slots=True)
class _Part:
    """A part by itself: along the layers and across them."""

    members: list[int]
    edges: list[int]
    size: Size
    nodes: list[Point]
    routes: list[list[Point]]
    texts: list[Point | None]
    order: list[int]


def _laid(
    sizes: Sequence[Size], edges: Sequence[Pair], texts: Sequence[Size], *, downwards: bool
) -> Layout:
    parts = [
        _part(sizes, edges, texts, members, mine, downwards=downwards)
        for members, mine in _split(len(sizes), edges)
    ]
    corners, whole = _packed([part.size for part in parts], downwards=downwards)
    nodes: list[Point] = [(0.0, 0.0)] * len(sizes)
    routes: list[tuple[Point, ...]] = [()] * len(edges)
    where: list[Point | None] = [None] * len(edges)
    for part, corner in zip(parts, corners, strict=True):
        for node, point in zip(part.members, part.nodes, strict=True):
            nodes[node] = _turned(point, corner, downwards=downwards)
        for edge, route, text in zip(part.edges, part.routes, part.texts, strict=True):
            routes[edge] = tuple(_turned(p, corner, downwards=downwards) for p in route)
            where[edge] = text and _turned(text, corner, downwards=downwards)
    width, height = _turned(whole, (0.0, 0.0), downwards=downwards)
    order = [node for part in parts for node in part.order]
    return Layout(width, height, tuple(nodes), tuple(routes), tuple(where), downwards, tuple(order))


def _turned(point: Point, corner: Point, *, downwards: bool) -> Point:
    along, across = point[0] + corner[0], point[1] + corner[1]
    return (across, along) if downwards else (along, across)


def _split(nodes: int, edges: Sequence[Pair]) -> Iterator[tuple[list[int], list[int]]]:
    """Give the parts, the largest first, with their edges."""
    parts = sorted(components(nodes, edges), key=len, reverse=True)
    home = {node: k for k, members in enumerate(parts) for node in members}
    mine: list[list[int]] = [[] for _ in parts]
    for edge, (source, _) in enumerate(edges):
        mine[home[source]].append(edge)
    yield from zip(parts, mine, strict=True)


def _part(
    sizes: Sequence[Size],
    edges: Sequence[Pair],
    texts: Sequence[Size],
    members: list[int],
    mine: list[int],
    *,
    downwards: bool,
) -> _Part:
    local = {node: k for k, node in enumerate(members)}
    ends = [(local[edges[edge][0]], local[edges[edge][1]]) for edge in mine]
    loops = {source for source, target in ends if source == target}
    straight = [k for k, (source, target) in enumerate(ends) if source != target]
    seen = layered(
        [
            _box(sizes[node], looped=k in loops, downwards=downwards)
            for k, node in enumerate(members)
        ],
        [ends[k] for k in straight],
        [_note(texts[mine[k]], downwards=downwards) for k in straight],
    )
    arrange(seen)
    across = place(seen)
    edges_of_layers, length = _along(seen, across)
    ports = _ports(seen, across)
    nodes = [(_middle(edges_of_layers[seen.layer[n]]), across[n]) for n in range(seen.nodes)]
    routes = [_loop(nodes[source], seen.extents[source]) for source, _ in ends]
    # The text of a loop stands at its top, that of any other edge at its own place.
    notes: list[Point | None] = [route[1] for route in routes]
    for number, k in enumerate(straight):
        route = _route(seen, edges_of_layers, across, ports[number], seen.chains[number])
        routes[k] = route if seen.chains[number][0] == ends[k][0] else route[::-1]
        notes[k] = _text(seen, edges_of_layers, across, seen.texts[number])
    breadth = max(x + seen.extents[v].after for v, x in enumerate(across))
    order = [members[v] for layer in seen.members for v in layer if v < seen.nodes]
    return _Part(members, mine, (length, breadth), nodes, routes, notes, order)


def _box(size: Size, *, looped: bool, downwards: bool) -> Extent:
    across, along = size if downwards else size[::-1]
    return Extent(across / 2 + _LOOP * looped, across / 2, along)


def _note(size: Size, *, downwards: bool) -> Extent | None:
    """Let a text stand above its line; beside it, where that leads down."""
    width, height = size
    if not width:
        return None
    return (
        Extent(3.0, width + _BESIDE, height) if downwards else Extent(height + _BESIDE, 3.0, width)
    )


def _middle(ends: Point) -> float:
    return (ends[0] + ends[1]) / 2


def _along(seen: Layers, across: Sequence[float]) -> tuple[list[Point], float]:
    """Give the two borders of each layer; the steeper the lines between two, the more room."""
    borders: list[Point] = []
    end = 0.0
    for layer, members in enumerate(seen.members):
        thick = max((seen.extents[v].along for v in members), default=0.0)
        if layer:
            rise = max(
                (abs(across[v] - across[u]) for v in members for u in seen.behind[v]), default=0.0
            )
            end += _STEP + min(_STEEPEST, 12 + rise * _STEEP)
        borders.append((end, end + thick))
        end += thick
    return borders, end


def _ports(seen: Layers, across: Sequence[float]) -> list[tuple[float, float]]:
    """Give each edge its places at the sides of its two nodes, so that they do not meet there."""
    leaving: list[list[tuple[float, int]]] = [[] for _ in range(seen.nodes)]
    arriving: list[list[tuple[float, int]]] = [[] for _ in range(seen.nodes)]
    for edge, chain in enumerate(seen.chains):
        leaving[chain[0]].append((across[chain[1]], edge))
        arriving[chain[-1]].append((across[chain[-2]], edge))
    starts, ends = [0.0] * len(seen.chains), [0.0] * len(seen.chains)
    for sides, found in ((leaving, starts), (arriving, ends)):
        for node, lines in enumerate(sides):
            _fan(across[node], seen.extents[node].after, sorted(lines), found)
    return list(zip(starts, ends, strict=True))


def _fan(middle: float, half: float, lines: list[tuple[float, int]], found: list[float]) -> None:
    step = min(_PORTS, (2 * half - 10) / max(1, len(lines) - 1))
    for k, (_, edge) in enumerate(lines):
        found[edge] = middle + (k - (len(lines) - 1) / 2) * step


def _route(
    seen: Layers,
    borders: Sequence[Point],
    across: Sequence[float],
    ports: tuple[float, float],
    chain: Sequence[int],
) -> list[Point]:
    """Lead an edge straight through layers, and from one to the next between them."""
    first, last = chain[0], chain[-1]
    points = [(_middle(borders[seen.layer[first]]) + seen.extents[first].along / 2, ports[0])]
    points.append((borders[seen.layer[first]][1], ports[0]))
    for vertex in chain[1:-1]:
        points += [(border, across[vertex]) for border in borders[seen.layer[vertex]]]
    points.append((borders[seen.layer[last]][0], ports[1]))
    points.append((_middle(borders[seen.layer[last]]) - seen.extents[last].along / 2, ports[1]))
    return _bends(points)


def _bends(points: list[Point]) -> list[Point]:
    """Leave out points in the middle of a straight line, and those that lie on one another."""
    kept = points[:1]
    for here, after in pairwise(points[1:]):
        if not kept[-1][1] == here[1] == after[1] and abs(here[0] - kept[-1][0]) > _SAME:
            kept.append(here)
    if len(kept) > 1 and abs(kept[-1][0] - points[-1][0]) <= _SAME:
        kept.pop()
    return [*kept, points[-1]]


def _text(
    seen: Layers, borders: Sequence[Point], across: Sequence[float], vertex: int
) -> Point | None:
    if vertex < 0:
        return None
    before, after, _ = seen.extents[vertex]
    beside = (after + _BESIDE) / 2 if after > before else -(before + _BESIDE) / 2
    return _middle(borders[seen.layer[vertex]]), across[vertex] + beside


def _loop(node: Point, extent: Extent) -> list[Point]:
    """Lead an edge from a node to itself: out at its end, past it, and back to its beginning."""
    (along, across), half = node, extent.along / 2
    top = across - extent.before + _LOOP / 2
    return [(along + half, across), (along, top), (along - half, across)]


def _packed(sizes: Sequence[Size], *, downwards: bool) -> tuple[list[Point], Size]:
    """Put parts beside one another in rows of about the same length."""
    area = sum((a + _APART) * (c + _APART) for a, c in sizes)
    shape = 1 / _SHAPE if downwards else _SHAPE
    room = max([(area * shape) ** 0.5, *(along for along, _ in sizes)])
    corners: list[Point] = []
    start = top = below = length = 0.0
    for along, across in sizes:
        if start and start + along > room:
            start, top = 0.0, below
        corners.append((start, top))
        length, below = max(length, start + along), max(below, top + across + _APART)
        start += along + _APART
    return corners, (length, max(0.0, below - _APART))
