"""One dense layer: values, slopes, and what is no layer."""

from __future__ import annotations

import dataclasses
import pickle

import numpy as np
import pytest

import compose
from compose import nn
from compose.errors import NetworkError
from compose.testing import check_derivative

W = np.array([[1.0, -2.0, 0.5], [0.25, 3.0, -1.0]])
B = np.array([0.5, -0.25])
PARAMETERS = {"w": W, "b": B}
X = np.array([[1.0, 2.0, 3.0], [-1.0, 0.5, 0.75], [0.0, -0.3, 2.0], [2.0, 1.0, 1.0]])


def weighted(x):
    """The weighted inputs of one example, one sum at a time."""
    return [
        sum(w * a for w, a in zip(row, x, strict=True)) + b for row, b in zip(W, B, strict=True)
    ]


def test_weighted_inputs_by_hand():
    layer = nn.Dense(3, 2)
    wanted = [weighted(x) for x in X]
    np.testing.assert_allclose(layer.weighted(PARAMETERS, X), wanted, rtol=1e-15)
    np.testing.assert_allclose(layer.weighted(PARAMETERS, X[1]), wanted[1], rtol=1e-15)
    np.testing.assert_allclose(layer.weighted(PARAMETERS, X[1].tolist()), wanted[1], rtol=1e-15)
    assert layer.weighted(PARAMETERS, X[:0]).shape == (0, 2)


@pytest.mark.parametrize("name", nn.ACTIVATIONS)
def test_activations_follow_weighted_inputs(name):
    layer = nn.Dense(3, 2, name)
    wanted = nn.ACTIVATIONS[name](layer.weighted(PARAMETERS, X))
    np.testing.assert_array_equal(layer.apply(PARAMETERS, X), wanted)


@pytest.mark.parametrize("name", nn.ACTIVATIONS)
@pytest.mark.parametrize("x", [X, X[0], X[:1]], ids=["rows", "one", "a row"])
def test_derivatives_by_weights_biases_and_inputs(name, x):
    layer = nn.Dense(3, 2, name)
    order = 1 if name in ("relu", "leaky relu") else 2
    check_derivative(layer.apply, PARAMETERS, x, order=order)
    check_derivative(compose.compile(layer.apply), PARAMETERS, x)


@pytest.mark.parametrize("wrap", [lambda f: f, compose.compile], ids=["eager", "compiled"])
def test_the_gradient_of_a_layer_by_hand(wrap):
    layer = nn.Dense(3, 2)
    g = np.arange(8.0).reshape(4, 2)
    slope = wrap(compose.grad(lambda p, x: np.sum(g * layer.apply(p, x)), (0, 1)))
    by_parameters, by_x = slope(PARAMETERS, X)
    np.testing.assert_allclose(by_parameters["w"], g.T @ X, rtol=1e-14)
    np.testing.assert_allclose(by_parameters["b"], g.sum(axis=0), rtol=1e-15)
    np.testing.assert_allclose(by_x, g @ W, rtol=1e-15)


def test_the_jacobian_stands_as_the_weights_do():
    layer = nn.Dense(3, 2)
    np.testing.assert_array_equal(compose.jacobian(lambda a: layer.apply(PARAMETERS, a))(X[0]), W)


def test_a_neuron_is_a_layer_with_one_output():
    neuron = nn.Dense(2, 1)
    p = {"w": np.array([[-2.0, 3.0]]), "b": np.array([1.0])}
    assert neuron.apply(p, np.array([5.0, 2.0])).tolist() == [-3.0]


def test_first_parameters():
    drawn = nn.Dense(3, 2, "relu").initial(np.random.default_rng(1))
    assert list(drawn) == ["w", "b"]
    assert drawn["w"].shape == (2, 3)
    np.testing.assert_array_equal(drawn["w"], nn.he(np.random.default_rng(1), 3, 2))
    assert drawn["b"].tolist() == [0.0, 0.0]


def test_layers_are_values():
    layer = nn.Dense(3, 2, "sigmoid")
    assert layer == nn.Dense(np.int64(3), 2, nn.sigmoid, nn.xavier)
    assert layer not in (
        nn.Dense(3, 1, "sigmoid"),
        nn.Dense(2, 2, "sigmoid"),
        nn.Dense(3, 2, "tanh"),
    )
    assert hash(layer) == hash(nn.Dense(3, 2, "sigmoid"))
    assert pickle.loads(pickle.dumps(layer)) == layer  # noqa: S301 - pickled here
    assert repr(layer) == "Dense(3, 2, sigmoid, xavier)"
    assert type(nn.Dense(np.int64(3), 2).inputs) is int
    with pytest.raises(dataclasses.FrozenInstanceError):
        layer.inputs = 4


@pytest.mark.parametrize("wrong", [0, -1, 2.5, "3", None, True, float("nan"), [3]])
def test_what_is_no_count_is_refused(wrong):
    with pytest.raises(NetworkError, match="inputs of a layer is a whole number from 1 on, not"):
        nn.Dense(wrong, 2)
    with pytest.raises(NetworkError, match="outputs of a layer is a whole number from 1 on, not"):
        nn.Dense(2, wrong)


def test_what_is_no_activation_or_initialiser_is_refused():
    with pytest.raises(NetworkError, match=r"no activation 'sigmod'.*sigmoid, tanh"):
        nn.Dense(2, 1, "sigmod")
    with pytest.raises(NetworkError, match=r"an initialiser is a function .* not 'he'"):
        nn.Dense(2, 1, initialiser="he")
    turned = nn.Dense(2, 1, initialiser=lambda _rng, inputs, outputs: np.ones((inputs, outputs)))
    with pytest.raises(NetworkError, match=r"shape \(2, 1\) to a layer of 2 inputs and 1 outputs"):
        turned.initial(np.random.default_rng(0))
