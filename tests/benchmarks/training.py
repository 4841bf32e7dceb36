"""Epochs of mini-batch training on the digits, against hand-written loops and PyTorch.

An epoch's time is what it adds: a fit of many epochs less a fit of one, so that neither compiling
nor any other start counts, for nobody.
"""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from resource import RUSAGE_SELF, getrusage
from typing import Any

import numpy as np

from compose import nn
from tests.benchmarks.loops import careful, plain, torch_loop
from tests.benchmarks.peers import agree, installed
from tests.benchmarks.timing import Row, compare, once

__all__ = ["report", "rows"]

_SIZES, _BATCH, _ROWS, _RATE, _SMALL_RATE = (64, 30, 10), 10, 1437, 0.5, 0.001
_MORE = 10
"""Epochs that are timed in one go."""


def rows(rounds: int = 15) -> Iterator[Row]:
    """Measure an epoch with plain gradient descent, and one with Adam."""
    x, y, data = _examples()
    start = _start()
    where = (start, x, y, _BATCH)
    by_hand = {
        "NumPy, plain": plain(*where, _RATE),
        "NumPy, careful": careful(*where, _RATE),
    }
    aims = {"PyTorch": 0.33, "NumPy, plain": 1.10}
    for name, optimiser, update, peers in (
        ("SGD", nn.SGD(_RATE), _descent, by_hand),
        ("Adam", nn.Adam(_SMALL_RATE), _adam, {}),
    ):
        ours = _ours(x, y, optimiser)
        others = peers | installed({"PyTorch": ("torch", partial(torch_loop, *where, update))})
        agree([ours], others, within=1e-12)
        yield from compare(
            f"64-30-10, batch {_BATCH}: one epoch, {name}, {data}",
            ours,
            others,
            rounds=rounds,
            bound=aims if peers else None,
            measure=_epoch,
        )


def report() -> Iterator[str]:
    """Say whether memory grows with the epochs."""
    x, y, data = _examples()
    ours = _ours(x, y, nn.SGD(_RATE))
    for _ in range(20):
        # What compiling leaves to the garbage collector settles after some fits.
        ours()
    few, many = (_peak(partial(ours, epochs)) for epochs in (5, 100))
    before = getrusage(RUSAGE_SELF).ru_maxrss
    ours(400)
    grown = getrusage(RUSAGE_SELF).ru_maxrss - before
    yield (
        f"Training 64-30-10 on {data}, most memory at a time, in arrays and objects: "
        f"{few / 1024:.0f} KiB in 5 epochs, {many / 1024:.0f} KiB in 100; the process grew by "
        f"{grown} KiB in 400 more"
    )


def _epoch(work: Callable[..., Any]) -> float:
    one, many = (once(partial(work, epochs)) for epochs in (1, 1 + _MORE))
    return (many - one) / _MORE


def _peak(work: Callable[[], Any]) -> int:
    gc.collect()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _examples() -> tuple[Any, Any, str]:
    try:
        from sklearn.datasets import load_digits
    except ImportError:
        rng = np.random.default_rng(0)
        labels = rng.integers(0, 10, _ROWS)
        return rng.random((_ROWS, 64)), nn.one_hot(labels, 10), "random data of the digits' shape"
    pixels, labels = load_digits(return_X_y=True)
    return pixels[:_ROWS] / 16.0, nn.one_hot(labels[:_ROWS], 10), f"{_ROWS:,} digits"


def _model() -> nn.MLP:
    return nn.MLP(_SIZES, "sigmoid", output="sigmoid", seed=0)


def _start() -> list[Any]:
    return [array for layer in _model().parameters for array in (layer["w"], layer["b"])]


def _ours(x: Any, y: Any, optimiser: nn.Optimiser) -> Callable[..., Any]:
    def train(epochs: int = 1) -> list[Any]:
        fitted = nn.fit(
            _model(), x, y, optimiser=optimiser, epochs=epochs, batch_size=_BATCH, progress=False
        )
        return [array for layer in fitted.parameters for array in (layer["w"], layer["b"])]

    return train


def _descent(torch: Any, leaves: Any) -> Any:
    return torch.optim.SGD(leaves, lr=_RATE)


def _adam(torch: Any, leaves: Any) -> Any:
    return torch.optim.Adam(leaves, lr=_SMALL_RATE)
