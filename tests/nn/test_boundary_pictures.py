"""Decision boundaries lie where the answer changes, with the examples on top."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from compose import nn
from compose.errors import NetworkError
from tests.nn.drawings import drawn, labels, one, plane, png, three

PLANE, THREE = plane(), three()


def test_the_answer_on_the_boundary_is_one_half():
    model, x, y = PLANE
    lines = drawn(nn.plot_boundary(model, x, y).axes[0], "boundary")
    places = np.vstack([path.vertices for line in lines for path in line.get_paths()])
    assert len(places) > 20
    assert_allclose(model(places), 0.5, atol=2e-3)


def test_two_wanted_values_are_parted_in_the_middle():
    model = nn.MLP([2, 1]).with_parameters([{"w": np.array([[1.0, 0.0]]), "b": np.zeros(1)}])
    axes = nn.plot_boundary(model, [[-1.0, 0.0], [5.0, 1.0]], [-1.0, 3.0]).axes[0]
    for line in drawn(axes, "boundary"):
        assert_allclose(np.vstack([p.vertices for p in line.get_paths()])[:, 0], 1.0)


def test_weighted_inputs_become_probabilities_first():
    model = nn.MLP([2, 1]).with_parameters([{"w": np.array([[4.0, 0.0]]), "b": np.zeros(1)}])
    x, y = [[-1.0, 0.0], [1.0, 1.0]], [0, 1]
    axes = nn.plot_boundary(model, x, y, cost="binary cross-entropy").axes[0]
    for line in drawn(axes, "boundary"):
        vertices = np.vstack([path.vertices for path in line.get_paths()])
        assert_allclose(vertices[:, 0], 0.0, atol=1e-12)


def test_two_of_several_answers_are_the_largest_at_once():
    model, x, y = THREE
    lines = drawn(nn.plot_boundary(model, x, y).axes[0], "boundary")
    places = np.vstack([path.vertices for line in lines for path in line.get_paths()])
    answers = np.sort(model(places), axis=1)
    assert_allclose(answers[:, -1], answers[:, -2], atol=1e-2)


def test_points_by_class_and_rings_round_what_is_wrong():
    model, x, y = THREE
    axes = nn.plot_boundary(model, x, y).axes[0]
    for k in range(3):
        assert_array_equal(one(axes, f"class {k}").get_offsets(), x[y == k])
    wrong = np.argmax(model(x), axis=1) != y
    assert_array_equal(one(axes, "wrong").get_offsets(), x[wrong])
    right = len(x) - wrong.sum()
    assert axes.get_title(loc="left") == f"Decision boundary: {right} of {len(x)} right"


def test_labels_a_column_and_rows_are_the_same():
    model, x, y = PLANE
    assert png(nn.plot_boundary(model, x, y)) == png(nn.plot_boundary(model, x, y[:, None]))
    model, x, y = THREE
    rows = nn.one_hot(y, 3)
    assert png(nn.plot_boundary(model, x, y)) == png(nn.plot_boundary(model, x, rows))


def test_classes_have_their_names():
    axes = nn.plot_boundary(*PLANE, labels=["left", "right"], names=("p", "q")).axes[0]
    assert labels(axes)[:2] == ["left", "right"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("p", "q")


def test_names_are_taken_literally():
    names = ["$\\over_", "_other"]
    axes = nn.plot_boundary(*PLANE, labels=names, names=("$x^$", "_y")).axes[0]
    assert labels(axes)[:2] == ["\\$\\over_", " _other"]
    assert png(axes.figure)
    assert png(nn.plot_confusion(np.eye(2), names))
    runs = nn.plot_loss({"$^$": [1.0], "_hidden": [2.0]})
    assert labels(runs.axes[0]) == ["\\$^\\$", " _hidden"]
    assert png(runs)


def test_one_class_and_one_point():
    model = nn.MLP([2, 1], output="sigmoid")
    assert png(nn.plot_boundary(model, [[1.0, 2.0]], [1]))


def test_refusals():
    model, x, y = PLANE
    with pytest.raises(NetworkError, match="two inputs, and <MLP 3-1"):
        nn.plot_boundary(nn.MLP([3, 1]), np.ones((2, 3)), [0, 1])
    with pytest.raises(NetworkError, match="y has 3 values"):
        nn.plot_boundary(model, x[:3], [0, 1, 2])
    with pytest.raises(NetworkError, match="rows"):
        nn.plot_boundary(model, x, y[:-1])
    with pytest.raises(NetworkError, match="label 3 at place"):
        nn.plot_boundary(*THREE[:2], THREE[2] + 1)
    with pytest.raises(NetworkError, match="3 classes have 2 labels"):
        nn.plot_boundary(*THREE, labels=["one", "two"])
