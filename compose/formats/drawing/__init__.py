"""Pictures as SVG.

``front.py`` is the front door. ``layout.py`` puts nodes in layers (``layering.py``), in an order
(``ordering.py``) and in places (``placing.py``), and leads the edges between them; ``svg.py``
writes it all down, with ``captions.py`` above and below, in the colours of ``style.py``.
"""

from __future__ import annotations

from compose.formats.drawing.front import Drawing, draw, picture

__all__ = ["Drawing", "draw", "picture"]
