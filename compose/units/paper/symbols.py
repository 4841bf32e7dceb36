"""Numbers with powers of ten, π and roots, in text and in LaTeX: 10⁶, 2π, √2."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from compose.dimensions import Constant, Monomial
from compose.dimensions.monomials import fraction_text
from compose.engine.show.tex import power as scientific
from compose.engine.show.tex import symbol
from compose.units.paper.numbers import number

__all__ = ["figure_latex", "number_latex", "number_text", "raised"]

_SIMPLE: Final = 9
_RAISED: Final = str.maketrans("0123456789-/", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᐟ")
_ROOTS: Final = {Fraction(1, 2): "√", Fraction(1, 3): "∛"}


def number_text(value: Monomial) -> str:
    """Write a number in one line of text.

    Parameters
    ----------
    value : Monomial

    Returns
    -------
    str

    Examples
    --------
    >>> from compose.dimensions.reading import read
    >>> [number_text(read(text)) for text in ("2 * π", "π / 180", "1e9", "2 ** 0.5")]
    ['2π', 'π/180', '10⁹', '√2']
    """
    top, slash, bottom = raised(_figure(value)).partition("/")
    over = _beside(top, [_symbol(key, e) for key, e in value.powers if e > 0])
    below = [_symbol(key, -e) for key, e in value.powers if e < 0]
    if not (slash or below):
        return over
    under = _beside(bottom or "1", below)
    return f"{over}/({under})" if below and under != below[0] else f"{over}/{under}"


def _beside(digits: str, symbols: list[str]) -> str:
    """Write 2π, and a dot where the next symbol is a word or a number."""
    if not symbols:
        return digits
    joined = "·".join(symbols)
    if digits == "1":
        return joined
    return (
        f"{digits}{joined}"
        if len(symbols[0]) == 1 or symbols[0][0] in "π√∛"
        else f"{digits}·{joined}"
    )


def _figure(value: Monomial) -> str:
    """Write π/2 and not 0.5π, but 0.5 where there is no symbol."""
    simple = value.powers and 1 < value.coefficient.denominator <= _SIMPLE
    return fraction_text(value.coefficient) if simple else number(value).text


def raised(text: str) -> str:
    """Write 1e9 as 10⁹.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> raised("1e9"), raised("1.5e-07"), raised("12"), raised("e")
    ('10⁹', '1.5 × 10⁻⁷', '12', 'e')
    """
    mantissa, e, exponent = text.partition("e")
    if not (e and exponent):
        return text
    power = f"10{str(int(exponent)).translate(_RAISED)}"
    return {"1": power, "-1": f"-{power}"}.get(mantissa, f"{mantissa} × {power}")


def _symbol(key: object, exponent: Fraction) -> str:
    name = key.symbol if isinstance(key, Constant) else str(key)
    if exponent in _ROOTS:
        return _ROOTS[exponent] + name
    if exponent == 1:
        return name
    whole = exponent.denominator == 1
    return name + (str(exponent).translate(_RAISED) if whole else f"^({exponent})")


def number_latex(value: Monomial) -> str:
    r"""Write a number as LaTeX.

    Parameters
    ----------
    value : Monomial

    Returns
    -------
    str

    Examples
    --------
    >>> from compose.dimensions.reading import read
    >>> print(number_latex(read("2 * π")), number_latex(read("π / 180")))
    2 \pi \frac{\pi}{180}
    """
    top, _, bottom = _figure(value).partition("/")
    over = _beside_latex(top, [_symbol_latex(key, e) for key, e in value.powers if e > 0])
    below = [_symbol_latex(key, -e) for key, e in value.powers if e < 0]
    if not (bottom or below):
        return over
    return rf"\frac{{{over}}}{{{_beside_latex(bottom or '1', below)}}}"


def _beside_latex(digits: str, symbols: list[str]) -> str:
    shown = [] if digits == "1" and symbols else [figure_latex(digits)]
    return " ".join([*shown, *symbols])


def figure_latex(text: str) -> str:
    r"""Write the text of a number as LaTeX.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> print(figure_latex("5/9"), figure_latex("1e-15"))
    \frac{5}{9} 10^{-15}
    """
    top, slash, bottom = text.partition("/")
    if not slash:
        return scientific(text)
    sign = "-" if top.startswith("-") else ""
    return rf"{sign}\frac{{{top.removeprefix('-')}}}{{{bottom}}}"


def _symbol_latex(key: object, exponent: Fraction) -> str:
    name = key.symbol if isinstance(key, Constant) else str(key)
    name = {"π": r"\pi"}.get(name) or (name if isinstance(key, int) else symbol(name))
    if exponent.numerator == 1 and exponent.denominator > 1 and isinstance(key, int):
        degree = "" if exponent.denominator == 2 else f"[{exponent.denominator}]"  # noqa: PLR2004 - a square root
        return rf"\sqrt{degree}{{{name}}}"
    return name if exponent == 1 else f"{name}^{{{exponent}}}"
