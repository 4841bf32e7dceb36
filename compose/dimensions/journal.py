"""When the definitions of a registry changed last.

pint has no number that counts its definitions, and a unit defined anew takes the place of the old
one without a trace. So the two tables that hold them are exchanged, once, for tables that note
each write; pint keeps using them as before.

What pint writes by itself is no change: it enters ``milliliter`` whenever somebody writes mL.
"""
# ruff: noqa: SLF001 - pint keeps its tables to itself

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Hashable
from typing import Any, Self

__all__ = ["Journal", "following"]


class _Page:
    """What stands for the state of the tables, until the next change."""

    __slots__ = ("version",)

    def __init__(self) -> None:
        self.version = object()


class _Table(dict[str, Any]):
    """A table that tells its page of each write that changes something.

    The defaults are for pint's deep copies, which fill a table before it has its attributes.
    """

    page = _Page()
    is_made: Callable[[str, Any], bool] = staticmethod(lambda _name, _entry: False)

    def __setitem__(self, key: str, entry: Any) -> None:
        old = self.get(key)
        super().__setitem__(key, entry)
        if old is not entry and old != entry and not self.is_made(key, entry):
            self._turn()

    def _turn(self) -> None:
        self.page.version = object()

    def __delitem__(self, key: str) -> None:
        super().__delitem__(key)
        self._turn()

    def pop(self, *args: Any) -> Any:
        self._turn()
        return super().pop(*args)

    def popitem(self) -> tuple[str, Any]:
        self._turn()
        return super().popitem()

    def clear(self) -> None:
        super().clear()
        self._turn()

    def update(self, *args: Any, **kwargs: Any) -> None:
        super().update(*args, **kwargs)
        self._turn()

    def setdefault(self, key: str, default: Any = None) -> Any:
        self._turn()
        return super().setdefault(key, default)

    def __ior__(self, other: Any) -> Self:  # type: ignore[override,misc]
        self.update(other)
        return self


class Journal:
    """Tells whether anything that a unit may mean has changed.

    Parameters
    ----------
    registry : pint.UnitRegistry

    Examples
    --------
    >>> import pint
    >>> registry = pint.UnitRegistry(on_redefinition="ignore")
    >>> journal = Journal(registry)
    >>> before = journal.stamp()
    >>> registry.Unit("kilomile"), journal.stamp() == before
    (<Unit('kilomile')>, True)
    >>> registry.define("mile = 1 km")
    >>> journal.stamp() == before
    False
    """

    __slots__ = ("_page", "_preprocessors", "_registry", "_tables")

    def __init__(self, registry: Any) -> None:
        self._registry = registry
        self._watch()

    def _watch(self) -> None:
        """Exchange the tables, unless another journal of this registry has done so."""
        registry, page = self._registry, _Page()
        tables = registry._units.maps
        for table in (tables[-1], registry._prefixes):
            page = table.page if isinstance(table, _Table) else page
        registry._prefixes = _watched(registry._prefixes, page)
        tables[-1] = _watched(tables[-1], page)
        tables[-1].is_made = _by_prefix(registry._prefixes)
        self._page, self._tables = page, tables
        self._preprocessors = list(registry.preprocessors)

    @property
    def watched(self) -> tuple[_Page, list[Any], list[Any]]:
        """The page, the tables and the preprocessors that a stamp is made of; they stay."""
        return self._page, self._tables, self._preprocessors

    def stamp(self) -> Hashable:
        """Return what differs after each change, and is equal otherwise.

        Returns
        -------
        hashable
            A context that redefines units has a stamp of its own, again the same at each time.
        """
        if self._registry.preprocessors != self._preprocessors:
            self._preprocessors[:] = self._registry.preprocessors
            self._page.version = object()
        if len(self._tables) == 1:
            return self._page.version
        return _Overlaid(self._page.version, self._tables[:-1])


def following(holder: Any) -> Callable[[], Hashable]:
    """Return the stamp of whichever registry an object holds, for callers in a hurry.

    Parameters
    ----------
    holder : pint.ApplicationRegistry

    Returns
    -------
    callable

    Examples
    --------
    >>> import pint
    >>> stamp = following(pint.application_registry)
    >>> stamp() is stamp()
    True
    """
    registry: Any = None
    slow: Callable[[], Hashable] = object
    page, tables, preprocessors = _Page(), list[Any](), list[Any]()

    def stamp() -> Hashable:
        # All that may have changed, in one call: this is half of a repeated conversion.
        nonlocal registry, slow, page, tables, preprocessors
        now = holder._registry
        if now is not registry:
            journal = Journal(now)
            slow, (page, tables, preprocessors) = journal.stamp, journal.watched
            # Last, since another thread takes it for a sign that the others are set.
            registry = now
        if len(tables) == 1 and now.preprocessors == preprocessors:
            return page.version
        return slow()

    return stamp


class _Overlaid:
    """The state of the tables beneath those of the active contexts."""

    __slots__ = ("_above", "_version")

    def __init__(self, version: object, tables: list[Any]) -> None:
        self._version = version
        # pint lays the same table on top twice when it enters a context again.
        self._above = dict(ChainMap(*tables))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Overlaid):
            return NotImplemented
        return other._version is self._version and other._above == self._above

    def __hash__(self) -> int:
        return hash(self._version)


def _watched(table: dict[str, Any], page: _Page) -> _Table:
    watched = table if isinstance(table, _Table) else _Table(table)
    watched.page = page
    return watched


def _by_prefix(prefixes: _Table) -> Callable[[str, Any], bool]:
    """Tell the units that pint makes when a prefixed name is read from those that people define."""

    def is_made(name: str, entry: Any) -> bool:
        reference = dict(getattr(entry, "reference", None) or {})
        if getattr(entry, "raw", None) or entry.aliases or list(reference.values()) != [1]:
            return False
        (unit,) = reference
        prefix = prefixes.get(name.removesuffix(unit)) if name.endswith(unit) else None
        return prefix is not None and prefix.name != "" and entry.converter == prefix.converter

    return is_made
