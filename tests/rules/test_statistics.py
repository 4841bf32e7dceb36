from __future__ import annotations

import numpy as np
import pytest

from compose.trace.transforms import grad, vjp
from compose.trace.variable import variable
from tests.rules.smooth import check_smooth, drawn

COUNTS = np.array([1, 2, 1, 3])
WEIGHTS = np.array([1.0, 2.0, 0.5, 3.0])


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize(
    ("axis", "weights"),
    [
        (None, None),
        (1, None),
        (None, np.abs(drawn((3, 4, 2)))),
        (1, WEIGHTS),
        (-1, [1.0, 3.0]),
        ((2, 0), np.abs(drawn((2, 3)))),
        ((0, 2), np.abs(drawn((3, 2)))),
    ],
)
def test_weighted_means(axis, weights, keepdims):
    x = drawn((3, 4, 2))
    check_smooth(lambda x: np.average(x, axis, weights, keepdims=keepdims), x)
    for which in (0, 1):
        check_smooth(
            lambda x, n=which: np.average(x, axis, weights, returned=True, keepdims=keepdims)[n], x
        )


def test_weighted_means_by_their_weights():
    x = drawn((4, 2))
    check_smooth(lambda w: np.average(x, axis=0, weights=w), WEIGHTS)
    check_smooth(lambda w: np.average([1.0, 4.0, 2.0, 7.0], weights=w), WEIGHTS)


def test_weights_that_do_not_fit():
    x = variable(drawn((3, 4)))
    with pytest.raises(TypeError, match="axis="):
        np.average(x, weights=[1.0, 2.0])
    with pytest.raises(ValueError, match=r"\(2,\)"):
        np.average(x, axis=0, weights=[1.0, 2.0])


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"bias": True},
        {"ddof": 0},
        {"ddof": 2},
        {"fweights": COUNTS},
        {"aweights": WEIGHTS},
        {"fweights": COUNTS, "aweights": WEIGHTS},
        {"aweights": list(WEIGHTS), "bias": True},
    ],
)
def test_covariances(options):
    x = drawn((3, 4))
    check_smooth(lambda x: np.cov(x, **options), x)
    check_smooth(lambda x: np.cov(x, rowvar=False, **options), x.T)
    check_smooth(lambda x: np.cov(x[0], **options), x)
    check_smooth(lambda x: np.cov(x, x[:1] ** 2, **options), x)
    check_smooth(lambda x: np.cov(x, **options), drawn((3, 4), complex), second=False)


def test_covariances_by_their_weights():
    check_smooth(lambda w: np.cov(drawn((3, 4)), aweights=w), WEIGHTS)


def test_correlations():
    x = drawn((3, 6))
    check_smooth(np.corrcoef, x)
    check_smooth(lambda x: np.corrcoef(x, rowvar=False), x.T)
    check_smooth(lambda x: np.corrcoef(x[0], x[1]), x)
    check_smooth(np.corrcoef, drawn((3, 6), complex), second=False)
    assert np.max(np.corrcoef(variable(np.stack([x[0], 3.0 * x[0]]))).value) <= 1.0
    np.testing.assert_array_equal(grad(np.corrcoef)(x[0]), np.zeros(6))


def test_covariances_are_worked_out_in_double_precision():
    x = drawn((3, 4), np.float32)
    value, pull = vjp(np.cov, x)
    assert value.dtype == np.cov(x).dtype == np.float64
    assert pull(np.ones((3, 3)))[0].shape == x.shape
