"""Saturated and dead neurons, each made on purpose."""

from __future__ import annotations

import numpy as np
import pytest

from compose import nn
from compose.errors import NetworkError

X = np.array([[1.0, -1.0], [2.0, 0.5], [-1.0, 0.25]])


def layer(activation, biases):
    """One layer whose neurons see their bias and a little of the input."""
    w = np.full((len(biases), 2), 0.01)
    model = nn.MLP([2, len(biases)], output=activation)
    return model, [{"w": w, "b": np.array(biases)}]


def found(activation, biases, **options):
    model, parameters = layer(activation, biases)
    only = nn.health(model, X, parameters, **options).layers[0]
    return only.saturated, only.dead


@pytest.mark.parametrize("far", [10.0, 1000.0])
def test_squashing_neurons_saturate_on_both_sides(far):
    assert found("sigmoid", [0.0, far, -far]) == ((1, 2), ())
    assert found("tanh", [0.0, far, -far]) == ((1, 2), ())
    assert found("softplus", [0.0, far, -far]) == ((2,), ())


def test_rectifiers_die():
    assert found("relu", [1.0, -1.0, -1000.0]) == ((), (1, 2))
    assert found("leaky relu", [1.0, -1.0, -1000.0]) == ((), ())
    assert found("identity", [1.0, -1.0]) == ((), ())


def test_softmax_saturates_where_one_class_takes_all():
    assert found("softmax", [0.0, 0.0, 100.0]) == ((0, 1, 2), ())
    assert found("softmax", [1.0, 0.0, -100.0]) == ((2,), ())


def test_one_example_that_gets_through_is_enough():
    model = nn.MLP([1, 1], output="relu")
    at = [{"w": np.array([[1.0]]), "b": np.array([0.0])}]
    assert nn.health(model, [[-1.0], [-2.0]], at).dead == {1: (0,)}
    assert nn.health(model, [[-1.0], [-2.0], [1e-9]], at).dead == {}
    # At 0 itself the derivative of relu is 0.
    assert nn.health(model, [[0.0]], at).dead == {1: (0,)}


def test_the_threshold_can_be_set():
    at_two = np.exp(-2) / (1 + np.exp(-2)) ** 2
    model = nn.MLP([1, 1], output="sigmoid")
    at = [{"w": np.array([[1.0]]), "b": np.array([0.0])}]
    for threshold, saturated in ((at_two * 0.99, {}), (at_two * 1.01, {1: (0,)})):
        assert nn.health(model, [[2.0]], at, threshold=threshold).saturated == saturated


def test_an_activation_of_ones_own():
    def hard_tanh(z):
        return np.minimum(np.maximum(z, -1.0), 1.0)

    assert found(hard_tanh, [0.0, 5.0, -5.0]) == ((), (1, 2))
    assert found(lambda z: 1e-3 * z, [0.0, 5.0]) == ((0, 1), ())


def test_the_slopes_are_the_largest_of_all_examples():
    model = nn.MLP([2, 4, 3], "tanh", output="softmax", seed=3)
    (z1, _), (_, a2) = model.forward(model.parameters, X)
    first, last = nn.health(model, X).layers
    np.testing.assert_allclose(first.slopes, np.max(1 / np.cosh(z1) ** 2, axis=0), rtol=1e-13)
    np.testing.assert_allclose(last.slopes, np.max(a2 * (1 - a2), axis=0), rtol=1e-13)


def test_one_example_alone():
    model = nn.MLP([2, 4, 3], output="softmax")
    one, batch = nn.health(model, X[0]), nn.health(model, X[:1])
    assert str(one) == str(batch)
    assert one.examples == 1


def test_the_equations_flag_the_same_neurons():
    model = nn.MLP([2, 3, 1], "tanh", seed=1)
    parameters = [{"w": p["w"], "b": p["b"] + 30.0} for p in model.parameters]
    e = nn.backprop_equations(model, X, np.zeros((3, 1)), parameters=parameters)
    assert e.saturated == nn.health(model, X, parameters).saturated == {1: (0, 1, 2)}
    assert "! saturated: 3 of 3 neurons: 0, 1, 2" in str(e)


def test_it_prints_itself():
    model = nn.MLP([2, 12, 1], "relu", output="sigmoid")
    at = [
        {"w": np.zeros((12, 2)), "b": np.full(12, -1.0)},
        {"w": np.zeros((1, 12)), "b": np.array([50.0])},
    ]
    assert str(nn.health(model, X, at)).splitlines() == [
        "layer  activation  neurons  saturated  dead  slopes",
        "    1  relu             12          0    12  0",
        "    2  sigmoid           1          1     0  0",
        "saturated in layer 2: 0",
        "dead in layer 1: 0, 1, 2, 3, 4, 5, 6, 7 and 4 more",
    ]


def test_what_does_not_fit_is_refused():
    with pytest.raises(NetworkError, match="the network has 2 inputs"):
        nn.health(nn.MLP([2, 1]), np.ones(3))
    with pytest.raises(NetworkError, match="there is no example in it"):
        nn.health(nn.MLP([2, 1]), np.ones((0, 2)))
