"""Writing and reading GraphML."""

from __future__ import annotations

from contextlib import closing

from compose.dimensions import Resolver
from compose.engine.graph import Graph
from compose.formats.files import File, check, pieces, title, write
from compose.formats.given import check_graph, check_local, check_style
from compose.formats.graphml.reading import Reader
from compose.formats.graphml.writing import Writer
from compose.formats.progress import Progress, Told, metered

__all__ = ["read_graphml", "write_graphml"]


def write_graphml(
    graph: Graph, file: File, *, style: str | None = None, progress: Told | None = None
) -> None:
    """Write a graph as GraphML, so that `read_graphml` gives back an equal one.

    Other tools read the file as well: the identifier of a node is its name wherever GraphML
    allows it, and the local derivative of an edge is its attribute ``weight``. What a float cannot
    hold (a fraction, a Jacobian, an affine map) stands beside it as text.

    Parameters
    ----------
    graph : Graph
        The graph.
    file : str, path or file object
        Where to. A file that is there is replaced when the new one is complete; until then, and
        whatever happens, it stays as it was. A path that ends in ``.gz`` is packed with gzip. A
        stream of text or of bytes is left open.
    style : {None, "yed"}
        "yed" adds what the drawing program yEd shows: a box with the name and the value of each
        node, a line with the local of each edge.
    progress : callable, optional
        Called with how many nodes and edges have been written and how many there are, at most ten
        times a second and when all are. What it raises ends the writing, and the old file stays.

    Raises
    ------
    FormatError
        Something cannot be written: a map made of functions, a value or an attribute that is no
        text, number or truth value, a name that is not made of these; or `graph` is none, one of
        networkx say; or there is no such style. Nothing has been written.
    OSError
        The file cannot be written.

    See Also
    --------
    read_graphml

    Examples
    --------
    >>> import io, compose
    >>> g = compose.Graph()
    >>> g.add_edges(["w", "g"], ["g", "f"], [5.0, 1.0])
    >>> stream = io.StringIO()
    >>> compose.write_graphml(g, stream)
    >>> print(stream.getvalue())
    <?xml version="1.0" encoding="UTF-8"?>
    <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
      <key id="compose" for="graph" attr.name="compose" attr.type="int"/>
      <key id="weight" for="edge" attr.name="weight" attr.type="double"/>
      <graph edgedefault="directed">
        <data key="compose">1</data>
        <node id="w"/>
        <node id="g"/>
        <node id="f"/>
        <edge id="e0" source="w" target="g"><data key="weight">5.0</data></edge>
        <edge id="e1" source="g" target="f"><data key="weight">1.0</data></edge>
      </graph>
    </graphml>
    <BLANKLINE>
    """
    check(file, "write")
    check_graph(graph, title(file))
    check_style(style, title(file))
    writer = Writer(graph, title(file), style)
    write(file, metered(writer, Progress(progress, writer.total), lambda: writer.done))


def read_graphml(
    file: File,
    *,
    local: str = "weight",
    directed: bool = False,
    units: Resolver | None = None,
    progress: Told | None = None,
) -> Graph:
    """Read a graph from GraphML.

    A file by `write_graphml` gives back an equal graph. In one from elsewhere, the nodes are
    named by their identifiers and keep ``value``, ``unit`` and ``label``; the edges keep all
    their attributes. What GraphML defines beyond that (nested graphs, hyperedges) is refused, and
    ports, descriptions and drawings are passed over.

    Parameters
    ----------
    file : str, path or file object
        Where from. A path that ends in ``.gz`` is unpacked with gzip. A stream may be of text or
        of bytes.
    local : str
        The attribute of the edges that is their local derivative.
    directed : bool
        Whether to take every edge as leading from its source to its target, whatever the file
        says. Otherwise an undirected edge is refused.
    units : Resolver, optional
        Reads the units of the nodes, as for `Graph`.
    progress : callable, optional
        Called with how many bytes of the file have been read and how many it has, at most ten
        times a second and at its end. Of a stream the number is None until the end, and text is
        counted in characters. What it raises ends the reading.

    Returns
    -------
    Graph
        The graph. It is ordered, and cycles are found, when it is first asked.

    Raises
    ------
    FormatError
        The file is no GraphML, or its edges have no direction or no local; the message says
        where. A document type or an entity of the file's own is refused as well, and so is a
        `file` that is neither a path nor a stream.
    OSError
        The file cannot be read.

    See Also
    --------
    write_graphml

    Examples
    --------
    >>> import io, compose
    >>> g = compose.Graph()
    >>> _ = g.add_edge("w", "f", 5.0, note="measured")
    >>> stream = io.BytesIO()
    >>> compose.write_graphml(g, stream)
    >>> _ = stream.seek(0)
    >>> compose.read_graphml(stream).equals(g)
    True
    """
    check(file, "read")
    check_local(local, title(file))
    with closing(pieces(file, progress)) as parts:
        return Reader(title(file), local, units, directed=directed).read(parts)
