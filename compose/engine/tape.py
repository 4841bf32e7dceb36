"""A graph written down while it is computed, swept once and thrown away.

The edges stand one behind the other in a flat list, three entries each: source, target, local.
A node is known by the length of the list when it was made, so that no counter is needed; leaves
count down from −1. Edges into a node stand together, and behind all edges into what it was made
from: the list is in topological order as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from compose.engine import operations
from compose.engine.maps import LinearMap

__all__ = ["Tape", "pull_along"]


class Tape(list[Any]):
    """Edges in topological order, for one sweep.

    Attributes
    ----------
    leaves : int
        How many leaves there are: nodes −1, −2 and so on.
    level : float
        Which of two tapes is the inner one, for those that nest them.
    loose : object
        Where those keep what is made inside without being written down here.

    Examples
    --------
    f = x · y + x at x = 2, y = 5:

    >>> tape = Tape()
    >>> x, y = tape.leaf(), tape.leaf()
    >>> product = len(tape)
    >>> tape.extend((x, product, 5.0, y, product, 2.0))
    >>> f = len(tape)
    >>> tape.extend((product, f, 1.0, x, f, 1.0))
    >>> adjoints = tape.pull({f: 1.0})
    >>> adjoints[x], adjoints[y]
    (6.0, 2.0)
    """

    __slots__ = ("leaves", "level", "loose")

    def __init__(self) -> None:
        super().__init__()
        self.leaves = 0
        self.level = 0.0
        self.loose: Any = None

    def leaf(self) -> int:
        """Add a node that no edge leads to."""
        self.leaves += 1
        return -self.leaves

    def pull(self, seeds: Mapping[int, Any]) -> list[Any]:
        """Sweep back: ∂/∂node of the sum of seed · target, None where no path leads."""
        carried = self._seeded(seeds)
        backwards = reversed(self)
        for local, target, source in zip(backwards, backwards, backwards, strict=True):
            carrier = carried[target]
            if carrier is not None:
                moved = carrier * local if type(local) is float else pull_along(local, carrier)
                met = carried[source]
                carried[source] = moved if met is None else met + moved
        self._count(carried, of=1)
        return carried

    def push(self, seeds: Mapping[int, Any]) -> list[Any]:
        """Sweep forward: the tangent of every node, None where no path leads."""
        carried = self._seeded(seeds)
        onwards = iter(self)
        for source, target, local in zip(onwards, onwards, onwards, strict=True):
            carrier = carried[source]
            if carrier is not None:
                moved = local * carrier if type(local) is float else _pushed(local, carrier)
                met = carried[target]
                carried[target] = moved if met is None else met + moved
        self._count(carried, of=0)
        return carried

    def reached(self, nodes: Iterable[int], *, forward: bool) -> int:
        """Count the edges that a sweep from some nodes passes."""
        marked = bytearray(len(self) + self.leaves)
        for node in nodes:
            marked[node] = 1
        ends = (self[0::3], self[1::3]) if forward else (self[-2::-3], self[-3::-3])
        passed = 0
        for begin, end in zip(*ends, strict=True):
            if marked[begin]:
                marked[end] = 1
                passed += 1
        return passed

    def _seeded(self, seeds: Mapping[int, Any]) -> list[Any]:
        carried: list[Any] = [None] * (len(self) + self.leaves)
        for node, seed in seeds.items():
            carried[node] = seed
        return carried

    def _count(self, carried: list[Any], *, of: int) -> None:
        if operations.counting():
            moved = sum(carried[end] is not None for end in self[of::3])
            operations.record(multiplications=moved)


def pull_along(local: Any, carrier: Any) -> Any:
    """Take a cotangent back along an edge."""
    return local.transpose(carrier) if isinstance(local, LinearMap) else carrier * local


def _pushed(local: Any, carrier: Any) -> Any:
    return local.apply(carrier) if isinstance(local, LinearMap) else local * carrier
