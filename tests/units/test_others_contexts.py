"""Contexts of pint's: spectroscopy, chemistry, textiles, redefinitions; nothing stays behind."""

from __future__ import annotations

import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pint
import pytest

from compose import units
from compose.errors import ConversionError, DimensionError
from compose.units import ConversionGraph

F = Fraction
LIGHT = 299_792_458
PLANCK, CHARGE = F("6.62607015e-34"), F("1.602176634e-19")
BOLTZMANN, AVOGADRO = F("1.380649e-23"), F("6.02214076e23")


@pytest.fixture(scope="module")
def registry():
    return pint.UnitRegistry()


@pytest.fixture
def graph(registry):
    return ConversionGraph(registry)


@pytest.mark.parametrize(
    ("context", "value", "src", "dst", "expected"),
    [
        ("sp", 500, "nm", "THz", LIGHT / F("500e-9") / 10**12),
        ("sp", 500, "THz", "nm", LIGHT / F("500e12") * 10**9),
        ("sp", 21, "cm", "GHz", LIGHT / F("0.21") / 10**9),
        ("sp", 500, "nm", "eV", PLANCK * LIGHT / F("500e-9") / CHARGE),
        ("sp", 2, "eV", "nm", PLANCK * LIGHT / (2 * CHARGE) * 10**9),
        ("sp", 1000, "1/cm", "µm", F(10)),
        ("sp", 1, "1/cm", "GHz", F(LIGHT, 10**7)),
        ("sp", 100, "500 nm", "THz", LIGHT / F("50000e-9") / 10**12),
        ("sp", 500, "nm", "L*THz/m^3", LIGHT / F("500e-9") / 10**9),
        ("boltzmann", 300, "K", "meV", 300 * BOLTZMANN / CHARGE * 1000),
        ("boltzmann", 1, "eV", "K", CHARGE / BOLTZMANN),
        ("energy", 1, "g", "MJ", F(LIGHT**2, 10**9)),
        ("energy", 1, "eV", "kJ/mol", CHARGE * AVOGADRO / 1000),
        ("textile", 20, "tex", "denier", F(180)),
        ("textile", 1, "tex", "dtex", F(10)),
    ],
)
def test_pint_s_contexts(registry, graph, context, value, src, dst, expected):
    with registry.context(context):
        assert graph.convert(value, src, dst) == pytest.approx(float(expected), rel=1e-12)


def test_a_context_ends(registry, graph):
    with registry.context("sp"):
        to_frequency = graph.converter("nm", "THz")
        inside = to_frequency(500.0)
        assert graph.convert(500.0, "nm", "THz") == inside
    with pytest.raises(DimensionError, match="length"):
        graph.convert(500.0, "nm", "THz")
    with pytest.raises(ConversionError, match="enter the context"):
        to_frequency(500.0)
    with registry.context("sp"):
        assert to_frequency(500.0) == inside


def test_a_context_that_fails_within_leaves_nothing(registry, graph):
    with registry.context("sp"), pytest.raises(DimensionError, match="mass"):
        graph.convert(500.0, "nm", "kg")
    with pytest.raises(ZeroDivisionError), registry.context("sp"):
        _ = graph.convert(500.0, "nm", "THz") / 0
    with pytest.raises(DimensionError):
        graph.convert(500.0, "nm", "THz")


def test_contexts_enabled_and_disabled(registry, graph):
    registry.enable_contexts("sp", "boltzmann")
    assert graph.convert(1.0, "eV", "K") > 11_000
    assert graph.convert(500.0, "nm", "THz") > 599
    registry.disable_contexts(1)
    assert graph.convert(500.0, "nm", "THz") > 599
    registry.disable_contexts()
    with pytest.raises(DimensionError):
        graph.convert(1.0, "eV", "K")


def test_parameters_of_a_context_are_those_of_now(registry, graph):
    with registry.context("sp", n=1.5):
        slow = graph.convert(500.0, "nm", "THz")
        to_frequency = graph.converter("nm", "THz")
    with registry.context("sp", n=1):
        assert graph.convert(500.0, "nm", "THz") == pytest.approx(1.5 * slow)
        assert to_frequency(500.0) == pytest.approx(1.5 * slow)


def test_a_molar_mass_as_a_parameter(registry, graph):
    with registry.context("chemistry", mw=registry.Quantity(18.015, "g/mol")):
        assert graph.convert(1.0, "mol", "g") == pytest.approx(18.015)
        assert graph.convert(9.0075, "g/L", "mol/L") == pytest.approx(0.5)
    with registry.context("chemistry", mw=registry.Quantity(46.07, "g/mol")):
        assert graph.convert(1.0, "mol", "g") == pytest.approx(46.07)
    with registry.context("chemistry"), pytest.raises(ConversionError, match="no value"):
        graph.convert(1.0, "g", "mol")


def test_arrays_and_other_numbers_go_through_a_context(registry, graph):
    wavelengths = np.array([400.0, 500.0, 600.0])
    with registry.context("sp"):
        found = graph.convert(wavelengths, "nm", "THz")
        alone = [graph.convert(x, "nm", "THz") for x in wavelengths.tolist()]
        assert graph.converter("nm", "THz")([400, None, F(500)])[1] is None
        assert isinstance(graph.convert(Decimal(500), "nm", "THz"), Decimal)
        with pytest.raises(ConversionError, match="exact=True"):
            graph.convert(500, "nm", "THz", exact=True)
    np.testing.assert_allclose(found, alone, rtol=1e-15)


def test_a_context_has_no_factor_and_says_so_on_paper(registry, graph):
    with registry.context("sp"):
        with pytest.raises(ConversionError, match="more than a factor"):
            graph.factor("nm", "THz")
        text = str(graph.explain("nm", "THz", value=500.0))
    assert "context(500) THz = 599.58" in text
    assert "an active context of pint's, in floats" in text


def test_what_needs_no_context_stays_exact_within_one(registry, graph):
    with registry.context("sp"):
        assert graph.factor("nm", "cm") == F(1, 10**7)
        assert graph.convert(F(1, 3), "mile", "km") == F("0.536448")


@pytest.fixture(scope="module")
def roman(registry):
    context = pint.Context("roman")
    context.redefine("mile = 1480 m")
    registry.add_context(context)
    return "roman"


@pytest.mark.parametrize("is_enabled", [False, True])
def test_a_context_redefines(registry, graph, roman, is_enabled):
    before = graph.converter("mph", "km/h")
    assert before(F(1)) == F("1.609344")
    if is_enabled:
        registry.enable_contexts(roman)
        assert graph.convert(F(1), "mph", "km/h") == F("1.48")
        assert graph.factor("mile^2", "km^2") == F("1.48") ** 2
        registry.disable_contexts()
    else:
        with registry.context(roman):
            assert graph.convert(F(1), "mph", "km/h") == F("1.48")
            assert graph.convert(1.0, "mile", "km") == 1.48
            assert graph.convert(30, "mpg", "km/gallon") == pytest.approx(44.4, rel=1e-15)
    assert graph.convert(F(1), "mph", "km/h") == F("1.609344")
    assert before(F(1)) == F("1.609344")


def test_facts_follow_a_redefinition(registry, graph, roman):
    graph.add("lap", "mile", F(1, 4))
    assert graph.factor("lap", "m") == F("402.336")
    with registry.context(roman):
        assert graph.factor("lap", "m") == 370
    assert graph.factor("lap", "m") == F("402.336")


def test_the_application_registry_may_be_another():
    old = pint.application_registry.get()
    registry = pint.UnitRegistry()
    registry.define("smoot = 1.7018 m")
    try:
        pint.set_application_registry(registry)
        assert units.convert(F(10), "smoot", "m") == F("17.018")
        assert units.registry is registry
    finally:
        pint.set_application_registry(old)
    with pytest.raises(ConversionError):
        units.convert(10, "smoot", "m")
    assert units.convert(F(1), registry.mile, "km") == F("1.609344")


def test_a_conversion_by_a_context_is_refused_as_a_fact(registry, graph):
    with registry.context("sp"), pytest.raises(ConversionError):
        graph.add("nm", "THz")
    assert graph.facts == ()


def test_a_graph_pickled_within_a_context_keeps_its_facts(registry, graph):
    graph.add("box", "bottle", 12)
    with registry.context("sp"):
        copied = pickle.loads(pickle.dumps(graph.copy()))  # noqa: S301 - written here
    assert copied.factor("box", "bottle") == 12
