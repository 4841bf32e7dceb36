from __future__ import annotations

from fractions import Fraction

import pytest

PARAMETERS = {"w1": 1, "b1": -3, "w2": "3/2", "b2": "-1/2", "w3": "-1/2", "b3": 7}
AT = {name: Fraction(value) for name, value in PARAMETERS.items()}
SMALL = Fraction(1, 10**9)


@pytest.fixture
def run(example):
    return example("11_four_nodes")


def cost(parameters):
    a = Fraction(6)
    for layer in "123":
        a = max(parameters["w" + layer] * a + parameters["b" + layer], Fraction(0))
    return (a - 3) ** 2


def gradient(at):
    """Return the exact gradient: near here the cost is a square in each parameter alone."""

    def moved(name, step):
        return cost({**at, name: at[name] + step})

    return {name: (moved(name, SMALL) - moved(name, -SMALL)) / (2 * SMALL) for name in at}


def test_forward(run):
    rows = run.table("Forward")
    assert [row[-1] for row in rows] == [6, 3, 4, 5, cost(AT)]


def test_each_path_as_text_and_as_numbers(run):
    lines = run.section("Backwards")
    texts = dict(line.strip().removeprefix("∂C/∂").split(" = ") for line in lines[::2])
    assert texts["w2"] == "2 * u * step(z3) * w3 * step(z2) * a1"
    known = {**AT, "u": Fraction(2), "a0": Fraction(6), "a1": Fraction(3), "a2": Fraction(4)}
    for (name, text), numbers in zip(texts.items(), lines[1::2], strict=True):
        product = Fraction(1)
        for factor in text.split(" * "):
            product *= Fraction(1 if factor.startswith("step") else known.get(factor, 0) or factor)
        assert product == gradient(AT)[name]
        assert numbers.rpartition("= ")[2] == f"{float(product):g}"


@pytest.mark.parametrize(("name", "form"), [("w3", "a2"), ("w2", "a1"), ("w1", "a0")])
def test_the_closed_forms(run, name, form):
    line = run.line(f"∂C/∂{name} = 2(a3 − y)")
    assert line.split(" = ")[1].endswith(f"· {form}")
    assert float(line.rpartition("= ")[2]) == gradient(AT)[name]


def test_the_shared_beginnings(run):
    exact = gradient(AT)
    assert run.table("They begin alike") == [[exact[f"b{k}"], exact[f"w{k}"]] for k in (3, 2, 1)]


def test_the_gradient_as_one_vector(run):
    assert run.numbers("by (w1, b1, w2, b2, w3, b3)") == list(gradient(AT).values())


def test_the_step_against_it(run):
    exact, rate = gradient(AT), Fraction(1, 10**4)
    predicted, measured = run.numbers("predicted")
    assert predicted == pytest.approx(-float(rate * sum(d * d for d in exact.values())))
    stepped = {name: at - rate * exact[name] for name, at in AT.items()}
    assert measured == pytest.approx(float(cost(stepped) - cost(AT)), abs=1e-6)


def test_a_dead_node_lets_nothing_past(run):
    z2, a2, *vector = run.table("The second node dies")[0]
    assert (z2, a2) == (-5.5, 0)
    assert vector == list(gradient({**AT, "b2": Fraction(-10)}).values())


def test_the_files(run):
    graph = run.graph("four_nodes.graphml")
    assert graph.gradient("C", list(AT)) == gradient(AT)
    assert run.picture("four_nodes.png").shape[1] > 1000
