"""What numbers may be settings: counts, rates and shares."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any

from compose.errors import NetworkError

__all__ = ["count", "positive", "share"]


def count(what: str, value: Any, least: int = 1) -> int:
    """Give a whole number that is large enough.

    Parameters
    ----------
    what : str
        What is counted, for the message.
    value : int
        How many there are.
    least : int
        How many there are at least.

    Returns
    -------
    int

    Raises
    ------
    NetworkError
        If the value is no whole number, or is less.

    Examples
    --------
    >>> count("epochs", 3)
    3
    """
    if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
        raise NetworkError(f"{what} is a whole number from {least} on, not {value!r}")
    return int(value)


def positive(what: str, value: Any, *, zero: bool = False) -> None:
    """Refuse what is no finite number above 0.

    Parameters
    ----------
    what : str
        What is set, for the message.
    value : float
        What it is.
    zero : bool
        Whether it may be 0.

    Raises
    ------
    NetworkError
        If it is none.

    Examples
    --------
    >>> positive("rate", 0.1)
    >>> positive("rate", -0.1)
    Traceback (most recent call last):
        ...
    compose.errors.NetworkError: rate is a number above 0, not -0.1
    """
    high_enough = _is_number(value) and (value > 0 or (zero and value == 0))
    if not high_enough or value == float("inf"):
        raise NetworkError(
            f"{what} is a number {'from 0 on' if zero else 'above 0'}, not {value!r}"
        )


def share(what: str, value: Any) -> None:
    """Refuse what is no number from 0 to below 1.

    Parameters
    ----------
    what : str
        What is set, for the message.
    value : float
        What it is.

    Raises
    ------
    NetworkError
        If it is none.

    Examples
    --------
    >>> share("momentum", 0.9)
    """
    if not _is_number(value) or not 0 <= value < 1:
        raise NetworkError(f"{what} is a number from 0 to below 1, not {value!r}")


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)
