"""Exact maps on single numbers: the nearest float, for every float."""

from __future__ import annotations

import math
import pickle
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from compose.dimensions import Constant, Monomial
from compose.engine.maps import Affine
from compose.engine.valued import Exponential, Function, Logarithmic, chain
from compose.errors import ConversionError
from compose.units.values.exact import ExactMap

# Halfway between the largest float and the power of two that would follow: from there on, ∞.
OVERFLOW = 2**1024 - 2**970

PI = Constant("pi", "π", Fraction("3.14159265358979323846264338327950288419716939937510582097494"))
E = Constant("e", "e", Fraction("2.71828182845904523536028747135266249775724709369995957496697"))
TURN = Monomial(Fraction(2), ((PI, Fraction(1)),))

wide = st.integers(-330, 330).map(lambda e: Fraction(10) ** e)
ratios = st.builds(
    lambda p, q, size: Fraction(p, q) * size,
    st.integers(1, 10**20),
    st.integers(1, 10**20),
    st.one_of(st.just(Fraction(1)), wide),
)
factors = st.builds(lambda size, sign: size * sign, ratios, st.sampled_from((1, -1)))
finite = st.floats(allow_nan=False, allow_infinity=False)


def scaling(factor, offset=0):
    return ExactMap.scaling(Monomial(Fraction(factor)), Fraction(offset))


def reciprocal(a, b, c, d):
    return ExactMap(Monomial(Fraction(1)), *map(Fraction, (a, b, c, d)))


def is_nearest(found, exact):
    """Decide by the two neighbours, in fractions; ties go to the even one."""
    if math.isinf(found):
        return abs(exact) >= OVERFLOW and (found > 0) == (exact > 0)
    miss = abs(Fraction(found) - exact)
    for towards in (-math.inf, math.inf):
        other = math.nextafter(found, towards)
        distance = (
            abs(Fraction(other) - exact) if math.isfinite(other) else abs(2**1024 - abs(exact))
        )
        is_even = np.float64(found).view(np.int64) % 2 == 0
        if distance < miss or (distance == miss and not is_even):
            return False
    return True


@given(factors, finite)
@example(Fraction(5, 9), 5e-324)
@example(Fraction(1, 3), 2.0**-1022)
@example(Fraction(25146, 15625), 1.7e308)
@example(Fraction(3, 2), 5e-324)
@example(1 + Fraction(1, 2**53), 1 + 2.0**-52)
@example(1 + Fraction(1, 2**53) + Fraction(1, 2**160), 1.0)
@example(1 + Fraction(1, 2**53) - Fraction(1, 2**160), 1.0)
@example(Fraction(5, 9), 1.7070767443606132e-307)
@example(Fraction(3, 10), 1.7486787231450175e-307)
@example(Fraction(1, 10**340), 1e300)
@example(Fraction(10**340), 1e-300)
def test_a_float_comes_out_nearest_to_its_product(factor, value):
    assert is_nearest(scaling(factor)(value), factor * Fraction(value))


@given(factors, factors, finite)
@example(Fraction(5, 9), Fraction(-160, 9), 32.00000000000001)
@example(Fraction(1, 3), Fraction(-1, 3), math.nextafter(1.0, 2.0))
@example(Fraction(1), Fraction(10**310), -1e300)
@example(Fraction(-1), Fraction(-(10**310)), -1e300)
def test_a_float_comes_out_nearest_on_a_scale_with_another_zero(factor, offset, value):
    assert is_nearest(scaling(factor, offset)(value), factor * Fraction(value) + offset)


@given(factors, factors, factors, factors, finite)
def test_a_float_comes_out_nearest_of_a_quotient(a, b, c, d, value):
    top, under = a * Fraction(value) + b, c * Fraction(value) + d
    if top and under:
        assert is_nearest(reciprocal(a, b, c, d)(value), top / under)


@pytest.mark.parametrize("factor", ["1/1000", "5/9", "-5/9", "3", "1e-320", "-1e320"])
@pytest.mark.parametrize("value", [0.0, -0.0, math.inf, -math.inf, math.nan])
def test_what_is_no_fraction_passes_as_in_ieee(factor, value):
    expected = -value if factor.startswith("-") else value
    assert repr(scaling(factor)(value)) == repr(expected)


def test_poles_and_limits_are_those_of_ieee():
    consumption = reciprocal(0, Fraction(235214583, 10**6), 1, 0)
    assert consumption(30) == 7.8404861
    assert (consumption(0.0), consumption(-0.0)) == (math.inf, -math.inf)
    assert repr([consumption(math.inf), consumption(-math.inf)]) == "[0.0, -0.0]"
    assert reciprocal(2, 1, 3, 5)(math.inf) == reciprocal(2, 1, 3, 5)(-math.inf) == 2 / 3
    with pytest.raises(ConversionError, match="pole"):
        consumption(0)
    with pytest.raises(ConversionError, match="pole"):
        consumption.derivative(0.0)


def test_each_kind_of_number_has_its_own_answer():
    tenth = scaling("1/10")
    assert [type(tenth(x)) for x in (3, 3.0, Fraction(3), Decimal(3), np.float32(3))] == [
        *(float, float, Fraction, Decimal, float),
    ]
    assert tenth(3) == 0.3
    assert tenth(3, exact=True) == Fraction(3, 10)
    assert tenth(0.1, exact=True) == Fraction(0.1) / 10
    assert scaling(Fraction(1, 3))(2**53 + 1) == (2**53 + 1) / 3
    turn = ExactMap.scaling(TURN)
    assert type(turn(Fraction(1))) is float
    assert turn(0.5) == math.pi


@given(st.decimals(allow_nan=False, allow_infinity=False, places=5), factors)
def test_a_decimal_is_rounded_once(value, factor):
    with localcontext() as context:
        context.prec = 400
        expected = value * factor.numerator
    with localcontext() as context:
        context.prec = 7
        assert scaling(factor)(value) == expected / factor.denominator


def test_decimals_beyond_floats_keep_their_digits():
    assert scaling("1/1000")(Decimal("1e400")) == Decimal("1e397")
    assert scaling("-1/1000")(Decimal("Infinity")) == Decimal("-Infinity")
    assert str(scaling("1/4")(Decimal("-0"))) == "-0"
    assert scaling("9/5", 32)(Decimal("36.6")) == Decimal("97.88")


@given(factors, factors, factors, factors, st.fractions())
def test_the_inverse_leads_back(a, b, c, d, value):
    there = reciprocal(a, b, c, d)
    if a * d != b * c and c * value + d and there(value) * c != a:
        assert there.inverse()(there(value)) == value


@given(factors, factors, factors, factors, st.fractions())
def test_the_derivative_is_the_limit_of_the_difference_quotient(a, b, c, d, value):
    there, step = reciprocal(a, b, c, d), Fraction(1, 10**30)
    under = c * value + d
    if under and under + c * step:
        quotient = (there(value + step) - there(value)) / step
        # f(x + h) − f(x) = h · det / ((c·x + d) · (c·(x + h) + d)), by hand.
        assert quotient * (under + c * step) == there.derivative(value) * under


def test_the_inverse_of_a_straight_line_is_one():
    back = scaling("9/5", 32).inverse()
    assert (back.a, back.b, back.c, back.d) == (Fraction(5, 9), Fraction(-160, 9), 0, 1)
    assert back.inverse() == scaling("9/5", 32)
    assert scaling("-3/7").inverse() == scaling("-7/3")
    assert scaling("-3/7").inverse().is_scale


def test_an_irrational_factor_leads_back_too():
    turn = ExactMap.scaling(TURN)
    assert turn.inverse()(turn(1.0)) == 1.0
    with pytest.raises(ConversionError, match="irrational"):
        turn(1, exact=True)


def test_a_copy_by_pickle_is_equal_and_answers_alike():
    there = scaling("9/5", 32)
    there(37.0)
    copy = pickle.loads(pickle.dumps(there))  # noqa: S301 - our own bytes
    assert copy == there
    assert copy(37.0) == 98.6


def watts():
    local = chain(Exponential(1, 10, 10), Affine(Fraction(1, 1000)))
    return ExactMap(Monomial(Fraction(1, 1000)), Fraction(1), chain=local)


def test_a_chain_is_exact_where_its_powers_are():
    assert (watts()(30.0), watts()(30), watts()(Fraction(30))) == (1.0, 1.0, 1)
    assert watts()(0.0) == 0.001
    assert watts()(30, exact=True) == 1
    assert watts()(Decimal(30)) == 1
    with pytest.raises(ConversionError, match="irrational"):
        watts()(3, exact=True)


def test_a_chain_has_the_slope_of_its_differences():
    step = 1e-6
    difference = (watts()(12.0 + step) - watts()(12.0 - step)) / (2 * step)
    assert watts().derivative(12.0) == pytest.approx(difference, rel=1e-7)
    assert watts().inverse().derivative(watts()(12.0)) == pytest.approx(1 / difference, rel=1e-7)


def test_the_logarithm_of_nothing_is_refused():
    with pytest.raises(ConversionError, match="no logarithm"):
        watts().inverse()(0.0)


def test_a_function_of_the_users_is_given_floats():
    seen = []

    def forward(value):
        seen.append(type(value))
        return value + 1

    there = ExactMap(Monomial(Fraction(1)), Fraction(1), chain=Function(forward, lambda _: 1.0))
    assert there(Fraction(1, 2)) == 1.5
    assert seen == [float]


@pytest.mark.parametrize("value", [True, "3", None, 1j, object()])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ConversionError, match="only real numbers"):
        scaling("1/10")(value)


def test_a_decimal_says_what_it_cannot_become():
    with pytest.raises(ConversionError, match="signalling NaN"):
        scaling("1/4")(Decimal("sNaN"))
    with pytest.raises(ConversionError, match="signals Overflow"):
        scaling("1/4")(Decimal("1e999999999"))
    assert str(scaling("1/4")(Decimal("NaN"))) == "NaN"


@pytest.mark.parametrize("text", ["1e10000", "-1e-10001", "1." + "3" * 10_001])
def test_digits_that_all_count_have_a_bound(text):
    value = Decimal(text)
    for ask in (
        scaling("9/5", 32),
        reciprocal(0, 2, 1, 0),
        watts(),
        lambda x: scaling("1/4")(x, exact=True),
        scaling("9/5").derivative,
    ):
        with pytest.raises(ConversionError, match="more than 10,000 digits"):
            ask(value)


def test_a_decimal_shows_no_digits_that_are_not_known():
    assert watts()(Decimal(1)) == Decimal("0.0012589254117941673")
    assert reciprocal(2, 1, 3, 5)(Decimal("Infinity")) == Decimal("0.6666666666666666")


def test_digits_within_the_bound_count():
    value = Decimal("1e9999")
    assert scaling(1, 1)(value, exact=True) == 10**9999 + 1
    assert scaling(1, 1)(Decimal("1e-10000"), exact=True) == 1 + Fraction(1, 10**10000)
    assert scaling(1, 1)(Decimal("0e999999999")) == 1


def test_whole_numbers_have_as_many_digits_as_they_like():
    large = 10**5000
    assert scaling("9/5", 32)(large) == math.inf
    assert scaling("9/5", 32)(large, exact=True) == Fraction(9, 5) * large + 32
    assert scaling(large)(Decimal(3)) == Decimal("3e5000")
    assert scaling(Fraction(1, large))(Decimal(3)) == Decimal("3e-5000")
    assert watts()(large) == math.inf
    assert watts()(-large) == 0.0
    assert watts().derivative(large) == math.inf
    assert reciprocal(0, 2, 1, 0).derivative(large) == 0.0
    with pytest.raises(ConversionError, match="an int of very many digits"):
        scaling(1)(large, out=np.empty(1))
    with pytest.raises(ConversionError, match="a Fraction of very many digits has no logarithm"):
        watts().inverse()(-large)


def test_the_slope_at_infinity_is_a_limit():
    there = reciprocal(0, 2, 1, 0)
    assert there.derivative(math.inf) == there.derivative(-math.inf) == 0.0
    assert math.isnan(there.derivative(math.nan))
    assert scaling("9/5", 32).derivative(math.inf) == 1.8


@pytest.mark.parametrize("value", [[1, 2], "3", None, True, 1j])
def test_there_is_no_slope_at_what_is_no_number(value):
    for there in (scaling("9/5", 32), reciprocal(0, 2, 1, 0), watts()):
        with pytest.raises(ConversionError, match="only real numbers"):
            there.derivative(value)
        with pytest.raises(ConversionError, match="holds no real numbers"):
            there.derivative(np.array([value], object))


def test_numbers_of_numpy_have_slopes():
    assert watts().derivative(np.float32(12.5)) == watts().derivative(12.5)
    assert watts().derivative(np.int8(12)) == watts().derivative(12)


def nepers():
    """A reading in dB as one in Np: a factor of 20 in amplitudes is ln 10 / 20 a decibel."""
    local = chain(Exponential(1, 10, 10), Logarithmic(1, E, Fraction(1, 2)))
    return ExactMap(Monomial(Fraction(1)), Fraction(1), chain=local)


@pytest.mark.parametrize("value", [1e-300, 1e-10, 3.0, -7.25, 10001.5, -1e6, 1e300])
def test_one_logarithmic_scale_as_another_is_a_straight_line(value):
    assert nepers()(value) == pytest.approx(value * math.log(10) / 20, rel=1e-15, abs=0)
    assert nepers().inverse()(value) == pytest.approx(value * 20 / math.log(10), rel=1e-15, abs=0)
    assert nepers().derivative(value) == pytest.approx(math.log(10) / 20, rel=1e-15)
    array = nepers()(np.array([value]))
    assert array == pytest.approx(value * math.log(10) / 20, rel=1e-15, abs=0)


def test_the_zeros_of_two_logarithmic_scales_may_differ():
    local = chain(Exponential(3, 10, 10), Affine(Fraction(5)), Logarithmic(2, E, Fraction(1, 2)))
    there = ExactMap(Monomial(Fraction(1)), Fraction(1), chain=local)
    assert there(4.0) == pytest.approx((0.4 * math.log(10) + math.log(7.5)) / 2, rel=1e-15)
    with pytest.raises(ConversionError, match="irrational"):
        there(4, exact=True)


def test_the_text_is_the_factor_or_the_formula():
    assert scaling("1/1000").text == "1/1000"
    assert scaling("5/9", Fraction(-160, 9)).text == "5/9 · x − 160/9"
    assert reciprocal(0, 235, 1, 0).text == "(235) / (1 · x)"
