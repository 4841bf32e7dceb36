"""Conversions multiply and compare: factors exactly, maps composed, checks that agree or do not."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from compose import Graph
from compose.engine.algebra import Agreement
from compose.engine.maps import Affine
from compose.engine.show.content import equation


def scales(seed):
    """Give a graph of scales whose branches agree, exactly: each unit has one size and one zero."""
    choose = random.Random(seed)
    sizes = [Fraction(choose.randrange(1, 40), choose.randrange(1, 40)) for _ in range(7)]
    zeros = [Fraction(choose.randrange(-9, 9), choose.choice((1, 4, 3))) for _ in range(7)]
    graph = Graph()
    for k in range(6):
        graph.add_edge(k, k + 1, _map(sizes, zeros, k, k + 1))
    for _ in range(5):
        here, there = sorted(choose.sample(range(7), 2))
        graph.add_edge(here, there, _map(sizes, zeros, here, there))
    return graph


def _map(sizes, zeros, here, there):
    scale = sizes[here] / sizes[there]
    return Affine(scale, zeros[there] - scale * zeros[here])


@pytest.mark.parametrize("seed", range(4))
def test_affine_maps_are_composed_exactly(reader, seed):
    graph = scales(seed)
    page = reader(graph)
    for wrt, of in ((0, 6), (1, 5), (2, 6)):
        why = graph.explain(of, wrt, top=None, algebra=Agreement())
        page.ask(of, wrt)
        if why.count > 1:
            assert page.total == str(equation(why))
        assert [row[0] for row in page.rows] == ["counts", *["yes"] * (len(why.terms) - 1)]


def bottles():
    graph = Graph()
    for source, target, local in (
        ("box", "bottle", 12),
        ("bottle", "mL", 750),
        ("box", "mL", 9000),
        ("mL", "L", Affine(Fraction(1, 1000))),
    ):
        graph.add_edge(source, target, local, note=f"{source} to {target}")
    return graph


def test_factors_stand_as_fractions_and_decimals(reader):
    page = reader(bottles())
    assert page.ask("L", "mL").total == "mL → L: 1/1000 = 0.001"
    assert page.ask("L", "box").total == "box → L: 9, both paths agree"
    assert page.rows[0] == ["counts", "9", "box → bottle → mL → L", "12 · 750 · 1/1000"]


def test_a_check_that_was_changed_disagrees(reader):
    page = reader(bottles()).ask("L", "box")
    page.change(2, "9001")
    assert page.total == "box → L: 9 along the first of 2 paths; others disagree"
    assert [row[:2] for row in page.rows] == [["counts", "9"], ["no", "9001/1000"]]


def test_only_checks_are_dashed(reader):
    dashes = "() => [...document.querySelectorAll('.edge.check')].map((edge) => edge.dataset.edge)"
    page = reader(bottles()).ask("L", "box").page
    assert page.evaluate(dashes) == ["2"]
    derivatives = Graph()
    derivatives.add_edges(["w", "w", "g"], ["g", "f", "f"], [5.0, -0.5, 1.0])
    assert reader(derivatives).ask("f", "w").page.evaluate(dashes) == []


def test_a_value_is_converted(reader):
    page = reader(bottles()).ask("L", "box")
    field = page.page.get_by_label("value in box, as a number")
    field.fill("2.5")
    field.press("Enter")
    assert page.page.locator("[data-result]").first.inner_text() == "5/2 box = 22.5 L"


def test_the_floats_of_a_chain_round_as_in_the_library(reader):
    choose = random.Random(5)
    graph = Graph()
    locals_ = [choose.uniform(0.1, 9) for _ in range(6)]
    for k, local in enumerate(locals_):
        graph.add_edge(k, k + 1, Affine(local, choose.uniform(-3, 3)))
    graph.add_edge(10, 11, Affine(1 / 3))
    found = reader(graph).page.evaluate(
        "() => { const found = reckon(new Answers(JSON.parse(document.getElementById('facts')"
        ".textContent).whole), 6, 0, 9).map; return [found.scale, found.offset]; }"
    )
    composed = graph.derivative(6, 0, algebra=Agreement())
    assert found == [composed.scale, composed.offset]
