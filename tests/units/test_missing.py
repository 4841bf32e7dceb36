"""What is said where no fact leads from one unit to another."""

from __future__ import annotations

import pytest

from compose import units
from compose.errors import DimensionError, FractionalUseError


def refusal(question, *arguments, **options):
    with pytest.raises(DimensionError) as caught:
        question(*arguments, **options)
    return str(caught.value)


@pytest.fixture
def bottles():
    graph = units.ConversionGraph()
    graph.add("L", "kg", "0.789", of="ethanol")
    graph.add("mol", "g", "46.07", of="ethanol")
    graph.add("L", "kg", "0.998", of="water")
    graph.add("mol", "g", "180.156", of="glucose")
    return graph


def test_a_substance_that_would_lead_there_is_named(bottles):
    said = refusal(bottles.convert, 1, "mL", "mg")
    assert "such as a density; state it in" in said
    assert "; of='ethanol' or of='water' would lead there" in said
    assert "; of='ethanol' would lead there" in refusal(bottles.convert, 1, "L/s", "mol/h")
    said = refusal(bottles.factor, "L", "kg", of="glucose")
    assert "; of='ethanol' or of='water' would lead there" in said


def test_what_no_substance_says_is_missing(bottles):
    said = refusal(bottles.convert, 1, "mL", "s")
    assert "would lead" not in said
    assert "what is missing is a relation between [length]³ and [time]" in said


def test_half_a_density_leads_nowhere(bottles):
    assert "would lead" not in refusal(bottles.convert, 1, "L**(1/2)", "kg")


def test_many_substances_are_counted():
    graph = units.ConversionGraph()
    for number in range(12):
        graph.add("L", "kg", number + 1, of=f"liquid {number}")
    said = refusal(graph.explain, "L", "kg")
    first = "of='liquid 0' or of='liquid 1' or of='liquid 2'"
    assert f"; {first} or one of 9 more substances would lead there" in said


def test_a_substance_leads_where_units_are_ones_own():
    graph = units.ConversionGraph()
    graph.add("drum", "L", 200)
    graph.add("L", "kg", "0.998", of="water")
    assert "; of='water' would lead there" in refusal(graph.convert, 1, "drum", "kg")
    assert graph.convert(1, "drum", "kg", of="water") == 199.6


def test_advice_works_without_a_graph_at_hand():
    assert "state it in a ConversionGraph c: c.add('L', 'kg', …)" in refusal(
        units.convert, 1, "L", "kg"
    )


def test_a_number_is_written_as_one():
    said = refusal(units.convert, 1, "m", "1")
    assert said.startswith("meter is [length] and 1 is dimensionless: no factor")


def test_a_root_of_a_fact_is_refused():
    graph = units.ConversionGraph()
    graph.add("L", "kg", 1)
    for question in (graph.factor, graph.explain, graph.converter, graph.graph_between):
        with pytest.raises(FractionalUseError, match=r"used -?1/2 times"):
            question("L**(1/2)", "kg**(1/2)")
