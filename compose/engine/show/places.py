"""Which places of long paths are written, so that no two rows look the same.

The first row shows its ends. Every other one shows where it departs from the first: nodes that
the first does not pass, or the two ends of an edge that it does not take. Where a row departs
often, the departures that fewest rows share are shown, since these tell it apart.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple

import numpy as np

from compose.engine.paths import Path

__all__ = ["ENDS", "ITEMS", "Places", "places", "written"]

ITEMS: Final = 6
_DEPARTURES: Final = 3
_MOST_DEPARTURES: Final = 12


class Places(NamedTuple):
    """Places along a path that are written whatever is left out; none of them: its ends are."""

    nodes: tuple[int, ...]
    edges: tuple[int, ...]


ENDS: Final = Places((), ())


class _Departure(NamedTuple):
    """Where a path has what another has not; or only comes back to it, which is rarely news."""

    comes_back: bool
    nodes: tuple[int, ...]
    edges: tuple[int, ...]


def written(size: int, kept: Sequence[int]) -> Sequence[int]:
    """Give the places of a sequence that are written.

    Parameters
    ----------
    size : int
        Its length.
    kept : sequence of int
        Places that must be among them, ascending; without any, the ends are.

    Returns
    -------
    sequence of int
        All where there are no more than six.

    Examples
    --------
    >>> written(3, ()), written(20, ()), written(20, (0, 7, 19))
    (range(0, 3), (0, 1, 18, 19), (0, 7, 19))
    """
    if size <= ITEMS:
        return range(size)
    return kept or (0, 1, size - 2, size - 1)


def places(paths: Sequence[Path]) -> list[Places]:
    """Choose what is written of each of several paths between the same ends.

    Parameters
    ----------
    paths : sequence of Path
        The paths shown. The work grows with their lengths added up, and no faster.

    Returns
    -------
    list of Places
        One a path.
    """
    if all(len(path) < ITEMS for path in paths):
        return [ENDS] * len(paths)
    first, *others = paths
    taken = np.asarray(first.numbers)
    apart = [np.flatnonzero(~np.isin(path.numbers, taken)).tolist() for path in others]
    passed = frozenset(first.nodes)
    return [ENDS, *_told_apart(others, apart, passed)]


def _departures(path: Path, apart: list[int], passed: Container[Any]) -> Iterator[_Departure]:
    nodes = path.nodes
    for k in apart:
        if nodes[k + 1] not in passed:
            yield _Departure(comes_back=False, nodes=(k + 1,), edges=(k, k + 1))
        elif nodes[k] in passed:
            yield _Departure(comes_back=False, nodes=(k, k + 1), edges=(k,))
        else:
            yield _Departure(comes_back=True, nodes=(k + 1,), edges=(k,))


def _told_apart(
    paths: Sequence[Path], apart: Sequence[list[int]], passed: Container[Any]
) -> list[Places]:
    """Show a few departures of each path, and more of those that would still look alike."""
    numbers = (map(path.numbers.__getitem__, ks) for path, ks in zip(paths, apart, strict=True))
    shared = Counter(chain.from_iterable(numbers))
    chosen = [
        _rarest(path, ks, passed, shared, _DEPARTURES)
        for path, ks in zip(paths, apart, strict=True)
    ]
    looks = [_look(*row) for row in zip(paths, chosen, strict=True)]
    often = Counter(looks)
    for k, look in enumerate(looks):
        if often[look] > 1:
            chosen[k] = _rarest(paths[k], apart[k], passed, shared, _MOST_DEPARTURES)
    return chosen


def _rarest(
    path: Path, apart: list[int], passed: Container[Any], shared: Counter[int], most: int
) -> Places:
    numbers = path.numbers

    def rank(departure: _Departure) -> tuple[bool, int, int]:
        k = departure.edges[0]
        return departure.comes_back, shared[numbers[k]], k

    found = _departures(path, apart, passed)
    if most == _DEPARTURES:
        found = (departure for departure in found if not departure.comes_back)
    chosen = heapq.nsmallest(most, found, rank)
    nodes = {0, len(path)}.union(*(departure.nodes for departure in chosen))
    edges = set[int]().union(*(departure.edges for departure in chosen))
    return Places(tuple(sorted(nodes)), tuple(sorted(edges)))


def _look(path: Path, chosen: Places) -> tuple[Any, ...]:
    return tuple(path.nodes[k] for k in chosen.nodes)
