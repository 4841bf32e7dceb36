"""What counts as a number beside a variable, and the words for what does not."""

from __future__ import annotations

from numbers import Complex, Real
from reprlib import repr as shortened

import numpy as np

from compose.errors import TraceError
from compose.rules import REFUSED, RULES

__all__ = ["checked_name", "real_number", "refusal"]


def real_number(value: object, purpose: str) -> float:
    """Turn a real number into a float, and refuse everything else.

    Parameters
    ----------
    value : object
        An int, a float, a fraction or a NumPy scalar.
    purpose : str
        The beginning of the message: what is to hold a real number.

    Returns
    -------
    float
        The nearest float.

    Raises
    ------
    TraceError
        If it is anything else, a bool included, or an int too large for a float.

    Examples
    --------
    >>> real_number(3, "a variable holds a real number")
    3.0
    """
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, Real):
        raise TraceError(
            f"{purpose}, not {shortened(value)} of type {type(value).__name__}{_hint(value)}"
        )
    try:
        return float(value)
    except OverflowError:
        raise TraceError(f"{purpose}, and {shortened(value)} is too large for a float") from None


def _hint(value: object) -> str:
    if isinstance(value, (bool, np.bool_)):
        return "; write 1.0 or 0.0 if a number is meant"
    if isinstance(value, (np.ndarray, list, tuple)):
        return "; make one variable for each element"
    if isinstance(value, Complex):
        return "; make one variable each for the real and the imaginary part"
    return "; pass a float"


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


def refusal(function: np.ufunc) -> TraceError:
    """Say why a function cannot be applied to a variable.

    Parameters
    ----------
    function : numpy.ufunc
        A function without a row in the table.

    Returns
    -------
    TraceError
        To be raised.

    Examples
    --------
    >>> import numpy as np
    >>> print(str(refusal(np.floor))[:52])
    np.floor is flat between its jumps, so no derivative
    """
    name = function.__name__
    if function in REFUSED:
        return TraceError(f"np.{name} {REFUSED[function]}")
    known = ", ".join(sorted(row.__name__ for row in RULES))
    return TraceError(
        f"{name} has no rule for its derivative; write it with functions that have one: {known}"
    )
