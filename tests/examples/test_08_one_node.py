from __future__ import annotations

import math
from fractions import Fraction

import pytest

AT = {"w": Fraction(-2), "x": Fraction(5), "b": Fraction(3)}


@pytest.fixture
def run(example):
    return example("08_one_node")


def neuron(w, x, b):
    return w * x + b


def slope(name):
    """Return the exact derivative: f is linear in each input alone."""
    return neuron(**{**AT, name: AT[name] + 1}) - neuron(**AT)


def test_the_forward_values(run):
    assert run.table("Forward") == [[-2], [5], [-10], [3], [neuron(**AT)]]


def test_the_local_derivatives_as_text_and_numbers(run):
    assert [line.strip() for line in run.section("Local derivatives")] == [
        f"∂g/∂w = x = {AT['x']}",
        f"∂g/∂x = w = {AT['w']}",
        "∂f/∂g = 1",
        "∂f/∂b = 1",
    ]


@pytest.mark.parametrize("name", AT)
def test_the_chain_rule_equals_the_slope(run, name):
    assert run.numbers(f"∂f/∂{name} =")[-1] == slope(name)


@pytest.mark.parametrize("name", AT)
def test_the_nudge_moves_f_by_its_slope(run, name):
    moved, times = run.numbers(f"{name}: f moves by")
    assert moved == pytest.approx(slope(name) / 1000)
    assert times == slope(name)


def test_the_longer_chain_is_gathered_from_its_end(run):
    root = math.sqrt(5)
    slopes = {"y": 1, "t": 1 / root, "v": 1 / 10, "u": 1 / 10, "p": 2 / 5}
    rows = run.section("Backwards from y")
    assert [line.rpartition(" ")[0].split()[-2] for line in rows] == [f"∂y/∂{n}" for n in slopes]
    gathered = [row[-1] for row in run.table("Backwards from y")]
    assert gathered == pytest.approx(list(slopes.values()), rel=1e-5)


def test_the_quotients_of_the_longer_chain(run):
    for nudge, quotient in run.table("This chain is bent"):
        rise = math.log1p((2 + nudge) ** 2) - math.log(5)
        assert quotient == pytest.approx(rise / 2 / nudge, abs=1e-6)


def test_the_files(run):
    assert run.graph("one_node.graphml").gradient("f") == {name: slope(name) for name in AT}
    height, width, _ = run.picture("one_node.png").shape
    assert width > height > 500
