"""Adding edges one by one, and importing, against networkx and NumPy."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import networkx as nx

from compose import Graph
from tests.benchmarks.timing import Row, compare

__all__ = ["rows"]


def _ours(edges: list[tuple[str, str, float]]) -> None:
    graph = Graph()
    for source, target, local in edges:
        graph.add_edge(source, target, local)


def _networkx(edges: list[tuple[str, str, float]]) -> None:
    graph = nx.MultiDiGraph()
    for source, target, local in edges:
        graph.add_edge(source, target, weight=local)


def _imports(module: str) -> None:
    subprocess.run([sys.executable, "-c", f"import {module}"], check=True)


def rows(count: int = 200_000) -> Iterator[Row]:
    """Measure `add_edge` and the import."""
    edges = [(f"n{k // 2}", f"n{k // 2 + 1 + k % 2}", float(k)) for k in range(count)]
    yield from compare(
        f"add_edge, {count:,} times",
        lambda: _ours(edges),
        {"networkx MultiDiGraph.add_edge": lambda: _networkx(edges)},
        bound=1 / 3,
    )
    yield from compare(
        "import compose, a new process",
        lambda: _imports("compose"),
        {"import numpy": lambda: _imports("numpy")},
        bound=1.5,
        rounds=21,
    )
