"""Where a graph goes: files and standard output, in the formats that there are."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import partial, wraps
from pathlib import Path
from typing import IO, Any, NamedTuple

import click

from compose.cli.edges import table_of_edges
from compose.engine.graph import Graph

__all__ = [
    "FORMATS",
    "STANDARD_OUTPUT",
    "Shown",
    "format_of",
    "put",
    "told",
    "writing",
]

STANDARD_OUTPUT = Path("-")
"""The name of a file that stands for standard output."""

_PACKED = ".gz"


class Shown(NamedTuple):
    """What a picture shows of a graph: which question, and at most how many nodes."""

    highlight: tuple[Hashable, Hashable] | None = None
    top: int | None = None


class Format(NamedTuple):
    """A format: what its files are called, what they hold, and how one is written."""

    endings: tuple[str, ...]
    holds: str
    write: Callable[[Graph, Any, Shown], None]


def _graphml(graph: Graph, file: Any, _: Shown, **options: Any) -> None:
    from compose.formats import write_graphml

    write_graphml(graph, file, **options)


def _written(file: Any, parts: Iterable[str]) -> None:
    from compose.formats.files import write

    write(file, parts)


def _dot(graph: Graph, file: Any, shown: Shown) -> None:
    from compose.formats.dot import to_dot

    _written(file, [to_dot(graph, **shown._asdict())])


def _mermaid(graph: Graph, file: Any, shown: Shown) -> None:
    from compose.formats.mermaid import to_mermaid

    _written(file, [to_mermaid(graph, **shown._asdict())])


def _svg(graph: Graph, file: Any, shown: Shown) -> None:
    from compose.formats.drawing import draw

    _written(file, [draw(graph, **shown._asdict()).svg])


def _html(graph: Graph, file: Any, shown: Shown) -> None:
    from compose.formats.page import write_html

    write_html(graph, file, **shown._asdict())


def _csv(graph: Graph, file: Any, _: Shown) -> None:
    _written(file, table_of_edges(graph))


FORMATS: Mapping[str, Format] = {
    "graphml": Format((".graphml", ".xml"), "graph", _graphml),
    "yed": Format((), "graph for yEd", partial(_graphml, style="yed")),
    "svg": Format((".svg",), "picture", _svg),
    "html": Format((".html", ".htm"), "page", _html),
    "dot": Format((".dot", ".gv"), "DOT text", _dot),
    "mermaid": Format((".mmd", ".mermaid"), "Mermaid text", _mermaid),
    "csv": Format((".csv",), "table of edges", _csv),
}
"""The formats by name."""

_HELP = {
    "graphml": "Write the graph as GraphML.",
    "svg": "Write a picture.",
    "html": "Write a page to explore it in a browser.",
    "dot": "Write it for Graphviz.",
    "mermaid": "Write it for Mermaid.",
}


def writing(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command options that say where its graph is written to, one for each format.

    Parameters
    ----------
    *names : str
        Keys of `FORMATS`.

    Returns
    -------
    function
        To be applied to the command's function, which takes ``files``: the format of each file.
        Where two options name the same file, or both standard output, the usage is wrong.

    Examples
    --------
    >>> @click.command()
    ... @writing("svg", "dot")
    ... def picture(*, files):
    ...     click.echo(list(files.values()))
    >>> picture(["--dot", "graph.dot"], standalone_mode=False)
    ['dot']
    """

    def decorated(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def gathered(**options: Any) -> Any:
            return command(files=_asked({name: options.pop(name) for name in names}), **options)

        for name in reversed(names):
            file = click.Path(path_type=Path)
            option = click.option(f"--{name}", type=file, metavar="FILE", help=_HELP[name])
            gathered = option(gathered)
        return gathered

    return decorated


def _asked(files: Mapping[str, Path | None]) -> dict[Path, str]:
    asked: dict[Path, str] = {}
    for name, file in files.items():
        if file in asked:
            raise click.UsageError(f"--{asked[file]} and --{name} both name {str(file)!r}")
        if file is not None:
            asked[file] = name
    return asked


def format_of(file: Path) -> str:
    """Name the format of a file by its ending.

    Parameters
    ----------
    file : pathlib.Path
        ``.gz`` may stand behind its ending.

    Returns
    -------
    str
        A key of `FORMATS`.

    Raises
    ------
    click.UsageError
        No format ends so.

    Examples
    --------
    >>> format_of(Path("graph.gv")), format_of(Path("graph.graphml.gz"))
    ('dot', 'graphml')
    """
    bare = file.with_suffix("") if file.suffix.lower() == _PACKED else file
    for name, known in FORMATS.items():
        if bare.suffix.lower() in known.endings:
            return name
    endings = ", ".join(known.endings[0] for known in FORMATS.values() if known.endings)
    problem = f"its ending is none of {endings}; name the format with --format"
    raise click.UsageError(f"{str(file)!r}: {problem}")


def put(graph: Graph, files: Mapping[Path, str], shown: Shown) -> None:
    """Write a graph to files and standard output.

    Parameters
    ----------
    graph : Graph
    files : mapping of pathlib.Path to str
        The format of each file, a key of `FORMATS`. A file is replaced whole or not at all; ``-``
        is standard output.
    shown : Shown
        What pictures show.

    Raises
    ------
    ComposeError
        The graph cannot be written so.
    OSError
        A file cannot be written.

    Examples
    --------
    >>> graph = Graph()
    >>> _ = graph.add_edge("w", "f", 0.5)
    >>> put(graph, {STANDARD_OUTPUT: "csv"}, Shown())
    source,target,weight
    w,f,0.5
    """
    for file, name in files.items():
        if file == STANDARD_OUTPUT:
            _put_out(graph, FORMATS[name], shown)
        else:
            FORMATS[name].write(graph, file, shown)


def _put_out(graph: Graph, known: Format, shown: Shown) -> None:
    sys.stdout.flush()
    # A document says itself in which encoding it is, whatever that of the terminal.
    stream: IO[Any] = getattr(sys.stdout, "buffer", sys.stdout)
    known.write(graph, stream, shown)
    stream.flush()


def told(files: Mapping[Path, str]) -> list[str]:
    """Say what is where; where standard output holds a document, it holds nothing else.

    Parameters
    ----------
    files : mapping of pathlib.Path to str
        What was written: the format of each file.

    Returns
    -------
    list of str
        A sentence for each file.

    Examples
    --------
    >>> told({Path("graph.svg"): "svg"}), told({Path("graph.svg"): "svg", Path("-"): "dot"})
    (['The picture is in graph.svg.'], [])
    """
    if STANDARD_OUTPUT in files:
        return []
    return [f"The {FORMATS[name].holds} is in {file}." for file, name in files.items()]
