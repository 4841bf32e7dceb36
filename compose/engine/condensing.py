"""A smaller graph with the same derivatives: nodes that nobody asks for are eliminated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compose.engine.algebra import Algebra
from compose.engine.columns import given
from compose.engine.elimination import (
    Given,
    Pair,
    Pattern,
    Search,
    eliminated,
    orders_for,
    pattern_between,
    ring_of,
    values_of,
)
from compose.engine.maps import Affine, LinearMap, Map
from compose.engine.prepared import Prepared
from compose.errors import LocalTypeError

__all__ = ["Joined", "condensed"]


@dataclass(frozen=True)
class Joined:
    """An edge of the smaller graph.

    Attributes
    ----------
    source, target : hashable
        Names of its nodes.
    local : object
        What it carries.
    edge : int or None
        The only edge behind it, where there is only one.
    """

    source: Any
    target: Any
    local: Any
    edge: int | None


def condensed(
    ready: Prepared, keep: NDArray[np.int64], order: Given, algebra: Algebra[Any]
) -> Iterator[Joined]:
    """Eliminate every node but some, and give the edges that are left.

    Parameters
    ----------
    ready : Prepared
        The graph.
    keep : array of int
        Numbers of the nodes that stay.
    order : str, iterable or callable
        In which order the others go.
    algebra : Algebra
        Whose products and sums.

    Raises
    ------
    LocalTypeError
        An edge carries a map of values: branches of such maps agree, they are not added.
    """
    ends = [ready.at(n) for n in keep.tolist()]
    names, shapes = ready.columns.names, ready.shapes_at()
    pattern = pattern_between(ready.plain, ends, ends, names, shapes=shapes, twins=False)
    edges = [edge for carried in pattern.carried for edge in carried]
    local = dict(zip(edges, ready.columns.locals_at(edges), strict=True))
    for edge, its_local in local.items():
        _check_additive(ready, edge, its_local)
    ring = ring_of(algebra)
    values = values_of(pattern, local, ring)
    nodes = list(orders_for(pattern, order, Search()).values())[-1]
    left = eliminated(pattern, nodes, dict(values), ring)
    single = _single(pattern)
    for pair, value in left.items():
        source, target = (pattern.names[node] for node in pair)
        only = single.get(pair) if values.get(pair) is value else None
        if only is not None:
            yield Joined(source, target, given(local[only]), only)
        else:
            yield Joined(source, target, _shaped(ready, source, target, value), None)


def _single(pattern: Pattern) -> dict[Pair, int]:
    pairs = zip(pattern.edges, pattern.carried, strict=True)
    return {pair: carried[0] for pair, carried in pairs if len(carried) == 1}


def _shaped(ready: Prepared, source: Any, target: Any, value: Any) -> Any:
    """Give a matrix the shape of a Jacobian."""
    if not isinstance(value, np.ndarray):
        return value
    tail, head = (ready.columns.node(_number(ready, name)).shape for name in (source, target))
    return value.reshape(head + tail) if head + tail else float(value.item())


def _number(ready: Prepared, name: Any) -> int:
    number = ready.columns.number(name)
    assert number is not None  # noqa: S101 - the name is a node's
    return number


def _check_additive(ready: Prepared, edge: int, local: Any) -> None:
    if isinstance(local, Affine):
        moves = bool(local.offset or local.tolerance)
    else:
        moves = isinstance(local, Map) and not isinstance(local, LinearMap)
    if moves:
        known = ready.columns.edge(edge)
        problem = f"a {type(local).__name__} map moves values; elimination adds the branches of"
        raise LocalTypeError(known.source, known.target, f"{problem} derivatives")
