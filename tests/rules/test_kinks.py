"""Where elementwise functions have kinks, jumps and far ends."""

from __future__ import annotations

import math

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad as autograd_grad

from compose.rules import RULES


def local(row, which, arguments):
    arguments = [np.float64(argument) for argument in arguments]
    return float(row.partials[which].local(row.function(*arguments), *arguments))


SHARING = [np.maximum, np.minimum, np.fmax, np.fmin]
BETWEEN = [0.0, 1.0, -1.0, math.inf, -math.inf]


@pytest.mark.parametrize("function", SHARING)
@pytest.mark.parametrize("value", [-1.5, 0.0, math.inf])
def test_a_tie_is_shared_in_equal_halves(function, value):
    row = RULES[function]
    for kind in (float, np.float64, np.complex128):
        arguments = [kind(value)] * 2
        assert [part.local(kind(value), *arguments) for part in row.partials] == [0.5, 0.5]
    if math.isfinite(value):
        theirs = getattr(anp, function.__name__)
        assert autograd_grad(theirs, 0)(value, value) == 0.5


@pytest.mark.parametrize("function", SHARING)
@pytest.mark.parametrize("y", BETWEEN)
@pytest.mark.parametrize("constant", [float, np.float64, np.array])
def test_the_chosen_one_takes_all(function, y, constant):
    x = np.array(BETWEEN)
    answer = function(x, y)
    expected = np.where(x == y, 0.5, np.where(answer == x, 1.0, 0.0))
    first, second = RULES[function].partials
    np.testing.assert_array_equal(first.local(answer, x, constant(y)), expected)
    np.testing.assert_array_equal(second.local(answer, constant(y), x), expected)


@pytest.mark.parametrize("function", [np.fmax, np.fmin])
@pytest.mark.parametrize("kind", [float, np.float64])
def test_fmax_and_fmin_pass_the_argument_that_is_a_number(function, kind):
    arguments = [kind(math.nan), kind(2.0)]
    answer = kind(function(*arguments))
    assert [part.local(answer, *arguments) for part in RULES[function].partials] == [0.0, 1.0]


@pytest.mark.parametrize("zero", [0.0, -0.0])
@pytest.mark.parametrize("kind", [float, np.float64, np.complex128])
def test_the_absolute_value_has_no_slope_at_zero(zero, kind):
    assert RULES[np.absolute].partials[0].local(0.0, kind(zero)) == 0.0
    assert autograd_grad(anp.abs)(zero) == 0.0


NAN_STAYS = [np.absolute, np.fabs, *SHARING, np.sin, np.exp]


@pytest.mark.parametrize("function", NAN_STAYS)
@pytest.mark.parametrize("kind", [float, np.float64])
def test_nan_stays_nan(function, kind):
    arguments = [kind(math.nan)] * function.nin
    with np.errstate(all="ignore"):
        for partial in RULES[function].partials:
            assert math.isnan(partial.local(kind(math.nan), *arguments))


def test_nan_stays_nan_beside_a_constant():
    found = RULES[np.maximum].partials[0].local(np.array([math.nan]), np.array([math.nan]), 0.0)
    assert np.isnan(found).all()


CORNERS = [
    (-8.0, 3.0, 192.0, math.nan),
    (-2.0, -1.0, -0.25, math.nan),
    (-2.0, 0.5, math.nan, math.nan),
    (0.0, 0.0, 0.0, 0.0),
    (0.0, 1.0, 1.0, 0.0),
    (0.0, 2.0, 0.0, 0.0),
    (0.0, 3.0, 0.0, 0.0),
    (0.0, 0.5, math.inf, 0.0),
    (0.0, -1.0, -math.inf, -math.inf),
    (3.0, 0.0, 0.0, math.log(3.0)),
    (1.0, 7.0, 7.0, 0.0),
    (math.inf, 0.0, 0.0, math.inf),
]


@pytest.mark.parametrize(("base", "exponent", "by_base", "by_exponent"), CORNERS)
def test_the_corners_of_power(base, exponent, by_base, by_exponent):
    row = RULES[np.power]
    with np.errstate(all="ignore"):
        found = [local(row, which, [base, exponent]) for which in (0, 1)]
    assert found == pytest.approx([by_base, by_exponent], nan_ok=True)


@pytest.mark.parametrize(("base", "exponent", "by_base"), [corner[:3] for corner in CORNERS])
@pytest.mark.parametrize("bases", [np.float64, lambda base: np.array([base])])
def test_the_corners_of_a_constant_power(bases, base, exponent, by_base):
    with np.errstate(all="ignore"):
        base = bases(base)
        found = RULES[np.power].partials[0].local(base**exponent, base, exponent)
    assert found == pytest.approx(by_base, nan_ok=True)


@pytest.mark.parametrize("power", [-2, -1, 0, 1, 2, 3, 4, 0.5, 2.5])
def test_a_constant_power_of_an_array_is_that_of_an_array_of_powers(power):
    x = np.linspace(0.25, 3.0, 7)
    by_base = RULES[np.power].partials[0].local
    with_array = by_base(x**power, x, np.full(7, float(power)))
    np.testing.assert_allclose(by_base(x**power, x, power) + 0.0 * x, with_array, rtol=1e-14)


def test_a_number_to_the_power_of_an_array():
    y = np.array([-1.0, 0.0, 2.5])
    for base in (2.0, np.float64(2.0)):
        found = RULES[np.power].partials[1].local(base**y, base, y)
        np.testing.assert_allclose(found, 2.0**y * math.log(2.0), rtol=1e-15)


def test_the_whole_quotient_is_found_next_to_the_next_one():
    # 0.1 is a little more than a tenth, but 1.0 / 0.1 rounds to 10.
    assert 1.0 / 0.1 == 10.0
    assert local(RULES[np.fmod], 1, [1.0, 0.1]) == -9.0
    assert local(RULES[np.fmod], 1, [-1.0, 0.1]) == 9.0
    assert local(RULES[np.remainder], 1, [1.0, 0.1]) == -9.0
    assert local(RULES[np.remainder], 1, [-1.0, 0.1]) == 10.0


@pytest.mark.parametrize(
    ("x", "y", "expected"), [(2.0, 3.0, 1.0), (-2.0, 3.0, -1.0), (-2.0, -0.0, 1.0)]
)
def test_copysign_turns_the_slope_with_the_sign(x, y, expected):
    assert local(RULES[np.copysign], 0, [x, y]) == expected
    assert local(RULES[np.copysign], 1, [x, y]) == 0.0


@pytest.mark.parametrize(
    ("function", "argument", "expected"),
    [
        (np.sqrt, 0.0, math.inf),
        (np.log, 0.0, math.inf),
        (np.cbrt, 0.0, math.inf),
        (np.tanh, 800.0, 0.0),
        (np.expm1, -40.0, math.exp(-40.0)),
        (np.log1p, 1e-20, 1.0),
        (np.exp, -math.inf, 0.0),
    ],
)
def test_far_ends(function, argument, expected):
    with np.errstate(all="ignore"):
        assert local(RULES[function], 0, [argument]) == pytest.approx(expected, rel=1e-15, abs=0)


def test_dividing_by_a_huge_number_does_not_overflow_on_the_way():
    assert local(RULES[np.true_divide], 1, [1e200, 1e200]) == -1e-200
    assert local(RULES[np.arctan2], 0, [1e-200, 1e200]) == pytest.approx(1e-200, rel=1e-15, abs=0)
