"""What the drawing program yEd shows: boxes with texts, and lines with texts.

yEd keeps its drawings as data of a type of its own, in elements of its own namespace. All others
pass over them. Places are left to yEd, which knows many ways to lay out a graph.
"""

from __future__ import annotations

from typing import Final

from compose.engine.columns import Columns
from compose.formats.graphml.escaping import as_text
from compose.formats.sketching.focus import converts
from compose.formats.sketching.texts import cut, edge_text, named, node_lines

__all__ = ["KEYS", "LABELS", "NAMESPACE", "Drawings"]

NAMESPACE: Final = "http://www.yworks.com/xml/graphml"

LABELS: Final = frozenset({f"{NAMESPACE} NodeLabel", f"{NAMESPACE} EdgeLabel"})
"""Elements that hold the texts of a drawing, as expat names them."""

KEYS: Final = (
    '  <key id="node_drawing" for="node" yfiles.type="nodegraphics"/>\n'
    '  <key id="edge_drawing" for="edge" yfiles.type="edgegraphics"/>\n'
)
"""Declarations of the data that hold the drawings."""

_LETTER, _LINE, _MARGIN = 8, 18, 14


class Drawings:
    """Draws the nodes and edges of a graph as yEd does.

    Parameters
    ----------
    columns : Columns
        The storage of the graph.
    """

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._converts = converts(columns)

    def node(self, number: int) -> str:
        """Draw a box as large as its texts: name, label, value."""
        node = self._columns.node(number)
        lines = (cut(named(node.name)), *node_lines(node))
        width = _MARGIN + _LETTER * max(map(len, lines))
        height = _MARGIN + _LINE * len(lines)
        text = as_text("\n".join(lines))
        return (
            '<data key="node_drawing"><y:ShapeNode>'
            f'<y:Geometry height="{height}" width="{width}" x="0" y="0"/>'
            '<y:Fill color="#FFFFFF" transparent="false"/>'
            '<y:BorderStyle color="#000000" type="line" width="1.0"/>'
            f'<y:NodeLabel textColor="#000000">{text}</y:NodeLabel>'
            '<y:Shape type="roundrectangle"/></y:ShapeNode></data>'
        )

    def edge(self, number: int) -> str:
        """Draw an arrow with the local beside it."""
        text = edge_text(self._columns.edge(number), converts=self._converts)
        return (
            '<data key="edge_drawing"><y:PolyLineEdge>'
            '<y:LineStyle color="#000000" type="line" width="1.0"/>'
            '<y:Arrows source="none" target="standard"/>'
            f'<y:EdgeLabel textColor="#000000">{as_text(text)}</y:EdgeLabel>'
            "</y:PolyLineEdge></data>"
        )
