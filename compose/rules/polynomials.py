"""Polynomials by their coefficients, highest power first, as in ``np.polyval``."""

from __future__ import annotations

from typing import Any

import numpy as np

from compose.rules.arrays import Composite
from compose.rules.rule import Value

__all__ = ["ROWS"]


def _polyval(p: Value, x: Value) -> Value:
    total = np.zeros_like(x)
    for place in range(len(p)):
        total = total * x + p[place]
    return total


def _padded(p: Value, length: int) -> Value:
    p = np.atleast_1d(p)
    missing = length - np.shape(p)[0]
    return np.pad(p, (missing, 0)) if missing > 0 else p


def _polyadd(a1: Value, a2: Value) -> Value:
    length = max(np.size(a1), np.size(a2))
    return _padded(a1, length) + _padded(a2, length)


def _polysub(a1: Value, a2: Value) -> Value:
    length = max(np.size(a1), np.size(a2))
    return _padded(a1, length) - _padded(a2, length)


def _polymul(a1: Value, a2: Value) -> Value:
    return np.convolve(np.atleast_1d(a1), np.atleast_1d(a2))


def _polyder(p: Value, m: int = 1) -> Value:
    for _ in range(m):
        count = np.shape(p)[0]
        p = p[:-1] * np.arange(count - 1, 0, -1)
    return p


def _polyint(p: Value, m: int = 1, k: Value = None) -> Value:
    constants = np.zeros(m) if k is None else np.atleast_1d(k)
    if np.size(constants) == 1:
        constants = constants * np.ones(m)
    for time in range(m):
        count = np.shape(p)[0]
        p = np.concatenate([p / np.arange(count, 0, -1), constants[time : time + 1]])
    return p


def _vander(x: Value, N: int | None = None, increasing: bool = False) -> Value:  # noqa: FBT001, FBT002, N803
    columns = np.shape(x)[0] if N is None else N
    repeated = np.repeat(np.expand_dims(x, 1), max(columns - 1, 0), axis=1)
    ones = np.ones_like(np.expand_dims(x, 1)[:, : min(columns, 1)])
    powers = np.cumprod(np.concatenate([ones, repeated], axis=1), axis=1)
    return powers if increasing else np.flip(powers, axis=1)


ROWS: tuple[Any, ...] = (
    Composite(np.polyval, _polyval),
    Composite(np.polyadd, _polyadd),
    Composite(np.polysub, _polysub),
    Composite(np.polymul, _polymul),
    Composite(np.polyder, _polyder),
    Composite(np.polyint, _polyint),
    Composite(np.vander, _vander),
)
