from __future__ import annotations

import re
from fractions import Fraction

import pint
import pytest

from compose.dimensions import PintResolver, default_resolver
from compose.dimensions.advice import _ROWS, advice_for
from compose.errors import ConversionError
from compose.units.misleading import CONFUSED, MISLEADING
from compose.units.notes import crossing, notes_for

ROWS = MISLEADING + CONFUSED
# Ours, and not pint's.
OWN = {"pH_scale"}


@pytest.fixture(scope="module")
def resolver():
    return default_resolver()


def spellings(row):
    return row.spellings.split("|")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.spellings)
def test_a_row_is_about_what_pint_reads(resolver, row):
    reading = resolver.unit(row.reading)
    read = [name for name in spellings(row) if resolver.unit(name) == reading]
    # "fl oz" has a row for each of its readings.
    assert read == [name for name in spellings(row) if name != "fl oz" or name in read]
    assert read or row.spellings == "fl oz"


def test_a_spelling_has_one_row_for_a_reading():
    pairs = [(name, row.reading) for row in ROWS for name in spellings(row)]
    assert sorted(pairs) == sorted(set(pairs))


def advised():
    texts = [row.advice for row in ROWS] + list(_ROWS.values())
    return [text for text in texts if "write" in text or "is" in text]


def test_what_is_advised_is_known(resolver):
    found = {
        name
        for text in advised()
        for name in re.findall(r"(?:write|or|and|it is [\d.e-]+) ([A-Za-zµ][\w*/]*)", text)
        if "_" in name or "/" in name or "*" in name
    }
    assert len(found) > 60
    unknown = []
    for name in sorted(found - OWN):
        try:
            resolver.unit(name)
        except ConversionError:
            unknown.append(name)
    assert unknown == []


def test_what_is_advised_has_the_stated_size(resolver):
    stated = [
        sized for row in ROWS for sized in re.findall(r"([A-Za-z]\w+), ([\d.]+) (\w+)", row.advice)
    ]
    assert len(stated) > 12
    for name, size, unit in stated:
        factor = resolver.factor(resolver.unit(name), resolver.unit(unit)).coefficient
        digits = len(size.partition(".")[2])
        assert round(factor, digits) == Fraction(size), name


@pytest.mark.parametrize(
    ("smaller", "larger", "percent"),
    [
        ("imperial_minim", "minim", "3.9"),
        ("inHg_60F", "inHg", "0.28"),
        ("inH2O_60F", "inH2O", "0.1"),
    ],
)
def test_how_much_smaller(resolver, smaller, larger, percent):
    ratio = resolver.factor(resolver.unit(smaller), resolver.unit(larger)).coefficient
    digits = len(percent.partition(".")[2])
    assert round((1 - ratio) * 100, digits) == Fraction(percent)


def test_pint_s_mil_is_a_tenth_of_nato_s(resolver):
    assert resolver.factor(resolver.unit("turn"), resolver.unit("mil")).coefficient == 64_000


@pytest.mark.parametrize(
    ("text", "definition", "meant"),
    [
        ("pH", "picohenry = 1e-12 * henry", "pH_scale"),
        ("Nm", "number_meter = kilometer / kilogram", "N*m"),
        ("Mb", "megabarn = 1e6 * barn", "Mbit"),
        ("pcs", "parsec = ", "count"),
        ("cfm", "centifermi = 1e-2 * fermi", "ft**3/min"),
        ("fl oz", "", "imperial_floz"),
        ("cup", "cup = pint / 2", "imperial_cup"),
        ("year", "year = 365.25 * day", "gregorian_year"),
        ("Nm³/h", "number_meter", "normal cubic metres"),
        ("gal", "gallon = 231 * cubic_inch", "imperial_gallon"),
        ("mil", "mil = π / 32000 * radian", "thou"),
    ],
)
def test_a_name_that_misleads(resolver, text, definition, meant):
    (note,) = notes_for(resolver, text)
    assert definition in note
    assert meant in note


@pytest.mark.parametrize("text", ["mL", "km^3", "kg*m/s**2", "m3", "µL", "kWh", "mmol/L", "", "1"])
def test_a_plain_name_has_no_note(resolver, text):
    assert notes_for(resolver, text) == ()


def test_notes_come_in_the_order_written_and_once(resolver):
    notes = notes_for(resolver, "gal/year", "pt/year", "gal**2")
    assert [note.split()[0] for note in notes] == ["'gal'", "'year'", "'pt'"]


@pytest.mark.parametrize("text", ["cup2", "cup²", "cup**2", "m/cup2"])
def test_a_power_behind_a_name_is_no_part_of_it(resolver, text):
    assert notes_for(resolver, text) == notes_for(resolver, "cup") != ()


def test_two_words_are_one_name(resolver):
    (note,) = notes_for(resolver, "fl  oz / min")
    assert note.startswith("'fl oz' is ")
    assert [note.split()[0] for note in notes_for(resolver, "fl/oz")] == ["'oz'"]


def test_names_for_another_quantity_are_told_where_dimensions_differ(resolver):
    assert notes_for(resolver, "C", "F") == ()
    first, second = notes_for(resolver, "C", "F", mismatch=True)
    assert "degC" in first
    assert "degF" in second
    assert len(notes_for(resolver, "cup", "C", mismatch=True)) == 1


@pytest.mark.parametrize(
    ("src", "dst", "told"),
    [
        ("kg", "N", "kgf"),
        ("lb", "N", "lbf"),
        ("kg/cm2", "bar", "kgf"),
        ("C", "K", "degC"),
        ("deg", "degF", "degC or degF"),
        ("eq/L", "N", None),
        ("mmol/mL", "N", "mol/L"),
        ("MT", "kg", "Mt"),
        ("B", "1", "a bel"),
        ("rad", "Gy", "rads"),
        ("min", "deg", "arcmin"),
        ("MM", "1", "millions"),
        ("kg", "m", None),
        ("ft^3", "m^3/s", None),
        ("m/s", "kg", None),
        ("h", "m", None),
        ("nonsense", "kg", None),
    ],
)
def test_what_would_not_help_is_not_told(resolver, src, dst, told):
    for ends in ((src, dst), (dst, src)):
        notes = notes_for(resolver, *ends, mismatch=True)
        assert any(told in note for note in notes) if told else notes == ()


def test_the_advice_for_another_kind_of_quantity_names_units(resolver):
    for row in CONFUSED:
        for unit in filter(None, row.meant.split("|")):
            assert resolver.spelt(unit)
    assert sum(bool(row.meant) for row in CONFUSED) > 25


def test_who_defines_a_name_knows_what_it_means(resolver):
    assert notes_for(resolver, "pcs/cup", own={"pcs"}) == notes_for(resolver, "cup")
    registry = pint.UnitRegistry()
    registry.define("Nm = newton * meter")
    assert notes_for(PintResolver(registry), "Nm") == ()
    assert len(notes_for(PintResolver(pint.UnitRegistry()), "Nm")) == 1


def test_the_definition_is_that_of_the_registry():
    registry = pint.UnitRegistry()
    registry.define("year = 365 * day = yr")
    (note,) = notes_for(PintResolver(registry), "yr")
    assert note.startswith("'yr' is year = 365 * day; ")


def test_units_and_nonsense_have_no_notes(resolver):
    nonsense = ["$", "((", "\0", "year year year((", "°", "%%", "fl", "𝒴ear", "cup" * 400]
    assert notes_for(resolver, resolver.unit("year"), None, 5) == ()
    assert all(isinstance(note, str) for note in notes_for(resolver, *nonsense, mismatch=True))


@pytest.mark.parametrize(
    ("src", "dst", "comes_or_goes"),
    [
        ("Hz", "rad/s", ["radian is added"]),
        ("rad/s", "Hz", ["radian is dropped"]),
        ("rpm", "Hz", ["radian is dropped"]),
        ("rpm", "turn/s", []),
        ("degree", "", ["radian is dropped"]),
        ("arcsec", "turn", []),
        ("sr", "rad**2", []),
        ("lux", "cd/m**2", ["radian ** 2 is dropped"]),
        ("lm", "cd*sr", []),
        ("Bq", "Hz", ["count is dropped"]),
        ("1/s", "Bq", ["count is added"]),
        ("cps", "rpm", ["count is dropped", "radian is added"]),
        ("byte", "bit", []),
        ("MB/s", "1/s", ["bit is dropped"]),
        ("bit/s", "Bd", []),
        ("J/rad", "N*m", ["radian is added"]),
        ("percent", "ppm", []),
        ("percent", "", []),
        ("strain", "", []),
        ("m/rad**0.5", "m", ["radian ** 1/2 is added"]),
        ("mL", "km^3", []),
        ("degC", "degF", []),
        ("dBm", "W", []),
    ],
)
def test_what_comes_or_goes(resolver, src, dst, comes_or_goes):
    text = crossing(resolver, resolver.unit(src), resolver.unit(dst)) or ""
    assert [part.partition(":")[0] for part in text.split("; ") if part] == comes_or_goes


def test_crossing_reads_powers_as_well(resolver):
    turns = {"turn": Fraction(1), "second": Fraction(-1)}
    assert crossing(resolver, turns, resolver.unit("Hz")).startswith("radian is dropped")


def test_a_unit_that_is_defined_without_dimension_counts():
    registry = pint.UnitRegistry()
    registry.define("person = []")
    own = PintResolver(registry)
    assert crossing(own, own.unit("person/day"), own.unit("1/day")).startswith("person is dropped")


def test_advice_is_for_names_that_pint_does_not_know(resolver):
    known = []
    for names in _ROWS:
        for name in names.split("|"):
            try:
                known.append((name, resolver.unit(name)))
            except ConversionError:
                continue
    assert known == []


def test_a_name_is_advised_on_once():
    names = [name for row in _ROWS for name in row.split("|")]
    assert sorted(names) == sorted(set(names))
    assert advice_for(" gpm ") == advice_for("gpm")
    assert advice_for("kilometr") is None
