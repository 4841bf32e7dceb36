"""Numbers as they come in: finite ones as fractions, the others as floats.

Decimals have a bound: a fraction writes out all their digits, and ``Decimal("1e999999999")`` has
a thousand million of them.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from compose.errors import ConversionError, shown

__all__ = ["DIGITS", "as_exact", "expect_quiet", "is_number", "writable"]

DIGITS = 10_000
"""How many digits a Decimal may have before or behind its point where all of them count."""

_NOTHING = Fraction(0)


def is_number(value: Any) -> bool:
    """Tell whether this is a real number of one of the four kinds.

    Parameters
    ----------
    value : object

    Returns
    -------
    bool

    Examples
    --------
    >>> is_number(Fraction(1, 3)), is_number(True), is_number("1")
    (True, False, False)
    """
    return isinstance(value, int | float | Fraction | Decimal) and not isinstance(value, bool)


def as_exact(number: Any) -> Fraction | float:
    """Return a finite number as a fraction, and an infinity or NaN as a float.

    Parameters
    ----------
    number : int, float, Fraction or Decimal

    Returns
    -------
    Fraction or float

    Raises
    ------
    ConversionError
        If it is a signalling NaN, or a Decimal of more than 10,000 digits before or behind its
        point.

    Examples
    --------
    >>> as_exact(0.5), as_exact(Decimal("1e-3")), as_exact(Decimal("-Infinity"))
    (Fraction(1, 2), Fraction(1, 1000), -inf)
    """
    if isinstance(number, Decimal):
        return _of_decimal(number)
    if isinstance(number, float) and not math.isfinite(number):
        return number
    return Fraction(number)


def expect_quiet(number: Decimal) -> None:
    """Refuse a signalling NaN.

    Parameters
    ----------
    number : Decimal

    Raises
    ------
    ConversionError
        If it is one.

    Examples
    --------
    >>> expect_quiet(Decimal("NaN"))
    """
    if number.is_snan():
        raise ConversionError(f"{number} is a signalling NaN: no value corresponds to it")


def writable(value: Any) -> Any:
    """Return a number that a calculation on paper can begin with.

    Parameters
    ----------
    value : object

    Returns
    -------
    int, float, Fraction or Decimal

    Raises
    ------
    ConversionError
        If it is not one real number, or one of more digits than anybody reads.

    Examples
    --------
    >>> writable(1.5), writable(Decimal("NaN"))
    (1.5, nan)
    """
    number = value.item() if isinstance(value, np.generic) else value
    if not is_number(number):
        raise ConversionError(
            f"{shown(value)} is a {type(value).__name__}: what is explained is one real number"
        )
    exact = as_exact(number)
    return exact if isinstance(exact, float) else number


def _of_decimal(number: Decimal) -> Fraction | float:
    expect_quiet(number)
    if not number.is_finite():
        return float(number)
    if not number:
        return _NOTHING
    exponent: Any = number.as_tuple().exponent
    if number.adjusted() >= DIGITS or -exponent > DIGITS:
        raise ConversionError(
            f"{shown(number)} has more than {DIGITS:,} digits before or behind its point, and all "
            "of them would count; round it, or convert it by a factor alone"
        )
    return Fraction(number)
