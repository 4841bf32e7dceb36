"""Rows for convolution and correlation of sequences."""

from __future__ import annotations

from typing import Any

import numpy as np

from compose.rules.arrays import Composite, linear
from compose.rules.rule import Value

__all__ = ["ROWS"]


def _start(mode: str, shorter: int) -> int:
    """Say where the answer begins in the full convolution."""
    return {"full": 0, "same": (shorter - 1) // 2, "valid": shorter - 1}[mode]


def _framed(g: Value, n: int, m: int, mode: Any) -> Value:
    """Put a cotangent where it stands in the full convolution."""
    if mode == "full":
        return g
    ahead = _start(mode, min(n, m))
    behind = n + m - 1 - ahead - np.size(g)
    return np.concatenate([np.zeros_like(g, shape=ahead), g, np.zeros_like(g, shape=behind)])


def _convolve_back(g: Value, moved: Value, other: Value, mode: Any) -> Value:
    whole = _framed(g, np.size(moved), np.size(other), mode)
    turned = np.reshape(other, (-1,))[::-1]
    return np.reshape(np.convolve(whole, turned, "valid"), np.shape(moved))


def _correlate(a: Value, v: Value, mode: Any = "valid") -> Value:
    other = np.conj(v) if np.iscomplexobj(v) else v
    # NumPy slides the shorter one, which moves the middle that "same" keeps.
    if np.size(v) > np.size(a):
        return np.convolve(other, np.reshape(a, (-1,))[::-1], mode)[::-1]
    return np.convolve(a, np.reshape(other, (-1,))[::-1], mode)


ROWS: tuple[Any, ...] = (
    linear(
        np.convolve,
        lambda g, _, a, v, mode="full": _convolve_back(g, a, v, mode),
        lambda g, _, a, v, mode="full": _convolve_back(g, v, a, mode),
    ),
    Composite(np.correlate, _correlate),
)
