"""``compose convert``: a value, or a stream of them, from one unit to another."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from compose.cli.outputs import STANDARD_OUTPUT, Shown, put, told, writing
from compose.cli.screen import counted, say
from compose.cli.tables import STANDARD_INPUT, table_of
from compose.cli.values import NegativeNumbers, Number, names, number, number_or_stream
from compose.cli.wording import as_typed
from compose.engine.show.figures import total
from compose.errors import ComposeError

__all__ = ["convert"]

_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


@click.command(
    cls=NegativeNumbers,
    short_help="Convert a value from one unit to another.",
    epilog="Example: compose convert 5 mL km^3 --via cm^3,m^3 --explain",
)
@click.argument("value", type=number_or_stream)
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--via", type=names, metavar="UNIT,...", help="The units to go through.")
@click.option("--of", metavar="SUBSTANCE", help="Whose facts to use; needs --facts.")
@click.option("--at", metavar="DATE", help="The day whose facts to use; needs --facts.")
@click.option("--exact", is_flag=True, help="Answer with a fraction instead of a decimal number.")
@click.option("--explain", is_flag=True, help="Show the way and the factor of each step.")
@click.option("--strict", is_flag=True, help="Refuse to add or drop radians, bits and counts.")
@click.option("--reciprocal", is_flag=True, help="Allow one over a value, as mpg to L/100km.")
@click.option(
    "--facts",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A table of your own facts; - is standard input.",
)
@writing("graphml", "svg", "html", "dot", "mermaid")
def convert(
    *,
    value: Number | None,
    source: str,
    target: str,
    exact: bool,
    explain: bool,
    facts: Path | None,
    at: str | None,
    files: dict[Path, str],
    **options: Any,
) -> None:
    """Convert VALUE from one unit to another.

    The factors are exact, and the answer is rounded once. VALUE may be negative: -40 degC degF.
    Where it is a single - the values come from standard input, one a line, and so do the answers.
    """
    _check(value, facts, files, explain=explain, chooses=bool(at or options["of"]))
    graph = _graph(facts, at)
    notes = graph.converter(source, target, **options).notes

    def answered(number: Number) -> str:
        answer = graph.convert(number.value, source, target, exact=exact, **options)
        return str(answer) if exact else _rounded(answer)

    lines = [] if value is None else [f"{value.text} {source} = {answered(value)} {target}"]
    if explain and value is not None:
        lines += ["", str(graph.explain(source, target, value=value.value, **options))]
    # Written before a line is shown, so that an error stands alone.
    _keep(graph, source, target, files, options)
    if value is None:
        _stream(answered, _standard_input())
    elif STANDARD_OUTPUT not in files:
        say("\n".join(lines))
    # An explanation ends in the notes.
    for line in [*([] if explain else [f"note: {note}" for note in notes]), *told(files)]:
        say(line, sys.stderr)


def _check(
    value: Number | None,
    facts: Path | None,
    files: Collection[Path],
    *,
    explain: bool,
    chooses: bool,
) -> None:
    """Refuse options that do not go together."""
    if facts is None and chooses:
        raise click.UsageError("--of and --at choose among facts; add --facts FILE")
    if explain and value is None:
        raise click.UsageError("--explain goes with one value, and - reads many")
    if value is None and facts == STANDARD_INPUT:
        raise click.UsageError("standard input holds the values or the facts, and not both")
    if value is None and STANDARD_OUTPUT in files:
        raise click.UsageError("standard output holds the answers or the graph, and not both")


def _keep(
    graph: Any, source: str, target: str, files: Mapping[Path, str], options: Mapping[str, Any]
) -> None:
    """Write the way from one unit to the other where it was asked for."""
    if not files:
        return
    way = graph.graph_between(
        source, target, **{name: value for name, value in options.items() if name != "strict"}
    )
    put(way, files, Shown((target, source) if source != target else None))


def _graph(facts: Path | None, at: str | None) -> Any:
    """Return what answers: the module, or a graph of facts as they were on a day."""
    from compose import units

    if facts is None:
        return units
    graph = units.ConversionGraph.from_table(table_of(facts))
    return graph if at is None else graph.at(at)


def _standard_input() -> Iterable[str]:
    """Return the lines typed or piped in; bytes that are no text spoil their own line only."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    return sys.stdin


def _stream(answered: Callable[[Number], str], lines: Iterable[str]) -> None:
    """Answer each line as it comes; a bad one leaves its line empty, and is told on stderr."""
    bad = 0
    for count, line in enumerate(lines, 1):
        text = line.strip().removeprefix(_BYTE_ORDER_MARK)
        try:
            say(answered(number(text)) if text else "")
        except (click.BadParameter, ComposeError) as error:
            told = error.message if isinstance(error, click.BadParameter) else str(error)
            say("")
            say(f"line {count}: {as_typed(told)}", sys.stderr)
            bad += 1
    if bad:
        raise click.ClickException(f"{counted(bad, 'line was', 'lines were')} not converted")


def _rounded(answer: Any) -> str:
    from compose.dimensions import nearest_float

    return total(nearest_float(answer) if isinstance(answer, Fraction) else answer).text
