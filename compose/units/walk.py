"""The steps of a conversion that goes through facts, or through several units of a product.

Each unit of the source is taken in the order in which it is written: along the facts that lead on
from it, and then to its partner in the target. The facts, and how often each is used, are those
that the relations have found; here they are only put in an order that people can read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from compose.dimensions import Monomial
from compose.dimensions.monomials import ONE
from compose.units.facts.fact import Fact
from compose.units.places import Part, Place, Reader, joined, merged
from compose.units.route import Step, by_definitions, step_between

__all__ = ["Stated", "walk"]

_ONE = Fraction(1)


class Stated:
    """A fact, with both its ends read."""

    __slots__ = ("dst", "fact", "src")

    def __init__(self, fact: Fact, src: Place, dst: Place) -> None:
        self.fact = fact
        self.src = src
        self.dst = dst

    def __str__(self) -> str:
        return str(self.fact)

    @property
    def factor(self) -> Monomial:
        """The factor between both units without the numbers in them."""
        if self.src.coefficient == self.dst.coefficient:
            return self.fact.factor
        return self.fact.factor * Monomial(self.dst.coefficient / self.src.coefficient)


def walk(
    reader: Reader,
    src: Place,
    dst: Place,
    used: Sequence[tuple[Stated, int]] = (),
    *,
    down: bool = False,
) -> list[Step]:
    """Lead from one unit to another.

    Parameters
    ----------
    reader : Reader
    src, dst : Place
    used : sequence of (Stated, int)
        The facts to go through, and how often: less than zero is from end to beginning.
    down : bool
        Whether to follow pint's definitions one by one.

    Returns
    -------
    list of Step
        None where both are one unit in one spelling.
    """
    if src.name == dst.name:
        return []
    if not used and _is_simple(reader, src, dst):
        return (by_definitions if down else _at_once)(reader, src, dst)
    return _without_returns(_Walk(reader, src, dst, used).steps())


def _at_once(reader: Reader, src: Place, dst: Place) -> list[Step]:
    return [step_between(reader, src, dst)]


def _is_simple(reader: Reader, src: Place, dst: Place) -> bool:
    """Tell whether pint's definitions lead across in steps of the whole."""
    if src.unit is None or dst.unit is None or src.coefficient != 1 or dst.coefficient != 1:
        return False
    changing = [p for p in reader.parts(src) if dst.powers.get(p.name) != p.power]
    left = [p for p in reader.parts(dst) if src.powers.get(p.name) != p.power]
    return len(changing) < 2 or not _partners(reader, changing, left)  # noqa: PLR2004 - a pair


def _partners(reader: Reader, parts: Sequence[Part], others: Sequence[Part]) -> bool:
    """Tell whether each unit has one of its own kind, to the same power, on the other side."""
    kinds = sorted((_kind(reader, part), part.power) for part in parts)
    return kinds == sorted((_kind(reader, part), part.power) for part in others)


def _kind(reader: Reader, part: Part) -> tuple[tuple[str, Fraction], ...]:
    return tuple(_size(reader, part).names().items())


def _size(reader: Reader, part: Part) -> Monomial:
    return reader.reduced(Place(part.spelt, {part.name: _ONE}))


class _Walk:
    """A product of units on its way to another."""

    def __init__(
        self, reader: Reader, src: Place, dst: Place, used: Sequence[tuple[Stated, int]]
    ) -> None:
        self._reader = reader
        self._src, self._dst = src, dst
        self._here = src
        self._parts = list(reader.parts(src))
        self._wanted = list(reader.parts(dst))
        self._left = {number: count for number, (_, count) in enumerate(used)}
        self._facts = [stated for stated, _ in used]
        self._found: list[Step] = []
        self._sizes: dict[str, Monomial] = {}
        self._kinds: dict[str, object] = {}
        self._ends = self._indexed()

    def steps(self) -> list[Step]:
        if self._src.coefficient != 1:
            self._move(self._parts, Monomial(self._src.coefficient), "the number in the unit")
        at = 0
        while at < len(self._parts):
            if not self._by_fact(at):
                self._to_partner(at)
                at += 1
        for number, count in self._left.items():
            self._apply_anywhere(number, count)
        self._settle()
        return self._found

    def _indexed(self) -> dict[object, list[tuple[int, bool]]]:
        """Find the facts by the kind of unit that stands alone at one of their ends."""
        ends: dict[object, list[tuple[int, bool]]] = {}
        for number, stated in enumerate(self._facts):
            for place, is_src in ((stated.src, True), (stated.dst, False)):
                if place.alone:
                    kind = self._kind_of(place.alone, place.name)
                    ends.setdefault(kind, []).append((number, is_src))
        return ends

    def _kind_of(self, name: str, spelt: str) -> object:
        if name not in self._kinds:
            self._kinds[name] = tuple(self._size(name, spelt).names().items())
        return self._kinds[name]

    def _size(self, name: str, spelt: str) -> Monomial:
        if name not in self._sizes:
            self._sizes[name] = _size(self._reader, Part(spelt, name, _ONE))
        return self._sizes[name]

    def _by_fact(self, at: int) -> bool:
        """Take one unit along a fact that leads on from it."""
        part = self._parts[at]
        for number, is_src in self._ends.get(self._kind_of(part.name, part.spelt), ()):
            count = self._left.get(number, 0)
            if count and is_src == ((count > 0) == (part.power > 0)):
                self._cross(at, number, is_src=is_src)
                return True
        return False

    def _cross(self, at: int, number: int, *, is_src: bool) -> None:
        stated, count = self._facts[number], self._left[number]
        near, far = (stated.src, stated.dst) if is_src else (stated.dst, stated.src)
        (end,) = self._reader.parts(near)
        if end.name != self._parts[at].name:
            # The new unit may meet itself elsewhere in the product, and cancel or change its power.
            self._replace(at, end)
            return
        part = self._parts[at]
        times = min(Fraction(abs(count)), abs(part.power))
        signed = times if part.power > 0 else -times
        over = [Part(p.spelt, p.name, p.power * signed) for p in self._reader.parts(far)]
        rest = [Part(part.spelt, part.name, part.power - signed)] if part.power != signed else []
        self._left[number] -= int(times if count > 0 else -times)
        self._state([*self._parts[:at], *over, *rest, *self._parts[at + 1 :]], stated, times, count)

    def _apply_anywhere(self, number: int, count: int) -> None:
        """Use a fact between products whose units do not stand there as it has them."""
        if not count:
            return
        stated = self._facts[number]
        change = [(p, count) for p in self._reader.parts(stated.dst)]
        change += [(p, -count) for p in self._reader.parts(stated.src)]
        added = [Part(p.spelt, p.name, p.power * sign) for p, sign in change]
        self._left[number] = 0
        self._state([*self._parts, *added], stated, Fraction(abs(count)), count)

    def _state(self, parts: list[Part], stated: Stated, times: Fraction, count: int) -> None:
        fact = stated.fact
        sign = 1 if count > 0 else -1
        factor = stated.factor ** (times if count > 0 else -times)
        tolerance = fact.tolerance * times if fact.tolerance else fact.tolerance
        self._move(parts, factor, fact.note, fact=fact, inverted=sign < 0, tolerance=tolerance)

    def _to_partner(self, at: int) -> None:
        """Turn one unit into the unit of its kind that is wanted."""
        part = self._parts[at]
        wanted = {(p.name, p.power) for p in self._wanted}
        if (part.name, part.power) in wanted:
            return
        kind = self._kind_of(part.name, part.spelt)
        here = {(p.name, p.power) for p in self._parts}
        for other in self._wanted:
            is_free = other.power == part.power and (other.name, other.power) not in here
            if is_free and self._kind_of(other.name, other.spelt) == kind:
                self._replace(at, other)
                return

    def _replace(self, at: int, other: Part) -> None:
        """Put another unit of the same kind in the place of one."""
        part = self._parts[at]
        factor = (self._size(part.name, part.spelt) / self._size(other.name, other.spelt)) ** (
            part.power
        )
        note = self._definition(part.name, other.name)
        changed = Part(other.spelt, other.name, part.power)
        self._move([*self._parts[:at], changed, *self._parts[at + 1 :]], factor, note)

    def _definition(self, *names: str) -> str | None:
        pint = [n for n in names if not self._reader.is_own(n)]
        steps = [self._reader.resolver.expanded({name: _ONE}) for name in pint]
        return "; ".join(dict.fromkeys(step.note for step in steps if step)) or None

    def _move(
        self,
        parts: Sequence[Part],
        factor: Monomial,
        note: str | None,
        *,
        fact: Fact | None = None,
        inverted: bool = False,
        tolerance: Fraction = Fraction(0),
    ) -> None:
        self._parts = merged(parts)
        place = joined(self._parts)
        step = Step(
            self._here.name,
            place.name,
            factor,
            note=note,
            fact=fact,
            inverted=inverted,
            tolerance=tolerance,
        )
        self._found.append(step)
        self._here = place

    def _settle(self) -> None:
        """Go on to the target from where the facts have led."""
        here, dst = self._here, self._dst
        if here.powers == dst.powers and dst.coefficient == 1:
            if self._found:
                self._found[-1] = replace(self._found[-1], target=dst.name)
            else:
                self._found.append(Step(here.name, dst.name, ONE))
            return
        factor = self._reader.reduced(here) / self._reader.reduced(dst)
        note = self._definition(*here.powers, *dst.powers)
        self._found.append(Step(here.name, dst.name, factor, note=note))


def _without_returns(steps: list[Step]) -> list[Step]:
    """Leave out what leads back to where the route has been."""
    kept: list[Step] = []
    seen: dict[str, int] = {}
    for step in steps:
        if step.source == step.target:
            continue
        if step.target in seen:
            at = seen[step.target]
            for left in kept[at:]:
                del seen[left.source]
            del kept[at:]
            continue
        seen[step.source] = len(kept)
        kept.append(step)
    return kept
