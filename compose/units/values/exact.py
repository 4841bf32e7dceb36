"""The exact map behind a conversion, applied to numbers and rounded once.

A map is x ↦ (a·x + b) / (c·x + d) with fractions a to d: a factor where b and c are zero, an
affine map where only c is. An irrational factor stands there with sixty digits, beside its exact
product. What depends on the value in another way, such as a logarithm, is a chain of maps.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, DecimalException, Inexact
from fractions import Fraction
from typing import Any

import numpy as np

from compose.dimensions import Monomial, is_quantity, nearest_float
from compose.engine.maps import Map
from compose.errors import ConversionError, shown
from compose.units.values.chains import applied, follower, slope
from compose.units.values.intake import as_exact, expect_quiet, is_number
from compose.units.values.scalars import affine, projective, scale

__all__ = ["ExactMap"]

_ZERO, _ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class ExactMap:
    """The map x ↦ (a·x + b) / (c·x + d), or a chain of maps that depend on the value.

    Parameters
    ----------
    factor : Monomial
        The scale as a symbolic product; for printing, and for its class.
    a, b, c, d : Fraction
        The map; irrational factors with sixty digits.
    rational : bool
        Whether a to d are exact.
    chain : Map, optional
        A value-dependent map, with ``apply``, ``derivative`` and ``inverse``; a to d are then
        unused.

    Examples
    --------
    >>> fahrenheit = ExactMap.scaling(Monomial(Fraction(9, 5)), offset=Fraction(32))
    >>> fahrenheit(37), fahrenheit(Fraction(37)), fahrenheit.inverse()(212.0)
    (98.6, Fraction(493, 5), 100.0)
    """

    factor: Monomial
    a: Fraction
    b: Fraction = _ZERO
    c: Fraction = _ZERO
    d: Fraction = _ONE
    rational: bool = True
    chain: Map | None = None
    _scalar: list[Callable[[float], float]] = field(
        default_factory=list, init=False, repr=False, compare=False
    )

    @classmethod
    def scaling(cls, factor: Monomial, offset: Fraction = _ZERO) -> ExactMap:
        """Multiply by a factor, and add."""
        return cls(factor, factor.nearest(), offset, rational=factor.is_rational)

    @property
    def is_scale(self) -> bool:
        """Whether the map multiplies, and does nothing else."""
        return self.chain is None and not self.b and not self.c

    @property
    def text(self) -> str:
        """The factor as text, or the formula in x."""
        if self.chain is not None:
            return str(self.chain)
        if self.c:
            return f"({_line(str(self.a), self.b)}) / ({_line(str(self.c), self.d)})"
        return _line(str(self.factor), self.b) if self.b else str(self.factor)

    def __call__(self, value: Any, *, exact: bool = False, out: Any = None) -> Any:
        """Move a value, and round once to its own kind.

        Parameters
        ----------
        value : int, float, Fraction, Decimal, array, list or column
        exact : bool
            Whether to answer with a Fraction; for single numbers.
        out : numpy.ndarray, optional
            Where the answer for an array goes.
        """
        if type(value) is float and not exact and out is None:
            return self.scalar()(value)
        number = value.item() if isinstance(value, np.generic) else value
        if not is_number(number):
            return self._moved_together(number, exact=exact, out=out)
        if out is not None:
            raise ConversionError(f"out is for arrays, and {shown(value)} is one number")
        if exact:
            return self._exactly(number)
        return self._rounded(number)

    def scalar(self) -> Callable[[float], float]:
        """Return the function that answers for one float, as fast as it can be.

        It answers with the float nearest to the exact result. It expects a float: the questions
        and :meth:`__call__` see to other kinds.
        """
        if not self._scalar:
            self._scalar.append(self._made_scalar())
        return self._scalar[0]

    def derivative(self, value: Any) -> Any:
        """Return the local derivative at a value: (a·d − b·c) / (c·x + d)².

        Parameters
        ----------
        value : int, float, Fraction, Decimal or numpy.ndarray
            An array gives an array; its last digits may differ where c is not zero.
        """
        if isinstance(value, np.generic):
            value = value.item()
        _expect_real(value)
        if self.chain is not None:
            return slope(self.chain, value)
        determinant = self.a * self.d - self.b * self.c
        if isinstance(value, np.ndarray):
            return _slopes(value, determinant, self.c, self.d)
        place = as_exact(value)
        if self.c and isinstance(place, float):
            return 0.0 if math.isinf(place) else place
        bottom = self.c * Fraction(place) + self.d if self.c else self.d
        if not bottom:
            raise ConversionError(f"the conversion has no derivative at {shown(value)}, its pole")
        local = determinant / bottom**2
        return local if isinstance(value, Fraction) and self.rational else nearest_float(local)

    def inverse(self) -> ExactMap:
        """Return the map that leads back."""
        factor = Monomial(_ONE) / self.factor
        if self.chain is not None:
            return ExactMap(factor, _ONE, rational=self.rational, chain=self._valued().inverse())
        if self.is_scale and not self.rational:
            return ExactMap.scaling(factor)
        a, b, c, d = self.d, -self.b, -self.c, self.a
        size = d if not c else _ONE
        return ExactMap(factor, a / size, b / size, c / size, d / size, self.rational)

    def __reduce__(self) -> tuple[Any, ...]:
        parts = self.factor, self.a, self.b, self.c, self.d, self.rational, self.chain
        return type(self), parts

    def integers(self) -> tuple[int, int, int, int]:
        """Return a to d over a common denominator, and without a common divisor."""
        parts = self.a, self.b, self.c, self.d
        bottom = math.lcm(*(part.denominator for part in parts))
        whole = [int(part * bottom) for part in parts]
        shared = math.gcd(*whole)
        a, b, c, d = (number // shared for number in whole)
        return (-a, -b, -c, -d) if (d or c) < 0 else (a, b, c, d)

    def _valued(self) -> Any:
        return self.chain

    def _made_scalar(self) -> Callable[[float], float]:
        if self.chain is not None:
            return _rounded(follower(self.chain))
        a, b, c, d = self.integers()
        if c:
            return projective(a, b, c, d)
        return affine(a, b, d) if b else scale(a, d)

    def _moved_together(self, value: Any, *, exact: bool, out: Any) -> Any:
        if is_quantity(value):
            raise ConversionError(
                f"{value} is a quantity, with a unit of its own; pass its .magnitude, and that "
                "unit as the one to convert from"
            )
        if exact:
            kind = type(value).__name__
            raise ConversionError(f"a {kind} is not converted exactly; convert its items")
        from compose.units.values.bulk import moved_together

        return moved_together(self, value, out)

    def _exactly(self, number: Any) -> Fraction:
        value = as_exact(number)
        if isinstance(value, float):
            raise ConversionError(f"{number} is no fraction; ask without exact=True")
        answer = self._fraction(value)
        if not self.rational or not isinstance(answer, Fraction):
            raise ConversionError(
                f"{self.text} is irrational there: no fraction is exact; ask without exact=True"
            )
        return answer

    def _fraction(self, number: Fraction) -> float | Fraction:
        """Return the exact answer; of a chain, which may have none, perhaps a float."""
        if self.chain is not None:
            return applied(self.chain, number)
        top, bottom = self.a * number + self.b, self.c * number + self.d
        if not bottom:
            raise ConversionError(
                f"{shown(number)} has no converted value: the conversion has a pole there"
            )
        return top / bottom

    def _rounded(self, number: Any) -> Any:
        if isinstance(number, Decimal):
            return self._decimal_in_context(number)
        if isinstance(number, float):
            return self.scalar()(number)
        answer = self._fraction(Fraction(number))
        if isinstance(answer, float) or (isinstance(number, Fraction) and self.rational):
            return answer
        return nearest_float(answer)

    def _decimal_in_context(self, number: Decimal) -> Decimal:
        expect_quiet(number)
        try:
            return self._decimal(number)
        except DecimalException as error:
            raise ConversionError(
                f"{shown(number)} has no converted value within the decimal context, which "
                f"signals {type(error).__name__}; widen the context, or give another number"
            ) from error

    def _decimal(self, number: Decimal) -> Decimal:
        """Divide once in the context of the caller: what comes before is exact."""
        if not number.is_finite() and (self.chain is not None or self.c):
            return +Decimal(repr(self.scalar()(float(number))))
        if not number.is_finite():
            return -number if self.a < 0 else +number
        if self.is_scale:
            top, _, _, bottom = self.integers()
            return _exact_product(number, top) / Decimal(bottom)
        answer = self._fraction(Fraction(as_exact(number)))
        if isinstance(answer, float):
            # The digits of a float end sooner than those of its binary fraction.
            return +Decimal(repr(answer))
        return Decimal(answer.numerator) / Decimal(answer.denominator)


def _rounded(follow: Callable[[float], float | Fraction]) -> Callable[[float], float]:
    def moved(number: float) -> float:
        answer = follow(number)
        return nearest_float(answer) if isinstance(answer, Fraction) else answer

    return moved


def _line(slope: str, offset: Fraction) -> str:
    if slope == "0" or not offset:
        return str(offset) if slope == "0" else f"{slope} · x"
    return f"{slope} · x {'−' if offset < 0 else '+'} {abs(offset)}"


def _expect_real(value: Any) -> None:
    if isinstance(value, np.ndarray):
        if value.dtype.kind not in "iuf":
            raise ConversionError(f"an array of {value.dtype} holds no real numbers")
    elif not is_number(value):
        raise ConversionError(
            f"{shown(value)} is a {type(value).__name__}: only real numbers have units here"
        )


def _exact_product(number: Decimal, factor: int) -> Decimal:
    # A third of the bits is more than the decimal digits; Python writes out no longest integers.
    digits = len(number.as_tuple().digits) + factor.bit_length() // 3 + 1
    context = Context(prec=digits, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[Inexact])
    return context.multiply(number, Decimal(factor))


def _slopes(
    array: np.ndarray[Any, Any], determinant: Fraction, c: Fraction, d: Fraction
) -> np.ndarray[Any, Any]:
    if not c:
        return np.full(array.shape, nearest_float(determinant / d**2))
    with np.errstate(all="ignore"):
        bottom = nearest_float(c) * array + nearest_float(d)
        return np.asarray(nearest_float(determinant) / bottom**2)
