"""A second reader of pint's definition text, which shares no code with compose.

Every unit becomes a :class:`Size`: a fraction, times powers of numbers that are no fractions, times
powers of base units. π and its like are calculated here to ninety digits, roots stay roots until a
number is asked for, so that what cancels cancels exactly.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache, cached_property
from importlib.resources import files

__all__ = ["Book", "Size", "book", "nearest"]

_DIGITS = 90
_WIDTH = Fraction(1, 10**45)
_TOKEN = re.compile(r"\s*(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+|[^\W\d]\w*|\*\*|[-+*/^()])")
_BLOCKS_WITHOUT_UNITS = ("@context", "@system", "@defaults")


@dataclass(frozen=True)
class Size:
    """``rational · ∏ number ** exponent · ∏ base unit ** exponent``."""

    rational: Fraction
    numbers: tuple[tuple[object, Fraction], ...] = ()
    bases: tuple[tuple[str, Fraction], ...] = ()

    def __mul__(self, other: Size) -> Size:
        return Size(
            self.rational * other.rational,
            _sum(self.numbers, other.numbers),
            _sum(self.bases, other.bases),
        )

    def __truediv__(self, other: Size) -> Size:
        return self * other ** Fraction(-1)

    def __add__(self, other: Size) -> Size:
        assert (self.numbers, self.bases) == (other.numbers, other.bases)
        return Size(self.rational + other.rational, self.numbers, self.bases)

    def __pow__(self, exponent: Fraction) -> Size:
        raised = Size(Fraction(1), _times(self.numbers, exponent), _times(self.bases, exponent))
        return raised * _power(self.rational, exponent)

    @cached_property
    def exact(self) -> Fraction | None:
        """Give the number in front of the base units, or None where it is no fraction."""
        if any(isinstance(number, str) for number, _ in self.numbers):
            return None
        degree = math.lcm(*(exponent.denominator for _, exponent in self.numbers))
        power = math.prod(number ** int(exponent * degree) for number, exponent in self.numbers)
        roots = [_whole_root(part, degree) for part in Fraction(power).as_integer_ratio()]
        return None if None in roots else self.rational * Fraction(*roots)

    @cached_property
    def decimals(self) -> Fraction:
        """Give the number in front of the base units, exact or to some eighty digits."""
        if self.exact is not None:
            return self.exact
        with localcontext() as context:
            context.prec = _DIGITS
            product = Decimal(1)
            for number, exponent in self.numbers:
                product *= _decimal(number) ** (_decimal(exponent))
        return self.rational * Fraction(product)


def _sum(*terms: tuple[tuple[object, Fraction], ...]) -> tuple[tuple[object, Fraction], ...]:
    powers: dict[object, Fraction] = {}
    for key, exponent in (pair for term in terms for pair in term):
        powers[key] = powers.get(key, Fraction(0)) + exponent
    return tuple(sorted(((k, e) for k, e in powers.items() if e), key=repr))


def _times(powers, exponent):
    return tuple((key, power * exponent) for key, power in powers)


def _power(number: Fraction, exponent: Fraction) -> Size:
    if exponent.denominator == 1:
        return Size(number**exponent.numerator)
    return Size(Fraction(1), ((number, exponent),)) if number != 1 else Size(number)


def _whole_root(number: int, degree: int) -> int | None:
    with localcontext() as context:
        context.prec = number.bit_length() + 10
        root = round(Decimal(number) ** (Decimal(1) / degree))
    return root if root**degree == number else None


def _decimal(number: object) -> Decimal:
    if isinstance(number, str):
        return IRRATIONAL[number]()
    return Decimal(number.numerator) / Decimal(number.denominator)


# What no fraction is, calculated from its meaning and not from pint's decimals.


def _pi() -> Decimal:
    """Use Machin's formula."""
    unit = 10 ** (_DIGITS + 10)

    def arctan_of_inverse(n: int) -> int:
        term, total, k = unit // n, unit // n, 1
        while term:
            term = -term // (n * n)
            k += 2
            total += term // k
        return total

    return Decimal(4 * (4 * arctan_of_inverse(5) - arctan_of_inverse(239))).scaleb(-_DIGITS - 10)


def _tangent_of_a_second() -> Decimal:
    """Divide the series of the sine by that of the cosine."""
    angle = _pi() / 648_000
    sine = cosine = Decimal(0)
    term = Decimal(1)
    for k in range(40):
        cosine, sine = (cosine + term, sine) if k % 2 == 0 else (cosine, sine + term)
        term *= angle / (k + 1) * (1 if k % 2 == 0 else -1)
    return sine / cosine


def _fixed_point(order: int) -> Decimal:
    """Solve x = order·(1 − exp(−x)): where Wien's law has its peak."""
    x = Decimal(order)
    for _ in range(400):
        x = order * (1 - (-x).exp())
    return x


IRRATIONAL = {
    "pi": cache(_pi),
    "tansec": cache(_tangent_of_a_second),
    "ln10": cache(lambda: Decimal(10).ln()),
    "wien_x": cache(lambda: _fixed_point(5)),
    "wien_u": cache(lambda: _fixed_point(3)),
    "eulers_number": cache(lambda: Decimal(1).exp()),
}


@dataclass
class Book:
    """The definitions of one text."""

    texts: dict[str, str] = field(default_factory=dict)
    spellings: dict[str, str] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, Size] = field(default_factory=dict)

    def size(self, spelling: str) -> Size:
        """Return a unit in base units, by any of its names, prefixed or not."""
        if spelling not in self.sizes:
            self.sizes[spelling] = self._sized(spelling)
        return self.sizes[spelling]

    def _sized(self, spelling: str) -> Size:
        name = self.spellings.get(spelling)
        if name is None:
            prefix, unit = self._split(spelling)
            return _Reader(self, self.prefixes[prefix]).read() * self.size(unit)
        if name in IRRATIONAL:
            return Size(Fraction(1), ((name, Fraction(1)),))
        text = self.texts[name].split(";")[0].strip()
        if text.startswith("["):
            return Size(Fraction(1), bases=((name, Fraction(1)),) if text != "[]" else ())
        return _Reader(self, text).read()

    def _split(self, spelling: str) -> tuple[str, str]:
        for end in ("", "s"):
            for prefix in sorted(["", *self.prefixes], key=len):
                unit = spelling.removeprefix(prefix).removesuffix(end)
                if spelling == prefix + unit + end and unit in self.spellings and prefix:
                    return prefix, unit
        raise KeyError(spelling)

    def multiplicative(self) -> list[str]:
        """List the units that are neither logarithmic nor scales with a zero of their own."""
        return [name for name, text in self.texts.items() if _is_multiplicative(text)]

    def by_dimension(self) -> dict[object, list[str]]:
        """Group these by their base units: those of one group convert into one another."""
        groups: dict[object, list[str]] = {}
        for name in self.multiplicative():
            groups.setdefault(self.size(name).bases, []).append(name)
        return groups

    def factor(self, source: str, target: str) -> Size:
        """Return the number of targets in a source."""
        ratio = self.size(source) / self.size(target)
        assert not ratio.bases, (source, target)
        return ratio


def _is_multiplicative(text: str) -> bool:
    _, *settings = text.split(";")
    return not settings or settings[0].replace(" ", "") == "offset:0"


class _Reader:
    """Descends into sums, products, powers and parentheses."""

    def __init__(self, definitions: Book, text: str) -> None:
        self.definitions = definitions
        self.tokens = _TOKEN.findall(text)
        assert "".join(self.tokens) == re.sub(r"\s", "", text), text

    def read(self) -> Size:
        result = self.sum()
        assert not self.tokens
        return result

    def take(self, *wanted: str) -> str:
        return self.tokens.pop(0) if self.tokens and self.tokens[0] in wanted else ""

    def sum(self) -> Size:
        result = self.product()
        while sign := self.take("+", "-"):
            result += self.product() * Size(Fraction(1 if sign == "+" else -1))
        return result

    def product(self) -> Size:
        result = self.signed()
        while self.tokens and self.tokens[0] not in ("+", "-", ")"):
            divides = self.take("*", "/") == "/"
            result = result / self.signed() if divides else result * self.signed()
        return result

    def signed(self) -> Size:
        if self.take("-"):
            return self.signed() * Size(Fraction(-1))
        base = self.atom()
        if not self.take("**", "^"):
            return base
        exponent = self.signed()
        assert exponent == Size(exponent.rational)
        return base**exponent.rational

    def atom(self) -> Size:
        first = self.tokens.pop(0)
        if first == "(":
            inner = self.sum()
            assert self.take(")")
            return inner
        if first[0].isdigit() or first[0] == ".":
            return Size(Fraction(first))
        return self.definitions.size(first)


def _lines(name: str) -> Iterator[str]:
    skipping = False
    for line in files("pint").joinpath(name).read_text(encoding="utf-8").splitlines():
        text = line.split("#")[0].strip()
        skipping = skipping or text.startswith(_BLOCKS_WITHOUT_UNITS)
        if text.startswith("@import"):
            yield from _lines(text.split()[1])
        elif text and not skipping and not text.startswith("@"):
            yield text
        skipping = skipping and text != "@end"


@cache
def book() -> Book:
    """Read the text that comes with pint."""
    result = Book()
    for line in _lines("default_en.txt"):
        name, text, *others = (part.strip() for part in line.split("="))
        if name.startswith("["):
            continue
        if name.endswith("-"):
            result.prefixes |= {
                spelt.removesuffix("-"): text for spelt in (name, *others) if spelt != "_"
            }
            continue
        result.texts[name] = text
        result.spellings |= {spelt: name for spelt in (name, *others) if spelt != "_"}
    return result


def nearest(value: float, factor: Size) -> float | None:
    """Round the exact product once, or give None where ninety digits do not decide how."""
    exact = Fraction(value) * factor.decimals
    if not exact:
        return value * math.copysign(1.0, factor.decimals)
    if factor.exact is not None:
        return _float(exact)
    low, high = _float(exact * (1 - _WIDTH)), _float(exact * (1 + _WIDTH))
    return low if low == high else None


def _float(exact: Fraction) -> float:
    try:
        return exact.numerator / exact.denominator
    except OverflowError:
        return float("inf") if exact > 0 else float("-inf")
