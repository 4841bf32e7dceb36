from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest

from tests.pages import ROOT

FACTS = """\
src,dst,factor,of,date,note
box,bottle,12,,,
bottle,mL,750,,,supplier sheet
L,kg,0.789 kg/L,ethanol,,at 20 °C
EUR,USD,1.08,,2026-03-01,
EUR,USD,1.11,,2026-06-01,
"""


@pytest.fixture
def facts(tmp_path):
    path = tmp_path / "facts.csv"
    path.write_text(FACTS, encoding="utf-8")
    return path


@pytest.fixture
def stream(ask, monkeypatch):
    """Convert what stands on standard input."""

    def stream(text, *words):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        return ask("convert", "-", *words)

    return stream


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("5 mL km^3", "5 mL = 5e-15 km^3"),
        ("1 mL km^3 --via cm^3,m^3", "1 mL = 1e-15 km^3"),
        ("5 L mL", "5 L = 5000 mL"),
        ("-40 degC degF", "-40 degC = -40 degF"),
        ("-.5 m cm", "-.5 m = -50 cm"),
        ("−40 degC degF", "-40 degC = -40 degF"),
        ("-1e-3 m mm", "-1e-3 m = -1 mm"),
        ("-inf m mm", "-inf m = -inf mm"),
        ("2/3 h min", "2/3 h = 40 min"),
        ("--exact 5 mL km^3", "5 mL = 1/200000000000000 km^3"),
        ("0.1 yard inch --exact", "0.1 yard = 18/5 inch"),
        ("1 turn degree", "1 turn = 360 degree"),
        ("1e307 km mm", "1e307 km = inf mm"),
        ("25 mile/gallon L/100km --reciprocal", "25 mile/gallon = 9.408583333333333 L/100km"),
        ("36 km.h-1 m.s-1", "36 km.h-1 = 10 m.s-1"),
        ("60 rpm turn/s --strict", "60 rpm = 1 turn/s"),
    ],
)
def test_prints_one_line(ask, words, line):
    answer = ask("convert", *words.split())
    assert (answer.status, answer.out) == (0, line + "\n")


def test_value_is_rounded_once(ask):
    # 0.1 as a float, times 3600 and rounded again, would be as good by luck; a third is not.
    assert ask("convert", "1/3", "h", "s").out == "1/3 h = 1200 s\n"
    assert ask("convert", "0.07", "km", "mm").out == "0.07 km = 70000 mm\n"


def test_exact_is_exact_where_floats_are_not(ask):
    digits = "0.1000000000000000000000000000001"
    answer = ask("convert", digits, "m", "cm", "--exact").out
    assert answer == f"{digits} m = {10**30 + 1}/{10**29} cm\n"


def test_explain_shows_the_way(ask):
    answer = ask("convert", "5", "mL", "km^3", "--via", "cm^3,m^3", "--explain")
    first, empty, *reasons = answer.out.splitlines()
    assert (first, empty) == ("5 mL = 5e-15 km^3", "")
    text = " ".join(" ".join(reasons).split())
    assert "mL → cm^3 → m^3 → km^3" in text
    assert "1 · 1/1000000 · 1/1000000000" in text


@pytest.mark.parametrize(
    ("words", "status", "parts"),
    [
        ("5 mL km^4", 1, ["[length] ** 3", "[length] ** 4"]),
        ("5 mL kg", 1, ["milliliter", "kilogram"]),
        ("5 mL kilometr", 1, ["'kilometr' is not a unit", "'kilometer'"]),
        ("5 mL L --via kg", 1, ["kilogram"]),
        ("1 turn radian --exact", 1, ["irrational"]),
        ("inf m mm --exact", 1, ["inf is no fraction"]),
        ("five mL L", 2, ["'five' is no number", "VALUE"]),
        ("5mL L kL", 2, ["write the unit apart: 5 mL"]),
        ("0,5 mL L", 2, ["'0,5' is no number"]),
        ("1/0 mL L", 2, ["'1/0' is no number"]),
        ("1e400 mL L", 2, ["no larger than 1e307"]),
        ("1e999999999999 mL L", 2, ["no larger than 1e307"]),
        ("1e307/1e-307 mL L", 2, ["no larger than 1e307"]),
        ("5 mL", 2, ["Missing argument 'TO'"]),
        ("5 mL L --exat", 2, ["'--exat'", "'--exact'"]),
        ("5 mL L --via cm^3,,m^3", 2, ["empty name"]),
        ("5 mL L --of ethanol", 2, ["--facts FILE"]),
        ("5 mL L --at 2026-01-01", 2, ["--facts FILE"]),
        ("- mL L --explain", 2, ["--explain"]),
        ("60 rpm Hz --strict", 1, ["radian is dropped"]),
        ("25 mile/gallon L/100km", 1, ["reciprocal"]),
        ("5 gpm L/s", 1, ["'gpm' is not a unit", "gallon/min"]),
        ("5 C F", 1, ["coulomb", "farad", "degC"]),
        ("1 box L --facts nothing.csv", 1, ["nothing.csv"]),
    ],
)
def test_what_is_wrong_is_said_in_one_line(ask, words, status, parts):
    answer = ask("convert", *words.split())
    assert (answer.status, answer.out) == (status, "")
    assert answer.err.startswith("compose")
    assert answer.err.count("\n") == 1
    assert [part for part in parts if part not in answer.err] == []


def test_a_number_too_long_to_write_out_is_refused(ask):
    answer = ask("convert", "0." + "1" * 5_000, "m", "cm", "--exact")
    assert answer.status == 2


def test_loads_nothing_that_it_does_not_use(start):
    answer = start("convert", "5", "mL", "km^3", "--explain", before=["-X", "importtime"])
    assert answer.status == 0
    loaded = {line.rpartition("|")[2].strip() for line in answer.err.splitlines()}
    assert {"click", "numpy", "pint"} <= loaded
    assert loaded & {"matplotlib", "networkx", "numba", "rich"} == set()


@pytest.mark.parametrize("words", ["5 mL km^3", "37 degC degF --exact", "2 kg*m/s**2 N"])
def test_a_plain_conversion_has_no_notes(ask, words):
    assert ask("convert", *words.split()).err == ""


@pytest.mark.parametrize(
    ("words", "out", "notes"),
    [
        ("1 cup mL", "1 cup = 236.5882365 mL\n", ["'cup' is cup = pint / 2"]),
        ("1 gal/year pt/year", None, ["'gal' is", "'year' is", "'pt' is"]),
        ("60 rpm Hz", "60 rpm = 6.283185307179586 Hz\n", ["radian is dropped"]),
        ("1 Hz rad/s", "1 Hz = 1 rad/s\n", ["radian is added"]),
    ],
)
def test_notes_stand_apart_from_the_answer(ask, words, out, notes):
    answer = ask("convert", *words.split())
    assert answer.status == 0
    assert out in (None, answer.out)
    lines = answer.err.splitlines()
    assert len(lines) == len(notes)
    for line, note in zip(lines, notes, strict=True):
        assert line.startswith("note: ")
        assert note in line


def test_an_explanation_holds_the_notes_and_the_value(ask):
    answer = ask("convert", "2", "cup", "mL", "--explain")
    assert answer.err == ""
    assert "  note: 'cup' is cup = pint / 2" in answer.out
    assert "\n  2 cup × (" in answer.out


@pytest.mark.parametrize("words", [["60", "rpm", "Hz", "--strict"], ["9", "mile/gal", "L/km"]])
def test_an_explanation_is_refused_where_the_answer_is(ask, words):
    answer = ask("convert", *words, "--explain")
    assert (answer.status, answer.out) == (1, "")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("2 box L", "2 box = 18 L"),
        ("2 box kg --of ethanol", "2 box = 14.202 kg"),
        ("100 EUR USD", "100 EUR = 111 USD"),
        ("100 EUR USD --at 2026-04-15", "100 EUR = 108 USD"),
        ("1 box mL --via bottle --exact", "1 box = 9000 mL"),
    ],
)
def test_facts_of_one_s_own(ask, facts, words, line):
    assert ask("convert", *words.split(), "--facts", facts.name) == (0, line + "\n", "")


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("1 box kg", ["box", "kg"]),
        ("1 box kg --of ethnaol", ["'ethnaol'", "'ethanol'"]),
        ("1 EUR USD --at 2026-01-01", ["EUR"]),
        ("1 EUR USD --at yesterday", ["yesterday"]),
        ("1 boxx L", ["'boxx'", "'box'"]),
    ],
)
def test_what_facts_do_not_answer(ask, facts, words, parts):
    answer = ask("convert", *words.split(), "--facts", facts.name)
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.count("\n") == 1
    assert [part for part in parts if part not in answer.err] == []


def test_bad_facts_are_all_told_in_one_line(ask, tmp_path):
    text = "src,dst,factor\nbox,bottle,0\nbottle,mL,750\nbox,,3\n"
    (tmp_path / "bad.csv").write_text(text, encoding="utf-8")
    answer = ask("convert", "1", "bottle", "mL", "--facts", "bad.csv")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.count("\n") == 1
    assert "bad.csv: 2 rows cannot be taken" in answer.err
    assert [part for part in ("line 2: ", "; line 4: ") if part not in answer.err] == []


def test_a_stream_is_answered_line_by_line(stream):
    answer = stream("100\n-40\n0.5\n", "degC", "degF")
    assert answer == (0, "212\n-40\n32.9\n", "")


def test_a_stream_of_fractions(stream):
    assert stream("1/3\n0.1\n", "h", "s", "--exact") == (0, "1200\n360\n", "")


def test_bad_lines_keep_their_place_and_are_told(stream):
    answer = stream("\ufeff1\n\nfive\n 2 \r\n1,5\ninf", "m", "cm")
    assert answer.status == 1
    assert answer.out == "100\n\n\n200\n\ninf\n"
    first, second, last = answer.err.splitlines()
    assert first.startswith("line 3: 'five' is no number")
    assert second.startswith("line 5: '1,5' is no number")
    assert last == "compose: 2 lines were not converted"


def test_a_line_that_has_no_exact_answer(stream):
    answer = stream("1\ninf\n2\n", "m", "cm", "--exact")
    assert (answer.status, answer.out) == (1, "100\n\n200\n")
    assert "line 2: inf is no fraction" in answer.err


def test_a_stream_is_not_read_where_the_question_is_wrong(stream):
    answer = stream("1\n2\n", "m", "kg")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.count("\n") == 1


def test_notes_on_a_stream_are_told_once(stream):
    answer = stream("1\n2\n", "cup", "mL")
    assert answer.out == "236.5882365\n473.176473\n"
    assert answer.err.count("note: ") == 1


def test_an_empty_stream(stream):
    assert stream("", "m", "cm") == (0, "", "")


def test_a_stream_of_bytes_that_are_no_text(tmp_path):
    words = [sys.executable, "-m", "compose", "convert", "-", "m", "cm"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipes = {"input": b"1\n\xff\xfe\n2\n", "capture_output": True}
    done = subprocess.run(words, cwd=tmp_path, env=environment, check=False, **pipes)
    assert (done.returncode, done.stdout) == (1, b"100\n\n200\n")
    assert b"Traceback" not in done.stderr
