"""Checks the paths of the example against loops over the neurons of a network in plain NumPy."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose

from compose import nn

STEM = "15_every_path"
X, WANTED = np.array([1.0, 0.5]), np.array([1.0, 0.0])
PARTS = nn.MLP([2, 3, 3, 2], initialiser=nn.normal, seed=0).parameters


@pytest.fixture
def told(example):
    return example(STEM)


def run(nudge=0.0):
    (w1, b1), (w2, b2), (w3, b3) = [(part["w"].copy(), part["b"]) for part in PARTS]
    w1[0, 1] += nudge
    a1 = np.tanh(w1 @ X + b1)
    a2 = np.tanh(w2 @ a1 + b2)
    a3 = 1 / (1 + np.exp(-(w3 @ a2 + b3)))
    return a1, a2, a3, np.array([np.sum((WANTED - a3) ** 2) / 2])


def products():
    """Multiply, for each pair of neurons in the second and third layer, what lies on the way."""
    a1, a2, a3, _ = run()
    w2, w3 = PARTS[1]["w"], PARTS[2]["w"]
    start = X[1] * (1 - a1[0] ** 2)
    return {
        (j, k): start
        * (w2[j, 0] * (1 - a2[j] ** 2))
        * (w3[k, j] * a3[k] * (1 - a3[k]))
        * (a3[k] - WANTED[k])
        for j, k in product(range(3), range(2))
    }


def test_every_path_has_its_product_and_its_share(told):
    wanted = products()
    size = sum(map(abs, wanted.values()))
    lines = [line for line in told.section("The 6 paths") if "a1[0]" in line]
    found = {}
    for line in lines:
        _, second, third, _ = (word for word in line.split() if word[0] in "aC")
        found[int(second[3]), int(third[3])] = line.split()[-2:]
    assert found.keys() == wanted.keys()
    for place, (part, share) in found.items():
        assert float(part) == pytest.approx(wanted[place], abs=1e-8)
        assert float(share.rstrip("%")) == pytest.approx(100 * wanted[place] / size, abs=0.06)
    assert [abs(float(part)) for part, _ in found.values()] == sorted(
        map(abs, (round(part, 8) for part in wanted.values())), reverse=True
    )


def test_the_sum_over_the_paths_is_the_derivative(told):
    slope = (run(1e-6)[3] - run(-1e-6)[3])[0] / 2e-6
    for name in ("together", "one reverse sweep"):
        assert_allclose(told.numbers(name), [slope], atol=1e-8)
    assert_allclose(sum(products().values()), slope, rtol=1e-8)


def test_every_neuron_moves_as_predicted(told):
    rows = [line.split() for line in told.section("One forward sweep")[1:]]
    before, after, ahead = (np.concatenate(run(nudge)) for nudge in (0.0, 0.01, 1e-7))
    assert [row[0] for row in rows] == [
        *(f"a{layer}[{n}]" for layer, size in ((1, 3), (2, 3), (3, 2)) for n in range(size)),
        "C",
    ]
    predicted, measured = np.array([row[1:] for row in rows], float).T
    assert_allclose(predicted, (ahead - before) / 1e-7 * 0.01, atol=2e-8)
    assert_allclose(measured, after - before, atol=1e-8)


def test_the_error_of_the_prediction_falls_with_the_square_of_the_nudge(told):
    nudges, predicted, measured, errors, ratios = np.array(
        [row for row in told.table("Smaller and smaller") if len(row) == 5]
    ).T
    assert_allclose(nudges, [1.0, 0.1, 0.01, 0.001])
    assert_allclose(predicted, nudges * sum(products().values()), atol=1e-9)
    assert_allclose(measured, [run(nudge)[3][0] - run()[3][0] for nudge in nudges], atol=1e-9)
    assert_allclose(errors, measured - predicted, atol=2e-9)
    there, here, back = (run(nudge)[3][0] for nudge in (1e-3, 0.0, -1e-3))
    half = (there - 2 * here + back) / 1e-6 / 2
    assert_allclose(told.numbers("The error comes near")[0], half, atol=2e-6)
    assert_allclose(ratios[-1], half, rtol=0.01)
    assert np.all(np.diff(np.abs(ratios - half)) < 0)


def test_the_graph_and_the_picture_are_written(told):
    graph = told.graph("every_path.graphml")
    found = [path.product for path in graph.paths("C", "w1[0, 1]")]
    assert_allclose(sorted(found), sorted(products().values()), rtol=1e-12)
    assert_allclose(graph.derivative("C", "w1[0, 1]"), sum(products().values()), rtol=1e-12)
    assert told.picture("every_path.png").shape == (480, 960, 4)
