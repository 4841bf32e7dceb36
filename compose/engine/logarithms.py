"""Logarithmic scales: decibels, nepers, octaves, pH.

Single numbers are worked out exactly or to fifty digits and rounded once; arrays with NumPy.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, TypeAlias, final

import numpy as np

from compose.dimensions.monomials import Constant
from compose.engine.chain import Span, Valued
from compose.engine.maps import Affine, Number, as_float
from compose.engine.projective import number_text
from compose.errors import QuestionError, shown

__all__ = ["Exponential", "Logarithmic", "between_scales"]

Base: TypeAlias = "Number | Constant"

_CONTEXT: Final = Context(prec=50, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])
_LONGEST_POWER_IN_BITS: Final = 20_000
_ALMOST: Final = Decimal("1e-30")


@dataclass(frozen=True, slots=True)
class _Scale(Valued):
    """What a logarithm and its exponential share."""

    reference: Number = 1
    base: Base = 10
    factor: Number = 1

    def __post_init__(self) -> None:
        for what, number in (("reference", self.reference), ("base", _number(self.base))):
            if not 0 < number < math.inf:
                message = f"the {what} of a logarithmic scale is positive and finite, not {number}"
                raise QuestionError(message)
        if _number(self.base) == 1 or not self.factor or not math.isfinite(self.factor):
            message = f"base {self.base} with factor {self.factor} is no logarithmic scale"
            raise QuestionError(message)

    @property
    def _is_exact(self) -> bool:
        parts = (self.reference, self.base, self.factor)
        return all(isinstance(part, (int, Fraction)) for part in parts)

    @property
    def _rises(self) -> bool:
        return (_number(self.base) > 1) == (self.factor > 0)

    def _power(self, exponent: Fraction) -> Fraction | None:
        """Raise the base to a whole number, exactly; None where there is no such power."""
        if exponent.denominator != 1 or (isinstance(self.base, Constant) and exponent):
            return None
        base = Fraction(_number(self.base))
        bits = max(base.numerator.bit_length(), base.denominator.bit_length())
        if abs(exponent) * bits > _LONGEST_POWER_IN_BITS:
            return None
        return base**exponent.numerator

    def _exponent(self, ratio: Fraction) -> Fraction | Decimal:
        """Give the logarithm of a ratio to the base, exact where it is whole."""
        exponent = _CONTEXT.divide(_CONTEXT.ln(_decimal(ratio)), _ln(self.base))
        whole = round(exponent)
        if abs(_CONTEXT.subtract(exponent, Decimal(whole))) > _ALMOST:
            return exponent
        return Fraction(whole) if self._power(Fraction(whole)) == ratio else exponent

    def _is_like(self, other: _Scale) -> bool:
        """Say whether exact answers may be taken from the two."""
        return self._is_exact and other._is_exact and self.base == other.base


@final
@dataclass(frozen=True, slots=True)
class Exponential(_Scale):
    """The map reading ↦ reference · base^(reading/factor): what a reading in dB stands for.

    Parameters
    ----------
    reference : int, float or Fraction
        What the reading 0 stands for.
    base : int, float, Fraction or Constant
        The base; a constant such as e stays a symbol.
    factor : int, float or Fraction
        How many units of the reading a factor of `base` is.

    Examples
    --------
    Readings in dBm are powers in mW, exact where the exponent is whole:

    >>> dbm = Exponential(1, 10, 10)
    >>> dbm.apply(30), dbm.apply(3.0), dbm.inverse().apply(Fraction(1, 100))
    (Fraction(1000, 1), 1.9952623149688795, Fraction(-20, 1))
    """

    def apply(self, value: Any) -> Any:
        """Turn a reading into what it stands for; whole powers of fractions stay exact."""
        if not isinstance(value, (int, float, Fraction)):
            return self._applied_to_array(value)
        if isinstance(value, float) and not math.isfinite(value):
            return value if math.isnan(value) else math.inf if (value > 0) == self._rises else 0.0
        exponent = Fraction(value) / Fraction(self.factor)
        power = self._power(exponent)
        if power is None:
            return self._rounded(exponent)
        moved = Fraction(self.reference) * power
        return moved if self._stays_exact(value) else as_float(moved)

    def _stays_exact(self, value: Number) -> bool:
        return self._is_exact and not isinstance(value, float)

    def _rounded(self, exponent: Fraction) -> float:
        power = _CONTEXT.exp(_CONTEXT.multiply(_decimal(exponent), _ln(self.base)))
        return float(_CONTEXT.multiply(_decimal(Fraction(self.reference)), power))

    def _applied_to_array(self, value: Any) -> Any:
        """Whole powers and the rest apart: the exponent's rounding error stays small."""
        base = as_float(_number(self.base))
        with np.errstate(all="ignore"):
            exponent = value / as_float(self.factor)
            if _is_natural(self.base):
                return as_float(self.reference) * np.exp(exponent)
            if np.iscomplexobj(exponent):
                return as_float(self.reference) * np.power(base, exponent)
            whole = np.where(np.isfinite(exponent), np.rint(exponent), 0.0)
            rest = (value - whole * as_float(self.factor)) / as_float(self.factor)
            half = np.rint(whole / 2)
            moved = as_float(self.reference) * np.power(base, rest) * np.power(base, half)
            return moved * np.power(base, whole - half)

    def derivative(self, value: Any) -> Any:
        """Give the local derivative, the value times ln(base)/factor."""
        return _as_float(self.apply(value)) * (float(_ln(self.base)) / as_float(self.factor))

    def __str__(self) -> str:
        exponent = "x" if self.factor == 1 else f"(x/{number_text(self.factor)})"
        power = f"{_name(self.base)}^{exponent}"
        return power if self.reference == 1 else f"{number_text(self.reference)} · {power}"

    def inverse(self) -> Logarithmic:
        """Turn values into readings."""
        return Logarithmic(self.reference, self.base, self.factor)

    def joined(self, first: Valued, between: Affine) -> Affine | None:
        """Give the scale that remains of a logarithm before it, a shift between them."""
        if not isinstance(first, Logarithmic) or between.tolerance:
            return None
        if first == self.inverse() and between == Affine(1):
            return between
        if not (self._is_like(first) and between.scale * first.factor == self.factor):
            return None
        power = self._power(Fraction(between.offset) / Fraction(self.factor))
        scale = None if power is None else power * self.reference / first.reference
        return None if scale is None else Affine(scale)


@final
@dataclass(frozen=True, slots=True)
class Logarithmic(_Scale):
    """The map value ↦ factor · log_base(value/reference): a reading in dB, pH or octaves.

    Parameters
    ----------
    reference : int, float or Fraction
        The value whose reading is 0.
    base : int, float, Fraction or Constant
        The base; a constant such as e stays a symbol.
    factor : int, float or Fraction
        How many units of the reading a factor of `base` is; negative for pH.

    Examples
    --------
    >>> ph = Logarithmic(1, 10, -1)
    >>> ph.apply(Fraction(1, 10**7)), ph.apply(2e-7)
    (Fraction(7, 1), 6.698970004336019)
    """

    @property
    def domain(self) -> Span:
        """Only positive values have a logarithm."""
        return 0, math.inf

    def apply(self, value: Any) -> Any:
        """Turn a value into its reading; logarithms that are whole stay exact.

        Raises
        ------
        QuestionError
            A number is not positive. In an array it becomes −∞ or NaN, as in IEEE arithmetic.
        """
        if not isinstance(value, (int, float, Fraction)):
            return self._applied_to_array(value)
        self._check(value)
        if isinstance(value, float) and not math.isfinite(value):
            return value if self._rises else -value
        exponent = self._exponent(Fraction(value) / Fraction(self.reference))
        if isinstance(exponent, Decimal):
            return float(_CONTEXT.multiply(_decimal(Fraction(self.factor)), exponent))
        exact = self._is_exact and not isinstance(value, float)
        return Fraction(self.factor) * exponent if exact else float(self.factor * exponent)

    def _check(self, value: Number) -> None:
        if value <= 0:
            message = f"{shown(value)} has no logarithm: x ↦ {self} takes positive values only"
            raise QuestionError(message)

    def _applied_to_array(self, value: Any) -> Any:
        with np.errstate(all="ignore"):
            ratio = value / as_float(self.reference)
            if self.base in _LOGARITHMS:
                return as_float(self.factor) * _LOGARITHMS[self.base](ratio)
            logarithm = np.log(ratio)
            if not _is_natural(self.base):
                logarithm = logarithm / float(_ln(self.base))
            return as_float(self.factor) * logarithm

    def derivative(self, value: Any) -> Any:
        """Give the local derivative, factor/(ln(base) · value)."""
        slope = as_float(self.factor) / float(_ln(self.base))
        if not isinstance(value, (int, float, Fraction)):
            with np.errstate(all="ignore"):
                return slope / value
        self._check(value)
        if isinstance(value, float) and not math.isfinite(value):
            return slope / value
        return as_float(Fraction(slope) / Fraction(value))

    def __str__(self) -> str:
        of = "x" if self.reference == 1 else f"x/{number_text(self.reference)}"
        logarithm = f"log({of})/log({_name(self.base)})"
        return logarithm if self.factor == 1 else f"{number_text(self.factor)} · {logarithm}"

    def inverse(self) -> Exponential:
        """Turn readings into values."""
        return Exponential(self.reference, self.base, self.factor)

    def joined(self, first: Valued, between: Affine) -> Affine | None:
        """Give the shift that remains of an exponential before it, a scale between them."""
        if not isinstance(first, Exponential) or between.tolerance:
            return None
        if first == self.inverse() and between == Affine(1):
            return between
        if not (self._is_like(first) and _is_scale(between)):
            return None
        exponent = self._exponent(
            Fraction(between.scale) * Fraction(first.reference) / Fraction(self.reference)
        )
        if isinstance(exponent, Decimal):
            return None
        return Affine(Fraction(self.factor) / first.factor, self.factor * exponent)


def between_scales(
    first: Exponential, scale: Number, last: Logarithmic
) -> tuple[Fraction, Fraction]:
    """Give the slope and the shift of an exponential, a factor and a logarithm in a row.

    They are a straight line, which is irrational where the bases differ.

    Parameters
    ----------
    first : Exponential
    scale : int, float or Fraction
        What stands between the two; positive.
    last : Logarithmic

    Returns
    -------
    slope, shift : Fraction
        Good to fifty digits.

    Examples
    --------
    A reading in octaves is this many decades:

    >>> slope, shift = between_scales(Exponential(1, 2), 1, Logarithmic(1, 10))
    >>> float(slope), shift
    (0.3010299956639812, Fraction(0, 1))
    """
    ratio = Fraction(scale) * Fraction(first.reference) / Fraction(last.reference)
    bases = Fraction(_CONTEXT.divide(_ln(first.base), _ln(last.base)))
    shift = _CONTEXT.divide(_CONTEXT.ln(_decimal(ratio)), _ln(last.base))
    factor = Fraction(last.factor)
    return bases * factor / Fraction(first.factor), factor * Fraction(shift)


_LOGARITHMS: Final[dict[Any, Callable[[Any], Any]]] = {2: np.log2, 10: np.log10}


def _as_float(value: Any) -> Any:
    """Round an exact number; leave arrays as they are."""
    return as_float(value) if isinstance(value, (int, Fraction)) else value


def _is_scale(between: Affine) -> bool:
    """Say whether this multiplies by an exact positive number and does nothing else."""
    exact = not isinstance(between.scale, float)
    return exact and not between.offset and between.scale > 0


def _number(base: Base) -> Number:
    return base.value if isinstance(base, Constant) else base


def _name(base: Base) -> str:
    return base.symbol if isinstance(base, Constant) else number_text(base)


def _is_natural(base: Base) -> bool:
    """Say whether a base is e, or the float nearest to it."""
    return float(_ln(base)) == 1.0


def _decimal(number: Fraction) -> Decimal:
    return _CONTEXT.divide(Decimal(number.numerator), Decimal(number.denominator))


@lru_cache(maxsize=64)
def _ln(base: Base) -> Decimal:
    return _CONTEXT.ln(_decimal(Fraction(_number(base))))
