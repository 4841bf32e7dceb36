"""Everything that a function does, step by step: what is compiled.

A `Program` is a recorder like the others, only that it writes down every call, functions without
derivatives among them, and gives no value away: what depends on a value would be true for that
value alone. Shapes and dtypes it does give away; the program is compiled for them.
"""

from __future__ import annotations

import operator
import sys
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple, NoReturn, final

import numpy as np

from compose.errors import TraceError
from compose.rules import ABOUT_SHAPES, INLINE
from compose.trace.apply import made, plain
from compose.trace.moves import Move
from compose.trace.refusals import called
from compose.trace.variable import Variable

__all__ = ["Origin", "Program", "Scalar", "Step", "number_at"]

_HERE = str(Path(__file__).parent.parent)
_NUMPY = str(Path(np.__file__).parent)

_SHAPED_BY_VALUES: frozenset[Callable[..., Any]] = frozenset(
    (np.argwhere, np.flatnonzero, np.nonzero, np.trim_zeros, np.unique)
)
_MOVES = (Move.apply.__code__, Move.transpose.__code__)


class Scalar(float):
    """The example of a number in a program.

    Arithmetic of plain floats has a way of its own past the recorders, which a program must not
    take; to NumPy it is handed as the plain float that it is.
    """

    __slots__ = ()
    dtype = np.dtype(float)


class Origin(NamedTuple):
    """Where a step comes from.

    Attributes
    ----------
    line : tuple of (str, int, int) or None
        The file and the number of the line of the user's, and how far its function had got.
    call : Call or None
        Whose local derivative the step belongs to.
    argument : object
        By which argument of that call.
    quiet : bool
        Whether NumPy's warnings were off.
    """

    line: tuple[str, int, int] | None = None
    call: Any = None
    argument: Any = None
    quiet: bool = False


@final
class Step:
    """One call.

    Attributes
    ----------
    function : callable
        What was called.
    args, kwargs : tuple and dict
        With variables where they were.
    answers : list of Variable
        What came out; one, unless the function has several answers.
    several : bool
        Whether it has.
    origin : Origin
        Where it comes from.
    """

    __slots__ = ("answers", "args", "function", "kwargs", "origin", "several")

    def __init__(
        self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], origin: Origin
    ) -> None:
        self.function = function
        self.args = args
        self.kwargs = kwargs
        self.origin = origin
        self.answers: list[Any] = []
        self.several = False


@final
class Program:
    """A recorder that keeps every step, in order.

    Attributes
    ----------
    steps : list of Step
        The calls.
    inputs : list of Variable
        What the steps begin with.
    open_ended : bool
        Whether a variable of another recorder took part, whose value the program does not hold.
    """

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.inputs: list[Any] = []
        self.open_ended = False
        self.level = 0.0
        self.loose: Any = None

    def input(self, cls: type, value: Any) -> Any:
        """Add an input with an example of its value."""
        variable = self._made(cls, value, None)
        self.inputs.append(variable)
        return variable

    def write(self, cls: type, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call a function, keep the step, and give variables for its answers."""
        if function in INLINE:
            return INLINE[function](*args, **kwargs)
        values = [_plain(value) for value in plain(cls, args, self)]
        options = dict(zip(kwargs, map(_plain, plain(cls, kwargs.values(), self)), strict=True))
        if function in ABOUT_SHAPES:
            return function(*values, **options)
        self._check_shape(cls, function, args)
        self.open_ended |= _holds_variable(values) or _holds_variable(options.values())
        if function is operator.getitem and type(values[0]) is float:
            function = number_at
        answer = function(*values, **options)
        step = Step(function, args, kwargs, _origin())
        self.steps.append(step)
        if not isinstance(answer, (tuple, list)):
            step.answers = [self._made(cls, answer, step)]
            return step.answers[0]
        step.several = True
        step.answers = parts = [self._made(cls, part, step) for part in answer]
        return type(answer)(*parts) if hasattr(answer, "_fields") else type(answer)(parts)

    def refuse(self, variable: Any, purpose: str) -> NoReturn:
        """Refuse to give a value away, and say where it was wanted."""
        step = variable._node
        what = "an input" if step is None else f"what {called(step.function)} gave"
        raise TraceError(
            f"{purpose} of {what} is not known while compiling{_place()}; a branch or a number "
            "that depends on values cannot be compiled: use np.where, name the argument in "
            "static=, or leave this function uncompiled"
        )

    def close(self) -> None:
        """Let go of arguments and steps; these hold their answers, and are held by them."""
        for step in self.steps:
            step.answers = []
        self.steps.clear()
        self.inputs.clear()

    def _made(self, cls: type, value: Any, step: Step | None) -> Any:
        variable = made(cls, value, self, step)
        if type(value) is float or (np.shape(value) == () and _is_float64(value)):
            variable._value = Scalar(value)
        return variable

    def _check_shape(self, cls: Any, function: Any, args: tuple[Any, ...]) -> None:
        """Refuse calls whose answers have a shape that depends on values."""
        parts: Any = args[1:] if function is operator.getitem else ()
        parts = parts[0] if parts and type(parts[0]) is tuple else parts
        masked = any(type(part) is cls and part.dtype.kind == "b" for part in parts)
        if masked or function in _SHAPED_BY_VALUES or (function is np.where and len(args) == 1):
            name = "x[mask]" if masked else called(function)
            raise TraceError(
                f"the shape of what {name} gives depends on values, and a program is compiled for "
                f"shapes{_place()}; use np.where(mask, x, 0.0), or leave this function uncompiled"
            )


def number_at(x: Any, index: Any) -> Any:
    """Index a number as if it were an array without axes."""
    return np.asarray(x)[index]


def _is_float64(value: Any) -> bool:
    return isinstance(value, (np.float64, np.ndarray)) and bool(value.dtype == np.float64)


def _holds_variable(items: Iterable[Any]) -> bool:
    return any(
        isinstance(item, Variable) or (type(item) in (tuple, list) and _holds_variable(item))
        for item in items
    )


def _plain(value: Any) -> Any:
    """Make plain floats of scalars, inside of lists, tuples and slices as well."""
    kind = type(value)
    if kind is Scalar:
        return float(value)
    if kind is tuple or kind is list:
        return kind(map(_plain, value))
    if kind is slice:
        return slice(_plain(value.start), _plain(value.stop), _plain(value.step))
    return value


def _origin() -> Origin:
    """Ask the stack who called: which line, and in which local derivative."""
    frame: FrameType | None = sys._getframe(2)
    move = None
    while frame is not None and _is_ours(frame.f_code.co_filename):
        if move is None and frame.f_code in _MOVES:
            move = frame.f_locals["self"]
        frame = frame.f_back
    line = None if frame is None else (frame.f_code.co_filename, frame.f_lineno, frame.f_lasti)
    quiet = set(np.geterr().values()) == {"ignore"}
    if move is None:
        return Origin(line, quiet=quiet)
    return Origin(None, move.call, move.argument, quiet)


def _is_ours(file: str) -> bool:
    return file.startswith((_HERE, _NUMPY, "<arithmetic of variables", "<__array_function__"))


def _place() -> str:
    """Say which line of the user's asked."""
    for frame in reversed(traceback.extract_stack()):
        if not _is_ours(frame.filename):
            line = f": {frame.line}" if frame.line else ""
            return f" (line {frame.lineno} of {frame.filename}{line})"
    return ""
