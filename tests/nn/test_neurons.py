"""The opened network: its nodes, its paths, and one weight explained."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from compose import nn
from compose.errors import NetworkError
from compose.formats import read_graphml, write_graphml


def examples(sizes, count=None, seed=0):
    rng = np.random.default_rng(seed)
    rows = () if count is None else (count,)
    return rng.normal(size=(*rows, sizes[0])), rng.uniform(size=(*rows, sizes[-1]))


def all_places(model):
    for place, part in enumerate(model.parameters):
        for name, array in part.items():
            for index in np.ndindex(array.shape):
                yield place, name, index


def by_difference(model, x, y, cost, place, name, index):
    loss, ends = nn.loss_of(model, cost), []
    for step in (1e-6, -1e-6):
        moved = [{key: array.copy() for key, array in part.items()} for part in model.parameters]
        moved[place][name][index] += step
        ends.append(loss(moved, x, y))
    return (ends[0] - ends[1]) / 2e-6


def test_every_number_is_a_node():
    graph = nn.network_graph(nn.MLP([2, 3, 1], output="sigmoid"), *examples([2, 1]))
    assert sorted(graph.nodes) == sorted(
        [
            *(f"x[{i}]" for i in range(2)),
            *(f"w1[{j}, {i}]" for j in range(3) for i in range(2)),
            *(f"{letter}1[{j}]" for letter in "bza" for j in range(3)),
            *(f"w2[0, {j}]" for j in range(3)),
            *("b2[0]", "z2[0]", "a2[0]", "(a − y)[0]", "(a − y)²[0]", "Σ(a − y)²", "C"),
        ]
    )


@pytest.mark.parametrize(
    ("cost", "output", "inside"),
    [
        (
            "quadratic",
            "sigmoid",
            lambda _, a, y: {
                "(a − y)": a - y,
                "(a − y)²": (a - y) ** 2,
                "Σ(a − y)²": np.sum((a - y) ** 2),
            },
        ),
        (
            "mean squared error",
            "identity",
            lambda _, a, y: {"(a − y)": a - y, "(a − y)²": (a - y) ** 2},
        ),
        (
            "binary cross-entropy",
            "sigmoid",
            lambda _, a, y: {
                "loss": -y * np.log(a) - (1 - y) * np.log(1 - a),
                "Σ loss": -np.sum(y * np.log(a) + (1 - y) * np.log(1 - a)),
            },
        ),
        (
            "softmax cross-entropy",
            "softmax",
            lambda _, a, y: {
                "ln a": np.log(a),
                "(y·ln a)": y * np.log(a),
                "Σ y·ln a": np.sum(y * np.log(a)),
                "−Σ y·ln a": -np.sum(y * np.log(a)),
            },
        ),
    ],
)
def test_the_steps_inside_a_cost_have_the_values_that_their_names_say(cost, output, inside):
    model = nn.MLP([2, 3, 2], lambda z: z * nn.sigmoid(z), output=output, seed=1)
    x, _ = examples([2, 2], 3)
    y = np.eye(2)[[0, 1, 1]]
    graph = nn.network_graph(model, x, y, cost)
    z, a = model.forward(model.parameters, x)[-1]
    for name, value in inside(z, nn.softmax(z) if output == "softmax" else a, y).items():
        for index in np.ndindex(np.shape(value)):
            node = graph.node(f"{name}[{', '.join(map(str, index))}]" if index else name)
            assert node.value == pytest.approx(value[index], rel=1e-12), name


def test_the_steps_inside_a_cost_of_ones_own_are_numbered():
    graph = nn.network_graph(
        nn.MLP([2, 1]), [1.0, 2.0], [3.0], cost=lambda a, y: np.sum((a - y) ** 4)
    )
    assert {"v1[0]", "v2[0]", "C"} <= set(graph.nodes)


def test_what_is_wanted_is_taken_as_in_training():
    model, (x, _) = nn.MLP([2, 3, 3], seed=2), examples([2, 3], 4)
    for labels in ([0, 2, 1, 1], [0.0, 2.0, 1.0, 1.0]):
        by_label = nn.explain(model, x, labels, "w1[0, 1]", cost="softmax cross-entropy")
        by_row = nn.explain(
            model, x, np.eye(3)[[0, 2, 1, 1]], "w1[0, 1]", cost="softmax cross-entropy"
        )
        assert by_label.total == by_row.total
    one = nn.explain(model, x[0], 2, "w1[0, 1]").total
    assert one == nn.explain(model, x[0], [0.0, 0.0, 1.0], "w1[0, 1]").total
    single = nn.MLP([2, 1], seed=2)
    column = nn.backprop_equations(single, x, [[1.0], [2.0], [3.0], [4.0]])
    assert nn.backprop_equations(single, x, [1.0, 2.0, 3.0, 4.0]).cost == column.cost


def test_nodes_carry_the_values_of_the_forward_pass():
    model, (x, y) = nn.MLP([2, 3, 2], "tanh", seed=1), examples([2, 2], 4)
    graph = nn.network_graph(model, x, y)
    (z1, a1), (z2, _) = model.forward(model.parameters, x)
    for row, j in itertools.product(range(4), range(3)):
        assert graph.node(f"z1[{row}, {j}]").value == pytest.approx(z1[row, j], rel=1e-14)
        assert graph.node(f"a1[{row}, {j}]").value == pytest.approx(a1[row, j], rel=1e-14)
        assert graph.node(f"x[{row}, {j % 2}]").value == x[row, j % 2]
    # What the identity activates is z itself.
    assert graph.node("z2[3, 1]").value == pytest.approx(z2[3, 1], rel=1e-14)
    assert "a2[3, 1]" not in graph
    assert graph.node("C").value == nn.loss_of(model, "quadratic")(model.parameters, x, y)


@pytest.mark.parametrize(
    ("cost", "output"),
    [
        ("quadratic", "sigmoid"),
        ("quadratic", "softmax"),
        ("mean squared error", "identity"),
        ("binary cross-entropy", "sigmoid"),
        ("softmax cross-entropy", "softmax"),
    ],
)
@pytest.mark.parametrize("count", [None, 3], ids=["one", "batch"])
def test_differences_confirm_every_weight(cost, output, count):
    model, (x, y) = nn.MLP([2, 3, 2], "softplus", output=output), examples([2, 2], count)
    graph = nn.network_graph(model, x, y, cost)
    for place, name, index in all_places(model):
        node = f"{name}{place + 1}[{', '.join(map(str, index))}]"
        measured = by_difference(model, x, y, cost, place, name, index)
        assert graph.derivative("C", node) == pytest.approx(measured, abs=1e-8)
        why = nn.explain(model, x, y, node, cost=cost)
        assert why.total == pytest.approx(measured, abs=1e-8)


@pytest.mark.parametrize(
    "wrt", ["w1[2, 1]", "b1[0]", "x[0, 1]", "z1[2, 0]", "a1[2, 0]", "w2[1, 2]"]
)
def test_an_explanation_is_that_of_the_whole_graph(wrt):
    model, (x, y) = nn.MLP([2, 3, 2], output="sigmoid"), examples([2, 2], 3)
    why, whole = nn.explain(model, x, y, wrt), nn.network_graph(model, x, y).explain("C", wrt)
    assert str(why) == str(whole)
    assert why.total == whole.total
    assert why.count == whole.count


def test_the_largest_paths_come_first_and_add_up():
    model, (x, y) = nn.MLP([3, 4, 4, 2], "tanh", output="sigmoid", seed=7), examples([3, 2])
    why = nn.explain(model, x, y, "w1[2, 1]", top=None)
    w2, w3 = model.parameters[1]["w"], model.parameters[2]["w"]
    (z1, _), (z2, _), (z3, a3) = model.forward(model.parameters, x)
    by_hand = {
        (f"z2[{k}]", f"z3[{m}]"): x[1]
        / math.cosh(z1[2]) ** 2
        * w2[k, 2]
        / math.cosh(z2[k]) ** 2
        * w3[m, k]
        * a3[m]
        * (1 - a3[m])
        * (a3[m] - y[m])
        for k, m in itertools.product(range(4), range(2))
    }
    products = [term.path.product for term in why.terms]
    assert why.count == len(products) == 8
    assert [abs(p) for p in products] == sorted(map(abs, products), reverse=True)
    for term in why.terms:
        steps = tuple(node for node in term.path.nodes if node.startswith(("z2", "z3")))
        assert term.path.product == pytest.approx(by_hand[steps], rel=1e-12)
    assert z3.shape == (2,)
    assert math.fsum(products) == pytest.approx(why.total, rel=1e-13)
    assert len(nn.explain(model, x, y, "w1[2, 1]", top=3).terms) == 3


def test_factors_of_zero_are_paths_all_the_same():
    model = nn.MLP([2, 2, 1], "relu")
    at = [{"w": np.zeros(p["w"].shape), "b": p["b"] - 1.0} for p in model.parameters]
    graph = nn.network_graph(model, [1.0, 0.0], [1.0], parameters=at)
    assert graph.count_paths("C", "x[1]") == 2
    assert graph.count_paths("C", "w1[1, 1]") == 1
    why = nn.explain(model, [1.0, 0.0], [1.0], "x[0]", parameters=at)
    assert (why.total, why.count) == (0.0, 2)


def test_a_large_network_is_opened_along_one_weight_only():
    model, (x, y) = nn.MLP([784, 100, 10], output="sigmoid"), examples([784, 10], 20)
    why = nn.explain(model, x, y, "w1[3, 400]", top=2)
    assert why.count == 20 * 10
    assert why.total == pytest.approx(
        nn.backprop_equations(model, x, y).layers[0].dw[3, 400], rel=1e-12
    )


def test_a_deep_network():
    model, (x, y) = nn.MLP([4] * 201, "tanh"), examples([4, 4])
    why = nn.explain(model, x, y, "w1[1, 2]", top=2)
    assert why.count == 4**199
    expected = nn.backprop_equations(model, x, y).layers[0].dw[1, 2]
    assert why.total == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("wrt", "said"),
    [
        ("w3[0, 0]", r"no 'w3\[0, 0\]' in this network; its layers are 1 to 2"),
        ("weights", r"its layers are 1 to 2: x\[0\], w1\[0, 0\], b1"),
        ("w1[3, 4", "in this network; did you mean w1"),
        ("w1[-1, 0]", r"no 'w1\[-1, 0\]' in this network"),
        ("w1", r"w1 has shape \(3, 2\), so that one number of it is w1\[neuron, input\]"),
        ("w1[1]", r"one number of it is w1\[neuron, input\]"),
        ("z1[1, 1]", r"z1 has shape \(3,\), so that one number of it is z1\[neuron\]"),
        ("w1[3, 0]", r"w1 has shape \(3, 2\), and its neurons run from 0 to 2"),
        ("w1[0, 2]", "and its inputs run from 0 to 1"),
        ("x[7]", "and its inputs run from 0 to 1"),
        (3, "there is no 3 in this network"),
    ],
)
def test_what_is_not_there_is_named(wrt, said):
    model = nn.MLP([2, 3, 2], output="sigmoid")
    with pytest.raises(NetworkError, match=said):
        nn.explain(model, *examples([2, 2]), wrt)


def test_rows_of_a_batch_are_named():
    model, (x, y) = nn.MLP([2, 3, 2]), examples([2, 2], 4)
    with pytest.raises(NetworkError, match=r"one number of it is x\[row, input\]"):
        nn.explain(model, x, y, "x[1]")
    with pytest.raises(NetworkError, match="and its rows run from 0 to 3"):
        nn.explain(model, x, y, "z2[4, 0]")


def test_other_spellings_and_names():
    model, (x, y) = nn.MLP([2, 3, 2]), examples([2, 2])
    assert str(nn.explain(model, x, y, " w1 [2,1] ")) == str(nn.explain(model, x, y, "w1[2, 1]"))
    # The identity leaves z as it is.
    assert str(nn.explain(model, x, y, "a2[1]")) == str(nn.explain(model, x, y, "z2[1]"))
    assert nn.explain(model, x, y, "C").total == 1.0


def test_what_the_cost_does_not_look_at():
    model, (x, y) = nn.MLP([2, 3, 2], output="softmax"), examples([2, 2])
    with pytest.raises(NetworkError, match=r"C is computed from z2, and a2 is not on the way; ask"):
        nn.explain(model, x, y, "a2[1]", cost="softmax cross-entropy")
    assert "a2[0]" not in nn.network_graph(model, x, y, "softmax cross-entropy")


def test_the_graph_can_be_written_and_read(tmp_path):
    model, (x, y) = nn.MLP([2, 3, 1]), examples([2, 1])
    graph = nn.network_graph(model, x, y)
    write_graphml(graph, tmp_path / "network.graphml")
    again = read_graphml(tmp_path / "network.graphml")
    assert again.derivative("C", "w1[2, 1]") == graph.derivative("C", "w1[2, 1]")
