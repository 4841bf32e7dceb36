"""For those who test with compose: count what the engine does, make graphs to try things on."""

from __future__ import annotations

import random

from compose.engine.graph import Graph
from compose.engine.operations import Operations, count_operations

__all__ = ["Operations", "count_operations", "random_graph"]


def random_graph(nodes: int, edges: int, *, seed: int = 0) -> Graph:
    """Make a random acyclic graph of small whole numbers, parallel edges among them.

    Parameters
    ----------
    nodes, edges : int
        How many; with fewer than two nodes there are no edges.
    seed : int
        The same seed gives the same graph.

    Returns
    -------
    Graph
        Nodes are named ``"n0"``, ``"n1"``, …; the order of their names is not topological.

    Examples
    --------
    >>> random_graph(5, 8, seed=1)
    <Graph: 5 nodes, 8 edges>
    """
    draw = random.Random(seed)  # noqa: S311 - a test graph keeps no secret
    names = [f"n{k}" for k in range(nodes)]
    graph = Graph()
    for name in names:
        graph.add_node(name)
    draw.shuffle(names)
    for _ in range(edges if nodes > 1 else 0):
        low, high = sorted(draw.sample(range(nodes), 2))
        graph.add_edge(names[low], names[high], float(draw.randint(-3, 3)))
    return graph
