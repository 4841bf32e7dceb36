"""Where a graph comes from: a file, or standard input, plain or packed."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import IO, Any, TypeVar, cast

import click

from compose.cli.tables import STANDARD_INPUT
from compose.engine.graph import Graph
from compose.errors import FormatError

__all__ = ["graph_in", "node_named", "reading"]

_Command = TypeVar("_Command", bound=Callable[..., Any])

_STDIN = "standard input"
_PACKED = b"\x1f\x8b"
_ENDINGS = {".graphml", ".xml", ".gz"}


def reading(command: _Command) -> _Command:
    """Give a command the options that say how its FILE is read.

    Parameters
    ----------
    command : function
        Takes ``local`` and ``directed``.

    Returns
    -------
    function
        The same one.

    Examples
    --------
    >>> @click.command()
    ... @click.argument("file", type=click.Path(path_type=Path))
    ... @reading
    ... def size(*, file, local, directed):
    ...     click.echo(len(graph_in(file, local, directed=directed).nodes))
    >>> [option.name for option in size.params]
    ['file', 'local', 'directed']
    """
    options = (
        click.option(
            "--local",
            default="weight",
            show_default=True,
            metavar="NAME",
            help="The edges' attribute that is their local derivative.",
        ),
        click.option(
            "--directed", is_flag=True, help="Take undirected edges from source to target."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def graph_in(file: Path, local: str, *, directed: bool) -> Graph:
    """Read the graph in a file.

    Parameters
    ----------
    file : pathlib.Path
        GraphML, plain or packed with gzip; ``-`` is standard input.
    local : str
        The attribute of the edges that is their local derivative.
    directed : bool
        Whether undirected edges are taken as they are written.

    Returns
    -------
    Graph

    Raises
    ------
    FormatError
        It holds no graph.
    OSError
        It cannot be read.

    Examples
    --------
    >>> graph_in(Path("nowhere/graph.graphml"), "weight", directed=False)
    Traceback (most recent call last):
    FileNotFoundError: [Errno 2] No such file or directory: 'nowhere/graph.graphml'
    """
    from compose.formats import read_graphml

    if file == STANDARD_INPUT:
        return _standard_input(lambda stream: read_graphml(stream, local=local, directed=directed))
    try:
        return read_graphml(file, local=local, directed=directed)
    except FormatError as error:
        if file.suffix.lower() in _ENDINGS:
            raise
        problem = f"{error.problem}; what is read here is GraphML"
        raise FormatError(error.file, problem, error.line, error.column) from None


def _standard_input(read: Callable[[IO[Any]], Graph]) -> Graph:
    raw = getattr(sys.stdin, "buffer", sys.stdin)
    try:
        return read(_unpacked(raw))
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise FormatError(_STDIN, f"it cannot be unpacked as .gz: {error}") from None
    except FormatError as error:
        raise FormatError(_STDIN, error.problem, error.line, error.column) from None


def _unpacked(raw: IO[Any]) -> IO[Any]:
    if not isinstance(raw, io.BufferedReader) or raw.peek(2)[:2] != _PACKED:
        return raw
    return cast("IO[bytes]", gzip.GzipFile(fileobj=raw, mode="rb"))


def node_named(graph: Graph, text: str) -> Hashable:
    """Find a node by its text: names in a file may be numbers, and words are not.

    Parameters
    ----------
    graph : Graph
    text : str
        As it was typed.

    Returns
    -------
    hashable
        The name of the one node that is so called or shown; the text itself where there is none.

    Examples
    --------
    >>> graph = Graph()
    >>> _ = graph.add_edge(7, "f", 2.0)
    >>> node_named(graph, "7"), node_named(graph, "f"), node_named(graph, "g")
    (7, 'f', 'g')
    """
    if text in graph:
        return text
    named = [name for name in graph.nodes if str(name) == text]
    return named[0] if len(named) == 1 else text
