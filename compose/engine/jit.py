"""Functions that Numba compiles for large graphs, and that stay plain Python for others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

__all__ = ["LARGE", "Compiled", "compiled"]

LARGE = 50_000
"""Edges from which compiled code pays for loading Numba; small graphs never do."""

P = ParamSpec("P")
R = TypeVar("R")


class Compiled(Generic[P, R]):
    """A function with a compiled twin, made at the first call and cached on disk.

    Calling it runs the compiled twin; `python` is the function as written, for small graphs
    and for tests that compare the two.
    """

    def __init__(self, function: Callable[P, R]) -> None:
        self.python = function
        self._twin: Callable[P, R] | None = None

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the compiled twin."""
        if self._twin is None:
            # Numba takes half a second to load: only those with large graphs wait for it.
            import numba

            self._twin = numba.njit(cache=True, nogil=True)(self.python)
        return self._twin(*args, **kwargs)

    def choose(self, *, large: bool) -> Callable[P, R]:
        """Give the compiled twin for large graphs, the plain function for others."""
        return self if large else self.python


def compiled(function: Callable[P, R]) -> Compiled[P, R]:
    """Decorate a function that Numba can compile.

    Parameters
    ----------
    function : callable
        Written over sequences that are given to it, so that it runs on lists and arrays alike.

    Returns
    -------
    Compiled
        The function and its compiled twin.

    Examples
    --------
    >>> @compiled
    ... def total(numbers):
    ...     s = 0.0
    ...     for x in numbers:
    ...         s += x
    ...     return s
    >>> total.python([1.0, 2.0])
    3.0
    """
    return Compiled(function)
