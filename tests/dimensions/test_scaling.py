"""One rounding: the float that comes out has no neighbour nearer to the exact product."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose.dimensions import Monomial, default_resolver, nearest_float, scaled
from compose.errors import ConversionError

finite = st.floats(allow_nan=False, allow_infinity=False)
rational = st.fractions(min_value=Fraction(1, 10**20), max_value=10**20).filter(bool)


def factor(number):
    return Monomial(Fraction(number))


def error(value, exact):
    return abs(Fraction(value) - exact)


@given(finite.filter(bool), rational)
def test_no_float_is_nearer_to_the_product(x, f):
    result, exact = scaled(x, factor(f)), Fraction(x) * f
    if math.isinf(result):
        assert abs(exact) > Fraction(1.7976931348623157e308)
        return
    for neighbour in (math.nextafter(result, math.inf), math.nextafter(result, -math.inf)):
        assert math.isinf(neighbour) or error(result, exact) <= error(neighbour, exact)


@given(st.integers(), rational)
def test_whole_numbers_and_fractions_stay_exact(n, f):
    assert scaled(n, factor(f)) == n * f
    assert scaled(Fraction(n, 7), factor(f)) == Fraction(n, 7) * f


def test_what_is_whole_is_an_int():
    assert type(scaled(200, factor("1/100"))) is int
    assert type(scaled(1, factor("1/100"))) is Fraction
    assert type(scaled(Fraction(7, 2), factor(2))) is int


def test_decimals_become_fractions():
    assert scaled(Decimal("0.1"), factor(3)) == Fraction(3, 10)
    assert math.isnan(scaled(Decimal("NaN"), factor(3)))


def test_the_exceptional_floats_pass_as_in_ieee_arithmetic():
    thousand, minus = factor(1000), factor(-2)
    assert scaled(math.inf, thousand) == math.inf
    assert scaled(-math.inf, minus) == math.inf
    assert math.isnan(scaled(math.nan, thousand))
    assert math.copysign(1, scaled(-0.0, thousand)) == -1
    assert math.copysign(1, scaled(0.0, minus)) == -1
    assert scaled(5e-324, thousand) == 1000 * 5e-324
    assert scaled(5e-324, factor("1/1000")) == 0.0
    assert scaled(1e308, thousand) == math.inf
    assert scaled(-1e308, thousand) == -math.inf


def test_an_irrational_factor_gives_the_nearest_float():
    resolver = default_resolver()
    turn = resolver.factor(resolver.unit("turn"), resolver.unit("radian"))
    assert scaled(1, turn) == math.tau
    assert scaled(Fraction(1, 2), turn) == math.pi


def test_an_offset_is_added_before_the_rounding():
    assert scaled(37.0, factor("9/5"), Fraction(32)) == 98.6
    assert 37.0 * 1.8 + 32 != 98.6
    assert scaled(-40, factor("9/5"), Fraction(32)) == -40


def test_arrays_are_scaled_as_floats():
    array = np.array([1.0, -2.0, math.inf])
    np.testing.assert_array_equal(scaled(array, factor("1/1000")), [0.001, -0.002, math.inf])
    np.testing.assert_array_equal(scaled(array, factor(3)), [3.0, -6.0, math.inf])
    np.testing.assert_array_equal(scaled(array, factor(2), Fraction(1, 2)), [2.5, -3.5, math.inf])
    assert scaled(array, factor(1)) is array
    assert scaled(np.array([1, 2], np.float32), factor(3)).dtype == np.float32
    exact = scaled(np.array([Fraction(1, 3)], object), factor(3))
    assert exact.tolist() == [1]


def test_numpy_scalars_are_numbers():
    assert scaled(np.float64(2.0), factor(3)) == 6.0
    assert scaled(np.int64(2), factor("1/3")) == Fraction(2, 3)


@pytest.mark.parametrize("value", [True, 1j, "1", None, [1.0], np.array([True]), np.array([1j])])
def test_only_real_numbers_are_scaled(value):
    with pytest.raises(ConversionError):
        scaled(value, factor(2))


def test_beyond_the_largest_float_lies_infinity():
    assert nearest_float(Fraction(10) ** 400) == math.inf
