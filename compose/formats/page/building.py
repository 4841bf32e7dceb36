"""The file: its parts put together, and a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Hashable
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any, Final

from compose.engine.graph import Graph
from compose.formats.files import File, check, write
from compose.formats.given import check_graph
from compose.formats.page.facts import facts

__all__ = ["write_html"]

_SCRIPTS: Final = (
    "numbers",
    "answers",
    "ranking",
    "conversions",
    "asking",
    "words",
    "picture",
    "panel",
    "tables",
    "nudging",
    "page",
)


def write_html(
    graph: Graph,
    path: File,
    *,
    highlight: tuple[Hashable, Hashable] | None = None,
    top: int | None = None,
) -> None:
    """Write a graph as a page that explains it: one file that needs no network.

    Choose a node, then another, and the page shows the paths between them, their factors,
    products and shares, and the total. It works these out itself, from the whole graph, to the
    same digits as the library; a conversion graph multiplies and compares, and does not add. What
    edges carry and what inputs are worth can be changed there. The keyboard does all that the
    mouse does, and tables show what the picture shows.

    Parameters
    ----------
    graph : Graph
        Of derivatives, of conversions, of a traced program. Up to 20,000 nodes and edges are
        swept in the page; of a larger one it holds the picture and the highlighted answer. Of
        edges that carry arrays it shows shapes and paths, and no numbers.
    path : str, path or file object
        The file is replaced whole or not at all; a stream is left open.
    highlight : tuple of hashable, optional
        ``(of, wrt)``, as in `Graph.derivative`: the question that the page opens with.
    top : int, optional
        Show at most so many nodes in the picture. By default all of a graph of 150 nodes; of a
        larger one 150. Answers count the others as well.

    Raises
    ------
    QuestionError
        `highlight` is no pair, or `top` is no positive number.
    UnknownNodeError, SwappedQuestionError, DisagreementError, CycleError
        As for `Graph.explain`, where there is a highlight.
    FormatError
        `graph` or `path` is something else.
    OSError
        The path cannot be written.

    See Also
    --------
    compose.draw, compose.to_dot, compose.to_mermaid

    Examples
    --------
    >>> from io import StringIO
    >>> from compose import Graph
    >>> g = Graph()
    >>> g.add_edges(["w", "x", "g", "b"], ["g", "g", "f", "f"], [5.0, -2.0, 1.0, 1.0])
    >>> page = StringIO()
    >>> write_html(g, page, highlight=("f", "w"))
    >>> page.getvalue().count("<script")
    2
    """
    check_graph(graph, "the page")
    check(path, "write")
    write(path, [_page(facts(graph, highlight, top))])


def _page(told: dict[str, Any]) -> str:
    style, script = _read("page.css"), _script()
    parts = {
        "policy": _policy(style, script),
        "title": escape(told["title"]),
        "style": style,
        "facts": _data(told),
        "script": script,
    }
    pieces = _read("page.html").split("{{")
    filled = (_filled(piece, parts) for piece in pieces[1:])
    return "".join([pieces[0], *filled])


def _filled(piece: str, parts: dict[str, str]) -> str:
    name, _, rest = piece.partition("}}")
    return parts[name] + rest


def _data(told: dict[str, Any]) -> str:
    text = json.dumps(told, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # No text ends the element it stands in.
    return text.replace("<", "\\u003c")


def _policy(style: str, script: str) -> str:
    """Allow this very style and this very script, and nothing from anywhere."""
    allowed = f"style-src {_hash(style)}; script-src {_hash(script)}"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def _script() -> str:
    return '"use strict";\n' + "\n".join(_read(f"{name}.js") for name in _SCRIPTS)


@cache
def _read(name: str) -> str:
    return files("compose.formats.page").joinpath(name).read_text("utf-8")
