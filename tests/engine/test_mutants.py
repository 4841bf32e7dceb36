"""Faults planted in the engine, one at a time: the laws must notice each of them."""
# ruff: noqa: ARG005 - a mutant has the parameters of what it replaces

from __future__ import annotations

import math
import random
from fractions import Fraction

import numpy as np
import pytest

from compose import Graph
from compose.engine import algebra, explain, maps, order, paths, prepared, sweep
from compose.engine.algebra import COUNTING, EXACT, INTERVAL, MAGNITUDE, REAL, Agreement, Semiring
from compose.engine.maps import Affine, Dense
from compose.errors import ComposeError, DisagreementError
from tests.engine import laws
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
        except (AssertionError, ComposeError, LookupError):
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


def drop_a_branch(patch):
    patch.setattr(EXACT, "_plus", lambda a, b: a)


def drop_a_branch_of_floats(patch):
    patch.setattr(INTERVAL, "_plus", lambda a, b: a)


def count_branches_once(patch):
    patch.setattr(COUNTING, "_plus", max)


def lose_parallel_edges(patch):
    add = Graph.add_edge

    def add_once(graph, source, target, local, **attributes):
        if not any((e.source, e.target) == (source, target) for e in graph.edges):
            add(graph, source, target, local, **attributes)

    patch.setattr(Graph, "add_edge", add_once)


def swap_factors_going_forward(patch):
    def swapped(self, tangents):
        return np.tensordot(tangents, self.jacobian, axes=len(self.source_shape))

    patch.setattr(Dense, "push_block", swapped)


def swap_factors_going_back(patch):
    def swapped(self, cotangents):
        return np.tensordot(self.jacobian, cotangents, axes=len(self.target_shape))

    patch.setattr(Dense, "pull_block", swapped)


def forget_to_transpose(patch):
    def straight(self, cotangents):
        return cotangents @ self.jacobian.T

    patch.setattr(Dense, "pull_block", straight)


def swap_factors_of_a_semiring(patch):
    patch.setattr(Semiring, "push", lambda self, x, c: self._times(c, self._lift(x)))


def keep_a_stale_answer(patch):
    patch.setattr(prepared.Prepared, "current", lambda self: True)


def keep_a_stale_answer_for_the_same_nodes(patch):
    patch.setattr(
        prepared.Prepared, "current", lambda self: self._counted[0] == len(self.columns.names)
    )


def believe_every_local_finite(patch):
    build = sweep.Floats.__init__

    def hopeful(self, structure, column):
        build(self, structure, column)
        self._finite = True

    patch.setattr(sweep.Floats, "__init__", hopeful)


def visit_every_node(patch):
    patch.setattr(
        prepared, "between", lambda structure, of, wrt: bytearray(b"\1" * structure.nodes)
    )


def visit_all_that_follows(patch):
    patch.setattr(prepared, "between", lambda structure, of, wrt: order.downstream(structure, wrt))


def order_backwards(patch):
    sort = order._sort_nodes.python

    def backwards(*columns):
        found = sort(*columns)
        columns[-1].reverse()
        return found

    patch.setattr(order._sort_nodes, "python", backwards)


def rank_the_smallest_first(patch):
    patch.setattr(paths._Descending, "__lt__", lambda a, b: a.size < b.size)


def rank_by_signed_products(patch):
    build = paths.Ranking.__init__

    def signed(self, *args, **options):
        patch.setattr(paths, "abs", lambda x: x, raising=False)
        build(self, *args, **options)

    patch.setattr(paths.Ranking, "__init__", signed)


def forget_a_sidetrack(patch):
    opened = paths.Ranking._open

    def forgetful(self, size, prefix, target):
        if prefix.depth < 2:
            opened(self, size, prefix, target)

    patch.setattr(paths.Ranking, "_open", forgetful)


def list_backwards(patch):
    patch.setattr(order.Structure, "slots", lambda s, p: range(s.first[p], s.first[p + 1])[::-1])


def forget_a_prefix(patch):
    sums = explain._prefix_sums
    patch.setattr(explain, "_prefix_sums", lambda *args: list(sums(*args))[1:])


def share_of_the_signed_sum(patch):
    patch.setattr(MAGNITUDE, "_lift", algebra._number)


def subtract_what_is_shown(patch):
    def blindly(ready, of, wrt, mark, walks):
        assert walks.frontier()
        shown = next(paths.Ranking(ready.plain, of, wrt, mark, ready.numbers, exact=False))
        return ready.reverse(REAL, of, mark)[wrt] - ready.carry(shown, REAL, 1.0), 0.0

    patch.setattr(explain, "_real_rest", blindly)


def believe_all_branches(patch):
    patch.setattr(algebra, "_close", lambda a, b, tolerance: True)


def believe_no_branch(patch):
    patch.setattr(algebra, "_close", lambda a, b, tolerance: False)


def take_the_widest_tolerance(patch):
    def after(self, first):
        return Affine(
            self.scale * first.scale,
            self.scale * first.offset + self.offset,
            max(self.tolerance, first.tolerance),
        )

    patch.setattr(maps.Affine, "after", after)


def round_to_nearest(patch):
    patch.setattr(algebra, "nextafter", lambda x, towards: x)


def add_in_another_order(patch):
    def ascending(first, target, local, of, stop, adjoint):
        adjoint[:] = 0.0
        adjoint[of] = 1.0
        for u in range(of - 1, stop - 1, -1):
            for slot in range(first[u], first[u + 1]):
                adjoint[u] += local[slot] * adjoint[target[slot]]
        return 0

    patch.setattr(sweep.kernels, "reverse_finite", ascending)


def multiply_and_add_at_once(patch):
    def fused(first, target, local, wrt, stop, tangent):
        tangent[:] = 0.0
        tangent[wrt] = 1.0
        for u in range(wrt, stop):
            for slot in range(first[u], first[u + 1]):
                v = target[slot]
                tangent[v] = float(
                    Fraction(float(tangent[v]))
                    + Fraction(float(local[slot])) * Fraction(float(tangent[u]))
                )
        return 0

    patch.setattr(sweep.kernels, "forward_finite", fused)


def leave_the_last_answer_behind(patch):
    def dirty(first, target, local, of, stop, adjoint):
        adjoint[of] = 1.0
        for u in range(of - 1, stop - 1, -1):
            adjoint[u] = 0.0
            for slot in range(int(first[u + 1]) - 1, int(first[u]) - 1, -1):
                adjoint[u] += local[slot] * adjoint[target[slot]]
        return 0

    patch.setattr(sweep.kernels, "reverse_finite", dirty)


MUTANTS = [
    (drop_a_branch, "sums"),
    (drop_a_branch, "contributions"),
    (drop_a_branch_of_floats, "enclosed"),
    (drop_a_branch_of_floats, "bounded"),
    (count_branches_once, "counts"),
    (lose_parallel_edges, "sums"),
    (lose_parallel_edges, "counts"),
    (swap_factors_going_forward, "matrices"),
    (swap_factors_going_back, "matrices"),
    (forget_to_transpose, "matrices"),
    (keep_a_stale_answer, "growing"),
    (keep_a_stale_answer_for_the_same_nodes, "growing"),
    (believe_every_local_finite, "poisoned"),
    (visit_every_node, "undisturbed"),
    (visit_all_that_follows, "undisturbed"),
    (visit_every_node, "ranking"),
    (order_backwards, "sums"),
    (rank_the_smallest_first, "ranking"),
    (rank_by_signed_products, "ranking"),
    (forget_a_sidetrack, "ranking"),
    (forget_a_sidetrack, "explanations"),
    (list_backwards, "listing"),
    (forget_a_prefix, "explanations"),
    (forget_a_prefix, "bounded"),
    (share_of_the_signed_sum, "explanations"),
    (subtract_what_is_shown, "bounded"),
    (believe_all_branches, "disagreeing"),
    (take_the_widest_tolerance, "tolerances"),
    (believe_no_branch, "tolerances"),
    (round_to_nearest, "enclosed"),
    (add_in_another_order, "compiled"),
    (multiply_and_add_at_once, "compiled"),
    (leave_the_last_answer_behind, "compiled"),
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
    swap_factors_of_a_semiring(monkeypatch)
    assert graph.sensitivities("x", algebra=text) == {"z": "12"}
