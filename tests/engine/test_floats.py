from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compose import Graph
from compose.engine import order
from tests.engine.laws import same_bits
from tests.engine.oracle import Paths
from tests.strategies import any_floats, dags


def not_asked_about(dag, poison):
    """Poison may stand on every edge that no path between the two visits: nobody notices."""
    graph, paths, names = dag.graph(), Paths(dag), dag.names
    for of, wrt in paths.pairs():
        if paths.is_swapped(of, wrt):
            continue
        useful = paths.useful_edges(of, wrt)
        locals_ = [x if n in useful else poison for n, (_, _, x) in enumerate(dag.edges)]
        poisoned = dag.with_locals(locals_).graph()
        ends = names[of], names[wrt]
        assert same_bits(poisoned.derivative(*ends), graph.derivative(*ends))
        assert same_bits(
            poisoned.gradient(ends[0], [ends[1]])[ends[1]],
            graph.gradient(ends[0], [ends[1]])[ends[1]],
        )
        assert same_bits(
            poisoned.sensitivities(ends[1], [ends[0]])[ends[0]],
            graph.sensitivities(ends[1], [ends[0]])[ends[0]],
        )
        whole = poisoned.jacobian([ends[0]], [ends[1]])
        assert same_bits(whole, graph.jacobian([ends[0]], [ends[1]]))


@settings(max_examples=60)
@given(dag=dags(any_floats), poison=st.sampled_from([math.inf, -math.inf, math.nan, 1e308]))
def test_what_is_not_on_a_path_never_shows(dag, poison):
    not_asked_about(dag, poison)


@settings(max_examples=60)
@given(dag=dags(any_floats), poison=st.sampled_from([math.inf, -math.inf, math.nan, 1e308]))
def test_what_is_not_on_a_path_never_shows_in_compiled_sweeps(dag, poison):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order, "LARGE", 0)
        not_asked_about(dag, poison)


def test_zero_times_infinity_off_the_path():
    graph = Graph()
    graph.add_edges(
        ["x", "x", "u", "u"], ["y", "dead", "y", "dead"], [2.0, math.inf, 0.0, math.nan]
    )
    assert graph.derivative("y", "x") == 2.0
    assert graph.gradient("y") == {"x": 2.0, "u": 0.0}


@pytest.mark.parametrize(
    ("locals_", "answer"),
    [
        ([math.inf, 0.0], math.nan),
        ([math.inf, 2.0], math.inf),
        ([math.inf, -2.0], -math.inf),
        ([math.nan, 0.0], math.nan),
        ([1e308, 1e308], math.inf),
        ([5e-324, 0.5], 0.0),
    ],
)
def test_ieee_arithmetic_along_a_path(locals_, answer):
    graph = Graph()
    graph.add_edges(["x", "y"], ["y", "z"], locals_)
    assert same_bits(graph.derivative("z", "x"), answer)
    assert same_bits(graph.sensitivities("x")["z"], answer)


def test_infinities_of_both_signs_meet_in_nan():
    graph = Graph()
    graph.add_edges(["x", "x"], ["y", "y"], [math.inf, -math.inf])
    assert math.isnan(graph.derivative("y", "x"))


def test_a_sum_of_nothing_but_minus_zero_is_zero():
    graph = Graph()
    graph.add_edge("x", "y", -0.0)
    for answer in (
        graph.derivative("y", "x"),
        graph.gradient("y")["x"],
        graph.sensitivities("x")["y"],
        graph.adjoints("y")[0],
        graph.tangents("x")[1],
        graph.jacobian(["y"], ["x"])[0, 0],
    ):
        assert same_bits(answer, 0.0)


def test_what_an_edge_carries_keeps_its_sign():
    graph = Graph()
    graph.add_edge("x", "y", -0.0)
    assert math.copysign(1, graph.edges[0].local) == -1
    assert math.copysign(1, next(graph.paths("y", "x")).factors[0]) == -1


@settings(max_examples=60)
@given(dag=dags(any_floats))
def test_forward_and_reverse_visit_the_same_edges(dag):
    """Where one is a finite number the other may overflow, but neither sees more than the paths."""
    graph, paths = dag.graph(), Paths(dag)
    adjoints = [graph.gradient(of, dag.names) for of in dag.names]
    tangents = [graph.sensitivities(wrt, dag.names) for wrt in dag.names]
    for of, wrt in paths.pairs():
        if not paths(of, wrt):
            assert same_bits(adjoints[of][dag.names[wrt]], 0.0)
            assert same_bits(tangents[wrt][dag.names[of]], 0.0)
        if of == wrt:
            assert adjoints[of][dag.names[wrt]] == tangents[wrt][dag.names[of]] == 1.0


def test_fractions_too_large_for_a_float_become_infinite_in_real_graphs():
    graph = Graph()
    graph.add_edges(["x", "y"], ["y", "z"], [10**400, 1.0])
    assert graph.derivative("z", "x") == math.inf
    assert graph.edges[0].local == 10**400


def test_answers_are_floats_of_python():
    graph = Graph()
    graph.add_edge("x", "y", np.float64(2))
    assert type(graph.derivative("y", "x")) is float
    assert type(graph.gradient("y")["x"]) is float
