from __future__ import annotations

import pytest


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
        ("0.1 mile yard --exact", "0.1 mile = 176 yard"),
        ("1 turn degree", "1 turn = 360 degree"),
        ("1e307 km mm", "1e307 km = inf mm"),
    ],
)
def test_prints_one_line(ask, words, line):
    assert ask("convert", *words.split()) == (0, line + "\n", "")


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
