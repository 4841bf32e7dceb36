"""What an answer rests on: the entries of a registry that were read for it.

An answer may be remembered as long as they are what they were. pint has no number that counts its
definitions, and a context puts others in their place for a while.
"""
# ruff: noqa: SLF001 - pint keeps its tables to itself

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

__all__ = ["Footing"]


class Footing:
    """The entries that a registry has now for some names.

    Parameters
    ----------
    registry : pint.UnitRegistry
    names : iterable of str
        Also those that name nothing yet.

    Examples
    --------
    >>> import pint
    >>> registry = pint.UnitRegistry()
    >>> footing = Footing(registry, ["flask", "liter"])
    >>> footing.holds()
    True
    >>> registry.define("flask = 250 mL")
    >>> footing.holds()
    False
    """

    __slots__ = ("_entries", "_names", "_preprocessors", "_registry")

    def __init__(self, registry: Any, names: Iterable[str]) -> None:
        self._registry = registry
        self._names = tuple(names)
        self._entries = self._now()
        self._preprocessors = list(registry.preprocessors)

    def holds(self) -> bool:
        """Tell whether the registry still says the same."""
        same_reading: bool = self._registry.preprocessors == self._preprocessors
        return same_reading and self._now() == self._entries

    def _now(self) -> list[object]:
        return list(map(_reader(self._registry._units), self._names))


def _reader(table: Any) -> Callable[[str], object]:
    """Look in the one table there is, but within a context, at the top of the pile."""
    tables: list[Any] = getattr(table, "maps", [])
    reader: Callable[[str], object] = tables[0].get if len(tables) == 1 else table.get
    return reader
