from __future__ import annotations

import pickle
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose import Graph
from compose.engine.algebra import EXACT, LARGEST, LINEAR, REAL, Agreement
from compose.engine.maps import Operator
from compose.engine.operations import count_operations
from compose.errors import LocalTypeError, QuestionError


def chain(locals_):
    graph = Graph()
    graph.add_edges(range(len(locals_)), range(1, len(locals_) + 1), locals_)
    return graph


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=6))
def test_the_only_path_is_the_derivative_to_the_last_bit(locals_):
    graph, last = chain(locals_), len(locals_)
    derivative = graph.derivative(last, 0)
    assert next(graph.paths(last, 0)).product == derivative
    assert graph.explain(last, 0).terms[0].path.product == derivative
    assert graph.gradient(last)[0] == derivative
    for via in range(last + 1):
        assert graph.contribution(last, 0, via=via) == derivative


def unrelated():
    """One edge asked about, and a thousand above and below it that are not."""
    graph = Graph()
    for n in range(1000):
        graph.add_edge(("up", n), ("up", n + 1), 1.0)
        graph.add_edge(("down", n), ("down", n + 1), 1.0)
    graph.add_edges([("up", 1000), "x", "y", "f"], ["x", "f", "f", ("down", 0)], [1.0] * 4)
    return graph


@pytest.mark.parametrize("order", ["forward", "reverse", "auto"])
def test_a_jacobian_costs_no_more_than_its_plan_says(order):
    graph = unrelated()
    plan = graph.plan(["f"], ["x", "y"], order)
    assert set(plan.multiplications.values()) == {0}
    with count_operations() as done:
        assert graph.jacobian(["f"], ["x", "y"], order=order).tolist() == [[1.0, 1.0]]
    products_with_the_seed = 2
    assert done.multiplications <= plan.multiplications[plan.order] + products_with_the_seed


def test_many_derivatives_look_only_at_what_lies_between():
    graph = unrelated()
    with count_operations() as done:
        graph.gradient("f", wrt=["x"])
        graph.sensitivities("x", of=["f"])
    assert done.multiplications == 2


def test_what_is_not_asked_about_cannot_make_a_question_fail():
    graph = Graph()
    graph.add_edges(["p", "p", "x", "f", "f"], ["x", "x", "f", "q", "q"], [2, 3, 5, 7, 11])
    assert graph.gradient("f", wrt=["x"], algebra=Agreement()) == {"x": 5}
    assert graph.sensitivities("x", of=["f"], algebra=Agreement()) == {"f": 5}


def test_the_order_of_numbers_and_arrays_does_not_matter():
    graph = Graph()
    graph.add_edge("x", "y", 2.0)
    graph.add_edge("y", "f", np.ones(3))
    assert graph.node("f").shape == (3,)
    assert graph.derivative("f", "x").tolist() == [2.0, 2.0, 2.0]


def test_a_shape_that_no_edge_meets_leaves_fractions_exact():
    graph = chain([Fraction(1, 3), 3])
    graph.add_node("v", shape=(2,))
    assert graph.derivative(2, 0) == Fraction(1)
    assert isinstance(graph.derivative(2, 0), Fraction)
    assert graph.explain(2, 0).terms[0].share == 1
    assert graph.derivative("v", "v").tolist() == np.eye(2).tolist()
    assert graph.derivative("v", 0).tolist() == [0, 0]
    assert graph.gradient(2)["v"].tolist() == [0, 0]
    assert graph.jacobian([2, "v"], [0, "v"]).tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]


def test_a_jacobian_of_whole_numbers_is_an_array_of_ints():
    assert chain([2, 3]).jacobian([2], [0, 1]).dtype == np.int64
    for beyond in (2**63, Fraction(1, 2)):
        whole = chain([beyond, 3]).jacobian([2], [0, 1])
        assert whole.dtype == object
        assert whole.tolist() == [[3 * beyond, 3]]


def test_jacobians_of_several_vectors_stand_in_blocks():
    graph = Graph()
    graph.add_edge("x", "u", np.array([[1.0, 2.0], [3.0, 4.0]]))
    graph.add_edge("x", "v", np.array([[5.0, 6.0], [7.0, 8.0]]))
    for order in ("forward", "reverse"):
        whole = graph.jacobian(["u", "v"], ["x"], order=order)
        assert whole.tolist() == [[1, 2], [3, 4], [5, 6], [7, 8]]


def test_an_infinite_local_is_no_fraction():
    with pytest.raises(LocalTypeError, match="edge 0 → 1: inf is no fraction"):
        chain([float("inf")]).derivative(1, 0, algebra=EXACT)


@pytest.mark.parametrize("shape", [(3,), (1, 1), ()])
@pytest.mark.parametrize("honest", ["apply", "transpose", "neither"])
def test_a_map_that_breaks_its_promise_is_named(shape, honest):
    def apply(_):
        return np.ones((1,) if honest == "apply" else shape)

    def transpose(_):
        return np.ones((2,) if honest == "transpose" else shape)

    graph = Graph()
    graph.add_node("x", shape=(2,))
    graph.add_edge("x", "y", Operator(apply, transpose, (2,), (1,)))
    graph.add_edge("y", "f", np.ones(1))
    order = {"apply": "reverse", "transpose": "forward", "neither": "auto"}[honest]
    with pytest.raises(LocalTypeError, match=r"edge 'x' → 'y': its (apply|transpose) answers"):
        graph.jacobian(["f"], ["x"], order=order)


def test_arrays_overflow_in_silence():
    graph = Graph()
    graph.add_edge("x", "y", np.full((2, 2), 1e308))
    graph.add_edge("y", "z", 1e10)
    assert np.isinf(graph.derivative("z", "x")).all()


def test_what_a_graph_shows_can_be_compared():
    graph = Graph()
    graph.add_edge("x", "y", np.ones((2, 3)), note=[1, np.ones(2)])
    graph.add_edge("x", "y", np.full((2, 3), np.nan))
    twin = graph.copy()
    assert graph.edges == twin.edges
    assert graph.edges[0] in twin.edges
    assert len(set(graph.edges) | set(twin.edges)) == 2
    assert graph.edges[0] != graph.edges[1]
    assert list(graph.paths("y", "x")) == list(twin.paths("y", "x"))
    assert graph.node("x") == twin.node("x") != graph.node("y")


def test_explanations_and_paths_pickle():
    why = chain([2.0, 3.0]).explain(2, 0)
    back = pickle.loads(pickle.dumps(why))  # noqa: S301 - our own
    assert back.total == 6
    assert back.terms[0].path == why.terms[0].path
    assert back.terms[0].path.product == 6
    assert str(back) == str(why)


def test_the_largest_path_is_shown_first():
    graph = Graph()
    graph.add_edges(["x"] * 20, ["y"] * 20, [float(n) for n in range(20)])
    why = graph.explain("y", "x", top=3, algebra=LARGEST)
    assert [term.path.product for term in why.terms] == [19, 18, 17]
    assert graph.explain("y", "x", algebra=LINEAR).terms[0].share == 19 / sum(range(20))


@pytest.mark.parametrize(
    "question",
    [
        lambda graph: graph.derivative(1, 0, algebra=3),
        lambda graph: graph.derivative(1, 0, algebra=Agreement),
        lambda graph: graph.explain(1, 0, top=-1),
        lambda graph: graph.paths(1, 0, top=1.5),
        lambda graph: graph.plan([1], [0], "sideways"),
        lambda graph: graph.jacobian([1], [0], order="sideways"),
    ],
)
def test_questions_that_cannot_be_asked(question):
    with pytest.raises(QuestionError):
        question(chain([1.0]))


def test_one_name_may_stand_for_many():
    graph = chain([2.0])
    assert graph.gradient(1, wrt=0) == {0: 2.0}
    assert graph.derivative(1, 0, algebra=REAL) == 2.0
