"""Faults planted in the engine, one at a time: the laws must notice each of them."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import numpy as np
import pytest

from compose import Graph
from compose.engine import order, sweep
from compose.engine.algebra import INTERVAL, REAL, Agreement, Semiring
from compose.engine.maps import Affine
from compose.errors import ComposeError, DisagreementError
from tests.engine import laws, mutants
from tests.engine.laws import same_bits
from tests.engine.oracle import Paths, product, sum_over_paths
from tests.engine.test_linear import linear_law
from tests.strategies import Dag, random_dag

SEEDS = range(12)


def exact_dags():
    return [random_dag(seed) for seed in SEEDS]


def float_dags(pick):
    return [random_dag(seed, pick=pick) for seed in SEEDS]


def noticed(law, cases):
    """Put cases before a law; the first that breaks it, or gets no answer, is enough."""
    for case in cases:
        try:
            law(case)
        except (AssertionError, ComposeError, LookupError, pytest.fail.Exception):
            return True
    return False


def matrix_dags():
    """Square matrices on every edge: those that swap places still fit."""
    found = []
    for seed in SEEDS:
        plain, chance = random_dag(seed, nodes=5, edges=6), np.random.default_rng(seed)
        locals_ = [chance.integers(-3, 4, (2, 2)).astype(float) for _ in plain.edges]
        found.append(Dag(plain.names, plain.with_locals(locals_).edges, ((2,),) * 5))
    return found


def matrices(dag):
    linear_law(dag, dag.graph())


def growing(dag):
    """Ask after every edge."""
    graph = Graph()
    for name in dag.names:
        graph.add_node(name)
    for count, (source, target, local) in enumerate(dag.edges, 1):
        graph.add_edge(dag.names[source], dag.names[target], local)
        so_far = Paths(Dag(dag.names, dag.edges[:count]))
        for of in range(len(dag.names)):
            found = graph.gradient(dag.names[of], dag.names)
            expected = [sum_over_paths(so_far, of, wrt) for wrt in range(len(dag.names))]
            assert list(found.values()) == expected


def poisoned(dag):
    """Infinities stand on every edge that no path visits, in a graph that counts as large."""
    found = Paths(dag)
    for of, wrt in found.pairs():
        useful = found.useful_edges(of, wrt)
        locals_ = [1.0 if n in useful else math.inf for n in range(len(dag.edges))]
        clean = sum_over_paths(Paths(dag.with_locals([1.0] * len(locals_))), of, wrt)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(order, "LARGE", 0)
            graph = dag.with_locals(locals_).graph()
            assert graph.gradient(dag.names[of], [dag.names[wrt]])[dag.names[wrt]] == clean
            assert graph.sensitivities(dag.names[wrt], [dag.names[of]])[dag.names[of]] == clean
            places = [list(graph.nodes).index(dag.names[n]) for n in (of, wrt)]
            assert graph.adjoints(dag.names[of])[places[1]] == clean
            assert graph.tangents(dag.names[wrt])[places[0]] == clean


def undisturbed(dag):
    """Branches that disagree elsewhere are not asked about."""
    found = Paths(dag)
    for of, wrt in found.pairs():
        if found(of, wrt):
            useful = found.useful_edges(of, wrt)
            locals_ = [1 if n in useful else 2 + n for n in range(len(dag.edges))]
            graph = dag.with_locals(locals_).graph()
            assert graph.derivative(dag.names[of], dag.names[wrt], algebra=Agreement()) == 1


def disagreeing(dag):
    """Branches of different products are refused, and only those."""
    graph, found = dag.graph(), Paths(dag)
    for of, wrt in found.pairs():
        if not found(of, wrt):
            continue
        agree = len({product(dag, walk) for walk in found(of, wrt)}) == 1
        try:
            graph.derivative(dag.names[of], dag.names[wrt], algebra=Agreement())
        except DisagreementError:
            assert not agree
        else:
            assert agree


def tolerances(dag):
    """Of two paths that differ by 3 %, the sum of their edges' tolerances decides."""
    del dag
    for percent, agree in ((Fraction(1, 100), True), (Fraction(9, 1000), False)):
        graph = Graph()
        graph.add_edges("abc", "bcd", [Affine(1, 0, percent)] * 3)
        graph.add_edge("a", "d", Fraction(103, 100))
        try:
            graph.derivative("d", "a", algebra=Agreement())
        except DisagreementError:
            assert not agree
        else:
            assert agree


def thirds():
    chance = random.Random(0)
    return lambda: chance.choice([0.1, 0.7, -0.3, 1 / 3, -1e10, 1e-10])


def enclosed(dag):
    exact = Paths(dag.with_locals([Fraction(x) for _, _, x in dag.edges]))
    graph = dag.graph()
    for of, wrt in exact.pairs():
        found = graph.gradient(dag.names[of], [dag.names[wrt]], algebra=INTERVAL)
        low, high = found[dag.names[wrt]]
        assert Fraction(low) <= sum_over_paths(exact, of, wrt) <= Fraction(high)


def bounded(dag):
    exact = dag.with_locals([Fraction(x) for _, _, x in dag.edges])
    graph, found = dag.graph(), Paths(exact)
    for of, wrt in found.pairs():
        if len(found(of, wrt)) < 3:
            continue
        explained = graph.explain(dag.names[of], dag.names[wrt], top=1)
        shown = product(exact, [e.number for e in explained.terms[0].path.edges])
        hidden = sum_over_paths(found, of, wrt) - shown
        rest = explained.rest
        assert abs(Fraction(rest.total) - hidden) <= Fraction(rest.error)


def same_as_generic(dag):
    """Kernels add in the order of the generic sweeps, so that not one bit differs."""
    columns = dag.graph().columns
    structure = order.Structure(columns, large=True)
    compiled, plain = sweep.Floats(structure, columns.local.array()), structure.plain()
    local = columns.locals_at(structure.edge)
    for at in range(len(dag.names)):
        for kernel, generic in (
            (compiled.adjoints, sweep.reverse),
            (compiled.tangents, sweep.forward),
        ):
            carriers = generic(plain, local, REAL, at, 1.0)
            assert same_bits(kernel(at), [carriers[p] or 0.0 for p in plain.position])


LAWS = {
    "sums": (laws.all_ways_agree, exact_dags),
    "counts": (laws.counts_are_numbers_of_paths, exact_dags),
    "listing": (laws.listing_is_complete_and_in_order, exact_dags),
    "contributions": (laws.contributions_are_sums_through_a_node, exact_dags),
    "ranking": (laws.ranking_is_sorting, exact_dags),
    "explanations": (laws.explanations_add_up, exact_dags),
    "matrices": (matrices, matrix_dags),
    "growing": (growing, exact_dags),
    "poisoned": (poisoned, exact_dags),
    "undisturbed": (undisturbed, exact_dags),
    "disagreeing": (disagreeing, exact_dags),
    "tolerances": (tolerances, lambda: [None]),
    "enclosed": (enclosed, lambda: float_dags(thirds())),
    "bounded": (bounded, lambda: float_dags(thirds())),
    "compiled": (same_as_generic, lambda: float_dags(thirds())),
}


@pytest.mark.parametrize("law", LAWS)
def test_a_sound_engine_passes(law):
    check, cases = LAWS[law]
    for case in cases():
        check(case)


MUTANTS = [
    (mutants.drop_a_branch, "sums"),
    (mutants.drop_a_branch, "contributions"),
    (mutants.drop_a_branch_of_floats, "enclosed"),
    (mutants.drop_a_branch_of_floats, "bounded"),
    (mutants.count_branches_once, "counts"),
    (mutants.lose_parallel_edges, "sums"),
    (mutants.lose_parallel_edges, "counts"),
    (mutants.swap_factors_going_forward, "matrices"),
    (mutants.swap_factors_going_back, "matrices"),
    (mutants.forget_to_transpose, "matrices"),
    (mutants.keep_a_stale_answer, "growing"),
    (mutants.keep_a_stale_answer_for_the_same_nodes, "growing"),
    (mutants.believe_every_local_finite, "poisoned"),
    (mutants.visit_every_node, "undisturbed"),
    (mutants.visit_all_that_follows, "undisturbed"),
    (mutants.visit_every_node, "ranking"),
    (mutants.order_backwards, "sums"),
    (mutants.rank_the_smallest_first, "ranking"),
    (mutants.rank_by_signed_products, "ranking"),
    (mutants.forget_a_sidetrack, "ranking"),
    (mutants.forget_a_sidetrack, "explanations"),
    (mutants.list_backwards, "listing"),
    (mutants.forget_a_prefix, "explanations"),
    (mutants.forget_a_prefix, "bounded"),
    (mutants.share_of_the_signed_sum, "explanations"),
    (mutants.subtract_what_is_shown, "bounded"),
    (mutants.believe_all_branches, "disagreeing"),
    (mutants.take_the_widest_tolerance, "tolerances"),
    (mutants.believe_no_branch, "tolerances"),
    (mutants.round_to_nearest, "enclosed"),
    (mutants.add_in_another_order, "compiled"),
    (mutants.multiply_and_add_at_once, "compiled"),
    (mutants.leave_the_last_answer_behind, "compiled"),
]


@pytest.mark.parametrize(("mutant", "law"), MUTANTS)
def test_a_planted_fault_is_noticed(mutant, law, monkeypatch):
    check, cases = LAWS[law]
    cases = cases()
    mutant(monkeypatch)
    assert noticed(check, cases)


def test_a_semiring_that_swaps_its_factors_is_noticed(monkeypatch):
    text = Semiring("text", lambda a, b: a + b, lambda a, b: a + b, "", "", lift=str)
    graph = Graph()
    graph.add_edges("xy", "yz", [1, 2])
    assert graph.sensitivities("x", algebra=text) == {"z": "21"}
    mutants.swap_factors_of_a_semiring(monkeypatch)
    assert graph.sensitivities("x", algebra=text) == {"z": "12"}
