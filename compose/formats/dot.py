"""DOT, the language of Graphviz: graphs as text that many programs lay out and draw."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Final

from compose.engine.graph import Graph
from compose.formats.marks import ALONG, FAINT, colour, edge_lines, legend, width
from compose.formats.sketching.sketch import Sketch, SketchEdge, SketchNode, sketch

__all__ = ["to_dot"]

_STYLES: Final = {"input": "filled", "inner": "rounded", "output": "filled,rounded"}


def to_dot(
    graph: Graph,
    *,
    highlight: tuple[Hashable, Hashable] | None = None,
    top: int | None = None,
) -> str:
    r"""Write a graph in DOT, for Graphviz and what reads its language.

    Nodes show their name, label and value, edges their local derivative; inputs are filled boxes,
    outputs filled and rounded, the nodes between rounded. Highlighted paths are drawn thick, the
    thicker the larger an edge's share, and blue instead of orange where that is negative; edges of
    conversions that are only checks are dashed, and what stands for nodes left out is dotted.

    Parameters
    ----------
    graph : Graph
        Of derivatives, of conversions, of a traced program.
    highlight : tuple of hashable, optional
        ``(of, wrt)``, as in `Graph.derivative`.
    top : int, optional
        At most so many nodes. By default all of a graph of 150 nodes; of a larger one 150, or
        fewer where more than 600 edges would join them.

    Returns
    -------
    str
        A digraph. Nodes are called n0, n1 and so on, by their numbers in the graph; names stand
        in labels, quoted.

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
    compose.formats.mermaid.to_mermaid

    Examples
    --------
    >>> from compose import Graph
    >>> g = Graph()
    >>> _ = g.add_edge("w", "g", 5.0)
    >>> print(to_dot(g), end="")
    digraph {
      rankdir=LR
      node [shape=box, fontname="Helvetica", fillcolor="#EEEEEE"]
      edge [fontname="Helvetica"]
      n0 [label="w", tooltip="w", style="filled"]
      n1 [label="g", tooltip="g", style="filled,rounded"]
      n0 -> n1 [label="5", tooltip="∂g/∂w = 5"]
    }
    """
    return "\n".join(_lines(sketch(graph, highlight=highlight, top=top))) + "\n"


def _lines(seen: Sketch) -> Iterator[str]:
    yield "digraph {"
    yield "  rankdir=LR"
    told = legend(seen)
    if told:
        yield f"  label={_quoted(*told)}"
        yield '  labelloc="t"'
        yield '  fontname="Helvetica"'
    yield '  node [shape=box, fontname="Helvetica", fillcolor="#EEEEEE"]'
    yield '  edge [fontname="Helvetica"]'
    pale = seen.ends is not None
    for node in seen.nodes:
        yield f"  n{node.number} [{_attributes(_of_node(node, pale=pale))}]"
    for edge in seen.edges:
        source, target = seen.nodes[edge.source].number, seen.nodes[edge.target].number
        texts = edge_lines(seen, edge)
        yield f"  n{source} -> n{target} [{_attributes(_of_edge(edge, texts, pale=pale))}]"
    yield "}"


def _attributes(pairs: Iterator[tuple[str, str]]) -> str:
    return ", ".join(f"{name}={value}" for name, value in pairs)


def _quoted(*lines: str) -> str:
    """Quote lines: only a quotation mark ends a text, and a backslash begins a placeholder."""
    return '"' + r"\n".join(map(_escaped, lines)) + '"'


def _escaped(text: str) -> str:
    # Graphviz reads HTML entities in labels, so that & has to be one itself.
    return text.replace("&", "&amp;").replace("\\", r"\\").replace('"', r"\"")


def _of_node(node: SketchNode, *, pale: bool) -> Iterator[tuple[str, str]]:
    yield "label", _quoted(node.name, *node.lines)
    yield "tooltip", _quoted(*node.note.split("\n"))
    yield "style", f'"{_STYLES[node.kind]}"'
    if node.on_path:
        yield "color", f'"{ALONG}"'
        yield "penwidth", "2"
    elif pale:
        yield "color", f'"{FAINT}"'


def _of_edge(edge: SketchEdge, texts: tuple[str, ...], *, pale: bool) -> Iterator[tuple[str, str]]:
    yield "label", _quoted(*texts)
    yield "tooltip", _quoted(*edge.note.split("\n"))
    if edge.hidden:
        yield "style", "dotted"
    elif edge.check:
        yield "style", "dashed"
    if edge.stands_out:
        yield "color", f'"{colour(edge)}"'
        yield "penwidth", f"{width(edge):.2g}"
    elif pale:
        yield "color", f'"{FAINT}"'
