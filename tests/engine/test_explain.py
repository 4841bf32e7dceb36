from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compose import Graph
from compose.engine.algebra import COUNTING, EXACT, LARGEST, LINEAR, REAL
from tests.engine.oracle import Paths, product
from tests.strategies import dags, diamonds

floats = st.floats(-1e6, 1e6)


@settings(max_examples=60)
@given(dag=dags(floats))
def test_what_is_hidden_lies_within_the_bound_stated(dag):
    exact = dag.with_locals([Fraction(local) for _, _, local in dag.edges])
    graph, paths = dag.graph(), Paths(exact)
    for of, wrt in paths.pairs():
        walks = set(paths(of, wrt))
        for top in {0, 1, len(walks) // 2} if walks else ():
            explained = graph.explain(dag.names[of], dag.names[wrt], top=top)
            shown = {tuple(e.number for e in term.path.edges) for term in explained.terms}
            hidden = sum(product(exact, walk) for walk in walks - shown)
            assert shown <= walks
            if explained.rest is None:
                assert shown == walks
                continue
            assert explained.rest.count == len(walks) - len(shown)
            off = abs(Fraction(explained.rest.total) - hidden)
            assert off <= Fraction(explained.rest.error)


@settings(max_examples=60)
@given(dag=dags(floats))
def test_shares_of_all_paths_make_one(dag):
    graph, paths = dag.graph(), Paths(dag)
    for of, wrt in paths.pairs():
        walks = paths(of, wrt)
        if not walks:
            continue
        explained = graph.explain(dag.names[of], dag.names[wrt], top=len(walks))
        shares = [term.share for term in explained.terms]
        whole = 1.0 if any(term.path.product for term in explained.terms) else 0.0
        assert sum(map(abs, shares)) == pytest.approx(whole)
        for term in explained.terms:
            # A tiny part may vanish, but it never changes sides.
            assert math.copysign(1, term.path.product) * term.share >= 0


def test_cancellation_shows_and_loses_no_digits():
    graph = Graph()
    graph.add_edges(["x"] * 3, ["y"] * 3, [1e17, -1e17, 1.0])
    explained = graph.explain("y", "x", top=2)
    assert [term.path.product for term in explained.terms] == [1e17, -1e17]
    assert [term.share for term in explained.terms] == [0.5, -0.5]
    assert (explained.rest.total, explained.rest.error) == (1.0, 0.0)


def test_nothing_divides_by_zero():
    graph = Graph()
    graph.add_edges(["x", "x"], ["y", "y"], [0.0, -0.0])
    explained = graph.explain("y", "x")
    assert [term.share for term in explained.terms] == [0.0, 0.0]
    assert explained.total == 0.0


@pytest.mark.parametrize("local", [math.inf, -math.inf, math.nan, 1e308])
def test_shares_of_a_sum_that_is_not_finite_are_no_numbers(local):
    graph = Graph()
    graph.add_edges(["x"] * 3, ["y"] * 3, [local, 1.0, local])
    explained = graph.explain("y", "x")
    assert len(explained.terms) == 3
    assert all(math.isnan(term.share) for term in explained.terms)


def test_an_infinite_term_that_is_hidden_has_no_false_bound():
    graph = Graph()
    graph.add_edges(["x"] * 3, ["y"] * 3, [math.inf, math.inf, 1.0])
    explained = graph.explain("y", "x", top=1)
    rest = explained.rest
    assert rest.count == 2
    assert rest.total == math.inf or not rest.error < math.inf


def test_two_to_the_hundredth_paths():
    graph = Graph.from_arrays(*diamonds(100, 0.5))
    explained = graph.explain(300, 0, top=10)
    assert explained.count == 2**100
    assert explained.rest.count == 2**100 - 10
    assert explained.total == pytest.approx(0.5**100)
    exact = (2**100 - 10) * Fraction(0.5) ** 200
    assert abs(Fraction(explained.rest.total) - exact) <= Fraction(explained.rest.error)
    assert explained.rest.error < 1e-10 * explained.rest.total


def test_two_to_the_hundredth_paths_exactly():
    source, target, _ = diamonds(100)
    locals_ = [Fraction(1 + k % 3, 2 + k % 5) for k in range(400)]
    graph = Graph.from_arrays(source, target, locals_)
    explained = graph.explain(300, 0, top=7)
    shown = [term.path.product for term in explained.terms]
    assert sum(shown) + explained.rest.total == explained.total == graph.derivative(300, 0)
    assert shown == sorted(shown, reverse=True)
    assert explained.rest.error == 0


def test_a_path_from_a_node_to_itself():
    graph = Graph()
    graph.add_edge("x", "y", 2.0)
    explained = graph.explain("x", "x")
    assert (explained.total, explained.count, explained.rest) == (1.0, 1, None)
    assert explained.terms[0].path.nodes == ("x",)
    assert explained.terms[0].share == 1.0


def test_no_path_is_explained_by_no_terms():
    graph = Graph()
    graph.add_edges(["x", "u"], ["y", "v"], [2.0, 3.0])
    explained = graph.explain("v", "x")
    assert (explained.total, explained.count, explained.terms) == (0.0, 0, ())
    assert explained.rest is None


@pytest.mark.parametrize("algebra", [REAL, EXACT, LINEAR, COUNTING, LARGEST])
def test_any_algebra_is_explained(algebra):
    graph = Graph()
    graph.add_edges(["x", "x", "y"], ["y", "z", "z"], [2.0, 3.0, 4.0])
    explained = graph.explain("z", "x", top=1, algebra=algebra)
    assert explained.algebra == algebra.name
    assert explained.total == graph.derivative("z", "x", algebra=algebra)
    assert (explained.count, len(explained.terms)) == (2, 1)
    if algebra.has_units:
        assert explained.terms[0].path.product == 8
        assert explained.terms[0].share == pytest.approx(8 / 11)
        assert explained.rest.total == 3


def test_facts_of_the_ends_are_told():
    graph = Graph()
    graph.add_node("x", value=5.0, label="input")
    graph.add_edge("x", "y", 2.0, label="twice", expression="2")
    explained = graph.explain("y", "x")
    assert (explained.of.name, explained.wrt.name) == ("y", "x")
    assert (explained.wrt.value, explained.wrt.label) == (5.0, "input")
    edge = explained.terms[0].path.edges[0]
    assert (edge.label, edge.attributes) == ("twice", {"expression": "2"})


def test_the_largest_of_a_million_paths_are_found_without_listing_them():
    source, target, local = diamonds(200)
    local = local * np.where(np.arange(len(local)) % 4 == 0, 0.25, 1.0)
    graph = Graph.from_arrays(source, target, local)
    products = [path.product for path in graph.paths(600, 0, top=1 + 200 + 5)]
    assert products == [1.0] + [0.25] * 200 + [0.0625] * 5


def test_a_million_paths_are_listed_lazily():
    graph = Graph.from_arrays(*diamonds(1000))
    walks = graph.paths(3000, 0)
    first, second = next(walks), next(walks)
    assert [edge.number for edge in first.edges][-2:] == [3996, 3998]
    assert [edge.number for edge in second.edges][-2:] == [3997, 3999]
    assert first.nodes[:3] == (0, 1, 3)


def test_ranking_neither_overflows_nor_vanishes():
    graph = Graph()
    for k in range(5):
        graph.add_edges([k, k], [k + 1, k + 1], [1e-200, 2e-200])
    products = [[e.local for e in p.edges].count(2e-200) for p in graph.paths(5, 0, top=32)]
    assert products == sorted(products, reverse=True)
    assert products[0] == 5
    assert products[-1] == 0


@pytest.mark.parametrize("top", [-1, True])
def test_top_is_a_number_of_paths(top):
    graph = Graph()
    graph.add_edge("x", "y", 2.0)
    with pytest.raises(ValueError, match="how many paths"):
        graph.paths("y", "x", top=top)


@pytest.mark.parametrize("top", [-1, 1.5, "2"])
def test_what_is_no_number_of_paths_at_all(top):
    graph = Graph()
    graph.add_edge("x", "y", 2.0)
    for ask in (graph.paths, graph.explain):
        with pytest.raises((TypeError, ValueError)):
            ask("y", "x", top=top)
