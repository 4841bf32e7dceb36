"""Exact factors that are no fractions."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from compose.dimensions import Monomial
from compose.dimensions.constants import worst
from compose.dimensions.monomials import product

__all__ = ["Factor"]

_ONE = Fraction(1)


@dataclass(frozen=True, slots=True, repr=False)
class Factor(Monomial):
    """An exact factor that is no fraction: a fraction times constants such as π, and roots.

    Parameters
    ----------
    coefficient : Fraction
    powers : tuple
        Constants, and whole numbers under roots, with their exponents.
    kind : {"irrational", "conventional", "measured"}
        The worst of what it rests on.

    Examples
    --------
    >>> from compose import units
    >>> turn = units.factor("turn", "radian")
    >>> print(turn, turn.kind, float(turn))
    2 * π irrational 6.283185307179586
    >>> turn * units.factor("radian", "turn")
    Fraction(1, 1)
    """

    kind: str = field(default="irrational", compare=False)

    def __mul__(self, other: Any) -> Any:
        return self._joined(other, _ONE)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        return self._joined(other, -_ONE)

    def __pow__(self, exponent: Any) -> Any:
        return self._settled(product([(self, Fraction(exponent))]), self.kind)

    def _joined(self, other: Any, power: Fraction) -> Any:
        if isinstance(other, int | Fraction):
            other = Monomial(Fraction(other))
        if not isinstance(other, Monomial):
            return NotImplemented
        kinds = [part.kind for part in (self, other) if isinstance(part, Factor)]
        return self._settled(product([(self, _ONE), (other, power)]), worst(kinds))

    def _settled(self, whole: Monomial, kind: str) -> Fraction | Factor:
        if whole.is_rational:
            return whole.coefficient
        return Factor(whole.coefficient, whole.powers, kind)

    def __str__(self) -> str:
        return str(Monomial(self.coefficient, self.powers))

    def __repr__(self) -> str:
        return f"Factor({str(self)!r})"
