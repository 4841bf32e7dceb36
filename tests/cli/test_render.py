"""``compose render``, and the pictures that ``derive`` and ``convert`` leave behind."""

from __future__ import annotations

import os
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

import compose
from compose import Graph
from compose.cli.outputs import FORMATS
from compose.formats.dot import to_dot
from compose.formats.mermaid import to_mermaid
from tests.cli.graphs import FOREIGN, profit, typed_in, written
from tests.pages import ROOT

QUESTION = ("--of", "profit", "--wrt", "price")
ENDS = ("profit", "price")
KINDS = {"svg": "<svg", "html": "<!doctype html>", "dot": "digraph {", "mermaid": "flowchart"}


@pytest.fixture
def file(tmp_path):
    (tmp_path / "profit.graphml").write_bytes(written(profit()))
    return "profit.graphml"


def one_line(answer, status, *parts):
    assert (answer.status, answer.out) == (status, "")
    assert answer.err.count("\n") == 1
    assert [part for part in parts if part not in answer.err] == []


@pytest.mark.parametrize(("kind", "begin"), KINDS.items())
def test_each_kind_of_picture(ask, file, tmp_path, kind, begin):
    answer = ask("render", file, f"--{kind}", "picture")
    assert answer == (0, f"The {FORMATS[kind].holds} is in picture.\n", "")
    text = (tmp_path / "picture").read_text(encoding="utf-8")
    assert begin in text[:200].lower()
    assert "revenue" in text


@pytest.mark.parametrize("kind", KINDS)
def test_standard_output_holds_the_same_and_nothing_else(ask, file, tmp_path, kind):
    ask("render", file, f"--{kind}", "picture")
    answer = ask("render", file, f"--{kind}", "-")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out == (tmp_path / "picture").read_text(encoding="utf-8")


def test_several_at_once(ask, file, tmp_path):
    answer = ask("render", file, "--dot", "a.dot", "--mermaid", "a.mmd", "--svg", "a.svg")
    assert answer.out.splitlines() == [
        "The picture is in a.svg.",
        "The DOT text is in a.dot.",
        "The Mermaid text is in a.mmd.",
    ]
    assert (tmp_path / "a.dot").read_text(encoding="utf-8") == to_dot(profit())
    assert (tmp_path / "a.mmd").read_text(encoding="utf-8") == to_mermaid(profit())
    assert ET.parse(tmp_path / "a.svg").getroot().tag.endswith("svg")  # noqa: S314 - ours


def test_a_document_on_standard_output_stays_alone(ask, file):
    answer = ask("render", file, "--dot", "-", "--mermaid", "a.mmd")
    assert answer == (0, to_dot(profit()), "")


def test_a_question_is_highlighted(ask, file):
    wanted = to_dot(profit(), highlight=ENDS)
    assert wanted != to_dot(profit())
    assert ask("render", file, "--dot", "-", *QUESTION).out == wanted
    assert ask("render", file, "--dot", "-", "--highlight", "profit, price").out == wanted


def test_top_says_what_is_left_out(ask, tmp_path):
    graph = Graph()
    for number in range(30):
        graph.add_edge(f"x{number}", "y", float(number))
    (tmp_path / "star.graphml").write_bytes(written(graph))
    answer = ask("render", "star.graphml", "--dot", "-", "--top", "5")
    assert answer.out == to_dot(graph, top=5)
    assert answer.err.startswith("note: ")
    assert "26 of 31 nodes" in answer.err
    assert ask("render", "star.graphml", "--dot", "-").err == ""


def test_standard_input(ask, monkeypatch):
    typed_in(monkeypatch, written(profit()))
    assert ask("render", "-", "--dot", "-").out == to_dot(profit())


def test_a_file_of_another_tool(ask, tmp_path):
    (tmp_path / "gain.graphml").write_text(FOREIGN, encoding="utf-8")
    words = ("render", "gain.graphml", "--dot", "-")
    one_line(ask(*words), 1, "--directed")
    assert '"0.5"' in ask(*words, "--directed", "--local", "gain").out


def test_names_that_are_numbers_are_found_by_their_text(ask, tmp_path):
    graph = Graph()
    graph.add_edge(7, "f", 4)
    (tmp_path / "seven.graphml").write_bytes(written(graph))
    answer = ask("render", "seven.graphml", "--dot", "-", "--highlight", "f,7")
    assert answer.out == to_dot(graph, highlight=("f", 7))


@pytest.mark.parametrize(
    ("words", "status", "parts"),
    [
        ("profit.graphml", 2, ["--svg", "--html", "see 'compose render --help'"]),
        ("profit.graphml --svg - --dot -", 2, ["--svg and --dot both name '-'"]),
        ("profit.graphml --svg a --dot a", 2, ["--svg and --dot both name 'a'"]),
        ("profit.graphml --svg a.svg --of profit", 2, ["--of and --wrt"]),
        ("profit.graphml --svg a.svg --highlight profit", 2, ["--of and --wrt"]),
        ("profit.graphml --svg a.svg --highlight a,b --of c", 2, ["--highlight is"]),
        ("profit.graphml --svg a.svg --top 0", 2, ["--top"]),
        ("profit.graphml --svg a.svg --of profti --wrt price", 1, ["'profti'", "'profit'"]),
        ("profit.graphml --svg a.svg --of price --wrt profit", 1, ["'profit' depends on 'price'"]),
        ("profti.graphml --svg a.svg", 1, ["did you mean 'profit.graphml'?"]),
        ("profit.graphml --svg nowhere/a.svg", 1, ["nowhere/a.svg: No such file"]),
        ("profit.graphml --html nowhere/a.html", 1, ["nowhere/a.html: No such file"]),
        ("profit.graphml --dot .", 1, ["directory"]),
        (". --svg a.svg", 1, ["directory"]),
    ],
)
@pytest.mark.usefixtures("file")
def test_what_is_wrong_is_said_in_one_line(ask, tmp_path, words, status, parts):
    one_line(ask("render", *words.split()), status, *parts)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["profit.graphml"]


def test_an_old_picture_survives_a_failure(ask, file, tmp_path):
    (tmp_path / "a.svg").write_text("old", encoding="utf-8")
    assert ask("render", file, "--svg", "a.svg", "--highlight", "no,nodes").status == 1
    assert (tmp_path / "a.svg").read_text(encoding="utf-8") == "old"
    assert len(list(tmp_path.iterdir())) == 2


def test_derive_draws_what_it_derives(ask, tmp_path):
    words = ("derive", "g = w*x; f = g + b", "--at", "w=-2,x=5,b=3")
    files = ("--graphml", "line.graphml", "--dot", "line.dot")
    answer = ask(*words, "--wrt", "w", *files)
    assert answer.out.endswith("\nThe graph is in line.graphml.\nThe DOT text is in line.dot.\n")
    graph = compose.read_graphml(tmp_path / "line.graphml")
    drawn = (tmp_path / "line.dot").read_text(encoding="utf-8")
    assert drawn == to_dot(graph, highlight=("f", "w"))
    assert ask(*words, "--dot", "-") == (0, to_dot(graph), "")


def test_derive_draws_what_depends_on_nothing(ask):
    answer = ask("derive", "f = 2", "--dot", "-")
    assert answer.out.startswith("digraph {")
    assert "∂f/∂f" not in answer.out


def test_convert_draws_the_way(ask, tmp_path):
    words = ("convert", "5", "mL", "km^3", "--via", "cm^3,m^3")
    answer = ask(*words, "--dot", "way.dot", "--graphml", "way.graphml")
    assert answer.out == "5 mL = 5e-15 km^3\n"
    assert answer.err == "The graph is in way.graphml.\nThe DOT text is in way.dot.\n"
    way = compose.units.graph_between("mL", "km^3", ["cm^3", "m^3"])
    drawn = (tmp_path / "way.dot").read_text(encoding="utf-8")
    assert drawn == to_dot(way, highlight=("km^3", "mL"))
    assert compose.read_graphml(tmp_path / "way.graphml").equals(way)
    assert ask(*words, "--dot", "-") == (0, drawn, "")


def test_convert_draws_facts(ask, tmp_path):
    (tmp_path / "facts.csv").write_text("src,dst,factor\nbox,bottle,12\n", encoding="utf-8")
    answer = ask("convert", "2", "box", "bottle", "--facts", "facts.csv", "--dot", "-")
    assert '"× 12"' in answer.out


def test_convert_draws_one_unit(ask):
    assert '"mL"' in ask("convert", "5", "mL", "mL", "--dot", "-").out


def test_convert_has_one_standard_output(ask):
    answer = ask("convert", "-", "mL", "L", "--dot", "-")
    one_line(answer, 2, "standard output holds the answers or the graph")


@pytest.mark.parametrize(
    "words",
    [
        ("convert", "5", "mL", "kg"),
        ("convert", "-5", "W", "dBm"),
        ("derive", "f = w*x", "--at", "w=1,x=2", "--of", "w", "--wrt", "f"),
        ("derive", "f = w*x", "--at", "w=1"),
    ],
    ids=" ".join,
)
def test_a_wrong_question_leaves_no_file(ask, tmp_path, words):
    one_line(ask(*words, "--graphml", "graph.graphml"), 1)
    assert list(tmp_path.iterdir()) == []


def test_bytes_are_utf_8_whatever_the_terminal(start, file):
    answer = start("render", file, "--dot", "-", *QUESTION, PYTHONIOENCODING="ascii")
    assert answer.status == 0
    assert "∂profit/∂price" in answer.out.decode("utf-8")


def test_a_pipe_from_command_to_command(tmp_path):
    command = f"{sys.executable} -m compose"
    line = (
        f"{command} derive 'f = w*x' --at w=2,x=3 --graphml -"
        f" | {command} export - --format graphml"
        f" | {command} explain - --of f --wrt w"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        ["/bin/sh", "-c", line], cwd=tmp_path, env=environment, capture_output=True, check=False
    )
    assert done.stderr == b""
    assert done.stdout.decode("utf-8") == "∂f/∂w = x = 3\n  f: w * x\n"


@pytest.mark.parametrize("out", ["-", "/dev/stdout"])
def test_a_reader_that_leaves_early_is_no_error(tmp_path, out):
    graph = Graph.from_arrays(list(range(20_000)), list(range(1, 20_001)), [0.5] * 20_000)
    (tmp_path / "chain.graphml").write_bytes(written(graph))
    command = [sys.executable, "-m", "compose", "export", "chain.graphml", out, "--format", "csv"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, **pipes) as writer:
        writer.stdout.readline()
        writer.stdout.close()
        assert writer.stderr.read() == b""
