"""The four equations, against a backpropagation written out by hand and against differences."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from compose import nn
from compose.errors import NetworkError
from compose.nn.insight import equations, path_sums
from compose.nn.insight.passes import weighted_inputs
from compose.testing import check_derivative

ACTIVATIONS = ["sigmoid", "tanh", "relu", "leaky relu", "softplus", "identity"]
BY_HAND = {
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
    "tanh": (np.tanh, lambda z: 1 / np.cosh(z) ** 2),
    "relu": (lambda z: z * (z > 0), lambda z: 1.0 * (z > 0)),
    "leaky relu": (lambda z: z * np.where(z > 0, 1, 0.01), lambda z: np.where(z > 0, 1, 0.01)),
    "softplus": (lambda z: np.log(1 + np.exp(z)), lambda z: 1 / (1 + np.exp(-z))),
    "identity": (lambda z: z, np.ones_like),
}
COSTS = ["quadratic", "mean squared error", "binary cross-entropy", "softmax cross-entropy"]
OUTPUTS = {
    "quadratic": [*ACTIVATIONS, "softmax"],
    "mean squared error": ["tanh", "softmax"],
    "binary cross-entropy": ["sigmoid", "identity"],
    "softmax cross-entropy": ["softmax", "identity"],
}


def examples(sizes, count=5, seed=3):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, sizes[0]))
    return x, rng.dirichlet(np.ones(sizes[-1]), count)


def one_example_by_hand(model, x, y, name):
    """Nielsen's algorithm for the quadratic cost of one example, neuron by neuron."""
    f, slope = BY_HAND[name]
    a, passed = x, []
    for part in model.parameters:
        z = np.array([sum(w * v for w, v in zip(row, a, strict=True)) for row in part["w"]])
        z = z + part["b"]
        passed.append((a, z))
        a = f(z)
    delta, found = (a - y) * slope(passed[-1][1]), []
    for place in reversed(range(len(passed))):
        behind, _ = passed[place]
        found.append((delta, np.outer(delta, behind)))
        if place:
            weights = model.parameters[place]["w"]
            delta = np.array([sum(weights[:, k] * delta) for k in range(weights.shape[1])]) * slope(
                passed[place - 1][1]
            )
    return [z for _, z in passed], found[::-1]


def largest_relative(found, expected):
    return np.max(np.abs(found - expected)) / np.max(np.abs(expected))


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("sizes", [[3, 4, 2], [2, 5, 3, 4, 1], [3, 2]])
def test_they_are_those_of_the_algorithm_written_out_by_hand(name, sizes):
    model = nn.MLP(sizes, name, output=name, seed=1)
    x, y = examples(sizes)
    e = nn.backprop_equations(model, x, y)
    by_hand = [one_example_by_hand(model, *pair, name) for pair in zip(x, y, strict=True)]
    for place, layer in enumerate(e.layers):
        deltas = np.array([found[place][0] for _, found in by_hand]) / len(x)
        weights = np.mean([found[place][1] for _, found in by_hand], axis=0)
        np.testing.assert_allclose(layer.z, [zs[place] for zs, _ in by_hand], rtol=1e-12)
        assert largest_relative(layer.delta, deltas) < 1e-12
        assert largest_relative(layer.db, deltas.sum(axis=0)) < 1e-12
        assert largest_relative(layer.dw, weights) < 1e-12
    assert e.check < 1e-13


@pytest.mark.parametrize(
    ("cost", "output", "hidden"),
    [
        (cost, output, hidden)
        for cost in COSTS
        for output, hidden in itertools.product(OUTPUTS[cost], ["sigmoid", "softplus"])
    ],
)
@pytest.mark.parametrize("alone", [False, True], ids=["batch", "one"])
def test_differences_of_the_loss_confirm_them(cost, output, hidden, alone):
    sizes = [2, 3, 3]
    model = nn.MLP(sizes, hidden, output=output, seed=2)
    x, y = examples(sizes)
    x, y = (x[0], y[0]) if alone else (x, y)
    e = nn.backprop_equations(model, x, y, cost)
    loss = nn.loss_of(model, cost)
    assert e.cost == loss(model.parameters, x, y)
    assert e.check < 1e-13
    for place, name in itertools.product(range(2), "wb"):
        array = model.parameters[place][name]
        found = getattr(e.layers[place], f"d{name}")
        assert found.shape == array.shape
        for index in np.ndindex(array.shape):
            ends = []
            for step in (1e-6, -1e-6):
                moved = [{key: value.copy() for key, value in p.items()} for p in model.parameters]
                moved[place][name][index] += step
                ends.append(loss(moved, x, y))
            assert found[index] == pytest.approx((ends[0] - ends[1]) / 2e-6, abs=1e-8)


@pytest.mark.parametrize("alone", [False, True], ids=["batch", "one"])
def test_the_forward_pass_is_the_model_s_to_the_last_bit(alone):
    model = nn.MLP([7, 5, 3], "tanh", output="softmax", seed=6)
    x, y = examples([7, 3])
    x, y = (x[0], y[0]) if alone else (x, y)
    e = nn.backprop_equations(model, x, y)
    for layer, (z, a) in zip(e.layers, model.forward(model.parameters, x), strict=True):
        np.testing.assert_array_equal(layer.z, z)
        np.testing.assert_array_equal(layer.a, a)


def test_delta_is_the_derivative_by_a_bias_of_each_example():
    model = nn.MLP([3, 4, 2], "tanh", seed=5)
    x, y = examples([3, 4, 2])
    e = nn.backprop_equations(model, x, y)
    for place, row in itertools.product(range(2), range(len(x))):
        alone = nn.backprop_equations(model, x[row], y[row])
        np.testing.assert_allclose(
            e.layers[place].delta[row] * len(x), alone.layers[place].db, rtol=1e-12
        )
        np.testing.assert_array_equal(alone.layers[place].delta, alone.layers[place].db)


def test_the_paths_are_all_listed():
    model = nn.MLP([2, 3, 2], seed=1)
    x, y = examples([2, 3, 2], count=1)
    e = nn.backprop_equations(model, x, y)
    # From z2, b2 and w2 there is one path each; from layer 1 one for each output.
    assert e.paths.count == (2 + 2 + 2 * 3) + (3 + 3 + 3 * 2) * 2
    assert e.paths.difference < 1e-14
    w, (z, a) = model.parameters[1]["w"], (e.layers[0].z, e.layers[0].a)
    by_path = [
        x[0, 1] * a[0, 2] * (1 - a[0, 2]) * w[k, 2] * (e.layers[1].a[0, k] - y[0, k])
        for k in range(2)
    ]
    assert z.shape == (1, 3)
    assert e.layers[0].dw[2, 1] == pytest.approx(sum(by_path), rel=1e-13)


def test_many_paths_are_not_listed():
    x, y = examples([9, 9, 9, 9, 9])
    assert nn.backprop_equations(nn.MLP([9, 9, 9, 9, 9]), x, y).paths is None
    wide = nn.backprop_equations(nn.MLP([784, 100, 10]), np.ones(784), np.zeros(10))
    assert wide.paths is None
    assert wide.check < 1e-13


def swish(z):
    return z / (1.0 + np.exp(-z))


def crowded(z):
    return z * np.sum(z, axis=-1, keepdims=True)


@pytest.mark.parametrize("activation", [swish, crowded, np.sin, np.arctan])
def test_an_activation_of_ones_own(activation):
    model = nn.MLP([2, 3, 2], activation, seed=4)
    x, y = examples([2, 3, 2])
    e = nn.backprop_equations(model, x, y)
    together = activation is crowded
    assert e.layers[0].together == together
    assert e.layers[0].slope.shape == ((5, 3, 3) if together else (5, 3))
    assert e.check < 1e-13
    assert ("∂a¹/∂z¹" if together else "⊙ σ′(z¹)") in str(e)


def test_neurons_are_taken_together_wherever_it_shows():
    model = nn.MLP([2, 3, 2], crowded, seed=4)
    x, y = examples([2, 2])
    # At 0 all its derivatives are 0, as if each neuron were by itself.
    x[0] = 0.0
    e = nn.backprop_equations(model, x, y)
    assert e.layers[0].together
    assert e.check < 1e-13


def steep(z):
    return np.sqrt(np.abs(z))


def test_slopes_that_are_infinite():
    model = nn.MLP([1, 1], output=steep)
    e = nn.backprop_equations(model, [0.0], [1.0])
    assert not e.layers[0].together
    assert np.isnan(e.check)


@pytest.mark.parametrize("wrong", ["no slope", "slope of the activation itself"])
def test_a_wrong_formula_is_seen(wrong, monkeypatch):
    def mistaken(cotangent, slope):
        return cotangent if wrong == "no slope" else cotangent * slope * (1 - slope)

    monkeypatch.setattr(equations, "pulled_back", mistaken)
    e = nn.backprop_equations(nn.MLP([2, 3, 1], output="sigmoid"), *examples([2, 3, 1]))
    assert all(off > 0.01 for off in e.checks.values())
    assert f"off by (1) {e.checks[1]:.1g}, (2) {e.checks[2]:.1g}, (3) " in str(e)
    assert e.check > 0.01


def test_a_wrong_sweep_is_seen(monkeypatch):
    right = path_sums.path_sums

    def mistaken(taken, swept):
        return right(taken, swept | {"w1": swept["w1"] * (1 + 1e-6)})

    monkeypatch.setattr(equations, "path_sums", mistaken)
    e = nn.backprop_equations(nn.MLP([2, 3, 1]), *examples([2, 3, 1]))
    assert max(e.checks.values()) < 1e-13
    assert 5e-7 < e.paths.difference == e.check < 2e-6


def test_deep_and_wide():
    deep = nn.MLP([4] * 201, "tanh", seed=1)
    e = nn.backprop_equations(deep, *examples([4, 4], count=3))
    assert len(e.layers) == 200
    assert e.check < 1e-12
    assert "… 192 more layers …" in str(e)
    assert len(str(e).splitlines()) < 70


def test_parameters_may_be_given():
    model, other = nn.MLP([2, 3, 1], seed=1), nn.MLP([2, 3, 1], seed=2)
    x, y = examples([2, 3, 1])
    given = nn.backprop_equations(model, x, y, parameters=other.parameters)
    np.testing.assert_array_equal(
        given.layers[0].dw, nn.backprop_equations(other, x, y).layers[0].dw
    )


def test_nothing_can_be_written_to():
    model = nn.MLP([2, 3, 1])
    x, y = examples([2, 3, 1])
    e = nn.backprop_equations(model, x, y)
    for layer in e.layers:
        arrays = (layer.z, layer.a, layer.slope, layer.delta, layer.dw, layer.db)
        assert not any(array.flags.writeable for array in arrays)
        assert not any(np.shares_memory(array, x) for array in arrays)
    assert model.parameters[0]["w"].flags.writeable


def test_what_is_no_number_shows():
    model = nn.MLP([1, 1])
    e = nn.backprop_equations(model, [1.0], [np.nan])
    assert np.isnan(e.check)
    assert "nan" in str(e)


@pytest.mark.parametrize(
    ("x", "y", "cost", "said"),
    [
        (np.ones(3), np.ones(1), "quadratic", "the network has 2 inputs"),
        (np.ones((0, 2)), np.ones((0, 1)), "quadratic", "x has no rows; give at least one example"),
        (np.ones((4, 2)), np.ones((1, 4)), "quadratic", r"y has shape \(1, 4\), and the network"),
        (np.ones((4, 2)), np.ones(3), "quadratic", "x has 4 rows and y has 3"),
        (np.ones(2), np.ones(1), "cubic", "no cost 'cubic'"),
        (np.ones(2), np.ones(1), lambda a, y: a - y, "a cost is one number"),
        (np.ones(2), np.ones(1), lambda _a, _y: 3.0, "a cost is one number"),
        (np.ones(2), np.ones(1), "softmax cross-entropy", "belongs to the output softmax"),
    ],
)
def test_what_does_not_fit_is_refused(x, y, cost, said):
    with pytest.raises(NetworkError, match=said):
        nn.backprop_equations(nn.MLP([2, 1], output="tanh"), x, y, cost)


def test_parameters_that_do_not_fit_are_refused():
    with pytest.raises(NetworkError, match="layer 1 has parameters"):
        nn.backprop_equations(
            nn.MLP([2, 1]), np.ones(2), np.ones(1), parameters=nn.MLP([3, 1]).parameters
        )


def test_the_table():
    at = [
        {"w": np.array([[1.0, -1.0], [0.5, 2.0]]), "b": np.array([0.0, 1.0])},
        {"w": np.array([[3.0, -2.0]]), "b": np.array([0.5])},
    ]
    model = nn.MLP([2, 2, 1], "relu")
    e = nn.backprop_equations(model, [1.0, 2.0], [1.0], parameters=at)
    lines = [line.split() for line in str(e).splitlines()]
    assert str(e).startswith("C = quadratic = 66.125\n")
    assert ["z¹", "=", "w¹", "a⁰", "+", "b¹", "(2)", "-1,", "5.5"] in lines
    assert "(2) δ¹ = ((w²)ᵀ δ²) ⊙ σ′(z¹)  (2)     0, 23" in str(e)
    assert "(4) ∂C/∂w¹ = δ¹ (a⁰)ᵀ         (2, 2)  0 to 46" in str(e)
    assert "  ! dead: 1 of 2 neurons: 0" in str(e)
    assert e.dead == {1: (0,)}
    assert e.saturated == {}
    assert "the engine's sweep: off by < 1e-12\nsums over 12 listed paths: off by < 1e-12" in str(e)


def test_the_table_says_what_stands_in_for_the_slope():
    x, y = examples([2, 3])
    model = nn.MLP([2, 3], output="softmax")
    assert "δ¹ = ∇ₐC ∂a¹/∂z¹" in str(nn.backprop_equations(model, x, y))
    direct = nn.backprop_equations(model, x * 100, y, "softmax cross-entropy")
    assert "δ¹ = ∂C/∂z¹, as C is computed from z¹" in str(direct)
    # The slope of softmax is on nobody's way here, however small it is.
    assert direct.saturated == {}


def test_other_forms():
    def ramp(z):
        return np.maximum(z, 0.0)

    ramp.__name__ = "<ramp|>"
    e = nn.backprop_equations(nn.MLP([2, 3, 1], ramp), *examples([2, 3, 1]))
    markdown, html = e.to_markdown(), e._repr_html_()
    assert "| (1) δ² = ∇ₐC ⊙ σ′(z²) | (5, 1) |" in markdown
    assert "a¹ = σ(z¹)" in markdown
    assert r"&lt;ramp\|&gt;" in markdown
    assert "<ramp" not in html
    assert html.count("<table>") == 2
    tables = [line for line in markdown.splitlines() if line.startswith("|")]
    assert {line.count("|") for line in tables} == {5}


def test_the_same_twice():
    model, (x, y) = nn.MLP([3, 4, 2]), examples([3, 4, 2])
    assert str(nn.backprop_equations(model, x, y)) == str(nn.backprop_equations(model, x, y))


def test_weighted_inputs_have_the_derivatives_that_differences_confirm():
    rng = np.random.default_rng(0)
    w, b = rng.normal(size=(2, 3)), rng.normal(size=2)
    for shape in ((3,), (4, 3)):
        check_derivative(weighted_inputs, rng.normal(size=shape), w, b, order=2)
