"""Gradients of sigmoid networks, against hand-written NumPy and the libraries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np

import compose
from tests.benchmarks.backprop import careful, plain
from tests.benchmarks.peers import agree, installed
from tests.benchmarks.programs import loss
from tests.benchmarks.timing import Row, compare

__all__ = ["rows"]

_PLAIN, _CAREFUL, _OWN = "NumPy, plain", "NumPy, careful", "NumPy, careful, answers reused"
_HAND = {_PLAIN: 1.03, _CAREFUL: 1.03}
_NETWORKS = (
    ((784, 30, 10), 10, 20, _HAND | {"PyTorch": 0.5, "JAX, jit": 1.0}),
    ((784, 128, 64, 10), 64, 5, _HAND),
    ((2, 16, 16, 1), 100, 40, _HAND | {"PyTorch": 0.5}),
)
"""Sizes of the layers, of the batch, calls to time in one go, and what compiling aims at."""


def rows(rounds: int = 25) -> Iterator[Row]:
    """Measure compiled and uncompiled gradients of the three networks."""
    for sizes, batch, calls, compiled in _NETWORKS:
        name = f"{'-'.join(map(str, sizes))}, batch {batch}"
        where = _where(sizes, batch)
        uncompiled = compose.value_and_grad(loss(np))
        traced = installed(
            {
                "MyGrad": ("mygrad", partial(_mygrad, *where)),
                "autograd": ("autograd", partial(_autograd, *where)),
            }
        )
        ready = _by_hand(sizes, batch, where) | _ahead(where) | traced
        for way, ours, peers, aims in (
            ("compiled", partial(compose.compile(uncompiled), *where), ready, compiled),
            ("uncompiled", partial(uncompiled, *where), traced, dict.fromkeys(traced, 1.0)),
        ):
            agree([ours], peers)
            yield from compare(
                f"{name}: {way}", ours, peers, rounds=rounds, bound=aims, calls=calls
            )


def _where(sizes: Sequence[int], batch: int) -> tuple[Any, Any, Any]:
    rng = np.random.default_rng(0)
    layers = [
        (rng.standard_normal(pair) / np.sqrt(pair[0]), rng.standard_normal(pair[1]))
        for pair in pairwise(sizes)
    ]
    return layers, rng.random((batch, sizes[0])), rng.random((batch, sizes[-1]))


def _by_hand(sizes: Sequence[int], batch: int, where: tuple[Any, ...]) -> dict[str, Any]:
    return {
        _PLAIN: partial(plain, *where),
        _CAREFUL: partial(careful(sizes, batch, own=False), *where),
        _OWN: partial(careful(sizes, batch, own=True), *where),
    }


def _ahead(where: tuple[Any, ...]) -> dict[str, Callable[[], Any]]:
    return installed(
        {"PyTorch": ("torch", partial(_torch, *where)), "JAX, jit": ("jax", partial(_jax, *where))}
    )


def _autograd(layers: Any, x: Any, y: Any, autograd: ModuleType) -> Callable[[], Any]:
    return partial(autograd.value_and_grad(loss(autograd.numpy)), layers, x, y)


def _mygrad(layers: Any, x: Any, y: Any, mygrad: ModuleType) -> Callable[[], Any]:
    function = loss(mygrad)

    def work() -> Any:
        variables = [
            (mygrad.tensor(w, copy=False), mygrad.tensor(b, copy=False)) for w, b in layers
        ]
        answer = function(variables, x, y)
        answer.backward()
        return answer.item(), [(w.grad, b.grad) for w, b in variables]

    return work


def _torch(layers: Any, x: Any, y: Any, torch: ModuleType) -> Callable[[], Any]:
    torch.set_num_threads(1)
    function = loss(torch)
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    variables = [tuple(torch.tensor(p, requires_grad=True) for p in layer) for layer in layers]
    leaves = [p for layer in variables for p in layer]

    def work() -> Any:
        answer = function(variables, x, y)
        return answer, torch.autograd.grad(answer, leaves)

    return work


def _jax(layers: Any, x: Any, y: Any, jax: ModuleType) -> Callable[[], Any]:
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003 - its signature
    function = jax.jit(jax.value_and_grad(loss(jax.numpy)))
    layers, x, y = jax.tree.map(jax.numpy.asarray, (layers, x, y))
    return lambda: jax.block_until_ready(function(layers, x, y))
