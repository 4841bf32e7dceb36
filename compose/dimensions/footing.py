"""What an answer rests on: a registry that says what it said."""

from __future__ import annotations

from collections.abc import Callable, Hashable

__all__ = ["Footing"]


class Footing:
    """The state of a registry at the time when it was asked.

    Parameters
    ----------
    stamp : callable
        Gives what differs after each change.

    Examples
    --------
    >>> import pint
    >>> from compose.dimensions import PintResolver
    >>> registry = pint.UnitRegistry()
    >>> footing = Footing(PintResolver(registry).stamp)
    >>> footing.holds()
    True
    >>> registry.define("flask = 250 mL")
    >>> footing.holds()
    False
    """

    __slots__ = ("_now", "_then")

    def __init__(self, stamp: Callable[[], Hashable]) -> None:
        self._now = stamp
        self._then = stamp()

    def holds(self) -> bool:
        """Tell whether the registry still says the same."""
        return self._now() == self._then
