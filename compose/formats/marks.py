"""How what is highlighted looks in text formats: colours, widths, and what is written beside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from textwrap import wrap
from typing import Final

from compose.engine.show.content import Row
from compose.engine.show.pieces import share
from compose.formats.sketching.sketch import Sketch, SketchEdge

__all__ = ["ALONG", "FAINT", "colour", "edge_lines", "legend", "width"]

# Okabe and Ito's vermilion and blue, told apart whatever colours one sees.
ALONG: Final = "#D55E00"
_AGAINST: Final = "#0072B2"
FAINT: Final = "#767676"
_THINNEST: Final = 1.5
_THICKEST: Final = 5.0
_UNKNOWN: Final = 2.5
_ROOM: Final = 100


def colour(edge: SketchEdge) -> str:
    """Give the colour of an edge on a highlighted path; its share says the sign as well.

    Parameters
    ----------
    edge : SketchEdge
        The edge.

    Returns
    -------
    str
        A colour in hexadecimal notation.
    """
    return _AGAINST if (edge.share or 0.0) < 0 else ALONG


def width(edge: SketchEdge) -> float:
    """Give the width of an edge on a highlighted path: the larger its share, the wider.

    Parameters
    ----------
    edge : SketchEdge
        The edge.

    Returns
    -------
    float
        From 1.5 to 5; 2.5 where there is no share.
    """
    if edge.share is None:
        return _UNKNOWN
    return _THINNEST + (_THICKEST - _THINNEST) * abs(edge.share)


def edge_lines(seen: Sketch, edge: SketchEdge) -> tuple[str, ...]:
    """Give what stands beside an edge: its local, and its share where there are several paths.

    Parameters
    ----------
    seen : Sketch
        The picture.
    edge : SketchEdge
        An edge of it.

    Returns
    -------
    tuple of str
        One or two lines.
    """
    if edge.share is None or not edge.stands_out or len(seen.rows) <= 1:
        return (edge.text,)
    return edge.text, share(edge.share)


def legend(seen: Sketch) -> tuple[str, ...]:
    """Give what stands above a picture: the answer, the largest paths, what is left out.

    Parameters
    ----------
    seen : Sketch
        The picture.

    Returns
    -------
    tuple of str
        Lines; none where there is nothing to say.
    """
    told = (seen.title, *_rows(seen.rows), seen.rest, seen.left_out)
    return tuple(chain.from_iterable(wrap(text, _ROOM) for text in told))


def _rows(rows: Sequence[Row]) -> Iterator[str]:
    """Write the paths, a single one only if it has several factors."""
    if len(rows) > 1 or any(" · " in row.factors for row in rows):
        yield from map(_row, rows)


def _row(row: Row) -> str:
    factors = f"{row.product} = {row.factors}" if " · " in row.factors else row.product
    return "  ".join(_some(row.share, f"{row.path}:", factors))


def _some(*texts: str) -> Iterator[str]:
    return (text for text in texts if text)
