"""A memory that does not grow for ever."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TypeVar

__all__ = ["remember"]

_ROOM = 4_096

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


def remember(memory: dict[K, T], name: K, value: T) -> None:
    """Keep a value under a name; a full memory starts anew.

    Parameters
    ----------
    memory : dict
    name : hashable
    value : object

    Examples
    --------
    >>> memory = {}
    >>> remember(memory, "a", 1)
    >>> memory
    {'a': 1}
    """
    if len(memory) >= _ROOM:
        memory.clear()
    memory[name] = value
