"""Later definitions, redefinitions, prefixes, preprocessors and contexts: no stale answers."""

from __future__ import annotations

import copy
from fractions import Fraction

import pint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compose.dimensions import PintResolver, default_resolver
from compose.dimensions.journal import Journal
from compose.errors import ComposeError

SMALL = """
meter = [length] = m
second = [time] = s
kilo- = 1000 = k
milli- = 1e-3
foot = 0.3048 * meter = ft
yard = 3 * foot = yd
"""


def small_registry():
    registry = pint.UnitRegistry(None, on_redefinition="ignore")
    registry.load_definitions(SMALL.splitlines())
    return registry


def changes(action, registry):
    journal = Journal(registry)
    before = journal.stamp()
    action()
    return journal.stamp() != before


@pytest.mark.parametrize(
    "definition",
    [
        *("rod = 5 * yard", "yard = 3.5 * foot", "yard = 3 * meter = yd", "@alias foot = yd"),
        *("kilo- = 1024", "mega- = 1e6", "@alias foot = feet"),
        "yard = 3.00000000000000000001 * foot",
    ],
)
def test_a_definition_changes_the_stamp(definition):
    registry = small_registry()
    assert changes(lambda: registry.define(definition), registry)


@pytest.mark.parametrize("text", ["kft", "kiloyard", "yards", "millimeter / second", "m"])
def test_reading_a_name_does_not_change_the_stamp(text):
    registry = small_registry()
    assert not changes(lambda: registry.Quantity(1.0, text).to_root_units(), registry)
    assert not changes(lambda: PintResolver(registry).unit(text), registry)


def test_saying_the_same_again_does_not_change_the_stamp():
    registry = small_registry()
    registry.define("rod = 5 * yard")
    assert not changes(lambda: registry.define("rod = 5 * yard"), registry)


def test_writing_into_the_tables_changes_the_stamp():
    registry = small_registry()
    table = registry._units.maps[-1]
    Journal(registry)
    table = registry._units.maps[-1]
    entry = table["yard"]
    for action in (
        lambda: table.pop("yard"),
        lambda: table.setdefault("yard", entry),
        lambda: table.update(yard=table["foot"]),
        lambda: table.__delitem__("yard"),
        lambda: table.__ior__({"yard": entry}),
        table.popitem,
        table.clear,
        lambda: registry.preprocessors.append(str.strip),
        lambda: registry.preprocessors.__setitem__(0, str.lower),
        registry._prefixes.clear,
    ):
        assert changes(action, registry)


def test_two_journals_of_a_registry_see_the_same():
    registry = small_registry()
    first, second = Journal(registry), Journal(registry)
    before = first.stamp(), second.stamp()
    registry.define("rod = 5 * yard")
    assert first.stamp() != before[0]
    assert second.stamp() != before[1]


def test_a_copy_of_a_registry_has_a_life_of_its_own():
    registry = small_registry()
    resolver = PintResolver(registry)
    other = copy.deepcopy(registry)
    before = resolver.stamp()
    other.define("yard = 4 * foot")
    assert resolver.stamp() == before
    assert factor(PintResolver(other), "yard", "foot") == 4
    assert factor(resolver, "yard", "foot") == 3


def factor(resolver, source, target):
    return resolver.factor(resolver.unit(source), resolver.unit(target)).coefficient


def test_a_prefix_defined_anew_is_followed():
    registry = small_registry()
    resolver = PintResolver(registry)
    assert factor(resolver, "km", "m") == factor(resolver, "kilometer", "m") == 1000
    registry.define("kilo- = 1024 = k")
    assert factor(resolver, "kilometer", "m") == factor(resolver, "km", "m") == 1024
    registry.define("milli- = 0.01")
    assert factor(resolver, "millifoot", "foot") == Fraction(1, 100)


def test_a_preprocessor_is_followed():
    registry = small_registry()
    resolver = PintResolver(registry)
    assert factor(resolver, "yd", "foot") == 3
    registry.preprocessors.append(lambda text: text.replace("yd", "m"))
    assert factor(resolver, "yd", "m") == 1


def test_contexts_are_followed_in_and_out():
    registry = small_registry()
    for name, yards in (("long", "4 * foot"), ("short", "2 * foot")):
        context = pint.Context(name)
        context.redefine(f"yard = {yards}")
        registry.add_context(context)
    resolver = PintResolver(registry)
    stamps = set()
    for _ in range(3):
        assert factor(resolver, "kiloyard", "foot") == 3000
        for name, feet in (("long", 4000), ("short", 2000)):
            with registry.context(name):
                assert factor(resolver, "kiloyard", "foot") == feet
                stamps.add(resolver.stamp())
        with registry.context("long"), registry.context("short"):
            assert factor(resolver, "yard", "foot") == 2
    assert len(stamps) == 2


def test_a_unit_that_a_program_defines_behind_a_prefix_is_its_own():
    registry = pint.UnitRegistry()
    made = type(registry._units["meter"])
    unit = registry._units["meter"].converter.__class__
    registry.define(made("kilobottle", "kb", (), unit(1024), registry.UnitsContainer(meter=1)))
    assert factor(PintResolver(registry), "kilobottle", "meter") == 1024


FACTORS = ["2", "3.5", "0.1", "1/3", "7e-3"]
NAMES = ["foot", "yard", "rod", "mile", "link"]
LINES = st.one_of(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(FACTORS), st.sampled_from(["meter", *NAMES])),
    st.tuples(st.sampled_from(["kilo-", "milli-"]), st.sampled_from(FACTORS[:3]), st.none()),
)


def written(line):
    name, number, unit = line
    return f"{name} = {number}" + (f" * {unit}" if unit else "")


def answer(resolver, source, target):
    try:
        return factor(resolver, source, target)
    except ComposeError as error:
        return type(error)


@settings(max_examples=60)
@given(st.lists(LINES, max_size=6), st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_an_old_resolver_answers_as_one_that_has_seen_nothing(lines, source, target):
    registry = small_registry()
    old = PintResolver(registry)
    for line in [("foot", "0.3048", "meter"), *lines]:
        registry.define(written(line))
        questions = [(source, target), (f"kilo{source}", f"milli{target}"), ("kilometer", source)]
        for question in questions:
            assert answer(old, *question) == answer(PintResolver(registry), *question)


@settings(max_examples=60)
@given(st.lists(LINES, max_size=6), st.sampled_from(NAMES[:2]))
def test_an_old_resolver_answers_as_a_registry_built_at_the_end(lines, source):
    registry = small_registry()
    old = PintResolver(registry)
    for line in lines:
        answer(old, source, "meter")
        registry.define(written(line))
    end = pint.UnitRegistry(None, on_redefinition="ignore", non_int_type=Fraction)
    end.load_definitions(SMALL.splitlines())
    for line in lines:
        end.define(written(line))
    try:
        expected = Fraction(end.Quantity(1, source).to_root_units().magnitude)
    except (KeyError, ValueError, AttributeError, RecursionError):
        return
    assert answer(old, source, "meter") == expected


def test_the_application_registry_is_followed():
    before = pint.get_application_registry().get()
    other = small_registry()
    pint.set_application_registry(other)
    try:
        assert default_resolver().registry is other
    finally:
        pint.set_application_registry(before)
    assert default_resolver().registry is before
