"""Of several routes that say the same, the one along the fewest facts is shown."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from compose.errors import ComposeError
from compose.units import ConversionGraph


def chain(length):
    c = ConversionGraph()
    c.add("own_0", "m", 64)
    for i in range(length):
        c.add(f"own_{i + 1}", f"own_{i}", Fraction(1, 2))
    return c


def nodes(c, *ends, **options):
    return list(c.graph_between(*ends, **options).nodes)


def test_a_direct_fact_is_shown():
    c = chain(6)
    assert len(nodes(c, "own_6", "m")) == 8
    c.add("own_6", "m", 1)
    assert nodes(c, "own_6", "m") == ["own_6", "m"]
    assert nodes(c, "m", "own_6") == ["m", "own_6"]
    assert nodes(c, "own_6", "km")[:2] == ["own_6", "m"]
    assert nodes(c, "own_5", "m") == ["own_5", "own_6", "m"]
    assert "own_5" not in str(c.explain("own_6", "m"))
    assert c.convert(Fraction(3), "own_6", "m") == 3


def test_a_direct_fact_that_differs_within_tolerances_is_a_check_beside_the_answer():
    c = chain(6)
    c.add("own_6", "m", 1)
    assert nodes(c, "own_6", "m") == ["own_6", "m"]
    c = chain(6)
    c.add("own_6", "m", "1.00")
    assert len(nodes(c, "own_6", "m")) == 8
    assert c.explain("own_6", "m").kind == "exact"
    c = chain(6)
    c.add("own_6", "m", "1.001", tolerance=0.01)
    assert len(nodes(c, "own_6", "m")) == 8
    assert c.factor("own_6", "m") == 1
    assert c.explain("own_6", "m").total == 1


def test_of_two_routes_as_short_the_first_facts_are_shown():
    c = ConversionGraph()
    c.add("a_", "b_", 2)
    c.add("b_", "c_", 2)
    c.add("c_", "d_", 2)
    c.add("a_", "y_", 8)
    c.add("a_", "x_", 4)
    c.add("x_", "d_", 2)
    c.add("y_", "d_", 1)
    assert nodes(c, "a_", "d_") == ["a_", "y_", "d_"]
    assert nodes(c, "d_", "a_") == ["d_", "x_", "a_"]


def test_each_leg_is_shortened():
    c = chain(6)
    c.add("own_6", "own_1", Fraction(1, 32))
    c.add("own_1", "m", 32)
    assert nodes(c, "own_6", "m", via=["own_1"]) == ["own_6", "own_1", "m"]


def test_a_substance_of_another_name_leads_nowhere():
    c = chain(4)
    c.add("own_4", "m", 4, of="rope")
    assert nodes(c, "own_4", "m", of="rope") == ["own_4", "m"]
    assert len(nodes(c, "own_4", "m")) == 6


def test_a_doubtful_fact_is_no_short_cut():
    c = ConversionGraph(contradictions="keep")
    for number in range(4):
        c.add(f"own_{number + 1}", f"own_{number}", 2)
    c.add("own_4", "own_0", 17)
    with pytest.raises(ComposeError):
        c.graph_between("own_4", "own_0")


def distances(pairs, start):
    """Count facts by repeated relaxing, which knows of no queue."""
    far = {start: 0}
    for _ in pairs:
        for a, b in pairs:
            for one, other in ((a, b), (b, a)):
                if one in far and far[one] + 1 < far.get(other, 1_000):
                    far[other] = far[one] + 1
    return far


@pytest.mark.parametrize("seed", range(12))
def test_routes_are_as_short_as_can_be_and_agree(seed):
    chance = random.Random(seed)
    worth = {f"own_{i}": Fraction(chance.randint(1, 9), chance.randint(1, 9)) for i in range(9)}
    pairs = [chance.sample(sorted(worth), 2) for _ in range(16)]
    c = ConversionGraph()
    for a, b in pairs:
        c.add(a, b, worth[a] / worth[b])
    start = pairs[0][0]
    far = distances(pairs, start)
    for end in far.keys() - {start}:
        graph = c.graph_between(start, end)
        assert c.explain(start, end).total == worth[start] / worth[end]
        assert c.factor(start, end) == worth[start] / worth[end]
        assert len(graph.nodes) == far[end] + 1
