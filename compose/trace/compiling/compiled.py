"""Functions that are traced once and then run as straight-line NumPy."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from functools import update_wrapper
from types import MappingProxyType
from typing import Any, NamedTuple, final

import numpy as np

from compose.trace.compiling.building import Arguments, Built, built, positional_names
from compose.trace.compiling.structure import NotCompiledError
from compose.trace.transforms import check_callable

__all__ = ["Compiled", "compile"]

F = Callable[..., Any]
_OFFERED = 8
Static = int | str | Sequence[int | str]


def compile(f: F, *, static: Static = ()) -> Compiled:  # noqa: A001 - the word for it
    """Make a function run as straight-line NumPy, with its memory used again.

    The function is traced when it is first called, and again whenever arguments come with other
    shapes, dtypes or containers. What is traced is simplified, written as Python and run; read it
    in ``.source``.

    Parameters
    ----------
    f : callable
        Does the same NumPy calls whatever the values are; may be what `grad`, `value_and_grad`,
        `jacobian` and the others give, in any nesting.
    static : int, str, or sequence of these
        Arguments, by place or by name, that are no numbers to compute with but settings, such as
        an axis or a number of steps. They must be hashable, and are compiled for one by one.
        Strings, truth values, None and functions are so by themselves.

    Returns
    -------
    Compiled
        Takes what `f` takes and gives what `f` gives. Ints are taken as floats, and float64
        numbers come out as floats. Called with variables it is `f` itself, so that it can be
        differentiated.

    Raises
    ------
    TraceError
        When called, if a branch depends on values, or a shape does.

    Examples
    --------
    >>> import numpy as np
    >>> import compose
    >>> slope = compose.compile(compose.grad(lambda x: np.sum(np.tanh(x))))
    >>> slope(np.zeros(2))
    array([1., 1.])
    >>> slope.source.count("np.tanh(")
    1
    """
    check_callable(f)
    return Compiled(f, (static,) if isinstance(static, (int, str)) else tuple(static))


class _Entry(NamedTuple):
    """A program that can be run, and the form of the calls that it is for."""

    places: int
    keywords: tuple[str, ...]
    built: Built
    run: F
    mismatch: type[Exception]


@final
class Compiled:
    """A compiled function; made by `compile`.

    Attributes
    ----------
    source : str
        The Python that ran last. With what is in `constants` beside it, it runs on its own.
    sources : tuple of str
        What has been written so far, one for each kind of arguments.
    constants : mapping
        What the source names and no text can say: large captured arrays, classes, functions.
    operations : int
        What the program that ran last costs, in weighted operations: 1 for + − × ÷ and
        comparisons, 10 for calls such as exp, 2·m·n·k for products of matrices.

    Examples
    --------
    >>> import compose
    >>> double = compose.compile(lambda x: 2 * x)
    >>> double(3.0), double.operations
    (6.0, 1)
    """

    def __init__(self, function: F, static: tuple[int | str, ...]) -> None:
        update_wrapper(self, function, updated=())
        self._function = function
        self._static = static
        self._entries: dict[Any, _Entry] = {}
        self._latest: _Entry | None = None
        self._named: dict[int, list[str]] = {}

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the program for arguments of this kind, compiling it if it is new."""
        entry = self._latest
        if entry is None or len(args) != entry.places or tuple(kwargs) != entry.keywords:
            return self._slowly(args, kwargs)
        try:
            return entry.run(*args, *kwargs.values()) if kwargs else entry.run(*args)
        except entry.mismatch:
            return self._by_others(entry, args, kwargs)
        except (OverflowError, ZeroDivisionError):
            # Python's floats raise where NumPy's give infinity.
            return self._function(*args, **kwargs)

    @property
    def source(self) -> str:
        """The Python that ran last."""
        return self._last().built.source.text

    @property
    def sources(self) -> tuple[str, ...]:
        """What has been written so far."""
        return tuple(entry.built.source.text for entry in self._entries.values())

    @property
    def constants(self) -> Mapping[str, Any]:
        """What the source names and no text can say."""
        return MappingProxyType(self._last().built.source.bound)

    @property
    def operations(self) -> int:
        """What the program that ran last costs, in weighted operations."""
        return self._last().built.operations

    def _last(self) -> _Entry:
        if self._latest is None:
            raise AttributeError("nothing is compiled before the first call; call it once")
        return self._latest

    def _by_others(self, latest: _Entry, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Offer the arguments to the last few programs: to be refused is faster than to look."""
        form = latest.places, latest.keywords
        for entry in list(self._entries.values())[-_OFFERED:]:
            if entry is latest or (entry.places, entry.keywords) != form:
                continue
            try:
                answer = entry.run(*args, *kwargs.values())
            except entry.mismatch:
                continue
            except (OverflowError, ZeroDivisionError):
                return self._function(*args, **kwargs)
            self._latest = entry
            return answer
        return self._slowly(args, kwargs)

    def _slowly(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Find the program for these arguments by what they are, or make it."""
        try:
            call = Arguments(self._places(len(args)), self._static, args, kwargs)
            known = self._entries.get(call.key)
            entry = known or self._traced(call)
        except NotCompiledError:
            return self._function(*args, **kwargs)
        self._latest = entry
        try:
            # The trace has given the warnings of a first run.
            with nullcontext() if known else np.errstate(all="ignore"):
                return entry.run(*call.given())
        except (entry.mismatch, OverflowError, ZeroDivisionError):
            return self._function(*args, **kwargs)

    def _traced(self, call: Arguments) -> _Entry:
        made = built(self._function, call)
        known: dict[str, Any] = dict(made.source.bound)
        name = f"<compiled {self._name()}>"
        exec(builtins.compile(made.source.text, name, "exec"), known)  # noqa: S102 - written here
        entry = _Entry(
            len(call.args), tuple(call.kwargs), made, known[made.name], known["Mismatch"]
        )
        return self._entries.setdefault(call.key, entry)

    def _places(self, count: int) -> list[str]:
        if count not in self._named:
            self._named[count] = positional_names(self._function, count)
        return self._named[count]

    def _name(self) -> str:
        return getattr(self._function, "__name__", "function")

    def __repr__(self) -> str:
        return f"<compiled {self._name()}>"
