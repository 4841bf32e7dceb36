"""What a program is while it is being simplified: values, each known by how it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias, final

import numpy as np

from compose.trace.program import Origin

__all__ = ["CONSTANT", "INPUT", "PART", "Node", "Operand", "Sheet", "live", "nodes_in", "replaced"]

INPUT, CONSTANT, PART = "input", "constant", "part"
_NOWHERE = Origin()


@final
class Node:
    """A value that the compiled function will have.

    Attributes
    ----------
    function : callable or str
        What makes it: a function, or one of INPUT, CONSTANT and PART (of several answers).
    args, kwargs : tuple and dict
        What it is called with: nodes and plain things.
    value : object
        The example that it was traced with; shape and dtype are taken from here.
    origin : Origin
        Where it comes from.
    hint : str
        What a person would call it, if that is known.
    note : str
        What a reader of the source should know about it.
    serial : int
        Behind those of everything it is made from.
    """

    __slots__ = ("args", "function", "hint", "kwargs", "note", "origin", "serial", "value")

    def __init__(
        self,
        function: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        value: Any,
        origin: Origin,
        serial: int,
    ) -> None:
        self.function = function
        self.args = args
        self.kwargs = kwargs
        self.value = value
        self.origin = origin
        self.serial = serial
        self.hint = ""
        self.note = ""

    @property
    def shape(self) -> tuple[int, ...]:
        """Lengths of the axes."""
        return np.shape(self.value)

    @property
    def dtype(self) -> Any:
        """Type of the elements; None for what is neither a number nor an array."""
        return np.dtype(float) if type(self.value) is float else getattr(self.value, "dtype", None)

    @property
    def is_made(self) -> bool:
        """Whether a function makes it."""
        return callable(self.function)

    def operands(self) -> Iterator[Node]:
        """Yield the nodes that it is made from, as often as they stand there."""
        yield from nodes_in(self.args)
        yield from nodes_in(self.kwargs.values())


Operand: TypeAlias = Any
"""A `Node`, or a plain thing: a number, a shape, an option."""


def nodes_in(items: Iterable[Any]) -> Iterator[Node]:
    """Yield the nodes among arguments, inside of lists, tuples and slices as well."""
    for item in items:
        if type(item) is Node:
            yield item
        elif type(item) in (tuple, list):
            yield from nodes_in(item)
        elif type(item) is slice:
            yield from nodes_in((item.start, item.stop, item.step))


def replaced(item: Any, change: Callable[[Any], Any]) -> Any:
    """Change the parts of an argument, inside of lists, tuples and slices as well."""
    kind = type(item)
    if kind is tuple or kind is list:
        return kind(replaced(part, change) for part in item)
    if kind is slice:
        return slice(*(replaced(part, change) for part in (item.start, item.stop, item.step)))
    return change(item)


def live(outputs: Iterable[Any]) -> list[Node]:
    """List what outputs are made from, and themselves, operands first."""
    found: dict[Node, None] = {}
    waiting = list(nodes_in(outputs))
    while waiting:
        node = waiting.pop()
        if node not in found:
            found[node] = None
            waiting.extend(node.operands())
    return sorted(found, key=lambda node: node.serial)


@final
class Sheet:
    """Where nodes are written down, equal ones once.

    Parameters
    ----------
    simplify : callable
        ``simplify(sheet, function, args, kwargs)`` gives something simpler that has the same
        value, or None.
    """

    def __init__(self, simplify: Callable[..., Operand | None]) -> None:
        self.origin = _NOWHERE
        self.hint = ""
        self.note = ""
        self._simplify = simplify
        self._known: dict[Any, Node] = {}
        self._serial = 0
        self._kept: list[Any] = []

    def input(self, name: str, value: Any) -> Node:
        """Add an input under the name that the source calls it by."""
        return self._added((INPUT, name), INPUT, (name,), {}, value)

    def constant(self, value: Any) -> Operand:
        """Add a constant: an array becomes a node, a number stays what it is."""
        if isinstance(value, np.ndarray) and value.dtype.kind in "fciub" and value.ndim:
            # Found again by the array that it was, copied since that may change.
            self._kept.append(value)
            key = (CONSTANT, id(value))
            if key in self._known:
                return self._known[key]
            return self._added(key, CONSTANT, (), {}, np.array(value))
        return _number(value)

    def adopted(self, node: Node) -> Node:
        """Take an input or a constant over from another sheet."""
        key = (CONSTANT, id(node.value)) if node.function is CONSTANT else (INPUT, node.args[0])
        return self._added(key, node.function, node.args, {}, node.value)

    def known(self, function: Any, *args: Operand) -> Node | None:
        """Look for a call that has been written down."""
        return self._known.get(_key(function, args, {}))

    def call(self, function: Any, *args: Operand, **kwargs: Any) -> Operand:
        """Write a call down, or something simpler with the same value."""
        simpler = self._simplify(self, function, args, kwargs)
        if simpler is not None:
            return simpler
        key = _key(function, args, kwargs)
        if key in self._known:
            return self._known[key]
        value = _called(function, args, kwargs)
        if all(node.function is CONSTANT for node in nodes_in((*args, *kwargs.values()))):
            folded = _number(value)
            if isinstance(folded, np.ndarray):
                return self._added(key, CONSTANT, (), {}, folded)
            if not isinstance(folded, (tuple, list)):
                return folded
        return self._added(key, function, args, kwargs, value)

    def part(self, node: Node, which: int) -> Operand:
        """Pick one of several answers."""
        return self._added((PART, node, which), PART, (node, which), {}, _number(node.value[which]))

    def _added(self, key: Any, function: Any, args: Any, kwargs: Any, value: Any) -> Node:
        self._serial += 1
        node = Node(function, args, kwargs, value, self.origin, self._serial)
        node.note = self.note
        return self._known.setdefault(key, node)


def _called(function: Any, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Work an example out."""
    values = [replaced(arg, _example) for arg in args]
    options = {name: replaced(option, _example) for name, option in kwargs.items()}
    with np.errstate(all="ignore"):
        answer = function(*values, **options)
    return answer if isinstance(answer, (tuple, list)) else _number(answer)


def _example(item: Any) -> Any:
    return item.value if type(item) is Node else item


def _number(value: Any) -> Any:
    """Make a float of a float64 without axes, and a scalar of any other array without axes."""
    if isinstance(value, (np.float64, np.ndarray)) and value.dtype == np.float64 and not value.ndim:
        return float(value)
    return value[()] if isinstance(value, np.ndarray) and not value.ndim else value


def _key(function: Any, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    return function, _frozen(args), _frozen(sorted(kwargs.items()))


def _frozen(item: Any) -> Any:
    """Make something hashable that is equal for equal arguments, and for those only."""
    kind = type(item)
    if kind is tuple or kind is list:
        return kind, tuple(map(_frozen, item))
    if kind is slice:
        return kind, _frozen((item.start, item.stop, item.step))
    if kind in (int, float, bool, complex, str, np.dtype) or isinstance(item, np.generic):
        return kind, repr(item)
    if kind is Node or item is None or item is Ellipsis or isinstance(item, type):
        return item
    return kind, id(item)
