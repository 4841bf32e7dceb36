"""Files by others, and files by enemies."""

from __future__ import annotations

import io

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compose import Graph, read_graphml, write_graphml
from compose.engine.maps import Affine
from compose.engine.projective import Moebius
from compose.engine.valued import Exponential, chain
from compose.errors import FormatError

NAMESPACE = 'xmlns="http://graphml.graphdrawing.org/xmlns"'


def document(inside, *, keys="", edgedefault="directed", root=f"graphml {NAMESPACE}"):
    key = '<key id="d0" for="edge" attr.name="weight" attr.type="double"/>'
    graph = f'<graph edgedefault="{edgedefault}">{inside}</graph>'
    return f"<{root}>{key}{keys}{graph}</{root.split()[0]}>"


def edge(weight="2", more=""):
    data = f'<data key="d0">{weight}</data>' if weight else ""
    return f'<edge source="x" target="y" {more}>{data}</edge>'


NODES = '<node id="x"/><node id="y"/>'


def read(text, **options):
    return read_graphml(io.BytesIO(text if isinstance(text, bytes) else text.encode()), **options)


def test_a_file_by_networkx(tmp_path):
    h = nx.DiGraph()
    h.add_node("x", value=2.5, unit="mm", label="radius", colour="red")
    h.add_edge("x", 5, weight=2.0, note="a", seen=3, sure=True)
    h.add_edge("y", 5, weight=-0.5)
    nx.write_graphml(h, tmp_path / "h.graphml")
    graph = read_graphml(tmp_path / "h.graphml")
    assert graph.gradient("5", ["y"]) == {"y": -0.5}
    node = graph.node("x")
    assert (node.value, str(node.unit), node.label) == (2.5, "millimeter", "radius")
    assert graph.edges[0].attributes == {"note": "a", "seen": 3, "sure": True}


def test_integers_of_others_are_exact():
    h = nx.DiGraph([("x", "y", {"weight": 3})])
    local = read("\n".join(nx.generate_graphml(h))).edges[0].local
    assert (type(local), local) == (int, 3)


def test_another_attribute_as_the_local():
    keys = '<key id="g" for="edge" attr.name="gain" attr.type="double"/>'
    inside = f'{NODES}<edge source="x" target="y"><data key="g">7</data></edge>'
    graph = read(document(inside, keys=keys), local="gain")
    assert graph.derivative("y", "x") == 7.0


def test_a_text_may_be_a_quantity():
    keys = (
        '<key id="g" for="edge" attr.name="gain" attr.type="string"/>'
        '<key id="u" for="node" attr.name="unit" attr.type="string"/>'
    )
    nodes = '<node id="x"><data key="u">mm</data></node><node id="y"><data key="u">mL</data></node>'
    text = document(
        f'{nodes}<edge source="x" target="y"><data key="g">1 L/m</data></edge>', keys=keys
    )
    assert read(text, local="gain").edges[0].local == 1


def test_defaults_hold_where_nothing_is_said():
    text = document(NODES + edge(""), keys="").replace(
        'attr.type="double"/>', 'attr.type="double"><default>4</default></key>'
    )
    assert read(text).derivative("y", "x") == 4.0


def test_nodes_may_come_after_their_edges():
    inside = edge() + '<edge source="y" target="z"><data key="d0">3</data></edge>'
    graph = read(document(inside + '<node id="z"/><node id="x"/><node id="y"/>'))
    assert list(graph.nodes) == ["z", "x", "y"]
    assert graph.derivative("z", "x") == 6.0


def test_what_is_passed_over():
    keys = '<key id="y" for="node" yfiles.type="nodegraphics"/>'
    shape = '<data key="y"><s:Shape xmlns:s="urn:x">text<s:a><s:b/></s:a></s:Shape></data>'
    nodes = f'<desc>words</desc><node id="x"><port name="p"/>{shape}</node><node id="y"/>'
    graph = read(document(nodes + edge(), keys=keys))
    assert list(graph.nodes) == ["x", "y"]


def test_escapes_of_ours_mean_nothing_in_a_file_of_others():
    keys = '<key id="n" for="edge" attr.name="_x0042_:int" attr.type="string"/>'
    nodes = '<node id="_x0041_"/><node id="y"/>'
    data = '<data key="d0">1</data><data key="n">_x0043_</data>'
    inside = f'{nodes}<edge source="_x0041_" target="y">{data}</edge>'
    graph = read(document(inside, keys=keys))
    assert list(graph.nodes) == ["_x0041_", "y"]
    assert graph.edges[0].attributes == {"_x0042_:int": "_x0043_"}


def test_without_a_namespace_and_with_the_older_one():
    for root in ("graphml", 'graphml xmlns="http://graphml.graphdrawing.org/xmlns/graphml"'):
        assert read(document(NODES + edge(), root=root)).derivative("y", "x") == 2.0


def test_an_edge_may_have_a_direction_of_its_own():
    text = document(NODES + edge(more='directed="true"'), edgedefault="undirected")
    assert read(text).derivative("y", "x") == 2.0


def test_missing_locals_are_reported_together():
    edges = "\n".join(edge("") for _ in range(12))
    with pytest.raises(FormatError) as caught:
        read(document(NODES + edges), local="gain")
    message = str(caught.value)
    assert message.count("'x' → 'y' (line") == 10
    assert "and 2 more" in message
    assert "'weight'" in message


def test_some_edges_without_a_local_are_no_reason_to_look_elsewhere():
    keys = '<key id="w" for="edge" attr.name="weight" attr.type="int"/>'
    with pytest.raises(FormatError) as caught:
        read(document(NODES + edge() + edge(""), keys=keys))
    message = str(caught.value)
    assert "the file declares 'weight', so give these edges theirs" in message
    assert message.count("'x' → 'y'") == 1
    assert "local=" not in message


def test_an_attribute_of_two_types_is_named_once():
    keys = '<key id="w" for="edge" attr.name="weight" attr.type="int"/>'
    with pytest.raises(FormatError) as caught:
        read(document(NODES + edge(), keys=keys), local="gain")
    assert str(caught.value).endswith("the file has 'weight'")


def test_what_is_wanted_is_said():
    for file in (3, None, b"graph.graphml", {"x": {"y": 1.0}}):
        with pytest.raises(FormatError, match=r"a path is wanted, or a stream with \.read\(\)"):
            read_graphml(file)
    with pytest.raises(FormatError, match=r"local=None is no text.*'weight'"):
        read(document(NODES), local=None)


def numbered(kind, text):
    keys = (
        '<key id="compose" for="graph" attr.name="compose" attr.type="int"/>'
        '<key id="kind" for="edge" attr.name="kind" attr.type="string"/>'
        '<key id="local" for="edge" attr.name="local" attr.type="string"/>'
    )
    data = f'<data key="kind">{kind}</data><data key="local">{text}</data>'
    return document(f'{NODES}<edge source="x" target="y">{data}</edge>', keys=keys)


BILLION = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))

HOSTILE = {
    "nothing": ("", "not well-formed"),
    "no XML": ("w = 5", "not well-formed"),
    "cut off": (document(NODES + edge())[:-20], "not well-formed"),
    "a document type": ("<!DOCTYPE graphml>" + document(NODES), "document type"),
    "billions": (f'<!DOCTYPE g [<!ENTITY a0 "ha">{BILLION}]><g>&a9;</g>', "document type"),
    "an unknown entity": (document("&secret;"), "not well-formed"),
    "another root": ("<html/>", "<html>"),
    "no graph": (f"<graphml {NAMESPACE}/>", "no <graph>"),
    "two graphs": (document("</graph><graph edgedefault='directed'>"), "second <graph>"),
    "undirected": (document(NODES + edge(), edgedefault="undirected"), "undirected"),
    "an undirected edge": (document(NODES + edge(more='directed="false"')), "undirected"),
    "a number that is none": (document(NODES + edge("two")), "'weight' should be of type double"),
    "one id twice": (document(NODES + '<node id="x"/>'), "second node has the id 'x'"),
    "a node that is not there": (document('<node id="x"/>' + edge()), "no node has this id"),
    "no id": (document("<node/>"), "has no 'id'"),
    "no target": (document(NODES + '<edge source="x"/>'), "has no 'target'"),
    "no key": (document("<node id='x'><data>1</data></node>"), "has no 'key'"),
    "an unknown key": (document("<node id='x'><data key='q'>1</data></node>"), "not declared"),
    "an unknown type": (document("", keys='<key id="q" attr.type="complex"/>'), "'complex'"),
    "one key twice": (document("", keys='<key id="d0"/>'), "twice"),
    "a hyperedge": (document("<hyperedge/>"), "hyperedge"),
    "a graph in a node": (document('<node id="x"><graph/></node>'), "within a node"),
    "another encoding": (b'<?xml version="1.0" encoding="no-such"?><a/>', "encoding"),
    "bytes that are no text": (document(NODES).encode() + b"\xff", "not well-formed"),
    "an unknown kind": (numbered("pickle", "gASVAAAA"), "unknown kind"),
    "a map with determinant 0": (
        numbered("moebius", '[["int", "1"], ["int", "1"], ["int", "1"], ["int", "1"]]'),
        "its determinant a·d − b·c is 0",
    ),
    "a map of maps": (
        numbered("affine", '[["affine", "[[\\"int\\", \\"1\\"]]"], ["int", "1"]]'),
        "Affine where a number should be",
    ),
    "a logarithm to the base 1": (
        numbered("logarithmic", '[["int", "1"], ["int", "1"], ["int", "1"]]'),
        "no logarithmic scale",
    ),
    "a base that is no constant": (
        numbered("exponential", '[["int", "1"], ["constant", ["e", "e"]], ["int", "1"]]'),
        "is no exponential",
    ),
    "an empty chain": (numbered("chain", '{"links": [], "sampled": false}'), "one or more maps"),
    "a chain of numbers": (
        numbered("chain", '{"links": [["int", "1"]], "sampled": false}'),
        "one or more maps",
    ),
    "no fraction": (numbered("fraction", "1/0"), "local of the edge"),
    "an exponent": (numbered("fraction", "1e999999999"), "local of the edge"),
    "too many digits": (numbered("int", "9" * 10_000), "local of the edge"),
    "deep JSON": (numbered("affine", "[" * 100_000), "local of the edge"),
    "an array of objects": (
        numbered("array", '{"dtype": "O", "shape": [1], "data": "", "source": [1], "target": []}'),
        "local of the edge",
    ),
    "a shape that does not fit": (
        numbered(
            "array",
            '{"dtype": "f8", "shape": [99], "data": "", "source": [99], "target": []}',
        ),
        "local of the edge",
    ),
    "a newer version": (
        numbered("int", "1").replace("<node", '<data key="compose">99</data><node', 1),
        "version 99",
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_refused_in_words(case):
    text, problem = HOSTILE[case]
    with pytest.raises(FormatError) as caught:
        read(text)
    assert problem in str(caught.value)


def test_the_place_is_named():
    text = document("\n" + NODES + "\n  " + edge("two"))
    with pytest.raises(FormatError) as caught:
        read(text)
    assert (caught.value.line, caught.value.column) == (3, 50)
    assert "line 3, column 50" in str(caught.value)


def test_the_file_is_named(tmp_path):
    path = tmp_path / "broken.graphml"
    path.write_text("<graphml>")
    with pytest.raises(FormatError, match=r"broken\.graphml, line 1"):
        read_graphml(path)


def test_a_text_stream_of_the_wrong_encoding(tmp_path):
    path = tmp_path / "latin.graphml"
    path.write_bytes("<graphml>é</graphml>".encode("latin-1"))
    with path.open(encoding="utf-8") as stream, pytest.raises(FormatError, match="decoded"):
        read_graphml(stream)


def test_elements_of_others_may_be_nested_deeply():
    deep = 50_000
    text = document(f"<desc>{'<a>' * deep}{'</a>' * deep}</desc>{NODES}{edge()}")
    assert read(text).derivative("y", "x") == 2.0


def specimen():
    graph = Graph()
    graph.add_node("r", value=3.0, unit="mm", label="radius")
    graph.add_node("a b", shape=())
    graph.add_edge("r", ("t", 1), 2, note="x", seen=1.5)
    graph.add_edge("a b", "c", Affine(2, 32))
    graph.add_edge("a b", "d", chain(Moebius(1, 2, 3, 4), Exponential(0.001, 10, 10)))
    graph.add_node("v", shape=(2,))
    graph.add_edge("v", "c", np.array([1.0, 2.0]))
    stream = io.BytesIO()
    write_graphml(graph, stream)
    return stream.getvalue()


SPECIMEN = specimen()
CHANGES = st.tuples(
    st.integers(0, len(SPECIMEN) - 1),
    st.integers(0, 40),
    st.one_of(st.binary(max_size=4), st.sampled_from([b"<", b">", b'"', b"/", b"9" * 30, b"nan"])),
)


@settings(max_examples=500)
@given(st.lists(CHANGES, min_size=1, max_size=4))
def test_changed_bytes_give_a_graph_or_a_format_error(changes):
    mutated = SPECIMEN
    for start, length, new in changes:
        mutated = mutated[:start] + new + mutated[start + length :]
    try:
        graph = read(mutated)
    except FormatError:
        return
    assert isinstance(graph, Graph)


@given(st.integers(0, len(SPECIMEN) - 12))
def test_a_file_that_was_cut_is_seen(length):
    with pytest.raises(FormatError) as caught:
        read(SPECIMEN[:length])
    assert caught.value.line is not None
