"""Scales whose zero is elsewhere: readings in °C, and their differences."""

from __future__ import annotations

import functools
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from compose.dimensions.measures import Measures
from compose.dimensions.names import powers_of, quotient
from compose.dimensions.protocol import Unit
from compose.dimensions.scaling import moved
from compose.errors import ConversionError

__all__ = ["Scales"]


class Scales(Measures):
    """The units of a pint registry, and how readings in them are moved."""

    def conversion(self, source: Unit, target: Unit) -> Callable[[Any], Any]:
        """Return the function that moves magnitudes from one unit to another.

        Parameters
        ----------
        source, target : pint.Unit
            Scales whose zero is elsewhere mean readings.

        Returns
        -------
        callable
            It rounds floats once, and multiplies and adds floats for anything but real numbers
            and arrays of them.

        Raises
        ------
        DimensionError
            If the units measure different things.
        ConversionError
            If one is a reading and the other a difference, or a scale is logarithmic.

        Examples
        --------
        >>> from compose.dimensions import default_resolver
        >>> resolver = default_resolver()
        >>> resolver.conversion(resolver.unit("degC"), resolver.unit("degF"))(37.0)
        98.6
        """
        factor, offset = self.factor(source, target), Fraction(0)
        if source != target and self.differences(source) != source:
            self._refuse_difference(source, target)
            offset = self._zero(source)
        if source != target and self.differences(target) != target:
            self._refuse_difference(target, source)
            offset -= self._zero(target)
        size = self._definitions.reduced(powers_of(target)).coefficient
        return functools.partial(moved, factor=factor, offset=offset / size)

    def _zero(self, scale: Unit) -> Fraction:
        return sum((self._definitions[name].offset for name in powers_of(scale)), Fraction(0))

    def _refuse_difference(self, scale: Unit, other: Unit) -> None:
        if any(name.startswith("delta_") for name in powers_of(other)):
            raise ConversionError(
                f"{scale} is a reading on a scale and {other} a difference; "
                "convert readings to readings and differences to differences"
            )

    def differences(self, unit: Unit) -> Unit:
        """Return the unit of differences: itself, unless the zero of its scale is elsewhere.

        Parameters
        ----------
        unit : pint.Unit

        Returns
        -------
        pint.Unit

        Examples
        --------
        >>> from compose.dimensions import default_resolver
        >>> resolver = default_resolver()
        >>> print(resolver.differences(resolver.unit("degC")))
        delta_degree_Celsius
        """
        return self._ratio(unit, None)

    def _ratio(self, of: Unit | None, wrt: Unit | None) -> Unit:
        return self.from_powers(self.differences_of(quotient(of, wrt)))
