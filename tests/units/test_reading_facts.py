"""Names in facts: which are new, and what is read of them later."""

from __future__ import annotations

from fractions import Fraction

import pytest

from compose.errors import ComposeError, FactDisagreementError
from compose.units import ConversionGraph


def test_a_fact_may_be_stated_in_cubic_metres_without_a_sign():
    c = ConversionGraph()
    c.add("tank", "m3", 2)
    assert c.convert(1, "tank", "L") == 2000
    assert c.convert(1, "tank", "m^3") == 2


@pytest.mark.parametrize(
    ("src", "dst", "factor"), [("m3", "L", 900), ("cm2", "mm2", 90), ("ft2", "in2", 12)]
)
def test_an_area_or_a_volume_is_no_new_name(src, dst, factor):
    c = ConversionGraph()
    with pytest.raises(FactDisagreementError):
        c.add(src, dst, factor)
    assert c.facts == ()


def test_a_power_within_a_product_is_pints():
    c = ConversionGraph()
    c.add("thrust", "kg*m/s2", 5)
    assert c.convert(1, "thrust", "N") == 5


def test_numbered_names_are_the_users():
    c = ConversionGraph()
    for i in range(9):
        c.add(f"u{i}", f"u{i + 1}", 2)
    assert c.convert(1, "u0", "u9") == 2**9


def test_a_question_before_does_not_decide_what_a_name_is():
    c = ConversionGraph()
    assert c.convert(1, "m/s2", "cm/s2") == 100
    assert c.convert(1, "s2", "s^2") == 1
    c.add("s2", "kg", 3)
    assert c.convert(1, "s2", "kg") == 3
    assert c.convert(1, "m/s2", "m/kg") == pytest.approx(1 / 3, rel=1e-15)


def test_a_refused_fact_leaves_no_name_behind():
    c = ConversionGraph()
    c.add("box", "bottle", 12)
    for _ in range(2):
        with pytest.raises(ComposeError):
            c.add("crate", "tray", 0)
        with pytest.raises(ComposeError):
            c.convert(1, "crate", "box")
    c.add("crate", "box", 2)
    assert c.convert(1, "crate", "bottle") == 24


def test_an_overridden_name_is_read_anew():
    c = ConversionGraph()
    assert c.convert(1, "cup/day", "liter/day") == pytest.approx(0.2365882365, rel=1e-9)
    c.add("cup", "mL", 250, override=True)
    assert c.convert(1, "cup/day", "liter/day") == 0.25


def test_the_route_of_an_overridden_name_is_found_anew():
    c = ConversionGraph()
    before = list(c.graph_between("cup/day", "liter/day").nodes)
    c.add("cup", "mL", 250, override=True)
    after = list(c.graph_between("cup/day", "liter/day").nodes)
    fresh = ConversionGraph()
    fresh.add("cup", "mL", 250, override=True)
    assert after == list(fresh.graph_between("cup/day", "liter/day").nodes)
    assert after != before
    assert c.explain("cup/day", "liter/day").total == Fraction(1, 4)
