"""The order within layers: as few crossings as a few sweeps find.

Each sweep sorts a layer by the mean place of what its vertices are joined to in the layer before,
forwards and backwards in turn (the barycentre method of Sugiyama, Tagawa and Toda, 1981). The
order with the fewest crossings is kept; in small pictures neighbours then change places where
that removes crossings.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from typing import Final

from compose.formats.drawing.layering import Layers

__all__ = ["arrange", "crossings"]

_PATIENCE: Final = 3
_ROUNDS: Final = 12
_SMALL: Final = 1500
_WORK: Final = 60_000


def arrange(seen: Layers) -> None:
    """Sort the members of each layer in place.

    Parameters
    ----------
    seen : Layers
        The layers, which keep their members.

    Examples
    --------
    >>> from compose.formats.drawing.layering import Extent, layered
    >>> seen = layered([Extent(9, 9, 40)] * 4, [(0, 3), (1, 2)], [None, None])
    >>> crossings(seen)
    1
    >>> arrange(seen)
    >>> seen.members[0], seen.members[-1], crossings(seen)
    ([0, 1], [3, 2], 0)
    """
    small = len(seen.layer) <= _SMALL
    best: list[list[int]] = []
    fewest = -1
    # A small picture is worth a second beginning, which meets the nodes the other way round.
    for turned in (False, True) if small else (False,):
        found = _from(_deep_first(seen, turned=turned), seen, small=small)
        if fewest < 0 or found < fewest:
            best, fewest = _copy(seen), found
        if not fewest:
            break
    seen.members[:] = best


def _from(beginning: list[list[int]], seen: Layers, *, small: bool) -> int:
    """Sweep while that helps, and leave the best order behind; count its crossings."""
    seen.members[:] = beginning
    place = [0] * len(seen.layer)
    _renumber(seen.members, place)
    best, fewest, patience = _copy(seen), crossings(seen), _PATIENCE
    rounds = max(2, min(_ROUNDS, _WORK // len(seen.layer)))
    for turn in range(rounds):
        if not fewest or not patience:
            break
        _sweep(seen, place, forwards=turn % 2 == 0, turned=turn % 4 > 1)
        _sweep(seen, place, forwards=turn % 2 == 1, turned=turn % 4 > 1)
        if small:
            _exchange(seen, place)
        found = crossings(seen)
        patience = _PATIENCE if found < fewest else patience - 1
        if found < fewest:
            best, fewest = _copy(seen), found
    seen.members[:] = best
    return fewest


def _copy(seen: Layers) -> list[list[int]]:
    return [members[:] for members in seen.members]


def _renumber(layers: Sequence[Sequence[int]], place: list[int]) -> None:
    for members in layers:
        for rank, vertex in enumerate(members):
            place[vertex] = rank


def _deep_first(seen: Layers, *, turned: bool) -> list[list[int]]:
    """Order vertices as a walk meets them, which keeps what belongs together close."""
    way = 1 if turned else -1
    found: list[list[int]] = [[] for _ in seen.members]
    met = [False] * len(seen.layer)
    for start in sorted(vertex for members in seen.members for vertex in members):
        stack = [start]
        while stack:
            vertex = stack.pop()
            if not met[vertex]:
                met[vertex] = True
                found[seen.layer[vertex]].append(vertex)
                stack += [*seen.behind[vertex][::way], *seen.ahead[vertex][::way]]
    return found


def _sweep(seen: Layers, place: list[int], *, forwards: bool, turned: bool) -> None:
    layers = seen.members if forwards else seen.members[::-1]
    near = seen.behind if forwards else seen.ahead
    for members in layers:
        means = {
            vertex: sum([place[n] for n in near[vertex]]) / len(near[vertex])
            if near[vertex]
            else place[vertex]
            for vertex in members
        }
        # Equals that change places now and then do not keep a sweep from better orders.
        if turned:
            members.reverse()
        members.sort(key=means.__getitem__)
        for rank, vertex in enumerate(members):
            place[vertex] = rank


def crossings(seen: Layers) -> int:
    """Count how often edges cross.

    Parameters
    ----------
    seen : Layers
        The layers, as they are ordered now.

    Returns
    -------
    int
        The number of crossing pairs.
    """
    place = [0] * len(seen.layer)
    _renumber(seen.members, place)
    return sum(_between(members, seen.ahead, place) for members in seen.members)


def _between(members: Sequence[int], ahead: Sequence[Sequence[int]], place: list[int]) -> int:
    """Count pairs of edges whose ends lie in opposite orders."""
    passed: list[int] = []
    count = 0
    for vertex in members:
        ends = sorted([-place[n] for n in ahead[vertex]])
        count += sum([bisect_left(passed, end) for end in ends])
        for end in ends:
            insort(passed, end)
    return count


def _exchange(seen: Layers, place: list[int]) -> None:
    """Let neighbours change places while that removes crossings."""
    for _ in range(_PATIENCE):
        gained = [
            _try(seen, members, k, place)
            for members in seen.members
            for k in range(len(members) - 1)
        ]
        if not any(gained):
            return


def _try(seen: Layers, members: list[int], k: int, place: list[int]) -> bool:
    one, other = members[k], members[k + 1]
    now = sum(_above(near[one], near[other], place) for near in (seen.behind, seen.ahead))
    then = sum(_above(near[other], near[one], place) for near in (seen.behind, seen.ahead))
    if then >= now:
        return False
    members[k], members[k + 1] = other, one
    place[one], place[other] = k + 1, k
    return True


def _above(first: Sequence[int], second: Sequence[int], place: list[int]) -> int:
    return sum([place[a] > place[b] for a in first for b in second])
