"""Reads the pages of the documentation, so that tests can hold them to the code."""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["ROOT", "fences", "python_only", "python_pages", "section"]

ROOT = Path(__file__).parent.parent

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def section(text: str, heading: str) -> str:
    """Return what stands under ``## heading``, up to the next heading of that level."""
    _, found, rest = text.partition(f"\n## {heading}\n")
    if not found:
        message = f"no section '## {heading}'"
        raise LookupError(message)
    return rest.partition("\n## ")[0]


def fences(text: str, language: str) -> list[str]:
    """Return the contents of the fenced blocks in one language."""
    return [body for tag, body in _FENCE.findall(text) if tag == language]


def python_only(text: str) -> str:
    """Blank all lines but those of Python blocks, so that each keeps its number."""
    kept, inside = [], False
    for line in text.splitlines():
        inside = inside and line != "```"
        kept.append(line if inside else "")
        inside = inside or line == "```python"
    return "\n".join(kept)


def python_pages() -> list[Path]:
    """List the pages that hold Python examples."""
    pages = [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]
    return [page for page in pages if fences(page.read_text(encoding="utf-8"), "python")]
