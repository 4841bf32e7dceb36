"""The words of a formula, each with the column where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isinf
from typing import TYPE_CHECKING

from compose.errors import FormulaError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Token", "statements"]

_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<sign>\*\*|[-+*/(),=])"
    r"|(?P<separator>[;\n])"
    r"|(?P<blank>[ \t\r]+)"
    r"|(?P<stray>.)"
)
_MEANT = {
    "^": "**",
    "−": "-",
    "–": "-",
    "·": "*",
    "⋅": "*",
    "×": "*",
    "÷": "/",
    "²": "**2",
    "³": "**3",
}


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a formula.

    Parameters
    ----------
    kind : str
        ``"number"``, ``"name"``, ``"sign"`` or ``"end"``.
    text : str
        As it was written.
    column : int
        Where it begins, counted from 1.
    """

    kind: str
    text: str
    column: int

    def __str__(self) -> str:
        return "the end" if self.kind == "end" else repr(self.text)


def statements(text: str) -> Iterator[list[Token]]:
    """Cut a text into formulas and these into words.

    Parameters
    ----------
    text : str
        Formulas, separated by semicolons or line ends.

    Yields
    ------
    list of Token
        One formula that is not empty, closed by an ``"end"``.

    Raises
    ------
    FormulaError
        At a character that belongs to no word.

    Examples
    --------
    >>> [[token.text for token in formula] for formula in statements("g = w*x; f = g")]
    [['g', '=', 'w', '*', 'x', ''], ['f', '=', 'g', '']]
    """
    formula: list[Token] = []
    for match in _TOKEN.finditer(f"{text};"):
        kind, column = str(match.lastgroup), match.start() + 1
        if kind != "separator":
            formula.extend(_words(text, kind, match.group(), column))
        elif formula:
            yield [*formula, Token("end", "", column)]
            formula = []


def _words(text: str, kind: str, word: str, column: int) -> Iterator[Token]:
    if kind == "stray" or (kind == "name" and not word.isidentifier()):
        raise FormulaError(text, column, _stray(word))
    if kind == "number" and isinf(float(word)):
        raise FormulaError(text, column, "this number is too large for a float")
    if kind != "blank":
        yield Token(kind, word, column)


def _stray(word: str) -> str:
    wrong = next(character for character in word if not character.isidentifier())
    meant = f"; use {_MEANT[wrong]}" if wrong in _MEANT else "; remove it"
    return f"{wrong!r} means nothing in a formula{meant}"
