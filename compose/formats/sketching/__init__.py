"""What a picture shows of a graph, whatever it is drawn with.

``sketch.py`` is the front door; ``focus.py`` finds what lies between two nodes and how much each
edge carries, ``condensing.py`` and ``joining.py`` choose which nodes of a large graph are shown and
what stands for the others, and ``texts.py`` says what stands beside nodes and edges.
"""

from __future__ import annotations

from compose.formats.sketching.sketch import Sketch, SketchEdge, SketchNode, sketch

__all__ = ["Sketch", "SketchEdge", "SketchNode", "sketch"]
