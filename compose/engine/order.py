"""Topological order, reachability, and the cycle that was found. Nothing here recurses.

The functions run as plain Python on lists when the graph is small and compiled on arrays when it
is large: they are the same lines.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from typing import Any, TypeAlias

import numpy as np

from compose.engine.columns import Columns, index_type
from compose.engine.jit import LARGE, compiled
from compose.engine.operations import record

__all__ = [
    "CycleFoundError",
    "Structure",
    "between",
    "downstream",
    "marked_edges",
    "upstream",
]

Integers: TypeAlias = Sequence[int]
Work: TypeAlias = MutableSequence[int]


class CycleFoundError(Exception):
    """There is no topological order: `nodes` go round, the first one again at the end."""

    def __init__(self, nodes: list[int]) -> None:
        super().__init__(nodes)
        self.nodes = nodes


class Structure:
    """The edges of a graph in topological numbering.

    Nodes are numbered so that every edge leads from a lower to a higher *position*. The edges
    lie by position of their source, those of one source in order of insertion; the place of an
    edge there is its *slot*.

    Attributes
    ----------
    order : sequence of int
        Node at each position.
    position : sequence of int
        Position of each node.
    first : sequence of int
        First slot of each position; one more entry closes the last.
    target : sequence of int
        Position that each slot leads to.
    edge : sequence of int
        Edge in each slot.
    nodes, edges : int
        How many there are.
    large : bool
        Whether the sequences are arrays for compiled code, or lists.
    """

    __slots__ = ("edge", "edges", "first", "large", "nodes", "order", "position", "target")
    order: Any
    position: Any
    first: Any
    target: Any
    edge: Any

    def __init__(self, columns: Columns, *, large: bool | None = None) -> None:
        source, target = columns.source.array(), columns.target.array()
        self.nodes, self.edges = len(columns.names), len(source)
        self.large = self.nodes + self.edges >= LARGE if large is None else large
        narrow = index_type(max(self.nodes, self.edges) + 1)
        tails: Any = source.astype(narrow) if self.large else source.tolist()
        heads: Any = target.astype(narrow) if self.large else target.tolist()
        first, by_source = self._work(self.nodes + 2, narrow), self._work(self.edges, narrow)
        to = self._work(self.edges, narrow)
        _sort_by_source.choose(large=self.large)(tails, heads, first, by_source, to)
        record(steps=self.edges)
        if self.large and bool(np.all(tails < heads)):
            self.first, self.target, self.edge = first[: self.nodes + 1], to, by_source
            self.order = self.position = np.arange(self.nodes, dtype=narrow)
            return
        self.order, self.position = self._work(self.nodes, narrow), self._work(self.nodes, narrow)
        waiting = self._work(self.nodes, narrow)
        self.first = self._work(self.nodes + 1, narrow)
        self.target, self.edge = self._work(self.edges, narrow), self._work(self.edges, narrow)
        found = _sort_nodes.choose(large=self.large)(
            first, by_source, to, waiting, self.order, self.first, self.target, self.edge
        )
        if found < self.nodes:
            raise CycleFoundError(_find_cycle(tails, heads, waiting))
        _renumber.choose(large=self.large)(self.order, self.position, self.target)

    def _work(self, length: int, dtype: type[np.unsignedinteger[Any]]) -> Any:
        return np.zeros(length, dtype) if self.large else [0] * length

    def plain(self) -> Structure:
        """Give the same structure as lists, for sweeps that are not compiled."""
        if not self.large:
            return self
        twin: Structure = object.__new__(Structure)
        twin.nodes, twin.edges, twin.large = self.nodes, self.edges, False
        for name in ("order", "position", "first", "target", "edge"):
            setattr(twin, name, getattr(self, name).tolist())
        return twin

    def slots(self, position: int) -> range:
        """Give the slots of the edges that leave a position."""
        return range(int(self.first[position]), int(self.first[position + 1]))


@compiled
def _sort_by_source(
    source: Integers, target: Integers, first: Work, by_source: Work, to: Work
) -> None:
    """Sort edges by source: u's edges and where they lead stand from place `first[u]` on."""
    for e in range(len(source)):
        first[source[e] + 2] += 1
    for u in range(2, len(first)):
        first[u] += first[u - 1]
    for e in range(len(source)):
        place = first[source[e] + 1]
        by_source[place] = e
        to[place] = target[e]
        first[source[e] + 1] = place + 1


@compiled
def _sort_nodes(
    first: Integers,
    by_source: Integers,
    to: Integers,
    waiting: Work,
    order: Work,
    new_first: Work,
    target: Work,
    edge: Work,
) -> int:
    """Kahn's algorithm, copying each node's edges while they are at hand.

    Gives how many nodes found their place; `waiting` counts what each of the others waits for.
    """
    for place in range(len(to)):
        waiting[to[place]] += 1
    found = 0
    for u in range(len(order)):
        if waiting[u] == 0:
            order[found] = u
            found += 1
    done = slot = 0
    while done < found:
        u = order[done]
        for place in range(first[u], first[u + 1]):
            v = to[place]
            target[slot] = v
            edge[slot] = by_source[place]
            slot += 1
            waiting[v] -= 1
            if waiting[v] == 0:
                order[found] = v
                found += 1
        done += 1
        new_first[done] = slot
    return found


@compiled
def _renumber(order: Integers, position: Work, target: Work) -> None:
    """Turn nodes into positions."""
    for p in range(len(order)):
        position[order[p]] = p
    for slot in range(len(target)):
        target[slot] = position[target[slot]]


def _find_cycle(source: Any, target: Any, waiting: Any) -> list[int]:
    """Walk backwards among the nodes that kept waiting until one comes up again."""
    stuck = np.asarray(waiting) > 0
    tails, heads = np.asarray(source), np.asarray(target)
    inside = np.flatnonzero(stuck[tails] & stuck[heads])[::-1]
    cause = dict(zip(heads[inside].tolist(), tails[inside].tolist(), strict=True))
    node = min(cause)
    walk: dict[int, None] = {}
    while node not in walk:
        walk[node] = None
        node = cause[node]
    loop = list(walk)[list(walk).index(node) :]
    return [node, *reversed(loop)]


def upstream(structure: Structure, of: Sequence[int], stop: int = 0) -> bytearray:
    """Mark the positions from `stop` on that lead to any of `of`."""
    mark = bytearray(structure.nodes)
    for position in of:
        mark[position] = 1
    looked = _mark_upstream.choose(large=structure.large)(
        structure.first, structure.target, max(of, default=stop), stop, _bytes(mark, structure)
    )
    record(steps=looked)
    return mark


def downstream(structure: Structure, wrt: Sequence[int], stop: int | None = None) -> bytearray:
    """Mark the positions up to `stop` that depend on any of `wrt`."""
    mark = bytearray(structure.nodes)
    for position in wrt:
        mark[position] = 1
    end = structure.nodes - 1 if stop is None else stop
    looked = _mark_downstream.choose(large=structure.large)(
        structure.first, structure.target, min(wrt, default=end), end, _bytes(mark, structure)
    )
    record(steps=looked)
    return mark


def between(structure: Structure, of: Sequence[int], wrt: Sequence[int]) -> bytearray:
    """Mark the positions on a path from any of `wrt` to any of `of`, the ends included."""
    low, high = min(wrt, default=0), max(of, default=-1)
    if low > high:
        return bytearray(structure.nodes)
    leads, depends = upstream(structure, of, low), downstream(structure, wrt, high)
    both = np.frombuffer(leads, np.uint8) & np.frombuffer(depends, np.uint8)
    return bytearray(both.tobytes())


def _bytes(mark: bytearray, structure: Structure) -> Any:
    return np.frombuffer(mark, np.uint8) if structure.large else mark


@compiled
def _mark_upstream(first: Integers, target: Integers, of: int, stop: int, mark: Work) -> int:
    looked = 0
    for back in range(of - stop):
        u = of - 1 - back
        if mark[u]:
            continue
        for slot in range(first[u], first[u + 1]):
            looked += 1
            if mark[target[slot]]:
                mark[u] = 1
                break
    return looked


@compiled
def _mark_downstream(first: Integers, target: Integers, wrt: int, stop: int, mark: Work) -> int:
    looked = 0
    for u in range(wrt, stop):
        if mark[u]:
            for slot in range(first[u], first[u + 1]):
                looked += 1
                mark[target[slot]] = 1
    return looked


def marked_edges(structure: Structure, mark: bytearray) -> int:
    """Count the edges whose two ends are marked."""
    return _marked_edges.choose(large=structure.large)(
        structure.first, structure.target, _bytes(mark, structure)
    )


@compiled
def _marked_edges(first: Integers, target: Integers, mark: Sequence[int]) -> int:
    count = 0
    for u in range(len(mark)):
        if mark[u]:
            for slot in range(first[u], first[u + 1]):
                if mark[target[slot]]:
                    count += 1
    return count
