from __future__ import annotations

import compose

LINE = ("derive", "g = w*x; f = g + b")
AT = ("--at", "w=-2", "--at", "x=5", "--at", "b=3")

LINE_WORKED_OUT = """\
Forward: values, from the inputs on ────────────────────────────────────────────
w = -2
x = 5
b = 3
g = w * x = -10
f = g + b = -7

Local derivatives: one on each edge ────────────────────────────────────────────
∂g/∂w = x = 5
∂g/∂x = w = -2
∂f/∂g = 1
∂f/∂b = 1

Chain rule: multiply along each path, add across the branches ──────────────────
∂f/∂w = ∂f/∂g · ∂g/∂w = 1 · 5 = 5
∂f/∂x = ∂f/∂g · ∂g/∂x = 1 · (-2) = -2
∂f/∂b = 1

Gradient of f ──────────────────────────────────────────────────────────────────
∂f/∂w =  5
∂f/∂x = -2
∂f/∂b =  1
"""


def test_shows_the_working(ask):
    assert ask(*LINE, *AT, "--of", "f") == (0, LINE_WORKED_OUT, "")


def test_the_last_formula_is_derived_by_default(ask):
    assert ask(*LINE, "--at", "w=-2,x=5, b=3").out == LINE_WORKED_OUT


def test_only_what_is_asked_for(ask):
    lines = ask(*LINE, *AT, "--of", "f", "--wrt", "w").out.splitlines()
    assert lines[-1] == "∂f/∂w = 5"
    assert not any("∂f/∂x" in line for line in lines)
    several = ask(*LINE, *AT, "--wrt", "b,g", "--wrt", "w").out.splitlines()
    assert several[-3:] == ["∂f/∂b = 1", "∂f/∂g = 1", "∂f/∂w = 5"]


def test_an_input_without_influence_has_derivative_zero(ask):
    answer = ask(*LINE, *AT, "--at", "z=1", "--of", "g")
    assert answer.status == 0
    assert "∂g/∂z =  0" in answer.out
    assert "∂g/∂b =  0" in answer.out


def test_a_name_asked_twice_is_answered_once(ask):
    once = ask(*LINE, *AT, "--wrt", "w,x")
    assert ask(*LINE, *AT, "--wrt", "w,x,w", "--wrt", "x") == once


def test_a_formula_without_names_depends_on_nothing(ask):
    answer = ask("derive", "f = 3")
    assert answer.status == 0
    assert "f depends on nothing" in answer.out
    assert "∂" not in answer.out


def test_constants_keep_their_names(ask):
    answer = ask("derive", "f = e**x + pi*ln(x)", "--at", "x=1")
    assert "v1 = e**x = 2.71828" in answer.out
    assert "∂v1/∂x = e**x * log(e) = 2.71828" in answer.out
    assert "v3 = pi * v2 = 0" in answer.out


def test_branches_are_added(ask):
    answer = ask("derive", "y = x*exp(-x)", "--at", "x=1", "--wrt", "x")
    assert "the sum over 2 paths" in answer.out
    assert "+50 %" in answer.out
    assert "-50 %" in answer.out
    assert answer.out.splitlines()[-1] == "∂y/∂x = 0"


def test_parallel_edges_stay_apart(ask):
    lines = ask("derive", "y = x*x", "--at", "x=3").out.splitlines()
    assert lines.count("∂y/∂x = x = 3") == 2
    assert lines[-1] == "∂y/∂x = 6"


def test_no_line_is_wider_than_the_screen(ask):
    formulas = "a = x*y; b = a*a + sin(x); c = exp(b/50) * b; d = c + a*b - tanh(c); e1 = d*d*x"
    answer = ask("derive", formulas, "--at", "x=1.25,y=0.3333")
    assert answer.status == 0
    assert max(map(len, answer.out.splitlines())) <= 80
    assert [line for line in answer.out.splitlines() if line != line.rstrip()] == []


def test_graph_is_written(ask, tmp_path):
    answer = ask(*LINE, *AT, "--graphml", "line.graphml")
    assert answer.out == LINE_WORKED_OUT + "\nThe graph is in line.graphml.\n"
    graph = compose.read_graphml(tmp_path / "line.graphml")
    assert graph.gradient("f") == {"w": 5.0, "x": -2.0, "b": 1.0}
    assert graph.node("g").value == -10.0


def wrong(answer, status, *parts):
    assert (answer.status, answer.out) == (status, "")
    assert answer.err.count("\n") == 1
    assert [part for part in parts if part not in answer.err] == []


def test_names_that_are_none(ask):
    wrong(ask(*LINE, *AT, "--of", "ff"), 1, "no node 'ff'", "did you mean 'f'?")
    wrong(ask(*LINE, *AT, "--wrt", "w,xx"), 1, "no node 'xx'", "'x'")
    wrong(ask("derive", "f = wight*x", "--at", "weight=1,x=2"), 1, "'wight'", "'weight'")


def test_a_swapped_question(ask):
    wrong(ask(*LINE, *AT, "--of", "w", "--wrt", "f"), 1, "derivative('f', 'w')")


def test_formulas_that_are_none(ask):
    wrong(ask("derive", "f = w*", "--at", "w=1"), 1, "column")
    wrong(ask("derive", ""), 1, "no formula")
    wrong(ask("derive", "f = __import__('os')"), 1, "column")


def test_assignments_that_are_none(ask):
    wrong(ask(*LINE, "--at", "w"), 2, "'w' gives no value", "w=-2")
    wrong(ask(*LINE, "--at", "w=one"), 2, "'one' is no number")
    wrong(ask(*LINE, "--at", "w=1", "--at", "w=2"), 2, "'w' is given twice, as 1 and 2")


def test_a_directory_that_is_not_there(ask):
    wrong(ask(*LINE, *AT, "--graphml", "nowhere/line.graphml"), 1, "nowhere")
