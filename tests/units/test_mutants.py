"""Tests that a planted mistake had passed before: each fails if that mistake comes back."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import inf

import pytest

from compose import Graph
from compose.dimensions.monomials import ONE
from compose.engine.agreement import Agreement
from compose.engine.chain import chain, marked
from compose.engine.maps import Affine
from compose.engine.projective import Moebius
from compose.engine.valued import Exponential, Logarithmic
from compose.errors import DisagreementError, FactDisagreementError
from compose.units import ConversionGraph
from compose.units.paper.numbers import doubtful
from compose.units.route import Step
from compose.units.tables.rows import tried
from compose.units.values.scalars import affine, scale
from compose.units.walk import _without_returns


@pytest.fixture
def c():
    return ConversionGraph()


@pytest.mark.parametrize("factors", [(1.05, 1.06), ("21/20", "53/50"), (1.05, "53/50")])
def test_floats_that_hide_behind_a_vague_fact_are_found(c, factors):
    first, second = factors
    c.add("crate", "L", "1.0", tolerance="10%")
    c.add("crate", "L", first)
    with pytest.raises(FactDisagreementError):
        c.add("crate", "L", second)
    assert len(c.facts) == 2


def test_a_quotient_of_angles_leads_from_one_to_the_other(c):
    assert c.add("turn", "degree", "400 grad/turn").factor.coefficient == 360


def test_the_tolerance_of_an_affine_map_is_that_of_its_fact(c):
    fact = c.add("crate", "L", Affine(2, 0, Fraction(1, 100)))
    assert fact.tolerance == Fraction(1, 100)


def test_a_version_that_is_refused_leaves_the_one_before_it(c):
    c.add("reel", "m", 2, date="2026-01-01")
    c.add("drum", "reel", 3)
    c.add("drum", "m", 6)
    with pytest.raises(FactDisagreementError):
        c.add("reel", "m", 5, date="2026-02-01")
    assert len(list(c.audit())) == 1
    assert c.factor("reel", "m") == 2


def test_readings_agree_within_their_tolerances(c):
    c.add("gauge", "bar", "1.00", offset=1)
    c.add("gauge", "bar", "1.003", offset=1)
    with pytest.raises(FactDisagreementError):
        c.add("gauge", "bar", "1.02", offset=1)
    assert c.convert(2, "gauge", "bar") == 3.0


def test_an_answer_from_before_a_fact_is_not_recalled(c):
    assert c.convert(2.0, "cup", "mL") == 473.176473
    c.add("cup", "mL", 200, override=True)
    assert c.convert(2.0, "cup", "mL") == 400


def test_scales_over_one_scale_meet_there(c):
    c.add("raw", "degC", 2, offset=1)
    c.add("left", "raw", 3, offset=1)
    c.add("right", "raw", 5, offset=1)
    steps = c.explain("left", "right").steps
    assert [step.target for step in steps] == ["raw", "right"]
    assert c.convert(Fraction(6), "left", "right") == Fraction(18, 5)


def test_a_ratio_of_the_two_units_leads_back_to_the_other(c):
    fact = c.add("turn", "degree", "1/300 turn/deg", tolerance="50%")
    assert fact.factor.coefficient == 300


def test_facts_of_one_day_are_no_versions(c):
    c.add("reel", "m", 2, date="2026-01-01")
    with pytest.raises(FactDisagreementError):
        c.add("reel", "m", 3, date="2026-01-01")
    c.add("reel", "m", 2, date="2026-01-01")
    assert len(list(c.audit())) == 1


def test_what_a_fact_says_of_radians_is_no_crossing(c):
    c.add("detent", "radian", "1/10")
    assert c.convert(10, "detent", "radian", strict=True) == 1
    assert c.converter("radian", "detent").notes == ()


def test_a_scale_may_be_stated_by_what_lies_above_it(c):
    c.add("degC", "chill", 2, offset=10)
    assert c.convert(5, "degC", "chill") == 20
    assert c.convert(20, "chill", "degC") == 5
    assert c.convert(Fraction(20), "chill", "K") == Fraction("278.15")


@pytest.mark.parametrize(
    ("src", "dst"), [("s/detent", "radian/s"), ("radian/s", "s/detent"), ("detent/s", "s/radian")]
)
def test_a_reciprocal_crosses_no_radian_that_a_fact_accounts_for(c, src, dst):
    c.add("detent", "radian", "1/10")
    assert c.converter(src, dst, reciprocal=True).notes == ()
    assert c.convert(5, src, dst, reciprocal=True, strict=True) in {0.02, 2}


def test_a_reciprocal_drops_a_radian_that_no_fact_accounts_for(c):
    notes = c.converter("radian/s", "s", reciprocal=True).notes
    assert any(note.startswith("radian is dropped") for note in notes)
    assert c.converter("radian/s", "s/radian", reciprocal=True).notes == ()


def told(c, src, dst, of=None):
    steps = c.explain(src, dst, of=of).steps
    return [(step.source, step.target, str(step.local), step.tolerance) for step in steps]


def test_facts_are_applied_where_their_units_stand_below_the_stroke_too(c):
    c.add("bottle", "mL", 750)
    c.add("box", "bottle", 12)
    c.add("L", "kg", "2.0", of="brine")
    assert told(c, "s/bottle", "s/mL") == [("s/bottle", "s/mL", "1/750", 0)]
    assert told(c, "s/L", "s/kg", "brine") == [("s/L", "s/kg", "1/2", Fraction(1, 40))]
    assert told(c, "s/box^2", "s/mL^2") == [
        ("s/box^2", "s/bottle²", "1/144", 0),
        ("s/bottle²", "s/mL^2", "1/562500", 0),
    ]


def test_a_fact_that_is_used_twice_is_doubted_twice(c):
    c.add("L", "kg", "2.0", of="brine")
    assert told(c, "L^2", "kg^2", "brine") == [("L^2", "kg^2", "4", Fraction(1, 20))]
    assert c.explain("L^2", "kg^2", of="brine").tolerance == Fraction(1, 20)


def test_a_check_beside_a_route_of_many_steps_is_a_branch(c):
    c.add("bottle", "mL", 750)
    c.add("box", "bottle", 12)
    c.add("box", "L", "9.01", tolerance="1%")
    why = c.explain("box", "L")
    assert (len(why.steps) > 2, why.count) == (True, 2)


def test_what_divides_by_x_never_agrees_with_what_does_not():
    graph = Graph()
    graph.add_edge("a", "b", Affine(2, 3))
    graph.add_edge("a", "b", Moebius(2, 3, 1, 5))
    with pytest.raises(DisagreementError):
        graph.derivative("b", "a", algebra=Agreement())


def nearly_halfway(top, bottom):
    """Find floats whose product with top / bottom lies almost halfway between two floats.

    Doubled, it is an odd whole number but for a few parts of the bottom, which is odd.
    """
    back = pow(top, -1, bottom)
    for parts in range(1, 4001, 2):
        for rest in (parts, -parts):
            number = (rest + bottom) // 2 * back % bottom
            if 2**52 <= number < 2**53:
                yield number


def test_floats_are_rounded_right_almost_halfway_between_two():
    bottom, compared = 2**61 - 1, 0
    for seed in range(1, 60):
        top = seed * 0x9E3779B97F4A7C15 % bottom | 1 << 60
        move = scale(top, bottom)
        for number in nearly_halfway(top, bottom):
            # Python divides whole numbers with one rounding.
            assert move(float(number)) == number * top / bottom
            compared += 1
    assert compared > 400


def test_an_affine_map_that_falls_overflows_downwards():
    assert affine(-3, 1, 1)(1.7e308) == -inf
    assert affine(-3, 1, 1)(-1.7e308) == inf


@pytest.mark.parametrize(
    ("src", "dst", "factor"),
    [
        ("mL/L", "kg/L", Fraction(3, 1000)),
        ("mL/L*mL/L", "kg/L", Fraction(3, 10**6)),
        ("mL/L*mL", "kg", Fraction(3, 10**6)),
    ],
)
def test_units_of_one_kind_that_meet_in_a_product_are_no_obstacle(c, src, dst, factor):
    c.add("L", "kg", 3)
    assert c.factor(src, dst) == factor
    assert c.explain(src, dst).total == factor


@pytest.mark.parametrize(
    ("way", "kept"),
    [("ABCBD", "ABD"), ("ABAD", "AD"), ("ABCDBE", "ABE"), ("ABCABD", "ABD"), ("AABB", "AB")],
)
def test_a_route_leaves_out_what_leads_back_to_where_it_was(way, kept):
    steps = [Step(*ends, ONE) for ends in pairwise(way)]
    assert [(s.source, s.target) for s in _without_returns(steps)] == list(pairwise(kept))


def test_a_branch_that_was_sampled_leaves_its_mark_on_an_equal_one():
    watts = chain(Exponential(1, 10, 10), Affine(Fraction(1, 1000)))
    assert Agreement().plus(watts, marked(watts)).sampled
    assert not Agreement().plus(watts, watts).sampled


def test_a_row_is_told_against_the_first_that_says_so(c):
    box = {"src": "box", "dst": "bottle", "factor": "12"}
    loaded = tried(c, [box, dict(box), box | {"factor": "13"}])
    assert list(loaded.numbers.values()) == [1]
    ((number, why),) = loaded.problems
    assert (number, "(against row 1)" in why) == (3, True)


def test_a_logarithm_that_is_almost_whole_is_not_called_exact():
    decibels = Logarithmic(1, 10, 10)
    almost = decibels.apply(10 + Fraction(1, 10**40))
    assert (almost, type(almost)) == (10.0, float)
    assert type(decibels.apply(Fraction(10))) is Fraction


def test_a_spread_is_never_shown_smaller_than_it_is():
    assert doubtful(Fraction(1), Fraction(121, 100_000))[1] == "0.0013"


def test_a_fact_stated_twice_is_used_no_times_in_its_cycle(c):
    c.add("box", "bottle", 12)
    c.add("box", "bottle", 12)
    (cycle,) = c.audit()
    assert list(cycle.powers.values()) == [0]


def test_a_scale_is_inverted_on_the_way_up(c):
    c.add("gauge", "bar", 1, offset=1)
    assert [step.inverted for step in c.explain("gauge", "bar").steps] == [False]
    assert [step.inverted for step in c.explain("bar", "gauge").steps] == [True]
    assert not any(step.inverted for step in c.explain("W", "dBm").steps)
