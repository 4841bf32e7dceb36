"""What becomes of a value that is known to within something; maps compared at samples."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain as joined
from typing import Any, Final

from compose.engine.chain import Chain, Span, Valued
from compose.engine.maps import Affine, Map, Number, as_float
from compose.engine.projective import Moebius
from compose.errors import QuestionError

__all__ = [
    "BELIEVED",
    "HALF_UNIT",
    "Sample",
    "apart",
    "is_finite",
    "moved",
    "near",
    "slope_moved",
]

# A float is known to half a unit in its last place, and every product rounds by as much again.
HALF_UNIT: Final = Fraction(1, 2**53)

BELIEVED: Final = Fraction(1, 10**9)
"""How exactly a value-dependent map is believed, relative to its value and to what enters it."""

_ENOUGH: Final = 3
_ANYWHERE: Final = (-30.0, -3.0, -1.0, -0.25, 0.0, 0.5, 0.7, 1.0, 2.0, 10.0, 17.0, 40.0)
_BEYOND: Final = (0.01, 0.1, 0.5, 1.0, 2.0, 7.0, 40.0)
_BETWEEN: Final = (0.0625, 0.125, 0.3, 0.5, 0.7, 0.875, 0.9375)

_OUTSIDE: Final = (ArithmeticError, ValueError)
"""What a map raises at a value that it does not take."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What a map makes of one value.

    Examples
    --------
    >>> print(Sample(10.0, 2.5))
    2.5 at 10.0
    """

    at: float
    value: Any

    def __str__(self) -> str:
        return f"{self.value} at {self.at}"


def near(a: Number, b: Number, spread: Number) -> bool:
    """Say whether two numbers differ by no more than `spread`; NaN agrees with NaN.

    Examples
    --------
    >>> near(1, Fraction(101, 100), Fraction(1, 100)), near(1, 2, 0)
    (True, False)
    """
    if a == b or not (is_finite(a) and is_finite(b)):
        return a == b or (a != a and b != b)  # noqa: PLR0124 - NaN is not itself
    return bool(spread) and abs(Fraction(b) - Fraction(a)) <= spread


def is_finite(number: Number) -> bool:
    """Say whether a number is finite; only floats can be asked, an int may be too long."""
    return not isinstance(number, float) or math.isfinite(number)


def moved(step: Any, value: Any, spread: Any) -> tuple[Any, Any]:
    """Give what a map makes of a value, and of what is not known of it.

    Parameters
    ----------
    step : Affine, Moebius or Valued
        The map.
    value, spread : number
        The value and by how much it may be off.

    Returns
    -------
    tuple
        Both, behind the map.

    Examples
    --------
    >>> moved(Affine(3, 1, Fraction(1, 100)), 5, 0)
    (16, Fraction(3, 20))
    """
    if isinstance(step, Affine):
        entering = spread + step.tolerance * abs(value) if step.tolerance else spread
        return step.apply(value), abs(step.scale) * entering
    after = step.apply(value)
    grown = abs(step.derivative(value)) * _entering(step, value, spread)
    added = _part(_accuracy(step, after), after)
    return after, grown + (as_float(added) if isinstance(step, Valued) else added)


def _entering(step: Any, value: Any, spread: Any) -> Any:
    """Give what is not known of a value once it stands before a map."""
    loose = _part(step.tolerance + _accuracy(step, value), value)
    return as_float(spread) + as_float(loose) if isinstance(step, Valued) else spread + loose


def _accuracy(step: Any, value: Any) -> Fraction | int:
    if isinstance(step, Valued):
        return BELIEVED
    return 2 * HALF_UNIT if isinstance(value, float) or not step.is_exact else 0


def _part(accuracy: Any, value: Any) -> Any:
    """Give a part of a value; without one, 0, since ∞ · 0 would be NaN."""
    return accuracy * abs(value) if accuracy else 0


def slope_moved(
    step: Any, value: Any, spread: Any, slope: Any, slope_spread: Any
) -> tuple[Any, Any]:
    """Give what a map makes of a derivative: the chain rule, and what is not known after it.

    Parameters
    ----------
    step : Affine, Moebius or Valued
        The map.
    value, spread : number
        Where the map starts, and by how much that may be off.
    slope, slope_spread : number
        The derivative so far, and by how much it may be off.

    Returns
    -------
    tuple
        The derivative and its spread behind the map.

    Examples
    --------
    >>> slope_moved(Moebius(0, 6, 1, 0), 2, 0, 5, 0)
    (Fraction(-15, 2), Fraction(0, 1))
    """
    local = step.derivative(value)
    if isinstance(step, Affine):
        loose = abs(local) * step.tolerance
    else:
        loose = abs(local) * (step.tolerance + _accuracy(step, local))
        loose += _change(step, value, _entering(step, value, spread))
    return local * slope, (abs(local) + loose) * slope_spread + loose * abs(slope)


def _change(step: Any, value: Any, spread: Any) -> Any:
    """Give by how much a local derivative changes within the spread of a value."""
    if not spread:
        return 0
    here = step.derivative(value)
    return max((abs(there - here) for there in _beside(step, value, spread)), default=0)


def _beside(step: Any, value: Any, spread: Any) -> Iterator[Any]:
    for sign in (-1, 1):
        try:
            yield step.derivative(value + sign * spread)
        except _OUTSIDE:
            continue


def apart(a: Map, b: Map) -> tuple[Sample, Sample] | None:
    """Give the first sample at which two maps differ by more than is not known of them.

    Samples lie inside the domains of the first value-dependent map of each.

    Parameters
    ----------
    a, b : Affine, Moebius or Valued
        The maps.

    Returns
    -------
    pair of Sample, or None
        What both make of it; None where they agree at all samples.

    Raises
    ------
    QuestionError
        Fewer than three samples are taken by both.

    Examples
    --------
    >>> from compose.engine.valued import Exponential
    >>> apart(Exponential(1, 10, 10), Exponential(1, 100, 20)) is None
    True
    """
    compared, last = 0, None
    for at in dict.fromkeys(joined(_samples(a), _samples(b))):
        try:
            (first, spread), (second, more) = _through(a, at), _through(b, at)
        except _OUTSIDE as error:
            last = error
            continue
        if not (is_finite(first) and is_finite(second)):
            continue
        if not near(first, second, spread + more):
            return Sample(at, first), Sample(at, second)
        compared += 1
    if compared < _ENOUGH:
        message = (
            f"two branches cannot be compared: only {compared} of the samples lie in the domains "
            "of both; say where a map of your own is defined with Function(…, domain=(low, high))"
        )
        raise QuestionError(message) from last
    return None


def _through(done: Map, value: Any) -> tuple[Any, Any]:
    spread: Any = 0
    for link in _links(done):
        value, spread = moved(link, value, spread)
    return value, spread


def _links(done: Map) -> tuple[Any, ...]:
    return done.links if isinstance(done, Chain) else (done,)


def _samples(done: Map) -> list[float]:
    """Take samples before the first value-dependent map, and follow them back to the start."""
    links = _links(done)
    place = next((n for n, link in enumerate(links) if isinstance(link, Valued)), None)
    if place is None:
        return []
    points = list(_inside(links[place].domain))
    for link in reversed(links[:place]):
        points = [at for point in points for at in _back(link, point)]
    return points


def _back(link: Affine | Moebius, point: float) -> list[float]:
    if isinstance(link, Affine) and not link.scale:
        return []
    before = as_float(link.inverse().apply(point))
    return [before] if math.isfinite(before) else []


def _inside(domain: Span) -> Iterator[float]:
    low, high = map(as_float, domain)
    if math.isinf(low) and math.isinf(high):
        yield from _ANYWHERE
    elif math.isinf(high):
        yield from (low + step for step in _BEYOND)
    elif math.isinf(low):
        yield from (high - step for step in _BEYOND)
    else:
        yield from (low + (high - low) * part for part in _BETWEEN)
