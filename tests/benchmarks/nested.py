"""A gradient inside the function being differentiated, against autograd."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np

import compose
from tests.benchmarks.peers import agree, installed
from tests.benchmarks.programs import landing, launch
from tests.benchmarks.timing import Row, compare

__all__ = ["rows"]


def rows(rounds: int = 21) -> Iterator[Row]:
    """Measure one gradient through the simulation, and the search for the throw."""
    for what, program in (
        ("gradient of where a throw lands", _slope),
        ("six steps towards the throw that lands at 20 m", launch),
    ):
        ours = partial(program, np, compose.grad)
        peers = installed({"autograd": ("autograd", partial(_autograd, program))})
        agree([ours], peers)
        yield from compare(what, ours, peers, rounds=rounds, bound=0.2)


def _slope(np: Any, grad: Callable[..., Any]) -> Any:
    return grad(landing(np, grad), (0, 1))(0.6, 14.0)


def _autograd(program: Callable[..., Any], autograd: ModuleType) -> Callable[[], Any]:
    return partial(program, autograd.numpy, autograd.grad)
