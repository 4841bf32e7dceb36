from __future__ import annotations

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from compose.trace.compiling import compile as compiled
from compose.trace.transforms import grad, vjp
from tests.rules.smooth import check_smooth, drawn

KNOTS = np.array([0.0, 1.0, 2.5, 4.0])
HEIGHTS = np.array([1.0, 3.0, -1.0, 2.0])
POINTS = np.array([[-0.7, 0.3], [1.9, 2.6], [3.7, 5.1]])
OPTIONS = ({}, {"left": -1.0}, {"right": 2.0}, {"left": 0.0, "right": 0.0}, {"period": 4.9})


@pytest.mark.parametrize("options", OPTIONS)
def test_interpolation_by_each_argument(options):
    for points in (POINTS, np.array(1.7), POINTS[:0]):
        check_smooth(lambda x: np.interp(x, KNOTS, HEIGHTS, **options), points)
        check_smooth(lambda f, p=points: np.interp(p, KNOTS, f, **options), HEIGHTS)
        check_smooth(lambda k, p=points: np.interp(p, k, HEIGHTS, **options), KNOTS)


@pytest.mark.parametrize("options", OPTIONS)
def test_interpolation_by_all_arguments_together(options):
    def f(v):
        return np.interp(v[0] ** 2 - 0.4, np.cumsum(v[1] ** 2), np.sin(v[2]), **options)

    check_smooth(f, drawn((3, 5)))


@pytest.mark.parametrize("options", OPTIONS)
def test_compiled_interpolation(options):
    slopes = grad(lambda *at: np.sum(np.interp(*at, **options) ** 2), (0, 1, 2))
    pairs = zip(
        compiled(slopes)(POINTS, KNOTS, HEIGHTS), slopes(POINTS, KNOTS, HEIGHTS), strict=True
    )
    for fast, slow in pairs:
        np.testing.assert_allclose(fast, slow, rtol=1e-13, atol=1e-13)


def test_interpolation_of_complex_heights():
    check_smooth(lambda f: np.interp(POINTS, KNOTS, f), HEIGHTS + 1j, second=False)
    check_smooth(lambda x: np.interp(x, KNOTS, HEIGHTS * (1 + 2j)), POINTS, second=False)


def test_interpolation_between_lists():
    check_smooth(lambda x: np.interp(x, list(KNOTS), tuple(HEIGHTS)), POINTS)
    check_smooth(lambda f: np.interp([0.2, 3.0], list(KNOTS), f), HEIGHTS)


def test_a_single_knot_is_a_constant():
    assert grad(lambda x: np.interp(x, [1.0], [5.0]))(2.0) == 0.0
    np.testing.assert_array_equal(
        grad(lambda f: np.sum(np.interp([0.0, 1.0, 2.0], [1.0], f)))(np.array([5.0])), [3.0]
    )


@pytest.mark.parametrize(("point", "slope"), [(1.0, -1 / 3), (0.0, 1.0), (4.0, 1.0), (9.0, 0.0)])
def test_a_knot_has_the_mean_of_its_slopes(point, slope):
    found = grad(lambda x: np.interp(x, KNOTS, HEIGHTS))(point)
    np.testing.assert_allclose(found, slope, rtol=1e-15)


@pytest.mark.parametrize(
    "options",
    [
        {"a_min": -0.5, "a_max": 0.5},
        {"a_min": None, "a_max": 0.5},
        {"a_min": -0.5, "a_max": None},
        {"a_min": -0.5, "a_max": np.full((4, 1), 1.1)},
    ],
)
def test_clipping(options):
    check_smooth(lambda x: np.clip(x, **options), drawn((3, 4, 2)), same=0.0)


def test_clipping_by_its_bounds():
    check_smooth(lambda x: np.clip(x, -(x[0] ** 2), x[1] ** 2), drawn((3, 4)))
    check_smooth(lambda x: x.clip(-0.5, 0.5) if hasattr(x, "clip") else x, drawn((3, 4)))


@pytest.mark.skipif(np.lib.NumpyVersion(np.__version__) < "2.1.0", reason="came with NumPy 2.1")
@pytest.mark.parametrize("options", [{"min": -0.5}, {"max": 0.5}, {"min": -0.5, "max": 0.5}])
def test_clipping_by_the_newer_names(options):
    check_smooth(lambda x: np.clip(x, **options), drawn((3, 4)), same=0.0)


def test_a_bound_has_half_the_slope():
    np.testing.assert_array_equal(
        grad(lambda x: np.sum(np.clip(x, 0.0, 1.0)))(np.array([-1.0, 0.0, 0.5, 1.0, 2.0])),
        [0.0, 0.5, 1.0, 0.5, 0.0],
    )


def test_what_is_replaced_has_no_slope():
    x = np.array([1.0, np.nan, np.inf, -np.inf])
    value, pull = vjp(lambda x: np.nan_to_num(x, nan=3.0, posinf=7.0), x)
    np.testing.assert_array_equal(value, np.nan_to_num(x, nan=3.0, posinf=7.0))
    np.testing.assert_array_equal(pull(np.full(4, 2.0))[0], [2.0, 0.0, 0.0, 0.0])


@pytest.mark.parametrize("name", ["clip", "nan_to_num"])
def test_as_autograd_does(name):
    bounds = (-0.5, 0.5) if name == "clip" else ()

    def total(m):
        return lambda x: m.sum(m.sin(getattr(m, name)(x, *bounds)))

    x = drawn((3, 4))
    np.testing.assert_allclose(grad(total(np))(x), autograd.grad(total(anp))(x), rtol=1e-13)
