"""Where the commands take a graph from: files, packed files, standard input, other tools."""

from __future__ import annotations

import gzip

import pytest

from tests.cli.graphs import FOREIGN, profit, typed_in, written

QUESTION = ("--of", "profit", "--wrt", "price")
HEAD = "∂profit/∂price = 30, the sum over 3 paths\n"


def one_line(answer, status, *parts):
    assert (answer.status, answer.out) == (status, "")
    assert answer.err.count("\n") == 1
    assert [part for part in parts if part not in answer.err] == []


def test_a_file_and_a_packed_file(ask, tmp_path):
    data = written(profit())
    (tmp_path / "plain.graphml").write_bytes(data)
    (tmp_path / "packed.graphml.gz").write_bytes(gzip.compress(data))
    plain, packed = (
        ask("explain", name, *QUESTION) for name in ("plain.graphml", "packed.graphml.gz")
    )
    assert plain.out.startswith(HEAD)
    assert plain == packed


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "packed"])
def test_standard_input(ask, monkeypatch, pack):
    typed_in(monkeypatch, pack(written(profit())))
    assert ask("explain", "-", *QUESTION).out.startswith(HEAD)


def test_what_is_wrong_with_standard_input(ask, monkeypatch):
    data = written(profit())
    typed_in(monkeypatch, b"")
    one_line(ask("explain", "-", *QUESTION), 1, "standard input, line 1", "not well-formed")
    typed_in(monkeypatch, data[:300])
    one_line(ask("explain", "-", *QUESTION), 1, "standard input, line", "not well-formed")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda packed: packed[:-9],
        lambda packed: packed[:2] + b"no pack at all",
        lambda packed: packed[:20] + b"\xff" * 40 + packed[60:],
        lambda packed: packed[:-8] + bytes(8),
    ],
    ids=["cut", "head", "body", "sum"],
)
def test_packed_standard_input_that_is_spoilt(ask, monkeypatch, spoil):
    typed_in(monkeypatch, spoil(gzip.compress(written(profit()))))
    one_line(ask("explain", "-", *QUESTION), 1, "standard input: it cannot be unpacked as .gz")


def test_a_file_of_another_tool(ask, tmp_path):
    (tmp_path / "gain.graphml").write_text(FOREIGN, encoding="utf-8")
    question = ("explain", "gain.graphml", "--of", "f", "--wrt", "w")
    one_line(ask(*question, "--local", "gain"), 1, "undirected", "--directed")
    one_line(ask(*question, "--directed"), 1, "--local", "'gain'")
    answer = ask(*question, "--local", "gain", "--directed")
    assert answer == (0, "∂f/∂w = ∂f/∂g · ∂g/∂w = 0.5 · 5 = 2.5\n", "")


@pytest.mark.parametrize(
    ("name", "text", "parts"),
    [
        ("graph.dot", "digraph { w -> f }", ["graph.dot, line 1", "what is read here is GraphML"]),
        ("graph.svg", "<svg/>", ["<svg>", "what is read here is GraphML"]),
        ("graph.graphml", "<svg/>", ["<svg>, not <graphml>"]),
        ("graph.graphml.gz", "<graphml/>", ["cannot be unpacked"]),
        ("GRAPH.XML", "", ["GRAPH.XML, line 1"]),
    ],
)
def test_files_that_are_no_graphs(ask, tmp_path, name, text, parts):
    (tmp_path / name).write_text(text, encoding="utf-8")
    one_line(ask("explain", name, *QUESTION), 1, *parts)
