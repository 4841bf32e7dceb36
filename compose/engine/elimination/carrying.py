"""The elimination itself, over any ring: what edges carry is joined, later ones on the left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

from compose.engine.elimination.pattern import Pair, Pattern
from compose.engine.elimination.rings import Ring
from compose.engine.maps import Local
from compose.engine.operations import record

__all__ = ["ONE", "eliminated", "values_of"]

Values: TypeAlias = dict[Pair, Any]

ONE: Final = object()
"""What the edge to a twin carries: times this, a value stays itself."""


def values_of(pattern: Pattern, local: Mapping[int, Local], ring: Ring) -> Values:
    """Give each pair its value, parallel edges added.

    Parameters
    ----------
    pattern : Pattern
        What is joined.
    local : mapping
        What each of the graph's edges carries, by number.
    ring : Ring
        How locals become values and are added.
    """
    values: Values = {}
    for pair, edges in zip(pattern.edges, pattern.carried, strict=True):
        if not edges:
            values[pair] = ONE
            continue
        size = pattern.weights[pair[0]]
        value, *others = (ring.lift(local[edge], size) for edge in edges)
        for other in others:
            value = ring.plus(value, other)
        values[pair] = value
    record(additions=pattern.merges)
    return values


def eliminated(pattern: Pattern, order: Iterable[int], values: Values, ring: Ring) -> Values:
    """Remove nodes in order, and give what the pairs that are left carry.

    Parameters
    ----------
    pattern : Pattern
        What is joined.
    order : iterable of int
        The nodes to remove.
    values : dict
        The value of each pair.
    ring : Ring
        How values are multiplied and added.

    Returns
    -------
    dict
        Values of the pairs among the nodes that stay; ``ONE`` from a node to its own twin.
    """
    times, plus = ring.times, ring.plus
    before: list[dict[int, None]] = [{} for _ in pattern.names]
    after: list[Any] = [{} for _ in pattern.names]
    for i, j in pattern.edges:
        before[j][i] = None
        after[i][j] = values[i, j]
    multiplications = additions = 0
    for node in order:
        out = after[node]
        for i in before[node]:
            row = after[i]
            earlier = row.pop(node)
            for j, later in out.items():
                if earlier is ONE or later is ONE:
                    product = later if earlier is ONE else earlier
                else:
                    product = times(later, earlier)
                    multiplications += 1
                if j in row:
                    row[j] = plus(row[j], product)
                    additions += 1
                else:
                    row[j] = product
                    before[j][i] = None
        for j in out:
            del before[j][node]
        before[node], after[node] = {}, {}
    record(multiplications=multiplications, additions=additions)
    return {(i, j): value for i, row in enumerate(after) for j, value in row.items()}
