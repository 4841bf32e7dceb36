"""The two sweeps over float columns, compiled.

They visit edges in the same order as the generic sweeps and so round alike, bit for bit. The
`finite` ones know that every local is a finite number: then a position that the question does not
concern contributes an exact zero, and nothing needs a mark. The `masked` ones skip such positions,
since 0 × ∞ there would answer NaN. Positions are unsigned, so that Numba need not test for
negative indices; each kernel returns how many edges it multiplied.
"""

from __future__ import annotations

from typing import Any

from compose.engine.jit import compiled

__all__ = [
    "forward_finite",
    "forward_masked",
    "gather",
    "reverse_finite",
    "reverse_masked",
]


@compiled
def gather(values: Any, index: Any, out: Any) -> None:
    """Copy ``values[index]`` into `out`, without the temporary that NumPy would make."""
    for i in range(len(out)):
        out[i] = values[index[i]]


@compiled
def reverse_finite(first: Any, target: Any, local: Any, of: int, stop: int, adjoint: Any) -> int:
    """Adjoints of positions `stop` to `of`; those above `of` are set to zero."""
    for u in range(of + 1, len(adjoint)):
        adjoint[u] = 0.0
    adjoint[of] = 1.0
    last = slot = int(first[of]) - 1
    for back in range(of - stop):
        u = of - 1 - back
        begin = int(first[u])
        total = 0.0
        while slot >= begin:
            total += local[slot] * adjoint[target[slot]]
            slot -= 1
        adjoint[u] = total
    return last - slot


@compiled
def reverse_masked(
    first: Any, target: Any, local: Any, of: int, stop: int, adjoint: Any, mark: Any
) -> int:
    """Adjoints of positions `stop` to `of`, over marked positions only."""
    for u in range(len(adjoint)):
        adjoint[u] = 0.0
    adjoint[of] = 1.0
    done = 0
    for back in range(of - stop):
        u = of - 1 - back
        if mark[u]:
            begin = int(first[u])
            slot = int(first[u + 1]) - 1
            total = 0.0
            while slot >= begin:
                if mark[target[slot]]:
                    total += local[slot] * adjoint[target[slot]]
                    done += 1
                slot -= 1
            adjoint[u] = total
    return done


@compiled
def forward_finite(first: Any, target: Any, local: Any, wrt: int, stop: int, tangent: Any) -> int:
    """Tangents of positions `wrt` to `stop`; the others are set to zero."""
    for u in range(len(tangent)):
        tangent[u] = 0.0
    tangent[wrt] = 1.0
    for u in range(wrt, stop):
        here = tangent[u]
        for slot in range(first[u], first[u + 1]):
            tangent[target[slot]] += local[slot] * here
    return int(first[stop]) - int(first[wrt])


@compiled
def forward_masked(
    first: Any, target: Any, local: Any, wrt: int, stop: int, tangent: Any, mark: Any
) -> int:
    """Tangents of positions `wrt` to `stop`, over marked positions only."""
    for u in range(len(tangent)):
        tangent[u] = 0.0
    tangent[wrt] = 1.0
    done = 0
    for u in range(wrt, stop):
        if mark[u]:
            here = tangent[u]
            for slot in range(first[u], first[u + 1]):
                if mark[target[slot]]:
                    tangent[target[slot]] += local[slot] * here
                    done += 1
    return done
