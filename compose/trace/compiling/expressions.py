"""One call as Python."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, final

import numpy as np

from compose.trace.compiling.buffers import REDUCED
from compose.trace.compiling.inlining import definitions_of
from compose.trace.compiling.literals import array_literal, literal, worded
from compose.trace.compiling.names import Names
from compose.trace.compiling.nodes import Node
from compose.trace.refusals import called

__all__ = ["Expressions"]

_BINARY = {np.add: "+", np.subtract: "-", np.multiply: "*", np.true_divide: "/"}


@final
class Expressions:
    """Writes calls, and keeps what they need to be known beside NumPy.

    Parameters
    ----------
    names : Names
        Gives names.
    known_as : mapping of Node to str
        What the values are called.

    Attributes
    ----------
    definitions : dict of str to str
        What stands above the function: its name, and the statement.
    bound : dict of str to object
        What no text can say, by name.
    """

    def __init__(self, names: Names, known_as: Mapping[Node, str]) -> None:
        self.names = names
        self.known_as = known_as
        self.definitions: dict[str, str] = {}
        self.bound: dict[str, Any] = {}
        self._found: dict[Any, str] = {}

    def written(self, node: Node, into: str | None = None) -> str:
        """Write the call that makes a value, into a buffer if it has one."""
        function, args = node.function, node.args
        if into is not None:
            return self._into(node, into)
        if function is np.dot and _all_arrays(args):
            return self._number(node, f"{self.item(args[0])}.dot({self.item(args[1])})")
        if not node.kwargs:
            text = self._as_operator(node)
            if text:
                return text
        plain = set(node.kwargs) <= {"axis", "keepdims"}
        if function in REDUCED and len(args) == 1 and _all_arrays(args) and plain:
            return self._number(node, f"{REDUCED[function]}({self._reduced(node)})")
        return self._number(node, self._call(self._function(function), args, node.kwargs))

    def item(self, item: Any, *, inside: bool = False) -> str:
        """Write an argument."""
        if type(item) is Node:
            return self.known_as[item]
        if type(item) in (tuple, list):
            parts = ", ".join(self.item(part) for part in item)
            if type(item) is list:
                return f"[{parts}]"
            return f"({parts},)" if len(item) == 1 else f"({parts})"
        if type(item) is slice:
            parts = ", ".join(self.item(part) for part in (item.start, item.stop, item.step))
            return f"slice({parts})"
        text = literal(item)
        if text is None:
            return self.constant(item)
        return f"({text})" if inside and text.startswith("-") else text

    def constant(self, value: Any, wish: str = "constant") -> str:
        """Name what stands above the function."""
        key = id(value)
        if key not in self._found:
            text = array_literal(value) if isinstance(value, np.ndarray) else None
            wish = "ones" if text is not None and text.startswith("np.ones") else wish
            name = self.names.fresh(wish, number=wish == "constant")
            self._found[key] = name
            self.bound[name] = value
            if text is not None:
                self.definitions[name] = f"{name} = {text}"
                del self.bound[name]
        return self._found[key]

    def dtype(self, kind: str) -> str:
        """Name a type of elements."""
        name = np.dtype(kind).name
        if np.dtype(kind).isnative and name not in self._found:
            self._found[name] = self.names.fresh(name)
            self.definitions[self._found[name]] = f"{self._found[name]} = np.dtype({name!r})"
        return self._found.get(name, f"np.dtype({kind!r})")

    def _into(self, node: Node, into: str) -> str:
        args = node.args
        if node.function is np.dot:
            return f"{self.item(args[0])}.dot({self.item(args[1])}, {into})"
        if node.function in REDUCED:
            return f"{REDUCED[node.function]}({self._reduced(node)}, out={into})"
        operands = ", ".join(self._prepared(arg, node) for arg in args)
        # NumPy takes a third argument of these two by name only.
        given = f"out={into}" if node.function in (np.maximum, np.minimum) else into
        return f"{called(node.function)}({operands}, {given})"

    def _prepared(self, arg: Any, node: Node) -> str:
        """Write an operand; NumPy takes an array faster than it takes a number."""
        others = [other for other in node.operands() if other.shape]
        fits = all(other.dtype == node.dtype for other in others) and node.dtype.kind == "f"
        if type(arg) is not float or not fits:
            return self.item(arg)
        key = (repr(arg), node.dtype.str)
        if key not in self._found:
            name = self.names.fresh(worded(arg), number=worded(arg) == "number")
            dtype = "" if node.dtype == np.float64 else f", dtype=np.{node.dtype}"
            self._found[key] = name
            self.definitions[name] = f"{name} = np.array({literal(arg)}{dtype})"
        return self._found[key]

    def _reduced(self, node: Node) -> str:
        options = {"axis": None} | node.kwargs
        parts = [f"{name}={self.item(option)}" for name, option in options.items()]
        return ", ".join([self.item(node.args[0]), *parts])

    def _as_operator(self, node: Node) -> str:
        """Write a call as an operator or a method, if there is one."""
        function, args = node.function, node.args
        if any(type(arg) in (list, tuple) for arg in args[:1]):
            return ""
        writer = _WRITERS.get(function)
        return "" if writer is None else writer(self, node, *args)

    def _between(self, node: Node, x: Any, y: Any) -> str:
        if type(y) in (list, tuple):
            return ""
        text = f"{self.item(x, inside=True)} {_BINARY[node.function]} {self.item(y, inside=True)}"
        return text if _is_float(x) and _is_float(y) else self._number(node, text)

    def _turned(self, _: Node, x: Any) -> str:
        return f"-{self.item(x)}"

    def _raised(self, node: Node, x: Any, power: Any) -> str:
        if not _is_whole(power) or type(node.value) is not float:
            return ""
        return f"{self.item(x)} ** {self.item(power, inside=True)}"

    def _picked(self, node: Node, x: Any, index: Any) -> str:
        if type(x) is not Node:
            return ""
        return self._number(node, f"{self.item(x)}[{self._index(index)}]")

    def _transposed(self, _: Node, x: Any, axes: Any = None) -> str:
        return f"{self.item(x)}.T" if axes is None and _all_arrays((x,)) else ""

    def _reshaped(self, node: Node, x: Any, shape: Any, order: str = "C") -> str:
        if order != "C" or not _all_arrays((x,)):
            return ""
        return self._number(node, f"{self.item(x)}.reshape({self.item(shape)})")

    def _index(self, index: Any) -> str:
        if type(index) is tuple and index:
            return ", ".join(map(self._one_index, index)) + ("," if len(index) == 1 else "")
        return self._one_index(index)

    def _one_index(self, index: Any) -> str:
        if type(index) is not slice:
            return self.item(index)
        start, stop, step = (
            "" if part is None else self.item(part)
            for part in (index.start, index.stop, index.step)
        )
        return f"{start}:{stop}" + (f":{step}" if step else "")

    def _number(self, node: Node, text: str) -> str:
        return f"float({text})" if type(node.value) is float else text

    def _call(self, function: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
        parts = [self.item(arg) for arg in args]
        parts += [f"{name}={self.item(option)}" for name, option in kwargs.items()]
        return f"{function}({', '.join(parts)})"

    def _function(self, function: Callable[..., Any]) -> str:
        path = called(function)
        if _looked_up(path) is function:
            return path
        if function not in self._found:
            self._found[function] = self._defined(function)
        return self._found[function]

    def _defined(self, function: Callable[..., Any]) -> str:
        """Write a function out above, or bind it where no text says it."""
        found = definitions_of(function) or {}
        beyond = {name: text for name, text in found.items() if name not in self.definitions}
        same = all(self.definitions.get(name, text) == text for name, text in found.items())
        if not found or not same or not all(map(self.names.is_free, beyond)):
            return self.constant(function, getattr(function, "__name__", "function").strip("<>"))
        for name, text in beyond.items():
            self.definitions[self.names.fresh(name)] = text
        return list(found)[-1]


def _all_arrays(args: tuple[Any, ...]) -> bool:
    return all(type(a) is Node and isinstance(a.value, np.ndarray) and a.shape for a in args)


def _is_float(arg: Any) -> bool:
    return type(arg.value if type(arg) is Node else arg) is float


def _is_whole(power: Any) -> bool:
    return type(power) is float and power.is_integer()


def _looked_up(path: str) -> Any:
    """Find what a dotted path below NumPy means."""
    room, *names = path.split(".")
    found: Any = np if room == "np" else None
    for name in names:
        found = getattr(found, name, None)
    return found


_WRITERS: dict[Any, Callable[..., str]] = {
    **dict.fromkeys(_BINARY, Expressions._between),
    np.negative: Expressions._turned,
    np.power: Expressions._raised,
    operator.getitem: Expressions._picked,
    np.transpose: Expressions._transposed,
    np.reshape: Expressions._reshaped,
}
