"""What an order costs: node after node is removed from the pattern, and the products are counted.

Removing a node joins each edge into it with each edge out of it: one multiplication a pair, and one
addition where the pair's ends are joined already. An edge that is free multiplies nothing; a
product of free edges is free, until something is added to it. Between nodes of several elements
edges are dense matrices, and the products are counted element by element.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from compose.engine.elimination.pattern import Pair, Pattern
from compose.errors import QuestionError

__all__ = ["Count", "Remains", "Step", "checked", "cost"]

_NAMED = 4


@dataclass(frozen=True)
class Step:
    """The removal of one node.

    Attributes
    ----------
    node : int
        The node's number in the pattern.
    before, after : int
        Edges into and out of it when it was removed.
    multiplications, additions : int
        What joining them cost.
    live : int
        Edges that are left and carry something: free ones do not.
    """

    node: int
    before: int
    after: int
    multiplications: int
    additions: int
    live: int


@dataclass(frozen=True)
class Count:
    """What an order costs as a whole.

    Attributes
    ----------
    multiplications, additions : int
        The sums over the steps; the additions that merge parallel edges are included.
    peak : int
        The most edges at any time.
    steps : tuple of Step
        One a node, in order.
    """

    multiplications: int
    additions: int
    peak: int
    steps: tuple[Step, ...]


class Remains:
    """What is left of a pattern while its nodes are removed.

    Attributes
    ----------
    before, after : list of set of int
        Neighbours of each node.

    Examples
    --------
    >>> pattern = Pattern(("x", "y", "z"), ((0, 1), (1, 2), (0, 2)), (0,), (2,))
    >>> left = Remains(pattern)
    >>> left.degree(1), left.remove(1).additions
    (1, 1)
    """

    __slots__ = ("_free", "_live", "_size", "after", "before")

    def __init__(self, pattern: Pattern) -> None:
        self.before: list[set[int]] = [set() for _ in pattern.names]
        self.after: list[set[int]] = [set() for _ in pattern.names]
        for i, j in pattern.edges:
            self.before[j].add(i)
            self.after[i].add(j)
        self._free = set(pattern.free)
        self._size = pattern.weights
        self._live = len(pattern.edges) - len(self._free)

    @property
    def live(self) -> int:
        """Edges that carry something."""
        return self._live

    def degree(self, node: int) -> int:
        """Give what removing a node would cost in multiplications."""
        size, free = self._size, self._free
        into = sum(size[i] for i in self.before[node] if (i, node) not in free)
        out = sum(size[j] for j in self.after[node] if (node, j) not in free)
        return size[node] * into * out

    def remove(self, node: int) -> Step:
        """Join each edge into a node with each edge out of it, and drop the node."""
        multiplications = self.degree(node)
        into, out = self.before[node], self.after[node]
        self.before[node], self.after[node] = set(), set()
        additions = sum(self._join(i, node, j) for i in into for j in out)
        for i in into:
            self.after[i].discard(node)
            self._drop((i, node))
        for j in out:
            self.before[j].discard(node)
            self._drop((node, j))
        return Step(node, len(into), len(out), multiplications, additions, self._live)

    def _join(self, i: int, node: int, j: int) -> int:
        """Add the edge i → j, and say how many additions that takes."""
        free, pair = self._free, (i, j)
        if j in self.after[i]:
            if pair in free:
                free.discard(pair)
                self._live += 1
            return self._size[i] * self._size[j]
        self.after[i].add(j)
        self.before[j].add(i)
        if (i, node) in free and (node, j) in free:
            free.add(pair)
        else:
            self._live += 1
        return 0

    def _drop(self, pair: Pair) -> None:
        if pair in self._free:
            self._free.discard(pair)
        else:
            self._live -= 1


def cost(pattern: Pattern, order: Sequence[int]) -> Count:
    """Count what it costs to remove the inner nodes in an order.

    Parameters
    ----------
    pattern : Pattern
        What is joined.
    order : sequence of int
        Every inner node once.

    Returns
    -------
    Count
        The steps and their sums.

    Raises
    ------
    QuestionError
        The order leaves nodes out, repeats one, or has others.

    Examples
    --------
    >>> pattern = Pattern(("x", "y", "z"), ((0, 1), (1, 2), (0, 2)), (0,), (2,))
    >>> count = cost(pattern, [1])
    >>> count.multiplications, count.additions, count.peak
    (1, 1, 3)
    """
    left = Remains(pattern)
    first = left.live
    steps = tuple(map(left.remove, checked(pattern, order)))
    return Count(
        sum(step.multiplications for step in steps),
        sum(step.additions for step in steps) + pattern.merges,
        max([first, *(step.live for step in steps)]),
        steps,
    )


def checked(pattern: Pattern, order: Iterable[int]) -> list[int]:
    """Give the order as a list, if it names every inner node once."""
    chosen = list(order)
    inner = set(pattern.inner)
    if strange := [node for node in chosen if node not in inner]:
        raise QuestionError(f"the order holds {_some(strange)}, not among the nodes to eliminate")
    if left_out := inner.difference(chosen):
        names = [pattern.names[node] for node in sorted(left_out)]
        raise QuestionError(f"the order leaves out {_some(names)}: give every node between")
    if len(chosen) > len(inner):
        twice = [pattern.names[n] for n in dict.fromkeys(chosen) if chosen.count(n) > 1]
        raise QuestionError(f"the order holds {_some(twice)} more than once")
    return chosen


def _some(names: Sequence[object]) -> str:
    """Name the first few."""
    shown = ", ".join(map(repr, names[:_NAMED]))
    more = len(names) - _NAMED
    return f"{shown} and {more} more" if more > 0 else shown
