"""``compose derive``: formulas in, derivatives and their working out."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from pathlib import Path

import click

from compose.cli.outputs import STANDARD_OUTPUT, Shown, put, told, writing
from compose.cli.screen import Screen, say
from compose.cli.values import assignments, merged, names
from compose.cli.working import chain_rule, forward, gradient, local_derivatives
from compose.engine.graph import Graph

__all__ = ["derive"]


@click.command(
    short_help="Derive formulas, and show the working.",
    epilog='Example: compose derive "g = w*x; f = g + b" --at w=-2,x=5,b=3 --of f',
)
@click.argument("formulas")
@click.option(
    "--at", type=assignments, multiple=True, metavar="NAME=VALUE,...", help="Values of the inputs."
)
@click.option("--of", metavar="NAME", help="What to derive; the last formula by default.")
@click.option(
    "--wrt", type=names, multiple=True, metavar="NAME,...", help="By what; every input by default."
)
@writing("graphml", "svg", "html", "dot", "mermaid")
def derive(
    *,
    formulas: str,
    at: tuple[tuple[tuple[str, float], ...], ...],
    of: str | None,
    wrt: tuple[tuple[str, ...], ...],
    files: dict[Path, str],
) -> None:
    """Derive FORMULAS, such as "g = w*x; f = g + b", and show the working.

    Formulas are separated by semicolons, and each may use the names before it. They know
    + - * / **, parentheses, pi, e, and functions such as exp, log, sqrt, sin and tanh.
    Where a FILE is -, standard output holds that and no working.
    """
    from compose.trace import graph_of, read_formulas

    known = read_formulas(formulas, merged(at))
    graph = graph_of(*known.values())
    end = next(reversed(known)) if of is None else of
    wanted = list(dict.fromkeys(name for names in wrt for name in names))
    independent = not wanted and end in graph.inputs
    wanted = wanted or list(graph.inputs)
    # Asked and written before a line is shown, so that an error stands alone.
    chain = chain_rule(graph, end, wanted)
    put(graph, files, Shown((end, wanted[0]) if len(wanted) == 1 and not independent else None))
    if STANDARD_OUTPUT in files:
        return
    if independent:
        _show_independent(graph, end)
    else:
        _show(graph, end, wanted, chain)
    if files:
        say("\n".join(["", *told(files)]))


def _show_independent(graph: Graph, of: Hashable) -> None:
    screen = Screen()
    screen.section("Forward: values, from the inputs on")
    screen.lines(forward(graph))
    screen.lines(["", f"{of} depends on nothing, so there is nothing to derive it by."])


def _show(graph: Graph, of: Hashable, wrt: Sequence[Hashable], chain: Sequence[str]) -> None:
    screen = Screen()
    screen.section("Forward: values, from the inputs on")
    screen.lines(forward(graph))
    screen.section("Local derivatives: one on each edge")
    screen.lines(local_derivatives(graph))
    screen.section("Chain rule: multiply along each path, add across the branches")
    screen.lines(chain)
    screen.section(f"Gradient of {of}")
    screen.rows(gradient(graph, of, wrt))
