"""``compose convert``: a value from one unit to another."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import click

from compose.cli.screen import say
from compose.cli.values import NegativeNumbers, Number, names, number
from compose.engine.show.figures import total

__all__ = ["convert"]


@click.command(
    cls=NegativeNumbers,
    short_help="Convert a value from one unit to another.",
    epilog="Example: compose convert 5 mL km^3 --via cm^3,m^3 --explain",
)
@click.argument("value", type=number)
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--via", type=names, metavar="UNIT,...", help="The units to go through.")
@click.option("--exact", is_flag=True, help="Answer with a fraction instead of a decimal number.")
@click.option("--explain", is_flag=True, help="Show the way and the factor of each step.")
def convert(
    *,
    value: Number,
    source: str,
    target: str,
    via: tuple[str, ...] | None,
    exact: bool,
    explain: bool,
) -> None:
    """Convert VALUE from one unit to another.

    The factors are exact, and the answer is rounded once. VALUE may be negative: -40 degC degF.
    """
    from compose import units

    answer = units.convert(value.value, source, target, via=via, exact=exact)
    say(f"{value.text} {source} = {answer if exact else _rounded(answer)} {target}")
    if explain:
        say(f"\n{units.explain(source, target, via=via)}")


def _rounded(answer: Any) -> str:
    from compose.dimensions import nearest_float

    return total(nearest_float(answer) if isinstance(answer, Fraction) else answer).text
