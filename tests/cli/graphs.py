"""Graphs in files, as the commands find them."""

from __future__ import annotations

import io
import sys
from fractions import Fraction

import compose
from compose import Graph

__all__ = ["FOREIGN", "PROFIT", "profit", "typed_in", "written"]

# ∂profit/∂price is -40 + 40 + 30: over revenue at once, and over what is sold.
PROFIT = [
    ("price", "revenue", 40),
    ("price", "sold", -4),
    ("sold", "revenue", 10),
    ("sold", "cost", 3),
    ("revenue", "profit", 1),
    ("cost", "profit", Fraction(-5, 2)),
]

FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="d0" for="edge" attr.name="gain" attr.type="double"/>
  <graph edgedefault="undirected">
    <node id="w"/><node id="g"/><node id="f"/>
    <edge source="w" target="g"><data key="d0">5</data></edge>
    <edge source="g" target="f"><data key="d0">0.5</data></edge>
  </graph>
</graphml>
"""


def profit():
    graph = Graph()
    for source, target, local in PROFIT:
        graph.add_edge(source, target, local)
    return graph


def written(graph):
    stream = io.BytesIO()
    compose.write_graphml(graph, stream)
    return stream.getvalue()


def typed_in(monkeypatch, data):
    """Put bytes into standard input, as a pipe does."""
    stream = io.TextIOWrapper(io.BufferedReader(io.BytesIO(data)), encoding="ascii")
    monkeypatch.setattr(sys, "stdin", stream)
