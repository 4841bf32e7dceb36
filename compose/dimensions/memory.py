"""A memory that does not grow for ever."""

from __future__ import annotations

from typing import TypeVar

__all__ = ["remember"]

_ROOM = 4_096

T = TypeVar("T")


def remember(memory: dict[str, T], name: str, value: T) -> None:
    """Keep a value under a name; a full memory starts anew.

    Parameters
    ----------
    memory : dict
    name : str
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
