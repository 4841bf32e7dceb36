"""The derivative as a limit: difference quotients come near it, and then move away again.

A smaller step makes the quotient's own error smaller, and that of rounding larger. Between the two
lies a best step, which theory places near √ε where one steps forward, and near ∛ε where one steps
both ways; ε = 2.2e-16 is the distance from 1 to the next float. A traced derivative takes no step.
"""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from numpy.testing import assert_allclose, assert_array_less

from compose import elementwise_grad


def f(x: np.ndarray) -> np.ndarray:
    """Stand for any smooth function."""
    return x * np.exp(np.sin(x))


def forward(x: np.ndarray, h: float) -> np.ndarray:
    """Give the slope from x to x + h, off by about h/2 · f″."""
    return (f(x + h) - f(x)) / h


def central(x: np.ndarray, h: float) -> np.ndarray:
    """Give the slope from x - h to x + h, off by about h²/6 · f‴."""
    return (f(x + h) - f(x - h)) / (2 * h)


def complex_step(x: np.ndarray, h: float) -> np.ndarray:
    """Step into the complex plane: off by about h²/6 · f‴, and nothing is subtracted."""
    return np.imag(f(x + 1j * h)) / h


derivative = elementwise_grad(f)
exact = float(derivative(1.0))
by_hand = np.exp(np.sin(1.0)) * (1 + np.cos(1.0))
print("f(x) = x · exp(sin x), at x = 1")
print(f"  by hand, exp(sin x) · (1 + x · cos x): {by_hand:.13f}")
print(f"  traced:                                {exact:.13f}")
assert_allclose(exact, by_hand, rtol=1e-15)

print("\nDifference quotients, and how far they are from it:")
print("    h      forward          error     central          error")
for exponent in range(1, 16):
    h = 10.0**-exponent
    ways = [float(way(1.0, h)) for way in (forward, central)]
    columns = [f"{slope:.13f}  {abs(slope - exact):.0e}" for slope in ways]
    print(f"  {h:.0e}  {columns[0]}    {columns[1]}")

EPSILON = np.finfo(float).eps
STEPS = 10 ** np.arange(-15, -0.9, 0.125)
points = np.linspace(0.5, 1.5, 201)
slopes = derivative(points)
errors = {
    way: np.array([np.mean(np.abs(way(points, h) - slopes)) for h in STEPS])
    for way in (forward, central, complex_step)
}

THEORY = [(forward, "√ε", EPSILON ** (1 / 2)), (central, "∛ε", EPSILON ** (1 / 3))]
print(f"\nThe best step, from the mean error at {len(points)} points between 0.5 and 1.5:")
for way, sign, expected in THEORY:
    best = np.argmin(errors[way])
    found, error = STEPS[best], errors[way][best]
    print(f"  {way.__name__}: {found:.1e}, near {sign} = {expected:.1e}; the error is {error:.0e}")
    assert_array_less(abs(np.log10(found / expected)), 0.5)

far = np.mean(np.abs(complex_step(points, 1e-100) - slopes))
print(f"\nA complex step may be as small as one likes: at h = 1e-100 the error is {far:.0e}.")
print("It needs a function that takes complex numbers. Tracing needs neither that nor a step.")

figure = Figure(figsize=(7, 4.5), layout="constrained")
axes = figure.add_subplot(xscale="log", yscale="log")
axes.set(xlabel="step h", ylabel="mean distance from the derivative", ylim=(1e-17, 3.0))
for way, found in errors.items():
    axes.plot(STEPS, found, label=way.__name__.replace("_", " "))
for way, sign, expected in THEORY:
    axes.plot(expected, np.min(errors[way]), "k.")
    axes.text(expected / 3, np.min(errors[way]) / 3, f"h = {sign}", ha="right")
axes.text(1e-12, 1e-2, "rounding, as 1/h")
axes.text(1e-6, 2e-2, "the chord, as h")
axes.text(1e-4, 1e-9, "the chord, as h²")
axes.legend()
figure.savefig("derivative_as_a_limit.png", dpi=120)
print("\nThe curves are in derivative_as_a_limit.png.")
