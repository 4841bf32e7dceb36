"""What stands above and below a picture: its title, the largest paths, what the strokes mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap
from typing import Final

from compose.engine.show.content import Row
from compose.formats.drawing.escaping import escaped, number
from compose.formats.drawing.measure import width
from compose.formats.sketching.sketch import Sketch
from compose.formats.sketching.texts import cut

__all__ = ["Block", "heading", "legend", "paths"]

_TITLE: Final = 15.0
_SMALL: Final = 12.0
_LINE: Final = 18.0
_COLUMN: Final = 22.0
_LONG: Final = 92
_TITLE_LINES: Final = 3
_HEADS: Final = Row("share", "product", "path", "factors")
_FROM_THE_RIGHT: Final = 2


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines of SVG, to be put somewhere.

    Attributes
    ----------
    width, height : float
        Their room; nothing where there is nothing to say.
    lines : tuple of str
        Elements, placed from (0, 0) on.
    """

    width: float
    height: float
    lines: tuple[str, ...]


def heading(seen: Sketch) -> Block:
    """Write the title, on three lines at most.

    Parameters
    ----------
    seen : Sketch
        The picture.

    Returns
    -------
    Block
        Empty where nothing is highlighted.
    """
    lines = wrap(seen.title, _LONG)
    kept = [*lines[: _TITLE_LINES - 1], cut(" ".join(lines[_TITLE_LINES - 1 :]), _LONG)]
    return _lines([line for line in kept if line], "title", _TITLE, 21.0)


def legend(seen: Sketch) -> Block:
    """Say what the strokes that occur mean, and what is left out.

    Parameters
    ----------
    seen : Sketch
        The picture.

    Returns
    -------
    Block
        Empty where all strokes are plain and everything is shown.
    """
    return _lines(
        [part for text in _meanings(seen) for part in wrap(text, _LONG)], "legend", _SMALL, _LINE
    )


def _meanings(seen: Sketch) -> Iterator[str]:
    if seen.left_out:
        yield seen.left_out
    if any(edge.share is not None and edge.share < 0 for edge in seen.edges):
        yield "The thicker, the larger the share; orange where it is positive, blue where negative."
    elif any(edge.on_path and abs(edge.share or 1.0) < 1 for edge in seen.edges):
        yield "The thicker, the larger the share."
    if any(edge.check for edge in seen.edges):
        yield "Dashed: a check, which agrees with the rest."
    if any(edge.hidden for edge in seen.edges):
        yield "Dotted: a way through nodes that are left out."


def _lines(texts: list[str], kind: str, size: float, line: float) -> Block:
    elements = [
        f'<text class="{kind}" x="0" y="{number((k + 1) * line - 4)}">{escaped(text)}</text>'
        for k, text in enumerate(texts)
    ]
    wide = max((width(text, size) for text in texts), default=0.0)
    return Block(wide, len(texts) * line, tuple(elements))


def paths(seen: Sketch) -> Block:
    """Write a table of the largest paths: share, product, path, factors.

    Parameters
    ----------
    seen : Sketch
        The picture.

    Returns
    -------
    Block
        Empty where there are not several paths.
    """
    if len(seen.rows) < 2 and not seen.rest:  # noqa: PLR2004 - the title says all of one path
        return Block(0.0, 0.0, ())
    rows = [Row(*(cut(cell, _LONG) for cell in row)) for row in seen.rows]
    kept = [k for k in range(len(_HEADS)) if any(row[k] for row in rows)]
    wide = {k: max(width(row[k], _SMALL) for row in (_HEADS, *rows)) for k in kept}
    starts, end = {}, 0.0
    for k in kept:
        starts[k] = end
        end += wide[k] + _COLUMN
    elements = [
        _cell("head" if not line else "cell", row[k], starts[k], wide[k], line, k)
        for line, row in enumerate((_HEADS, *rows))
        for k in kept
        if row[k]
    ]
    rule = f'<path class="rule" d="M0 {number(_LINE + 2)}H{number(end - _COLUMN)}"/>'
    rest = _remark(seen.rest, len(rows) + 1)
    whole = max(end - _COLUMN, width(seen.rest, _SMALL))
    return Block(whole, (len(rows) + 1 + bool(rest)) * _LINE + 6, (*elements, rule, *rest))


def _cell(kind: str, text: str, start: float, wide: float, line: int, column: int) -> str:
    right = column < _FROM_THE_RIGHT
    x = start + wide if right else start
    classes = f"{kind} right" if right else kind
    return f'<text class="{classes}" x="{number(x)}" y="{_down(line)}">{escaped(text)}</text>'


def _down(line: int) -> str:
    return number((line + 1) * _LINE - 4 + (6 if line else 0))


def _remark(text: str, line: int) -> list[str]:
    return [f'<text class="legend" x="0" y="{_down(line)}">{escaped(text)}</text>'] if text else []
