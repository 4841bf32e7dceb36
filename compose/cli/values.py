"""Reads what is typed: numbers, names, assignments such as ``w=-2``, and negative numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import click

__all__ = [
    "NegativeNumbers",
    "Number",
    "above_zero",
    "assignments",
    "counts",
    "merged",
    "names",
    "number",
    "number_or_stream",
]

_MINUS = "\N{MINUS SIGN}"
_NEGATIVE = re.compile(r"\A-(?=[0-9.]|inf|nan)", re.IGNORECASE)
_WITH_UNIT = re.compile(
    r"([-+]?[0-9.]+(?:e[-+]?[0-9]+)?)\s*(?!e[-+]?[0-9])([^\W\d_].*)", re.IGNORECASE
)
# Beyond them a float is infinite or zero, and a fraction takes its time to write out the digits.
_LARGEST_EXPONENT = 307
_LONGEST = 1_000


class Number(NamedTuple):
    """A number as it was typed, and what it is: a fraction, or an infinity or NaN."""

    text: str
    value: Fraction | float


def number(text: str) -> Number:
    """Read a number: ``5``, ``-0.1``, ``1e-3``, ``2/3``, ``inf`` or ``nan``.

    Parameters
    ----------
    text : str

    Returns
    -------
    Number

    Raises
    ------
    click.BadParameter
        If it is none, or too large for a float.

    Examples
    --------
    >>> number("0.1").value
    Fraction(1, 10)
    """
    text = text.strip().replace(_MINUS, "-")
    try:
        value = _value(text)
        float(value)  # what no float can hold is no quantity either
        return Number(text, value)
    except (ArithmeticError, ValueError):
        raise click.BadParameter(f"{text!r} is no number; {_hint(text)}") from None


def number_or_stream(text: str) -> Number | None:
    """Read a number, or ``-``, which stands for those on standard input.

    Parameters
    ----------
    text : str

    Returns
    -------
    Number or None
        None for the ``-``.

    Raises
    ------
    click.BadParameter
        If it is neither.

    Examples
    --------
    >>> number_or_stream("-") is None
    True
    """
    return None if text == "-" else number(text)


def _value(text: str) -> Fraction | float:
    if "/" in text:
        over, under = text.split("/")
        return _value(over) / _value(under)
    decimal = Decimal(text if len(text) <= _LONGEST else "")
    if not decimal.is_finite():
        return float(decimal)
    if decimal and abs(decimal.adjusted()) > _LARGEST_EXPONENT:
        raise ValueError(text)
    return Fraction(decimal)


def _hint(text: str) -> str:
    apart = _WITH_UNIT.fullmatch(text)
    if apart:
        return f"write the unit apart: {apart[1]} {apart[2]}"
    return "write 5, -0.1, 1e-3 or 2/3, no larger than 1e307"


def names(text: str) -> tuple[str, ...]:
    """Read names that are separated by commas.

    Parameters
    ----------
    text : str

    Returns
    -------
    tuple of str

    Raises
    ------
    click.BadParameter
        If one is empty.

    Examples
    --------
    >>> names("cm^3, m^3")
    ('cm^3', 'm^3')
    """
    found = tuple(name.strip() for name in text.split(","))
    if not all(found):
        raise click.BadParameter(f"{text!r} has an empty name; write one, or several as in a,b")
    return found


def above_zero(text: str) -> float:
    """Read a finite number above 0.

    Parameters
    ----------
    text : str

    Returns
    -------
    float

    Raises
    ------
    click.BadParameter
        If it is none.

    Examples
    --------
    >>> above_zero("1/4")
    0.25
    """
    value = float(number(text).value)
    if not 0 < value < math.inf:
        raise click.BadParameter(f"{text!r} is not above 0, or infinite")
    return value


def counts(text: str) -> tuple[int, ...]:
    """Read whole numbers from 1 on that are separated by commas.

    Parameters
    ----------
    text : str

    Returns
    -------
    tuple of int

    Raises
    ------
    click.BadParameter
        If one is none.

    Examples
    --------
    >>> counts("64, 30, 10")
    (64, 30, 10)
    """
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdigit() and part.strip("0") for part in parts):
        raise click.BadParameter(f"{text!r} is no list of whole numbers from 1 on, as 64,30,10")
    return tuple(map(int, parts))


def assignments(text: str) -> tuple[tuple[str, float], ...]:
    """Read assignments that are separated by commas.

    Parameters
    ----------
    text : str

    Returns
    -------
    tuple of (str, float)

    Raises
    ------
    click.BadParameter
        If one has no name or no number.

    Examples
    --------
    >>> assignments("w=-2, x=5")
    (('w', -2.0), ('x', 5.0))
    """
    return tuple(_assignment(part) for part in text.split(","))


def _assignment(text: str) -> tuple[str, float]:
    name, _, value = (part.strip() for part in text.partition("="))
    if not (name and value):
        raise click.BadParameter(f"{text!r} gives no value to a name; write w=-2")
    return name, float(number(value).value)


def merged(given: Sequence[Sequence[tuple[str, float]]]) -> Mapping[str, float]:
    """Gather the assignments of a repeated option.

    Parameters
    ----------
    given : sequence of sequence of (str, float)
        What each occurrence assigned.

    Returns
    -------
    dict of str to float
        In the order given.

    Raises
    ------
    click.UsageError
        If a name is given twice.

    Examples
    --------
    >>> merged([[("w", -2.0), ("x", 5.0)], [("b", 3.0)]])
    {'w': -2.0, 'x': 5.0, 'b': 3.0}
    """
    values: dict[str, float] = {}
    for name, value in (pair for pairs in given for pair in pairs):
        if name in values:
            raise click.UsageError(
                f"{name!r} is given twice, as {values[name]:g} and {value:g}; keep one"
            )
        values[name] = value
    return values


class NegativeNumbers(click.Command):
    """A command whose first words may be negative numbers, where others would read options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words, with the minus of a negative number as a sign that begins no option."""
        return super().parse_args(ctx, [_NEGATIVE.sub(_MINUS, word, count=1) for word in args])
