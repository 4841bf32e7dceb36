"""The laws of the engine as functions of a graph, so that mutants can be put before them too."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from compose.engine.algebra import COUNTING, EXACT
from compose.engine.prepared import Prepared
from compose.errors import SwappedQuestionError
from tests.engine.oracle import Paths, product, sum_over_paths

__all__ = [
    "EXACT_WAYS",
    "all_ways_agree",
    "contributions_are_sums_through_a_node",
    "counts_are_numbers_of_paths",
    "explanations_add_up",
    "listing_is_complete_and_in_order",
    "ranking_is_sorting",
    "same_bits",
]


def same_bits(a, b):
    """Compare floats to the last bit; any NaN is as good as another."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    return (
        a.shape == b.shape
        and np.where(np.isnan(a), 0.5, a).tobytes() == np.where(np.isnan(b), 0.5, b).tobytes()
    )


def _by_derivative(graph, paths):
    names = paths.dag.names
    answers = {}
    for of, wrt in paths.pairs():
        if not paths.is_swapped(of, wrt):
            answers[of, wrt] = graph.derivative(names[of], names[wrt])
            continue
        with pytest.raises(SwappedQuestionError) as caught:
            graph.derivative(names[of], names[wrt])
        assert (caught.value.of, caught.value.wrt) == (names[of], names[wrt])
        answers[of, wrt] = 0
    return answers


def _by_gradient(graph, paths):
    names = paths.dag.names
    found = [graph.gradient(of, names) for of in names]
    return {(of, wrt): found[of][names[wrt]] for of, wrt in paths.pairs()}


def _by_sensitivities(graph, paths):
    names = paths.dag.names
    found = [graph.sensitivities(wrt, names) for wrt in names]
    return {(of, wrt): found[wrt][names[of]] for of, wrt in paths.pairs()}


def _by_whole_sweep(graph, paths, question, *, reverse):
    names = paths.dag.names
    column = {name: number for number, name in enumerate(graph.nodes)}
    found = [getattr(graph, question)(name) for name in names]
    return {
        (of, wrt): found[of][column[names[wrt]]] if reverse else found[wrt][column[names[of]]]
        for of, wrt in paths.pairs()
    }


def _by_adjoints(graph, paths):
    return _by_whole_sweep(graph, paths, "adjoints", reverse=True)


def _by_tangents(graph, paths):
    return _by_whole_sweep(graph, paths, "tangents", reverse=False)


def _by_jacobian(order):
    def answer(graph, paths):
        whole = graph.jacobian(paths.dag.names, paths.dag.names, order=order)
        rows = whole.tolist()
        return {(of, wrt): rows[of][wrt] for of, wrt in paths.pairs()}

    return answer


def _by_sweep(direction):
    """Ask the generic sweeps themselves, without a mark."""

    def answer(graph, paths):
        ready = Prepared(graph.columns)
        at = [ready.at(graph.columns.number(name)) for name in paths.dag.names]
        found = [getattr(ready, direction)(EXACT, start) for start in at]
        pairs = {
            (of, wrt): (of, wrt)[:: 1 if direction == "reverse" else -1]
            for of, wrt in paths.pairs()
        }
        return {pair: found[one][at[other]] or 0 for pair, (one, other) in pairs.items()}

    return answer


def _by_paths(graph, paths):
    names = paths.dag.names
    answers = dict.fromkeys(paths.pairs(), 0)
    for of, wrt in paths.pairs():
        if not paths.is_swapped(of, wrt):
            answers[of, wrt] = sum(p.product for p in graph.paths(names[of], names[wrt]))
    return answers


EXACT_WAYS = {
    "derivative": _by_derivative,
    "gradient": _by_gradient,
    "sensitivities": _by_sensitivities,
    "adjoints": _by_adjoints,
    "tangents": _by_tangents,
    "jacobian forward": _by_jacobian("forward"),
    "jacobian reverse": _by_jacobian("reverse"),
    "forward sweep": _by_sweep("forward"),
    "reverse sweep": _by_sweep("reverse"),
    "paths": _by_paths,
}


def all_ways_agree(dag):
    """Every way of asking gives the sum over paths, exactly."""
    paths, graph = Paths(dag), dag.graph()
    expected = {pair: sum_over_paths(paths, *pair) for pair in paths.pairs()}
    for way, ask in EXACT_WAYS.items():
        answers = ask(graph, paths)
        assert answers == expected, way
        assert {type(answer) for answer in answers.values()} <= {int, Fraction}, way


def _askable(dag):
    """Give graph, paths and the pairs whose question is not swapped."""
    paths = Paths(dag)
    return dag.graph(), paths, [pair for pair in paths.pairs() if not paths.is_swapped(*pair)]


def counts_are_numbers_of_paths(dag):
    """`count_paths` is the number of paths, however they are counted."""
    graph, paths, pairs = _askable(dag)
    for of, wrt in pairs:
        ends = dag.names[of], dag.names[wrt]
        count = len(paths(of, wrt))
        assert graph.count_paths(*ends) == count
        assert graph.sensitivities(ends[1], [ends[0]], algebra=COUNTING)[ends[0]] == count
        assert graph.explain(*ends).count == count


def listing_is_complete_and_in_order(dag):
    """`paths` gives every path once, by their edges' numbers compared edge by edge."""
    graph, paths, pairs = _askable(dag)
    for of, wrt in pairs:
        found = list(graph.paths(dag.names[of], dag.names[wrt]))
        walks = [tuple(edge.number for edge in path.edges) for path in found]
        assert walks == sorted(paths(of, wrt))
        for path, walk in zip(found, walks, strict=True):
            assert path.nodes == tuple(dag.names[n] for n in paths.nodes(wrt, walk))
            assert path.factors == tuple(dag.edges[n][2] for n in walk)
            assert path.product == product(dag, walk)
            assert len(path) == len(walk)


def contributions_are_sums_through_a_node(dag):
    """`contribution` is the sum of those paths that visit the node."""
    graph, paths, pairs = _askable(dag)
    for of, wrt in pairs:
        for via, name in enumerate(dag.names):
            through = [w for w in paths(of, wrt) if via in paths.nodes(wrt, w)]
            expected = sum(product(dag, walk) for walk in through)
            assert graph.contribution(dag.names[of], dag.names[wrt], via=name) == expected


def ranking_is_sorting(dag):
    """`top=k` is the first k of all paths sorted by |product|."""
    graph, paths, pairs = _askable(dag)
    for of, wrt in pairs:
        walks = paths(of, wrt)
        sizes = sorted((abs(product(dag, walk)) for walk in walks), reverse=True)
        for top in {0, 1, len(walks) // 2, len(walks), len(walks) + 3}:
            found = list(graph.paths(dag.names[of], dag.names[wrt], top=top))
            chosen = [tuple(edge.number for edge in path.edges) for path in found]
            assert [abs(path.product) for path in found] == sizes[:top]
            assert [path.product for path in found] == [product(dag, walk) for walk in chosen]
            assert len(set(chosen)) == len(chosen)
            assert set(chosen) <= set(walks)


def explanations_add_up(dag):
    """What is shown and what is not shown make the total, and shares are parts of Σ|product|."""
    graph, paths, pairs = _askable(dag)
    for of, wrt in pairs:
        ends, walks = (dag.names[of], dag.names[wrt]), paths(of, wrt)
        whole = sum(abs(product(dag, walk)) for walk in walks)
        for top in {0, 1, 2, len(walks)}:
            explained = graph.explain(*ends, top=top)
            shown = [term.path.product for term in explained.terms]
            hidden = 0 if explained.rest is None else explained.rest.total
            assert explained.total == sum_over_paths(paths, of, wrt) == sum(shown) + hidden
            assert explained.count == len(walks)
            assert len(shown) == min(top, len(walks))
            assert (explained.rest is None) == (len(shown) == len(walks))
            for term in explained.terms:
                assert term.share == (float(term.path.product / Fraction(whole)) if whole else 0.0)
            if explained.rest is not None:
                assert (explained.rest.count, explained.rest.error) == (len(walks) - len(shown), 0)
