"""``draw``: a graph as a picture, in SVG."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Final, final

from compose.engine.graph import Graph
from compose.formats import files
from compose.formats.drawing.svg import svg
from compose.formats.sketching.sketch import sketch

__all__ = ["Drawing", "draw", "picture"]

_AT_ONCE: Final = 20_000


@final
@dataclass(frozen=True, repr=False)
class Drawing:
    """A picture, which notebooks show by themselves.

    Attributes
    ----------
    svg : str
        The picture.
    left_out : str
        A sentence on what it does not show, or nothing.

    Examples
    --------
    >>> from compose import Graph
    >>> g = Graph()
    >>> _ = g.add_edge("w", "g", 5.0)
    >>> picture = draw(g)
    >>> picture
    <Drawing: 2 nodes, 1 edge>
    >>> picture.svg[:4], picture.left_out
    ('<svg', '')
    """

    svg: str
    left_out: str
    _said: str

    def save(self, file: files.File) -> None:
        """Write the picture to a file, which is replaced whole or not at all.

        Parameters
        ----------
        file : str, path or file object
            A path that ends in ``.gz`` is packed. A stream is written to and left open.

        Raises
        ------
        FormatError
            `file` is neither a path nor a stream.
        OSError
            The path cannot be written.

        Examples
        --------
        >>> import io
        >>> from compose import Graph
        >>> g = Graph()
        >>> g.add_node("w")
        >>> stream = io.StringIO()
        >>> draw(g).save(stream)
        >>> stream.getvalue() == draw(g).svg
        True
        """
        files.check(file, "write")
        files.write(file, [self.svg])

    def __repr__(self) -> str:
        return f"<Drawing: {self._said}>"

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        _ = include, exclude  # the notebook chooses
        return {"image/svg+xml": self.svg, "text/plain": repr(self)}


def draw(
    graph: Graph,
    *,
    highlight: tuple[Hashable, Hashable] | None = None,
    top: int | None = None,
) -> Drawing:
    """Draw a graph: causes on the left, effects on the right, on each edge what it carries.

    Inputs are filled boxes, outputs filled and round at both ends. Highlighted paths are
    coloured, the thicker the larger an edge's share of the derivative; where there are several,
    a table lists the largest. Edges of conversions that only check are dashed, ways through
    nodes that are left out dotted. A long thin graph runs from top to bottom.

    Parameters
    ----------
    graph : Graph
        Of derivatives, of conversions, of a traced program.
    highlight : tuple of hashable, optional
        ``(of, wrt)``, as in `Graph.derivative`.
    top : int, optional
        At most so many nodes. By default all of a graph of 150 nodes; of a larger one 150.

    Returns
    -------
    Drawing
        Has ``.svg`` and ``.save(file)``, and shows itself in notebooks.

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
    >>> g.add_edges(["w", "x", "g", "b"], ["g", "g", "f", "f"], [5.0, -2.0, 1.0, 1.0])
    >>> draw(g, highlight=("f", "w"))
    <Drawing: 5 nodes, 4 edges, ∂f/∂w = 5>
    """
    seen = sketch(graph, highlight=highlight, top=top)
    nodes, edges = len(seen.nodes), sum(not edge.hidden for edge in seen.edges)
    said = f"{nodes} node{'s' * (nodes != 1)}, {edges} edge{'s' * (edges != 1)}"
    return Drawing(svg(seen), seen.left_out, f"{said}, {seen.title}" if seen.title else said)


def picture(graph: Graph) -> str | None:
    """Draw a graph for a notebook that was not asked to, if that takes no time.

    Parameters
    ----------
    graph : Graph
        The graph.

    Returns
    -------
    str or None
        SVG; None for a graph of more than 20,000 nodes or edges, which `draw` shows on request.

    Examples
    --------
    >>> from compose import Graph
    >>> picture(Graph())[:4]
    '<svg'
    """
    if max(len(graph.nodes), len(graph.edges)) > _AT_ONCE:
        return None
    return draw(graph).svg
