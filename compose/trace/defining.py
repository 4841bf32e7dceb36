"""Rules of one's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from inspect import Parameter, signature
from typing import Any

import numpy as np

from compose.engine.tape import Tape
from compose.errors import TraceError
from compose.rules import INLINE, RULES, ArrayRule, primitive, smooth
from compose.rules.rule import unbroadcast
from compose.trace.apply import made
from compose.trace.arguments import argument
from compose.trace.recorders import enter, leave
from compose.trace.transforms import jvp, vjp
from compose.trace.variable import Variable

__all__ = ["define_rule"]

Move = Callable[..., Any]

# All primitives share their code; what functools.wraps makes of one looks like it otherwise.
_PRIMITIVE = primitive(repr).__code__


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
        derivatives work. Where nothing at all is said, the derivatives are those of the body,
        which is then one step of a trace; the primitive is an inline one.
    push : sequence of callable, optional
        For each argument ``push(t, answer, *args)``: the tangent of the answer. Without it a
        tangent is pushed by transposing the pull.
    local : sequence of callable, optional
        Instead of pulls, for a function that works on each element by itself: for each argument
        ``local(answer, *args)``, the derivative of each element.

    Raises
    ------
    TraceError
        If the function is no primitive, or what is said does not fit its arguments. A pull or a
        push that gives another shape is refused when it is used.

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
    if getattr(function, "__code__", None) is not _PRIMITIVE:
        raise TraceError(
            f"{_name(function)} is no primitive: variables would be traced through it; decorate it "
            "with @compose.primitive first, and define the rule of what that gives"
        )
    if function in INLINE and not pulls and local is None and push is None:
        RULES[function] = _from_body(INLINE[function], function)
        return
    if (not pulls) == (local is None):
        raise TraceError("define_rule wants one pull for each argument, or local=[…]; one of both")
    row = _from_locals(function, local) if local else _from_pulls(function, pulls, push)
    _check_moves(function, "pull", pulls, 2)
    _check_moves(function, "push", push or (), 2)
    _check_moves(function, "local", local or (), 1)
    RULES[function] = row


def _name(function: Any) -> str:
    return getattr(function, "__name__", repr(function))


def _check_moves(function: Any, what: str, moves: Sequence[Move | None], ahead: int) -> None:
    """Refuse what could not be called for an argument of the function."""
    try:
        parameters = signature(function).parameters.values()
    except ValueError:  # some builtins have no signature
        return
    placed = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    if len(moves) > len(placed) and not any(p.kind is p.VAR_POSITIONAL for p in parameters):
        raise TraceError(
            f"{len(moves)} of {what} do not fit {_name(function)}, which takes {len(placed)} "
            "arguments; pushes go into push=[…]"
        )
    fewest, most = sum(p.default is Parameter.empty for p in placed), len(placed)
    for place, move in enumerate(moves):
        if move is not None and not (_takes(move, ahead + fewest) or _takes(move, ahead + most)):
            begin = "(g, answer" if ahead > 1 else "(answer"
            names = ", ".join([begin, *(p.name for p in placed)])
            raise TraceError(
                f"the {what} of {_name(function)} by its {argument(function, place)} is to be a "
                f"function of {names}), not {move!r}"
            )


def _takes(move: Any, count: int) -> bool:
    """Say whether something can be called with so many arguments, as far as that is known."""
    if not callable(move):
        return False
    try:
        signature(move).bind(*[None] * count)
    except TypeError:
        return False
    except ValueError:
        return True
    return True


def _from_body(body: Callable[..., Any], function: Any) -> ArrayRule:
    def moves(place: int) -> tuple[Move, Move]:
        def alone(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Callable[[Any], Any]:
            return lambda arg: body(*args[:place], arg, *args[place + 1 :], **kwargs)

        def pull(g: Any, _answer: Any, *args: Any, **kwargs: Any) -> Any:
            _, back = vjp(alone(args, kwargs), args[place])
            return back(g)[0]

        def push(t: Any, _answer: Any, *args: Any, **kwargs: Any) -> Any:
            return jvp(alone(args, kwargs), args[place], t)[1]

        return pull, push

    return smooth(function, *map(moves, range(len(signature(body).parameters))))


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
    pairs = list(enumerate(zip(pulls, pushes, strict=True)))
    return smooth(
        function, *(pull and _checked(function, place, pull, push) for place, (pull, push) in pairs)
    )


def _checked(function: Any, place: int, pull: Move, push: Move | None) -> tuple[Move, Move]:
    """Let both be called with a look at the shapes that they give."""

    def fitting(g: Any, answer: Any, *args: Any, **kwargs: Any) -> Any:
        moved = pull(g, answer, *args, **kwargs)
        check("pull", moved, args[place], "that argument")
        return moved

    def filling(t: Any, answer: Any, *args: Any, **kwargs: Any) -> Any:
        moved = moving(t, answer, *args, **kwargs)
        check("push", moved, answer, "the answer")
        return moved

    def check(what: str, moved: Any, like: Any, called: str) -> None:
        if np.shape(moved) != np.shape(like):
            raise TraceError(
                f"the {what} of {_name(function)} by its {argument(function, place)} gives the "
                f"shape {np.shape(moved)}, and {called} has the shape {np.shape(like)}; sum over "
                "what was broadcast, or spread it with np.broadcast_to"
            )

    moving = push or _transposed(fitting)
    return fitting, filling


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
