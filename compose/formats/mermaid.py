"""Mermaid: graphs as text that Markdown pages, wikis and code hosts draw."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from typing import Final

from compose.engine.graph import Graph
from compose.formats.marks import ALONG, colour, edge_lines, legend, width
from compose.formats.sketching.sketch import Sketch, sketch

__all__ = ["to_mermaid"]

# What Mermaid draws without its settings being changed, https://mermaid.js.org/config/schema-docs.
_EDGES: Final = 500
_CHARACTERS: Final = 50_000
_FEWER: Final = 2 / 3

# Without it, what is told above the picture would be wrapped after 200 pixels.
_WIDE: Final = '%%{init: {"flowchart": {"wrappingWidth": 800}}}%%'

_BOXES: Final = {"input": '["{}"]', "inner": '("{}")', "output": '(["{}"])'}
_CALM: Final = frozenset(" ,()=/")
# Mermaid writes its entities with these two until it draws.
_INWARD: Final = frozenset("ﬂ¶")


def to_mermaid(
    graph: Graph,
    *,
    highlight: tuple[Hashable, Hashable] | None = None,
    top: int | None = None,
) -> str:
    """Write a graph as a flowchart of Mermaid.

    Nodes show their name, label and value, edges their local derivative; inputs are boxes, outputs
    have round ends, the nodes between round corners. Highlighted paths are drawn thick, the thicker
    the larger an edge's share, and blue instead of orange where that is negative; edges of
    conversions that are only checks are dashed, and so is what stands for nodes left out.

    Parameters
    ----------
    graph : Graph
        Of derivatives, of conversions, of a traced program.
    highlight : tuple of hashable, optional
        ``(of, wrt)``, as in `Graph.derivative`.
    top : int, optional
        At most so many nodes. By default 150, and of a graph with many edges as many as Mermaid
        draws with its own settings: 500 edges, 50,000 characters.

    Returns
    -------
    str
        A flowchart. Nodes are called n0, n1 and so on, by their numbers in the graph; names stand
        in labels, with entity codes for all that Mermaid might read as its own.

    Raises
    ------
    QuestionError
        `highlight` is no pair, or `top` is no positive number.
    UnknownNodeError, SwappedQuestionError, DisagreementError, CycleError
        As for `Graph.explain`, where there is a highlight.
    FormatError
        `graph` is something else.

    See Also
    --------
    compose.formats.dot.to_dot

    Examples
    --------
    >>> from compose import Graph
    >>> g = Graph()
    >>> _ = g.add_edge("w", "g", 5.0)
    >>> print(to_mermaid(g), end="")
    flowchart LR
      n0["w"]
      n1(["g"])
      n0 -->|"5"| n1
    """
    most = top
    while True:
        seen = sketch(graph, highlight=highlight, top=most)
        text = "\n".join(_lines(seen)) + "\n"
        fits = len(seen.edges) <= _EDGES and len(text) <= _CHARACTERS
        if fits or top is not None or len(seen.nodes) == 1:
            return text
        most = int(len(seen.nodes) * _FEWER)


def _lines(seen: Sketch) -> Iterator[str]:
    told = legend(seen)
    if told:
        yield _WIDE
    yield "flowchart LR"
    if told:
        yield f'  told["{_joined(told)}"]'
    for node in seen.nodes:
        box = _BOXES[node.kind].format(_joined((node.name, *node.lines)))
        yield f"  n{node.number}{box}"
    for edge in seen.edges:
        source, target = seen.nodes[edge.source].number, seen.nodes[edge.target].number
        arrow = "-.->" if edge.hidden or edge.check else "==>" if edge.stands_out else "-->"
        yield f'  n{source} {arrow}|"{_joined(edge_lines(seen, edge))}"| n{target}'
    yield from _styles(seen, told)


def _joined(lines: tuple[str, ...]) -> str:
    return "<br/>".join(map(_escaped, lines))


def _escaped(text: str) -> str:
    """Write a text so that it is nothing but text: no Markdown, no HTML, no directive."""
    return "".join(c if _is_calm(text, place) else f"#{ord(c)};" for place, c in enumerate(text))


def _is_calm(text: str, place: int) -> bool:
    c = text[place]
    if c in ".-":
        # A decimal point or a sign; else a list, a rule or an address begins here.
        return text[place + 1 : place + 2].isdigit() and c != text[place - 1 : place]
    if not c.isascii():
        return c not in _INWARD
    return c.isalnum() or c in _CALM


def _styles(seen: Sketch, told: tuple[str, ...]) -> Iterator[str]:
    """Style nodes and edges, those that look alike together."""
    if told:
        yield "  style told fill:none,stroke:none,text-align:left"
    along = ",".join(f"n{node.number}" for node in seen.nodes if node.on_path)
    if along:
        yield f"  classDef along stroke:{ALONG},stroke-width:2px"
        yield f"  class {along} along"
    looks: dict[str, list[str]] = defaultdict(list)
    for place, edge in enumerate(seen.edges):
        if edge.stands_out:
            look = f"stroke:{colour(edge)},stroke-width:{width(edge):.2g}px"
            looks[look].append(str(place))
    for look, places in looks.items():
        yield f"  linkStyle {','.join(places)} {look}"
