"""Functions of one number that are no ufuncs, and ufuncs that take numbers apart.

Each derivative of sinc and of i0 is the next member of a family, so that they are right to every
order, also at 0: i0 is the modified Bessel function I₀, and Iₙ' = (Iₙ₋₁ + Iₙ₊₁) / 2 (NIST Digital
Library of Mathematical Functions, 10.29.1).

``modf``, ``divmod`` and ``frexp`` answer with a part that moves and a part that steps.
"""

from __future__ import annotations

from math import factorial, pi
from typing import Any

import numpy as np

from compose.rules.arrays import ArrayRule, Move, Several, linear, smooth
from compose.rules.primitive import primitive
from compose.rules.rule import Value, unbroadcast

__all__ = ["ROWS", "bessel", "sinc_derivative"]


@primitive
def sinc_derivative(x: Value, order: int) -> Value:
    """Differentiate ``np.sinc`` several times.

    Parameters
    ----------
    x : array_like
        Where.
    order : int
        How many times.

    Returns
    -------
    array_like
        A Taylor series near 0. Farther out, x · sinc(x) = sin(πx) / π, differentiated.

    Examples
    --------
    >>> float(sinc_derivative(0.0, 1)), round(float(sinc_derivative(1.0, 1)), 12)
    (0.0, -1.0)
    """
    near = np.abs(x) < 1.0
    far = np.where(near, 1.0, x)
    recurred = np.sinc(far)
    for n in range(1, order + 1):
        wave = pi ** (n - 1) * np.sin(pi * far + n * pi / 2)
        recurred = (wave - n * recurred) / far
    return np.where(near, _sinc_series(np.where(near, x, 0.0), order), recurred)


def _sinc_series(x: Value, order: int) -> Value:
    total = 0.0 * x
    for power in range(32 + order, order - 1, -1):
        coefficient = _sinc_coefficient(power) * factorial(power) / factorial(power - order)
        total = total * x + coefficient
    return total


def _sinc_coefficient(power: int) -> float:
    return 0.0 if power % 2 else (-1.0) ** (power // 2) * pi**power / factorial(power + 1)


@primitive
def bessel(x: Value, order: int) -> Value:
    """Evaluate a modified Bessel function of the first kind, of whole order.

    Parameters
    ----------
    x : array_like
        Real numbers.
    order : int
        Which one, from 0.

    Returns
    -------
    array_like
        The sum of its power series, whose terms all have one sign.

    Examples
    --------
    >>> float(bessel(0.0, 0)), round(float(bessel(1.0, 1)), 12)
    (1.0, 0.565159103992)
    """
    half = 0.5 * x
    term = half**order / factorial(order)
    total, step = term, 0
    while np.any(np.abs(term) > 1e-17 * np.abs(total)):
        step += 1
        term = term * (half / step) * (half / (step + order))
        total = total + term
    return total


def _times(local: Any) -> tuple[Move, Move]:
    """Move by the product with a local derivative, a function of the arguments."""

    def move(moving: Value, _answer: Value, *args: Any) -> Value:
        return moving * local(*args)

    return move, move


def _bessel_slope(x: Value, order: int) -> Value:
    return 0.5 * (bessel(x, abs(order - 1)) + bessel(x, order + 1))


def _weights_back(
    g: Value,
    answer: Value,  # noqa: ARG001
    x: Value,
    weights: Value = None,  # noqa: ARG001
    minlength: int = 0,  # noqa: ARG001
) -> Value:
    return np.take(g, x)


_REMAINDER = smooth(
    np.divmod,
    (
        lambda g, _, x, _y: unbroadcast(g, x),
        lambda t, answer, _x, _y: np.broadcast_to(t, np.shape(answer[1])),
    ),
    (
        lambda g, answer, _x, y: unbroadcast(-g * answer[0], y),
        lambda t, answer, _x, _y: -t * answer[0],
    ),
)
_FRACTION = smooth(np.modf, (lambda g, *_: g, lambda t, *_: t))
_MANTISSA = smooth(
    np.frexp,
    (lambda g, answer, _: np.ldexp(g, -answer[1]), lambda t, answer, _: np.ldexp(t, -answer[1])),
)

ROWS: tuple[ArrayRule | Several, ...] = (
    smooth(np.sinc, _times(lambda x: sinc_derivative(x, 1))),
    smooth(sinc_derivative, _times(lambda x, order: sinc_derivative(x, order + 1)), None),
    smooth(np.i0, _times(lambda x: bessel(x, 1))),
    smooth(bessel, _times(_bessel_slope), None),
    linear(np.ldexp, lambda g, _, x, n: unbroadcast(np.ldexp(g, n), x), None),
    Several(np.divmod, (None, _REMAINDER)),
    Several(np.modf, (_FRACTION, None)),
    Several(np.frexp, (_MANTISSA, None)),
    linear(np.bincount, None, _weights_back),
)
