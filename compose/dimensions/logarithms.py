"""Logarithmic units: the level of a quantity above a reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from compose.dimensions.monomials import Constant, Monomial

__all__ = ["E", "Logarithm", "base_of"]

_DIGITS = 60
_NEAR = Fraction(1, 10**14)


def _e() -> Fraction:
    with localcontext() as context:
        context.prec = _DIGITS
        return Fraction(Decimal(1).exp())


E = Constant("eulers_number", "e", _e())
"""The base of natural logarithms."""


@dataclass(frozen=True, slots=True)
class Logarithm:
    """A logarithmic unit: ``value = reference * base ** (reading / factor)``.

    Parameters
    ----------
    reference : Monomial
        The value at a reading of zero, in units of `powers`.
    powers : mapping of str to Fraction
        What is measured, in base units: those of a watt for dBm, none for dB.
    base : Fraction or Constant
        10 for dB, 2 for octaves, e for Np.
    factor : Fraction
        How much the reading grows where the value grows by `base`: 10 for dB.

    Examples
    --------
    >>> from compose.dimensions import default_resolver
    >>> resolver = default_resolver()
    >>> level = resolver.logarithm(resolver.unit("dBm"))
    >>> level.reference, level.base, level.factor
    (Monomial('1'), Fraction(10, 1), Fraction(10, 1))
    """

    reference: Monomial
    powers: Mapping[str, Fraction]
    base: Fraction | Constant
    factor: Fraction


def base_of(number: Fraction) -> Fraction | Constant:
    """Return the base of a logarithm; decimals of e stand for e itself.

    Parameters
    ----------
    number : Fraction

    Returns
    -------
    Fraction or Constant

    Examples
    --------
    >>> base_of(Fraction("2.718281828459045")).symbol
    'e'
    """
    return E if abs(number - E.value) < _NEAR else number
