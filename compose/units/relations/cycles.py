"""Relations, their products, and the cycles that must come to one.

A relation says that a product of powers of atoms is worth a number:
``L ** 1 * kg ** -1 == 0.789``. An atom is a name that stands for itself.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from compose.dimensions.monomials import Monomial, product
from compose.errors import ConversionError

__all__ = [
    "ContradictionError",
    "Cycle",
    "Exponent",
    "Relation",
    "worth",
]

Exponent: TypeAlias = "int | Fraction"
"""Whole exponents are ints, which are ten times as fast."""

_MOST_BITS = 50_000_000
_SHOWN_FACTS = 8


@dataclass(frozen=True, slots=True)
class Relation:
    """A product of powers of atoms, and the number that it is worth.

    Parameters
    ----------
    key : hashable
        Which fact this is; ``str()`` of it is what people see.
    exponents : mapping of str to Fraction
        None is zero.
    value : Monomial
        Positive and without names.
    tolerance : Fraction
        How far the value may be off, as a share of it.

    Examples
    --------
    >>> box = Relation("a box", {"box": 1, "bottle": -1}, Monomial(Fraction(12)))
    >>> box.value
    Monomial('12')
    """

    key: Hashable
    exponents: Mapping[str, Exponent]
    value: Monomial
    tolerance: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        value = self.value
        if value.coefficient.numerator <= 0 or (value.powers and value.names()):
            raise ConversionError(
                f"{self.key} is worth {self.value}; a relation needs a positive number"
            )


@dataclass(frozen=True, slots=True)
class Cycle:
    """Facts whose exponents cancel, so that their values must multiply to one.

    Parameters
    ----------
    check : hashable
        The fact that closes the cycle: the last that was added.
    powers : mapping of hashable to int
        How often each fact is used; negative is backwards. In the order of adding, without a
        common divisor; the power of `check` is positive.
    product : Monomial
        What the values multiply to.
    tolerance : Fraction
        The tolerances of the facts, added up as often as each is used.

    Examples
    --------
    >>> off = Monomial(Fraction(11, 10))
    >>> cycle = Cycle("b", {"a": -1, "b": 1}, off, Fraction(1, 20))
    >>> cycle.agrees, cycle.mismatch
    (False, Fraction(1, 10))
    """

    check: Hashable
    powers: Mapping[Hashable, int]
    product: Monomial
    tolerance: Fraction

    @property
    def mismatch(self) -> Fraction:
        """How far the product is from one; good to fifty digits where it is irrational."""
        return abs(self.product.nearest() - 1)

    @property
    def agrees(self) -> bool:
        """Whether the product is one within the tolerance, whichever way round it is taken.

        Of the product and its reciprocal the smaller decides: numbers that are right within
        their tolerances are then never refused.
        """
        if self.product.is_rational and self.product.coefficient == 1:
            return True
        if not self.tolerance:
            return False
        value = self.product.nearest()
        return 1 - min(value, 1 / value) <= self.tolerance


class ContradictionError(ConversionError, ValueError):
    """Facts that cannot all be true.

    Parameters
    ----------
    cycle : Cycle
    """

    def __init__(self, cycle: Cycle) -> None:
        super().__init__(cycle)
        self.cycle = cycle

    def __str__(self) -> str:
        cycle = self.cycle
        others = [_used(key, power) for key, power in cycle.powers.items() if key != cycle.check]
        if len(others) > _SHOWN_FACTS:
            others[_SHOWN_FACTS - 1 :] = [f"{len(others) - _SHOWN_FACTS + 1} more facts"]
        against = "1 ≡ 1" if not others else ", ".join(others)
        allowed = f" (tolerance {float(cycle.tolerance):.3g})" if cycle.tolerance else ""
        return (
            f"{_used(cycle.check, cycle.powers[cycle.check])} contradicts {against}: around this "
            f"cycle their factors multiply to {_decimal(cycle.product)}, not to 1{allowed}; "
            "correct or remove one of them"
        )


def _used(key: Hashable, power: int) -> str:
    return str(key) if abs(power) == 1 else f"{key} ({abs(power)} times)"


def _decimal(number: Monomial) -> str:
    """Return enough digits to see that a number is not one."""
    value = number.nearest()
    close = f"{float(value):.15g}" if value < 10**300 else "more than 1e300"
    return f"1 {'+' if value > 1 else '-'} {float(abs(value - 1)):.3g}" if close == "1" else close


def worth(factors: Iterable[tuple[Monomial, Exponent]]) -> Monomial:
    """Multiply powers of many numbers, as a balanced tree.

    Parameters
    ----------
    factors : iterable of (Monomial, int or Fraction)

    Returns
    -------
    Monomial

    Raises
    ------
    ConversionError
        If the product has more digits than anybody needs.

    Examples
    --------
    >>> worth([(Monomial(Fraction(3, 2)), 2), (Monomial(Fraction(9)), -1)])
    Monomial('1/4')
    """
    wholes: dict[int, int] = {}
    others: list[tuple[Monomial, Fraction]] = []
    for factor, power in factors:
        if isinstance(power, Fraction) and power.denominator != 1:
            others.append((factor, power))
            continue
        times = int(power)
        _count(wholes, factor.coefficient.numerator, times)
        _count(wholes, factor.coefficient.denominator, -times)
        if factor.powers:
            others.append((Monomial(Fraction(1), factor.powers), Fraction(times)))
    coefficient = _multiplied(wholes)
    rest = product(others)
    return (
        Monomial(coefficient * rest.coefficient, rest.powers) if others else Monomial(coefficient)
    )


def _count(wholes: dict[int, int], number: int, times: int) -> None:
    if number != 1:
        wholes[number] = wholes.get(number, 0) + times


def _multiplied(wholes: Mapping[int, int]) -> Fraction:
    if sum(abs(times) * number.bit_length() for number, times in wholes.items()) > _MOST_BITS:
        raise ConversionError(
            f"the product of these {len(wholes)} factors has more than "
            f"{_MOST_BITS * 3 // 10} digits; ask for a shorter way"
        )
    over = _tree([number**times for number, times in wholes.items() if times > 0])
    under = _tree([number**-times for number, times in wholes.items() if times < 0])
    return Fraction(over, under)


def _tree(numbers: list[int]) -> int:
    while len(numbers) > 1:
        numbers = [math.prod(numbers[i : i + 2]) for i in range(0, len(numbers), 2)]
    return numbers[0] if numbers else 1
