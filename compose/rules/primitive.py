"""Functions that a variable can pass through although they are not NumPy's.

NumPy's functions offer themselves to their arguments through ``__array_function__``. A primitive
does the same, for arguments that trace.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from functools import partial, wraps
from itertools import chain
from typing import Any, TypeVar, overload

__all__ = ["INLINE", "Traced", "primitive", "traced_in"]

F = TypeVar("F", bound=Callable[..., Any])

INLINE: dict[Callable[..., Any], Callable[..., Any]] = {}
"""The bodies of the primitives that are compiled as what they do, by primitive."""


class Traced(ABC):
    """What a primitive looks for among its arguments."""

    __slots__ = ()

    @abstractmethod
    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """Apply a function that was called with this among its arguments."""


def traced_in(args: Any) -> Iterator[Traced]:
    """Yield what traces among arguments: themselves, and the items of lists and tuples.

    Parameters
    ----------
    args : iterable
        The arguments of a call.

    Yields
    ------
    Traced
        In order.

    Examples
    --------
    >>> list(traced_in((1.0, [2.0, (3.0,)])))
    []
    """
    for arg in args:
        if isinstance(arg, Traced):
            yield arg
        elif type(arg) in (list, tuple):
            yield from traced_in(arg)


@overload
def primitive(function: F, *, inline: bool = ...) -> F: ...


@overload
def primitive(function: None = None, *, inline: bool = ...) -> Callable[[F], F]: ...


def primitive(function: F | None = None, *, inline: bool = False) -> F | Callable[[F], F]:
    """Let a function be differentiated by a rule of its own.

    Parameters
    ----------
    function : callable
        Takes arrays and numbers; what happens inside is not traced.
    inline : bool
        Whether a compiled function holds the NumPy calls of the body instead of a call; the body
        must then do the same calls whatever the values are.

    Returns
    -------
    callable
        The same; called with variables it makes one step of the trace.

    Examples
    --------
    >>> @primitive
    ... def double(x):
    ...     return 2.0 * x
    >>> double(3.0)
    6.0
    """
    if function is None:
        return partial(primitive, inline=inline)

    @wraps(function)
    def offered(*args: Any, **kwargs: Any) -> Any:
        found = next(chain(traced_in(args), traced_in(kwargs.values())), None)
        if found is None:
            return function(*args, **kwargs)
        return found.__array_function__(offered, (type(found),), args, kwargs)

    if inline:
        INLINE[offered] = function
    return offered
