"""Forward and reverse accumulation over any algebra: each edge once, in topological order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compose.engine import kernels
from compose.engine.algebra import Algebra, Clash
from compose.engine.maps import Local
from compose.engine.operations import record
from compose.engine.order import Structure, downstream, upstream

__all__ = ["BranchClashError", "Floats", "forward", "reverse"]

Carriers = list[Any]
"""One carrier a position; None where nothing arrived."""


class BranchClashError(Exception):
    """Two branches that should agree do not: the slots of both, from where they start to meet."""

    def __init__(self, first: list[int], second: list[int], clash: Clash) -> None:
        super().__init__(first, second, clash)
        self.first = first
        self.second = second
        self.clash = clash


def forward(
    structure: Structure,
    local: Sequence[Local],
    algebra: Algebra[Any],
    wrt: int,
    seed: Any,
    mark: bytes | bytearray | None = None,
    stop: int | None = None,
) -> Carriers:
    """Push a seed from one position to all that depend on it.

    Parameters
    ----------
    structure : Structure
        The edges.
    local : sequence
        What each slot carries.
    algebra : Algebra
        How it acts.
    wrt : int
        The position where the seed starts.
    seed : object
        The carrier there.
    mark : bytes, optional
        Positions to visit; all of them by default.
    stop : int, optional
        The only position whose carrier is wanted: the sweep ends there, and lets go of every
        carrier once it has been pushed on.

    Returns
    -------
    list
        The carrier of each position, None where nothing arrived.

    Raises
    ------
    BranchClashError
        The algebra wants branches to agree and two do not.
    """
    first, target = structure.first, structure.target
    push, plus = algebra.push, algebra.plus
    ahead = _first_paths(structure, wrt, mark) if algebra.first_counts else {}
    carriers: Carriers = [None] * structure.nodes
    carriers[wrt] = seed
    held: dict[int, int] = {}
    multiplications = additions = 0
    for u in range(wrt, structure.nodes if stop is None else stop):
        carrier = carriers[u]
        if carrier is None:
            continue
        if stop is not None:
            carriers[u] = None
        for slot in range(first[u], first[u + 1]):
            v = target[slot]
            if mark is not None and not mark[v]:
                continue
            moved = push(local[slot], carrier)
            multiplications += 1
            there = carriers[v]
            if there is None:
                carriers[v] = moved
                held[v] = slot
                continue
            additions += 1
            comes_first = ahead.get(v) == slot
            try:
                carriers[v] = plus(moved, there) if comes_first else plus(there, moved)
            except Clash as clash:
                pair = (slot, held[v]) if comes_first else (held[v], slot)
                raise _forward_clash(structure, ahead, *pair, clash) from None
            if comes_first:
                held[v] = slot
    record(multiplications=multiplications, additions=additions)
    return carriers


def _first_paths(structure: Structure, wrt: int, mark: Any) -> dict[int, int]:
    """Give the last slot of the first path to each position, as depth-first search finds it."""
    arrival: dict[int, int] = {wrt: -1}
    rest = [iter(structure.slots(wrt))]
    while rest:
        for slot in rest[-1]:
            v = structure.target[slot]
            if v not in arrival and (mark is None or mark[v]):
                arrival[v] = slot
                rest.append(iter(structure.slots(v)))
                break
        else:
            rest.pop()
    return arrival


def reverse(
    structure: Structure,
    local: Sequence[Local],
    algebra: Algebra[Any],
    of: int,
    seed: Any,
    mark: bytes | bytearray | None = None,
) -> Carriers:
    """Pull a seed from one position back to all that it depends on; see `forward`.

    Edges are visited in exactly the opposite order.
    """
    first, target = structure.first, structure.target
    pull, plus = algebra.pull, algebra.plus
    carriers: Carriers = [None] * structure.nodes
    carriers[of] = seed
    multiplications = additions = 0
    for u in range(of - 1, -1, -1):
        if mark is not None and not mark[u]:
            continue
        total = None
        for slot in range(first[u + 1] - 1, first[u] - 1, -1):
            carrier = carriers[target[slot]]
            if carrier is None:
                continue
            moved = pull(local[slot], carrier)
            multiplications += 1
            if total is None:
                total = moved
                continue
            additions += 1
            try:
                total = plus(moved, total)
            except Clash as clash:
                raise _reverse_clash(structure, carriers, of, slot, u, clash) from None
        carriers[u] = total
    record(multiplications=multiplications, additions=additions)
    return carriers


def _forward_clash(
    structure: Structure, ahead: dict[int, int], first: int, second: int, clash: Clash
) -> BranchClashError:
    """Name both paths by their last slots: what is pushed on came along a first path."""

    def walk(step: int) -> list[int]:
        slots = [step]
        while (before := ahead[bisect_right(structure.first, slots[-1]) - 1]) >= 0:
            slots.append(before)
        return slots[::-1]

    return BranchClashError(walk(first), walk(second), clash)


def _reverse_clash(
    structure: Structure, carriers: Carriers, of: int, slot: int, source: int, clash: Clash
) -> BranchClashError:
    """Name both paths: at every position the first edge that leads on is the one that counts."""

    def useful(slots: Iterable[int]) -> int:
        return next(s for s in slots if carriers[structure.target[s]] is not None)

    def walk(step: int) -> list[int]:
        slots = [step]
        while structure.target[slots[-1]] != of:
            slots.append(useful(structure.slots(structure.target[slots[-1]])))
        return slots

    later = range(slot + 1, structure.first[source + 1])
    return BranchClashError(walk(slot), walk(useful(later)), clash)


class Floats:
    """The float column of a large graph, in slot order, and sweeps over it by compiled code."""

    def __init__(self, structure: Structure, column: NDArray[np.float64]) -> None:
        self._structure = structure
        self._local = np.empty(structure.edges)
        kernels.gather(column, structure.edge, self._local)
        self._finite = bool(np.isfinite(self._local).all())
        self._spare: list[NDArray[np.float64]] = []

    def adjoints(self, of: int, mark: bytearray | None = None) -> NDArray[np.float64]:
        """Sweep back from `of`, over marked positions; a number a node, in the nodes' order."""
        work = self._borrow()
        self._reverse(of, 0, work, mark)
        return self._answer(work)

    def tangents(self, wrt: int, mark: bytearray | None = None) -> NDArray[np.float64]:
        """Sweep forward from `wrt`, over marked positions; a number a node, in their order."""
        work = self._borrow()
        self._forward(wrt, self._structure.nodes - 1, work, mark)
        return self._answer(work)

    def derivative(self, of: int, wrt: int) -> float:
        """Sweep back from `of` to `wrt` and no further."""
        work = self._borrow()
        self._reverse(of, wrt, work)
        answer = float(work[wrt])
        self._spare.append(work)
        return answer

    def _reverse(
        self, of: int, stop: int, work: NDArray[np.float64], mark: bytearray | None = None
    ) -> None:
        s = self._structure
        if self._finite and mark is None:
            done = kernels.reverse_finite(s.first, s.target, self._local, of, stop, work)
        else:
            marked = np.frombuffer(mark or upstream(s, [of], stop), np.uint8)
            done = kernels.reverse_masked(s.first, s.target, self._local, of, stop, work, marked)
        record(multiplications=done, additions=done)

    def _forward(
        self, wrt: int, stop: int, work: NDArray[np.float64], mark: bytearray | None = None
    ) -> None:
        s = self._structure
        if self._finite and mark is None:
            done = kernels.forward_finite(s.first, s.target, self._local, wrt, stop, work)
        else:
            marked = np.frombuffer(mark or downstream(s, [wrt], stop), np.uint8)
            done = kernels.forward_masked(s.first, s.target, self._local, wrt, stop, work, marked)
        record(multiplications=done, additions=done)

    def _borrow(self) -> NDArray[np.float64]:
        """Take a work array; list.pop is atomic, so threads never share one."""
        try:
            return self._spare.pop()
        except IndexError:
            return np.empty(self._structure.nodes)

    def _answer(self, work: NDArray[np.float64]) -> NDArray[np.float64]:
        answer = np.empty(self._structure.nodes)
        kernels.gather(work, self._structure.position, answer)
        self._spare.append(work)
        return answer
