"""Makes plans, and carries them out.

Two orders need no elimination: what forward and reverse elimination multiply, sweeps multiply too,
without a list of edges that changes, and once more where they start. So forward and reverse are
carried out by sweeps; every other order is carried out as it stands.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from compose.engine.algebra import Algebra
from compose.engine.elimination import (
    ONE,
    Given,
    Pattern,
    Search,
    checked,
    cost,
    eliminated,
    markowitz_within,
    orders_for,
    pattern_between,
    ring_of,
    values_of,
)
from compose.engine.maps import BadLocalError, LinearMap, Shape, slope
from compose.engine.order import between, marked_edges
from compose.engine.plan import Candidate, Plan, joined
from compose.engine.prepared import Prepared
from compose.errors import LocalTypeError, QuestionError

__all__ = ["carried_out", "direction", "make_plan", "pattern_of"]

_COUNTED: Final = 20_000
"""Edges up to which orders of elimination are counted without being asked for."""
_MANY: Final = 256
"""Sweeps beside which it costs little to look at the edges once for a better order."""
_SAVED: Final = 16
"""By what an elimination must be cheaper: the search for its order costs as much as it does, and
ends once it cannot be."""

Numbers = NDArray[np.int64]


def make_plan(
    ready: Prepared,
    rows: Numbers,
    columns: Numbers,
    order: Given = "auto",
    *,
    free_units: bool = False,
    search: Search | None = None,
) -> Plan:
    """Count what orders cost, and choose.

    Parameters
    ----------
    ready : Prepared
        The graph.
    rows, columns : array of int
        Node numbers.
    order : str, iterable or callable
        A name, the nodes in order, or a function of the pattern.
    free_units : bool
        Whether edges of ±1 multiply for nothing.
    search : Search, optional
        How hard to search.

    Returns
    -------
    Plan
        For ``"auto"`` the cheapest order, by multiplications, then additions; else the one that
        was asked for.

    Raises
    ------
    QuestionError
        There is no such order.
    """
    of, wrt = (tuple(ready.columns.names[n] for n in ns.tolist()) for ns in (rows, columns))
    bounds = _bounds(ready, rows, columns)
    large = bounds["edges"] > _COUNTED
    if isinstance(order, str) and large and order in {"auto", "forward", "reverse"}:
        counts = {name: Candidate(bounds[name]) for name in ("forward", "reverse")}
        chosen = min(counts, key=bounds.__getitem__) if order == "auto" else order
        return Plan(of, wrt, chosen, counts)
    pattern = pattern_of(ready, rows, columns, free_units=free_units)
    orders = orders_for(pattern, order, search or Search())
    counted = {name: cost(pattern, nodes) for name, nodes in orders.items()}
    candidates = {
        name: Candidate(count.multiplications, count.additions, count.peak)
        for name, count in counted.items()
    }
    chosen = _asked_for(candidates, order)
    return Plan(of, wrt, chosen, candidates, pattern, tuple(orders[chosen]))


def _asked_for(candidates: Mapping[str, Candidate], order: Given) -> str:
    if order == "auto":
        return min(candidates, key=lambda name: _price(candidates[name]))
    return order if isinstance(order, str) else list(candidates)[-1]


def _price(candidate: Candidate) -> tuple[int, int]:
    return candidate.multiplications, candidate.additions or 0


def pattern_of(
    ready: Prepared, rows: Numbers, columns: Numbers, *, free_units: bool = False
) -> Pattern:
    """Give the pattern between node numbers."""
    units = _unit_slots(ready) if free_units else ()
    of, wrt = ([ready.at(n) for n in ns.tolist()] for ns in (rows, columns))
    names, shapes = ready.columns.names, ready.shapes_at()
    return pattern_between(ready.plain, of, wrt, names, shapes=shapes, units=units)


def _unit_slots(ready: Prepared) -> set[int]:
    """Find the slots that carry 1 or −1 between numbers."""
    slopes = (slope(local) for local in ready.locals)
    return {
        slot
        for slot, number in enumerate(slopes)
        if isinstance(number, (int, float)) and abs(number) == 1
    }


def direction(ready: Prepared, rows: Numbers, columns: Numbers, order: Plan | Given) -> str | None:
    """Say which way to sweep for a Jacobian; None where an order is to be carried out.

    Raises
    ------
    QuestionError
        There is no such order.
    """
    if isinstance(order, Plan):
        _check_question(ready, rows, columns, order)
        return order.order if order.order in {"forward", "reverse"} else None
    if not isinstance(order, str) or order not in {"auto", "forward", "reverse"}:
        return None
    if order != "auto":
        return order
    bounds = _bounds(ready, rows, columns)
    if _worth_searching(ready, len(rows), len(columns), bounds["edges"]):
        pattern = pattern_of(ready, rows, columns)
        limit = min(bounds["forward"], bounds["reverse"]) // _SAVED
        if markowitz_within(pattern, limit) is not None:
            return None
    return min(("forward", "reverse"), key=bounds.__getitem__)


def _check_question(ready: Prepared, rows: Numbers, columns: Numbers, plan: Plan) -> None:
    """Refuse a plan for other rows or columns, or for another structure."""
    for numbers, planned, what in ((rows, plan.of, "of"), (columns, plan.wrt, "wrt")):
        names = [ready.columns.names[n] for n in numbers.tolist()]
        if set(names) != set(planned):
            raise QuestionError(f"{what}={names!r}: this plan is for {what}={list(planned)!r}")
    if plan.pattern is not None:
        _applied(plan, pattern_of(ready, rows, columns))


def _worth_searching(ready: Prepared, rows: int, columns: int, edges: int) -> bool:
    """Say whether planning could pay: sweeps by compiled code are faster in any order."""
    small = not ready.by_kernel and edges <= _COUNTED
    return small and min(rows, columns) >= _MANY and not ready.shapes_at()


def _bounds(ready: Prepared, rows: Numbers, columns: Numbers) -> dict[str, int]:
    """Bound what sweeps multiply: each over all edges that lie between."""
    of, wrt = ([ready.at(n) for n in ns.tolist()] for ns in (rows, columns))
    shapes = ready.shapes_at()
    mark = between(ready.structure, of, wrt)
    edges = _multiplications(ready, shapes, mark)
    height, width = (sum(_size(shapes, p) for p in ends) for ends in (of, wrt))
    return {"forward": edges * width, "reverse": edges * height, "edges": edges}


def _size(shapes: Mapping[int, Shape], position: int) -> int:
    return math.prod(shapes.get(position, ()))


def _multiplications(ready: Prepared, shapes: Mapping[int, Shape], mark: bytearray) -> int:
    """Count what one tangent or cotangent costs over the marked edges; a number only scales."""
    structure = ready.structure
    if not shapes:
        return marked_edges(structure, mark)
    total = 0
    for position in np.flatnonzero(np.frombuffer(mark, np.uint8)).tolist():
        for slot in structure.slots(position):
            target = structure.target[slot]
            if mark[target]:
                wide = isinstance(ready.locals[slot], LinearMap)
                total += _size(shapes, position) * (_size(shapes, target) if wide else 1)
    return total


def carried_out(
    ready: Prepared, rows: Numbers, columns: Numbers, order: Any, algebra: Algebra[Any]
) -> NDArray[Any]:
    """Eliminate, and give the carrier of each row and column: None where no path leads.

    Raises
    ------
    QuestionError
        There is no such order, or the plan is for another structure.
    LocalTypeError
        An edge carries what the algebra cannot use.
    """
    pattern = pattern_of(ready, rows, columns)
    if isinstance(order, Plan):
        sequence = _applied(order, pattern)
    else:
        chosen = "markowitz" if isinstance(order, str) and order == "auto" else order
        sequence = list(orders_for(pattern, chosen, Search()).values())[-1]
    ring = ring_of(algebra)
    edges = [edge for carried in pattern.carried for edge in carried]
    local = dict(zip(edges, ready.columns.locals_at(edges), strict=True))
    try:
        values = eliminated(pattern, sequence, values_of(pattern, local, ring), ring)
    except BadLocalError:
        _find_bad_local(ready, algebra, edges)
        raise
    return _laid_out(ready, rows, columns, pattern, values, algebra)


def _find_bad_local(ready: Prepared, algebra: Algebra[Any], edges: Sequence[int]) -> None:
    """Raise an error that names the first edge whose local the algebra cannot use."""
    ring = ring_of(algebra)
    for edge in edges:
        try:
            ring.lift(ready.columns.local_at(edge), 1)
        except BadLocalError as error:
            known = ready.columns.edge(edge)
            problem = f"{error}, and the algebra {algebra.name!r} cannot use it"
            raise LocalTypeError(known.source, known.target, problem) from None


def _laid_out(
    ready: Prepared,
    rows: Numbers,
    columns: Numbers,
    pattern: Pattern,
    values: Mapping[tuple[int, int], Any],
    algebra: Algebra[Any],
) -> NDArray[Any]:
    ends = {pattern.names[node]: node for node in pattern.outputs}
    starts = {pattern.names[node]: node for node in pattern.inputs}
    blocks = np.empty((len(rows), len(columns)), object)
    for i, j in np.ndindex(*blocks.shape):
        of, wrt = (ready.columns.node(int(n)) for n in (rows[i], columns[j]))
        value = values.get((starts.get(wrt.name, -1), ends.get(of.name, -1)))
        if value is ONE or rows[i] == columns[j]:
            value = algebra.seed(of)
        elif isinstance(value, np.ndarray):
            value = value.reshape(of.shape + wrt.shape)
        blocks[i, j] = value
    return blocks


def _applied(plan: Plan, pattern: Pattern) -> list[int]:
    """Give a plan's order in the numbers of another pattern, if the same nodes are joined."""
    before, now = joined(plan.known_pattern), joined(pattern)
    for pairs, what in ((before - now, "has no edge"), (now - before, "has another edge,")):
        if pairs:
            source, target = min(pairs, key=repr)
            problem = f"the graph {what} {source!r} → {target!r}"
            raise QuestionError(f"this plan is for another structure: {problem}")
    return checked(pattern, [pattern.numbers[name] for name in plan.nodes])
