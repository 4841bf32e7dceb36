"""The matrix form: a layer is one product of matrices, and a mini-batch is as many rows.

From sums over single weights to matrices, the four equations of backpropagation on a mini-batch,
and what the way back costs compared with the way forward: counted, and timed. The picture is
``matrix_form.png``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import pairwise
from time import perf_counter
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.testing import assert_allclose, assert_array_less

from compose import compile as compiled
from compose import grad, nn, value_and_grad

model = nn.MLP([3, 2, 2], activation="sigmoid", output="sigmoid", seed=1)
first, _ = model.parameters
w, b = first["w"], first["b"]
batch = np.array([[0.5, -1.0, 2.0], [1.0, 0.0, -0.5], [-1.5, 1.0, 0.5], [0.0, 2.0, 1.0]])
wanted = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [1.0, 0.0]])


def numbers(row: Any, places: int = 4) -> str:
    """Write numbers beside one another."""
    return " ".join(f"{number:+.{places}f}" for number in row)


x = batch[0]
one_by_one = [sum(w[j, k] * x[k] for k in range(3)) + b[j] for j in range(2)]
print("The weighted inputs of a layer with three inputs and two neurons, for one example:")
print(f"  z[j] = Σ w[j, k]·x[k] + b[j], weight by weight: {numbers(one_by_one)}")
print(f"  z = w·x + b, one product of w {w.shape} and x {x.shape}: {numbers(w @ x + b)}")
assert_allclose(w @ x + b, one_by_one, rtol=1e-14)

z = batch @ w.T + b
print(f"\nFour examples are four rows: x {batch.shape}, z = x·wᵀ + b {z.shape}, a = σ(z):")
for x, z_row, a_row in zip(batch, z, nn.sigmoid(z), strict=True):
    print(f"  x {numbers(x, 1)}   z {numbers(z_row)}   a {numbers(a_row)}")
    assert_allclose(z_row, w @ x + b, rtol=1e-14)

loss = nn.loss_of(model, "quadratic")
together = grad(loss)(model.parameters, batch, wanted)
alone = [grad(loss)(model.parameters, x, y) for x, y in zip(batch, wanted, strict=True)]
print(
    "\nThe gradient of the mini-batch is the mean of the gradients of its examples. ∂C/∂w1[0, 2]:"
)
each = [gradient[0]["w"][0, 2] for gradient in alone]
print(f"  of each example: {numbers(each)}")
print(f"  their mean {np.mean(each):+.6f}, of the batch {together[0]['w'][0, 2]:+.6f}")
for layer, gradient in enumerate(together):
    for name, slope in gradient.items():
        mean = np.mean([other[layer][name] for other in alone], axis=0)
        assert_allclose(slope, mean, rtol=1e-12, atol=1e-15)

print("\nThe four equations on this mini-batch:\n")
equations = nn.backprop_equations(model, batch, wanted)
print(equations)
print("\nIn full, δ at layer 1, an example a row, and ∂C/∂w1 = δᵀ·x, a neuron a row:")
for name, rows in (("δ", equations.layers[0].delta), ("∂C/∂w1", equations.layers[0].dw)):
    for row in rows:
        print(f"  {name:7} {numbers(row, 5)}")
assert_array_less(equations.check, 1e-12)


def counted(sizes: list[int], rows: int) -> tuple[int, int]:
    """Count the operations of the loss alone, and together with its gradient."""
    network = nn.MLP(sizes, "sigmoid", output="sigmoid")
    cost = nn.loss_of(network, "quadratic")
    where = network.parameters, np.zeros((rows, sizes[0])), np.zeros((rows, sizes[-1]))
    forward, both = compiled(cost), compiled(value_and_grad(cost))
    forward(*where)
    both(*where)
    return forward.operations, both.operations


print("\nWhat the way forward costs, and what the way back adds: operations on single numbers,")
print("exp counted as ten, for a batch of 10 examples.")
print(f"  {'network':>13} {'weights':>8} {'forward':>9} {'back':>9}   back / forward")
for sizes in ([2, 3, 1], [64, 30, 10], [784, 30, 10], [784, 100, 100, 10], [100] * 9):
    forward, both = counted(sizes, 10)
    weights = sum(m * n for m, n in pairwise(sizes))
    name = "-".join(map(str, sizes)) if len(sizes) < 9 else "8 × 100-100"
    back = both - forward
    print(f"  {name:>13} {weights:8,} {forward:9,} {back:9,} {back / forward:11.2f}")

DEPTHS = (1, 2, 4, 8)
WIDTHS = (2, 4, 8, 16, 32, 64, 128, 256)
ratios = {}
for depth in DEPTHS:
    pairs = np.array([counted([width] * (depth + 1), 10) for width in WIDTHS])
    ratios[depth] = pairs[:, 1] / pairs[:, 0] - 1.0
print("\nA layer costs one product forward, and two back: one for ∂C/∂w, one for the layer before.")
print(
    "The first layer has none before it, so L wide layers come to 2 - 1/L. Counted, at width 256:"
)
for depth, found in ratios.items():
    print(f"  L = {depth}: {found[-1]:.3f}, and 2 - 1/{depth} = {2 - 1 / depth:.3f}")
    assert_allclose(found[-1], 2 - 1 / depth, rtol=0.05)


def seconds(function: Callable[..., Any], *where: Any) -> float:
    """Time a call: the best of several, since others want the processor as well."""
    best = np.inf
    for _ in range(15):
        began = perf_counter()
        function(*where)
        best = min(best, perf_counter() - began)
    return best


network = nn.MLP([784, 100, 10], "sigmoid", output="sigmoid")
cost = nn.loss_of(network, "quadratic")
rng = np.random.default_rng(0)
where = network.parameters, rng.random((100, 784)), rng.random((100, 10))
slow = seconds(lambda p, *xy: [cost(p, x, y) for x, y in zip(*xy, strict=True)], *where)
times = [seconds(compiled(function), *where) * 1e3 for function in (cost, value_and_grad(cost))]
forward, both = times
print(f"784-100-10, batch of 100: forward {forward:.3f} ms, both {both:.3f} ms,", file=sys.stderr)
print(f"back / forward {both / forward - 1:.2f};", file=sys.stderr)
print(f"forward one example at a time {slow * 1e3:.2f} ms", file=sys.stderr)

figure = Figure(figsize=(7, 4.5), layout="constrained")
axes = figure.add_subplot(xscale="log", xlabel="neurons in each layer", ylabel="back / forward")
axes.set_title("What the way back costs, in ways forward", loc="left")
for depth, found in ratios.items():
    (line,) = axes.plot(WIDTHS, found, marker="o", label=f"{depth} layer{'s' * (depth > 1)}")
    axes.axhline(2 - 1 / depth, color=line.get_color(), linestyle=":", linewidth=1)
axes.set(ylim=(0, 2.1))
axes.legend(frameon=False)
axes.grid(alpha=0.25)
axes.spines[["top", "right"]].set_visible(False)
figure.savefig("matrix_form.png", dpi=120)
print("\nThe curves are in matrix_form.png; what a clock says goes to the error output.")
