"""What a picture shows of a graph, whatever it is drawn with.

::

    texts       what stands beside nodes and edges
    focus       what lies between two nodes, and how much each edge carries
    condensing  which nodes of a large graph are shown, and what stands for the others
    sketch      all of it together; DOT, Mermaid, SVG and HTML are written from here
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from compose.engine.columns import Columns
from compose.engine.graph import Graph
from compose.engine.show.content import Row
from compose.errors import QuestionError
from compose.formats.given import check_graph
from compose.formats.sketching.condensing import StandIn, choose, left_out, stand_ins
from compose.formats.sketching.directions import isolated
from compose.formats.sketching.focus import Focus, converts, focus
from compose.formats.sketching.joining import closing
from compose.formats.sketching.texts import cut, edge_note, edge_text, named, node_lines, node_note

__all__ = ["Sketch", "SketchEdge", "SketchNode", "sketch"]

_FILE: Final = "the picture"
_LARGE: Final = 150
_SEEN: Final = 0.0005
_TANGLE: Final = 600


@dataclass(frozen=True, slots=True)
class SketchNode:
    """A node of a picture.

    Attributes
    ----------
    number : int
        Its number in the graph.
    name : str
        Its name on one line, shortened to 32 characters.
    lines : tuple of str
        What stands below: its label, its value with the unit or its shape.
    note : str
        All that is known of it, a line for each fact, the whole name first.
    kind : {"input", "output", "inner"}
        Whether edges lead to it and away from it. What has no edge at all is an input.
    on_path : bool
        Whether it lies on a highlighted path.
    """

    number: int
    name: str
    lines: tuple[str, ...]
    note: str
    kind: str
    on_path: bool


@dataclass(frozen=True, slots=True)
class SketchEdge:
    """An edge of a picture, or what stands for the nodes left out between two.

    Attributes
    ----------
    number : int
        Its number in the graph; −1 for a stand-in.
    source, target : int
        Positions of its ends in `Sketch.nodes`.
    text : str
        What it carries, or how many nodes it stands for.
    note : str
        Where that comes from, a line for each fact.
    share : float or None
        The sum of the shares of the highlighted paths over it, from −1 to 1: adjoint · local ·
        tangent, divided by the sum of all absolute products. None without a highlight, for
        Jacobians, for conversions, and where it is not finite.
    on_path : bool
        Whether it lies on a highlighted path; of a conversion, on the one that counts.
    check : bool
        Whether it only confirms what others say: an edge of a conversion graph that closes a
        circle, or lies on another path than the one that counts.
    hidden : int
        How many nodes it stands for; 0 for an edge of the graph.
    """

    number: int
    source: int
    target: int
    text: str
    note: str
    share: float | None
    on_path: bool
    check: bool
    hidden: int

    @property
    def stands_out(self) -> bool:
        """Whether it lies on a highlighted path, and what flows through it can be seen.

        What stands for nodes left out never does: its colour would tell a sign that nobody
        has worked out.
        """
        known = self.share is None or abs(self.share) >= _SEEN
        return self.on_path and known and not self.hidden


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a picture shows.

    Attributes
    ----------
    nodes : tuple of SketchNode
        In the order of their numbers.
    edges : tuple of SketchEdge
        In the order of their numbers, stand-ins last. Parallel edges are kept apart.
    title : str
        The highlighted derivative and its value; empty without a highlight.
    rows : tuple of Row
        Share, product, path and factors of the largest highlighted paths, as text; of large
        graphs three, of others up to ten.
    rest : str
        What is to be said of the paths that have no row, or nothing.
    left_out : str
        A sentence on what is not shown, or nothing.
    ends : tuple of int or None
        Positions of the highlighted `of` and `wrt`.

    Examples
    --------
    >>> from compose import Graph
    >>> g = Graph()
    >>> g.add_edges(["w", "x", "g", "b"], ["g", "g", "f", "f"], [5.0, -2.0, 1.0, 1.0])
    >>> seen = sketch(g, highlight=("f", "w"))
    >>> seen.title
    '∂f/∂w = 5'
    >>> [(edge.text, edge.share) for edge in seen.edges]
    [('5', 1.0), ('-2', None), ('1', 1.0), ('1', None)]
    """

    nodes: tuple[SketchNode, ...]
    edges: tuple[SketchEdge, ...]
    title: str
    rows: tuple[Row, ...]
    rest: str
    left_out: str
    ends: tuple[int, int] | None


def sketch(
    graph: Graph,
    *,
    highlight: tuple[Hashable, Hashable] | None = None,
    top: int | None = None,
) -> Sketch:
    """Choose what a picture shows of a graph, and write its texts.

    Parameters
    ----------
    graph : Graph
        Of derivatives, of conversions, of a traced program.
    highlight : tuple of hashable, optional
        ``(of, wrt)``, as in `Graph.derivative`: what lies between the two is marked.
    top : int, optional
        At most so many nodes. By default all of a graph of 150 nodes; of a larger one 150, or
        fewer where more than 600 edges would join them.

    Returns
    -------
    Sketch
        Nodes, edges and sentences.

    Raises
    ------
    QuestionError
        `highlight` is no pair, or `top` is no positive number.
    UnknownNodeError, SwappedQuestionError, DisagreementError, CycleError
        As for `Graph.explain`, where there is a highlight.
    FormatError
        `graph` is something else.

    Examples
    --------
    >>> from compose import Graph
    >>> g = Graph()
    >>> g.add_node("r", value=3.0, unit="mm")
    >>> _ = g.add_edge("r", "area", 6.0)
    >>> sketch(g).nodes[0].lines
    ('3 mm',)
    """
    check_graph(graph, _FILE)
    most = _most(top)
    seen = None if highlight is None else focus(graph, *_pair(highlight))
    columns = graph.columns
    many = len(columns.names)
    shown = np.arange(many) if many <= most else choose(graph, seen, most)
    while top is None and seen is None and many > len(shown) > 1 and _dense(columns, shown):
        shown = choose(graph, seen, len(shown) * 2 // 3)
    ways, undrawn = stand_ins(graph, seen, shown) if len(shown) < many else ((), 0)
    return Sketch(
        tuple(_nodes(columns, seen, shown)),
        (*_edges(columns, seen, shown), *_dashed(columns, seen, shown, ways)),
        "" if seen is None else seen.title,
        () if seen is None else seen.rows,
        "" if seen is None else seen.rest,
        left_out(many, len(shown), undrawn, seen),
        None if seen is None else _ends(seen, shown),
    )


def _most(top: object) -> int:
    if top is None:
        return _LARGE
    if not isinstance(top, (int, np.integer)) or isinstance(top, bool) or top < 1:
        message = f"top={top!r}: give how many nodes to show, 1 or more, or None"
        raise QuestionError(message)
    return int(top)


def _pair(highlight: object) -> tuple[Any, Any]:
    if isinstance(highlight, (tuple, list)) and len(highlight) == 2:  # noqa: PLR2004 - a pair
        return highlight[0], highlight[1]
    message = f"highlight={highlight!r}: give a pair of nodes (of, wrt), as for derivative"
    raise QuestionError(message)


def _nodes(columns: Columns, seen: Focus | None, shown: NDArray[Any]) -> Iterator[SketchNode]:
    many = len(columns.names)
    leads, depends = np.zeros(many, bool), np.zeros(many, bool)
    leads[columns.source.array()] = True
    depends[columns.target.array()] = True
    for number in shown.tolist():
        node = columns.node(number)
        kind = "input" if not depends[number] else "inner" if leads[number] else "output"
        on_path = seen is not None and bool(seen.nodes[number])
        name = cut(named(node.name))
        yield SketchNode(number, name, node_lines(node), node_note(node), kind, on_path)


def _places(many: int, shown: NDArray[Any]) -> NDArray[np.int64]:
    """Give the place of each node in the picture, −1 where it has none."""
    places = np.full(many, -1)
    places[shown] = np.arange(len(shown))
    return places


def _dense(columns: Columns, shown: NDArray[Any]) -> bool:
    """Say whether a picture would be a tangle of edges."""
    inside = _places(len(columns.names), shown) >= 0
    both = inside[columns.source.array()] & inside[columns.target.array()]
    return int(np.count_nonzero(both)) > _TANGLE


def _edges(columns: Columns, seen: Focus | None, shown: NDArray[Any]) -> Iterator[SketchEdge]:
    places = _places(len(columns.names), shown)
    sources, targets = places[columns.source.array()], places[columns.target.array()]
    conversion = converts(columns)
    ends = zip(columns.source.array().tolist(), columns.target.array().tolist(), strict=True)
    circles = closing(len(columns.names), ends) if conversion and seen is None else None
    for number in np.flatnonzero((sources >= 0) & (targets >= 0)).tolist():
        edge = columns.edge(number)
        checks = bool(seen.checks[number]) if seen else circles is not None and circles[number]
        yield SketchEdge(
            number,
            int(sources[number]),
            int(targets[number]),
            edge_text(edge, converts=conversion),
            edge_note(edge, converts=conversion),
            None if seen is None else _share(seen.shares[number]),
            seen is not None and bool(seen.edges[number]),
            checks,
            0,
        )


def _share(part: float) -> float | None:
    return None if np.isnan(part) else float(part)


def _dashed(
    columns: Columns, seen: Focus | None, shown: NDArray[Any], ways: tuple[StandIn, ...]
) -> Iterator[SketchEdge]:
    places = _places(len(columns.names), shown)
    for way in ways:
        source, target = int(places[way.source]), int(places[way.target])
        text = f"… {way.hidden} node{'s' if way.hidden > 1 else ''} …"
        ends = (named(columns.names[way.source]), named(columns.names[way.target]))
        note = isolated(f"{ends[0]} → {ends[1]}, over {way.hidden} that are left out")
        yield SketchEdge(
            number=-1,
            source=source,
            target=target,
            text=text,
            note=note,
            share=None,
            on_path=seen is not None,
            check=False,
            hidden=way.hidden,
        )


def _ends(seen: Focus, shown: NDArray[Any]) -> tuple[int, int] | None:
    places = np.searchsorted(shown, [seen.of, seen.wrt]).tolist()
    return (places[0], places[1]) if np.isin([seen.of, seen.wrt], shown).all() else None
