from __future__ import annotations

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from compose.rules.order import among_ties
from compose.trace.transforms import grad, vjp
from tests.rules.smooth import check_smooth, drawn

METHODS = (
    *("inverted_cdf", "averaged_inverted_cdf", "closest_observation", "hazen", "weibull"),
    *("interpolated_inverted_cdf", "linear", "median_unbiased", "normal_unbiased"),
    *("lower", "higher", "midpoint", "nearest"),
)


@pytest.mark.parametrize("axis", [None, 0, 1, -1])
def test_sorting_along_every_axis(axis):
    check_smooth(lambda x: np.sort(x, axis=axis), drawn((3, 4, 2)))
    check_smooth(lambda x: np.partition(x, 1, axis=axis), drawn((3, 4, 2)))


def test_options_of_sorting():
    check_smooth(lambda x: np.sort(x, kind="heapsort"), drawn(7))
    check_smooth(lambda x: np.sort(x, stable=True), drawn(7))
    check_smooth(lambda x: np.partition(x, (1, 3)), drawn(7))
    check_smooth(np.sort, drawn(7, complex), second=False)


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axis", [None, 0, -1, (0, 2), (-1, 1)])
@pytest.mark.parametrize("shape", [(3, 4, 2), (2, 5, 3)])
def test_medians(axis, keepdims, shape):
    check_smooth(lambda x: np.median(x, axis=axis, keepdims=keepdims), drawn(shape), same=0.0)


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axis", [None, 0, -1, (0, 2)])
@pytest.mark.parametrize("q", [0.0, 0.3, 1.0, [0.1, 0.5, 1.0], np.array([[0.2, 0.4]])])
def test_quantiles(q, axis, keepdims):
    check_smooth(lambda x: np.quantile(x, q, axis=axis, keepdims=keepdims), drawn((3, 4, 2)))
    percents = np.multiply(q, 100.0)
    check_smooth(lambda x: np.percentile(x, percents, axis=axis), drawn((3, 4, 2)))


@pytest.mark.parametrize("method", METHODS)
def test_every_method_of_reading_a_quantile(method):
    check_smooth(lambda x: np.quantile(x, [0.13, 0.5, 0.77], axis=1, method=method), drawn((3, 6)))


def test_ties_share_equally():
    x = np.array([3.0, 1.0, 3.0, 2.0, 3.0])
    g = np.array([1.0, 10.0, 100.0, 1000.0, 10000.0])
    (pulled,) = vjp(np.sort, x)[1](g)
    np.testing.assert_array_equal(pulled, [3700.0, 1.0, 3700.0, 10.0, 3700.0])
    np.testing.assert_allclose(grad(np.median)(x), [1 / 3, 0.0, 1 / 3, 0.0, 1 / 3], rtol=1e-15)


def test_ties_are_shared_along_their_own_axis():
    values = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 60.0]])
    tied = np.array([[True, False], [False, True]])
    np.testing.assert_array_equal(among_ties(values, tied), [[1.5, 10.0], [1.5, 40.0], [3.0, 40.0]])


def test_a_tie_of_all_is_their_mean():
    np.testing.assert_array_equal(grad(lambda x: np.sort(x)[0])(np.ones(4)), np.full(4, 0.25))


def test_nan_takes_what_it_caused():
    x = np.array([1.0, np.nan, 2.0])
    np.testing.assert_array_equal(grad(np.median)(x), [0.0, 1.0, 0.0])
    np.testing.assert_array_equal(grad(lambda x: np.quantile(x, 0.1))(x), [0.0, 1.0, 0.0])


def test_infinities_do_not_leak():
    x = np.array([1.0, np.inf, 2.0])
    np.testing.assert_array_equal(grad(lambda x: np.quantile(x, 0.5))(x), [0.0, 0.0, 1.0])


def test_single_precision_and_empty_arrays_stay():
    for x in (drawn((3, 4), np.float32), np.zeros((0, 4), np.float32)):
        value, pull = vjp(lambda x: np.sort(x, axis=0), x)
        (pulled,) = pull(np.ones_like(value))
        assert (pulled.dtype, pulled.shape) == (x.dtype, x.shape)


@pytest.mark.parametrize("axis", [0, -1])
def test_as_autograd_does(axis):
    x = drawn(6)
    for name, options in (("sort", {"axis": axis}), ("partition", {"kth": 2, "axis": axis})):

        def total(m, name=name, options=options):
            return lambda x: m.sum(m.arange(6.0) * getattr(m, name)(x, **options) ** 2)

        np.testing.assert_allclose(grad(total(np))(x), autograd.grad(total(anp))(x), rtol=1e-13)
