"""A small network, written in NumPy, learns exclusive or; then one derivative gives its reasons.

The network knows nothing of compose. Its parameters are a list of layers, and so is its gradient.
"""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose

from compose import value_and_grad, variable
from compose.testing import check_derivative

Layers = list[dict[str, np.ndarray]]

INPUTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
WANTED = np.array([-0.8, 0.8, 0.8, -0.8])


def network(layers: Layers, x: np.ndarray) -> np.ndarray:
    """Give one number for each row of x."""
    for layer in layers:
        x = np.tanh(x @ layer["w"] + layer["b"])
    return x[:, 0]


def loss(layers: Layers) -> float:
    """Give the mean squared distance from what is wanted."""
    return np.mean((network(layers, INPUTS) - WANTED) ** 2)


draw = np.random.default_rng(1)
layers = [
    {"w": draw.standard_normal((2, 3)), "b": np.zeros(3)},
    {"w": draw.standard_normal((3, 1)), "b": np.zeros(1)},
]
check_derivative(loss, layers, order=2)

print("Exclusive or, learnt by a network with three hidden units:")
step = value_and_grad(loss)
for number in range(201):
    value, gradient = step(layers)
    if number % 50 == 0:
        print(f"  after {number:3} steps the loss is {value:.6f}")
    layers = [
        {name: layer[name] - 0.3 * part[name] for name in layer}
        for layer, part in zip(layers, gradient, strict=True)
    ]
print("  answers:", np.round(network(layers, INPUTS), 2), "wanted:", WANTED)
assert_allclose(network(layers, INPUTS), WANTED, atol=0.05)

print("\nAt (0, 1), how does the sum over the hidden units change with the first input?")
(w, b), (w_last, _) = ((layer["w"], layer["b"]) for layer in layers)
first = variable(0.0, "first")
hidden = np.tanh(first * w[0] + (w[1] + b))
total = hidden @ w_last[:, 0]
hidden.name, total.name = "hidden", "total"
print(total.explain(first, elementwise=True))

SMALL = 1e-5
there, back = (np.arctanh(network(layers, np.array([[x, 1.0]]))[0]) for x in (SMALL, -SMALL))
assert_allclose(total.derivative(first), (there - back) / (2 * SMALL), rtol=1e-6)
