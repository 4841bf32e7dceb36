"""Units cancel as derivatives do: conversions and a network, asked by the same code.

Metres per second times seconds per minute are metres per minute. ∂m/∂s · ∂s/∂min = ∂m/∂min is the
chain rule, and mL → cm³ → m³ → km³ is a longer one. All of it goes through files.
"""

from __future__ import annotations

from fractions import Fraction
from textwrap import fill
from typing import Any

import numpy as np
from numpy.testing import assert_allclose, assert_equal

import compose
from compose import Graph, units, variable
from compose.errors import UnitError


def ask(file: str, of: str, wrt: str) -> Any:
    """Read a graph from a file, say why ∂of/∂wrt is what it is, and give it."""
    graph = compose.read_graphml(file)
    print(graph.explain(of, wrt))
    return graph.derivative(of, wrt)


walk = Graph()
for name, unit in [("minutes", "min"), ("seconds", "s"), ("metres", "m")]:
    walk.add_node(name, unit=unit)
walk.add_edge("minutes", "seconds", "60 s/min", note="what a minute is")
walk.add_edge("seconds", "metres", "1.5 m/s", note="a walker's pace")
compose.write_graphml(walk, "walk.graphml")

volumes = units.graph_between("mL", "km^3", via=["cm^3", "m^3"])
compose.write_graphml(volumes, "volumes.graphml")

x = variable(0.5, "x")
hidden = np.tanh(x * np.array([1.0, -2.0]))
answer = hidden @ np.array([3.0, 1.0])
hidden.name, answer.name = "hidden", "answer"
compose.write_graphml(answer.graph(elementwise=True), "network.graphml")

print("How far does one walk in a minute? (m/s · s/min = m/min)")
pace = ask("walk.graphml", "metres", "minutes")
assert_equal((pace.magnitude, str(pace.units)), (90.0, "meter / minute"))

print("\nHow many km³ is a mL?")
tiny = ask("volumes.graphml", "km^3", "mL")
assert_equal(tiny, Fraction(1, 10**15))
assert_equal(tiny, units.factor("mL", "km^3"))

print("\nHow does the answer of a network change with what goes in?")
slope = ask("network.graphml", "answer", "x")
assert_allclose(slope, 3 / np.cosh(0.5) ** 2 - 2 / np.cosh(1.0) ** 2)

print("\nThree files, one question, one function: factors are multiplied along a path.")
print("Only the network has several paths from x to the answer, and there they are added.")

print("\nA factor that stands upside down does not cancel, and is refused:")
try:
    walk.add_edge("seconds", "metres", "1.5 s/m")
except UnitError as slip:
    print(fill(str(slip), 88))
else:
    raise SystemExit("1.5 s/m was expected to be refused")
