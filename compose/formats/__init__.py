"""Graphs going out and coming in: files, other libraries' graphs, pictures and pages.

::

    nx.py              to and from networkx's graphs
    graphml/           to and from GraphML files
    sketching/         what a picture shows of a graph, whatever it is drawn with
    dot.py mermaid.py  the languages of Graphviz and Mermaid
    drawing/           SVG
    page/              one HTML file that answers questions
    given.py           what is handed over, looked at first
    files.py           paths and streams: a file is replaced whole or not at all
"""

from __future__ import annotations

from compose.formats.graphml import read_graphml, write_graphml
from compose.formats.nx import from_networkx, to_networkx

__all__ = ["from_networkx", "read_graphml", "to_networkx", "write_graphml"]
