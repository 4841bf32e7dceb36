"""Calls of one function with different options are different steps of a compiled program."""

from __future__ import annotations

import numpy as np
import pytest

import compose
from compose.trace import grad

X = np.random.default_rng(5).standard_normal((3, 3))

PAIRS = {
    "axis": lambda x: (np.sum(x, axis=0), np.sum(x, axis=1), np.sum(x, axis=0, keepdims=True)),
    "ddof": lambda x: (np.var(x), np.var(x, ddof=1), np.std(x, ddof=1)),
    "where": lambda x: (np.sum(x, where=X > 0), np.sum(x, where=X < 0)),
    "initial": lambda x: (np.max(x, initial=0.5), np.max(x, initial=9.0)),
    "sort": lambda x: (np.sort(x), np.sort(x, axis=0), np.sort(x, axis=None)),
    "bounds": lambda x: (np.clip(x, 0.0, 1.0), np.clip(x, -1.0, 1.0)),
    "zeros": lambda x: (np.copysign(x, 0.0), np.copysign(x, -0.0)),
    "kinds": lambda x: (x[1], x[True], x[1:2], x[[1]]),
    "order": lambda x: (np.reshape(x, 9), np.reshape(x, 9, order="F")),
    "diagonals": lambda x: (np.trace(x), np.trace(x, offset=1), np.diagonal(x, offset=-1)),
    "norms": lambda x: (np.linalg.norm(x), np.linalg.norm(x, axis=0), np.linalg.norm(x, 1)),
    "rolls": lambda x: (np.roll(x, 1), np.roll(x, 1, axis=0), np.roll(x, 1, axis=1)),
}


@pytest.mark.parametrize("pair", PAIRS)
def test_options_tell_calls_apart(pair):
    f = PAIRS[pair]
    for found, expected in zip(compose.compile(f)(X), f(X), strict=True):
        np.testing.assert_array_equal(found, expected)
        np.testing.assert_array_equal(np.signbit(found), np.signbit(expected))


@pytest.mark.parametrize("pair", PAIRS)
def test_options_tell_gradients_apart(pair):
    def weighted(x):
        return sum(k * np.sum(part**2) for k, part in enumerate(PAIRS[pair](x), 1))

    slope = grad(weighted)
    np.testing.assert_allclose(compose.compile(slope)(X), slope(X), rtol=1e-12, atol=1e-12)
