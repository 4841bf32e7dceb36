"""Other libraries read what is written here, and are read."""

from __future__ import annotations

import io
import math
import struct
import sys

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from compose import Graph, from_networkx, read_graphml, units, variable, write_graphml
from compose.formats.graphml.facts import nearest
from tests.formats.graphs import graphs

igraph = pytest.importorskip("igraph")
rustworkx = pytest.importorskip("rustworkx")

# What all of these readers take as a name. The rest is written as data, which is tested apart.
tokens = st.text("wxyzθ_-.:019", min_size=1, max_size=6)
SEVERAL = settings(max_examples=25)


def seen(source, target, weight):
    """Give an edge so that it compares to the last bit, NaN being NaN."""
    missing = weight is None or math.isnan(weight)
    return str(source), str(target), "NaN" if missing else struct.pack(">d", weight)


def is_subnormal(number):
    return isinstance(number, float) and 0 < abs(number) < sys.float_info.min


def has_subnormals(graph):
    """Tell whether igraph refuses a graph: it takes numbers below 2.2e-308 for overflows."""
    values = [*graph.columns.values.values(), *graph.columns.local.array().tolist()]
    values += [value for column in graph.columns.attributes.values() for value in column.values()]
    return any(is_subnormal(nearest(value)) for value in values)


def by_us(graph):
    """List the edges: a Jacobian has no weight."""
    locals_ = graph.columns.local.array()
    return [seen(e.source, e.target, float(locals_[e.number])) for e in graph.edges]


def by_networkx(path):
    theirs = nx.read_graphml(path, force_multigraph=True)
    ordered = sorted(theirs.edges(keys=True, data=True), key=lambda edge: int(edge[2][1:]))
    return list(theirs.nodes), [seen(s, t, about.get("weight")) for s, t, _, about in ordered]


def by_igraph(path):
    theirs = igraph.Graph.Read_GraphML(str(path))
    names = theirs.vs["id"] if theirs.vcount() else []
    edges = [(names[e.source], names[e.target], e["weight"]) for e in theirs.es]
    return names, [seen(*edge) for edge in edges]


def by_rustworkx(path):
    (theirs,) = rustworkx.read_graphml(str(path))
    names = [about["id"] for about in theirs.nodes()]
    edges = theirs.weighted_edge_list()
    return names, [seen(names[s], names[t], about["weight"]) for s, t, about in edges]


READERS = [by_networkx, by_igraph, by_rustworkx]


@pytest.mark.parametrize("reader", READERS)
@SEVERAL
@given(graph=graphs(names=tokens))
def test_the_same_names_edges_and_weights(reader, graph, tmp_path_factory):
    assume(reader is not by_igraph or not has_subnormals(graph))
    path = tmp_path_factory.getbasetemp() / f"{reader.__name__}.graphml"
    write_graphml(graph, path)
    names, edges = reader(path)
    assert names == list(graph.nodes)
    assert edges == by_us(graph)


@pytest.mark.parametrize("reader", READERS)
@SEVERAL
@given(graph=graphs())
def test_the_same_structure_whatever_the_names(reader, graph, tmp_path_factory):
    assume(reader is not by_igraph or not has_subnormals(graph))
    path = tmp_path_factory.getbasetemp() / f"{reader.__name__}.graphml"
    write_graphml(graph, path)
    ids, edges = reader(path)
    place = {identifier: k for k, identifier in enumerate(ids)}
    assert len(ids) == len(place) == len(graph.nodes)
    columns = graph.columns
    assert [place[s] for s, _, _ in edges] == columns.source.array().tolist()
    assert [place[t] for _, t, _ in edges] == columns.target.array().tolist()


def test_igraph_finds_names_where_it_looks_for_them(tmp_path):
    graph = Graph()
    graph.add_edges(["net income", "w"], ["tax", ("f", 1)], [-0.3, 2.0])
    write_graphml(graph, tmp_path / "graph.graphml")
    theirs = igraph.Graph.Read_GraphML(str(tmp_path / "graph.graphml"))
    assert theirs.vs["name"] == ["net income", "tax", "w", '["f", 1]']
    assert theirs.vs.find(name="w").outdegree() == 1


def product():
    w, x, b = variable(-2.0, "w"), variable(5.0, "x"), variable(3.0, "b")
    return (w * x + b).graph()


def jacobian():
    graph = Graph()
    graph.add_edge("x", "y", np.arange(6.0).reshape(2, 3))
    graph.add_edge("y", "z", 2.0)
    return graph


GRAPHS = {
    "by hand": lambda: from_networkx(nx.DiGraph([("w", "f", {"weight": 2.0})])),
    "numbers": lambda: Graph.from_arrays([0, 0, 1], [1, 2, 2], [1.0, -2.0, 0.5]),
    "exact": lambda: Graph.from_arrays([0, 0, 1], [1, 2, 2], [1, 2, 3]),
    "traced": product,
    "arrays": jacobian,
    "units": lambda: units.graph_between("mL", "km^3"),
    "temperatures": lambda: units.graph_between("degC", "degF"),
    "empty": Graph,
}


@pytest.mark.parametrize("kind", GRAPHS)
@pytest.mark.parametrize("reader", READERS)
def test_each_kind_of_graph(kind, reader, tmp_path):
    graph = GRAPHS[kind]()
    write_graphml(graph, tmp_path / "graph.graphml")
    ids, edges = reader(tmp_path / "graph.graphml")
    assert len(ids) == len(graph.nodes)
    assert [weight for _, _, weight in edges] == [weight for _, _, weight in by_us(graph)]


@pytest.mark.parametrize("number", [math.inf, -math.inf, -0.0, 5e-324, 1e308, 0.1 + 0.2])
@pytest.mark.parametrize("reader", READERS)
def test_unusual_numbers(number, reader, tmp_path):
    if reader is by_igraph and is_subnormal(number):
        pytest.skip("igraph takes subnormal numbers for overflows")
    graph = Graph()
    graph.add_edge("x", "y", number)
    write_graphml(graph, tmp_path / "graph.graphml")
    assert reader(tmp_path / "graph.graphml")[1] == [seen("x", "y", number)]


@SEVERAL
@given(st.lists(st.tuples(tokens, tokens, st.floats()), max_size=8))
def test_networkx_is_read(edges):
    theirs = nx.MultiDiGraph()
    theirs.add_weighted_edges_from(edges)
    stream = io.BytesIO()
    nx.write_graphml(theirs, stream)
    stream.seek(0)
    ours = read_graphml(stream)
    assert list(ours.nodes) == list(theirs.nodes)
    assert by_us(ours) == [seen(*edge) for edge in theirs.edges(data="weight")]


WEIGHTS = st.floats(-1e300, 1e300)


@SEVERAL
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), WEIGHTS), max_size=8))
def test_igraph_is_read(tmp_path_factory, edges):
    path = tmp_path_factory.getbasetemp() / "by igraph.graphml"
    theirs = igraph.Graph(n=5, edges=[edge[:2] for edge in edges], directed=True)
    theirs.vs["name"] = names = ["net income", "w", "θ", "<b>", "5"]
    theirs.es["weight"] = [edge[2] for edge in edges]
    theirs.write_graphml(str(path))
    ours = read_graphml(path)
    assert list(ours.nodes) == ["n0", "n1", "n2", "n3", "n4"]
    assert [ours.node(name).label for name in ours.nodes] == names
    for edge, (source, target, number) in zip(ours.edges, edges, strict=True):
        assert (edge.source, edge.target) == (f"n{source}", f"n{target}")
        assert math.isclose(edge.local, number, rel_tol=1e-14, abs_tol=1e-322)
