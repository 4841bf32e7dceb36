"""``compose units``: what concerns facts about units as a whole."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compose.cli.screen import counted, say
from compose.cli.tables import table_of
from compose.cli.wording import as_typed

if TYPE_CHECKING:
    from compose.units.audit import AuditedCycle
    from compose.units.tables.rows import Loaded

__all__ = ["units"]


@click.group(
    invoke_without_command=True,
    short_help="Check tables of facts about units.",
    epilog="Example: compose units audit facts.csv",
)
@click.pass_context
def units(ctx: click.Context) -> None:
    """Check tables of facts about units."""
    if ctx.invoked_subcommand is None:
        say(ctx.get_help())


@units.command(
    short_help="List the cycles in a table of facts, and what does not agree.",
    epilog="Example: compose units audit facts.csv",
)
@click.argument("file", type=click.Path(path_type=Path))
def audit(*, file: Path) -> None:
    """List every cycle in a table of facts, and what does not agree.

    FILE is CSV with the columns src, dst and factor; of, exact, tolerance, note, source, date,
    offset and override may be left out, and - is standard input. Around each cycle the factors
    must multiply to one.
    """
    from compose.units import ConversionGraph
    from compose.units.tables.rows import tried

    graph = ConversionGraph(contradictions="keep")
    table = tried(graph, table_of(file))
    found = graph.audit()
    head = str(found).partition("\n")[0]
    say("\n".join([f"{file}: {head}", *(f"  {cycle}{_lines(cycle, table)}" for cycle in found)]))
    for number, problem in table.problems:
        say(f"{file}, line {number}: {as_typed(problem)}", sys.stderr)
    if table.problems or found.mismatches:
        bad = counted(len(table.problems), "bad row", "bad rows")
        mismatches = counted(len(found.mismatches), "mismatch", "mismatches")
        raise click.ClickException(f"{file}: {bad}, {mismatches}")


def _lines(cycle: AuditedCycle, table: Loaded) -> str:
    found = sorted(table.numbers[fact] for fact in cycle.powers if fact in table.numbers)
    return f" (line{'s' * (len(found) > 1)} {', '.join(map(str, found))})"
