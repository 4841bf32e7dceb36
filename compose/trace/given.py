"""What a variable may hold, what may stand beside it, and what it may be called."""

from __future__ import annotations

from decimal import Decimal
from numbers import Real
from reprlib import repr as shortened
from typing import Any

import numpy as np

from compose.dimensions.protocol import is_quantity
from compose.errors import TraceError
from compose.rules import Traced
from compose.trace.recorders import BARE

__all__ = ["checked_name", "held", "operand"]


def held(value: object) -> Any:
    """Turn what a user gives into what a variable holds.

    Parameters
    ----------
    value : object
        A real or complex number, an array, a list of numbers, an array of another library that
        speaks NumPy's protocols, or a quantity of these.

    Returns
    -------
    object
        A float for a real number; whole numbers in arrays become float64.

    Raises
    ------
    TraceError
        If it is anything else, a truth value included, or an int too large for a float.

    Examples
    --------
    >>> held(3), held([1, 2])
    (3.0, array([1., 2.]))
    """
    if type(value) is float:
        return value
    if isinstance(value, (bool, np.bool_)):
        raise _not_held(value, "; write 1.0 or 0.0 if a number is meant")
    if isinstance(value, np.generic) and value.dtype.kind in "fc":
        return float(value) if type(value) is np.float64 else value
    if isinstance(value, (Real, Decimal)):
        return _rounded(value)
    if isinstance(value, complex):
        return np.complex128(value)
    return _held_array(_gathered(value) if isinstance(value, (list, tuple)) else value)


def _held_array(value: Any) -> Any:
    if isinstance(value, Traced):
        return _inner(value)
    if isinstance(value, (np.matrix, np.ma.MaskedArray)):
        raise _not_held(value, ", which computes in a way of its own; pass an ordinary array")
    if is_quantity(value):
        return type(value)(held(value.magnitude), value.units)
    if not hasattr(value, "dtype") or not hasattr(type(value), "__array_function__"):
        raise _not_held(value, "; pass a number or an array")
    return _of_floats(value)


def _inner(variable: Any) -> Any:
    """Let a variable of a transform be held by one that is made inside; refuse any other."""
    if type(variable._tape) in BARE:
        raise _not_held(variable, "; use it as it is, or its .value for a new leaf")
    return variable


def _of_floats(array: Any) -> Any:
    kind = array.dtype.kind
    if kind in "iu":
        array = array.astype(np.float64)
    elif kind not in "fc":
        hint = "; make floats of the truth values" if kind == "b" else "; pass an array of numbers"
        raise _not_held(array, f"{hint}, its dtype is {array.dtype}")
    return held(array[()]) if type(array) is np.ndarray and not array.ndim else array


def _gathered(values: Any) -> Any:
    try:
        measured = next(filter(is_quantity, values), None)
        if measured is not None:
            return type(measured).from_list(list(values))
        return np.asarray(values)
    except (AttributeError, TypeError, ValueError):
        raise _not_held(values, "; np.stack makes one variable of several") from None


def _rounded(number: Any) -> float:
    try:
        return float(number)
    except OverflowError:
        message = f"a variable holds floats, and {shortened(number)} is too large for one"
        raise TraceError(message) from None


def _not_held(value: object, hint: str) -> TraceError:
    kind = type(value).__name__
    return TraceError(
        f"a variable holds a number or an array, not {shortened(value)} of type {kind}{hint}"
    )


def operand(value: Any) -> Any:
    """Turn what stands beside a variable into what NumPy computes with.

    Parameters
    ----------
    value : object
        Anything but a variable.

    Returns
    -------
    object
        Fractions and decimals become floats, lists arrays; the rest stays.

    Raises
    ------
    TraceError
        If it is a text, None, or a collection that is no array.

    Examples
    --------
    >>> from fractions import Fraction
    >>> operand(Fraction(1, 4))
    0.25
    """
    if isinstance(value, np.float64):
        return float(value)
    if isinstance(value, (np.generic, complex)):
        return value
    if isinstance(value, (Real, Decimal)):
        return _rounded(value)
    if isinstance(value, (list, tuple)):
        return _gathered(value)
    if value is None or isinstance(value, (str, bytes, dict, set)):
        kind = type(value).__name__
        raise TraceError(
            f"a variable combines with variables, numbers and arrays, not {shortened(value)} "
            f"of type {kind}"
        )
    return value


def checked_name(name: object) -> str | None:
    """Let a text or None pass as the name of a variable.

    Parameters
    ----------
    name : object
        What is to be the name.

    Returns
    -------
    str or None
        The same.

    Raises
    ------
    TraceError
        If it is anything else, or empty.

    Examples
    --------
    >>> checked_name("w")
    'w'
    """
    if name is None or (isinstance(name, str) and name):
        return name
    raise TraceError(f"a variable's name is a text that is not empty, or None, not {name!r}")
