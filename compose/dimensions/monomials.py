"""Exact products: a fraction times powers of names, constants and roots.

The text of a unit's definition, ``1760 * yard`` or ``π / 180 * radian``, is such a product, and
so is the factor between two units. Nothing is rounded until :meth:`Monomial.nearest` is asked.

>>> from compose.dimensions.reading import read
>>> read("2 * foot ** 2") / read("foot / 3")
Monomial('6 * foot')
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TypeAlias

__all__ = ["ONE", "Constant", "Monomial", "fraction_text", "product"]

_DIGITS = 60
_LARGEST_POWER_IN_BITS = 100_000


@dataclass(frozen=True, slots=True)
class Constant:
    """An irrational number that stays a symbol until the last step.

    Parameters
    ----------
    name, symbol : str
        ``"pi"`` and ``"π"``.
    value : Fraction
        Its decimals, as many as are known.
    """

    name: str
    symbol: str
    value: Fraction


Key: TypeAlias = "str | int | Constant"
"""What is raised to a power: a unit's name, a whole number under a root, or a constant."""


def _rank(item: tuple[Key, Fraction]) -> tuple[int, str]:
    """Numbers first, then constants, then units: the order in which people write them."""
    key = item[0]
    if isinstance(key, int):
        return 0, f"{key:>50}"
    return (1, key.name) if isinstance(key, Constant) else (2, key)


@dataclass(frozen=True, slots=True, repr=False)
class Monomial:
    """A fraction times powers.

    Parameters
    ----------
    coefficient : Fraction
        The rational part.
    powers : tuple of (key, Fraction)
        What is raised to which power: a name of a unit, a constant such as π, or a whole
        number under a root. Sorted, no exponent is zero, and roots are of coprime numbers.

    Examples
    --------
    >>> from compose.dimensions.reading import read
    >>> read("2 * m / s ** 2").powers
    (('m', Fraction(1, 1)), ('s', Fraction(-2, 1)))
    """

    coefficient: Fraction
    powers: tuple[tuple[Key, Fraction], ...] = ()

    @property
    def is_rational(self) -> bool:
        """Whether this is nothing but a fraction."""
        return not self.powers

    @property
    def has_roots(self) -> bool:
        """Whether a root is left that is no fraction."""
        return any(isinstance(key, int) for key, _ in self.powers)

    def names(self) -> dict[str, Fraction]:
        """Return the powers of names, without constants and roots."""
        return {key: exponent for key, exponent in self.powers if isinstance(key, str)}

    def without(self, names: Iterable[str]) -> Monomial:
        """Return the same product with these names left out."""
        dropped = frozenset(names)
        kept = tuple(item for item in self.powers if item[0] not in dropped)
        return Monomial(self.coefficient, kept)

    def __mul__(self, other: Monomial) -> Monomial:
        return product([(self, Fraction(1)), (other, Fraction(1))])

    def __truediv__(self, other: Monomial) -> Monomial:
        return product([(self, Fraction(1)), (other, Fraction(-1))])

    def __pow__(self, exponent: Fraction) -> Monomial:
        return product([(self, exponent)])

    def __add__(self, other: Monomial) -> Monomial:
        if self.powers != other.powers:
            raise ValueError(f"{self} and {other} cannot be added")
        return Monomial(self.coefficient + other.coefficient, self.powers)

    def __sub__(self, other: Monomial) -> Monomial:
        return self + Monomial(-other.coefficient, other.powers)

    def nearest(self) -> Fraction:
        """Return the value, exact where it is rational, else good to fifty digits.

        Returns
        -------
        Fraction

        Raises
        ------
        ValueError
            If names of units remain.

        Examples
        --------
        >>> from compose.dimensions.reading import read
        >>> float(read("1 / 1000").nearest())
        0.001
        """
        if self.names():
            raise ValueError(f"{self} is no number: it has units")
        value = self.coefficient
        for key, exponent in self.powers:
            base = key.value if isinstance(key, Constant) else Fraction(key)
            value *= _raised(base, exponent)
        return value

    def __float__(self) -> float:
        return float(self.nearest())

    def __str__(self) -> str:
        is_shown = self.coefficient != 1 or not self.powers
        parts = [fraction_text(self.coefficient)] if is_shown else []
        return " * ".join([*parts, *(_factor_text(*item) for item in self.powers)])

    def __repr__(self) -> str:
        return f"Monomial({str(self)!r})"


ONE = Monomial(Fraction(1))


def fraction_text(number: Fraction) -> str:
    """Write a fraction out, however many digits it has.

    Parameters
    ----------
    number : Fraction

    Returns
    -------
    str

    Examples
    --------
    >>> fraction_text(Fraction(1, 3)), len(fraction_text(Fraction(10**5000)))
    ('1/3', 5001)
    """
    try:
        return str(number)
    except ValueError:
        # Python writes no whole number of more than 4,300 digits; its decimals know no such bound.
        over, under = (f"{Decimal(part):f}" for part in number.as_integer_ratio())
        return over if under == "1" else f"{over}/{under}"


def _factor_text(key: Key, exponent: Fraction) -> str:
    name = key.symbol if isinstance(key, Constant) else key
    base = name if isinstance(name, str) else fraction_text(Fraction(name))
    if exponent == 1:
        return base
    return f"{base} ** {exponent}" if exponent.denominator == 1 else f"{base} ** ({exponent})"


def _raised(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator == 1:
        return base**exponent.numerator
    with localcontext() as context:
        context.prec = _DIGITS
        root = Decimal(exponent.numerator) / Decimal(exponent.denominator)
        return Fraction((Decimal(base.numerator) / Decimal(base.denominator)) ** root)


def product(factors: Iterable[tuple[Monomial, Fraction]]) -> Monomial:
    """Multiply powers of monomials.

    Parameters
    ----------
    factors : iterable of (Monomial, Fraction)
        Each with its exponent.

    Returns
    -------
    Monomial
        Roots of perfect powers are taken, the others stay symbols: √2·√8 is 4.

    Raises
    ------
    ValueError
        For a root of a negative number, a zero to a negative power, or a power of more digits
        than any unit needs.

    Examples
    --------
    >>> from compose.dimensions.reading import read
    >>> product([(read("2 ** 0.5"), Fraction(1)), (read("8 ** 0.5"), Fraction(1))])
    Monomial('4')
    """
    over, under = 1, 1
    powers: dict[Key, Fraction] = {}
    for factor, exponent in factors:
        if exponent.denominator == 1:
            part = _whole_power(factor.coefficient, exponent.numerator)
            over, under = over * part.numerator, under * part.denominator
        else:
            _add_roots(powers, factor.coefficient, exponent)
        for key, inner in factor.powers:
            share = inner if exponent.numerator == exponent.denominator else inner * exponent
            powers[key] = powers[key] + share if key in powers else share
    return _settled(Fraction(over, under), powers)


def _whole_power(base: Fraction, exponent: int) -> Fraction:
    if exponent == 1:
        return base
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if bits * abs(exponent) > _LARGEST_POWER_IN_BITS and base not in (0, 1, -1):
        raise ValueError(f"a number to the power {exponent} has too many digits")
    if not base and exponent < 0:
        raise ValueError("division by zero")
    return base**exponent


def _add_roots(powers: dict[Key, Fraction], base: Fraction, exponent: Fraction) -> None:
    if base <= 0:
        raise ValueError(f"{base} has no power {exponent}")
    for number, share in ((base.numerator, exponent), (base.denominator, -exponent)):
        powers[number] = powers.get(number, Fraction(0)) + share


def _settled(coefficient: Fraction, powers: dict[Key, Fraction]) -> Monomial:
    """Move what is rational among the roots into the coefficient, and sort the rest."""
    kept = [item for item in powers.items() if item[1].numerator]
    roots = {key: exponent for key, exponent in kept if isinstance(key, int)}
    if roots:
        kept = [item for item in kept if not isinstance(item[0], int)]
    for base, exponent in _coprime(roots).items():
        whole = math.floor(exponent)
        coefficient *= _whole_power(Fraction(base), whole)
        part = exponent - whole
        root = _exact_root(base, part.denominator)
        if root is not None:
            coefficient *= _whole_power(Fraction(root), part.numerator)
        else:
            kept.append((base, part))
    return Monomial(coefficient, tuple(sorted(kept, key=_rank)))


def _coprime(powers: Mapping[int, Fraction]) -> dict[int, Fraction]:
    """Rewrite a product of powers over numbers that share no divisor.

    Only then is the product rational exactly when each of its roots is.
    """
    result: dict[int, Fraction] = {}
    pending = [(base, exponent) for base, exponent in powers.items() if base > 1 and exponent]
    while pending:
        base, exponent = pending.pop()
        met = next((known for known in result if math.gcd(known, base) > 1), None)
        if met is None:
            result[base] = exponent
            continue
        shared, other = math.gcd(met, base), result.pop(met)
        split = [(met // shared, other), (base // shared, exponent), (shared, other + exponent)]
        pending += [(number, power) for number, power in split if number > 1 and power]
    return result


def _exact_root(number: int, degree: int) -> int | None:
    """Return the whole root of that degree, or None."""
    if degree > number.bit_length():
        return 1 if number == 1 else None
    low, high = 1, 1 << -(-number.bit_length() // degree)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= number else (low, middle - 1)
    return low if low**degree == number else None
