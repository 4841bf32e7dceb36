"""Units of the user's for derivative graphs: what ``Graph(units=...)`` asks of its resolver."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from compose.dimensions import Unit, is_quantity, powers_of, scaled
from compose.dimensions.reading import split_number
from compose.errors import ConversionError, UnknownUnitError
from compose.units.finding import factor_between
from compose.units.ledger import Ledger
from compose.units.missing import missing_fact
from compose.units.places import Place, times

__all__ = ["OwnQuantity", "OwnUnit", "OwnUnits"]

_ONE = Fraction(1)


@dataclass(frozen=True, slots=True, repr=False)
class OwnUnit:
    """A unit in which a name of the user's stands.

    Parameters
    ----------
    powers : tuple of (str, Fraction)
        Names and exponents, sorted.
    text : str
        As it is shown.

    Examples
    --------
    >>> from compose.units import ConversionGraph
    >>> c = ConversionGraph()
    >>> _ = c.add("USD", "EUR", 0.9)
    >>> print(c.unit("USD/mm"), c.unit("USD / millimeter") == c.unit("USD/mm"))
    USD/mm True
    """

    powers: tuple[tuple[str, Fraction], ...]
    text: str = field(compare=False)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"OwnUnit({self.text!r})"


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class OwnQuantity:
    """A magnitude in a unit of the user's.

    Two are equal where unit and magnitude are: 1 USD/mm does not equal 10 USD/cm.

    Parameters
    ----------
    magnitude : number or numpy.ndarray
    units : OwnUnit

    Examples
    --------
    >>> from compose.units import ConversionGraph
    >>> c = ConversionGraph()
    >>> _ = c.add("USD", "EUR", 0.9)
    >>> print(c.quantity(5, c.unit("USD"), c.unit("mm")))
    5 USD/mm

    A format is that of the magnitude.

    >>> f"{c.quantity(2 / 3, c.unit('USD')):.2f}"
    '0.67 USD'
    """

    magnitude: Any
    units: OwnUnit

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, OwnQuantity):
            return NotImplemented
        return self.units == other.units and bool(np.array_equal(self.magnitude, other.magnitude))

    def __hash__(self) -> int:
        return hash((self.magnitude, self.units))

    def __str__(self) -> str:
        return f"{self.magnitude} {self.units}"

    def __format__(self, spec: str) -> str:
        return f"{self.magnitude:{spec}} {self.units}"

    def __repr__(self) -> str:
        return f"OwnQuantity({self.magnitude!r}, {self.units.text!r})"


class OwnUnits(ABC):
    """The resolver's side of a graph of conversions; see :class:`compose.dimensions.Resolver`."""

    @abstractmethod
    def _settled(self) -> Ledger:
        """Return the facts as the definitions of now have them."""

    def unit(self, spec: object) -> Unit:
        """Return the unit that a text names: pint's, unless a name of the user's is in it.

        Parameters
        ----------
        spec : str or unit

        Returns
        -------
        unit

        Raises
        ------
        UnknownUnitError
            If the text names no unit, or has a number in it.
        """
        if isinstance(spec, OwnUnit):
            return spec
        reader = self._settled().reader
        place = reader.place(spec)
        if place.coefficient != 1:
            raise UnknownUnitError(
                spec, reason=f"the number {place.coefficient} in it is no part of a unit here"
            )
        return self._unit_of(place)

    def split(self, value: object) -> tuple[Any, Unit]:
        """Return the magnitude, and the unit, of a quantity or its text.

        Parameters
        ----------
        value : str or quantity

        Returns
        -------
        magnitude : int, float, Fraction, or what the quantity holds
        unit : unit

        Raises
        ------
        ConversionError
            If the value is no quantity.
        """
        if isinstance(value, OwnQuantity):
            return value.magnitude, value.units
        if is_quantity(value):
            return self._settled().resolver.split(value)
        if not isinstance(value, str):
            raise ConversionError(f"{value!r} is a {type(value).__name__}, not a quantity")
        magnitude, rest = split_number(value)
        return magnitude, self.unit(rest)

    def local(self, local: object, source: Unit | None, target: Unit | None) -> Any:
        """Return the magnitude of a local derivative in ``target`` per ``source``.

        Parameters
        ----------
        local : str or quantity
        source, target : unit or None
            A scale whose zero is elsewhere means its differences.

        Returns
        -------
        int, float, Fraction or numpy.ndarray

        Raises
        ------
        DimensionError
            If the local does not lead from the one unit to the other.
        """
        ledger = self._settled()
        magnitude, unit = self.split(local)
        here, there = self._ratio(unit, None), self._ratio(target, source)
        crossed = factor_between(ledger.known(), here, there)
        if crossed is None:
            raise missing_fact(ledger.reader, ledger.known().relations, here, there)
        return scaled(magnitude, crossed[0])

    def quantity(self, magnitude: object, of: Unit | None, wrt: Unit | None = None) -> Any:
        """Return a magnitude in ``of`` per ``wrt``: a quantity of pint's, or an `OwnQuantity`.

        Parameters
        ----------
        magnitude : number or numpy.ndarray
        of, wrt : unit or None

        Returns
        -------
        quantity
        """
        unit = self._unit_of(self._ratio(of, wrt))
        if isinstance(unit, OwnUnit):
            return OwnQuantity(magnitude, unit)
        return self._settled().resolver.quantity(magnitude, unit)

    def text(self, unit: Unit) -> str:
        """Return text that :meth:`unit` reads back to an equal unit.

        Parameters
        ----------
        unit : unit

        Returns
        -------
        str
        """
        return unit.text if isinstance(unit, OwnUnit) else self._settled().resolver.text(unit)

    def _ratio(self, of: Unit | None, wrt: Unit | None) -> Place:
        over, under = self._powers(of), self._powers(wrt)
        return self._settled().reader.product(times(over, under, -1))

    def _powers(self, unit: Unit | None) -> Mapping[str, Fraction]:
        if unit is None:
            return {}
        return dict(unit.powers) if isinstance(unit, OwnUnit) else powers_of(unit)

    def _unit_of(self, place: Place) -> Unit:
        reader = self._settled().reader
        unit = reader.pint_unit(place)
        if unit is not None:
            return unit
        return OwnUnit(tuple(sorted(place.powers.items())), place.name)
