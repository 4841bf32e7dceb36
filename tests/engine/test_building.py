from __future__ import annotations

import copy
import math
import pickle
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

from compose import Graph
from compose.engine.maps import Affine, Map, Operator
from compose.errors import ShapeError, UnitError
from tests.strategies import any_floats, dags, exact_numbers


def tiny(local=2.0, **attributes):
    graph = Graph()
    graph.add_edge("x", "y", local, **attributes)
    return graph


@settings(max_examples=60)
@given(dag=dags(exact_numbers))
def test_a_graph_gives_back_what_was_added(dag):
    graph = dag.graph()
    assert set(graph.nodes) == set(dag.names)
    assert len(graph.nodes) == len(dag.names)
    assert len(graph.edges) == len(dag.edges)
    for number, (edge, (source, target, local)) in enumerate(
        zip(graph.edges, dag.edges, strict=True)
    ):
        assert (edge.number, edge.source, edge.target) == (
            number,
            dag.names[source],
            dag.names[target],
        )
        assert (edge.local, type(edge.local)) == (local, type(local))
        assert (edge.label, edge.attributes) == (None, {})
    sources, targets = ({edge[side] for edge in dag.edges} for side in (0, 1))
    free = (
        [n for n in range(len(dag.names)) if n not in targets],
        [n for n in range(len(dag.names)) if n not in sources],
    )
    assert {*graph.inputs} == {dag.names[n] for n in free[0]}
    assert {*graph.outputs} == {dag.names[n] for n in free[1]}


@settings(max_examples=60)
@given(dag=dags(any_floats))
def test_one_by_one_or_all_at_once_is_the_same_graph(dag):
    single, bulk = Graph(), Graph()
    sources, targets, locals_ = ([edge[k] for edge in dag.edges] for k in range(3))
    sources, targets = ([dag.names[n] for n in ends] for ends in (sources, targets))
    numbers = [single.add_edge(*edge) for edge in zip(sources, targets, locals_, strict=True)]
    bulk.add_edges(sources, targets, locals_)
    assert numbers == list(range(len(locals_)))
    assert single.equals(bulk)
    assert bulk.equals(single)
    assert dag.graph().equals(dag.graph())


def test_nodes_come_in_order_of_insertion_whatever_the_edges_say():
    graph = Graph()
    graph.add_node("late")
    graph.add_edges(["b", "a"], ["late", "b"], [1.0, 1.0])
    assert list(graph.nodes) == ["late", "b", "a"]
    assert graph.inputs == ["a"]
    assert graph.outputs == ["late"]


def test_a_node_is_told_of_in_pieces():
    graph = Graph()
    graph.add_node("x", value=3.0)
    graph.add_node("x", label="w * x")
    graph.add_node("x", shape=())
    graph.add_edge("x", "y", 1.0)
    graph.add_node("x", value=4.0)
    node = graph.node("x")
    assert (node.name, node.value, node.unit, node.shape, node.label) == (
        "x",
        4.0,
        None,
        (),
        "w * x",
    )
    assert len(graph.nodes) == 2


def test_a_shape_is_fixed_by_what_mentions_it_first():
    graph = Graph()
    graph.add_edge("x", "y", np.ones((2, 3)))
    assert (graph.node("x").shape, graph.node("y").shape) == ((3,), (2,))
    with pytest.raises(ShapeError, match=r"cannot become \(4,\)"):
        graph.add_node("x", shape=4)
    graph.add_node("x", shape=[3])
    graph.add_edge("y", "z", np.ones(2))
    assert graph.node("z").shape == ()
    graph.add_node("w", shape=(2, 2))
    graph.add_edge("w", "y", np.ones((2, 2, 2)))
    graph.add_edge("y", "v", np.ones((5, 1, 2)))
    assert graph.node("v").shape == (5, 1)


def test_numbers_fix_a_shape_too():
    graph = tiny(2.0)
    with pytest.raises(ShapeError):
        graph.add_edge("x", "y", np.ones((2, 3)))
    with pytest.raises(ShapeError):
        graph.add_node("x", shape=(3,))
    assert list(graph.nodes) == ["x", "y"]


def test_a_unit_is_fixed_by_what_mentions_it_first():
    graph = Graph()
    graph.add_node("x", unit="mm")
    graph.add_node("x", unit="mm")
    with pytest.raises(UnitError, match="millimeter"):
        graph.add_node("x", unit="m")
    assert str(graph.node("x").unit) == "millimeter"


def test_attributes_are_sparse_and_any_may_be_given():
    graph = tiny(2.0, label="twice", expression="2", note="by hand")
    graph.add_edge("y", "z", 3.0)
    graph.add_edge("y", "z", 3.0, note=None)
    assert graph.edges[0].label == "twice"
    assert graph.edges[0].attributes == {"expression": "2", "note": "by hand"}
    assert [edge.attributes for edge in graph.edges[1:]] == [{}, {}]


def test_views_are_sequences_that_grow_with_the_graph():
    graph = tiny()
    nodes, edges = graph.nodes, graph.edges
    graph.add_edge("y", "z", 3.0)
    assert list(nodes) == ["x", "y", "z"]
    assert nodes[-1] == "z"
    assert nodes[1:] == ["y", "z"]
    assert "z" in nodes
    assert "u" not in nodes
    assert [edge.local for edge in edges[::-1]] == [3.0, 2.0]
    with pytest.raises(IndexError):
        edges[2]
    with pytest.raises(AttributeError):
        edges[0].local = 5.0
    assert "x" in graph
    assert "u" not in graph
    assert repr(graph) == "<Graph: 3 nodes, 2 edges>"


def test_an_answer_is_not_kept_beyond_the_next_edge():
    graph = tiny(2.0)
    assert graph.derivative("y", "x") == 2.0
    graph.add_edge("x", "y", 3.0)
    assert graph.derivative("y", "x") == 5.0
    graph.add_node("z")
    assert graph.gradient("y", ["z"]) == {"z": 0.0}
    graph.add_edge("y", "z", Fraction(1, 2))
    assert graph.gradient("z") == {"x": 2.5}
    assert graph.outputs == ["z"]


def test_an_empty_graph():
    graph = Graph()
    assert (list(graph.nodes), list(graph.edges)) == ([], [])
    assert (graph.inputs, graph.outputs) == ([], [])
    assert graph.jacobian([], []).shape == (0, 0)
    assert graph.equals(Graph())


def test_a_single_node():
    graph = Graph()
    graph.add_node("x")
    assert graph.derivative("x", "x") == 1
    assert graph.gradient("x") == {"x": 1}
    assert graph.sensitivities("x") == {"x": 1}
    assert graph.count_paths("x", "x") == 1
    assert graph.contribution("x", "x", via="x") == 1
    assert [path.nodes for path in graph.paths("x", "x")] == [("x",)]
    assert [path.nodes for path in graph.paths("x", "x", top=5)] == [("x",)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1.0, 1),
        (1, Fraction(1)),
        (0.0, -0.0),
        (1.0, Affine(1.0)),
        (Affine(1), Affine(1.0)),
        (Affine(1, 0), Affine(1, 0, Fraction(1, 2))),
        (np.eye(2), 2 * np.eye(2)),
        (np.eye(2), np.eye(2, dtype=np.float32)),
        (np.array([0.0, 1.0]).reshape(1, 2), np.array([-0.0, 1.0]).reshape(1, 2)),
    ],
)
def test_graphs_differ_by_what_their_edges_carry(one, other):
    assert tiny(one).equals(tiny(one))
    assert not tiny(one).equals(tiny(other))
    assert not tiny(other).equals(tiny(one))


def test_notes_that_hold_arrays_are_compared():
    note = {"samples": [np.array([1.0, 2.0])]}
    assert tiny(2.0, note=note).equals(tiny(2.0, note=note))
    other = {"samples": [np.array([1.0, 3.0])]}
    assert not tiny(2.0, note=note).equals(tiny(2.0, note=other))


@pytest.mark.parametrize("local", [math.nan, np.array([[math.nan]]), Affine(math.nan)])
def test_nan_equals_itself_between_graphs(local):
    assert tiny(local).equals(tiny(local))


def changed(change):
    graph = tiny(2.0, note="n")
    change(graph)
    return graph


CHANGES = {
    "value": lambda g: g.add_node("x", value=1.0),
    "value nan": lambda g: g.add_node("x", value=math.nan),
    "array": lambda g: g.add_node("x", value=np.array([1.0, math.nan])),
    "unit": lambda g: g.add_node("x", unit="mm"),
    "label": lambda g: g.add_node("x", label="in"),
    "node": lambda g: g.add_node("z"),
    "edge": lambda g: g.add_edge("x", "y", 2.0),
}


@pytest.mark.parametrize("change", CHANGES)
def test_graphs_differ_by_what_is_known_of_them(change):
    assert changed(CHANGES[change]).equals(changed(CHANGES[change]))
    assert not changed(CHANGES[change]).equals(tiny(2.0, note="n"))
    assert not tiny(2.0, note="n").equals(changed(CHANGES[change]))


def test_graphs_differ_by_notes_order_and_kind():
    assert not tiny(2.0, note="n").equals(tiny(2.0, note="m"))
    assert not tiny(2.0, note="n").equals(tiny(2.0))
    assert not tiny(2.0).equals(2.0)
    one, other = Graph(), Graph()
    one.add_edges(["x", "y"], ["z", "z"], [1.0, 2.0])
    other.add_edges(["y", "x"], ["z", "z"], [2.0, 1.0])
    assert not one.equals(other)


def test_maps_made_of_functions_equal_themselves_only():
    double = Operator(lambda v: 2 * v, lambda c: 2 * c, (2,), (2,))
    assert tiny(double).equals(tiny(double))
    other = Operator(lambda v: 2 * v, lambda c: 2 * c, (2,), (2,))
    assert not tiny(double).equals(tiny(other))


@settings(max_examples=60)
@given(dag=dags(any_floats))
def test_a_copy_and_a_pickle_are_equal_and_independent(dag):
    graph = dag.graph()
    before = dag.graph()
    for make in (Graph.copy, copy.copy, copy.deepcopy, lambda g: pickle.loads(pickle.dumps(g))):  # noqa: S301 - our own bytes
        twin = make(graph)
        assert twin.equals(graph)
        twin.add_edge("new", dag.names[0], 7.0)
        assert twin.derivative(dag.names[0], "new") == 7.0
        assert graph.equals(before)
        assert not twin.equals(graph)


@pytest.mark.parametrize(
    "local",
    [2, Fraction(1, 3), Affine(2, 3), np.eye(2), Operator(np.negative, np.negative, (2,), (2,))],
)
def test_a_copy_carries_whatever_the_graph_does(local):
    graph = tiny(local, note="n")
    twin = graph.copy()
    assert twin.equals(graph)
    assert np.array_equal(twin.derivative("y", "x"), graph.derivative("y", "x"))
    twin.add_edge("x", "y", local)
    assert len(graph.edges) == 1


class Square(Map):
    """Moves values, and has no slope of its own yet."""

    def apply(self, value):
        return value * value


def test_a_map_that_is_not_linear_is_taken_whole_or_refused_whole():
    graph = Graph()
    try:
        graph.add_edge("x", "y", Square())
    except (TypeError, ValueError):
        assert list(graph.nodes) == []
    assert len(graph.edges) in (0, 1)
    graph.add_edge("a", "b", 2.0)
    assert graph.edges[len(graph.edges) - 1].local == 2.0


def test_generators_are_taken_once():
    graph = Graph()
    graph.add_edges((k for k in range(3)), (k + 1 for k in range(3)), (float(k) for k in range(3)))
    assert [edge.local for edge in graph.edges] == [0.0, 1.0, 2.0]


def test_edges_from_arrays_of_numbers_are_real():
    graph = Graph()
    graph.add_edges(np.array([0, 1]), np.array([1, 2]), np.array([2, 3]))
    assert graph.derivative(2, 0) == 6.0
    assert type(graph.derivative(2, 0)) is float
    assert graph.nodes[0] == 0
    assert type(graph.nodes[0]) is int


def test_a_stack_of_jacobians_is_many_edges():
    graph = Graph()
    graph.add_edges(["x", "y"], ["y", "z"], np.stack([np.eye(2), 3 * np.eye(2)]))
    assert np.array_equal(graph.derivative("z", "x"), 3 * np.eye(2))
