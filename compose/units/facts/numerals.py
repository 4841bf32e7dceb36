"""Numbers as people state them: exact, and how far the last digit may be off."""

from __future__ import annotations

import math
import numbers
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from compose.errors import ConversionError

__all__ = ["Stated", "split_text", "stated", "tolerance_of"]

Stated = tuple[Fraction, Fraction]
"""A number, and how far it may be off, as a share of it."""

_NUMBER = re.compile(
    r"\s*(?P<sign>[+-]?)(?P<digits>[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE](?P<power>[+-]?[0-9]+))?"
    r"(?:\s*/\s*(?P<under>[0-9]+)(?![\w.]))?(?P<unit>.*)",
    re.DOTALL,
)
_LARGEST_POWER = 5_000
_LONGEST = 1_000
_FLOAT = Fraction(1, 2**53)
_NONE = Fraction(0)
_TOLERANCE = re.compile(r"\s*(?:±|\+/-)?\s*(?P<number>[0-9.eE+/-]+)\s*(?P<percent>%?)\s*")


def split_text(text: str) -> tuple[Fraction, Fraction, str]:
    """Read a number and the unit behind it.

    Parameters
    ----------
    text : str
        ``"0.789 kg/L"``, ``"12"``, ``"3/4"``, ``"1e-3 m"``.

    Returns
    -------
    number : Fraction
    half_a_unit : Fraction
        Half a unit in the last place that is written, as a share of the number; zero for whole
        numbers and their quotients.
    unit : str
        Empty for a plain number.

    Raises
    ------
    ConversionError
        If the text does not begin with a number, or has a comma.

    Examples
    --------
    >>> split_text("0.789 kg/L")
    (Fraction(789, 1000), Fraction(1, 1578), 'kg/L')
    """
    if "," in text:
        raise ConversionError(
            f"{text!r} has a comma; write the decimal point, and no separator of thousands"
        )
    match = _NUMBER.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        raise ConversionError(
            f"{text[:40]!r} does not begin with a number; write one, as in '0.789 kg/L'"
        )
    unit = match["unit"].strip()
    if unit[:1].isdigit() or unit[:1] == "." or unit[:1] == "_":
        raise ConversionError(f"{text!r} has two numbers in a row; write one number and one unit")
    return *_read(match, text), _unit_text(unit)


def _unit_text(unit: str) -> str:
    if unit.startswith("/"):
        return f"1 {unit}"
    return unit[1:].strip() if unit.startswith("*") and not unit.startswith("**") else unit


def _read(match: re.Match[str], text: str) -> tuple[Fraction, Fraction]:
    power, under = int(match["power"] or 0), int(match["under"] or 1)
    if abs(power) > _LARGEST_POWER or not under:
        raise ConversionError(
            f"{text!r} is no number that a unit needs; correct its {_where(under)}"
        )
    digits = match["digits"]
    before, _, after = digits.partition(".")
    mantissa, shift = int(before + after), power - len(after)
    over = -mantissa if match["sign"] == "-" else mantissa
    ten = 10 ** abs(shift)
    exact = Fraction(over * ten, under) if shift >= 0 else Fraction(over, under * ten)
    is_whole = "." not in digits and match["power"] is None
    # The last place is one part of the digits read as a whole number.
    return exact, _NONE if is_whole or not mantissa else Fraction(1, 2 * mantissa)


def _where(under: int) -> str:
    return "exponent" if under else "denominator"


def stated(number: Any) -> Stated:
    """Read a number that is not text.

    Parameters
    ----------
    number : int, float, Fraction, Decimal or a NumPy number
        A float stands for its shortest decimal text, within its own precision; the others are
        exact.

    Returns
    -------
    number : Fraction
    tolerance : Fraction
        As a share of the number.

    Raises
    ------
    ConversionError
        If it is no finite real number.

    Examples
    --------
    >>> stated(0.1)
    (Fraction(1, 10), Fraction(1, 9007199254740992))
    """
    if type(number) is int:
        return Fraction(number), _NONE
    if isinstance(number, bool) or not isinstance(number, (numbers.Real, Decimal)):
        raise ConversionError(f"{number!r} is a {type(number).__name__}, not a real number")
    if isinstance(number, numbers.Rational):
        return Fraction(int(number.numerator), int(number.denominator)), _NONE
    finite = number.is_finite() if isinstance(number, Decimal) else math.isfinite(number)
    if not finite:
        raise ConversionError(f"{number} is not finite; state a number")
    if isinstance(number, Decimal):
        return _of_decimal(number), _NONE
    return Fraction(str(number)), _precision(number)


def _of_decimal(number: Decimal) -> Fraction:
    if abs(number.adjusted()) > _LARGEST_POWER:
        raise ConversionError(f"{number} is no number that a unit needs; correct its exponent")
    return Fraction(number)


def _precision(number: Any) -> Fraction:
    """Return half an ulp; a NumPy float knows its own."""
    if isinstance(number, float):
        return _FLOAT
    import numpy as np

    return Fraction(float(np.finfo(type(number)).eps)) / 2


def tolerance_of(tolerance: Any) -> Fraction:
    """Read a tolerance, which is a share of the number that it belongs to.

    Parameters
    ----------
    tolerance : number or str
        ``0.005``, ``"0.5%"`` and ``"±0.5 %"`` are the same.

    Returns
    -------
    Fraction

    Raises
    ------
    ConversionError
        If it is no number from 0 up to, but not including, 1.

    Examples
    --------
    >>> tolerance_of("±0.5 %"), tolerance_of(0)
    (Fraction(1, 200), Fraction(0, 1))
    """
    share = _share(tolerance) if isinstance(tolerance, str) else stated(tolerance)[0]
    if not 0 <= share < 1:
        raise ConversionError(
            f"the tolerance {tolerance!r} is not a share from 0 up to 1; half a percent is 0.005"
        )
    return share


def _share(text: str) -> Fraction:
    match = _TOLERANCE.fullmatch(text)
    if match is None:
        raise ConversionError(f"the tolerance {text!r} is not read; half a percent is '0.5%'")
    number, _, rest = split_text(match["number"])
    if rest:
        raise ConversionError(f"the tolerance {text!r} is not read; half a percent is '0.5%'")
    return number / 100 if match["percent"] else number
