"""The arguments of a call, arranged as a rule takes them.

NumPy's functions take most of their parameters by position or by keyword; a rule counts arguments
by place, and knows some options only. Here a call is refused that the rule does not cover.
"""

from __future__ import annotations

from functools import cache
from inspect import signature
from typing import Any, NamedTuple

from compose.rules import ArrayRule, Several
from compose.trace.given import operand
from compose.trace.recorders import joined
from compose.trace.refusals import carries_none, refused_option

__all__ = ["argument", "arranged", "first_row", "without_options"]


class _Parameters(NamedTuple):
    """What a function takes: by position or keyword, and by keyword only."""

    placed: tuple[str, ...]
    keyword_only: tuple[str, ...]


def arranged(
    cls: type[Any],
    row: ArrayRule | Several,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    top: Any,
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Refuse what a row does not know, and give variables their places.

    Parameters
    ----------
    cls : type
        The class of variables.
    row : ArrayRule or Several
        The function's row.
    args, kwargs : tuple and dict
        As the function was called.
    top : recorder
        Where the call will be written down.

    Returns
    -------
    tuple
        The arguments by place, and the options.

    Raises
    ------
    TraceError
        If the row does not know an option, or carries no derivative by an argument.
    """
    first, function = first_row(row), row.function
    if first.parameters is not None:
        if _is_numpys(function):
            args, kwargs = _as_the_rule_counts(cls, first, args, kwargs)
        elif kwargs:
            args, kwargs = _as_the_primitive_counts(function, args, kwargs)
    elif kwargs:
        names = _parameters(function).placed
        args, kwargs = _placed(function, names, args, kwargs, _variables(cls, names, kwargs))
    args = _as_arrays(cls, first, args)
    _refuse_elsewhere(cls, first, args, kwargs, top)
    return args, kwargs


def first_row(row: ArrayRule | Several) -> ArrayRule:
    """Give the row that knows a function's parameters."""
    return row if type(row) is ArrayRule else next(part for part in row.answers if part)


def without_options(function: Any, kwargs: dict[str, Any], known: tuple[str, ...]) -> Any:
    """Keep the options that are known, and refuse others unless they say None.

    Parameters
    ----------
    function : callable
        What was called.
    kwargs : dict
        Its options.
    known : tuple of str
        Those that are known.

    Returns
    -------
    dict
        What is left.
    """
    for name, value in kwargs.items():
        if name not in known and value is not None:
            raise refused_option(function, f"{name}=", known)
    return {name: value for name, value in kwargs.items() if name in known}


@cache
def _parameters(function: Any) -> _Parameters:
    try:
        parameters = signature(function).parameters.values()
    except ValueError:
        return _Parameters((), ())
    if any(one.kind is one.POSITIONAL_ONLY for one in parameters):
        return _Parameters((), ())
    only = tuple(one.name for one in parameters if one.kind is one.KEYWORD_ONLY)
    return _Parameters(tuple(one.name for one in parameters if one.name not in only), only)


def _is_numpys(function: Any) -> bool:
    return (getattr(function, "__module__", None) or "numpy").startswith(("numpy", "_operator"))


def _as_the_rule_counts(
    cls: type[Any], row: ArrayRule, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    names = row.parameters or ()
    agreeing = _agreeing(row.function, names)
    if len(args) > agreeing:
        own = _parameters(row.function).placed
        if len(args) > len(own):
            raise refused_option(row.function, "so many arguments", names)
        kwargs = {**dict(zip(own[agreeing:], args[agreeing:], strict=False)), **kwargs}
        args = args[:agreeing]
    if kwargs:
        kwargs = without_options(row.function, kwargs, (*names, *row.options))
        moved = _variables(cls, names, kwargs)
        if row.spread and not args:
            moved.append(names[0])
        args, kwargs = _placed(row.function, names, args, kwargs, moved)
    return args, kwargs


def _as_the_primitive_counts(
    function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    names = _parameters(function).placed
    return _placed(function, names, args, kwargs, [name for name in kwargs if name in names])


def _variables(cls: type[Any], names: tuple[str, ...], kwargs: dict[str, Any]) -> list[str]:
    return [name for name in kwargs if name in names and type(kwargs[name]) is cls]


@cache
def _agreeing(function: Any, names: tuple[str, ...]) -> int:
    """Count the first parameters that a row has in the same places as its function."""
    own = _parameters(function).placed
    if not own:
        return len(names)
    pairs = zip(names, own, strict=False)
    end = min(len(names), len(own))
    return next((n for n, (mine, other) in enumerate(pairs) if mine != other), end)


def _placed(
    function: Any,
    names: tuple[str, ...],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    moved: list[str],
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Give some arguments by place that were given by keyword, and all those before them."""
    last = max(map(names.index, moved), default=-1)
    given, options = list(args), dict(kwargs)
    for name in names[len(given) : last + 1]:
        if name not in options:
            raise refused_option(function, f"{names[last]}= without {name}=", names)
        given.append(options.pop(name))
    return tuple(given), options


def _as_arrays(cls: type[Any], row: ArrayRule, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """Let lists stand for arrays, and an array for the sequence of its items."""
    if row.spread:
        return (list(args[0]), *args[1:]) if type(args[0]) is cls else args
    places = row.places
    if places is None or not any(type(arg) in (list, tuple) for arg in args):
        return args
    return tuple(
        operand(arg) if place in places and type(arg) in (list, tuple) else arg
        for place, arg in enumerate(args)
    )


def _refuse_elsewhere(
    cls: type[Any], row: ArrayRule, args: tuple[Any, ...], kwargs: dict[str, Any], top: Any
) -> None:
    """Refuse a variable where the row carries no derivative."""
    if row.places is not None:
        for place, arg in enumerate(args):
            if place not in row.places and type(arg) is cls and joined(arg._tape, top):
                raise carries_none(row.function, argument(row.function, place))
    for name, value in kwargs.items():
        if type(value) is cls and joined(value._tape, top):
            raise carries_none(row.function, f"{name}=")


def argument(function: Any, place: int) -> str:
    """Name an argument by its place and, where it is known, its name.

    Parameters
    ----------
    function : callable
        What was called.
    place : int
        Which argument, from 0.

    Returns
    -------
    str
        For instance ``"argument 2 (repeats)"``.

    Examples
    --------
    >>> import numpy as np
    >>> argument(np.repeat, 1)
    'argument 2 (repeats)'
    """
    names = _parameters(function).placed
    return f"argument {place + 1}" + (f" ({names[place]})" if place < len(names) else "")
