"""What an edge may carry: a number, a Jacobian, a linear map, an affine map.

A number scales. A `LinearMap` moves tangents from source to target (`apply`) and cotangents back
(`transpose`). An `Affine` map moves values; its local derivative is its scale. Maps whose
derivative depends on the value stand in `projective` and `valued`. Other rooms add maps by
subclassing `LinearMap` or `Map`.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self, TypeAlias, final, overload

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Affine",
    "Array",
    "BadLocalError",
    "Composed",
    "Dense",
    "LinearMap",
    "Local",
    "Map",
    "Number",
    "Operator",
    "Shape",
    "as_float",
    "quotient",
    "slope",
]

Number: TypeAlias = int | float | Fraction
Shape: TypeAlias = tuple[int, ...]
Array: TypeAlias = NDArray[Any]


class BadLocalError(ValueError):
    """A question cannot use what an edge carries; which edge, the one who asks finds out."""


class Map(ABC):
    """What an edge may carry beyond a number: it moves something from source to target.

    Examples
    --------
    >>> isinstance(Affine(2, 1), Map)
    True
    """

    __slots__ = ()

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Give the map itself: it does not change, and what it calls has no copy."""
        return self

    @abstractmethod
    def apply(self, value: Any) -> Any:
        """Move a value (or, for a linear map, a tangent) from the source to the target."""


class LinearMap(Map):
    """A Jacobian known by what it does: it need never be written out as a matrix.

    Attributes
    ----------
    source_shape, target_shape : tuple of int
        Shapes of the two nodes.

    Examples
    --------
    >>> import numpy as np
    >>> class Reversal(LinearMap):
    ...     def apply(self, value):
    ...         return value[::-1]
    ...
    ...     def transpose(self, cotangent):
    ...         return cotangent[::-1]
    >>> Reversal((2,), (2,)).as_jacobian()
    array([[0., 1.],
           [1., 0.]])
    """

    __slots__ = ("source_shape", "target_shape")

    def __init__(self, source_shape: Shape, target_shape: Shape) -> None:
        self.source_shape = source_shape
        self.target_shape = target_shape

    @abstractmethod
    def transpose(self, cotangent: Array) -> Array:
        """Move a cotangent of shape `target_shape` back to one of shape `source_shape`."""

    def push_block(self, tangents: Array) -> Array:
        """Apply to every column of an array of shape ``source_shape + k``; ``target_shape + k``."""
        rest = tangents.shape[len(self.source_shape) :]
        columns = tangents.reshape(math.prod(self.source_shape), math.prod(rest))
        moved = [
            _flat(self.apply(column.reshape(self.source_shape)), self.target_shape, "apply")
            for column in columns.T
        ]
        if not moved:
            return np.zeros(self.target_shape + rest)
        side_by_side: Array = np.stack(moved, axis=1)
        return side_by_side.reshape(self.target_shape + rest)

    def pull_block(self, cotangents: Array) -> Array:
        """Transpose every row of an array of shape ``k + target_shape``; ``k + source_shape``."""
        rest = cotangents.shape[: cotangents.ndim - len(self.target_shape)]
        rows = cotangents.reshape(math.prod(rest), math.prod(self.target_shape))
        moved = [
            _flat(self.transpose(row.reshape(self.target_shape)), self.source_shape, "transpose")
            for row in rows
        ]
        if not moved:
            return np.zeros(rest + self.source_shape)
        return np.stack(moved).reshape(rest + self.source_shape)

    @property
    def kind(self) -> str:
        """What explanations call it."""
        return "linear map"

    def after(self, first: LinearMap) -> LinearMap:
        """Compose: first `first`, then this one."""
        return Composed(self, first)

    def as_matrix(self) -> Array:
        """Write the map out as a matrix, a row for each element of the target."""
        shape = math.prod(self.target_shape), math.prod(self.source_shape)
        return self.as_jacobian().reshape(shape)

    def pattern(self) -> Array:
        """Say which entries of the matrix join elements: those that are not 0, or unknown."""
        matrix = self.as_matrix()
        joined: Array = (matrix != 0) | np.isnan(matrix)
        return joined

    def as_jacobian(self) -> Array:
        """Write the map out as an array of shape ``target_shape + source_shape``."""
        size = math.prod(self.source_shape)
        return self.push_block(np.eye(size).reshape(self.source_shape + self.source_shape))


def _flat(answer: Any, shape: Shape, what: str) -> Array:
    """Lay a map's answer flat, if it has the shape that the map promised."""
    if np.shape(answer) != shape:
        raise BadLocalError(f"its {what} answers with shape {np.shape(answer)}, not {shape}")
    return np.ravel(answer)


@final
class Composed(LinearMap):
    """One linear map after another, not multiplied out.

    Examples
    --------
    >>> import numpy as np
    >>> turn = Dense(np.array([[0.0, -1.0], [1.0, 0.0]]), (2,), (2,))
    >>> turn.after(turn).as_matrix()
    array([[-1.,  0.],
           [ 0., -1.]])
    """

    __slots__ = ("first", "later")

    def __init__(self, later: LinearMap, first: LinearMap) -> None:
        if first.target_shape != later.source_shape:
            message = f"a map from {later.source_shape} cannot follow one to {first.target_shape}"
            raise BadLocalError(message)
        super().__init__(first.source_shape, later.target_shape)
        self.later = later
        self.first = first

    def apply(self, value: Array) -> Array:
        """Apply the first, then the later one."""
        moved: Array = self.later.apply(self.first.apply(value))
        return moved

    def transpose(self, cotangent: Array) -> Array:
        """Transpose the later one, then the first."""
        return self.first.transpose(self.later.transpose(cotangent))

    def push_block(self, tangents: Array) -> Array:
        """Apply both to every tangent."""
        return self.later.push_block(self.first.push_block(tangents))

    def pull_block(self, cotangents: Array) -> Array:
        """Transpose both for every cotangent."""
        return self.first.pull_block(self.later.pull_block(cotangents))


@final
class Dense(LinearMap):
    """A Jacobian given as an array of shape ``target_shape + source_shape``.

    Examples
    --------
    >>> import numpy as np
    >>> Dense(np.array([[1.0, 2.0]]), (2,), (1,)).transpose(np.array([3.0]))
    array([3., 6.])
    """

    __slots__ = ("jacobian",)

    def __init__(self, jacobian: Array, source_shape: Shape, target_shape: Shape) -> None:
        super().__init__(source_shape, target_shape)
        self.jacobian = jacobian

    def apply(self, value: Array) -> Array:
        """Multiply the Jacobian by a tangent."""
        return np.tensordot(self.jacobian, value, axes=len(self.source_shape))

    def transpose(self, cotangent: Array) -> Array:
        """Multiply a cotangent by the Jacobian."""
        return np.tensordot(cotangent, self.jacobian, axes=len(self.target_shape))

    def push_block(self, tangents: Array) -> Array:
        """Apply to all columns in one product."""
        return self.apply(tangents)

    def pull_block(self, cotangents: Array) -> Array:
        """Transpose all rows in one product."""
        return self.transpose(cotangents)

    def as_jacobian(self) -> Array:
        """Give the array itself."""
        return self.jacobian


@final
class Operator(LinearMap):
    """A linear map that has only `apply` and `transpose`.

    Parameters
    ----------
    apply : callable
        Tangent of shape `source_shape` to tangent of shape `target_shape`.
    transpose : callable
        Cotangent of shape `target_shape` to cotangent of shape `source_shape`.
    source_shape, target_shape : tuple of int
        Shapes of the two nodes.

    Examples
    --------
    A cumulative sum of three numbers, without its matrix:

    >>> import numpy as np
    >>> from compose import Graph
    >>> sums = Operator(np.cumsum, lambda c: np.cumsum(c[::-1])[::-1], (3,), (3,))
    >>> g = Graph()
    >>> g.add_node("x", shape=(3,))
    >>> _ = g.add_edge("x", "y", sums)
    >>> _ = g.add_edge("y", "f", np.array([1.0, 1.0, 1.0]))
    >>> g.derivative("f", "x")
    array([3., 2., 1.])
    """

    __slots__ = ("_apply", "_transpose")

    def __init__(
        self,
        apply: Callable[[Array], Array],
        transpose: Callable[[Array], Array],
        source_shape: Shape,
        target_shape: Shape,
    ) -> None:
        super().__init__(tuple(source_shape), tuple(target_shape))
        self._apply = apply
        self._transpose = transpose

    def apply(self, value: Array) -> Array:
        """Move a tangent forward."""
        return self._apply(value)

    def transpose(self, cotangent: Array) -> Array:
        """Move a cotangent back."""
        return self._transpose(cotangent)


@final
@dataclass(frozen=True, slots=True)
class Affine(Map):
    """The map x → scale · x + offset, known to within a relative tolerance.

    Parameters
    ----------
    scale : int, float or Fraction
        The local derivative.
    offset : int, float or Fraction
        What is added.
    tolerance : int, float or Fraction
        Relative half-width within which the scale is known; 0 means exactly.

    Examples
    --------
    >>> from fractions import Fraction
    >>> fahrenheit = Affine(Fraction(9, 5), 32)
    >>> fahrenheit.apply(100)
    Fraction(212, 1)
    >>> fahrenheit.inverse().apply(212)
    Fraction(100, 1)
    """

    scale: Number
    offset: Number = 0
    tolerance: Number = 0

    def apply(self, value: Any) -> Any:
        """Move a value from the source to the target."""
        return self.scale * value + self.offset

    def derivative(self, value: Any) -> Number:  # noqa: ARG002 - the same everywhere
        """Give the local derivative, which is the scale at every value."""
        return self.scale

    @overload
    def after(self, first: Affine) -> Affine: ...

    @overload
    def after(self, first: Map) -> Map: ...

    def after(self, first: Any) -> Any:
        """Compose: first `first`, then this one. Tolerances add."""
        if not isinstance(first, Affine):
            return first.then(self)
        # Without an offset there is nothing to scale: ∞ · 0 would answer NaN.
        moved = self.scale * first.offset if first.offset else 0
        return Affine(
            self.scale * first.scale, moved + self.offset, self.tolerance + first.tolerance
        )

    def inverse(self) -> Affine:
        """Undo the map; a zero scale has no inverse and raises ZeroDivisionError."""
        return Affine(quotient(1, self.scale), quotient(-self.offset, self.scale), self.tolerance)


Local: TypeAlias = Number | Map


def quotient(a: Number, b: Number) -> Number:
    """Divide, staying exact where both numbers are."""
    return Fraction(a, b) if isinstance(a, int) and isinstance(b, int) else a / b


def slope(local: Local) -> Number | Map:
    """Give the local derivative of whatever an edge carries: an affine map's is its scale."""
    return local.scale if isinstance(local, Affine) else local


def as_float(number: Number) -> float:
    """Round to the nearest float; what is too large becomes an infinity, as in IEEE arithmetic."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf
