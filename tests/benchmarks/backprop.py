"""Backpropagation through sigmoid layers written by hand, in NumPy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

__all__ = ["careful", "plain"]

Layers = Sequence[tuple[Any, Any]]


def plain(layers: Layers, x: Any, y: Any) -> tuple[float, list[tuple[Any, Any]]]:
    """Give the mean squared error and its gradient, as a textbook does."""
    activations = [x]
    for w, b in layers:
        activations.append(1 / (1 + np.exp(-(activations[-1] @ w + b))))
    error = activations[-1] - y
    delta = 2 * error / error.size
    gradient = []
    for (w, _), before, a in zip(
        reversed(layers), reversed(activations[:-1]), reversed(activations[1:]), strict=True
    ):
        delta = delta * a * (1 - a)
        gradient.append((before.T @ delta, delta.sum(axis=0)))
        delta = delta @ w.T
    return np.mean(error**2), gradient[::-1]


def careful(sizes: Sequence[int], batch: int, *, own: bool) -> Callable[..., Any]:
    """Make the same with every buffer reused, no needless pass and no needless call.

    The gradient is new arrays, as a caller of a library gets them, or with `own` buffers as
    well, which the next call overwrites.
    """
    outputs = sizes[1:]
    a = [np.empty((batch, size)) for size in outputs]
    slopes, deltas = [np.empty_like(z) for z in a], [np.empty_like(z) for z in a]
    error, ones = deltas[-1], np.ones(batch)
    along, scale = error.reshape(-1), 2.0 / error.size
    kept = [(np.empty(pair), np.empty(pair[1])) for pair in pairwise(sizes)]
    into = kept if own else [(None, None)] * len(outputs)
    last = len(outputs) - 1

    def value_and_gradient(layers: Layers, x: Any, y: Any) -> tuple[float, list[tuple[Any, Any]]]:
        before = x
        for (w, b), z in zip(layers, a, strict=True):
            before.dot(w, z)
            # -(z + b), with one pass fewer.
            np.subtract(-b, z, z)
            np.exp(z, z)
            np.add(z, 1.0, z)
            np.reciprocal(z, z)
            before = z
        np.subtract(before, y, error)
        value = along.dot(along) / along.size
        np.multiply(error, scale, error)
        gradient = []
        for k in range(last, -1, -1):
            delta, slope = deltas[k], slopes[k]
            np.subtract(1.0, a[k], slope)
            np.multiply(slope, a[k], slope)
            np.multiply(delta, slope, delta)
            weights, biases = into[k]
            gradient.append(((a[k - 1] if k else x).T.dot(delta, weights), ones.dot(delta, biases)))
            if k:
                delta.dot(layers[k][0].T, deltas[k - 1])
        return value, gradient[::-1]

    return value_and_gradient
