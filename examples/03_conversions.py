"""Conversions are paths through a graph: exact, explained, and checked against one another."""

from __future__ import annotations

from fractions import Fraction

from numpy.testing import assert_equal

from compose import ComposeError, Graph, units
from compose.engine.algebra import Agreement

print("From mL to km³, by way of two others:")
print(units.explain("mL", "km^3", via=["cm^3", "m^3"]))
assert_equal(units.factor("mL", "km^3"), Fraction(1, 10**15))
assert_equal(units.convert(5, "mL", "km^3"), 5e-15)

print("\nA table, each line rounded once:")
for value, src, dst in [
    (26.2, "mile", "km"),
    (60, "mile/hour", "m/s"),
    (1, "acre", "m^2"),
    (37, "degC", "degF"),
]:
    print(f"  {value} {src} = {units.convert(value, src, dst)} {dst}")
assert_equal(units.convert(37, "degC", "degF"), 98.6)

print("\nThe same as fractions, where nothing is rounded at all:")
print(f"  60 mile/hour = {units.convert(60, 'mile/hour', 'm/s', exact=True)} m/s")
assert_equal(units.convert(60, "mile/hour", "m/s", exact=True), Fraction(16764, 625))

crates = Graph()
crates.add_edge("crate", "box", 4)
crates.add_edge("box", "bottle", 12)
crates.add_edge("crate", "bottle", 48)
print("\nTwo ways from crates to bottles, which agree:")
print(crates.derivative("bottle", "crate", algebra=Agreement()), "bottles in a crate")
assert_equal(crates.derivative("bottle", "crate", algebra=Agreement()), 48)

crates.add_edge("crate", "bottle", 50)
print("\nA third one does not, and is not averaged away:")
try:
    crates.derivative("bottle", "crate", algebra=Agreement())
except ComposeError as error:
    print(error)
else:
    raise SystemExit("the routes were expected to disagree")
