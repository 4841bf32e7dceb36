"""Checks a function through the tracer, real or complex, by the derivatives of an energy of it.

The energy is cubic in the answer, so its second derivative depends on where it is taken; the
differences of the energy, and of its gradient, are the oracle.
"""

from __future__ import annotations

import numpy as np

from compose.trace.transforms import grad, jvp

__all__ = ["check_energy"]

STEP = 1e-5


def check_energy(call, *arrays):
    """Hold gradient, tangent and second derivative by every array to differences."""
    for place, array in enumerate(arrays):

        def energy(x, place=place):
            y = call(*arrays[:place], x, *arrays[place + 1 :])
            weights = 1.0 + np.arange(np.size(np.asarray(_value(y)))).reshape(np.shape(y))
            return np.sum(weights * np.real(y) ** 3) + np.sum(np.real(y * np.conj(y)) / weights)

        _check(energy, np.asarray(array))


def _value(y):
    return getattr(y, "value", y)


def _check(energy, x):
    t, s = _direction(x, 1), _direction(x, 2)
    slope = (energy(x + STEP * t) - energy(x - STEP * t)) / (2 * STEP)
    gradient = grad(energy)
    found = gradient(x)
    assert np.shape(found) == x.shape
    assert np.asarray(found).dtype == x.dtype
    _assert_close(_paired(found, t), slope)
    _assert_close(jvp(energy, (x,), (t,))[1], slope)
    bend = (gradient(x + STEP * t) - gradient(x - STEP * t)) / (2 * STEP)
    turned = jvp(gradient, (x,), (t,))[1]
    _assert_close(turned, bend)
    _assert_close(_paired(turned, s), _paired(jvp(gradient, (x,), (s,))[1], t), 1e-10)


def _direction(x, seed):
    random = np.random.default_rng(seed)
    t = random.standard_normal(x.shape)
    return t + 1j * random.standard_normal(x.shape) if x.dtype.kind == "c" else t


def _paired(g, t):
    return np.sum(np.real(g * t))


def _assert_close(found, expected, tolerance=1e-6):
    scale = 1.0 + np.max(np.abs(expected), initial=0.0)
    np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance * scale)
