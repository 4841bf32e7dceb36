from __future__ import annotations

import numpy as np
import pytest

from compose import nn

INPUTS = np.array([[2.0, -1.0, 0.5], [-1.5, 1.0, 2.0], [0.5, 2.0, -1.0], [-2.0, -0.5, 1.0]])
WANTED = np.array([1.0, -1.0, -1.0, 1.0])[:, None]
RATES = [0.01, 0.03, 0.1, 0.3, 1.0]


@pytest.fixture
def run(example):
    return example("13_small_perceptron")


def start():
    parameters = nn.MLP([3, 4, 4, 1], "tanh", output="tanh", seed=2).parameters
    return [(layer["w"], layer["b"]) for layer in parameters]


def activations(layers):
    passed = [INPUTS]
    for w, b in layers:
        passed.append(np.tanh(passed[-1] @ w.T + b))
    return passed


def cost_and_gradient(layers):
    """Backpropagate by hand."""
    passed = activations(layers)
    error = passed[-1] - WANTED
    delta, gradient = error / 2, []
    for (w, _), before, a in zip(layers[::-1], passed[-2::-1], passed[:0:-1], strict=True):
        delta = delta * (1 - a**2)
        gradient.append((delta.T @ before, delta.sum(axis=0)))
        delta = delta @ w
    return np.mean(error**2), gradient[::-1]


def descended(rate, steps):
    layers, costs = start(), []
    for _ in range(steps):
        cost, gradient = cost_and_gradient(layers)
        costs.append(cost)
        layers = [
            (w - rate * dw, b - rate * db)
            for (w, b), (dw, db) in zip(layers, gradient, strict=True)
        ]
    return layers, costs


@pytest.fixture(scope="module")
def trained():
    return {rate: descended(rate, 200) for rate in RATES}


def test_what_a_step_should_do_and_does(run):
    cost, gradient = cost_and_gradient(start())
    steepness = sum(np.sum(part**2) for pair in gradient for part in pair)
    assert run.numbers("The cost is") == pytest.approx([cost, steepness], abs=1e-3)
    head = "The cost is"
    rows = np.array([row for row in run.table(head) if len(row) == 3])
    assert rows[:, 0].tolist() == RATES
    assert rows[:, 1] == pytest.approx(steepness * rows[:, 0], abs=1e-4)
    falls = [cost - descended(rate, 2)[1][1] for rate in RATES]
    assert rows[:, 2] == pytest.approx(falls, abs=1e-4)


def test_the_costs_are_those_of_descent_by_hand(run, trained):
    rows = np.array([row for row in run.table("The cost before some") if len(row) == 6])
    steps = rows[:, 0].astype(int)
    assert steps[-1] == 200
    for rate, column in zip(RATES, rows[:, 1:].T, strict=True):
        assert column == pytest.approx([trained[rate][1][step - 1] for step in steps], abs=2e-5)


def test_only_the_largest_rate_overshoots(run, trained):
    rises = [int(np.sum(np.diff(trained[rate][1]) > 0)) for rate in RATES]
    assert run.numbers("times risen") == rises
    assert rises[:-1] == [0, 0, 0, 0]
    assert rises[-1] > 0


def test_what_the_networks_answer(run, trained):
    for rate, (layers, _) in trained.items():
        answers = activations(layers)[-1][:, 0]
        assert run.numbers(f"rate {rate:<4g} ") == pytest.approx(answers, abs=0.006)
    assert run.numbers("before training:") == pytest.approx(
        activations(start())[-1][:, 0], abs=0.006
    )


def test_what_the_first_layer_makes_of_two_examples(run, trained):
    lines = [row for row in run.table("At rate 1 the fourth") if len(row) == 5]
    expected = []
    for rate in (0.3, 1.0):
        second, fourth = activations(trained[rate][0])[1][[1, 3]]
        expected += [[rate, *second], [rate, *fourth], [rate, *(1 - fourth**2)]]
    assert np.array(lines) == pytest.approx(np.array(expected), abs=0.006)


def test_the_picture(run):
    assert run.picture("small_perceptron.png").shape[1] > 600
