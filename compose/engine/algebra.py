"""What *times along a path* and *plus across branches* mean.

An algebra is an action on a carrier: `seed` starts one at a node, `push` takes it along an edge
forward, `pull` takes it along an edge in reverse, `plus` joins two where branches meet, `zero`
answers where no path leads, `answer` is what the user gets. A `Semiring` is the case where
carriers and locals are of one kind.

::

    algebra        carrier                      times            plus
    REAL           float                        ·                +
    EXACT          int, Fraction                ·                +
    LINEAR         array (tangent, cotangent)   apply/transpose  +
    COUNTING       int                          1 per edge       +
    LARGEST        the product itself           ·                the one of larger magnitude
    MAGNITUDE      float, Fraction              |·|              +
    INTERVAL       Interval, rounded outwards   ·                +
    Agreement      Affine                       composition      must agree, the first counts
    Values         value and its tolerance      apply            must agree, the first counts
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from fractions import Fraction
from math import inf, isfinite, isinf, isnan, nan, nextafter
from typing import Any, Generic, NamedTuple, Protocol, TypeVar, final

import numpy as np

from compose.engine.maps import Affine, LinearMap, Local, Number, Shape, as_float, slope
from compose.errors import NoPathError

__all__ = [
    "COUNTING",
    "EXACT",
    "INTERVAL",
    "LARGEST",
    "LINEAR",
    "MAGNITUDE",
    "REAL",
    "Agreement",
    "Algebra",
    "Clash",
    "Interval",
    "Linear",
    "Semiring",
    "Values",
]

C = TypeVar("C")


class NodeLike(Protocol):
    """What an algebra may know of a node."""

    @property
    def name(self) -> object: ...
    @property
    def shape(self) -> Shape: ...


class Clash(Exception):  # noqa: N818 - a signal between algebra and sweep, never seen by users
    """Raised by `plus`: the two carriers should agree and do not."""

    def __init__(self, first: object, second: object, ratio: object = None) -> None:
        super().__init__(first, second, ratio)
        self.first = first
        self.second = second
        self.ratio = ratio


class Algebra(ABC, Generic[C]):
    """An action of locals on carriers. Subclass it to ask a question of your own."""

    name: str = "algebra"
    values_move: bool = False
    """Whether values travel with the arrows, so that only forward sweeps make sense."""
    has_units: bool = False
    """Whether answers are derivatives, with units of ∂of/∂wrt where nodes have units."""

    @abstractmethod
    def seed(self, node: NodeLike) -> C:
        """Start at a node: what reaches it from itself."""

    @abstractmethod
    def push(self, local: Local, carrier: C) -> C:
        """Take a carrier forward along an edge."""

    @abstractmethod
    def pull(self, local: Local, carrier: C) -> C:
        """Take a carrier along an edge in reverse."""

    @abstractmethod
    def plus(self, a: C, b: C) -> C:
        """Join two branches; `a` came first in topological order, then order of insertion."""

    def zero(self, of: NodeLike, wrt: NodeLike) -> C:
        """Answer where no path leads; without one, that is an error."""
        raise NoPathError(of.name, wrt.name)

    def answer(self, carrier: C) -> Any:
        """Turn a carrier into what the user gets."""
        return carrier


@final
class Semiring(Algebra[C]):
    """Carriers and locals of one kind, joined by `times` and `plus`.

    Parameters
    ----------
    name : str
        For explanations and error messages.
    times, plus : callable
        `times(later, earlier)` along a path: it need not commute. `plus(first, second)`.
    one, zero : object
        What an empty path gives, and what no path gives.
    lift : callable, optional
        Turns a local into a carrier; the local itself by default.
    has_units : bool
        Whether answers are derivatives, with units where nodes have units.

    Examples
    --------
    The length of the longest path, in edges:

    >>> from compose import Graph
    >>> longest = Semiring("longest", lambda a, b: a + b, max, 0, -1, lift=lambda local: 1)
    >>> g = Graph()
    >>> g.add_edges(["x", "x", "y"], ["y", "z", "z"], [2.0, 3.0, 4.0])
    >>> g.derivative("z", "x", algebra=longest)
    2
    """

    def __init__(
        self,
        name: str,
        times: Callable[[C, C], C],
        plus: Callable[[C, C], C],
        one: C,
        zero: C,
        lift: Callable[[Any], C] = lambda local: local,
        *,
        has_units: bool = False,
    ) -> None:
        self.name = name
        self.has_units = has_units
        self._times = times
        self._plus = plus
        self._one = one
        self._zero = zero
        self._lift = lift

    def seed(self, node: NodeLike) -> C:  # noqa: ARG002 - every node starts with one
        """Give one."""
        return self._one

    def push(self, local: Local, carrier: C) -> C:
        """Multiply, the local on the left."""
        return self._times(self._lift(local), carrier)

    def pull(self, local: Local, carrier: C) -> C:
        """Multiply, the local on the right."""
        return self._times(carrier, self._lift(local))

    def plus(self, a: C, b: C) -> C:
        """Join two branches."""
        return self._plus(a, b)

    def zero(self, of: NodeLike, wrt: NodeLike) -> C:  # noqa: ARG002 - the same for all nodes
        """Give zero."""
        return self._zero


def _number(local: Local) -> Number:
    """Give the scalar local derivative; a Jacobian has none."""
    number = slope(local)
    if isinstance(number, (int, float, Fraction)):
        return number
    if isinstance(number, LinearMap) and not number.source_shape + number.target_shape:
        return float(number.as_jacobian())
    message = f"this algebra is for numbers, and an edge carries a {type(number).__name__}"
    raise TypeError(message)


def _larger(a: Number, b: Number) -> Number:
    return b if b != b or abs(b) > abs(a) else a  # noqa: PLR0124 - NaN is not itself


# A sum of derivatives starts at +0.0, so that −0.0 never comes out, whatever the order.
REAL: Semiring[float] = Semiring(
    "real",
    lambda a, b: a * b + 0.0,
    lambda a, b: a + b,
    1.0,
    0.0,
    lambda x: x if type(x) is float else as_float(_number(x)),
    has_units=True,
)
EXACT: Semiring[int | Fraction] = Semiring(
    "exact",
    lambda a, b: a * b,
    lambda a, b: a + b,
    1,
    0,
    lambda x: _exact(_number(x)),
    has_units=True,
)
COUNTING: Semiring[int] = Semiring(
    "counting", lambda a, b: a * b, lambda a, b: a + b, 1, 0, lambda _: 1
)
LARGEST: Semiring[Number] = Semiring("largest", lambda a, b: a * b, _larger, 1, 0, _number)
MAGNITUDE: Semiring[Number] = Semiring(
    "magnitude", lambda a, b: a * b, lambda a, b: a + b, 1, 0, lambda x: abs(_number(x))
)


def _exact(number: Number) -> int | Fraction:
    """Give the exact value: a float is a fraction too."""
    return Fraction(number) if isinstance(number, float) else number


class Interval(NamedTuple):
    """All numbers from `low` to `high`, both included.

    Examples
    --------
    >>> Interval(1.0, 2.0) * Interval(-1.0, 3.0)
    Interval(low=-2.0, high=6.0)
    """

    low: float
    high: float

    def __mul__(self, other: Interval) -> Interval:  # type: ignore[override]
        """Multiply, rounding outwards where the product is not exact."""
        corners = [(a, b, a * b) for a in self for b in other]
        products = [product for _, _, product in corners]
        if any(map(isnan, products)):
            return Interval(nan, nan)
        low, high = min(products), max(products)
        for a, b, product in corners:
            if product in (low, high) and not _whole(a, b, product):
                return Interval(nextafter(low, -inf), nextafter(high, inf))
        return Interval(low, high)

    def __add__(self, other: Interval) -> Interval:  # type: ignore[override]
        """Add, rounding outwards where the sum is not exact."""
        low, high = self.low + other.low, self.high + other.high
        if _lost(self.low, other.low, low):
            low = nextafter(low, -inf)
        if _lost(self.high, other.high, high):
            high = nextafter(high, inf)
        return Interval(low, high)

    @property
    def middle(self) -> float:
        """The number in the middle."""
        return self.low if self.low == self.high else self.low / 2 + self.high / 2

    @property
    def radius(self) -> float:
        """How far the ends are from the middle, at most."""
        if self.low == self.high:
            return 0.0
        middle = self.middle
        return max((self + Interval(-middle, -middle)).high, (Interval(middle, middle) + -self).high)

    def __neg__(self) -> Interval:
        """Mirror at zero."""
        return Interval(-self.high, -self.low)


def _whole(a: float, b: float, product: float) -> bool:
    """Say whether a product is surely exact: zero, or whole numbers below 2⁵³."""
    if a == 0.0 or b == 0.0:
        return True
    return abs(product) <= 2.0**53 and a.is_integer() and b.is_integer()


def _lost(a: float, b: float, total: float) -> float:
    """Give what rounding took from a sum (Knuth's two-sum); 0.0 or an infinite case is exact."""
    if isinf(total):
        return 0.0 if isinf(a) or isinf(b) else 1.0
    part = total - a
    return (a - (total - part)) + (b - part)


def _interval(local: Local) -> Interval:
    """Enclose a local: to the last bit where it is a float, with its tolerance where it has one."""
    number = _number(local)
    value = as_float(number)
    here = Interval(value, value)
    if type(number) is not float and value != number:
        here = Interval(nextafter(value, -inf), nextafter(value, inf))
    if not (isinstance(local, Affine) and local.tolerance):
        return here
    spread = nextafter(as_float(local.tolerance), inf)
    return here * (Interval(1.0, 1.0) + Interval(-spread, spread))


INTERVAL: Semiring[Interval] = Semiring(
    "interval",
    lambda a, b: a * b,
    lambda a, b: a + b,
    Interval(1.0, 1.0),
    Interval(0.0, 0.0),
    _interval,
)


@final
class Linear(Algebra[Any]):
    """Tangents pushed through linear maps, cotangents pulled back through their transposes.

    Forward, a carrier has shape ``node.shape + wrt.shape``; in reverse, ``of.shape + node.shape``.
    """

    name = "linear"
    has_units = True

    def seed(self, node: NodeLike) -> Any:
        """Start with the identity."""
        size = int(np.prod(node.shape, dtype=int))
        return np.eye(size).reshape(node.shape + node.shape)

    def push(self, local: Local, carrier: Any) -> Any:
        """Apply the map to every tangent."""
        if isinstance(local, LinearMap):
            return local.push_block(carrier)
        return as_float(_number(local)) * carrier

    def pull(self, local: Local, carrier: Any) -> Any:
        """Apply the transpose to every cotangent."""
        if isinstance(local, LinearMap):
            return local.pull_block(carrier)
        return as_float(_number(local)) * carrier

    def plus(self, a: Any, b: Any) -> Any:
        """Add."""
        return a + b

    def zero(self, of: NodeLike, wrt: NodeLike) -> Any:
        """Give zeros of shape ``of.shape + wrt.shape``."""
        return np.zeros(of.shape + wrt.shape)

    def answer(self, carrier: Any) -> Any:
        """Give an array, or a float where both nodes are scalars."""
        return carrier if np.ndim(carrier) else float(carrier)


LINEAR = Linear()

# A float is known to half a unit in its last place, and every product rounds by as much again.
_HALF_UNIT = Fraction(1, 2**53)


def _affine(local: Local) -> Affine:
    if isinstance(local, Affine):
        return local
    number = _number(local)
    return Affine(number, 0, _HALF_UNIT * 2 if isinstance(number, float) else 0)


def _close(a: Number, b: Number, tolerance: Number) -> bool:
    if a == b:
        return True
    if not tolerance or not (isfinite(a) and isfinite(b)):
        return a != a and b != b  # noqa: PLR0124 - NaN is not itself
    return abs(_exact(b) - _exact(a)) <= _exact(tolerance) * abs(_exact(a))


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
    """

    name = "agreement"
    values_move = True

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
    values_move = True

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

    def pull(self, local: Local, carrier: tuple[Any, Any]) -> tuple[Any, Any]:
        """Values travel forward only."""
        message = "a value travels forward, from cause to effect: ask with derivative(of, wrt)"
        raise TypeError(message)

    def plus(self, a: tuple[Any, Any], b: tuple[Any, Any]) -> tuple[Any, Any]:
        """Give the first, if the second agrees."""
        if a[0] == b[0] or abs(b[0] - a[0]) <= a[1] + b[1]:
            return a
        raise Clash(a[0], b[0], _ratio(a[0], b[0]))

    def answer(self, carrier: tuple[Any, Any]) -> Any:
        """Give the value."""
        return carrier[0]
