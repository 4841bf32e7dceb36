"""Rules of one's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from compose.engine.tape import Tape
from compose.errors import TraceError
from compose.rules import RULES, ArrayRule, smooth
from compose.rules.rule import unbroadcast
from compose.trace.apply import made
from compose.trace.recorders import enter, leave
from compose.trace.variable import Variable

__all__ = ["define_rule"]

Move = Callable[..., Any]


def define_rule(
    function: Callable[..., Any],
    *pulls: Move | None,
    push: Sequence[Move | None] | None = None,
    local: Sequence[Move | None] | None = None,
) -> None:
    """Say how a function of one's own is differentiated.

    Parameters
    ----------
    function : callable
        Made with `primitive`.
    *pulls : callable or None
        For each argument ``pull(g, answer, *args)``: the cotangent of the argument, given that of
        the answer; None if no derivative is carried. Written in NumPy calls, so that second
        derivatives work.
    push : sequence of callable, optional
        For each argument ``push(t, answer, *args)``: the tangent of the answer. Without it a
        tangent is pushed by transposing the pull.
    local : sequence of callable, optional
        Instead of pulls, for a function that works on each element by itself: for each argument
        ``local(answer, *args)``, the derivative of each element.

    Raises
    ------
    TraceError
        If the function is no primitive, or nothing is said about its arguments.

    Examples
    --------
    >>> import numpy as np
    >>> import compose
    >>> @compose.primitive
    ... def softplus(x):
    ...     return np.log1p(np.exp(x))
    >>> compose.define_rule(softplus, local=[lambda answer, x: 1 / (1 + np.exp(-x))])
    >>> compose.grad(softplus)(0.0)
    0.5
    """
    if not hasattr(function, "__wrapped__"):
        name = getattr(function, "__name__", repr(function))
        raise TraceError(
            f"{name} is no primitive: variables would be traced through it; decorate it with "
            "@compose.primitive first, and define the rule of what that gives"
        )
    if (not pulls) == (local is None):
        raise TraceError("define_rule wants one pull for each argument, or local=[…]; one of both")
    RULES[function] = _from_locals(function, local) if local else _from_pulls(function, pulls, push)


def _from_locals(function: Any, local: Sequence[Move | None]) -> ArrayRule:
    def moves(place: int, at: Move) -> tuple[Move, Move]:
        def pull(g: Any, answer: Any, *args: Any, **kwargs: Any) -> Any:
            return unbroadcast(g * at(answer, *args, **kwargs), args[place])

        def push(t: Any, answer: Any, *args: Any, **kwargs: Any) -> Any:
            return np.broadcast_to(t * at(answer, *args, **kwargs), np.shape(answer))

        return pull, push

    return smooth(function, *(at and moves(place, at) for place, at in enumerate(local)))


def _from_pulls(
    function: Any, pulls: Sequence[Move | None], pushes: Sequence[Move | None] | None
) -> ArrayRule:
    pushes = [None] * len(pulls) if pushes is None else list(pushes)
    if len(pushes) != len(pulls):
        raise TraceError(f"{len(pulls)} pulls and {len(pushes)} pushes; give one of each")
    pairs = zip(pulls, pushes, strict=True)
    return smooth(function, *(pull and (pull, push or _transposed(pull)) for pull, push in pairs))


def _transposed(pull: Move) -> Move:
    """Make the push of a pull: what is linear in the cotangent is transposed by one more pull."""

    def push(t: Any, answer: Any, *args: Any, **kwargs: Any) -> Any:
        tape = Tape()
        token = enter(tape)
        try:
            g = made(Variable, np.zeros_like(answer), tape, tape.leaf())
            pulled = pull(g, answer, *args, **kwargs)
        finally:
            leave(tape, token)
        if type(pulled) is not Variable or pulled._tape is not tape:
            return np.zeros_like(answer)
        moved = tape.pull({pulled._node: t})[g._node]
        return np.zeros_like(answer) if moved is None else moved

    return push
