"""What lies behind some variables: which steps of which lists.

The lists are gone through backwards. A list refers to older ones, or to one that stands alone; so
the newest comes first, and those that stand alone come last. Each is read from its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from compose.trace.moves import Call, operands_of
from compose.trace.recorders import BARE
from compose.trace.steps import STRIDE

if TYPE_CHECKING:
    from compose.trace.variable import Variable

__all__ = ["Behind", "bare_operands"]


class _Reached:
    """The steps of one list that were reached."""

    __slots__ = ("entries", "like", "marks")

    def __init__(self, like: Variable) -> None:
        steps: Any = like._tape
        self.like = like
        self.entries: list[Any] = steps[:]  # another thread may be writing behind
        self.marks = bytearray(len(self.entries))


class Behind:
    """The steps behind some bare variables.

    Parameters
    ----------
    outputs : iterable of Variable
        Bare variables.
    """

    def __init__(self, outputs: Iterable[Variable]) -> None:
        self._reached: dict[int, _Reached] = {}
        self._waiting: list[tuple[bool, int, int]] = []
        self._lists: list[_Reached] = []
        for output in outputs:
            self._reach(output)
        while self._waiting:
            reached = self._reached[heappop(self._waiting)[2]]
            self._lists.append(reached)
            self._read(reached)
        self._lists.reverse()

    def in_time(self) -> list[tuple[Variable, int]]:
        """Give each step, by a variable of its list and its place there, in order of time."""
        found = [
            (reached.entries[node], at, node)
            for at, reached in enumerate(self._lists)
            for node in range(0, len(reached.marks), STRIDE)
            if reached.marks[node]
        ]
        return [(self._lists[at].like, node) for _, at, node in sorted(found)]

    def _reach(self, variable: Variable) -> None:
        """Mark a step of another list; a leaf is none."""
        node, steps = variable._node, variable._tape
        if node is None:
            return
        reached = self._reached.get(id(steps))
        if reached is None:
            reached = self._reached[id(steps)] = _Reached(variable)
            heappush(self._waiting, (steps.alone, -steps.serial, id(steps)))
        reached.marks[node] = 1

    def _read(self, reached: _Reached) -> None:
        """Mark what the marked steps of a list are made from."""
        marks, reach = reached.marks, self._reach
        backwards = reversed(reached.entries)
        node = len(marks)
        for by_right, right, by_left, left, _, row, _ in zip(*[backwards] * STRIDE, strict=True):
            node -= STRIDE
            if not marks[node]:
                continue
            if by_left is not None:
                if type(left) is int:
                    marks[left] = 1
                else:
                    reach(left)
            if by_right is not None:
                if type(right) is int:
                    marks[right] = 1
                else:
                    reach(right)
            elif by_left is None:
                for _, source in bare_operands(row, left):
                    reach(source)


def bare_operands(row: Any, args: Any) -> Iterator[tuple[int, Any]]:
    """Yield the bare variables that a call on arrays was given, each with its place."""
    if type(row) is Call:
        for place, source in enumerate(operands_of(row.rule, args)):
            if type(getattr(source, "_tape", None)) in BARE:
                yield place, source
