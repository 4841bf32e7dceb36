"""The linear map of everything that works on each element by itself."""

from __future__ import annotations

from typing import final

import numpy as np

from compose.engine.maps import Array, LinearMap, Shape

__all__ = ["Diagonal"]


@final
class Diagonal(LinearMap):
    """A factor for each element of the target; the source may be broadcast to it.

    Parameters
    ----------
    factor : array_like
        Broadcasts to the target's shape.
    source_shape, target_shape : tuple of int
        Shapes of the two nodes; the source's broadcasts to the target's.

    Examples
    --------
    >>> import numpy as np
    >>> bias = Diagonal(1.0, (2,), (3, 2))
    >>> bias.transpose(np.ones((3, 2)))
    array([3., 3.])
    >>> bias.as_jacobian().shape
    (3, 2, 2)
    """

    __slots__ = ("factor",)

    def __init__(self, factor: Array | float, source_shape: Shape, target_shape: Shape) -> None:
        super().__init__(source_shape, target_shape)
        self.factor = np.broadcast_to(factor, target_shape)

    @property
    def kind(self) -> str:
        """What explanations call it."""
        return "diagonal"

    def apply(self, value: Array) -> Array:
        """Multiply each element."""
        moved: Array = self.factor * value
        return moved

    def transpose(self, cotangent: Array) -> Array:
        """Multiply each element, and sum over what was broadcast."""
        return self._summed(cotangent * self.factor, 0)

    def push_block(self, tangents: Array) -> Array:
        """Multiply each element of every tangent."""
        rest = tangents.shape[len(self.source_shape) :]
        ahead = (1,) * (len(self.target_shape) - len(self.source_shape))
        aligned = tangents.reshape(ahead + tangents.shape)
        moved: Array = self.factor.reshape(self.target_shape + (1,) * len(rest)) * aligned
        return moved

    def pull_block(self, cotangents: Array) -> Array:
        """Multiply each element of every cotangent, and sum over what was broadcast."""
        return self._summed(cotangents * self.factor, cotangents.ndim - len(self.target_shape))

    def pattern(self) -> Array:
        """Say which entries join elements, whatever their factor."""
        joined: Array = Diagonal(1.0, self.source_shape, self.target_shape).as_matrix() != 0
        return joined

    def _summed(self, moved: Array, rest: int) -> Array:
        """Sum over the axes along which the source was broadcast, behind `rest` others."""
        ahead = len(self.target_shape) - len(self.source_shape)
        aligned = (1,) * ahead + self.source_shape
        axes = tuple(
            rest + axis
            for axis, (given, length) in enumerate(zip(self.target_shape, aligned, strict=True))
            if axis < ahead or (length == 1 and given != 1)
        )
        summed: Array = moved.sum(axis=axes)
        return summed.reshape(moved.shape[:rest] + self.source_shape)
