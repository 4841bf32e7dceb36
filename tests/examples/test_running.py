from __future__ import annotations

import pytest

from tests.examples.running import Run, numbers_in, runner

TEXT = "Head:\n  w1 = 2 = 1e-3\n  none\n  b = -4.5\n\nw1 again: 7\n"


@pytest.fixture
def said(tmp_path):
    return Run(0, TEXT, "", tmp_path)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("w1 = −2.5e-3, b2", [-0.0025]),
        ("(0.5)(-1) + 3·-2 = -6.5.", [0.5, -1, 3, -2, -6.5]),
        ("[-18.  -3. .5]", [-18, -3, 0.5]),
        ("a3-1, 2x", [1]),
        ("+5.0000 times, +62.5 %", [5, 62.5]),
    ],
)
def test_numbers_are_told_from_names(text, numbers):
    assert numbers_in(text) == numbers


def test_lines_sections_and_tables(said):
    assert said.line("w1 =") == "  w1 = 2 = 1e-3"
    assert said.numbers("w1 =") == [2, 0.001]
    assert said.numbers("w1 again") == [7]
    assert said.section("Head") == ["  w1 = 2 = 1e-3", "  none", "  b = -4.5"]
    assert said.table("Head") == [[2, 0.001], [-4.5]]


def test_a_line_that_is_not_there_is_an_error(said):
    with pytest.raises(LookupError, match="no line begins with 'w2'"):
        said.line("w2")


def test_a_script_runs_once_in_a_directory_of_its_own(tmp_path):
    run = runner(tmp_path)
    once = run("01_derivative_graph")
    assert run("01_derivative_graph") is once
    assert once.directory.parent == tmp_path
    assert (once.status, once.files()) == (0, {})


def test_a_script_that_fails_says_why(tmp_path):
    failed = runner(tmp_path)("no_such_example")
    assert failed.status != 0
    with pytest.raises(LookupError, match=r"no_such_example\.py"):
        failed.line("anything")
