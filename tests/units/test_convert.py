"""Conversions: exact to the last step, and rounded there once."""

from __future__ import annotations

import math
import random
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose import units
from compose.errors import ConversionError, DimensionError, UnknownUnitError


def test_the_number_of_the_front_page():
    assert units.convert(1, "mL", "km^3") == 1e-15
    assert units.convert(5, "mL", "km^3") == 5e-15
    assert units.factor("mL", "km^3") == Fraction(1, 10**15)
    assert pint.UnitRegistry().Quantity(1.0, "mL").to("km^3").magnitude != 1e-15


# Fixed points of the scales, and products worked out by hand from the defining agreements.
READINGS = [
    (0, "degC", "degF", 32.0),
    (100, "degC", "degF", 212.0),
    (-40, "degC", "degF", -40.0),
    (37, "degC", "degF", 98.6),
    (98.6, "degF", "degC", 37.0),
    (0, "K", "degC", -273.15),
    (25, "°C", "K", 298.15),
    (0, "K", "degF", -459.67),
    (0, "degR", "degC", -273.15),
    (80, "degRe", "degC", 100.0),
    (9, "delta_degF", "delta_degC", 5.0),
    (26.2, "mile", "km", 42.1648128),
    (32, "psi", "bar", 2.2063223338138758),
    (1, "turn", "degree", 360.0),
    (180, "degree", "radian", math.pi),
    (1, "turn", "radian", math.tau),
    (1, "1", "%", 100.0),
    (3, "m3/h", "L/min", 50.0),
    (1, "ft·lbf", "J", 1.3558179483314004),
]


@pytest.mark.parametrize(("value", "source", "target", "expected"), READINGS)
def test_readings_are_those_of_the_tables(value, source, target, expected):
    found = units.convert(value, source, target)
    assert (found, type(found)) == (expected, float)


# The oracle: a registry that calculates in fractions, over all its units without roots.


def rational_groups():
    registry = pint.UnitRegistry(non_int_type=Fraction)
    groups = defaultdict(list)
    for name in sorted({unit.name for unit in dict(registry._units).values()}):
        unit = registry.Unit(name)._units
        size = registry._get_root_units(unit)[0]
        if registry._units[name].is_multiplicative and not isinstance(size, float) and size > 0:
            groups[repr(registry.get_dimensionality(name))].append((name, Fraction(size)))
    return [group for group in groups.values() if len(group) > 1]


GROUPS = rational_groups()


@given(st.sampled_from(GROUPS), st.randoms(use_true_random=False), st.data())
def test_a_float_comes_out_nearest_to_the_exact_product(group, chance, data):
    (source, size), (target, other) = chance.sample(group, 2)
    value = data.draw(st.floats(-1e20, 1e20).filter(lambda x: abs(x) > 1e-20))
    exact = Fraction(value) * size / other
    assert units.convert(value, source, target) == float(exact)


def test_hundreds_of_pairs_agree_with_a_registry_of_fractions():
    chance = random.Random(3)
    compared = 0
    for group in GROUPS:
        for source, size in group:
            target, other = chance.choice(group)
            found = units.factor(source, target)
            assert float(found) == float(size / other), (source, target)
            assert units.convert(7, source, target) == float(7 * size / other), (source, target)
            compared += 1
    assert compared > 300


@given(st.sampled_from(GROUPS), st.randoms(use_true_random=False))
def test_a_detour_changes_no_digit(group, chance):
    names = [name for name, _ in chance.sample(group, min(4, len(group)))]
    if len(names) < 3:
        return
    source, *via, target = names
    assert units.convert(0.1, source, target, via=via) == units.convert(0.1, source, target)


def test_a_detour_over_an_irrational_unit_leaves_the_fraction_whole():
    assert units.factor("turn", "degree", via=["radian"]) == 360
    assert units.convert(1, "turn", "degree", via=["radian"], exact=True) == 360


# Kinds of values.


def test_each_kind_is_answered_in_its_kind():
    assert units.convert(3, "m", "m") == 3.0
    assert type(units.convert(3, "m", "m")) is float
    assert units.convert(2**60 + 1, "m", "m") == float(2**60 + 1)
    third = units.convert(Fraction(1, 3), "mile", "yard")
    assert (third, type(third)) == (Fraction(1760, 3), Fraction)
    assert type(units.convert(Fraction(1, 2), "km", "m")) is Fraction
    assert units.convert(Fraction(1, 2), "turn", "radian") == math.pi
    assert units.convert(np.float64(2.0), "km", "m") == 2000.0
    assert units.convert(np.int32(2), "km", "m") == 2000.0


def test_a_decimal_is_rounded_to_its_context():
    with localcontext() as context:
        context.prec = 12
        assert units.convert(Decimal(1), "m", "ft") == Decimal("3.28083989501")
        assert units.convert(Decimal("21.5"), "degC", "K") == Decimal("294.65")
        assert units.convert(Decimal("NaN"), "m", "ft").is_nan()
        assert units.convert(Decimal("Infinity"), "m", "ft") == Decimal("Infinity")


def test_an_exact_answer_is_a_fraction():
    exact = units.convert(0.1, "degC", "K", exact=True)
    assert exact == Fraction(0.1) + Fraction("273.15")
    whole = units.convert(1, "mile", "yard", exact=True)
    assert (whole, type(whole)) == (1760, Fraction)
    assert units.convert(Decimal("0.1"), "km", "m", exact=True) == 100


@pytest.mark.parametrize(
    ("value", "source", "target", "why"),
    [
        (1, "turn", "radian", "irrational"),
        (math.inf, "m", "km", "no fraction"),
        (math.nan, "m", "km", "no fraction"),
        (np.ones(2), "m", "km", "array"),
    ],
)
def test_where_no_fraction_is_exact_there_is_none(value, source, target, why):
    with pytest.raises(ConversionError, match=why):
        units.convert(value, source, target, exact=True)


def test_the_exceptional_floats_pass_as_in_ieee_arithmetic():
    assert math.copysign(1, units.convert(-0.0, "mL", "L")) == -1
    assert units.convert(math.inf, "degC", "K") == math.inf
    assert units.convert(-math.inf, "mL", "L") == -math.inf
    assert math.isnan(units.convert(math.nan, "mL", "L"))
    assert units.convert(5e-324, "km", "m") == 1000 * 5e-324
    assert units.convert(5e-324, "m", "km") == 0.0
    assert units.convert(1e308, "km", "m") == math.inf
    assert units.convert(-(10**400), "km", "m") == -math.inf


def test_arrays_of_floats_come_out():
    litres = np.array([1, 2, 3])
    found = units.convert(litres, "mL", "L")
    np.testing.assert_array_equal(found, [0.001, 0.002, 0.003])
    np.testing.assert_array_equal(units.convert(litres, "degC", "K"), litres + 273.15)
    same = units.convert(np.ones(2), "m", "m")
    same[0] = 7.0
    assert units.convert(np.zeros((2, 3)), "m", "km").shape == (2, 3)
    assert units.convert(litres, "m", "m").dtype == np.float64


def test_an_array_is_never_the_argument_itself():
    lengths = np.ones(2)
    units.convert(lengths, "m", "m")[0] = 7.0
    assert lengths.tolist() == [1.0, 1.0]


@pytest.mark.parametrize("value", [True, None, "5", 1j, {1.0}, np.array(["a"])])
def test_only_real_numbers_are_converted(value):
    with pytest.raises(ConversionError):
        units.convert(value, "m", "km")


def test_a_number_beyond_floats_is_infinite_or_stays_a_fraction():
    huge = Fraction(10) ** 400
    assert units.convert(huge, "mL", "L") == Fraction(10) ** 397
    assert units.convert(huge, "turn", "radian") == math.inf
    assert units.convert(-(10**400), "mL", "L") == -math.inf
    assert units.convert(Decimal("1e400"), "mL", "L") == Decimal("1e397")


def test_what_holds_numbers_is_refused_with_what_to_pass():
    quantity = units.registry.Quantity(3.0, "mL")
    with pytest.raises(ConversionError, match=r"\.magnitude"):
        units.convert(quantity, "mL", "L")


# What has no answer.


def test_units_of_different_dimensions():
    with pytest.raises(DimensionError) as caught:
        units.convert(1, "mL", "g")
    for part in ("milliliter", "gram", "[length] ** 3", "[mass]"):
        assert part in str(caught.value)


@pytest.mark.parametrize("question", [units.factor, units.explain, units.graph_between])
def test_every_question_refuses_what_has_no_answer(question):
    with pytest.raises(DimensionError):
        question("mL", "g")
    with pytest.raises(UnknownUnitError, match="milliliter"):
        question("mililiter", "L")
    with pytest.raises(ConversionError, match="logarithmic"):
        question("dBm/m", "W/m")
    with pytest.raises(DimensionError):
        question("mL", "L", via=["kg"])
    with pytest.raises(ConversionError, match="comes twice"):
        question("mL", "L", via=["cm^3", "cm^3"])
    with pytest.raises(ConversionError, match=r"via=\['cm\^3'\]"):
        question("mL", "L", via="cm^3")


def test_a_scale_whose_zero_moves_has_no_factor():
    with pytest.raises(ConversionError, match="zero"):
        units.factor("degC", "degF")
    assert units.factor("delta_degC", "delta_degF") == Fraction(9, 5)
    assert units.factor("degC", "degC") == 1


def test_a_difference_is_no_reading():
    with pytest.raises(ConversionError, match="difference"):
        units.convert(20, "delta_degC", "degF")
    with pytest.raises(ConversionError, match="difference"):
        units.convert(20, "degC", "delta_degF")


@pytest.mark.parametrize("text", ["m,", "1,5 m", "-5 m", "", "m ** s"])
def test_text_that_is_no_unit_is_refused(text):
    with pytest.raises(ConversionError):
        units.convert(1, text, "m")


# Factors.


def test_a_factor_is_a_fraction_or_a_product_with_constants():
    assert type(units.factor("km", "m")) is Fraction
    assert str(units.factor("turn", "radian")) == "2 * π"
    assert float(units.factor("turn", "radian")) == math.tau
    assert units.factor("turn", "degree") == 360
    bohr = units.factor("bohr", "angstrom")
    assert float(bohr) == pytest.approx(0.529177210544, rel=1e-9)


def test_units_may_be_given_as_objects():
    registry = units.registry
    assert units.convert(1, registry.mL, registry.Unit("km^3")) == 1e-15
    assert units.factor(registry.mile, "yard") == 1760


def test_a_unit_of_ones_own_is_known():
    code = (
        "from compose import units\n"
        "units.registry.define('bottle = 750 mL')\n"
        "print(units.convert(4, 'bottle', 'L'), units.factor('kilobottle', 'm^3'))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["3.0", "3/4"]


def test_the_registry_is_listed():
    assert "registry" in dir(units)
    assert "convert" in dir(units)
