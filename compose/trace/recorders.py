"""Where operations are written down.

A bare variable belongs to a `Loose` recorder, or to the `Steps` that made it, and is gone when
nobody holds it. Inside a transform a variable belongs to a `Tape` of the engine, which lives as
long as the call. Each recorder has a level; an operation is written down by the highest among its
operands, and what belongs to lower ones counts as constant there. That is all there is to nested
derivatives: a value on a higher recorder may be a variable of a lower one.
"""

from __future__ import annotations

from contextvars import ContextVar
from itertools import count
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, final

from compose.engine.tape import Tape
from compose.errors import TraceError
from compose.trace.steps import Loose, Steps

if TYPE_CHECKING:
    from compose.trace.program import Program

__all__ = ["BARE", "Closed", "Recorder", "current_loose", "enter", "joined", "leave"]

_level = count(1).__next__


@final
class Closed(Tape):
    """A tape whose transform has returned: it can be swept, and nothing is added to it."""

    __slots__ = ()

    def extend(self, edges: Any) -> NoReturn:  # noqa: ARG002 - a list's signature
        """Refuse an operation of two floats."""
        self.write()

    def write(self, *call: Any) -> NoReturn:  # noqa: ARG002 - a recorder's signature
        """Refuse any other operation."""
        raise TraceError(
            "a variable was kept from a transform that has returned; "
            "return it with has_aux=True, or keep its .value"
        )


Recorder: TypeAlias = "Loose | Steps | Tape | Program"

BARE = frozenset({Loose, Steps})
"""The recorders of bare variables."""

_OUTSIDE = Loose(0.0)
_innermost: ContextVar[Tape | Program | None] = ContextVar("compose_recorder", default=None)


def current_loose() -> Loose:
    """Give the recorder of the variables that are made here."""
    inside = _innermost.get()
    if inside is None:
        return _OUTSIDE
    if inside.loose is None:
        inside.loose = Loose(inside.level + 0.5)
    return inside.loose  # type: ignore[no-any-return]


def enter(recorder: Any) -> Any:
    """Make a recorder the innermost one; what this gives goes to `leave`, in a ``finally``."""
    recorder.level = float(_level())
    return _innermost.set(recorder)


def leave(recorder: Any, token: Any) -> None:
    """Go back to the recorder outside."""
    _innermost.reset(token)
    if type(recorder) is Tape:
        recorder.__class__ = Closed
    if recorder.loose is not None:
        # What was made inside and is kept belongs to those outside from now on.
        recorder.loose.level = current_loose().level


def joined(one: Recorder, other: Recorder) -> bool:
    """Say whether two variables' recorders write into the same graph."""
    return one is other or (type(one) in BARE and type(other) in BARE)
