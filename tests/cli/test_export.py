"""``compose export``: the format follows from the ending."""

from __future__ import annotations

import csv
import gzip
from fractions import Fraction

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import compose
from compose import Graph
from compose.cli.outputs import FORMATS
from compose.engine.maps import Affine
from compose.formats.dot import to_dot
from compose.formats.mermaid import to_mermaid
from tests.cli.graphs import PROFIT, profit, typed_in, written


@pytest.fixture
def file(tmp_path):
    (tmp_path / "profit.graphml").write_bytes(written(profit()))
    return "profit.graphml"


def rows(text):
    return list(csv.reader(text.splitlines()))


def exported(ask, tmp_path, graph):
    (tmp_path / "graph.graphml").write_bytes(written(graph))
    answer = ask("export", "graph.graphml", "--format", "csv")
    assert (answer.status, answer.err) == (0, "")
    return rows(answer.out)


def test_endings_name_formats(ask, file, tmp_path):
    names = ["p.dot", "p.mmd", "p.csv", "p.xml", "p.GV"]
    answer = ask("export", file, *names)
    assert (answer.status, answer.err) == (0, "")
    assert [line.split()[-1] for line in answer.out.splitlines()] == [f"{name}." for name in names]
    texts = {name: (tmp_path / name).read_text(encoding="utf-8") for name in names}
    assert texts["p.dot"] == texts["p.GV"] == to_dot(profit())
    assert texts["p.mmd"] == to_mermaid(profit())
    assert compose.read_graphml(tmp_path / "p.xml").equals(profit())


def test_a_packed_ending_packs(ask, file, tmp_path):
    ask("export", file, "p.graphml.gz", "p.csv.gz")
    assert compose.read_graphml(tmp_path / "p.graphml.gz").equals(profit())
    packed = gzip.decompress((tmp_path / "p.csv.gz").read_bytes())
    assert packed.startswith(b"source,target,weight")


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_on_standard_output(ask, file, name):
    answer = ask("export", file, "--format", name)
    assert (answer.status, answer.err) == (0, "")
    assert answer == ask("export", file, "-", "--format", name)
    assert "revenue" in answer.out


def test_yed_has_labels_and_reads_back(ask, file, tmp_path):
    ask("export", file, "p.graphml", "--format", "yed")
    assert "NodeLabel" in (tmp_path / "p.graphml").read_text(encoding="utf-8")
    assert compose.read_graphml(tmp_path / "p.graphml").equals(profit())


def test_a_file_may_replace_itself(ask, file, tmp_path):
    assert ask("export", file, file).status == 0
    assert compose.read_graphml(tmp_path / file).equals(profit())


def test_standard_input(ask, monkeypatch, tmp_path):
    typed_in(monkeypatch, gzip.compress(written(profit())))
    assert ask("export", "-", "p.graphml").status == 0
    assert compose.read_graphml(tmp_path / "p.graphml").equals(profit())


def test_a_table_of_edges_has_a_row_for_each(ask, tmp_path):
    head, *edges = exported(ask, tmp_path, profit())
    assert head == ["source", "target", "weight", "local"]
    assert [(source, target) for source, target, *_ in edges] == [edge[:2] for edge in PROFIT]
    assert [float(weight) for _, _, weight, _ in edges] == [float(edge[2]) for edge in PROFIT]
    assert [local for *_, local in edges] == ["", "", "", "", "", "-5/2"]


def test_a_table_of_floats_is_exact_and_has_no_more_columns(ask, tmp_path):
    graph = Graph()
    graph.add_edges(["x", "x"], ["y", "y"], [0.1 + 0.2, -0.0])
    assert exported(ask, tmp_path, graph) == [
        ["source", "target", "weight"],
        ["x", "y", "0.30000000000000004"],
        ["x", "y", "-0.0"],
    ]


def test_a_table_has_labels_and_attributes(ask, tmp_path):
    graph = Graph()
    graph.add_edge('a "b", c', "d\ne", 1.0, label="gain", note="sheet 2", weighed=True)
    graph.add_edge("d\ne", 7, Fraction(1, 3))
    (tmp_path / "graph.graphml").write_bytes(written(graph))
    out = ask("export", "graph.graphml", "--format", "csv").out
    assert list(csv.reader(out.splitlines(keepends=True))) == [
        ["source", "target", "weight", "local", "label", "note", "weighed"],
        ['a "b", c', "d\ne", "1.0", "", "gain", "sheet 2", "True"],
        ["d\ne", "7", repr(1 / 3), "1/3", "", "", ""],
    ]


def test_pandas_and_networkx_take_the_table(ask, file, tmp_path):
    ask("export", file, "p.csv")
    table = pd.read_csv(tmp_path / "p.csv")
    loaded = nx.from_pandas_edgelist(table, edge_attr="weight", create_using=nx.DiGraph)
    graph = compose.from_networkx(loaded)
    assert graph.derivative("profit", "price") == float(profit().derivative("profit", "price"))


def test_a_table_describes_maps(ask, tmp_path):
    graph = Graph()
    graph.add_edge("degC", "degF", Affine(Fraction(9, 5), 32))
    _, (_, _, weight, local) = exported(ask, tmp_path, graph)
    assert (weight, local) == ("", "9/5 · x + 32")
    arrays = Graph()
    arrays.add_node("x", shape=(3,))
    arrays.add_node("y", shape=(2,))
    arrays.add_edge("x", "y", np.ones((2, 3)))
    _, (_, _, weight, local) = exported(ask, tmp_path, arrays)
    assert weight == ""
    assert local == "[[1, 1, 1], [1, 1, 1]]"


def test_an_attribute_called_like_a_column_keeps_apart(ask, tmp_path):
    (tmp_path / "graph.graphml").write_text(
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
        '<key id="a" for="edge" attr.name="gain" attr.type="double"/>'
        '<key id="b" for="edge" attr.name="source" attr.type="string"/>'
        '<graph edgedefault="directed"><node id="w"/><node id="f"/><edge source="w" target="f">'
        '<data key="a">2</data><data key="b">sheet</data></edge></graph></graphml>',
        encoding="utf-8",
    )
    answer = ask("export", "graph.graphml", "--format", "csv", "--local", "gain")
    assert rows(answer.out) == [
        ["source", "target", "weight", "source:attribute"],
        ["w", "f", "2.0", "sheet"],
    ]


@pytest.mark.parametrize(
    ("words", "status", "parts"),
    [
        ("profit.graphml", 2, ["standard output", "--format"]),
        ("profit.graphml -", 2, ["--format"]),
        ("profit.graphml p.png", 2, ["'p.png'", ".svg", "--format"]),
        ("profit.graphml p.gz", 2, ["'p.gz'"]),
        ("profit.graphml p.dot p.dot", 2, ["twice"]),
        ("profit.graphml p.dot --format png", 2, ["'png'", "mermaid"]),
        ("profti.graphml p.dot", 1, ["did you mean 'profit.graphml'?"]),
        ("profit.graphml nowhere/p.csv", 1, ["nowhere/p.csv: No such file"]),
        ("profit.graphml p.csv --local gain", 1, ["--local", "'weight'"]),
    ],
)
@pytest.mark.usefixtures("file")
def test_what_is_wrong_is_said_in_one_line(ask, tmp_path, words, status, parts):
    answer = ask("export", *words.split())
    assert (answer.status, answer.out) == (status, "")
    assert answer.err.count("\n") == 1
    assert [part for part in parts if part not in answer.err] == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["profit.graphml"]
