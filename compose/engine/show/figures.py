"""Numbers, arrays and maps as short text, and whether that text rounds them."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import MAX_EMAX, MIN_EMIN, ROUND_CEILING, Context, Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

import numpy as np

from compose.engine.chain import Valued
from compose.engine.maps import Affine, LinearMap, Map
from compose.engine.projective import Moebius
from compose.engine.show.names import printable

__all__ = [
    "Figure",
    "bound",
    "counted",
    "decimal",
    "figure",
    "total",
]

_ROOM: Final = 24
_ROOM_FOR_TOTALS: Final = 60
_ALL_DIGITS: Final = 17
_WHOLE: Final = 1e10
_SMALL_ARRAY: Final = 3
_BITS: Final = 200
_CONTEXT: Final = Context(prec=50, Emax=MAX_EMAX, Emin=MIN_EMIN)


class Figure(NamedTuple):
    """A number as text.

    Attributes
    ----------
    text : str
        What is written.
    rounded : bool
        Whether an exact number lost digits in it. Floats, which are rounded by nature, do not
        count: they would all be marked.
    """

    text: str
    rounded: bool = False


def figure(value: Any) -> Figure:
    """Write a number shortly: six digits for floats, fractions exactly where they are short.

    Parameters
    ----------
    value : object
        A number, an array, a map, or whatever an algebra carries.

    Returns
    -------
    Figure
        The text, and whether it rounds.

    Examples
    --------
    >>> from fractions import Fraction
    >>> figure(5.0).text, figure(2 / 3).text, figure(Fraction(2, 3)).text
    ('5', '0.666667', '2/3')
    >>> figure(2**100)
    Figure(text='1.26765e+30', rounded=True)
    """
    return _figure(value, _short, _ROOM, 6)


def total(value: Any) -> Figure:
    """Write an answer in full: every digit of a float, fractions exactly up to 60 characters.

    Parameters
    ----------
    value : object
        As for `figure`.

    Returns
    -------
    Figure
        The text, and whether it rounds.

    Examples
    --------
    >>> total(0.1 + 0.2).text, total(5.0).text
    ('0.30000000000000004', '5')
    """
    return _figure(value, _repr, _ROOM_FOR_TOTALS, _ALL_DIGITS)


def decimal(value: Fraction | int) -> Figure:
    """Write an exact number as the nearest float.

    Parameters
    ----------
    value : int or Fraction
        The number.

    Returns
    -------
    Figure
        Rounded, unless the decimals are the number itself.

    Examples
    --------
    >>> from fractions import Fraction
    >>> decimal(Fraction(1, 10**15)), decimal(Fraction(1, 4))
    (Figure(text='1e-15', rounded=False), Figure(text='0.25', rounded=False))
    """
    text = _nearest(value, _ALL_DIGITS)
    return Figure(text, rounded=Fraction(text) != value)


def counted(count: int) -> str:
    """Write a number of things: exactly up to 24 digits.

    Parameters
    ----------
    count : int
        How many.

    Returns
    -------
    str
        The digits, or "about" and a power of ten.

    Examples
    --------
    >>> counted(12), counted(2**100)
    ('12', 'about 1.27e+30')
    """
    written = _exact(count, _ROOM, 3)
    return f"about {written.text}" if written.rounded else written.text


def bound(error: float) -> str:
    """Write an error bound with two digits, never smaller than it is.

    Parameters
    ----------
    error : float
        The bound.

    Returns
    -------
    str
        Its text.

    Examples
    --------
    >>> bound(1.21e-9), bound(0.25)
    ('1.3e-09', '0.25')
    """
    if not math.isfinite(error):
        return _short(error)
    upwards = Context(prec=2, rounding=ROUND_CEILING).create_decimal_from_float(error)
    return _short(float(upwards))


def _figure(value: Any, of_float: Callable[[float], str], room: int, digits: int) -> Figure:
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, float):
        return Figure(of_float(value))
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return _exact(value, room, digits)
    return _other(value, room)


def _short(number: float) -> str:
    whole = number.is_integer() and abs(number) < _WHOLE
    return str(int(number)) if whole else f"{number:.6g}"


def _repr(number: float) -> str:
    return repr(number).removesuffix(".0")


def _exact(value: int | Fraction, room: int, digits: int) -> Figure:
    # Counted before written: Python refuses to write ints of thousands of digits.
    bits = value.numerator.bit_length() + value.denominator.bit_length()
    if bits <= 4 * room and len(text := str(value)) <= room:
        return Figure(text)
    return Figure(_nearest(value, digits), rounded=True)


def _nearest(value: int | Fraction, digits: int) -> str:
    """Write the nearest float, or what has a greater range of powers where that is none."""
    try:
        nearest = float(value)
    except OverflowError:
        nearest = math.inf
    if value and not (math.isfinite(nearest) and abs(nearest) >= np.finfo(float).tiny):
        return _scientific(value, digits)
    return _repr(nearest) if digits >= _ALL_DIGITS else f"{nearest:.{digits}g}"


def _scientific(value: int | Fraction, digits: int) -> str:
    """Round a number of any size, without ever writing all its digits."""
    top, bottom = abs(value.numerator), value.denominator
    cut_top = max(0, top.bit_length() - _BITS)
    cut_bottom = max(0, bottom.bit_length() - _BITS)
    quotient = _CONTEXT.divide(Decimal(top >> cut_top), Decimal(bottom >> cut_bottom))
    power = _CONTEXT.power(Decimal(2), Decimal(cut_top - cut_bottom))
    mantissa, _, exponent = f"{_CONTEXT.multiply(quotient, power):.{digits - 1}e}".partition("e")
    mantissa = mantissa.rstrip("0").removesuffix(".") if "." in mantissa else mantissa
    sign = "-" if value < 0 else ""
    return f"{sign}{mantissa}e{exponent}"


def _other(value: Any, room: int) -> Figure:
    if isinstance(value, np.ndarray):
        return Figure(_array(value, room))
    if isinstance(value, Affine):
        return _affine(value)
    if isinstance(value, LinearMap):
        return Figure(f"{value.kind} {value.target_shape + value.source_shape}")
    if isinstance(value, (Moebius, Valued)):
        return _cut(str(value), room)
    if isinstance(value, Map):
        return Figure(type(value).__name__)
    return _cut(printable(value), room)


def _cut(text: str, room: int) -> Figure:
    return Figure(text if len(text) <= room else f"{text[: room - 1]}…")


def _array(array: np.ndarray[Any, Any], room: int) -> str:
    """Write numbers where they are few and short, otherwise the shape."""
    if array.size and max(array.shape, default=0) <= _SMALL_ARRAY:
        numbers = np.array2string(array, separator=", ", formatter={"all": _item})
        text = " ".join(numbers.split())
        if len(text) <= room:
            return text
    return f"array {array.shape}"


def _item(number: Any) -> str:
    return figure(number).text


def _affine(step: Affine) -> Figure:
    scale = figure(step.scale)
    if step.tolerance:
        scale = Figure(figure(float(step.scale)).text, rounded=True)
    if not step.offset:
        return scale
    offset = _offset(abs(step.offset))
    moved = "x" if step.scale == 1 else f"{scale.text} · x"
    sign = "-" if step.offset < 0 else "+"
    return Figure(f"{moved} {sign} {offset.text}", scale.rounded or offset.rounded)


def _offset(offset: Any) -> Figure:
    """Zeros of scales are known by their decimals: 273.15, not 5463/20."""
    if isinstance(offset, Fraction):
        decimals = decimal(offset)
        if not decimals.rounded:
            return decimals
    return figure(offset)
