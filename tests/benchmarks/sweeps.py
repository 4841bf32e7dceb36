"""Sweeps over graphs of four million edges, against SciPy's sparse matrices."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from compose import Graph
from tests.benchmarks.timing import Row, compare, once

__all__ = ["banded", "memory", "random_dag", "rows"]

Arrays = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]


def random_dag(nodes: int, edges: int, seed: int = 0) -> Arrays:
    """Give edges between any two nodes, in any numbering."""
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, nodes, edges), rng.integers(0, nodes - 1, edges)
    b += b >= a
    name = rng.permutation(nodes)
    return name[np.minimum(a, b)], name[np.maximum(a, b)], rng.standard_normal(edges) / 4


def banded(nodes: int, width: int = 4, seed: int = 0) -> Arrays:
    """Give edges from each node to the next few, in any numbering."""
    rng = np.random.default_rng(seed)
    a = np.repeat(np.arange(nodes), width)
    b = a + np.tile(np.arange(1, width + 1), nodes)
    a, b = a[b < nodes], b[b < nodes]
    name = rng.permutation(nodes)
    return name[a], name[b], rng.standard_normal(len(a)) / 4


def _topological(arrays: Arrays, nodes: int) -> tuple[Arrays, int]:
    """Renumber as the graph itself does; the node of the last position with it."""
    structure = Graph.from_arrays(*arrays)._ask().structure
    position = np.asarray(structure.position, np.int64)
    source, target, local = arrays
    return (position[source], position[target], local), int(structure.order[nodes - 1])


def _matrix(arrays: Arrays, nodes: int) -> Any:
    source, target, local = arrays
    return scipy.sparse.coo_array((local, (source, target)), shape=(nodes, nodes)).tocsr()


def rows(nodes: int = 10**6) -> Iterator[Row]:
    """Measure the warm sweep and the first question on both graphs."""
    for name, arrays, bound in (
        ("random DAG", random_dag(nodes, 4 * nodes), 1.5),
        ("banded DAG", banded(nodes), 3.0),
    ):
        cold = once(lambda arrays=arrays: Graph.from_arrays(*arrays).adjoints(0))
        print(f"{name}, first question in a new process, loading Numba included: {cold:.2f} s")
        ordered, last = _topological(arrays, nodes)
        matrix, vector = _matrix(ordered, nodes), np.random.default_rng(1).standard_normal(nodes)
        graph = Graph.from_arrays(*arrays)
        yield from compare(
            f"{name}: adjoints, 10⁶ nodes, 4·10⁶ edges",
            lambda graph=graph, last=last: graph.adjoints(last),
            {"SciPy CSR @ vector": lambda matrix=matrix, vector=vector: matrix @ vector},
            bound=bound,
            rounds=25,
        )
        yield from compare(
            f"{name}: first question",
            lambda arrays=arrays, last=last: Graph.from_arrays(*arrays).adjoints(last),
            {"SciPy COO → CSR": lambda arrays=arrays: _matrix(arrays, nodes)},
            bound=3.0,
            rounds=7,
        )


_MEMORY = """
import resource, numpy as np
from compose import Graph
from tests.benchmarks.sweeps import random_dag
Graph.from_arrays(*random_dag(20_000, 80_000)).adjoints(0)
arrays = random_dag({nodes}, {edges})
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
def reset():
    with open("/proc/self/clear_refs", "w") as f:
        f.write("5")
def high():
    with open("/proc/self/status") as f:
        return next(int(l.split()[1]) * 1024 for l in f if l.startswith("VmHWM"))
reset()
before = high()
graph = Graph.from_arrays(*arrays)
graph.adjoints(int(arrays[1][0]))
print((high() - before) / {edges})
"""


def memory(edges: int = 10**7) -> float:
    """Give the peak bytes per edge above the three arrays and a warmed process (Linux)."""
    code = _MEMORY.format(nodes=edges // 4, edges=edges)
    answer = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    return float(answer.stdout)
