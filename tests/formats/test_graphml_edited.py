"""Files of ours that another tool has read, changed perhaps, and written again."""

from __future__ import annotations

import gzip
import io
import re
from fractions import Fraction

import igraph
import networkx as nx
import pytest

from compose import Graph, read_graphml, units, write_graphml
from compose.errors import FormatError
from tests.formats.made import read, single, written


@pytest.fixture
def path(tmp_path):
    return tmp_path / "graph.graphml"


def specimen():
    graph = Graph()
    graph.add_node("w", value=Fraction(1, 2), unit="mm")
    graph.add_node("net income", value=3.5, label="earned")
    graph.add_node("z", shape=())
    graph.add_edge("w", "net income", Fraction(1, 3))
    graph.add_edge("w", "net income", 2.5)
    graph.add_edge("net income", ("a", 1), 10**400)
    return graph


def by_igraph(graph, path):
    write_graphml(graph, path)
    igraph.Graph.Read_GraphML(str(path)).write_graphml(str(path))
    return read_graphml(path)


def by_networkx(graph, path, change):
    write_graphml(graph, path)
    theirs = nx.read_graphml(path, force_multigraph=True)
    change(theirs)
    nx.write_graphml(theirs, path)
    return read_graphml(path)


def edges(graph):
    return [(edge.source, edge.target, edge.local) for edge in graph.edges]


def test_igraph_writes_it_again(path):
    graph = specimen()
    back = by_igraph(graph, path)
    assert back.nodes == graph.nodes
    assert edges(back) == edges(graph)
    for name in graph.nodes:
        ours, theirs = graph.node(name), back.node(name)
        assert (ours.value, ours.unit, ours.shape) == (theirs.value, theirs.unit, theirs.shape)


@pytest.mark.parametrize(
    "graph",
    [
        Graph.from_arrays([0, 1], [1, 2], [0.5, -2.0]),
        Graph.from_arrays([0, 1], [1, 2], [0.5, -2.0], names=[7, -3, 10**30]),
        Graph.from_arrays([0, 1], [1, 2], [0.5, -2.0], names=["n1", "n0", "n2"]),
        Graph.from_arrays([0, 1], [1, 2], [0.5, -2.0], names=["7", 7, "a b"]),
    ],
    ids=["numbered", "integers", "look-alikes", "mixed"],
)
def test_igraph_keeps_every_kind_of_name(graph, path):
    back = by_igraph(graph, path)
    assert list(back.nodes) == list(graph.nodes)
    assert edges(back) == edges(graph)


def test_igraph_keeps_conversions(path):
    for source, target in [("degC", "degF"), ("dBm", "W"), ("mL", "km^3")]:
        graph = units.graph_between(source, target)
        assert [edge.local for edge in by_igraph(graph, path).edges] == [
            edge.local for edge in graph.edges
        ]


def test_an_identifier_of_networkx_is_no_name(path):
    def change(theirs):
        theirs.nodes["w"]["id"] = "serial 5"

    assert "w" in by_networkx(specimen(), path, change)


def test_a_changed_weight_is_seen(path):
    def change(theirs):
        theirs["w"]["n1"]["e0"]["weight"] = 0.5

    problem = r"the local of the edge: 'weight' is 0\.5, and 'local' says '1/3': .* remove 'local'"
    with pytest.raises(FormatError, match=problem):
        by_networkx(specimen(), path, change)


def test_a_changed_scale_is_seen(path):
    def change(theirs):
        for *_, known in theirs.edges(data=True):
            known["weight"] *= 1.001

    with pytest.raises(FormatError, match=r"'weight' is 1\.001, and 'local' says"):
        by_networkx(units.graph_between("degC", "degF"), path, change)


def test_a_changed_value_is_seen(path):
    def change(theirs):
        theirs.nodes["w"]["value"] = 0.75

    with pytest.raises(FormatError, match=r"'value' is 0\.75, and 'value_text' says '1/2'"):
        by_networkx(specimen(), path, change)


def test_a_weight_without_the_exact_text_holds(path):
    def change(theirs):
        known = theirs["w"]["n1"]["e0"]
        known["weight"] = 0.5
        del known["kind"], known["local"]

    assert by_networkx(specimen(), path, change).edges[0].local == 0.5


@pytest.mark.parametrize("exact", [Fraction(1, 3), 10**400, -(10**400), Fraction(1, 10**400), 0])
def test_a_rounded_weight_is_the_same(exact):
    document = written(single(exact)).decode()
    assert read(re.sub("3333333333", "33", document).encode()).edges[0].local == exact


def test_a_float_that_is_edited_holds(path):
    def change(theirs):
        theirs["w"]["n1"]["e1"]["weight"] = -7.5

    assert by_networkx(specimen(), path, change).edges[1].local == -7.5


@pytest.mark.parametrize("value", [3, 1, "x", 1.5, True])
def test_an_edge_may_have_an_attribute_named_as_the_mark(value):
    graph = single(2.0, compose=value)
    assert read(written(graph)).equals(graph)


@pytest.mark.parametrize("encoding", ["shift_jis", "gbk", "utf-7", "zip", "nowhere"])
def test_an_encoding_that_the_parser_has_not(encoding):
    document = f'<?xml version="1.0" encoding="{encoding}"?><graphml><graph/></graphml>'
    with pytest.raises(FormatError, match=r"cannot be decoded: .* save it in UTF-8"):
        read(document.encode("ascii"))


@pytest.mark.parametrize("error", [KeyError, ValueError])
def test_an_error_of_the_callers_is_the_callers(error):
    def told(*_):
        raise error

    with pytest.raises(error) as caught:
        read_graphml(io.BytesIO(written(specimen())), progress=told)
    assert type(caught.value) is error


def test_an_ending_in_capitals_is_packed(tmp_path):
    path = tmp_path / "GRAPH.GRAPHML.GZ"
    write_graphml(specimen(), path)
    assert gzip.decompress(path.read_bytes()) == written(specimen())
    assert read_graphml(path).equals(specimen())


@pytest.mark.parametrize(
    "text", ["9" * 5000, "-" + "9" * 5000 + " m", "1/" + "9" * 5000, "m" * 5000]
)
def test_a_text_that_is_too_long_for_a_number_is_cut_in_the_message(text):
    local = f'<data key="weight">{text}</data>'
    keys = '<key id="weight" for="edge"/>'
    inside = f'<node id="x"/><node id="y"/><edge source="x" target="y">{local}</edge>'
    document = f'<graphml>{keys}<graph edgedefault="directed">{inside}</graph></graphml>'
    with pytest.raises(FormatError, match=r"is no (number|quantity)") as caught:
        read(document.encode())
    assert len(str(caught.value)) < 300
