"""Which edges join what was apart, and which only close a circle."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["closing"]


def closing(many: int, ends: Iterable[tuple[int, int]]) -> list[bool]:
    """Say of each edge whether earlier ones have joined its ends, whatever their direction.

    Parameters
    ----------
    many : int
        How many nodes there are.
    ends : iterable of pair of int
        The two nodes of each edge.

    Returns
    -------
    list of bool
        One entry an edge.

    Examples
    --------
    >>> closing(3, [(0, 1), (1, 2), (0, 2)])
    [False, False, True]
    """
    parent = list(range(many))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def join(one: int, other: int) -> bool:
        first, second = root(one), root(other)
        parent[first] = second
        return first == second

    return [join(one, other) for one, other in ends]
