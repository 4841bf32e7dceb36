"""Which value is computed into which memory.

Arrays that are not returned live in buffers, which are made once and used again by whatever has
their shape and type as soon as nobody needs what is in them. What is returned is always new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, final

import numpy as np

from compose.trace.compiling.nodes import CONSTANT, INPUT, Node, nodes_in, replaced

__all__ = ["REDUCED", "Buffers", "Slot", "writes_into"]

REDUCED = {np.sum: "np.add.reduce", np.max: "np.maximum.reduce", np.min: "np.minimum.reduce"}
"""The reductions that write into a buffer, and how: past a layer of Python, it is a ufunc."""

_COPIED_OR_NOT = frozenset((np.reshape, np.ravel))
_BLAS = ("f4", "f8", "c8", "c16")


@final
class Slot:
    """A buffer.

    Parameters
    ----------
    like : numpy.ndarray
        An array of its shape and type.
    """

    def __init__(self, like: Any) -> None:
        self.array = np.empty(like.shape, like.dtype)


@final
class Buffers:
    """The memory of a program.

    Parameters
    ----------
    nodes : sequence of Node
        In the order in which they are computed.
    outputs : iterable
        What is returned.

    Attributes
    ----------
    slots : list of Slot
        The buffers.
    held_in : dict of Node to Slot
        Where values are written.
    views : dict of Node to numpy.ndarray
        Values that are views of buffers, the same ones whatever the buffers hold.
    """

    def __init__(self, nodes: Sequence[Node], outputs: Sequence[Any]) -> None:
        self.slots: list[Slot] = []
        self.held_in: dict[Node, Slot] = {}
        self.views: dict[Node, Any] = {}
        self._roots = _roots(nodes)
        self._last = self._last_uses(nodes)
        self._escaping = {root for out in nodes_in(outputs) for root in self._roots[out]}
        self._free: defaultdict[Any, list[Slot]] = defaultdict(list)
        for when, node in enumerate(nodes):
            if node not in self._escaping and writes_into(node):
                self.held_in[node] = self._slot(node, when)
            elif node.is_made:
                self._look(node)
            self._release(node, when)

    def _last_uses(self, nodes: Sequence[Node]) -> dict[Node, int]:
        last = {}
        for when, node in enumerate(nodes):
            for used in (node, *node.operands()):
                for root in self._roots[used]:
                    last[root] = when
        return last

    def _slot(self, node: Node, when: int) -> Slot:
        if isinstance(node.function, np.ufunc):
            for operand in node.operands():
                slot = self.held_in.get(operand)
                if slot is not None and self._last[operand] == when and _alike(slot, node):
                    return slot
        free = self._free[node.shape, node.dtype]
        if free:
            return free.pop()
        slot = Slot(node.value)
        self.slots.append(slot)
        return slot

    def _release(self, node: Node, when: int) -> None:
        mine = self.held_in.get(node)
        # In the order of the arguments: the same program is always written the same way.
        roots = dict.fromkeys(
            root for used in (node, *node.operands()) for root in self._roots[used]
        )
        for root in roots:
            slot = self.held_in.get(root)
            if slot is not None and self._last[root] == when and (slot is not mine or root is node):
                self._free[root.shape, root.dtype].append(slot)

    def _look(self, node: Node) -> None:
        """Keep a view of a buffer that can be made together with it."""
        bases = list(node.operands())
        if len(bases) != 1 or node in self._escaping or not isinstance(node.value, np.ndarray):
            return
        held = self.held_in.get(bases[0])
        array = self.views.get(bases[0]) if held is None else held.array
        # Factorizations fail on memory that holds nothing yet, and give no views of it.
        module = getattr(node.function, "__module__", None) or ""
        never = isinstance(node.function, np.ufunc) or module.startswith("numpy.linalg")
        if array is None or never:
            return

        def argument(item: Any) -> Any:
            return array if type(item) is Node else item

        view = node.function(
            *(replaced(arg, argument) for arg in node.args),
            **{name: replaced(option, argument) for name, option in node.kwargs.items()},
        )
        if isinstance(view, np.ndarray) and np.shares_memory(view, array):
            self.views[node] = view


def writes_into(node: Node) -> bool:
    """Say whether a call can put its answer into an array that it is given."""
    if not node.is_made or not isinstance(node.value, np.ndarray) or not node.value.size:
        return False
    if isinstance(node.function, np.ufunc):
        return not node.kwargs and len(node.args) == node.function.nin and node.function.nout == 1
    arrays = [arg for arg in node.args if type(arg) is Node and isinstance(arg.value, np.ndarray)]
    if node.function is np.dot:
        fitting = [array for array in arrays if array.dtype == node.dtype and array.shape]
        return len(fitting) == len(node.args) and node.dtype.str[1:] in _BLAS
    plain = node.function in REDUCED and set(node.kwargs) <= {"axis", "keepdims"}
    return plain and len(arrays) == len(node.args) == 1


def _alike(slot: Slot, node: Node) -> bool:
    return slot.array.shape == node.shape and bool(slot.array.dtype == node.dtype)


def _roots(nodes: Sequence[Node]) -> dict[Node, tuple[Node, ...]]:
    """Find out whose memory each value may be: its own, or that of what it was made from."""
    roots: dict[Node, tuple[Node, ...]] = {}
    for node in nodes:
        found = [root for base in _bases(node) for root in roots[base]]
        roots[node] = tuple(dict.fromkeys(found)) or (node,)
    return roots


def _bases(node: Node) -> list[Node]:
    if node.function in (INPUT, CONSTANT) or writes_into(node):
        return []
    operands = list(node.operands())
    if node.function in _COPIED_OR_NOT or not isinstance(
        node.value, (np.ndarray, np.generic, float)
    ):
        return operands
    return [base for base in operands if _may_share(node.value, base.value)]


def _may_share(one: Any, other: Any) -> bool:
    if isinstance(other, (tuple, list)):
        return any(_may_share(one, part) for part in other)
    if not isinstance(one, np.ndarray) or not isinstance(other, np.ndarray):
        return False
    return bool(np.may_share_memory(one, other))
