"""The inner loop of annealing, compiled: neighbours are bits, and a move is judged by its window.

What is left after some nodes have gone depends only on which have gone, not on their order. So a
move within a window of the order changes no cost outside it, and checkpoints of the state let the
window alone be tried. A state is a matrix of words, a row a node: the words of those before it, of
those after it, and where edges are free, of the free ones among both.

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
def weigh(state: Any, node: int, begin: int, words: int, free: bool, sizes: Any) -> Any:
    """Sum the sizes of a node's neighbours over edges that are not free."""
    total = 0
    for w in range(words):
        word = state[node, begin + w]
        if free:
            word &= ~state[node, begin + w + 2 * words]
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
    into = weigh(state, node, 0, words, free, sizes)
    out = weigh(state, node, words, words, free, sizes)
    home, bit = node >> 6, _ONE << np.uint64(node & 63)
    for begin, other in ((0, words), (words, 0)):
        for w in range(words):
            word = state[node, begin + w]
            while word != 0:
                low = word & (~word + _ONE)
                word ^= low
                near = 64 * w + ones(low - _ONE)
                if free:
                    loose = (state[node, begin + w + 2 * words] & low) != 0
                    for k in range(words):
                        added = state[node, other + k]
                        kept = state[near, other + 2 * words + k] & ~added
                        if loose:
                            fresh = ~state[near, other + k]
                            kept |= state[node, other + 2 * words + k] & fresh
                        state[near, other + 2 * words + k] = kept
                    state[near, other + 2 * words + home] &= ~bit
                for k in range(words):
                    state[near, other + k] |= state[node, other + k]
                state[near, other + home] &= ~bit
    if len(sizes) == 0:
        return into * out
    return into * out * sizes[node]


@_njit
def copy(state: Any, into: Any) -> None:
    """Copy a state."""
    into[:] = state


@_njit
def prepare(
    order: Any, costs: Any, held: Any, stride: int, work: Any, free: bool, sizes: Any, words: int
) -> Any:
    """Walk the whole order, keeping a checkpoint every `stride` steps; give the total."""
    copy(held[0], work)
    total = 0
    for place in range(len(order)):
        if place % stride == 0:
            copy(work, held[place // stride])
        costs[place] = remove(work, order[place], words, free, sizes)
        total += costs[place]
    return total


@_njit
def attempt(
    order: Any,
    fresh: Any,
    low: int,
    high: int,
    limit: float,
    held: Any,
    stride: int,
    work: Any,
    free: bool,
    sizes: Any,
    words: int,
) -> Any:
    """Cost of the window low … high of an order, or −1 once it is above the limit."""
    copy(held[low // stride], work)
    for place in range(low // stride * stride, low):
        remove(work, order[place], words, free, sizes)
    total = 0
    for place in range(low, high + 1):
        fresh[place] = remove(work, order[place], words, free, sizes)
        total += fresh[place]
        if total > limit:
            return -1
    return total


@_njit
def keep(
    order: Any,
    low: int,
    high: int,
    held: Any,
    stride: int,
    work: Any,
    free: bool,
    sizes: Any,
    words: int,
) -> None:
    """Renew the checkpoints within a window that has changed."""
    if low // stride == high // stride:
        return
    copy(held[low // stride], work)
    for place in range(low // stride * stride, high):
        remove(work, order[place], words, free, sizes)
        if (place + 1) % stride == 0:
            copy(work, held[(place + 1) // stride])


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

    The best order seen is left in `best`; its cost is given back. The length of a move has a
    geometric tail: mostly near, sometimes across the whole order.
    """
    np.random.seed(seed)  # noqa: NPY002 - Numba's own generator: it belongs to the thread
    count = len(order)
    now = prepare(order, costs, held, stride, work, free, sizes, words)
    least = now
    best[:] = order
    if count < 2:  # noqa: PLR2004 - one node has one order
        return least
    cooling = (cold / hot) ** (1.0 / max(proposals, 1))
    warmth = hot
    for _ in range(proposals):
        warmth *= cooling
        a = np.random.randint(count)  # noqa: NPY002 - as above
        reach = np.exp(np.random.random() * np.log(float(count)))  # noqa: NPY002 - as above
        away = min(int(reach), count - 1)
        b = a + away if np.random.random() < 0.5 else a - away  # noqa: NPY002, PLR2004 - a coin
        if b < 0 or b >= count:
            continue
        low, high = min(a, b), max(a, b)
        before = 0
        for place in range(low, high + 1):
            before += costs[place]
        limit = before - warmth * np.log(1.0 - np.random.random())  # noqa: NPY002 - as above
        shift(order, a, b)
        after = attempt(order, fresh, low, high, limit, held, stride, work, free, sizes, words)
        if after < 0:
            shift(order, b, a)
            continue
        for place in range(low, high + 1):
            costs[place] = fresh[place]
        keep(order, low, high, held, stride, work, free, sizes, words)
        now += after - before
        if now < least:
            least = now
            best[:] = order
    return least
