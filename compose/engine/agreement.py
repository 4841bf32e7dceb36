"""Algebras in which branches are not added: all of them must say the same."""

from __future__ import annotations

from fractions import Fraction
from math import isfinite
from typing import Any, final

from compose.engine.action import Algebra, Clash, NodeLike, scalar
from compose.engine.maps import Affine, Local, Number
from compose.errors import QuestionError

__all__ = ["Agreement", "Values"]

# A float is known to half a unit in its last place, and every product rounds by as much again.
_HALF_UNIT = Fraction(1, 2**53)


def _affine(local: Local) -> Affine:
    if isinstance(local, Affine):
        return local
    number = scalar(local)
    return Affine(number, 0, _HALF_UNIT * 2 if isinstance(number, float) else 0)


def _close(a: Number, b: Number, tolerance: Number) -> bool:
    """Say whether two numbers differ by no more than a part of the first."""
    if not _finite(a) or not tolerance:
        return _near(a, b, 0)
    return _near(a, b, Fraction(tolerance) * abs(Fraction(a)))


def _near(a: Number, b: Number, spread: Number) -> bool:
    """Say whether two numbers differ by no more than `spread`; NaN agrees with NaN."""
    if a == b or not (_finite(a) and _finite(b)):
        return a == b or (a != a and b != b)  # noqa: PLR0124 - NaN is not itself
    return bool(spread) and abs(Fraction(b) - Fraction(a)) <= spread


def _finite(number: Number) -> bool:
    """Only floats have infinities, and only they can be asked: an int may be too long."""
    return not isinstance(number, float) or isfinite(number)


def _ratio(a: Number, b: Number) -> Number | None:
    if not a:
        return None
    return Fraction(b, a) if isinstance(a, int) and isinstance(b, int) else b / a


@final
class Agreement(Algebra[Affine]):
    """Maps composed along each path; all branches must give the same one.

    Two branches agree where they are equal, or where they differ by no more than the relative
    tolerances of the edges along both. The first branch in order counts: a branch that agrees
    is a check and never changes the answer. There is no zero: no path is an error.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from compose import Graph
    >>> g = Graph()
    >>> g.add_edges(["mL", "cm3", "mL"], ["cm3", "m3", "m3"], [1] + 2 * [Fraction(1, 10**6)])
    >>> g.derivative("m3", "mL", algebra=Agreement())
    Fraction(1, 1000000)
    """

    name = "agreement"
    first_counts = True

    def seed(self, node: NodeLike) -> Affine:  # noqa: ARG002 - every node starts with itself
        """Start with the map that changes nothing."""
        return Affine(1)

    def push(self, local: Local, carrier: Affine) -> Affine:
        """Do the carrier's map first, the local's then."""
        return _affine(local).after(carrier)

    def pull(self, local: Local, carrier: Affine) -> Affine:
        """Do the local's map first, the carrier's then."""
        return carrier.after(_affine(local))

    def plus(self, a: Affine, b: Affine) -> Affine:
        """Give the first, if the second agrees."""
        tolerance = a.tolerance + b.tolerance
        if _close(a.scale, b.scale, tolerance) and _close(a.offset, b.offset, tolerance):
            return a
        raise Clash(self.answer(a), self.answer(b), _ratio(a.scale, b.scale))

    def answer(self, carrier: Affine) -> Any:
        """Give the factor, or the map where there is an offset."""
        return carrier if carrier.offset else carrier.scale


@final
class Values(Algebra[tuple[Any, Any]]):
    """One value, carried forward through numbers and affine maps; all branches must agree.

    Parameters
    ----------
    value : int, float or Fraction
        The value at the node where the question starts.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from compose import Graph
    >>> g = Graph()
    >>> _ = g.add_edge("degC", "degF", Affine(Fraction(9, 5), 32))
    >>> g.derivative("degF", "degC", algebra=Values(100)), g.derivative("degF", "degC")
    (Fraction(212, 1), Fraction(9, 5))
    """

    name = "values"
    first_counts = True

    def __init__(self, value: Number) -> None:
        self._value = value

    def seed(self, node: NodeLike) -> tuple[Any, Any]:  # noqa: ARG002 - the value is the question's
        """Start with the value, known exactly."""
        return self._value, 0

    def push(self, local: Local, carrier: tuple[Any, Any]) -> tuple[Any, Any]:
        """Apply the map; what is not known of the value grows with it."""
        value, spread = carrier
        step = _affine(local)
        return step.apply(value), abs(step.scale) * (spread + step.tolerance * abs(value))

    def pull(self, local: Local, carrier: tuple[Any, Any]) -> tuple[Any, Any]:  # noqa: ARG002 - refused
        """Values travel forward only."""
        message = "a value travels forward, from cause to effect: ask with derivative(of, wrt)"
        raise QuestionError(message)

    def plus(self, a: tuple[Any, Any], b: tuple[Any, Any]) -> tuple[Any, Any]:
        """Give the first, if the second agrees."""
        if _near(a[0], b[0], a[1] + b[1]):
            return a
        raise Clash(a[0], b[0], _ratio(a[0], b[0]))

    def answer(self, carrier: tuple[Any, Any]) -> Any:
        """Give the value."""
        return carrier[0]
