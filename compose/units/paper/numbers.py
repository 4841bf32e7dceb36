"""Exact numbers as people write them in a calculation: 1000, 0.789, 5/9."""

from __future__ import annotations

import math
from decimal import MAX_EMAX, MIN_EMIN, ROUND_CEILING, Context, Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

from compose.dimensions import Monomial, nearest_float
from compose.engine.show.figures import Figure, decimal, total

__all__ = ["Parts", "doubtful", "number", "parts", "plain", "result"]

_DIGITS: Final = 15
# c² has 17 digits, and is a number that people recognise.
_WHOLE_DIGITS: Final = 18
_SMALL: Final = Fraction(1, 10**6)
_POWER: Final = 6
_FINEST: Final = 12
_SIMPLE: Final = 9
_SYMBOLS: Final = 3
_UPWARDS: Final = Context(prec=2, rounding=ROUND_CEILING, Emax=MAX_EMAX, Emin=MIN_EMIN)
_BITS: Final = 4_000


class Parts(NamedTuple):
    """A factor as a fraction of two numbers, such as 1 over 1000.

    Attributes
    ----------
    top, bottom : Monomial
        Each is short when written; their quotient is the factor, unless it is rounded.
    rounded : bool
        Whether the factor has too many digits for a line.
    """

    top: Monomial
    bottom: Monomial
    rounded: bool = False


def parts(factor: Monomial, *, inverted: bool = False) -> Parts:
    """Split a factor as people write it: 1 over 1000, 0.9144 over 1, 5 over 9.

    Parameters
    ----------
    factor : Monomial
        Without names of units.
    inverted : bool
        Whether it was stated the other way round, and reads better so: 1 over 0.8.

    Returns
    -------
    Parts

    Examples
    --------
    >>> [str(number) for number in parts(Monomial(Fraction(1, 1000)))[:2]]
    ['1', '1000']
    >>> [str(number) for number in parts(Monomial(Fraction(16, 5)))[:2]]
    ['16/5', '1']
    """
    over, under, rounded = _coefficients(factor.coefficient, inverted=inverted)
    if rounded or len(factor.powers) > _SYMBOLS:
        near = Monomial(Fraction(decimal(factor.nearest()).text))
        return Parts(near if near.coefficient else factor, Monomial(Fraction(1)), rounded=True)
    above = tuple((key, e) for key, e in factor.powers if e > 0)
    below = tuple((key, -e) for key, e in factor.powers if e < 0)
    return Parts(Monomial(over, above), Monomial(under, below), rounded)


def _coefficients(value: Fraction, *, inverted: bool) -> tuple[Fraction, Fraction, bool]:
    one = Fraction(1)
    above, below = Fraction(value.numerator), Fraction(value.denominator)
    if 1 in (above, below) and plain(above) and plain(below):
        return above, below, False
    if max(above, below) <= _SIMPLE:
        return above, below, False
    forward, back = plain(value), plain(1 / value)
    if back and (inverted or not forward):
        return one, 1 / value, False
    if forward or not decimal(value).rounded:
        return value, one, False
    if plain(above) and plain(below):
        return above, below, False
    return value, one, True


def plain(value: Fraction) -> str:
    """Write a number with all its digits.

    Parameters
    ----------
    value : Fraction

    Returns
    -------
    str
        ``0.789``, ``3600``, ``1e6``; empty where that takes more than 15 digits, or for ever.

    Examples
    --------
    >>> plain(Fraction(789, 1000)), plain(Fraction(10**9)), plain(Fraction(1, 3))
    ('0.789', '1e9', '')
    """
    if value.denominator == 1:
        return _whole(value.numerator)
    if value.denominator.bit_length() > _BITS or not _ends(value.denominator):
        return ""
    if abs(value) <= _SMALL or abs(value.numerator) >= 10**_DIGITS:
        return ""
    text = f"{Decimal(value.numerator) / Decimal(value.denominator):f}"
    return text if Fraction(text) == value and len(text) <= _DIGITS + 3 else ""


def _whole(value: int) -> str:
    if value.bit_length() > _BITS:
        return ""
    digits = str(abs(value))
    kept = digits.rstrip("0")
    zeros, sign = len(digits) - len(kept), "-" * (value < 0)
    if kept == "1" and zeros >= _POWER:
        return f"{sign}1e{zeros}"
    if len(digits) <= _WHOLE_DIGITS:
        return sign + digits
    if len(kept) > _DIGITS:
        return ""
    tail = f".{kept[1:]}" if kept[1:] else ""
    return f"{sign}{kept[0]}{tail}e{len(digits) - 1}"


def _ends(denominator: int) -> bool:
    """Say whether a fraction with this denominator has decimals that come to an end."""
    twos = (denominator & -denominator).bit_length() - 1
    rest = denominator >> twos
    fives = round(math.log(rest, 5)) if rest > 1 else 0
    return rest == int(5**fives)


def number(value: Monomial) -> Figure:
    """Write the rational part of a number.

    Parameters
    ----------
    value : Monomial

    Returns
    -------
    Figure

    Examples
    --------
    >>> number(Monomial(Fraction(5, 9))).text
    '5/9'
    """
    text = plain(value.coefficient)
    return Figure(text) if text else result(value.coefficient)


def result(value: Any) -> Figure:
    """Write an answer: a fraction as decimals where they end, any number in full.

    Parameters
    ----------
    value : int, float, Fraction or Decimal

    Returns
    -------
    Figure

    Examples
    --------
    >>> result(Fraction(18, 5)).text, result(Fraction(5, 3)).text, result(0.1).text
    ('3.6', '5/3', '0.1')
    """
    if isinstance(value, Decimal):
        return Figure(str(value))
    if not isinstance(value, Fraction | int):
        return total(value)
    value = Fraction(value)
    text = plain(value)
    if text:
        return Figure(text)
    decimals = decimal(value)
    return total(value) if decimals.rounded else decimals


def doubtful(amount: Fraction, spread: Fraction) -> tuple[Figure, str]:
    """Write a number that is known to within a spread, without digits that mean nothing.

    Parameters
    ----------
    amount : Fraction
    spread : Fraction
        Positive.

    Returns
    -------
    number : Figure
        As far as the second digit of the spread.
    spread : str
        Two digits, rounded up.

    Examples
    --------
    >>> number, spread = doubtful(Fraction(250, 45039), Fraction(1, 60_000_000))
    >>> number.text, spread
    ('0.005550745', '0.000000017')
    """
    told = _UPWARDS.divide(Decimal(spread.numerator), Decimal(spread.denominator)).normalize()
    last = told.as_tuple().exponent
    digits = last if isinstance(last, int) else 0
    shown = plain(amount)
    if spread >= abs(amount) or not -_FINEST < digits < _DIGITS:
        return result(nearest_float(amount)), f"{told:e}"
    if not shown or -digits < len(shown.partition(".")[2]):
        rounded = round(amount, -digits)
        shown = f"{Decimal(rounded.numerator) / Decimal(rounded.denominator):.{max(-digits, 0)}f}"
    return Figure(shown, rounded=Fraction(shown) != amount), f"{told:f}"
