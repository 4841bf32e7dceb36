"""A value moved through an exact map, and rounded once to its own kind."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from compose.dimensions import Monomial, is_quantity, nearest_float, scaled
from compose.errors import ConversionError

__all__ = ["moved"]


def moved(value: Any, scale: Monomial, offset: Fraction, *, exact: bool, rational: bool) -> Any:
    """Multiply, add, and round once to the kind of the value.

    Parameters
    ----------
    value : int, float, Fraction, Decimal or numpy.ndarray
    scale : Monomial
        A fraction; near enough to the factor where that is irrational.
    offset : Fraction
    exact : bool
        Whether to answer with a Fraction.
    rational : bool
        Whether `scale` is the factor itself.

    Returns
    -------
    float, Fraction, Decimal or numpy.ndarray

    Raises
    ------
    ConversionError
        If the value is no real number, or an exact answer was asked for and there is none.

    Examples
    --------
    >>> moved(5, Monomial(Fraction(1, 10)), Fraction(0), exact=False, rational=True)
    0.5
    """
    if isinstance(value, np.ndarray):
        if exact:
            raise ConversionError("an array is not converted exactly; convert its items")
        return _moved_array(value, scale, offset)
    number = value.item() if isinstance(value, np.generic) else value
    if isinstance(number, float) and not exact:
        return scaled(number, scale, offset)
    result = scaled(_fraction(number, exact=exact), scale, offset)
    if exact or (isinstance(number, Fraction) and rational):
        return Fraction(result)
    return _decimal(result) if isinstance(number, Decimal) else nearest_float(Fraction(result))


def _fraction(number: Any, *, exact: bool) -> Any:
    """Return a finite number as a fraction, and anything else as it is."""
    if isinstance(number, bool) or not isinstance(number, int | float | Fraction | Decimal):
        _refuse_what_holds_numbers(number)
        return number
    if isinstance(number, int | Fraction) or math.isfinite(number):
        return Fraction(number)
    if exact:
        raise ConversionError(f"{number} is no fraction; ask without exact=True")
    return number


def _refuse_what_holds_numbers(value: Any) -> None:
    if is_quantity(value):
        raise ConversionError(
            f"{value} is a quantity, with a unit of its own; pass its .magnitude, and that unit "
            "as the one to convert from"
        )
    if isinstance(value, list | tuple):
        kind = type(value).__name__
        raise ConversionError(f"a {kind} is not converted; pass np.array(...) of its numbers")


def _decimal(result: float | Fraction) -> Decimal:
    if isinstance(result, float):
        return Decimal(result)
    return Decimal(result.numerator) / Decimal(result.denominator)


def _moved_array(array: np.ndarray[Any, Any], scale: Monomial, offset: Fraction) -> Any:
    floats = array.astype(np.float64) if array.dtype.kind in "iu" else array
    result = scaled(floats, scale, offset)
    return result.copy() if result is array else result
