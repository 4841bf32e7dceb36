"""Orders found without a search: forward, reverse, and the cheapest node next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from heapq import heapify, heappop, heappush

import numpy as np

from compose.engine.elimination.counting import Remains, Step
from compose.engine.elimination.pattern import Pattern

__all__ = ["forward", "markowitz", "markowitz_random", "markowitz_within", "reverse"]


def forward(pattern: Pattern) -> list[int]:
    """Remove from the inputs on: the products of forward accumulation.

    Examples
    --------
    >>> from compose.engine.elimination import Pattern
    >>> forward(Pattern(("x", "a", "b", "y"), ((0, 1), (1, 2), (2, 3)), (0,), (3,)))
    [1, 2]
    """
    return list(pattern.inner)


def reverse(pattern: Pattern) -> list[int]:
    """Remove from the outputs back: the products of reverse accumulation.

    Examples
    --------
    >>> from compose.engine.elimination import Pattern
    >>> reverse(Pattern(("x", "a", "b", "y"), ((0, 1), (1, 2), (2, 3)), (0,), (3,)))
    [2, 1]
    """
    return list(reversed(pattern.inner))


def markowitz(pattern: Pattern) -> list[int]:
    """Remove the node next that costs least now; of several, the one with the lowest number.

    The rule of Griewank and Reese (1991), after Markowitz's for sparse matrices (1957).

    Parameters
    ----------
    pattern : Pattern
        What is joined.

    Returns
    -------
    list of int
        The order.

    Examples
    --------
    >>> from compose.engine.elimination import Pattern
    >>> edges = (0, 2), (1, 2), (2, 3), (3, 4)
    >>> markowitz(Pattern(("w", "x", "a", "b", "y"), edges, (0, 1), (4,)))
    [3, 2]
    """
    return [step.node for step in _cheapest_next(pattern, lambda: 0.0)]


def markowitz_within(pattern: Pattern, limit: int) -> list[int] | None:
    """Give Markowitz's order, or None as soon as it takes more multiplications than `limit`.

    Examples
    --------
    >>> from compose.engine.elimination import Pattern
    >>> pattern = Pattern(("x", "a", "b", "y"), ((0, 1), (1, 2), (2, 3)), (0,), (3,))
    >>> markowitz_within(pattern, 2), markowitz_within(pattern, 1)
    ([1, 2], None)
    """
    order: list[int] = []
    for step in _cheapest_next(pattern, lambda: 0.0):
        limit -= step.multiplications
        if limit < 0:
            return None
        order.append(step.node)
    return order


def markowitz_random(pattern: Pattern, *, tries: int = 100, seed: int = 0) -> list[int]:
    """Break Markowitz's ties at random, many times, and keep the best order.

    Parameters
    ----------
    pattern : Pattern
        What is joined.
    tries : int
        How many orders are made.
    seed : int
        Start of the random numbers: one seed, one answer.

    Returns
    -------
    list of int
        The cheapest order; the first of several.
    """
    draw = np.random.default_rng(seed).random
    made = (list(_cheapest_next(pattern, draw)) for _ in range(max(tries, 1)))
    best = min(made, key=lambda steps: sum(step.multiplications for step in steps))
    return [step.node for step in best]


def _cheapest_next(pattern: Pattern, draw: Callable[[], float]) -> Iterator[Step]:
    """Remove the cheapest node again and again; those that cost the same go by what is drawn."""
    left = Remains(pattern)
    known = {node: left.degree(node) for node in pattern.inner}
    queue = [(degree, draw(), node) for node, degree in known.items()]
    heapify(queue)
    while queue:
        degree, _, node = heappop(queue)
        if known.get(node) != degree:
            continue
        near = left.before[node] | left.after[node]
        del known[node]
        yield left.remove(node)
        for other in sorted(known.keys() & near):
            now = left.degree(other)
            if now != known[other]:
                known[other] = now
                heappush(queue, (now, draw(), other))
