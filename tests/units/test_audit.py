"""Every cycle among facts is listed, with its product, and kept contradictions are refused."""

from __future__ import annotations

from fractions import Fraction

import pytest

from compose.errors import ConversionError, FactDisagreementError
from compose.units import ConversionGraph


@pytest.fixture
def doubtful():
    c = ConversionGraph(contradictions="keep")
    c.add("box", "bottle", 12)
    c.add("case", "box", 2)
    c.add("case", "bottle", 23)
    c.add("crate", "case", 5)
    c.add("inch", "cm", Fraction("2.6"))
    c.add("foot", "inch", 12)
    c.add("bottle", "glass", 6, of="wine")
    c.add("box", "glass", 72, of="wine")
    return c


def test_cycles_are_listed_with_their_mismatch(doubtful):
    audit = doubtful.audit()
    assert [str(cycle.check) for cycle in audit] == [
        "1 case = 23 bottle",
        "1 inch = 13/5 cm",
        "1 foot = 12 inch",
        "1 box = 72 glass (wine)",
    ]
    assert [cycle.agrees for cycle in audit] == [False, False, True, True]
    assert [cycle.mismatch for cycle in audit] == [
        Fraction(1, 24),
        Fraction(260, 254) - 1,
        0,
        0,
    ]
    assert [cycle.of for cycle in audit] == [None, None, None, "wine"]
    first = audit.cycles[0]
    assert list(first.powers.values()) == [-1, -1, 1]
    assert first.product == Fraction(23, 24)
    assert audit.mismatches == audit.cycles[:2]
    assert len(audit) == 4


def test_an_audit_prints_itself(doubtful):
    lines = str(doubtful.audit()).splitlines()
    assert lines[0] == "8 facts, 4 cycles, 2 mismatches"
    assert lines[1] == (
        "  1 case = 23 bottle DISAGREES with 1 box = 12 bottle and 1 case = 2 box, by which it is "
        "24: off by 0.0417 where 0 is allowed"
    )
    assert lines[2].startswith("  1 inch = 13/5 cm DISAGREES with the definitions, by which it is ")
    assert lines[3] == "  1 foot = 12 inch agrees exactly with the definitions"
    assert repr(doubtful.audit()) == "<Audit: 8 facts, 4 cycles, 2 mismatches>"


def test_questions_that_touch_a_contradiction_are_refused(doubtful):
    for src, dst in [("case", "bottle"), ("box", "bottle"), ("crate", "bottle")]:
        with pytest.raises(FactDisagreementError, match="case → box → bottle gives 24"):
            doubtful.convert(1, src, dst)
    assert doubtful.convert(1, "crate", "case") == 5.0
    assert doubtful.convert(1, "inch", "cm") == 2.54
    doubtful.remove("case", "bottle")
    assert doubtful.convert(1, "crate", "bottle") == 120.0


def test_the_rule_is_one_of_two():
    with pytest.raises(ConversionError, match="neither"):
        ConversionGraph(contradictions="ignore")


def test_an_empty_graph_has_nothing_to_audit():
    assert str(ConversionGraph().audit()) == "0 facts, 0 cycles, 0 mismatches"
