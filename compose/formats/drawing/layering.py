"""Which layer each node of a picture lies in, and what edges need on their way through layers.

Nodes lie in even layers and the texts of edges in odd ones between, so that a text has a place of
its own. An edge over several layers gets a joint in each, which nothing else may cover.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

__all__ = ["Extent", "Layers", "Pair", "components", "layered"]

Pair = tuple[int, int]

_JOINTS: Final = 8_000
_CLEAR: Final = 3.0


class Extent(NamedTuple):
    """The room of a node or of a text: before and behind its line across, and along the way."""

    before: float
    after: float
    along: float


_JOINT: Final = Extent(_CLEAR, _CLEAR, 0.0)


@dataclass(slots=True)
class Layers:
    """What is placed: nodes first, then texts and joints.

    Attributes
    ----------
    members : list of list of int
        The vertices of each layer.
    extents : list of Extent
        The room of each vertex.
    layer : list of int
        The layer of each vertex.
    behind, ahead : list of list of int
        The neighbours of each vertex in the layer before and in the next one.
    chains : list of list of int
        The vertices of each edge, from its first end to its last; what leads backwards is turned.
    texts : list of int
        The vertex of each edge's text, or −1.
    nodes : int
        How many vertices are nodes.
    """

    nodes: int
    members: list[list[int]]
    extents: list[Extent]
    layer: list[int]
    behind: list[list[int]] = field(default_factory=list)
    ahead: list[list[int]] = field(default_factory=list)
    chains: list[list[int]] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)

    def add(self, layer: int, extent: Extent) -> int:
        """Add a text or a joint, and give its vertex."""
        self.members[layer].append(len(self.layer))
        self.layer.append(layer)
        self.extents.append(extent)
        self.behind.append([])
        self.ahead.append([])
        return len(self.layer) - 1


def components(nodes: int, edges: Iterable[Pair]) -> list[list[int]]:
    """Split nodes into parts that no edge joins.

    Parameters
    ----------
    nodes : int
        How many there are.
    edges : iterable of pairs of int
        Their ends.

    Returns
    -------
    list of list of int
        Ascending, in the order of their first nodes.

    Examples
    --------
    >>> components(5, [(0, 3), (4, 3)])
    [[0, 3, 4], [1], [2]]
    """
    near: list[list[int]] = [[] for _ in range(nodes)]
    for source, target in edges:
        near[source].append(target)
        near[target].append(source)
    seen = [False] * nodes
    return [sorted(_reach(node, near, seen)) for node in range(nodes) if not seen[node]]


def _reach(start: int, near: Sequence[Sequence[int]], seen: list[bool]) -> Iterator[int]:
    stack = [start]
    seen[start] = True
    while stack:
        node = stack.pop()
        yield node
        for other in near[node]:
            if not seen[other]:
                seen[other] = True
                stack.append(other)


def layered(
    sizes: Sequence[Extent], edges: Sequence[Pair], texts: Sequence[Extent | None]
) -> Layers:
    """Put nodes into layers, from causes to effects, and give edges their joints.

    Parameters
    ----------
    sizes : sequence of Extent
        One a node.
    edges : sequence of pairs of int
        Their ends, which differ. Those that close a circle are turned.
    texts : sequence of Extent or None
        The room of each edge's text.

    Returns
    -------
    Layers
        In no particular order within a layer.

    Examples
    --------
    >>> box, text = Extent(9, 9, 40), Extent(14, 3, 20)
    >>> seen = layered([box] * 3, [(0, 1), (1, 2), (0, 2)], [text, None, None])
    >>> seen.members, seen.chains
    ([[0], [3, 5], [1, 6], [4, 7], [2]], [[0, 3, 1], [1, 4, 2], [0, 5, 6, 7, 2]])
    """
    ranks, forwards = _ranks(len(sizes), edges)
    depth = 2 * max(ranks, default=0) + 1
    seen = Layers(len(sizes), [[] for _ in range(depth)], list(sizes), [2 * r for r in ranks])
    seen.behind, seen.ahead = [[] for _ in sizes], [[] for _ in sizes]
    for node, layer in enumerate(seen.layer):
        seen.members[layer].append(node)
    kept = _affordable(forwards, seen.layer)
    for ends, text, short in zip(forwards, texts, kept, strict=True):
        _thread(seen, ends, text, short=short)
    return seen


def _ranks(nodes: int, edges: Sequence[Pair]) -> tuple[list[int], list[Pair]]:
    place = _sequence(nodes, edges)
    forwards = [(s, t) if place[s] < place[t] else (t, s) for s, t in edges]
    sources: list[list[int]] = [[] for _ in range(nodes)]
    targets: list[list[int]] = [[] for _ in range(nodes)]
    for source, target in forwards:
        sources[target].append(source)
        targets[source].append(target)
    order = sorted(range(nodes), key=place.__getitem__)
    ranks = [0] * nodes
    for node in order:
        ranks[node] = max((ranks[s] + 1 for s in sources[node]), default=0)
    # What feeds more than it is fed stands beside what it feeds: its edges become short.
    for node in reversed(order):
        if len(targets[node]) > len(sources[node]):
            ranks[node] = min(ranks[t] for t in targets[node]) - 1
    lowest = min(ranks, default=0)
    return [rank - lowest for rank in ranks], forwards


def _sequence(nodes: int, edges: Sequence[Pair]) -> list[int]:
    """Give each node its place in an order of causes; in a circle the lowest number begins."""
    waiting, targets = [0] * nodes, [list[int]() for _ in range(nodes)]
    for source, target in edges:
        waiting[target] += 1
        targets[source].append(target)
    ready = deque(node for node in range(nodes) if not waiting[node])
    place, lowest = [-1] * nodes, iter(range(nodes))
    for count in range(nodes):
        node = ready.popleft() if ready else next(n for n in lowest if place[n] < 0)
        place[node] = count
        for target in targets[node]:
            waiting[target] -= 1
            if not waiting[target] and place[target] < 0:
                ready.append(target)
    return place


def _affordable(edges: Sequence[Pair], layer: Sequence[int]) -> list[bool]:
    """Say which edges get joints: the short ones first, until there are too many."""
    kept, joints = [False] * len(edges), 0
    spans = [layer[target] - layer[source] - 1 for source, target in edges]
    for edge in sorted(range(len(edges)), key=spans.__getitem__):
        joints += spans[edge]
        if joints > _JOINTS and spans[edge] > 1:
            break
        kept[edge] = True
    return kept


def _thread(seen: Layers, ends: Pair, text: Extent | None, *, short: bool) -> None:
    """Lead an edge through the layers; one that is too long goes straight, and has no text."""
    first, last = (seen.layer[end] for end in ends)
    middle = (first + last) // 2 | 1
    between = range(first + 1, last) if short else range(0)
    joints = [seen.add(n, text if text and n == middle else _JOINT) for n in between]
    seen.texts.append(joints[middle - first - 1] if joints and text else -1)
    seen.chains.append([ends[0], *joints, ends[1]])
    if short:
        for one, other in zip([ends[0], *joints], [*joints, ends[1]], strict=True):
            seen.ahead[one].append(other)
            seen.behind[other].append(one)
