"""A value times an exact factor, rounded once if it must be rounded at all.

>>> from compose.dimensions.reading import read
>>> scaled(5, read("1e-15")), scaled(5.0, read("1e-15")), scaled(200, read("1/100"))
(Fraction(1, 200000000000000), 5e-15, 2)
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from compose.dimensions.monomials import ONE, Monomial
from compose.errors import ConversionError

__all__ = ["moved", "nearest_float", "scaled"]

_REAL_KINDS = "iuf"
_NONE = Fraction(0)


def scaled(value: Any, factor: Monomial, offset: Fraction = _NONE) -> Any:
    """Multiply, and add, keeping the kind of the value.

    Parameters
    ----------
    value : int, float, Fraction, Decimal or numpy.ndarray
    factor : Monomial
        Without names of units.
    offset : Fraction
        What is added to the product.

    Returns
    -------
    int, Fraction, float or numpy.ndarray
        Whole numbers, fractions and decimals stay exact where the factor is rational (an int
        where the product is whole). A float gives the float nearest to the exact product. An
        array is multiplied, or divided, by the float nearest to the factor: at most two
        roundings. Infinities, NaN and the sign of zero pass as in IEEE arithmetic.

    Raises
    ------
    ConversionError
        If the value is no real number.

    Examples
    --------
    >>> from compose.dimensions.reading import read
    >>> scaled(3.0, read("0.1")), 3.0 * 0.1
    (0.3, 0.30000000000000004)
    """
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, np.ndarray):
        return _scaled_array(value, factor, offset)
    if isinstance(value, bool) or not isinstance(value, int | float | Fraction | Decimal):
        raise ConversionError(
            f"{value!r} is a {type(value).__name__}: only real numbers have units here"
        )
    if isinstance(value, Decimal):
        value = Fraction(value) if value.is_finite() else float(value)
    if factor == ONE and not offset:
        return value
    if isinstance(value, float) and not math.isfinite(value):
        return value * math.copysign(1.0, factor.coefficient)
    return _scaled_number(value, factor, offset)


def moved(value: Any, factor: Monomial, offset: Fraction = _NONE) -> Any:
    """Multiply, and add, in floats of the value's own type.

    Parameters
    ----------
    value : float, complex, or array
        An array of any library.
    factor : Monomial
        Without names of units.
    offset : Fraction
        What is added to the product.

    Returns
    -------
    float, complex, or array
        For real numbers, and NumPy's arrays of them, as `scaled`; for others two roundings more.

    Examples
    --------
    >>> from compose.dimensions.reading import read
    >>> moved(3, read("0.1")), moved(2j, read("0.5"))
    (0.3, 1j)
    """
    if isinstance(value, (int, float)) and not isinstance(value, np.generic):
        return float(scaled(float(value), factor, offset))
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in _REAL_KINDS:
        answer = scaled(value, factor, offset)
        return answer if isinstance(value, np.ndarray) else value.dtype.type(answer)
    answer = value * nearest_float(factor.nearest())
    return answer + nearest_float(offset) if offset else answer


def _scaled_number(
    value: float | Fraction, factor: Monomial, offset: Fraction
) -> int | float | Fraction:
    exact = Fraction(value) * factor.nearest() + offset
    if isinstance(value, float) and not value and not offset:
        return value * math.copysign(1.0, factor.coefficient)
    if isinstance(value, float) or not factor.is_rational:
        return nearest_float(exact)
    return exact.numerator if exact.denominator == 1 else exact


def nearest_float(exact: Fraction) -> float:
    """Round once; beyond the largest float lies infinity.

    Parameters
    ----------
    exact : Fraction

    Returns
    -------
    float

    Examples
    --------
    >>> nearest_float(Fraction(1, 3)), nearest_float(Fraction(-(10**400)))
    (0.3333333333333333, -inf)
    """
    try:
        return float(exact)
    except OverflowError:
        return math.inf if exact > 0 else -math.inf


def _scaled_array(
    array: np.ndarray[Any, Any], factor: Monomial, offset: Fraction
) -> np.ndarray[Any, Any]:
    if array.dtype.kind == "O" and factor.is_rational:
        return np.asarray(array * factor.coefficient + offset)
    if array.dtype.kind not in _REAL_KINDS:
        raise ConversionError(f"an array of {array.dtype} holds no real numbers")
    result = array if factor == ONE else _times(array, factor.nearest())
    return np.asarray(result + nearest_float(offset)) if offset else result


def _times(array: np.ndarray[Any, Any], exact: Fraction) -> np.ndarray[Any, Any]:
    """Multiply, or divide where that rounds only once."""
    divisor = nearest_float(Fraction(exact.denominator))
    if exact.numerator == 1 and divisor == exact.denominator:
        return np.asarray(array / divisor)
    return np.asarray(array * nearest_float(exact))
