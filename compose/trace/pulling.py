"""The gradient of a bare variable: one sweep back over the lists of steps behind it.

As on a tape, but that lists are met on the way. The newest comes first, since it refers to older
ones, and those that stand alone come last; see `steps`.
"""

from __future__ import annotations

from heapq import heappop, heappush
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from compose.engine import operations
from compose.engine.tape import pull_along
from compose.trace.behind import bare_operands
from compose.trace.moves import Move
from compose.trace.steps import STRIDE

if TYPE_CHECKING:
    from compose.trace.variable import Variable

__all__ = ["pulled"]


def pulled(output: Variable, seed: Any) -> dict[Variable, Any]:
    """Sweep back from a variable to the leaves behind it.

    Parameters
    ----------
    output : Variable
        A bare variable.
    seed : object
        Its cotangent.

    Returns
    -------
    dict of Variable to object
        The cotangents of the leaves, in the order in which they were used.
    """
    sweep = _Sweep()
    sweep.arrive(output, seed, 0, 0)
    sweep.run()
    leaves = sorted(sweep.leaves.values(), key=attrgetter("first"))
    return {leaf.variable: leaf.carried for leaf in leaves}


class _Leaf:
    """What has arrived at a leaf, and when it was first used."""

    __slots__ = ("carried", "first", "variable")

    def __init__(self, variable: Variable, carried: Any, first: tuple[int, int]) -> None:
        self.variable = variable
        self.carried = carried
        self.first = first


class _Swept:
    """What has arrived at the steps of a list."""

    __slots__ = ("carried", "entries")

    def __init__(self, steps: list[Any]) -> None:
        self.entries = steps[:]  # another thread may be writing behind
        self.carried: list[Any] = [None] * len(self.entries)


class _Sweep:
    def __init__(self) -> None:
        self.leaves: dict[int, _Leaf] = {}
        self._lists: dict[int, _Swept] = {}
        self._waiting: list[tuple[bool, int, int]] = []

    def run(self) -> None:
        """Take the lists in their order."""
        while self._waiting:
            swept = self._lists[heappop(self._waiting)[2]]
            self._sweep(swept)
            if operations.counting():
                operations.record(multiplications=_moves(swept))

    def arrive(self, variable: Any, moved: Any, when: int, place: int) -> None:
        """Add to what has arrived at a variable that is no step of the same list."""
        node = variable._node
        if node is None:
            self._arrive_at_leaf(variable, moved, (when, place))
            return
        steps = variable._tape
        swept = self._lists.get(id(steps))
        if swept is None:
            swept = self._lists[id(steps)] = _Swept(steps)
            heappush(self._waiting, (steps.alone, -steps.serial, id(steps)))
        met = swept.carried[node]
        swept.carried[node] = moved if met is None else met + moved

    def _arrive_at_leaf(self, variable: Any, moved: Any, first: tuple[int, int]) -> None:
        leaf = self.leaves.get(id(variable))
        if leaf is None:
            self.leaves[id(variable)] = _Leaf(variable, moved, first)
            return
        leaf.carried = leaf.carried + moved
        leaf.first = min(first, leaf.first)

    def _sweep(self, swept: _Swept) -> None:
        carried, arrive = swept.carried, self.arrive
        backwards = reversed(swept.entries)
        node = len(carried)
        for by_right, right, by_left, left, _, row, when in zip(*[backwards] * STRIDE, strict=True):
            node -= STRIDE
            carrier = carried[node]
            if carrier is None:
                continue
            if by_right is not None:
                moved = carrier * by_right
                if type(right) is int:
                    met = carried[right]
                    carried[right] = moved if met is None else met + moved
                else:
                    arrive(right, moved, when, 1)
            if by_left is not None:
                moved = carrier * by_left
                if type(left) is int:
                    met = carried[left]
                    carried[left] = moved if met is None else met + moved
                else:
                    arrive(left, moved, when, 0)
            elif by_right is None:
                for place, source in bare_operands(row, left):
                    arrive(source, pull_along(Move(row, place), carrier), when, place)


def _moves(swept: _Swept) -> int:
    """Count the edges that the sweep of a list has passed."""
    moves = 0
    for node in range(0, len(swept.entries), STRIDE):
        if swept.carried[node] is not None:
            _, row, _, left, by_left, _, by_right = swept.entries[node : node + STRIDE]
            edges = (by_left is not None) + (by_right is not None)
            moves += edges or len(list(bare_operands(row, left)))
    return moves
