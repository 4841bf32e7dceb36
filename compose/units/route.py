"""Which edges lead from one unit to another.

Without a wish, both units are taken down their definitions, step by step, until they meet:
mL → L → dm³ → m³ → km³. With ``via``, the units named there are the route, and each edge carries
the factor of its own two units.

Nodes are units as text. An edge carries an exact fraction, or an affine map where the zero of a
scale moves. Where a factor is irrational it carries its decimals, fifty of them, and says so in
its tolerance. The attribute ``expression`` is the factor as text, ``note`` the definitions that
it comes from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

from compose.dimensions import Expansion, Monomial, PintResolver, Unit, powers_of
from compose.engine.maps import Affine
from compose.errors import ConversionError

__all__ = ["Place", "Step", "by_definitions", "by_names", "step_between"]

_DIGITS = 50
_TOLERANCE = Fraction(1, 10 ** (_DIGITS - 2))
_DEEPEST = 1_000


@dataclass(frozen=True, slots=True)
class Place:
    """A unit on a route.

    Parameters
    ----------
    name : str
        The unit as text; the node.
    unit : unit
    note : str, optional
        The definitions that lead from here to the next place down.
    """

    name: str
    unit: Unit
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """An edge: ``factor`` times a value at the source, plus ``offset``, is one at the target."""

    source: str
    target: str
    factor: Monomial
    offset: Fraction
    note: str | None

    @property
    def local(self) -> int | Fraction | Affine:
        """What the edge carries."""
        scale = self.factor.nearest()
        if not self.factor.is_rational:
            return Affine(_decimals(scale), self.offset, _TOLERANCE)
        plain = scale.numerator if scale.denominator == 1 else scale
        return Affine(plain, self.offset) if self.offset else plain


def _decimals(value: Fraction) -> Fraction:
    with localcontext() as context:
        context.prec = _DIGITS
        return Fraction(Decimal(value.numerator) / Decimal(value.denominator))


def by_names(resolver: PintResolver, places: Sequence[Place]) -> list[Step]:
    """Join units that were named, each with the next.

    Parameters
    ----------
    resolver : PintResolver
    places : sequence of Place

    Returns
    -------
    list of Step

    Raises
    ------
    DimensionError
        If two neighbours measure different things.
    ConversionError
        If a name comes twice: a route does not cross itself.
    """
    names = [place.name for place in places]
    for name in names:
        if names.count(name) > 1:
            raise ConversionError(f"{name!r} comes twice on the way {' → '.join(names)}")
    return [step_between(resolver, *pair) for pair in pairwise(places)]


def by_definitions(resolver: PintResolver, source: Place, target: Place) -> list[Step]:
    """Take both units down their definitions until they meet.

    Parameters
    ----------
    resolver : PintResolver
    source, target : Place

    Returns
    -------
    list of Step
        From the source down to where they meet, and up to the target. Units that differ in
        constants only, such as π, meet at the bottom. A single step where the definitions take
        roots: nobody reads a chain of them.
    """
    if resolver.factor(source.unit, target.unit).has_roots:
        return [step_between(resolver, source, target)]
    shared = _shared(powers_of(source.unit), powers_of(target.unit))
    down, up = _descent(resolver, source, shared), _descent(resolver, target, shared)
    here, there = _meeting(down, up)
    steps = [step_between(resolver, a, b, a.note) for a, b in pairwise(down[: here + 1])]
    if down[here].unit != up[there].unit or here == there == 0:
        steps.append(step_between(resolver, down[here], up[there]))
    elif there == 0:
        steps[-1] = replace(steps[-1], target=target.name)
    else:
        up[there] = replace(up[there], name=down[here].name)
    climb = pairwise(reversed(up[: there + 1]))
    return steps + [step_between(resolver, a, b, b.note) for a, b in climb]


def step_between(
    resolver: PintResolver, source: Place, target: Place, note: str | None = None
) -> Step:
    """Join two units by one edge.

    Parameters
    ----------
    resolver : PintResolver
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
    factor = resolver.factor(source.unit, target.unit)
    offset = _offset(resolver, source, target)
    return Step(source.name, target.name, factor, offset, note or _origin(resolver, source, target))


def _offset(resolver: PintResolver, source: Place, target: Place) -> Fraction:
    """Return what is added where the two scales have different zeros."""
    moving = [place.unit != resolver.differences(place.unit) for place in (source, target)]
    if not any(moving) or source.unit == target.unit:
        return Fraction(0)
    names = (*powers_of(source.unit), *powers_of(target.unit))
    if any(name.startswith("delta_") for name in names):
        raise ConversionError(
            f"{source.name} to {target.name}: one is a difference and one a reading on a scale "
            "whose zero is elsewhere; convert the difference to a difference"
        )
    (_, here), (scale, there) = _scale(resolver, source), _scale(resolver, target)
    return (here - there) / scale


def _scale(resolver: PintResolver, place: Place) -> tuple[Fraction, Fraction]:
    """Return the size of a unit, and where its zero lies, in base units."""
    size, zero = Fraction(1), Fraction(0)
    for step in _expansions(resolver, powers_of(place.unit)):
        factor = step.factor.nearest()
        size, zero = size * factor, zero * factor + step.offset
    return size, zero


def _origin(resolver: PintResolver, *places: Place) -> str | None:
    steps = (resolver.expanded(powers_of(place.unit)) for place in places)
    return "; ".join(dict.fromkeys(step.note for step in steps if step)) or None


def _expansions(resolver: PintResolver, powers: Mapping[str, Fraction]) -> list[Expansion]:
    steps: list[Expansion] = []
    step = resolver.expanded(powers)
    while step is not None:
        if len(steps) == _DEEPEST:
            raise ConversionError(f"these definitions run in a circle: {step.note}")
        steps.append(step)
        step = resolver.expanded(step.powers)
    return steps


def _descent(resolver: PintResolver, start: Place, shared: Mapping[str, Fraction]) -> list[Place]:
    """Return the places that the definitions lead to; what is shared stays as it is."""
    own = _times(powers_of(start.unit), shared, -1)
    places = [start]
    for step in _expansions(resolver, own):
        places[-1] = replace(places[-1], note=step.note)
        unit = resolver.from_powers(_times(step.powers, shared, 1))
        places.append(Place(resolver.symbols(unit), unit))
    return places


def _meeting(down: Sequence[Place], up: Sequence[Place]) -> tuple[int, int]:
    """Return where two descents first have one unit, or where both end."""
    heights = {place.unit: i for i, place in reversed(list(enumerate(up)))}
    met = [(i, heights[place.unit]) for i, place in enumerate(down) if place.unit in heights]
    return min(met, key=sum) if met else (len(down) - 1, len(up) - 1)


def _shared(a: Mapping[str, Fraction], b: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Return the powers that both products have: m² of m³/s and m²/h."""
    common = {name: sorted((a[name], b[name]), key=abs) for name in a if name in b}
    return {name: small for name, (small, large) in common.items() if small * large > 0}


def _times(
    powers: Mapping[str, Fraction], others: Mapping[str, Fraction], sign: int
) -> dict[str, Fraction]:
    result = dict(powers)
    for name, power in others.items():
        result[name] = result.get(name, Fraction(0)) + sign * power
    return {name: power for name, power in result.items() if power}
