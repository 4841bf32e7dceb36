"""What tests of kinds of graphs begin with: numbers, graphs of one edge, files in memory."""

from __future__ import annotations

import io

import numpy as np

from compose import Graph, read_graphml, variable, write_graphml

__all__ = ["drawn", "m", "read", "s", "single", "to_the_bit", "written", "x"]


def written(graph):
    stream = io.BytesIO()
    write_graphml(graph, stream)
    return stream.getvalue()


def read(document):
    return read_graphml(io.BytesIO(document))


def drawn(*shape, seed=0):
    random = np.random.default_rng(seed)
    size = int(np.prod(shape))
    return (random.permutation(np.linspace(0.3, 1.9, size)) * random.choice([-1, 1], size)).reshape(
        shape
    )


x = variable(drawn(4), "x")
m = variable(drawn(3, 4, seed=1), "m")
s = variable(np.eye(3) * 4 + 0.1 * drawn(3, 3, seed=2) + 0.1 * drawn(3, 3, seed=2).T, "s")


def to_the_bit(value):
    array = np.asarray(value)
    return array.dtype, array.shape, array.tobytes()


def single(local, **attributes):
    graph = Graph()
    graph.add_edge("x", "y", local, **attributes)
    return graph
