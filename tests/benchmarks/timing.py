"""Interleaved timing: A B A B …, medians, ratios."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from statistics import median, quantiles
from time import perf_counter
from typing import Any

__all__ = ["HEAD", "Row", "compare", "compare_all", "once"]

HEAD = (
    "| what | compose | peer | peer's time | ratio | half of the ratios | aim |\n"
    "|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True)
class Row:
    """One line of the report.

    Attributes
    ----------
    what, peer : str
        What was measured, and against what.
    seconds, peer_seconds : float
        Medians, for one call.
    bound : float or None
        The ratio that is aimed at: at most so many times the peer's time.
    ratio : float
        Median of the ratios of neighbouring runs.
    spread : tuple of float
        Their quartiles: half of the ratios lie between.
    """

    what: str
    peer: str
    seconds: float
    peer_seconds: float
    bound: float | None
    ratio: float
    spread: tuple[float, float]

    def __str__(self) -> str:
        bound = "" if self.bound is None else f"{self.bound:g}"
        low, high = self.spread
        return (
            f"| {self.what} | {_time(self.seconds)} | {self.peer} | {_time(self.peer_seconds)} "
            f"| {_ratio(self.ratio)} | {_ratio(low)} to {_ratio(high)} | {bound} |"
        )


def _time(seconds: float) -> str:
    return f"{seconds * 1e3:.3g} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.3g} µs"


def _ratio(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.3f}"


def once(work: Callable[[], Any], calls: int = 1, *, collecting: bool = True) -> float:
    """Give the seconds that a call takes; rubbish of the one before is not its fault.

    Several calls in a row are for those so short that a cold cache would be most of their time.
    """
    gc.collect()
    if not collecting:
        gc.disable()
    try:
        start = perf_counter()
        for _ in range(calls):
            work()
        return (perf_counter() - start) / calls
    finally:
        gc.enable()


def compare(
    what: str,
    ours: Callable[[], Any],
    peers: Mapping[str, Callable[[], Any]],
    *,
    bound: float | Mapping[str, float] | None = None,
    **how: Any,
) -> list[Row]:
    """Run ours and the peers in turn, after one warm-up each; a row a peer."""
    return compare_all({what: (ours, bound)}, peers, **how)


def compare_all(
    ours: Mapping[str, tuple[Callable[[], Any], float | Mapping[str, float] | None]],
    peers: Mapping[str, Callable[[], Any]],
    *,
    rounds: int = 15,
    calls: int = 1,
    collecting: bool = True,
    measure: Callable[[Callable[..., Any]], float] | None = None,
) -> list[Row]:
    """Compare several ways of doing the same, each with its bound, with the same peers.

    What is compared is the time of a call, or what `measure` makes of each way.
    """
    timed = measure or partial(once, calls=calls, collecting=collecting)
    works = [*(work for work, _ in ours.values()), *peers.values()]
    for work in works:
        work()
    measured = [[timed(work) for work in works] for _ in range(rounds)]
    columns = [list(column) for column in zip(*measured, strict=True)]
    others = dict(zip(peers, columns[len(ours) :], strict=True))
    return [
        _row(what, name, own, times, bound.get(name) if isinstance(bound, Mapping) else bound)
        for (what, (_, bound)), own in zip(ours.items(), columns, strict=False)
        for name, times in others.items()
    ]


def _row(what: str, peer: str, own: list[float], times: list[float], bound: float | None) -> Row:
    ratios = [a / b for a, b in zip(own, times, strict=True)]
    low, _, high = quantiles(ratios, n=4, method="inclusive")
    return Row(what, peer, median(own), median(times), bound, median(ratios), (low, high))
