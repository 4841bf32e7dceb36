from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose import Graph
from compose.engine import planning
from compose.engine.algebra import EXACT, Agreement
from compose.engine.elimination import Pattern, Ring, cost, eliminated, ring_of
from compose.engine.elimination import values_of as values
from compose.engine.maps import Affine, Operator
from compose.engine.operations import count_operations
from compose.engine.planning import carried_out
from compose.engine.prepared import Prepared
from compose.engine.projective import Moebius
from compose.errors import LocalTypeError, QuestionError
from tests.engine.eliminations import WORDS, inner_nodes, literature, question, shuffled
from tests.engine.oracle import Paths, sum_over_paths
from tests.strategies import dags, linear_dags, random_dag

seeds = st.integers(0, 2**16)


def by_elimination(dag, seed, other):
    """Give a graph, a question by places, and a random order for it."""
    of, wrt = question(dag, seed)
    return dag.graph(), of, wrt, shuffled(inner_nodes(dag, of, wrt), other)


def every_order_sums_over_paths(dag, seed, other):
    graph, of, wrt, order = by_elimination(dag, seed, other)
    paths = Paths(dag)
    found = graph.jacobian([dag.names[n] for n in of], [dag.names[n] for n in wrt], order=order)
    assert found.tolist() == [[sum_over_paths(paths, o, w) for w in wrt] for o in of]


def every_order_finds_every_path(dag, seed, other):
    """Over words, the answer is the set of all paths, edge by edge, in their direction."""
    numbered = dag.with_locals(range(1, len(dag.edges) + 1))
    graph, of, wrt, order = by_elimination(numbered, seed, other)
    ready, paths = Prepared(graph.columns), Paths(numbered)
    ends = [
        np.array([graph.columns.number(dag.names[n]) for n in places], np.int64)
        for places in (of, wrt)
    ]
    found = carried_out(ready, *ends, order, WORDS)
    for i, o in enumerate(of):
        for j, w in enumerate(wrt):
            walks = {tuple(number + 1 for number in walk) for walk in paths(o, w)}
            assert (found[i, j] or frozenset()) == walks


@given(dags(), seeds, seeds)
def test_every_order_sums_over_paths(dag, seed, other):
    every_order_sums_over_paths(dag, seed, other)


@given(dags(), seeds, seeds)
def test_every_order_finds_every_path(dag, seed, other):
    every_order_finds_every_path(dag, seed, other)


@given(linear_dags(), seeds, seeds)
def test_every_order_of_matrices_gives_what_sweeps_give(dag, seed, other):
    graph, of, wrt, order = by_elimination(dag, seed, other)
    names = [[dag.names[n] for n in ends] for ends in (of, wrt)]
    found, expected = graph.jacobian(*names, order=order), graph.jacobian(*names, order="forward")
    assert found.shape == expected.shape
    assert np.array_equal(found, expected)


@given(dags(), seeds, seeds)
def test_a_plan_counts_what_is_done(dag, seed, other):
    graph, of, wrt, order = by_elimination(dag, seed, other)
    names = [[dag.names[n] for n in ends] for ends in (of, wrt)]
    plan = graph.plan(*names, order)
    made = {"times": 0, "plus": 0}

    def counted(name, operation):
        def count(a, b):
            made[name] += 1
            return operation(a, b)

        return count

    exact = ring_of(EXACT)
    ring = Ring(exact.lift, counted("times", exact.times), counted("plus", exact.plus))
    local = dict(enumerate(graph.columns.locals_at(range(len(dag.edges)))))
    eliminated(plan.pattern, plan.sequence, values(plan.pattern, local, ring), ring)
    chosen = plan.candidates[plan.order]
    assert (made["times"], made["plus"]) == (chosen.multiplications, chosen.additions)
    with count_operations() as done:
        graph.jacobian(*names, order=plan)
    assert (done.multiplications, done.additions) == (made["times"], made["plus"])


@given(dags(), seeds)
def test_auto_is_never_worse(dag, seed):
    graph = dag.graph()
    names = [[dag.names[n] for n in ends] for ends in question(dag, seed)]
    best = graph.plan(*names)
    for order in ("forward", "reverse", "markowitz"):
        plan = graph.plan(*names, order)
        assert plan.order == order
        assert best.multiplications[best.order] <= plan.multiplications[order]


@given(dags(), seeds)
def test_units_that_are_free_cost_no_more(dag, seed):
    graph = dag.graph()
    names = [[dag.names[n] for n in ends] for ends in question(dag, seed)]
    for order in ("forward", "markowitz"):
        counted, free = (
            graph.plan(*names, order, unit_edges=way).multiplications[order]
            for way in ("counted", "free")
        )
        assert free <= counted


def test_what_free_edges_cost():
    graph = Graph()
    graph.add_edges("abc", "bcd", [2.0, -1, 1.0])
    assert graph.plan("d", "a", "forward").multiplications["forward"] == 2
    assert graph.plan("d", "a", "forward", unit_edges="free").multiplications["forward"] == 0
    with pytest.raises(QuestionError, match="'counted' or 'free'"):
        graph.plan("d", "a", unit_edges="cheap")


@pytest.mark.parametrize("name", ["human_heart_dipole", "robot_arm"])
def test_published_graphs_in_a_found_order(name):
    graph, of, wrt, known = literature(name)
    plan = graph.plan(of, wrt, "markowitz")
    assert plan.multiplications["markowitz"] == known["markowitz"]
    assert np.array_equal(graph.jacobian(of, wrt, order=plan), graph.jacobian(of, wrt))


@pytest.mark.parametrize(("crowded", "eliminated"), [(False, True), (True, False)])
def test_many_rows_and_columns_are_eliminated_where_that_saves(crowded, eliminated, monkeypatch):
    monkeypatch.setattr(planning, "_MANY", 40)
    graph, chain = Graph(), 2_000
    for n in range(40):
        graph.add_edge(("x", n), 0, 2.0)
        graph.add_edge(chain, ("y", n), 3.0)
        if crowded:
            graph.add_edges([("x", n)] * chain, range(1, chain + 1), [0.0] * chain)
    graph.add_edges(range(chain), range(1, chain + 1), [1.0] * chain)
    graph.add_edges(range(chain), range(1, chain + 1), [0.0] * chain)
    of, wrt = [("y", n) for n in range(40)], [("x", n) for n in range(40)]
    with count_operations() as done:
        found = graph.jacobian(of, wrt)
    assert np.array_equal(found, np.full((40, 40), 6.0))
    assert (done.multiplications < 10_000) == eliminated


def test_units_of_rows_and_columns_are_those_of_sweeps():
    graph = Graph()
    graph.add_node("r", unit="mm")
    graph.add_node("V", unit="mL")
    graph.add_edges(["r", "a"], ["a", "V"], [2.0, 3.0])
    found, swept = (graph.jacobian(["V"], ["r"], order=o) for o in (["a"], "forward"))
    assert (found.rows, found.columns) == (swept.rows, swept.columns)
    assert np.array_equal(found.magnitudes, swept.magnitudes)


def test_what_cannot_be_multiplied_is_refused():
    graph = Graph()
    graph.add_edges("ab", "bc", [Moebius(0, 1, 1, 0), 2])
    with pytest.raises(LocalTypeError, match="'a'"):
        graph.jacobian("c", "a", order="markowitz")
    with pytest.raises(QuestionError, match="swept, not eliminated"):
        ring_of(Agreement())


@given(dags(), seeds, st.sampled_from(["markowitz", "forward", "reverse"]))
def test_what_is_kept_keeps_its_derivatives(dag, seed, order):
    graph = dag.graph()
    keep = [dag.names[n] for n in {*question(dag, seed)[0], *question(dag, seed)[1]}]
    small = graph.eliminate(keep, order=order)
    assert set(small.nodes) == set(keep)
    pairs = [(edge.source, edge.target) for edge in small.edges]
    assert len(set(pairs)) == len(pairs)
    for name in keep:
        assert small.gradient(name, keep) == graph.gradient(name, keep)
    assert {type(edge.local) for edge in small.edges} <= {int, Fraction}


@given(linear_dags(), seeds)
def test_what_is_kept_keeps_its_jacobians(dag, seed):
    graph = dag.graph()
    keep = [dag.names[n] for n in {*question(dag, seed)[0], *question(dag, seed)[1]}]
    small = graph.eliminate(keep)
    assert np.array_equal(small.jacobian(keep, keep), graph.jacobian(keep, keep))


def test_what_is_kept_keeps_what_is_known_of_it():
    graph = Graph()
    graph.add_node("r", value=3.0, unit="mm", label="radius")
    graph.add_node("v", shape=(2,))
    graph.add_edge("r", "s", 2.0, label="twice", note="kept")
    reverse = Operator(lambda x: x[::-1], lambda x: x[::-1], (2,), (2,))
    graph.add_edge("v", "w", reverse)
    graph.add_edge("s", "t", 5.0)
    graph.add_edge("r", "t", 1.0)
    small = graph.eliminate(["v", "r", "s", "w"])
    assert small.nodes[:] == ["r", "v", "s", "w"]
    assert small.node("r") == graph.node("r")
    assert small.edges[0].label == "twice"
    assert small.edges[0].attributes == {"note": "kept"}
    assert small.edges[1].local is reverse
    smaller = graph.eliminate(["t", "r"])
    assert [(e.local, e.label) for e in smaller.edges] == [(11.0, None)]
    assert smaller.derivative("t", "r") == graph.derivative("t", "r")


def test_maps_that_move_values_are_not_condensed():
    graph = Graph()
    graph.add_edges("ab", "bc", [Affine(2, 3), 5])
    with pytest.raises(LocalTypeError, match="moves values"):
        graph.eliminate(["a", "c"])


def drop_the_sum(ring):
    return Ring(ring.lift, ring.times, lambda a, b: a)  # noqa: ARG005


def swap_the_factors(ring):
    return Ring(ring.lift, lambda later, earlier: ring.times(earlier, later), ring.plus)


@pytest.mark.parametrize("fault", [drop_the_sum, swap_the_factors])
def test_a_planted_fault_in_a_ring_is_noticed(fault, monkeypatch):
    cases = [(random_dag(seed), seed, seed) for seed in range(20)]
    for case in cases:
        every_order_finds_every_path(*case)
    monkeypatch.setattr(planning, "ring_of", lambda algebra: fault(ring_of(algebra)))
    assert any(_breaks(every_order_finds_every_path, case) for case in cases)


def forget_parallel_edges(patch):
    def first(pattern, local, ring):
        once = [edges[:1] for edges in pattern.carried]
        facts = {**pattern.__dict__, "carried": tuple(once)}
        fields = {name: facts[name] for name in Pattern.__dataclass_fields__}
        return values(Pattern(**fields), local, ring)

    patch.setattr(planning, "values_of", first)


def forget_to_fill(patch):
    def poorer(pattern, order, given, ring):
        left = eliminated(pattern, order, dict(given), ring)
        return {pair: value for pair, value in left.items() if pair in given}

    patch.setattr(planning, "eliminated", poorer)


@pytest.mark.parametrize("fault", [forget_parallel_edges, forget_to_fill])
@pytest.mark.parametrize("law", [every_order_sums_over_paths, every_order_finds_every_path])
def test_a_planted_fault_in_elimination_is_noticed(fault, law, monkeypatch):
    cases = [(random_dag(seed), seed, seed) for seed in range(20)]
    for case in cases:
        law(*case)
    fault(monkeypatch)
    assert any(_breaks(law, case) for case in cases)


def _breaks(law, case):
    try:
        law(*case)
    except AssertionError:
        return True
    return False


def test_an_order_may_be_a_function_of_the_pattern():
    graph, of, wrt, _ = literature("robot_arm")

    def backwards(pattern):
        return reversed(pattern.inner)

    plan = graph.plan(of, wrt, backwards)
    assert plan.order == "backwards"
    assert plan.multiplications["backwards"] == plan.multiplications["reverse"]
    assert cost(plan.pattern, plan.sequence).multiplications == 301
    assert np.array_equal(graph.jacobian(of, wrt, order=backwards), graph.jacobian(of, wrt))
