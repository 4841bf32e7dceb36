"""A small perceptron learns four examples: learning rates from 0.01 to 1, and what goes wrong.

Larger rates learn faster, up to the one that steps across the valley. The picture is
``small_perceptron.png``.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.testing import assert_allclose, assert_array_less, assert_equal

from compose import nn, value_and_grad

INPUTS = np.array([[2.0, -1.0, 0.5], [-1.5, 1.0, 2.0], [0.5, 2.0, -1.0], [-2.0, -0.5, 1.0]])
WANTED = np.array([[1.0], [-1.0], [-1.0], [1.0]])
RATES = (0.01, 0.03, 0.1, 0.3, 1.0)
STEPS = 200
SHOWN = (0, 1, 2, 5, 10, 20, 50, 100, STEPS - 1)
COST = "mean squared error"

model = nn.MLP([3, 4, 4, 1], activation="tanh", output="tanh", seed=2)
loss = nn.loss_of(model, COST)


def answers(trained: nn.MLP) -> str:
    """Write what a network answers to the four examples."""
    return " ".join(f"{answer:+.2f}" for answer in trained(INPUTS)[:, 0])


count = sum(array.size for layer in model.parameters for array in layer.values())
print(f"Three inputs, two layers of four neurons, one output: {count} weights and biases.")
print(f"  wanted:          {' '.join(f'{y:+.2f}' for y in WANTED[:, 0])}")
print(f"  before training: {answers(model)}")

cost, gradient = value_and_grad(loss)(model.parameters, INPUTS, WANTED)
steepness = sum(np.sum(slope**2) for layer in gradient for slope in layer.values())
print(f"\nThe cost is {cost:.4f}. A step of rate η should lower it by η·‖∇C‖² = η·{steepness:.3f},")
print("if the slope stayed as it is:")
print("    rate   foretold   measured")
for rate in RATES:
    fitted = nn.fit(
        model, INPUTS, WANTED, cost=COST, optimiser=nn.SGD(rate), epochs=1, batch_size=4
    )
    fall = cost - loss(fitted.parameters, INPUTS, WANTED)
    print(f"  {rate:6g} {rate * steepness:10.4f} {fall:10.4f}")

runs = {
    rate: nn.fit(
        model, INPUTS, WANTED, cost=COST, optimiser=nn.SGD(rate), epochs=STEPS, batch_size=4
    )
    for rate in RATES
}
costs = {rate: run.history.loss for rate, run in runs.items()}
print(f"\nThe cost before some of {STEPS} steps, each over all four examples:")
print("         step" + "".join(f"{f'rate {rate:g}':>12}" for rate in RATES))
for step in SHOWN:
    print(f"  {step + 1:11}" + "".join(f"{costs[rate][step]:12.5f}" for rate in RATES))
rises = {rate: sum(b > a for a, b in pairwise(cost)) for rate, cost in costs.items()}
print("  times risen" + "".join(f"{rises[rate]:12}" for rate in RATES))
assert_equal([rises[rate] for rate in RATES[:-1]], [0, 0, 0, 0])
assert_array_less(np.diff([costs[rate][-1] for rate in RATES[:-1]]), 0)

print("\nWhat the networks answer then:")
for rate, run in runs.items():
    print(f"  rate {rate:<4g} {answers(run.model)}")
good, bad = runs[0.3], runs[1.0]
assert_allclose(np.sign(good.model(INPUTS)), WANTED)

print("\nAt rate 1 the fourth example is answered as the second is, and stays wrong. What the")
print("neurons of layer 1 make of these two, and their slopes tanh′ at the fourth:")
for rate, run in ((0.3, good), (1.0, bad)):
    first = nn.backprop_equations(run.model, INPUTS, WANTED, cost=COST).layers[0]
    for name, numbers, form in (
        ("second", first.a[1], ">+6.2f"),
        ("fourth", first.a[3], ">+6.2f"),
        ("slopes", first.slope[3], ">6.3f"),
    ):
        print(f"  rate {rate:<4g} {name} " + " ".join(f"{number:{form}}" for number in numbers))
print("Steps that were too long left three of four neurons where tanh is flat: both examples look")
print("alike to them, and hardly any slope comes through to bring them back.")

figure = nn.plot_rates(model, INPUTS, WANTED, RATES, cost=COST, steps=100)
figure.savefig("small_perceptron.png", dpi=120)
print("\nThe curves are in small_perceptron.png.")
