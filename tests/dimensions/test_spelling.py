"""The grammar of units: what is read, what is refused, and that nothing else comes out."""

from __future__ import annotations

import pickle
import random
from fractions import Fraction

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose.dimensions import PintResolver, default_resolver, powers_of
from compose.errors import ConversionError, DimensionError, UnknownUnitError

RESOLVER = default_resolver()


def meaning(text):
    spelt = RESOLVER.spelt(text)
    return spelt.coefficient, powers_of(spelt.unit)


ALIKE = [
    ("cm³", "centimeter ** 3"),
    ("km^3", "kilometer ** 3"),
    ("m3", "meter ** 3"),
    ("㎥", "meter ** 3"),
    ("\N{MICRO SIGN}L", "microliter"),
    ("\N{GREEK SMALL LETTER MU}L", "microliter"),
    ("㎍", "microgram"),
    ("m.s-1", "meter / second"),
    ("kg.m-2.s-1", "kilogram / meter ** 2 / second"),
    ("s-1.m", "meter / second"),
    ("W m-2", "watt / meter ** 2"),
    ("W m\N{MINUS SIGN}2", "watt / meter ** 2"),
    ("mol m-2 s-1", "mole / meter ** 2 / second"),
    ("kg m-2", "kilogram / meter ** 2"),
    ("mg/dL", "milligram / deciliter"),
    ("m²·s⁻¹", "meter ** 2 / second"),
    ("m s⁻²", "meter / second ** 2"),
    ("m\N{NO-BREAK SPACE}s", "meter * second"),
    ("kg⋅m", "kilogram * meter"),
    ("m ÷ s", "meter / second"),
    ("°C", "degree_Celsius"),
    ("\N{DEGREE CELSIUS}", "degree_Celsius"),
    ("\N{DEGREE FAHRENHEIT}", "degree_Fahrenheit"),
    ("deg C", "degree_Celsius"),
    ("degrees Fahrenheit", "degree_Fahrenheit"),
    ("\N{ANGSTROM SIGN}", "angstrom"),
    ("\N{LATIN CAPITAL LETTER A WITH RING ABOVE}", "angstrom"),
    ("\N{OHM SIGN}", "ohm"),
    ("k\N{GREEK CAPITAL LETTER OMEGA}", "kiloohm"),
    ("%", "percent"),
    ("‰", "permille"),
    ("sq ft", "foot ** 2"),
    ("square foot", "foot ** 2"),
    ("square µm", "micrometer ** 2"),
    ("cu ft", "foot ** 3"),
    ("cubic metre", "meter ** 3"),
    ("meter per second", "meter / second"),
    ("per second", "1 / second"),
    ("m per second squared", "meter / second ** 2"),
    ("kWh", "kilowatt_hour"),
    ("kW·h", "kilowatt * hour"),
    ("fl oz", "fluid_ounce"),
    ("nautical mile", "nautical_mile"),
    ("metric ton/h", "metric_ton / hour"),
    ("mm Hg", "millimeter_Hg"),
    ("a / b", "year / barn"),
    ("m / s kg", "meter / second * kilogram"),
    ("m^(1/2)", "meter ** 0.5"),
    ("m**-0.5", "meter ** -0.5"),
]


@pytest.mark.parametrize(("text", "pints"), ALIKE, ids=range(len(ALIKE)))
def test_a_spelling_means_what_pint_calls(text, pints):
    expected = pint.application_registry.parse_units(pints)
    assert RESOLVER.unit(text) == expected


@pytest.mark.parametrize(
    ("text", "coefficient", "of"),
    [
        ("L/100km", Fraction(1, 100), "L/km"),
        ("L/100 km", Fraction(1, 100), "L/km"),
        ("L/100km²", Fraction(1, 100), "L/km²"),
        ("L/100*km", Fraction(1, 100), "L*km"),
        ("1/100km", Fraction(1, 100), "1/km"),
        ("mL/min/1.73m2", Fraction(100, 173), "mL/min/m2"),
        ("mg/24h", Fraction(1, 24), "mg/h"),
        ("10^3/uL", Fraction(1000), "1/uL"),
        ("10³/µL", Fraction(1000), "1/uL"),
        ("/10^3 uL", None, None),
        ("count/10^3 uL", Fraction(1, 1000), "count/uL"),
        ("60/min", Fraction(60), "1/min"),
        ("1/s", Fraction(1), "1/s"),
        ("1.5 m", Fraction(3, 2), "m"),
        ("1e-3m", Fraction(1, 1000), "m"),
        ("10 m-2", Fraction(10), "1/m^2"),
        ("5.m", Fraction(5), "m"),
        (".5m", Fraction(1, 2), "m"),
        ("5eV", Fraction(5), "eV"),
        ("(2 m)^2", Fraction(4), "m^2"),
        ("2 J/degC", Fraction(2), "J/degC"),
        ("4**0.5 m", Fraction(2), "m"),
        (" ", Fraction(1), ""),
    ],
)
def test_a_number_may_be_part_of_a_unit(text, coefficient, of):
    if coefficient is None:
        with pytest.raises(UnknownUnitError):
            meaning(text)
        return
    assert meaning(text) == (coefficient, powers_of(RESOLVER.unit(of)))


@pytest.mark.parametrize("text", ["L/100km", "60/min", "1.5 m", "2"])
def test_a_unit_has_no_number(text):
    with pytest.raises(UnknownUnitError, match=r"the number .* no part of a unit here"):
        RESOLVER.unit(text)


def test_a_number_in_the_unit_of_a_quantity_counts():
    magnitude, unit = RESOLVER.split("5 L/100km")
    assert (magnitude, unit) == (Fraction(1, 20), RESOLVER.unit("L/km"))
    assert RESOLVER.split("0.3 mg/10mL")[0] == 0.03


REFUSED = [
    ("kW-h", "hyphen"),
    ("ft-lb", r"ft\*lbf"),
    ("1/2 m", r"\(1/2\) m, or 1/\(2 m\)"),
    ("m 2", "stands behind a unit"),
    ("m2 3", "stands behind a unit"),
    ("1/m 5", "stands behind a unit"),
    ("10-3 m", "a unit is a product"),
    ("m + m", "a unit is a product"),
    ("-m", "a unit is a product"),
    ("m-2-3", "a unit is a product"),
    ("m-1s", "a unit is a product"),
    ("1,000 m", "comma"),
    ("0 m", "above zero"),
    ("2**0.5 m", "root"),
    ("1e4999 m", "huge"),
    ("1e5001 m", "too large"),
    ("2 degC", "zero is elsewhere"),
    ("square per s", None),
    ("m**", "exponent"),
    ("m**((2)", "partner"),
    ("m**1e9", "exponent"),
    ("2**2**2**9", "exponent|digits"),
    ("gpm", "gallon/min"),
    ("$", "not understood"),
    ("[length]", "not understood"),
    ("m/0", "division by zero"),
    ("kilodegC", "takes no prefix"),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED, ids=range(len(REFUSED)))
def test_what_people_read_in_two_ways_is_refused(text, reason):
    with pytest.raises(UnknownUnitError, match=reason) as caught:
        RESOLVER.spelt(text)
    assert text not in caught.value.nearest


NASTY = [
    *("$", "dB/m", "%%", "m**", "((", "m**1e9", "2**2**2**9", "(" * 10**5, ")" * 10**5, "\0"),
    *("😀", "\ud800", "lambda", "class", "None", "__class__", "", " ", "\n", "m" * 10**6, "nan"),
    *("m**nan", "1e", "e", "9" * 900, "." * 900, "-" * 900, "m^" * 400, "²", "m⁻", "０m", "½ m"),
    *("m/" * 300 + "m", "(" * 400 + "m" + ")" * 400, "1e4999", "1/1e4999", "°" * 9, "µ", "١ m"),
]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_nothing_but_our_errors_come_out(text):
    answered_or_refused(text)


def answered_or_refused(text):
    error = refusal(text)
    assert len(str(error)) < 3000
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301


def refusal(text):
    """Ask all that may be asked of a text; another error than ours passes through."""
    try:
        spelt = RESOLVER.spelt(text)
        RESOLVER.symbols(spelt.unit)
        RESOLVER.factor(spelt.unit, RESOLVER.unit("m"))
    except (UnknownUnitError, ConversionError, DimensionError) as error:
        return error
    return None


PIECES = [*"0123456789.eE+-*/^()²⁻³ °%µΩ,'\"", "**", " per ", "square ", "m", "s", "kg", "degC"]
PIECES += ["dB", "100", "L", "lb", "sq", "cubic", "squared", "count", "Hg", "pi"]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_no_mixture_of_signs_escapes(text):
    answered_or_refused(text)


@given(st.text(max_size=20))
def test_no_text_escapes(text):
    answered_or_refused(text)


def expressions(count):
    """Write products of units by turns in the ways that pint reads too."""
    shuffled, registry = random.Random(11), pint.application_registry
    units = {u.name: u for u in dict(registry._units).values()}
    names = sorted(n for n, u in units.items() if n.isascii() and not u.is_logarithmic)
    prefixes = ["", "", "", "kilo", "micro", "m", "G"]
    powers = ["", "", "**2", "^3", "²", "**-1", "⁻²", " squared", "**0.5"]
    for _ in range(count):
        parts = [
            shuffled.choice(prefixes) + shuffled.choice(names) + shuffled.choice(powers)
            for _ in range(shuffled.randint(1, 4))
        ]
        yield shuffled.choice([" * ", "*", " / ", "/", " ", " per "]).join(parts)


def test_expressions_are_read_as_pint_reads_them():
    compared = 0
    for text in expressions(1_500):
        try:
            expected = pint.application_registry.parse_units(text)
        except Exception:  # noqa: BLE001, S112 - pint raises all sorts; what it reads is compared
            continue
        assert RESOLVER.unit(text) == expected, text
        compared += 1
    assert compared > 800


def test_a_preprocessor_that_fails_is_an_error_of_ours():
    def fail(_text):
        raise AssertionError("no")

    registry = pint.UnitRegistry()
    resolver = PintResolver(registry)
    registry.preprocessors.append(fail)
    with pytest.raises(UnknownUnitError, match="no"):
        resolver.unit("m")


@pytest.mark.parametrize(
    ("name", "known"),
    [
        *(("km", True), ("kilometers", True), ("mile", True), ("Mmiles", True), ("pi", True)),
        *(("box", False), ("kilobox", False), ("", False), ("s", True), ("dimensionless", True)),
    ],
)
def test_a_name_is_known_or_not(name, known):
    assert RESOLVER.knows(name) is known


def test_names_are_known_where_pint_finds_them():
    registry = pint.UnitRegistry()
    resolver = PintResolver(registry)
    shuffled = random.Random(5)
    names = sorted({u.name for u in dict(registry._units).values()})
    for _ in range(500):
        name = shuffled.choice(["", "k", "milli", "x", "zz"]) + shuffled.choice(names)
        name += shuffled.choice(["", "s", "q"])
        assert resolver.knows(name) is (name in registry._units or name_in(registry, name)), name


def name_in(registry, name):
    try:
        return bool(registry.parse_unit_name(name))
    except NotImplementedError:
        return True


def test_what_is_written_keeps_its_names():
    assert str(RESOLVER.written("box/12days")) == "1/12 * box * days ** -1"
    assert str(RESOLVER.written("USD/mm")) == "USD * mm ** -1"
    assert RESOLVER.canonical("days") == ("day", 1)
    assert RESOLVER.canonical("cm3") == ("centimeter", 3)
