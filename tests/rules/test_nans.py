from __future__ import annotations

import warnings

import numpy as np
import pytest

from compose.errors import TraceError
from compose.trace.transforms import grad
from compose.trace.variable import variable
from tests.rules.smooth import check_smooth, drawn

REDUCING = (np.nansum, np.nanprod, np.nanmean, np.nanvar, np.nanstd, np.nanmax, np.nanmin)
MASK = np.random.default_rng(4).random((3, 4)) < 0.8


def holed():
    x = drawn((3, 4))
    x[0, 1] = x[2, 2] = x[2, 3] = np.nan
    return x


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axis", [None, 0, -1, (0, 1)])
@pytest.mark.parametrize("function", [*REDUCING, np.nanmedian])
@pytest.mark.parametrize("x", [drawn((3, 4)), holed()])
def test_every_axis(function, axis, keepdims, x):
    check_smooth(lambda x: function(x, axis=axis, keepdims=keepdims), x)


@pytest.mark.parametrize("axis", [None, 0, 1])
@pytest.mark.parametrize("function", [np.nancumsum, np.nancumprod])
def test_running(function, axis):
    check_smooth(lambda x: function(x, axis=axis), holed())


@pytest.mark.parametrize("function", REDUCING)
def test_masks(function):
    start = {np.nanmax: {"initial": -9.0}, np.nanmin: {"initial": 9.0}}.get(function, {})
    check_smooth(lambda x: function(x, axis=1, where=MASK, **start), holed())


@pytest.mark.parametrize("axis", [None, 0, 1])
@pytest.mark.parametrize("q", [0.0, 0.3, 1.0, [0.2, 0.5, 0.9]])
def test_quantiles(q, axis):
    check_smooth(lambda x: np.nanquantile(x, q, axis=axis), holed())
    percents = np.multiply(q, 100.0)
    check_smooth(lambda x: np.nanpercentile(x, percents, axis=axis, keepdims=True), holed())


@pytest.mark.parametrize("function", [*REDUCING, np.nanmedian])
def test_an_entry_that_is_nan_has_derivative_zero(function):
    x = holed()
    pulled = grad(lambda x: np.sum(function(x, axis=1)))(x)
    np.testing.assert_array_equal(pulled[np.isnan(x)], 0.0)
    assert np.isfinite(pulled).all()


@pytest.mark.parametrize("function", [np.nanmax, np.nanmin, np.nanmedian, np.nanmean])
def test_where_nothing_is_left_the_answer_is_nan(function):
    x = np.array([[np.nan, np.nan], [1.0, 2.0]])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answer = function(variable(x), axis=1).value
        np.testing.assert_array_equal(answer, function(x, axis=1))


def test_quantiles_in_a_table_are_refused():
    with pytest.raises(TraceError, match="one axis"):
        np.nanquantile(variable([1.0, 2.0]), [[0.5]])
