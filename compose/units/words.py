"""The words in the text of a unit: which are pint's, the user's, or new."""

from __future__ import annotations

import re
from collections.abc import Collection
from fractions import Fraction

from compose.dimensions import PintResolver
from compose.errors import UnknownUnitError
from compose.units.naming import names_among, refuse_misnomers

__all__ = ["NAME", "NAME_AND_POWER", "PLAIN_NAME", "Words"]

_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_WORD = rf"[^\W\d{_DIGITS}][^\W{_DIGITS}]*"
NAME = re.compile(rf"{_WORD}(?:-[^\W{_DIGITS}]+)*|[$€£¥¢₹₽₿]")
PLAIN_NAME = re.compile(_WORD)
NAME_AND_POWER = re.compile(r"(.*[^\W\d])([2-9])")
_SIGNED_POWER = re.compile(rf"({_WORD})-\d+")
_POWERS = frozenset("23456789")
_LONGEST = 1_000
_ONE = Fraction(1)


class Words:
    """Tells the words in a text apart.

    Parameters
    ----------
    resolver : PintResolver
        Knows those of pint's.
    own : collection of str
        The user's; it may grow.
    """

    def __init__(self, resolver: PintResolver, own: Collection[str]) -> None:
        self.resolver = resolver
        self._own = own

    def _new_names(self, text: str) -> tuple[str, ...]:
        if len(text) > _LONGEST:
            raise UnknownUnitError(f"{text[:20]}…", reason=f"it has {len(text)} characters")
        if not text:
            raise UnknownUnitError(text, reason="a fact relates two units, and one has no name")
        tokens = self._tokens(text)
        is_alone = tokens == [text]
        reads = self._is_area_or_volume if is_alone else self._is_power
        named = dict.fromkeys(tokens if is_alone else names_among(tokens))
        new = tuple(name for name in named if self._is_new(name) and not reads(name))
        if new:
            refuse_misnomers(text, () if is_alone else [*NAME.finditer(text)], new)
        return new

    def _tokens(self, text: str) -> list[str]:
        """Find what may be names: a hyphen joins words, but in ``s-1`` it is a sign."""
        found = []
        for token in NAME.findall(text):
            is_whole = "-" not in token or token in self._own
            signed = None if is_whole else _SIGNED_POWER.fullmatch(token)
            found.append(signed[1] if signed else token)
        return found

    def _is_own(self, token: str) -> bool:
        return token in self._own or _without_power(token) in self._own

    def _is_new(self, token: str) -> bool:
        if self._is_own(token):
            return False
        pieces = PLAIN_NAME.findall(token)
        return not (pieces and all(map(self._is_pint, pieces)))

    def _is_pint(self, word: str) -> bool:
        return self.resolver.knows(word) or self.resolver.abbreviates(word)

    def _is_power(self, token: str) -> bool:
        """Tell whether a token is a unit of pint's with a power behind it: s2 in m/s2."""
        alone = _without_power(token)
        return alone != token and self.resolver.knows(alone)

    def _is_area_or_volume(self, token: str) -> bool:
        """Tell whether a token alone is read as m2 and m3 are; u2 is anybody's name."""
        if token[-1] not in "23" or not self._is_power(token):
            return False
        length = {self.resolver.canonical(_without_power(token))[0]: _ONE}
        return self.resolver.dimension(self.resolver.from_powers(length)) == "[length]"


def _without_power(token: str) -> str:
    is_raised = token[-1] in _POWERS and token[-2:-1].isidentifier()
    return token[:-1] if is_raised else token
