"""What people of many fields convert. The numbers are worked out here from the agreed values."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from compose import units
from compose.engine.algebra import Agreement
from compose.errors import ComposeError, ConversionError, DimensionError
from compose.units import ConversionGraph

F = Fraction
FOOT, MILE, POUND = F("0.3048"), F("1609.344"), F("0.45359237")
G0, ATM = F("9.80665"), F(101_325)
BTU, CAL = F("1055.056"), F("4.184")
PSI = POUND * G0 / (FOOT / 12) ** 2
GALLON = 231 * (FOOT / 12) ** 3
AU, LIGHT = 149_597_870_700, 299_792_458
CHARGE, AVOGADRO, BOLTZMANN = F("1.602176634e-19"), F("6.02214076e23"), F("1.380649e-23")

EXACT = [
    # Engineering.
    (1, "BTU/h", "W", BTU / 3600),
    (1, "refrigeration_ton", "W", 12_000 * BTU / 3600),
    (1, "refrigeration_ton", "Btu/min", F(200)),
    (1, "hp", "ft*lbf/min", F(33_000)),
    (1, "metric_horsepower", "kgf*m/s", F(75)),
    (1, "kgf/cm^2", "kPa", G0 * 10),
    (1, "psi", "mmHg", PSI / F("133.322387415")),
    (29, "psi", "lbf/ft**2", F(29 * 144)),
    (1, "ft_H2O", "inch_H2O", F(12)),
    (1, "cSt", "mm^2/s", F(1)),
    (1, "St", "m^2/s", F(1, 10**4)),
    (1, "cP", "mPa*s", F(1)),
    (1, "P", "lb/(ft*h)", F(1, 10) * 3600 * FOOT / POUND),
    (1, "W/(m*K)", "Btu/(h*ft*delta_degF)", 3600 * FOOT * F(5, 9) / BTU),
    (1, "kJ/(kg*K)", "Btu/(lb*delta_degF)", 1000 * POUND * F(5, 9) / BTU),
    (1, "lbf*ft", "N*m", POUND * G0 * FOOT),
    (1, "slug/ft^3", "lb/ft^3", G0 / FOOT),
    (1, "ksi", "MPa", PSI / 1000),
    (1, "thou", "µm", F("25.4")),
    (1, "gallon/min", "m^3/h", GALLON * 60),
    (1, "ft^3/min", "L/s", FOOT**3 * 1000 / 60),
    (1, "acre_foot/day", "gallon/min", 43_560 * F(1200, 3937) ** 3 / GALLON / 1440),
    (1, "darcy", "µm^2", 1 / F("1.01325")),
    (1, "rpm", "deg/s", F(6)),
    (1, "g_0", "ft/s^2", G0 / FOOT),
    (1, "N/mm", "lbf/inch", 1000 * FOOT / 12 / (POUND * G0)),
    # Electricity.
    (1, "A*h", "C", F(3600)),
    (1, "V*A*h", "Btu", 3600 / BTU),
    (1, "ohm*mm^2/m", "µohm*m", F(1)),
    (1, "S/m", "mS/cm", F(10)),
    (1, "F*V", "C", F(1)),
    (1, "Wb/m^2", "T", F(1)),
    (1, "H/s", "ohm", F(1)),
    (1, "kVA", "kW", F(1)),
    # Computing.
    (1, "MiB", "kB", F("1048.576")),
    (100, "Mbit/s", "MB/s", F("12.5")),
    (1, "GB", "GiB", F(10**9, 2**30)),
    (1, "Tbit", "TiB", F(10**12, 8 * 2**40)),
    (56, "kbps", "kB/min", F(420)),
    (1, "PiB/day", "Gbps", F(2**50 * 8, 86_400 * 10**9)),
    # Time.
    (1, "fortnight", "hour", F(336)),
    (1, "month", "day", F("30.4375")),
    (1, "year", "month", F(12)),
    (1, "decade/decade", "1", F(1)),
    (1, "century", "year", F(100)),
    (1, "shake", "ns", F(10)),
    (1, "week/year", "day/year", F(7)),
    # Angles.
    (1, "turn", "arcsec", F(1_296_000)),
    (1, "gon", "arcmin", F(54)),
    (1, "turn/4", "deg", F(90)),
    (1, "mas/year", "deg/century", F(1, 36_000)),
    (1, "deg^2", "arcmin^2", F(3600)),
    # Light and radiation.
    (1, "lm/m^2", "lx", F(1)),
    (1, "lm/ft^2", "lx", 1 / FOOT**2),
    (1, "cd/cm^2", "nit", F(10**4)),
    (1, "lx*s", "lm*s/m^2", F(1)),
    (1, "Ci", "GBq", F(37)),
    (1, "mrem/h", "µSv/h", F(10)),
    (1, "Gy", "rads", F(100)),
    (1, "Sv/h", "Gy/h", F(1)),
    (1, "roentgen", "µC/kg", F(258)),
    (1, "count/s", "Bq", F(1)),
    (1, "rutherford", "MBq", F(1)),
    # Chemistry and medicine.
    (1, "M", "mmol/mL", F(1)),
    (1, "mg/L", "µg/mL", F(1)),
    (1, "particle/cm^3", "fmol/L", 10**18 / AVOGADRO),
    (1, "eV/particle", "kJ/mol", CHARGE * AVOGADRO / 1000),
    (1, "kcal/mol", "meV/particle", CAL * 10**6 / (AVOGADRO * CHARGE)),
    (1, "U/mL", "µkat/L", F(1000, 60)),
    (1, "ng/mL/h", "pg/(mL*min)", F(1000, 60)),
    (1, "mL/(min*kg)", "L/(day*70kg)", F(1440 * 70, 1000)),
    (1, "dyn*s*cm^-5", "Pa*s/mL", F(1, 10)),
    (1, "ppm", "mg/kg", F(1)),
    (1, "percent", "g/(100g)", F(1)),
    (1, "permille", "ppm", F(1000)),
    (1, "10^9/L", "10^3/µL", F(1)),
    (1, "mmol/kg", "µmol/g", F(1)),
    # Astronomy and physics.
    (1, "au", "km", F(AU, 1000)),
    (1, "light_year/year", "km/s", F(LIGHT, 1000)),
    (1, "metric_ton", "Mg", F(1)),
    (1, "barn*particle/fm^2", "particle", F(100)),
    (1, "eV", "zJ", CHARGE * 10**21),
    (1, "erg/(s*cm^2*angstrom)", "W/(m^2*nm)", F(1, 100)),
    (1, "1/cm", "1/m", F(100)),
    (1, "dyn/cm", "mN/m", F(1)),
    (1, "J", "erg", F(10**7)),
    (300, "boltzmann_constant*K", "meV", 300 * BOLTZMANN / CHARGE * 1000),
    # Farms, ships, print, textiles.
    (1, "bushel/acre", "m^3/km^2",
     F("2150.42") * (FOOT / 12) ** 3 / (43_560 * F(1200, 3937) ** 2) * 10**6),
    (1, "lb/acre", "kg/hectare", POUND / (43_560 * F(1200, 3937) ** 2) * 10**4),
    (12, "knot", "nmi/day", F(288)),
    (1, "tex", "denier", F(9)),
    (1, "pica", "inch", F(1, 6)),
    (1, "point", "mm", FOOT * 1000 / 864),
    (300, "dot/inch", "dot/cm", 300 / F("2.54")),
    (1, "hand", "inch", F(4)),
    (1, "kL", "m^3", F(1)),
]  # fmt: skip
IRRATIONAL = [
    (1, "turn", "rad", 2 * math.pi),
    (1, "deg", "mrad", math.pi / 0.18),
    (60, "rpm", "rad/s", 2 * math.pi),
    (1, "sr", "deg^2", (180 / math.pi) ** 2),
    (1, "cycle", "radian", 2 * math.pi),
    (1, "circular_mil", "mm^2", math.pi / 4 * 0.0254**2),
    (1, "lambert", "cd/m^2", 1e4 / math.pi),
    (1, "hbar", "eV*s", 6.62607015e-34 / (2 * math.pi) / 1.602176634e-19),
]


@pytest.mark.parametrize(("value", "src", "dst", "expected"), EXACT)
def test_exactly(value, src, dst, expected):
    assert units.convert(F(value), src, dst) == expected
    assert units.convert(F(expected), dst, src) == value
    assert units.convert(float(value), src, dst) == float(expected)
    assert units.factor(src, dst) * units.factor(dst, src) == 1


@pytest.mark.parametrize(("value", "src", "dst", "expected"), IRRATIONAL)
def test_with_irrational_numbers(value, src, dst, expected):
    assert units.convert(value, src, dst) == pytest.approx(expected, rel=4e-16)
    assert units.factor(src, dst) * units.factor(dst, src) == 1


CLINICAL = [
    ("glucose", "180.156", "mg/dL", "mmol/L", 90, F("4.99567")),
    ("cholesterol", "386.654", "mg/dL", "mmol/L", 200, F("5.17258")),
    ("creatinine", "113.118", "mg/dL", "µmol/L", 1, F("88.4033")),
    ("urea", "60.056", "mg/dL", "mmol/L", 30, F("4.99534")),
    ("bilirubin", "584.662", "mg/dL", "µmol/L", 1, F("17.1039")),
    ("calcium", "40.078", "mg/dL", "mmol/L", 10, F("2.49513")),
    ("cortisol", "362.460", "µg/dL", "nmol/L", 10, F("275.893")),
    ("testosterone", "288.424", "ng/dL", "nmol/L", 500, F("17.3356")),
    ("lead", "207.2", "µg/dL", "µmol/L", 10, F("0.482625")),
    ("lithium", "6.94", "mmol/L", "mg/dL", 1, F("0.694")),
]


@pytest.fixture(scope="module")
def laboratory():
    c = ConversionGraph()
    for substance, mass, *_ in CLINICAL:
        c.add("mol", "g", mass, of=substance, exact=True)
    c.add("mEq", "mmol", F(1, 2), of="calcium")
    c.add("IU", "µg", "0.025", of="vitamin D", exact=True)
    c.add("IU", "mg", "0.67", of="vitamin E", exact=True)
    return c


@pytest.mark.parametrize(
    ("substance", "src", "dst", "value", "expected"),
    [(substance, *case) for substance, _, *case in CLINICAL],
)
def test_the_laboratory(laboratory, substance, src, dst, value, expected):
    found = laboratory.convert(F(value), src, dst, of=substance)
    assert float(found) == pytest.approx(float(expected), rel=1e-5)
    assert laboratory.convert(found, dst, src, of=substance) == value
    with pytest.raises(DimensionError, match="would lead there"):
        laboratory.convert(value, src, dst)


def test_equivalents_and_international_units(laboratory):
    assert laboratory.factor("mEq/L", "mg/dL", of="calcium") == F("2.0039")
    assert laboratory.factor("IU", "ng", of="vitamin D") == 25
    assert laboratory.factor("IU/day", "mg/week", of="vitamin E") == F("4.69")
    with pytest.raises(ComposeError):
        laboratory.convert(1, "mEq/L", "mg/dL", of="glucose")


def test_gas_by_mass_and_by_volume():
    c = ConversionGraph()
    c.add("mol", "L", "22.413969", of="CO2", note="ideal, 0 °C and 1 atm", exact=True)
    c.add("mol", "g", "44.009", of="CO2", exact=True)
    assert c.factor("L", "g", of="CO2") == F("44.009") / F("22.413969")
    assert c.factor("mL/m^3", "mg/m^3", of="CO2") == F("44.009") / F("22.413969")
    assert c.factor("ppm", "mg/m^3", of="CO2") == F("44.009") / F("22.413969")
    with pytest.raises(DimensionError):
        c.convert(400, "ppm", "mg/m^3")


def test_gauge_pressure():
    c = ConversionGraph()
    c.add("barg", "bar", 1, offset="1.01325 bar")
    c.add("psig", "psi", 1, offset="1 atm")
    assert c.convert(F(0), "barg", "atm") == 1
    assert c.convert(F(0), "psig", "barg") == 0
    assert c.convert(F(10), "psig", "Pa") == 10 * PSI + ATM
    assert c.convert(F(2), "barg", "psig") == 2 * 10**5 / PSI
    assert c.convert(-F("1.01325"), "barg", "Pa") == 0
    assert c.factor("barg/s", "psi/s") == 10**5 / PSI


def test_scales_that_are_no_longer_used():
    c = ConversionGraph()
    c.add("degRo", "degC", F(40, 21), offset=F(-100, 7))
    c.add("degN", "degC", F(100, 33), offset=0)
    c.add("gas_mark", "degF", 25, offset=250)
    assert c.convert(F(60), "degRo", "degC") == 100
    assert c.convert(F("7.5"), "degRo", "degF") == 32
    assert c.convert(F(212), "degF", "degRo") == 60
    assert c.convert(F(4), "gas_mark", "degF") == 350
    assert c.convert(F(4), "gas_mark", "degC") == F(1590, 9)


@pytest.mark.parametrize(
    ("value", "src", "dst", "expected"),
    [
        (30, "dBm", "W", 1.0),
        (0, "dBm", "mW", 1.0),
        (1, "W", "dBm", 30.0),
        (3, "dB", "1", 10**0.3),
        (1, "Np", "dB", 20 / math.log(10)),
        (2, "octave", "1", 4.0),
        (3, "decade", "1", 1000.0),
        (1, "decade", "octave", math.log2(10)),
        (60, "dBu", "W", 1.0),
        (7, "pH_scale", "mol/L", 1e-7),
        (1e-3, "mmol/L", "pH_scale", 6.0),
        (0, "dBm", "hp", 1e-3 / float(550 * FOOT * POUND * G0)),
    ],
)
def test_levels(value, src, dst, expected):
    assert units.convert(value, src, dst) == pytest.approx(expected, rel=4e-16)


@pytest.mark.parametrize(
    ("value", "src", "dst", "expected"),
    [
        (0, "degC", "degF", 32),
        (-40, "degC", "degF", -40),
        (37, "degC", "degF", F("98.6")),
        (98, "degF", "degC", F(110, 3)),
        (0, "K", "degF", F("-459.67")),
        (0, "degR", "degC", F("-273.15")),
        (80, "degRe", "degC", 100),
        (100, "degC", "degRe", 80),
        (10, "delta_degC", "delta_degF", 18),
        (1, "J/degC", "J/K", 1),
        (9, "degF/hour", "degC/hour", 5),
        (1, "degC*m", "K*m", 1),
        (4, "degC^2", "K^2", 4),
        (1, "1/degF", "1/degC", F(9, 5)),
    ],
)
def test_temperatures(value, src, dst, expected):
    assert units.convert(F(value), src, dst) == expected
    assert units.convert(F(expected), dst, src) == value


@pytest.mark.parametrize(
    ("value", "src", "dst", "expected"),
    [
        (20, "degC", "10 K", F("29.315")),
        (29, "10 K", "degC", F("16.85")),
        (20, "degC", "J/boltzmann_constant", F("293.15") * F("1.380649e-23")),
        (68, "degF", "mile*K/mile", F("293.15")),
        (68, "degF", "100 mK", F("2931.5")),
        (1, "eV/boltzmann_constant", "degC", CHARGE / BOLTZMANN - F("273.15")),
    ],
)
def test_a_reading_keeps_its_zero_whatever_it_becomes(value, src, dst, expected):
    assert units.convert(F(value), src, dst) == expected
    assert units.convert(F(expected), dst, src) == value
    change = units.graph_between(src, dst).derivative(dst, src, algebra=Agreement())
    assert change.apply(F(value)) == expected


def test_facts_about_differences_say_nothing_of_a_reading():
    c = ConversionGraph()
    c.add("K", "tick", 5)
    assert c.factor("delta_degC", "tick") == 5
    assert c.factor("tick/s", "degF/s") == F(9, 25)
    assert c.factor("K", "tick") == 5
    for ends in (("degC", "tick"), ("tick", "degC"), ("degF", "tick")):
        with pytest.raises(ConversionError, match="write delta_deg"):
            c.convert(20, *ends)


NONSENSE = [
    ("m", "s"), ("kg", "N"), ("J", "W"), ("V", "A"), ("m^2", "m^3"), ("Pa", "N"), ("lx", "cd"),
    ("mol", "kg"), ("bit", "s"), ("degC", "J"), ("Gy", "rad"), ("gauss", "T"), ("dB", "m"),
    ("kat", "mol"), ("$", "m"), ("m", "¥"), ("dBm", "V"), ("lumen", "W"),
    ("oz", "floz"), ("pH", "1"),
]  # fmt: skip


@pytest.mark.parametrize(("src", "dst"), NONSENSE)
def test_nonsense_is_refused_both_ways(src, dst):
    for ends in ((src, dst), (dst, src)):
        for ask in (units.factor, units.converter, units.explain, units.graph_between):
            with pytest.raises(ComposeError) as caught:
                ask(*ends)
            assert str(caught.value)
