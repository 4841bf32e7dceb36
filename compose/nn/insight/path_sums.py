"""The derivatives of a network once more, as what they are: sums over paths."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import final

import numpy as np

from compose.engine.algebra import COUNTING
from compose.engine.graph import Graph
from compose.nn.data import Array
from compose.nn.insight.passes import COST, Pass
from compose.nn.insight.relative import difference
from compose.trace.elements import element

__all__ = ["PathSums", "path_sums"]

_ELEMENTS = 400
_PATHS = 4000


@final
@dataclass(frozen=True)
class PathSums:
    """How far the engine's sweep is from the sums over all listed paths.

    Attributes
    ----------
    count : int
        How many paths were listed, from every element of every z, w and b to C.
    difference : float
        The largest difference, as a part of the largest derivative in the same array.
    """

    count: int
    difference: float


def path_sums(taken: Pass, swept: dict[str, Array]) -> PathSums | None:
    """List every path to the cost, and add up the products.

    Parameters
    ----------
    taken : Pass
        What was computed.
    swept : dict of str to ndarray
        The derivatives of C by the arrays of these names.

    Returns
    -------
    PathSums or None
        None where there are more than some hundreds of elements, or some thousands of paths.
    """
    if sum(array.size for array in swept.values()) > _ELEMENTS:
        return None
    graph = taken.cost.graph(elementwise=True)
    count = sum(graph.gradient(COST, _elements(swept), algebra=COUNTING).values())
    if count > _PATHS:
        return None
    apart = [difference(array, _summed(graph, name, array)) for name, array in swept.items()]
    return PathSums(count, float(np.max(apart)))


def _elements(swept: dict[str, Array]) -> list[str]:
    return [
        element(name, index) for name, array in swept.items() for index in np.ndindex(array.shape)
    ]


def _summed(graph: Graph, name: str, array: Array) -> Array:
    sums = [
        math.fsum(path.product for path in graph.paths(COST, element(name, index)))
        for index in np.ndindex(array.shape)
    ]
    return np.reshape(sums, array.shape)
