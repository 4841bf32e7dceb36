"""Rows for functions of whole arrays, and the words that the tables are written in.

A pull takes the cotangent, the answer and then the arguments under the names, and in the order,
of the function itself; a push takes a tangent instead. Both are linear in their first argument::

    linear(np.sum, lambda g, answer, a, axis=None, keepdims=False: ...)
    smooth(np.linalg.inv, (pull, push))

The pulls of a row stand in the order of the function's arguments; None marks one that carries no
derivative. In a function that is linear in each of its arguments the push needs no words: it is
the function itself, with the tangent in the argument's place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from inspect import CO_VARARGS, CO_VARKEYWORDS
from typing import Any, TypeAlias, final

from compose.rules.rule import Rule, Value

__all__ = ["ArrayRule", "Composite", "Several", "each", "linear", "smooth", "spread"]

Move: TypeAlias = Callable[..., Value]


@final
@dataclass(frozen=True, slots=True)
class ArrayRule(Rule):
    """The row of a function of whole arrays with one answer.

    Parameters
    ----------
    function : callable
        The function that the row is about.
    pull_at, push_at : callable
        ``move(place, moving, answer, *args, **kwargs)``.
    places : frozenset of int or None
        Which arguments carry a derivative; None if all may.
    spread : bool
        Whether the arguments are the items of the first one, as in ``np.concatenate``; a place
        then counts those.
    parameters : tuple of str or None
        The function's parameters as far as the row knows them; None if it takes any.
    options : tuple of str
        Parameters that are given by keyword only.
    check : callable, optional
        Called with the arguments before the function is; raises TraceError where the row is not
        valid for them.
    linear : bool
        Whether the function is linear in each argument, so that it is its own push.
    """

    function: Callable[..., Any]
    pull_at: Move
    push_at: Move
    places: frozenset[int] | None
    spread: bool = False
    parameters: tuple[str, ...] | None = None
    options: tuple[str, ...] = ()
    check: Callable[..., None] | None = None
    linear: bool = False

    def pull(
        self,
        place: int,
        cotangent: Value,
        answer: Value,
        args: Sequence[Any],
        kwargs: dict[str, Any],
    ) -> Value:
        """Move a cotangent of the answer back to the argument at a place."""
        return self.pull_at(place, cotangent, answer, *args, **kwargs)

    def push(
        self,
        place: int,
        tangent: Value,
        answer: Value,
        args: Sequence[Any],
        kwargs: dict[str, Any],
    ) -> Value:
        """Move a tangent of the argument at a place forward to the answer."""
        return self.push_at(place, tangent, answer, *args, **kwargs)


@final
@dataclass(frozen=True, slots=True)
class Composite:
    """A function that is written in terms of others, which have rows.

    Parameters
    ----------
    function : callable
        The function, as users call it.
    written : callable
        The same, in NumPy calls that can be traced. It takes the same arguments.
    """

    function: Callable[..., Any]
    written: Callable[..., Any]


@final
@dataclass(frozen=True, slots=True)
class Several:
    """A function with several answers, each a node of its own.

    Parameters
    ----------
    function : callable
        The function, which answers with a tuple.
    answers : tuple
        A row for each answer, None for those that carry no derivative. Where these rows speak of
        the answer they mean the whole tuple.
    """

    function: Callable[..., Any]
    answers: tuple[ArrayRule | None, ...]


def smooth(
    function: Callable[..., Any],
    *moves: tuple[Move, Move] | None,
    check: Callable[..., None] | None = None,
) -> ArrayRule:
    """Make the row of a function with a pull and a push for each argument.

    Parameters
    ----------
    function : callable
        The function.
    *moves : tuple of callable, or None
        ``(pull, push)`` by argument, None where no derivative is carried.
    check : callable, optional
        Raises TraceError for arguments for which the row is not valid.

    Returns
    -------
    ArrayRule
        The row.
    """
    pulls = tuple(None if move is None else move[0] for move in moves)
    pushes = tuple(None if move is None else move[1] for move in moves)
    names, options = _parameters(pulls, 2)
    return ArrayRule(
        function,
        _by_place(pulls),
        _by_place(pushes),
        _carrying(moves),
        parameters=names,
        options=options,
        check=check,
    )


def linear(
    function: Callable[..., Any],
    *pulls: Move | None,
    check: Callable[..., None] | None = None,
) -> ArrayRule:
    """Make the row of a function that is linear in each argument that carries a derivative.

    Parameters
    ----------
    function : callable
        The function, which is also its own push.
    *pulls : callable or None
        By argument, None where no derivative is carried.
    check : callable, optional
        Raises TraceError for arguments for which the row is not valid.

    Returns
    -------
    ArrayRule
        The row.
    """
    names, options = _parameters(pulls, 2)
    return ArrayRule(
        function,
        _by_place(pulls),
        _itself(function),
        _carrying(pulls),
        parameters=names,
        options=options,
        check=check,
        linear=True,
    )


def each(
    function: Callable[..., Any],
    pull: Move,
    push: Move | None = None,
    check: Callable[..., None] | None = None,
) -> ArrayRule:
    """Make the row of a function of any number of arguments, told apart by their place.

    Parameters
    ----------
    function : callable
        The function.
    pull : callable
        ``pull(place, g, answer, *args, **kwargs)``.
    push : callable, optional
        ``push(place, t, answer, *args, **kwargs)``; the function itself if it is linear in each.
    check : callable, optional
        Raises TraceError for arguments for which the row is not valid.

    Returns
    -------
    ArrayRule
        The row.
    """
    names, options = _parameters((pull,), 3)
    return ArrayRule(
        function,
        pull,
        push or _itself(function),
        None,
        parameters=names,
        options=options,
        check=check,
        linear=push is None,
    )


def spread(
    function: Callable[..., Any],
    pull: Move,
    push: Move,
    check: Callable[..., None] | None = None,
) -> ArrayRule:
    """Make the row of a function whose first argument is a sequence of arrays.

    Parameters
    ----------
    function : callable
        The function.
    pull, push : callable
        ``move(place, moving, answer, arrays, *args, **kwargs)``; the place counts the arrays.
    check : callable, optional
        Raises TraceError for arguments for which the row is not valid.

    Returns
    -------
    ArrayRule
        The row.
    """
    names, options = _parameters((pull,), 3)
    return ArrayRule(
        function, pull, push, None, spread=True, parameters=names, options=options, check=check
    )


def _parameters(
    moves: Sequence[Move | None], skipped: int
) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """Read the function's parameters off its longest pull, behind the first few of the pull."""
    known: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    for move in moves:
        if move is None:
            continue
        code = getattr(move, "__code__", None)
        if code is None or code.co_flags & (CO_VARARGS | CO_VARKEYWORDS):
            return None, ()
        positional = code.co_argcount
        names = code.co_varnames[: positional + code.co_kwonlyargcount]
        known = max(known, names[skipped:positional], key=len)
        options = max(options, names[positional:], key=len)
    return known, options


def _carrying(moves: Sequence[object]) -> frozenset[int]:
    return frozenset(place for place, move in enumerate(moves) if move is not None)


def _by_place(moves: Sequence[Move | None]) -> Move:
    def move(place: int, moving: Value, answer: Value, *args: Any, **kwargs: Any) -> Value:
        return moves[place](moving, answer, *args, **kwargs)  # type: ignore[misc]

    return move


def _itself(function: Callable[..., Any]) -> Move:
    def push(place: int, tangent: Value, answer: Value, *args: Any, **kwargs: Any) -> Value:  # noqa: ARG001
        return function(*args[:place], tangent, *args[place + 1 :], **kwargs)

    return push
