"""Logarithmic units against pint's converters, and contexts against pint's own conversions."""

from __future__ import annotations

import math
from fractions import Fraction

import pint
import pytest

from compose.dimensions import Constant, PintResolver, default_resolver
from compose.errors import ConversionError

RESOLVER = default_resolver()
PINT = pint.UnitRegistry(autoconvert_offset_to_baseunit=True)


def level(text, resolver=RESOLVER):
    return resolver.logarithm(resolver.unit(text))


def value(logarithm, reading):
    base = logarithm.base.value if isinstance(logarithm.base, Constant) else logarithm.base
    scale = float(logarithm.reference.nearest())
    return scale * float(base) ** (reading / float(logarithm.factor))


LOGARITHMIC = sorted({u.name for u in dict(RESOLVER.registry._units).values() if u.is_logarithmic})


@pytest.mark.parametrize("name", LOGARITHMIC)
@pytest.mark.parametrize("reading", [-30.0, 0.0, 0.5, 20.0])
def test_a_reading_means_what_it_means_to_pint(name, reading):
    expected = PINT.Quantity(reading, name).to_root_units().magnitude
    assert value(level(name), reading) == pytest.approx(expected, rel=1e-12)


def test_there_are_all_of_them():
    assert len(LOGARITHMIC) >= 7


def test_what_a_level_measures():
    watt = RESOLVER.reduced(RESOLVER.unit("W")).names()
    assert level("dBm").powers == level("dBW").powers == watt
    assert level("dB").powers == level("Np").powers == {}
    assert level("dBW").reference / level("dBm").reference == RESOLVER.factor(
        RESOLVER.unit("W"), RESOLVER.unit("mW")
    )


def test_the_base_of_a_neper_is_e_itself():
    found = level("Np")
    assert isinstance(found.base, Constant)
    assert (float(found.base.value), found.factor) == (math.e, Fraction(1, 2))


@pytest.mark.parametrize("text", ["m", "degC", "dB**2", "dB/m", "", "pi"])
def test_other_units_are_no_levels(text):
    assert level(text) is None


def test_levels_of_ones_own():
    registry = pint.UnitRegistry()
    registry.define("loudness_level = 20e-6 pascal; logbase: 10; logfactor: 20 = dBspl")
    registry.define("nat_level = 1; logbase: 2.718281828459045; logfactor: 1")
    resolver = PintResolver(registry)
    found = level("dBspl", resolver)
    assert (found.base, found.factor) == (10, 20)
    assert found.reference.coefficient == Fraction("20e-6") * 1000
    assert float(level("nat_level", resolver).base.value) == math.e


def test_a_level_that_a_program_defines():
    registry = pint.UnitRegistry()
    decibel = registry._units["decibel"]
    registry.define(
        type(decibel)("own", "own", (), type(decibel.converter)(1e-3, 10, 5), decibel.reference)
    )
    found = level("own", PintResolver(registry))
    assert (found.reference.coefficient, found.base, found.factor) == (Fraction(1, 1000), 10, 5)


# contexts


def test_a_context_leads_from_a_length_to_a_frequency():
    registry = pint.UnitRegistry()
    resolver = PintResolver(registry)
    units = resolver.unit("nm"), resolver.unit("THz")
    assert resolver.transformation(*units) is None
    with registry.context("sp"):
        way = resolver.transformation(*units)
        assert way.apply(500.0) == registry.Quantity(500.0, "nm").to("THz").magnitude
        assert resolver.transformation(resolver.unit("nm"), resolver.unit("kg")) is None
    with pytest.raises(ConversionError, match="active contexts"):
        way.apply(500.0)


def test_a_rule_that_fails_is_an_error_of_ours():
    registry = pint.UnitRegistry()
    resolver = PintResolver(registry)
    with registry.context("sp"):
        way = resolver.transformation(resolver.unit("nm"), resolver.unit("THz"))
        with pytest.raises(ConversionError, match="division"):
            way.apply(0.0)
    with registry.context("chemistry", mw=registry.Quantity(18.0, "g/mol")):
        way = resolver.transformation(resolver.unit("mol"), resolver.unit("g"))
        assert way.apply(2.0) == 36.0
