"""Holds functions of one array to differences, to the transpose, and to both once more."""

from __future__ import annotations

import numpy as np

from compose.trace.transforms import jvp, vjp

__all__ = ["check_smooth", "drawn"]


def drawn(shape, dtype=float, seed=0):
    """Numbers with no ties, none near zero."""
    random = np.random.default_rng(seed)
    size = int(np.prod(shape))
    spread = random.permutation(np.linspace(0.3, 1.9, size)) * random.choice([-1.0, 1.0], size)
    if np.dtype(dtype).kind == "c":
        spread = spread + 1j * random.permutation(np.linspace(0.2, 1.1, size))
    return np.reshape(spread, shape).astype(dtype)


def _direction(like, seed):
    random = np.random.default_rng(seed)
    t = random.standard_normal(np.shape(like))
    if np.asarray(like).dtype.kind == "c":
        t = t + 1j * random.standard_normal(np.shape(like))
    return np.where(np.isnan(like), 0.0, t)


def _moves(f, x, t, step, tolerance):
    """Compare one derivative with differences and with its transpose."""
    value, pushed = jvp(f, (x,), (t,))
    differences = (np.asarray(f(x + step * t)) - np.asarray(f(x - step * t))) / (2 * step)
    np.testing.assert_allclose(pushed, differences, rtol=tolerance, atol=tolerance)
    g = _direction(np.asarray(value), 2)
    (pulled,) = vjp(f, x)[1](g)
    assert np.shape(pulled) == np.shape(x)
    left, right = np.sum(g * pushed), np.sum(np.asarray(pulled) * t)
    scale = np.sum(np.abs(g * pushed)) + 1.0
    assert abs(np.real(left - right)) <= 1e-11 * scale
    return value, g


def check_smooth(f, x, *, step=1e-5, tolerance=3e-6, same=1e-13, second=True):
    """Hold the value, the derivative and the derivative of the derivative."""
    t = _direction(x, 1)
    value, g = _moves(f, x, t, step, tolerance)
    np.testing.assert_allclose(value, f(x), rtol=same, atol=same)
    assert np.asarray(value).dtype == np.asarray(f(x)).dtype
    if second:
        _moves(lambda y: vjp(f, y)[1](g)[0], x, t, step, tolerance)
