"""Held to what standards print: exact where they are exact, else to the digits shown."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from compose import units
from tests.units.standards import TABLES

_LINE = re.compile(r"(\S+) ([=≈]) ([\d.]+)(?:\((\d+)\))?(…?)(?:E([+-]\d+))? (\S+)")


def rows():
    for source, table in TABLES.items():
        for line in table.strip().splitlines():
            yield pytest.param(line, id=f"{line} [{source}]")


def bounds(line):
    """Read a line: the units, and between which numbers the factor lies."""
    source, sign, digits, uncertainty, more, exponent, target = _LINE.fullmatch(line).groups()
    size = Fraction(10) ** int(exponent or 0)
    last = size / 10 ** len(digits.partition(".")[2])
    low = high = Fraction(digits) * size
    if uncertainty:
        low, high = low - int(uncertainty) * last, high + int(uncertainty) * last
    elif more:
        high += last
    elif sign == "≈":
        low, high = low - last / 2, high + last / 2
    return source, low, high, target


@pytest.mark.parametrize("line", list(rows()))
def test_factors_are_those_of_the_standards(line):
    source, low, high, target = bounds(line)
    factor = units.factor(source, target)
    if low == high:
        assert factor == low
        assert units.convert(1, source, target) == float(low)
    else:
        found = units.convert(1.0, source, target)
        assert float(low) <= found <= float(high), f"{found!r} is not in {line}"


def test_there_are_many_rows_and_no_row_twice():
    lines = [(name, line) for name, text in TABLES.items() for line in text.split("\n") if line]
    assert len(lines) > 300
    assert len(set(lines)) == len(lines)
    assert sum(" = " in line and "(" not in line.split(" = ")[1] for _, line in lines) > 150


def test_a_last_digit_that_is_wrong_would_be_found():
    assert bounds("mile ≈ 1.609E+03 m")[1:3] == (Fraction("1608.5"), Fraction("1609.5"))
    assert bounds("R = 8.3144… J")[1:3] == (Fraction("8.3144"), Fraction("8.3145"))
    assert bounds("x = 1.20(3)E-1 y")[1:3] == (Fraction("0.117"), Fraction("0.123"))


# Molar masses from IUPAC's atomic weights; factors as laboratories print them: the AMA Manual of
# Style's table of SI conversions, or reciprocals of what stands there.
CLINICAL = [
    ("glucose", "180.156", "mmol/L", "mg/dL", "18.0156"),
    ("glucose", "180.156", "mg/dL", "mmol/L", "0.0555"),
    ("cholesterol", "386.65", "mg/dL", "mmol/L", "0.0259"),
    ("cholesterol", "386.65", "mmol/L", "mg/dL", "38.67"),
    ("triglycerides", "885.4", "mg/dL", "mmol/L", "0.0113"),
    ("creatinine", "113.12", "mg/dL", "umol/L", "88.4"),
    ("urea nitrogen", "28.014", "mg/dL", "mmol/L", "0.357"),
    ("bilirubin", "584.66", "mg/dL", "umol/L", "17.104"),
    ("uric acid", "168.11", "mg/dL", "umol/L", "59.48"),
    ("calcium", "40.078", "mg/dL", "mmol/L", "0.25"),
    ("magnesium", "24.305", "mg/dL", "mmol/L", "0.411"),
    ("phosphorus", "30.974", "mg/dL", "mmol/L", "0.323"),
    ("iron", "55.845", "ug/dL", "umol/L", "0.179"),
    ("lactate", "90.08", "mg/dL", "mmol/L", "0.111"),
    ("thyroxine", "776.87", "ug/dL", "nmol/L", "12.87"),
    ("testosterone", "288.42", "ng/dL", "nmol/L", "0.0347"),
    ("calcidiol", "400.64", "ng/mL", "nmol/L", "2.496"),
    ("cortisol", "362.46", "ug/dL", "nmol/L", "27.59"),
    ("cobalamin", "1355.4", "pg/mL", "pmol/L", "0.738"),
    ("folate", "441.4", "ng/mL", "nmol/L", "2.266"),
]


@pytest.fixture(scope="module")
def laboratory():
    graph = units.ConversionGraph()
    for name, mass in {row[0]: row[1] for row in CLINICAL}.items():
        graph.add("mol", "g", mass, of=name, exact=True)
    return graph


@pytest.mark.parametrize(("substance", "mass", "source", "target", "printed"), CLINICAL)
def test_laboratory_values_through_molar_masses(
    laboratory, substance, mass, source, target, printed
):
    _, low, high, _ = bounds(f"x ≈ {printed} y")
    factor = laboratory.factor(source, target, of=substance)
    assert low <= factor <= high
    moles_per_gram = 1 / Fraction(mass)
    forwards = source.startswith(("mg", "ug", "ng", "pg"))
    plain = units.factor(source.replace("g/", "mol/", 1), target) if forwards else None
    assert factor == plain * moles_per_gram if forwards else factor == Fraction(mass) / 10
