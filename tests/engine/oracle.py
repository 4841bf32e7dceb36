"""Brute force: every path listed by networkx, every product written out."""

from __future__ import annotations

import functools
from collections import defaultdict

import networkx as nx
import numpy as np

__all__ = ["Paths", "matrix_of", "product", "sum_over_paths"]


class Paths:
    """All paths of a graph, as tuples of edge numbers, by (of, wrt) as places among the nodes."""

    def __init__(self, dag):
        self.dag = dag
        network = nx.MultiDiGraph()
        network.add_nodes_from(range(len(dag.names)))
        for number, (source, target, _) in enumerate(dag.edges):
            network.add_edge(source, target, key=number)
        self._listed = defaultdict(list)
        for wrt in network:
            self._listed[wrt, wrt].append(())
            for of in nx.descendants(network, wrt):
                for walk in nx.all_simple_edge_paths(network, wrt, of):
                    self._listed[of, wrt].append(tuple(key for _, _, key in walk))

    def __call__(self, of, wrt):
        return self._listed.get((of, wrt), [])

    def pairs(self):
        """Every (of, wrt), joined or not."""
        places = range(len(self.dag.names))
        return [(of, wrt) for of in places for wrt in places]

    def is_swapped(self, of, wrt):
        """Tell whether the only paths run the other way."""
        return not self(of, wrt) and bool(self(wrt, of))

    def nodes(self, wrt, walk):
        """Give the places that a walk visits, `wrt` first."""
        return (wrt, *(self.dag.edges[number][1] for number in walk))

    def useful_edges(self, of, wrt):
        """Give the edges that lie on any path between the two."""
        return {number for walk in self(of, wrt) for number in walk}


def product(dag, walk, one=1):
    """Multiply along a walk."""
    return functools.reduce(lambda so_far, edge: dag.edges[edge][2] * so_far, walk, one)


def sum_over_paths(paths, of, wrt):
    """Work out Bauer's formula as it is written."""
    return sum(product(paths.dag, walk) for walk in paths(of, wrt))


def matrix_of(dag, number):
    """Give what an edge carries as an explicit matrix."""
    source, target, local = dag.edges[number]
    rows, columns = (int(np.prod(dag.shapes[end], dtype=int)) for end in (target, source))
    return (
        local * np.eye(rows)
        if np.ndim(local) == 0 and rows == columns != 1
        else np.reshape(local, (rows, columns))
    )
