"""How notebooks show a graph: rooms above the engine register what they can make of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Final

from compose.errors import ComposeError

__all__ = ["bundle", "register_display"]

_DISPLAYS: Final[dict[str, Callable[[Any], str | None]]] = {}
_PLAIN: Final = "text/plain"


def register_display(mime: str, write: Callable[[Any], str | None]) -> None:
    """Let notebooks show graphs in a way of one's own.

    Parameters
    ----------
    mime : str
        The type of what is written, such as ``image/svg+xml``. A type that is registered already
        gets the new function.
    write : callable
        Graph to text. None, or a `ComposeError`, means that this graph has no such form.

    Examples
    --------
    >>> from compose import Graph
    >>> register_display("text/x-count", lambda graph: str(len(graph.nodes)))
    >>> bundle(Graph())["text/x-count"]
    '0'
    >>> _ = _DISPLAYS.pop("text/x-count")
    """
    _DISPLAYS[mime] = write


def bundle(graph: object) -> dict[str, str]:
    """Write a graph in all registered forms, and as plain text.

    Parameters
    ----------
    graph : Graph
        The graph.

    Returns
    -------
    dict of str
        Text by type.

    Examples
    --------
    >>> from compose import Graph
    >>> bundle(Graph())["text/plain"]
    '<Graph: 0 nodes, 0 edges>'
    """
    return dict(_forms(graph))


def _forms(graph: object) -> Iterator[tuple[str, str]]:
    yield _PLAIN, repr(graph)
    for mime, write in _DISPLAYS.items():
        # A cell that ends in a graph is not there to fail: the plain text says what it is.
        with suppress(ComposeError):
            text = write(graph)
            if text is not None:
                yield mime, text
