"""Paths, listed lazily or ranked by their products. The specification, never the engine.

Both enumerations walk only where `of` can be reached, keep what they have not walked yet as a
*frontier* of prefixes, and can be stopped at any time: the paths not yet listed are exactly those
that begin with a prefix of the frontier, so that their number and their sum follow from sweeps.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from compose.engine.columns import Columns, given
from compose.engine.maps import Number
from compose.engine.operations import record
from compose.engine.order import Structure
from compose.engine.views import Edge, View
from compose.errors import arrows

__all__ = ["Listing", "Path", "Prefix", "Ranking"]


class Path:
    """One way from `wrt` to `of`.

    Attributes
    ----------
    nodes : tuple
        Names along the path, `wrt` first.
    edges : sequence of Edge
        The edges along the path.
    numbers : sequence of int
        Their numbers, in the order of insertion.
    factors : tuple
        What they carry.
    product : object
        The factors composed, later ones on the left.

    Examples
    --------
    >>> from compose import Graph
    >>> g = Graph()
    >>> g.add_edges(["x", "y"], ["y", "z"], [2.0, 4.0])
    >>> path = next(g.paths("z", "x"))
    >>> path.nodes, path.factors, path.product
    (('x', 'y', 'z'), (2.0, 4.0), 8.0)
    """

    def __init__(
        self, columns: Columns, start: int, edges: Sequence[int], work: Callable[[], Any]
    ) -> None:
        self._columns = columns
        self._start = start
        self.numbers = edges
        self._work = work

    def __len__(self) -> int:
        return len(self.numbers)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Path):
            return NotImplemented
        return list(self.numbers) == list(other.numbers) and self.nodes == other.nodes

    def __hash__(self) -> int:
        return hash(self.nodes)

    def __getstate__(self) -> dict[str, Any]:
        product = self.product
        return self.__dict__ | {"_work": None, "product": product}

    @cached_property
    def nodes(self) -> tuple[Any, ...]:
        """Names along the path, `wrt` first."""
        names, targets = self._columns.names, self._columns.target.array()
        return (names[self._start], *(names[int(targets[e])] for e in self.numbers))

    @property
    def edges(self) -> View[Edge]:
        """The edges along the path; each is made when looked at, since there may be millions."""
        return View(self.__len__, lambda place: self._columns.edge(self.numbers[place]))

    @cached_property
    def factors(self) -> tuple[Any, ...]:
        """What the edges carry, in the order of the path."""
        return tuple(given(local) for local in self._columns.locals_at(self.numbers))

    @cached_property
    def product(self) -> Any:
        """The factors composed; worked out when first asked for."""
        return self._work()

    def __repr__(self) -> str:
        return f"Path({arrows(self.nodes)}, product={self.product!r})"


class Prefix(NamedTuple):
    """All paths that begin with these slots: ``walk[:depth]``, then `slot`."""

    walk: list[int]
    depth: int
    slot: int | None


class Listing(Iterator[list[int]]):
    """All paths as lists of slots, in the order of their edges' numbers, edge by edge.

    Parameters
    ----------
    structure : Structure
        The edges.
    of, wrt : int
        Positions of the two ends.
    mark : bytes
        Positions that lie between them.
    """

    def __init__(self, structure: Structure, of: int, wrt: int, mark: bytes | bytearray) -> None:
        self._structure = structure
        self._of = of
        self._wrt = wrt
        self._mark = mark
        self._walk: list[int] = []
        self._open: list[tuple[int, int | None]] = [(0, None)] if mark[wrt] else []

    def __next__(self) -> list[int]:
        if not self._open:
            raise StopIteration
        depth, slot = self._open.pop()
        structure, walk = self._structure, self._walk
        del walk[depth:]
        at = self._wrt
        if slot is not None:
            walk.append(slot)
            at = structure.target[slot]
        while at != self._of:
            slots = structure.slots(at)
            record(steps=len(slots))
            useful = [s for s in slots if self._mark[structure.target[s]]]
            self._open.extend((len(walk), s) for s in reversed(useful[1:]))
            walk.append(useful[0])
            at = structure.target[useful[0]]
        return walk.copy()

    def frontier(self) -> list[Prefix]:
        """Give prefixes of all paths not yet listed."""
        return [Prefix(self._walk, depth, slot) for depth, slot in self._open]


Size: TypeAlias = Any
"""A magnitude that can be compared: a Fraction, or a float as (exponent, mantissa)."""

_NOTHING: tuple[float, float] = (-math.inf, 0.0)
_EVERYTHING: tuple[float, float] = (math.inf, 0.5)


def _scaled(number: Number) -> Size:
    """Split a float so that long products neither overflow nor vanish; NaN ranks with ∞."""
    magnitude = abs(float(number))
    if not math.isfinite(magnitude):
        return _EVERYTHING
    mantissa, exponent = math.frexp(magnitude)
    return (float(exponent), mantissa) if magnitude else _NOTHING


def _times_scaled(a: Size, b: Size) -> Size:
    exponent, mantissa = a[0] + b[0], a[1] * b[1]
    if exponent != exponent or exponent == math.inf:  # noqa: PLR0124 - NaN is not itself
        return _EVERYTHING
    if not mantissa:
        return _NOTHING
    return (exponent, mantissa) if mantissa >= 0.5 else (exponent - 1.0, mantissa * 2.0)  # noqa: PLR2004 - frexp's range


def _times_exact(a: Size, b: Size) -> Size:
    return a * b


class Ranking(Iterator[list[int]]):
    """All paths as lists of slots, the largest |product| first, without listing the others.

    From every position the best way on is known after one sweep. A path is the best way but for
    some *sidetracks*; each path that is given out opens those that take one sidetrack more. Floats
    are ranked by products rounded once a factor, so that paths closer than that may swap places;
    paths of equal size come in an order that depends on the graph alone.

    Parameters
    ----------
    structure : Structure
        The edges.
    of, wrt : int
        Positions of the two ends.
    mark : bytes
        Positions that lie between them.
    factors : sequence
        The number that each slot carries.
    exact : bool
        Whether they are ints and fractions.
    """

    def __init__(
        self,
        structure: Structure,
        of: int,
        wrt: int,
        mark: bytes | bytearray,
        factors: Sequence[Number],
        *,
        exact: bool,
    ) -> None:
        self._structure = structure
        self._of = of
        self._wrt = wrt
        self._mark = mark
        self._size: Callable[[Number], Size] = abs if exact else _scaled
        self._times = _times_exact if exact else _times_scaled
        self._one: Size = Fraction(1) if exact else _scaled(1.0)
        self._factors = factors
        self._best: dict[int, Size] = {of: self._one}
        self._choice: dict[int, int] = {}
        self._opened = 0
        self._heap: list[tuple[Size, int, Size, Prefix]] = []
        if mark[wrt]:
            self._rank()
            self._open(self._one, Prefix([], 0, None), wrt)

    def _rank(self) -> None:
        """Find the best way on from every position, the first in order where several tie."""
        structure, mark, times = self._structure, self._mark, self._times
        for at in range(self._of - 1, self._wrt - 1, -1):
            if not mark[at]:
                continue
            for slot in structure.slots(at):
                record(steps=1)
                target = int(structure.target[slot])
                if not mark[target]:
                    continue
                size = times(self._size(self._factors[slot]), self._best[target])
                if at not in self._best or size > self._best[at]:
                    self._best[at], self._choice[at] = size, slot

    def _open(self, size: Size, prefix: Prefix, target: int) -> None:
        """Remember all paths that begin with a prefix, ranked by the best among them."""
        record(steps=1)
        rank = _negative(self._times(size, self._best[target]))
        heapq.heappush(self._heap, (rank, self._opened, size, prefix))
        self._opened += 1

    def __next__(self) -> list[int]:
        if not self._heap:
            raise StopIteration
        _, _, size, prefix = heapq.heappop(self._heap)
        structure = self._structure
        walk = prefix.walk[: prefix.depth]
        at = self._wrt
        if prefix.slot is not None:
            walk.append(prefix.slot)
            at = int(structure.target[prefix.slot])
        while at != self._of:
            best = self._choice[at]
            for slot in structure.slots(at):
                target = int(structure.target[slot])
                if slot != best and self._mark[target]:
                    taken = self._times(size, self._size(self._factors[slot]))
                    self._open(taken, Prefix(walk, len(walk), slot), target)
            walk.append(best)
            size = self._times(size, self._size(self._factors[best]))
            at = int(structure.target[best])
        return walk

    def frontier(self) -> list[Prefix]:
        """Give prefixes of all paths not yet listed."""
        return [prefix for _, _, _, prefix in self._heap]


def _negative(size: Size) -> Size:
    """Turn the order of a heap round."""
    return tuple(-part for part in size) if isinstance(size, tuple) else -size
