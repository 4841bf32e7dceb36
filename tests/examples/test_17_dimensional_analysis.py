"""Checks the example with plain fractions, and reads its files with another library."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from numpy.testing import assert_allclose

STEM = "17_dimensional_analysis"


@pytest.fixture
def told(example):
    return example(STEM)


def product_along(file, path):
    """Multiply the weights along a path, as a program that knows nothing of this one would."""
    graph = nx.read_graphml(file)
    names = {data.get("name", node): node for node, data in graph.nodes(data=True)}
    ends = pairwise(names[name] for name in path)
    return np.prod([graph.edges[pair]["weight"] for pair in ends])


def test_seconds_cancel(told):
    section = told.section("How far does one walk")
    assert section[2:4] == ["  = 1.5 · 60", "  = 90 meter / minute"]
    file = told.directory / "walk.graphml"
    assert product_along(file, ["minutes", "seconds", "metres"]) == 90.0
    answer = told.graph("walk.graphml").derivative("metres", "minutes")
    assert answer.m_as("km/h") == pytest.approx(5.4)


def test_volumes_go_by_centimetres_and_metres(told):
    section = told.section("How many km³")
    assert section[0] == "∂km^3/∂mL = ∂km^3/∂m^3 · ∂m^3/∂cm^3 · ∂cm^3/∂mL"
    assert section[2].split()[-1] == "1/1000000000000000"
    graph = told.graph("volumes.graphml")
    exact = [Fraction(1), Fraction(1, 100**3), Fraction(1, 1000**3)]
    assert [edge.local for edge in graph.edges] == exact
    file = told.directory / "volumes.graphml"
    assert product_along(file, ["mL", "cm^3", "m^3", "km^3"]) == pytest.approx(1e-15)


def test_the_paths_of_the_network_are_added(told):
    first, second = 3 / np.cosh(0.5) ** 2, -2 / np.cosh(1.0) ** 2
    section = told.section("How does the answer")
    assert float(section[0].split("=")[1].split(",")[0]) == pytest.approx(first + second)
    rows = told.table("share    product")[:2]
    assert_allclose([row[1] for row in rows], [first, second], rtol=1e-5)
    shares = np.array([first, second]) / (first - second) * 100
    assert_allclose([row[0] for row in rows], shares, atol=0.06)
    graph = told.graph("network.graphml")
    assert graph.derivative("answer", "x") == pytest.approx(first + second)


def test_an_upside_down_factor_is_refused_with_both_units(told):
    refusal = " ".join(told.section("A factor that stands upside down"))
    assert "'seconds' → 'metres'" in refusal
    assert "'1.5 s/m'" in refusal
    assert "[time]" in refusal
    assert "[length]" in refusal
    assert len(told.graph("walk.graphml").edges) == 2
