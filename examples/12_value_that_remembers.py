"""A value that remembers: an operator makes a number, and notes what it was made from.

That is all there is to a graph that draws itself. A neuron with tanh shows it: its order, the
sweep backwards, gradients that add up until they are set to zero, and tanh taken apart into exp.
The pictures are ``value_that_remembers.png`` and, for a viewer of graphs, ``neuron.graphml``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.testing import assert_allclose, assert_equal

from compose import Graph, Variable, read_graphml, variable, write_graphml

ORANGE = "#b3470c"

x1, w1 = variable(2.0, "x1"), variable(-1.5, "w1")
x2, w2 = variable(0.5, "x2"), variable(4.0, "w2")
b = variable(1 + np.log(2), "b")


def named(value: Variable, name: str) -> Variable:
    """Give a value its name."""
    value.name = name
    return value


print("An operator is a method with a name of its own: x1 * w1 calls x1.__mul__(w1).")
p1 = named(x1.__mul__(w1), "p1")
print(f"  the number      {p1.value}")
print(f"  was made by     {p1.rule.function.__name__}")
print(f"  from            {', '.join(operand.name for operand in p1.operands)}")
print(f"  w1 was made by nothing, and is a leaf: {w1.is_leaf}")

p2 = named(x2 * w2, "p2")
s = named(p1 + p2, "s")
n = named(s + b, "n")
o = named(np.tanh(n), "o")
graph = o.graph()

print("\nTopological order: no node stands before the nodes that it was made from.")
for number, name in enumerate(graph.nodes, start=1):
    node = graph.node(name)
    print(f"  {number:2}. {name:3} = {node.label or 'given':9} = {node.value:.6g}")


def incoming(graph: Graph, name: str) -> list[str]:
    """Say what each effect of a node adds to its derivative."""
    at = dict(zip(graph.nodes, graph.adjoints("o"), strict=True))
    edges = [edge for edge in graph.edges if edge.source == name]
    return [f"({at[edge.target]:g})({edge.local:g})" for edge in edges]


print("\nBackwards, in the opposite order. Each node adds up, over the edges that leave it,")
print("the derivative at their far end times the local derivative on them:")
for name in reversed(graph.nodes):
    sums = " + ".join(incoming(graph, name)) or "by itself"
    print(f"  ∂o/∂{name:3} = {sums:12} = {graph.derivative('o', name):g}")

print("\nbackward() does that, and leaves the answers in the .grad of the leaves.")
o.backward()
print("  once:           w1.grad =", f"{w1.grad:g}")
o.backward()
print("  twice:          w1.grad =", f"{w1.grad:g}, since it adds")
w1.grad = 0.0
o.backward()
print("  after zeroing:  w1.grad =", f"{w1.grad:g}, but x1.grad = {x1.grad:g}: nobody zeroed that")
print(f"  o.gradient() adds nothing up: {o.gradient()[x1]:g}, however often it is asked")
assert_allclose([w1.grad, x1.grad, o.gradient()[x1]], [1.28, 3 * -0.96, -0.96])

print("A loop that forgets to zero walks down a sum of old gradients.")

print("\nThe same tanh, written with exp: (e − 1)/(e + 1), where e = exp(2n).")
e = named(np.exp(2 * n), "e")
num, den = named(e - 1, "num"), named(e + 1, "den")
parts = named(num / den, "o")
taken_apart = parts.graph()
print(f"  n = log 2, so e = {e.value:g}, and o = {num.value:g}/{den.value:g} = {parts.value:g}")
print("  e is used twice, so two branches lead from it, and their products are added:")
print(parts.explain(e))
print("\nThe sweep backwards forms the same sum when it comes to e:")
print(f"  ∂o/∂e = {' + '.join(incoming(taken_apart, 'e'))} = {parts.derivative(e):g}")
assert_equal(taken_apart.count_paths("o", "e"), 2)

print("\nBoth neurons have the same gradient:")
for leaf in (x1, w1, x2, w2, b):
    whole, pieces = o.derivative(leaf), parts.derivative(leaf)
    print(f"  by {leaf.name:2}: {whole:5g} with tanh, {pieces:5g} with exp")
    assert_allclose(pieces, whole)

write_graphml(taken_apart, "neuron.graphml")
again = read_graphml("neuron.graphml")
print("\nWritten to neuron.graphml and read back, the drawing is still a graph to be asked:")
print(f"  {again!r}, ∂o/∂w1 = {again.derivative('o', 'w1'):g}")
assert_equal(again.gradient("o"), taken_apart.gradient("o"))


def layers(graph: Graph) -> dict[str, int]:
    """Put each node behind all that it was made from, and each leaf just before its use."""
    depth = dict.fromkeys(graph.nodes, 0)
    for edge in graph.edges:
        depth[edge.target] = max(depth[edge.target], depth[edge.source] + 1)
    for edge in graph.edges:
        if graph.node(edge.source).label is None:
            depth[edge.source] = depth[edge.target] - 1
    return depth


def places_of(graph: Graph) -> dict[str, tuple[float, float]]:
    """Give each node a place: its layer across, and its share of the height."""
    depth = layers(graph)
    places = {}
    for layer in sorted(set(depth.values())):
        column = [name for name in graph.nodes if depth[name] == layer]
        for row, name in enumerate(column):
            places[name] = (float(layer), 2 - 4 * (row + 0.5) / len(column))
    return places


def note(axes: Axes, place: tuple[float, float], text: str, above: int, **look: Any) -> None:
    """Write a text so many points above a place, in the middle."""
    look = {"fontsize": 10, "ha": "center", **look}
    axes.annotate(text.replace("-", "−"), place, (0, above), textcoords="offset points", **look)


def draw(axes: Axes, graph: Graph, width: int) -> None:
    """Draw a graph from left to right, as it remembers itself."""
    places = places_of(graph)
    for edge in graph.edges:
        look = {"arrowstyle": "-|>", "color": "0.6", "shrinkA": 21, "shrinkB": 21}
        axes.annotate("", places[edge.target], places[edge.source], arrowprops=look)
    for name, place in places.items():
        node = graph.node(name)
        fill = "#eef3f9" if node.label else "white"
        axes.plot(*place, "o", markersize=36, color=fill, markeredgecolor="0.2")
        note(axes, place, name, 3, style="italic", fontsize=9)
        note(axes, place, f"{node.value:.3g}", -10)
        note(axes, place, f"{graph.derivative('o', name):.3g}", -32, color=ORANGE, weight="bold")
        note(axes, place, (node.label or "").replace(" * ", "·"), 23, color="0.35", fontsize=9)
    axes.set(xlim=(-0.4, width + 0.4), ylim=(-2.1, 2))
    axes.axis("off")


figure = Figure(figsize=(10.5, 8.6), layout="constrained")
one, two = figure.subplots(2, 1)
draw(one, graph, 7)
draw(two, taken_apart, 7)
one.set_title("the neuron, with tanh")
two.set_title("the neuron, with tanh taken apart")
caption = "grey: how it was made · black: its value · orange: the derivative of o by it"
figure.suptitle(caption, fontsize=11, color="0.35")
figure.savefig("value_that_remembers.png", dpi=120)
print("\nWritten: value_that_remembers.png, neuron.graphml")
