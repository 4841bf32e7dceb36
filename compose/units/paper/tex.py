r"""A calculation as LaTeX; what cancels is struck through by ``\cancel``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from compose.dimensions import Monomial
from compose.engine.show.tex import power, symbol
from compose.units.paper.answers import Answer
from compose.units.paper.brackets import Bracket, Mark, marks
from compose.units.paper.formulas import LATEX, formula
from compose.units.paper.symbols import figure_latex, number_latex
from compose.units.paper.working import Formula, Line, Omitted
from compose.units.paper.written import Written

__all__ = ["latex"]


def latex(lines: Sequence[Line]) -> str:
    r"""Write a calculation as LaTeX, without delimiters.

    Parameters
    ----------
    lines : sequence of Line

    Returns
    -------
    str
        One formula; several lines need amsmath, or MathJax.

    Examples
    --------
    >>> from compose import units
    >>> from compose.units.paper.working import lines
    >>> print(latex(lines(units.explain("h", "min").way)))
    1\,\cancel{\mathrm{h}} \times \frac{60\,\mathrm{min}}{1\,\cancel{\mathrm{h}}} = 60\,\mathrm{min}
    """
    written = [list(_parts(line)) for line in lines]
    if len(written) == 1:
        return " ".join(written[0])
    body = " \\\\\n".join(f"{parts[0]} &{' '.join(parts[1:])}" for parts in written)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def _parts(line: Line) -> Iterator[str]:
    head = "x" if line.value == "x" else figure_latex(line.value)
    yield head + _unit(line.over, line.under)
    for member in line.members:
        if isinstance(member, Formula):
            yield f"= {_formula(member)}"
        elif isinstance(member, Omitted):
            yield rf"\times \underset{{\text{{{member.left_out} more}}}}{{\cdots}}"
        else:
            yield rf"\times {_bracket(member)}"
    yield from (_answer(answer, line.unit) for answer in line.answers)


def _formula(member: Formula) -> str:
    value = member.value if member.value == "x" else figure_latex(member.value)
    return formula(member.local, value, _whole_unit(member.unit), LATEX)


def _answer(answer: Answer, unit: Written) -> str:
    sign = "=" if answer.sign == "=" else r"\approx"
    told = answer.number
    number = number_latex(told) if isinstance(told, Monomial) else figure_latex(told)
    after = _whole_unit(unit)
    if not answer.spread:
        return f"{sign} {number}{after}"
    doubtful = rf"{number} \pm {power(answer.spread)}"
    return f"{sign} " + (rf"\left({doubtful}\right){after}" if after else doubtful)


def _whole_unit(unit: Written) -> str:
    return _unit(*marks(unit.powers))


def _unit(over: Sequence[Mark], under: Sequence[Mark]) -> str:
    if not over and not under:
        return ""
    if not under:
        return rf"\,{_joined(over)}"
    return rf"\,\frac{{{_joined(over) or '1'}}}{{{_joined(under)}}}"


def _joined(side: Sequence[Mark]) -> str:
    return r" \cdot ".join(map(_mark, side))


def _mark(mark: Mark) -> str:
    r"""Strike through what cancels; of a power that cancels in part, the exponent."""
    name = _upright(mark.name)
    if mark.struck == mark.power:
        return rf"\cancel{{{_raised(name, mark.power)}}}"
    if not mark.struck:
        return _raised(name, mark.power)
    left = mark.power - mark.struck
    rest = "" if left == 1 else rf"\,{left}"
    return rf"{name}^{{\cancel{{{mark.power}}}{rest}}}"


def _upright(name: str) -> str:
    """Write a unit: never in italics, which are for variables."""
    text = symbol(name)
    return rf"\mathrm{{{text}}}" if len(name) == 1 and name.isascii() else text


def _raised(name: str, exponent: Fraction) -> str:
    return name if exponent == 1 else f"{name}^{{{exponent}}}"


def _bracket(one: Bracket) -> str:
    top, bottom, rounded = one.numbers
    over = _beside(number_latex(top), one.over)
    under = _beside(number_latex(bottom), one.under)
    inner = over if under == "1" else rf"\frac{{{over}}}{{{under}}}"
    about = rf"\left(\approx {inner}\right)" if rounded else inner
    return about if one.exponent == 1 else rf"\left({inner}\right)^{{{one.exponent}}}"


def _beside(number: str, side: Sequence[Mark]) -> str:
    return rf"{number}\,{_joined(side)}" if side else number
