"""A graph of conversions: facts added, asked, dated, removed, and kept from contradiction."""

from __future__ import annotations

import copy
import datetime as dt
import math
import os
import pickle
import random
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose import Graph, units
from compose.engine.algebra import Agreement, Values
from compose.engine.valued import Function
from compose.errors import (
    ConversionError,
    DimensionError,
    DisagreementError,
    FactDisagreementError,
    UnknownSubstanceError,
    UnknownUnitError,
)
from compose.units import ConversionGraph


@pytest.fixture
def warehouse():
    c = ConversionGraph()
    c.add("bottle", "mL", 750)
    c.add("box", "bottle", 12, note="sheet 3", source="supplier")
    c.add("L", "kg", "0.789 kg/L", of="ethanol")
    c.add("L", "kg", "1.26 kg/L", of="glycerol")
    return c


# Facts of one's own.


def test_facts_chain(warehouse):
    assert warehouse.convert(2, "box", "L") == 18.0
    assert warehouse.factor("km^3", "box") == Fraction(10**15, 9000)
    assert warehouse.convert(Fraction(1, 3), "box", "bottle") == 4


def test_a_substance_is_asked_for(warehouse):
    assert warehouse.convert(2, "box", "kg", of="ethanol") == 14.202
    assert warehouse.convert(2, "box", "kg", of="glycerol") == 22.68
    with pytest.raises(DimensionError, match="a density"):
        warehouse.convert(2, "box", "kg")
    with pytest.raises(UnknownSubstanceError, match="did you mean 'ethanol'") as caught:
        warehouse.convert(2, "box", "kg", of="ethanl")
    assert isinstance(caught.value, KeyError)
    assert caught.value.nearest == ("ethanol",)


def test_a_missing_fact_is_named(warehouse):
    with pytest.raises(DimensionError) as caught:
        warehouse.convert(1, "L", "kg")
    text = str(caught.value)
    for part in ("liter", "[mass]", "[length]³", "such as a density", "c.add('L', 'kg', …)"):
        assert part in text


def test_compound_units_with_names_of_ones_own():
    c = ConversionGraph()
    c.add("USD", "EUR", Fraction(9, 10))
    c.add("box-of-12", "EUR", 30)
    assert c.convert(2, "USD/mm", "EUR/inch", exact=True) == Fraction("45.72")
    assert c.factor("box-of-12/day", "USD/week") == Fraction(30 * 10 * 7, 9)
    assert c.factor("EUR²", "USD^2") == Fraction(100, 81)
    assert c.factor("EUR2", "USD·USD") == Fraction(100, 81)
    assert c.factor("s-1·EUR", "USD/min") == Fraction(60 * 10, 9)


@pytest.mark.parametrize("name", ["$", "€"])
def test_signs_of_currencies_are_names(name):
    c = ConversionGraph()
    c.add(name, "cent_of_ours", 100)
    assert c.convert(3, f"{name}/kg", "cent_of_ours/g") == 0.3


@pytest.mark.parametrize("text", ["", "2 boxes_of_ours", "box of", "a-b-", "bo x,y"])
def test_what_is_no_name_is_no_new_unit(text):
    c = ConversionGraph()
    with pytest.raises(ConversionError):
        c.add(text, "m", "x")
    assert c.facts == ()
    assert list(c._settled().own) == ["pH_scale"]


def test_two_graphs_have_two_boxes():
    a, b = ConversionGraph(), ConversionGraph()
    a.add("box", "bottle", 12)
    b.add("box", "bottle", 6)
    assert (a.convert(1, "box", "bottle"), b.convert(1, "box", "bottle")) == (12.0, 6.0)
    assert "box" not in units.registry
    with pytest.raises(UnknownUnitError):
        units.convert(1, "box", "bottle")


def test_the_nearest_names_are_pints_and_the_users(warehouse):
    with pytest.raises(UnknownUnitError, match="did you mean 'bottle'"):
        warehouse.convert(1, "botle", "mL")
    with pytest.raises(UnknownUnitError, match="milliliter"):
        warehouse.convert(1, "bottle", "mililiter")


def test_a_factor_that_is_known_need_not_be_stated(warehouse):
    assert warehouse.add("mL", "cm^3").factor.coefficient == 1
    assert warehouse.add("box", "L").factor.coefficient == 9
    with pytest.raises(DimensionError):
        warehouse.add("jar", "spoon")
    assert "jar" not in warehouse._settled().own


# Agreement.


def test_what_pint_knows_must_agree():
    c = ConversionGraph()
    c.add("inch", "cm", "2.54")
    with pytest.raises(FactDisagreementError) as caught:
        c.add("inch", "cm", Fraction("2.6"))
    error = caught.value
    assert isinstance(error, DisagreementError)
    assert isinstance(error, ConversionError)
    assert error.first[0] == "inch"
    assert error.first_value.coefficient == Fraction("2.54")
    assert error.second_value.coefficient == Fraction("2.6")
    assert error.ratio.coefficient == Fraction(260, 254)
    assert len(c.facts) == 1
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 - our own


def test_flows_contradict_densities():
    """1 L ≡ 0.789 kg beside 1 L/s ≡ 1.0 kg/s: exponents that cancel, and a product that is off."""
    c = ConversionGraph()
    c.add("L", "kg", Fraction("0.789"))
    c.add("L/s", "kg/s", Fraction("0.789"))
    with pytest.raises(FactDisagreementError, match=r"0\.789 by 1 L = ") as caught:
        c.add("L/s", "kg/s", 1)
    assert caught.value.ratio.coefficient == Fraction(1000, 789)
    assert [str(fact) for fact in caught.value.facts] == ["1 L = 789/1000 kg"]


def test_a_contradiction_changes_nothing(warehouse):
    before = warehouse.facts
    with pytest.raises(FactDisagreementError, match="box → bottle → mL → L gives 9"):
        warehouse.add("box", "L", 10)
    with pytest.raises(FactDisagreementError):
        warehouse.add("L", "kg", Fraction(8, 10), of="ethanol")
    assert warehouse.facts == before
    assert warehouse.convert(1, "box", "L") == 9.0


def test_a_general_fact_must_agree_with_every_substance(warehouse):
    with pytest.raises(FactDisagreementError):
        warehouse.add("L", "kg", 1)
    assert warehouse.convert(1, "L", "kg", of="glycerol") == 1.26


def test_tolerances_allow_what_they_say():
    c = ConversionGraph()
    c.add("cup_of_ours", "mL", 240, tolerance=Fraction(1, 100))
    c.add("cup_of_ours", "L", Fraction("0.242"))
    with pytest.raises(FactDisagreementError):
        c.add("cup_of_ours", "L", Fraction("0.243"))
    assert c.convert(1, "cup_of_ours", "mL") == 240.0
    graph = c.graph_between("cup_of_ours", "L")
    assert len(graph.edges) == 3
    assert graph.derivative("L", "cup_of_ours", algebra=Agreement()) == Fraction(24, 100)


atoms = st.dictionaries(st.sampled_from("pqrstu"), st.integers(1, 50), min_size=6, max_size=6)


@given(atoms, st.lists(st.tuples(*[st.sampled_from("pqrstu")] * 2), max_size=12), st.data())
def test_facts_that_are_true_agree_and_one_that_is_not_is_found(sizes, pairs, data):
    """The sizes of hidden atoms decide what is true."""
    c = ConversionGraph()
    joined = {name: {name} for name in sizes}
    for a, b in pairs:
        if a == b:
            continue
        if b in joined[a]:
            with pytest.raises(FactDisagreementError):
                c.add(f"own_{a}", f"own_{b}", Fraction(sizes[a], sizes[b]) * Fraction(101, 100))
        c.add(f"own_{a}", f"own_{b}", Fraction(sizes[a], sizes[b]))
        whole = joined[a] | joined[b]
        joined.update(dict.fromkeys(whole, whole))
    a, b = data.draw(st.sampled_from(sorted(sizes))), data.draw(st.sampled_from(sorted(sizes)))
    if b in joined[a] and a != b:
        true = Fraction(sizes[a], sizes[b])
        assert c.factor(f"own_{a}", f"own_{b}") == true
        graph = c.graph_between(f"own_{a}", f"own_{b}")
        assert graph.derivative(f"own_{b}", f"own_{a}", algebra=Agreement()) == true
        assert graph.derivative(f"own_{b}", f"own_{a}", algebra=Values(7)) == 7 * true
    assert all(cycle.agrees for cycle in c.audit())


# Dates, removal, copies.


def rates():
    c = ConversionGraph()
    c.add("USD", "EUR", Fraction("0.95"), date="2026-02-28")
    c.add("USD", "EUR", Fraction("0.92"), date=dt.date(2026, 1, 31))
    c.add("EUR", "USD", Fraction("1.25"), date="2025-12-31")
    c.add("EUR", "CHF", 1)
    return c


def test_the_latest_version_counts_whatever_came_first():
    c = rates()
    assert c.convert(100, "USD", "EUR") == 95.0
    assert len(c.facts) == 4
    assert len(c.audit()) == 0


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-02-28", 95.0), ("2026-02-27", 92.0), ("2026-01-30", 80.0), ("2030-01-01", 95.0)],
)
def test_the_graph_of_a_day(day, expected):
    assert rates().at(day).convert(100, "USD", "CHF") == expected
    assert rates().at(dt.date.fromisoformat(day)).convert(100, "USD", "CHF") == expected


def test_before_the_first_version_there_is_none():
    with pytest.raises(DimensionError):
        rates().at("2025-12-30").convert(1, "USD", "EUR")
    with pytest.raises(ConversionError, match="no date"):
        rates().at("yesterday")


def test_a_snapshot_does_not_change():
    c = rates()
    then = c.at("2026-02-01")
    c.add("USD", "EUR", 2, date="2026-01-31")
    c.add("USD", "EUR", Fraction(1, 2), date="2026-03-31")
    assert then.convert(100, "USD", "EUR") == 92.0
    assert c.convert(100, "USD", "EUR") == 50.0
    then.add("GBP", "EUR", 3)
    with pytest.raises(UnknownUnitError):
        c.convert(1, "GBP", "EUR")


def test_a_version_that_contradicts_is_refused_and_the_old_one_stays():
    c = ConversionGraph()
    c.add("A_", "B_", 2, date="2026-01-01")
    c.add("B_", "C_", 3)
    c.add("A_", "C_", 6)
    with pytest.raises(FactDisagreementError):
        c.add("A_", "B_", 4, date="2026-02-01")
    assert c.convert(1, "A_", "B_") == 2.0


def test_removal_leaves_no_stale_answer(warehouse):
    assert warehouse.convert(1, "box", "mL") == 9000.0
    (removed,) = warehouse.remove("bottle", "box")
    assert str(removed) == "1 box = 12 bottle (supplier)"
    with pytest.raises(UnknownUnitError):
        warehouse.convert(1, "box", "mL")
    warehouse.add("box", "bottle", 6)
    assert warehouse.convert(1, "box", "mL") == 4500.0
    with pytest.raises(ConversionError, match="no fact relates"):
        warehouse.remove("box", "L")
    warehouse.remove("L", "kg", of="ethanol")
    with pytest.raises(UnknownSubstanceError):
        warehouse.convert(1, "L", "kg", of="ethanol")
    assert warehouse.convert(1, "L", "kg", of="glycerol") == 1.26


def test_a_check_takes_the_place_of_what_was_removed():
    c = ConversionGraph()
    c.add("a_", "b_", 2)
    c.add("b_", "c_", 3)
    c.add("a_", "c_", 6)
    c.remove("b_", "c_")
    assert c.factor("b_", "c_") == 3


@pytest.mark.parametrize(
    "copied",
    [copy.deepcopy, copy.copy, lambda c: pickle.loads(pickle.dumps(c))],  # noqa: S301 - our own
)
def test_copies_have_the_same_facts_and_their_own_future(warehouse, copied):
    warehouse.add("gallon", "L", 4, override=True)
    other = warehouse.copy() if copied is copy.copy else copied(warehouse)
    assert other.facts == warehouse.facts
    assert other.convert(1, "box", "kg", of="ethanol") == 7.101
    assert other.convert(1, "quart", "L") == 1.0
    other.add("pallet", "box", 40)
    with pytest.raises(UnknownUnitError):
        warehouse.convert(1, "pallet", "box")
    assert repr(other) == "<ConversionGraph: 6 facts, of ethanol, glycerol>"


# Names of pint's.


def test_a_name_of_pints_is_overridden_only_on_purpose():
    c = ConversionGraph()
    with pytest.raises(FactDisagreementError):
        c.add("gallon", "L", "4.54609", exact=True)
    fact = c.add("gallon", "L", "4.54609", exact=True, override=True)
    assert fact.override
    assert c.factor("gal", "L") == Fraction("4.54609")
    assert c.factor("gallons", "quart") == 4
    assert c.convert(1, "kilogallon", "m^3") == 4.54609
    assert units.factor("gallon", "L") == Fraction("3.785411784")
    (note,) = c.converter("gal", "L").notes
    assert note == "'gallon' is not pint's here: 1 gallon = 4.54609 L"
    c.remove("gallon", "L")
    assert c.factor("gallon", "L") == Fraction("3.785411784")


def test_a_base_unit_is_not_overridden():
    c = ConversionGraph()
    with pytest.raises(ConversionError, match="base unit"):
        c.add("meter", "ft", 3, override=True)
    with pytest.raises(ConversionError, match="single name"):
        c.add("L/s", "kg/s", 3, override=True)
    c.add("bottle", "gallon", 1)
    with pytest.raises(ConversionError, match="before"):
        c.add("gallon", "L", 4, override=True)
    assert c.factor("bottle", "gallon") == 1


def test_a_registry_of_ones_own_and_what_it_learns():
    registry = pint.UnitRegistry(on_redefinition="ignore")
    registry.define("flask = 250 mL")
    c = ConversionGraph(registry)
    c.add("box", "flask", 4)
    assert c.convert(1, "box", "L") == 1.0
    registry.define("flask = 500 mL")
    assert c.convert(1, "box", "L") == 2.0
    registry.define("box = 7 mL")
    assert c.convert(1, "box", "L") == 2.0


def test_a_definition_that_comes_to_contradict_refuses_what_it_touches():
    registry = pint.UnitRegistry(on_redefinition="ignore")
    registry.define("flask = 250 mL")
    c = ConversionGraph(registry)
    c.add("box", "flask", 4)
    c.add("box", "L", 1)
    registry.define("flask = 500 mL")
    with pytest.raises(FactDisagreementError):
        c.convert(1, "box", "mL")
    assert c.convert(1, "mile", "yard") == 1760.0


# Scales.


def test_gauge_pressure():
    c = ConversionGraph()
    c.add("barg", "bar", 1, offset="1.01325 bar")
    assert c.convert(0, "barg", "atm") == 1.0
    assert c.convert(2, "bar", "barg", exact=True) == 2 - Fraction("1.01325")
    assert c.convert(5, "barg/m", "bar/m") == 5.0
    c.add("psig", "psi", 1, offset="1 atm")
    assert c.factor("barg", "barg") == 1
    assert c.convert(1, "psig", "barg") == units.convert(1, "psi", "bar")
    with pytest.raises(ConversionError, match="more than a factor"):
        c.factor("barg", "psi")


def test_a_scale_on_a_scale_and_its_check():
    c = ConversionGraph()
    c.add("degX", "degC", 2, offset=10)
    c.add("degY", "degX", 1, offset=-5)
    assert c.convert(5, "degX", "degF") == 68.0
    assert c.convert(68, "degF", "degY") == 10.0
    c.add("degX", "K", 2, offset="283.15")
    with pytest.raises(FactDisagreementError, match=r"2·x \+ 283.15"):
        c.add("degX", "K", 2, offset="283.25")


def test_a_function_of_the_users_has_values_and_a_derivative():
    c = ConversionGraph()
    curve = Function(lambda x: x * x / 100, lambda x: x / 50, lambda y: (y * 100) ** 0.5)
    c.add("raw", "degC", curve)
    assert c.convert(50.0, "raw", "degF") == 77.0
    assert c.convert(77.0, "degF", "raw") == 50.0
    found, step = c.converter("raw", "degF"), 1e-4
    difference = (found(50.0 + step) - found(50.0 - step)) / (2 * step)
    assert found.derivative(50.0) == pytest.approx(difference, rel=1e-7)
    graph = c.graph_between("raw", "degF")
    assert graph.derivative("degF", "raw", algebra=Values(50.0)) == 77.0


# Chains, order, and what other programs are started with.


def test_a_long_chain_needs_no_recursion():
    c = ConversionGraph()
    chance = random.Random(2)
    links = list(range(3_000))
    chance.shuffle(links)
    for i in links:
        c.add(f"unit_{i}", f"unit_{i + 1}", 2 if i % 2 else Fraction(1, 2))
    assert c.factor("unit_0", "unit_3000") == 1
    graph = c.graph_between("unit_3000", "unit_0")
    assert len(graph.edges) == 3_000
    assert graph.derivative("unit_0", "unit_3000", algebra=Agreement()) == 1
    assert len(c.graph.edges) == 3_000


def test_the_whole_graph_leads_away_from_what_was_first():
    c = ConversionGraph()
    c.add("box", "bottle", 12)
    c.add("pallet", "box", 40)
    c.add("bottle", "mL", 750)
    c.add("L", "pallet", Fraction(1, 360))
    c.add("L", "kg", 2, of="syrup")
    edges = {(e.source, e.target): e.local for e in c.graph.edges}
    assert edges == {
        ("box", "bottle"): 12,
        ("box", "pallet"): Fraction(1, 40),
        ("bottle", "mL"): 750,
        ("mL", "L"): Fraction(1, 1000),
        ("pallet", "L"): 360,
        ("L (syrup)", "kg (syrup)"): 2,
    }
    assert c.graph.derivative("L", "box", algebra=Agreement()) == 9
    backwards = [e.attributes.get("inverted", False) for e in c.graph.edges]
    assert backwards.count(True) == 2


def test_routes_do_not_depend_on_the_hash_seed():
    code = (
        "from compose.units import ConversionGraph\n"
        "c = ConversionGraph()\n"
        "for i in range(9): c.add(f'u{i}', f'u{i // 2 + 20}', i + 1)\n"
        "c.add('u20', 'u21/day', 3); c.add('u21', 'kg', 2); c.add('u22', 'u20', 7)\n"
        "g = c.graph_between('u0·u5', 'g²/hour²')\n"
        "print(list(g.nodes), [str(e.local) for e in g.edges], list(c.graph.nodes))\n"
        "print(c.explain('u4/inch', 'u5/mm'), c.audit())\n"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(runs) == 1


# Derivative graphs in units of one's own.


def test_a_derivative_graph_in_the_users_units():
    c = ConversionGraph()
    c.add("USD", "EUR", Fraction(9, 10))
    g = Graph(units=c)
    g.add_node("length", unit="inch")
    g.add_node("price", unit="EUR")
    g.add_node("tax", unit="USD")
    g.add_edge("length", "price", "5 USD/mm")
    g.add_edge("price", "tax", "1/5 USD/USD")
    slope = g.derivative("tax", "length")
    assert slope.magnitude == 5 * Fraction("25.4") / 5
    assert slope.units == c.unit("USD/inch")
    assert str(slope) == "127/5 USD/in"
    with pytest.raises(ConversionError):
        c.local("5 USD/mm", c.unit("kg"), c.unit("EUR"))
    assert c.unit(c.text(c.unit("USD²/mm"))) == c.unit("USD**2/millimeter")
    assert c.quantity(3, c.unit("mm")) == 3 * units.registry.mm
    assert c.split(slope) == (slope.magnitude, slope.units)


def test_columns_are_converted_with_the_facts(warehouse):
    frame, how = warehouse.convert_columns({"n": [1, None]}, {"n": ("box", "bottle")})
    assert frame == {"n": [12.0, None]}
    assert how["factor"] == ["12"]
    np.testing.assert_array_equal(
        warehouse.converter("box", "mL")(np.array([1, 2])), [9000.0, 18000.0]
    )
    assert math.isnan(warehouse.convert(math.nan, "box", "mL"))
