"""Formulas with units: a pump, what it costs to run, and what that depends on."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose

from compose import grad, units, variable
from compose.errors import DimensionError

u = units.registry

flow = variable(90.0 * u("L/min"), "flow")
height = variable(12.0 * u.m, "height")
diameter = variable(1.5 * u.inch, "diameter")
length = variable(30.0 * u.m, "length")

DENSITY = 998.0 * u("kg/m^3")
GRAVITY = 9.81 * u("m/s^2")
FRICTION = 0.02

speed = flow / (np.pi / 4 * diameter**2)
speed.name = "speed"
loss = FRICTION * length / diameter * speed**2 / (2 * GRAVITY)
loss.name = "loss"
power = (DENSITY * GRAVITY * flow * (height + loss)).to("W")
power.name = "power"

print(f"The water runs at {speed.to('m/s').value:.2f} and the pump takes {power.value:.1f}.")

print("\nWhat one more of each is worth:")
for name, derivative in power.gradient().by_name().items():
    print(f"  {name:9}{derivative.to_reduced_units():+.4g}")

print("\nWhere the metres of the height go:")
print(power.explain(height))


def needed(flow: object, diameter: object) -> object:
    """Give the power that overcomes friction, in any units."""
    speed = flow / (np.pi / 4 * diameter**2)
    loss = FRICTION * length.value / diameter * speed**2 / (2 * GRAVITY)
    return DENSITY * GRAVITY * flow * loss


metric, imperial = (grad(needed, 1)(flow.value, d * 1.0) for d in (38.1 * u.mm, 1.5 * u.inch))
print("\nThe units of the inputs do not matter:")
print(f"  {metric.to('W/mm'):.3f} = {imperial.to('W/mm'):.3f}")
assert_allclose(metric.m_as("W/m"), imperial.m_as("W/m"))

print("\nA slip of the pen is found at once:")
try:
    height + speed
except DimensionError as slip:
    print(f"  {slip}")
