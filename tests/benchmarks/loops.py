"""Training a network of two sigmoid layers by mini-batches, as others write it.

Each loop does what ``nn.fit`` does in an epoch: it shuffles, steps, and keeps the mean loss.
Each gives what it learnt as weights of shape (outputs, inputs) and biases, layer by layer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import ModuleType
from typing import Any

import numpy as np

__all__ = ["careful", "plain", "torch_loop"]

Arrays = Sequence[Any]


def _shuffled(x: Any, y: Any, epoch: int) -> tuple[Any, Any]:
    """Shuffle as ``nn.fit`` does with seed 0."""
    order = np.random.default_rng((0, epoch)).permutation(len(x))
    return x[order], y[order]


def _batches(x: Any, y: Any, size: int) -> Iterator[tuple[Any, Any]]:
    for start in range(0, len(x), size):
        yield x[start : start + size], y[start : start + size]


def plain(start: Arrays, x: Any, y: Any, batch: int, rate: float) -> Callable[..., Any]:
    """Write it in NumPy as a good programmer does: updates in place, no needless copies."""

    def train(epochs: int = 1) -> list[Any]:
        # Row times matrix is a little faster this way round.
        w1, b1, w2, b2 = (p.T.copy() for p in start)
        history = []
        for epoch in range(1, epochs + 1):
            xs, ys = _shuffled(x, y, epoch)
            total = 0.0
            for a0, wanted in _batches(xs, ys, batch):
                a1 = 1 / (1 + np.exp(-(a0 @ w1 + b1)))
                a2 = 1 / (1 + np.exp(-(a1 @ w2 + b2)))
                error = a2 - wanted
                total += np.sum(error**2) / 2
                delta2 = error * a2 * (1 - a2) / len(a0)
                delta1 = (delta2 @ w2.T) * a1 * (1 - a1)
                w2 -= rate * (a1.T @ delta2)
                b2 -= rate * delta2.sum(axis=0)
                w1 -= rate * (a0.T @ delta1)
                b1 -= rate * delta1.sum(axis=0)
            history.append(total / len(x))
        return [w1.T, b1, w2.T, b2]

    return train


def careful(start: Arrays, x: Any, y: Any, batch: int, rate: float) -> Callable[..., Any]:
    """Write it in NumPy with every buffer reused, no needless pass and no needless call."""
    shapes = [p.T.shape for p in start]
    buffers = {n: _Buffers(n, shapes) for n in {batch, len(x) % batch or batch}}

    def train(epochs: int = 1) -> list[Any]:
        parameters = [p.T.copy() for p in start]
        history = []
        for epoch in range(1, epochs + 1):
            total = 0.0
            for a0, wanted in _batches(*_shuffled(x, y, epoch), batch):
                total += buffers[len(a0)].step(parameters, a0, wanted, rate)
            history.append(total / len(x))
        w1, b1, w2, b2 = parameters
        return [w1.T, b1, w2.T, b2]

    return train


class _Buffers:
    """What a step on batches of one size writes into."""

    def __init__(self, rows: int, shapes: Sequence[tuple[int, ...]]) -> None:
        hidden, outputs = shapes[1][0], shapes[3][0]
        self.a1, self.slope1, self.delta1 = (np.empty((rows, hidden)) for _ in range(3))
        self.a2, self.slope2, self.delta2 = (np.empty((rows, outputs)) for _ in range(3))
        self.along = self.delta2.reshape(-1)
        self.ones = np.ones(rows)
        self.dw1, self.db1, self.dw2, self.db2 = (np.empty(shape) for shape in shapes)

    def step(self, parameters: Arrays, a0: Any, wanted: Any, rate: float) -> float:
        w1, b1, w2, b2 = parameters
        a1, a2, delta1, delta2 = self.a1, self.a2, self.delta1, self.delta2
        _sigmoid(a0.dot(w1, a1), b1)
        _sigmoid(a1.dot(w2, a2), b2)
        np.subtract(a2, wanted, delta2)
        loss = self.along.dot(self.along) / 2
        # The rate and the mean go into the smallest array.
        np.multiply(delta2, rate / len(a0), delta2)
        _times_slope(delta2, a2, self.slope2)
        delta2.dot(w2.T, delta1)
        _times_slope(delta1, a1, self.slope1)
        w2 -= a1.T.dot(delta2, self.dw2)
        b2 -= self.ones.dot(delta2, self.db2)
        w1 -= a0.T.dot(delta1, self.dw1)
        b1 -= self.ones.dot(delta1, self.db1)
        return loss


def _sigmoid(z: Any, b: Any) -> None:
    # -(z + b), with one pass fewer.
    np.subtract(-b, z, z)
    np.exp(z, z)
    np.add(z, 1.0, z)
    np.reciprocal(z, z)


def _times_slope(delta: Any, a: Any, into: Any) -> None:
    np.subtract(1.0, a, into)
    np.multiply(into, a, into)
    np.multiply(delta, into, delta)


def torch_loop(
    start: Arrays,
    x: Any,
    y: Any,
    batch: int,
    optimiser: Callable[[ModuleType, Any], Any],
    torch: ModuleType,
) -> Callable[..., Any]:
    """Write it in eager PyTorch, with one of its optimisers."""
    torch.set_num_threads(1)
    linear, squared = torch.nn.functional.linear, torch.nn.functional.mse_loss

    def train(epochs: int = 1) -> list[Any]:
        w1, b1, w2, b2 = leaves = [torch.tensor(p, requires_grad=True) for p in start]
        update = optimiser(torch, leaves)
        history = []
        for epoch in range(1, epochs + 1):
            xs, ys = map(torch.from_numpy, _shuffled(x, y, epoch))
            total = 0.0
            for a0, wanted in _batches(xs, ys, batch):
                a1 = torch.sigmoid(linear(a0, w1, b1))
                a2 = torch.sigmoid(linear(a1, w2, b2))
                error = squared(a2, wanted, reduction="sum") / 2
                update.zero_grad()
                (error / len(a0)).backward()
                update.step()
                total += error.item()
            history.append(total / len(x))
        return leaves

    return train
