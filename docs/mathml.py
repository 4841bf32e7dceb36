"""Formulas as MathML, written into the page when it is built: no script, no network."""

from __future__ import annotations

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

__all__ = ["setup"]

_log = logging.getLogger(__name__)

# Browsers enlarge a sum sign only with a font made for formulas, which few readers have.
_SUM = "<munder><mo>"
_LARGE_SUM = '<munder><mo largeop="false" mathsize="160%">'


def _mathml(node: nodes.Element, display: str) -> str:
    written: str = convert(node.astext(), display=display)
    # What the converter does not know it lets through as it stands.
    if "\\" in written or "&#x0005C;" in written:
        _log.warning("no MathML for %r", node.astext(), location=node)
    return written.replace(_SUM, _LARGE_SUM)


def _inline(translator: HTML5Translator, node: nodes.Element) -> None:
    translator.body.append(_mathml(node, "inline"))
    raise nodes.SkipNode


def _display(translator: HTML5Translator, node: nodes.Element) -> None:
    translator.body.append(translator.starttag(node, "div", CLASS="math"))
    translator.body.append(_mathml(node, "block") + "</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the renderer; `html_math_renderer` chooses it by its name."""
    app.add_html_math_renderer("mathml", (_inline, None), (_display, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
