"""Questions about arrays: derivatives, gradients, graphs of arrays and of their elements."""

from __future__ import annotations

import numpy as np
import pytest

from compose.errors import ComposeError, SwappedQuestionError, TraceError
from compose.testing import count_operations
from compose.trace import graph_of, variable


def layer():
    """f = Σ tanh(x·W + b), every array under its name."""
    x = variable(np.array([[1.0, -2.0]]), "x")
    weights = variable(np.array([[0.5, 1.0, 0.0], [0.25, -1.0, 2.0]]), "W")
    b = variable(np.array([0.0, 0.1, -0.2]), "b")
    z = x @ weights + b
    z.name = "z"
    f = np.sum(np.tanh(z))
    f.name = "f"
    return x, weights, b, z, f


def test_a_jacobian_has_the_shape_of_both_ends():
    x, weights, b, z, f = layer()
    assert z.derivative(weights).shape == (1, 3, 2, 3)
    assert z.derivative(b).shape == (1, 3, 3)
    assert f.derivative(z).shape == (1, 3)
    assert f.derivative(f) == 1.0
    np.testing.assert_array_equal(z.derivative(b)[0], np.eye(3))
    expected = np.einsum("ik,jl->ijkl", np.eye(1), weights.value.T).reshape(1, 3, 1, 2)
    np.testing.assert_allclose(z.derivative(x), expected)
    local = 1 - np.tanh(z.value) ** 2
    np.testing.assert_allclose(f.derivative(weights), x.value.T @ local)


def test_of_itself_and_of_strangers():
    x, stranger = variable([1.0, 2.0], "x"), variable(np.ones((1, 2)), "s")
    np.testing.assert_array_equal(x.derivative(x), np.eye(2))
    np.testing.assert_array_equal(x.derivative(stranger), np.zeros((2, 1, 2)))
    np.testing.assert_array_equal((x * x).derivative(stranger), np.zeros((2, 1, 2)))
    np.testing.assert_array_equal(np.sum(x).derivative(stranger), np.zeros((1, 2)))
    with pytest.raises(SwappedQuestionError, match=r"did you mean v1\.derivative\(x\)"):
        x.derivative(x * x)


def test_a_gradient_is_of_one_number():
    x, weights, b, z, f = layer()
    gradient = f.gradient()
    assert list(gradient) == [x, weights, b]
    assert {name: d.shape for name, d in gradient.by_name().items()} == {
        "x": (1, 2),
        "W": (2, 3),
        "b": (3,),
    }
    for leaf, found in gradient.items():
        np.testing.assert_allclose(found, f.derivative(leaf))
    with pytest.raises(TraceError, match=r"has shape \(1, 3\); use \.derivative\(wrt\)"):
        z.gradient()
    with pytest.raises(TraceError, match="shape"):
        z.backward()
    assert np.all(b.grad == 0.0)


def test_the_graph_of_arrays():
    *_, f = layer()
    graph = f.graph()
    assert list(graph.nodes) == ["x", "W", "v1", "b", "z", "v2", "f"]
    assert [graph.node(name).label for name in graph.nodes][2:] == [
        *("x @ W", None, "v1 + b", "tanh(z)", "sum(v2)"),
    ]
    assert graph.node("z").shape == (1, 3)
    written = {
        (edge.source, edge.target): (edge.attributes["expression"], edge.local.kind)
        for edge in graph.edges
    }
    assert written["z", "v2"][1] == "diagonal"
    assert written["x", "v1"][1] == "matmul"
    assert written["b", "z"] == ("1", "diagonal")
    assert all(expression for expression, _ in written.values())
    for wrt in ("x", "W", "b"):
        np.testing.assert_allclose(graph.derivative("f", wrt), f.gradient().by_name()[wrt])
    assert list(graph_of(f, f).nodes) == list(graph.nodes)


def test_an_explanation_of_arrays():
    _, weights, _, _, f = layer()
    text = str(f.explain(weights))
    for part in ("∂f/∂W", "matmul", "diagonal", "(2, 3)"):
        assert part in text
    np.testing.assert_allclose(f.explain(weights).total, f.derivative(weights))


def test_the_graph_of_elements_is_exact():
    x, y = variable([2.0, 0.0], "x"), variable([3.0, 5.0], "y")
    f = np.sum(x * y)
    f.name = "f"
    graph = f.graph(elementwise=True)
    assert list(graph.nodes) == ["x[0]", "x[1]", "y[0]", "y[1]", "v1[0]", "v1[1]", "f"]
    assert [(e.source, e.target, e.local) for e in graph.edges] == [
        *(("x[0]", "v1[0]", 3.0), ("x[1]", "v1[1]", 5.0)),
        *(("y[0]", "v1[0]", 2.0), ("y[1]", "v1[1]", 0.0)),
        *(("v1[0]", "f", 1.0), ("v1[1]", "f", 1.0)),
    ]
    assert graph.node("v1[0]").label == "x[0] * y[0]"
    assert graph.node("y[1]").value == 5.0
    assert graph.edges[0].attributes["expression"] == "y[0]"


def test_a_factor_that_happens_to_be_zero_is_an_edge():
    weights = np.array([[0.0, 1.0], [2.0, 0.0]])
    x, w = variable([0.0, 3.0], "x"), variable(weights, "w")
    graph = (w @ x).graph(elementwise=True)
    assert len(graph.edges) == 4 + 4
    assert graph.count_paths("v1[0]", "x[0]") == 1
    assert graph.derivative("v1[0]", "x[0]") == 0.0
    zeros = np.sum(variable(np.zeros(3), "z") ** 2)
    assert len(zeros.graph(elementwise=True).edges) == 6


def test_broadcasting_and_gathering_of_elements():
    b, x = variable([1.0, 2.0], "b"), variable(np.ones((2, 2)), "x")
    graph = np.sum(x + b).graph(elementwise=True)
    assert graph.count_paths("v2", "b[1]") == 2
    assert graph.derivative("v2", "b[1]") == 2.0
    scaled = (variable(3.0, "s") * x).graph(elementwise=True)
    assert scaled.count_paths("v1[0, 1]", "s") == 1
    taken = b[[0, 0, 1]].graph(elementwise=True)
    assert [(e.source, e.target, e.local) for e in taken.edges] == [
        ("b[0]", "v1[0]", 1.0),
        ("b[0]", "v1[1]", 1.0),
        ("b[1]", "v1[2]", 1.0),
    ]


@pytest.mark.parametrize(
    "function",
    [
        *(lambda x: x * x, lambda x: np.concatenate([x, x]), np.matmul, lambda x: np.dot(x, x)),
        *(lambda x: np.outer(x, x), lambda x: np.where([True, False], x, x), np.maximum),
        *(lambda x: np.stack([x, x, x]), lambda x: np.einsum("i,i->", x, x), np.hypot),
    ],
)
def test_a_repeated_argument_counts_each_time(function):
    at = np.array([2.0, 3.0])
    x = variable(at, "x")
    call = (lambda v: function(v, v)) if isinstance(function, np.ufunc) else function
    f = np.sum(call(x) * 2.0)
    steps = [(np.sum(call(at + d)) - np.sum(call(at - d))) * 1e6 for d in np.eye(2) * 1e-6]
    np.testing.assert_allclose(f.gradient()[x], steps, rtol=1e-6)
    np.testing.assert_allclose(f.derivative(x), steps, rtol=1e-6)
    graph = f.graph(elementwise=True)
    name = list(graph.nodes)[-1]
    np.testing.assert_allclose(
        [graph.derivative(name, f"x[{k}]") for k in (0, 1)], steps, rtol=1e-6
    )


def test_every_path_through_a_small_network_adds_up():
    _, _, _, _, f = layer()
    graph = f.graph(elementwise=True)
    for source in ("W[0, 2]", "x[0, 1]", "b[1]"):
        paths = list(graph.paths("f", source))
        assert len(paths) == graph.count_paths("f", source) == (3 if source[0] == "x" else 1)
        total = sum(path.product for path in paths)
        assert total == pytest.approx(graph.derivative("f", source), rel=1e-13)
    assert "1 - tanh(z[0, 2])**2" in str(graph.explain("f", "x[0, 1]"))


def test_elements_are_explained_between_single_numbers():
    s = variable(2.0, "s")
    f = np.sum(s * np.array([1.0, 2.0, 4.0]))
    explanation = f.explain(s, elementwise=True)
    assert explanation.total == 7.0
    assert "v1[2]" in str(explanation)
    x = variable([1.0, 2.0], "x")
    with pytest.raises(TraceError, match=r"ask \.graph\(elementwise=True\)\.explain"):
        np.sum(x).explain(x, elementwise=True)


def test_what_is_too_large_or_complex_is_not_opened():
    x = variable(np.ones(40_000), "x")
    with pytest.raises(TraceError, match="pairs of elements before v1; it is meant for small"):
        np.cumsum(x).graph(elementwise=True)
    z = variable(np.array([1j]), "z")
    with pytest.raises(TraceError, match="z is complex"):
        (z * 2.0).graph(elementwise=True)


def test_names_of_arrays():
    x, twin = variable([1.0, 2.0], "x"), variable([3.0], "x")
    with pytest.raises(ComposeError, match="two variables are named 'x'"):
        (x * twin).graph()
    with pytest.raises(ComposeError, match="two variables are named 'x'"):
        (x * twin).graph(elementwise=True)
    assert (x * twin).derivative(x).shape == (2, 2)


def test_a_gradient_of_arrays_costs_one_sweep():
    x = f = variable(np.ones(5), "x")
    for _ in range(100):
        f = f + f
        f = f / 2.0
    total = np.sum(f)
    with count_operations() as done:
        np.testing.assert_array_equal(total.gradient()[x], np.ones(5))
    assert done.total < 1000


def test_the_same_program_gives_the_same_text():
    def text():
        _, weights, _, _, f = layer()
        elements = f.graph(elementwise=True)
        edges = [(e.source, e.target, e.local) for e in elements.edges]
        return f"{f.explain(weights)} {edges} {f.gradient()}"

    assert text() == text()


def test_between_real_and_complex_numbers_a_part_is_left_behind():
    x = variable(np.array([1.0, 2.0]), "x")
    f = np.sum(np.abs(x * (2 + 1j) + np.array([1, 2j])))
    f.name = "f"
    graph = f.graph()
    np.testing.assert_allclose(graph.derivative("f", "x"), f.derivative(x), rtol=1e-14)
    np.testing.assert_allclose(graph.gradient("f")["x"], f.derivative(x), rtol=1e-14)
    assert graph.derivative("f", "x").dtype == np.float64
