"""Facts that join dimensions, compound units, and the slopes of maps."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose import units
from compose.engine.algebra import Agreement
from compose.errors import ComposeError, DimensionError, DisagreementError
from compose.units.relations.system import ContradictionError
from tests.units.oracle import book

DISAGREE = (DisagreementError, ContradictionError)


def test_a_bridge_is_used_in_compound_units():
    graph = units.ConversionGraph()
    graph.add("L", "kg", Fraction("0.789"), of="ethanol")
    graph.add("mol", "g", Fraction("180.156"), of="glucose")
    assert graph.factor("L/s", "kg/s", of="ethanol") == Fraction("0.789")
    assert graph.factor("g/cm^3", "1", of="ethanol") == 1 / Fraction("0.789")
    assert graph.factor("mg/dL", "mmol/L", of="glucose") == 10 / Fraction("180.156")
    assert swept_of(graph, "mg/dL", "mmol/L", "glucose") == 10 / Fraction("180.156")
    for source, target in (("L", "kg"), ("mol", "g"), ("L/s", "kg/s")):
        with pytest.raises(DimensionError):
            graph.factor(source, target)
    with pytest.raises(DimensionError):
        graph.factor("mol", "g", of="ethanol")


def swept_of(graph, source, target, substance):
    between = graph.graph_between(source, target, of=substance)
    answer = between.derivative(target, source, algebra=Agreement())
    return getattr(answer, "scale", answer)


def test_one_density_cannot_be_two():
    graph = units.ConversionGraph()
    graph.add("L", "kg", Fraction("0.789"))
    with pytest.raises(DISAGREE) as caught:
        graph.add("L/s", "kg/s", 1)
    said = str(caught.value)
    assert "1.267" in said or "0.789" in said
    graph.add("m^3/hour", "tonne/hour", Fraction("0.789"))
    assert not graph.audit().mismatches


def test_decimals_agree_as_far_as_they_are_written():
    graph = units.ConversionGraph()
    graph.add("pound_of_sugar", "g", "453.6")
    graph.add("pound_of_sugar", "lb", "1.000")
    with pytest.raises(DISAGREE):
        graph.add("pound_of_sugar", "oz", "16.1")
    with pytest.raises(DISAGREE):
        units.ConversionGraph().add("mile", "km", "1.6", exact=True)
    units.ConversionGraph().add("mile", "km", "1.6")
    assert graph.factor("pound_of_sugar", "g") == Fraction("453.6")


def test_a_check_never_changes_an_answer():
    graph = units.ConversionGraph()
    graph.add("cask", "L", "159")
    before = graph.factor("cask", "gallon")
    graph.add("cask", "gallon", "42.0", tolerance=Fraction(1, 100))
    assert graph.factor("cask", "gallon") == before
    assert len(list(graph.audit())) == 1


def test_half_a_fact_is_no_fact():
    graph = units.ConversionGraph()
    graph.add("L", "kg", 1)
    with pytest.raises(ComposeError):
        graph.factor("L**(1/2)", "kg**(1/2)")


def test_a_name_belongs_to_its_graph():
    boxes, crates = units.ConversionGraph(), units.ConversionGraph()
    boxes.add("box", "kg", 5)
    crates.add("box", "m", 2)
    assert boxes.factor("box", "g") == 5000
    assert crates.factor("box", "cm") == 200
    for question in (units.factor, units.ConversionGraph().factor):
        with pytest.raises(ComposeError):
            question("box", "kg")
    assert not hasattr(units.registry, "_units") or "box" not in units.registry._units


# Derivatives of the map of values.

MAPS = [
    ("mile", "km", {}, 26.2),
    ("degC", "degF", {}, 37.0),
    ("degF", "K", {}, -459.0),
    ("turn", "radian", {}, 0.25),
    ("mile/gallon", "L/100km", {"reciprocal": True}, 25.0),
    ("Hz", "ms", {"reciprocal": True}, 50.0),
    ("dBm", "W", {}, 27.0),
    ("W", "dBm", {}, 0.5),
    ("Np", "dB", {}, 1.5),
    ("octave", "1", {}, 2.5),
]


@pytest.mark.parametrize(("source", "target", "how", "place"), MAPS)
def test_the_derivative_is_the_limit_of_difference_quotients(source, target, how, place):
    convert = units.converter(source, target, **how)
    step = abs(place) * 1e-5
    quotient = (convert(place + step) - convert(place - step)) / (2 * step)
    assert convert.derivative(place) == pytest.approx(quotient, rel=1e-7)
    back = convert.inverse()
    assert back(convert(place)) == pytest.approx(place, rel=1e-13)
    assert back.derivative(convert(place)) * convert.derivative(place) == pytest.approx(
        1, rel=1e-13
    )


@pytest.mark.parametrize(("source", "target", "how", "place"), MAPS)
def test_the_graph_carries_the_same_derivative(source, target, how, place):
    if how:
        return
    convert = units.converter(source, target)
    graph = units.graph_between(source, target)
    answer = graph.derivative(target, source, algebra=Agreement())
    moved = answer.apply(place) if hasattr(answer, "apply") else answer * Fraction(place)
    assert float(moved) == pytest.approx(convert(place), rel=1e-13)


# pint's own definitions, asked in compound units.


@given(st.data(), st.lists(st.sampled_from((-2, -1, 1, 2)), min_size=2, max_size=3), st.fractions())
def test_compound_units_are_the_products_of_their_parts(data, exponents, value):
    groups = [group for group in book().by_dimension().values() if len(group) > 8]
    source, target, expected = [], [], Fraction(1)
    for exponent in exponents:
        group = data.draw(st.sampled_from(groups))
        first, second = data.draw(st.sampled_from(group)), data.draw(st.sampled_from(group))
        factor = book().factor(first, second).exact
        if factor is None:
            return
        source.append(f"{first}**{exponent}")
        target.append(f"{second}**{exponent}")
        expected *= factor**exponent
    source, target = " * ".join(source), " * ".join(target)
    assert units.convert(value, source, target) == value * expected
    graph = units.ConversionGraph()
    assert graph.factor(source, target) == expected


def test_the_path_does_not_depend_on_the_order_of_hashes():
    code = (
        "from compose import units\n"
        "c = units.ConversionGraph()\n"
        "for a, b, n in [('crate','box',4), ('box','bottle',12), ('bottle','mL',750),\n"
        "                ('pallet','crate',20), ('box','L',9), ('pallet','L',720)]:\n"
        "    c.add(a, b, n)\n"
        "print(list(c.graph_between('pallet', 'km^3').nodes))\n"
        "print(list(c.graph.nodes)); print(c.explain('pallet', 'gallon'))\n"
        "print(list(units.graph_between('mile/hour', 'cm/s').nodes))\n"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert len(answers) == 1
    assert "pallet" in answers.pop()
