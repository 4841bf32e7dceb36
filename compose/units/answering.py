"""Answers to questions, worked out from the facts of a graph."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeAlias

from compose.dimensions import Unit
from compose.dimensions.constants import worst
from compose.dimensions.monomials import ONE
from compose.engine.algebra import Agreement
from compose.engine.maps import Affine
from compose.engine.projective import Moebius
from compose.errors import ConversionError
from compose.units.edges import bare_graph, kind_of
from compose.units.finding import Found, find
from compose.units.ledger import Ledger
from compose.units.notes import crossing, notes_for
from compose.units.places import Place
from compose.units.route import Step, step_between
from compose.units.values.exact import ExactMap
from compose.units.values.symbolic import Factor
from compose.units.walk import walk

__all__ = ["Answer", "Options", "UnitLike", "ask"]

UnitLike: TypeAlias = str | Unit

_CHECKED = 64
_NONE, _ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Options:
    """How a question is asked.

    Parameters
    ----------
    via : tuple of str or unit
        The units to go through.
    of : str or None
        The substance.
    strict : bool
        Whether units without dimension, such as radians, may not come or go.
    reciprocal : bool
        Whether a unit may lead to the reciprocal of its kind.
    """

    via: tuple[Any, ...] = ()
    of: str | None = None
    strict: bool = False
    reciprocal: bool = False


class Answer:
    """What a question came to.

    Parameters
    ----------
    ledger : Ledger
        The facts of that moment.
    found : Found
    legs : sequence of Found
        One for each pair of neighbours on the way that was asked for.
    """

    def __init__(self, ledger: Ledger, found: Found, legs: Sequence[Found]) -> None:
        self.ledger = ledger
        self.found = found
        self._legs = legs

    @property
    def legs(self) -> Sequence[Found]:
        """The ways between the units that were named; the answer is their product."""
        return self._legs

    @property
    def src(self) -> str:
        """The unit to convert from, as text."""
        return self.found.src.name

    @property
    def dst(self) -> str:
        """The unit to convert to, as text."""
        return self.found.dst.name

    @cached_property
    def map(self) -> ExactMap:
        """The exact map."""
        found, factor = self.found, self.found.factor
        if found.is_straight:
            return ExactMap.scaling(factor, found.offset)
        local: Any = found.local
        rational = factor.is_rational
        if isinstance(local, Affine):
            a, b = Fraction(local.scale), Fraction(local.offset)
            return ExactMap(factor, a, b, rational=rational)
        if isinstance(local, Moebius):
            a, b, d = Fraction(local.a), Fraction(local.b), Fraction(local.d)
            return ExactMap(factor, a, b, _ONE, d, rational)
        return ExactMap(factor, _ONE, rational=rational, chain=local)

    @cached_property
    def scalar(self) -> Callable[[float], float]:
        """The function for one float."""
        return self.map.scalar()

    @cached_property
    def crossing(self) -> str | None:
        """Which unit without dimension comes or goes, beside what facts say."""
        found, own = self.found, self.ledger.own
        sign = -1 if found.is_reciprocal else 1
        # A reciprocal uses its facts on the way from 1 over the one unit to the other.
        before = [(found.low, 1), *((stated.dst, sign * count) for stated, count in found.used)]
        after = [(found.high, sign), *((stated.src, sign * count) for stated, count in found.used)]
        return crossing(self.ledger.resolver, _multiplied(before, own), _multiplied(after, own))

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What should be known about the units."""
        ledger = self.ledger
        places = self.found.src, self.found.dst
        texts = [place.name for place in places if not ledger.overriding(place)]
        misleading = notes_for(ledger.resolver, *texts, own=ledger.own)
        notes = [*misleading, *ledger.announcements(*places)]
        return (*notes, self.crossing) if self.crossing else tuple(notes)

    @cached_property
    def kind(self) -> str:
        """How well the factor is known."""
        return worst(kind_of(self.ledger.reader, step) for step in self.steps())

    @property
    def factor(self) -> Fraction | Factor:
        """The factor, where the map is one."""
        factor = self.found.factor
        if not self.map.is_scale:
            raise ConversionError(self._no_factor())
        if factor.is_rational and self.map.rational:
            return self.map.a
        return Factor(factor.coefficient, factor.powers, self.kind)

    def steps(self) -> list[Step]:
        """Return the edges of the route."""
        if len(self._legs) == 1:
            return self._walked(self.found)
        found = [step for leg in self._legs for step in self._leg(leg)]
        targets = {self.src, *(step.target for step in found)}
        # Legs that cross are shown as one edge each: a route has no circle.
        return found if len(targets) > len(found) else [leg.whole for leg in self._legs]

    def _leg(self, leg: Found) -> list[Step]:
        """Return the steps between two units that were named: one, unless facts are needed."""
        if leg.used or not leg.is_straight or leg.low.unit is None or leg.high.unit is None:
            return self._walked(leg)
        return [step_between(self.ledger.reader, leg.low, leg.high)]

    def _walked(self, leg: Found) -> list[Step]:
        if leg.is_reciprocal:
            return self._turned(leg) if leg.used else [leg.middle]
        if leg.offset and leg.low.coefficient != leg.high.coefficient:
            return [*leg.down, leg.middle, *leg.up]
        is_whole = leg.is_straight and not leg.used
        middle = walk(self.ledger.reader, leg.low, leg.high, leg.used, down=is_whole)
        return [*leg.down, *middle, *leg.up]

    def _turned(self, leg: Found) -> list[Step]:
        """Return the step to the reciprocal unit, and the way on from there by facts."""
        reader, src = self.ledger.reader, leg.src
        upside_down = reader.product({name: -power for name, power in src.powers.items()})
        if src.coefficient != 1:
            upside_down = reader.place(f"1/({src.name})")
        turn = replace(leg, high=upside_down, factor=ONE, used=(), tolerance=Fraction(0)).middle
        return [turn, *walk(reader, upside_down, leg.high, leg.used)]

    def check(self) -> None:
        """Hold the route against the answer: two branches that the engine compares.

        The route is made of definitions and facts one by one, the answer of reduced exponents.
        A chain of very many facts is not composed again.

        Raises
        ------
        DisagreementError
            If they differ by more than the tolerances.
        """
        if len(self.found.used) > _CHECKED:
            return
        steps = self.steps()
        if len(steps) < 2:  # noqa: PLR2004 - one edge is the answer itself
            return
        graph = bare_graph(self.src, [self.found.whole, *steps])
        graph.derivative(self.dst, self.src, algebra=Agreement())

    def _no_factor(self) -> str:
        if not self.found.is_straight:
            return f"{self.src} to {self.dst} is more than a factor; use convert or converter"
        return (
            f"{self.src} to {self.dst} moves the zero, so no factor converts a reading; "
            f"use convert, or differences: 'delta_{self.src}'"
        )


def _multiplied(
    places: Iterable[tuple[Place, int]], without: Container[str]
) -> dict[str, Fraction]:
    """Multiply powers of units, leaving some names out."""
    powers: dict[str, Fraction] = {}
    for place, count in places:
        for name, power in place.powers.items():
            if name not in without:
                powers[name] = powers.get(name, _NONE) + power * count
    return {name: power for name, power in powers.items() if power}


def ask(ledger: Ledger, src: Any, dst: Any, options: Options) -> Answer:
    """Work out an answer.

    Parameters
    ----------
    ledger : Ledger
    src, dst : str or unit
    options : Options

    Returns
    -------
    Answer

    Raises
    ------
    ConversionError
        If there is none.
    """
    reader, known = ledger.reader, ledger.known(options.of)
    places = [reader.place(spec) for spec in (src, *options.via, dst)]
    found = find(known, places[0], places[-1], reciprocal=options.reciprocal)
    legs = [found]
    if options.via:
        _refuse_returns(places)
        legs = [find(known, *pair, reciprocal=options.reciprocal) for pair in pairwise(places)]
    answer = Answer(ledger, found, legs)
    if options.strict and answer.crossing:
        raise ConversionError(
            f"{answer.src} to {answer.dst}: {answer.crossing}; strict=True refuses it"
        )
    if options.via or found.used:
        answer.check()
    return answer


def _refuse_returns(places: Sequence[Place]) -> None:
    names = [place.name for place in places]
    for name in names:
        if names.count(name) > 1:
            raise ConversionError(f"{name!r} comes twice on the way {' → '.join(names)}")
