"""Holds the built pages to what lies beside them: nothing is loaded from another host."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

__all__ = ["foreign_parts", "setup"]

_log = logging.getLogger(__name__)
_HOST = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_IN_STYLES = re.compile(r"(?:url\(|@import)\s*[\"']?((?:https?:)?//[^\"')\s]+)", re.IGNORECASE)
_LOADED = {"data", "poster", "src", "srcset"}


class _Parts(HTMLParser):
    """Collects what a browser loads with a page; links wait for a reader, and are not."""

    def __init__(self) -> None:
        super().__init__()
        self.foreign: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        loaded = _LOADED | {"href"} if tag in {"link", "image", "use"} else _LOADED
        self.foreign += [
            value for name, value in attrs if name in loaded and value and _HOST.match(value)
        ]


def foreign_parts(text: str) -> list[str]:
    """List the addresses on other hosts that a page or a style sheet loads by itself."""
    page = _Parts()
    page.feed(text)
    return page.foreign + _IN_STYLES.findall(text)


def _built(folder: Path) -> Iterator[Path]:
    for suffix in ("html", "css", "svg"):
        yield from sorted(folder.rglob(f"*.{suffix}"))


def _check(app: Sphinx, problem: Exception | None) -> None:
    if problem or app.builder.format != "html":
        return
    for path in _built(Path(app.outdir)):
        for address in foreign_parts(path.read_text(encoding="utf-8")):
            _log.warning("%s loads %s", path.relative_to(app.outdir), address)


def setup(app: Sphinx) -> dict[str, bool]:
    """Check when everything is written; a warning fails the build that forbids warnings."""
    app.connect("build-finished", _check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
