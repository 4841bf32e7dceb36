"""Rows of the tables by the public names of their functions, as files carry them.

A name says where a function is found: ``numpy.linalg.inv`` or ``operator.getitem``; those of this
library that have rows are ``compose.cofactors`` and the like, wherever they stand. Only functions
of the tables are found, and none that users added with `define_rule`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import Any, Final

import numpy as np

from compose.rules import RULES, ArrayRule, Choice, Composite, Several

__all__ = ["known_by_shape", "name_of", "row_named"]

_OWN: Final = "compose."
_ROOMS: Final = ("compose.nn",)
"""Rooms above this one that add rows; they are loaded when a file names one that is not there."""

_PLACES: Final[dict[str, Any]] = {
    "numpy": np,
    "numpy.linalg": np.linalg,
    "numpy.fft": np.fft,
    "numpy.lib.stride_tricks": np.lib.stride_tricks,
    "operator": operator,
}

_SHAPES: Final[dict[Callable[..., Any], frozenset[int]]] = {
    np.diff: frozenset({0}),
    np.insert: frozenset({0, 2}),
    np.mean: frozenset({0}),
    np.pad: frozenset({0}),
    np.sum: frozenset({0}),
    np.where: frozenset({1, 2}),
    operator.getitem: frozenset({0}),
}
"""Functions that have a push of their own and are linear all the same, in which arguments."""

_JOINING: Final = (np.concatenate, np.stack)


def name_of(row: Any) -> str:
    """Give the public name of a row's function.

    Raises
    ------
    TypeError
        The function is the user's.

    Examples
    --------
    >>> name_of(RULES[np.linalg.inv]), name_of(RULES[np.sum])
    ('numpy.linalg.inv', 'numpy.sum')
    """
    name = _names().get(row.function) or _own_name(row.function)
    if name is None:
        given = getattr(row.function, "__name__", repr(row.function))
        message = f"the rule of {given} is a function of the user's, which no file can carry"
        raise TypeError(message)
    return name


def row_named(name: str, which: int | None, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Give the row of a function for a call with such arguments.

    Parameters
    ----------
    name : str
        As `name_of` gives it.
    which : int or None
        Which of several answers the row is about.
    args, kwargs : sequence and dict
        The arguments; what they say of shapes and options may decide which row it is.

    Returns
    -------
    Elementwise or ArrayRule

    Raises
    ------
    ValueError
        There is no such row.

    Examples
    --------
    >>> row_named("numpy.sum", None, [np.ones(3)], {}).function.__name__
    'sum'
    """
    row: Any = RULES[_function(name)]
    if type(row) is Choice:
        row = row.choose(*args, **kwargs)
    if type(row) is Several and which is not None:
        row = row.answers[which]
    elif which is not None:
        row = None
    if row is None or type(row) in (Composite, Several):
        message = f"{name} has no derivative of its own for such arguments"
        raise ValueError(message)
    return row


def known_by_shape(row: Any, place: int, count: int) -> frozenset[int]:
    """Say of which arguments the derivative by one of them needs to know the shape alone.

    Parameters
    ----------
    row : Elementwise or ArrayRule
        The row.
    place : int
        The argument.
    count : int
        How many there are.

    Returns
    -------
    frozenset of int
        Their places. Where there are any, the answer's values are not needed either.

    Examples
    --------
    >>> known_by_shape(RULES[np.matmul], 0, 2), known_by_shape(RULES[np.linalg.inv], 0, 1)
    (frozenset({0}), frozenset())
    """
    if row.function in _JOINING:
        return frozenset(range(count))
    if type(row) is ArrayRule and row.linear:
        return frozenset({place})
    found = _SHAPES.get(row.function, frozenset())
    return found if place in found else frozenset()


@cache
def _names() -> dict[Callable[..., Any], str]:
    """Name the functions of NumPy's that have rows."""
    names: dict[Callable[..., Any], str] = {}
    for place, module in _PLACES.items():
        for function in RULES:
            name = getattr(function, "__name__", "")
            if getattr(module, name, None) is function:
                names.setdefault(function, f"{place}.{name}")
    return names


def _own_name(function: Any) -> str | None:
    """Name a function of this library, if that is what it is found by."""
    if not str(getattr(function, "__module__", "")).startswith(_OWN):
        return None
    name = _OWN + function.__name__
    return name if _own(name) is function else None


def _own(name: str) -> Any:
    found = (
        function
        for function in RULES
        if _OWN + getattr(function, "__name__", "") == name
        and str(function.__module__).startswith(_OWN)
    )
    return next(found, None)


def _function(name: str) -> Callable[..., Any]:
    """Find a function that has a row; no other is ever given."""
    room, _, last = name.rpartition(".")
    function: Any = getattr(_PLACES.get(room), last, None)
    if name.startswith(_OWN):
        function = _own(name) or _loaded(name)
    try:
        known = function in RULES and (_names().get(function) or _own_name(function)) == name
    except TypeError:
        known = False
    if not known:
        message = f"{name!r} is no function that has a rule here"
        raise ValueError(message)
    return function  # type: ignore[no-any-return]


def _loaded(name: str) -> Any:
    for room in _ROOMS:
        import_module(room)
    return _own(name)
