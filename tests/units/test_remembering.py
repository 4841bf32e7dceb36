"""Answers are remembered, and forgotten as soon as a definition behind them changes."""

from __future__ import annotations

from fractions import Fraction

import pint
import pytest

from compose import units
from compose.errors import UnknownUnitError
from compose.units import asking


@pytest.fixture
def registry():
    before = pint.application_registry.get()
    fresh = pint.UnitRegistry(on_redefinition="ignore")
    pint.set_application_registry(fresh)
    yield fresh
    pint.set_application_registry(before)


def counted(monkeypatch):
    asked = []
    ask = asking.ask

    def counting(ledger, src, dst, options):
        asked.append(src)
        return ask(ledger, src, dst, options)

    monkeypatch.setattr(asking, "ask", counting)
    return asked


@pytest.mark.usefixtures("registry")
def test_a_question_is_worked_out_once(monkeypatch):
    asked = counted(monkeypatch)
    for value in (1, 5.0, Fraction(1, 3)):
        units.convert(value, "mL", "km^3")
    assert units.factor("mL", "km^3") == Fraction(1, 10**15)
    assert asked == ["mL"]
    units.convert(1, "mL", "km^3", via=["m^3"])
    units.convert(1, "mL", "m^3")
    assert len(asked) == 3


def test_reading_the_same_units_elsewhere_forgets_nothing(registry, monkeypatch):
    asked = counted(monkeypatch)
    units.convert(1, "mL", "km^3")
    registry.Quantity(1.0, "mL").to("km^3")
    units.convert(1, "mL", "km^3")
    assert asked == ["mL"]


def test_units_as_objects_are_remembered_too(registry, monkeypatch):
    asked = counted(monkeypatch)
    assert [units.convert(1, registry.mL, registry.L) for _ in range(3)] == [0.001] * 3
    assert len(asked) == 1
    foreign = pint.UnitRegistry()
    assert units.convert(1, foreign.mL, registry.L) == 0.001


def test_a_unit_defined_anew_is_followed(registry):
    registry.define("flask = 250 mL")
    assert units.convert(4, "flask", "L") == 1.0
    registry.define("flask = 500 mL")
    assert units.convert(4, "flask", "L") == 2.0


def test_a_definition_further_down_is_followed(registry):
    registry.define("cup_of_ours = 200 mL")
    registry.define("pot = 5 cup_of_ours")
    assert units.factor("pot", "L") == 1
    assert units.factor("L", "pot", via=["mL"]) == 1
    registry.define("cup_of_ours = 400 mL")
    assert units.factor("pot", "L") == 2
    assert units.factor("L", "pot", via=["mL"]) == Fraction(1, 2)


def test_a_name_that_comes_to_mean_another_unit_is_followed(registry):
    assert units.factor("mile", "m") == Fraction("1609.344")
    registry.define("our_mile = 7000 m = _ = mile")
    assert units.factor("mile", "m") == 7000


def test_an_unknown_name_is_asked_again(registry):
    with pytest.raises(UnknownUnitError):
        units.convert(1, "jug", "L")
    registry.define("jug = 2 L")
    assert units.convert(1, "jug", "L") == 2.0


def test_a_scale_with_another_zero_is_followed(registry):
    registry.define("degX = kelvin; offset: 100")
    assert units.convert(0, "degX", "K") == 100.0
    registry.define("degX = kelvin; offset: 200")
    assert units.convert(0, "degX", "K") == 200.0


def test_a_context_counts_while_it_lasts(registry):
    context = pint.Context("lab")
    context.redefine("foot = 0.5 meter")
    registry.add_context(context)
    plain = Fraction("0.3048")
    assert units.factor("foot", "m") == plain
    with registry.context("lab"):
        assert units.factor("foot", "m") == Fraction(1, 2)
    assert units.factor("foot", "m") == plain
    with registry.context("lab"):
        assert units.factor("foot", "m") == Fraction(1, 2)


def test_each_registry_has_answers_of_its_own(registry):
    registry.define("flask = 250 mL")
    assert units.convert(4, "flask", "L") == 1.0
    other = pint.UnitRegistry()
    other.define("flask = 1 L")
    pint.set_application_registry(other)
    assert units.convert(4, "flask", "L") == 4.0


def test_a_preprocessor_is_followed(registry):
    assert units.factor("mL", "L") == Fraction(1, 1000)
    registry.preprocessors.append(lambda text: text.replace("mL", "dL"))
    assert units.factor("mL", "L") == Fraction(1, 10)


def with_a_fact():
    graph = units.ConversionGraph()
    graph.add("crate", "flask", 6)
    return graph.convert


@pytest.fixture(params=["no facts", "facts"])
def litres(registry, request):
    """How many litres four flasks are: a float, text and text again, which is the quickest way."""
    registry.define("flask = 250 mL")
    convert = units.convert if request.param == "no facts" else with_a_fact()

    def ask():
        first = convert(4.0, "flask", "L")
        assert convert(4.0, "flask", "L") == first
        return first

    assert ask() == 1.0
    return ask


class TestTheQuickestWay:
    def test_follows_a_definition(self, registry, litres):
        registry.define("flask = 500 mL")
        assert litres() == 2.0

    def test_follows_another_registry_and_back(self, registry, litres):
        other = pint.UnitRegistry()
        other.define("flask = 1 L")
        for _ in range(2):
            pint.set_application_registry(other)
            assert litres() == 4.0
            pint.set_application_registry(registry)
            assert litres() == 1.0

    def test_follows_a_definition_in_a_registry_that_was_away(self, registry, litres):
        pint.set_application_registry(pint.UnitRegistry())
        with pytest.raises(UnknownUnitError):
            litres()
        registry.define("flask = 2 L")
        pint.set_application_registry(registry)
        assert litres() == 8.0

    def test_follows_a_context_in_and_out(self, registry, litres):
        context = pint.Context("lab")
        context.redefine("flask = 0.75 L")
        registry.add_context(context)
        for _ in range(2):
            with registry.context("lab"):
                assert litres() == 3.0
            assert litres() == 1.0

    def test_follows_preprocessors(self, registry, litres):
        registry.preprocessors.append(lambda text: text.replace("L", "mL"))
        assert litres() == 1000.0
        registry.preprocessors[-1] = lambda text: text.replace("L", "dL")
        assert litres() == 10.0
        registry.preprocessors.pop()
        assert litres() == 1.0
        registry.preprocessors = [*registry.preprocessors, lambda text: text.replace("L", "mL")]
        assert litres() == 1000.0

    def test_follows_a_prefix(self, registry):
        registry.define("prefixless = 3 m")
        assert units.convert(1.0, "kiloprefixless", "m") == 3000.0
        registry.define("kilo- = 1024 = k-")
        assert units.convert(1.0, "kiloprefixless", "m") == 3072.0
