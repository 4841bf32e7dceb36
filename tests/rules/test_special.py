"""Functions of one number, and ufuncs that take numbers apart."""

from __future__ import annotations

import math

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad as autograd_grad
from scipy import special as scipy_special

from compose import grad
from compose.rules import RULES
from compose.rules.special import bessel, sinc_derivative
from tests.rules.checking import check_row

RANDOM = np.random.default_rng(3)
ANYWHERE = RANDOM.uniform(-3.0, 3.0, (3, 4))
SHAPES = [(), (5,), (2, 3), (0,)]


def sinc_by_quadrature(x, order):
    """The derivative of ∫₀¹ cos(πxs) ds, under the integral."""
    nodes, weights = np.polynomial.legendre.leggauss(60)
    s = (nodes + 1.0) / 2.0
    return np.sum(weights / 2 * (np.pi * s) ** order * np.cos(np.pi * x * s + order * np.pi / 2))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("function", [np.sinc, np.i0, np.modf, np.frexp])
def test_rows_of_one_argument(function, shape):
    check_row(function, RANDOM.uniform(0.1, 0.9, shape))
    check_row(function, -RANDOM.uniform(1.1, 1.9, shape))


@pytest.mark.parametrize("x", [0.0, 1e-9, 1e-4, 0.3, -0.999999, 1.0, 1.000001, -2.5, 12.25])
@pytest.mark.parametrize("order", range(5))
def test_derivatives_of_sinc_against_quadrature(x, order):
    found = sinc_derivative(x, order)
    assert found == pytest.approx(sinc_by_quadrature(x, order), rel=1e-12, abs=1e-12 * 10**order)


@pytest.mark.parametrize("order", range(4))
def test_a_derivative_of_sinc_moves_by_the_next_one(order):
    check_row(sinc_derivative, ANYWHERE, order)
    check_row(sinc_derivative, 0.0, order)


def test_sinc_against_autograd():
    for x in ANYWHERE.flat:
        found = RULES[np.sinc].pull(0, 1.0, np.sinc(x), (x,), {})
        assert found == pytest.approx(autograd_grad(anp.sinc)(x), rel=1e-10)


@pytest.mark.parametrize("function", [np.sinc, np.i0])
def test_the_argument_may_be_named(function):
    assert grad(lambda x: function(x=x))(0.5) == grad(function)(0.5)


def test_the_derivative_of_sinc_at_0_is_a_number():
    for x in (0.0, np.float32(0.0), np.zeros(2)):
        np.testing.assert_array_equal(RULES[np.sinc].pull(0, 1.0, np.sinc(x), (x,), {}), 0.0 * x)
    assert sinc_derivative(0.0, 2) == pytest.approx(-(math.pi**2) / 3, rel=1e-15)


@pytest.mark.parametrize("order", range(4))
def test_bessel_functions_against_scipy(order):
    x = np.array([0.0, 1e-8, 0.5, -3.0, 20.0, 300.0, -700.0])
    np.testing.assert_allclose(bessel(x, order), scipy_special.iv(order, x), rtol=1e-13)
    check_row(bessel, ANYWHERE, order)


def test_bessel_functions_end_at_infinity_and_nan():
    found = bessel(np.array([math.inf, -math.inf, math.nan]), 1)
    np.testing.assert_array_equal(found, [math.inf, -math.inf, math.nan])


@pytest.mark.parametrize("function", [np.sinc, np.i0])
def test_float32_stays_float32(function):
    x = ANYWHERE.astype(np.float32)
    answer = function(x)
    assert answer.dtype == RULES[function].pull(0, answer, answer, (x,), {}).dtype == np.float32
    assert RULES[function].push(0, x, answer, (x,), {}).dtype == np.float32


def test_sinc_of_complex_numbers():
    check_row(np.sinc, ANYWHERE + 1j * ANYWHERE.T.reshape(3, 4))


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (ANYWHERE, 0.7),
        (2.3, np.abs(ANYWHERE) + 0.3),
        (ANYWHERE, RANDOM.uniform(1.0, 2.0, (2, 3, 1))),
        (ANYWHERE, -RANDOM.uniform(1.0, 2.0, 4)),
    ],
)
def test_the_remainder_of_divmod_moves(x, y):
    check_row(np.divmod, x, y)


def test_ldexp_and_frexp_undo_each_other():
    check_row(np.ldexp, ANYWHERE, np.arange(4))
    check_row(np.ldexp, 2.0, np.arange(4))
    x = ANYWHERE.astype(np.float32)
    mantissa, exponent = answer = np.frexp(x)
    pulled = RULES[np.frexp].answers[0].pull(0, mantissa, answer, (x,), {})
    np.testing.assert_array_equal(np.ldexp(pulled, 2 * exponent), x)
    assert pulled.dtype == np.float32


@pytest.mark.parametrize("minlength", [0, 9])
def test_bincount_adds_weights(minlength):
    check_row(np.bincount, np.array([0, 2, 2, 1, 5]), RANDOM.normal(size=5), minlength=minlength)
    check_row(np.bincount, np.zeros(0, int), np.zeros(0), minlength=minlength)


WEIGHTS = np.array([1.0, 2.0, 3.0])
SMOOTH_AROUND = np.array([0.6, 1.3, 2.1])
FUNCTIONS = {
    "sinc": lambda x: np.sum(np.sinc(x) ** 2),
    "i0": lambda x: np.sum(np.i0(x) * x),
    "modf": lambda x: np.sum(np.modf(x)[0] ** 2),
    "frexp": lambda x: np.sum(np.frexp(x)[0] ** 2),
    "ldexp": lambda x: np.sum(np.ldexp(x, 3) ** 2),
    "divmod": lambda x: np.sum(np.divmod(3.3, x + 0.2)[1] ** 2),
    "remainder": lambda x: np.sum(np.remainder(3.3, x + 0.2) ** 2),
    "fmod": lambda x: np.sum(np.fmod(3.3, x + 0.2) ** 2),
    "copysign": lambda x: np.sum(np.copysign(x, -x) ** 3),
    "maximum": lambda x: np.sum(np.maximum(x, x**2) * np.maximum(x, 1.0)),
    "fmin": lambda x: np.sum(np.fmin(x, x**2) ** 2),
    "power": lambda x: np.sum(x**2.5 + x**x + 2.0**x),
    "bincount": lambda x: np.sum(np.bincount(np.array([0, 1, 1]), x**2) ** 2),
    "linspace": lambda x: np.sum(np.linspace(x, x**2, 4) ** 2),
    "logspace": lambda x: np.sum(np.logspace(x, x**2, 3, base=2.0)),
    "polyval": lambda x: np.sum(np.polyval([1.0, 2.0, x[0]], x)),
    "polyval by p": lambda x: np.sum(np.polyval(x, x)),
    "polyder": lambda x: np.sum(np.polyder(x) ** 3),
    "polyint": lambda x: np.sum(np.polyint(x, 2, x[:2]) ** 3),
    "polyadd": lambda x: np.sum(np.polyadd(x, x[1:]) ** 3),
    "polysub": lambda x: np.sum(np.polysub(x[1:], x) ** 3),
    "polymul": lambda x: np.sum(np.polymul(x, x[1:]) ** 2),
    "vander": lambda x: np.sum(np.vander(x, 4) ** 2),
}


def sloped(function, x):
    step = 1e-6
    return [(function(x + step * e) - function(x - step * e)) / (2 * step) for e in np.eye(3)]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_first_and_second_derivatives_against_differences(name):
    function = FUNCTIONS[name]

    def weighted_slope(x):
        return np.sum(grad(function)(x) * WEIGHTS)

    x = SMOOTH_AROUND
    np.testing.assert_allclose(grad(function)(x), sloped(function, x), rtol=1e-6, atol=1e-6)
    second = grad(weighted_slope)(x)
    np.testing.assert_allclose(second, sloped(weighted_slope, x), rtol=1e-5, atol=1e-5)
