"""Pictures: from a graph to the text of its SVG, beside Graphviz where that is installed."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Iterator

from compose import Graph, draw
from tests.benchmarks.timing import Row, compare, once

__all__ = ["report", "rows"]

_NODES = 2_000
_EDGES = 3_000
_REACH = 20
_AIM = 2.0


def rows() -> Iterator[Row]:
    """Measure a picture of 2,000 nodes beside Graphviz, if there is one."""
    dot = shutil.which("dot")
    if dot is None:
        return
    graph = _graph()
    text = _plain(graph)

    def peer() -> None:
        subprocess.run([dot, "-Tsvg"], input=text, capture_output=True, text=True, check=True)

    yield from compare(
        f"a picture of {_NODES:,} nodes and {_EDGES:,} edges",
        lambda: draw(graph, top=_NODES),
        {"graphviz": peer},
        rounds=3,
    )


def report() -> Iterator[str]:
    """Say what a picture takes, whole and condensed."""
    graph = _graph()
    draw(graph)
    for what, top in ((f"all {_NODES:,} nodes", _NODES), ("condensed to 150 of them", None)):
        seconds = min(once(lambda top=top: draw(graph, top=top)) for _ in range(3))
        yield f"SVG of a graph of {_NODES:,} nodes, {what}: {seconds:.2f} s (aim: {_AIM:g} s)"


def _graph() -> Graph:
    """Make a random graph whose edges lead some way ahead."""
    rng = random.Random(1)
    sources = [rng.randrange(_NODES - 1) for _ in range(_EDGES - _NODES + 1)]
    ahead = [1 + int(rng.expovariate(1 / _REACH)) for _ in sources]
    # A tree beneath joins all nodes.
    sources += [max(0, k - 1 - int(rng.expovariate(1 / _REACH))) for k in range(1, _NODES)]
    targets = [min(_NODES - 1, s + a) for s, a in zip(sources, ahead, strict=False)]
    targets += range(1, _NODES)
    return Graph.from_arrays(sources, targets, [rng.uniform(-2, 2) for _ in sources])


def _plain(graph: Graph) -> str:
    edges = "\n".join(f'{e.source} -> {e.target} [label="{e.local:.6g}"]' for e in graph.edges)
    return f"digraph {{ rankdir=LR; node [shape=box]\n{edges} }}"
