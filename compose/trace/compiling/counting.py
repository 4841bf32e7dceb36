"""What a program costs, in weighted operations."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from compose.trace.compiling.nodes import Node

__all__ = ["operations"]

_ARITHMETIC = frozenset(
    (
        *(np.add, np.subtract, np.multiply, np.true_divide, np.negative, np.reciprocal),
        *(np.absolute, np.sign, np.maximum, np.minimum, np.fmax, np.fmin, np.heaviside),
        *(np.equal, np.not_equal, np.less, np.less_equal, np.greater, np.greater_equal),
        *(np.logical_and, np.logical_or, np.logical_not, np.bitwise_and, np.bitwise_or),
        *(np.where, np.sqrt, np.rint, np.floor, np.ceil, np.trunc, np.copysign),
    )
)
_MOVING = frozenset(
    (
        *(np.reshape, np.transpose, np.broadcast_to, np.swapaxes, np.moveaxis, np.ravel),
        *(np.expand_dims, np.squeeze, np.flip, np.roll, np.take, np.take_along_axis),
        *(np.concatenate, np.stack, np.split, np.repeat, np.tile, np.full, np.real, np.imag),
    )
)
_FUNCTION_CALL = 10


def operations(nodes: Iterable[Node]) -> int:
    """Count the operations of a program.

    An addition, a multiplication, a division or a comparison of two numbers counts 1, a call of a
    function such as exp for one number counts 10, a product of matrices 2·m·n·k, and moving numbers
    about nothing.

    Parameters
    ----------
    nodes : iterable of Node
        The program.

    Returns
    -------
    int
        The sum.
    """
    return sum(_weight(node) for node in nodes if node.is_made)


def _weight(node: Node) -> int:
    function = node.function
    if function in _MOVING or getattr(function, "__name__", "") in ("getitem", "scatter_once"):
        return 0
    size = math.prod(node.shape) if not isinstance(node.value, (tuple, list)) else 0
    largest = max([size, *(math.prod(operand.shape) for operand in node.operands())])
    if function in (np.dot, np.matmul):
        return 2 * size * (node.args[0].shape or (1,))[-1]
    if function in (np.sum, np.max, np.min, np.prod):
        return largest
    return size if function in _ARITHMETIC else _FUNCTION_CALL * largest
