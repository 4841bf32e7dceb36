"""Dated facts: which of several versions counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable
from typing import TypeAlias

from compose.errors import ConversionError
from compose.units.facts.fact import Fact
from compose.units.places import Place

__all__ = ["Pair", "Versions", "as_date", "in_force", "pair_between", "pair_of"]

Pair: TypeAlias = Hashable
"""What a fact is about: its two units, whichever comes first, and the substance."""


def pair_of(fact: Fact) -> Pair:
    """Return what a fact is about.

    Parameters
    ----------
    fact : Fact

    Returns
    -------
    hashable
    """
    ends = (fact.src_powers, fact.src_size), (fact.dst_powers, fact.dst_size)
    return frozenset((frozenset(powers.items()), size) for powers, size in ends), fact.of


def pair_between(src: Place, dst: Place, of: str | None) -> Pair:
    """Return what a fact between two units would be about.

    Parameters
    ----------
    src, dst : Place
    of : str or None

    Returns
    -------
    hashable
    """
    ends = (src.powers, src.coefficient), (dst.powers, dst.coefficient)
    return frozenset((frozenset(powers.items()), size) for powers, size in ends), of


def as_date(date: dt.date | str) -> dt.date:
    """Read a date.

    Parameters
    ----------
    date : datetime.date or str
        Text as in ``"2026-03-01"``.

    Returns
    -------
    datetime.date

    Raises
    ------
    ConversionError
        If it is none.
    """
    if isinstance(date, dt.datetime):
        return date.date()
    if isinstance(date, dt.date):
        return date
    try:
        return dt.date.fromisoformat(date)
    except (TypeError, ValueError):
        raise ConversionError(f"{date!r} is no date; write it as in '2026-03-01'") from None


def in_force(facts: Iterable[Fact], date: dt.date | None = None) -> list[Fact]:
    """Select the facts that count.

    Parameters
    ----------
    facts : iterable of Fact
    date : datetime.date, optional
        Leave out what is dated later.

    Returns
    -------
    list of Fact
        Those without a date, and of each pair those with its latest date, in their order.
    """
    known = [fact for fact in facts if date is None or fact.date is None or fact.date <= date]
    versions = Versions()
    for fact in known:
        versions.take(fact)
    return [fact for fact in known if versions.counts(fact)]


class Versions:
    """The latest dates of the pairs that dated facts are about."""

    def __init__(self) -> None:
        self._latest: dict[Pair, tuple[dt.date, list[Fact]]] = {}

    def counts(self, fact: Fact) -> bool:
        """Tell whether no later version of a fact is known."""
        known = self._latest.get(pair_of(fact)) if fact.date else None
        return known is None or fact.date is None or fact.date >= known[0]

    def outdated(self, fact: Fact) -> list[Fact]:
        """Return the versions that a fact takes the place of."""
        known = self._latest.get(pair_of(fact)) if fact.date else None
        return list(known[1]) if known and fact.date and known[0] < fact.date else []

    def take(self, fact: Fact) -> None:
        """Note a fact, if it is dated and no later version is known."""
        if fact.date is None or not self.counts(fact):
            return
        pair = pair_of(fact)
        known = self._latest.get(pair)
        same = known[1] if known and known[0] == fact.date else []
        self._latest[pair] = fact.date, [*same, fact]
