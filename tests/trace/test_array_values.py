"""Shapes, types and special values: a variable's arrays behave as NumPy's."""

from __future__ import annotations

import math

import numpy as np
import pytest

from compose.trace import Variable, elementwise_grad, grad, variable

SMALL = np.array([1.0, 2.0], np.float32)


@pytest.mark.parametrize("given", [[1, 2], (1, 2), np.array([1, 2], np.int8), np.array([1, 2])])
def test_whole_numbers_become_floats(given):
    x = variable(given)
    assert x.dtype == np.float64
    np.testing.assert_array_equal((x * x).gradient()[x] if not x.shape else x.value, [1.0, 2.0])
    np.testing.assert_array_equal(grad(lambda v: np.sum(v * v))(np.asarray(given)), [2.0, 4.0])


def test_an_array_without_axes_is_a_number():
    x = variable(np.array(3.0))
    assert type(x.value) is float
    assert type((x * x).gradient()[x]) is float
    assert type(np.sum(variable([1.0, 2.0])).value) is float
    value = np.sum(variable(np.ones((2, 2))), axis=(0, 1)).value
    assert type(value) is float


@pytest.mark.parametrize("shape", [(0,), (0, 3), (2, 0)])
def test_empty_arrays(shape):
    x = variable(np.ones(shape), "x")
    total = np.sum(x**2)
    assert total.value == 0.0
    assert total.gradient()[x].shape == shape
    assert total.derivative(x).shape == shape
    doubled = 2.0 * x
    assert doubled.derivative(x).shape == shape + shape
    assert len((doubled + 1.0).graph().nodes) == 3
    assert list(np.sum(x).graph(elementwise=True).nodes) == ["v1"]
    total.backward()
    assert x.grad.shape == shape


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
@pytest.mark.parametrize(
    "function",
    [
        *(lambda x: np.sum(x * x), np.mean, np.std, lambda x: np.sum(np.exp(x) / 3.0)),
        *(lambda x: x[0] * x[1], lambda x: np.sum(np.where(x > 1.5, x, x**2))),
        *(lambda x: np.sum(np.concatenate([x, x])), lambda x: np.sum(2.0 ** np.maximum(x, 1.5))),
        *(np.prod, lambda x: np.max(x) * 0.5, lambda x: np.sum(np.cumsum(x))),
    ],
)
def test_single_precision_stays_single(dtype, function):
    at = SMALL.astype(dtype)
    x = variable(at, "x")
    y = function(x)
    assert y.dtype == function(at).dtype == dtype
    assert y.gradient()[x].dtype == dtype
    assert y.derivative(x).dtype == dtype
    assert grad(function)(at).dtype == dtype
    y.backward()
    assert x.grad.dtype == dtype
    exact = grad(function)(at.astype(np.float64))
    np.testing.assert_allclose(grad(function)(at), exact, rtol=20 * np.finfo(dtype).eps)


def test_mixed_precision_gives_each_leaf_its_own():
    x, y = variable(SMALL, "x"), variable(np.ones(2), "y")
    total = np.sum(x * y)
    assert total.dtype == np.float64
    assert total.gradient()[x].dtype == np.float32
    assert total.gradient()[y].dtype == np.float64


def test_complex_arrays():
    z = variable(np.array([1 + 2j, 3 - 1j]), "z")
    np.testing.assert_allclose((z * z).derivative(z), np.diag(2 * z.value))
    real = np.sum(np.abs(z) ** 2)
    np.testing.assert_allclose(real.gradient()[z], 2 * np.conj(z.value))
    x = variable(np.array([1.0, 2.0]), "x")
    turned = x * (3 + 4j)
    np.testing.assert_allclose(turned.derivative(x), np.diag([3 + 4j, 3 + 4j]))
    assert np.sum(np.abs(turned)).gradient()[x] == pytest.approx([5.0, 5.0])
    assert np.sum(np.abs(turned)).gradient()[x].dtype == np.float64


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_infinities_and_nan_pass_as_in_numpy(value):
    at = np.array([value, 1.0])
    for function in (lambda x: x * 2.0, lambda x: x + x, np.tanh, np.maximum.reduce, np.sum):
        np.testing.assert_array_equal(function(variable(at)).value, function(at))
    x = variable(at, "x")
    np.testing.assert_array_equal(np.sum(3.0 * x).gradient()[x], [3.0, 3.0])


def test_a_bad_branch_leaks_what_ieee_demands_and_the_double_where_does_not():
    at = np.array([-1.0, 0.0, 4.0])

    def leaking(x):
        with np.errstate(invalid="ignore"):
            return np.where(x > 0, np.sqrt(x), 0.0)

    def safe(x):
        good = x > 0
        return np.where(good, np.sqrt(np.where(good, x, 1.0)), 0.0)

    np.testing.assert_array_equal(leaking(variable(at)).value, [0.0, 0.0, 2.0])
    np.testing.assert_array_equal(elementwise_grad(safe)(at), [0.0, 0.0, 0.25])
    found = elementwise_grad(leaking)(at)
    assert found[2] == 0.25
    # 0 times the infinite or undefined slope of the branch that was not taken.
    assert np.isnan(found[:2]).all()


def test_a_branch_without_a_singularity_never_leaks():
    def f(x):
        return np.where(x > 0, x * 3.0, np.exp(x))

    np.testing.assert_allclose(elementwise_grad(f)(np.array([-1.0, 2.0])), [math.exp(-1.0), 3.0])


def test_the_first_nan_is_found_in_the_values():
    x = variable(np.array([1.0, -1.0]), "x")
    with np.errstate(invalid="ignore"):
        root = np.sqrt(x)
        root.name = "root"
        total = np.sum(root * 2.0)
    found = total.first_nan()
    assert found.variable == root
    assert not found.in_derivative
    assert "root = sqrt(x) is NaN" in str(found)
    assert np.sum(variable([1.0])).first_nan() is None
    bad = variable(math.nan, "bad")
    assert str((bad * 2).first_nan()) == "the input bad holds NaN"


def test_the_first_nan_is_found_on_the_way_back():
    x = variable(np.array([0.0, 4.0]), "x")
    total = np.sum(np.where(x.value > 0, np.sqrt(x), 0.0))
    found = total.first_nan()
    assert found.in_derivative
    assert found.variable is x
    assert "the derivative by x is NaN" in str(found)
    assert np.isnan(total.gradient()[x][0])


def test_a_function_that_gives_an_array_without_axes_gives_a_variable():
    x = variable(2.0)
    y = np.where(True, x, 1.0)  # noqa: FBT003
    assert isinstance(y, Variable)
    assert y.shape == ()
    assert (y * y).derivative(x) == 4.0
    assert type((y * y).gradient()[x]) is float
