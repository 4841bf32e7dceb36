"""Which nodes are joined: all that the cost of an elimination depends on.

A question's pattern holds the nodes between its columns and its rows, numbered from 0 so that every
edge leads to a higher number. Edges in parallel are one edge here. The ends stay; the others, the
*inner* nodes, are eliminated.

An end must have nothing beyond it. A row that others depend on therefore gets a twin behind it,
and a column that depends on others gets one before it. The edge to a twin carries the number one
and is free: what it joins is copied, not multiplied.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from compose.engine.maps import Shape
from compose.engine.order import Structure, between

__all__ = ["Pair", "Pattern", "pattern_between"]

Pair: TypeAlias = tuple[int, int]


@dataclass(frozen=True)
class Pattern:
    """The nodes and edges between the columns and the rows of a Jacobian.

    Attributes
    ----------
    names : tuple
        Name of each node. A twin has the name of the node that it stands for.
    edges : tuple of (int, int)
        Which nodes are joined, each pair once, from the lower to the higher number.
    inputs, outputs : tuple of int
        The node of each column and of each row.
    carried : tuple of tuple of int
        Numbers of the graph's edges behind each pair: several where they are parallel, none for
        the edge to a twin.
    free : frozenset of (int, int)
        Pairs whose products cost nothing.
    sizes : tuple of int
        Elements of each node; 1 for a number.

    Examples
    --------
    >>> pattern = Pattern(("x", "y", "z"), ((0, 1), (1, 2)), (0,), (2,))
    >>> pattern.inner
    (1,)
    """

    names: tuple[Hashable, ...]
    edges: tuple[Pair, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    carried: tuple[tuple[int, ...], ...] = ()
    free: frozenset[Pair] = frozenset()
    sizes: tuple[int, ...] = ()

    @cached_property
    def inner(self) -> tuple[int, ...]:
        """The nodes to eliminate, in topological order."""
        ends = {*self.inputs, *self.outputs}
        return tuple(node for node in range(len(self.names)) if node not in ends)

    @cached_property
    def weights(self) -> tuple[int, ...]:
        """Elements of each node."""
        return self.sizes or (1,) * len(self.names)

    @cached_property
    def merges(self) -> int:
        """Additions that make one edge of parallel ones."""
        pairs = zip(self.edges, self.carried, strict=False)
        return sum(
            (len(edges) - 1) * self.weights[i] * self.weights[j] for (i, j), edges in pairs if edges
        )

    @cached_property
    def numbers(self) -> dict[Hashable, int]:
        """The inner nodes by name."""
        return {self.names[node]: node for node in self.inner}


class _Numbering:
    """Gives the marked positions their numbers, twins beside those that need one."""

    def __init__(self, structure: Structure, mark: bytearray) -> None:
        marked = [p for p in range(structure.nodes) if mark[p]]
        self.slots = {
            p: [s for s in structure.slots(p) if mark[structure.target[s]]] for p in marked
        }
        self.heads = {p: [int(structure.target[s]) for s in self.slots[p]] for p in marked}
        self.reached = {head for heads in self.heads.values() for head in heads}
        self.places = self._places(structure, marked)

    def _places(self, structure: Structure, marked: list[int]) -> list[int]:
        """Keep the graph's own numbering where it is topological: ties then go by it."""
        own = {p: int(structure.order[p]) for p in marked}
        if all(own[p] < own[head] for p in marked for head in self.heads[p]):
            return sorted(marked, key=own.__getitem__)
        return marked

    def column_twin(self, position: int, wrt: Collection[int]) -> bool:
        return position in wrt and position in self.reached

    def row_twin(self, position: int, of: Collection[int], wrt: Collection[int]) -> bool:
        first = position in wrt and position not in self.reached
        return position in of and (bool(self.heads[position]) or first)


def pattern_between(
    structure: Structure,
    of: Sequence[int],
    wrt: Sequence[int],
    names: Sequence[Hashable],
    *,
    shapes: Mapping[int, Shape] | None = None,
    units: Collection[int] = (),
    twins: bool = True,
) -> Pattern:
    """Give the pattern between the positions of columns and of rows.

    Parameters
    ----------
    structure : Structure
        The edges.
    of, wrt : sequence of int
        Positions of the rows and of the columns. Those that no path joins have no node.
    names : sequence of hashable
        Name by node number of the graph.
    shapes : mapping, optional
        Shapes by position, where they are not ``()``.
    units : collection of int, optional
        Slots that carry ±1 and whose products are to be free.
    twins : bool
        Whether an end with something beyond it gets a twin; without them it merely stays.

    Returns
    -------
    Pattern
        Without the nodes that lie on no path from a column to a row.
    """
    numbering = _Numbering(structure, between(structure, sorted({*of}), sorted({*wrt})))
    laid = _Laid(numbering, {*of} if twins else set(), {*wrt} if twins else set())
    found = _pairs(structure, numbering, laid.node)
    known = {pair: tuple(int(structure.edge[s]) for s in slots) for pair, slots in found.items()}
    edges = sorted([*found, *laid.twins])
    ones = {pair for pair, slots in found.items() if len(slots) == 1 and slots[0] in units}
    return Pattern(
        tuple(names[int(structure.order[p])] for p in laid.behind),
        tuple(edges),
        tuple(laid.start.get(p, laid.node[p]) for p in _there(wrt, laid.node)),
        tuple(laid.end.get(p, laid.node[p]) for p in _there(of, laid.node)),
        tuple(known.get(pair, ()) for pair in edges),
        frozenset(ones.union(laid.twins)),
        _sizes(laid.behind, shapes or {}),
    )


class _Laid:
    """The nodes in a row: the position behind each, the node of each position, and the twins."""

    def __init__(self, numbering: _Numbering, of: set[int], wrt: set[int]) -> None:
        self.behind: list[int] = []
        self.node: dict[int, int] = {}
        self.start: dict[int, int] = {}
        self.end: dict[int, int] = {}
        self.twins: list[Pair] = []
        for p in numbering.places:
            if numbering.column_twin(p, wrt):
                self.start[p] = self._add(p)
                self.twins.append((self.start[p], self.start[p] + 1))
            self.node[p] = self._add(p)
            if numbering.row_twin(p, of, wrt):
                self.end[p] = self._add(p)
                self.twins.append((self.node[p], self.end[p]))

    def _add(self, position: int) -> int:
        self.behind.append(position)
        return len(self.behind) - 1


def _sizes(positions: Iterable[int], shapes: Mapping[int, Shape]) -> tuple[int, ...]:
    sizes = tuple(math.prod(shapes.get(position, ())) for position in positions)
    return sizes if any(size != 1 for size in sizes) else ()


def _there(positions: Iterable[int], node: Mapping[int, int]) -> list[int]:
    return [p for p in dict.fromkeys(positions) if p in node]


def _pairs(
    structure: Structure, numbering: _Numbering, node: Mapping[int, int]
) -> dict[Pair, list[int]]:
    found: dict[Pair, list[int]] = {}
    for p in numbering.places:
        for slot in numbering.slots[p]:
            found.setdefault((node[p], node[int(structure.target[slot])]), []).append(slot)
    return found
