"""The lines of a calculation: a value, what it is multiplied by, and what comes out.

Where all steps are factors there is one line of brackets; where they make one simple map, one
formula; otherwise a line for each formula and for the factors between them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from math import isfinite
from typing import Any, Final, NamedTuple, TypeAlias

from compose.dimensions import Monomial, nearest_float
from compose.dimensions.monomials import product
from compose.engine.maps import Affine, Map
from compose.engine.projective import Moebius
from compose.engine.valued import Chain, Exponential, Logarithmic, chain
from compose.units.paper.answers import Answer, answers
from compose.units.paper.brackets import Bracket, Mark, bracket, cancelled
from compose.units.paper.numbers import result
from compose.units.paper.spellings import respelt
from compose.units.paper.steps import ShownStep
from compose.units.paper.symbols import raised
from compose.units.paper.written import Written, written

__all__ = ["Formula", "Line", "Omitted", "Way", "lines", "moved"]

_SHOWN: Final = 12
_ONE: Final = Monomial(Fraction(1))

Number: TypeAlias = "int | float | Fraction | Decimal"


class Omitted(NamedTuple):
    """Stands for brackets that are left out of a long line."""

    left_out: int


class Formula(NamedTuple):
    """What a step makes of a value; ``x`` where there is none."""

    local: Map
    value: str
    unit: Written


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a calculation.

    Parameters
    ----------
    value : str
        The number at the left.
    over, under : tuple of Mark
        Its unit, above and below the stroke.
    members : tuple of Bracket, Omitted or Formula
        What it is multiplied by; or the formula that it equals.
    answers : tuple of Answer
    unit : Written
        That of the answers.
    """

    value: str
    over: tuple[Mark, ...]
    under: tuple[Mark, ...]
    members: tuple[Bracket | Omitted | Formula, ...]
    answers: tuple[Answer, ...]
    unit: Written


@dataclass(frozen=True, slots=True)
class Way:
    """What a calculation is about.

    Parameters
    ----------
    source, target : str
        The units at both ends.
    steps : tuple of ShownStep
    whole : Monomial or Map
        What all steps come to.
    value, answer : number or None
    tolerance : Fraction
        That of all steps, relative.
    names : collection of str
        Names of units that are not taken apart.
    """

    source: str
    target: str
    steps: tuple[ShownStep, ...]
    whole: Monomial | Map
    value: Number | None
    answer: Any
    tolerance: Fraction
    names: Collection[str]


def lines(way: Way) -> list[Line]:
    """Work a conversion out.

    Parameters
    ----------
    way : Way

    Returns
    -------
    list of Line

    Examples
    --------
    >>> from compose import units
    >>> why = units.explain("m/s", "km/h", value=10)
    >>> [line.value for line in lines(why.way)]
    ['10']
    """
    if all(step.is_factor for step in way.steps) and isinstance(way.whole, Monomial):
        return [_multiplied(way, way.source, way.target, way.steps, way.value, way.whole)]
    if isinstance(way.whole, Monomial | Affine | Moebius):
        return [_mapped(way, way.source, way.target, _as_map(way.whole), way.value)]
    return list(_one_by_one(way))


def _one_by_one(way: Way) -> Iterator[Line]:
    value = way.value
    for run in _runs(way.steps):
        local = _together(run)
        ends, last = (run[0].source, run[-1].target), run[-1] is way.steps[-1]
        if isinstance(local, Monomial):
            yield _multiplied(way, *ends, run, value, local, last=last)
        else:
            yield _mapped(way, *ends, local, value, last=last)
        value = None if value is None else moved(local, value)


def _runs(steps: Sequence[ShownStep]) -> Iterator[tuple[ShownStep, ...]]:
    """Keep together what makes one line: factors, and whatever else is one simple map."""
    for is_simple, group in groupby(steps, lambda step: _is_exact(step.local)):
        run = tuple(group)
        yield from [run] if is_simple else [(step,) for step in run]


def _together(steps: Sequence[ShownStep]) -> Monomial | Map:
    factors = [step.local for step in steps if isinstance(step.local, Monomial)]
    if len(factors) == len(steps):
        return product((factor, Fraction(1)) for factor in factors)
    return chain(*(_as_map(step.local) for step in steps))


def _as_map(whole: Monomial | Map) -> Map:
    return Affine(whole.nearest()) if isinstance(whole, Monomial) else whole


def moved(local: Monomial | Map, value: Number) -> Any:
    """Move a value, exactly where it can be; a float is rounded once.

    Parameters
    ----------
    local : Monomial or Map
    value : int, float, Fraction or Decimal

    Returns
    -------
    float or Fraction

    Examples
    --------
    >>> moved(Monomial(Fraction(1, 1000)), 5), moved(Monomial(Fraction(1, 1000)), 5.0)
    (Fraction(1, 200), 0.005)
    """
    if isinstance(value, float) and not isfinite(value):
        return _as_map(local).apply(value)
    exact = value if isinstance(value, float) and not _is_exact(local) else Fraction(value)
    done = local.nearest() * exact if isinstance(local, Monomial) else local.apply(exact)
    is_float = isinstance(value, float) and isinstance(done, int | Fraction)
    return nearest_float(Fraction(done)) if is_float else done


def _is_exact(local: Monomial | Map) -> bool:
    return isinstance(local, Monomial | Affine | Moebius)


def _multiplied(
    way: Way,
    source: str,
    target: str,
    steps: Sequence[ShownStep],
    value: Number | None,
    factor: Monomial,
    *,
    last: bool = True,
) -> Line:
    start, end = written(source, way.names), written(target, way.names)
    (over, under), brackets = cancelled(start, _brackets(way, source, target, steps))
    told = tuple(one for one in brackets if not one.is_empty)
    amount = 1 if value is None else value
    exact = isinstance(amount, int | Fraction)
    given = way.answer if last and not exact else None
    worked = Monomial(Fraction(amount)) * factor if exact else moved(factor, amount)
    found = answers(worked if given is None else given, way.tolerance)
    return Line(result(amount).text, over, under, _abridged(told), found, end)


def _brackets(way: Way, source: str, target: str, steps: Sequence[ShownStep]) -> list[Bracket]:
    places = [source, *(step.target for step in steps)]
    places[-1] = target
    factors = [step.local for step in steps if isinstance(step.local, Monomial)]
    told = respelt([written(place, way.names) for place in places], factors, way.names)
    return [
        bracket(*joined, inverted=step.inverted) for joined, step in zip(told, steps, strict=True)
    ]


def _abridged(told: tuple[Bracket, ...]) -> tuple[Bracket | Omitted, ...]:
    half = _SHOWN // 2
    if len(told) <= _SHOWN:
        return told
    return (*told[:half], Omitted(len(told) - 2 * half), *told[-half:])


def _mapped(
    way: Way,
    source: str,
    target: str,
    local: Map,
    value: Number | None,
    *,
    last: bool = True,
) -> Line:
    start, end = written(source, way.names), written(target, way.names)
    (over, under), _ = cancelled(start, [])
    if value is None:
        return Line("x", over, under, (Formula(local, "x", end),), (), end)
    exact = isinstance(value, int | Fraction) and isinstance(local, Affine | Moebius)
    given = way.answer if last and not exact else None
    worked = moved(local, value) if given is None else given
    formula = Formula(local, raised(result(value).text), end)
    found = answers(worked, Fraction(0))
    if _is_irrational(local, value):
        found = tuple(answer._replace(sign="≈") for answer in found)
    return Line(result(value).text, over, under, (formula,), found, end)


def _is_irrational(local: Map, value: Number) -> bool:
    """Tell whether a logarithm or a power of a rational number has no end; floats hide it."""
    links = local.links if isinstance(local, Chain) else (local,)
    if isinstance(value, float) and not isfinite(value):
        return False
    if not all(isinstance(link, Affine | Moebius | Exponential | Logarithmic) for link in links):
        return False
    return isinstance(local.apply(Fraction(value)), float)
