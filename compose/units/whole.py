"""The whole graph of facts, every edge leading away from what was stated first."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable
from typing import Any

from compose.dimensions.monomials import ONE
from compose.engine.graph import Graph
from compose.engine.maps import Affine
from compose.units.edges import explained_graph
from compose.units.ledger import Ledger
from compose.units.parallel import key_of, stated_step
from compose.units.places import Place
from compose.units.route import Step, offset_between
from compose.units.walk import Stated

__all__ = ["whole_graph"]


def whole_graph(ledger: Ledger) -> Graph:
    """Return every fact as an edge.

    Parameters
    ----------
    ledger : Ledger

    Returns
    -------
    Graph
        Each edge leads away from the unit that was stated first, by the least number of steps;
        between two that are as near, from the one stated first. Units that pint relates are
        joined. What belongs to a substance has nodes of its own: ``"L (ethanol)"``.
    """
    whole = _Whole(ledger)
    return explained_graph(ledger.reader, whole.names, whole.steps())


class _Whole:
    """Units and facts, before and after they have a direction."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._numbers: dict[Hashable, int] = {}
        self._places: list[Place] = []
        self.names: list[str] = []
        self._edges: list[tuple[int, int, Stated | None]] = []
        self._kinds: dict[Hashable, int] = {}
        for stated in ledger.stated():
            ends = [self._number(place, stated.fact.of) for place in (stated.src, stated.dst)]
            self._edges.append((ends[0], ends[1], stated))

    def steps(self) -> list[Step]:
        ranks = self._ranks()
        return [
            self._step(a, b, stated, inverted=(ranks[a], a) > (ranks[b], b))
            for a, b, stated in self._edges
            if a != b
        ]

    def _number(self, place: Place, of: str | None) -> int:
        key = key_of(place), of
        if key not in self._numbers:
            self._numbers[key] = len(self._places)
            self._places.append(place)
            self.names.append(place.name if of is None else f"{place.name} ({of})")
            self._join(self._numbers[key], place, of)
        return self._numbers[key]

    def _join(self, number: int, place: Place, of: str | None) -> None:
        """Join a unit to the first one that pint relates it to."""
        kind = tuple(self._ledger.reader.reduced(place).names().items()), of
        first = self._kinds.setdefault(kind, number)
        if first != number:
            self._edges.append((first, number, None))

    def _ranks(self) -> list[int]:
        """Count the steps from the first unit of each connected part."""
        beside: list[list[int]] = [[] for _ in self._places]
        for a, b, _ in self._edges:
            beside[a].append(b)
            beside[b].append(a)
        ranks = [-1] * len(beside)
        for start in range(len(beside)):
            if ranks[start] < 0:
                ranks[start] = 0
                pending = deque([start])
                while pending:
                    here = pending.popleft()
                    for there in beside[here]:
                        if ranks[there] < 0:
                            ranks[there] = ranks[here] + 1
                            pending.append(there)
        return ranks

    def _step(self, a: int, b: int, stated: Stated | None, *, inverted: bool) -> Step:
        names = self.names[a], self.names[b]
        if stated is None:
            return self._by_definition(*((b, a) if inverted else (a, b)))
        fact = stated.fact
        if fact.map is None and not fact.offset:
            return stated_step(stated, *names, inverted=inverted)
        local: Any = fact.map or Affine(fact.factor.nearest(), fact.offset, fact.tolerance)
        ends = names[::-1] if inverted else names
        local = local.inverse() if inverted else local
        return Step(*ends, ONE, note=fact.note, map=local, fact=fact, inverted=inverted)

    def _by_definition(self, a: int, b: int) -> Step:
        reader = self._ledger.reader
        src, dst = self._places[a], self._places[b]
        factor = reader.reduced(src) / reader.reduced(dst)
        offset = offset_between(reader, src, dst, factor)
        return Step(self.names[a], self.names[b], factor, offset)
