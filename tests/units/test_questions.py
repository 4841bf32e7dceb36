"""What can be asked of units beside plain factors: scales, reciprocals, products, notes."""

from __future__ import annotations

import math
import pickle
import threading
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose import units
from compose.engine.algebra import Agreement, Values
from compose.errors import ConversionError, DimensionError, UnknownUnitError
from compose.units import Factor

# Reciprocals.


def test_consumption_and_its_reciprocal():
    gallon, mile = Fraction("3.785411784"), Fraction("1.609344")
    exact = 100 * gallon / mile / 30
    found = units.convert(30, "mile/gallon", "L/100km", reciprocal=True, exact=True)
    assert found == exact
    assert units.convert(30.0, "mile/gallon", "L/100km", reciprocal=True) == float(exact)
    there = units.converter("mile/gallon", "L/100km", reciprocal=True)
    assert there.inverse()(there(Fraction(7))) == 7
    step = Fraction(1, 10**6)
    difference = (there(Fraction(30) + step) - there(Fraction(30) - step)) / (2 * step)
    assert float(there.derivative(30.0)) == pytest.approx(float(difference), rel=1e-9)
    assert units.convert(20, "ms", "Hz", reciprocal=True) == 50.0


def test_a_reciprocal_is_offered_and_not_taken():
    with pytest.raises(DimensionError, match="reciprocal=True converts it"):
        units.convert(30, "mile/gallon", "L/100km")
    assert units.convert(3, "km", "m", reciprocal=True) == 3000.0
    with pytest.raises(ConversionError, match="more than a factor"):
        _ = units.questions._EVERYDAY._answered("s", "Hz", reciprocal=True).factor


def test_numbers_within_a_unit():
    assert units.convert(8, "L/100km", "m^2", exact=True) == Fraction(8, 10**8)
    assert units.factor("mL/min/1.73m2", "mL/min/m2") == Fraction(100, 173)
    nodes = list(units.graph_between("L/100km", "mL/km").nodes)
    assert nodes[0] == "L/100km"
    assert nodes[-1] == "mL/km"
    graph = units.graph_between("L/100km", "mL/km")
    assert graph.derivative("mL/km", "L/100km", algebra=Agreement()) == 10


# Logarithms.


@pytest.mark.parametrize(
    ("value", "src", "dst", "expected"),
    [
        (30, "dBm", "W", 1.0),
        (0, "dBm", "mW", 1.0),
        (1.0, "W", "dBm", 30.0),
        (20, "dB", "1", 100.0),
        (3, "octave", "1", 8.0),
        (8, "1", "octave", 3.0),
        (7, "pH_scale", "mol/L", 1e-7),
        (1e-3, "mol/m^3", "pH_scale", 6.0),
        (2, "decade", "percent", 10000.0),
        (60, "dBm", "W", 1000.0),
    ],
)
def test_levels(value, src, dst, expected):
    assert units.convert(value, src, dst) == pytest.approx(expected, rel=1e-15)


def test_a_neper_is_a_level_too():
    assert units.convert(1, "Np", "dB") == pytest.approx(20 / math.log(10), rel=1e-14)
    assert units.convert(5.0, "dB", "dB") == 5.0


def test_levels_have_no_factor_and_a_slope_that_depends():
    with pytest.raises(ConversionError, match="more than a factor"):
        units.factor("dBm", "W")
    level = units.converter("dBm", "W")
    step = 1e-5
    difference = (level(30.0 + step) - level(30.0 - step)) / (2 * step)
    assert level.derivative(30.0) == pytest.approx(difference, rel=1e-7)
    with pytest.raises(ConversionError):
        units.convert(30, "dBm", "m")


def test_levels_are_explained():
    graph = units.graph_between("dBm", "dBW")
    assert graph.derivative("dBW", "dBm", algebra=Values(30.0)) == pytest.approx(0, abs=1e-12)
    assert "10^(30 / 10)" in str(units.explain("dBm", "W", value=30))
    assert str(units.explain("dB", "1", value=7))


# Products, unit by unit.


@pytest.mark.parametrize(
    ("src", "dst", "nodes"),
    [
        ("m/s", "km/h", ["m/s", "km/s", "km/h"]),
        ("mg/dL", "g/L", ["mg/dL", "g/dL", "g/L"]),
        ("kW*h", "W*s", ["kW*h", "W·h", "W*s"]),
        ("lb/ft^3", "kg/m^3", ["lb/ft^3", "kg/ft³", "kg/m^3"]),
    ],
)
def test_products_go_unit_by_unit_as_written(src, dst, nodes):
    graph = units.graph_between(src, dst)
    assert list(graph.nodes) == nodes
    assert graph.derivative(dst, src, algebra=Agreement()) == units.factor(src, dst)


pairs = st.sampled_from(
    [
        ("m/s", "km/h"),
        ("mile/hour", "yard/s"),
        ("J/degC", "BTU/degF"),
        ("N*m", "lbf*ft"),
        ("psi", "bar"),
        ("L/100km", "mm^2"),
        ("degree/s", "rpm"),
        ("kg*m^2/s^2", "lb*ft^2/min^2"),
    ]
)


@given(pairs, st.fractions(min_value=-1000, max_value=1000))
def test_the_sweep_of_the_route_is_the_answer(pair, value):
    src, dst = pair
    graph = units.graph_between(src, dst)
    exact = units.convert(value, src, dst)
    assert graph.derivative(dst, src, algebra=Values(value)) == pytest.approx(float(exact))
    if isinstance(units.factor(src, dst), Fraction):
        assert graph.derivative(dst, src, algebra=Values(value)) == exact


@given(pairs)
def test_every_name_on_a_route_is_read_back(pair):
    names = list(units.graph_between(*pair).nodes)
    whole = math.prod(float(units.factor(*step)) for step in pairwise(names))
    assert whole == pytest.approx(float(units.factor(*pair)), rel=1e-13)


# Units without dimension, and other notes.


def test_radians_come_and_go_with_a_note():
    assert "radian" in units.converter("rpm", "Hz").notes[-1]
    with pytest.raises(ConversionError, match="radian is dropped"):
        units.convert(60, "rpm", "Hz", strict=True)
    assert units.convert(60, "rpm", "turn/s", strict=True) == 1.0
    assert units.convert(1, "m", "km", strict=True) == 0.001


def test_names_that_mislead_have_a_note():
    (note,) = units.converter("gal", "L").notes
    assert "imperial_gallon" in note
    assert units.converter("m", "km").notes == ()


# Kinds of factors.


def test_a_factor_knows_its_class():
    assert units.factor("turn", "radian").kind == "irrational"
    bohr = units.factor("bohr", "angstrom")
    assert bohr.kind == "measured"
    assert isinstance(bohr, Factor)
    again = pickle.loads(pickle.dumps(bohr))  # noqa: S301 - our own
    assert (again, again.kind) == (bohr, bohr.kind)


def test_factors_are_multiplied():
    turn = units.factor("turn", "radian")
    assert turn * units.factor("radian", "turn") == 1
    assert turn / turn == 1
    assert type(turn * 2) is Factor
    assert float(2 * turn) == 2 * math.tau
    assert str(turn**2) == "4 * π ** 2"
    with pytest.raises(TypeError):
        turn * "x"


# Other ways across, and the memory.


def test_a_context_of_pints_is_followed_while_it_lasts():
    with units.registry.context("sp"):
        assert units.convert(500.0, "nm", "THz") == pytest.approx(599.584916, rel=1e-9)
        assert units.convert(599.584916, "THz", "nm") == pytest.approx(500, rel=1e-8)
    with pytest.raises(DimensionError):
        units.convert(500.0, "nm", "THz")


def test_a_substance_is_text():
    with pytest.raises(ConversionError, match="names no substance"):
        units.convert(1, "m", "km", of=["ethanol"])
    with pytest.raises(ConversionError, match="no fact is about"):
        units.convert(1, "m", "km", of="ethanol")


@pytest.mark.parametrize("spec", [[], {}, None, 5, 1.5, ("m",), b"m"])
def test_what_is_no_unit_is_refused(spec):
    with pytest.raises(UnknownUnitError):
        units.convert(1.0, spec, "m")
    with pytest.raises(UnknownUnitError):
        units.convert(1.0, "m", spec)


def test_a_small_int_takes_the_quick_way_to_the_same_answer():
    for value in (3, -(2**53), 2**53 + 1, 10**400, 0):
        slow = units.convert(value, "mile", "km", via=["yard"])
        assert [units.convert(value, "mile", "km") for _ in range(2)] == [slow] * 2


def test_threads_get_the_same_answers():
    names = ["mile", "yard", "km", "inch", "rod", "fathom", "light_year", "angstrom"]
    jobs = [(a, b) for a in names for b in names]
    expected = [
        units.convert(1.25, a, b, via=["m"]) if "m" not in (a, b) and a != b else 1.25
        for a, b in jobs
    ]
    found: dict[int, list[float]] = {}

    def ask(number):
        found[number] = [units.convert(1.25, a, b) for a, b in jobs]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(found.values()) == [expected] * 4
