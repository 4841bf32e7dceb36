"""Questions to eliminate for, and oracles that know nothing of compose's own counting."""

from __future__ import annotations

import json
import random
from pathlib import Path

import networkx as nx
import numpy as np

from compose import Graph
from compose.engine.action import Semiring
from compose.engine.elimination import pattern_between
from compose.engine.prepared import Prepared

__all__ = [
    "WORDS",
    "inner_nodes",
    "literature",
    "naive_cost",
    "pattern_for",
    "question",
    "reachability_cost",
    "shuffled",
]

# A path algebra: what reaches a node is a set of walks, a walk a word of edge numbers. Nothing
# commutes, and nothing that is left out or counted along the wrong way can hide.
WORDS = Semiring(
    "words",
    lambda later, earlier: frozenset(a + b for a in earlier for b in later),
    lambda a, b: a | b,
    frozenset([()]),
    frozenset(),
    lift=lambda local: frozenset([(local,)]),
)


def literature(name):
    """Give a published graph, the question asked of it, and what is known of its orders."""
    facts = json.loads((Path(__file__).parent / "data" / f"{name}.json").read_text())
    sources, targets = zip(*facts["edges"], strict=True)
    graph = Graph.from_arrays(sources, targets, np.ones(len(sources)))
    return graph, facts["outputs"], facts["inputs"], facts["known"]


def pattern_for(graph, of, wrt, **options):
    """Give the pattern of a question by names."""
    ready = Prepared(graph.columns)
    ends = [[ready.at(graph.columns.number(name)) for name in names] for names in (of, wrt)]
    shapes = ready.shapes_at()
    return pattern_between(ready.plain, *ends, graph.columns.names, shapes=shapes, **options)


def question(dag, seed):
    """Choose rows and columns among all nodes: inner ones, repeated ones and isolated ones too."""
    chance = random.Random(seed)
    size = len(dag.names)
    return tuple([chance.randrange(size) for _ in range(chance.randint(1, 3))] for _ in "ab")


def inner_nodes(dag, of, wrt):
    """Name the nodes between, as networkx finds them; ends count where more lies beyond them."""
    network = nx.MultiDiGraph()
    network.add_nodes_from(range(len(dag.names)))
    network.add_edges_from((s, t) for s, t, _ in dag.edges)
    after, before = (
        {end: walk(network, end) for end in ends}
        for ends, walk in ((wrt, nx.descendants), (of, nx.ancestors))
    )
    down = set(wrt).union(*after.values())
    up = set(of).union(*before.values())
    between = down & up
    inner = set()
    for node in between:
        begins = node in wrt and not any(p in between for p in network.predecessors(node))
        ends = node in of and not any(s in between for s in network.successors(node))
        if not (begins or ends):
            inner.add(node)
    return [dag.names[node] for node in sorted(inner)]


def shuffled(items, seed):
    """Give them in a random order."""
    items = list(items)
    random.Random(seed).shuffle(items)
    return items


def naive_cost(pattern, order):
    """Eliminate on a plain set of edges, looking at all of them at each step."""
    edges, free, sizes = set(pattern.edges), set(pattern.free), pattern.weights
    multiplications = additions = 0
    peak = len(edges - free)
    for node in order:
        into = [e for e in sorted(edges) if e[1] == node]
        out = [e for e in sorted(edges) if e[0] == node]
        fresh = {}
        for i, _ in into:
            for _, j in out:
                both = {(i, node), (node, j)}
                if not both & free:
                    multiplications += sizes[i] * sizes[node] * sizes[j]
                if (i, j) in edges:
                    additions += sizes[i] * sizes[j]
                fresh[i, j] = both <= free and (i, j) not in edges
        edges = (edges | set(fresh)) - set(into) - set(out)
        free = (free - set(fresh)) | {pair for pair, loose in fresh.items() if loose}
        free &= edges
        peak = max(peak, len(edges - free))
    return multiplications, additions, peak


def reachability_cost(pattern, order):
    """Count neighbours as the nodes that are reached through none but removed ones."""
    network = nx.DiGraph(pattern.edges)
    network.add_nodes_from(range(len(pattern.names)))
    total, gone = 0, set()
    for node in order:
        sides = []
        for view in (network, network.reverse(copy=False)):
            through = view.subgraph(gone | {node})
            seen = {node, *nx.descendants(through, node)}
            sides.append({near for there in seen for near in view[there]} - seen - gone)
        total += len(sides[0]) * len(sides[1])
        gone.add(node)
    return total
