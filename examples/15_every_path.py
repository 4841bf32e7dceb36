"""A small change in one weight, followed along every path through a network to the cost.

The weight moves one neuron, that one every neuron of the next layer, and so on. A path carries the
product of its local derivatives, and the sum over all paths is the derivative. Times the change of
the weight it is what the cost will do, but for an error that falls with the square of the change.
"""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
from matplotlib.figure import Figure
from numpy.testing import assert_allclose

import compose
from compose import grad, nn

X, WANTED = np.array([1.0, 0.5]), np.array([1.0, 0.0])
WEIGHT = "w1[0, 1]"
NUDGE = 0.01

model = nn.MLP([2, 3, 3, 2], "tanh", output="sigmoid", initialiser=nn.normal, seed=0)


def forward(nudge: float = 0.0) -> dict[str, float]:
    """Run the network with the weight nudged, and give the value of every neuron and the cost."""
    first, *others = model.parameters
    at = np.zeros((3, 2))
    at[0, 1] = 1.0
    passed = model.forward([{"w": first["w"] + nudge * at, "b": first["b"]}, *others], X)
    values = {
        f"a{layer}[{place}]": value
        for layer, (_, a) in enumerate(passed, 1)
        for place, value in enumerate(a)
    }
    return values | {"C": nn.quadratic(passed[-1][1], WANTED)}


graph = nn.network_graph(model, X, WANTED)
before, after = forward(), forward(NUDGE)
slopes = dict(zip(graph.nodes, graph.tangents(WEIGHT), strict=True))
print(f"{model}, with C = {before['C']:.6f}. {WEIGHT} grows by {NUDGE}.")
print("One forward sweep says how every neuron will move; running the network, how it does:")
print("  neuron    predicted     measured")
for name, value in before.items():
    print(f"  {name:6} {slopes[name] * NUDGE:+12.8f} {after[name] - value:+12.8f}")

paths = sorted(graph.paths("C", WEIGHT), key=lambda path: -abs(path.product))
size = sum(abs(path.product) for path in paths)
print(f"\nThe {len(paths)} paths to the cost, with parts of ∂C/∂{WEIGHT} and shares:")
for path in paths:
    way = " → ".join(node for node in path.nodes if node in before)
    print(f"  {way:32} {path.product:+.8f} {path.product / size:+7.1%}")
total = sum(path.product for path in paths)
print(f"  {'together':32} {total:+.8f}")
slope = grad(lambda nudge: forward(nudge)["C"])
print(f"  {'one reverse sweep':32} {graph.gradient('C')[WEIGHT]:+.8f}")
assert_allclose(total, slope(0.0))

print("\nSmaller and smaller changes of the weight, and what the cost does:")
print("   nudge    predicted     measured        error  error/nudge²")
for nudge in [1.0, 0.1, 0.01, 0.001]:
    predicted, measured = total * nudge, forward(nudge)["C"] - before["C"]
    error = measured - predicted
    print(f"  {nudge:6} {predicted:+.9f} {measured:+.9f} {error:+.9f} {error / nudge**2:+.6f}")
half = grad(slope)(0.0) / 2
print(f"The error comes near nudge² times ½ C″ = {half:+.6f}: a tenth gives a hundredth.")

compose.write_graphml(graph, "every_path.graphml")
again = compose.read_graphml("every_path.graphml")
print(f"\nevery_path.graphml, read back: ∂C/∂{WEIGHT} = {again.derivative('C', WEIGHT):+.8f}")

layers = [["x[0]", "x[1]"], *([name for name in before if name[1:2] == n] for n in "123"), ["C"]]
places = {
    name: (across, (len(layer) - 1) / 2 - down)
    for across, layer in enumerate(layers)
    for down, name in enumerate(layer)
}
carried = {ends: 0.0 for pair in pairwise(layers) for ends in product(*pair)}
for path in paths:
    for ends in pairwise(["x[1]", *(node for node in path.nodes if node in before)]):
        carried[ends] += path.product

figure = Figure(figsize=(8, 4), layout="constrained")
axes = figure.add_subplot(title=f"what a change in {WEIGHT} does, on its way to C")
axes.set_axis_off()
axes.margins(0.05, 0.15)
for ends, part in carried.items():
    colour = "0.85" if part == 0 else "tab:blue" if part > 0 else "tab:red"
    width = 0.8 + 60 * abs(part)
    axes.plot(*zip(*map(places.get, ends), strict=True), color=colour, linewidth=width, zorder=1)
for name, place in places.items():
    axes.scatter(*place, s=900, color="white", edgecolor="0.4", zorder=2)
    axes.annotate(name, place, ha="center", va="center", zorder=3)
axes.text(0.5, 0.25, WEIGHT, ha="center", backgroundcolor="white")
figure.savefig("every_path.png", dpi=120)
print("every_path.png: the wider a line, the more goes through it; red lowers C, blue raises it.")
