"""``compose render``: pictures of a graph in a file."""

from __future__ import annotations

import sys
from collections.abc import Hashable
from pathlib import Path

import click

from compose.cli.outputs import Shown, put, told, writing
from compose.cli.screen import say
from compose.cli.sources import graph_in, node_named, reading
from compose.cli.values import names
from compose.engine.graph import Graph

__all__ = ["render"]


@click.command(
    short_help="Draw a graph in a file.",
    epilog="Example: compose render compose-demo/profit.graphml --svg profit.svg",
)
@click.argument("file", type=click.Path(path_type=Path))
@writing("svg", "html", "dot", "mermaid")
@click.option("--of", metavar="NAME", help="The node to derive: shows the paths from --wrt.")
@click.option("--wrt", metavar="NAME", help="The node to derive by.")
@click.option("--highlight", type=names, metavar="OF,WRT", help="Both in one.")
@click.option(
    "--top", type=click.IntRange(min=1), metavar="N", help="How many nodes to show; 150 by default."
)
@reading
def render(
    *,
    file: Path,
    local: str,
    directed: bool,
    of: str | None,
    wrt: str | None,
    highlight: tuple[str, ...] | None,
    top: int | None,
    files: dict[Path, str],
) -> None:
    """Draw the graph in FILE, as a picture, a page, or text for other programs.

    FILE is GraphML; - is standard input, and standard output where something is written. With
    --of and --wrt the paths between the two are marked, each edge as wide as its share.
    """
    if not files:
        raise click.UsageError("say what to write: --svg, --html, --dot or --mermaid FILE")
    ends = _ends(of, wrt, highlight)
    graph = graph_in(file, local, directed=directed)
    shown = Shown(_found(graph, ends), top)
    put(graph, files, shown)
    for line in told(files):
        say(line)
    _note(graph, shown)


def _ends(
    of: str | None, wrt: str | None, highlight: tuple[str, ...] | None
) -> tuple[str, ...] | None:
    given = highlight or tuple(name for name in (of, wrt) if name is not None)
    if highlight and (of or wrt):
        raise click.UsageError("--highlight is --of and --wrt in one; give it or these")
    if len(given) not in {0, 2}:
        raise click.UsageError("what is marked lies between two nodes: give --of and --wrt")
    return given or None


def _found(graph: Graph, ends: tuple[str, ...] | None) -> tuple[Hashable, Hashable] | None:
    return None if ends is None else (node_named(graph, ends[0]), node_named(graph, ends[1]))


def _note(graph: Graph, shown: Shown) -> None:
    from compose.formats.sketching.sketch import sketch

    left_out = sketch(graph, **shown._asdict()).left_out
    if left_out:
        say(f"note: {left_out}", sys.stderr)
