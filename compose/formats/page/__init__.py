"""The page that explains: one file with a graph, its picture, and answers to questions about it.

::

    building      the file: its parts put together, and a policy that lets nothing else in
    facts         what the script is told
    whole         the graph itself, small enough to be swept in a page
    positions     where nodes and edges lie
    page.html     the skeleton; page.css its looks
    numbers.js    floats and fractions, and their texts, digit for digit as here
    answers.js    sweeps; ranking.js the largest paths; conversions.js maps that must agree
    asking.js     a question about two nodes
    words.js      sentences and formulas
    picture.js    the drawing, panned and zoomed; panel.js, tables.js, nudging.js the rest
    page.js       what was chosen, and who is told
"""

from __future__ import annotations

from compose.formats.page.building import write_html

__all__ = ["write_html"]
