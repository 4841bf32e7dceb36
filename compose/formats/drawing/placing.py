"""Where vertices lie across their layer: as near to their neighbours as the order allows.

For each layer in turn, the places that are nearest to those wished for, in the sense of least
squares, while neighbours keep their distance, are those of isotonic regression; the algorithm of
pooled adjacent violators (Ayer and others, 1955) finds them in one pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import Final

from compose.formats.drawing.layering import Layers

__all__ = ["place", "spread"]

_GAP: Final = 12.0
_ROUNDS: Final = 10
_WORK: Final = 120_000
_STRAIGHT: Final = 8.0
_HALF: Final = 3.0


def place(seen: Layers) -> list[float]:
    """Give each vertex its place across.

    Parameters
    ----------
    seen : Layers
        In their final order.

    Returns
    -------
    list of float
        The line of each vertex; the first begins at 0.

    Examples
    --------
    >>> from compose.formats.drawing.layering import Extent, layered
    >>> box = Extent(10, 10, 40)
    >>> place(layered([box] * 3, [(0, 2), (1, 2)], [None, None]))[:3]
    [10.0, 42.0, 26.0]
    """
    across = [0.0] * len(seen.layer)
    for members in seen.members:
        _stack(seen, members, across)
    offsets = [_offsets(seen, members) for members in seen.members]
    rounds = max(3, min(_ROUNDS, _WORK // len(seen.layer)))
    for turn in range(rounds):
        # Both sides count at the end, so that the last sweep pulls nothing to one of them.
        both = turn >= rounds - 2
        _sweep(seen, offsets, across, backwards=turn % 2 == 1, both=both)
    rank = {vertex: k for members in seen.members for k, vertex in enumerate(members)}
    for chain in seen.chains:
        _straighten(seen, rank, across, chain[1:-1])
    least = min(x - seen.extents[v].before for v, x in enumerate(across))
    return [x - least for x in across]


def _stack(seen: Layers, members: Sequence[int], across: list[float]) -> None:
    """Begin with each layer packed, its middle at 0."""
    offsets = _offsets(seen, members)
    middle = offsets[-1] / 2 if offsets else 0.0
    for vertex, offset in zip(members, offsets, strict=True):
        across[vertex] = offset - middle


def _offsets(seen: Layers, members: Sequence[int]) -> list[float]:
    """Give the least distances from the first member."""
    offsets, end = [], 0.0
    for k, vertex in enumerate(members):
        extent = seen.extents[vertex]
        end = end + extent.before if k else 0.0
        offsets.append(end)
        end += extent.after + _GAP
    return offsets


def _sweep(
    seen: Layers,
    offsets: Sequence[Sequence[float]],
    across: list[float],
    *,
    backwards: bool,
    both: bool,
) -> None:
    layers = range(len(seen.members))
    for layer in reversed(layers) if backwards else layers:
        members = seen.members[layer]
        wishes, weights = [], []
        for vertex in members:
            wish, weight = _wish(seen, across, vertex, backwards=backwards, both=both)
            wishes.append(wish)
            weights.append(weight)
        placed = spread(wishes, weights, offsets[layer])
        for vertex, found in zip(members, placed, strict=True):
            across[vertex] = found


def _wish(
    seen: Layers, across: list[float], vertex: int, *, backwards: bool, both: bool
) -> tuple[float, float]:
    """Give the mean of the neighbours' places, and how much it counts."""
    near = (seen.ahead if backwards else seen.behind)[vertex]
    if both or not near:
        near = seen.behind[vertex] + seen.ahead[vertex]
    if not near:
        return across[vertex], 0.1
    if len(near) == 1:
        return across[near[0]], _pull(seen, vertex, near[0])
    pulls = [_pull(seen, vertex, n) for n in near]
    whole = sum(pulls)
    return sum([across[n] * pull for n, pull in zip(near, pulls, strict=True)]) / whole, whole


def _pull(seen: Layers, one: int, other: int) -> float:
    """Keep long edges straight rather than short ones."""
    joints = (one >= seen.nodes) + (other >= seen.nodes)
    return _STRAIGHT if joints == 2 else _HALF if joints else 1.0  # noqa: PLR2004 - both ends


def _straighten(
    seen: Layers, rank: Mapping[int, int], across: list[float], joints: Sequence[int]
) -> None:
    """Put the joints of an edge on one line, if the room between their neighbours allows it."""
    if len(joints) < 2:  # noqa: PLR2004 - one joint is straight
        return
    least = max(_limit(seen, rank, across, joint, -1) for joint in joints)
    most = min(_limit(seen, rank, across, joint, 1) for joint in joints)
    if least <= most:
        wish = sum([across[joint] for joint in joints]) / len(joints)
        line = min(max(wish, least), most)
        for joint in joints:
            across[joint] = line


def _limit(
    seen: Layers, rank: Mapping[int, int], across: Sequence[float], vertex: int, side: int
) -> float:
    """Say how far a vertex may move to one side."""
    members, place = seen.members[seen.layer[vertex]], rank[vertex] + side
    if not 0 <= place < len(members):
        return side * inf
    other = members[place]
    first, second = (other, vertex) if side < 0 else (vertex, other)
    return across[other] - side * (seen.extents[first].after + _GAP + seen.extents[second].before)


def spread(
    wishes: Sequence[float], weights: Sequence[float], offsets: Sequence[float]
) -> list[float]:
    """Find the nearest places to those wished for that keep their order and distance.

    Parameters
    ----------
    wishes, weights : sequence of float
        Where each would lie if it were alone, and how much that counts; weights are positive.
    offsets : sequence of float
        The least distance of each from the first.

    Returns
    -------
    list of float
        The places with the least weighted sum of squares.

    Examples
    --------
    >>> spread([0.0, 0.0, 50.0], [1.0, 1.0, 1.0], [0.0, 10.0, 20.0])
    [-5.0, 5.0, 50.0]
    """
    means: list[float] = []
    heavy: list[float] = []
    many: list[int] = []
    for wish, weight, offset in zip(wishes, weights, offsets, strict=True):
        mean, total, count = wish - offset, weight, 1
        while means and means[-1] > mean:
            other = heavy.pop()
            mean = (means.pop() * other + mean * total) / (other + total)
            total += other
            count += many.pop()
        means.append(mean)
        heavy.append(total)
        many.append(count)
    free = [mean for mean, count in zip(means, many, strict=True) for _ in range(count)]
    return [mean + offset for mean, offset in zip(free, offsets, strict=True)]
