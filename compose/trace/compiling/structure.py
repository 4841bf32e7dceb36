"""Arguments and answers: which containers hold which numbers.

What is no container and no number, such as a string, a truth value, None or a function, is part of
what a function is compiled for.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from compose.errors import TraceError
from compose.trace.given import held
from compose.trace.variable import Variable

__all__ = [
    "Container",
    "Fixed",
    "NotCompiledError",
    "Number",
    "Part",
    "described",
    "fixed",
    "is_fixed",
    "keys_of",
    "numbers_in",
    "opened",
    "parts_of",
]

_FIXED = (str, bytes, bool, np.bool_, type, type(None), type(Ellipsis))


class NotCompiledError(Exception):
    """Raised for arguments that the function itself is called with."""


class Number(NamedTuple):
    """A number or an array, known by its type and shape."""

    kind: str
    shape: tuple[int, ...]


class Fixed(NamedTuple):
    """What is no number: a function is compiled for this very thing."""

    kind: type
    value: Any


class Container(NamedTuple):
    """A list, tuple, dict, named tuple or dataclass."""

    kind: type
    keys: tuple[Any, ...]
    parts: tuple[Part, ...]


Part: TypeAlias = Number | Fixed | Container


def described(item: Any, values: list[Any]) -> Part:
    """Describe an argument, and collect the numbers in it.

    Parameters
    ----------
    item : object
        An argument.
    values : list
        Where the numbers go, as a compiled function takes them.

    Returns
    -------
    Number, Fixed or Container
        Hashable, and equal where the same program can be run.

    Raises
    ------
    NotCompiledError
        If it holds variables, or arrays that are not NumPy's own.
    TraceError
        If it holds what cannot be recognized the next time.
    """
    kind = type(item)
    if kind is float:
        values.append(item)
        return Number("float", ())
    if kind is np.ndarray:
        return _array(item, values)
    keys = keys_of(item)
    if keys is not None:
        parts = tuple(described(part, values) for part in parts_of(item, keys))
        return Container(kind, keys, parts)
    if is_fixed(item):
        return fixed(item)
    if isinstance(item, Variable) or hasattr(kind, "__array_function__"):
        raise NotCompiledError
    return _scalar(item, values)


def is_fixed(item: Any) -> bool:
    """Say whether a thing is no number and holds none."""
    traced = hasattr(type(item), "__array_function__")
    return isinstance(item, _FIXED) or (callable(item) and not traced)


def fixed(item: Any) -> Fixed:
    """Describe a thing that a function is compiled for."""
    try:
        hash(item)
    except TypeError:
        name = type(item).__name__
        raise TraceError(
            f"a {name} cannot be recognized the next time, so nothing can be compiled for it; "
            "pass what it holds, or let the function see it from outside"
        ) from None
    return Fixed(type(item), item)


def keys_of(item: Any) -> tuple[Any, ...] | None:
    """Give the keys of a container's parts; None for what is none."""
    kind = type(item)
    if kind is dict:
        return tuple(item)
    if kind is list or kind is tuple or (isinstance(item, tuple) and hasattr(kind, "_fields")):
        return tuple(range(len(item)))
    if dataclasses.is_dataclass(kind):
        return tuple(field.name for field in dataclasses.fields(item) if field.init)
    if isinstance(item, (dict, list, tuple)):
        raise NotCompiledError
    return None


def parts_of(item: Any, keys: tuple[Any, ...]) -> list[Any]:
    """Give the parts of a container."""
    if dataclasses.is_dataclass(item):
        return [getattr(item, key) for key in keys]
    return [item[key] for key in keys]


def rebuilt(kind: type, keys: tuple[Any, ...], parts: list[Any]) -> Any:
    """Put other parts into a container of the same kind."""
    if kind is dict or dataclasses.is_dataclass(kind):
        return (
            kind(**dict(zip(keys, parts, strict=True)))
            if kind is not dict
            else dict(zip(keys, parts, strict=True))
        )
    return kind(*parts) if hasattr(kind, "_fields") else kind(parts)


def opened(item: Any, number: Callable[[Any], Any]) -> Any:
    """Replace the numbers in an argument, in the order in which `described` finds them."""
    keys = keys_of(item)
    if keys is not None:
        parts = [opened(part, number) for part in parts_of(item, keys)]
        return rebuilt(type(item), keys, parts)
    return item if is_fixed(item) else number(item)


def numbers_in(part: Part) -> Iterator[Number]:
    """Yield the numbers of a description, in order."""
    if isinstance(part, Number):
        yield part
    elif isinstance(part, Container):
        for inner in part.parts:
            yield from numbers_in(inner)


def _array(item: Any, values: list[Any]) -> Number:
    if item.dtype.kind not in "fciub":
        raise TraceError(f"an array of dtype {item.dtype} cannot be compiled; pass numbers")
    value = item if item.ndim else held(item)
    values.append(value)
    return Number("float" if type(value) is float else item.dtype.str, item.shape)


def _scalar(item: Any, values: list[Any]) -> Number:
    value = held(item)
    values.append(value)
    return Number("float" if type(value) is float else value.dtype.str, ())
