"""SVG: a sketch with its layout becomes text.

All colours stand twice: for light surroundings, and for dark ones in a media query. They are
those of Okabe and Ito, which people with any kind of colour vision tell apart; and what a colour
means is also said by thickness, by dashes or by a sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from textwrap import wrap
from typing import Final

from compose.engine.show.pieces import share
from compose.formats.layout import Layout, Point, layout
from compose.formats.legend import legend
from compose.formats.measure import width
from compose.formats.sketch import Sketch, SketchEdge, SketchNode
from compose.formats.style import STYLE
from compose.formats.table import Table, table

__all__ = ["curve", "escaped", "svg"]

_NAME: Final = 14.0
_SMALL: Final = 12.0
_LINE: Final = 17.0
_PAD: Final = 9.0
_MARGIN: Final = 20.0
_TITLE: Final = 15.0
_WRAPPED: Final = 92
_TITLE_LINES: Final = 3
_THIN: Final = 1.3
_THICKEST: Final = 6.0
_BEND: Final = 42.0
_TABS: Final = 150
_STEP: Final = 0.5


def svg(seen: Sketch) -> str:
    """Draw a sketch.

    Parameters
    ----------
    seen : Sketch
        What the picture shows.

    Returns
    -------
    str
        A document of its own, which may also stand in a page.

    Examples
    --------
    >>> from compose import Graph
    >>> from compose.formats.sketch import sketch
    >>> g = Graph()
    >>> _ = g.add_edge("w", "g", 5.0)
    >>> svg(sketch(g)).count("<g class=")
    4
    """
    texts = [_edge_text(seen, edge) for edge in seen.edges]
    where = layout(
        [_size(node) for node in seen.nodes],
        [(edge.source, edge.target) for edge in seen.edges],
        [(width(text, _SMALL) + 4, _SMALL + 2) if text else (0.0, 0.0) for text in texts],
    )
    return "\n".join(_document(seen, where, texts)) + "\n"


def _document(seen: Sketch, where: Layout, texts: Sequence[str]) -> Iterator[str]:
    head = _heading(seen)
    foot = legend(seen)
    rows = table(seen)
    top = _MARGIN + sum(_LINE + 3 for _ in head) + (6 if head else 0)
    below = top + where.height + 26
    wide = max(
        [where.width, rows.width, *(width(t, _TITLE) for t in head), *(width(t, _SMALL) for t in foot)]
    )
    tall = below + rows.height + (_LINE if rows.height and foot else 0) + _LINE * len(foot)
    whole = wide + 2 * _MARGIN, tall + (_MARGIN - 12 if rows.height or foot else -6)
    shift = _MARGIN + max(0.0, (wide - where.width) / 2)
    yield from _opening(seen, *whole)
    for line, text in enumerate(head):
        yield _written("title", _MARGIN, _MARGIN + 12 + line * (_LINE + 3), text)
    yield f'<g class="graph" transform="translate({_n(shift)} {_n(top)})">'
    yield from _edges(seen, where, texts)
    yield from _nodes(seen, where)
    yield "</g>"
    yield from _rows(rows, _MARGIN, below)
    start = below + rows.height + (_LINE if rows.height else 4)
    for line, text in enumerate(foot):
        yield _written("legend", _MARGIN, start + line * _LINE, text)
    yield "</svg>"
