"""Which elements a step of arrays joins, and by which factors, without a matrix of all pairs."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from compose.engine.diagonal import Diagonal
from compose.errors import TraceError
from compose.trace.moves import Move

__all__ = ["Joints", "Places", "joints"]

_MOST_PAIRS = 1_000_000_000
_MOST_JOINTS = 10_000_000

Places: TypeAlias = NDArray[np.intp]
Sent: TypeAlias = tuple[Places, Places, NDArray[Any]]


class Joints(NamedTuple):
    """Pairs of elements, numbered as they lie in their arrays, in the order of the targets."""

    source: Places
    target: Places
    factor: NDArray[Any]

    def chosen(self, which: Any) -> Joints:
        """Give some of them."""
        return Joints(self.source[which], self.target[which], self.factor[which])


def joints(local: Any, name: str, among: Places | None = None) -> Joints:
    """Find the pairs of elements that a step joins.

    Elements are joined where the step joins them by its form: a factor that happens to be 0 joins
    all the same.

    Parameters
    ----------
    local : float or Move
        The local derivative of the step.
    name : str
        What the step made, for the error.
    among : ndarray of int, optional
        The elements of the source that matter; all by default.

    Returns
    -------
    Joints

    Raises
    ------
    TraceError
        If there would be too many pairs.
    """
    if not isinstance(local, Move):
        nought = np.zeros(1, np.intp)
        return Joints(nought, nought, np.array([local]))
    settled = local.settled()
    found = _each(settled, name) if isinstance(settled, Diagonal) else _moved(local)
    if found is None:
        return _one_by_one(local, name, among)
    return found if among is None else found.chosen(np.isin(found.source, among))


def _each(local: Diagonal, name: str) -> Joints:
    """Join each element of the target with the one that was broadcast to it."""
    _check_joined(local.factor.size, name)
    behind = _numbered(local.source_shape)
    return _ordered(np.broadcast_to(behind, local.target_shape), local.factor)


def _ordered(source: Any, factor: Any) -> Joints:
    return Joints(np.ravel(source), np.arange(np.size(source)), np.ravel(factor))


def _numbered(shape: tuple[int, ...]) -> Places:
    return np.arange(np.prod(shape, dtype=int)).reshape(shape)


def _moved(local: Move) -> Joints | None:
    """See through a step that only moves elements: what it does to their numbers tells all."""
    if not getattr(local.call.rule, "linear", False) or not np.size(local.argument):
        return None
    form, numbers = local.form(), _numbered(local.source_shape) + 1.0
    places = np.asarray(form.apply(numbers))
    whole = places.astype(np.intp)
    if not np.array_equal(whole, places) or np.any((whole < 1) | (whole > numbers.size)):
        return None
    # The numbers of several elements may add up to that of another, random ones do not.
    marks = np.random.default_rng(0).random(numbers.shape)
    if not np.array_equal(np.ravel(marks)[whole - 1], form.apply(marks)):
        return None
    return _ordered(whole - 1, local.apply(np.ones(numbers.shape)))


def _one_by_one(local: Move, name: str, among: Places | None) -> Joints:
    """Send one element after the other through the step, from the side that has fewer."""
    columns = _numbered(local.source_shape).ravel() if among is None else among
    rows = _numbered(local.target_shape).ravel()
    if len(columns) <= len(rows):
        _check_pairs(len(columns) * len(rows), name)
        found = Joints(*_sent(local, columns, name, forward=True))
    else:
        _check_pairs(_pairs(local), name)
        target, source, factor = _sent(local, rows, name, forward=False)
        found = Joints(source, target, factor)
        if among is not None:
            found = found.chosen(np.isin(source, among))
    return found.chosen(np.lexsort((found.source, found.target)))


def _pairs(local: Move) -> int:
    return int(np.prod(local.source_shape + local.target_shape, dtype=int))


def _sent(local: Move, begun: Places, name: str, *, forward: bool) -> Sent:
    """Say where each element gets to, and with which factor."""
    form = local.form()
    shape = local.source_shape if forward else local.target_shape
    reached, factors, joined = [], [], 0
    for place in begun.tolist():
        unit = np.zeros(shape)
        unit.flat[place] = 1.0
        sent = _through(local, unit, forward=forward)
        ends = np.flatnonzero(sent if form is local else _through(form, unit, forward=forward))
        reached.append(ends)
        factors.append(sent[ends])
        joined += len(ends)
        _check_joined(joined, name)
    lengths = list(map(len, reached))
    ends = np.concatenate([np.empty(0, np.intp), *reached])
    return np.repeat(begun, lengths), ends, np.concatenate([np.empty(0), *factors])


def _through(local: Move, unit: Any, *, forward: bool) -> Any:
    return np.ravel(local.apply(unit) if forward else local.transpose(unit))


def _check_pairs(pairs: int, name: str) -> None:
    if pairs > _MOST_PAIRS:
        raise _too_many(f"look at {pairs} pairs of elements", name)


def _check_joined(joined: int, name: str) -> None:
    if joined > _MOST_JOINTS:
        raise _too_many(f"draw more than {_MOST_JOINTS} edges", name)


def _too_many(what: str, name: str) -> TraceError:
    return TraceError(
        f"elementwise=True would {what} before {name}; it is meant for small arrays, leave it out "
        "to see the graph of whole arrays"
    )
