"""Interleaved timing: A B A B …, medians, ratios."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

__all__ = ["Row", "compare", "once"]


@dataclass(frozen=True)
class Row:
    """One line of the report.

    Attributes
    ----------
    what, peer : str
        What was measured, and against what.
    seconds, peer_seconds : float
        Medians.
    bound : float or None
        The ratio that is aimed at: at most so many times the peer's time.
    ratio : float
        Median of the ratios of neighbouring runs.
    """

    what: str
    peer: str
    seconds: float
    peer_seconds: float
    bound: float | None
    ratio: float

    def __str__(self) -> str:
        bound = "" if self.bound is None else f"{self.bound:g}"
        return (
            f"| {self.what} | {self.seconds * 1e3:.3g} ms | {self.peer} "
            f"| {self.peer_seconds * 1e3:.3g} ms | {self.ratio:.2f} | {bound} |"
        )


def once(work: Callable[[], Any]) -> float:
    """Give the seconds that one call takes; rubbish of the one before is not its fault."""
    gc.collect()
    start = perf_counter()
    work()
    return perf_counter() - start


def compare(
    what: str,
    ours: Callable[[], Any],
    peers: Mapping[str, Callable[[], Any]],
    *,
    rounds: int = 15,
    bound: float | None = None,
) -> list[Row]:
    """Run ours and the peers in turn, after one warm-up each; a row a peer."""
    for work in (ours, *peers.values()):
        work()
    own: list[float] = []
    others: dict[str, list[float]] = {name: [] for name in peers}
    for _ in range(rounds):
        own.append(once(ours))
        for name, work in peers.items():
            others[name].append(once(work))
    return [
        Row(
            what,
            name,
            median(own),
            median(times),
            bound,
            median(a / b for a, b in zip(own, times, strict=True)),
        )
        for name, times in others.items()
    ]
