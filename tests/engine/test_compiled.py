"""The compiled functions against the same lines as plain Python, and against the generic sweeps."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from compose import Graph
from compose.engine import order, sweep
from compose.engine.algebra import REAL
from compose.engine.order import (
    CycleFoundError,
    Structure,
    between,
    downstream,
    marked_edges,
    upstream,
)
from compose.engine.sweep import Floats
from tests.engine.laws import same_bits
from tests.engine.oracle import Paths
from tests.strategies import any_floats, dags

NARROW = (None, np.int32, np.uint8, np.uint64)


def graph_of(dag, dtype=None):
    """Build a graph of arrays, whose indices may be narrow."""
    source, target, local = dag.arrays()
    if dtype is not None:
        source, target = source.astype(dtype), target.astype(dtype)
    names = range(len(dag.names))
    return Graph.from_arrays(source, target, np.array(local, float), names=names)


def is_sorted(dag):
    return all(source < target for source, target, _ in dag.edges)


@settings(max_examples=50)
@given(dag=dags(any_floats), dtype=st.sampled_from(NARROW))
def test_order_is_the_same_compiled_and_plain(dag, dtype):
    columns = graph_of(dag, dtype).columns
    large, small = Structure(columns, large=True), Structure(columns, large=False)
    expected = range(len(dag.names)) if is_sorted(dag) else small.order
    assert list(large.order) == list(expected)
    for structure in (large, small, large.plain()):
        follows_the_rules(structure, dag)


def follows_the_rules(structure, dag):
    """Edges lead upwards and lie by source, those of one source in order of insertion."""
    order_, position = list(structure.order), list(structure.position)
    assert [position[node] for node in order_] == list(range(len(dag.names)))
    seen = []
    for at in range(structure.nodes):
        edges = [int(structure.edge[slot]) for slot in structure.slots(at)]
        seen += edges
        assert edges == [n for n, (s, _, _) in enumerate(dag.edges) if s == order_[at]]
        for slot, edge in zip(structure.slots(at), edges, strict=True):
            assert at < structure.target[slot] == position[dag.edges[edge][1]]
    assert sorted(seen) == list(range(len(dag.edges)))


@settings(max_examples=50)
@given(dag=dags(any_floats), data=st.data())
def test_marks_are_the_same_compiled_and_plain(dag, data):
    large = Structure(graph_of(dag).columns, large=True)
    plain = large.plain()
    ends = st.lists(st.integers(0, len(dag.names) - 1), max_size=2)
    of, wrt, stop = data.draw(ends), data.draw(ends), data.draw(ends)
    low, high = min(stop, default=0), max(stop, default=None)
    assert upstream(large, of, low) == upstream(plain, of, low)
    assert downstream(large, wrt, high) == downstream(plain, wrt, high)
    mark = between(large, of, wrt)
    assert mark == between(plain, of, wrt)
    assert marked_edges(large, mark) == marked_edges(plain, mark)


@settings(max_examples=80)
@given(dag=dags(any_floats))
def test_sweeps_are_the_same_to_the_last_bit(dag):
    columns = graph_of(dag).columns
    large = Structure(columns, large=True)
    compiled, plain = Floats(large, columns.local.array()), large.plain()
    local = columns.locals_at(large.edge)
    for node in range(len(dag.names)):
        at = int(large.position[node])
        for kernel, generic in (
            (compiled.adjoints, sweep.reverse),
            (compiled.tangents, sweep.forward),
        ):
            carriers = generic(plain, local, REAL, at, 1.0)
            expected = [carriers[p] or 0.0 for p in plain.position]
            assert same_bits(kernel(at), expected)


@settings(max_examples=50)
@given(dag=dags(any_floats))
def test_questions_have_the_same_answers_when_the_graph_counts_as_large(dag):
    assume(dag.edges)
    small = graph_of(dag)
    answers = [small.adjoints(node) for node in small.nodes]
    pairs = [(of, wrt) for of in small.nodes for wrt in small.nodes]
    single = {(of, wrt): small.gradient(of, [wrt])[0] for of, wrt in pairs}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order, "LARGE", 0)
        large = graph_of(dag)
        for node in large.nodes:
            assert same_bits(large.adjoints(node), answers[node])
        for (of, wrt), answer in single.items():
            if not Paths(dag).is_swapped(of, wrt):
                assert same_bits(large.derivative(of, wrt), answer)
            assert same_bits(large.gradient(of, [wrt]), [answer])
        assert large._ask().structure.large


def test_asking_in_turn_leaves_no_trace_in_the_work_arrays():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order, "LARGE", 0)
        graph = Graph.from_arrays([0, 1, 0, 2], [1, 3, 2, 3], [2.0, 3.0, 5.0, 7.0])
        first = graph.adjoints(3).copy()
        kept = graph.adjoints(3)
        for _ in range(3):
            assert same_bits(graph.adjoints(1), [2.0, 1.0, 0.0, 0.0])
            assert same_bits(graph.tangents(0), [1.0, 2.0, 5.0, 41.0])
            assert same_bits(graph.tangents(2), [0.0, 0.0, 1.0, 7.0])
            assert graph.derivative(3, 0) == 41.0
            assert graph.derivative(2, 1) == 0.0
            assert same_bits(graph.adjoints(3), first)
        assert same_bits(kept, first)


@pytest.mark.parametrize("bad", [math.inf, math.nan])
def test_one_local_that_is_not_finite_needs_a_mark(bad):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order, "LARGE", 0)
        graph = Graph.from_arrays([0, 0, 3], [1, 2, 1], [2.0, bad, 5.0])
        assert same_bits(graph.adjoints(1), [2.0, 1.0, 0.0, 5.0])
        assert same_bits(graph.tangents(3), [0.0, 5.0, 0.0, 1.0])
        assert graph.derivative(1, 0) == 2.0


@pytest.mark.parametrize("large", [True, False])
def test_a_cycle_is_found_compiled_and_plain(large):
    columns = Graph.from_arrays([4, 0, 1, 2, 2, 5], [0, 1, 2, 0, 3, 2], np.ones(6)).columns
    with pytest.raises(CycleFoundError) as caught:
        Structure(columns, large=large)
    nodes = caught.value.nodes
    assert nodes[0] == nodes[-1]
    assert set(nodes) == {0, 1, 2}
    edges = set(zip(columns.source.array().tolist(), columns.target.array().tolist(), strict=True))
    assert all(pair in edges for pair in itertools.pairwise(nodes))
