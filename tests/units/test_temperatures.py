"""Scales whose zero is elsewhere: fixed points, round trips, differences."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose import units
from compose.errors import ConversionError

# One temperature a row, on every scale: absolute zero, where °C and °F agree, ice, steam.
SCALES = ("degC", "degF", "K", "degR", "degRe")
POINTS = [
    ("-273.15", "-459.67", "0", "0", "-218.52"),
    ("-40", "-40", "233.15", "419.67", "-32"),
    ("0", "32", "273.15", "491.67", "0"),
    ("37", "98.6", "310.15", "558.27", "29.6"),
    ("100", "212", "373.15", "671.67", "80"),
]
PAIRS = [
    (source, Fraction(point[i]), target, Fraction(point[j]))
    for point in POINTS
    for (i, source), (j, target) in permutations(enumerate(SCALES), 2)
]


@pytest.mark.parametrize(("source", "reading", "target", "expected"), PAIRS)
def test_one_temperature_on_every_scale(source, reading, target, expected):
    assert units.convert(reading, source, target) == expected
    assert units.convert(Fraction(reading), source, target, exact=True) == expected


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        (0, "degC", "degF", 32.0),
        (100, "degC", "degF", 212.0),
        (32, "degF", "degC", 0.0),
        (212, "degF", "degC", 100.0),
        (-40, "degF", "degC", -40.0),
        (-459.67, "degF", "K", 0.0),
        (98.6, "degF", "degC", 37.0),
        (Decimal("36.6"), "degC", "degF", Decimal("97.88")),
    ],
)
def test_the_readings_of_daily_life_come_out_without_crumbs(value, source, target, expected):
    found = units.convert(value, source, target)
    # Only the nearest float to -459.67 is one; its own distance from it is what is left.
    rest = float((Fraction(-459.67) + Fraction("459.67")) * 5 / 9) if value == -459.67 else 0
    assert found == expected + type(expected)(rest)
    assert type(found) is type(expected)


readings = st.fractions(-(10**6), 10**6, max_denominator=10**6)


@given(readings, st.sampled_from(SCALES), st.sampled_from(SCALES), st.sampled_from(SCALES))
def test_a_detour_changes_no_reading(reading, source, between, target):
    there = units.convert(reading, source, between)
    assert units.convert(there, between, target) == units.convert(reading, source, target)
    assert units.convert(units.convert(reading, source, target), target, source) == reading


@given(readings, readings, st.sampled_from(("degC", "degF", "degRe")))
def test_a_difference_is_the_difference_of_readings(first, second, scale):
    gap = units.convert(first, scale, "K") - units.convert(second, scale, "K")
    assert units.convert(first - second, f"delta_{scale}", "K") == gap


def test_differences_and_what_is_per_degree():
    assert units.factor("delta_degC", "delta_degF") == Fraction(9, 5)
    assert units.factor("delta_degC", "K") == 1
    assert units.factor("J/degC", "J/K") == 1
    assert units.factor("J/degC", "J/degF") == Fraction(5, 9)
    assert units.factor("W/(m^2·degC)", "W/(m^2·K)") == 1
    assert units.factor("degR", "K") == Fraction(5, 9)
    assert units.convert(10, "degC/min", "degF/min") == 18.0


@pytest.mark.parametrize(
    ("source", "target"),
    [("delta_degC", "degF"), ("degC", "delta_degF"), ("delta_degC", "degC"), ("degF", "delta_K")],
)
def test_a_reading_is_no_difference(source, target):
    with pytest.raises(ConversionError):
        units.convert(1, source, target)


def test_below_absolute_zero_is_arithmetic_all_the_same():
    assert units.convert(-300, "degC", "K") == -26.85
