"""What lies behind some variables: which steps of which lists.

The lists are gone through backwards. A list refers to older ones, or to one that stands alone; so
the newest comes first, and those that stand alone come last. Each is read from its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from compose.engine.tape import Tape
from compose.trace.moves import Call, Move, operands_of
from compose.trace.recorders import BARE
from compose.trace.steps import STRIDE

if TYPE_CHECKING:
    from compose.trace.variable import Variable

__all__ = ["Behind", "bare_operands"]

_NEVER = float("inf")


class _Reached:
    """The steps of one list that were reached."""

    __slots__ = ("entries", "like", "marks", "numbers")

    def __init__(self, like: Variable) -> None:
        steps: Any = like._tape
        self.like = like
        self.entries: list[Any] = steps[:]  # another thread may be writing behind
        self.marks = bytearray(len(self.entries))
        self.numbers: list[int] = []


class Behind:
    """The steps behind some bare variables, and the leaves behind these.

    Parameters
    ----------
    outputs : iterable of Variable
        Bare variables.
    """

    def __init__(self, outputs: Iterable[Variable]) -> None:
        self._reached: dict[int, _Reached] = {}
        self._waiting: list[tuple[bool, int, int]] = []
        self._used: dict[int, tuple[float, int, Variable]] = {}
        self._lists: list[_Reached] = []
        for output in outputs:
            self._reach(output, _NEVER, 0)
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

    def taped(
        self, output: Variable, wrt: Variable | None = None
    ) -> tuple[Tape, int, dict[Variable, int]]:
        """Write the steps on a tape, for one sweep; see `record.taped`."""
        tape = Tape()
        used = [leaf for _, _, leaf in sorted(self._used.values(), key=itemgetter(0, 1))]
        leaves = {leaf: tape.leaf() for leaf in used}
        places = {id(leaf): place for leaf, place in leaves.items()}
        for reached in self._lists:
            self._write(reached, tape, places)
        if wrt is not None and wrt._node is not None:
            number = self._number(wrt)
            if number is not None:
                leaves[wrt] = number
        end = leaves[output] if output._node is None else self._number(output)
        return tape, end, leaves  # type: ignore[return-value]

    def _reach(self, variable: Variable, when: float, side: int) -> None:
        """Note that a step uses a variable that is no step of its own list."""
        node, steps = variable._node, variable._tape
        if node is None:
            first = self._used.get(id(variable))
            if first is None or (when, side) < first[:2]:
                self._used[id(variable)] = (when, side, variable)
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
        for by_right, right, by_left, left, _, row, when in zip(*[backwards] * STRIDE, strict=True):
            node -= STRIDE
            if not marks[node]:
                continue
            if by_left is not None:
                if type(left) is int:
                    marks[left] = 1
                else:
                    reach(left, when, 0)
            if by_right is not None:
                if type(right) is int:
                    marks[right] = 1
                else:
                    reach(right, when, 1)
            elif by_left is None:
                for place, source in bare_operands(row, left):
                    reach(source, when, place)

    def _write(self, reached: _Reached, tape: Tape, leaves: dict[int, int]) -> None:
        marks = reached.marks
        reached.numbers = numbers = [0] * len(marks)
        onwards, extend = iter(reached.entries), tape.extend
        node = -STRIDE

        def number(source: Any) -> int:
            return leaves[id(source)] if source._node is None else self._number(source)  # type: ignore[return-value]

        for _, row, _, left, by_left, right, by_right in zip(*[onwards] * STRIDE, strict=True):
            node += STRIDE
            if not marks[node]:
                continue
            numbers[node] = own = len(tape)
            if by_left is not None:
                at = numbers[left] if type(left) is int else number(left)
                extend((at, own, by_left))
            if by_right is not None:
                at = numbers[right] if type(right) is int else number(right)
                extend((at, own, by_right))
            elif by_left is None:
                for place, source in bare_operands(row, left):
                    extend((number(source), own, Move(row, place)))

    def _number(self, variable: Variable) -> int | None:
        """Give a step's number on the tape, if it was reached."""
        reached, node = self._reached.get(id(variable._tape)), variable._node
        if reached is None or node >= len(reached.marks) or not reached.marks[node]:
            return None
        number: int = reached.numbers[node]
        return number


def bare_operands(row: Any, args: Any) -> Iterator[tuple[int, Any]]:
    """Yield the bare variables that a call on arrays was given, each with its place."""
    if type(row) is Call:
        for place, source in enumerate(operands_of(row.rule, args)):
            if type(getattr(source, "_tape", None)) in BARE:
                yield place, source
