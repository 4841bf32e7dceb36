"""Writing and reading GraphML, against networkx, igraph and rustworkx."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import igraph
import networkx as nx
import numpy as np
import rustworkx

from compose import Graph, read_graphml, write_graphml
from tests.benchmarks.timing import Row, compare

__all__ = ["report", "rows"]

_EDGES = 1_000_000
_ROUNDS = 3


def _columns(count: int) -> tuple[list[str], Any, Any, Any]:
    """Draw edges that lead a few nodes on, five a node."""
    rng, nodes = np.random.default_rng(0), count // 5
    source = rng.integers(0, nodes - 1, count)
    target = np.minimum(source + rng.integers(1, 6, count), nodes - 1)
    return [f"node{k}" for k in range(nodes)], source, target, rng.normal(size=count)


def _ours(count: int) -> Graph:
    names, source, target, local = _columns(count)
    return Graph.from_arrays(source, target, local, names=names)


def _networkx(count: int) -> Any:
    names, source, target, local = _columns(count)
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(names)
    edges = zip(source.tolist(), target.tolist(), local.tolist(), strict=True)
    graph.add_weighted_edges_from((names[s], names[t], weight) for s, t, weight in edges)
    return graph


def _igraph(count: int) -> Any:
    names, source, target, local = _columns(count)
    graph = igraph.Graph(n=len(names), edges=np.stack([source, target], 1).tolist(), directed=True)
    graph.vs["name"], graph.es["weight"] = names, local.tolist()
    return graph


def rows(count: int = _EDGES) -> Iterator[Row]:
    """Measure writing the same edges, and reading one and the same file."""
    with TemporaryDirectory() as folder:
        yield from _writing(count, Path(folder))
        yield from _reading(count, str(Path(folder, "ours.graphml")))


def _writing(count: int, folder: Path) -> list[Row]:
    ours, theirs, igraphs = _ours(count), _networkx(count), _igraph(count)
    other = str(folder / "other.graphml")
    return compare(
        f"write_graphml, {count:,} edges",
        lambda: write_graphml(ours, folder / "ours.graphml"),
        {
            "networkx write_graphml_lxml": lambda: nx.write_graphml_lxml(theirs, other),
            "igraph write_graphml": lambda: igraphs.write_graphml(other),
        },
        bound={"networkx write_graphml_lxml": 0.1},
        rounds=_ROUNDS,
    )


def _reading(count: int, path: str) -> list[Row]:
    return compare(
        f"read_graphml, {count:,} edges",
        lambda: read_graphml(path),
        {
            "networkx read_graphml": lambda: nx.read_graphml(path, force_multigraph=True),
            "igraph Read_GraphML": lambda: igraph.Graph.Read_GraphML(path),
            "rustworkx read_graphml": lambda: rustworkx.read_graphml(path),
        },
        bound={"networkx read_graphml": 0.2},
        rounds=_ROUNDS,
    )


def report(count: int = _EDGES) -> Iterator[str]:
    """Count what writing and reading hold above the graph."""
    graph = _ours(count)
    with TemporaryDirectory() as folder:
        path = Path(folder, "graph.graphml")
        writing = _peak(lambda: write_graphml(graph, path))
        kept: list[Graph] = []
        reading = _peak(lambda: kept.append(read_graphml(path)))
        size = path.stat().st_size
    yield (
        f"GraphML of {count:,} edges, {size / 1e6:.0f} MB: writing holds {writing / 1e6:.1f} MB "
        f"above the graph, reading {reading / 1e6:.1f} MB with the graph that comes of it"
    )


def _peak(work: Any) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
