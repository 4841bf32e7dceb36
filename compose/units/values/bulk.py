"""A conversion made once, for many numbers: arrays, columns, lists.

>>> from compose import units
>>> to_litres = units.converter("mL", "L")
>>> to_litres([250, None, 1.5])
[0.25, None, 0.0015]
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from compose.errors import ConversionError
from compose.units.values.arrays import converted_array
from compose.units.values.exact import ExactMap
from compose.units.values.symbolic import Factor

__all__ = ["Converter", "moved_together"]

_DEEPEST = 64

_LIBRARIES = frozenset({"dask", "pandas", "polars", "pyarrow"})


@dataclass(frozen=True, slots=True)
class Converter:
    """A conversion from one unit to another, to be called with values.

    It is made once and stays what it is: a unit that is defined anew later changes the next
    converter, not this one. It can be pickled, and sent to other processes.

    Parameters
    ----------
    map : ExactMap
    src, dst : str
        The two units.
    notes : tuple of str, optional
        What should be known about the units.
    factor_kind : {"irrational", "conventional", "measured"}, optional
        How well the factor is known; of one that is no fraction.

    Examples
    --------
    >>> import numpy as np
    >>> from compose import units
    >>> celsius = units.converter("degF", "degC")
    >>> celsius(212), celsius(np.array([32.0, 98.6]))
    (100.0, array([ 0., 37.]))
    >>> celsius.inverse()(37.0)
    98.6
    """

    map: ExactMap
    src: str
    dst: str
    notes: tuple[str, ...] = ()
    factor_kind: str = "irrational"

    def __call__(self, value: Any, *, out: Any = None) -> Any:
        """Convert a value, or many.

        Parameters
        ----------
        value : number, array, list, column or expression
            int, float, Fraction or Decimal; a NumPy array; a list or tuple, nested or not; a
            Series, Index or DataFrame of pandas; a Series, DataFrame or expression of Polars; an
            array or column of Dask; an array of PyArrow.
        out : numpy.ndarray, optional
            Where the answer for an array goes.

        Returns
        -------
        object
            Of the kind of the value; whole numbers become floats, what is missing stays missing.
        """
        return self.map(value, out=out)

    def derivative(self, value: Any = 0.0) -> Any:
        """Return by how much the converted value changes per change of the value, there.

        Parameters
        ----------
        value : number or numpy.ndarray, optional
            Where; it matters only where the map is no straight line.
        """
        return self.map.derivative(value)

    def inverse(self) -> Converter:
        """Return the converter that leads back."""
        return Converter(self.map.inverse(), self.dst, self.src, self.notes, self.factor_kind)

    @property
    def factor(self) -> Fraction | Factor:
        """The exact factor; an error where the map is more than one."""
        if not self.map.is_scale:
            raise ConversionError(
                f"{self.src} to {self.dst} does more than multiply, so it has no factor; "
                "ask for derivative(value)"
            )
        if self.map.rational:
            return self.map.a
        exact = self.map.factor
        return Factor(exact.coefficient, exact.powers, self.factor_kind)

    def __repr__(self) -> str:
        return f"Converter({self.src!r} → {self.dst!r})"


def moved_together(by: ExactMap, value: Any, out: Any = None) -> Any:
    """Convert what holds numbers: an array, a list, a column of another library.

    Parameters
    ----------
    by : ExactMap
    value : object
    out : numpy.ndarray, optional
        For NumPy arrays only.

    Returns
    -------
    object
        Of the kind of the value.

    Raises
    ------
    ConversionError
        If it holds no real numbers.

    Examples
    --------
    >>> from compose.dimensions import Monomial
    >>> moved_together(ExactMap.scaling(Monomial(Fraction(1, 1000))), ([5, None], (7.0,)))
    ([0.005, None], (0.007,))
    """
    if isinstance(value, np.ndarray):
        return converted_array(by, value, out)
    if out is not None:
        raise ConversionError(f"out is for NumPy arrays, and the value is a {_name(value)}")
    if isinstance(value, list | tuple):
        return _listed(by, value, _DEEPEST)
    if _library(value) is not None:
        from compose.units.values.series import converted_column

        return converted_column(by, value)
    raise ConversionError(f"{value!r} is a {_name(value)}: only real numbers have units here")


def _listed(by: ExactMap, values: list[Any] | tuple[Any, ...], deeper: int) -> Any:
    if not deeper:
        raise ConversionError(f"lists are converted {_DEEPEST} levels deep, and no deeper")
    moved = [
        _listed(by, item, deeper - 1)
        if isinstance(item, list | tuple)
        else None
        if item is None
        else by(item)
        for item in values
    ]
    return moved if isinstance(values, list) else tuple(moved)


def _library(value: Any) -> str | None:
    """Return which library of columns a value comes from, or its class is derived from."""
    roots = (kind.__module__.partition(".")[0] for kind in type(value).__mro__)
    return next((root for root in roots if root in _LIBRARIES), None)


def _name(value: Any) -> str:
    return type(value).__name__
