"""Radians, cycles, bits and counts that come or go: said in a note, refused when strict."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from compose import units
from compose.errors import ConversionError
from compose.units import ConversionGraph

F = Fraction
TURN = 2 * math.pi

CROSSING = [
    ("rpm", "Hz", TURN / 60, "radian is dropped"),
    ("Hz", "rpm", 60 / TURN, "radian is added"),
    ("cycle/s", "Hz", TURN, "a turn as 2π"),
    ("deg/s", "Hz", TURN / 360, "radian is dropped"),
    ("rps", "1/min", 60 * TURN, "radian is dropped"),
    ("lumen", "cd", 1.0, "radian ** 2 is dropped"),
    ("lx", "cd/m^2", 1.0, "radian ** 2 is dropped"),
    ("W/sr", "W", 1.0, "radian ** 2 is added"),
    ("N*m/rad", "J", 1.0, "radian is added"),
    ("J/turn", "N*m", 1 / TURN, "radian is added"),
    ("rad/s^2", "1/s^2", 1.0, "radian is dropped"),
    ("turn", "%", 100 * TURN, "radian is dropped"),
    ("mm/m", "mrad", 1.0, "radian is added"),
    ("count/min", "Hz", 1 / 60, "count is dropped"),
    ("Bq", "Hz", 1.0, "count is dropped"),
    ("Ci", "1/ns", 37.0, "count is dropped"),
    ("Hz", "count/h", 3600.0, "count is added"),
    ("bit/s", "Hz", 1.0, "bit is dropped"),
    ("byte", "count", 8.0, "bit is dropped"),
    ("Mbit/kJ", "1/J", 1000.0, "bit is dropped"),
    ("rad*count", "1", 1.0, "radian is dropped"),
]
STAYING = [
    ("rpm", "rad/s", TURN / 60),
    ("rpm", "turn/s", 1 / 60),
    ("deg/s", "arcmin/s", 60.0),
    ("lm", "cd*sr", 1.0),
    ("lx", "lm/cm^2", 1e-4),
    ("sr", "rad^2", 1.0),
    ("deg^2", "sr", (TURN / 360) ** 2),
    ("bit/s", "Bd", 1.0),
    ("MiB/s", "Mbit/s", 8.388608),
    ("Bq", "count/s", 1.0),
    ("count/min", "count/h", 60.0),
    ("N*m/rad", "J/deg", TURN / 360),
    ("ppm", "%", 1e-4),
    ("m/km", "1", 1e-3),
    ("g/kg", "percent", 0.1),
    ("dB", "1", 10**0.1),
    ("mole/mole", "1", 1.0),
    ("J/(kg*K)", "m^2/(s^2*K)", 1.0),
]


@pytest.mark.parametrize(("src", "dst", "expected", "note"), CROSSING)
def test_what_comes_or_goes_is_noted(src, dst, expected, note):
    assert units.convert(1, src, dst) == pytest.approx(expected, rel=1e-15)
    assert any(note in line for line in units.converter(src, dst).notes)
    assert note in " ".join(str(units.explain(src, dst, value=2)).split())


@pytest.mark.parametrize(("src", "dst", "note"), [(s, d, n) for s, d, _, n in CROSSING])
@pytest.mark.parametrize("question", ["convert", "factor", "converter", "explain"])
def test_strict_refuses_it(question, src, dst, note):
    value = [1] if question == "convert" else []
    with pytest.raises(ConversionError) as caught:
        getattr(units, question)(*value, src, dst, strict=True)
    assert "strict" in str(caught.value)
    if "turn" not in note:
        assert note in str(caught.value)


@pytest.mark.parametrize(("src", "dst", "expected"), STAYING)
def test_strict_takes_what_stays(src, dst, expected):
    assert units.convert(1, src, dst, strict=True) == pytest.approx(expected, rel=1e-15)
    assert not any("counts as the number 1" in n for n in units.converter(src, dst).notes)


def test_strict_is_asked_anew_after_a_plain_answer():
    assert units.convert(60.0, "rpm", "Hz") == TURN
    with pytest.raises(ConversionError):
        units.convert(60.0, "rpm", "Hz", strict=True)
    assert units.convert(60.0, "rpm", "Hz") == TURN


def test_facts_say_themselves_what_counts():
    c = ConversionGraph()
    c.add("tablet", "count", 1)
    c.add("blister", "tablet", 10)
    assert c.convert(3, "blister/day", "count/week", strict=True) == 210
    with pytest.raises(ConversionError, match="count is dropped"):
        c.convert(3, "blister/day", "1/week", strict=True)


def test_a_fact_about_bits_crosses_by_itself():
    c = ConversionGraph()
    c.add("symbol", "bit", 4)
    c.add("burst", "symbol", 148)
    assert c.convert(F(1, 2), "burst/ms", "kbit/s", strict=True) == 296


def test_a_pitch_states_how_a_screw_turns():
    c = ConversionGraph()
    c.add("turn", "mm", F(5, 4), of="screw")
    assert c.convert(F(90), "deg", "mm", of="screw") == F(5, 16)
    assert c.convert(8, "turn/s", "mm/s", of="screw", strict=True) == 10
    with pytest.raises(ConversionError):
        c.convert(8, "turn/s", "mm/s")
