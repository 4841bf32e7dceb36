"""Four nodes in a row, one weight between each and the next, and relu at every node.

The closed forms for the derivatives of the cost by each weight are the products along the paths;
all of them together are one vector, the gradient. The picture is ``four_nodes.png``.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.testing import assert_allclose, assert_equal

from compose import Graph, Path, nn, variable, write_graphml

ORANGE = "#b3470c"
NAMES = ("w1", "b1", "w2", "b2", "w3", "b3")
BACKWARDS = ("w3", "b3", "w2", "b2", "w1", "b1")
START, WANTED = 6.0, 3.0
PARAMETERS = {"w1": 1.0, "b1": -3.0, "w2": 1.5, "b2": -0.5, "w3": -0.5, "b3": 7.0}


def chain(parameters: dict[str, float]) -> Graph:
    """Send a0 through three weights to a3, and return the graph of the cost."""
    known = {name: variable(value, name) for name, value in parameters.items()}
    a = variable(START, "a0")
    for layer in "123":
        z = known["w" + layer] * a + known["b" + layer]
        a = nn.relu(z)
        z.name, a.name = "z" + layer, "a" + layer
    u = a - WANTED
    C = u**2  # noqa: N806 - the cost is called C
    u.name, C.name = "u", "C"
    return C.graph()


def along(path: Path) -> tuple[str, str]:
    """Write the product along a path, from the cost backwards, as text and in numbers."""
    edges = [edge for edge in reversed(path.edges) if edge.attributes["expression"] != "1"]
    numbers = [f"({edge.local:g})" if edge.local < 0 else f"{edge.local:g}" for edge in edges]
    return " * ".join(edge.attributes["expression"] for edge in edges), " · ".join(numbers)


def gradient_of(graph: Graph) -> np.ndarray:
    """Put the derivatives of the cost by all weights and biases into one vector."""
    found = graph.gradient("C", NAMES)
    # A product with 0 may be -0, which is the same number.
    return np.array([found[name] for name in NAMES]) + 0.0


graph = chain(PARAMETERS)
value = {name: graph.node(name).value for name in graph.nodes}

print("Forward: z = w*a + b, then a = relu(z), three times; the answer should be 3.")
print(f"  a0 = {value['a0']:g}")
for k in (1, 2, 3):
    print(f"  z{k} = w{k}*a{k - 1} + b{k} = {value[f'z{k}']:g},  a{k} = {value[f'a{k}']:g}")
print(f"  u = a3 - 3 = {value['u']:g},  C = u**2 = {value['C']:g}")

print("\nBackwards: one path leads from each weight and bias to C. Its product:")
for name in BACKWARDS:
    (path,) = graph.paths("C", name)
    text, numbers = along(path)
    print(f"  ∂C/∂{name} = {text}\n         = {numbers} = {path.product:g}")

print("\nThe closed forms, by hand, with step(z) = 1 where z > 0, and 0 elsewhere:")
steps = {k: float(value[f"z{k}"] > 0) for k in (1, 2, 3)}
to_z3 = 2 * (value["a3"] - WANTED) * steps[3]
to_z2 = to_z3 * value["w3"] * steps[2]
to_z1 = to_z2 * value["w2"] * steps[1]
closed = {"w3": to_z3 * value["a2"], "w2": to_z2 * value["a1"], "w1": to_z1 * value["a0"]}
print(f"  ∂C/∂w3 = 2(a3 − y) · step(z3) · a2 = {closed['w3']:g}")
print(f"  ∂C/∂w2 = 2(a3 − y) · step(z3) · w3 · step(z2) · a1 = {closed['w2']:g}")
print(f"  ∂C/∂w1 = 2(a3 − y) · step(z3) · w3 · step(z2) · w2 · step(z1) · a0 = {closed['w1']:g}")
for name, number in closed.items():
    assert_equal(graph.derivative("C", name), number)

print("\nThey begin alike. The sweep works out each beginning once, and goes on from there:")
adjoints = dict(zip(graph.nodes, graph.adjoints("C"), strict=True))
for k, expected in ((3, to_z3), (2, to_z2), (1, to_z1)):
    delta = adjoints[f"z{k}"]
    w, b = graph.derivative("C", f"w{k}"), graph.derivative("C", f"b{k}")
    print(f"  ∂C/∂z{k} = {delta:2g} = ∂C/∂b{k}, and times a{k - 1} it is ∂C/∂w{k} = {w:g}")
    assert_equal([delta, b], [expected, expected])

gradient = gradient_of(graph)
print("\nAll six as one vector, the gradient:")
print(f"  by ({', '.join(NAMES)}):  ∇C = {gradient}")
assert_equal(gradient, [-18.0, -3.0, -6.0, -2.0, 16.0, 4.0])

RATE = 0.0001
stepped = {n: v - RATE * d for (n, v), d in zip(PARAMETERS.items(), gradient, strict=True)}
change = chain(stepped).node("C").value - value["C"]
predicted = -RATE * gradient @ gradient
print(f"\nA step of {RATE} times that vector, backwards, should change C by -{RATE}·|∇C|²:")
print(f"  predicted {predicted:.6f}, measured {change:.6f}")
assert_allclose(change, predicted, rtol=0.05)

dead = chain({**PARAMETERS, "b2": -10.0})
print("\nThe second node dies: with b2 = -10, z2 is below 0, relu answers 0, and its slope is 0.")
print(f"  z2 = {dead.node('z2').value:g}, a2 = {dead.node('a2').value:g}, ∇C = {gradient_of(dead)}")
print("Nothing before it can learn, and neither can w3, which is given 0. Only b3 can.")
assert_equal(gradient_of(dead), [0.0, 0.0, 0.0, 0.0, 0.0, 8.0])


def draw(axes: Axes, graph: Graph) -> None:
    """Draw the row: values in black, derivatives of the cost in orange."""
    places = {name: (2.0 * k, 0.0) for k, name in enumerate(("a0", "a1", "a2", "a3", "C"))}
    for k, (source, target) in enumerate(pairwise(places), start=1):
        arrow(axes, places[source], places[target])
        if target != "C":
            middle, above = (2.0 * k - 1, 0.0), (2.0 * k, 1.1)
            label(axes, graph, f"w{k}", middle, (9, -19))
            arrow(axes, above, places[target])
            label(axes, graph, f"b{k}", above, (3, -13))
    for name, place in places.items():
        axes.plot(*place, "o", markersize=34, color="white", markeredgecolor="0.2")
        note(axes, place, name, -5, style="italic", fontsize=14)
        note(axes, place, f"{graph.node(name).value:g}", -33)
    axes.set(xlim=(-0.4, 8.4), ylim=(-0.9, 1.6))
    axes.axis("off")


def arrow(axes: Axes, start: tuple[float, float], stop: tuple[float, float]) -> None:
    """Draw an arrow that leaves room for the nodes."""
    look = {"arrowstyle": "-|>", "color": "0.6", "shrinkA": 20, "shrinkB": 20}
    axes.annotate("", stop, start, arrowprops=look)


def label(
    axes: Axes, graph: Graph, name: str, place: tuple[float, float], heights: tuple[int, int]
) -> None:
    """Write a parameter and its value, and below them the derivative of the cost."""
    note(axes, place, f"{name} = {graph.node(name).value:g}", heights[0])
    slope = graph.derivative("C", name) + 0.0
    note(axes, place, f"{slope:g}", heights[1], color=ORANGE, weight="bold")


def note(axes: Axes, place: tuple[float, float], text: str, above: int, **look: Any) -> None:
    """Write a text so many points above a place, in the middle."""
    look = {"fontsize": 11, "ha": "center", **look}
    axes.annotate(text.replace("-", "−"), place, (0, above), textcoords="offset points", **look)


figure = Figure(figsize=(9, 6), layout="constrained")
alive, dying = figure.subplots(2, 1)
draw(alive, graph)
draw(dying, dead)
alive.set_title("every node passes its derivative on")
dying.set_title("b2 = −10: the second node is dead, and nothing comes past it")
caption = "black: values · orange: derivatives of the cost C by weights and biases"
figure.suptitle(caption, fontsize=11, color="0.35")
figure.savefig("four_nodes.png", dpi=120)
write_graphml(graph, "four_nodes.graphml")
print("\nWritten: four_nodes.png, four_nodes.graphml")
