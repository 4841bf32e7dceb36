"""How explanations look: as text, Markdown, LaTeX and HTML.

::

    names     any hashable as text
    figures   a number as text, and whether the text rounds it
    reasoned  the protocol of what is shown
    places    which places of long paths are written
    pieces    products, routes, shares, reasons
    content   what is said: the equation, a row for each path, the reasons
    terminal  laid out for 80 columns
    markup    the same for Markdown and HTML
    tex       the same for LaTeX and MathJax
"""

from __future__ import annotations

from compose.engine.show.markup import html, markdown
from compose.engine.show.terminal import text
from compose.engine.show.tex import latex

__all__ = ["html", "latex", "markdown", "text"]
