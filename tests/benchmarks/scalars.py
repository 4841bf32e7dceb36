"""Programs of 10⁵ scalar operations, against micrograd, PyTorch and autograd."""

from __future__ import annotations

import gc
import math
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np

import compose
from tests.benchmarks.peers import agree, installed
from tests.benchmarks.programs import LEAVES, arithmetic, mixed
from tests.benchmarks.timing import Row, compare_all

__all__ = ["report", "rows"]

_ALL = tuple(range(len(LEAVES)))

Program = Callable[[Any], Callable[..., Any]]
"""Makes the function of scalars from the namespace that it is to compute with."""


def rows(rounds: int = 5) -> Iterator[Row]:
    """Measure both programs, functional and bare, with the collector on and off.

    The aims are for the collector as Python comes; a round takes some ten seconds.
    """
    for name, program in (("mixed", mixed), ("arithmetic", lambda _: arithmetic())):
        peers = _peers(program)
        ways = {
            "value_and_grad": (_functional(program), 0.1),
            "variables, gradient()": (_gradient(program), 0.2),
            "variables, backward()": (_backward(program), 0.2),
        }
        agree([work for work, _ in ways.values()], peers)
        for collecting in (True, False):
            state = "on" if collecting else "off"
            ours = {
                f"{name}: {way}, collector {state}": (work, bound if collecting else None)
                for way, (work, bound) in ways.items()
            }
            yield from compare_all(ours, peers, rounds=rounds, collecting=collecting)


def report(iterations: int = 1000) -> Iterator[str]:
    """Say what is in memory as bare variables come and go while one leaf stays."""
    kept, program = compose.variable(LEAVES[0], "kept"), mixed(np, 8, 11)
    marks = {}
    gc.disable()
    tracemalloc.start()
    try:
        for iteration in range(1, iterations + 1):
            others = [compose.variable(value) for value in LEAVES[1:]]
            program(kept, *others).backward()
            if iteration in (iterations // 100, iterations // 10, iterations):
                marks[iteration] = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        gc.enable()
    for iteration, (now, peak) in marks.items():
        yield (
            f"After {iteration:,} programs of 2,000 operations on one kept leaf, collector off: "
            f"{now / 1024:.0f} KiB in use, {peak / 1024:.0f} KiB at the peak"
        )


def _functional(program: Program) -> Callable[[], Any]:
    return partial(compose.value_and_grad(program(np), _ALL), *LEAVES)


def _gradient(program: Program) -> Callable[[], Any]:
    function = program(np)

    def work() -> tuple[float, list[float]]:
        leaves = [compose.variable(value) for value in LEAVES]
        answer = function(*leaves)
        gradient = answer.gradient()
        return answer.value, [gradient[leaf] for leaf in leaves]

    return work


def _backward(program: Program) -> Callable[[], Any]:
    function = program(np)

    def work() -> tuple[float, list[float]]:
        leaves = [compose.variable(value) for value in LEAVES]
        answer = function(*leaves)
        answer.backward()
        return answer.value, [leaf.grad for leaf in leaves]

    return work


def _peers(program: Program) -> dict[str, Callable[[], Any]]:
    return installed(
        {
            "micrograd": ("micrograd.engine", partial(_micrograd, program)),
            "PyTorch": ("torch", partial(_torch, program)),
            "autograd": ("autograd", partial(_autograd, program)),
        }
    )


def _autograd(program: Program, autograd: ModuleType) -> Callable[[], Any]:
    return partial(autograd.value_and_grad(program(autograd.numpy), _ALL), *LEAVES)


def _torch(program: Program, torch: ModuleType) -> Callable[[], Any]:
    torch.set_num_threads(1)
    function = program(torch)

    def work() -> tuple[Any, list[Any]]:
        leaves = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in LEAVES]
        answer = function(*leaves)
        answer.backward()
        return answer, [leaf.grad for leaf in leaves]

    return work


def _micrograd(program: Program, engine: ModuleType) -> Callable[[], Any]:
    value = engine.Value

    def unary(name: str, call: Callable[[float], float], slope: Callable[..., float]) -> Any:
        # As micrograd's own relu is written.
        def operation(x: Any) -> Any:
            out = value(call(x.data), (x,), name)

            def pull() -> None:
                x.grad += slope(x.data, out.data) * out.grad

            out._backward = pull
            return out

        return operation

    function = program(
        SimpleNamespace(
            tanh=unary("tanh", math.tanh, lambda _, y: 1.0 - y * y),
            exp=unary("exp", math.exp, lambda _, y: y),
            log=unary("log", math.log, lambda x, _: 1.0 / x),
            sin=unary("sin", math.sin, lambda x, _: math.cos(x)),
        )
    )

    def work() -> tuple[float, list[float]]:
        leaves = [value(v) for v in LEAVES]
        answer = function(*leaves)
        answer.backward()
        return answer.data, [leaf.grad for leaf in leaves]

    return work
