from __future__ import annotations

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from compose.rules.cumulative import recurrence
from compose.trace.transforms import grad, vjp
from compose.trace.variable import variable
from tests.rules.smooth import check_smooth, drawn


@pytest.mark.parametrize("axis", [None, 0, 1, -1])
@pytest.mark.parametrize("function", [np.cumsum, np.cumprod])
def test_every_axis(function, axis):
    check_smooth(lambda x: function(x, axis=axis), drawn((3, 4, 2)))
    check_smooth(lambda x: function(x, axis=axis), drawn((3, 2), complex), second=False)


@pytest.mark.parametrize("axis", [None, 0, 1])
def test_running_products_with_zeros(axis):
    x = drawn((3, 4))
    x[0, 0] = x[1, 1] = x[1, 2] = 0.0
    check_smooth(lambda x: np.cumprod(x, axis=axis), x)


@pytest.mark.skipif(not hasattr(np, "cumulative_sum"), reason="came with NumPy 2.1")
@pytest.mark.parametrize("initial", [False, True])
@pytest.mark.parametrize("name", ["cumulative_sum", "cumulative_prod"])
def test_the_newer_names(name, initial):
    function = getattr(np, name)
    check_smooth(lambda x: function(x, axis=-1, include_initial=initial), drawn((3, 4)))
    check_smooth(lambda x: function(x, include_initial=initial), drawn(4))
    with pytest.raises(ValueError, match="needs axis="):
        function(variable(drawn((3, 4))))


@pytest.mark.parametrize("function", [np.cumsum, np.cumprod])
@pytest.mark.parametrize("axis", [None, 0])
def test_shapes_and_precision_stay(function, axis):
    for x in (np.zeros((0, 3), np.float32), drawn((3, 2), np.float32), np.array(3.0)):
        value, pull = vjp(lambda x: function(x, axis=axis), x)
        (pulled,) = pull(np.ones_like(value))
        assert (np.shape(pulled), np.asarray(pulled).dtype) == (x.shape, x.dtype)


def test_the_recurrence_is_solved_in_order():
    factor, term = drawn((5, 2), seed=1), drawn((5, 2), seed=2)
    expected = [term[0]]
    for f, t in zip(factor[1:], term[1:], strict=True):
        expected.append(t + f * expected[-1])
    np.testing.assert_array_equal(recurrence(factor, term), expected)


def test_as_autograd_does():
    x = drawn((3, 4))
    for axis in (None, 0, 1):
        ours = grad(lambda x, n=axis: np.sum(np.sin(np.cumsum(x, axis=n))))(x)
        theirs = autograd.grad(lambda x, n=axis: anp.sum(anp.sin(anp.cumsum(x, axis=n))))(x)
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)
