"""Writes what is shown: sections and aligned rows, on a terminal and in a pipe.

On a terminal headings are emphasised; elsewhere there is nothing but text. Signs that the
output's encoding does not have are spelt out, so that ∂f/∂w becomes df/dw.
"""

from __future__ import annotations

import codecs
import io
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

import click

__all__ = ["Screen", "counted", "say", "spell_what_cannot_be_encoded"]

_SPELT = {
    "∂": "d",
    "Δ": "D",
    "Σ": "sum",
    "→": "->",
    "←": "<-",
    "·": "*",
    "×": "x",
    "−": "-",
    "±": "+/-",
    "≈": "~",
    "…": "...",
    "─": "-",
    "µ": "u",
    "°": "deg",
    "π": "pi",
}
_RAISED = re.compile("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def _spelt(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    raised = _RAISED.match(error.object, error.start)
    if raised:
        return f"^{raised[0].translate(_LOWERED)}", raised.end()
    sign = error.object[error.start]
    text = _SPELT.get(sign, sign)
    return text.encode("ascii", "backslashreplace").decode("ascii"), error.start + 1


def spell_what_cannot_be_encoded(stream: Any) -> None:
    """Let a stream spell out the signs that its encoding does not have.

    Parameters
    ----------
    stream : text stream
        Changed in place; streams that are no files of their own are left alone.

    Examples
    --------
    >>> stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    >>> spell_what_cannot_be_encoded(stream)
    >>> _ = stream.write("w → f: ∂f/∂w = 1 · 5")
    >>> stream.flush()
    >>> stream.buffer.getvalue()
    b'w -> f: df/dw = 1 * 5'
    """
    codecs.register_error("compose.spelt", _spelt)
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="compose.spelt")


def say(text: str, stream: TextIO | None = None) -> None:
    """Write a text and a line end.

    Parameters
    ----------
    text : str
    stream : text stream, optional
        Where to; stdout by default.

    Examples
    --------
    >>> say("5 mL = 5e-15 km^3")
    5 mL = 5e-15 km^3
    """
    # Given no stream, Click would take one of its own, in another encoding.
    click.echo(text, file=stream or sys.stdout)


def counted(number: int, one: str, many: str) -> str:
    """Write a number with its noun.

    Parameters
    ----------
    number : int
    one, many : str

    Returns
    -------
    str

    Examples
    --------
    >>> counted(1, "box", "boxes"), counted(0, "box", "boxes")
    ('1 box', '0 boxes')
    """
    return f"{number} {one if number == 1 else many}"


class Screen:
    """A page of sections, written to stdout.

    Examples
    --------
    >>> screen = Screen()
    >>> screen.lines(["one", "two"])
    one
    two
    """

    def __init__(self) -> None:
        from rich.console import Console

        self._console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
        self._begun = False

    def section(self, title: str) -> None:
        """Begin a section, below an empty line unless it is the first.

        Parameters
        ----------
        title : str
            Its heading.
        """
        from rich.rule import Rule
        from rich.text import Text

        if self._begun:
            self._console.print()
        self._begun = True
        self._console.print(Rule(Text(title, style="bold"), align="left", style="dim"))

    def lines(self, lines: Iterable[str], *, indent: int = 0) -> None:
        """Write lines as they are, indented.

        Parameters
        ----------
        lines : iterable of str
        indent : int
            By how many spaces.
        """
        self._begun = True
        for line in lines:
            self._console.print(" " * indent + line if line else "")

    def rows(self, rows: Sequence[Sequence[str]], *, indent: int = 0) -> None:
        """Write rows whose cells stand below one another, the last ones flush right.

        Parameters
        ----------
        rows : sequence of sequence of str
            Rows of equal length.
        indent : int
            By how many spaces.

        Examples
        --------
        >>> Screen().rows([("∂f/∂w", "=", "5"), ("∂profit/∂x", "=", "-2")])
        ∂f/∂w      =  5
        ∂profit/∂x = -2
        """
        from rich.cells import cell_len

        widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
        for *first, last in rows:
            gaps = [
                " " * (width - cell_len(cell))
                for cell, width in zip([*first, last], widths, strict=True)
            ]
            cells = [cell + gap for cell, gap in zip(first, gaps[:-1], strict=True)]
            self.lines([" ".join([*cells, gaps[-1] + last])], indent=indent)
