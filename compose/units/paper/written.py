"""The text of a unit, taken apart as it is written: which names, to which powers.

What a name means is not asked. The factors keep their order and their spelling, since a
calculation on paper shows the units that somebody wrote.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from compose.engine.show.names import printable

__all__ = ["Written", "power_text", "times", "unit_text", "written"]

_RAISED: Final = str.maketrans("0123456789-+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺")
_LOWERED: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_NUMBER: Final = r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
_SUPERSCRIPT: Final = r"[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+"
_EXPONENT: Final = re.compile(
    rf"\s*(?:\*\*|\^)\s*(?:\(\s*([+-]?\d+(?:\.\d+|\s*/\s*\d+)?)\s*\)|([+-]?\d+(?:\.\d+)?))"
    rf"|({_SUPERSCRIPT})"
)
_DIVISION: Final = re.compile(r"\s*(?:/|\bper\b)\s*")
_TIMES: Final = re.compile(r"\s*(?:[*·⋅×](?!\*)|\.(?=\D))\s*|\s+")
_NAME: Final = re.compile(r"[^\s*/·⋅×^().⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+")
_NAME_AND_POWER: Final = re.compile(r"((?:[^\W\d_]|[°%‰])+)(-?[1-9])")
_WORDS: Final = {"square": 2, "sq": 2, "cubic": 3}
_WORDS_BEHIND: Final = {"squared": 2, "cubed": 3}


@dataclass(frozen=True, slots=True)
class Written:
    """A product of names as somebody wrote it.

    Parameters
    ----------
    powers : dict of str to Fraction
        The names in their order, none with the power 0. A number within a unit belongs to the
        name behind it: ``L/100km`` has the names ``L`` and ``100km``.
    """

    powers: dict[str, Fraction] = field(default_factory=dict)

    def over(self, other: Written) -> dict[str, Fraction]:
        """Divide by another; names that stand in both with one power are gone.

        Parameters
        ----------
        other : Written

        Returns
        -------
        dict of str to Fraction

        Examples
        --------
        >>> written("km/s").over(written("m/s"))
        {'km': Fraction(1, 1), 'm': Fraction(-1, 1)}
        """
        return times([(self.powers, 1), (other.powers, -1)])


def times(factors: Iterable[tuple[dict[str, Fraction], int]]) -> dict[str, Fraction]:
    """Multiply products of names, each raised to a whole power.

    Parameters
    ----------
    factors : iterable of (dict, int)

    Returns
    -------
    dict of str to Fraction
        In the order in which names came first; what cancels is left out.

    Examples
    --------
    >>> times([({"m": Fraction(2)}, 1), ({"m": Fraction(1)}, -1)])
    {'m': Fraction(1, 1)}
    """
    result: dict[str, Fraction] = {}
    for powers, exponent in factors:
        for name, power in powers.items():
            result[name] = result.get(name, Fraction(0)) + exponent * power
    return {name: power for name, power in result.items() if power}


def written(text: str, names: Collection[str] = ()) -> Written:
    """Take the text of a unit apart.

    Parameters
    ----------
    text : str
        ``m/s``, ``kg m^2 s^-2``, ``cubic meter``, ``mL/min/1.73m2``.
    names : collection of str, optional
        Names that hold digits, signs or blanks, and are one name all the same.

    Returns
    -------
    Written
        One name, the whole text, where it cannot be taken apart.

    Examples
    --------
    >>> written("kg·m²/s²").powers
    {'kg': Fraction(1, 1), 'm': Fraction(2, 1), 's': Fraction(-2, 1)}
    >>> written("box-of-12/d", {"box-of-12"}).powers
    {'box-of-12': Fraction(1, 1), 'd': Fraction(-1, 1)}
    """
    text = text.strip()
    if text in names:
        return Written({text: Fraction(1)})
    if text in {"", "1", "dimensionless"}:
        return Written()
    reader = _Reader(text, sorted(names, key=len, reverse=True) if len(names) else [])
    try:
        return Written(times(({name: power}, 1) for name, power in reader.factors()))
    except _UnreadableError:
        return Written({text: Fraction(1)})


class _UnreadableError(Exception):
    """Signals that a text is no product of names."""


class _Reader:
    """Goes through a text once, from left to right."""

    def __init__(self, text: str, names: list[str]) -> None:
        self._text = text
        self._names = [name for name in names if name in text]
        self._at = 0
        self._signs = [1]
        self._sign = 1

    def factors(self) -> Iterator[tuple[str, Fraction]]:
        while self._at < len(self._text):
            if self._takes("("):
                self._signs.append(self._sign)
                continue
            yield from self._factor()
            while self._takes(")"):
                self._close()
            self._sign = self._joined() * self._signs[-1]
        if len(self._signs) > 1:
            raise _UnreadableError

    def _takes(self, character: str) -> bool:
        taken = self._text.startswith(character, self._at)
        self._at += taken
        return taken

    def _close(self) -> None:
        if len(self._signs) == 1 or _EXPONENT.match(self._text, self._at):
            raise _UnreadableError
        self._signs.pop()

    def _joined(self) -> int:
        """Read the sign between two factors, and say whether it divides."""
        for pattern, sign in ((_DIVISION, -1), (_TIMES, 1)):
            match = pattern.match(self._text, self._at)
            if match:
                self._at = match.end()
                return sign
        if self._at < len(self._text):
            raise _UnreadableError
        return 1

    def _factor(self) -> Iterator[tuple[str, Fraction]]:
        number = self._matched(_NUMBER_ALONE)
        word = self._word()
        name, power = self._name()
        power *= self._exponent() * word
        if self._matched(_SQUARED):
            power *= _WORDS_BEHIND[self._last]
        if name:
            yield number + name, power * self._sign
        elif number != "1":
            raise _UnreadableError

    def _matched(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        if not match:
            return ""
        self._at = match.end()
        self._last = match[0].strip(" _")
        return self._last

    def _word(self) -> int:
        return _WORDS[self._last] if self._matched(_SQUARE) else 1

    def _name(self) -> tuple[str, Fraction]:
        for name in self._names:
            end = self._at + len(name)
            if self._text.startswith(name, self._at) and not self._text[end : end + 1].isalnum():
                self._at = end
                return name, Fraction(1)
        text = self._matched(_NAME)
        raised = _NAME_AND_POWER.fullmatch(text)
        return (raised[1], Fraction(int(raised[2]))) if raised else (text, Fraction(1))

    def _exponent(self) -> Fraction:
        match = _EXPONENT.match(self._text, self._at)
        if not match:
            return Fraction(1)
        self._at = match.end()
        text = match[1] or match[2] or match[3].translate(_LOWERED)
        return Fraction(text.replace(" ", ""))


_NUMBER_ALONE: Final = re.compile(_NUMBER)
_SQUARE: Final = re.compile(rf"(?:{'|'.join(_WORDS)})(?=[ _])[ _]")
_SQUARED: Final = re.compile(rf"[ _](?:{'|'.join(_WORDS_BEHIND)})\b")


def power_text(power: Fraction) -> str:
    """Write an exponent, nothing where it is 1.

    Parameters
    ----------
    power : Fraction

    Returns
    -------
    str

    Examples
    --------
    >>> power_text(Fraction(3)), power_text(Fraction(1, 2))
    ('³', '^(1/2)')
    """
    if power == 1:
        return ""
    return str(power).translate(_RAISED) if power.denominator == 1 else f"^({power})"


def unit_text(unit: Written) -> str:
    """Write a unit in one line.

    Parameters
    ----------
    unit : Written

    Returns
    -------
    str

    Examples
    --------
    >>> unit_text(written("kg m^2 s^-2")), unit_text(written("W/m^2/K"))
    ('kg·m²/s²', 'W/(m²·K)')
    """
    top = "·".join(_raised(name, p) for name, p in unit.powers.items() if p > 0)
    below = [_raised(name, -p) for name, p in unit.powers.items() if p < 0]
    if not below:
        return top
    several = len(below) > 1 or below[0][0].isdigit()
    bottom = f"({'·'.join(below)})" if several else below[0]
    return f"{top or '1'}/{bottom}"


def _raised(name: str, power: Fraction) -> str:
    return printable(name) + power_text(power)
