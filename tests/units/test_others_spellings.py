"""Units as the CF conventions, UDUNITS, UCUM, invoices and drivers spell them."""

from __future__ import annotations

from fractions import Fraction

import pint
import pytest

from compose import Graph, units
from compose.dimensions import PintResolver, default_resolver
from compose.dimensions.abbreviations import ABBREVIATIONS
from compose.dimensions.advice import advice_for
from compose.errors import ConversionError, UnknownUnitError
from compose.units import ConversionGraph

F = Fraction
MILE, GALLON, IMPERIAL = F("1.609344"), F("3.785411784"), F("4.54609")


@pytest.mark.parametrize(
    ("value", "src", "dst", "expected"),
    [
        (20, "degrees_C", "K", F("293.15")),
        (20, "degree_C", "K", F("293.15")),
        (20, "deg_C", "degrees_K", F("293.15")),
        (20, "degreesC", "degree_Celsius", F(20)),
        (212, "degrees_F", "degrees_C", F(100)),
        (-40, "deg_F", "degrees_Celsius", F(-40)),
        (1, "W m-2 degrees_C-1", "W/m2/K", F(1)),
        (9, "J/degrees_F", "J/degrees_C", F(81, 5)),
        (45, "degrees_north", "degree", F(45)),
        (3600, "degrees_east", "turn", F(10)),
        (1, "degree_true", "arcmin", F(60)),
        (1, "m s-1", "km/h", F("3.6")),
        (1, "m.s-1", "km h-1", F("3.6")),
        (5, "W m-2", "mW cm-2", F("0.5")),
        (1, "kg m-2 s-1", "mm/day*g/cm^3", F(86_400)),
        (1, "meter second-1", "m/s", F(1)),
        (1013, "millibars", "hPa", F(1013)),
        (5, "mm Hg", "mmHg", F(5)),
        (1, "cm H2O", "Pa", F("98.0665")),
        (3, "m^-1 s", "s/m", F(3)),
        (7, "100 hPa", "kPa", F(70)),
        (2, "10^3 m", "km", F(2)),
        (1, "kg·m²·s⁻²", "J", F(1)),
        (1, "g/(kW·h)", "kg/MJ", F(1, 3600)),
        (1, "mL/min/1.73m2", "mL/min/(173 m^2)", F(100)),
        (4, "square mile", "mile^2", F(4)),
        (4, "cubic foot per minute", "ft3/min", F(4)),
        (2, "meters per second squared", "m/s2", F(2)),
        (1, "L/100 km", "mL/km", F(10)),
        (1, "kWh/100mi", "Wh/km", 10 / MILE),
        (1, "µL", "mm³", F(1)),
        (1, "μL", "mm^3", F(1)),
        (1, "㎥", "L", F(1000)),
        (1, "Ω", "Ω", F(1)),
        (1, "Å", "nm", F(1, 10)),
        (3, "h·ft⁻¹", "h/ft", F(3)),
    ],
)
def test_spellings_are_read(value, src, dst, expected):
    assert units.convert(F(value), src, dst) == expected
    assert units.convert(F(expected), dst, src) == value


@pytest.mark.parametrize("name", sorted(ABBREVIATIONS))
def test_an_abbreviation_is_none_of_pint_s_names(name):
    resolver = default_resolver()
    assert resolver.abbreviates(name)
    assert not resolver.knows(name)
    assert resolver.unit(name) == resolver.unit(ABBREVIATIONS[name])


def test_miles_per_gallon():
    assert units.convert(F(30), "mpg", "km/L") == 30 * MILE / GALLON
    assert units.convert(30, "mpg", "L/100km", reciprocal=True) == float(100 * GALLON / 30 / MILE)
    assert units.convert(F(8), "L/100km", "mpg", reciprocal=True) == 100 * GALLON / 8 / MILE
    assert units.factor("mpg^2", "mile^2/gallon^2") == 1
    assert units.factor("gallon/100mile", "1/mpg") == F(1, 100)
    with pytest.raises(ConversionError, match="reciprocal=True"):
        units.convert(30, "mpg", "L/100km")


def test_miles_per_gallon_names_the_british_one():
    notes = units.converter("mpg", "km/L").notes
    assert notes == ("'mpg' is mile / gallon; the British one is mile/imperial_gallon",)
    assert units.convert(F(1), "mpg", "mile/imperial_gallon") == IMPERIAL / GALLON


def test_a_step_in_miles_per_gallon_may_be_part_of_a_derivative():
    graph = Graph(units=default_resolver())
    graph.add_node("economy", unit="mpg")
    graph.add_node("reach", unit="km")
    graph.add_edge("economy", "reach", "50 km/mpg")
    assert graph.derivative("reach", "economy").magnitude == 50


def test_a_registry_that_defines_mpg_has_said_what_it_is():
    registry = pint.UnitRegistry()
    registry.define("mpg = mile / imperial_gallon")
    c = ConversionGraph(registry)
    assert c.factor("mpg", "km/L") == MILE / IMPERIAL
    assert c.converter("mpg", "km/L").notes == ()
    assert not PintResolver(registry).abbreviates("mpg")


def test_a_user_s_own_mpg_comes_first():
    c = ConversionGraph()
    c.add("mpg", "mile/imperial_gallon", 1)
    assert c.factor("mpg", "km/L") == MILE / IMPERIAL
    assert c.factor("mpg*L", "km") == MILE / IMPERIAL
    assert c.converter("mpg", "km/L").notes == ()
    c.add("car", "mpg", 30)
    assert c.copy().factor("car", "km/L") == 30 * MILE / IMPERIAL
    assert units.factor("mpg", "km/L") == MILE / GALLON


def test_mpg_means_one_thing_in_a_graph():
    c = ConversionGraph()
    c.add("car", "mpg", 30)
    with pytest.raises(ConversionError, match="stands in other facts"):
        c.add("mpg", "mile/imperial_gallon", 1)
    assert c.factor("car", "km/L") == 30 * MILE / GALLON
    assert len(c.facts) == 1


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("KGM", "write kg"),
        ("MTR", "write m"),
        ("LTR", "write L"),
        ("KWH", "write kWh"),
        ("CEL", "write degC"),
        ("C62", "count"),
        ("H87", "count"),
        ("TNE", "metric_ton"),
        ("diopter", "1/m"),
        ("foot_candle", "lm/ft"),
        ("mpg_imp", "mile/imperial_gallon"),
        ("MPG", "mpg"),
        ("MPGe", "33.7 kWh"),
        ("AWG", "no unit"),
        ("psig", "offset"),
        ("barg", "offset"),
        ("IU", "substance"),
        ("mEq", "valence"),
        ("dozen", "12 count"),
        ("EUR", "rate of your own"),
    ],
)
def test_other_names_are_refused_with_advice(name, advice):
    with pytest.raises(UnknownUnitError) as caught:
        units.convert(1, name, "m")
    assert advice in str(caught.value)
    assert advice_for(name)


def test_a_unit_of_another_registry_that_is_unknown_here_says_so():
    other = pint.UnitRegistry()
    other.define("smoot = 1.7018 m")
    with pytest.raises(UnknownUnitError, match="another pint registry"):
        units.convert(1, other.smoot, "m")
    assert ConversionGraph(other).convert(F(1), other.smoot, "m") == F("1.7018")


@pytest.mark.parametrize("text", ["bar(g)", "psi (g)", "kPa(a)", "mbar(abs)", "m3/h/bar( gauge )"])
def test_a_gauge_pressure_is_no_product(text):
    with pytest.raises(UnknownUnitError, match="with an offset"):
        units.convert(1, text, "Pa")
    assert units.factor("bar(m/s)", "bar*m/s") == 1


def test_a_registry_may_define_the_scale_of_acidity_itself():
    registry = pint.UnitRegistry()
    registry.define("pH_scale = 3 m")
    assert ConversionGraph(registry).factor("pH_scale", "m") == 3
