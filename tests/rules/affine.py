"""Checks a function that is affine in its arrays, to rounding: no step, no tolerance for it.

The differences of the function itself are the oracle; nothing here looks into the tables.
"""

from __future__ import annotations

import numpy as np

from compose.trace.transforms import grad, jvp, vjp

__all__ = ["check_affine", "drawn"]


def drawn(shape, dtype=np.float64, seed=0):
    """Random numbers, no two alike."""
    random = np.random.default_rng(seed)
    numbers = random.standard_normal(shape)
    if np.dtype(dtype).kind == "c":
        numbers = numbers + 1j * random.standard_normal(shape)
    return np.asarray(numbers, dtype=dtype)


def check_affine(call, *arrays, second=True):
    """Hold every array's tangents, cotangents and second derivatives to differences."""
    for place, array in enumerate(arrays):

        def alone(x, place=place):
            return call(*arrays[:place], x, *arrays[place + 1 :])

        _check_one(alone, array, second=second and array.dtype.kind == "f")


def _check_one(call, x, *, second):
    t = drawn(x.shape, x.dtype, seed=1)
    pushed = _check_push(call, x, t)
    pulled = _check_pull(call, x, t, pushed)
    if second:
        _check_second(call, x, t, pulled(pushed))


def _check_push(call, x, t):
    before, after = _parts(call(x)), _parts(call(x + t))
    values, tangents = (_parts(part) for part in jvp(call, (x,), (t,)))
    for a, b, value, tangent in zip(before, after, values, tangents, strict=True):
        np.testing.assert_array_equal(value, a, strict=True)
        _assert_close(tangent, b - a)
    return tangents


def _check_pull(call, x, t, pushed):
    answer, pull = vjp(call, x)
    together = type(answer) if isinstance(answer, (list, tuple)) else lambda parts: parts[0]

    def pulled(parts):
        return np.asarray(pull(together(parts))[0])

    g = [drawn(part.shape, part.dtype, seed=2 + n) for n, part in enumerate(pushed)]
    back = pulled(g)
    assert back.shape == x.shape
    assert back.dtype == x.dtype
    left = sum(np.sum(a * b) for a, b in zip(g, pushed, strict=True))
    _assert_close(np.asarray(left), np.asarray(np.sum(back * t)))
    return pulled


def _check_second(call, x, t, expected):
    def energy(x):
        return sum(np.sum(part * part) for part in _listed(call(x))) / 2

    _, found = jvp(grad(energy), (x,), (t,))
    _assert_close(np.asarray(found), expected)


def _listed(answer):
    return answer if isinstance(answer, (list, tuple)) else [answer]


def _parts(answer):
    return [np.asarray(part) for part in _listed(answer)]


def _assert_close(found, expected):
    assert found.shape == expected.shape
    assert found.dtype == expected.dtype
    eps = np.finfo(expected.dtype).eps
    scale = 1 + np.max(np.abs(expected), initial=0)
    np.testing.assert_allclose(found, expected, rtol=0, atol=200 * eps * scale)
