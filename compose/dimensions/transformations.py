"""Between units of different kinds, by the contexts of a registry that are active.

A wavelength is a frequency in pint's spectroscopy, and a mass an energy elsewhere. Such rules are
functions of pint's quantities, so they calculate in floats.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Real
from typing import Any

from compose.dimensions.names import REFUSALS
from compose.errors import ConversionError

__all__ = ["Transformation"]

_ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Transformation:
    """A way between two units through the active contexts of their registry.

    Parameters
    ----------
    source, target : pint.Unit
    times : Fraction
        How many of `source` a value counts.
    over : Fraction
        How many of `target` the answer counts.

    Examples
    --------
    >>> from compose.dimensions import default_resolver
    >>> resolver = default_resolver()
    >>> source, target = resolver.unit("nm"), resolver.unit("THz")
    >>> with resolver.registry.context("sp"):
    ...     round(resolver.transformation(source, target).apply(500.0), 3)
    599.585
    """

    source: Any
    target: Any
    times: Fraction = _ONE
    over: Fraction = _ONE

    def apply(self, value: Any) -> Any:
        """Convert a number or an array, in pint's floats, by the contexts that are active now.

        Parameters
        ----------
        value : number or numpy.ndarray

        Returns
        -------
        float or numpy.ndarray

        Raises
        ------
        ConversionError
            If the contexts lead there no more, or their rule fails for this value.
        """
        registry = self.source._REGISTRY  # noqa: SLF001 - pint keeps the registry to itself
        value = float(value) if isinstance(value, (Real, Decimal)) else value
        reading = value if self.times == 1 else value * float(self.times)
        try:
            moved = registry.Quantity(reading, self.source).to(self.target).magnitude
        except (*REFUSALS, ArithmeticError) as error:
            raise ConversionError(
                f"{value} {self.source} to {self.target}: the active contexts give no value "
                f"({error}); enter the context around the question"
            ) from None
        answer = float(moved) if isinstance(moved, Real) else moved
        return answer if self.over == 1 else answer / float(self.over)
