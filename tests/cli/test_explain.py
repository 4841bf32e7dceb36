from __future__ import annotations

import pytest

import compose
from compose import Graph


@pytest.fixture
def file(tmp_path):
    graph = Graph()
    graph.add_edge("w", "g", 5)
    graph.add_edge("x", "g", -2)
    graph.add_edge("g", "f", 1)
    graph.add_edge("w", "f", 3)
    graph.add_edge(7, "f", 4)
    compose.write_graphml(graph, tmp_path / "graph.graphml")
    return "graph.graphml"


def test_a_single_path_is_one_line(ask, file):
    answer = ask("explain", file, "--of", "f", "--wrt", "x")
    assert answer == (0, "∂f/∂x = ∂f/∂g · ∂g/∂x = 1 · (-2) = -2\n", "")


def test_branches_have_shares(ask, file):
    answer = ask("explain", file, "--of", "f", "--wrt", "w")
    assert answer.status == 0
    assert answer.out.startswith("∂f/∂w = 8, the sum over 2 paths\n")
    assert "+62.5 %" in answer.out
    assert "+37.5 %" in answer.out


def test_top_leaves_the_rest_to_a_sum(ask, file):
    answer = ask("explain", file, "--of", "f", "--wrt", "w", "--top", "1")
    assert "w → g → f" in answer.out
    assert "w → f" not in answer.out
    assert "1 more" in answer.out


def test_a_name_that_is_a_number_is_found_by_its_text(ask, file):
    assert ask("explain", file, "--of", "f", "--wrt", "7").out == "∂f/∂7 = 4\n"


@pytest.mark.parametrize(
    ("words", "status", "parts"),
    [
        ("graph.graphml --of ff --wrt w", 1, ["no node 'ff'", "'f'"]),
        ("graph.graphml --of w --wrt f", 1, ["'f' depends on 'w'"]),
        ("grpah.graphml --of f --wrt w", 1, ["grpah.graphml", "did you mean 'graph.graphml'?"]),
        ("nothing.txt --of f --wrt w", 1, ["nothing.txt: No such file"]),
        (". --of f --wrt w", 1, ["directory"]),
        ("broken.graphml --of f --wrt w", 1, ["broken.graphml", "line 1"]),
        ("graph.graphml --of f", 2, ["Missing option '--wrt'"]),
        ("graph.graphml --of f --wrt w --top 0", 2, ["--top"]),
    ],
)
@pytest.mark.usefixtures("file")
def test_what_is_wrong_is_said_in_one_line(ask, tmp_path, words, status, parts):
    (tmp_path / "broken.graphml").write_text("<graphml><graph>", encoding="utf-8")
    answer = ask("explain", *words.split())
    assert (answer.status, answer.out) == (status, "")
    assert answer.err.count("\n") == 1
    assert [part for part in parts if part not in answer.err] == []


def test_names_cannot_write_to_the_terminal(ask, tmp_path):
    graph = Graph()
    graph.add_edge("\x1b[2J", "[red]f[/red]", 2)
    compose.write_graphml(graph, tmp_path / "odd.graphml")
    answer = ask("explain", "odd.graphml", "--of", "[red]f[/red]", "--wrt", "\x1b[2J")
    assert answer.status == 0
    assert "\x1b" not in answer.out
    assert "[red]f[/red]" in answer.out
