"""The graph behind a conversion: which units it goes through, and that the engine sweeps it."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest

from compose import units
from compose.dimensions import Monomial
from compose.engine.algebra import Agreement, Values
from compose.engine.maps import Affine
from compose.errors import DisagreementError
from compose.units import answering


def route(graph):
    """Return nodes and locals of a graph that is a chain."""
    edges = list(graph.edges)
    assert [edge.target for edge in edges[:-1]] == [edge.source for edge in edges[1:]]
    return [edge.source for edge in edges] + [edges[-1].target], [edge.local for edge in edges]


def test_via_is_the_route():
    nodes, factors = route(units.graph_between("mL", "km^3", via=["cm^3", "m^3"]))
    assert nodes == ["mL", "cm^3", "m^3", "km^3"]
    assert factors == [1, Fraction(1, 10**6), Fraction(1, 10**9)]


@pytest.mark.parametrize(
    ("source", "target", "nodes", "factors"),
    [
        (
            "mL",
            "km^3",
            ["mL", "l", "dm³", "m³", "km^3"],
            [Fraction(1, 1000), 1, Fraction(1, 1000), Fraction(1, 10**9)],
        ),
        ("mile", "inch", ["mile", "yd", "inch"], [1760, 36]),
        ("inch", "mile", ["inch", "yd", "mile"], [Fraction(1, 36), Fraction(1, 1760)]),
        ("mile", "yard", ["mile", "yard"], [1760]),
        ("yard", "mile", ["yard", "mile"], [Fraction(1, 1760)]),
        ("J", "kW*h", ["J", "min·W", "kW*h"], [Fraction(1, 60), Fraction(1, 60000)]),
        ("turn", "degree", ["turn", "π·rad", "degree"], [2, 180]),
        (
            "mile/hour",
            "km/h",
            ["mile/hour", "yd/h", "m/h", "km/h"],
            [1760, Fraction(1143, 1250), Fraction(1, 1000)],
        ),
        ("mL", "milliliter", ["mL", "milliliter"], [1]),
        ("1", "percent", ["1", "percent"], [100]),
        (
            "degC",
            "degF",
            ["degC", "K", "degF"],
            [Affine(1, Fraction("273.15")), Affine(Fraction(9, 5), Fraction("-459.67"))],
        ),
    ],
)
def test_definitions_are_followed_until_they_meet(source, target, nodes, factors):
    assert route(units.graph_between(source, target)) == (nodes, factors)


def test_edges_say_where_their_factors_come_from():
    edges = units.graph_between("mile", "km").edges
    notes = [edge.attributes["note"] for edge in edges]
    assert notes == ["mile = 1760 * yard", "yard = 0.9144 * meter", "kilometer = 1e3 * meter"]
    assert [edge.attributes["expression"] for edge in edges] == ["1760", "1143/1250", "1/1000"]


def test_the_note_of_a_scale_says_where_its_zero_is():
    (edge,) = units.graph_between("degC", "K").edges
    assert edge.attributes["note"] == "degree_Celsius = kelvin; offset: 273.15"


def test_an_irrational_factor_stands_as_its_symbol_and_fifty_digits():
    edge = list(units.graph_between("turn", "radian").edges)[-1]
    assert edge.attributes["expression"] == "π"
    assert float(edge.local.scale) == math.pi
    assert edge.local.scale != Fraction(math.pi)
    assert 0 < edge.local.tolerance < Fraction(1, 10**40)


def test_a_unit_to_itself_is_one_node():
    graph = units.graph_between("mL", "mL")
    assert (list(graph.nodes), len(graph.edges)) == (["mL"], 0)
    assert units.convert(0.1, "mL", "mL") == 0.1
    assert units.factor("mL", "mL") == 1


def test_every_name_on_a_route_is_a_unit():
    for source, target in [("hp", "W"), ("psi", "bar"), ("light_year", "parsec"), ("L*atm", "cal")]:
        names = list(units.graph_between(source, target).nodes)
        whole = math.prod(float(units.factor(*pair)) for pair in pairwise(names))
        assert whole == pytest.approx(float(units.factor(source, target)), rel=1e-14)


def test_the_engine_sweeps_the_route():
    graph = units.graph_between("mL", "km^3", via=["cm^3", "m^3"])
    assert graph.derivative("km^3", "mL", algebra=Agreement()) == Fraction(1, 10**15)
    assert graph.derivative("km^3", "cm^3", algebra=Agreement()) == Fraction(1, 10**15)
    warm = units.graph_between("degC", "degF")
    assert warm.derivative("degF", "degC", algebra=Agreement()) == Affine(Fraction(9, 5), 32)
    assert warm.derivative("degF", "degC", algebra=Values(100)) == 212


def test_a_wrong_step_is_seen(monkeypatch):
    """The answer checks the route; the message shows both ways and their ratio."""
    step_between = answering.step_between

    def tampered(reader, source, target):
        step = step_between(reader, source, target)
        return replace(step, factor=step.factor * step.factor)

    monkeypatch.setattr(answering, "step_between", tampered)
    with pytest.raises(DisagreementError) as caught:
        units.factor("mL", "km^3", via=["cm^3", "m^3", "dm^3"])
    assert caught.value.ratio == Fraction(1, 10**15)
    assert caught.value.first == ("mL", "km^3")


def test_a_forgotten_number_is_seen(monkeypatch):
    step_between = answering.step_between

    def tampered(reader, source, target):
        step = step_between(reader, source, target)
        return replace(step, factor=Monomial(2 * step.factor.coefficient))

    monkeypatch.setattr(answering, "step_between", tampered)
    with pytest.raises(DisagreementError, match="ratio 4"):
        units.convert(1, "inch", "mile", via=["yard"])


def test_an_explanation_shows_the_route():
    explanation = units.explain("mL", "km^3", via=["cm^3", "m^3"])
    assert explanation.total == Fraction(1, 10**15)
    (term,) = explanation.terms
    assert list(term.path.nodes) == ["mL", "cm^3", "m^3", "km^3"]
    assert list(term.path.factors) == [1, Fraction(1, 10**6), Fraction(1, 10**9)]
