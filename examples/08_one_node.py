"""One node at a time: a neuron's sum, f = w*x + b, forwards, backwards, and nudged.

Then the same with a longer chain. The picture is ``one_node.png``: values in black, derivatives
of the last node in orange.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.testing import assert_allclose, assert_equal

from compose import Graph, Variable, variable, write_graphml

ORANGE = "#b3470c"

w, x, b = variable(-2.0, "w"), variable(5.0, "x"), variable(3.0, "b")
g = w * x
g.name = "g"
f = g + b
f.name = "f"
neuron = f.graph()


def show_values(graph: Graph) -> None:
    """Print each node in the order of the computation, with what made it."""
    for name in graph.nodes:
        node = graph.node(name)
        made = "" if node.label is None else f" = {node.label}"
        print(f"  {name}{made} = {node.value:g}")


def show_locals(graph: Graph) -> None:
    """Print each edge: how its target answers to its source, all else held still."""
    for edge in graph.edges:
        formula = edge.attributes["expression"]
        number = "" if formula == "1" else f" = {edge.local:g}"
        print(f"  ∂{edge.target}/∂{edge.source} = {formula}{number}")


print("Forward: each node is worked out from the nodes before it.")
show_values(neuron)

print("\nLocal derivatives: each node knows only its own inputs.")
show_locals(neuron)

print("\nThe chain rule multiplies them along the way from f back to each input.")
for leaf in (w, x, b):
    print(" ", str(f.explain(leaf)).splitlines()[0])
assert_equal(list(f.gradient().values()), [5.0, -2.0, 1.0])

SMALL = 0.001


def neuron_at(w: float, x: float, b: float) -> float:
    """Give f, in plain numbers."""
    return w * x + b


print(f"\nA nudge confirms it: raise one input by {SMALL}, and see how far f moves.")
at = {"w": -2.0, "x": 5.0, "b": 3.0}
for leaf, derivative in f.gradient().by_name().items():
    moved = neuron_at(**{**at, leaf: at[leaf] + SMALL}) - neuron_at(**at)
    print(f"  {leaf}: f moves by {moved:+.4f}, which is {moved / SMALL:+.4f} times the nudge")
    assert_allclose(moved / SMALL, derivative)

p = variable(2.0, "p")
u = p**2
v = u + 1
t = np.sqrt(v)
y = np.log(t)
u.name, v.name, t.name, y.name = "u", "v", "t", "y"
chain = y.graph()

print("\nA longer chain: y = log(sqrt(p² + 1)), one node for each step.")
show_values(chain)

print("\nBackwards from y: each step multiplies by one more local derivative.")
print(" " * 41, "∂y/∂y = 1")
gathered = 1.0
for edge in reversed(chain.edges):
    formula = edge.attributes["expression"]
    local = f"∂{edge.target}/∂{edge.source}" + ("" if formula == "1" else f" = {formula}")
    gathered *= edge.local
    print(f"  {local:25} = {edge.local:<10.6g}∂y/∂{edge.source} = {gathered:.6g}")
    assert_allclose(gathered, chain.derivative("y", edge.source))

print("\nBy hand, y = ½·log(p² + 1), so that ∂y/∂p = p/(p² + 1) = 2/5.")
assert_allclose(y.derivative(p), 2 / 5)


def chain_at(p: float) -> float:
    """Give y, in plain numbers."""
    return float(np.log(np.sqrt(p**2 + 1)))


print("\nThis chain is bent, so the nudge has to be small:")
for nudge in (1.0, 0.1, 0.01, 0.001):
    print(f"  {nudge:<5}  gives {(chain_at(2 + nudge) - chain_at(2)) / nudge:.6f}")
assert_allclose((chain_at(2.0001) - chain_at(1.9999)) / 0.0002, y.derivative(p), rtol=1e-8)


def draw(axes: Axes, end: Variable, places: dict[str, tuple[float, float]]) -> None:
    """Draw a graph with the values of its nodes and the derivatives of its last one."""
    graph, last = end.graph(), str(end.name)
    for edge in graph.edges:
        start, stop = places[edge.source], places[edge.target]
        arrow = {"arrowstyle": "-|>", "color": "0.6", "shrinkA": 21, "shrinkB": 21}
        axes.annotate("", stop, start, arrowprops=arrow)
        middle = ((start[0] + stop[0]) / 2, (start[1] + stop[1]) / 2)
        formula = edge.attributes["expression"].replace(" * ", "·").replace("sqrt(v)", "√v")
        note(axes, middle, formula, above=7, color="0.35")
    for name, place in places.items():
        axes.plot(*place, "o", markersize=36, color="white", markeredgecolor="0.2")
        note(axes, place, name, above=-5, style="italic", fontsize=15)
        note(axes, place, f"{graph.node(name).value:.4g}", above=24, fontsize=12)
        note(axes, place, f"{graph.derivative(last, name):.4g}", above=-34, color=ORANGE)
    axes.set(xlim=(-0.3, 4.3))
    axes.axis("off")


def note(axes: Axes, place: tuple[float, float], text: str, above: int, **look: Any) -> None:
    """Write a text so many points above a place, in the middle."""
    look = {"fontsize": 12, "ha": "center", **look}
    text = text.replace("-", "−")
    axes.annotate(text, place, (0, above), textcoords="offset points", **look)


figure = Figure(figsize=(9, 6.4), layout="constrained")
above, below = figure.subplots(2, 1, height_ratios=(2, 1))
draw(above, f, {"w": (0, 1), "x": (0, 0), "g": (2, 0.6), "b": (2, -0.4), "f": (4, 0.1)})
draw(below, y, {name: (k, 0) for k, name in enumerate("puvty")})
above.set(ylim=(-0.8, 1.4), title="f = w·x + b")
below.set(ylim=(-1, 1), title="y = log(√(p² + 1))")
caption = "black: values · grey: local derivatives · orange: derivatives of the last node"
figure.suptitle(caption, fontsize=11, color="0.35")
figure.savefig("one_node.png", dpi=120)
write_graphml(neuron, "one_node.graphml")
print("\nWritten: one_node.png, one_node.graphml")
