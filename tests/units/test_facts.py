"""What users state, read: exact numbers, tolerances, and the units that they come with."""

from __future__ import annotations

import datetime as dt
import pickle
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose.dimensions import Monomial, default_resolver
from compose.dimensions.reading import read
from compose.engine.maps import Affine
from compose.engine.valued import Function
from compose.errors import ComposeError, ConversionError, DimensionError, UnknownUnitError
from compose.units.facts.fact import Fact, read_fact

HALF_AN_ULP = Fraction(1, 2**53)


@dataclass(frozen=True)
class Place:
    name: str
    powers: dict
    coefficient: Fraction = Fraction(1)


class Words:
    """Knows pint's names, and a few of its own."""

    own = frozenset({"box", "bottle", "EUR", "USD"})

    def place(self, spec):
        resolver = default_resolver()
        text = spec if isinstance(spec, str) else resolver.symbols(resolver.unit(spec))
        try:
            product = read(text.replace("·", "*"))
        except ValueError:
            raise UnknownUnitError(text) from None
        powers = {}
        for name, power in product.names().items():
            known = name if name in self.own else resolver.canonical(name)[0]
            powers[known] = powers.get(known, 0) + power
        return Place(text, {n: p for n, p in powers.items() if p}, product.coefficient)

    def reduced(self, place):
        own = {name: power for name, power in place.powers.items() if name in self.own}
        rest = {name: power for name, power in place.powers.items() if name not in self.own}
        resolver = default_resolver()
        base = resolver.reduced(resolver.from_powers(rest)) if rest else Monomial(Fraction(1))
        return Monomial(place.coefficient, tuple(sorted(own.items()))) * base

    def dimension(self, place):
        return str(self.reduced(place))


WORDS = Words()


def fact(src, dst, factor=None, **details):
    return read_fact(WORDS.place(src), WORDS.place(dst), factor, WORDS, **details)


@pytest.mark.parametrize(
    ("factor", "value", "tolerance"),
    [
        (12, 12, 0),
        (10**400, 10**400, 0),
        (Fraction(1, 3), Fraction(1, 3), 0),
        (Decimal("0.5"), Fraction(1, 2), 0),
        (0.1, Fraction(1, 10), HALF_AN_ULP),
        (np.float64(0.1), Fraction(1, 10), HALF_AN_ULP),
        (np.float32(0.1), Fraction(1, 10), Fraction(1, 2**24)),
        (np.int64(12), 12, 0),
        ("12", 12, 0),
        (" +12 ", 12, 0),
        ("3/4", Fraction(3, 4), 0),
        ("0.789", Fraction(789, 1000), Fraction(1, 1578)),
        ("12.", 12, Fraction(1, 24)),
        (".50", Fraction(1, 2), Fraction(1, 100)),
        ("12.0", 12, Fraction(1, 240)),
        ("1.5/3", Fraction(1, 2), Fraction(1, 30)),
        ("6.02e23", 602 * 10**21, Fraction(1, 1204)),
        ("25e-1", Fraction(5, 2), Fraction(1, 50)),
    ],
)
def test_a_number_is_as_exact_as_it_is_written(factor, value, tolerance):
    read = fact("box", "bottle", factor)
    assert read.factor == Monomial(Fraction(value))
    assert read.tolerance == tolerance
    assert read.is_exact is (tolerance == 0)


@pytest.mark.parametrize(
    ("src", "dst", "factor", "value"),
    [
        ("liter", "kilogram", "0.789 kg/L", Fraction(789, 1000)),
        ("liter", "kilogram", "789 g/L", Fraction(789, 1000)),
        ("liter", "kilogram", "49.25566 lb/ft^3", None),
        ("kilogram", "liter", "0.789 kg/L", Fraction(1000, 789)),
        ("mL", "mg", "0.789 kg/L", 789),
        ("mmol", "mg", "180.156 g/mol", Fraction("180.156")),
        ("mg/dL", "mmol/L", "180.156 g/mol", Fraction(10000, 180156)),
        ("box", "bottle", "12 bottle/box", 12),
        ("bottle", "box", "12 bottle/box", Fraction(1, 12)),
        ("box", "bottle", "12 bottle", 12),
        ("box", "bottle", "1200 percent", 12),
        ("bottle", "liter", "750 mL", Fraction(3, 4)),
        ("EUR", "USD", "1.1 USD/EUR", Fraction(11, 10)),
        ("USD", "EUR", "1.1 USD/EUR", Fraction(10, 11)),
        ("yard", "foot", "3 foot/yard", 3),
        ("foot", "yard", "3 foot/yard", Fraction(1, 3)),
        ("foot", "inch", "1200 percent", 12),
        ("turn", "degree", "360 degree", 360),
        ("turn", "degree", "400 grade", 360),
        ("Hz", "1/s", "1 /s", 1),
    ],
)
def test_a_quantity_is_read_in_any_unit_that_leads_from_one_to_the_other(src, dst, factor, value):
    if value is None:
        value = fact(src, dst, factor).factor.coefficient
        assert abs(value - Fraction("0.789")) < Fraction(1, 10**6)
    assert fact(src, dst, factor).factor == Monomial(Fraction(value))


def test_a_pint_quantity_is_read_like_its_text():
    quantity = pint.application_registry.Quantity
    read = fact("bottle", "liter", quantity(750, "mL"))
    assert (read.factor, read.tolerance, read.text) == (Monomial(Fraction(3, 4)), 0, "750 ml")
    assert fact("L", "kg", quantity(0.789, "kg/L")).tolerance == HALF_AN_ULP
    other = pint.UnitRegistry().Quantity(Fraction(3, 4), "L")
    assert fact("bottle", "liter", other).factor == Monomial(Fraction(3, 4))


def test_constants_stay_symbols():
    assert str(fact("turn", "radian", "2 pi").factor) == "2 * π"
    turn = WORDS.reduced(WORDS.place("turn"))
    assert fact("box", "bottle", turn).factor == turn


@pytest.mark.parametrize(
    ("details", "tolerance"),
    [
        ({"exact": True}, 0),
        ({"exact": False}, Fraction(1, 1578)),
        ({"tolerance": 0.01}, Fraction(1, 100)),
        ({"tolerance": "1%"}, Fraction(1, 100)),
        ({"tolerance": "±1 %"}, Fraction(1, 100)),
        ({"tolerance": "1/100"}, Fraction(1, 100)),
        ({"tolerance": Decimal("0.01"), "exact": False}, Fraction(1, 100)),
        ({"tolerance": 0, "exact": True}, 0),
    ],
)
def test_the_user_says_how_far_a_factor_may_be_off(details, tolerance):
    read = fact("liter", "kilogram", "0.789 kg/L", **details)
    assert (read.tolerance, read.is_exact) == (tolerance, tolerance == 0)


def test_whole_text_may_be_taken_as_rounded():
    assert fact("box", "bottle", "12", exact=False).tolerance == Fraction(1, 24)
    assert fact("box", "bottle", 12, exact=False).tolerance == Fraction(1, 24)
    assert fact("box", "bottle", 0.5, exact=True).tolerance == 0


@given(st.decimals(min_value="0.001", max_value=1000, places=3))
def test_decimal_text_is_good_to_half_a_unit_in_its_last_place(number):
    read = fact("box", "bottle", str(number))
    half = read.tolerance * read.factor.coefficient
    assert half == (Fraction(1, 2000) if number else 0)


@given(st.floats(min_value=1e-300, max_value=1e300))
def test_a_float_is_within_its_tolerance(number):
    read = fact("box", "bottle", number)
    assert float(read.factor.coefficient) == number
    assert abs(Fraction(number) / read.factor.coefficient - 1) <= read.tolerance


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        (0, "not positive"),
        ("0.00", "not positive"),
        (-1, "not positive"),
        ("-2 L", "not positive"),
        ("0 kg/L", "not positive"),
        (float("nan"), "not finite"),
        (float("inf"), "not finite"),
        (Decimal("NaN"), "not finite"),
        (True, "not a real number"),
        (1j, "not a real number"),
        ([1], "not a real number"),
        (np.array([1.0]), "not a real number"),
        (None, "no factor is stated"),
        ("", "does not begin with a number"),
        ("kg/L", "does not begin with a number"),
        ("nan", "does not begin with a number"),
        ("1,5", "comma"),
        ("1,000 kg/L", "comma"),
        ("12 500", "two numbers"),
        ("1_000", "two numbers"),
        ("1.2.3", "two numbers"),
        ("3/0", "denominator"),
        ("1e999999999", "exponent"),
        (Decimal("1e999999"), "exponent"),
        ("1" * 2_000, "does not begin"),
        (abs, "derivative"),
        (Monomial(Fraction(1), (("meter", Fraction(1)),)), "holds units"),
        ("1e3", "certain"),
    ],
)
def test_what_is_no_factor_is_refused_in_one_sentence(factor, said):
    if said == "certain":
        assert fact("box", "bottle", factor).tolerance == Fraction(1, 2)
        return
    with pytest.raises(ConversionError, match=said) as caught:
        fact("box", "bottle", factor)
    assert str(caught.value).startswith("the fact box → bottle: ")


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({"tolerance": -0.1}, "share from 0 up to 1"),
        ({"tolerance": 1}, "share from 0 up to 1"),
        ({"tolerance": "5 kg"}, "is not read"),
        ({"tolerance": "%"}, "is not read"),
        ({"tolerance": 0.1, "exact": True}, "drop one"),
        ({"exact": 1}, "True, False or nothing"),
        ({"of": ""}, "of is ''"),
        ({"note": 3}, "note is 3"),
        ({"source": " "}, "source is ' '"),
        ({"date": "yesterday"}, "2024-01-31"),
        ({"date": dt.datetime(2024, 1, 31, tzinfo=dt.UTC)}, "is no date"),
        ({"date": 2024}, "is no date"),
    ],
)
def test_details_that_cannot_be_read_are_refused(details, said):
    with pytest.raises(ConversionError, match=said):
        fact("box", "bottle", 12, **details)


def test_a_quantity_of_something_else_shows_both_dimensions():
    with pytest.raises(DimensionError) as caught:
        fact("liter", "kilogram", "3 m/s")
    assert caught.value.source == "3 m/s"
    assert caught.value.target == "kilogram per liter"
    assert "meter" in caught.value.source_dimension
    assert "gram" in caught.value.target_dimension
    with pytest.raises(DimensionError):
        fact("degC", "degF", 1, offset="3 kg")
    with pytest.raises(UnknownUnitError):
        fact("box", "bottle", "12 botle")


def test_details_are_kept():
    read = fact(
        "L", "kg", "0.789 kg/L", of=" ethanol ", note="20 °C", source="CRC", date="2024-01-31"
    )
    assert (read.of, read.note, read.source) == ("ethanol", "20 °C", "CRC")
    assert read.date == dt.date(2024, 1, 31)
    assert str(read) == "L → kg: 0.789 kg/L (ethanol, 2024-01-31, CRC)"
    assert str(fact("box", "bottle", 12)) == "1 box = 12 bottle"
    assert pickle.loads(pickle.dumps(read)) == read  # noqa: S301 - what was just made
    assert len({read, fact("L", "kg", "0.789 kg/L"), pickle.loads(pickle.dumps(read))}) == 2  # noqa: S301


def test_an_offset_is_a_number_of_the_second_unit_or_has_a_unit():
    assert fact("bar", "bar", offset="1.01325 bar").offset == Fraction("1.01325")
    assert fact("bar", "Pa", 100_000, offset="1 bar").offset == 100_000
    assert fact("bar", "Pa", 100_000, offset=-5).offset == -5
    assert fact("bar", "bar", offset=1).factor == Monomial(Fraction(1))


def test_maps_are_facts_too():
    affine = fact("box", "bottle", Affine(Fraction(9, 5), 32))
    assert (affine.factor, affine.offset) == (Monomial(Fraction(9, 5)), 32)
    squared = Function(lambda x: x * x, lambda x: 2 * x)
    assert fact("box", "bottle", squared).map is squared
    with pytest.raises(ConversionError, match="offset within"):
        fact("box", "bottle", squared, offset=1)


@pytest.mark.parametrize(
    ("src", "dst", "factor"),
    [
        ("L", "kg", "0.789 kg/L"),
        ("L/(100*km)", "mile/gallon", 3),
        ("box", "bottle", 12),
        ("mg/dL", "mmol/L", "180.156 g/mol"),
        ("turn", "degree", 360),
    ],
)
def test_a_fact_as_a_relation_says_the_same_in_atoms(src, dst, factor):
    read = fact(src, dst, factor)
    one, other = WORDS.reduced(WORDS.place(src)), WORDS.reduced(WORDS.place(dst))
    relation = read.relation("key", one, other)
    left = Monomial(Fraction(1), tuple((atom, p) for atom, p in relation.exponents.items()))
    assert one == other * read.factor * left / relation.value
    assert relation.value.is_rational
    assert relation.tolerance == read.tolerance


@given(st.text(max_size=12))
def test_any_text_is_a_fact_or_one_of_our_errors(text):
    try:
        assert isinstance(fact("box", "bottle", text), Fact)
    except ComposeError as error:
        shown = str(error)
    else:
        return
    assert "\n" not in shown.replace(text, "")
