"""Between units of different kinds, by the contexts of a registry that are active.

A wavelength is a frequency in pint's spectroscopy, and a mass an energy elsewhere. Such rules are
functions of pint's quantities, so they calculate in floats.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from compose.dimensions.names import REFUSALS
from compose.errors import ConversionError

__all__ = ["Transformation"]


@dataclass(frozen=True, slots=True)
class Transformation:
    """A way between two units through the active contexts of their registry.

    Parameters
    ----------
    source, target : pint.Unit

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

    def apply(self, value: float) -> float:
        """Convert a value, in pint's floats, through the contexts that are active now.

        Parameters
        ----------
        value : float

        Returns
        -------
        float

        Raises
        ------
        ConversionError
            If the contexts lead there no more, or their rule fails for this value.
        """
        registry = self.source._REGISTRY  # noqa: SLF001 - pint keeps the registry to itself
        try:
            return float(registry.Quantity(value, self.source).to(self.target).magnitude)
        except (*REFUSALS, ArithmeticError) as error:
            raise ConversionError(
                f"{value} {self.source} to {self.target}: the active contexts give no value "
                f"({error}); enter the context around the question"
            ) from None
