"""GraphML, without loss: what is written is read back equal, and other tools read it too.

::

    escaping.py     texts and tokens as XML can carry them
    facts.py        names, values, locals and attributes as texts with a kind
    identifiers.py  which identifier a node has in a file
    writing.py      a graph as pieces of XML
    elements.py     XML as events: which element may stand where
    keys.py         what a file declares its data to be
    doubled.py      a number and the exact text behind it, which others may have changed
    reading.py      events as nodes and edges
    draft.py        nodes and edges as a graph
    front.py        the two functions
"""

from __future__ import annotations

from compose.formats.graphml.front import read_graphml, write_graphml

__all__ = ["read_graphml", "write_graphml"]
