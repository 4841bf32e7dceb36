"""What a graph asks about units."""

from __future__ import annotations

import sys
from collections.abc import Hashable
from typing import Any, Protocol, TypeAlias

__all__ = ["Resolver", "Unit", "is_measured", "is_quantity"]

Unit: TypeAlias = Hashable
"""What a resolver makes of the text of a unit; ``str()`` of it is what people see."""


class Resolver(Protocol):
    """What a graph asks about units; ``Graph(units=...)`` takes any object that answers.

    ``None`` in place of a unit means a pure number.
    """

    def unit(self, spec: object) -> Unit:
        """Return the unit that a text names.

        Parameters
        ----------
        spec : str or unit
            Empty text is a pure number.

        Returns
        -------
        unit
            Equal units are equal and hash alike.

        Raises
        ------
        UnknownUnitError
            If the text names no unit, or is more than a unit; the nearest names.
        """

    def split(self, value: object) -> tuple[Any, Unit]:
        """Return the magnitude, and the unit, of a quantity or its text.

        Parameters
        ----------
        value : str or quantity
            Text begins with its number: ``"12.5 mL/mm"``, ``"1/3 mL"``.

        Returns
        -------
        magnitude : int, float, Fraction, or what the quantity holds
            As written: ``3`` is an int, ``3.0`` a float, ``1/3`` a Fraction.
        unit : unit

        Raises
        ------
        UnknownUnitError
            If the unit is unknown.
        ConversionError
            If the value is no quantity.
        """

    def local(self, local: object, source: Unit | None, target: Unit | None) -> Any:
        """Return the magnitude of a local derivative in ``target`` per ``source``.

        Parameters
        ----------
        local : str or quantity
        source, target : unit or None
            A scale with an offset means its differences.

        Returns
        -------
        int, float, Fraction or numpy.ndarray
            Of the kind that the local has, by an exact factor. An irrational factor makes a
            whole number or a fraction the nearest float.

        Raises
        ------
        DimensionError
            If the local does not lead from the one unit to the other.
        ConversionError
            If it is no quantity, or no factor leads there.
        """

    def quantity(self, magnitude: object, of: Unit | None, wrt: Unit | None = None) -> Any:
        """Return a magnitude in ``of`` per ``wrt`` as a quantity.

        Parameters
        ----------
        magnitude : number or numpy.ndarray
        of, wrt : unit or None
            Scales with an offset mean their differences.

        Returns
        -------
        quantity
        """

    def text(self, unit: Unit) -> str:
        """Return text that :meth:`unit` reads back to an equal unit.

        Parameters
        ----------
        unit : unit

        Returns
        -------
        str
        """


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


def is_measured(value: object) -> bool:
    """Tell whether a value is a pint quantity or unit, without importing pint.

    Parameters
    ----------
    value : object

    Returns
    -------
    bool

    Examples
    --------
    >>> is_measured(3.0)
    False
    """
    pint = sys.modules.get("pint")
    return pint is not None and isinstance(value, (pint.Quantity, pint.Unit))
