"""The colours of a picture, for light surroundings and, in a media query, for dark ones.

They are those of Okabe and Ito, which people with any kind of colour vision tell apart. What a
colour means is said by thickness, dashes or a sign as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["STYLE"]

_SCOPE: Final = ".compose-picture"

_LIGHT: Final = {
    "paper": "#ffffff",
    "ink": "#1b1f24",
    "faint": "#57606a",
    "line": "#8c959f",
    "node": "#ffffff",
    "border": "#57606a",
    "input": "#eaeef2",
    "with": "#d55e00",
    "against": "#0072b2",
    "rule": "#d0d7de",
}
_DARK: Final = {
    "paper": "#12161c",
    "ink": "#e9edf1",
    "faint": "#a9b4be",
    "line": "#7d8894",
    "node": "#12161c",
    "border": "#a9b4be",
    "input": "#2b333d",
    "with": "#e69f00",
    "against": "#56b4e9",
    "rule": "#39424d",
}

# Plain rules and no variables: programs that know neither variables nor media queries draw the
# light picture.
_SHAPES: Final = """
text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans",
  sans-serif; font-size: 12px; text-anchor: middle; white-space: pre }
.name { font-size: 14px; font-weight: 600 }
.title { font-size: 15px; font-weight: 600; text-anchor: start }
.legend, .cell, .head { text-anchor: start }
.right { text-anchor: end }
.edge path { fill: none; stroke-width: 1.3 }
.edge path.tip { stroke: none }
.edge text { stroke-width: 3px; paint-order: stroke; stroke-linejoin: round }
.check path { stroke-dasharray: 7 4 }
.left-out path { stroke-dasharray: 2 4; stroke-linecap: round }
.node rect { stroke-width: 1.3 }
.on-path rect { stroke-width: 2.6 }
.node:focus { outline: none }
.node:focus rect, .node:hover rect { stroke-width: 4 }
.edge:hover path { stroke-opacity: 0.6 }
"""


def _coloured(colours: Mapping[str, str]) -> str:
    c = colours
    return f"""
.paper {{ fill: {c["paper"]} }}
text {{ fill: {c["ink"]} }}
.edge text {{ stroke: {c["paper"]} }}
.value, .legend, .head {{ fill: {c["faint"]} }}
.rule {{ stroke: {c["rule"]} }}
.edge path {{ stroke: {c["line"]} }}
.edge path.tip {{ fill: {c["line"]} }}
.edge.on-path path {{ stroke: {c["with"]} }}
.edge.on-path path.tip {{ fill: {c["with"]} }}
.edge.against path {{ stroke: {c["against"]} }}
.edge.against path.tip {{ fill: {c["against"]} }}
.node rect {{ fill: {c["node"]}; stroke: {c["border"]} }}
.node.input rect {{ fill: {c["input"]} }}
.node.output rect {{ fill: {c["input"]} }}
.node.on-path rect {{ stroke: {c["with"]} }}
"""


def _scoped(rules: str, indent: str = "") -> str:
    """Let rules apply to the picture alone, wherever its text is put."""
    joined = " ".join(line.strip() for line in rules.splitlines()).split("}")
    found = []
    for rule in joined[:-1]:
        names, _, body = rule.partition("{")
        scoped = ", ".join(f"{_SCOPE} {name.strip()}" for name in names.split(","))
        found.append(f"{indent}{scoped} {{{body}}}")
    return "\n".join(found)


STYLE: Final = "\n".join(
    [
        _scoped(_SHAPES),
        _scoped(_coloured(_LIGHT)),
        "@media (prefers-color-scheme: dark) {",
        _scoped(_coloured(_DARK), "  "),
        "}",
    ]
)
