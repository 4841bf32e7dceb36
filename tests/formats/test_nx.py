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
