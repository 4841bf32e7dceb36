"""Graphs going out and coming in: networkx and GraphML.

::

    nx.py      to and from networkx's graphs
    graphml/   to and from GraphML files
    given.py   what is handed over, looked at first
    files.py   paths and streams: a file is replaced whole or not at all
"""

from __future__ import annotations

from compose.formats.graphml import read_graphml, write_graphml
from compose.formats.nx import from_networkx, to_networkx

__all__ = ["from_networkx", "read_graphml", "to_networkx", "write_graphml"]
