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
    Agreement      a map                        composition      must agree, the first counts
    Values         value and its tolerance      apply            must agree, the first counts
    Slopes         value and derivative         chain rule       must agree, the first counts
"""

from __future__ import annotations

from fractions import Fraction
from math import inf, isnan, nextafter
from typing import Any, final

import numpy as np

from compose.engine.action import Algebra, Clash, NodeLike, Semiring, exact_value, scalar
from compose.engine.agreement import Agreement, Slopes, Values
from compose.engine.interval import Interval
from compose.engine.maps import Affine, LinearMap, Local, Number, as_float

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
    "Slopes",
    "Values",
]


def _larger(a: Any, b: Any) -> Any:
    return b if b != b or abs(b) > abs(a) else a  # noqa: PLR0124 - NaN is not itself


# A sum of derivatives starts at +0.0, so that −0.0 never comes out, whatever the order.
REAL: Semiring[float] = Semiring(
    "real",
    lambda a, b: a * b + 0.0,
    lambda a, b: a + b,
    1.0,
    0.0,
    lambda x: x if type(x) is float else as_float(scalar(x)),
    has_units=True,
)
EXACT: Semiring[int | Fraction] = Semiring(
    "exact",
    lambda a, b: a * b,
    lambda a, b: a + b,
    1,
    0,
    lambda x: exact_value(scalar(x)),
    has_units=True,
)
COUNTING: Semiring[int] = Semiring(
    "counting", lambda a, b: a * b, lambda a, b: a + b, 1, 0, lambda _: 1
)
LARGEST: Semiring[Number] = Semiring("largest", lambda a, b: a * b, _larger, 1, 0, scalar)
MAGNITUDE: Semiring[Any] = Semiring(
    "magnitude", lambda a, b: a * b, lambda a, b: a + b, 1, 0, lambda x: abs(scalar(x))
)


def _interval(local: Local) -> Interval:
    """Enclose a local: to the last bit where it is a float, with its tolerance where it has one."""
    if type(local) is float:
        return Interval(local, local)
    number = scalar(local)
    value = as_float(number)
    here = Interval(value, value)
    if value != number and not isnan(value):
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


# NaN and infinities propagate as IEEE arithmetic says; NumPy need not warn of each.
_quietly = np.errstate(over="ignore", invalid="ignore")


@final
class Linear(Algebra[Any]):
    """Tangents pushed through linear maps, cotangents pulled back through their transposes.

    Forward, a carrier has shape ``node.shape + wrt.shape``; in reverse, ``of.shape + node.shape``.

    Examples
    --------
    >>> import numpy as np
    >>> from compose import Graph
    >>> g = Graph()
    >>> _ = g.add_edge("x", "h", np.array([[1.0, 2.0], [3.0, 4.0]]))
    >>> _ = g.add_edge("h", "f", np.array([1.0, -1.0]))
    >>> g.derivative("f", "x")
    array([-2., -2.])
    """

    name = "linear"
    has_units = True

    def seed(self, node: NodeLike) -> Any:
        """Start with the identity."""
        size = int(np.prod(node.shape, dtype=int))
        return np.eye(size).reshape(node.shape + node.shape)

    @_quietly
    def push(self, local: Local, carrier: Any) -> Any:
        """Apply the map to every tangent."""
        if isinstance(local, LinearMap):
            return local.push_block(carrier)
        return as_float(scalar(local)) * carrier

    @_quietly
    def pull(self, local: Local, carrier: Any) -> Any:
        """Apply the transpose to every cotangent."""
        if isinstance(local, LinearMap):
            return local.pull_block(carrier)
        return as_float(scalar(local)) * carrier

    @_quietly
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
