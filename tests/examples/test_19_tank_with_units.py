"""Checks the tank against sums in plain numbers, in metres, and its graph edge by edge."""

from __future__ import annotations

from math import pi, prod

import pytest
from numpy.testing import assert_allclose

import compose
from compose.errors import FormatError
from compose.units import ConversionGraph

STEM = "19_tank_with_units"
RADIUS, HEIGHT = 0.8, 2.5
EUR_PER_M2 = 2150 / 3 / 11.2


@pytest.fixture
def told(example):
    return example(STEM)


@pytest.fixture
def tank(told):
    facts = ConversionGraph()
    facts.add("EUR", "SEK", 11.2, exact=True)
    facts.add("sheet", "m^2", 3)
    return compose.read_graphml(told.directory / "tank.graphml", units=facts)


def by_radius():
    """Give ∂cost/∂radius in EUR/m, for plate and for seam."""
    return EUR_PER_M2 * 2 * pi * (2 * RADIUS + HEIGHT), 18 * 4 * pi


def by_height():
    return EUR_PER_M2 * 2 * pi * RADIUS + 18


def test_what_it_holds_and_costs(told):
    steel = EUR_PER_M2 * 2 * pi * RADIUS * (RADIUS + HEIGHT)
    welding = 18 * (4 * pi * RADIUS + HEIGHT)
    held = pi * RADIUS**2 * HEIGHT * 1000
    found = told.numbers("The tank holds")
    assert_allclose(found, [held, steel, welding], rtol=0, atol=0.051)
    assert_allclose(found[1:], [steel, welding], rtol=0, atol=0.0051)


def test_the_cost_by_the_radius_is_in_currency_per_millimetre(told, tank):
    slope = sum(by_radius()) / 1000
    line = told.line("∂cost/∂radius")
    assert "EUR/mm, the sum over 4 paths" in line
    assert told.numbers("∂cost/∂radius =")[0] == pytest.approx(slope)
    assert told.numbers("A millimetre more")[0] == pytest.approx(slope, abs=1e-6)
    assert told.numbers("The same in other units")[0] == pytest.approx(slope * 11.2 * 10, abs=1e-4)
    answer = tank.derivative("cost", "radius")
    assert str(answer.units) == "EUR/mm"
    assert answer.magnitude == pytest.approx(slope)


def test_conversions_are_edges_on_the_way(tank):
    wanted = {
        ("plate", "plate in m^2"): 1e-6,
        ("plate in m^2", "plate in sheet"): 1 / 3,
        ("plate in sheet", "plate in SEK"): 2150,
        ("plate in SEK", "plate in EUR"): 1 / 11.2,
        ("seam", "seam in m"): 1e-3,
        ("seam in m", "seam in EUR"): 18,
    }
    edges = {(edge.source, edge.target): edge for edge in tank.edges}
    for ends, factor in wanted.items():
        assert float(edges[ends].local) == pytest.approx(factor)
        assert edges[ends].attributes["origin"] in {"pint", "fact"}
    assert edges["plate in SEK", "plate in EUR"].attributes["date"] == "2026-06-01"
    assert str(tank.node("plate in sheet").unit) == "sheet"


def test_the_explanation_names_conversions_and_facts(told):
    text = told.section("cost: plate in EUR + seam in EUR")
    assert "  ∂(plate in EUR)/∂(plate in SEK) = 5/56 (agreed rate)" in text
    assert "  ∂(plate in sheet)/∂(plate in m^2) = 1/3 (1.5 m by 2 m)" in text


def test_the_parts_of_the_cost_are_separate_paths(tank):
    plate, seam = by_radius()
    for part, slope in (("plate", plate), ("seam", seam)):
        flow = tank.contribution("cost", "radius", via=f"{part} in EUR")
        assert flow.magnitude == pytest.approx(slope / 1000)


def test_the_largest_path_is_listed_with_its_values(told):
    lines = told.section("Its largest path")[:-1]
    factors = [float(line.split("×")[1].split()[0]) for line in lines]
    largest = EUR_PER_M2 * 2 * pi * HEIGHT / 1000
    assert prod(factors) == pytest.approx(largest, rel=1e-5)
    assert told.numbers("Their product is")[0] == pytest.approx(largest, abs=1e-6)
    assert lines[0].split()[1] == f"{2 * pi * RADIUS * 1000:.6g}"
    assert [line.split("×")[0].split()[-1] for line in lines[-4:]] == ["sheet", "SEK", "EUR", "EUR"]


def test_a_litre_costs_less_by_the_radius(told):
    wider = sum(by_radius()) / (2 * pi * RADIUS * HEIGHT * 1000)
    taller = by_height() / (pi * RADIUS**2 * 1000)
    assert told.numbers("by radius:") == [pytest.approx(wider, abs=1e-4)]
    assert told.numbers("by height:") == [pytest.approx(taller, abs=1e-4)]
    assert wider < taller


def test_the_file_needs_the_facts(told):
    assert "EUR/mm" in told.line("Written to tank.graphml")
    with pytest.raises(FormatError, match="add a rate of your own"):
        told.graph("tank.graphml")
