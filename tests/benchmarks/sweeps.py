"""Sweeps over graphs of four million edges, against SciPy's sparse matrices."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from compose import Graph
from tests.benchmarks.timing import Row, compare

__all__ = ["banded", "chain", "cold", "memory", "random_dag", "rows", "star"]

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


def chain(edges: int, seed: int = 0) -> Arrays:
    """Give one long path, in any numbering."""
    name = np.random.default_rng(seed).permutation(edges + 1)
    return name[:-1], name[1:], np.resize([2.0, 0.5], edges)


def star(edges: int, seed: int = 0) -> Arrays:
    """Give many inputs into one node, in any numbering."""
    name = np.random.default_rng(seed).permutation(edges + 1)
    return name[:-1], np.full(edges, name[-1]), np.full(edges, 0.999)


def _topological(arrays: Arrays, nodes: int) -> tuple[Arrays, int]:
    """Renumber as the graph itself does; the node of the last position with it."""
    structure = Graph.from_arrays(*arrays)._ask().structure
    position = np.asarray(structure.position, np.int64)
    source, target, local = arrays
    return (position[source], position[target], local), int(structure.order[nodes - 1])


def _matrix(arrays: Arrays, nodes: int) -> Any:
    source, target, local = arrays
    return scipy.sparse.coo_array((local, (source, target)), shape=(nodes, nodes)).tocsr()


_COLD = """
import time, numpy as np
from compose import Graph
from tests.benchmarks.sweeps import random_dag
arrays = random_dag(20_000, 80_000)
start = time.perf_counter()
Graph.from_arrays(*arrays).adjoints(0)
print(time.perf_counter() - start)
"""


def cold() -> tuple[float, float]:
    """Time the first question of a new process: with nothing compiled yet, and from the cache."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"NUMBA_CACHE_DIR": folder}
        times = [
            float(
                subprocess.run(
                    [sys.executable, "-c", _COLD],
                    check=True,
                    capture_output=True,
                    text=True,
                    env=environment,
                ).stdout
            )
            for _ in range(2)
        ]
    return times[0], times[1]


def rows(nodes: int = 10**6) -> Iterator[Row]:
    """Measure the warm sweep and the first question on both graphs."""
    for name, arrays, bound in (
        ("random DAG", random_dag(nodes, 4 * nodes), 1.5),
        ("banded DAG", banded(nodes), 3.0),
        ("chain", chain(nodes), None),
        ("many inputs, one output", star(nodes), None),
    ):
        count = 1 + int(max(arrays[0].max(), arrays[1].max()))
        ordered, last = _topological(arrays, count)
        matrix, vector = _matrix(ordered, count), np.random.default_rng(1).standard_normal(count)
        graph = Graph.from_arrays(*arrays)
        yield from compare(
            f"{name}: adjoints, {len(arrays[0]):,} edges",
            lambda graph=graph, last=last: graph.adjoints(last),
            {"SciPy CSR @ vector": lambda matrix=matrix, vector=vector: matrix @ vector},
            bound=bound,
            rounds=25,
        )
        yield from compare(
            f"{name}: first question",
            lambda arrays=arrays, last=last: Graph.from_arrays(*arrays).adjoints(last),
            {"SciPy COO → CSR": lambda arrays=arrays, count=count: _matrix(arrays, count)},
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
