"""Train a small network with a compiled gradient, and read what it runs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.testing import assert_array_less

import compose


def error(layers: Any, x: Any, y: Any) -> Any:
    """Give the mean squared error of sigmoid layers."""
    for w, b in layers:
        x = 1 / (1 + np.exp(-(x @ w + b)))
    return np.mean((x - y) ** 2)


random = np.random.default_rng(1)
x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
y = np.array([[0.0], [1.0], [1.0], [0.0]])
layers = [
    (random.standard_normal((2, 8)), np.zeros(8)),
    (random.standard_normal((8, 1)), np.zeros(1)),
]

slope = compose.compile(compose.value_and_grad(error))
for step in range(3001):
    value, found = slope(layers, x, y)
    if step % 1000 == 0:
        print(f"step {step}: error {value:.4f}")
    layers = [
        (w - 5.0 * by_w, b - 5.0 * by_b) for (w, b), (by_w, by_b) in zip(layers, found, strict=True)
    ]

assert_array_less(value, 0.01)

print(f"{slope.operations} weighted operations in each call:")
print(slope.source.partition("] = memory\n")[2])
