from __future__ import annotations

import cmath
import math
import re

import networkx as nx
import pytest

from tests.examples.running import numbers_in

AT = {"x1": 2.0, "w1": -1.5, "x2": 0.5, "w2": 4.0, "b": 1 + math.log(2)}


@pytest.fixture
def run(example):
    return example("12_value_that_remembers")


def neuron(x1, w1, x2, w2, b):
    return cmath.tanh(x1 * w1 + x2 * w2 + b)


def slope(name):
    """Return the derivative by a complex step, which takes no difference and loses no digits."""
    return neuron(**{**AT, name: AT[name] + 1e-30j}).imag / 1e-30


def test_what_an_operator_remembers(run):
    assert run.line("the number").split()[-1] == "-3.0"
    assert run.line("was made by").split()[-1] == "multiply"
    assert run.line("from").split()[1:] == ["x1,", "w1"]


def test_the_order_is_topological(run):
    seen = []
    for line in run.section("Topological order"):
        name, made = line.split(".", 1)[1].split(" = ")[:2]
        assert {*re.findall(r"\b[a-z]\d?\b", made)} <= {*seen}
        seen.append(name.strip())
    assert sorted(seen) == sorted([*AT, "p1", "p2", "s", "n", "o"])


def test_every_sum_of_the_sweep_backwards(run):
    lines = run.section("the derivative at their far end")
    assert [line.split()[0] for line in lines[::9]] == ["∂o/∂o", "∂o/∂x1"]
    for line in lines[1:]:
        far, local, total = numbers_in(line)
        assert far * local == pytest.approx(total)


@pytest.mark.parametrize("name", AT)
def test_the_gradient_both_ways(run, name):
    assert run.numbers(f"∂o/∂{name}")[-1] == pytest.approx(slope(name))
    assert run.numbers(f"by {name}") == pytest.approx([slope(name)] * 2)


def test_gradients_add_up_until_they_are_zeroed(run):
    once, x1 = slope("w1"), slope("x1")
    assert run.numbers("once:") == pytest.approx([once])
    assert run.numbers("twice:") == pytest.approx([2 * once])
    assert run.numbers("after zeroing:") == pytest.approx([once, 3 * x1])
    assert run.numbers("o.gradient()") == pytest.approx([x1])


def test_the_two_branches_of_exp(run):
    top, bottom = 1 / 5, -3 / 25
    assert run.numbers("∂o/∂e = 0.0")[-1] == 2
    assert run.numbers("∂o/∂e = (") == pytest.approx([top, 1, bottom, 1, top + bottom])
    shares = [row[:2] for row in run.table("share  product")[:2]]
    assert shares[0] == pytest.approx([62.5, top])
    assert shares[1] == pytest.approx([-37.5, bottom])


def test_the_file_is_a_graph_to_others_too(run):
    drawn = nx.read_graphml(run.directory / "neuron.graphml", force_multigraph=True)
    assert nx.is_directed_acyclic_graph(drawn)
    assert len(drawn) == 14
    assert run.graph("neuron.graphml").gradient("o") == pytest.approx({n: slope(n) for n in AT})


def test_the_picture(run):
    assert run.picture("value_that_remembers.png").shape[1] > 1000
