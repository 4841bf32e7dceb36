"""What elimination needs of an algebra: products of locals with each other, not with carriers only.

A semiring has them. Linear maps are written out as matrices first. An algebra whose carriers are no
locals, a value on its way say, can be swept but not eliminated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from compose.engine.action import Algebra, Semiring, scalar
from compose.engine.algebra import Linear
from compose.engine.maps import LinearMap, Local, as_float
from compose.errors import QuestionError

__all__ = ["Ring", "ring_of"]


@dataclass(frozen=True)
class Ring:
    """How values on edges are made, multiplied and added.

    Attributes
    ----------
    lift : callable
        ``lift(local, size)``: the value of an edge whose source has so many elements.
    times : callable
        ``times(later, earlier)``: it need not commute.
    plus : callable
        ``plus(a, b)``.
    """

    lift: Callable[[Local, int], Any]
    times: Callable[[Any, Any], Any]
    plus: Callable[[Any, Any], Any]


def ring_of(algebra: Algebra[Any]) -> Ring:
    """Give the products and sums of an algebra.

    Raises
    ------
    QuestionError
        It only acts on carriers, or its branches are compared instead of added.
    """
    if isinstance(algebra, Semiring):
        return Ring(lambda local, _: algebra.lift(local), algebra.times, algebra.plus)
    if isinstance(algebra, Linear):
        return Ring(_matrix, _after, _sum)
    problem = "has no products of two locals: it can be swept, not eliminated"
    raise QuestionError(f"the algebra {algebra.name!r} {problem}")


def _matrix(local: Local, size: int) -> Any:
    if isinstance(local, LinearMap):
        return local.as_matrix()
    return as_float(scalar(local)) * np.eye(size)


@np.errstate(over="ignore", invalid="ignore")
def _after(later: Any, earlier: Any) -> Any:
    return later @ earlier


@np.errstate(over="ignore", invalid="ignore")
def _sum(a: Any, b: Any) -> Any:
    return a + b
