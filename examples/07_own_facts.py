"""Facts of one's own beside pint's definitions: a warehouse, a brewery, a clinic, a bank."""

from __future__ import annotations

from fractions import Fraction

from numpy.testing import assert_equal

from compose import ComposeError
from compose.units import ConversionGraph

c = ConversionGraph()
c.add("bottle", "mL", 750)
c.add("box", "bottle", 12, note="supplier's sheet")
c.add("pallet", "box", 60)
print("A warehouse: what is on three pallets?")
print(f"  {c.convert(3, 'pallet', 'bottle'):.0f} bottles, {c.convert(3, 'pallet', 'L'):.0f} L")
assert_equal(c.factor("pallet", "bottle"), Fraction(720))
assert_equal(c.convert(3, "pallet", "L"), 1620.0)

c.add("L", "kg", "0.789 kg/L", of="ethanol", note="20 °C")
print("\nA brewery: what do two boxes of ethanol weigh?")
print(c.explain("box", "kg", of="ethanol", value=2))
assert_equal(c.convert(2, "box", "kg", of="ethanol"), 14.202)

c.add("mmol", "mg", "180.156 mg/mmol", of="glucose")
print("\nA clinic: 90 mg of glucose in a decilitre of blood")
print(c.explain("mg/dL", "mmol/L", of="glucose", value=90))
assert_equal(round(c.convert(90, "mg/dL", "mmol/L", of="glucose"), 2), 5.0)

c.add("EUR", "USD", "1.08", date="2026-03-01")
c.add("EUR", "USD", "1.11", date="2026-06-01")
print("\nA bank: 100 EUR at two dates")
for day in ("2026-04-15", "2026-07-01"):
    print(f"  {day}: {c.at(day).convert(100, 'EUR', 'USD')} USD")
assert_equal(c.at("2026-04-15").convert(100, "EUR", "USD"), 108.0)

print("\nSomebody says that a pallet holds 480 L:")
try:
    c.add("pallet", "L", 480)
except ComposeError as error:
    print(error)
else:
    raise SystemExit("this fact contradicts the others, and was expected to be refused")
assert_equal(c.convert(1, "pallet", "L"), 540.0)
