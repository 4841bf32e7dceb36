"""Running code leaves a graph behind: one neuron, its gradient, and a line fitted to points."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose

from compose import Variable, variable

w, x, b = variable(0.5, "w"), variable(2.0, "x"), variable(-1.0, "b")
z = w * x + b
z.name = "z"
y = np.tanh(z)
y.name = "y"

print("A neuron, y = tanh(w*x + b), and its derivative by w:")
print(y.explain(w))
assert_allclose([y.value, y.derivative(w)], [0.0, 2.0], atol=1e-15)

print("\nIts whole gradient:", y.gradient().by_name())

SMALL = 1e-6
nudged = (np.tanh((0.5 + SMALL) * 2.0 - 1.0) - np.tanh((0.5 - SMALL) * 2.0 - 1.0)) / (2 * SMALL)
print(f"A nudge of w says the same: {nudged:.6f}")
assert_allclose(y.derivative(w), nudged, rtol=1e-8)

POINTS = [(-2.0, -3.0), (-1.0, -1.0), (0.0, 1.0), (1.0, 3.0), (2.0, 5.0)]


def loss(slope: Variable, height: Variable) -> Variable:
    """Add the squared distances of a line from the points."""
    return sum((slope * at + height - wanted) ** 2 for at, wanted in POINTS)


slope, height = variable(0.0, "slope"), variable(0.0, "height")
print("\nA line through five points, found by walking down the gradient:")
for step in range(61):
    answer = loss(slope, height)
    if step % 20 == 0:
        print(f"step {step:2}: slope {slope:.6f}, height {height:.6f}, loss {answer:.1e}")
    gradient = answer.gradient()
    slope, height = (
        variable(parameter.value - 0.04 * gradient[parameter], parameter.name)
        for parameter in (slope, height)
    )
assert_allclose([slope.value, height.value], [2.0, 1.0], rtol=1e-8)
