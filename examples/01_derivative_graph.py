"""A derivative graph by hand: what it answers, and why the answer is what it is.

A shop sells ``sold = 100 - 4 * price`` cups at ``price``; a cup costs 3, the rent is 200.
Its profit depends on the price in three ways at once.
"""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path

from numpy.testing import assert_equal

import compose
from compose import Graph

PRICE = Fraction(10)
SOLD = 100 - 4 * PRICE

shop = Graph()
shop.add_edge("price", "sold", -4)
shop.add_edge("price", "revenue", SOLD, expression="sold")
shop.add_edge("sold", "revenue", PRICE, expression="price")
shop.add_edge("sold", "cost", 3)
shop.add_edge("rent", "cost", 1)
shop.add_edge("revenue", "profit", 1)
shop.add_edge("cost", "profit", -1)

print("How does the profit change with the price?")
print(shop.explain("profit", "price"))
assert_equal(shop.derivative("profit", "price"), 32)

print("\nThe part of it that flows through the number of cups sold:")
print(shop.contribution("profit", "price", via="sold"))
assert_equal(shop.contribution("profit", "price", via="sold"), -28)

print("\nEvery input at once, by one reverse sweep:")
print({name: str(answer) for name, answer in shop.gradient("profit").items()})
assert_equal(shop.gradient("profit"), {"price": 32, "rent": -1})

print("\nThe same from the paths, one by one:")
for path in shop.paths("profit", "price"):
    print(" → ".join(path.nodes), "gives", path.product)
assert_equal(sum(path.product for path in shop.paths("profit", "price")), 32)

diamonds = Graph()
for n in range(100):
    diamonds.add_edges([n, n], [n + 1, n + 1], [1, Fraction(1, 2)])
print(f"\nA chain of 100 diamonds has {diamonds.count_paths(100, 0)} paths.")
print(f"One sweep over its 200 edges gives (3/2)^100 = {float(diamonds.derivative(100, 0)):.6g}.")
assert_equal(diamonds.count_paths(100, 0), 2**100)
assert_equal(diamonds.derivative(100, 0), Fraction(3, 2) ** 100)

with tempfile.TemporaryDirectory() as directory:
    file = Path(directory) / "shop.graphml"
    compose.write_graphml(shop, file)
    again = compose.read_graphml(file)
print("\nWritten as GraphML and read back, the graph is the same:", again.equals(shop))
assert_equal(again.derivative("profit", "price"), 32)
