"""Counts what each way of answering would cost, chooses, and prints itself.

A plan is data: it can be looked at before anything is computed.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np

from compose.engine.maps import LinearMap, Local, Shape
from compose.engine.order import Structure, between, marked_edges
from compose.errors import QuestionError

__all__ = ["Order", "Plan", "make_plan"]

Order: TypeAlias = Literal["auto", "forward", "reverse"]


@dataclass(frozen=True)
class Plan:
    """How a Jacobian will be worked out, and what it costs.

    Attributes
    ----------
    of, wrt : tuple
        The rows and columns.
    order : str
        The direction chosen: ``"forward"`` or ``"reverse"``.
    multiplications : dict
        For each direction, an upper bound on the scalar multiplications that its sweeps make:
        every sweep counted over all edges that lie between any column and any row.

    Examples
    --------
    >>> from compose import Graph
    >>> g = Graph()
    >>> g.add_edges(["w", "x", "g", "b"], ["g", "g", "f", "f"], [5.0, -2.0, 1.0, 1.0])
    >>> plan = g.plan(["f"], ["w", "x", "b"])
    >>> plan.order, plan.multiplications
    ('reverse', {'forward': 12, 'reverse': 4})
    """

    of: tuple[Hashable, ...]
    wrt: tuple[Hashable, ...]
    order: Literal["forward", "reverse"]
    multiplications: Mapping[str, int]

    def __str__(self) -> str:
        lines = [f"{len(self.of)} × {len(self.wrt)} derivatives"]
        sweeps = {"forward": len(self.wrt), "reverse": len(self.of)}
        for order, count in self.multiplications.items():
            chosen = "  ← chosen" if order == self.order else ""
            noun = "sweep " if sweeps[order] == 1 else "sweeps"
            lines.append(
                f"  {order:<8} {sweeps[order]:>7,} {noun}  {count:>12,} multiplications{chosen}"
            )
        return "\n".join(lines)


def make_plan(
    structure: Structure,
    local: Sequence[Local],
    shapes: Mapping[int, Shape],
    of: Sequence[tuple[Hashable, int]],
    wrt: Sequence[tuple[Hashable, int]],
    order: str = "auto",
) -> Plan:
    """Count both directions and choose the cheaper; forward where they tie.

    Parameters
    ----------
    structure : Structure
        The edges.
    local : sequence
        What each slot carries; looked at where there are shapes.
    shapes : mapping
        Shapes by position, where they are not ``()``.
    of, wrt : sequence of (name, position)
        The rows and columns.
    order : {"auto", "forward", "reverse"}
        A direction, or the cheaper one.

    Returns
    -------
    Plan
        What was chosen and why.

    Raises
    ------
    QuestionError
        The order has no such name.
    """
    if order not in get_args(Order):
        message = f"there is no order {order!r}; choose one of {', '.join(get_args(Order))}"
        raise QuestionError(message)
    mark = between(structure, [p for _, p in of], [p for _, p in wrt])
    edges = _multiplications(structure, local, shapes, mark)
    forward = edges * sum(_size(shapes, p) for _, p in wrt)
    backward = edges * sum(_size(shapes, p) for _, p in of)
    chosen = order if order != "auto" else "forward" if forward <= backward else "reverse"
    counts = {"forward": forward, "reverse": backward}
    return Plan(tuple(n for n, _ in of), tuple(n for n, _ in wrt), chosen, counts)  # type: ignore[arg-type]


def _size(shapes: Mapping[int, Shape], position: int) -> int:
    return math.prod(shapes.get(position, ()))


def _multiplications(
    structure: Structure, local: Sequence[Local], shapes: Mapping[int, Shape], mark: bytearray
) -> int:
    """Count what one tangent or cotangent costs over the marked edges; a number only scales."""
    if not shapes:
        return marked_edges(structure, mark)
    total = 0
    for position in np.flatnonzero(np.frombuffer(mark, np.uint8)).tolist():
        for slot in structure.slots(position):
            target = structure.target[slot]
            if mark[target]:
                width = _size(shapes, target) if isinstance(local[slot], LinearMap) else 1
                total += _size(shapes, position) * width
    return total
