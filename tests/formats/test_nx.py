from __future__ import annotations

from fractions import Fraction

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose import Graph, from_networkx, to_networkx
from compose.errors import FormatError, LocalTypeError
from tests.formats.graphs import facts, graphs, names

FREE = st.sampled_from(["note", "expression", "local", "source", "self", "key", "seen on"])


@given(graphs(names=names.filter(lambda name: name is not None), attributes=FREE))
def test_back_from_networkx(graph):
    back = from_networkx(to_networkx(graph))
    assert back.equals(graph)
    assert facts(back) == facts(graph)


def test_a_lost_parallel_edge_is_seen():
    graph = Graph()
    graph.add_edges(["x", "x"], ["y", "y"], [2.0, 3.0])
    twin = to_networkx(graph)
    assert twin.number_of_edges("x", "y") == 2
    assert not from_networkx(nx.DiGraph(twin)).equals(graph)


def test_what_networkx_sees():
    graph = Graph()
    graph.add_node("r", value=3.0, unit="mm", label="radius")
    graph.add_edge("r", "A", Fraction(1, 3), label="π", note="rounded")
    twin = to_networkx(graph)
    assert twin.nodes["r"] == {"value": 3.0, "unit": "millimeter", "label": "radius"}
    assert twin.nodes["A"] == {}
    assert twin.edges["r", "A", 0] == {"weight": Fraction(1, 3), "note": "rounded", "label": "π"}


def test_networkx_finds_the_same_longest_path():
    graph = Graph()
    graph.add_edges(["a", "a", "b"], ["b", "c", "c"], [1.0, 5.0, 2.0])
    assert nx.dag_longest_path(to_networkx(graph), weight="weight") == ["a", "c"]


def test_edges_without_numbers_come_in_networkx_order():
    h = nx.MultiDiGraph()
    for source, local in (("b", 1.0), ("a", 2.0), ("b", 3.0)):
        h.add_edge(source, "c", weight=local)
    assert [edge.local for edge in from_networkx(h).edges] == [1.0, 3.0, 2.0]


def test_a_digraph_and_another_attribute():
    h = nx.DiGraph()
    h.add_edge("v", "y", gain=np.float32(0.5), colour="red")
    h.add_node("z", colour="blue")
    graph = from_networkx(h, "gain")
    assert graph.derivative("y", "v") == 0.5
    assert graph.edges[0].attributes == {"colour": "red"}
    assert "z" in graph


def test_jacobians_and_quantities():
    h = nx.DiGraph()
    h.add_node("x", shape=(3,))
    h.add_edge("x", "y", weight=np.ones((2, 3)))
    h.add_node("r", unit="mm")
    h.add_node("V", unit="mL")
    h.add_edge("r", "V", weight="1 L/m")
    graph = from_networkx(h)
    assert graph.node("y").shape == (2,)
    assert graph.edges[1].local == 1


def test_undirected_is_refused_with_the_reason():
    with pytest.raises(FormatError, match=r"no direction.*cause to effect"):
        from_networkx(nx.path_graph(3))


def test_missing_locals_are_reported_together():
    h = nx.DiGraph()
    for n in range(12):
        h.add_edge("x", n, wieght=1.0)
    with pytest.raises(FormatError) as caught:
        from_networkx(h)
    message = str(caught.value)
    assert message.count("'x' → ") == 10
    assert "and 2 more" in message
    assert "'wieght'" in message


def test_what_is_no_graph():
    with pytest.raises(FormatError, match="dict"):
        from_networkx({"x": {"y": {}}})
    with pytest.raises(FormatError, match=r"DiGraph.*networkx's own.*from_networkx"):
        to_networkx(nx.DiGraph())


def test_the_local_is_called_by_a_text():
    for refused in (
        lambda: from_networkx(nx.DiGraph([("x", "y")]), local=None),
        lambda: to_networkx(Graph(), local=None),
    ):
        with pytest.raises(FormatError, match=r"local=None is no text.*'weight'"):
            refused()


def test_some_edges_without_a_local_are_no_reason_to_look_elsewhere():
    h = nx.DiGraph([("x", "y", {"weight": 1.0}), ("y", "z", {"note": "?"})])
    with pytest.raises(FormatError) as caught:
        from_networkx(h)
    assert "'y' → 'z'; other edges have one" in str(caught.value)
    assert "local=" not in str(caught.value)


def interleaved():
    graph = Graph()
    ends = (["b", "a", "b", "b", "a"], ["c", "b", "d", "c", "d"])
    graph.add_edges(*ends, [1.0, 2.0, 3.0, 4.0, 5.0])
    return graph


def test_keys_count_the_edges_of_a_pair():
    twin = to_networkx(interleaved())
    assert twin["a"]["b"][0]["weight"] == 2.0
    assert [twin["b"]["c"][key]["weight"] for key in (0, 1)] == [1.0, 4.0]
    assert from_networkx(twin).equals(interleaved())


def test_an_order_is_noted_only_where_networkx_has_another():
    graph = Graph()
    graph.add_edges(["a", "a", "b"], ["b", "c", "c"], [1.0, 2.0, 3.0])
    assert to_networkx(graph).graph == {}


def test_networkx_writes_the_order_with_the_graph(tmp_path):
    graph = interleaved()
    nx.write_graphml(to_networkx(graph), tmp_path / "graph.graphml")
    theirs = nx.read_graphml(tmp_path / "graph.graphml", force_multigraph=True)
    assert from_networkx(theirs).equals(graph)


def another_edge(twin):
    twin.remove_edge("a", "d")
    twin.add_edge("a", "c", weight=5.0)


CHANGES = {
    "an edge less": lambda twin: twin.remove_edge("a", "d"),
    "an edge more": lambda twin: twin.add_edge("a", "d", weight=6.0),
    "another edge": another_edge,
    "no text": lambda twin: twin.graph.update(edge_order=[[0, 1]]),
    "no JSON": lambda twin: twin.graph.update(edge_order="0, 1"),
    "no pairs": lambda twin: twin.graph.update(edge_order="[[0], 1, {}]"),
    "no list": lambda twin: twin.graph.update(edge_order="7"),
    "no numbers": lambda twin: twin.graph.update(edge_order='[[[0], "x"]]'),
    "too deep": lambda twin: twin.graph.update(edge_order="[" * 100_000),
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_order_that_does_not_fit_counts_for_nothing(change):
    twin = to_networkx(interleaved())
    CHANGES[change](twin)
    listed = [(s, t, local) for s, t, local in twin.edges(data="weight")]
    back = from_networkx(twin)
    assert [(edge.source, edge.target, edge.local) for edge in back.edges] == listed


def test_keys_that_say_something_become_attributes():
    h = nx.MultiDiGraph()
    h.add_edge("x", "y", key="left", weight=1.0)
    h.add_edge("x", "y", key="right", weight=2.0, key_of="v")
    h.add_edge("x", "z", weight=3.0)
    h.add_edge("x", "z", key=True, weight=4.0)
    h.edges["x", "y", "right"]["key"] = "its own"
    known = [edge.attributes for edge in from_networkx(h).edges]
    assert known == [{"key": "left"}, {"key": "its own", "key_of": "v"}, {}, {"key": True}]


def test_a_key_is_no_local():
    h = nx.MultiDiGraph()
    h.add_edge("x", "y", key=5, weight=1.0)
    with pytest.raises(FormatError, match="no local 'key'"):
        from_networkx(h, local="key")


@pytest.mark.parametrize("shape", ["box", (2.5,), ["a"], 3, (True,), None])
def test_shapes_and_labels_of_drawings_are_left_behind(shape):
    h = nx.DiGraph()
    h.add_node("x", shape=shape, label=7, expression=["x"], color="red")
    h.add_edge("x", "y", weight=2.0)
    graph = from_networkx(h)
    node = graph.node("x")
    assert (node.shape, node.label) == ((), None)
    assert graph.derivative("y", "x") == 2.0


@pytest.mark.parametrize("shape", [(2,), [2], (np.int64(2),)])
def test_shapes_are_tuples_or_lists_of_integers(shape):
    h = nx.DiGraph()
    h.add_node("x", shape=shape, label="position")
    node = from_networkx(h).node("x")
    assert (node.shape, node.label) == ((2,), "position")


def test_a_local_that_is_none():
    h = nx.DiGraph([("x", "y", {"weight": 1j})])
    with pytest.raises(LocalTypeError, match="complex"):
        from_networkx(h)


def test_an_attribute_in_the_place_of_the_local():
    graph = Graph()
    graph.add_edge("x", "y", 2.0, weight=3)
    with pytest.raises(FormatError, match="'weight'"):
        to_networkx(graph)
    twin = to_networkx(graph, local="gain")
    assert twin.edges["x", "y", 0] == {"gain": 2.0, "weight": 3}
    assert from_networkx(twin, local="gain").equals(graph)


def test_none_is_no_node_of_networkx():
    graph = Graph()
    graph.add_edge(None, "y", 2.0)
    with pytest.raises(FormatError, match="None"):
        to_networkx(graph)
