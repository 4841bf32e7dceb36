"""The laws of exact products, with roots and constants among them."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose.dimensions import Constant, Monomial
from compose.dimensions.monomials import ONE, product

PI = Constant("pi", "π", Fraction("3.1415926535897932384626433832795028841971693993751"))

fractions = st.fractions(min_value=Fraction(1, 60), max_value=60, max_denominator=60)
exponents = st.fractions(min_value=-3, max_value=3, max_denominator=4)
factors = st.builds(
    lambda number, root, a, b, pi: product(
        [
            (Monomial(number), Fraction(1)),
            (Monomial(root), a),
            (Monomial(Fraction(1), (("meter", Fraction(1)),)), b),
            (Monomial(Fraction(1), ((PI, Fraction(1)),)), pi),
        ]
    ),
    fractions,
    fractions,
    exponents,
    exponents,
    st.integers(-2, 2).map(Fraction),
)


def is_one(monomial):
    return monomial == ONE


@given(factors, factors, factors)
def test_multiplication_is_associative_and_commutative(a, b, c):
    assert is_one((a * b) * c / (a * (b * c)))
    assert is_one(a * b / (b * a))


@given(factors, exponents, exponents)
def test_powers_add(a, p, q):
    assert is_one(a**p * a**q / a ** (p + q))


@given(factors)
def test_a_quotient_undoes_a_product(a):
    assert is_one(a / a)
    assert is_one((a * a) ** Fraction(1, 2) / a)


@given(factors, factors)
def test_the_value_of_a_product_is_the_product_of_values(a, b):
    a, b = a.without(["meter"]), b.without(["meter"])
    assert math.isclose(float(a * b), float(a) * float(b), rel_tol=1e-12)


@given(fractions, exponents)
def test_a_root_has_the_value_of_a_root(number, exponent):
    assert math.isclose(float(Monomial(number) ** exponent), float(number) ** float(exponent))


@given(st.lists(st.tuples(fractions, exponents), max_size=5))
def test_what_is_rational_is_found_to_be(powers):
    """Squaring each root twelve-fold leaves no root: all denominators divide twelve."""
    whole = product((Monomial(number), exponent) for number, exponent in powers)
    assert (whole ** Fraction(12)).is_rational
    expected = math.prod((number ** int(exponent * 12) for number, exponent in powers), start=1)
    assert (whole ** Fraction(12)).coefficient == expected
    assert whole.is_rational == (not whole.has_roots)


@pytest.mark.parametrize(
    ("powers", "expected"),
    [
        ([(2, 1 / 2), (8, 1 / 2)], "4"),
        ([(6, 1 / 2), (10, 1 / 2), (15, 1 / 2)], "30"),
        ([(12, 1 / 2), (3, -1 / 2)], "2"),
        ([(27, 2 / 3)], "9"),
        ([(2, 1 / 2)], "2 ** (1/2)"),
        ([(10**40, 1 / 2)], str(10**20)),
    ],
)
def test_roots_are_taken_where_they_are_whole(powers, expected):
    exact = [(Monomial(Fraction(n)), Fraction(e).limit_denominator(9)) for n, e in powers]
    assert str(product(exact)) == expected


def test_a_product_with_units_has_no_value():
    with pytest.raises(ValueError, match="units"):
        float(Monomial(Fraction(2), (("meter", Fraction(1)),)))


def test_irrational_values_are_good_to_the_last_bit():
    assert float(Monomial(Fraction(2), ((PI, Fraction(1)),))) == math.tau
    assert float(Monomial(Fraction(2)) ** Fraction(1, 2)) == math.sqrt(2)
    assert float(Monomial(Fraction(1), ((PI, Fraction(-1)),))) == 1 / math.pi
