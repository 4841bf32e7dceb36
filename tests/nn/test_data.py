"""Batches and labels."""

from __future__ import annotations

import numpy as np
import pytest

from compose import nn
from compose.errors import NetworkError

X = np.arange(14.0).reshape(7, 2)
Y = X[:, 0] * 10.0


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 100])
@pytest.mark.parametrize("seed", [None, 0, 1])
def test_every_example_comes_once_with_its_own_answer(size, seed):
    rng = None if seed is None else np.random.default_rng(seed)
    found = list(nn.batches(X, Y, size, rng))
    assert [len(x) for x, _ in found[:-1]] == [size] * (len(found) - 1)
    assert 0 < len(found[-1][0]) <= size
    xs, ys = np.concatenate([x for x, _ in found]), np.concatenate([y for _, y in found])
    np.testing.assert_array_equal(ys, xs[:, 0] * 10.0)
    assert sorted(ys) == sorted(Y)
    assert (seed is None) == (ys.tolist() == Y.tolist())


def test_the_order_depends_on_the_seed_alone():
    def order(seed):
        return [y.tolist() for _, y in nn.batches(X, Y, 3, np.random.default_rng(seed))]

    assert order(0) == order(0)
    assert len({str(order(seed)) for seed in range(5)}) == 5


def test_epochs_of_one_generator_differ():
    rng = np.random.default_rng(0)
    first, second = (np.concatenate([y for _, y in nn.batches(X, Y, 3, rng)]) for _ in range(2))
    assert first.tolist() != second.tolist()


def test_every_order_is_as_likely():
    rng = np.random.default_rng(1)
    counts = np.zeros((3, 3))
    for _ in range(3000):
        for place, (x, _) in enumerate(nn.batches(np.arange(3), np.arange(3), 1, rng)):
            counts[place, x[0]] += 1
    assert np.max(np.abs(counts - 1000.0)) < 6.0 * np.sqrt(3000 * 2 / 9)


def test_examples_are_not_changed():
    x, y = X.copy(), Y.copy()
    list(nn.batches(x, y, 2, np.random.default_rng(0)))
    np.testing.assert_array_equal(x, X)
    np.testing.assert_array_equal(y, Y)


def test_lists_are_examples():
    assert [x.tolist() for x, _ in nn.batches([1, 2, 3], [1, 2, 3], 2)] == [[1, 2], [3]]


@pytest.mark.parametrize("size", [0, -2, 2.5, None, "3"])
def test_what_is_no_size_is_refused(size):
    with pytest.raises(NetworkError, match="the size of a batch is a whole number from 1 on"):
        list(nn.batches(X, Y, size))


@pytest.mark.parametrize(("rows", "answers"), [(7, 6), (6, 7), (0, 0), (0, 7)])
def test_rows_without_answers_are_refused(rows, answers):
    with pytest.raises(NetworkError, match=f"x has {rows} rows and y has {answers}"):
        list(nn.batches(X[:rows], Y[:answers], 2))


def test_one_hot():
    labels = np.array([2, 0, 1, 2])
    rows = nn.one_hot(labels, 3)
    assert rows.dtype == np.float64
    assert rows.tolist() == [[0, 0, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]]
    np.testing.assert_array_equal(nn.one_hot(labels.astype(np.uint8), 3), rows)
    np.testing.assert_array_equal(nn.one_hot(labels.astype(float), 3), rows)
    np.testing.assert_array_equal(np.argmax(nn.one_hot(labels, 5), axis=1), labels)
    assert nn.one_hot([], 3).shape == (0, 3)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([0, 3, 4], "label 3 at place 1 .* from 0 to 2"),
        ([0, 1, -1], "label -1 at place 2"),
        ([0.5], r"label 0.5 at place 0"),
        ([np.nan], "label nan at place 0"),
        (["one"], "label one at place 0"),
        ([[0, 1]], r"one row, of shape \(n,\), not \(1, 2\)"),
        (1, r"not \(\)"),
    ],
)
def test_what_is_no_label_is_refused(labels, message):
    with pytest.raises(NetworkError, match=message):
        nn.one_hot(labels, 3)


@pytest.mark.parametrize("classes", [0, -1, 2.5, None])
def test_what_is_no_number_of_classes_is_refused(classes):
    with pytest.raises(NetworkError, match="the number of classes is a whole number from 1 on"):
        nn.one_hot([0], classes)
