from __future__ import annotations

import shlex
from fractions import Fraction

import pytest

import compose

BEGINNING = """\
dX/dY: multiply along each path, add across the branches.

1. A derivative: f = w·x + b at w = -2, x = 5, b = 3 ───────────────────────────
Forward, from the inputs to f:
  g = w * x = -10
  f = g + b = -7
Each edge carries a local derivative, an expression and its value:
  ∂g/∂w = x = 5
  ∂g/∂x = w = -2
  ∂f/∂g = 1
  ∂f/∂b = 1
The chain rule, backwards from f, multiplies them along each path:
  ∂f/∂w = ∂f/∂g · ∂g/∂w = 1 · 5 = 5
  ∂f/∂x = ∂f/∂g · ∂g/∂x = 1 · (-2) = -2
  ∂f/∂b = 1
One sweep backwards gives the whole gradient: 5, -2, 1.
Check: nudge w from -2 to -1, and f goes from -7 to -2:
  Δf = 5 = ∂f/∂w · Δw = 5 · 1
"""

END = """\
Files ──────────────────────────────────────────────────────────────────────────
compose-demo/line.graphml holds f = w·x + b, with its values and expressions.
compose-demo/profit.graphml holds the shop and its three branches.
compose-demo/volume.graphml holds the way from mL to km^3, in exact fractions.

Next ───────────────────────────────────────────────────────────────────────────
compose derive "y = x*exp(-x)" --at x=1
compose explain compose-demo/profit.graphml --of profit --wrt price --top 2
compose render compose-demo/profit.graphml --html profit.html
compose convert -40 degC degF --explain
"""


@pytest.fixture
def lesson(ask):
    answer = ask("demo")
    assert (answer.status, answer.err) == (0, "")
    return answer.out


def test_begins_with_a_derivative(lesson):
    assert lesson.startswith(BEGINNING)


def test_adds_branches_that_cancel(lesson):
    rows = [" ".join(line.split()) for line in lesson.splitlines()]
    assert "∂profit/∂price = 32, the sum over 3 paths" in rows
    assert "+53.6 % 60 price → revenue → profit 1 · 60" in rows
    assert "-35.7 % -40 price → sold → revenue → profit 1 · 10 · (-4)" in rows
    assert "+10.7 % 12 price → sold → cost → profit -1 · 3 · (-4)" in rows
    assert "Yes, up to 14: there the products -56, 44, 12 cancel, their sum is 0, and no" in rows


def test_converts_by_the_same_engine(lesson):
    text = " ".join(lesson.split())
    assert "mL → cm^3 → m^3 → km^3 = 1 · 1/1000000 · 1/1000000000" in text
    assert "1 mL = 1e-15 km^3, 5 mL = 5e-15 km^3." in text


def test_ends_with_files_and_what_to_try(lesson):
    assert lesson.endswith(END)


def test_fits_the_screen(lesson):
    lines = lesson.splitlines()
    assert max(map(len, lines)) <= 80
    assert len(lines) <= 60
    assert [line for line in lines if line != line.rstrip()] == []


@pytest.mark.usefixtures("lesson")
def test_files_read_back(tmp_path):
    line, profit, volume = (
        compose.read_graphml(tmp_path / "compose-demo" / f"{name}.graphml")
        for name in ("line", "profit", "volume")
    )
    assert line.gradient("f") == {"w": 5.0, "x": -2.0, "b": 1.0}
    assert [line.node(name).value for name in "wxbgf"] == [-2.0, 5.0, 3.0, -10.0, -7.0]
    assert profit.gradient("profit") == {"price": 32}
    assert volume.derivative("km^3", "mL") == Fraction(1, 10**15)


@pytest.mark.usefixtures("lesson")
def test_files_read_back_as_what_was_written(ask, tmp_path):
    ask("demo", "--out", "again and again")
    for file in sorted((tmp_path / "compose-demo").iterdir()):
        again = tmp_path / "again and again" / file.name
        assert again.read_bytes() == file.read_bytes()
        graph = compose.read_graphml(file)
        compose.write_graphml(graph, tmp_path / "copy.graphml")
        assert (tmp_path / "copy.graphml").read_bytes() == file.read_bytes()
        assert compose.read_graphml(again).equals(graph)


def test_the_commands_it_names_work(ask, lesson):
    commands = lesson.partition("Next ")[2].splitlines()[1:]
    assert len(commands) == 4
    for command in commands:
        program, *words = shlex.split(command)
        assert program == "compose"
        assert ask(*words).status == 0


def test_another_directory_is_named_as_a_shell_reads_it(ask):
    answer = ask("demo", "--out", "my lesson")
    assert "\nmy lesson/profit.graphml holds" in answer.out
    assert "compose explain 'my lesson/profit.graphml' --of" in answer.out


def test_a_file_in_the_way(ask, tmp_path):
    (tmp_path / "compose-demo").write_text("mine", encoding="utf-8")
    answer = ask("demo")
    assert answer.status == 1
    assert answer.err == "compose: compose-demo: File exists\n"
    assert (tmp_path / "compose-demo").read_text(encoding="utf-8") == "mine"
