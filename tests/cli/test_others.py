"""Every option of ``compose convert`` and ``compose units``, as people type them."""

from __future__ import annotations

import io

import pytest

from compose.cli.wording import as_typed

FACTS = """src,dst,factor,of,note,date
box,bottle,12,,sheet 3,
bottle,mL,750,,,
L,kg,0.789 kg/L,ethanol,,
USD,EUR,0.92,,,2026-01-31
USD,EUR,0.95,,,2026-02-28
"""


@pytest.fixture
def facts(tmp_path):
    (tmp_path / "facts.csv").write_text(FACTS, encoding="utf-8")
    return "--facts", "facts.csv"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("5 mL km^3", "5 mL = 5e-15 km^3"),
        ("-40 degF degC", "-40 degF = -40 degC"),
        ("-- -5 mL L", "-5 mL = -0.005 L"),
        ("-5e-3 mL L", "-5e-3 mL = -5e-06 L"),
        ("-.5 mL L", "-.5 mL = -0.0005 L"),
        ("1/3 ft m --exact", "1/3 ft = 127/1250 m"),
        ("0.1 ft m --exact", "0.1 ft = 381/12500 m"),
        ("30 dBm W", "30 dBm = 1 W"),
        ("30 dBm W --exact", "30 dBm = 1 W"),
        ("1 turn degree --exact", "1 turn = 360 degree"),
        ("30 mpg L/100km --reciprocal", "30 mpg = 7.840486111111111 L/100km"),
        ("50 Hz ms --reciprocal --exact", "50 Hz = 20 ms"),
        ("--strict 60 rpm turn/s", "60 rpm = 1 turn/s"),
        ("nan mL L", "nan mL = nan L"),
        ("-inf mL L", "-inf mL = -inf L"),
        ("20 degrees_C K", "20 degrees_C = 293.15 K"),
        ("7 pH_scale nmol/L", "7 pH_scale = 100 nmol/L"),
        ("5 L/100km km/L --reciprocal", "5 L/100km = 20 km/L"),
    ],
)
def test_answers(ask, words, line):
    answer = ask("convert", *words.split())
    assert answer.status == 0
    assert answer.out.splitlines()[0] == line
    assert all(note.startswith("note: ") for note in answer.err.splitlines())


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("2 box L", "2 box = 18 L"),
        ("2 box kg --of ethanol", "2 box = 14.202 kg"),
        ("2 box kg --of ethanol --exact", "2 box = 7101/500 kg"),
        ("100 USD EUR", "100 USD = 95 EUR"),
        ("100 USD EUR --at 2026-02-27", "100 USD = 92 EUR"),
        ("100 EUR/box USD/bottle --at 2026-01-31 --exact", None),
        ("1 box L --via bottle,mL", "1 box = 9 L"),
    ],
)
def test_answers_with_facts(ask, facts, words, line):
    answer = ask("convert", *words.split(), *facts)
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.strip() == (line or "100 EUR/box = 625/69 USD/bottle")


def test_the_way_with_facts(ask, facts):
    answer = ask("convert", "2", "box", "kg", "--of", "ethanol", "--explain", *facts)
    assert answer.status == 0
    assert "box → bottle → mL → L → kg" in answer.out
    assert "sheet 3" in answer.out
    assert "(14.202 ± 0.009) kg" in answer.out


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        ("100 rpm Hz --strict", 1, "; --strict"),
        ("1 turn rad --exact", 1, "ask without --exact"),
        ("30 mpg L/100km", 1, "--reciprocal converts it"),
        ("5 mL kg", 1, "a row from 'mL' to 'kg' in the FILE of --facts"),
        ("5 foo L", 1, "did you mean 'foot'?"),
        ("1 KGM lb", 1, "write kg"),
        ("100 USD EUR", 1, "rate of your own"),
        ("0 s Hz --reciprocal", 1, "pole"),
        ("5 mL", 2, "Missing argument 'TO'"),
        ("5mL L kg", 2, "write the unit apart: 5 mL"),
        ("1,5 mL L", 2, "is no number"),
        ("1e999 mL L", 2, "no larger than 1e307"),
        ("5 mL L --of ethanol", 2, "add --facts FILE"),
        ("5 mL L --at 2026-01-01", 2, "add --facts FILE"),
        ("5 mL L --via ,", 2, "empty name"),
        ("5 mL L --nonsense", 2, "No such option"),
        ("- mL L --explain", 2, "--explain goes with one value"),
        ("- mL L --facts -", 2, "and not both"),
        ("5 mL L --facts nowhere.csv", 1, "No such file"),
        ("5 degC K --via mL", 1, "no factor leads"),
    ],
)
def test_refusals_are_one_line(ask, words, status, message):
    answer = ask("convert", *words.split())
    assert (answer.status, answer.out) == (status, "")
    assert answer.err.startswith("compose")
    assert answer.err.count("\n") == 1
    assert message in answer.err
    assert "=True" not in answer.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("100 USD EUR --at 2025-12-31", "'USD' to 'EUR' in the FILE of --facts"),
        ("100 USD EUR --at someday", "no date"),
        ("2 box kg --of etanol", "did you mean 'ethanol'?"),
        ("2 box kg", "--of ethanol would lead there"),
        ("2 boxes L", "did you mean 'box'?"),
    ],
)
def test_refusals_with_facts(ask, facts, words, message):
    answer = ask("convert", *words.split(), *facts)
    assert (answer.status, answer.out) == (1, "")
    assert message in answer.err


def test_a_stream(ask, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n\n2.5\nabc\n-3\n1/3\n"))
    answer = ask("convert", "-", "mL", "L", "--exact")
    assert answer.status == 1
    assert answer.out == "1/1000\n\n1/400\n\n-3/1000\n1/3000\n"
    first, last = answer.err.splitlines()
    assert first.startswith("line 4: 'abc' is no number")
    assert last == "compose: 1 line was not converted"


def test_a_stream_names_options_as_they_are_typed(ask, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n0\n"))
    answer = ask("convert", "-", "turn", "rad", "--exact")
    assert answer.status == 1
    assert "ask without --exact" in answer.err


def test_facts_from_standard_input(ask, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(FACTS))
    answer = ask("convert", "2", "box", "L", "--facts", "-")
    assert (answer.status, answer.out) == (0, "2 box = 18 L\n")


def test_an_audit_of_standard_input(ask, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{FACTS}box,L,9.5,,,\ncrate,pallet,,,,\n"))
    answer = ask("units", "audit", "-")
    assert answer.status == 1
    assert "1 mismatch" in answer.out
    assert "(lines 2, 3, 7)" in answer.out
    assert "-, line 8: " in answer.err
    assert "a row from 'crate' to 'pallet' in the FILE of --facts" in answer.err


def test_debug_shows_the_traceback(start):
    shown = start("--debug", "convert", "5", "mL", "kg")
    assert shown.status == 1
    assert "Traceback" in shown.err
    assert "Traceback" not in start("convert", "5", "mL", "kg").err


@pytest.mark.parametrize(
    ("message", "typed"),
    [
        ("strict=True", "--strict"),
        ("a of='ethanol' would lead there", "a --of ethanol would lead there"),
        ("c.add('a', 'b', …)", "a row from 'a' to 'b' in the FILE of --facts"),
        ("restrict=True is left alone", "restrict=True is left alone"),
    ],
)
def test_wording(message, typed):
    assert as_typed(message) == typed
