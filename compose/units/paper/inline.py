"""A line of a calculation as text, Markdown or HTML; cancelled units are struck through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from html import escape
from typing import Final, NamedTuple

from compose.dimensions import Monomial
from compose.engine.show.markup import quoted
from compose.engine.show.names import printable
from compose.units.paper.answers import Answer
from compose.units.paper.brackets import Bracket, Mark, marks
from compose.units.paper.formulas import TEXT, formula
from compose.units.paper.symbols import number_text, raised
from compose.units.paper.working import Formula, Line, Omitted
from compose.units.paper.written import Written, power_text

__all__ = ["HTML", "MARKDOWN", "PLAIN", "Piece", "Style", "inline", "pieces"]


class Style(NamedTuple):
    """How names are escaped, and how what cancels is shown."""

    escaped: Callable[[str], str]
    struck: Callable[[str], str]


class Piece(NamedTuple):
    """A part of a line that is not broken, with the sign before it."""

    sign: str
    text: str


def _tagged(text: str) -> str:
    return f"<s>{text}</s>"


PLAIN: Final = Style(str, str)
# ~~ would strike through as well, but not in every Markdown; <s> does.
MARKDOWN: Final = Style(quoted, _tagged)
HTML: Final = Style(lambda text: escape(text, quote=False), _tagged)


def inline(line: Line, style: Style) -> str:
    """Write a calculation in one line.

    Parameters
    ----------
    line : Line
    style : Style

    Returns
    -------
    str

    Examples
    --------
    >>> from compose import units
    >>> from compose.units.paper.working import lines
    >>> (line,) = lines(units.explain("m", "km", value=5).way)
    >>> inline(line, PLAIN)
    '5 m × (1 km / 1000 m) = 0.005 km'
    """
    return " ".join(f"{sign} {text}".strip() for sign, text in pieces(line, style))


def pieces(line: Line, style: Style) -> list[Piece]:
    """Cut a calculation into what stands between its signs.

    Parameters
    ----------
    line : Line
    style : Style

    Returns
    -------
    list of Piece
        The first has no sign.
    """
    unit = _unit(line.over, line.under, style)
    written = [Piece("", f"{raised(line.value)}{unit}")]
    for member in line.members:
        if isinstance(member, Formula):
            after = _whole_unit(member.unit, style)
            unknown = "\0" if after else ""
            text = style.escaped(formula(member.local, member.value, unknown, TEXT))
            written.append(Piece("=", text.replace("\0", after)))
        elif isinstance(member, Omitted):
            written.append(Piece("×", f"… ({member.left_out} more) …"))
        else:
            written.append(Piece("×", _bracket(member, style)))
    answers = (_answer(answer, line.unit, style) for answer in line.answers)
    return [*written, *answers]


def _answer(answer: Answer, unit: Written, style: Style) -> Piece:
    is_text = isinstance(answer.number, str)
    shown = raised(str(answer.number)) if is_text else _symbols(answer.number)
    spread = f" ± {raised(answer.spread)}" if answer.spread else ""
    after = _whole_unit(unit, style)
    if spread and after:
        return Piece(answer.sign, f"({shown}{spread}){after}")
    return Piece(answer.sign, f"{shown}{spread}{after}")


def _symbols(number: str | Monomial) -> str:
    return number_text(number) if isinstance(number, Monomial) else number


def _whole_unit(unit: Written, style: Style) -> str:
    return _unit(*marks(unit.powers), style)


def _unit(over: Sequence[Mark], under: Sequence[Mark], style: Style) -> str:
    """Write a unit behind its number, ``m/s``."""
    if not over and not under:
        return ""
    top = _joined(over, style) or "1"
    lead = "" if not over else " "
    if not under:
        return f"{lead}{top}"
    several = len(under) > 1 or under[0].name[:1].isdigit()
    bottom = _joined(under, style)
    return f"{lead}{top if over else ''}/{f'({bottom})' if several else bottom}"


def _joined(side: Sequence[Mark], style: Style) -> str:
    return "·".join(_mark(mark, style) for mark in side)


def _mark(mark: Mark, style: Style) -> str:
    """Strike through what cancels: the whole unit, or part of its power."""
    name = style.escaped(printable(mark.name))
    if not mark.struck:
        return name + power_text(mark.power)
    if mark.struck == mark.power:
        return style.struck(name + power_text(mark.power))
    if style.struck is str:
        return name + power_text(mark.power)
    return name + style.struck(power_text(mark.power)) + power_text(mark.power - mark.struck)


def _bracket(one: Bracket, style: Style) -> str:
    top, bottom, rounded = one.numbers
    over = f"{number_text(top)} {_joined(one.over, style)}".rstrip()
    under = f"{number_text(bottom)} {_joined(one.under, style)}".rstrip()
    about = "≈ " if rounded else ""
    inner = over if under == "1" else f"{over} / {under}"
    return f"({about}{inner}){power_text(Fraction(one.exponent))}"
