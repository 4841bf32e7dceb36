"""Exact factors against a registry that calculates in fractions, and against tables."""

from __future__ import annotations

import random
from collections import defaultdict
from fractions import Fraction

import pint
import pytest

from compose.dimensions import PintResolver, default_resolver
from compose.errors import ConversionError, DimensionError

RESOLVER = default_resolver()


def factor(source, target):
    return RESOLVER.factor(RESOLVER.unit(source), RESOLVER.unit(target))


# From the definitions of BIPM, the international yard and pound agreement of 1959, and NIST.
BY_HAND = [
    ("mile", "m", Fraction("1609.344")),
    ("inch", "cm", Fraction("2.54")),
    ("nautical_mile", "km", Fraction("1.852")),
    ("knot", "km/h", Fraction("1.852")),
    ("survey_foot", "m", Fraction(1200, 3937)),
    ("acre", "survey_foot ** 2", Fraction(43560)),
    ("gallon", "L", Fraction("3.785411784")),
    ("imperial_gallon", "L", Fraction("4.54609")),
    ("fluid_ounce", "mL", Fraction("29.5735295625")),
    ("pound", "kg", Fraction("0.45359237")),
    ("ounce", "g", Fraction("28.349523125")),
    ("troy_ounce", "g", Fraction("31.1034768")),
    ("stone", "lb", Fraction(14)),
    ("lbf", "N", Fraction("4.4482216152605")),
    ("psi", "Pa", Fraction("4.4482216152605") / Fraction("0.00064516")),
    ("atm", "Pa", Fraction(101325)),
    ("torr", "Pa", Fraction(101325, 760)),
    ("bar", "kPa", Fraction(100)),
    ("hp", "W", Fraction("745.69987158227022")),
    ("international_calorie", "J", Fraction("4.1868")),
    ("Btu_it", "J", Fraction("1055.05585262")),
    ("kW*h", "MJ", Fraction("3.6")),
    ("eV", "J", Fraction("1.602176634e-19")),
    ("light_year", "m", Fraction(9460730472580800)),
    ("astronomical_unit", "m", Fraction(149597870700)),
    ("year", "s", Fraction(31557600)),
    ("fortnight", "h", Fraction(336)),
    ("mL", "km^3", Fraction(1, 10**15)),
    ("mL", "cm³", Fraction(1)),
    ("m3/h", "L/s", Fraction(1000, 3600)),
    ("uL", "mm^3", Fraction(1)),
    ("km/h", "m/s", Fraction(5, 18)),
    ("g/cm^3", "kg/m^3", Fraction(1000)),
    ("KiB", "bit", Fraction(8192)),
    ("percent", "ppm", Fraction(10000)),
    ("degF", "K", Fraction(5, 9)),
    ("J/degF", "J/degC", Fraction(9, 5)),
    ("turn", "degree", Fraction(360)),
    ("degree", "arcsec", Fraction(3600)),
    ("rpm", "degree/s", Fraction(6)),
    ("planck_length / planck_time", "c", Fraction(1)),
]


@pytest.mark.parametrize(("source", "target", "expected"), BY_HAND)
def test_a_factor_is_the_one_in_the_tables(source, target, expected):
    exact = factor(source, target)
    assert exact.is_rational
    assert exact.coefficient == expected


def test_constants_stay_symbols():
    assert str(factor("turn", "radian")) == "2 * π"
    assert str(factor("degree", "radian")) == "1/180 * π"
    assert float(factor("turn", "radian")) == 6.283185307179586


def test_roots_stay_symbols_until_they_cancel():
    root = factor("kHz ** 0.5", "Hz ** 0.5")
    assert not root.is_rational
    assert root * root == factor("kHz", "Hz")
    assert float(root) == 1000**0.5


def multiplicative_units():
    registry = pint.UnitRegistry(non_int_type=Fraction)
    groups = defaultdict(list)
    for name in sorted({unit.name for unit in dict(registry._units).values()}):
        if registry._units[name].is_multiplicative:
            groups[repr(registry.get_dimensionality(name))].append(name)
    return registry, groups


ORACLE, GROUPS = multiplicative_units()


def oracle(source, target):
    """Return pint's own factor in fractions; a float where it took a root."""
    size, _ = ORACLE._get_root_units(ORACLE.Unit(source)._units)
    other, _ = ORACLE._get_root_units(ORACLE.Unit(target)._units)
    return size / other


def pairs():
    shuffled = random.Random(7)
    for names in GROUPS.values():
        for name in names:
            for other in shuffled.sample(names, min(3, len(names))):
                yield name, other


def test_hundreds_of_factors_are_those_of_a_registry_of_fractions():
    compared = 0
    for source, target in pairs():
        expected, exact = oracle(source, target), factor(source, target)
        if isinstance(expected, float):
            assert float(exact) == pytest.approx(expected, rel=1e-12)
        else:
            assert exact.nearest() == expected, (source, target)
            compared += 1
    assert compared > 700


def test_prefixed_units_have_the_prefix_as_factor():
    prefixes = {definition.name: definition.value for definition in ORACLE._prefixes.values()}
    for prefix, value in prefixes.items():
        assert factor(f"{prefix}meter", "meter").coefficient == value, prefix
    assert len(prefixes) > 30


def test_a_factor_there_and_back_is_one():
    for source, target in pairs():
        assert str(factor(source, target) * factor(target, source)) == "1"


def test_every_unit_has_text_that_reads_back():
    for name in sorted(RESOLVER.registry._units):
        if name == "R_∞":
            continue
        unit = RESOLVER.unit(name)
        assert RESOLVER.unit(RESOLVER.text(unit)) == unit
        assert RESOLVER.unit(RESOLVER.symbols(unit)) == unit


def test_units_of_different_dimensions_have_no_factor():
    with pytest.raises(DimensionError) as caught:
        factor("mL", "kg")
    error = caught.value
    assert (error.source, error.source_dimension) == ("milliliter", "[length] ** 3")
    assert (error.target, error.target_dimension) == ("kilogram", "[mass]")


def test_two_base_units_of_one_dimension_are_not_taken_for_one():
    registry = pint.UnitRegistry()
    registry.define("dollar = [money]")
    registry.define("crown = [money]")
    resolver = PintResolver(registry)
    with pytest.raises(DimensionError):
        resolver.factor(resolver.unit("dollar"), resolver.unit("crown"))


@pytest.mark.parametrize("unit", ["dBm", "dB", "Np", "octave"])
def test_a_logarithmic_scale_has_no_factor(unit):
    linear = "mW" if unit == "dBm" else "dimensionless"
    with pytest.raises(ConversionError, match="logarithmic"):
        factor(unit, linear)
    assert str(factor(unit, unit)) == "1"


def test_definitions_in_a_circle_are_an_error():
    registry = pint.UnitRegistry()
    registry.define("here = 2 there")
    registry.define("there = 3 here")
    resolver = PintResolver(registry)
    with pytest.raises(ConversionError, match="circle"):
        resolver.factor(resolver.unit("here"), resolver.unit("m"))
