"""``compose explain``: one derivative of a graph in a file, with its reasons."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

import click

from compose.cli.screen import say
from compose.engine.graph import Graph

__all__ = ["explain"]


@click.command(
    short_help="Say why a derivative of a graph in a file is what it is.",
    epilog="Example: compose explain compose-demo/profit.graphml --of profit --wrt price",
)
@click.argument("graphml", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--of", required=True, metavar="NAME", help="The node to derive.")
@click.option("--wrt", required=True, metavar="NAME", help="The node to derive by.")
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="How many paths to show.",
)
def explain(*, graphml: Path, of: str, wrt: str, top: int) -> None:
    """Say why one node of the graph in FILE changes with another.

    FILE is GraphML, as compose and networkx write it. The largest paths are shown first, each
    with its factors and its share; the others are counted and added up.
    """
    from compose.formats import read_graphml

    graph = read_graphml(graphml)
    say(str(graph.explain(_node(graph, of), _node(graph, wrt), top=top)))


def _node(graph: Graph, text: str) -> Hashable:
    """Find a node by its text: names in a file may be numbers, and words are not."""
    if text in graph:
        return text
    named = [name for name in graph.nodes if str(name) == text]
    return named[0] if len(named) == 1 else text
