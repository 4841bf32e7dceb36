"""The fewest facts that lead from one unit to another: the route that people read.

An answer rests on the facts that were added first, whatever was stated later. Where fewer facts
say the same, and as exactly, those are shown.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable
from dataclasses import replace
from typing import TypeAlias

from compose.units.finding import Found
from compose.units.ledger import Ledger
from compose.units.places import Place, Reader
from compose.units.walk import Stated

__all__ = ["with_fewest_facts"]

Link: TypeAlias = tuple[Hashable, Stated, int]
"""Where a fact leads, the fact, and 1 or -1: from its beginning or from its end."""


def with_fewest_facts(ledger: Ledger, found: Found, of: str | None) -> Found:
    """Return a way along the fewest facts, if they come to exactly the same.

    Parameters
    ----------
    ledger : Ledger
    found : Found
    of : str or None
        The substance that was asked about.

    Returns
    -------
    Found
        Of several ways with as few, the one whose facts were added first.
    """
    count = sum(abs(times) for _, times in found.used)
    if count < 2 or found.is_reciprocal:  # noqa: PLR2004 - a single fact is the fewest
        return found
    relations = ledger.known(of).relations
    facts = [one for one in ledger.stated() if one in relations and not one.fact.offset]
    used = _fewest(ledger.reader, facts, found.low, found.high)
    if not used or len(used) >= count or relations.doubt(dict(used)):
        return found
    (fewest, vague), (value, tolerance) = (
        relations.value(dict(each)) for each in (used, found.used)
    )
    is_same = fewest == value and vague <= tolerance
    return replace(found, used=tuple(used)) if is_same else found


def _fewest(
    reader: Reader, facts: Iterable[Stated], low: Place, high: Place
) -> list[tuple[Stated, int]]:
    """Search by breadth, facts in the order of adding."""
    links: dict[Hashable, list[Link]] = {}
    for one in facts:
        src, dst = _kind(reader, one.src), _kind(reader, one.dst)
        links.setdefault(src, []).append((dst, one, 1))
        links.setdefault(dst, []).append((src, one, -1))
    start, end = _kind(reader, low), _kind(reader, high)
    came: dict[Hashable, Link | None] = {start: None}
    pending = deque([start])
    while pending and end not in came:
        here = pending.popleft()
        for there, one, sign in links.get(here, ()):
            if there not in came:
                came[there] = here, one, sign
                pending.append(there)
    return _traced(came, end)


def _traced(came: dict[Hashable, Link | None], end: Hashable) -> list[tuple[Stated, int]]:
    found = []
    link = came.get(end)
    while link is not None:
        end, one, sign = link
        found.append((one, sign))
        link = came[end]
    return found[::-1]


def _kind(reader: Reader, place: Place) -> Hashable:
    """Return what is equal for units between which no fact is needed."""
    alone = place.alone
    if alone is not None and reader.is_own(alone):
        return alone
    names = reader.reduced(place).names()
    is_single = len(names) == 1 and 1 in names.values()
    return next(iter(names)) if is_single else frozenset(names.items())
