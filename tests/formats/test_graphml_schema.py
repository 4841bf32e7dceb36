"""The official schema of GraphML holds what is written to it."""

from __future__ import annotations

import io

import networkx as nx
import numpy as np
import pytest
from hypothesis import given

from compose import Graph, from_networkx, units, variable, write_graphml
from tests.formats.graphs import graphs
from tests.pages import ROOT

SCHEMA = ROOT.parent / "shared" / "data" / "graphml" / "graphml.xsd"
YED = "{http://www.yworks.com/xml/graphml}"
G = "{http://graphml.graphdrawing.org/xmlns}"

etree = pytest.importorskip("lxml.etree")
pytestmark = pytest.mark.skipif(
    not SCHEMA.exists(), reason="the GraphML schema is not beside the repository"
)


@pytest.fixture(scope="module")
def schema():
    return etree.XMLSchema(etree.parse(SCHEMA))


def tree_of(graph, **options):
    stream = io.BytesIO()
    write_graphml(graph, stream, **options)
    return etree.fromstring(stream.getvalue())


def without_drawings(root):
    """Take out what yEd alone defines: the elements in its namespace, and the type of a key."""
    for element in [element for element in root.iter() if element.tag.startswith(YED)]:
        if element.getparent() is not None:
            element.getparent().remove(element)
    for key in root.iter(f"{G}key"):
        key.attrib.pop("yfiles.type", None)
    return root


def jacobians():
    graph = Graph()
    graph.add_edge("x y", ("z", 1), np.arange(6.0).reshape(2, 3))
    graph.add_edge(("z", 1), "θ", 2.0, note="a\x00b", **{"seen on": "Monday"})
    return graph


def traced():
    w, x = variable(np.array([1.0, -2.0]), "w"), variable(np.array([[5.0, 2.0]]), "x")
    return np.tanh(x @ w).sum().graph()


GRAPHS = {
    "floats": lambda: Graph.from_arrays([0, 0], [1, 1], [2.0, float("nan")]),
    "exact": lambda: Graph.from_arrays([0, 0], [1, 2], [2, 2**80]),
    "names": lambda: Graph.from_arrays([0, 0], [1, 2], [2, 3], names=["a", "a b", ""]),
    "numbers as names": lambda: Graph.from_arrays([0], [1], [2], names=[-5, 7]),
    "Jacobians": jacobians,
    "traced": traced,
    "units": lambda: units.graph_between("mL", "km^3"),
    "temperatures": lambda: units.graph_between("degC", "degF"),
    "levels": lambda: units.graph_between("dBm", "mW"),
    "networkx": lambda: from_networkx(nx.DiGraph([("w", "f", {"weight": 2.0, "by": "hand"})])),
    "empty": Graph,
}


@pytest.mark.parametrize("kind", GRAPHS)
def test_each_kind_of_graph_is_valid(schema, kind):
    root = tree_of(GRAPHS[kind]())
    assert schema.validate(root), schema.error_log


@pytest.mark.parametrize("kind", GRAPHS)
def test_with_drawings_all_but_these_is_valid(schema, kind):
    root = without_drawings(tree_of(GRAPHS[kind](), style="yed"))
    assert schema.validate(root), schema.error_log


@given(graph=graphs())
def test_identifiers_are_tokens_and_differ(graph):
    root = tree_of(graph)
    for tag in ("node", "edge", "key"):
        ids = [element.get("id") for element in root.iter(f"{G}{tag}")]
        assert len(ids) == len(set(ids))
        assert all(ids)
        assert not any(set(" \t\r\n") & set(identifier) for identifier in ids)
    ends = {edge.get(end) for edge in root.iter(f"{G}edge") for end in ("source", "target")}
    assert ends <= {node.get("id") for node in root.iter(f"{G}node")}
    declared = {key.get("id") for key in root.iter(f"{G}key")}
    assert {data.get("key") for data in root.iter(f"{G}data")} <= declared


def test_the_schema_can_refuse(schema):
    root = tree_of(jacobians())
    root.find(f".//{G}node").set("id", "not a token")
    assert not schema.validate(root)
