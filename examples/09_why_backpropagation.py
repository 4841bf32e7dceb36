"""Why backpropagation: the effects of n weights one at a time, against one sweep backwards.

A row of n neurons, each fed by the one before it, has n weights. Three ways lead to the same n
derivatives. What each of them costs is counted, while it works. The picture is
``why_backpropagation.png``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.testing import assert_allclose, assert_equal

from compose import Graph, variable
from compose.testing import count_operations

SIZES = (5, 10, 20, 40, 80, 160, 320)
SMALL = 1e-6
COLOURS = ("#b9c4d3", "#1f5fa8", "#b3470c")
NAMES = ("n nudges", "n sweeps forward", "1 sweep backwards")


class Counted:
    """A number that counts each multiplication it takes part in."""

    done = 0

    def __init__(self, value: float) -> None:
        self.value = value

    def __mul__(self, other: Counted) -> Counted:
        Counted.done += 1
        return Counted(self.value * other.value)

    def __rsub__(self, other: float) -> Counted:
        return Counted(other - self.value)


def row(weights: list[Any]) -> Any:
    """Send 1 through the neurons; each takes w·a, and answers 1 less that."""
    a, *rest = weights
    for w in rest:
        a = 1.0 - a * w
    return a


def by_nudges(weights: list[float]) -> tuple[list[float], int]:
    """Run everything again for each weight, a little larger; count the multiplications."""
    Counted.done = 0
    at = row([Counted(w) for w in weights]).value
    slopes = []
    for k in range(len(weights)):
        nudged = [Counted(w + SMALL * (k == j)) for j, w in enumerate(weights)]
        slopes.append((row(nudged).value - at) / SMALL)
    return slopes, Counted.done


def by_forward_sweeps(graph: Graph, names: list[str]) -> tuple[list[float], int]:
    """Follow the effects of one weight at a time; count the local derivatives multiplied."""
    with count_operations() as counted:
        slopes = [graph.sensitivities(name)["y"] for name in names]
    return slopes, counted.multiplications


def by_one_reverse_sweep(graph: Graph, names: list[str]) -> tuple[list[float], int]:
    """Ask once, from the end, for everything; count the local derivatives multiplied."""
    with count_operations() as counted:
        gradient = graph.gradient("y")
    return [gradient[name] for name in names], counted.multiplications


def graph_of_row(weights: list[float], names: list[str]) -> Graph:
    """Trace the row of neurons, and return its graph."""
    y = row([variable(w, name) for w, name in zip(weights, names, strict=True)])
    y.name = "y"
    return y.graph()


def counts(n: int) -> tuple[int, int, int]:
    """Find n derivatives in three ways, compare them, and return what each way cost."""
    names = [f"w{k + 1}" for k in range(n)]
    weights = list(np.random.default_rng(n).uniform(0.8, 1.2, n))
    graph = graph_of_row(weights, names)
    nudged, tries = by_nudges(weights)
    forward, swept = by_forward_sweeps(graph, names)
    reverse, once = by_one_reverse_sweep(graph, names)
    assert_allclose(forward, reverse, rtol=1e-12)
    assert_allclose(nudged, reverse, atol=1e-5)
    return tries, swept, once


print("Three neurons in a row have three weights. The graph of what they compute:")
small = graph_of_row([1.0, 2.0, 3.0], ["w1", "w2", "w3"])
for edge in small.edges:
    print(f"  {edge.source:>2} → {edge.target:<2}  local derivative {edge.local:+g}")

print("\nOne sweep forward starts at one weight, and says what it alone acts on:")
for name in ("w1", "w2", "w3"):
    print(f"  from {name}: ∂y/∂{name} = {small.sensitivities(name)['y']:+g}")
print("One sweep backwards starts at y, and meets every weight on its way:")
print("  from y:", ", ".join(f"∂y/∂{name} = {d:+g}" for name, d in small.gradient("y").items()))
assert_equal(small.gradient("y"), {"w1": 6.0, "w2": 3.0, "w3": 1.0})

print("\nMultiplications, counted, for all n derivatives of a row of n neurons:")
print(f"  {'n':>4}" + "".join(f"{name:>20}" for name in NAMES))
table = np.array([counts(n) for n in SIZES])
for n, counted in zip(SIZES, table, strict=True):
    print(f"  {n:4}" + "".join(f"{count:20}" for count in counted))
growth = table[-1] / table[-2]
print("  twice as many weights cost, in the last line,")
print("      " + "".join(f"{f'× {factor:.2f}':>20}" for factor in growth))
assert_allclose(growth, [4, 4, 2], rtol=0.02)

n, (tries, _, once) = SIZES[-1], table[-1]
run = tries // (n + 1)
print(f"\nRunning the row of {n} once takes {run} multiplications.")
print(f"All {n} derivatives took {once} more: {once / run:.2f} times the run, not {n} times.")
assert_equal(tries % (n + 1), 0)

figure = Figure(figsize=(9, 4.2), layout="constrained")
plain, logarithmic = figure.subplots(1, 2)
for name, colour, width, column in zip(NAMES, COLOURS, (6, 2, 2), table.T, strict=True):
    look = {"color": colour, "linewidth": width, "marker": "o", "markersize": width + 3}
    plain.plot(SIZES, column, label=name, **look)
    logarithmic.loglog(SIZES, column, **look)
plain.set(title="what n derivatives cost", xlabel="weights n", ylabel="multiplications")
logarithmic.set(title="the same, in powers of ten", xlabel="weights n")
plain.legend(frameon=False)
for axes in (plain, logarithmic):
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(alpha=0.25)
logarithmic.text(60, 6500, "slope 2: n²", color=COLOURS[1], ha="right")
logarithmic.text(70, 110, "slope 1: n", color=COLOURS[2])
figure.savefig("why_backpropagation.png", dpi=120)
print("\nWritten: why_backpropagation.png")
