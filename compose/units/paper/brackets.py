"""A step as a bracket, 1 km / 1000 m, and which units of a calculation cancel.

Where one unit is replaced by another in a power, and the factor is a power too, the bracket is
raised: (1 m / 100 cm)³ says where the million of 1 m³ / 10⁶ cm³ comes from.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from compose.dimensions import Monomial
from compose.units.paper.numbers import Parts, parts
from compose.units.paper.written import Written

__all__ = ["Bracket", "Mark", "bracket", "cancelled", "marks"]

_ONE: Final = Fraction(1)
_DEEPEST: Final = 9


@dataclass(frozen=True, slots=True)
class Mark:
    """A unit at one place of a calculation.

    Parameters
    ----------
    name : str
        As it is written.
    power : Fraction
        Above the stroke or below, a positive number.
    struck : Fraction
        How much of the power cancels.
    """

    name: str
    power: Fraction
    struck: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Bracket:
    """A factor that is 1, since what is above the stroke is what is below.

    Parameters
    ----------
    numbers : Parts
    over, under : tuple of Mark
    exponent : int
        What the whole bracket is raised to.
    wide : Bracket or None
        The same with the powers multiplied out; None where the exponent is 1.
    """

    numbers: Parts
    over: tuple[Mark, ...]
    under: tuple[Mark, ...]
    exponent: int = 1
    wide: Bracket | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it only says that 1 is 1."""
        return not (self.over or self.under or self.numbers.rounded) and (
            self.numbers.top == self.numbers.bottom
        )


def marks(powers: dict[str, Fraction]) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    """Sort names into those above the stroke and those below.

    Parameters
    ----------
    powers : dict of str to Fraction

    Returns
    -------
    over, under : tuple of Mark

    Examples
    --------
    >>> over, under = marks({"m": Fraction(1), "s": Fraction(-2)})
    >>> under
    (Mark(name='s', power=Fraction(2, 1), struck=Fraction(0, 1)),)
    """
    over = tuple(Mark(name, p) for name, p in powers.items() if p > 0)
    under = tuple(Mark(name, -p) for name, p in powers.items() if p < 0)
    return over, under


def bracket(source: Written, target: Written, factor: Monomial, *, inverted: bool) -> Bracket:
    """Write the factor between two units as a bracket.

    Parameters
    ----------
    source, target : Written
        What they have in common is left out.
    factor : Monomial
        What a magnitude in the source is multiplied by.
    inverted : bool
        Whether the factor was stated the other way round.

    Returns
    -------
    Bracket

    Examples
    --------
    >>> from compose.units.paper.written import written
    >>> factor = Monomial(Fraction(1, 10**6))
    >>> cubes = bracket(written("cm^3"), written("m^3"), factor, inverted=False)
    >>> str(cubes.numbers.bottom), cubes.exponent
    ('100', 3)
    """
    over, under = marks(target.over(source))
    wide = Bracket(parts(factor, inverted=inverted), over, under)
    exponent = _common_power(over, under)
    root = _root(factor, exponent)
    if root is None:
        return wide
    return Bracket(
        parts(root, inverted=inverted),
        tuple(Mark(mark.name, mark.power / exponent) for mark in over),
        tuple(Mark(mark.name, mark.power / exponent) for mark in under),
        exponent,
        wide,
    )


def _common_power(over: Sequence[Mark], under: Sequence[Mark]) -> int:
    """Return the power that one unit and the one that replaces it share."""
    if len(over) != 1 or len(under) != 1 or over[0].power != under[0].power:
        return 1
    power = over[0].power
    return power.numerator if power.denominator == 1 and power <= _DEEPEST else 1


def _root(factor: Monomial, degree: int) -> Monomial | None:
    """Return the root where it is written as simply as the factor."""
    if degree == 1 or factor.coefficient <= 0 or factor == Monomial(_ONE):
        return None
    root = factor ** Fraction(1, degree)
    simple = not root.has_roots and all(power.denominator == 1 for _, power in root.powers)
    return root if simple else None


def cancelled(
    start: Written, brackets: Sequence[Bracket]
) -> tuple[tuple[tuple[Mark, ...], tuple[Mark, ...]], list[Bracket]]:
    """Strike out the units that stand both above and below.

    Parameters
    ----------
    start : Written
        The unit of the value at the left.
    brackets : sequence of Bracket
        What it is multiplied by.

    Returns
    -------
    start : pair of tuples of Mark
    brackets : list of Bracket

    Examples
    --------
    >>> from compose.units.paper.written import written
    >>> per_metre = bracket(written("m"), written("1"), Monomial(_ONE), inverted=False)
    >>> (over, _), _ = cancelled(written("m^2"), [per_metre])
    >>> over[0].power, over[0].struck
    (Fraction(2, 1), Fraction(1, 1))
    """
    first = marks(start.powers)
    wide = [one.wide or one for one in brackets]
    sides = [first, *((one.over, one.under) for one in wide)]
    amounts = _amounts(sides)
    struck = [(_struck(over, amounts), _struck(under, amounts)) for over, under in sides]
    shown = (_shown(*pair) for pair in zip(brackets, struck[1:], strict=True))
    return struck[0], list(shown)


def _amounts(sides: Sequence[tuple[tuple[Mark, ...], tuple[Mark, ...]]]) -> Iterator[Fraction]:
    """Give for each mark, in order, how much of it has a counterpart on the other side."""
    waiting: dict[tuple[str, bool], deque[int]] = {}
    left: list[Fraction] = []
    for place, (mark, above) in enumerate(_all(sides)):
        left.append(mark.power)
        counterparts = waiting.setdefault((mark.name, not above), deque())
        while counterparts and left[place]:
            other = counterparts[0]
            shared = min(left[place], left[other])
            left[place] -= shared
            left[other] -= shared
            if not left[other]:
                counterparts.popleft()
        if left[place]:
            waiting.setdefault((mark.name, above), deque()).append(place)
    return (mark.power - rest for (mark, _), rest in zip(_all(sides), left, strict=True))


def _all(
    sides: Sequence[tuple[tuple[Mark, ...], tuple[Mark, ...]]],
) -> Iterator[tuple[Mark, bool]]:
    for over, under in sides:
        yield from ((mark, True) for mark in over)
        yield from ((mark, False) for mark in under)


def _struck(side: tuple[Mark, ...], amounts: Iterator[Fraction]) -> tuple[Mark, ...]:
    return tuple(replace(mark, struck=next(amounts)) for mark in side)


def _shown(one: Bracket, struck: tuple[tuple[Mark, ...], tuple[Mark, ...]]) -> Bracket:
    """Keep a raised bracket only where its units cancel whole: none has half a stroke."""
    over, under = struck
    if one.wide is None:
        return replace(one, over=over, under=under)
    if any(mark.struck not in (0, mark.power) for mark in (*over, *under)):
        return replace(one.wide, over=over, under=under)
    over, under = (tuple(_lowered(mark, one.exponent) for mark in side) for side in struck)
    return replace(one, over=over, under=under)


def _lowered(mark: Mark, exponent: int) -> Mark:
    return Mark(mark.name, mark.power / exponent, mark.struck / exponent)
