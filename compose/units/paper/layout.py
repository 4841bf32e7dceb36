"""An explanation of a conversion as text for 80 columns, as Markdown, and as HTML.

First the way and its factor, then the calculation, then a line for each step, then the notes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

from compose.engine.show.markup import begun, quoted
from compose.engine.show.names import printable
from compose.engine.show.terminal import filled, headline, width
from compose.units.paper.inline import HTML, MARKDOWN, PLAIN, Piece, inline, pieces
from compose.units.paper.steps import ShownStep
from compose.units.paper.summary import factor_text, summary
from compose.units.paper.working import Line, lines

if TYPE_CHECKING:
    from compose.units.paper.explanation import ConversionExplanation

__all__ = ["html", "markdown", "text"]

_STEPS: Final = 12
_ROOM: Final = 72
_HEADS: Final = ("step", "factor", "class", "origin")


def text(why: ConversionExplanation) -> str:
    """Lay an explanation out for a terminal.

    Parameters
    ----------
    why : ConversionExplanation

    Returns
    -------
    str
        Lines of at most 80 columns, unless one name is longer.
    """
    blocks = [
        headline(summary(why)),
        [row for line in lines(why.way) for row in _laid_out(line)],
        [row for step in _near_the_ends(why.steps) for row in filled(_told(step), "  ", "      ")],
        [row for note in why.notes for row in filled(_noted(note), "  ", "      ")],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _laid_out(line: Line) -> list[str]:
    """Break a calculation between its brackets, and not within them."""
    whole = " ".join(_unbroken(piece) for piece in pieces(line, PLAIN))
    return [row.replace("\xa0", " ") for row in filled(whole, "  ", "      ")]


def _unbroken(piece: Piece) -> str:
    whole = " ".join(part for part in piece if part)
    return whole.replace(" ", "\xa0") if width(whole) <= _ROOM else whole


def _told(step: ShownStep) -> str:
    """Say of a step what it multiplies by, how sure that is, and where it comes from."""
    reasons = step.reasons()
    origin = f" ({'; '.join(reasons)})" if reasons else ""
    return f"{_arrow(step)}: {factor_text(step)}, {step.kind}{origin}"


def _arrow(step: ShownStep) -> str:
    return f"{printable(step.source)} → {printable(step.target)}"


def _noted(note: str) -> str:
    return f"note: {printable(note)}"


def _near_the_ends(steps: Sequence[ShownStep]) -> Sequence[ShownStep]:
    half = _STEPS // 2
    return steps if len(steps) <= _STEPS else (*steps[:half], *steps[-half:])


def _cells(step: ShownStep) -> tuple[str, str, str, str]:
    return _arrow(step), factor_text(step), step.kind, "; ".join(step.reasons())


def markdown(why: ConversionExplanation) -> str:
    """Write an explanation as Markdown, with a table of the steps.

    Parameters
    ----------
    why : ConversionExplanation

    Returns
    -------
    str
        Blocks separated by blank lines.
    """
    blocks = [begun(str(summary(why)))]
    blocks += [inline(line, MARKDOWN) for line in lines(why.way)]
    if why.steps:
        blocks.append("\n".join(_pipes(why.steps)))
    if why.notes:
        blocks.append("\n".join(f"- {begun(_noted(note))}" for note in why.notes))
    return "\n\n".join(blocks)


def _pipes(steps: Sequence[ShownStep]) -> Iterator[str]:
    yield f"| {' | '.join(_HEADS)} |"
    yield "| :--- | ---: | :--- | :--- |"
    for step in _near_the_ends(steps):
        yield f"| {' | '.join(map(quoted, _cells(step)))} |"


def html(why: ConversionExplanation) -> str:
    """Write an explanation as an HTML fragment.

    Parameters
    ----------
    why : ConversionExplanation

    Returns
    -------
    str
        One ``div``, without styles or scripts from elsewhere.
    """
    return "\n".join(["<div>", *_elements(why), "</div>"])


def _elements(why: ConversionExplanation) -> Iterator[str]:
    yield f"<p>{escape(str(summary(why)))}</p>"
    yield from (f"<p>{inline(line, HTML)}</p>" for line in lines(why.way))
    if why.steps:
        yield "<table>"
        yield _row("th", _HEADS)
        yield from (_row("td", _cells(step)) for step in _near_the_ends(why.steps))
        yield "</table>"
    if why.notes:
        yield from ["<ul>", *(f"<li>{escape(_noted(note))}</li>" for note in why.notes), "</ul>"]


def _row(tag: str, cells: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"
