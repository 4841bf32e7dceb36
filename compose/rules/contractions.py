"""Rows for sums of products over chosen axes: ``tensordot``, and its cases ``dot`` and ``inner``.

The cotangent of a factor sums the answer's cotangent with the other factor over that one's free
axes; what is left stands in the order of the other factor's summed axes, and is put in this one's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from compose.rules.arrays import ArrayRule, linear
from compose.rules.rule import Value, unbroadcast

__all__ = ["ROWS"]

_MATRIX = 2


def _tensordot_first(g: Value, _answer: Value, a: Value, b: Value, axes: Any = 2) -> Value:
    of_a, of_b = _paired(a, b, axes)
    free_a, free_b = _without(of_a, np.ndim(a)), _without(of_b, np.ndim(b))
    moved = np.tensordot(g, b, axes=(range(len(free_a), np.ndim(g)), free_b))
    return _in_order(moved, free_a + [of_a[of_b.index(axis)] for axis in sorted(of_b)])


def _tensordot_second(g: Value, _answer: Value, a: Value, b: Value, axes: Any = 2) -> Value:
    of_a, of_b = _paired(a, b, axes)
    free_a, free_b = _without(of_a, np.ndim(a)), _without(of_b, np.ndim(b))
    moved = np.tensordot(a, g, axes=(free_a, range(len(free_a))))
    return _in_order(moved, [of_b[of_a.index(axis)] for axis in sorted(of_a)] + free_b)


def _paired(a: Value, b: Value, axes: Any) -> tuple[list[int], list[int]]:
    """List the axes that are summed over, counted from the front."""
    rank = np.ndim(a)
    if not np.iterable(axes):
        return list(range(rank - axes, rank)), list(range(axes))
    of_a, of_b = axes
    return _from_front(of_a, rank), _from_front(of_b, np.ndim(b))


def _from_front(axes: Any, rank: int) -> list[int]:
    return [int(axis) % rank for axis in np.atleast_1d(axes)]


def _without(taken: list[int], rank: int) -> list[int]:
    return [axis for axis in range(rank) if axis not in taken]


def _in_order(moved: Value, standing: list[int]) -> Value:
    """Bring axes back to the places whose numbers they carry."""
    ordered = sorted(standing)
    if standing == ordered:
        return moved
    return np.transpose(moved, [standing.index(place) for place in ordered])


def _dot_axes(a: Value, b: Value) -> tuple[int, int]:
    return np.ndim(a) - 1, max(np.ndim(b) - 2, 0)


def _inner_axes(a: Value, b: Value) -> tuple[int, int]:
    return np.ndim(a) - 1, np.ndim(b) - 1


def _just_multiplied(a: Value, b: Value) -> bool:
    """Say whether these are two vectors, or a number and something."""
    return np.ndim(a) * np.ndim(b) <= 1


def _first_over(axes: Callable[[Value, Value], Any]) -> Callable[..., Value]:
    def pull(g: Value, answer: Value, a: Value, b: Value, /) -> Value:
        if _just_multiplied(a, b):
            return unbroadcast(np.multiply(g, b), a)
        return _tensordot_first(g, answer, a, b, axes(a, b))

    return pull


def _second_over(axes: Callable[[Value, Value], Any]) -> Callable[..., Value]:
    def pull(g: Value, answer: Value, a: Value, b: Value, /) -> Value:
        if _just_multiplied(a, b):
            return unbroadcast(np.multiply(g, a), b)
        return _tensordot_second(g, answer, a, b, axes(a, b))

    return pull


_dot_first_of_any = _first_over(_dot_axes)
_dot_second_of_any = _second_over(_dot_axes)


def _dot_first(g: Value, answer: Value, a: Value, b: Value) -> Value:
    if getattr(a, "ndim", 0) == _MATRIX == getattr(b, "ndim", 0):
        return g @ b.T
    return _dot_first_of_any(g, answer, a, b)


def _dot_second(g: Value, answer: Value, a: Value, b: Value) -> Value:
    if getattr(a, "ndim", 0) == _MATRIX == getattr(b, "ndim", 0):
        return a.T @ g
    return _dot_second_of_any(g, answer, a, b)


ROWS: tuple[ArrayRule, ...] = (
    linear(np.dot, _dot_first, _dot_second),
    linear(np.inner, _first_over(_inner_axes), _second_over(_inner_axes)),
    linear(np.tensordot, _tensordot_first, _tensordot_second),
    linear(np.linalg.tensordot, _tensordot_first, _tensordot_second),
)
