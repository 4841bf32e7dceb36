"""What happens when a function meets a variable: which recorder, which row, which answer.

Every NumPy call and every operator that is not one of two plain floats comes through `apply`.
"""

from __future__ import annotations

from collections.abc import Iterable
from sys import modules
from typing import Any

import numpy as np

from compose.dimensions.protocol import is_measured
from compose.engine.tape import Tape
from compose.errors import TraceError
from compose.rules import (
    CONSTANT,
    REAL_ONLY,
    RULES,
    ArrayRule,
    Choice,
    Composite,
    Elementwise,
    Partial,
    Several,
)
from compose.trace.arguments import argument, arranged, first_row, without_options
from compose.trace.given import operand
from compose.trace.moves import Call, Move
from compose.trace.recorders import BARE, Closed, Recorder, joined
from compose.trace.refusals import refusal, refused_complex
from compose.trace.steps import Steps, loose_of, place

__all__ = [
    "apply",
    "elementwise",
    "has_units",
    "local_of",
    "made",
    "plain",
    "whole_with",
]

_new = object.__new__
_PLAIN = frozenset({float, int, np.ndarray})


def apply(cls: type[Any], function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Apply a function to variables among other things, and remember it.

    Parameters
    ----------
    cls : type
        The class of variables.
    function : callable
        A function of NumPy's, or a primitive.
    args, kwargs : tuple and dict
        As the function was called.

    Returns
    -------
    object
        A variable; several where the function has several answers; a plain value where it only
        looks.

    Raises
    ------
    TraceError
        If the function has no row, or none for such arguments.
    """
    row = _row(cls, function, args, kwargs)
    if type(row) is Composite:
        return row.written(*args, **kwargs)
    if type(row) is Elementwise:
        args = tuple([a if type(a) in _PLAIN or type(a) is cls else operand(a) for a in args])
        kwargs = without_options(function, kwargs, ()) if kwargs else kwargs
    top = _highest(cls, args, kwargs)
    if top is None:
        # NumPy takes ``like=`` out of a call before it offers it.
        return function(*args, **kwargs)
    if "pint" in modules and has_units(cls, (args, tuple(kwargs.values()))):
        from compose.trace.measured import apply_measured

        return apply_measured(function, row, args, kwargs, top)
    if type(top) is not Tape and type(top) not in BARE:
        return top.write(cls, function, args, kwargs)
    if type(row) is Elementwise:
        return elementwise(cls, row, args, top)
    return (
        _constant(cls, function, args, kwargs, top)
        if row is None
        else whole(cls, row, args, kwargs, top)
    )


def _constant(cls: type[Any], function: Any, args: Any, kwargs: dict[str, Any], top: Any) -> Any:
    values = plain(cls, args, top)
    if function in REAL_ONLY and any(np.iscomplexobj(value) for value in values):
        raise refused_complex(function)
    return function(*values, **_plain_options(cls, kwargs, top))


def _row(cls: type[Any], function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Find a function's row, None if it is a constant."""
    row = RULES.get(function)
    if type(row) is Choice:
        return row.choose(*args, **kwargs)
    if row is None and function not in CONSTANT:
        asked = next((place for place, arg in enumerate(args) if type(arg) is cls), None)
        raise refusal(function, None if asked is None else argument(function, asked))
    return row


def _highest(cls: type[Any], args: Any, kwargs: dict[str, Any]) -> Any:
    """Find the highest recorder among arguments, looking into lists, tuples and slices."""
    top: Any = None
    for arg in args:
        kind = type(arg)
        if kind is cls:
            found = arg._tape
        elif kind is tuple or kind is list:
            found = _highest(cls, arg, {})
        elif kind is slice:
            found = _highest(cls, (arg.start, arg.stop, arg.step), {})
        else:
            continue
        if found is not None and (top is None or found.level > top.level):
            top = found
    if kwargs:
        found = _highest(cls, kwargs.values(), {})
        if found is not None and (top is None or found.level > top.level):
            top = found
    return top


def plain(cls: type[Any], args: Any, top: Recorder) -> list[Any]:
    """Take the values of what belongs to a recorder, out of lists, tuples and slices as well."""
    return [
        (_own(arg, top) if type(arg) is cls else _nested(cls, arg, top) if _holds(arg) else arg)
        for arg in args
    ]


def _own(variable: Any, top: Recorder) -> Any:
    tape = variable._tape
    if joined(tape, top):
        if tape.level != top.level:
            raise TraceError(
                "a variable made inside a transform meets one made outside it; "
                "pass that one to the function as an argument, or use its .value"
            )
        return variable._value
    if type(tape) is Closed:
        tape.write()
    return variable


def _holds(arg: Any) -> bool:
    return type(arg) in (tuple, list, slice)


def _nested(cls: type[Any], arg: Any, top: Recorder) -> Any:
    if type(arg) is slice:
        return slice(*plain(cls, (arg.start, arg.stop, arg.step), top))
    return type(arg)(plain(cls, arg, top))


def _plain_options(cls: type[Any], kwargs: dict[str, Any], top: Recorder) -> dict[str, Any]:
    return dict(zip(kwargs, plain(cls, kwargs.values(), top), strict=True))


def made(cls: type[Any], value: Any, tape: Recorder, node: Any) -> Any:
    """Make a variable, without the checks for what users give."""
    variable = _new(cls)
    variable._value = float(value) if type(value) is np.float64 else value
    variable._tape = tape
    variable._node = node
    return variable


def has_units(cls: type[Any], args: Iterable[Any]) -> bool:
    """Say whether a quantity, or a variable that holds one, is among arguments."""
    for arg in args:
        while type(arg) is cls:
            arg = arg._value  # noqa: PLW2901 - what it holds, however deep
        if type(arg) in (tuple, list):
            if has_units(cls, arg):
                return True
        elif type(arg) not in _PLAIN and is_measured(arg):
            return True
    return False


def _is_scalar(cls: type[Any], value: Any) -> bool:
    while type(value) is cls:
        value = value._value
    return type(value) is float or type(value) is int


def elementwise(
    cls: type[Any], row: Elementwise, args: Any, top: Any, values: tuple[Any, ...] | None = None
) -> Any:
    """Apply a function to each element, and remember it; `values` if they are worked out."""
    values = tuple(plain(cls, args, top)) if values is None else values
    answer = row.function(*values)
    if type(answer) is np.float64:
        answer = float(answer)
    if not all(_is_scalar(cls, value) for value in values):
        return _recorded(cls, Call(row, answer, values, {}), args, args, top)
    edges = []
    for arg, value, partial in zip(args, values, row.partials, strict=True):
        if type(arg) is cls and arg is not value:
            edges.append((arg, local_of(partial, answer, values)))
        else:
            edges.append((arg, None))
    if type(top) is Tape:
        node = len(top)
        top.extend([x for s, d in edges if d is not None for x in (s._node, node, d)])
        return made(cls, answer, top, node)
    return _step(cls, row, answer, edges, top)


def _step(
    cls: type[Any], row: Elementwise, answer: Any, edges: list[tuple[Any, Any]], top: Any
) -> Any:
    """Let a bare float remember what it was made from."""
    tapes = [source._tape for source, local in edges if local is not None]
    steps = place(tapes[0], tapes[-1]) if tapes else None
    if steps is None:
        steps = Steps(loose_of(top))
    entries = [
        part
        for source, local in edges
        for part in (source._node if local is not None and source._tape is steps else source, local)
    ]
    return made(cls, answer, steps, steps.write(row, answer, *entries))


def local_of(partial: Partial, answer: Any, values: tuple[Any, ...]) -> Any:
    """Work out a local derivative between numbers; where it has no limit it is inf or NaN."""
    try:
        local = partial.local(answer, *values)
    except (ZeroDivisionError, OverflowError):
        # NumPy's floats divide by zero where Python's raise.
        with np.errstate(all="ignore"):
            local = partial.local(np.float64(answer), *map(np.float64, values))
    return float(local) if isinstance(local, np.floating) else local


def _recorded(cls: type[Any], call: Call, args: Any, operands: Any, top: Any) -> Any:
    """Write down a call on the highest recorder."""
    which = call.which
    value = call.answer if which is None else call.answer[which]
    if type(top) is not Tape:
        steps = Steps(loose_of(top))
        return made(cls, value, steps, steps.write(call, value, args, None))
    node = len(top)
    for n, source in enumerate(operands):
        if type(source) is cls and source._tape is top:
            top.extend((source._node, node, Move(call, n)))
    return made(cls, value, top, node)


def whole(
    cls: type[Any],
    row: ArrayRule | Several,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    top: Any,
) -> Any:
    """Apply a function of whole arrays."""
    args, kwargs = arranged(cls, row, args, kwargs, top)
    values, options = tuple(plain(cls, args, top)), _plain_options(cls, kwargs, top)
    return whole_with(cls, row, args, top, values, options)


def whole_with(
    cls: type[Any],
    row: ArrayRule | Several,
    args: tuple[Any, ...],
    top: Any,
    values: tuple[Any, ...],
    options: dict[str, Any],
) -> Any:
    """Call a function of whole arrays with these values, and remember the arguments."""
    first = first_row(row)
    if first.check is not None:
        first.check(*values, **options)
    answer = row.function(*values, **options)
    if type(row) is ArrayRule:
        if getattr(getattr(answer, "dtype", None), "kind", "f") in "iub":
            return answer
        operands = args[0] if row.spread else args
        return _recorded(cls, Call(row, answer, values, options), args, operands, top)
    parts = [
        answer[n]
        if part is None
        else _recorded(cls, Call(part, answer, values, options, n), args, args, top)
        for n, part in enumerate(row.answers)
    ]
    return type(answer)(*parts) if hasattr(answer, "_fields") else type(answer)(parts)
