"""Simulated annealing over orders: seeded, and better the longer it may search."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import repeat
from math import isqrt
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from compose.engine.elimination.counting import cost
from compose.engine.elimination.greedy import forward, markowitz, reverse
from compose.engine.elimination.pattern import Pattern
from compose.errors import QuestionError

__all__ = ["PROPOSALS", "Progress", "anneal"]

PROPOSALS = 200_000
"""Moves that are proposed where no budget is given."""

Progress: TypeAlias = Callable[[int, int], object]
"""Called after each round with the moves proposed so far and the least multiplications."""

_CHAINS = 2
_FIRST = 2_500
_HEAT = 0.6
_COOLING = 20.0
_CHECKPOINTS = 2**25


@dataclass
class _Best:
    multiplications: int
    order: list[int]

    def take(self, multiplications: int, order: NDArray[np.int64]) -> None:
        if multiplications < self.multiplications:
            self.multiplications, self.order = int(multiplications), order.tolist()


def anneal(
    pattern: Pattern,
    *,
    seed: int = 0,
    budget: float | None = None,
    proposals: int | None = None,
    progress: Progress | None = None,
) -> list[int]:
    """Search for a cheap order by simulated annealing (Kirkpatrick, Gelatt and Vecchi, 1983).

    A move takes one node to another place in the order. It is accepted where it saves
    multiplications, and with probability exp(−more/temperature) where it costs more. The search
    runs in rounds, each twice as long as the one before and each cooling from the start; a round
    is two chains, side by side in two threads.

    Parameters
    ----------
    pattern : Pattern
        What is joined.
    seed : int
        Start of the random numbers.
    budget : float, optional
        Seconds to search. The answer then depends on the machine. Numba's compilation, once a
        machine, does not count.
    proposals : int, optional
        Moves to propose, 200,000 by default: one seed, one answer.
    progress : callable, optional
        Called after each round with the moves proposed so far and the least multiplications; the
        search ends where it answers with something true.

    Returns
    -------
    list of int
        The best order seen: never worse than forward, reverse and Markowitz.

    Raises
    ------
    QuestionError
        Both budgets were given, or one that is not positive.
    """
    if budget is not None and proposals is not None:
        raise QuestionError(f"budget={budget!r} and proposals={proposals!r}: give one of the two")
    given = budget if budget is not None else PROPOSALS if proposals is None else proposals
    if isinstance(given, bool) or not given > 0:
        raise QuestionError(f"a search within {given!r}: give more than 0 seconds or proposals")
    # Its logging is slow to load, and only those wait for it who search.
    from concurrent.futures import ThreadPoolExecutor

    starts = [search(pattern) for search in (markowitz, reverse, forward)]
    costs = [cost(pattern, start).multiplications for start in starts]
    best = _Best(min(costs), starts[costs.index(min(costs))])
    if len(best.order) < 2:  # noqa: PLR2004 - one node has one order
        return best.order
    chains = [_Chain(pattern, best) for _ in range(_CHAINS)]
    rounds = _by_clock(budget, chains) if budget is not None else _by_count(int(given))
    done = 0
    with ThreadPoolExecutor(_CHAINS) as pool:
        for number, length in enumerate(rounds):
            seeds = [_drawn(seed, number, place) for place in range(_CHAINS)]
            for chain, least in zip(
                chains, pool.map(_Chain.run, chains, repeat(length), seeds), strict=False
            ):
                best.take(least, chain.best)
            done += _CHAINS * length
            if progress is not None and progress(done, best.multiplications):
                break
    return best.order


def _drawn(*words: int) -> int:
    return int(np.random.SeedSequence([abs(word) for word in words]).generate_state(1)[0])


def _by_count(proposals: int) -> Iterator[int]:
    left, length = max(proposals // _CHAINS, 1), _FIRST
    while left:
        step = min(length, left)
        yield step
        left, length = left - step, 2 * length


def _by_clock(seconds: float, chains: list[_Chain]) -> Iterator[int]:
    """Double the rounds as long as the next one fits by the pace of the last."""
    chains[0].run(0, 0)
    end, length = time.perf_counter() + seconds, _FIRST
    while True:
        start = time.perf_counter()
        yield length
        now = time.perf_counter()
        fits = int(length * (end - now) / max(now - start, 1e-9))
        if fits < _FIRST // 10:
            return
        length = min(2 * length, fits)


class _Chain:
    """Arrays for one thread: the state, its checkpoints, the order and what its steps cost."""

    def __init__(self, pattern: Pattern, start: _Best) -> None:
        self._start = np.array(start.order, np.int64)
        self._heat = _HEAT * max(start.multiplications / len(self._start), 1.0)
        self.best = self._start.copy()
        self._free = bool(pattern.free)
        self._words = (len(pattern.names) + 63) // 64
        self._state = _bits(pattern, self._words)
        plain = not pattern.sizes
        self._sizes = np.array([] if plain else pattern.weights, np.int64)
        count = len(self._start)
        room = max(_CHECKPOINTS // self._state.size, 1)
        self._stride = max(isqrt(count), -(-count // room))
        self._held = np.zeros((count // self._stride + 1, self._state.size), np.uint64)
        self._held[0] = self._state
        self._costs, self._fresh = np.zeros((2, count), np.int64)

    def run(self, proposals: int, seed: int) -> Any:
        """Anneal from the start, cooling over so many proposals; give the least cost."""
        # It loads Numba, which only those wait for who search.
        from compose.engine.elimination import bits

        return bits.run(
            self._start.copy(),
            self.best,
            self._costs,
            self._fresh,
            self._held,
            self._stride,
            self._state,
            self._free,
            self._sizes,
            self._words,
            proposals,
            self._heat,
            self._heat / _COOLING,
            seed,
        )


def _bits(pattern: Pattern, words: int) -> NDArray[np.uint64]:
    """Lay the pattern out as `bits` reads it."""
    blocks = 4 if pattern.free else 2
    state = np.zeros((len(pattern.names), blocks * words), np.uint64)
    for begin, pairs in ((0, pattern.edges), (2 * words, sorted(pattern.free))):
        for i, j in pairs:
            state[j, begin + (i >> 6)] |= np.uint64(1 << (i & 63))
            state[i, begin + words + (j >> 6)] |= np.uint64(1 << (j & 63))
    return state.ravel()
