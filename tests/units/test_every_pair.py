"""Every pair of units in pint's definition text: the float nearest to the exact product.

The population: all ordered pairs of different multiplicative units of one dimension, constants
among them, by the canonical name of the definition text: 8,100 pairs of 407 units in pint 0.25.
Left out are the scales with a zero of their own (°C, °F, °Ré) and the logarithmic ones, which have
no factor, and the units that are alone in their dimension. Radian, bit and count are pure numbers,
as they are for pint. The expected values come from :mod:`tests.units.oracle`.
"""

from __future__ import annotations

import math
import random
import struct
from fractions import Fraction
from functools import cache
from itertools import groupby, permutations
from operator import itemgetter

import pint
import pytest

from compose import units
from tests.units.oracle import IRRATIONAL, book, nearest

PAIRS = [
    pair for group in book().by_dimension().values() for pair in permutations(sorted(group), 2)
]
SPECIAL = (1.0, -3.0, 0.1, 1e300, -1e-300, 2.0**-1022, 5e-324, -1.5e-310, 1.7976931348623157e308)
PREFIXES = ("quetta", "mega", "kilo", "milli", "micro", "quecto", "kibi", "mebi", "semi")


def floats(chance, count):
    """Draw numbers of any sign and size: random bits, and powers of two."""
    for _ in range(count):
        yield struct.unpack("<d", struct.pack("<Q", chance.getrandbits(64)))[0]
        yield chance.choice([-1.0, 1.0]) * math.ldexp(1.0, chance.randint(-1074, 1023))
        yield chance.uniform(1, 10) * 10.0 ** chance.randint(-20, 20)


def bits(value):
    return struct.pack("<d", value)


@cache
def expected_factor(source, target):
    return book().factor(source, target)


def drawn(chance, count):
    values = (*chance.sample(SPECIAL, 2), *floats(chance, count))
    return [value for value in values if math.isfinite(value)]


def wrong(pairs, chance, count):
    """List the answers that are not the nearest float, and those that could not be judged."""
    asked = (
        (value, source, target, units.convert(value, source, target))
        for source, target in pairs
        for value in drawn(chance, count)
    )
    return judged(asked)


def judged(answers):
    failures, undecided = [], []
    for (source, target), several in groupby(answers, itemgetter(1, 2)):
        factor = expected_factor(source, target)
        for value, _, _, found in several:
            expected = nearest(value, factor)
            if expected is None:
                undecided.append((value, source, target))
            elif bits(found) != bits(expected):
                failures.append((value, source, target, found, expected))
    return failures, undecided


@pytest.fixture(scope="module")
def walked():
    """Ask once for every pair: a first question costs more than all else here."""
    chance = random.Random(8_100)
    answers, factors = [], {}
    for source, target in PAIRS:
        factors[source, target] = units.factor(source, target)
        answers += [(x, source, target, units.convert(x, source, target)) for x in drawn(chance, 2)]
    return answers, factors


def test_the_population_is_what_is_said_of_it():
    assert len(PAIRS) >= 7_000
    assert len(set(PAIRS)) == len(PAIRS)
    known = {unit.name for unit in dict(pint.UnitRegistry()._units).values()}
    assert known - {name for name in known if name.startswith("delta_")} >= set(book().texts)
    left_out = set(book().texts) - set(book().multiplicative())
    assert left_out == {
        *("degree_Celsius", "degree_Fahrenheit", "degree_Reaumur"),
        *("decibelwatt", "decibelmilliwatt", "decibelmicrowatt"),
        *("decibel", "decade", "octave", "neper"),
    }


def test_the_oracle_reads_no_unit_otherwise_than_pint():
    registry = pint.UnitRegistry()
    for name in book().multiplicative():
        found = registry.Quantity(1.0, name).to_root_units().magnitude
        assert found == pytest.approx(float(book().size(name).decimals), rel=1e-12), name


def test_the_oracle_knows_the_irrational_numbers_by_itself():
    for name, calculate in IRRATIONAL.items():
        printed = Fraction(book().texts[name])
        assert abs(Fraction(calculate()) / printed - 1) < Fraction(1, 10**48), name


def test_every_answer_is_the_nearest_float(walked):
    answers, _ = walked
    failures, undecided = judged(answers)
    assert len(answers) > 7 * len(PAIRS)
    assert failures == []
    assert undecided == []


def test_a_wrong_answer_would_be_found():
    factor = book().factor("mile", "km")
    right = units.convert(0.1, "mile", "km")
    assert right == nearest(0.1, factor)
    assert judged([(0.1, "mile", "km", math.nextafter(right, 0.0))])[0]
    assert judged([(-0.0, "mile", "km", 0.0)])[0]


@pytest.mark.long
def test_every_answer_is_the_nearest_float_of_many_values():
    failures, undecided = wrong(PAIRS, random.Random(7), 40)
    assert failures == []
    assert undecided == []


@pytest.mark.long
def test_every_answer_is_the_nearest_float_with_prefixes():
    chance = random.Random(11)
    prefixed = [
        (chance.choice(PREFIXES) + source, chance.choice(PREFIXES) + target)
        for source, target in PAIRS
    ]
    failures, undecided = wrong(prefixed, chance, 2)
    assert failures == []
    assert undecided == []


def test_what_is_no_finite_number_passes_as_in_ieee_arithmetic():
    for source, target in random.Random(5).sample(PAIRS, 200):
        sign = math.copysign(1.0, expected_factor(source, target).decimals)
        assert units.convert(math.inf, source, target) == sign * math.inf
        assert units.convert(-math.inf, source, target) == -sign * math.inf
        assert math.isnan(units.convert(math.nan, source, target))
        for zero in (0.0, -0.0):
            assert bits(units.convert(zero, source, target)) == bits(zero * sign)


def test_factors_there_and_back_are_one(walked):
    _, factors = walked
    irrational = 0
    for (source, target), there in factors.items():
        assert str(there * factors[target, source]) == "1", (source, target)
        expected = expected_factor(source, target)
        if expected.exact is not None:
            assert there == expected.exact, (source, target)
        else:
            irrational += 1
            assert not isinstance(there, Fraction), (source, target)
            assert float(there) == nearest(1.0, expected), (source, target)
    assert irrational > 500


def test_pint_itself_is_off_by_more_than_one_ulp_in_many_pairs():
    registry = pint.UnitRegistry()
    off = 0
    for source, target in PAIRS:
        expected = nearest(1.0, expected_factor(source, target))
        found = registry.Quantity(1.0, source).to(target).magnitude
        off += abs(found - expected) > math.ulp(expected)
    assert off / len(PAIRS) > 0.1
