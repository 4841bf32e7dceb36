"""Rows for functions that are linear in pieces: interpolation, clipping, replacing.

At a knot ``interp`` has the mean of the slopes on its two sides, and at a bound ``clip`` the half
of its slope, as ``maximum`` and ``minimum`` have. ``nan_to_num`` has derivative 0 wherever it
replaces an entry.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from compose.rules.arrays import Composite, smooth
from compose.rules.axes import listed
from compose.rules.indexing import picked
from compose.rules.rule import Value

__all__ = ["ROWS"]


class _Knots:
    """Where interpolation reads: knots in order, and which of the given ones they are."""

    def __init__(self, x: Value, xp: Value, period: float | None) -> None:
        x, xp = listed(x), listed(xp)
        self.count = np.shape(xp)[0]
        if period is None:
            self.x, self.at, self.xp = x, np.arange(self.count), xp
            return
        period = abs(period)
        self.x = np.remainder(x, period)
        wrapped = np.remainder(xp, period)
        order = np.argsort(wrapped)
        self.at = np.concatenate([order[-1:], order, order[:1]])
        before, after = wrapped[order[-1:]] - period, wrapped[order[:1]] + period
        self.xp = np.concatenate([before, wrapped[order], after])

    def slope(self, fp: Value) -> Value:
        """Give the slope at each point, at a knot the mean of both, outside 0."""
        rises = np.diff(picked(listed(fp), self.at)) / np.diff(self.xp)
        flat = np.zeros_like(rises, shape=1)
        slopes = np.concatenate([flat, rises, flat])
        right = np.searchsorted(self.xp, self.x, side="right")
        left = np.searchsorted(self.xp, self.x, side="left")
        return 0.5 * (picked(slopes, right) + picked(slopes, left))

    def shares(self) -> tuple[Value, Value, Value]:
        """Give the knots before and after each point, and the share of the latter."""
        before = np.searchsorted(self.xp[1:-1], self.x, side="right")
        if np.shape(self.xp)[0] == 1:
            return before, before, np.zeros_like(self.x)
        start, end = picked(self.xp, before), picked(self.xp, before + 1)
        share = (self.x - start) / (end - start)
        return before, before + 1, np.where(share < 0.0, 0.0, np.where(share > 1.0, 1.0, share))

    def gathered(self, weights: Value) -> Value:
        """Add up, at each given knot, what its points send there."""
        before, after, share = self.shares()
        return self._at(before, weights * (1.0 - share)) + self._at(after, weights * share)

    def _at(self, which: Value, weights: Value) -> Value:
        if np.iscomplexobj(weights):
            return self._at(which, np.real(weights)) + 1j * self._at(which, np.imag(weights))
        index, flat = np.reshape(picked(self.at, which), (-1,)), np.reshape(weights, (-1,))
        return np.bincount(index, flat, minlength=self.count)


def _inside(moved: Value, x: Value, xp: Value, left: Any, right: Any, period: Any) -> Value:
    """Leave out the points whose value is given by an option."""
    if period is not None:
        return moved
    x = listed(x)
    moved = moved if left is None else np.where(x < xp[0], 0.0, moved)
    return moved if right is None else np.where(x > xp[-1], 0.0, moved)


def _x_moved(
    moved: Value,
    _answer: Value,
    x: Value,
    xp: Value,
    fp: Value,
    left: Any = None,  # noqa: ARG001 - a constant
    right: Any = None,  # noqa: ARG001 - a constant
    period: float | None = None,
) -> Value:
    return moved * _Knots(x, xp, period).slope(fp)


def _fp_back(
    g: Value,
    _answer: Value,
    x: Value,
    xp: Value,
    fp: Value,  # noqa: ARG001 - the answer is linear in it
    left: Any = None,
    right: Any = None,
    period: float | None = None,
) -> Value:
    return _Knots(x, xp, period).gathered(_inside(g, x, xp, left, right, period))


def _fp_on(
    t: Value,
    _answer: Value,
    x: Value,
    xp: Value,
    fp: Value,  # noqa: ARG001 - the answer is linear in it
    left: Any = None,
    right: Any = None,
    period: float | None = None,
) -> Value:
    return _inside(np.interp(x, xp, t, period=period), x, xp, left, right, period)


def _xp_back(
    g: Value,
    answer: Value,
    x: Value,
    xp: Value,
    fp: Value,
    left: Any = None,
    right: Any = None,
    period: float | None = None,
) -> Value:
    # Where the knots move right, the values that they carry arrive from the left.
    carried = -_x_moved(g, answer, x, xp, fp, left, right, period)
    return _Knots(x, xp, period).gathered(carried)


def _xp_on(
    t: Value,
    answer: Value,
    x: Value,
    xp: Value,
    fp: Value,
    left: Any = None,
    right: Any = None,
    period: float | None = None,
) -> Value:
    slope = _x_moved(1.0, answer, x, xp, fp, left, right, period)
    return -slope * np.interp(x, xp, t, period=period)


def _clip(
    a: Value,
    a_min: Value = None,
    a_max: Value = None,
    *,
    min: Value = None,  # noqa: A002 - NumPy's name
    max: Value = None,  # noqa: A002 - NumPy's name
) -> Value:
    low = a_min if min is None else min
    high = a_max if max is None else max
    raised = a if low is None else np.maximum(a, low)
    return raised if high is None else np.minimum(raised, high)


def _kept(
    moved: Value,
    _answer: Value,
    x: Value,
    copy: Any = True,  # noqa: ARG001, FBT002 - NumPy's signature
    nan: float = 0.0,  # noqa: ARG001 - a constant
    posinf: float | None = None,  # noqa: ARG001 - a constant
    neginf: float | None = None,  # noqa: ARG001 - a constant
) -> Value:
    return np.where(np.isfinite(x), moved, 0.0)


ROWS: tuple[Any, ...] = (
    smooth(np.interp, (_x_moved, _x_moved), (_xp_back, _xp_on), (_fp_back, _fp_on)),
    smooth(np.nan_to_num, (_kept, _kept)),
    Composite(np.clip, _clip),
)
