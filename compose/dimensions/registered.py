"""The names of a registry, read anew after each change of its definitions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from compose.dimensions.abbreviations import ABBREVIATIONS
from compose.dimensions.definitions import Definitions
from compose.dimensions.journal import Journal
from compose.dimensions.monomials import Monomial
from compose.dimensions.names import Names
from compose.dimensions.protocol import Unit

__all__ = ["Registered", "Spelt"]

_ROOMS = 4


@dataclass(frozen=True, slots=True)
class Spelt:
    """A unit as it was written.

    Parameters
    ----------
    text : str
        As written; ``"1"`` for a pure number.
    coefficient : Fraction
        The number in it: 1/100 for ``"L/100km"``.
    unit : pint.Unit
        The rest.
    """

    text: str
    coefficient: Fraction
    unit: Unit


@dataclass(slots=True)
class _Room:
    """What was read while the registry said the same."""

    names: Names
    definitions: Definitions
    texts: dict[str, Spelt] = field(default_factory=dict)


class Registered(ABC):
    """The names in a pint registry, and what was read while it said the same.

    Parameters
    ----------
    registry : pint.UnitRegistry
    spell_out : callable
        Rewrites the text of a definition with plain operators.

    Attributes
    ----------
    stamp : callable
        Returns what differs after each change of the registry, and is equal otherwise.
        Definitions, prefixes, preprocessors and the contexts that redefine units count; that
        pint enters a prefixed name which it reads does not.

    Examples
    --------
    >>> from compose.dimensions import default_resolver
    >>> resolver = default_resolver()
    >>> resolver.stamp() == resolver.stamp()
    True
    """

    def __init__(self, registry: Any, spell_out: Callable[[str], str]) -> None:
        self.registry = registry
        self._spell_out = spell_out
        self.stamp: Callable[[], Hashable] = Journal(registry).stamp
        self._rooms: dict[Hashable, _Room] = {}

    @abstractmethod
    def unit(self, spec: object) -> Unit:
        """Return the unit that a text or a unit names; see :meth:`Resolver.unit`."""

    def _room(self) -> _Room:
        stamp = self.stamp()
        return self._rooms.get(stamp) or self._opened(stamp)

    def _opened(self, stamp: Hashable) -> _Room:
        names = Names(self.registry, self._spell_out)
        room = _Room(names, Definitions(self.registry, names))
        if len(self._rooms) >= _ROOMS:
            self._rooms.clear()
        self._rooms[stamp] = room
        return room

    @property
    def _definitions(self) -> Definitions:
        return self._room().definitions

    @property
    def _names(self) -> Names:
        return self._room().names

    def written(self, text: str) -> Monomial:
        """Read a text as a product of the names in it, whatever they mean.

        Parameters
        ----------
        text : str

        Returns
        -------
        Monomial

        Raises
        ------
        UnknownUnitError
            If the text is no product of names and a number above zero.

        Examples
        --------
        >>> from compose.dimensions import default_resolver
        >>> default_resolver().written("box/12days")
        Monomial('1/12 * box * days ** -1')
        """
        return self._names.written(text)

    def canonical(self, name: str) -> tuple[str, int]:
        """Return pint's name for a name, and the power that is written as in ``m3``.

        Parameters
        ----------
        name : str
            Any spelling of a single unit.

        Returns
        -------
        name : str
        power : int

        Raises
        ------
        UnknownUnitError
            If there is no such unit.

        Examples
        --------
        >>> from compose.dimensions import default_resolver
        >>> default_resolver().canonical("cm3")
        ('centimeter', 3)
        """
        return self._names.canonical(name)

    def knows(self, name: str) -> bool:
        """Tell whether a name is that of a unit, perhaps behind a prefix or in the plural.

        Parameters
        ----------
        name : str

        Returns
        -------
        bool

        Examples
        --------
        >>> from compose.dimensions import default_resolver
        >>> default_resolver().knows("kilometers"), default_resolver().knows("box")
        (True, False)
        """
        return self._names.knows(name)

    def abbreviates(self, name: str) -> bool:
        """Tell whether a name is one that people write for a unit, and not the registry's.

        Parameters
        ----------
        name : str

        Returns
        -------
        bool

        Examples
        --------
        >>> from compose.dimensions import default_resolver
        >>> default_resolver().abbreviates("mpg"), default_resolver().abbreviates("mile")
        (True, False)
        """
        return name in ABBREVIATIONS and self._names.abbreviates(name)

    def nearest(self, name: str, own: Iterable[str] = ()) -> list[str]:
        """Return the names that are spelt most like one that is none.

        Parameters
        ----------
        name : str
        own : iterable of str
            Further names that exist.

        Returns
        -------
        list of str

        Examples
        --------
        >>> from compose.dimensions import default_resolver
        >>> default_resolver().nearest("botle", own=["bottle"])
        ['bottle']
        """
        return self._names.nearest(name, own)
