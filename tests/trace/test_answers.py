"""What a variable answers: derivatives, gradients, graphs, explanations."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest

from compose.engine.operations import count_operations
from compose.errors import ComposeError, SwappedQuestionError, TraceError
from compose.trace import graph_of, variable


def example():
    w, x, b = variable(-2.0, "w"), variable(5.0, "x"), variable(3.0, "b")
    g = w * x
    g.name = "g"
    f = g + b
    f.name = "f"
    return w, x, b, g, f


def test_the_first_example():
    w, x, b, g, f = example()
    assert (g.value, f.value) == (-10.0, -7.0)
    assert [f.derivative(wrt) for wrt in (w, x, b, g, f)] == [5.0, -2.0, 1.0, 1.0, 1.0]
    assert dict(f.gradient()) == {w: 5.0, x: -2.0, b: 1.0}
    assert f.gradient().by_name() == {"w": 5.0, "x": -2.0, "b": 1.0}


def test_derivatives_are_floats():
    x = variable(2.0)
    assert type(x.derivative(x)) is float
    assert type((x + x).derivative(x)) is float
    assert type(x.gradient()[x]) is float
    assert x.derivative(x) == 1.0
    assert dict(x.gradient()) == {x: 1.0}


def test_unrelated_variables_have_derivative_zero_whatever_their_names():
    x, stranger = variable(2.0, "x"), variable(3.0, "x")
    assert (x * x).derivative(stranger) == 0.0
    assert (x * x).derivative(stranger * 2) == 0.0
    assert x.derivative(stranger) == 0.0


def test_a_swapped_question():
    w, *_, f = example()
    with pytest.raises(SwappedQuestionError, match=r"did you mean f\.derivative\(w\)") as caught:
        w.derivative(f)
    assert (caught.value.of, caught.value.wrt) == ("w", "f")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301
    with pytest.raises(SwappedQuestionError, match=r"did you mean f\.explain\(w\)"):
        w.explain(f)


def test_a_swapped_question_calls_variables_as_graphs_do():
    x = variable(3.0, "x")
    f = x * x + 1.0
    with pytest.raises(SwappedQuestionError, match=r"x = 3\.0 .* v2 = 10\.0.*v2\.derivative\(x\)"):
        x.derivative(f)
    twins = variable(3.0, "x") * x
    with pytest.raises(SwappedQuestionError, match=r"it\.derivative\(x\)"):
        x.derivative(twins)


@pytest.mark.parametrize("wrt", ["w", 0, None, 2.0])
def test_a_derivative_is_taken_with_respect_to_a_variable(wrt):
    for ask in (example()[-1].derivative, example()[-1].explain):
        with pytest.raises(TraceError, match="with respect to a variable"):
            ask(wrt)


def test_a_gradient_is_keyed_by_variable():
    w, x, b, g, f = example()
    gradient = f.gradient()
    assert list(gradient) == [w, x, b]
    assert len(gradient) == 3
    assert repr(gradient) == "Gradient({w: 5.0, x: -2.0, b: 1.0})"
    for stranger in ("w", g, variable(1.0), [w]):
        with pytest.raises(KeyError, match=r"keyed by variable.*by_name"):
            gradient[stranger]
        assert gradient.get(stranger) is None


def test_a_gradient_asked_by_name_says_what_to_do():
    gradient = example()[-1].gradient()
    with pytest.raises(
        ComposeError, match=r"not by names such as 'x'.*by_name\(\)\['x'\]"
    ) as caught:
        gradient["x"]
    assert isinstance(caught.value, KeyError)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301
    with pytest.raises(ComposeError, match="no such leaf either, only w, x, b"):
        gradient["y"]


def test_a_gradient_by_name_refuses_what_is_ambiguous():
    x, twin = variable(1.0, "x"), variable(2.0, "x")
    assert (x * twin).gradient()[x] == 2.0
    with pytest.raises(TraceError, match="two leaves are named 'x'"):
        (x * twin).gradient().by_name()
    with pytest.raises(TraceError, match=r"has no name; set its \.name"):
        (x * variable(1.0)).gradient().by_name()


def test_backward_adds_up_as_in_micrograd():
    w, x, b, g, f = example()
    f.backward()
    assert (w.grad, x.grad, b.grad) == (5.0, -2.0, 1.0)
    f.backward()
    (w * 3).backward()
    assert (w.grad, x.grad, b.grad) == (13.0, -4.0, 2.0)
    w.grad = 0.0
    assert w.grad == 0.0
    for result in (g, f):
        with pytest.raises(TraceError, match=r"keeps no \.grad"):
            _ = result.grad
        with pytest.raises(TraceError, match=r"keeps no \.grad"):
            result.grad = 0.0


def test_a_neuron_with_tanh_written_out_as_in_micrograd():
    x1, x2 = variable(2.0, "x1"), variable(0.0, "x2")
    w1, w2, b = variable(-3.0, "w1"), variable(1.0, "w2"), variable(6.8813735870195432, "b")
    n = x1 * w1 + x2 * w2 + b
    e = np.exp(2 * n)
    o = (e - 1) / (e + 1)
    o.backward()
    assert o.value == pytest.approx(0.7071067811865476)
    assert (x1.grad, w1.grad) == pytest.approx((-1.5, 1.0))
    assert (x2.grad, w2.grad) == pytest.approx((0.5, 0.0))
    assert np.tanh(n).derivative(b) == pytest.approx(o.derivative(b))


def test_the_graph():
    *_, f = example()
    graph = f.graph()
    assert list(graph.nodes) == ["w", "x", "g", "b", "f"]
    assert [graph.node(name).value for name in graph.nodes] == [-2.0, 5.0, -10.0, 3.0, -7.0]
    assert [graph.node(name).label for name in graph.nodes] == [None, None, "w * x", None, "g + b"]
    assert [
        (edge.source, edge.target, edge.local, edge.attributes["expression"])
        for edge in graph.edges
    ] == [("w", "g", 5.0, "x"), ("x", "g", -2.0, "w"), ("g", "f", 1.0, "1"), ("b", "f", 1.0, "1")]
    assert graph.gradient("f") == {"w": 5.0, "x": -2.0, "b": 1.0}


def test_a_repeated_operand_gives_parallel_edges():
    x = variable(3.0, "x")
    graph = (x * x).graph()
    assert len(graph.edges) == 2
    assert graph.count_paths("v1", "x") == 2
    assert (x * x).derivative(x) == 6.0


def test_constants_are_no_nodes():
    x = variable(3.0, "x")
    graph = (2 * x**2 - 1).graph()
    assert list(graph.nodes) == ["x", "v1", "v2", "v3"]
    assert [graph.node(name).label for name in graph.nodes] == [None, "x**2", "2 * v1", "v2 - 1"]


def test_a_lone_leaf_is_a_graph_of_one_node():
    graph = variable(3.0, "x").graph()
    assert list(graph.nodes) == ["x"]
    assert graph.node("x").value == 3.0


def test_numbered_names_leave_room_for_given_ones():
    a, b = variable(1.0, "v1"), variable(2.0)
    c = a + b
    c.name = "v3"
    assert list((c * c).graph().nodes) == ["v1", "v2", "v3", "v4"]


def test_two_variables_of_one_name_cannot_be_seen_in_one_graph():
    x = variable(3.0, "x")
    f = x * variable(4.0, "x")
    for ask in (f.graph, lambda: f.explain(x)):
        with pytest.raises(TraceError, match=r"two variables are named 'x'.*3\.0 and 4\.0"):
            ask()
    assert f.derivative(x) == 4.0


def test_a_graph_of_several_outputs():
    w, x, _, g, f = example()
    h = g * x
    h.name = "h"
    graph = graph_of(f, h)
    assert list(graph.outputs) == ["f", "h"]
    assert graph.derivative("h", "x") == h.derivative(x)
    assert graph_of(f, f, w).equals(f.graph())


def test_an_explanation_shows_expressions_and_adds_up():
    w, *_, f = example()
    explanation = f.explain(w)
    assert explanation.total == 5.0
    assert "∂f/∂w" in str(explanation)


def test_only_asked_exponents_are_differentiated():
    x = variable(-2.0, "x")
    assert (x**3).derivative(x) == 12.0
    assert (x**3).gradient()[x] == 12.0


@pytest.mark.parametrize("function", [np.sqrt, np.log, np.cbrt, np.reciprocal, lambda x: x**0.5])
def test_infinite_locals_come_without_warnings(function):
    x = variable(0.0)
    with np.errstate(all="ignore"):
        y = function(x)
    assert abs(y.derivative(x)) == math.inf
    assert abs(y.gradient()[x]) == math.inf
    assert abs(y.graph().edges[0].local) == math.inf


def test_branches_far_from_the_question_do_not_poison_it():
    x, y = variable(0.0, "x"), variable(2.0, "y")
    f = np.sqrt(x) * 0.0 + y
    assert f.derivative(y) == 1.0
    assert math.isnan(f.derivative(x))


def test_a_diamond_ladder_costs_its_edges_and_not_its_paths():
    x = f = variable(1.0)
    for _ in range(200):
        f = (f + f) / 2
    with count_operations() as done:
        assert f.derivative(x) == 1.0
    assert done.total < 3000


def test_a_failure_half_way_leaves_nothing_behind():
    x = variable(2.0, "x")

    def broken(x):
        y = np.exp(x) * x
        raise RuntimeError(y)

    settings = np.geterr()
    with pytest.raises(RuntimeError):
        broken(x)
    with pytest.raises(TraceError):
        np.unique(x * 2)
    with pytest.raises(TraceError):
        (variable(1.0, "x") * x).graph()
    assert np.geterr() == settings
    assert x.grad == 0.0
    assert list((x * 2).graph().nodes) == ["x", "v1"]


@pytest.mark.parametrize(
    "wrong", [None, "0", True, [1.0], np.zeros(1), 1j, math.sin, variable(0.0)], ids=repr
)
def test_a_grad_is_a_number_as_the_leaf_is(wrong):
    x = variable(2.0, "x")
    with pytest.raises(TraceError, match=r"\.grad of this leaf is a number.*set it to 0\.0"):
        x.grad = wrong
    assert x.grad == 0.0


@pytest.mark.parametrize(
    "wrong", [None, np.zeros(2), np.zeros((1, 3)), [1.0, 2.0], 1j, np.zeros(3, complex)], ids=repr
)
def test_a_grad_is_an_array_as_the_leaf_is(wrong):
    x = variable(np.ones(3), "x")
    with pytest.raises(TraceError, match=r"\.grad of this leaf is an array of shape \(3,\)"):
        x.grad = wrong
    np.testing.assert_array_equal(x.grad, np.zeros(3))


def test_a_grad_takes_the_leafs_type():
    x, v = variable(2.0), variable(np.ones(3, np.float32))
    x.grad = 3
    assert type(x.grad) is float
    v.grad = [1, 2, 3]
    assert v.grad.dtype == np.float32
    v.grad = 0.0
    assert v.grad.dtype == np.float32
    assert v.grad.tolist() == [0.0, 0.0, 0.0]


def test_backward_adds_up_over_arrays_and_leaves_old_grads_alone():
    v = variable([1.0, 2.0], "v")
    begin = np.zeros(2)
    v.grad = begin
    np.sum(v * v).backward()
    first = v.grad
    np.sum(3.0 * v).backward()
    np.testing.assert_array_equal(begin, [0.0, 0.0])
    np.testing.assert_array_equal(first, [2.0, 4.0])
    np.testing.assert_array_equal(v.grad, [5.0, 7.0])
