"""A model with units: what a steel tank holds, what it costs, and what a millimetre more costs.

The geometry is traced, in the units in which it is measured. Sheets, kronor and euros are units of
a conversion graph of one's own, in which a price is a conversion like any other. So the way from
the radius to the cost is a path of local derivatives, and conversions are edges of it.
"""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose

import compose
from compose import Graph, units, variable
from compose.trace import graph_of
from compose.units import ConversionGraph

facts = ConversionGraph()
facts.add("sheet", "m^2", 3, note="1.5 m by 2 m")
facts.add("sheet", "SEK", 2150, of="steel")
facts.add("EUR", "SEK", "11.20", exact=True, date="2026-06-01", note="agreed rate")
facts.add("m", "EUR", 18, of="welding")

u = units.registry
radius, height = variable(800.0 * u.mm, "radius"), variable(2.5 * u.m, "height")
rim = 2 * np.pi * radius
ends = rim * radius
shell = rim * height
plate = ends + shell
seam = 2 * rim + height
volume = (ends * height / 2).to("L")
rim.name, ends.name, shell.name = "rim", "ends", "shell"
plate.name, seam.name, volume.name = "plate", "seam", "volume"


def in_own_units(traced: Graph) -> Graph:
    """Copy a traced graph into one that reads units with the facts."""
    graph = Graph(units=facts)
    for node in map(traced.node, traced.nodes):
        graph.add_node(node.name, value=node.value, unit=node.unit, label=node.label)
    for edge in traced.edges:
        graph.add_edge(edge.source, edge.target, edge.local, **edge.attributes)
    return graph


def price(graph: Graph, part: str, of: str, via: list[str]) -> float:
    """Go on from a part to its price, an edge for each conversion, and give the price."""
    here, value = part, graph.node(part).value
    for edge in facts.graph_between(graph.node(part).unit, "EUR", of=of, via=via).edges:
        there = f"{part} in {edge.target}"
        value = value * float(edge.local)
        graph.add_node(there, value=value, unit=edge.target)
        graph.add_edge(here, there, edge.local, **edge.attributes)
        here = there
    graph.add_edge(here, "cost", 1)
    return value


tank = in_own_units(graph_of(volume, plate, seam))
tank.add_node("cost", unit="EUR", label="plate in EUR + seam in EUR")
steel = price(tank, "plate", "steel", via=["m^2", "sheet", "SEK"])
welding = price(tank, "seam", "welding", via=["m"])
tank.add_node("cost", value=steel + welding)

litres = tank.node("volume").value
print(f"The tank holds {litres:.1f} L; steel costs {steel:.2f} EUR and welding {welding:.2f} EUR.")

slope = tank.derivative("cost", "radius")
print("\nWhat does one more millimetre of radius cost?")
print(tank.explain("cost", "radius"))

print("\nIts largest path, node by node: the value, the local derivative, and where that is from")
largest = next(tank.paths("cost", "radius", top=1))
for edge in largest.edges:
    node = tank.node(edge.target)
    held = f"{node.value:.6g} {node.unit}"
    reason = edge.attributes.get("fact", edge.attributes.get("note", node.label))
    print(f"  {node.name:14} {held:31} × {float(edge.local):<9.6g} {reason}")
print(f"  Their product is {largest.product:.6f}.")


def cost_at(radius: float, height: float = 2500.0) -> float:
    """Work out the cost by hand, from millimetres."""
    plate = 2 * np.pi * radius * (radius + height) / 1e6
    seam = (4 * np.pi * radius + height) / 1e3
    return float(plate / 3 * 2150 / 11.2 + seam * 18)


measured = (cost_at(801.0) - cost_at(799.0)) / 2
print(f"\nA millimetre more and a millimetre less, by hand: {measured:.6f} EUR/mm")
assert_allclose([slope.magnitude, steel + welding], [measured, cost_at(800.0)])

swedish = facts.convert(slope.magnitude, "EUR/mm", "SEK/cm")
print(f"The same in other units of one's own: {swedish:.4f} SEK/cm")

print("\nWhat does one more litre cost?")
for size in ("radius", "height"):
    litre = tank.derivative("cost", size).magnitude / tank.derivative("volume", size).magnitude
    print(f"  by {size}: {litre:.4f} EUR/L")

compose.write_graphml(tank, "tank.graphml")
again = compose.read_graphml("tank.graphml", units=facts)
print("\nWritten to tank.graphml and read back:", again.derivative("cost", "radius"))
