"""One spelling for each unit on a way, so that what is the same cancels.

A way leads through units that nobody wrote: dm³/s between two that say ``second``. There the
spelling of the ends is taken. A constant among them, π·rad, is counted with the numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from compose.dimensions import Monomial, default_resolver
from compose.dimensions.monomials import product
from compose.units.paper.written import Written, times

__all__ = ["respelt"]

_CONSTANTS: Final = frozenset({"π", "pi", "tansec", "ln10", "eulers_number", "wien_x", "wien_u"})


def respelt(
    places: Sequence[Written], factors: Sequence[Monomial], names: Collection[str]
) -> Iterator[tuple[Written, Written, Monomial]]:
    """Spell what lies between as the ends are spelt, and count constants with the numbers.

    Parameters
    ----------
    places : sequence of Written
        The units along a way.
    factors : sequence of Monomial
        One for each pair of neighbours.
    names : collection of str
        Names that are not pint's.

    Yields
    ------
    source, target : Written
    factor : Monomial

    Examples
    --------
    >>> from compose.units.paper.written import written
    >>> way = [written(text) for text in ("turn", "π·rad", "degree")]
    >>> told = respelt(way, [Monomial(Fraction(2)), Monomial(Fraction(180))], ())
    >>> [(list(target.powers), str(factor)) for _, target, factor in told]
    [(['rad'], '2 * π'), (['degree'], '180 * π ** -1')]
    """
    if not factors:
        return
    first, *between, last = places
    constants = _CONSTANTS - {*first.powers, *last.powers}
    spelling = _spelling(first, last, names) if between else {}
    told = [first, *(_renamed(place, spelling, names) for place in between), last]
    for (source, target), factor in zip(pairwise(told), factors, strict=True):
        moved = target.over(source)
        found = {name: power for name, power in moved.items() if name in constants}
        kept = (_without(end, constants) for end in (source, target))
        here, there = kept
        yield here, there, factor * _worth(found) if found else factor


def _spelling(first: Written, last: Written, names: Collection[str]) -> dict[str, str]:
    """Map pint's names to how the ends spell them, where they do not differ."""
    spelt: dict[str, set[str]] = {}
    for name in (*first.powers, *last.powers):
        spelt.setdefault(_canonical(name, names), set()).add(name)
    return {name: texts.pop() for name, texts in spelt.items() if len(texts) == 1}


def _renamed(place: Written, spelling: dict[str, str], names: Collection[str]) -> Written:
    renamed = ((spelling.get(_canonical(n, names), n), power) for n, power in place.powers.items())
    return Written(times(({name: power}, 1) for name, power in renamed))


def _canonical(name: str, names: Collection[str]) -> str:
    resolver = default_resolver()
    if name in names or not resolver.knows(name):
        return name
    found, power = resolver.canonical(name)
    return found if power == 1 else name


def _without(place: Written, constants: Collection[str]) -> Written:
    return Written({name: power for name, power in place.powers.items() if name not in constants})


def _worth(powers: dict[str, Fraction]) -> Monomial:
    resolver = default_resolver()
    number = resolver.unit("1")
    return product(
        (resolver.factor(resolver.unit(name), number), power) for name, power in powers.items()
    )
