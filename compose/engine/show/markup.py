"""Explanations as Markdown and as HTML: a sentence, a table, a list of reasons.

All text comes from `content` and is escaped here, as a whole: a name is only ever a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Final

from compose.engine.show.content import Row, equation, notes, rest, rows
from compose.engine.show.reasoned import Reasoned

__all__ = ["begun", "html", "markdown", "quoted"]

_HEADS: Final = Row("share", "product", "path", "factors")
_SPECIAL: Final = re.compile(r"([\\`*_\[\]|#~$])")
# What begins a list, a quotation or an underlined heading does so only at the beginning.
_LEADING: Final = re.compile(r"^([-+=]|\d+[.)])")


def markdown(reasoned: Reasoned) -> str:
    """Write an explanation as Markdown, with a table where there are several paths.

    Parameters
    ----------
    reasoned : Reasoned
        The explanation.

    Returns
    -------
    str
        Blocks separated by blank lines.
    """
    blocks = [begun(str(equation(reasoned)))]
    if reasoned.count > 1 and reasoned.terms:
        blocks.append("\n".join(_pipes(reasoned)))
    if closing := rest(reasoned):
        blocks.append(quoted(closing))
    if reasons := notes(reasoned):
        blocks.append("\n".join(f"- {begun(note)}" for note in reasons))
    return "\n\n".join(blocks)


def html(reasoned: Reasoned) -> str:
    """Write an explanation as an HTML fragment that takes its colours from where it stands.

    Parameters
    ----------
    reasoned : Reasoned
        The explanation.

    Returns
    -------
    str
        One ``div``, without styles or scripts from elsewhere.
    """
    return "\n".join(["<div>", *_elements(reasoned), "</div>"])


def _columns(listed: list[Row]) -> list[int]:
    """Choose the columns that have anything to say."""
    return [k for k in range(len(_HEADS)) if any(row[k] for row in listed)]


def _pipes(reasoned: Reasoned) -> Iterator[str]:
    listed = rows(reasoned)
    chosen = _columns(listed)
    yield _piped([_HEADS[k] for k in chosen])
    yield _piped(["---:" if _is_number(k) else ":---" for k in chosen])
    for row in listed:
        yield _piped([quoted(row[k]) for k in chosen])


def _piped(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _is_number(column: int) -> bool:
    return _HEADS[column] in {"share", "product"}


def quoted(line: str) -> str:
    r"""Escape what Markdown, or HTML within it, would take for its own.

    Parameters
    ----------
    line : str
        Plain text.

    Returns
    -------
    str
        Markdown that shows it.

    Examples
    --------
    >>> print(quoted("a|b <c>"))
    a\|b &lt;c&gt;
    """
    return _SPECIAL.sub(r"\\\1", escape(line, quote=False))


def begun(line: str) -> str:
    r"""Escape a line, its beginning included.

    Parameters
    ----------
    line : str
        Plain text.

    Returns
    -------
    str
        Markdown that shows it as a paragraph.

    Examples
    --------
    >>> print(begun("1. not a list"))
    1\. not a list
    """
    line = line.strip()
    mark = _LEADING.match(line)
    cut = mark.end() - 1 if mark else 0
    return quoted(line[:cut]) + ("\\" if mark else "") + quoted(line[cut:])


def _elements(reasoned: Reasoned) -> Iterator[str]:
    yield _element("p", str(equation(reasoned)))
    if reasoned.count > 1 and reasoned.terms:
        yield from _table(rows(reasoned))
    if closing := rest(reasoned):
        yield _element("p", closing)
    if reasons := notes(reasoned):
        yield from ["<ul>", *(_element("li", note) for note in reasons), "</ul>"]


def _table(listed: list[Row]) -> Iterator[str]:
    chosen = _columns(listed)
    yield "<table>"
    yield _table_row("th", [_HEADS[k] for k in chosen], chosen)
    for row in listed:
        yield _table_row("td", [row[k] for k in chosen], chosen)
    yield "</table>"


def _table_row(tag: str, cells: list[str], chosen: list[int]) -> str:
    written = (
        _element(tag, cell, f"text-align:{'right' if _is_number(k) else 'left'}")
        for k, cell in zip(chosen, cells, strict=True)
    )
    return f"<tr>{''.join(written)}</tr>"


def _element(tag: str, content: str, style: str = "") -> str:
    attribute = f' style="{style}"' if style else ""
    return f"<{tag}{attribute}>{escape(content)}</{tag}>"
