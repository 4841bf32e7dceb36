"""SVG: a sketch and its layout become a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from compose.engine.show.pieces import share
from compose.formats.drawing.captions import Block, heading, legend, paths
from compose.formats.drawing.escaping import escaped, number
from compose.formats.drawing.layout import Layout, Point, Size, layout
from compose.formats.drawing.measure import width
from compose.formats.drawing.style import STYLE
from compose.formats.sketching.sketch import Sketch, SketchEdge, SketchNode

__all__ = ["curve", "ring", "svg"]

_NAME: Final = 14.0
_BOLD: Final = 1.13
_SMALL: Final = 12.0
_LINE: Final = 17.0
_PAD: Final = 10.0
_NARROWEST: Final = 34.0
_MARGIN: Final = 20.0
_BETWEEN: Final = 18.0
_THIN: Final = 1.3
_THICKEST: Final = 5.0
_ROUND: Final = 0.35
_BULGE: Final = 16.0
_TABS: Final = 150


def svg(seen: Sketch) -> str:
    """Draw a sketch.

    Parameters
    ----------
    seen : Sketch
        What the picture shows.

    Returns
    -------
    str
        A document of its own, which may also stand within a page.

    Examples
    --------
    >>> from compose import Graph
    >>> from compose.formats.sketching.sketch import sketch
    >>> g = Graph()
    >>> _ = g.add_edge("w", "g", 5.0)
    >>> svg(sketch(g)).count("<g class=")
    3
    """
    texts = [_edge_text(seen, edge) for edge in seen.edges]
    where = layout(
        [_node_size(node) for node in seen.nodes],
        [(edge.source, edge.target) for edge in seen.edges],
        [(width(text, _SMALL) + 4, _SMALL + 2) if text else (0.0, 0.0) for text in texts],
    )
    return "\n".join(_document(seen, where, texts)) + "\n"


def _document(seen: Sketch, where: Layout, texts: Sequence[str]) -> Iterator[str]:
    head, rows, foot = heading(seen), paths(seen), legend(seen)
    picture = Block(where.width, where.height, tuple(_picture(seen, where, texts)))
    blocks = [block for block in (head, picture, rows, foot) if block.lines]
    wide = max((block.width for block in blocks), default=0.0) + 2 * _MARGIN
    tall = sum(b.height for b in blocks) + _BETWEEN * max(0, len(blocks) - 1) + 2 * _MARGIN
    yield from _opening(seen, wide, tall)
    top = _MARGIN
    for block in blocks:
        yield f'<g transform="translate({number(_MARGIN)} {number(top)})">'
        yield from block.lines
        yield "</g>"
        top += block.height + _BETWEEN
    yield "</svg>"


def _opening(seen: Sketch, wide: float, tall: float) -> Iterator[str]:
    w, h = number(wide), number(tall)
    # Programs that do not know roles for graphics take the second one.
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="compose-picture" width="{w}" height="{h}"'
        f' viewBox="0 0 {w} {h}" role="graphics-document img">'
    )
    yield f"<title>{escaped(seen.title or 'A graph')}</title>"
    yield f"<desc>{escaped(_description(seen))}</desc>"
    yield f"<style>{STYLE}</style>"
    yield f'<rect class="paper" width="{w}" height="{h}" rx="8"/>'


def _description(seen: Sketch) -> str:
    """Say in words what there is to see."""
    nodes, edges = len(seen.nodes), sum(not edge.hidden for edge in seen.edges)
    parts = [f"{nodes} node{'s' * (nodes != 1)} and {edges} edge{'s' * (edges != 1)}."]
    parts += [f"{row.path}: {row.product}." for row in seen.rows]
    parts += [text for text in (seen.rest, seen.left_out) if text]
    return " ".join(parts)


def _picture(seen: Sketch, where: Layout, texts: Sequence[str]) -> Iterator[str]:
    # What is highlighted lies on top of the other edges, and nodes on top of all.
    for k in sorted(range(len(seen.edges)), key=lambda k: seen.edges[k].stands_out):
        yield _edge(seen.edges[k], where.routes[k], where.texts[k], texts[k], where)
    tabs = len(seen.nodes) <= _TABS
    for k in where.order:
        yield _node(seen.nodes[k], where.nodes[k], tabs=tabs)


def _node_size(node: SketchNode) -> Size:
    wide = max(
        width(node.name, _NAME) * _BOLD, *(width(line, _SMALL) for line in node.lines), _NARROWEST
    )
    tall = _LINE * (1 + len(node.lines)) + _PAD
    # Round ends leave less room for the first and the last line.
    return wide + 2 * _PAD + (tall * _ROUND if node.kind == "output" else 0.0), tall


def _node(node: SketchNode, middle: Point, *, tabs: bool) -> str:
    wide, tall = _node_size(node)
    x, y = middle
    round_ = {"input": 1.0, "inner": 6.0, "output": tall / 2}[node.kind]
    kind = f"node {node.kind}{' on-path' * node.on_path}"
    focus = ' tabindex="0"' * tabs
    first = y - tall / 2 + _PAD / 2 + 13
    lines = "".join(
        f'<text class="value" x="{number(x)}" y="{number(first + _LINE * (k + 1))}">'
        f"{escaped(line)}</text>"
        for k, line in enumerate(node.lines)
    )
    note = escaped(node.note)
    return (
        f'<g class="{kind}" role="graphics-symbol img" aria-label="{note}"{focus}>'
        f"<title>{note}</title>"
        f'<rect x="{number(x - wide / 2)}" y="{number(y - tall / 2)}" width="{number(wide)}" '
        f'height="{number(tall)}" rx="{number(round_)}"/>'
        f'<text class="name" x="{number(x)}" y="{number(first)}">{escaped(node.name)}</text>'
        f"{lines}</g>"
    )


def _edge_text(seen: Sketch, edge: SketchEdge) -> str:
    """Write what an edge carries, and its share where that is not all."""
    if edge.share is None or not edge.stands_out or len(seen.rows) < 2:  # noqa: PLR2004 - one path
        return edge.text
    return f"{edge.text}  ({share(edge.share)})"


def _edge(
    edge: SketchEdge, route: Sequence[Point], at: Point | None, text: str, where: Layout
) -> str:
    kinds = {"on-path": edge.stands_out, "check": edge.check, "left-out": bool(edge.hidden)}
    kinds["against"] = edge.stands_out and (edge.share or 0.0) < 0
    kind = " ".join(["edge", *(name for name, true in kinds.items() if true)])
    thick = _thickness(edge)
    write = ring if edge.source == edge.target else curve
    line, tip = write(route, thick, downwards=where.downwards)
    style = f' style="stroke-width:{number(thick)}"' if thick != _THIN else ""
    label = (
        ""
        if at is None
        else f'<text x="{number(at[0])}" y="{number(at[1] + 4)}">{escaped(text)}</text>'
    )
    return (
        f'<g class="{kind}"><title>{escaped(edge.note)}</title><path d="{line}"{style}/>'
        f'<path class="tip" d="{tip}"/>{label}</g>'
    )


def _thickness(edge: SketchEdge) -> float:
    if not edge.stands_out:
        return _THIN
    if edge.share is None:
        return 2.6
    return 2.0 + (_THICKEST - 2.0) * abs(edge.share)


def curve(route: Sequence[Point], thick: float, *, downwards: bool) -> tuple[str, str]:
    """Write the line of an edge and its tip.

    Parameters
    ----------
    route : sequence of (float, float)
        As in `Layout.routes`.
    thick : float
        The thickness of the line.
    downwards : bool
        As in `Layout.downwards`.

    Returns
    -------
    tuple of str
        Two paths.

    Examples
    --------
    >>> curve([(0, 0), (40, 0)], 1.0, downwards=False)
    ('M0 0L32.4 0', 'M40 0L31.4 4L31.4 -4Z')
    """
    points = [(y, x) if downwards else (x, y) for x, y in route]
    ahead = 1.0 if points[-1][0] >= points[-2][0] else -1.0
    end, across = points[-1]
    points[-1] = (end - ahead * (_tip_length(thick) - 1), across)
    start = f"M{_pair(points[0], downwards=downwards)}"
    line = "".join(_piece(a, b, downwards=downwards) for a, b in pairwise(points))
    return start + line, _tip((end, across), ahead, thick, downwards=downwards)


def ring(route: Sequence[Point], thick: float, *, downwards: bool) -> tuple[str, str]:
    """Write the line of an edge from a node to itself and its tip, as `curve` does.

    Parameters
    ----------
    route : sequence of (float, float)
        The end of the node, a point beside it, its beginning.
    thick : float
        The thickness of the line.
    downwards : bool
        As in `Layout.downwards`.

    Returns
    -------
    tuple of str
        Two paths.
    """
    start, top, end = [(y, x) if downwards else (x, y) for x, y in route]
    last = (end[0] - _tip_length(thick) + 1, end[1])
    right, left = start[0] + _BULGE, end[0] - _BULGE
    points = [(right, start[1]), (right, top[1]), top, (left, top[1]), (left, end[1]), last]
    pairs = [_pair(p, downwards=downwards) for p in (start, *points)]
    line = f"M{pairs[0]}C{','.join(pairs[1:4])}C{','.join(pairs[4:])}"
    return line, _tip(end, 1.0, thick, downwards=downwards)


def _tip_length(thick: float) -> float:
    return 7.0 + 1.6 * thick


def _tip(end: Point, ahead: float, thick: float, *, downwards: bool) -> str:
    along, across = end
    back, half = along - ahead * _tip_length(thick), 3.0 + thick
    corners = [end, (back, across + half), (back, across - half)]
    return "M" + "L".join(_pair(p, downwards=downwards) for p in corners) + "Z"


def _pair(point: Point, *, downwards: bool) -> str:
    x, y = point[::-1] if downwards else point
    return f"{number(x)} {number(y)}"


def _piece(one: Point, other: Point, *, downwards: bool) -> str:
    """Go straight, or in an S."""
    if one[1] == other[1]:
        return f"L{_pair(other, downwards=downwards)}"
    middle = (one[0] + other[0]) / 2
    first, second = (middle, one[1]), (middle, other[1])
    controls = ",".join(_pair(p, downwards=downwards) for p in (first, second, other))
    return f"C{controls}"
