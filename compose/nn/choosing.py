"""Functions that are chosen by name, or are given themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from compose.errors import NetworkError

__all__ = ["chosen"]

_Function = TypeVar("_Function", bound=Callable[..., Any])


def chosen(what: str, which: str | _Function, known: Mapping[str, _Function]) -> _Function:
    """Give the function of a name.

    Parameters
    ----------
    what : str
        What is chosen, for the message.
    which : str or callable
        A name, whatever its case, spaces, hyphens and underscores. A function is taken as it is.
    known : mapping of str to callable
        The functions by name.

    Returns
    -------
    callable

    Raises
    ------
    NetworkError
        If there is none of that name; lists those that there are.

    Examples
    --------
    >>> import math
    >>> chosen("rounding", "Round_Up", {"round up": math.ceil}) is math.ceil
    True
    """
    if callable(which):
        return which
    for name, function in known.items():
        if _plainly(name) == _plainly(str(which)):
            return function
    raise NetworkError(
        f"there is no {what} {which!r}; the names are {', '.join(known)}, and a function of your "
        "own, written in NumPy, will do"
    )


def _plainly(name: str) -> str:
    return name.lower().translate({ord(mark): None for mark in " -_"})
