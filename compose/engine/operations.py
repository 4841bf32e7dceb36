"""Counts what the engine does, so that complexity is tested by counting and never by a clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

__all__ = ["Operations", "count_operations", "counting", "record"]


@dataclass
class Operations:
    """What was done inside a `count_operations` block.

    Attributes
    ----------
    multiplications : int
        Edges over which a sweep carried something: one local applied, once.
    additions : int
        Sums formed where branches met. Compiled sweeps begin each sum at zero and so count one
        for every product.
    steps : int
        Edges looked at for anything else: reachability, ranking, listing paths.

    Examples
    --------
    >>> Operations(multiplications=2, additions=1).total
    3
    """

    multiplications: int = 0
    additions: int = 0
    steps: int = 0

    @property
    def total(self) -> int:
        """All of them together."""
        return self.multiplications + self.additions + self.steps


_counting: ContextVar[Operations | None] = ContextVar("compose_operations", default=None)


@contextmanager
def count_operations() -> Iterator[Operations]:
    """Count the engine's operations within a ``with`` block.

    Yields
    ------
    Operations
        The counters, live.

    Examples
    --------
    >>> from compose import Graph
    >>> g = Graph()
    >>> _ = g.add_edge("x", "y", 2.0)
    >>> with count_operations() as done:
    ...     _ = g.derivative("y", "x")
    >>> done.multiplications
    1
    """
    operations = Operations()
    token = _counting.set(operations)
    try:
        yield operations
    finally:
        _counting.reset(token)


def counting() -> bool:
    """Say whether anyone counts."""
    return _counting.get() is not None


def record(*, multiplications: int = 0, additions: int = 0, steps: int = 0) -> None:
    """Add to the counters of the surrounding block, if there is one."""
    operations = _counting.get()
    if operations is not None:
        operations.multiplications += multiplications
        operations.additions += additions
        operations.steps += steps
