"""What bare variables remember: the steps of a computation, in flat lists.

An operation of bare variables is a step, some entries of a list, so that a long computation leaves
a few lists for Python's collector to look at, and not an object for each operation. A variable
stands for one step; the list lives as long as one of its variables, or what was made from them.

A computation is spread over many short lists, and no two refer to each other: what nobody holds
any more is freed at once, without the collector. A list refers to older ones, or to one that
stands alone and never refers to any. Steps on leaves go to the *nursery* of their thread, which
stands alone from when an older list first refers to it.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from operator import attrgetter
from threading import get_ident, local
from typing import Any, final
from weakref import ref

__all__ = ["FULL", "STRIDE", "Loose", "Steps", "loose_of", "place", "serial"]

STRIDE = 7
"""Entries of a step: serial, row, value, left operand, local by it, right operand, local by it.

An operand that has a local is the place of a step in the same list, or else a variable: a leaf, or
one of another list. A call on arrays stands in the place of the row, and its arguments in that of
the left operand; its locals are made when somebody asks.
"""
FULL = 512 * STRIDE
"""The length at which a list takes no more steps."""

serial = count(1).__next__
"""Numbers steps and lists, so that sorting puts operands before answers."""


def _no_nursery() -> None:
    """Stand for a reference to what is gone."""


class _Here(local):
    """What a thread has of its own; held weakly, so that nothing is kept that nobody holds."""

    nursery: Callable[[], Steps | None] = staticmethod(_no_nursery)


_here = _Here()


@final
class Loose:
    """The recorder of bare variables that no operation made.

    Attributes
    ----------
    level : float
        Which of two recorders is the inner one.
    """

    __slots__ = ("level",)

    def __init__(self, level: float) -> None:
        self.level = level


@final
class Steps(list[Any]):
    """Steps that one thread wrote, each behind those that it was made from.

    Attributes
    ----------
    loose : Loose
        The recorder of the leaves behind them.
    serial : int
        Its number among lists.
    owner : int
        The thread that writes.
    alone : bool
        Whether it must not refer to other lists.
    names : dict of int to str or None, or None
        The names that were given to steps.
    """

    __slots__ = ("__weakref__", "alone", "loose", "names", "owner", "serial")

    def __init__(self, loose: Loose) -> None:
        self.loose = loose
        self.serial = serial()
        self.owner = get_ident()
        self.alone = False
        self.names: dict[int, str | None] | None = None

    @property
    def level(self) -> float:
        """Which of two recorders is the inner one."""
        return self.loose.level

    def write(
        self, row: Any, value: Any, left: Any, by_left: Any, right: Any = None, by_right: Any = None
    ) -> int:
        """Write a step, and give its place."""
        node = len(self)
        self.extend((serial(), row, value, left, by_left, right, by_right))
        return node if self[node + 2] is value else self.found(value, node)

    def found(self, value: Any, node: int) -> int:
        """Give the place of a step that another thread's came before."""
        while self[node + 2] is not value:
            node += STRIDE
        return node

    def revalue(self, node: int, value: Any) -> None:
        """Give a step the value that has its unit."""
        self[node + 2] = value

    def continued(self) -> Steps:
        """Give the list for a step that refers to this list and to leaves: this one, or a new one.

        Several threads may write such steps; each finds its own.
        """
        return self if len(self) < FULL else Steps(self.loose)

    def is_open(self) -> bool:
        """Say whether a step that refers to another list can be written here and now."""
        return len(self) < FULL and not self.alone and self.owner == get_ident()


def loose_of(recorder: Any) -> Loose:
    """Give the recorder of the leaves behind a bare variable's."""
    loose: Loose = recorder.loose if type(recorder) is Steps else recorder
    return loose


def place(one: Any, other: Any) -> Steps | None:
    """Say in which list a step on one or two operands is written.

    Parameters
    ----------
    one, other : recorder
        Of its operands: twice the same where there is one.

    Returns
    -------
    Steps or None
        None where one of them is not bare, or of another level.
    """
    if type(one) is Steps and (other is one or other is one.loose):
        return one.continued()
    if type(other) is Steps and one is other.loose:
        return other.continued()
    if type(one) not in _BARE or type(other) not in _BARE or one.level != other.level:
        return None
    if type(one) is Loose:
        return _nursery_of(one) if type(other) is Loose else other.continued()
    if type(other) is Loose:
        return one.continued()  # type: ignore[no-any-return]
    return _between(*sorted((one, other), key=attrgetter("serial")))


_BARE = frozenset({Loose, Steps})


def _nursery_of(loose: Loose) -> Steps:
    nursery = _here.nursery()
    if nursery is None or nursery.loose is not loose or len(nursery) >= FULL:
        nursery = Steps(loose)
        _here.nursery = ref(nursery)
    return nursery


def _between(older: Steps, newer: Steps) -> Steps:
    """Choose between two lists, one of which will refer to the other, or a new one for both."""
    if newer is _here.nursery() and not newer.alone:
        if older.is_open():
            newer.alone = True
        else:
            _here.nursery = _no_nursery
    chosen = older if newer.alone else newer
    return chosen if chosen.is_open() else Steps(newer.loose)
