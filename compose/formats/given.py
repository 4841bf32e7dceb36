"""What a caller hands over, looked at before anything is done with it."""

from __future__ import annotations

import sys
from typing import Any, Final

from compose.engine.graph import Graph
from compose.errors import FormatError

__all__ = ["check_graph", "check_local", "check_style"]

_STYLES: Final = ("yed",)


def check_graph(graph: Any, file: str) -> None:
    """Refuse what is no graph, and say how one of networkx becomes one.

    Raises
    ------
    FormatError
        It is something else.
    """
    if isinstance(graph, Graph):
        return
    given = type(graph).__name__
    if _is_of_networkx(graph):
        raise FormatError(file, f"the {given} is networkx's own; convert it with from_networkx")
    raise FormatError(file, f"a compose.Graph is wanted, and a {given} was given")


def check_local(local: Any, file: str) -> None:
    """Refuse a name of an attribute that is no text.

    Raises
    ------
    FormatError
        It is something else.
    """
    if not isinstance(local, str):
        problem = "give the name of the edges' attribute that is their local, 'weight' for example"
        raise FormatError(file, f"local={local!r} is no text; {problem}")


def check_style(style: Any, file: str) -> None:
    """Refuse a style that nobody draws in.

    Raises
    ------
    FormatError
        It is neither None nor the name of one.
    """
    if style is not None and style not in _STYLES:
        known = ", ".join(map(repr, _STYLES))
        raise FormatError(file, f"there is no style {style!r}; there is {known}, and None")


def _is_of_networkx(graph: Any) -> bool:
    # Whoever has such a graph has loaded networkx.
    networkx = sys.modules.get("networkx")
    return networkx is not None and isinstance(graph, networkx.Graph)
