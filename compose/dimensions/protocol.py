"""What a graph asks about units."""

from __future__ import annotations

import sys
from collections.abc import Hashable
from typing import Any, Protocol, TypeAlias

__all__ = ["Resolver", "Unit", "is_quantity"]

Unit: TypeAlias = Hashable
"""What a resolver makes of the text of a unit; ``str()`` of it is what people see."""


class Resolver(Protocol):
    """What a graph asks about units; ``Graph(units=...)`` takes any object that answers.

    ``None`` in place of a unit means a pure number.
    """

    def unit(self, spec: object) -> Unit:
        """Return the unit that a text names; units of one kind are equal and hash alike."""

    def split(self, value: object) -> tuple[Any, Unit]:
        """Return the magnitude as written, and the unit, of a quantity or its text."""

    def local(self, local: object, source: Unit | None, target: Unit | None) -> Any:
        """Return the magnitude of a local derivative in ``target`` per ``source``."""

    def quantity(self, magnitude: object, of: Unit | None, wrt: Unit | None = None) -> Any:
        """Return a magnitude in ``of`` per ``wrt`` as a quantity."""

    def text(self, unit: Unit) -> str:
        """Return text that :meth:`unit` reads back to an equal unit."""


def is_quantity(value: object) -> bool:
    """Tell whether a value is a pint quantity, without importing pint.

    Parameters
    ----------
    value : object

    Returns
    -------
    bool

    Examples
    --------
    >>> is_quantity(3.0)
    False
    """
    pint = sys.modules.get("pint")
    return pint is not None and isinstance(value, pint.Quantity)
