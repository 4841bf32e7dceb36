from __future__ import annotations

import numpy as np
import pytest

from compose.rules import METHODS
from compose.trace.variable import variable
from tests.rules.smooth import check_smooth, drawn

UFUNCS = sorted({ufunc for ufunc, _ in METHODS}, key=lambda ufunc: ufunc.__name__)
REDUCED = [ufunc for ufunc, method in METHODS if method == "reduce"]


@pytest.fixture
def x():
    return np.abs(drawn((3, 4)))


def _exact(ufunc):
    # The derivative of fmax and fmin is not the question here, nor how pow rounds.
    return 1e-9 if "power" in ufunc.__name__ else 1e-13


@pytest.mark.parametrize("ufunc", REDUCED)
def test_reducing(ufunc, x):
    for options in ({}, {"axis": 1}, {"axis": -1, "keepdims": True}):
        check_smooth(lambda x, o=options: ufunc.reduce(x, **o), x, same=_exact(ufunc))


@pytest.mark.parametrize("ufunc", [np.add, np.multiply, np.maximum, np.logaddexp])
def test_reducing_along_several_axes(ufunc, x):
    check_smooth(lambda x: ufunc.reduce(x, axis=None), x)
    check_smooth(lambda x: ufunc.reduce(x, axis=(0, 1), keepdims=True), x)


@pytest.mark.parametrize("ufunc", [u for u, method in METHODS if method == "accumulate"])
def test_accumulating(ufunc, x):
    for axis in (0, 1, -1):
        check_smooth(lambda x, n=axis: ufunc.accumulate(x, axis=n), x, same=_exact(ufunc))
    check_smooth(ufunc.accumulate, x, same=_exact(ufunc))


@pytest.mark.parametrize("ufunc", [u for u, method in METHODS if method == "outer"])
def test_pairing(ufunc, x):
    other = np.abs(drawn((2, 3), seed=8)) + 0.05
    check_smooth(lambda x: ufunc.outer(x, other), x, same=_exact(ufunc))
    check_smooth(lambda y: ufunc.outer(x, y), other, same=_exact(ufunc))


@pytest.mark.parametrize("ufunc", [u for u, method in METHODS if method == "reduceat"])
def test_reducing_slices(ufunc, x):
    check_smooth(lambda x: ufunc.reduceat(x, [0, 2, 1], axis=1), x, same=_exact(ufunc))
    check_smooth(lambda x: ufunc.reduceat(x, [1, 1]), x, same=_exact(ufunc))


def test_nothing_to_start_from():
    with pytest.raises(ValueError, match="empty"):
        np.logaddexp.reduce(variable(np.zeros((0, 3))))
