"""Arithmetic and comparisons of variables that hold single floats, written out once per operator.

Programs of scalars spend their time here. Each method is therefore made of text, in which the value
and the local derivatives stand as expressions, and nothing is called but what records. Everything
that is not between two floats goes to `apply`.
"""

from __future__ import annotations

from textwrap import dedent, indent
from typing import Any, NamedTuple, NoReturn, TypeVar

import numpy as np

from compose.engine.tape import Tape
from compose.errors import TraceError
from compose.rules import RULES
from compose.trace.apply import apply
from compose.trace.recorders import BARE, joined
from compose.trace.steps import FULL, Steps, place, serial

__all__ = ["with_arithmetic"]

T = TypeVar("T", bound=type)


class _Operator(NamedTuple):
    """A binary operator of x and y: its value, and its local derivatives by each of them."""

    name: str
    function: np.ufunc
    value: str
    by_left: str
    by_right: str


_BINARY = (
    _Operator("add", np.add, "x + y", "1.0", "1.0"),
    _Operator("sub", np.subtract, "x - y", "1.0", "-1.0"),
    _Operator("mul", np.multiply, "x * y", "y", "x"),
    _Operator("truediv", np.true_divide, "x / y", "1.0 / y", "-value / y"),
)
_UNARY: tuple[tuple[str, np.ufunc, str, str], ...] = (
    ("neg", np.negative, "-x", "-1.0"),
    ("pos", np.positive, "+x", "1.0"),
)
_COMPARISONS: tuple[tuple[str, np.ufunc, str], ...] = (
    ("lt", np.less, "<"),
    ("le", np.less_equal, "<="),
    ("gt", np.greater, ">"),
    ("ge", np.greater_equal, ">="),
)
_SQUARE_OR_POWER = "2.0 * x if y == 2.0 else y * x ** (y - 1.0)"

# In these, a line that says RECORD stands for what `_recording` writes.
_BETWEEN = """
def __{name}__(self, other):
    x, tape = self._value, self._tape
    kind = type(other)
    try:
        if kind is Variable:
            y, there = other._value, other._tape
            if (type(x) is float or is_scalar(x)) and (type(y) is float or is_scalar(y)):
                if there is tape or type(tape) in BARE:
                    value = {value}
                    RECORD self {by_left} | other {by_right}
        elif (kind is float or kind is int) and (type(x) is float or is_scalar(x)):
            y = float(other)
            value = {value}
            RECORD self {by_left} | y None
    except (ZeroDivisionError, OverflowError):
        pass
    return apply(Variable, function, (self, other), {{}})

def __r{name}__(self, other):
    y, tape = self._value, self._tape
    kind = type(other)
    try:
        if (kind is float or kind is int) and (type(y) is float or is_scalar(y)):
            x = float(other)
            value = {value}
            RECORD x None | self {by_right}
    except (ZeroDivisionError, OverflowError):
        pass
    return apply(Variable, function, (other, self), {{}})
"""
_ALONE = """
def __{name}__(self):
    x, tape = self._value, self._tape
    if type(x) is float or is_scalar(x):
        value = {value}
        RECORD self {local}
    return apply(Variable, function, (self,), {{}})
"""
_POWER = """
def __pow__(self, other, modulus=None):
    x, tape = self._value, self._tape
    kind = type(other)
    if modulus is not None:
        refuse_modulus()
    try:
        if (kind is float or kind is int) and (type(x) is float or is_scalar(x)):
            y = float(other)
            value = x ** y
            if type(value) is not complex:
                RECORD self {by_left} | y None
    except (ZeroDivisionError, OverflowError):
        pass
    return apply(Variable, function, (self, other), {{}})
"""
_COMPARED = """
def __{name}__(self, other):
    x, tape = self._value, self._tape
    kind = type(other)
    if type(tape) is Tape or type(tape) in BARE:
        if kind is float or kind is int:
            if type(x) is float or is_scalar(x):
                return x {sign} other
        elif kind is Variable and joined(other._tape, tape) and other._tape.level == tape.level:
            y = other._value
            if (type(x) is float or is_scalar(x)) and (type(y) is float or is_scalar(y)):
                return x {sign} y
    return apply(Variable, function, (self, other), {{}})
"""


def _recording(edges: str) -> str:
    """Write the statements that record a value, from ``operand local | operand local``."""
    pairs = [edge.strip().split(" ", 1) for edge in edges.split("|")]
    kept = [*pairs, ["None", "None"]][:2]
    taped = ", ".join(
        f"{operand}._node, node, {local}" for operand, local in pairs if local != "None"
    )
    there = "there" if any(operand == "other" for operand, _ in pairs) else "tape"
    tapes = {"self": "tape", "other": there}
    stepped = ", ".join(
        f"{operand}, None"
        if local == "None"
        else f"{operand}._node if {tapes[operand]} is steps else {operand}, {local}"
        for operand, local in kept
    )
    same = " and there is tape" if there == "there" else ""
    return dedent(f"""\
        if type(tape) is Tape:
            made = new(Variable)
            made._value = value
            made._tape = tape
            made._node = node = len(tape)
            tape.extend(({taped}))
            return made
        steps = tape if type(tape) is Steps{same} and len(tape) < FULL else place(tape, {there})
        if steps is not None:
            made = new(Variable)
            made._value = value
            made._tape = steps
            made._node = node = len(steps)
            steps.extend((serial(), row, value, {stepped}))
            if steps[node + 2] is not value:
                made._node = steps.found(value, node)
            return made
        """)


def _written_out(template: str) -> str:
    lines = []
    for line in template.splitlines():
        body = line.lstrip()
        if body.startswith("RECORD "):
            margin = line[: len(line) - len(body)]
            lines.append(indent(_recording(body.removeprefix("RECORD ")), margin))
        else:
            lines.append(line)
    return "\n".join(lines)


def with_arithmetic(cls: T) -> T:
    """Give a class of variables its arithmetic.

    Parameters
    ----------
    cls : type
        The class of variables.

    Returns
    -------
    type
        The same, with ``+ - * / **``, their reflections, and ``< <= > >=``.
    """
    for row in _BINARY:
        _install(cls, row.function, _BETWEEN.format(**row._asdict()))
    for name, function, value, local in _UNARY:
        _install(cls, function, _ALONE.format(name=name, value=value, local=local))
    _install(cls, np.power, _POWER.format(by_left=_SQUARE_OR_POWER))
    for name, compare, sign in _COMPARISONS:
        _install(cls, compare, _COMPARED.format(name=name, sign=sign))
    return cls


def _refuse_modulus() -> NoReturn:
    raise TraceError("pow of a variable takes no modulus; use x**y")


def _install(cls: type[Any], function: np.ufunc, text: str) -> None:
    def is_scalar(value: Any) -> bool:
        while type(value) is cls:
            value = value._value
        return type(value) is float

    known: dict[str, Any] = {
        "BARE": BARE,
        "FULL": FULL,
        "Steps": Steps,
        "Tape": Tape,
        "Variable": cls,
        "apply": apply,
        "function": function,
        "is_scalar": is_scalar,
        "joined": joined,
        "new": object.__new__,
        "place": place,
        "refuse_modulus": _refuse_modulus,
        "row": RULES.get(function),
        "serial": serial,
    }
    methods: dict[str, Any] = {}
    source = compile(_written_out(text), f"<arithmetic of variables: {function.__name__}>", "exec")
    exec(source, known, methods)  # noqa: S102 - the text stands above
    for name, method in methods.items():
        method.__qualname__ = f"{cls.__name__}.{name}"
        method.__module__ = cls.__module__
        setattr(cls, name, method)
