"""``compose demo``: the whole idea in one minute, and the graphs to keep."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from compose.cli.screen import Screen
from compose.cli.working import chain_rule, forward, local_derivatives
from compose.engine.graph import Graph
from compose.engine.show.figures import total

__all__ = ["demo"]

_AT = {"w": -2.0, "x": 5.0, "b": 3.0}
_ROUTE = ["cm^3", "m^3"]


@click.command(
    short_help="Show the whole idea in one minute.", epilog="Example: compose demo --out lesson"
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("compose-demo"),
    show_default=True,
    metavar="DIR",
    help="Where to write the graphs.",
)
def demo(*, out: Path) -> None:
    """Show the idea in one minute: a gradient, branches, and a conversion.

    The same engine answers all three. Their graphs are written as GraphML files.
    """
    screen = Screen()
    screen.lines(["dX/dY: multiply along each path, add across the branches."])
    line = _derivative(screen)
    profit = _branches(screen)
    volume = _conversion(screen)
    _files(screen, out, line, profit, volume)
    _next(screen, out)


def _line(w: float) -> Graph:
    from compose.trace import graph_of, read_formulas

    return graph_of(read_formulas("g = w*x; f = g + b", {**_AT, "w": w})["f"])


def _derivative(screen: Screen) -> Graph:
    graph = _line(_AT["w"])
    screen.section("1. A derivative: f = w·x + b at w = -2, x = 5, b = 3")
    screen.lines(["Forward, from the inputs to f:"])
    screen.lines(forward(graph)[len(_AT) :], indent=2)
    screen.lines(["Each edge carries a local derivative, an expression and its value:"])
    screen.lines(local_derivatives(graph), indent=2)
    screen.lines(["The chain rule, backwards from f, multiplies them along each path:"])
    screen.lines(chain_rule(graph, "f", _AT), indent=2)
    gradient = [total(answer).text for answer in graph.gradient("f", _AT).values()]
    screen.lines([f"One sweep backwards gives the whole gradient: {', '.join(gradient)}."])
    screen.lines(_nudge(graph))
    return graph


def _nudge(graph: Graph) -> list[str]:
    before, after = (known.node("f").value for known in (graph, _line(-1.0)))
    rise, slope = after - before, graph.derivative("f", "w")
    return [
        f"Check: nudge w from -2 to -1, and f goes from {before:g} to {after:g}:",
        f"  Δf = {rise:g} = ∂f/∂w · Δw = {slope:g} · 1",
    ]


def _profit(price: int) -> Graph:
    """Write a shop's sums by hand; the locals are ints, so the answers are exact."""
    sold = 100 - 4 * price
    graph = Graph()
    graph.add_node("price", value=price)
    graph.add_node("sold", value=sold, label="100 - 4·price")
    graph.add_node("revenue", value=price * sold, label="price·sold")
    graph.add_node("cost", value=200 + 3 * sold, label="200 + 3·sold")
    graph.add_node("profit", value=price * sold - 200 - 3 * sold, label="revenue - cost")
    graph.add_edge("price", "sold", -4)
    graph.add_edge("price", "revenue", sold, expression="sold")
    graph.add_edge("sold", "revenue", price, expression="price")
    graph.add_edge("sold", "cost", 3)
    graph.add_edge("revenue", "profit", 1)
    graph.add_edge("cost", "profit", -1)
    return graph


def _branches(screen: Screen) -> Graph:
    graph = _profit(10)
    screen.section("2. Branches: a price acts on the profit in three ways")
    screen.lines(
        [
            "A shop at price 10: sold = 100 - 4·price, revenue = price·sold,",
            "cost = 200 + 3·sold, profit = revenue - cost. Should the price rise?",
        ]
    )
    screen.lines(str(graph.explain("profit", "price")).splitlines(), indent=2)
    screen.lines(_best_price())
    return graph


def _best_price() -> list[str]:
    graph = _profit(14)
    products = ", ".join(str(path.product) for path in graph.paths("profit", "price", top=3))
    slope = graph.derivative("profit", "price")
    return [
        f"Yes, up to 14: there the products {products} cancel, their sum is {slope}, and no",
        "other price earns more.",
    ]


def _conversion(screen: Screen) -> Graph:
    from compose import units

    screen.section("3. A conversion: the same engine, with factors on the edges")
    screen.lines(str(units.explain("mL", "km^3", via=_ROUTE)).splitlines(), indent=2)
    answers = [f"{n} mL = {units.convert(n, 'mL', 'km^3')} km^3" for n in (1, 5)]
    screen.lines([f"The factors are fractions, and an answer is rounded once: {answers[0]},"])
    screen.lines([f"{answers[1]}."])
    return units.graph_between("mL", "km^3", via=_ROUTE)


def _files(screen: Screen, out: Path, line: Graph, profit: Graph, volume: Graph) -> None:
    from compose.formats import write_graphml

    out.mkdir(parents=True, exist_ok=True)
    files = {
        "line.graphml": (line, "holds f = w·x + b, with its values and expressions."),
        "profit.graphml": (profit, "holds the shop and its three branches."),
        "volume.graphml": (volume, "holds the way from mL to km^3, in exact fractions."),
    }
    screen.section("Files")
    for name, (graph, sentence) in files.items():
        write_graphml(graph, out / name)
        screen.lines([f"{out / name} {sentence}"])


def _next(screen: Screen, out: Path) -> None:
    file = shlex.quote(str(out / "profit.graphml"))
    screen.section("Next")
    screen.lines(
        [
            'compose derive "y = x*exp(-x)" --at x=1',
            f"compose explain {file} --of profit --wrt price --top 2",
            f"compose render {file} --html profit.html",
            "compose convert -40 degC degF --explain",
        ]
    )
