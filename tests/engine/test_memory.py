from __future__ import annotations

import tracemalloc

import numpy as np

from compose import Graph
from tests.benchmarks.sweeps import random_dag

EDGES = 400_000


def peak_per_edge(arrays, question):
    tracemalloc.start()
    try:
        question(Graph.from_arrays(*arrays))
        return tracemalloc.get_traced_memory()[1] / EDGES
    finally:
        tracemalloc.stop()


def test_a_question_to_a_large_graph_takes_few_bytes_an_edge():
    arrays = random_dag(EDGES // 4, EDGES)
    last = int(arrays[1][0])
    # Loading and compiling takes memory of its own, once.
    Graph.from_arrays(*arrays).adjoints(last)
    assert peak_per_edge(arrays, lambda graph: graph.adjoints(last)) < 32


def test_making_a_graph_of_arrays_copies_none_of_them():
    arrays = random_dag(EDGES // 4, EDGES)
    assert peak_per_edge(arrays, lambda graph: graph.columns) < 1


def test_columns_that_are_borrowed_are_read_only():
    source, target, local = random_dag(1000, 4000)
    graph = Graph.from_arrays(source, target, local)
    assert np.shares_memory(graph.columns.local.array(), local)
    assert not graph.columns.local.array().flags.writeable
    assert local.flags.writeable
