"""The facts of a graph: read, held against one another, and ready for questions.

A fact is a relation between atoms (:mod:`compose.units.relations.system`); scales whose zero is
elsewhere, and functions of the user's, are kept apart (:mod:`compose.units.scales`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from compose.dimensions import PintResolver
from compose.engine.algebra import Agreement
from compose.engine.maps import Affine, Map
from compose.errors import (
    ConversionError,
    DisagreementError,
    FactDisagreementError,
    UnknownSubstanceError,
)
from compose.units.contradictions import contradiction
from compose.units.edges import bare_graph
from compose.units.facts.fact import Fact
from compose.units.finding import Known, find
from compose.units.places import Place, Reader
from compose.units.relations.cycles import Relation
from compose.units.relations.system import ContradictionError, Relations
from compose.units.scales import PH_SCALE, Scale
from compose.units.versions import Versions, in_force
from compose.units.walk import Stated

__all__ = ["Ledger"]

_ONE = Fraction(1)


class Ledger:
    """The facts that count.

    Parameters
    ----------
    resolver : PintResolver
    keep : bool
        Whether what contradicts earlier facts is kept, to be shown by an audit.
    """

    def __init__(self, resolver: PintResolver, *, keep: bool = False) -> None:
        self.resolver = resolver
        self.stamp = resolver.stamp()
        self.own: dict[str, None] = {} if resolver.knows(PH_SCALE) else {PH_SCALE: None}
        self.overridden: dict[str, str] = {}
        self.scales: dict[str, Scale] = {}
        self.reader = Reader(resolver, self.own, self.overridden)
        self._keep = keep
        self._versions = Versions()
        self._stated: dict[Stated, None] = {}
        self._dated: dict[Fact, list[Stated]] = {}
        self._mentioned: set[str] = set()
        self._base = Relations(lambda atom: atom not in self.own)
        self._of: dict[str, Relations] = {}

    def restore(
        self, facts: Sequence[Fact], own: Iterable[str], overridden: Mapping[str, str]
    ) -> None:
        """Take facts that were taken before; what contradicts is kept.

        Parameters
        ----------
        facts : sequence of Fact
            Of several versions the latest counts.
        own : iterable of str
            The names that are the user's.
        overridden : mapping of str to str
            Those among them that were pint's, each with what it means here.
        """
        self.own.update(dict.fromkeys(own))
        self.overridden.update(overridden)
        for fact in in_force(facts):
            self._take(self._read(fact), keep=True)
            self._versions.take(fact)

    def known(self, of: str | None = None) -> Known:
        """Return what is known about a substance, or in general.

        Parameters
        ----------
        of : str or None

        Returns
        -------
        Known

        Raises
        ------
        UnknownSubstanceError
            If no fact is about it; the nearest ones.
        """
        return Known(self.reader, self.scales, self._relations(of), self._of)

    def relations(self) -> dict[str | None, Relations]:
        """Return what is known in general, under None, and about each substance."""
        found: dict[str | None, Relations] = {None: self._base}
        found.update(self._of)
        return found

    def announcements(self, *places: Place) -> list[str]:
        """Say which names of pint's mean something else here.

        Parameters
        ----------
        *places : Place

        Returns
        -------
        list of str
        """
        return [
            f"{name!r} is not pint's here: {self.overridden[name]}"
            for name in dict.fromkeys(n for place in places for n in self.overriding(place))
        ]

    def overriding(self, place: Place) -> list[str]:
        """Return the names of pint's that a unit rests on and that mean something else here."""
        if not self.overridden:
            return []
        return [name for name in self.reader.reduced(place).names() if name in self.overridden]

    def state(
        self,
        src: str,
        dst: str,
        read: Callable[[Place, Place], Fact],
        *,
        override: bool = False,
    ) -> Fact:
        """Read a fact, and add it.

        Parameters
        ----------
        src, dst : str
        read : callable
            Makes the fact of both units, once their names are known.
        override : bool
            Whether `src` may be a name of pint's, which then means this in the graph.

        Returns
        -------
        Fact

        Raises
        ------
        FactDisagreementError
            If it contradicts what is known; nothing has changed then.
        """
        own, overridden = len(self.own), dict(self.overridden)
        try:
            name = self._override(src, dst) if override else None
            source, target = self._introduced(src, afresh=True), self._introduced(dst)
            fact = read(source, target)
            if name is not None:
                self.overridden[name] = str(fact)
                fact = replace(fact, override=True)
            self._take_version(fact, source, target)
        except BaseException:
            self.overridden.clear()
            self.overridden.update(overridden)
            while len(self.own) > own:
                self.own.popitem()
            self.reader.forget()
            raise
        return fact

    def stated(self) -> list[Stated]:
        """Return the facts in the order of adding, with their ends read."""
        return list(self._stated)

    def _take_version(self, fact: Fact, src: Place, dst: Place) -> None:
        """Take a fact, unless a later one is known, in the place of earlier ones."""
        if fact.date is None:
            self._take(Stated(fact, src, dst), keep=self._keep)
            return
        if self._versions.counts(fact):
            outdated = self._versions.outdated(fact)
            if not (len(outdated) == 1 and self._renewed(outdated[0], Stated(fact, src, dst))):
                self._exchange(outdated, Stated(fact, src, dst))
        self._versions.take(fact)

    def _renewed(self, old: Fact, stated: Stated) -> bool:
        """Give a fact that stays where it is another value: quick, if no check rests on it."""
        kept = self._dated.get(old, [])
        relations = self._relations(old.of)
        if len(kept) != 1 or kept[0] not in relations or self._on_scale(stated):
            return False
        relation = replace(self._relation(stated), key=kept[0])
        if not relations.replace(relation):
            return False
        kept[0].fact, kept[0].src, kept[0].dst = stated.fact, stated.src, stated.dst
        self._dated[stated.fact] = self._dated.pop(old)
        return True

    def _exchange(self, outdated: Sequence[Fact], stated: Stated) -> None:
        for old in outdated:
            self._retract(old)
        try:
            self._take(stated, keep=self._keep)
        except BaseException:
            for old in outdated:
                self._take(self._read(old), keep=True)
            raise

    def _read(self, fact: Fact) -> Stated:
        return Stated(fact, self.reader.place(fact.src), self.reader.place(fact.dst))

    def _take(self, stated: Stated, *, keep: bool) -> None:
        fact = stated.fact
        if self._on_scale(stated):
            self._take_scale(stated)
        if fact.map is None:
            self._relate(stated, keep=keep)
        self._mentioned.update(stated.src.powers, stated.dst.powers)
        self._stated[stated] = None
        if fact.date is not None:
            self._dated.setdefault(fact, []).append(stated)

    def _retract(self, fact: Fact) -> None:
        relations = self._relations(fact.of)
        for stated in self._dated.pop(fact):
            del self._stated[stated]
            if stated in relations:
                relations.remove(stated)

    def _relations(self, of: str | None) -> Relations:
        if of is None:
            return self._base
        if of not in self._of:
            raise UnknownSubstanceError(of, get_close_matches(str(of), self._of))
        return self._of[of]

    def _introduced(self, text: str, *, afresh: bool = False) -> Place:
        place, new = self.reader.introducing(text, afresh=afresh)
        for name in new:
            self._refuse_late(name)
            self.own[name] = None
        return place

    def _refuse_late(self, name: str) -> None:
        if not self.resolver.abbreviates(name):
            return
        word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        if any(word.search(end.name) for one in self._stated for end in (one.src, one.dst)):
            meaning = self.resolver.written(name)
            raise ConversionError(
                f"{name!r} stands in other facts as {meaning}; state what it is before them"
            )

    def _override(self, text: str, dst: str) -> str | None:
        """Let a name of pint's mean something else, if it is one; return its own name."""
        name = self.reader.place(text).alone
        if name is None:
            raise ConversionError(f"{text!r} is not a single name; override redefines one name")
        if name in self.own and name not in self.overridden:
            return None
        if name not in self.own and self.resolver.expanded({name: _ONE}) is None:
            raise ConversionError(
                f"{text!r} is a base unit, by which others are defined; use a name of your own"
            )
        if name in self._mentioned and name not in self.overridden:
            raise ConversionError(
                f"{text!r} stands in other facts as pint's; override it before them"
            )
        self.own[name] = None
        self.reader.forget()
        self.overridden[name] = f"1 {text} is stated in {dst}"
        return name

    def _on_scale(self, stated: Stated) -> bool:
        fact = stated.fact
        if fact.map is not None or fact.offset:
            return True
        return self._is_scale(stated.src) or self._is_scale(stated.dst)

    def _is_scale(self, place: Place) -> bool:
        if place.unit is None:
            return bool(self.scales) and place.alone in self.scales
        if place.alone is None:
            return False
        return self.reader.is_reading(place.unit)

    def _is_new(self, place: Place) -> bool:
        name = place.alone
        return name in self.own and name not in self._mentioned

    def _take_scale(self, stated: Stated) -> None:
        """Take a fact about readings, which no factor can state alone."""
        fact, src, dst = stated.fact, stated.src, stated.dst
        local: Any = _local(fact)
        if fact.of is not None:
            raise ConversionError(f"{fact}: a scale belongs to no substance; leave out of=")
        if self._is_new(src):
            self.scales[str(src.alone)] = Scale(dst, local, fact, note=fact.note)
        elif self._is_new(dst):
            back = Scale(src, local.inverse(), fact, inverted=True, note=fact.note)
            self.scales[str(dst.alone)] = back
        else:
            self._check_scale(stated, local)

    def _check_scale(self, stated: Stated, local: Map) -> None:
        """Compare readings on a scale that is known with what is stated of it."""
        known = find(self.known(), stated.src, stated.dst)
        ends = stated.src.name, stated.dst.name
        steps = [known.whole, replace(known.whole, map=local)]
        try:
            bare_graph(ends[0], steps).derivative(ends[1], ends[0], algebra=Agreement())
        except DisagreementError as error:
            values = [_formula(map_) for map_ in (error.first_value, error.second_value)]
            raise FactDisagreementError(str(stated), (), ends, ends, *values) from None

    def _relate(self, stated: Stated, *, keep: bool) -> None:
        of = stated.fact.of
        relations = self._base if of is None else self._of.get(of)
        added = self._base.child() if relations is None else relations
        try:
            added.add(self._relation(stated), keep=keep)
        except ContradictionError as error:
            raise contradiction(self.reader, error.cycle) from None
        if of is not None:
            self._of[of] = added

    def _relation(self, stated: Stated) -> Relation:
        fact, src, dst = stated.fact, stated.src, stated.dst
        names = src.alone, dst.alone
        if names[0] in self.own and names[1] in self.own and names[0] != names[1]:
            powers = {str(names[0]): 1, str(names[1]): -1}
            return Relation(stated, powers, fact.factor, fact.tolerance)
        return fact.relation(stated, self.reader.reduced(src), self.reader.reduced(dst))


def _local(fact: Fact) -> Map:
    if fact.map is not None:
        return fact.map
    return Affine(fact.factor.nearest(), fact.offset, fact.tolerance)


def _formula(local: Any) -> str:
    if not isinstance(local, Affine):
        return str(local)
    return f"{float(local.scale):.12g}·x + {float(local.offset):.12g}"
