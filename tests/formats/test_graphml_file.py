"""What stands in the file, and how it comes there."""

from __future__ import annotations

import errno
import gzip
import io
import math
import os
import stat
import time

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose import Graph, read_graphml, write_graphml
from compose.engine.maps import Operator
from compose.errors import FormatError
from compose.formats import files
from compose.formats.graphml.escaping import is_token
from compose.formats.graphml.writing import Writer
from tests.formats.graphs import any_text, facts, graphs
from tests.pages import ROOT

SCHEMA = ROOT.parent / "shared" / "data" / "graphml" / "graphml.xsd"


def product():
    graph = Graph()
    graph.add_edges(["w", "x", "g", "b"], ["g", "g", "f", "f"], [5.0, -2.0, 1.0, 1.0])
    return graph


def text_of(graph):
    stream = io.StringIO()
    write_graphml(graph, stream)
    return stream.getvalue()


@given(graphs(names=st.text("wxyzθ_-.:019", min_size=1)))
def test_networkx_sees_the_same(graph):
    h = nx.parse_graphml(text_of(graph), force_multigraph=True)
    assert list(h.nodes) == list(graph.nodes)
    seen = {key: (s, t, known) for s, t, key, known in h.edges(keys=True, data=True)}
    assert len(seen) == len(graph.edges)
    for edge in graph.edges:
        source, target, known = seen[f"e{edge.number}"]
        assert (source, target) == (edge.source, edge.target)
        weight = graph.columns.local.array()[edge.number]
        assert same(known.get("weight", math.nan), float(weight))


def same(a, b):
    return np.float64(a).tobytes() == np.float64(b).tobytes() or (math.isnan(a) and math.isnan(b))


def test_networkx_sees_integers_as_integers():
    graph = Graph.from_arrays([0, 0], [1, 2], np.array([2.0, 3.0]))
    h = nx.parse_graphml(text_of(graph), node_type=int)
    assert sorted(h.edges(data="weight")) == [(0, 1, 2.0), (0, 2, 3.0)]


def test_networkx_writes_it_again(tmp_path):
    graph = product()
    graph.add_edge("net income", ("w", 0), 3, note="a\x00b", weight=2)
    write_graphml(graph, tmp_path / "ours.graphml")
    theirs = nx.read_graphml(tmp_path / "ours.graphml", force_multigraph=True)
    nx.write_graphml(theirs, tmp_path / "theirs.graphml")
    back = read_graphml(tmp_path / "theirs.graphml")
    assert list(back.nodes) == list(graph.nodes)
    assert sorted(map(plain, back.edges)) == sorted(map(plain, graph.edges))


def plain(edge):
    """Give all of an edge but its number: networkx lists edges by their sources."""
    return repr((edge.source, edge.target, edge.local, sorted(edge.attributes.items())))


@pytest.mark.skipif(not SCHEMA.exists(), reason="the GraphML schema is not beside the repository")
@given(graph=graphs())
def test_valid_against_the_schema(graph):
    etree = pytest.importorskip("lxml.etree")
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    document = etree.fromstring(text_of(graph).encode())
    assert schema.validate(document), schema.error_log


@pytest.mark.skipif(not SCHEMA.exists(), reason="the GraphML schema is not beside the repository")
@given(st.characters(exclude_categories=("Cs",)).filter(is_token))
def test_a_token_is_one_by_the_schema(character):
    etree = pytest.importorskip("lxml.etree")
    graph = Graph()
    graph.add_node(character)
    assert etree.XMLSchema(etree.parse(SCHEMA)).validate(etree.fromstring(text_of(graph).encode()))


def test_names_that_look_like_generated_ones():
    graph = Graph()
    for name in ("n3", "n_0", "n_3", "a b", 0, "0"):
        graph.add_node(name)
    ids = list(nx.parse_graphml(text_of(graph)).nodes)
    assert ids == ["n3", "n_0", "n_3", "n__3", "n__4", "0"]
    assert list(read_graphml(io.StringIO(text_of(graph))).nodes) == list(graph.nodes)


@pytest.mark.parametrize(
    ("number", "spelling"),
    [(math.inf, "INF"), (-math.inf, "-INF"), (math.nan, "NaN"), (-0.0, "-0.0"), (1e300, "1e+300")],
)
def test_numbers_are_spelt_as_xml_schema_does(number, spelling):
    graph = product()
    graph.add_node("w", value=number)
    graph.add_edge("f", "h", number, seen=number)
    text = text_of(graph)
    for key in ("weight", "value", "a0"):
        assert f'<data key="{key}">{spelling}</data>' in text


def test_a_long_fits_64_bits():
    graph = product()
    for seen in (2**63 - 1, -(2**63), 2**63, -(2**63) - 1):
        graph.add_edge("f", "h", 1.0, seen=seen)
    text = text_of(graph)
    assert 'attr.name="seen" attr.type="long"' in text
    assert 'attr.name="seen:int" attr.type="string"' in text
    assert [text.count(f'<data key="{key}">') for key in ("a0", "a1")] == [2, 2]


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "ascii", "utf-16"])
def test_text_streams_of_any_encoding(tmp_path, encoding):
    graph = Graph()
    graph.add_edge("θ", "€ 5", 1.0, note="é漢😀")
    path = tmp_path / "graph.graphml"
    with path.open("w", encoding=encoding) as stream:
        write_graphml(graph, stream)
    with path.open(encoding=encoding) as stream:
        assert read_graphml(stream).equals(graph)


def test_paths_as_text_and_streams_of_bytes(tmp_path):
    path = tmp_path / "graph.graphml"
    write_graphml(product(), str(path))
    with path.open("rb") as stream:
        assert read_graphml(stream).equals(product())
    assert text_of(product()).encode() == path.read_bytes()


def test_the_document_comes_in_pieces():
    length = 50_000
    graph = Graph.from_arrays(range(length), range(1, length + 1), np.ones(length))
    sizes = [len(piece) for piece in Writer(graph, "")]
    assert max(sizes) < sum(sizes) / 5


def operator():
    graph = product()
    graph.add_edge("f", "sum", Operator(np.cumsum, np.cumsum, (), ()))
    return graph


def with_value(value):
    graph = product()
    graph.add_node("w", value=value)
    return graph


def with_name(name):
    graph = product()
    graph.add_node(name)
    return graph


def with_names(*names):
    graph = Graph()
    for name in names:
        graph.add_node(name)
    return graph


def with_attribute(name, value):
    graph = product()
    graph.add_edge("f", "h", 1.0, **{name: value})
    return graph


UNWRITABLE = [
    (operator(), "'f' → 'sum'"),
    (with_value({1, 2}), "'w'"),
    (with_value([b"x"]), "'w'"),
    (with_value(np.array([None])), "'w'"),
    (with_name(frozenset({1})), "frozenset"),
    (with_name(("w", b"x")), "('w', b'x')"),
    (with_name(b"x"), "node b'x': a bytes in a name; a name in a file is a text, a number"),
    (with_name(10**5000), "node of type int"),
    (with_names(10**5000, 1), "node of type int"),
    (with_attribute("note", [{1}]), "'f' → 'h', attribute 'note'"),
    (with_attribute("", "x"), "'f' → 'h', attribute ''"),
    (with_attribute("digits", b"5"), "'f' → 'h', attribute 'digits': a bytes"),
]


@pytest.mark.parametrize(("graph", "place"), UNWRITABLE, ids=[place for _, place in UNWRITABLE])
def test_what_no_file_can_carry_is_refused_before_a_byte(graph, place, tmp_path):
    path, stream = tmp_path / "graph.graphml", io.StringIO()
    path.write_text("old")
    for file in (path, stream):
        with pytest.raises(FormatError) as caught:
            write_graphml(graph, file)
        assert place in str(caught.value)
    assert (path.read_text(), stream.getvalue()) == ("old", "")
    assert [file.name for file in tmp_path.iterdir()] == ["graph.graphml"]


@pytest.mark.parametrize("name", ["graph.graphml", "graph.graphml.gz"])
@pytest.mark.parametrize("failure", [OSError("disk full"), KeyboardInterrupt()])
def test_an_interrupted_write_leaves_the_old_file(tmp_path, failure, name, monkeypatch):
    def fails(*_):
        raise failure

    path = tmp_path / name
    write_graphml(product(), path)
    before = path.read_bytes()
    monkeypatch.setattr(Writer, "_edges", fails)
    with pytest.raises(type(failure)):
        write_graphml(product(), path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_replaced_file_keeps_its_mode_and_a_link_its_target(tmp_path):
    path, link = tmp_path / "graph.graphml", tmp_path / "link"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to(path)
    write_graphml(product(), link)
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert read_graphml(path).equals(product())


def test_a_device_is_written_to_and_not_replaced():
    write_graphml(product(), os.devnull)
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)  # noqa: PTH116 - a device


@pytest.mark.parametrize("name", ["graph.graphml", "graph.graphml.gz"])
def test_a_directory_that_is_not_there(tmp_path, name):
    path = tmp_path / "nowhere" / name
    for refused in (lambda: write_graphml(product(), path), lambda: read_graphml(path)):
        with pytest.raises(FileNotFoundError) as caught:
            refused()
        assert (caught.value.filename, caught.value.errno) == (str(path), errno.ENOENT)


@pytest.mark.parametrize("name", ["folder", "folder.gz"])
def test_a_directory_is_not_replaced(tmp_path, name):
    path = tmp_path / name
    path.mkdir()
    for refused in (lambda: write_graphml(product(), path), lambda: read_graphml(path)):
        with pytest.raises(IsADirectoryError) as caught:
            refused()
        assert caught.value.filename == str(path)
    assert list(tmp_path.rglob("*")) == [path]


@pytest.mark.parametrize("name", ["graph.graphml", "graph.graphml.gz"])
def test_a_full_disk_names_the_path(tmp_path, name, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / name
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as caught:
        write_graphml(product(), path)
    assert caught.value.filename == str(path)
    assert list(tmp_path.iterdir()) == []


def test_what_is_wanted_is_said(tmp_path):
    path = tmp_path / "graph.graphml"
    with pytest.raises(FormatError, match=r"DiGraph.*networkx's own.*from_networkx"):
        write_graphml(nx.DiGraph(), path)
    with pytest.raises(FormatError, match=r"compose\.Graph is wanted, and a dict"):
        write_graphml({}, path)
    with pytest.raises(FormatError, match=r"a path is wanted, or a stream with \.write\(\)"):
        write_graphml(product(), 3)
    assert not path.exists()


@given(graphs())
def test_packed_is_read_back(tmp_path_factory, graph):
    path = tmp_path_factory.mktemp("packed") / "graph.graphml.gz"
    write_graphml(graph, path)
    assert gzip.decompress(path.read_bytes()).decode() == text_of(graph)
    assert facts(read_graphml(path)) == facts(graph)


def test_networkx_reads_what_is_packed(tmp_path):
    path = tmp_path / "graph.graphml.gz"
    write_graphml(product(), path)
    h = nx.read_graphml(path)
    assert sorted(h.edges(data="weight")) == [
        ("b", "f", 1.0),
        ("g", "f", 1.0),
        ("w", "g", 5.0),
        ("x", "g", -2.0),
    ]


def test_what_networkx_packs_is_read(tmp_path):
    path = tmp_path / "graph.graphml.gz"
    nx.write_graphml(nx.DiGraph([("w", "f", {"weight": 5.0})]), path)
    assert path.read_bytes().startswith(b"\x1f\x8b")
    assert read_graphml(path).derivative("f", "w") == 5.0


def test_packed_bytes_depend_on_the_graph_alone(tmp_path, monkeypatch):
    first, second = tmp_path / "first.gz", tmp_path / "second.gz"
    write_graphml(product(), first)
    monkeypatch.setattr(time, "time", lambda: 2e9)
    write_graphml(product(), second)
    assert first.read_bytes() == second.read_bytes()


def test_packed_is_read_in_pieces(tmp_path):
    path = tmp_path / "file.gz"
    path.write_bytes(gzip.compress(b"x" * 10_000_000))
    sizes = [len(piece) for piece in files.pieces(path)]
    assert (sum(sizes), max(sizes) < 1_000_000) == (10_000_000, True)


def flipped(data):
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :]


@pytest.mark.parametrize("change", [lambda data: data[:-9], flipped, lambda _: b"<graphml/>"])
def test_packed_and_broken(tmp_path, change):
    path = tmp_path / "graph.graphml.gz"
    write_graphml(product(), path)
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(FormatError, match=r"graph\.graphml\.gz"):
        read_graphml(path)


@given(st.lists(any_text.map(lambda text: text.encode("utf-8", "replace").decode()), max_size=5))
def test_parts_reach_a_file_unchanged(tmp_path_factory, parts):
    path = tmp_path_factory.mktemp("parts") / "file"
    files.write(path, parts)
    assert path.read_bytes() == "".join(parts).encode()
