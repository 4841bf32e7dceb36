"""The whole source of a compiled function."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple, final

import numpy as np

from compose.rules import Elementwise
from compose.rules.indexing import scatter_once
from compose.trace.compiling.buffers import Buffers, Slot
from compose.trace.compiling.expressions import Expressions
from compose.trace.compiling.literals import literal
from compose.trace.compiling.names import Names
from compose.trace.compiling.nodes import CONSTANT, INPUT, PART, Node, live
from compose.trace.compiling.structure import keys_of, parts_of
from compose.trace.compiling.unpacking import Unpacking
from compose.trace.refusals import called

__all__ = ["Source", "Written"]

_OPERATORS = frozenset((np.add, np.subtract, np.multiply, np.true_divide, np.negative))
_HARMLESS = frozenset(
    (
        *(np.add, np.subtract, np.multiply, np.negative, np.dot, np.matmul, np.sum, np.where),
        *(np.equal, np.greater, np.less, np.greater_equal, np.less_equal, np.not_equal),
        *(np.absolute, np.sign, np.sin, np.cos, np.tanh, np.maximum, np.minimum, np.transpose),
        *(np.reshape, np.broadcast_to, np.concatenate, np.stack, operator.getitem, scatter_once),
    )
)
"""Functions that warn of nothing new: only of what is infinite already, or overflows."""

_HEAD = (
    "import numpy as np",
    """\
class Mismatch(TypeError):
    \"\"\"Raised for arguments of other types, shapes or containers than these lines are for.\"\"\"\
""",
)


class Source(NamedTuple):
    """Text, and what it cannot say by itself."""

    text: str
    bound: dict[str, Any]


@final
class Written:
    """Writes a function.

    Parameters
    ----------
    name : str
        What the function is called.
    parameters : sequence of str
        Its parameters.
    unpacking : Unpacking
        What it does with them first.
    names : Names
        Gives names.
    """

    def __init__(
        self, name: str, parameters: Sequence[str], unpacking: Unpacking, names: Names
    ) -> None:
        self._name = name
        self._parameters = parameters
        self._unpacking = unpacking
        self._names = names
        self._known_as: dict[Node, str] = {}
        self._expressions = Expressions(names, self._known_as)
        self._slots: dict[Slot, str] = {}
        self._views: dict[str, str] = {}
        self._about: Any = None

    def source(self, answer: Any, operands: Sequence[Any]) -> Source:
        """Write everything.

        Parameters
        ----------
        answer : object
            Containers, with variables and constants where the operands stand.
        operands : sequence
            What is returned: nodes and plain things.
        """
        nodes = live(operands)
        buffers = Buffers(nodes, operands)
        check = self._unpacking.written(self._expressions)
        self._slots = {slot: self._names.fresh("b", number=True) for slot in buffers.slots}
        body = _silenced([(node, self._statement(node, buffers)) for node in nodes])
        returned = self._returned(answer, iter(operands))
        if self._slots:
            body = [*self._taken(), *body, "kept.append(memory)"]
        lines = [*check, *body, f"return {returned}"]
        head = f"def {self._name}({', '.join(self._parameters)}):"
        function = "\n".join([head, *(f"    {line}" for line in lines)])
        expressions = self._expressions
        small = [text for text in expressions.definitions.values() if not text.startswith("def ")]
        helpers = [text for text in expressions.definitions.values() if text.startswith("def ")]
        memory = [self._memory()] if self._slots else []
        above = ["\n".join(small)] if small else []
        text = "\n\n\n".join([*_HEAD, *above, *helpers, *memory, function])
        return Source(f"{text}\n", expressions.bound)

    def _statement(self, node: Node, buffers: Buffers) -> list[str]:
        if node.function is INPUT:
            self._known_as[node] = node.args[0]
            return []
        if node.function is CONSTANT:
            self._known_as[node] = self._expressions.constant(node.value)
            return []
        if node in buffers.views:
            self._known_as[node] = self._view(node, buffers)
            return []
        slot = buffers.held_in.get(node)
        if node.function is PART:
            text = f"{self._known_as[node.args[0]]}[{node.args[1]}]"
            text = f"float({text})" if type(node.value) is float else text
        else:
            text = self._expressions.written(node, None if slot is None else self._slots[slot])
        name = self._names.fresh(node.hint or "v", number=not node.hint)
        self._known_as[node] = name
        return [*self._comment(node), f"{name} = {text}"]

    def _comment(self, node: Node) -> list[str]:
        """Say where a local derivative begins."""
        call, about = node.origin.call, node.note
        if not about and call is not None and call is not self._about:
            rule = call.rule
            if isinstance(rule, Elementwise) and rule.function not in _OPERATORS:
                about = f"local derivative of {called(rule.function)}"
        self._about = call
        return [f"# {about}"] if about else []

    def _view(self, node: Node, buffers: Buffers) -> str:
        (base,) = node.operands()
        called = self._known_as[base]
        known = self._slots[buffers.held_in[base]] if base in buffers.held_in else called
        self._known_as[base] = known
        text = self._expressions.written(node)
        self._known_as[base] = called
        if text not in self._views:
            suffix = {np.transpose: "T", np.reshape: "flat"}.get(node.function, "view")
            self._views[text] = self._names.fresh(f"{known}_{suffix}")
        return self._views[text]

    def _taken(self) -> list[str]:
        names = ", ".join([*self._slots.values(), *self._views.values()])
        return [
            "try:",
            "    memory = kept.pop()",
            "except IndexError:",
            "    memory = buffers()",
            f"[{names}] = memory",
        ]

    def _memory(self) -> str:
        lines = [f"    {name} = {_empty(slot.array)}" for slot, name in self._slots.items()]
        lines += [f"    {name} = {text}" for text, name in self._views.items()]
        names = ", ".join([*self._slots.values(), *self._views.values()])
        about = '    """Make the memory that one call needs; calls hand it on, one to the next."""'
        return "\n".join(
            ["def buffers():", about, *lines, f"    return [{names}]", "", "", "kept = []"]
        )

    def _returned(self, answer: Any, operands: Any) -> str:
        keys = keys_of(answer)
        if keys is None:
            return self._leaf(next(operands))
        parts = [self._returned(part, operands) for part in parts_of(answer, keys)]
        kind = type(answer)
        if kind is dict:
            pairs = (f"{self._expressions.item(k)}: {p}" for k, p in zip(keys, parts, strict=True))
            return "{" + ", ".join(pairs) + "}"
        if kind is list:
            return f"[{', '.join(parts)}]"
        if kind is tuple:
            return f"({parts[0]},)" if len(parts) == 1 else f"({', '.join(parts)})"
        return f"{self._expressions.constant(kind, kind.__name__)}({', '.join(parts)})"

    def _leaf(self, operand: Any) -> str:
        if type(operand) is not Node:
            text = literal(operand)
            return self._expressions.constant(operand) if text is None else text
        name = self._known_as[operand]
        return f"{name}.copy()" if operand.function is CONSTANT else name


def _silenced(statements: Sequence[tuple[Node, list[str]]]) -> list[str]:
    """Turn NumPy's warnings off where the transforms had turned them off, and one may come."""
    statements = [(node, lines) for node, lines in statements if lines]
    may_warn = any(node.origin.quiet and node.function not in _HARMLESS for node, _ in statements)
    body = []
    for quiet, group in groupby(statements, lambda entry: entry[0].origin.quiet and may_warn):
        lines = [line for _, written in group for line in written]
        if quiet:
            body.append('with np.errstate(all="ignore"):')
        body += [f"    {line}" for line in lines] if quiet else lines
    return body


def _empty(array: Any) -> str:
    dtype = "" if array.dtype == np.float64 else f", dtype=np.dtype({array.dtype.str!r})"
    return f"np.empty({array.shape}{dtype})"
