"""Large graphs: which nodes are shown, and what stands for the others.

With a highlight, the nodes of the largest paths are shown. Without one, outputs, inputs, and the
nodes with most edges. Ways through nodes that are not shown become one stand-in for each pair of
nodes that they join, unless other edges of the picture join the two already.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from compose.engine.columns import Columns
from compose.engine.graph import Graph
from compose.engine.order import Structure
from compose.formats.sketching.focus import Focus
from compose.formats.sketching.joining import closing

__all__ = ["StandIn", "choose", "left_out", "stand_ins"]

_PART: Final = 3
_CHUNK: Final = 1 << 14


class StandIn(NamedTuple):
    """Ways between two shown nodes through nodes that are not: their ends, how many nodes."""

    source: int
    target: int
    hidden: int


def choose(graph: Graph, seen: Focus | None, most: int) -> NDArray[np.int64]:
    """Choose nodes.

    Parameters
    ----------
    graph : Graph
        A graph with more nodes than that.
    seen : Focus or None
        What is highlighted.
    most : int
        How many nodes.

    Returns
    -------
    ndarray of int
        Their numbers, ascending.
    """
    columns = graph.columns
    ranked = _of_paths(columns, seen, most) if seen is not None else _of_all(graph, most)
    return np.array(sorted(ranked), np.int64)


def _of_paths(columns: Columns, seen: Focus, most: int) -> list[int]:
    """Take all of what lies between, if there is room; else path by path, each from both ends."""
    between = np.flatnonzero(seen.reached)
    if len(between) <= most:
        return between.tolist()
    chosen = dict.fromkeys((seen.of, seen.wrt))
    targets = columns.target.array()
    for path in seen.paths:
        inner = targets[path.numbers[:-1]].tolist()
        for node in _from_both_ends(inner):
            if len(chosen) >= most:
                return list(chosen)[:most]
            chosen[node] = None
    return list(chosen)[:most]


def _from_both_ends(items: list[int]) -> Iterator[int]:
    for place in range((len(items) + 1) // 2):
        yield items[place]
        yield items[-1 - place]


def _of_all(graph: Graph, most: int) -> list[int]:
    """Take outputs and inputs, a third of the room each at most, and the nodes with most edges."""
    columns = graph.columns
    source, target = columns.source.array(), columns.target.array()
    many = len(columns.names)
    leaving, arriving = (np.bincount(ends, minlength=many) for ends in (source, target))
    # Of nodes with as many edges, those near the beginning and the end come first.
    numbers = np.arange(many)
    ranked = np.lexsort((numbers, np.minimum(numbers, many - 1 - numbers), -leaving - arriving))
    share = -(-most // _PART)
    outputs = ranked[leaving[ranked] == 0][:share].tolist()
    inputs = ranked[arriving[ranked] == 0][:share].tolist()
    chosen = dict.fromkeys([*outputs, *inputs, *ranked[:most].tolist()])
    return list(chosen)[:most]


def stand_ins(
    graph: Graph, seen: Focus | None, shown: NDArray[np.int64]
) -> tuple[tuple[StandIn, ...], int]:
    """Find the ways between shown nodes through others.

    Parameters
    ----------
    graph : Graph
        The graph.
    seen : Focus or None
        What is highlighted: only what lies between its ends counts.
    shown : ndarray of int
        Numbers of the shown nodes, ascending.

    Returns
    -------
    ways : tuple of StandIn
        In the order of their ends; none where edges and other stand-ins lead the same way, and no
        more than there are nodes: those that hold the picture together, then the largest.
    undrawn : int
        How many more there would be.
    """
    # Asked first, since a cycle is an error that the graph words best.
    len(graph.outputs)
    structure = Structure(graph.columns).plain()
    bits = dict(zip(shown.tolist(), range(len(shown)), strict=True))
    hidden = _hidden(structure, seen, bits)
    counts = _counts(*_masks(structure, bits, hidden), len(shown))
    joined = _joined(graph.columns, shown)
    order = np.argsort(np.asarray(structure.position)[shown]).tolist()
    needed = (counts > 0) & ~_detours(joined | (counts > 0), order)
    kept = _strongest(counts * needed, joined)
    numbers = shown.tolist()
    ways = tuple(StandIn(numbers[u], numbers[v], int(counts[u, v])) for u, v in kept)
    return ways, int(np.count_nonzero(needed)) - len(ways)


def _strongest(counts: NDArray[np.int64], joined: NDArray[np.bool_]) -> list[list[int]]:
    """Choose as many pairs as there are nodes, those first without which others would be apart."""
    pairs: list[list[int]] = np.argwhere(counts > 0).tolist()
    room = len(counts)
    if len(pairs) <= room:
        return pairs
    pairs.sort(key=lambda pair: (-counts[pair[0], pair[1]], pair))
    edges = np.argwhere(joined).tolist()
    idle = closing(room, [(u, v) for u, v in [*edges, *pairs]])[len(edges) :]
    ranked = sorted(zip(idle, range(len(pairs)), strict=True))
    return sorted(pairs[place] for _, place in ranked[:room])


def _hidden(structure: Structure, seen: Focus | None, bits: dict[int, int]) -> list[bool]:
    """Mark the positions that a way may lead through unseen."""
    reached = None if seen is None else seen.reached
    return [
        node not in bits and (reached is None or bool(reached[node])) for node in structure.order
    ]


def _masks(
    structure: Structure, bits: dict[int, int], hidden: list[bool]
) -> tuple[list[int], list[int]]:
    """Collect, for each hidden position, the shown nodes just behind it and just ahead of it.

    A set of shown nodes is an int with a bit for each; two sweeps over the edges are enough.
    """
    own = [1 << bits[node] if node in bits else 0 for node in structure.order]
    behind, ahead = [0] * structure.nodes, [0] * structure.nodes
    target = structure.target
    for u in range(structure.nodes):
        carried = own[u] or behind[u]
        for slot in structure.slots(u) if carried else ():
            if hidden[target[slot]]:
                behind[target[slot]] |= carried
    for u in range(structure.nodes - 1, -1, -1):
        for slot in structure.slots(u) if hidden[u] else ():
            ahead[u] |= own[target[slot]] or ahead[target[slot]]
    return behind, ahead


def _counts(behind: list[int], ahead: list[int], many: int) -> NDArray[np.int64]:
    """Count, for each pair of shown nodes, the hidden nodes that lie between."""
    counts = np.zeros((many, many))
    pairs = [(b, a) for b, a in zip(behind, ahead, strict=True) if b and a]
    for start in range(0, len(pairs), _CHUNK):
        chunk = pairs[start : start + _CHUNK]
        counts += _unpacked([b for b, _ in chunk], many).T @ _unpacked([a for _, a in chunk], many)
    return counts.astype(np.int64)


def _unpacked(masks: list[int], many: int) -> NDArray[np.float32]:
    width = -(-many // 8)
    packed = b"".join(mask.to_bytes(width, "little") for mask in masks)
    table = np.frombuffer(packed, np.uint8).reshape(len(masks), width)
    # Counts within a chunk are exact in single precision.
    return np.unpackbits(table, axis=1, count=many, bitorder="little").astype(np.float32)


def _joined(columns: Columns, shown: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say which shown nodes edges of the graph join."""
    places = np.full(len(columns.names), -1)
    places[shown] = np.arange(len(shown))
    sources, targets = places[columns.source.array()], places[columns.target.array()]
    seen = (sources >= 0) & (targets >= 0)
    joined = np.zeros((len(shown), len(shown)), bool)
    joined[sources[seen], targets[seen]] = True
    return joined


def _detours(joined: NDArray[np.bool_], order: list[int]) -> NDArray[np.bool_]:
    """Say which nodes are joined over other shown nodes; `order` is topological."""
    reach = joined.copy()
    detours = np.zeros_like(joined)
    for node in reversed(order):
        later = np.flatnonzero(joined[node])
        detours[node] = reach[later].any(axis=0)
        reach[node] |= detours[node]
    return detours


def left_out(many: int, shown: int, undrawn: int, seen: Focus | None) -> str:
    """Say what a picture does not show.

    Parameters
    ----------
    many, shown : int
        How many nodes the graph has, and the picture.
    undrawn : int
        How many ways through nodes left out are not drawn.
    seen : Focus or None
        What is highlighted.

    Returns
    -------
    str
        A sentence without its full stop; empty where everything is shown.
    """
    if shown == many:
        return ""
    verb = "is" if many - shown == 1 else "are"
    counted = f"{many - shown:,} of {many:,} nodes {verb} left out; {_what(shown, seen)} shown"
    if not undrawn:
        return counted
    ways = "1 more way" if undrawn == 1 else f"{undrawn:,} more ways"
    return f"{counted}, {ways} through the others {'is' if undrawn == 1 else 'are'} not drawn"


def _what(shown: int, seen: Focus | None) -> str:
    if seen is None:
        return "outputs, inputs and the nodes with most edges are"
    if shown >= int(seen.reached.sum()):
        return "all that lies between the two is"
    return "the largest paths are"
