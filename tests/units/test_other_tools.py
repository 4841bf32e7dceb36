"""What other tools are asked in their manuals and tests, and what comes out when it is exact.

The expected numbers are worked out here, in fractions, from the agreements of 1959 and the SI.
Spellings are those that the tool takes, where compose takes them as well.
"""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from compose import units
from compose.errors import ConversionError, DimensionError

F = Fraction
INCH = F("0.0254")
FOOT = 12 * INCH
YARD = 3 * FOOT
MILE = 1760 * YARD
SURVEY_FOOT = F(1200, 3937)
GALLON = 231 * INCH**3
IMPERIAL_GALLON = F("0.00454609")
POUND = F("0.45359237")
OUNCE = POUND / 16
GRAVITY = F("9.80665")
POUND_FORCE = POUND * GRAVITY
PSI = POUND_FORCE / INCH**2
ATMOSPHERE = F(101_325)
CALORIE = F("4.184")
BTU = F("1055.05585262")
LIGHT = F(299_792_458)
HOUR, DAY, YEAR = 3600, 86_400, F("365.25") * 86_400
NAUTICAL = 1852
EV = F("1.602176634e-19")

GNU_UNITS = [
    (6, "inches", "cm", F("15.24")),
    (13, "kilograms", "lb", 13 / POUND),
    (1, "m^3", "gallons", 1 / GALLON),
    (60, "mph", "m/s", 60 * MILE / HOUR),
    (1, "mph", "knots", MILE / NAUTICAL),
    (1, "acre", "ft^2", 43_560 * (SURVEY_FOOT / FOOT) ** 2),
    (1, "acre", "survey_foot^2", F(43_560)),
    (45, "degF", "degC", F(65, 9)),
    (1, "kW·h/year", "W", F(3_600_000) / YEAR),
    (1, "furlong/fortnight", "m/s", 660 * SURVEY_FOOT / (14 * DAY)),
    (30, "psi", "atm", 30 * PSI / ATMOSPHERE),
    (3, "gallon/minute", "liter/second", 3 * GALLON * 1000 / 60),
    (1, "ohm", "V/A", F(1)),
    (2, "Btu_it", "ft·lbf", 2 * BTU / (FOOT * POUND_FORCE)),
    (1, "hp", "W", 550 * FOOT * POUND_FORCE),
    (1, "nautical_mile", "mile", NAUTICAL / MILE),
    (1, "ton", "kg", 2000 * POUND),
    (1, "long_ton", "short_ton", F(2240, 2000)),
    (1, "grain", "mg", F("64.79891")),
    (5, "stone", "lb", F(70)),
    (1, "bushel", "L", F("2150.42") * INCH**3 * 1000),
    (1, "light_year", "m", LIGHT * YEAR),
    (400, "ft·lbf", "cal", 400 * FOOT * POUND_FORCE / CALORIE),
    (1, "kgf/cm^2", "psi", GRAVITY * 10_000 / PSI),
]

FRINK = [
    (960, "ft^3", "gallons", F(960 * 1728, 231)),
    (2000, "kcal/day", "W", 2_000_000 * CALORIE / DAY),
    (1, "speed_of_light^2·kg", "megaton_TNT", LIGHT**2 / (CALORIE * 10**15)),
    (1, "teaspoon", "mL", GALLON * 10**6 / 768),
    (1, "cup/hour", "floz/minute", F(8, 60)),
    (10, "gallon/ft^2", "inch", 10 * GALLON / FOOT**2 / INCH),
    (1, "survey_mile^2", "acre", F(640)),
    (55, "mile/hour", "ft/s", F(55 * 5280, 3600)),
    (1, "week", "minute", F(10_080)),
    (1, "century", "day", F(36_525)),
    (1, "lb·ft/s^2", "poundal", F(1)),
    (1, "psi", "lbf/ft^2", F(144)),
    (1, "kip", "lbf", F(1000)),
    (12, "V·A·h", "kJ", F("43.2")),
]

UDUNITS = [
    (0, "degF", "K", F("459.67") * 5 / 9),
    (F("288.15"), "K", "degC", F(15)),
    (F("1013.25"), "hPa", "atm", F(1)),
    (1, "mbar", "Pa", F(100)),
    (10, "m.s-1", "knot", 10 * F(3600, NAUTICAL)),
    (1, "kg m-2 s-1", "g cm-2 day-1", F(1000, 10_000) * DAY),
    (5, "g kg-1", "1", F("0.005")),
    (36, "km h-1", "m s-1", F(10)),
    (1, "W m-2", "mW cm-2", F("0.1")),
    (1, "J kg-1 K-1", "cal g-1 degC-1", 1 / (CALORIE * 1000)),
    (1, "m3 s-1", "sverdrup", F("1e-6")),
    (1, "km2", "hectare", F(100)),
    (1, "cm day-1", "m year-1", F("365.25") / 100),
    (100, "percent", "1", F(1)),
    (1, "µm", "nm", F(1000)),
    (1, "μm", "nm", F(1000)),
    (1, "degree_Celsius", "degree_Fahrenheit", F("33.8")),
    (1, "Pa s", "poise", F(10)),
]

UNYT = [
    (1, "mile", "cm", MILE * 100),
    (1, "keV", "erg", EV * 1000 * 10**7),
    (1, "eV", "J", EV),
    (1, "kg·m/s^2", "dyn", F(10**5)),
    (1, "g/cm^3", "kg/m^3", F(1000)),
    (1, "ft·lbf/s", "W", FOOT * POUND_FORCE),
    (1, "year", "s", YEAR),
    (3, "hr", "day", F(1, 8)),
    (1, "lb", "oz", F(16)),
    (1, "inHg", "Pa", INCH * F("13595.1") * GRAVITY),
    (1, "atm", "bar", F("1.01325")),
    (1, "J", "cal", 1 / CALORIE),
    (1, "furlong", "ft", 660 * SURVEY_FOOT / FOOT),
    (1, "Wh", "J", F(3600)),
    (F("2.5"), "mA·h", "C", F(9)),
]

ASTROPY = [
    (F("15.1"), "m/s", "km/h", F("54.36")),
    (1, "micron", "angstrom", F(10**4)),
    (1, "au", "km", F("149597870.7")),
    (1, "light_year", "au", LIGHT * YEAR / 149_597_870_700),
    (1, "deg", "arcsec", F(3600)),
    (1, "deg", "mas", F(3_600_000)),
    (90, "deg", "turn", F(1, 4)),
    (1, "erg/s/cm^2", "W/m^2", F(1, 1000)),
    (1, "barn", "cm^2", F("1e-24")),
    (1, "fortnight", "week", F(2)),
    (1, "km/s", "au/day", F(1000 * DAY, 149_597_870_700)),
    (1, "imperial_pint", "mL", IMPERIAL_GALLON * 10**6 / 8),
    (1, "kibibyte", "bit", F(8192)),
]

BOOST = [
    (1, "calorie", "joule", CALORIE),
    (1, "mile", "foot", F(5280)),
    (32, "degF", "K", F("273.15")),
    (212, "degF", "degC", F(100)),
    (1, "yard", "foot", F(3)),
    (1, "slug", "kg", POUND_FORCE / FOOT),
    (1, "imperial_quart", "imperial_pint", F(2)),
    (1, "m", "cm", F(100)),
    (1, "N·m", "dyn·cm", F(10**7)),
    (1, "J", "erg", F(10**7)),
    (1, "thou", "um", F("25.4")),
    (1, "league", "survey_mile", F(3)),
    (1, "fathom", "survey_foot", F(6)),
    (1, "gon", "degree", F(9, 10)),
    (1, "metric_ton", "lb", 1000 / POUND),
    (1, "lbf", "N", POUND_FORCE),
]

JS_QUANTITIES = [
    (0, "degC", "degF", F(32)),
    (100, "degC", "degF", F(212)),
    (10, "in", "cm", F("25.4")),
    (60, "mph", "ft/s", F(88)),
    (1, "MPa", "N/mm^2", F(1)),
    (1, "bar", "psi", 10**5 / PSI),
    (6, "V/A", "ohm", F(6)),
    (1, "cu_in", "cc", INCH**3 * 10**6),
    (1, "lb/ft^3", "kg/m^3", POUND / FOOT**3),
    (1, "acre_foot", "gallon", 43_560 * SURVEY_FOOT**3 / GALLON),
    (1, "count/s", "Bq", F(1)),
    (1, "rpm", "degree/s", F(6)),
    (1, "megaohm", "kiloohm", F(1000)),
    (1, "l", "m3", F(1, 1000)),
]

CONVERT_UNITS = [
    (1, "l", "ml", F(1000)),
    (1, "lb", "oz", F(16)),
    (1, "mi", "km", F("1.609344")),
    (1, "gal", "qt", F(4)),
    (1, "ha", "m2", F(10_000)),
    (1, "deg", "arcmin", F(60)),
    (1, "km/h", "mph", 1000 / MILE),
    (1, "psi", "kPa", PSI / 1000),
    (1, "tbsp", "tsp", F(3)),
    (1, "mcg", "g", F("1e-6")),
    (1, "yd3", "ft3", F(27)),
    (1, "TB", "GB", F(1000)),
    (1, "TiB", "GiB", F(1024)),
    (1, "Mbit/s", "kB/s", F(125)),
    (1, "nmi", "ft", NAUTICAL / FOOT),
    (1, "degC", "degR", F("274.15") * 9 / 5),
    (1, "min/km", "min/mile", F("1.609344")),
    (1, "kVA", "W", F(1000)),
    (1, "mAh", "C", F("3.6")),
    (1, "lux", "lm/m^2", F(1)),
    (1, "lm/ft^2", "lux", 1 / FOOT**2),
]

MATHJS = [
    (F("12.7"), "cm", "inch", F(5)),
    (2, "inch", "cm", F("5.08")),
    (20, "celsius", "fahrenheit", F(68)),
    (90, "km/h", "m/s", F(25)),
    (F("0.5"), "kg", "g", F(500)),
    (1, "lbf/in^2", "psi", F(1)),
    (5, "cm^3", "mL", F(5)),
    (1, "sq_ft", "sq_in", F(144)),
    (1, "cwt", "lb", F(100)),
    (1, "hogshead", "gallon", F(63)),
    (1, "beer_barrel", "gallon", F(31)),
    (1, "minim", "fluid_dram", F(1, 60)),
    (1, "grad", "deg", F(9, 10)),
]

UCUM = [
    (100, "mg/dL", "g/L", F(1)),
    (1, "ng/mL", "ug/L", F(1)),
    (1, "umol/min", "enzyme_unit", F(1)),
    (1, "kat", "enzyme_unit", F(6 * 10**7)),
    (1, "mmHg", "Pa", F("133.322387415")),
    (37, "degC", "K", F("310.15")),
    (1, "kcal", "kJ", CALORIE),
    (1, "a", "d", F("365.25")),
    (1, "month", "d", F("30.4375")),
    (1, "gf", "N", F("0.00980665")),
    (1, "carat", "g", F(1, 5)),
    (1, "mol/L", "mmol/mL", F(1)),
    (1, "M", "mol/m3", F(1000)),
    (1, "mg/kg/h", "ug/kg/min", F(1000, 60)),
    (1, "mL/min/1.73m2", "mL/min/m2", F(100, 173)),
    (1, "pg/mL", "ng/dL", F(1, 10)),
    (1, "cm_H2O", "Pa", F("98.0665")),
    (1, "J/L", "Pa", F(1000)),
    (1, "g/m2", "mg/cm2", F(1, 10)),
    (1, "1/min", "Hz", F(1, 60)),
    (1, "Ci", "MBq", F(37_000)),
    (1, "rem", "mSv", F(10)),
    (1, "dyn·s/cm^5", "Pa·s/m^3", F(10**5)),
    (1, "L/100km", "mL/km", F(10)),
]

FUEL = [
    (8, "L/100km", "km/L", F("12.5")),
    (25, "mile/gallon", "L/100km", 100_000 * GALLON * 1000 / (25 * MILE)),
    (40, "mile/imperial_gallon", "L/100km", 100_000 * IMPERIAL_GALLON * 1000 / (40 * MILE)),
    (5, "L/100km", "mile/gallon", 20_000 / MILE * GALLON * 1000),
    (50, "Hz", "ms", F(20)),
    (20, "ms", "Hz", F(50)),
    (500, "kohm", "uS", F(2)),
    (5, "min/km", "km/h", F(12)),
]

# Tenfold is 10 dB or a decade of power; half a neper is a factor of e in power.
LEVELS = [
    (30.0, "dBm", "W", 1.0),
    (0.0, "dBm", "mW", 1.0),
    (1.0, "W", "dBm", 30.0),
    (-30.0, "dBW", "mW", 1.0),
    (0.0, "dBW", "dBm", 30.0),
    (20.0, "dB", "1", 100.0),
    (3.0, "dB", "1", 10**0.3),
    (2.0, "1", "dB", 10 * math.log10(2)),
    (1.0, "Np", "dB", 20 / math.log(10)),
    (3.0, "octave", "1", 8.0),
    (1.0, "decade", "octave", math.log2(10)),
]

REFUSED = [
    ("sqft", "m^2", "ft"),
    ("wk", "day", "week"),
    ("Mb/s", "kB/s", "megabarn"),
    ("ft-lb", "J", "ft-lb"),
    ("1,000 m", "km", "comma"),
    ("", "m**2", "[length]"),
    ("pH", "mol/L", "[length]"),
]

TOOLS = {
    "GNU units": GNU_UNITS,
    "Frink": FRINK,
    "UDUNITS": UDUNITS,
    "unyt": UNYT,
    "astropy.units": ASTROPY,
    "Boost.Units": BOOST,
    "js-quantities": JS_QUANTITIES,
    "convert-units": CONVERT_UNITS,
    "math.js": MATHJS,
    "UCUM": UCUM,
}


def rows():
    return [
        pytest.param(*row, id=f"{tool}: {row[0]} {row[1]} to {row[2]}")
        for tool, table in TOOLS.items()
        for row in table
    ]


@pytest.mark.parametrize(("value", "source", "target", "expected"), rows())
def test_what_others_convert_comes_out_exact(value, source, target, expected):
    assert units.convert(F(value), source, target) == expected
    assert units.convert(value, source, target, exact=True) == expected
    if F(float(value)) == value:
        assert units.convert(float(value), source, target) == float(expected)


@pytest.mark.parametrize(("value", "source", "target", "expected"), FUEL)
def test_the_reciprocal_on_request(value, source, target, expected):
    with pytest.raises(DimensionError, match="reciprocal=True"):
        units.convert(value, source, target)
    assert units.convert(F(value), source, target, reciprocal=True) == expected
    assert units.convert(value, source, target, reciprocal=True) == float(expected)


@pytest.mark.parametrize(("value", "source", "target", "expected"), LEVELS)
def test_levels(value, source, target, expected):
    assert units.convert(value, source, target) == pytest.approx(expected, rel=1e-14, abs=1e-14)


@pytest.mark.parametrize(("source", "target", "word"), REFUSED)
def test_what_others_take_and_compose_does_not_is_refused_with_a_reason(source, target, word):
    with pytest.raises(ConversionError) as caught:
        units.convert(1, source, target)
    assert word in str(caught.value)


def test_there_are_many_rows():
    assert len(rows()) > 150
