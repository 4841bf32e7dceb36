from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from compose import nn

BATCH = np.array([[0.5, -1.0, 2.0], [1.0, 0.0, -0.5], [-1.5, 1.0, 0.5], [0.0, 2.0, 1.0]])
WANTED = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [1.0, 0.0]])


@pytest.fixture
def run(example):
    return example("14_matrix_form")


@pytest.fixture(scope="module")
def layers():
    parameters = nn.MLP([3, 2, 2], "sigmoid", output="sigmoid", seed=1).parameters
    return [(layer["w"], layer["b"]) for layer in parameters]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def cost(layers, x, y):
    for w, b in layers:
        x = sigmoid(np.einsum("jk,nk->nj", w, x) + b)
    return np.sum((x - y) ** 2) / 2 / len(x)


def nudged(layers, x, y, step=1e-5):
    """Differentiate by the weight w1[0, 2], by two runs."""
    (w, b), *rest = layers
    ends = []
    for sign in (1, -1):
        other = w.copy()
        other[0, 2] += sign * step
        ends.append(cost([(other, b), *rest], x, y))
    return (ends[0] - ends[1]) / (2 * step)


def test_one_example_and_four(run, layers):
    w, b = layers[0]
    z = np.einsum("jk,nk->nj", w, BATCH) + b
    assert run.numbers("z[j] = ")[-2:] == pytest.approx(z[0], abs=1e-4)
    assert run.numbers("z = w")[-2:] == pytest.approx(z[0], abs=1e-4)
    rows = [row for row in run.table("Four examples are four rows") if len(row) == 7]
    expected = np.hstack([BATCH, z, sigmoid(z)])
    assert np.array(rows) == pytest.approx(expected, abs=1e-4)


def test_the_gradient_of_a_batch_is_a_mean(run, layers):
    each = [nudged(layers, x[None], y[None]) for x, y in zip(BATCH, WANTED, strict=True)]
    assert run.numbers("of each example:") == pytest.approx(each, abs=1e-4)
    whole = nudged(layers, BATCH, WANTED)
    assert run.numbers("their mean") == pytest.approx([whole, whole], abs=2e-6)


def test_the_four_equations(run, layers):
    assert run.numbers("C = quadratic =")[0] == pytest.approx(cost(layers, BATCH, WANTED), abs=1e-5)
    (w1, b1), (w2, b2) = layers
    a1 = sigmoid(BATCH @ w1.T + b1)
    a2 = sigmoid(a1 @ w2.T + b2)
    delta2 = (a2 - WANTED) * a2 * (1 - a2) / 4
    delta1 = delta2 @ w2 * a1 * (1 - a1)
    rows = run.table("In full, δ at layer 1")
    assert np.array(rows[:4]) == pytest.approx(delta1, abs=1e-5)
    assert np.array(rows[4:]) == pytest.approx(delta1.T @ BATCH, abs=1e-5)


NETWORKS = [
    ("2-3-1", [2, 3, 1]),
    ("64-30-10", [64, 30, 10]),
    ("784-30-10", [784, 30, 10]),
    ("784-100-100-10", [784, 100, 100, 10]),
    ("8 × 100-100", [100] * 9),
]


@pytest.mark.parametrize(
    ("name", "sizes"), NETWORKS, ids=[name.replace("×", "x") for name, _ in NETWORKS]
)
def test_the_counts_are_those_of_the_products(run, name, sizes):
    line = run.line(name).strip().removeprefix(name).replace(",", "")
    weights, forward, back, ratio = map(float, line.split())
    products = [20 * m * n for m, n in pairwise(sizes)]
    neurons = 10 * sum(sizes[1:])
    assert weights == sum(products) / 20
    # Ten for exp, and a few sums and products for each neuron.
    assert 10 * neurons < forward - sum(products) < 20 * neurons
    assert 0 < back - (sum(products) + sum(products[1:])) < 10 * neurons
    assert ratio == pytest.approx(back / forward, abs=0.005)


@pytest.mark.parametrize("depth", [1, 2, 4, 8])
def test_wide_layers_come_near_the_limit(run, depth):
    found, *_, limit = run.numbers(f"L = {depth}:")
    assert limit == 2 - 1 / depth
    assert limit * 0.95 < found < limit


def test_what_a_clock_says_is_no_part_of_the_answer(run):
    assert "ms" in run.stderr
    assert " ms" not in run.stdout


def test_the_picture(run):
    assert run.picture("matrix_form.png").shape[1] > 800
