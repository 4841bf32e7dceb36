"""Facts as relations: what follows from them, and whether they agree.

The oracle is dense elimination over all facts at once, in fractions, on paper's terms; and least
squares on logarithms. Neither knows of definitions, rows or the order of adding.
"""

from __future__ import annotations

import copy
import pickle
import random
import subprocess
import sys
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose.dimensions.monomials import ONE, Constant, Monomial, product
from compose.errors import ConversionError, FractionalUseError
from compose.units.relations.cycles import worth
from compose.units.relations.system import (
    ContradictionError,
    Relation,
    Relations,
    Role,
)

GROUND = ("m", "kg", "s")
ATOMS = (*GROUND, "a", "b", "c", "d", "e")


def relation(key, exponents, value=1, tolerance=0):
    worthy = value if isinstance(value, Monomial) else Monomial(Fraction(value))
    return Relation(key, exponents, worthy, Fraction(tolerance))


def relations(*facts, keep=False):
    known = Relations(GROUND.__contains__)
    for fact in facts:
        known.add(fact, keep=keep)
    return known


def total(known, powers):
    """What powers of facts say about atoms."""
    sums = {}
    for key, power in powers.items():
        for atom, exponent in known[key].exponents.items():
            sums[atom] = sums.get(atom, 0) + exponent * power
    return {atom: exponent for atom, exponent in sums.items() if exponent}


def dense_solution(rows, target):
    """Return powers that make the target of the rows, or None; Gauss and Jordan, in fractions."""
    table = [
        [Fraction(row.get(atom, 0)) for row in rows] + [Fraction(target.get(atom, 0))]
        for atom in ATOMS
    ]
    pivots = []
    for column in range(len(rows)):
        place = next((i for i in range(len(pivots), len(table)) if table[i][column]), None)
        if place is None:
            continue
        here = len(pivots)
        table[here], table[place] = table[place], table[here]
        table[here] = [entry / table[here][column] for entry in table[here]]
        for i, other in enumerate(table):
            if i != here and other[column]:
                table[i] = [x - other[column] * y for x, y in zip(other, table[here], strict=True)]
        pivots.append(column)
    if any(line[-1] for line in table[len(pivots) :]):
        return None
    return {column: table[i][-1] for i, column in enumerate(pivots)}


def residual(facts):
    """How far logarithms are from agreeing, by least squares."""
    matrix = np.array([[float(f.exponents.get(atom, 0)) for atom in ATOMS] for f in facts])
    right = np.array([np.log(float(f.value)) for f in facts])
    return np.abs(matrix @ np.linalg.lstsq(matrix, right, rcond=None)[0] - right).max()


positive = st.fractions(Fraction(1, 20), 20, max_denominator=20).filter(bool)
monomials = st.dictionaries(
    st.sampled_from(ATOMS), st.sampled_from([1, -1, 1, -1, 2, -2, 3]), min_size=1, max_size=3
)


@st.composite
def true_facts(draw, least=1):
    """Facts about atoms whose values only the test knows."""
    hidden = dict(zip(ATOMS, draw(st.lists(positive, min_size=8, max_size=8)), strict=True))
    rows = draw(st.lists(monomials, min_size=least, max_size=9))
    return hidden, [relation(i, row, true_value(hidden, row)) for i, row in enumerate(rows)]


def true_value(hidden, exponents):
    value = Fraction(1)
    for atom, exponent in exponents.items():
        value *= hidden[atom] ** int(exponent)
    return value


def test_a_new_name_is_defined_a_known_one_bridged_and_what_follows_is_a_check():
    known = relations()
    assert known.add(relation("box", {"box": 1, "bottle": -1}, 12)) is Role.DEFINITION
    assert known.add(relation("bottle", {"bottle": 1, "m": -3}, "3/4000")) is Role.DEFINITION
    assert known.add(relation("density", {"m": 3, "kg": -1}, 789)) is Role.BRIDGE
    assert known.add(relation("flow", {"m": 3, "kg": -1}, 789)) is Role.CHECK
    solution = known.solve({"box": 1, "kg": -1})
    assert solution.powers == {"box": 1, "bottle": 1, "density": 1}
    assert known.value(solution.powers) == (Monomial(Fraction(7101, 1000)), 0)


def test_a_density_and_a_flow_that_deny_one_another_are_a_contradiction():
    litre = Fraction(1, 1000)
    known = relations(relation("1 L = 0.789 kg", {"m": 3, "kg": -1}, Fraction(789, 1000) / litre))
    with pytest.raises(ContradictionError) as caught:
        known.add(relation("1 L/s = 1.0 kg/s", {"m": 3, "kg": -1}, 1 / litre))
    cycle = caught.value.cycle
    assert cycle.powers == {"1 L = 0.789 kg": -1, "1 L/s = 1.0 kg/s": 1}
    assert cycle.product == Monomial(Fraction(1000, 789))
    assert cycle.mismatch == Fraction(211, 789)
    assert "1 L/s = 1.0 kg/s contradicts 1 L = 0.789 kg" in str(caught.value)
    assert len(known) == 1
    assert known.cycles() == []


def test_two_components_are_joined_by_their_roots():
    known = relations(
        relation(0, {"a": 1, "b": -1}, 2),
        relation(1, {"c": 1, "d": -1}, 3),
        relation(2, {"a": 1, "c": -1}, 5),
    )
    assert known.value(known.solve({"b": 1, "d": -1}).powers)[0] == Monomial(Fraction(15, 2))
    assert known.solve({"b": 1, "d": -1}).powers == {0: -1, 1: 1, 2: 1}


@given(true_facts(), monomials)
def test_what_can_be_answered_is_answered_with_the_truth(case, question):
    hidden, facts = case
    known = relations(*facts)
    reachable = dense_solution([fact.exponents for fact in facts], question) is not None
    try:
        solution = known.solve(question)
    except FractionalUseError:
        assert reachable
        return
    assert solution.is_whole is reachable
    left = {atom: Fraction(power) for atom, power in solution.left.items()}
    sums = {atom: Fraction(power) for atom, power in total(known, solution.powers).items()}
    for atom in ATOMS:
        assert sums.get(atom, 0) + left.get(atom, 0) == question.get(atom, 0)
    if reachable:
        value, tolerance = known.value(solution.powers)
        assert value == Monomial(true_value(hidden, question))
        assert tolerance == 0


@given(true_facts(), st.randoms(use_true_random=False), monomials)
def test_the_order_of_true_facts_does_not_matter(case, rng, question):
    _, facts = case
    shuffled = rng.sample(facts, len(facts))
    answers = []
    for order in (facts, shuffled):
        known = relations(*order)
        try:
            solution = known.solve(question)
        except FractionalUseError:
            continue
        answers.append(known.value(solution.powers)[0] if solution.is_whole else None)
    assert len(set(answers)) <= 1


@given(true_facts(least=2), st.data())
def test_a_wrong_fact_is_found_exactly_when_it_closes_a_cycle(case, data):
    _, facts = case
    wrong = data.draw(st.integers(0, len(facts) - 1))
    old = facts[wrong]
    facts[wrong] = relation(old.key, old.exponents, old.value.coefficient * 2)
    others = [fact.exponents for fact in facts if fact.key != old.key]
    closes = dense_solution(others, old.exponents) is not None
    kept = relations(*facts, keep=True)
    assert any(not cycle.agrees for cycle in kept.cycles()) is closes
    assert bool(residual(facts) > 1e-9) is closes
    if closes:
        with pytest.raises(ContradictionError):
            relations(*facts)
    else:
        relations(*facts)


@given(true_facts())
def test_there_is_a_cycle_for_every_fact_beyond_the_rank(case):
    _, facts = case
    known = relations(*facts)
    matrix = np.array([[float(fact.exponents.get(a, 0)) for a in ATOMS] for fact in facts])
    cycles = known.cycles()
    assert len(cycles) == len(facts) - np.linalg.matrix_rank(matrix)
    for cycle in cycles:
        assert total(known, cycle.powers) == {}
        assert cycle.product == ONE
        assert cycle.powers[cycle.check] > 0
        assert np.gcd.reduce(list(cycle.powers.values())) == 1
        assert list(cycle.powers) == sorted(cycle.powers)


@given(true_facts(least=3), st.data(), monomials)
def test_after_a_removal_answers_are_those_of_a_fresh_build(case, data, question):
    _, facts = case
    known = relations(*facts)
    gone = data.draw(st.sets(st.sampled_from(range(len(facts))), min_size=1))
    for key in gone:
        known.remove(key)
    fresh = relations(*(fact for fact in facts if fact.key not in gone))
    assert attempt(known, question) == attempt(fresh, question)
    assert known.cycles() == fresh.cycles()
    known.add(facts[min(gone)])
    fresh.add(facts[min(gone)])
    assert attempt(known, question) == attempt(fresh, question)


def attempt(known, question):
    try:
        return known.solve(question)
    except FractionalUseError as error:
        return str(error)


@given(true_facts(least=2), st.data(), monomials)
def test_an_overlay_answers_as_if_its_facts_came_last(case, data, question):
    _, facts = case
    split = data.draw(st.integers(0, len(facts)))
    later = data.draw(st.integers(split, len(facts)))
    base = relations(*facts[:split])
    overlay = base.child()
    for fact in facts[split:later]:
        overlay.add(fact)
    for fact in facts[later:]:
        base.add(fact)
    flat = relations(*facts[:split], *facts[later:], *facts[split:later])
    assert attempt(overlay, question) == attempt(flat, question)
    assert [*base.cycles(), *overlay.cycles()] == flat.cycles()
    assert attempt(base, question) == attempt(relations(*facts[:split], *facts[later:]), question)


@given(true_facts(least=2), st.data())
def test_an_overlay_finds_a_wrong_fact_whoever_came_last(case, data):
    _, facts = case
    wrong = data.draw(st.integers(0, len(facts) - 1))
    old = facts[wrong]
    facts[wrong] = relation(old.key, old.exponents, old.value.coefficient * 2)
    closes = dense_solution([f.exponents for f in facts if f is not facts[wrong]], old.exponents)
    base = relations()
    overlay = base.child()
    try:
        for fact in facts:
            data.draw(st.sampled_from([base, overlay])).add(fact)
    except ContradictionError:
        assert closes is not None
    else:
        assert closes is None


def test_a_base_fact_that_contradicts_an_overlay_is_refused_and_leaves_nothing():
    base = relations()
    ethanol = base.child()
    ethanol.add(relation("density", {"m": 3, "kg": -1}, 789))
    with pytest.raises(ContradictionError, match="density contradicts water"):
        base.add(relation("water", {"m": 3, "kg": -1}, 1000))
    assert len(base) == 0
    assert not base.solve({"m": 3, "kg": -1}).is_whole
    assert ethanol.solve({"m": 3, "kg": -1}).powers == {"density": 1}


def test_overlays_do_not_know_of_one_another():
    base = relations(relation("bottle", {"bottle": 1, "m": -3}, "3/4000"))
    ethanol, water = base.child(), base.child()
    ethanol.add(relation("e", {"m": 3, "kg": -1}, 789))
    water.add(relation("w", {"m": 3, "kg": -1}, 1000))
    question = {"bottle": 1, "kg": -1}
    assert not base.solve(question).is_whole
    assert ethanol.solve(question).powers == {"bottle": 1, "e": 1}
    assert water.solve(question).powers == {"bottle": 1, "w": 1}


def test_an_overlay_holds_none_of_the_facts_below_it():
    base = chain(1_000)
    overlay = base.child()
    overlay.add(relation("more", {"new": 1, "x0": -1}, 2))
    own = overlay._layer.basis
    assert len(own._ranks.maps[0]) == 1
    assert overlay.solve({"new": 1, "x1000": -1}).is_whole


@given(true_facts(least=2), st.data())
def test_true_values_rounded_within_their_tolerance_are_never_refused(case, data):
    _, facts = case
    rounded = []
    for fact in facts:
        share = data.draw(st.fractions(0, Fraction(1, 5)))
        off = data.draw(st.fractions(-share, share))
        stated = fact.value.coefficient / (1 + off)
        rounded.append(relation(fact.key, fact.exponents, stated, share))
    relations(*rounded)


@pytest.mark.parametrize(("share", "agrees"), [("1/20", False), ("7/100", True)])
def test_tolerances_add_up_as_often_as_a_fact_is_used(share, agrees):
    first = relation("a", {"m": 1, "kg": -1}, 1, "1/20")
    second = relation("b", {"m": 2, "kg": -2}, Fraction(6, 5), Fraction(share))
    known = relations(first)
    if agrees:
        assert known.add(second) is Role.CHECK
        assert known.cycles()[0].tolerance == Fraction(1, 10) + Fraction(share)
    else:
        with pytest.raises(ContradictionError, match=r"tolerance 0\.15"):
            known.add(second)


def test_a_cycle_agrees_whichever_way_round_it_is_written():
    for value in (Fraction(10, 9), Fraction(9, 10)):
        vague = relation("b", {"m": 1, "kg": -1}, value, Fraction(1, 10))
        assert relations(relation("a", {"m": 1, "kg": -1}), vague).cycles()[0].agrees


def test_exact_facts_that_hide_behind_a_vague_one_are_found():
    vague = relation("vague", {"m": 1, "kg": -1}, 1, "1/10")
    exact = relation("exact", {"m": 1, "kg": -1}, "101/100")
    other = relation("other", {"m": 1, "kg": -1}, "102/100")
    known = relations(vague, exact)
    with pytest.raises(ContradictionError, match="other contradicts exact"):
        known.add(other)
    kept = relations(vague, exact, other, keep=True)
    assert [cycle.agrees for cycle in kept.cycles()] == [True, False]


def test_exact_facts_that_hide_behind_a_vague_one_are_found_in_overlays_too():
    base = relations(relation("vague", {"m": 1, "kg": -1}, 1, "1/10"))
    overlay = base.child()
    overlay.add(relation("exact", {"m": 1, "kg": -1}, "101/100"))
    with pytest.raises(ContradictionError, match=r"(exact|other) contradicts (exact|other)"):
        base.add(relation("other", {"m": 1, "kg": -1}, "102/100"))
    assert len(base) == 1
    assert base.add(relation("same", {"m": 1, "kg": -1}, "101/100")) is Role.CHECK


def test_the_square_root_of_a_fact_is_refused():
    known = relations(relation("squares", {"m": 2, "kg": -2}, 3))
    assert known.solve({"m": 2, "kg": -2}).powers == {"squares": 1}
    with pytest.raises(FractionalUseError, match="squares would be used 1/2 times"):
        known.solve({"m": 1, "kg": -1})


def test_a_check_serves_where_only_a_root_of_the_other_fact_would():
    known = relations(relation("squares", {"m": 2, "kg": -2}, 9))
    assert known.add(relation("plain", {"m": 1, "kg": -1}, 3)) is Role.CHECK
    assert known.cycles()[0].powers == {"squares": -1, "plain": 2}
    assert known.solve({"m": 1, "kg": -1}).powers == {"plain": 1}
    assert known.solve({"m": 3, "kg": -3}).powers == {"squares": 1, "plain": 1}
    assert known.solve({"m": 2, "kg": -2}).powers == {"squares": 1}
    with pytest.raises(ContradictionError):
        known.add(relation("wrong", {"m": 1, "kg": -1}, 2))


def test_a_question_about_roots_may_use_roots():
    known = relations(relation("box", {"box": 1, "bottle": -1}, 12))
    half = Fraction(1, 2)
    solution = known.solve({"box": half, "bottle": -half})
    assert solution.powers == {"box": half}
    assert str(known.value(solution.powers)[0]) == "12 ** (1/2)"


def test_constants_stay_symbols_around_a_cycle():
    pi = Monomial(Fraction(1), ((Constant("pi", "π", Fraction(22, 7)), Fraction(1)),))
    known = relations(relation("a", {"a": 1, "m": -1}, pi), relation("b", {"b": 1, "a": -1}, pi))
    assert known.add(relation("ok", {"b": 1, "m": -1}, product([(pi, Fraction(2))]))) is Role.CHECK
    with pytest.raises(ContradictionError):
        known.add(relation("near", {"b": 1, "m": -1}, Fraction(484, 49)))


def test_kept_contradictions_cast_doubt_on_the_answers_that_use_them():
    known = relations(
        relation("a", {"a": 1, "m": -1}, 2),
        relation("b", {"b": 1, "m": -1}, 3),
        relation("wrong", {"a": 1, "m": -1}, 4),
        keep=True,
    )
    assert known.doubt(known.solve({"a": 1, "m": -1}).powers) == known.cycles()[0]
    assert known.doubt(known.solve({"b": 1, "m": -1}).powers) is None
    known.remove("a")
    assert known.doubt(known.solve({"a": 1, "m": -1}).powers) is None
    assert known.value(known.solve({"a": 1, "m": -1}).powers)[0] == Monomial(Fraction(4))


def test_an_empty_relation_must_be_worth_one():
    known = relations(relation("same", {}, 1))
    with pytest.raises(ContradictionError, match="contradicts 1 ≡ 1"):
        known.add(relation("other", {}, 2))


def chain(length, order=None):
    known = relations()
    for i in order or range(length):
        known.add(relation(i, {f"x{i + 1}": 1, f"x{i}": -1}, Fraction(i % 7 + 1, i % 5 + 1)))
    return known


def orders(length):
    rng = random.Random(4)
    mixed = rng.sample(range(length), length)
    return {
        "forward": list(range(length)),
        "backward": list(range(length))[::-1],
        "random": mixed,
        "halves": [*range(0, length, 2), *range(1, length, 2)],
        "halves backward": [*range(0, length, 2), *range(length - 1, 0, -2)],
    }


@pytest.mark.parametrize("name", orders(1))
def test_a_chain_in_any_order_is_crossed_without_recursion_in_linear_memory(name):
    length = 3_000
    known = chain(length, orders(length)[name])
    solution = known.solve({f"x{length}": 1, "x0": -1})
    assert len(solution.powers) == length
    assert set(solution.powers.values()) == {1}
    expected = worth((known[i].value, 1) for i in range(length))
    assert known.value(solution.powers) == (expected, 0)
    rows = known._layer.basis._rows.values()
    assert sum(len(row.others) + len(row.subtracted) for row in rows) < 8 * length
    assert known.solve({"x9": 1, "x7": -1}).powers == {7: 1, 8: 1}


def test_a_hundred_thousand_facts_are_one_chain():
    length = 100_000
    known, whole = chain(length), cumulated(length)
    ends = {f"x{length}": 1, "x0": -1}
    assert known.add(relation("close", ends, whole)) is Role.CHECK
    with pytest.raises(ContradictionError, match=r"99993 more facts: .* multiply to 2, not to 1"):
        known.add(relation("wrong", ends, whole.coefficient * 2))


def cumulated(length):
    values = (Monomial(Fraction(i % 7 + 1, i % 5 + 1)) for i in range(length))
    return worth((value, 1) for value in values)


def test_definitions_that_share_parts_are_met_once_each():
    known = relations()
    known.add(relation(0, {"f1": 1, "f0": -1}, 2))
    for i in range(2, 300):
        known.add(relation(i - 1, {f"f{i}": 1, f"f{i - 1}": -1, f"f{i - 2}": -1}))
    numbers = [1, 1]
    for _ in range(299):
        numbers.append(numbers[-1] + numbers[-2])
    solution = known.solve({"f299": 1, "f0": -numbers[299]})
    assert solution.is_whole
    assert solution.powers[0] == numbers[298]
    with pytest.raises(ConversionError, match="digits"):
        known.value(solution.powers)


@given(st.lists(st.tuples(positive, st.integers(-4, 4)), max_size=12))
def test_a_product_tree_multiplies_as_one_does_by_hand(factors):
    expected = Fraction(1)
    for value, power in factors:
        expected *= value**power
    assert worth((Monomial(value), power) for value, power in factors) == Monomial(expected)


def test_answers_are_the_same_under_every_hash_seed():
    script = """
from fractions import Fraction
from compose.dimensions.monomials import Monomial
from compose.units.relations.system import Relation, Relations
known = Relations({"m", "kg", "s"}.__contains__)
rows = [{"a": 1, "b": -1}, {"c": 1, "d": 2}, {"d": 2, "a": 1, "m": -1}, {"kg": 1, "m": 1, "s": -2},
        {"c": 2, "b": 2, "m": -1}, {"a": 2, "kg": 1, "s": -1}, {"b": 1, "c": -1, "kg": 3}]
for i, row in enumerate(rows):
    known.add(Relation(i, row, Monomial(Fraction(1))))
print(known.solve({"a": 2, "d": -2, "s": 1, "q": 1}), known.cycles())
"""
    printed = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(printed) == 1


def test_errors_and_relations_survive_pickling_and_copying():
    known = relations(relation("a", {"a": 1, "m": -1}, 2))
    overlay = known.child()
    overlay.add(relation("b", {"b": 1, "a": -1}, 3))
    thawed = pickle.loads(pickle.dumps(overlay))  # noqa: S301 - what was just made
    for twin in (thawed, copy.deepcopy(overlay), overlay.copy()):
        assert twin.solve({"b": 1, "m": -1}).powers == {"a": 1, "b": 1}
        twin.add(relation("c", {"c": 1}, 3))
        assert "c" not in overlay
    for error in (
        ContradictionError(relations(relation(0, {}, 2), keep=True).cycles()[0]),
        FractionalUseError("a", Fraction(1, 2)),
    ):
        thawed = pickle.loads(pickle.dumps(error))  # noqa: S301 - what was just made
        assert str(thawed) == str(error)


def test_every_change_shows_in_the_version():
    base = relations()
    overlay = base.child()
    versions = [overlay.version]
    base.add(relation("a", {"a": 1, "m": -1}, 2))
    versions.append(overlay.version)
    overlay.add(relation("b", {"b": 1, "a": -1}, 2))
    versions.append(overlay.version)
    base.remove("a")
    versions.append(overlay.version)
    assert all(first < second for first, second in pairwise(versions))


def test_what_is_no_relation_is_refused():
    with pytest.raises(ConversionError, match="positive number"):
        relation("zero", {"a": 1}, 0)
    known = relations(relation("a", {"a": 1, "m": -1}, 2))
    with pytest.raises(ValueError, match="there already"):
        known.add(relation("a", {"b": 1, "m": -1}, 2))
    with pytest.raises(KeyError):
        known.remove("none")
