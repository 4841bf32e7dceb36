"""The inner loop of annealing, compiled: neighbours are bits, and a move is judged by its window.

What is left after some nodes have gone depends only on which have gone, not on their order. So a
move within a window of the order changes no cost outside it, and checkpoints of the state let the
window alone be tried. A state is a row of words for each node, one behind the other: the words of
those before it, of those after it, and where edges are free, of the free ones among both.

Importing this module loads Numba.
"""
# ruff: noqa: FBT001 - compiled code takes its arguments by position

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np

__all__ = ["run"]

F = TypeVar("F", bound=Callable[..., Any])
_njit: Callable[[F], F] = cast("Any", numba.njit(cache=True, nogil=True))

_ONE = np.uint64(1)
_TWO, _FOUR, _TOP = np.uint64(2), np.uint64(4), np.uint64(56)
_PAIRS = np.uint64(0x5555555555555555)
_FOURS = np.uint64(0x3333333333333333)
_EIGHTS = np.uint64(0x0F0F0F0F0F0F0F0F)
_SUM = np.uint64(0x0101010101010101)


@_njit
def ones(word: Any) -> Any:
    """Count the bits of a word. LLVM knows the pattern and emits one instruction."""
    x = word - ((word >> _ONE) & _PAIRS)
    x = (x & _FOURS) + ((x >> _TWO) & _FOURS)
    x = (x + (x >> _FOUR)) & _EIGHTS
    return np.int64((x * _SUM) >> _TOP)


@_njit
def weigh(state: Any, begin: int, words: int, free: bool, sizes: Any) -> Any:
    """Sum the sizes of a node's neighbours over edges that are not free."""
    total = 0
    for w in range(words):
        word = state[begin + w]
        if free:
            word &= ~state[begin + w + 2 * words]
        if len(sizes) == 0:
            total += ones(word)
            continue
        while word != 0:
            total += sizes[64 * w + ones((word & (~word + _ONE)) - _ONE)]
            word &= word - _ONE
    return total


@_njit
def remove(state: Any, node: int, words: int, free: bool, sizes: Any) -> Any:
    """Join every neighbour before a node with every one after it; give the multiplications."""
    row = (4 if free else 2) * words
    here = node * row
    price = weigh(state, here, words, free, sizes)
    price *= weigh(state, here + words, words, free, sizes)
    home, bit = node >> 6, ~(_ONE << np.uint64(node & 63))
    for side in range(2):
        begin, other = here + side * words, (1 - side) * words
        for w in range(words):
            word = state[begin + w]
            while word != 0:
                low = word & (~word + _ONE)
                word ^= low
                near = (64 * w + ones(low - _ONE)) * row + other
                if free:
                    loose = (state[begin + w + 2 * words] & low) != 0
                    for k in range(words):
                        kept = state[near + 2 * words + k] & ~state[here + other + k]
                        if loose:
                            fresh = ~state[near + k]
                            kept |= state[here + other + 2 * words + k] & fresh
                        state[near + 2 * words + k] = kept
                    state[near + 2 * words + home] &= bit
                for k in range(words):
                    state[near + k] |= state[here + other + k]
                state[near + home] &= bit
    return price if len(sizes) == 0 else price * sizes[node]


@_njit
def walk(
    order: Any,
    costs: Any,
    low: int,
    high: int,
    limit: float,
    held: Any,
    stride: int,
    renew: bool,
    work: Any,
    free: bool,
    sizes: Any,
    words: int,
) -> Any:
    """Cost of the places low … high of an order, or −1 once it is above the limit.

    The walk starts from the last checkpoint before `low`; with `renew` it replaces those after it.
    """
    begin = low // stride
    for i in range(len(work)):
        work[i] = held[begin, i]
    total = 0
    for place in range(begin * stride, high + 1):
        price = remove(work, order[place], words, free, sizes)
        if place >= low:
            costs[place] = price
            total += price
            if total > limit:
                return -1
        if renew and (place + 1) % stride == 0 and place < high:
            for i in range(len(work)):
                held[(place + 1) // stride, i] = work[i]
    return total


@_njit
def shift(order: Any, a: int, b: int) -> None:
    """Take the node at place a out, and put it in again at place b."""
    node = order[a]
    step = 1 if b > a else -1
    for place in range(a, b, step):
        order[place] = order[place + step]
    order[b] = node


@_njit
def run(
    order: Any,
    best: Any,
    costs: Any,
    fresh: Any,
    held: Any,
    stride: int,
    work: Any,
    free: bool,
    sizes: Any,
    words: int,
    proposals: int,
    hot: float,
    cold: float,
    seed: int,
) -> Any:
    """Anneal an order in place: `proposals` moves, cooling from `hot` to `cold`.

    The best order seen is left in `best`; its cost is given back. The length of a move is drawn
    evenly on a logarithmic scale: mostly near, sometimes across the whole order.
    """
    np.random.seed(seed)  # noqa: NPY002 - Numba's own generator: it belongs to the thread
    count = len(order)
    now = least = 0
    cooling = (cold / hot) ** (1.0 / max(proposals, 1))
    warmth = hot
    for proposal in range(proposals + 1):
        # The first round proposes nothing: it walks the whole order and lays the checkpoints.
        low, high, a, b, before = 0, count - 1, 0, 0, 0
        limit = np.inf
        if proposal > 0:
            warmth *= cooling
            a = np.random.randint(count)  # noqa: NPY002 - as above
            away = int(np.exp(np.random.random() * np.log(count)))  # noqa: NPY002 - as above
            away = min(away, count - 1)
            b = a + away if np.random.random() < 0.5 else a - away  # noqa: NPY002, PLR2004 - a coin
            if b < 0 or b >= count:
                continue
            low, high = min(a, b), max(a, b)
            for place in range(low, high + 1):
                before += costs[place]
            limit = before - warmth * np.log(1.0 - np.random.random())  # noqa: NPY002 - as above
            shift(order, a, b)
        after = walk(
            order, fresh, low, high, limit, held, stride, proposal == 0, work, free, sizes, words
        )
        if after < 0:
            shift(order, b, a)
            continue
        for place in range(low, high + 1):
            costs[place] = fresh[place]
        now += after - before
        if proposal == 0 or now < least:
            least = now
            for place in range(count):
                best[place] = order[place]
        if proposal > 0 and low // stride < high // stride:
            renew = True
            walk(order, fresh, low, high, np.inf, held, stride, renew, work, free, sizes, words)
    return least
