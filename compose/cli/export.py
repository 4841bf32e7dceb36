"""``compose export``: a graph in a file, written for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from compose.cli.outputs import FORMATS, STANDARD_OUTPUT, Shown, format_of, put, told
from compose.cli.screen import say
from compose.cli.sources import graph_in, reading

__all__ = ["export"]


@click.command(
    short_help="Write a graph in a file in other formats.",
    epilog="Example: compose export compose-demo/profit.graphml profit.csv profit.dot",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("targets", type=click.Path(path_type=Path), metavar="[TARGET]...", nargs=-1)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(list(FORMATS)),
    metavar="NAME",
    help=f"One of {', '.join(FORMATS)}; by default what TARGET ends in.",
)
@reading
def export(
    *,
    file: Path,
    local: str,
    directed: bool,
    targets: tuple[Path, ...],
    format_name: str | None,
) -> None:
    """Write the graph in FILE to each TARGET, in the format that its ending names.

    FILE is GraphML. Either may be -, for standard input and output, and without a TARGET it is
    standard output; --format says what is written there.
    """
    asked = _formats(targets or (STANDARD_OUTPUT,), format_name)
    graph = graph_in(file, local, directed=directed)
    put(graph, asked, Shown())
    for line in told(asked):
        say(line)


def _formats(targets: tuple[Path, ...], name: str | None) -> dict[Path, str]:
    """Give the format of each target, before anything is read or written."""
    if name is None and STANDARD_OUTPUT in targets:
        raise click.UsageError("standard output has no ending; name the format with --format")
    if len(set(targets)) < len(targets):
        raise click.UsageError("the same TARGET is given twice")
    return {target: name or format_of(target) for target in targets}
