"""Which edges lead from one unit to another.

What pint defines is followed down on both sides until they meet: mL → L → dm³ → m³ → km³. Compound
units go factor by factor, in the order in which they are written: m/s → km/s → km/h. Facts of the
user's are applied where their units stand: mg/dL → mmol/dL → mmol/L. With ``via``, the units named
there are the route.

Nodes are units as text. An edge carries an exact fraction, or the map of a scale. Where a factor is
irrational it carries its decimals, and says so in its tolerance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

from compose.dimensions import Expansion, Monomial
from compose.engine.maps import Affine, Local, Map
from compose.errors import ConversionError
from compose.units.facts.fact import Fact
from compose.units.places import Place, Reader, times

__all__ = ["TOLERANCE", "Step", "by_definitions", "offset_between", "step_between"]

TOLERANCE = Fraction(1, 10**48)
"""How far the decimals of an irrational factor may be from it."""

_DEEPEST = 1_000
_NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Step:
    """An edge: ``factor`` times a value at the source, plus ``offset``, is one at the target.

    Parameters
    ----------
    source, target : str
        Units as text.
    factor : Monomial
    offset : Fraction
    note : str or None
        The definitions behind it, or what the user noted.
    map : Map or None
        What leads across where that is no factor.
    fact : Fact or None
        What the user stated.
    inverted : bool
        Whether the fact is used from its end to its beginning.
    tolerance : Fraction
        Relative, of the fact.
    """

    source: str
    target: str
    factor: Monomial
    offset: Fraction = _NONE
    note: str | None = None
    map: Map | None = None
    fact: Fact | None = None
    inverted: bool = False
    tolerance: Fraction = _NONE

    @property
    def local(self) -> Local:
        """What the edge carries."""
        if self.map is not None:
            return self.map
        scale = self.factor.nearest()
        tolerance = self.tolerance if self.factor.is_rational else self.tolerance + TOLERANCE
        plain = scale.numerator if scale.denominator == 1 else scale
        return Affine(plain, self.offset, tolerance) if self.offset or tolerance else plain


def by_definitions(reader: Reader, source: Place, target: Place) -> list[Step]:
    """Take both units down pint's definitions until they meet.

    Parameters
    ----------
    reader : Reader
    source, target : Place
        Of pint's names.

    Returns
    -------
    list of Step
        From the source down to where they meet, and up to the target. Units that differ in
        constants only, such as π, meet at the bottom. A single step where the definitions take
        roots: nobody reads a chain of them.
    """
    if reader.resolver.factor(source.unit, target.unit).has_roots:
        return [step_between(reader, source, target)]
    shared = _shared(source.powers, target.powers)
    down, up = _descent(reader, source, shared), _descent(reader, target, shared)
    here, there = _meeting(down, up)
    steps = [step_between(reader, a, b, note) for (a, note), (b, _) in pairwise(down[: here + 1])]
    (lower, _), (upper, note) = down[here], up[there]
    if lower.unit != upper.unit or here == there == 0:
        steps.append(step_between(reader, lower, upper))
    elif there == 0:
        steps[-1] = replace(steps[-1], target=target.name)
    else:
        up[there] = replace(upper, name=lower.name), note
    climb = pairwise(reversed(up[: there + 1]))
    return steps + [step_between(reader, a, b, note) for (a, _), (b, note) in climb]


def step_between(reader: Reader, source: Place, target: Place, note: str | None = None) -> Step:
    """Join two units by one edge, by pint's definitions.

    Parameters
    ----------
    reader : Reader
    source, target : Place
    note : str, optional
        The definitions behind the factor; those of both units by default.

    Returns
    -------
    Step

    Raises
    ------
    DimensionError
        If they measure different things.
    ConversionError
        If one is a logarithmic scale, or a difference is asked for as a reading of a scale.
    """
    factor = reader.resolver.factor(source.unit, target.unit)
    if source.coefficient != target.coefficient:
        factor *= Monomial(source.coefficient / target.coefficient)
    offset = offset_between(reader, source, target, factor)
    return Step(source.name, target.name, factor, offset, note or _origin(reader, source, target))


def offset_between(reader: Reader, source: Place, target: Place, factor: Monomial) -> Fraction:
    """Return what is added where two scales of pint's have different zeros.

    Parameters
    ----------
    reader : Reader
    source, target : Place
        A reading is one of them that is a scale alone.
    factor : Monomial
        How many of `target` a difference of one `source` is.

    Returns
    -------
    Fraction

    Raises
    ------
    ConversionError
        If one is a difference, and the other a reading on a scale.
    """
    moving = [_is_reading(reader, place) for place in (source, target)]
    if not any(moving) or source.same(target):
        return _NONE
    if any(name.startswith("delta_") for name in (*source.powers, *target.powers)):
        raise ConversionError(
            f"{source.name} to {target.name}: one is a difference and one a reading on a scale "
            "whose zero is elsewhere; convert the difference to a difference"
        )
    here, there = (
        _zero(reader, place) if moves else _NONE
        for place, moves in zip((source, target), moving, strict=True)
    )
    return here * factor.nearest() - there


def _is_reading(reader: Reader, place: Place) -> bool:
    if place.unit is None or place.alone is None:
        return False
    return place.unit != reader.resolver.differences(place.unit)


def _zero(reader: Reader, place: Place) -> Fraction:
    """Return how far above the zero of its base units a scale begins, in its own size."""
    size, zero = _scale(reader, place)
    return zero / size


def _scale(reader: Reader, place: Place) -> tuple[Fraction, Fraction]:
    """Return the size of a unit, and where its zero lies, in base units."""
    size, zero = Fraction(1), _NONE
    for step in _expansions(reader, place.powers):
        factor = step.factor.nearest()
        size, zero = size * factor, zero * factor + step.offset
    return size, zero


def _origin(reader: Reader, *places: Place) -> str | None:
    steps = (reader.resolver.expanded(place.powers) for place in places)
    return "; ".join(dict.fromkeys(step.note for step in steps if step)) or None


def _expansions(reader: Reader, powers: Mapping[str, Fraction]) -> list[Expansion]:
    steps: list[Expansion] = []
    step = reader.resolver.expanded(powers)
    while step is not None:
        if len(steps) == _DEEPEST:
            raise ConversionError(f"these definitions run in a circle: {step.note}")
        steps.append(step)
        step = reader.resolver.expanded(step.powers)
    return steps


Noted: TypeAlias = tuple[Place, "str | None"]
"""A place, and the definitions that lead from it to the next place down."""


def _descent(reader: Reader, start: Place, shared: Mapping[str, Fraction]) -> list[Noted]:
    """Return the places that the definitions lead to; what is shared stays as it is."""
    places: list[Noted] = [(start, None)]
    for step in _expansions(reader, times(start.powers, shared, -1)):
        places[-1] = places[-1][0], step.note
        unit = reader.resolver.from_powers(times(step.powers, shared))
        places.append((reader.place(unit), None))
    return places


def _meeting(down: Sequence[Noted], up: Sequence[Noted]) -> tuple[int, int]:
    """Return where two descents first have one unit, or where both end."""
    heights = {place.unit: i for i, (place, _) in reversed(list(enumerate(up)))}
    met = [(i, heights[place.unit]) for i, (place, _) in enumerate(down) if place.unit in heights]
    return min(met, key=sum) if met else (len(down) - 1, len(up) - 1)


def _shared(a: Mapping[str, Fraction], b: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Return the powers that both products have: m² of m³/s and m²/h."""
    common = {name: sorted((a[name], b[name]), key=abs) for name in a if name in b}
    return {name: small for name, (small, large) in common.items() if small * large > 0}
