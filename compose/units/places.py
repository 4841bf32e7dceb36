"""A unit as a graph of conversions reads it: pint's names and the user's in one product.

A name of the user's stands for itself. The rest is pint's: read by its resolver, and taken down
to base units by its definitions.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction

from compose.dimensions import Monomial, PintResolver, Unit, powers_of
from compose.dimensions.monomials import ONE, product
from compose.errors import UnknownUnitError

__all__ = ["Part", "Place", "Reader", "joined", "merged", "times", "written"]

_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_WORD = rf"[^\W\d{_DIGITS}][^\W{_DIGITS}]*"
_NAME = re.compile(rf"{_WORD}(?:-[^\W{_DIGITS}]+)*|[$€£¥¢₹₽₿]")
_PLAIN_NAME = re.compile(_WORD)
_NAME_AND_POWER = re.compile(r"(.*[^\W\d])([2-9])")
_SIGNED_POWER = re.compile(rf"({_WORD})-\d+")
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_LONGEST_TEXT = 60
_LONGEST = 1_000
_CLOSE = 0.7
_SHOWN = 3
_ONE = Fraction(1)
_NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Part:
    """One unit of a product: as it is spelt, its own name, and its power."""

    spelt: str
    name: str
    power: Fraction


@dataclass(frozen=True, slots=True)
class Place:
    """A unit that was asked for, or that a route goes through.

    Parameters
    ----------
    name : str
        The unit as text; the node.
    powers : mapping of str to Fraction
        Names, pint's canonical ones and the user's, and exponents.
    coefficient : Fraction
        The number in ``L/100km``.
    unit : pint.Unit or None
        The same product where all names are pint's.
    """

    name: str
    powers: Mapping[str, Fraction]
    coefficient: Fraction = _ONE
    unit: Unit | None = None

    @property
    def alone(self) -> str | None:
        """The name, where the unit is one name and nothing else."""
        if len(self.powers) != 1 or self.coefficient != 1:
            return None
        ((name, power),) = self.powers.items()
        return name if power == 1 else None

    def same(self, other: Place) -> bool:
        """Tell whether two spellings are of one unit."""
        return self.coefficient == other.coefficient and self.powers == other.powers


class Reader:
    """Reads units that may hold names of the user's.

    Parameters
    ----------
    resolver : PintResolver
        Reads what is pint's.
    own : collection of str
        The user's names; it may grow.
    overridden : collection of str
        Those among them that were pint's.
    """

    def __init__(
        self,
        resolver: PintResolver,
        own: Collection[str] = (),
        overridden: Collection[str] = (),
    ) -> None:
        self.resolver = resolver
        self._own = own
        self._overridden = overridden

    @property
    def own(self) -> Collection[str]:
        """The user's names."""
        return self._own

    def place(self, spec: object) -> Place:
        """Read a text or a unit.

        Parameters
        ----------
        spec : str, pint.Unit or Place

        Returns
        -------
        Place

        Raises
        ------
        UnknownUnitError
            If it is no unit; the nearest names, pint's and the user's.
        """
        if isinstance(spec, Place):
            return spec
        if not isinstance(spec, str):
            unit = self.resolver.unit(spec)
            return self._of_pint(self.resolver.symbols(unit) or "1", _ONE, unit)
        text = spec.strip()
        if text in self._own:
            return Place(text, {text: _ONE})
        if any(self._is_own(token) for token in self._tokens(text)):
            return self._mixed(text, ())
        return self._plain(text)

    def introducing(self, text: str) -> tuple[Place, tuple[str, ...]]:
        """Read a unit in which names may be new.

        Parameters
        ----------
        text : str

        Returns
        -------
        place : Place
        new : tuple of str
            The names that neither pint nor the user knew, as they come.

        Raises
        ------
        UnknownUnitError
            If a name is none that a user may give.
        """
        text = text.strip()
        if text in self._own:
            return Place(text, {text: _ONE}), ()
        if len(text) > _LONGEST:
            raise UnknownUnitError(f"{text[:20]}…", reason=f"it has {len(text)} characters")
        new = tuple(dict.fromkeys(name for name in self._tokens(text) if self._is_new(name)))
        return (self._mixed(text, new), new) if new else (self.place(text), ())

    def parts(self, place: Place) -> tuple[Part, ...]:
        """Return the units of a product, in the order in which they are written.

        Parameters
        ----------
        place : Place

        Returns
        -------
        tuple of Part
        """
        spelt: dict[str, str] = {}
        for token in [*self._tokens(place.name), *_PLAIN_NAME.findall(place.name)]:
            for name, text in self._meant(token):
                if name in place.powers:
                    spelt.setdefault(name, text)
        names = [*spelt, *(name for name in place.powers if name not in spelt)]
        return tuple(
            Part(spelt.get(name) or self._symbol(name), name, place.powers[name]) for name in names
        )

    def product(self, powers: Mapping[str, Fraction]) -> Place:
        """Return the product of units given by their own names.

        Parameters
        ----------
        powers : mapping of str to Fraction
            Readings of pint's on a scale whose zero is elsewhere become differences.

        Returns
        -------
        Place
        """
        own = {name: power for name, power in powers.items() if name in self._own}
        rest = self.resolver.differences_of(times(powers, own, -1))
        parts = [Part(self._symbol(name), name, power) for name, power in times(own, rest).items()]
        return joined(sorted(parts, key=lambda part: part.power < 0))

    def reduced(self, place: Place) -> Monomial:
        """Write a unit in base units and names of the user's.

        Parameters
        ----------
        place : Place

        Returns
        -------
        Monomial
            Its names are the atoms.
        """
        if place.alone in self._own:
            return Monomial(_ONE, tuple(place.powers.items()))
        if place.unit is not None and not self._overridden:
            base = self.resolver.reduced(place.unit)
            return base if place.coefficient == 1 else Monomial(place.coefficient) * base
        total, powers = Monomial(place.coefficient), dict(place.powers)
        own: dict[str, Fraction] = {}
        while True:
            own = times(own, {name: powers.pop(name) for name in [*powers] if name in self._own})
            step = self.resolver.expanded(powers) if self._overridden and powers else None
            if step is None:
                break
            total, powers = total * step.factor, dict(step.powers)
        base = self.resolver.reduced(self.resolver.from_powers(powers)) if powers else ONE
        itself = Monomial(_ONE, tuple(sorted(own.items())))
        return product([(total, _ONE), (base, _ONE), (itself, _ONE)])

    def pint_unit(self, place: Place) -> Unit | None:
        """Return the unit as pint's, or None where a name is the user's."""
        if place.unit is not None or self._overridden:
            return place.unit
        if any(name in self._own for name in place.powers):
            return None
        return self.resolver.from_powers(place.powers)

    def dimension(self, place: Place) -> str:
        """Return what a unit measures, as text; a name of the user's measures itself."""
        own = {name: power for name, power in place.powers.items() if name in self._own}
        rest = times(place.powers, own, -1)
        texts = [self.resolver.dimension(self.resolver.from_powers(rest))] if rest else []
        texts += [str(Monomial(_ONE, (item,))) for item in own.items()]
        return " * ".join(texts) or "dimensionless"

    def is_own(self, name: str) -> bool:
        """Tell whether a name is the user's."""
        return name in self._own

    def _tokens(self, text: str) -> list[str]:
        """Find what may be names: a hyphen joins words, but in ``s-1`` it is a sign."""
        found = []
        for token in _NAME.findall(text):
            signed = None if token in self._own else _SIGNED_POWER.fullmatch(token)
            found.append(signed[1] if signed else token)
        return found

    def _is_own(self, token: str) -> bool:
        match = _NAME_AND_POWER.fullmatch(token)
        return token in self._own or (match is not None and match[1] in self._own)

    def _is_new(self, token: str) -> bool:
        if self._is_own(token):
            return False
        pieces = _PLAIN_NAME.findall(token)
        return not (pieces and all(map(self.resolver.knows, pieces)))

    def _plain(self, text: str) -> Place:
        try:
            spelt = self.resolver.spelt(text)
        except UnknownUnitError as error:
            raise self._with_own_names(error, text) from None
        return self._of_pint(spelt.text or "1", spelt.coefficient, spelt.unit)

    def _of_pint(self, name: str, coefficient: Fraction, unit: Unit) -> Place:
        powers = powers_of(unit)
        plain = not any(own in powers for own in self._overridden)
        return Place(name, powers, coefficient, unit if plain else None)

    def _with_own_names(self, error: UnknownUnitError, text: str) -> UnknownUnitError:
        """Offer the user's names too, and say where the name stands."""
        close = get_close_matches(str(error.unit), self._own, _SHOWN, _CLOSE)
        nearest = list(dict.fromkeys([*close, *error.nearest]))
        short = text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…"
        place = f"in {short!r}" if str(error.unit) not in (text, short) else ""
        reason = "; ".join(part for part in (place, error.reason) if part)
        return UnknownUnitError(error.unit, nearest[:_SHOWN], reason)

    def _mixed(self, text: str, new: Collection[str]) -> Place:
        """Read a product in which some names are the user's."""
        if text in self._own or text in new:
            return Place(text, {text: _ONE})
        stand_ins: dict[str, str] = {}

        def stand_in(match: re.Match[str]) -> str:
            token = match[0]
            if _PLAIN_NAME.fullmatch(token) or not (self._is_own(token) or token in new):
                return token
            return stand_ins.setdefault(token, f"own_name_{len(stand_ins)}_")

        read = self.resolver.written(_NAME.sub(stand_in, text))
        tokens = {short: token for token, short in stand_ins.items()}
        powers: dict[str, Fraction] = {}
        for spelt, power in read.names().items():
            try:
                name, each = self._named(tokens.get(spelt, spelt), new)
            except UnknownUnitError as error:
                raise self._with_own_names(error, text) from None
            powers = times(powers, {name: power * each})
        own = {name: power for name, power in powers.items() if name in self._own or name in new}
        rest = self.resolver.differences_of(times(powers, own, -1))
        return Place(text, times(own, rest), read.coefficient)

    def _named(self, token: str, new: Collection[str]) -> tuple[str, int]:
        if token in self._own or token in new:
            return token, 1
        match = _NAME_AND_POWER.fullmatch(token)
        if match and match[1] in self._own:
            return match[1], int(match[2])
        return self.resolver.canonical(token)

    def _meant(self, token: str) -> list[tuple[str, str]]:
        """Return the names that a token in a text may stand for, with its spelling."""
        match = _NAME_AND_POWER.fullmatch(token)
        texts = [token, match[1]] if match else [token]
        found = []
        for text in texts:
            if text in self._own:
                found.append((text, text))
            elif self.resolver.knows(text):
                name = self.resolver.canonical(text)[0]
                found += [(name, text), *((n, text) for n in self._differences(name))]
        return found

    def _differences(self, name: str) -> dict[str, Fraction]:
        return self.resolver.differences_of({name: _ONE})

    def _symbol(self, name: str) -> str:
        if name in self._own:
            return name
        return self.resolver.symbols(self.resolver.from_powers({name: _ONE}))


def merged(parts: Iterable[Part]) -> list[Part]:
    """Multiply units; of equal ones the first spelling stays.

    Parameters
    ----------
    parts : iterable of Part

    Returns
    -------
    list of Part
        Without those that cancel.
    """
    found: dict[str, Part] = {}
    for part in parts:
        before = found.get(part.name, Part(part.spelt, part.name, _NONE))
        found[part.name] = Part(before.spelt, part.name, before.power + part.power)
    return [part for part in found.values() if part.power]


def joined(parts: Iterable[Part]) -> Place:
    """Return the product of units, spelt as they are.

    Parameters
    ----------
    parts : iterable of Part
        Each name once.

    Returns
    -------
    Place
    """
    listed = list(parts)
    return Place(written(listed), {part.name: part.power for part in listed})


def times(
    powers: Mapping[str, Fraction], others: Mapping[str, Fraction], sign: int = 1
) -> dict[str, Fraction]:
    """Multiply products, or divide them.

    Parameters
    ----------
    powers, others : mapping of str to Fraction
    sign : int
        −1 divides.

    Returns
    -------
    dict of str to Fraction
        Without zeros.
    """
    result = dict(powers)
    for name, power in others.items():
        result[name] = result.get(name, _NONE) + sign * power
    return {name: power for name, power in result.items() if power}


def written(parts: Iterable[Part]) -> str:
    """Write a product as on paper: ``kg·m²/s²``.

    Parameters
    ----------
    parts : iterable of Part

    Returns
    -------
    str
        ``1`` where there is none.
    """
    listed = list(parts)
    over = [_raised(part.spelt, part.power) for part in listed if part.power > 0]
    under = [_raised(part.spelt, -part.power) for part in listed if part.power < 0]
    return "/".join(["·".join(over) or "1", *under])


def _raised(text: str, power: Fraction) -> str:
    if power == 1:
        return text
    if power.denominator != 1:
        return f"{text}^({power})"
    return f"{text}{str(power.numerator).translate(_RAISED)}"
