"""What the script of a page is told."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np

from compose.engine.graph import Graph
from compose.engine.order import Structure
from compose.formats.page.positions import drawn
from compose.formats.page.whole import fits, whole
from compose.formats.sketching.sketch import Sketch, sketch
from compose.formats.sketching.texts import cut, named

__all__ = ["facts"]


def facts(graph: Graph, highlight: tuple[Hashable, Hashable] | None, top: int | None) -> Any:
    """Gather the picture, and the graph or the one answer that a large graph's page holds.

    Parameters
    ----------
    graph : Graph
        The graph.
    highlight : tuple of hashable or None
        The question that the page opens with.
    top : int or None
        As for `sketch`.

    Returns
    -------
    dict
        Lists, texts and numbers only.

    Examples
    --------
    >>> g = Graph()
    >>> g.add_edges(["w", "x"], ["g", "g"], [5.0, -2.0])
    >>> facts(g, ("g", "w"), None)["ask"]
    [0, 1]
    """
    seen = sketch(graph, highlight=highlight, top=top)
    _ = graph.outputs  # a cycle is named by the graph itself
    structure = Structure(graph.columns).plain()
    held = fits(graph)
    return {
        "title": _title(graph, highlight),
        "left_out": seen.left_out,
        "ask": None if highlight is None else [graph.columns.number(n) for n in highlight[::-1]],
        "drawn": drawn(seen, np.asarray(structure.position).tolist()),
        "whole": whole(graph, structure.order) if held else None,
        "answer": None if held or highlight is None else _answer(seen),
    }


def _title(graph: Graph, highlight: tuple[Hashable, Hashable] | None) -> str:
    if highlight is not None:
        return f"How {cut(named(highlight[0]))} depends on {cut(named(highlight[1]))}"
    many, edges = len(graph.columns.names), len(graph.columns.local)
    return f"A graph of {_counted(many, 'node')} and {_counted(edges, 'edge')}"


def _counted(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def _answer(seen: Sketch) -> dict[str, Any]:
    return {"title": seen.title, "rows": [row._asdict() for row in seen.rows], "rest": seen.rest}
