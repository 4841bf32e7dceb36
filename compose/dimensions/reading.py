"""Reads ``5 / 9 * kelvin``: text to exact products, without recursion and without ``eval``.

>>> read("5 / 9 * kelvin")
Monomial('5/9 * kelvin')
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from compose.dimensions.monomials import ONE, Monomial
from compose.errors import ConversionError

__all__ = ["read", "split_number"]

_LARGEST_EXPONENT = 5_000
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[^\W\d]\w*)|(?P<operator>\*\*|//|[-+*/^()])|(?P<rest>\S))"
)
_RANKS = {"(": -1, "+": 0, "-": 0, "*": 1, "/": 1, "negate": 2, "keep": 2, "**": 3}
_SPELLINGS = {"^": "**", "//": "/"}
_BINARY: dict[str, Callable[[Monomial, Monomial], Monomial]] = {
    "+": Monomial.__add__,
    "-": Monomial.__sub__,
    "*": Monomial.__mul__,
    "/": Monomial.__truediv__,
    "**": lambda base, exponent: base ** _as_exponent(exponent),
}
_SIGNS = {"-": "negate", "+": "keep"}
_UNARY = {"negate": Monomial(Fraction(-1)), "keep": ONE}


def _as_exponent(exponent: Monomial) -> Fraction:
    if not exponent.is_rational:
        raise ValueError(f"{exponent} is no exponent")
    if abs(exponent.coefficient) > _LARGEST_EXPONENT:
        raise ValueError(f"a number beyond {_LARGEST_EXPONENT} is no exponent")
    return exponent.coefficient


def _number(text: str) -> Monomial:
    _, _, exponent = text.lower().partition("e")
    if exponent and abs(int(exponent)) > _LARGEST_EXPONENT:
        raise ValueError(f"{text} has too large an exponent")
    return Monomial(Fraction(text))


def read(text: str) -> Monomial:
    """Read a product of numbers and names: ``* / ** ^ + -`` and parentheses.

    Parameters
    ----------
    text : str
        Numbers are read as decimals, so ``0.1`` is one tenth. A space multiplies. Powers bind
        first and from the right; ``a / b c`` is ``(a / b) · c``.

    Returns
    -------
    Monomial

    Raises
    ------
    ValueError
        If the text is no such product.

    Examples
    --------
    >>> read("6.67430e-11 m^3 / (kg s^2)")
    Monomial('66743/1000000000000000 * kg ** -1 * m ** 3 * s ** -2')
    """
    reader = _Reader()
    for match in _TOKEN.finditer(text):
        reader.take(*match.group("number", "name", "operator", "rest"))
    return reader.finish()


class _Reader:
    """Two stacks instead of recursion: text from outside may nest deeply."""

    def __init__(self) -> None:
        self.values: list[Monomial] = []
        self.operators: list[str] = []
        self.after_value = False

    def take(
        self, number: str | None, name: str | None, operator: str | None, rest: str | None
    ) -> None:
        if rest:
            raise ValueError(f"{rest!r} is not understood")
        if operator:
            self._operator(_SPELLINGS.get(operator, operator))
        elif number:
            self._value(_number(number))
        elif name:
            self._value(Monomial(Fraction(1), ((name, Fraction(1)),)))

    def finish(self) -> Monomial:
        if not self.after_value:
            raise ValueError(
                "a number or a name is missing at its end" if self.operators else "it is empty"
            )
        while self.operators:
            self._apply(self.operators.pop())
        return self.values[0]

    def _value(self, value: Monomial) -> None:
        if self.after_value:
            self._wait("*")
        self.values.append(value)
        self.after_value = True

    def _operator(self, symbol: str) -> None:
        if symbol == "(":
            self._open()
        elif symbol == ")":
            self._close()
        elif self.after_value:
            self._wait(symbol)
        elif symbol in _SIGNS:
            self.operators.append(_SIGNS[symbol])
        else:
            raise ValueError(f"{symbol!r} stands where a number or a name should")

    def _open(self) -> None:
        if self.after_value:
            self._wait("*")
        self.operators.append("(")

    def _wait(self, symbol: str) -> None:
        """Apply what binds at least as strongly, then wait for the right-hand side."""
        bound = _RANKS[symbol] + (symbol == "**")
        while self.operators and _RANKS[self.operators[-1]] >= bound:
            self._apply(self.operators.pop())
        self.operators.append(symbol)
        self.after_value = False

    def _close(self) -> None:
        while self.after_value and self.operators and self.operators[-1] != "(":
            self._apply(self.operators.pop())
        if not self.after_value or not self.operators:
            raise ValueError("a parenthesis has no partner, or nothing in it")
        self.operators.pop()

    def _apply(self, operator: str) -> None:
        if operator == "(":
            raise ValueError("a parenthesis has no partner")
        right = self.values.pop()
        if operator in _UNARY:
            self.values.append(right * _UNARY[operator])
        else:
            self.values.append(_BINARY[operator](self.values.pop(), right))


_DECIMAL = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_LEADING_NUMBER = re.compile(rf"\s*({_DECIMAL})(?:\s*/\s*([0-9]+)(?![\w.]))?")
_SHOWN = 60


def split_number(text: str) -> tuple[int | float | Fraction, str]:
    """Split the text of a quantity into its number and its unit.

    Parameters
    ----------
    text : str

    Returns
    -------
    number : int, float or Fraction
        As written: a decimal point or an exponent makes it a float.
    unit : str

    Raises
    ------
    ConversionError
        If the text does not begin with a number, or has a comma, which means thousands to some
        and the decimal point to others.

    Examples
    --------
    >>> split_number("12.5 mL/mm"), split_number("1/3 mL"), split_number("5/s")
    ((12.5, 'mL/mm'), (Fraction(1, 3), 'mL'), (5, '1 /s'))
    """
    if "," in text:
        raise ConversionError(
            f"{_shown(text)} has a comma; write the decimal point, and no separator of thousands"
        )
    match = _LEADING_NUMBER.match(text)
    if match is None:
        raise ConversionError(
            f"{_shown(text)} is no quantity: begin with the number, as in '12.5 mL/mm'"
        )
    return _magnitude(match[1], match[2]), _unit_text(text[match.end() :].strip())


def _shown(text: str) -> str:
    return repr(_cut(text))


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _unit_text(rest: str) -> str:
    if rest.startswith("/"):
        return f"1 {rest}"
    return rest[1:] if rest.startswith("*") and not rest.startswith("**") else rest


def _magnitude(over: str, under: str | None) -> int | float | Fraction:
    is_float = bool(set(over) & set(".eE"))
    text = over if under is None else f"{over}/{under}"
    try:
        if under is None:
            return float(over) if is_float else int(over)
        exact = read(f"{over} / {under}").coefficient
    except ValueError as error:
        raise ConversionError(f"{_cut(text)} is no number: {error}") from None
    return float(exact) if is_float else exact
