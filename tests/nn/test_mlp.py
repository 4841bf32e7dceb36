"""Networks: values against loops, slopes against hand-written backpropagation, and refusals."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import numpy as np
import pytest
import scipy.special

import compose
from compose import nn
from compose.errors import NetworkError
from compose.testing import check_derivative

X = np.random.default_rng(2).standard_normal((5, 3))
Y = np.eye(2)[[0, 1, 1, 0, 1]]
HIDDEN = ["sigmoid", "tanh", "relu", "leaky relu", "softplus", "identity", "softmax"]
WITH_COSTS = [
    ("sigmoid", "quadratic"),
    ("identity", "quadratic"),
    ("tanh", "mean squared error"),
    ("softmax", "quadratic"),
    ("sigmoid", "binary cross-entropy"),
    ("identity", "binary cross-entropy"),
    ("softmax", "softmax cross-entropy"),
    ("identity", "softmax cross-entropy"),
]


def test_answers_by_loops():
    model = nn.MLP([3, 4, 2], "tanh", output="sigmoid", seed=3)
    (first, second), answers = model.parameters, []
    for x in X:
        hidden = [np.tanh(np.dot(w, x) + b) for w, b in zip(first["w"], first["b"], strict=True)]
        rows = zip(second["w"], second["b"], strict=True)
        answers.append([scipy.special.expit(np.dot(w, hidden) + b) for w, b in rows])
    np.testing.assert_allclose(model(X), answers, rtol=1e-14)
    np.testing.assert_allclose(model(X[2]), answers[2], rtol=1e-14)
    np.testing.assert_allclose(model(X.tolist()), answers, rtol=1e-14)
    assert model(X[:0]).shape == (0, 2)


def test_forward_gives_every_layer():
    model = nn.MLP([3, 4, 2], "relu")
    (z1, a1), (z2, a2) = model.forward(model.parameters, X)
    np.testing.assert_array_equal(a1, np.maximum(z1, 0.0))
    np.testing.assert_array_equal(a2, z2)
    np.testing.assert_array_equal(a2, model(X))
    assert [part.shape for part in (z1, a1, z2, a2)] == [(5, 4), (5, 4), (5, 2), (5, 2)]


def backpropagated(model, x, y):
    """The four equations for sigmoids and the quadratic cost, example by example."""
    total = [{name: np.zeros_like(part[name]) for name in "wb"} for part in model.parameters]
    for a, wanted in zip(x, y, strict=True):
        passed = [a]
        for part in model.parameters:
            passed.append(scipy.special.expit(part["w"] @ passed[-1] + part["b"]))
        delta = (passed[-1] - wanted) * passed[-1] * (1.0 - passed[-1])
        for place in reversed(range(len(total))):
            total[place]["w"] += np.outer(delta, passed[place]) / len(x)
            total[place]["b"] += delta / len(x)
            below = passed[place]
            delta = (model.parameters[place]["w"].T @ delta) * below * (1.0 - below)
    return total


@pytest.mark.parametrize("sizes", [[3, 2], [3, 4, 2], [3, 7, 1, 5, 2]])
@pytest.mark.parametrize("wrap", [lambda f: f, compose.compile], ids=["eager", "compiled"])
def test_gradients_are_those_of_the_four_equations(sizes, wrap):
    model = nn.MLP(sizes, output="sigmoid", seed=1)
    slope = wrap(compose.grad(nn.loss_of(model, "quadratic")))(model.parameters, X, Y)
    for ours, wanted in zip(slope, backpropagated(model, X, Y), strict=True):
        for name in "wb":
            np.testing.assert_allclose(ours[name], wanted[name], rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize("hidden", HIDDEN)
def test_derivatives_of_networks_in_both_modes(hidden):
    model = nn.MLP([3, 4, 2], hidden, output="tanh", seed=4)
    order = 1 if "relu" in hidden else 2
    check_derivative(model.apply, model.parameters, X[:2], order=order, directions=1)


@pytest.mark.parametrize(("output", "cost"), WITH_COSTS)
def test_derivatives_of_losses_in_both_modes(output, cost):
    model = nn.MLP([3, 4, 2], "softplus", output=output, seed=5)
    loss = nn.loss_of(model, cost)
    check_derivative(loss, model.parameters, X, Y, order=2, directions=1)
    check_derivative(compose.compile(loss), model.parameters, X, Y, directions=1)


@pytest.mark.parametrize(
    ("output", "cost"),
    [("sigmoid", "binary cross-entropy"), ("softmax", "softmax cross-entropy")],
)
def test_a_cross_entropy_is_the_same_with_and_without_its_link(output, cost):
    linked, plain = nn.MLP([3, 4, 2], output=output), nn.MLP([3, 4, 2])
    losses = [nn.loss_of(model, cost)(linked.parameters, X, Y) for model in (linked, plain)]
    assert losses[0] == losses[1]
    a = linked(X)
    by_hand = -np.sum(Y * np.log(a) + (cost[0] == "b") * (1.0 - Y) * np.log1p(-a)) / len(X)
    np.testing.assert_allclose(losses[0], by_hand, rtol=1e-13)


@pytest.mark.parametrize(
    ("output", "cost"),
    [
        ("tanh", "binary cross-entropy"),
        ("softmax", "binary cross-entropy"),
        ("sigmoid", "softmax cross-entropy"),
        ("relu", "softmax cross-entropy"),
    ],
)
def test_a_cross_entropy_of_other_answers_is_refused(output, cost):
    with pytest.raises(NetworkError, match=f"the last layer has {output}"):
        nn.loss_of(nn.MLP([3, 2], output=output), cost)


def test_the_activation_is_that_of_hidden_layers_alone():
    model = nn.MLP([3, 4, 4, 2], "relu", output="softmax")
    assert [layer.activation for layer in model.layers] == [nn.relu, nn.relu, nn.softmax]
    assert nn.MLP([3, 2], "relu").layers[0].activation is nn.identity
    assert model.sizes == (3, 4, 4, 2)
    assert repr(model) == "<MLP 3-4-4-2: relu, relu, softmax>"


def test_other_parameters_make_another_model():
    model = nn.MLP([3, 4, 2], seed=1)
    before = model(X)
    given = copy.deepcopy(nn.MLP([3, 4, 2], seed=2).parameters)
    other = model.with_parameters(given)
    answers = other(X)
    np.testing.assert_array_equal(answers, model.apply(given, X))
    assert other.layers == model.layers
    for part in given:
        for array in part.values():
            array[...] = np.nan
    given.clear()
    np.testing.assert_array_equal(other(X), answers)
    np.testing.assert_array_equal(model(X), before)


def test_parameters_of_whole_numbers_and_lists_become_floats():
    model = nn.MLP([2, 1]).with_parameters([{"w": [[1, 2]], "b": [3]}])
    assert {array.dtype for array in model.parameters[0].values()} == {np.dtype(float)}
    single = [{"w": np.ones((1, 2), np.float32), "b": np.ones(1, np.float32)}]
    assert model.with_parameters(single)(np.ones(2, np.float32)).dtype == np.float32


def test_parameters_that_trace_stay_as_they_are():
    model = nn.MLP([3, 4, 2], seed=1)
    through = compose.grad(lambda p: np.sum(model.with_parameters(p)(X)))(model.parameters)
    straight = compose.grad(lambda p: np.sum(model.apply(p, X)))(model.parameters)
    np.testing.assert_array_equal(through[0]["w"], straight[0]["w"])


def test_a_model_can_be_copied_and_pickled():
    model = nn.MLP([3, 4, 2], "leaky relu", output="softmax", seed=6)
    for other in (
        pickle.loads(pickle.dumps(model)),  # noqa: S301 - pickled here
        copy.copy(model),
        copy.deepcopy(model),
    ):
        assert other.layers == model.layers
        np.testing.assert_array_equal(other(X), model(X))
    assert copy.deepcopy(model).parameters[0]["w"] is not model.parameters[0]["w"]


def test_a_model_never_changes_and_is_itself():
    model = nn.MLP([3, 2])
    with pytest.raises(dataclasses.FrozenInstanceError):
        model.parameters = []
    assert model != nn.MLP([3, 2])
    assert {model: 1}[model] == 1


@pytest.mark.parametrize("sizes", [[], [3], ["a"], (), 5, None, iter(())])
def test_too_few_sizes_are_refused(sizes):
    with pytest.raises(
        NetworkError, match=r"inputs and at least one layer, such as \[64, 30, 10\]"
    ):
        nn.MLP(sizes)


@pytest.mark.parametrize("sizes", [[3, 0], [3, -1], [3, 2.5], ["a", 2], "ab", [3, None], [3, True]])
def test_sizes_that_are_no_counts_are_refused(sizes):
    with pytest.raises(NetworkError, match="puts of a layer is a whole number from 1 on, not "):
        nn.MLP(sizes)


@pytest.mark.parametrize("sizes", [[3, 2], [3, 4, 2]])
@pytest.mark.parametrize("place", ["activation", "output"])
def test_unknown_activations_are_refused_also_where_they_are_not_used(sizes, place):
    with pytest.raises(NetworkError, match="no activation 'sigmod'"):
        nn.MLP(sizes, **{place: "sigmod"})


@pytest.mark.parametrize("seed", [-1, "a", 1.5])
def test_what_is_no_seed_is_refused(seed):
    with pytest.raises(NetworkError, match="the seed is a whole number from 0 on, not "):
        nn.MLP([3, 2], seed=seed)


@pytest.mark.parametrize("shape", [(), (2,), (5, 2), (3, 5), (1, 5, 3), (0,)])
def test_inputs_of_another_shape_are_refused(shape):
    model = nn.MLP([3, 2])
    with pytest.raises(NetworkError, match=r"x has shape .* the network has 3 inputs"):
        model(np.zeros(shape))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (None, "a list of 2 dicts, one a layer, not None"),
        ([], "a list of 2 dicts, one a layer, not 0 parts"),
        ([1, 2], r"layer 1 has parameters .*, not 1"),
        ([{"w": np.zeros((4, 3))}, {}], r"layer 1 has parameters .*, not {'w': \(4, 3\)}"),
        ([{"w": np.zeros((3, 4)), "b": np.zeros(4)}, {}], r"not {'w': \(3, 4\), 'b': \(4,\)}"),
        ([{"w": np.zeros((4, 3)), "b": np.zeros((4, 1))}, {}], r"'b': \(4, 1\)}"),
        ([{"w": np.zeros((4, 3)), "b": np.zeros(4)}, {}], r"layer 2 has parameters .*, not {}"),
    ],
)
def test_parameters_that_do_not_fit_are_refused(wrong, message):
    model = nn.MLP([3, 4, 2])
    for use in (model.with_parameters, lambda p: model.apply(p, X)):
        with pytest.raises(NetworkError, match=message):
            use(wrong)


def test_tables_with_names_are_taken_by_place():
    pandas = pytest.importorskip("pandas")
    model, x = nn.MLP([2, 3, 2], output="softmax"), np.array([[1.0, 2.0], [0.5, -1.0]])
    table = pandas.DataFrame(x, columns=["height", "width"], index=[7, 9])
    answers = model(table)
    assert type(answers) is np.ndarray
    np.testing.assert_array_equal(answers, model(x))


def test_wrong_parameters_are_named_on_one_line():
    model = nn.MLP([30, 20])
    with pytest.raises(NetworkError) as caught:
        model.with_parameters([(np.ones((20, 30)), np.ones(20))])
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300
