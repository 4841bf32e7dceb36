"""Facts that contradict one another, shown with both routes."""

from __future__ import annotations

from fractions import Fraction

from compose.dimensions.monomials import product
from compose.errors import FactDisagreementError
from compose.units.places import Reader
from compose.units.relations.cycles import Cycle
from compose.units.walk import Stated, walk

__all__ = ["contradiction"]


def contradiction(reader: Reader, cycle: Cycle) -> FactDisagreementError:
    """Show what a fact states, and what follows from the others of a cycle.

    Parameters
    ----------
    reader : Reader
    cycle : Cycle
        Its keys are facts as a ledger keeps them.

    Returns
    -------
    FactDisagreementError
    """
    stated = cycle.check
    if not isinstance(stated, Stated):
        raise TypeError(f"{stated!r} is no fact of a ledger")
    others = [(k, -n) for k, n in cycle.powers.items() if k is not stated and isinstance(k, Stated)]
    count = cycle.powers[stated]
    ends: tuple[str, ...] = (stated.src.name, stated.dst.name)
    value = stated.fact.factor
    # A fact that is used several times in its cycle is not followed by one route.
    if count != 1:
        ends = f"({ends[0]})^{count}", f"({ends[1]})^{count}"
        value = product([(value, Fraction(count))])
    known, followed = value / cycle.product, ends
    if count == 1:
        steps = walk(reader, stated.src, stated.dst, others)
        followed = (ends[0], *(step.target for step in steps)) if steps else ends
    facts = [other.fact for other, _ in others]
    return FactDisagreementError(
        str(stated),
        facts,
        followed,
        ends,
        known,
        value,
        cycle.product,
        cycle.tolerance,
    )
