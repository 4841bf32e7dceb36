"""Algebras in which branches are not added: all of them must say the same."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeAlias, final

from compose.engine.action import Algebra, Clash, NodeLike, scalar
from compose.engine.chain import Chain, Valued, chain, marked
from compose.engine.maps import Affine, Local, Map, Number
from compose.engine.projective import Moebius, Projective
from compose.engine.sampling import HALF_UNIT, apart, is_finite, moved, near, slope_moved
from compose.errors import QuestionError

__all__ = ["Agreement", "Slopes", "Values"]

Step: TypeAlias = Affine | Moebius | Valued


def _step(local: Local) -> Step:
    if isinstance(local, (Affine, Moebius, Valued)):
        return local
    number = scalar(local)
    return Affine(number, 0, HALF_UNIT * 2 if isinstance(number, float) else 0)


def _close(a: Number, b: Number, tolerance: Number) -> bool:
    """Say whether two numbers differ by no more than a part of the first."""
    if not is_finite(a) or not tolerance:
        return near(a, b, 0)
    return near(a, b, Fraction(tolerance) * abs(Fraction(a)))


def _entries(step: Projective) -> tuple[Number, ...]:
    return (step.scale, step.offset) if isinstance(step, Affine) else (step.a, step.b, step.d)


def _agree(a: Projective, b: Projective) -> bool:
    """Compare entry by entry; what divides by x never agrees with what does not."""
    tolerance = a.tolerance + b.tolerance
    pairs = zip(_entries(a), _entries(b), strict=True)
    return type(a) is type(b) and all(_close(x, y, tolerance) for x, y in pairs)


def _ratio(a: Number, b: Number) -> Number | None:
    if not a:
        return None
    return Fraction(b, a) if isinstance(a, int) and isinstance(b, int) else b / a


def _ratio_of_maps(a: Projective, b: Projective) -> Number | None:
    """Give by what the second is larger everywhere, where there is such a number."""
    if isinstance(a, Affine) and isinstance(b, Affine):
        return _ratio(a.scale, b.scale)
    if isinstance(a, Moebius) and isinstance(b, Moebius) and not (a.a or b.a) and a.d == b.d:
        return _ratio(a.b, b.b)
    return None


@final
class Agreement(Algebra[Map]):
    """Maps composed along each path; all branches must give the same one.

    Two branches agree where they are equal, or where they differ by no more than the relative
    tolerances of the edges along both. The first branch in order counts: a branch that agrees
    is a check and never changes the answer. There is no zero: no path is an error.

    Branches over a map that is no fraction of x, a logarithm say, are compared at samples, to one
    part in 10⁹. The answer then is a `Chain` with `sampled` set.

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

    def seed(self, node: NodeLike) -> Map:  # noqa: ARG002 - every node starts with itself
        """Start with the map that changes nothing."""
        return Affine(1)

    def push(self, local: Local, carrier: Map) -> Map:
        """Do the carrier's map first, the local's then."""
        return _composed(carrier, _step(local))

    def pull(self, local: Local, carrier: Map) -> Map:
        """Do the local's map first, the carrier's then."""
        return _composed(_step(local), carrier)

    def plus(self, a: Map, b: Map) -> Map:
        """Give the first, if the second agrees."""
        if isinstance(a, (Affine, Moebius)) and isinstance(b, (Affine, Moebius)):
            if _agree(a, b):
                return a
            raise Clash(self.answer(a), self.answer(b), _ratio_of_maps(a, b))
        if a == b:
            return marked(a) if isinstance(b, Chain) and b.sampled else a
        different = apart(a, b)
        if different is None:
            return marked(a)
        first, second = different
        raise Clash(first, second, _ratio(first.value, second.value))

    def answer(self, carrier: Map) -> Any:
        """Give the factor, or the map where it is more than that."""
        return carrier.scale if isinstance(carrier, Affine) and not carrier.offset else carrier


def _composed(first: Map, later: Map) -> Map:
    if isinstance(first, Affine) and isinstance(later, Affine):
        return later.after(first)
    return chain(first, later)


@final
class Values(Algebra[tuple[Any, Any]]):
    """One value, carried forward through numbers and maps; all branches must agree.

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
        return moved(_step(local), *carrier)

    def pull(self, local: Local, carrier: tuple[Any, Any]) -> tuple[Any, Any]:  # noqa: ARG002 - refused
        """Values travel forward only."""
        raise QuestionError(_FORWARD)

    def plus(self, a: tuple[Any, Any], b: tuple[Any, Any]) -> tuple[Any, Any]:
        """Give the first, if the second agrees."""
        if near(a[0], b[0], a[1] + b[1]):
            return a
        raise Clash(a[0], b[0], _ratio(a[0], b[0]))

    def answer(self, carrier: tuple[Any, Any]) -> Any:
        """Give the value."""
        return carrier[0]


_FORWARD = "a value travels forward, from cause to effect: ask with derivative(of, wrt)"

Slope: TypeAlias = tuple[Any, Any, Any, Any]
"""A value, by how much it may be off, the derivative there, by how much that may be off."""


@final
class Slopes(Algebra[Slope]):
    """The derivative at one value: value and derivative go forward together, by the chain rule.

    All branches must agree, in the value and in the derivative.

    Parameters
    ----------
    value : int, float or Fraction
        The value at the node where the question starts.

    Examples
    --------
    >>> from compose import Graph
    >>> g = Graph()
    >>> _ = g.add_edge("period", "frequency", Moebius(0, 1, 1, 0))
    >>> _ = g.add_edge("frequency", "rpm", 60)
    >>> g.derivative("rpm", "period", algebra=Slopes(2))
    Fraction(-15, 1)
    """

    name = "slopes"
    first_counts = True
    has_units = True

    def __init__(self, value: Number) -> None:
        self._value = value

    def seed(self, node: NodeLike) -> Slope:  # noqa: ARG002 - the value is the question's
        """Start with the value, known exactly, and the derivative 1."""
        return self._value, 0, 1, 0

    def push(self, local: Local, carrier: Slope) -> Slope:
        """Move the value, and multiply the derivative by the local one there."""
        step, (value, spread, *slope) = _step(local), carrier
        return *moved(step, value, spread), *slope_moved(step, value, spread, *slope)

    def pull(self, local: Local, carrier: Slope) -> Slope:  # noqa: ARG002 - refused
        """Values travel forward only."""
        raise QuestionError(_FORWARD)

    def plus(self, a: Slope, b: Slope) -> Slope:
        """Give the first, if value and derivative of the second agree."""
        for place in (0, 2):
            if not near(a[place], b[place], a[place + 1] + b[place + 1]):
                raise Clash(a[place], b[place], _ratio(a[place], b[place]))
        return a

    def answer(self, carrier: Slope) -> Any:
        """Give the derivative."""
        return carrier[2]
