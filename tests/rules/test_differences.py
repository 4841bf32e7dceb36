from __future__ import annotations

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from compose.trace.transforms import grad, vjp
from compose.trace.variable import variable
from tests.rules.smooth import check_smooth, drawn

PLACES = np.array([0.0, 1.3, 2.0, 3.1])


@pytest.mark.parametrize("axis", [0, 1, -1])
@pytest.mark.parametrize("n", [0, 1, 2, 3, 5])
def test_differences_of_every_order(n, axis):
    check_smooth(lambda x: np.diff(x, n, axis), drawn((3, 4, 2)))
    check_smooth(
        lambda x: np.diff(x, n, axis, prepend=x[:, :1, :1] ** 2, append=2.0), drawn((3, 1, 1))
    )
    check_smooth(lambda x: np.diff(np.ones((3, 4)), n, axis, x, x[0, 0]), drawn((3, 4)))


def test_differences_after_every_value_are_ready_for_single_precision():
    x = drawn((3, 4), np.float32)
    (pulled,) = vjp(lambda x: np.diff(x, 2), x)[1](np.ones((3, 2), np.float32))
    np.testing.assert_array_equal(pulled, np.float32([[1, -1, -1, 1]] * 3), strict=True)


@pytest.mark.parametrize("options", [{}, {"to_end": [1.0, 2.0]}, {"to_begin": 3.0, "to_end": 1.0}])
def test_flat_differences(options):
    check_smooth(lambda x: np.ediff1d(x, **options), drawn((3, 4)))
    check_smooth(lambda x: np.ediff1d(x, to_begin=x[0], to_end=x[:1]), drawn((3, 2)))


@pytest.mark.parametrize("edge_order", [1, 2])
@pytest.mark.parametrize("spacing", [(), (0.7,), (PLACES,)])
@pytest.mark.parametrize("axis", [0, -1])
def test_gradients_along_one_axis(axis, spacing, edge_order):
    check_smooth(
        lambda x: np.gradient(x, *spacing, axis=axis, edge_order=edge_order),
        drawn((4, 3, 4)),
    )


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("spacing", [(), (0.7,), (0.7, PLACES), (PLACES[:3], 2.0)])
def test_gradients_along_every_axis(spacing, which):
    check_smooth(lambda x: np.gradient(x, *spacing)[which], drawn((3, 4)))


@pytest.mark.parametrize("edge_order", [1, 2])
def test_gradients_by_their_spacing(edge_order):
    x = drawn((4, 3))
    check_smooth(lambda h: np.gradient(x, h, axis=0, edge_order=edge_order), np.array(0.7))
    check_smooth(lambda c: np.gradient(x, c, axis=0, edge_order=edge_order), PLACES)


def test_distances_leave_single_precision_as_it_is():
    x, places = drawn((4,), np.float32), np.arange(4.0) ** 2
    for f in (lambda x: np.gradient(x, places), lambda x: np.ediff1d(x, to_end=np.ones(1))):
        value, pull = vjp(f, x)
        np.testing.assert_array_equal(value, f(x), strict=True)
        assert pull(np.ones(4, np.float32))[0].dtype == np.float32


def test_gradients_that_numpy_refuses():
    x = variable(drawn((2, 3)))
    with pytest.raises(ValueError, match="2 entries"):
        np.gradient(x, axis=0, edge_order=2)
    with pytest.raises(TypeError, match="3 spacings"):
        np.gradient(x, 1.0, 2.0, 3.0)


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_trapezoids(axis):
    x = drawn((4, 4))
    check_smooth(lambda y: np.trapezoid(y, axis=axis), x)
    check_smooth(lambda y: np.trapezoid(y, PLACES, axis=axis), x)
    check_smooth(lambda y: np.trapezoid(y, y**2, axis=axis), x)
    check_smooth(lambda h: np.trapezoid(x, dx=h, axis=axis), np.array(0.7))
    check_smooth(lambda p: np.trapezoid([1.0, 2.0, 0.0, 5.0], p), PLACES)


def test_unwrapping_adds_constants():
    check_smooth(np.unwrap, np.cumsum(3.0 * np.abs(drawn(9))))
    check_smooth(lambda x: np.unwrap(x, axis=0, period=1.0), 4.0 * drawn((5, 2)))


def test_as_autograd_does():
    x = drawn((4, 5))
    for axis in (0, 1):
        for name, options in (("diff", {"axis": axis, "n": 2}), ("gradient", {"axis": axis})):

            def total(m, name=name, options=options):
                return lambda x: m.sum(m.sin(getattr(m, name)(x, **options)))

            np.testing.assert_allclose(grad(total(np))(x), autograd.grad(total(anp))(x), rtol=1e-12)
