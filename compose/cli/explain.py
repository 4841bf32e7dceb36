"""``compose explain``: one derivative of a graph in a file, with its reasons."""

from __future__ import annotations

from pathlib import Path

import click

from compose.cli.screen import say
from compose.cli.sources import graph_in, node_named, reading

__all__ = ["explain"]


@click.command(
    short_help="Say why a derivative of a graph in a file is what it is.",
    epilog="Example: compose explain compose-demo/profit.graphml --of profit --wrt price",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--of", required=True, metavar="NAME", help="The node to derive.")
@click.option("--wrt", required=True, metavar="NAME", help="The node to derive by.")
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=10,
    metavar="N",
    show_default=True,
    help="How many paths to show.",
)
@reading
def explain(*, file: Path, local: str, directed: bool, of: str, wrt: str, top: int) -> None:
    """Say why one node of the graph in FILE changes with another.

    FILE is GraphML, as compose and networkx write it; - is standard input. The largest paths are
    shown first, each with its factors and its share; the others are counted and added up.
    """
    graph = graph_in(file, local, directed=directed)
    say(str(graph.explain(node_named(graph, of), node_named(graph, wrt), top=top)))
