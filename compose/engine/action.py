"""What an algebra is: an action of locals on carriers. The algebras stand in `algebra`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from fractions import Fraction
from math import isfinite
from typing import Any, Generic, Protocol, TypeVar, final

from compose.engine.maps import BadLocalError, LinearMap, Local, Map, Number, Shape, slope
from compose.errors import NoPathError

__all__ = [
    "Algebra",
    "Clash",
    "NodeLike",
    "Semiring",
    "exact_value",
    "scalar",
]

C = TypeVar("C")


class NodeLike(Protocol):
    """What an algebra may know of a node."""

    @property
    def name(self) -> object:
        """Give the node's name."""

    @property
    def shape(self) -> Shape:
        """Give the node's shape."""


class Clash(Exception):  # noqa: N818 - a signal between algebra and sweep, never seen by users
    """Raised by `plus`: the two carriers should agree and do not."""

    def __init__(self, first: object, second: object, ratio: object = None) -> None:
        super().__init__(first, second, ratio)
        self.first = first
        self.second = second
        self.ratio = ratio


class Algebra(ABC, Generic[C]):
    """An action of locals on carriers. Subclass it to ask a question of your own.

    Examples
    --------
    Which factors has an answer seen? Carriers are sets, and every branch counts:

    >>> from compose import Graph
    >>> class Factors(Algebra):
    ...     name = "factors"
    ...
    ...     def seed(self, node):
    ...         return frozenset()
    ...
    ...     def push(self, local, carrier):
    ...         return carrier | {local}
    ...
    ...     pull = push
    ...
    ...     def plus(self, a, b):
    ...         return a | b
    ...
    ...     def zero(self, of, wrt):
    ...         return frozenset()
    >>> g = Graph()
    >>> g.add_edges(["x", "x", "y", "u"], ["y", "z", "z", "z"], [2.0, 3.0, 4.0, 5.0])
    >>> sorted(g.derivative("z", "x", algebra=Factors()))
    [2.0, 3.0, 4.0]
    """

    name: str = "algebra"
    first_counts: bool = False
    """Whether branches are not added: the first path counts, the others are compared with it."""
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
        """Join two branches; the paths behind `a` come first, in the order of `Graph.paths`."""

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

    def lift(self, local: Local) -> C:
        """Turn a local into a carrier."""
        return self._lift(local)

    def times(self, later: C, earlier: C) -> C:
        """Multiply along a path."""
        return self._times(later, earlier)

    def zero(self, of: NodeLike, wrt: NodeLike) -> C:  # noqa: ARG002 - the same for all nodes
        """Give zero."""
        return self._zero


def scalar(local: Local) -> Number:
    """Give the scalar local derivative; a Jacobian has none."""
    number = slope(local)
    if not isinstance(number, Map):
        return number
    if isinstance(number, LinearMap) and not number.source_shape + number.target_shape:
        return float(number.as_jacobian())
    if isinstance(number, LinearMap):
        raise BadLocalError(f"a {type(number).__name__} is no number")
    what = f"the derivative of this {type(number).__name__} map depends on the value"
    raise BadLocalError(f"{what} (ask with algebra=Slopes(value))")


def exact_value(number: Number) -> int | Fraction:
    """Give the exact value: a float is a fraction too, unless it is infinite or NaN."""
    if not isinstance(number, float):
        return number
    if not isfinite(number):
        raise BadLocalError(f"{number} is no fraction")
    return Fraction(number)
