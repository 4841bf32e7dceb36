from __future__ import annotations

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from compose.trace.transforms import grad, jvp, vjp
from tests.rules.smooth import check_smooth, drawn

AXES = (None, 0, -1, (0, 2), (-1, -3), (0, 1, 2))
LINEAR = (np.sum, np.mean)
SPREADS = (np.var, np.std)
EXTREMES = (np.max, np.min, np.amax, np.amin)
MASK = np.arange(24).reshape(3, 4, 2) % 5 != 0


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("function", [*LINEAR, *SPREADS, *EXTREMES, np.prod, np.ptp])
def test_every_axis(function, axis, keepdims):
    check_smooth(lambda x: function(x, axis=axis, keepdims=keepdims), drawn((3, 4, 2)))


@pytest.mark.parametrize("axis", [None, 1, (0, 2)])
@pytest.mark.parametrize("function", [*LINEAR, np.var, np.std, np.prod])
def test_complex_numbers(function, axis):
    x = drawn((3, 4, 2), complex)
    check_smooth(lambda x: function(x, axis=axis), x, second=False)


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axis", [None, 0, (0, 2)])
@pytest.mark.parametrize("function", [*LINEAR, *SPREADS, np.prod])
@pytest.mark.parametrize("where", [MASK, MASK[:, :, :1], True])
def test_masks(function, axis, keepdims, where):
    check_smooth(lambda x: function(x, axis=axis, keepdims=keepdims, where=where), drawn((3, 4, 2)))


@pytest.mark.parametrize("axis", [None, 0, (0, 2)])
@pytest.mark.parametrize(("function", "initial"), [(np.max, 0.4), (np.min, -0.4)])
def test_extremes_with_a_mask_and_a_start(function, initial, axis):
    x = drawn((3, 4, 2))
    check_smooth(lambda x: function(x, axis=axis, initial=initial, where=MASK), x)


@pytest.mark.parametrize("function", [np.sum, np.prod])
def test_a_start_is_added_or_multiplied(function):
    check_smooth(lambda x: function(x, axis=1, initial=2.5), drawn((3, 4)))


@pytest.mark.parametrize("function", SPREADS)
@pytest.mark.parametrize("options", [{"ddof": 1}, {"correction": 1}, {"ddof": 1, "where": MASK}])
def test_degrees_of_freedom(function, options):
    check_smooth(lambda x: function(x, axis=1, **options), drawn((3, 4, 2)))


@pytest.mark.parametrize("function", SPREADS)
def test_a_mean_that_is_known(function):
    x = drawn((3, 4))
    mean = np.mean(x, axis=1, keepdims=True)
    _, pushed = jvp(lambda x: function(x, axis=1, mean=mean), (x,), (x,))
    _, expected = jvp(lambda x: function(x, axis=1), (x,), (x,))
    np.testing.assert_allclose(pushed, expected, rtol=1e-13)


@pytest.mark.parametrize("zeros", [[0], [1, 5], [0, 4, 8]])
@pytest.mark.parametrize("axis", [None, 0, 1])
def test_products_with_zeros(zeros, axis):
    x = drawn((3, 4))
    x.flat[zeros] = 0.0
    check_smooth(lambda x: np.prod(x, axis=axis), x)


def test_the_third_derivative_of_a_product_with_zeros():
    def third(x):
        return grad(lambda a: grad(lambda b: grad(np.prod)(b)[0])(a)[1])(x)

    np.testing.assert_array_equal(third(np.array([0.0, 0.0, 0.0, 7.0])), [0.0, 0.0, 7.0, 0.0])


@pytest.mark.parametrize("function", [*LINEAR, *SPREADS, *EXTREMES, np.prod])
@pytest.mark.parametrize("axis", [None, 0])
def test_single_precision_stays(function, axis):
    x = drawn((3, 4), np.float32)
    for options in ({}, {"where": x > -1.0, "initial": np.float32(0.1)}):
        if options and function in (*SPREADS, np.mean):
            options.pop("initial")
        value, pull = vjp(lambda x, o=options: function(x, axis=axis, **o), x)
        assert np.asarray(value).dtype == np.float32
        (pulled,) = pull(np.ones_like(value))
        assert (pulled.dtype, pulled.shape) == (x.dtype, x.shape)


@pytest.mark.parametrize("function", [np.sum, np.prod])
@pytest.mark.parametrize(("shape", "axis"), [((0, 3), 0), ((0, 3), 1), ((0,), None), ((3, 0), 0)])
def test_empty_arrays(function, shape, axis):
    value, pull = vjp(lambda x: function(x, axis=axis), np.zeros(shape))
    (pulled,) = pull(np.ones_like(value))
    np.testing.assert_array_equal(value, function(np.zeros(shape), axis=axis))
    assert pulled.shape == shape


@pytest.mark.parametrize("number", [3.0, np.float64(3.0), np.array(3.0)])
@pytest.mark.parametrize(
    ("function", "slope"),
    [(np.sum, 1.0), (np.mean, 1.0), (np.prod, 1.0), (np.max, 1.0), (np.var, 0.0), (np.std, 0.0)],
)
def test_single_numbers(function, slope, number):
    assert grad(function)(number) == slope
    assert np.shape(grad(function)(number)) == ()


@pytest.mark.parametrize("function", [np.sum, np.prod, np.max])
def test_numpy_reduces_a_single_number_along_its_first_axis(function):
    assert grad(lambda x: function(x, axis=0))(3.0) == 1.0


def test_ties_share_equally():
    x = np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]])
    pulled = grad(lambda x: np.sum(np.max(x, axis=1)))(x)
    np.testing.assert_array_equal(pulled, [[0.0, 0.5, 0.5], [1 / 3, 1 / 3, 1 / 3]])
    np.testing.assert_array_equal(grad(np.min)(x), [[1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])


def test_a_start_takes_part_in_a_tie():
    np.testing.assert_array_equal(
        grad(lambda x: np.max(x, initial=3.0))(np.array([3.0, 1])), [0.5, 0]
    )
    np.testing.assert_array_equal(
        grad(lambda x: np.max(x, initial=4.0))(np.array([3.0, 1])), [0.0, 0]
    )


def test_an_extreme_of_nan_has_derivative_nan():
    x = np.array([[1.0, np.nan], [1.0, 2.0]])
    pulled = grad(lambda x: np.sum(np.max(x, axis=1)))(x)
    np.testing.assert_array_equal(pulled, [[np.nan, np.nan], [0.0, 1.0]])


def test_nan_behind_a_mask_stays_there():
    x = np.array([1.0, np.nan, 3.0])
    where = np.array([True, False, True])
    for function in (*LINEAR, *SPREADS, np.prod):
        first = grad(lambda x, f=function: f(x, where=where) ** 2)
        assert np.isfinite(first(x)).all()
        assert np.isfinite(grad(lambda x, f=first: np.sum(f(x) ** 2))(x)).all()


def test_no_deviation_has_no_slope():
    np.testing.assert_array_equal(grad(np.std)(np.ones(3)), np.zeros(3))


@pytest.mark.parametrize("axis", [None, 0, 1])
@pytest.mark.parametrize("name", ["sum", "mean", "prod", "var", "std", "max", "min"])
def test_as_autograd_does(name, axis):
    def total(m):
        return lambda x: m.sum(m.sin(getattr(m, name)(x, axis=axis)))

    x = drawn((3, 4))
    expected = autograd.grad(total(anp))(x)
    np.testing.assert_allclose(grad(total(np))(x), expected, rtol=1e-12, atol=1e-12)
