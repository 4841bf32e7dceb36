"""Graphs whose explanations are known by heart."""

from __future__ import annotations

from fractions import Fraction
from textwrap import dedent

from compose import Graph
from compose.engine.maps import Affine

__all__ = ["CONVERSIONS", "LINE", "TRIANGLE", "diamonds", "graph", "shown"]


def graph(*edges):
    built = Graph()
    for source, target, local, *more in edges:
        built.add_edge(source, target, local, **(more[0] if more else {}))
    return built


def diamonds(first, second, count=100):
    return graph(*[(n, n + 1, local) for n in range(count) for local in (first, second)])


def shown(text):
    return dedent(text).strip("\n")


LINE = graph(("w", "g", 5.0), ("x", "g", -2.0), ("g", "f", 1.0), ("b", "f", 1.0))
TRIANGLE = graph(("x", "y", 2), ("x", "z", 3), ("y", "z", 4))


CONVERSIONS = graph(
    ("mL", "cm^3", 1, {"note": "by definition"}),
    ("cm^3", "m^3", Fraction(1, 10**6)),
    ("bottle", "mL", 750),
    ("m^3", "km^3", Fraction(1, 10**9)),
    ("degC", "K", Affine(1, Fraction(5463, 20))),
    ("K", "degF", Affine(Fraction(9, 5), Fraction(-45967, 100))),
)
