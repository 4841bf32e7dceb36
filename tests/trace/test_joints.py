"""Which elements a step joins, against the matrix of all pairs."""

from __future__ import annotations

import numpy as np
import pytest

from compose.errors import TraceError
from compose.trace import graph_between, variable
from compose.trace import joints as room
from compose.trace.joints import joints
from compose.trace.record import recorded

ONE_HOT = np.array([1.0, 0.0, 0.0])
ZEROS = np.zeros((3, 2))
GIVEN = np.array([[2.0, 0.0], [-1.0, 1.0], [0.0, 3.0]])

STEPS = {
    "transpose": lambda v: v.T,
    "reshape": lambda v: np.reshape(v, (2, 3)),
    "gather": lambda v: v[[0, 0, 2]],
    "slice": lambda v: v[::-1, 1:],
    "broadcast": lambda v: np.broadcast_to(v, (2, 3, 2)),
    "sum": np.sum,
    "sum along an axis": lambda v: np.sum(v, axis=1),
    "cumsum": lambda v: np.cumsum(v, axis=0),
    "triangle": np.tril,
    "one hot": lambda v: ONE_HOT @ v,
    "zeros before": lambda v: ZEROS.T @ v,
    "behind": lambda v: v @ np.array([[1.0], [0.0]]),
    "by a number": lambda v: v * 0.0,
    "a row added": lambda v: np.ones((3, 2)) + v[0],
    "a kink": lambda v: np.maximum(v, 0.0),
    "joined": lambda v: np.concatenate([v, v]),
    "product": lambda v: v.T @ v,
    "outer": lambda v: np.outer(v[:, 0], ONE_HOT),
    "outer of itself": lambda v: np.outer(v, v),
    "trace": np.trace,
    "diff": lambda v: np.diff(v, axis=0),
    "norm": np.linalg.norm,
    "mean": lambda v: np.mean(v, axis=0),
    "einsum": lambda v: np.einsum("ij,kj->ik", v, GIVEN),
    "inner of one": lambda v: v[:, :1] @ np.array([[0.0, 5.0]]),
}


def moves(step):
    v = variable(GIVEN, "v")
    return [edge.local for edge in recorded([step(v)]).edges()]


@pytest.mark.parametrize("name", STEPS)
def test_what_is_joined_is_what_the_matrix_says(name):
    for local in moves(STEPS[name]):
        found = joints(local, "v1")
        settled = local.settled()
        pattern = settled.pattern()
        assert list(zip(found.target, found.source, strict=True)) == [
            tuple(pair) for pair in np.argwhere(pattern)
        ]
        np.testing.assert_array_equal(found.factor, settled.as_matrix()[pattern])


@pytest.mark.parametrize("name", STEPS)
def test_some_elements_are_joined_as_among_all(name):
    for local in moves(STEPS[name]):
        found = joints(local, "v1")
        for among in ([0], [1], [0, 1]):
            if np.size(local.argument) <= max(among):
                continue
            chosen = joints(local, "v1", np.array(among))
            expected = found.chosen(np.isin(found.source, among))
            for part, wanted in zip(chosen, expected, strict=True):
                np.testing.assert_array_equal(part, wanted)


def test_only_what_lies_between_is_opened():
    w, x = variable(np.zeros((3, 4)), "w"), variable(np.arange(4.0), "x")
    z = w @ x
    z.name = "z"
    f = np.sum(np.tanh(z) * np.array([1.0, 2.0, 3.0]))
    f.name = "f"
    whole, part = f.graph(elementwise=True), graph_between(f, w, (2, 1))
    assert list(part.nodes) == ["w[2, 1]", "z[2]", "v1[2]", "v2[2]", "f"]
    assert part.derivative("f", "w[2, 1]") == whole.derivative("f", "w[2, 1]") == 3.0
    assert str(part.explain("f", "w[2, 1]")) == str(whole.explain("f", "w[2, 1]"))
    assert len(graph_between(f, x, (0,)).nodes) == 1 + 3 * 3 + 1


def test_what_leads_nowhere_is_left_out():
    x = variable(np.arange(4.0), "x")
    f = np.sum(x[:2])
    f.name = "f"
    graph = graph_between(f, x, (3,))
    assert list(graph.nodes) == ["x[3]", "f"]
    assert graph.derivative("f", "x[3]") == 0.0


def test_what_is_reached_and_leads_nowhere_is_left_out_as_well():
    x = variable(np.arange(2.0), "x")
    z = np.ones((3, 2)) @ x
    z.name = "z"
    f = np.sum(z[1:])
    f.name = "f"
    nodes = list(graph_between(f, x, (0,)).nodes)
    assert [name for name in nodes if name.startswith("z")] == ["z[1]", "z[2]"]


def test_nothing_lies_between_strangers_or_backwards():
    x, y = variable(np.ones(2), "x"), variable(np.ones(2), "y")
    f = np.sum(x)
    for of, wrt in ((f, y), (x, f)):
        with pytest.raises(TraceError, match="so that nothing lies between them"):
            graph_between(of, wrt)
    assert list(graph_between(x, x, (0,)).nodes) == ["x[0]", "x[1]"]


def test_a_large_network_is_opened_along_one_weight():
    w = variable(np.ones((300, 3000)), "w")
    f = np.sum(np.tanh(w @ np.ones(3000)))
    f.name = "f"
    assert len(graph_between(f, w, (7, 11)).edges) == 3


@pytest.mark.parametrize("step", [np.cumsum, np.tanh])
def test_too_many_edges_are_not_drawn(step, monkeypatch):
    monkeypatch.setattr(room, "_MOST_JOINTS", 5)
    v = variable(np.ones(6), "v")
    with pytest.raises(TraceError, match="would draw more than 5 edges before v1"):
        step(v).graph(elementwise=True)
