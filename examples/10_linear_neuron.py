"""One linear neuron learns one answer: C = (w₁a₁ + w₂a₂ + b − 10)², with a = (1, 2).

Its derivatives as text and as numbers, then gradient descent until the cost is zero, and what the
learning rate does to it. The picture is ``linear_neuron.png``.
"""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from numpy.testing import assert_allclose, assert_array_less, assert_equal

from compose import Path, Variable, value_and_grad, variable

INPUT = (1.0, 2.0)
TARGET = 10.0
START = np.array([2.0, -1.0, 1.0])
RATES = (0.02, 0.05, 0.15, 0.17)
COLOURS = ("#7aa6d8", "#1f5fa8", "#e08a3c", "#b3470c")

w1, w2, b = (variable(value, name) for value, name in zip(START, ("w1", "w2", "b"), strict=True))
a1, a2 = variable(INPUT[0], "a1"), variable(INPUT[1], "a2")
p1, p2 = w1 * a1, w2 * a2
s = p1 + p2
z = s + b
u = z - TARGET
C = u**2
for name, node in {"p1": p1, "p2": p2, "s": s, "z": z, "u": u, "C": C}.items():
    node.name = name


def along(path: Path) -> str:
    """Write the product along a path, from the cost backwards; ones are left out."""
    factors = [edge.attributes["expression"] for edge in reversed(path.edges)]
    return " * ".join(factor for factor in factors if factor != "1")


graph = C.graph()
print("Forward: u is how far the answer z is off, and C is its square.")
for node in map(graph.node, graph.nodes):
    print(f"  {node.name:2} = {node.label or 'given':7} = {node.value:3g}")

print("\nOne path leads from each of the three to C. Its product, as text and as a number:")
for leaf in (w1, w2, b):
    (path,) = graph.paths("C", str(leaf.name))
    print(f"  ∂C/∂{leaf.name:2} = {along(path):10} = {path.product:g}")

print("\nBy hand they are 2u·a1, 2u·a2 and 2u. In full, the second one:")
print(C.explain(w2))
assert_equal([C.derivative(leaf) for leaf in (w1, w2, b)], [-18.0, -36.0, -18.0])


def cost(parameters: np.ndarray | Variable) -> float | Variable:
    """Give the cost of weights and bias, (w1, w2, b)."""
    w1, w2, b = parameters
    return (w1 * INPUT[0] + w2 * INPUT[1] + b - TARGET) ** 2


slope = value_and_grad(cost)


def descend(rate: float, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Walk down the gradient; return the parameters and the costs, one row for each step."""
    places, costs = [START], []
    for _ in range(steps):
        value, gradient = slope(places[-1])
        costs.append(value)
        places.append(places[-1] - rate * gradient)
    return np.array(places), np.array([*costs, cost(places[-1])])


print("\nGradient descent, each step 0.05 times the gradient, backwards:")
places, costs = descend(0.05, 40)
print("  step" + "".join(f"{name:>10}" for name in ("w1", "w2", "b", "C")))
for step in (0, 1, 2, 3, 5, 10, 20, 40):
    print(f"  {step:4}" + "".join(f"{p:10.6f}" for p in places[step]) + f"  {costs[step]:8.3g}")
print("Of all weights that answer 10, these are the nearest to where it began.")
assert_allclose(places[-1], [3.5, 2.0, 2.5])
assert_array_less(costs[-1], 1e-28)

print("\nA step takes 12·rate·u off u, as a1² + a2² + 1 = 6. So the rate decides:")
for rate in RATES:
    _, costs = descend(rate, 20)
    left = 1 - 12 * rate
    print(
        f"  rate {rate:.2f}: u times {left:+.2f} in each step, C after 20 steps is {costs[-1]:.2e}"
    )
    assert_allclose(costs[-1], 81 * left**40, rtol=1e-6, atol=1e-28)
print("Beyond 1/6 each step overshoots by more than it had to go.")

figure = Figure(figsize=(9.5, 4.2), layout="constrained")
bowl, curves = figure.subplots(1, 2)
# Every step goes along the gradient, so that one number says how far it has come.
along_slope = np.array([1.0, 2.0, 1.0])
length = along_slope @ along_slope
at = np.linspace(-0.4, 3.4, 200)
bowl.plot(at, (length * at + z.value - TARGET) ** 2, color="0.75", linewidth=4, zorder=0)
for rate, colour in zip(RATES, COLOURS, strict=True):
    places, costs = descend(rate, 20)
    gone = (places - START) @ along_slope / length
    shown = slice(0, 5)
    if rate in {0.05, 0.15}:
        bowl.plot(gone[shown], costs[shown], "o-", color=colour, label=f"rate {rate}")
    curves.semilogy(costs, "o-", color=colour, markersize=4)
    curves.text(20.5, costs[-1], f"{rate}", color=colour, va="center")
bowl.set(title="the first steps on the cost", xlabel="way along the gradient", ylabel="C")
bowl.legend(frameon=False)
curves.set(title="cost after each step, by rate", xlabel="step", xlim=(-0.5, 23.5))
for axes in (bowl, curves):
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(alpha=0.25)
figure.savefig("linear_neuron.png", dpi=120)
print("\nWritten: linear_neuron.png")
