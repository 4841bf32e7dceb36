"""The laws of a graph of conversions, over random facts whose truth is known.

Every unit gets a hidden size; a fact states the ratio of two of them. Whatever is asked, the answer
is the ratio of the hidden sizes, however one gets there.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import networkx as nx
import pint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compose import units
from compose.engine.algebra import Agreement
from compose.errors import ComposeError, DisagreementError
from compose.units.relations.system import ContradictionError

DISAGREE = (DisagreementError, ContradictionError)
NAMES = [f"own_{letter}" for letter in "abcdefgh"]
LENGTHS = {"m": Fraction(1), "mile": Fraction("1609.344"), "inch": Fraction("0.0254")}

sizes = st.fractions(Fraction(1, 1000), 1000, max_denominator=1000).filter(bool)
values = st.fractions(-1000, 1000, max_denominator=1000)


@st.composite
def worlds(draw):
    """Draw hidden sizes, and facts that are true of them and join every unit to the metre."""
    hidden = LENGTHS | {name: draw(sizes) for name in NAMES[: draw(st.integers(2, 8))]}
    own = [name for name in hidden if name not in LENGTHS]
    order = draw(st.permutations(own))
    pairs = [(name, draw(st.sampled_from(["m", *order[:i]]))) for i, name in enumerate(order)]
    more = draw(st.lists(st.sampled_from(list(permutations(hidden, 2))), max_size=5))
    stated = [(b, a) if draw(st.booleans()) else (a, b) for a, b in pairs]
    return hidden, stated + [pair for pair in more if set(pair) - set(LENGTHS)]


def built(hidden, pairs):
    graph = units.ConversionGraph()
    for source, target in pairs:
        graph.add(source, target, hidden[source] / hidden[target])
    return graph


def swept(graph, source, target):
    """Ask the engine: compose the maps along all branches, which must agree."""
    answer = graph.graph_between(source, target).derivative(target, source, algebra=Agreement())
    return getattr(answer, "scale", answer)


@given(worlds(), st.data())
def test_answers_are_the_hidden_truth(world, data):
    hidden, pairs = world
    graph = built(hidden, pairs)
    source, target = data.draw(st.sampled_from(list(permutations(hidden, 2))))
    expected = hidden[source] / hidden[target]
    assert graph.factor(source, target) == expected
    assert graph.factor(target, source) == 1 / expected
    assert graph.convert(Fraction(7, 3), source, target) == Fraction(7, 3) * expected
    assert graph.convert(0.1, source, target) == float(Fraction(0.1) * expected)
    assert swept(graph, source, target) == expected
    assert graph.explain(source, target).total == expected


@given(worlds(), st.data(), values)
def test_a_detour_through_any_unit_changes_nothing(world, data, value):
    hidden, pairs = world
    graph = built(hidden, pairs)
    a, b, c = data.draw(st.permutations(list(hidden)))[:3]
    direct = graph.convert(value, a, c)
    assert graph.convert(graph.convert(value, a, b), b, c) == direct
    assert graph.convert(value, a, c, via=[b]) == direct


@given(worlds())
def test_there_is_a_cycle_for_every_fact_too_many_and_all_agree(world):
    hidden, pairs = world
    audit = built(hidden, pairs).audit()
    network = nx.MultiGraph(pairs)
    network.add_edges_from([("m", "mile"), ("m", "inch")])
    parts = nx.number_connected_components(network)
    # Facts of the same two units count once or more often, as the graph keeps them.
    most = network.number_of_edges() - network.number_of_nodes() + parts
    simple = nx.Graph(network)
    least = simple.number_of_edges() - simple.number_of_nodes() + parts
    assert least <= len(list(audit)) <= most
    assert not audit.mismatches


# Each world needs a registry of its own: pint remembers what a name meant.
@settings(max_examples=6)
@given(worlds(), st.data())
def test_the_same_as_pint_with_fractions(world, data):
    hidden, pairs = world
    graph = built(hidden, pairs)
    registry = pint.UnitRegistry(non_int_type=Fraction, on_redefinition="ignore")
    for name, size in hidden.items():
        if name not in LENGTHS:
            registry.define(f"{name} = {size.numerator} / {size.denominator} * meter")
    source, target = data.draw(st.sampled_from(list(permutations(hidden, 2))))
    for source_text, target_text in (
        (source, target),
        (f"{source}**2", f"{target}**2"),
        (f"kg/{source}", f"lb/{target}"),
        (f"{source}/hour", f"{target}/s"),
    ):
        expected = registry.Quantity(Fraction(5), source_text).to(target_text).magnitude
        assert graph.convert(Fraction(5), source_text, target_text) == expected
        assert swept(graph, source_text, target_text) == expected / 5


@given(worlds(), st.data())
def test_a_planted_contradiction_is_found(world, data):
    hidden, pairs = world
    graph = built(hidden, pairs)
    before = graph.facts
    known = {name for pair in pairs for name in pair}
    source, target = data.draw(
        st.sampled_from(
            [(a, b) for a, b in permutations(sorted(known), 2) if not {a, b} <= {*LENGTHS}]
        )
    )
    stated = [pair for pair in pairs if set(pair) == {source, target}]
    wrong = hidden[source] / hidden[target] * data.draw(st.sampled_from([2, Fraction(101, 100)]))
    with pytest.raises(DISAGREE) as caught:
        graph.add(source, target, wrong)
    assert source in str(caught.value) or stated
    assert graph.facts == before
    assert graph.factor(source, target) == hidden[source] / hidden[target]


@settings(max_examples=40)
@given(worlds(), st.data())
def test_a_contradiction_that_is_kept_is_listed_and_can_be_mended(world, data):
    hidden, pairs = world
    source, target = pairs[0]
    own = source if source not in LENGTHS else target
    graph = units.ConversionGraph(contradictions="keep")
    for first, second in pairs:
        graph.add(first, second, hidden[first] / hidden[second])
    other = data.draw(st.sampled_from(["inch", "mile"]))
    if {own, other} in [set(pair) for pair in pairs]:
        return
    graph.add(own, other, hidden[own] / hidden[other] * 3)
    assert len(graph.audit().mismatches) == 1
    with pytest.raises(ComposeError):
        graph.convert(1, own, other)
    graph.remove(own, other)
    assert not graph.audit().mismatches
    assert graph.factor(own, other) == hidden[own] / hidden[other]


@given(worlds(), st.data())
def test_what_was_removed_is_asked_no_more(world, data):
    hidden, pairs = world
    graph = units.ConversionGraph()
    kept = {}
    for pair in pairs:
        kept.setdefault(frozenset(pair), pair)
    for source, target in kept.values():
        graph.add(source, target, hidden[source] / hidden[target])
    gone = data.draw(st.sampled_from(list(kept.values())))
    graph.factor(*gone)
    graph.remove(*gone)
    left = nx.Graph([pair for pair in kept.values() if pair != gone])
    left.add_edges_from([("m", "mile"), ("m", "inch")])
    for source, target in [gone, gone[::-1]]:
        joined = {source, target} <= set(left) and nx.has_path(left, source, target)
        if joined:
            assert graph.factor(source, target) == hidden[source] / hidden[target]
        else:
            with pytest.raises(ComposeError):
                graph.factor(source, target)
