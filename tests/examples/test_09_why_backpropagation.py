from __future__ import annotations

import numpy as np
import pytest

HEAD = "Multiplications, counted"


@pytest.fixture
def run(example):
    return example("09_why_backpropagation")


@pytest.fixture
def table(run):
    """Return the columns n, nudges, forward and reverse."""
    return np.array([row for row in run.table(HEAD) if len(row) == 4]).T


def test_three_neurons_by_differences(run):
    def y(w1, w2, w3):
        return 1 - w3 * (1 - w2 * w1)

    at = np.array([1.0, 2.0, 3.0])
    # y is linear in each weight alone, so that a whole step is as good as a small one.
    slopes = [y(*(at + step)) - y(*at) for step in np.eye(3)]
    assert run.numbers("from y:") == slopes
    assert [run.numbers(f"from {name}:")[-1] for name in ("w1", "w2", "w3")] == slopes


def test_the_counts_are_those_of_the_graph(table):
    n, nudges, forward, reverse = table
    # By hand: n − 1 neurons, each one product; a run at the start and one for each weight.
    assert nudges.tolist() == ((n + 1) * (n - 1)).tolist()
    # Weight k ≥ 2 enters at neuron k − 1 and passes two edges there and in each neuron after it.
    steps = [sum(2 * (m - max(k - 1, 1)) for k in range(1, int(m) + 1)) for m in n]
    assert forward.tolist() == steps
    # Each neuron has three edges: from its weight, from its input, and to its answer.
    assert reverse.tolist() == (3 * (n - 1)).tolist()


def test_one_way_is_linear_and_two_are_quadratic(run, table):
    n, *columns = np.log(table)
    slopes = [np.polyfit(n[3:], column[3:], 1)[0] for column in columns]
    assert slopes == pytest.approx([2, 2, 1], abs=0.02)
    assert run.numbers("× ") == pytest.approx(table[1:, -1] / table[1:, -2], abs=0.005)


def test_the_price_in_runs(run, table):
    n, _, _, reverse = table[:, -1]
    assert run.numbers("Running the row of") == [n, n - 1]
    assert run.numbers("All ")[:3] == [n, reverse, pytest.approx(reverse / (n - 1), abs=0.005)]


def test_the_picture(run):
    assert run.picture("why_backpropagation.png").shape[1] > 1000
