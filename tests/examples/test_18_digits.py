from __future__ import annotations

import numpy as np
import pytest

from compose import nn
from compose.nn import digits


@pytest.fixture
def run(example):
    pytest.importorskip("sklearn")
    return example("18_digits")


@pytest.fixture(scope="module")
def parts():
    pytest.importorskip("sklearn")
    data = digits()
    rows = data.parts(seed=0)
    return [(data.x[part], data.y[part]) for part in (rows.training, rows.validation, rows.test)]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def right(parameters, x, y):
    w1, b1, w2, b2 = parameters
    answers = sigmoid(x @ w1.T + b1) @ w2.T + b2
    return np.mean(np.argmax(answers, axis=1) == np.argmax(y, axis=1))


@pytest.fixture(scope="module")
def by_hand(parts):
    """Train the sigmoid network in NumPy; return the epochs' losses and scores, and the test's."""
    (x, y), validation, test = parts
    start = nn.MLP([64, 30, 10], output="sigmoid", seed=0).parameters
    w1, b1, w2, b2 = parameters = [layer[name].copy() for layer in start for name in "wb"]
    epochs = []
    for epoch in range(1, 61):
        order = np.random.default_rng((0, epoch)).permutation(len(x))
        loss = 0.0
        for begin in range(0, len(x), 10):
            rows = order[begin : begin + 10]
            a1 = sigmoid(x[rows] @ w1.T + b1)
            a2 = sigmoid(a1 @ w2.T + b2)
            loss -= np.sum(np.log(np.where(y[rows] > 0, a2, 1 - a2)))
            delta2 = (a2 - y[rows]) / len(rows)
            delta1 = delta2 @ w2 * a1 * (1 - a1)
            for parameter, slope in (
                (w1, delta1.T @ x[rows]),
                (b1, delta1.sum(axis=0)),
                (w2, delta2.T @ a1),
                (b2, delta2.sum(axis=0)),
            ):
                parameter[...] -= 0.5 * slope
        epochs.append((epoch, loss / len(x), right(parameters, *validation)))
    return np.array(epochs), right(parameters, *test)


def test_the_parts(run, parts):
    sizes = [len(x) for x, _ in parts]
    assert sum(sizes) == 1797
    assert [float(word) for word in run.stdout.split() if word.isdigit()][:3] == sizes


def test_the_sigmoid_network_learns_as_one_by_hand(run, by_hand):
    epochs, _ = by_hand
    rows = np.array([row for row in _shares(run.section("Sigmoid everywhere")) if len(row) == 3])
    assert rows[-1, 0] == 60
    expected = epochs[rows[:, 0].astype(int) - 1]
    assert rows[:, 1] == pytest.approx(expected[:, 1], abs=2e-5)
    assert rows[:, 2] == pytest.approx(100 * expected[:, 2], abs=0.06)


def test_the_aims_are_met(run, by_hand):
    _, share = by_hand
    (plain,), (best,) = (_shares([run.line(name + " ")]) for name in ("sigmoid", "best"))
    assert plain[0] == pytest.approx(100 * share, abs=0.006)
    assert plain[0] >= 96.0
    assert best[0] >= 97.5
    for percent, wrong, count in (plain, best):
        assert wrong == pytest.approx(count * (1 - percent / 100), abs=0.02)


def test_the_confusions_are_of_the_test_part(run, parts):
    lines = [line.replace("·", "0").split() for line in run.section("What is taken for what")]
    matrix = np.array(lines[1:], dtype=int)[:, 1:]
    assert lines[0] == [str(digit) for digit in range(10)]
    assert matrix.sum(axis=1).tolist() == parts[2][1].sum(axis=0).tolist()
    ((_, wrong, count),) = _shares([run.line("best ")])
    assert matrix.sum() - np.trace(matrix) == wrong
    assert matrix.sum() == count


def test_the_pictures(run):
    assert run.picture("digits_loss.png").shape[1] > 600
    assert run.picture("digits_confusion.png").shape[1] > 400


def _shares(lines):
    """Return the numbers in each line; a percentage is one."""
    words = [line.replace("%", " ").replace(",", " ").split() for line in lines]
    return [[float(word) for word in line if word.replace(".", "").isdigit()] for line in words]
