"""Complex parts, and what the elementwise table does with complex numbers."""

from __future__ import annotations

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad as autograd_grad

from compose.rules import RULES, Elementwise
from compose.trace.transforms import grad, jvp
from tests.rules.checking import check_row
from tests.rules.energy import check_energy


def drawn(*shape, kind=complex, seed=0):
    random = np.random.default_rng([seed, *shape])
    z = 0.7 * (random.standard_normal(shape) + 1j * random.standard_normal(shape))
    return z.astype(kind) if np.dtype(kind).kind == "c" else z.real.astype(kind)


PARTS = [np.real, np.imag, np.conjugate, np.real_if_close]
SHAPES = [(), (3,), (2, 3), (0,)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", [float, complex])
@pytest.mark.parametrize("function", PARTS)
def test_parts(function, kind, shape):
    check_row(function, drawn(*shape, kind=kind))


@pytest.mark.parametrize("kind", [float, complex])
@pytest.mark.parametrize("deg", [False, True])
def test_angle(kind, deg):
    z = drawn(2, 3, kind=kind)
    check_row(np.angle, z, deg)
    check_energy(lambda z: np.angle(z, deg=deg), z)


@pytest.mark.parametrize("kind", [float, complex])
@pytest.mark.parametrize("function", [*PARTS, np.absolute])
def test_second_derivatives(function, kind):
    check_energy(function, drawn(2, 3, kind=kind))


@pytest.mark.parametrize("kind", [np.float32, np.complex64])
@pytest.mark.parametrize("function", PARTS)
def test_single_precision_stays_single(function, kind):
    z = drawn(3, kind=kind)
    answer = function(z)
    pulled = RULES[function].pull(0, answer, answer, (z,), {})
    pushed = RULES[function].push(0, z, answer, (z,), {})
    assert pushed.dtype == answer.dtype
    assert pulled.dtype == (kind if function is not np.imag else np.result_type(kind, answer))


def test_small_imaginary_parts_are_dropped_by_the_value_and_not_by_the_tangent():
    z, t = np.array([1.0 + 1e-16j, 2.0]), np.array([3.0 + 4.0j, 5.0j])
    value, tangent = jvp(np.real_if_close, (z,), (t,))
    np.testing.assert_array_equal(value, [1.0, 2.0], strict=True)
    np.testing.assert_array_equal(tangent, [3.0, 0.0], strict=True)
    value, tangent = jvp(lambda z: np.real_if_close(z, tol=0), (z,), (t,))
    np.testing.assert_array_equal(tangent, t, strict=True)


def test_a_gradient_pairs_without_a_conjugate():
    z = drawn(3)
    found = grad(lambda z: np.sum(np.real(z) ** 2 * np.imag(z)))(z)
    by_x, by_y = 2 * z.real * z.imag, z.real**2
    np.testing.assert_allclose(found, by_x - 1j * by_y, rtol=1e-14)


@pytest.mark.parametrize("name", ["real", "imag", "conjugate", "angle", "absolute"])
def test_agrees_with_autograd(name):
    z = drawn(2, 3)

    def energy(numpy):
        function = getattr(numpy, name)
        return lambda z: numpy.real(numpy.sum(function(z) * (1.0 + function(z))))

    expected = autograd_grad(energy(anp))(z)
    np.testing.assert_allclose(grad(energy(np))(z), expected, rtol=1e-12)


COMPLEX = [
    row.function
    for row in RULES.values()
    if isinstance(row, Elementwise)
    and isinstance(row.function, np.ufunc)
    and any(types.startswith("D") for types in row.function.types)
]


def test_every_function_of_complex_numbers_is_tested():
    assert {np.add, np.power, np.exp, np.log, np.sqrt, np.arcsinh, np.absolute} <= set(COMPLEX)


@pytest.mark.parametrize("function", COMPLEX, ids=lambda function: function.__name__)
def test_elementwise_functions_of_complex_numbers(function):
    check_energy(function, *(drawn(4, seed=seed) for seed in range(function.nin)))


@pytest.mark.parametrize(
    "function", [f for f in COMPLEX if f.nin == 2], ids=lambda function: function.__name__
)
def test_elementwise_functions_of_a_real_and_a_complex_number(function):
    x, z = np.abs(drawn(4, kind=float)) + 0.1, drawn(4, seed=1)
    check_energy(function, x, z)
    check_energy(function, z, x)


def test_the_absolute_value_of_zero_takes_the_middle_of_all_slopes():
    np.testing.assert_array_equal(grad(lambda z: np.sum(np.abs(z)))(np.zeros(2, complex)), 0.0)


@pytest.mark.parametrize("function", [np.arctan2, np.hypot, np.logaddexp])
def test_functions_of_real_numbers_refuse_complex_ones_as_numpy_does(function):
    z = drawn(2)
    with pytest.raises(TypeError, match=f"'{function.__name__}' not supported"):
        grad(lambda z: np.sum(function(z, z)))(z)
