"""Explanations as text for a terminal of 80 columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from compose.engine.show.content import Equation, Row, equation, notes, rest, rows
from compose.engine.show.reasoned import Reasoned

__all__ = ["filled", "headline", "text", "width"]

_COLUMNS: Final = 80
_SHORT: Final = 16
# A line may break before a sign that joins, or between words; never after such a sign.
_BREAK: Final = re.compile(r"(?<![·→=≈±:]) ")


def text(reasoned: Reasoned) -> str:
    """Lay an explanation out for a terminal.

    Parameters
    ----------
    reasoned : Reasoned
        The explanation.

    Returns
    -------
    str
        Lines of at most 80 columns, unless one name is longer.
    """
    lines = headline(equation(reasoned))
    if reasoned.count > 1 and reasoned.terms:
        lines += ["", *_table(rows(reasoned))]
    closing = rest(reasoned)
    lines += filled(closing, "  ", "    ") if closing else []
    reasons = [line for note in notes(reasoned) for line in filled(note, "  ", "      ")]
    gap = [""] if reasons and len(lines) > 1 else []
    return "\n".join([*lines, *gap, *reasons])


def headline(said: Equation) -> list[str]:
    """Write an equation on one line if it fits, else with a line for each step.

    Parameters
    ----------
    said : Equation
        The equation.

    Returns
    -------
    list of str
        Its lines.

    Examples
    --------
    >>> from compose.engine.show.content import Step
    >>> headline(Equation("∂f/∂x", (Step("=", "5"),), ""))
    ['∂f/∂x = 5']
    """
    line = str(said)
    return [line] if width(line) <= _COLUMNS else _stacked(said)


def _stacked(said: Equation) -> list[str]:
    lines, lead = [], f"{said.left} "
    if width(lead) > _SHORT:
        lines, lead = filled(said.left, "", "    "), "  "
    blank = " " * width(lead)
    last = len(said.steps) - 1
    for k, step in enumerate(said.steps):
        sign = step.sign.removeprefix(": ").replace(":", "=")
        line = f"{sign} {step.text}{said.remark if k == last else ''}"
        lines += filled(line, blank if k else lead, blank + "  ")
    return lines


def _table(listed: list[Row]) -> list[str]:
    """Lay out a row for each path; its factors stand beside it, or below where it is too wide."""
    shares = max(width(row.share) for row in listed)
    products = max(width("product"), *(width(row.product) for row in listed))
    paths = max(width(row.path) for row in listed)
    lead = "  " + (f"{'share':>{shares}}  " if shares else "") + f"{'product':>{products}}  "
    factors = max(width(row.factors) for row in listed)
    beside = width(lead) + paths + 2 + factors <= _COLUMNS
    head = f"{'path':<{paths}}  factors" if beside and factors else "path"
    lines = [lead + head]
    for row in listed:
        share = f"{_right(row.share, max(shares, 5))}  " if shares else ""
        start = f"  {share}{_right(row.product, products)}  "
        lines += _row(row, start, paths if beside else None)
    return lines


def _row(row: Row, start: str, paths: int | None) -> Iterator[str]:
    if paths is not None:
        yield f"{start}{row.path}{' ' * (paths - width(row.path))}  {row.factors}".rstrip()
        return
    blank = " " * width(start)
    yield from filled(row.path, start, blank + "  ")
    if row.factors:
        yield from filled(f"= {row.factors}", blank, blank + "  ")


def _right(cell: str, columns: int) -> str:
    return " " * (columns - width(cell)) + cell


def filled(line: str, first: str, others: str) -> list[str]:
    """Break a line between its words where it is too wide for a terminal.

    Parameters
    ----------
    line : str
        The text.
    first, others : str
        What stands before the first line, and before each other.

    Returns
    -------
    list of str
        Lines of at most 80 columns, unless one word is longer.

    Examples
    --------
    >>> filled("a short one", "- ", "  ")
    ['- a short one']
    """
    lines, now, empty = [], first, True
    for word in _words(line, _COLUMNS - width(others)):
        joined = now + word if empty else f"{now} {word}"
        if not empty and width(joined) > _COLUMNS:
            lines.append(now)
            joined = others + word
        now, empty = joined, False
    return [*lines, now]


def _words(line: str, room: int) -> Iterator[str]:
    """Split where a line may break: a fraction that is too wide breaks before its stroke."""
    for word in _BREAK.split(line):
        if width(word) <= room:
            yield word
        else:
            top, stroke, bottom = word.partition("/∂")
            yield top
            if stroke:
                yield stroke + bottom


def width(line: str) -> int:
    """Count columns: wide characters take two, combining ones none.

    Parameters
    ----------
    line : str
        The text.

    Returns
    -------
    int
        What a terminal needs.

    Examples
    --------
    >>> width("km"), width("個")
    (2, 2)
    """
    return len(line) if line.isascii() else sum(_columns(line))


def _columns(line: str) -> Iterable[int]:
    for character in line:
        wide = unicodedata.east_asian_width(character) in "WF"
        yield 0 if unicodedata.combining(character) else 1 + wide
