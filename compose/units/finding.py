"""The way from one unit to another, and the facts that it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, TypeAlias

from compose.dimensions import Monomial
from compose.dimensions.monomials import ONE, product
from compose.engine.algebra import Agreement
from compose.engine.maps import Affine, Local, Map
from compose.engine.projective import projective
from compose.errors import ConversionError, FractionalUseError
from compose.units.contradictions import contradiction
from compose.units.missing import missing_fact
from compose.units.places import Place, Reader
from compose.units.relations.system import Relations
from compose.units.route import TOLERANCE, Step, offset_between
from compose.units.scales import Scale, lowered, raised, transformed
from compose.units.walk import Stated

__all__ = ["Found", "Known", "composed", "factor_between", "find"]

Used: TypeAlias = tuple[tuple[Stated, int], ...]
"""Facts, and how often each is used."""

_ONE = Fraction(1)
_NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Known:
    """What a question may rest on.

    Parameters
    ----------
    reader : Reader
    scales : mapping of str to Scale
        The user's.
    relations : Relations
    about : mapping of str to Relations
        What is known of each substance, for advice.
    """

    reader: Reader
    scales: Mapping[str, Scale]
    relations: Relations
    about: Mapping[str, Relations] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """How one unit leads to another.

    Parameters
    ----------
    src, dst : Place
    low, high : Place
        The units in the middle, which have factors.
    factor : Monomial
        From `low` to `high`, symbolic.
    offset : Fraction
        What is added there.
    used : tuple of (Stated, int)
        The facts behind the factor, and how often each is used.
    tolerance : Fraction
        Relative, of these facts.
    down, up : tuple of Step
        From a scale to `low`, and from `high` to a scale.
    is_reciprocal : bool
        Whether the factor is divided by the value.
    is_fleeting : bool
        Whether it holds only within a context of pint's.
    """

    src: Place
    dst: Place
    low: Place
    high: Place
    factor: Monomial
    offset: Fraction = _NONE
    used: Used = ()
    tolerance: Fraction = _NONE
    down: tuple[Step, ...] = ()
    up: tuple[Step, ...] = ()
    is_reciprocal: bool = False
    is_fleeting: bool = False

    @property
    def is_straight(self) -> bool:
        """Whether there is nothing but a factor, and what is added."""
        return not (self.down or self.up or self.is_reciprocal)

    @property
    def local(self) -> Map:
        """The map from `src` to `dst`."""
        return composed([step.local for step in (*self.down, self.middle, *self.up)])

    @property
    def middle(self) -> Step:
        """The step from `low` to `high` as one edge."""
        ends = self.low.name, self.high.name
        if not self.is_reciprocal:
            return Step(*ends, self.factor, self.offset, tolerance=self.tolerance)
        tolerance = self.tolerance + (_NONE if self.factor.is_rational else TOLERANCE)
        local = projective(0, self.factor.nearest(), 1, 0, tolerance)
        return Step(*ends, self.factor, note=_TURNED, map=local)

    @property
    def whole(self) -> Step:
        """The step from `src` to `dst` as one edge."""
        if self.is_straight:
            return replace(self.middle, source=self.src.name, target=self.dst.name)
        return Step(self.src.name, self.dst.name, self.factor, map=self.local)


_TURNED = "one is the reciprocal of the other's kind"


def composed(locals_: Sequence[Local]) -> Map:
    """Do maps one after another.

    Parameters
    ----------
    locals_ : sequence of number or Map

    Returns
    -------
    Map
    """
    algebra = Agreement()
    carrier: Any = Affine(1)
    for local in locals_:
        carrier = algebra.push(local, carrier)
    whole: Map = carrier
    return whole


def find(known: Known, src: Place, dst: Place, *, reciprocal: bool = False) -> Found:
    """Find the map from one unit to another.

    Parameters
    ----------
    known : Known
    src, dst : Place
    reciprocal : bool
        Whether a unit may lead to the reciprocal of its own kind.

    Returns
    -------
    Found

    Raises
    ------
    DimensionError
        If nothing leads from one to the other; what is missing.
    """
    on_scales = src.alone in known.scales or dst.alone in known.scales
    found = None if on_scales else _across(known, Found(src, dst, src, dst, ONE))
    if found is None:
        found = _over_scales(known, src, dst)
    if found is None and reciprocal:
        found = _turned(known, src, dst)
    if found is None:
        found = _in_context(known, src, dst)
    if found is None:
        raise missing_fact(known.reader, known.relations, src, dst, known.about)
    return found


def factor_between(
    known: Known, low: Place, high: Place, *, turned: bool = False
) -> tuple[Monomial, Used, Fraction] | None:
    """Reduce one unit over another to a number, by way of facts.

    Parameters
    ----------
    known : Known
    low, high : Place
    turned : bool
        Whether to reduce their product instead.

    Returns
    -------
    factor : Monomial
    used : tuple of (Stated, int)
    tolerance : Fraction
        All three, or None where facts are missing.
    """
    reader, sign = known.reader, _ONE if turned else -_ONE
    whole = product([(reader.reduced(low), _ONE), (reader.reduced(high), sign)])
    names = whole.names()
    if not names:
        return whole, (), _NONE
    solution = known.relations.solve(names)
    if solution.left:
        return None
    for stated, count in solution.powers.items():
        if count.denominator != 1:
            raise FractionalUseError(stated, Fraction(count))
    doubt = known.relations.doubt(solution.powers)
    if doubt is not None:
        raise contradiction(reader, doubt)
    value, tolerance = known.relations.value(solution.powers)
    used: Any = tuple(solution.powers.items())
    return whole.without(names) * value, used, tolerance


def _across(known: Known, way: Found) -> Found | None:
    """Cross the middle by a factor, if there is one."""
    crossed = factor_between(known, way.low, way.high)
    if crossed is None:
        return None
    factor, used, tolerance = crossed
    offset = offset_between(known.reader, way.low, way.high, factor)
    if offset and used:
        scale = way.low if _is_reading(known, way.low) else way.high
        raise ConversionError(
            f"{way.src.name} to {way.dst.name}: the zero of {scale.name} is elsewhere, and no fact "
            f"says what a reading on it is; write delta_{scale.name} for a difference, or go by K"
        )
    return replace(way, factor=factor, offset=offset, used=used, tolerance=tolerance)


def _turned(known: Known, src: Place, dst: Place) -> Found | None:
    """Cross to the reciprocal of the same kind: miles per gallon to litres per 100 km."""
    crossed = factor_between(known, src, dst, turned=True)
    if crossed is None:
        return None
    for place in (src, dst):
        if _is_reading(known, place):
            raise ConversionError(
                f"{src.name} to {dst.name}: the zero of {place.name} is elsewhere, and a reading "
                "on it has no reciprocal; convert it first, to K for instance"
            )
    factor, used, tolerance = crossed
    backwards = tuple((stated, -count) for stated, count in used)
    ends = src, dst, src, dst
    return Found(*ends, ONE / factor, _NONE, backwards, tolerance, is_reciprocal=True)


def _is_reading(known: Known, place: Place) -> bool:
    if place.unit is None or place.alone is None:
        return place.alone in known.scales
    return known.reader.is_reading(place.unit)


def _over_scales(known: Known, src: Place, dst: Place) -> Found | None:
    """Go down from a scale, across, and up to another, where either is one."""
    down, low = lowered(known.reader, known.scales, src, dst)
    rise, high = lowered(known.reader, known.scales, dst, src)
    if not (down or rise):
        return None
    # What both ways down share leads nowhere and back.
    while down and rise and down[-1] == rise[-1]:
        low = high = known.reader.place(down.pop().source)
        rise.pop()
    up = tuple(raised(rise))
    return _across(known, Found(src, dst, low, high, ONE, down=tuple(down), up=up))


def _in_context(known: Known, src: Place, dst: Place) -> Found | None:
    """Go through the contexts of pint's that are active, such as spectroscopy."""
    step = transformed(known.reader, src, dst)
    if step is None:
        return None
    return Found(src, dst, dst, dst, ONE, down=(step,), is_fleeting=True)
