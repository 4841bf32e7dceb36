from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

INPUT = [Fraction(1), Fraction(2), Fraction(1)]
START = [Fraction(2), Fraction(-1), Fraction(1)]


@pytest.fixture
def run(example):
    return example("10_linear_neuron")


def off(parameters):
    return sum(p * a for p, a in zip(parameters, INPUT, strict=True)) - 10


def central(k):
    """Return the exact derivative: a central difference of a square has no error."""
    there, back = ([p + s * (j == k) for j, p in enumerate(START)] for s in (1, -1))
    return (off(there) ** 2 - off(back) ** 2) / 2


def descended(rate, steps):
    """Return parameters and cost after so many steps, in fractions."""
    at = START
    for _ in range(steps):
        at = [p - rate * 2 * off(at) * a for p, a in zip(at, INPUT, strict=True)]
    return at, off(at) ** 2


def test_forward(run):
    lines = [line.split("=") for line in run.section("Forward")]
    found = {name.strip(): (made.strip(), float(value)) for name, made, value in lines}
    assert found["p2"] == ("w2 * a2", -2)
    assert found["z"] == ("s + b", 1)
    assert found["u"] == ("z - 10", off(START))
    assert found["C"] == ("u**2", off(START) ** 2)


def test_the_derivatives_as_text_and_as_numbers(run):
    lines = [line.split("=") for line in run.section("One path leads")]
    assert [[part.strip() for part in line] for line in lines] == [
        ["∂C/∂w1", "2 * u * a1", str(central(0))],
        ["∂C/∂w2", "2 * u * a2", str(central(1))],
        ["∂C/∂b", "2 * u", str(central(2))],
    ]


def test_the_explanation_multiplies_to_the_derivative(run):
    factors, product = run.line("∂C/∂w2 = ∂C/∂u").split(" = ")[2:]
    assert [int(factor) for factor in factors.split(" · ")] == [2 * off(START), 1, 1, 1, 2]
    assert float(product) == central(1)


def test_every_printed_step_of_the_descent(run):
    rows = run.table("Gradient descent")[:-1]
    assert [row[0] for row in rows] == [0, 1, 2, 3, 5, 10, 20, 40]
    for step, *parameters, cost in rows:
        expected, squared = descended(Fraction(1, 20), int(step))
        assert parameters == pytest.approx([float(p) for p in expected], abs=1e-6)
        assert cost == pytest.approx(float(squared), rel=5e-3, abs=1e-28)


def test_it_ends_at_the_nearest_answer(run):
    end = run.table("Gradient descent")[-2][1:4]
    start, along = np.array(START, float), np.array(INPUT, float)
    nearest = start + (10 - start @ along) / (along @ along) * along
    assert end == pytest.approx(nearest)


def test_the_rates(run):
    rows = run.table("A step takes")[:-1]
    assert [row[0] for row in rows] == [0.02, 0.05, 0.15, 0.17]
    for rate, left, _, cost in rows:
        exact = Fraction(str(rate))
        assert left == pytest.approx(float(off(descended(exact, 1)[0]) / off(START)))
        assert cost == pytest.approx(float(descended(exact, 20)[1]), rel=5e-3)


def test_the_picture(run):
    assert run.picture("linear_neuron.png").shape[1] > 1000
