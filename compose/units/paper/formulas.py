"""Steps that are more than a factor, as formulas: (x × 9/5 + 32) degF, 1 mW × 10^(x / 10)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from fractions import Fraction
from itertools import accumulate
from typing import Any, Final, final

from compose.dimensions import Constant, Monomial
from compose.engine.maps import Affine
from compose.engine.projective import Moebius
from compose.engine.show.figures import decimal
from compose.engine.show.names import printable
from compose.engine.show.tex import symbol
from compose.engine.valued import Chain, Exponential, Function, Logarithmic
from compose.units.paper.numbers import plain, result
from compose.units.paper.symbols import figure_latex, number_text, raised

__all__ = ["LATEX", "TEXT", "Pen", "formula"]

_LONGEST: Final = 15
_LOWERED: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class Pen(ABC):
    """How the parts of a formula are written.

    Examples
    --------
    >>> TEXT.power("10", "x")
    '10^x'
    """

    times: str

    @abstractmethod
    def number(self, value: Any) -> str:
        """Write a number."""

    @abstractmethod
    def name(self, text: str) -> str:
        """Write the name of a function."""

    @abstractmethod
    def ratio(self, over: str, under: str) -> str:
        """Write a quotient."""

    @abstractmethod
    def power(self, base: str, exponent: str) -> str:
        """Write a power."""

    @abstractmethod
    def logarithm(self, base: str, argument: str) -> str:
        """Write a logarithm."""

    @abstractmethod
    def bracketed(self, inner: str) -> str:
        """Put a sum in brackets."""

    def minus(self) -> str:
        """Write the sign of a difference."""
        return "-"


@final
class _Text(Pen):
    times = " × "

    def number(self, value: Any) -> str:
        return raised(_ascii(value))

    def name(self, text: str) -> str:
        return printable(text)

    def ratio(self, over: str, under: str) -> str:
        return f"{_whole(over)} / {_whole(under)}"

    def power(self, base: str, exponent: str) -> str:
        return f"{_whole(base)}^{exponent if exponent.isalnum() else f'({exponent})'}"

    def logarithm(self, base: str, argument: str) -> str:
        inner = argument if _is_closed(argument) else f"({argument})"
        if base == "e":
            return f"ln{inner}"
        return f"log{base.translate(_LOWERED) if base.isdigit() else f'_{base}'}{inner}"

    def bracketed(self, inner: str) -> str:
        return inner if _is_closed(inner) else f"({inner})"


@final
class _Latex(Pen):
    times = r" \times "

    def number(self, value: Any) -> str:
        return figure_latex(_ascii(value)) if not isinstance(value, Constant) else value.symbol

    def name(self, text: str) -> str:
        return symbol(text)

    def ratio(self, over: str, under: str) -> str:
        return rf"\frac{{{over}}}{{{under}}}"

    def power(self, base: str, exponent: str) -> str:
        return f"{base}^{{{exponent}}}"

    def logarithm(self, base: str, argument: str) -> str:
        name = r"\ln" if base == "e" else rf"\log_{{{base}}}"
        return rf"{name}\left({argument}\right)"

    def bracketed(self, inner: str) -> str:
        return rf"\left({inner}\right)"


TEXT: Final = _Text()
LATEX: Final = _Latex()


def _ascii(value: Any) -> str:
    """Write a number with all digits where they are few, and rounded where they are not."""
    if isinstance(value, Constant):
        return value.symbol
    if isinstance(value, Monomial):
        return number_text(value)
    if not isinstance(value, int | Fraction):
        return result(value).text
    exact = Fraction(value)
    text = plain(exact) or str(exact) if _is_short(exact) else ""
    return text or decimal(exact).text


def _is_short(value: Fraction) -> bool:
    return value.numerator.bit_length() + value.denominator.bit_length() <= 3 * _LONGEST


def _whole(text: str) -> str:
    """Put brackets around what holds a sign, unless it has them."""
    return f"({text})" if {" ", "/"} & {*text} and not _is_closed(text) else text


def _is_closed(text: str) -> bool:
    """Say whether the first bracket is closed by the last character."""
    depths = list(accumulate((character == "(") - (character == ")") for character in text))
    return text.startswith("(") and text.endswith(")") and 0 not in depths[:-1]


def formula(local: Any, x: str, unit: str, pen: Pen) -> str:
    """Write what a step makes of a value.

    Parameters
    ----------
    local : Map
        The step.
    x : str
        The value, or what stands for it.
    unit : str
        The unit of the answer, written with the same pen.
    pen : Pen

    Returns
    -------
    str

    Examples
    --------
    >>> formula(Affine(Fraction(9, 5), 32), "37", " degF", TEXT)
    '(37 × 9/5 + 32) degF'
    >>> formula(Exponential(1, 10, 10), "x", " mW", TEXT)
    '1 mW × 10^(x / 10)'
    """
    links = local.links if isinstance(local, Chain) else (local,)
    for link in links[:-1]:
        x = pen.bracketed(_expression(link, x, pen))
    last = links[-1]
    if isinstance(last, Exponential) and unit:
        return f"{pen.number(last.reference)}{unit}{pen.times}{_exponential(last, x, pen)}"
    inner = _expression(last, x, pen)
    joined = isinstance(last, Affine) and last.offset
    return f"{pen.bracketed(inner) if joined and unit else inner}{unit}"


def _expression(local: Any, x: str, pen: Pen) -> str:
    if isinstance(local, Affine):
        return _affine(local, x, pen)
    if isinstance(local, Moebius):
        return _moebius(local, x, pen)
    if isinstance(local, Exponential):
        power = _exponential(local, x, pen)
        return power if local.reference == 1 else f"{pen.number(local.reference)}{pen.times}{power}"
    if isinstance(local, Logarithmic):
        return _logarithmic(local, x, pen)
    name = local.name if isinstance(local, Function) else type(local).__name__
    return pen.name(name) + pen.bracketed(x)


def _affine(local: Affine, x: str, pen: Pen) -> str:
    scaled = _scaled(local.scale, x, pen)
    return f"{scaled}{_added(local.offset, pen)}" if local.offset else scaled


def _scaled(scale: Any, x: str, pen: Pen) -> str:
    if scale == 1:
        return x
    turned = 1 / Fraction(scale) if isinstance(scale, int | Fraction) else Fraction(0)
    if turned.denominator == 1 and turned > 1:
        return pen.ratio(x, pen.number(turned))
    return f"{x}{pen.times}{_fraction(scale, pen)}"


def _fraction(scale: Any, pen: Pen) -> str:
    """Write the factors of temperatures as everybody does, 9/5 and not 1.8."""
    if isinstance(scale, Fraction) and scale.denominator < 10:  # noqa: PLR2004 - a simple fraction
        text = str(scale)
        return text if pen is TEXT else figure_latex(text)
    return pen.number(scale)


def _added(offset: Any, pen: Pen) -> str:
    sign = pen.minus() if offset < 0 else "+"
    return f" {sign} {pen.number(abs(offset))}"


def _moebius(local: Moebius, x: str, pen: Pen) -> str:
    under = f"{x}{_added(local.d, pen)}" if local.d else x
    if not local.a:
        return pen.ratio(pen.number(local.b), under)
    over = _scaled(local.a, x, pen) + (_added(local.b, pen) if local.b else "")
    return pen.ratio(over, under)


def _exponential(local: Exponential, x: str, pen: Pen) -> str:
    exponent = x if local.factor == 1 else pen.ratio(x, pen.number(local.factor))
    if local.factor == -1:
        exponent = f"-{x}" if x.replace(".", "").isalnum() else f"-({x})"
    return pen.power(pen.number(local.base), exponent)


def _logarithmic(local: Logarithmic, x: str, pen: Pen) -> str:
    ratio = x if local.reference == 1 else pen.ratio(x, pen.number(local.reference))
    logarithm = pen.logarithm(pen.number(local.base), ratio)
    if local.factor in (1, -1):
        return logarithm if local.factor == 1 else f"-{logarithm}"
    return f"{pen.number(local.factor)}{pen.times}{logarithm}"
