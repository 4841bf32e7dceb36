"""Reciprocals: consumption and reach, pace and speed, period and frequency, resistance."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from compose import units
from compose.engine.algebra import Agreement
from compose.errors import ConversionError, DimensionError
from compose.units import ConversionGraph

F = Fraction
MILE, GALLON, IMPERIAL = F("1.609344"), F("3.785411784"), F("4.54609")

CASES = [
    (30, "mpg", "L/100km", 100 * GALLON / (30 * MILE)),
    (40, "mile/imperial_gallon", "L/100km", 100 * IMPERIAL / (40 * MILE)),
    (8, "L/100km", "km/L", F("12.5")),
    (4, "mi/kWh", "kWh/100mi", F(25)),
    (160, "Wh/km", "km/kWh", F("6.25")),
    (5, "min/km", "km/h", F(12)),
    (300, "s/km", "km/h", F(12)),
    (6, "min/mile", "mph", F(10)),
    (100, "s/(100 yard)", "yard/min", F(60)),
    (50, "Hz", "ms", F(20)),
    (20, "ms", "Hz", F(50)),
    (2, "1/day", "hour", F(12)),
    (3, "GHz", "ps", F(1000, 3)),
    (4, "ohm", "mS", F(250)),
    (5, "mS", "kohm", F(1, 5)),
    (2, "ohm*m", "S/cm", F(1, 200)),
    (500, "nm", "1/cm", F(20_000)),
    (2000, "1/cm", "µm", F(5)),
    (F(1, 2), "m", "1/m", F(2)),
    (25, "cm", "1/m", F(4)),
    (8, "kg/m^3", "L/kg", F(125)),
    (7, "EUR/kWh", "Wh/EUR", F(1000, 7)),
    (3, "s*K/J", "J/(min*K)", F(20)),
    (4, "L/100km", "mile/gallon", 100 * GALLON / (4 * MILE)),
]


@pytest.fixture(scope="module")
def graph():
    c = ConversionGraph()
    c.add("EUR", "cent", 100)
    return c


@pytest.mark.parametrize(("value", "src", "dst", "expected"), CASES)
class TestReciprocal:
    def test_there_and_back(self, graph, value, src, dst, expected):
        assert graph.convert(F(value), src, dst, reciprocal=True) == expected
        assert graph.convert(F(expected), dst, src, reciprocal=True) == value

    def test_only_if_asked(self, graph, value, src, dst, expected):
        with pytest.raises(DimensionError, match="reciprocal=True"):
            graph.convert(value, src, dst)
        with pytest.raises(DimensionError, match="reciprocal=True"):
            graph.factor(src, dst)
        assert graph.convert(expected, src, src) == expected

    def test_the_derivative_is_minus_the_factor_over_the_square(
        self, graph, value, src, dst, expected
    ):
        change = graph.converter(src, dst, reciprocal=True)
        assert change.derivative(F(value)) == -expected / value
        near = F(value) * (1 + F(1, 10**9))
        assert (change(near) - change(F(value))) / (near - value) == pytest.approx(
            float(change.derivative(F(value))), rel=1e-8
        )
        assert change.inverse()(change(F(value))) == value

    def test_the_engine_agrees(self, graph, value, src, dst, expected):
        found = graph.graph_between(src, dst, reciprocal=True)
        whole = found.derivative(dst, src, algebra=Agreement())
        assert whole.apply(F(value)) == expected


@pytest.mark.parametrize(
    ("src", "dst"),
    [("m", "km"), ("%", "1"), ("1", "ppm"), ("km/h", "mph"), ("turn", "rad"), ("Hz", "1/min")],
)
def test_what_a_factor_reaches_is_not_turned(src, dst):
    assert units.convert(3.0, src, dst, reciprocal=True) == units.convert(3.0, src, dst)


@pytest.mark.parametrize(("src", "dst"), [("degC", "1/K"), ("1/K", "degC"), ("degF", "1/degR")])
def test_a_reading_with_its_zero_elsewhere_has_no_reciprocal(src, dst):
    with pytest.raises(ConversionError, match=r"zero of deg. is elsewhere"):
        units.convert(20, src, dst, reciprocal=True)
    assert units.convert(F(4), "K", "1/mK", reciprocal=True) == F(1, 4000)


def test_a_scale_of_one_s_own_has_no_reciprocal():
    c = ConversionGraph()
    c.add("barg", "bar", 1, offset="1.01325 bar")
    for ends in (("barg", "1/bar"), ("1/bar", "barg")):
        with pytest.raises(ConversionError, match="zero of barg is elsewhere"):
            c.convert(1, *ends, reciprocal=True)


def test_zeros_and_infinities():
    assert units.convert(0.0, "s", "Hz", reciprocal=True) == float("inf")
    assert units.convert(-0.0, "s", "Hz", reciprocal=True) == float("-inf")
    assert units.convert(float("inf"), "s", "Hz", reciprocal=True) == 0
    for zero in (0, F(0), Decimal(0)):
        with pytest.raises(ConversionError, match="pole"):
            units.convert(zero, "s", "Hz", reciprocal=True)


def test_arrays():
    found = units.convert(np.array([10.0, 20.0, 40.0]), "ms", "Hz", reciprocal=True)
    np.testing.assert_array_equal(found, [100.0, 50.0, 25.0])


FACTS = [
    ("mile/gallon", "kg/(100km)", "petrol", 100 * GALLON * F("0.75") / MILE),
    ("L/100km", "km/kg", "petrol", 100 / F("0.75")),
    ("kg/(100km)", "mpg", "petrol", 100 * GALLON * F("0.75") / MILE),
    ("can/day", "h/L", None, 24 / F(5)),
    ("day/can", "L/h", None, F(5) / 24),
    ("1/can", "L", None, F(5)),
]


@pytest.mark.parametrize(("src", "dst", "of", "expected"), FACTS)
def test_facts_are_part_of_the_way(src, dst, of, expected):
    c = ConversionGraph()
    c.add("L", "kg", "0.75", of="petrol")
    c.add("can", "L", 5, note="the green one")
    options = {"of": of, "reciprocal": True}
    assert c.convert(F(2), src, dst, **options) == expected / 2
    why = c.explain(src, dst, **options)
    assert len(why.steps) > 1
    assert ("of petrol" if of else "the green one") in " ".join(str(why).split())
    assert why.kind == ("measured" if of else "exact")
    local = c.graph_between(src, dst, **options).derivative(dst, src, algebra=Agreement())
    assert local.apply(F(2)) == expected / 2
