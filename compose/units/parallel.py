"""Facts beside a route: between two units on the way, and not needed for it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from fractions import Fraction

from compose.dimensions.monomials import ONE
from compose.units.ledger import Ledger
from compose.units.places import Place
from compose.units.route import Step
from compose.units.walk import Stated

__all__ = ["key_of", "parallel_steps", "stated_step"]

_LONGEST = 1_000


def parallel_steps(ledger: Ledger, route: Sequence[Step], of: str | None) -> list[Step]:
    """Return the checks that lie beside a route.

    Parameters
    ----------
    ledger : Ledger
    route : sequence of Step
    of : str or None
        The substance that was asked about.

    Returns
    -------
    list of Step
        In the direction of the route. None for very long routes.
    """
    stated = ledger.stated() if 0 < len(route) <= _LONGEST else []
    if not stated:
        return []
    names = [route[0].source, *(step.target for step in route)]
    places = [ledger.reader.place(name) for name in names]
    ranks = {key_of(place): rank for rank, place in enumerate(places)}
    used = {step.fact for step in route}
    slack = sum((step.tolerance for step in route), Fraction(0))
    doubt = ledger.known(of).relations.doubt
    found = []
    for one in stated:
        start, end = ranks.get(key_of(one.src)), ranks.get(key_of(one.dst))
        is_asked = one.fact.of in (None, of) and one.fact.map is None and not one.fact.offset
        if start is None or end is None or start == end or not is_asked or one.fact in used:
            continue
        if doubt({one: 1}) is None:
            step = stated_step(one, names[start], names[end], inverted=start > end)
            found.append(_loosened(step, slack + step.tolerance))
    return found


def key_of(place: Place) -> Hashable:
    """Return what is equal for two spellings of one unit.

    Parameters
    ----------
    place : Place

    Returns
    -------
    hashable
    """
    return place.alone or (frozenset(place.powers.items()), place.coefficient)


def stated_step(stated: Stated, src: str, dst: str, *, inverted: bool) -> Step:
    """Make an edge of a fact.

    Parameters
    ----------
    stated : Stated
    src, dst : str
        The names of its two units.
    inverted : bool
        Whether the edge leads from `dst` to `src`.

    Returns
    -------
    Step
    """
    fact = stated.fact
    factor = ONE / fact.factor if inverted else fact.factor
    ends = (dst, src) if inverted else (src, dst)
    return Step(
        *ends, factor, note=fact.note, fact=fact, inverted=inverted, tolerance=fact.tolerance
    )


def _loosened(step: Step, tolerance: Fraction) -> Step:
    """Let an edge differ from the route by as much as the relations allow.

    They measure a mismatch against the greater of two values, the engine against the first.
    """
    if not 0 < tolerance < 1:
        return step
    return replace(step, tolerance=step.tolerance + tolerance**2 / (1 - tolerance))
