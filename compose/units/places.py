"""A unit as a graph of conversions reads it: pint's names and the user's in one product.

A name of the user's stands for itself. The rest is pint's: read by its resolver, and taken down
to base units by its definitions.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from fractions import Fraction

from compose.dimensions import Monomial, PintResolver, Unit, powers_of, remember
from compose.dimensions.monomials import ONE, product
from compose.errors import UnknownUnitError
from compose.units.naming import refuse_glued
from compose.units.products import Part, Place, joined, merged, times, written
from compose.units.words import NAME, NAME_AND_POWER, PLAIN_NAME, Words

__all__ = ["Part", "Place", "Reader", "joined", "merged", "times", "written"]

_LONGEST_TEXT = 60
_CLOSE = 0.7
_SHOWN = 3
_ONE = Fraction(1)


class Reader(Words):
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
        super().__init__(resolver, own)
        self._overridden = overridden
        # A name may be new in what is stated, and stand for something of pint's where it is asked.
        self._places: dict[str, Place] = {}
        self._stated: dict[str, Place] = {}
        self._bases: dict[Unit, Monomial] = {}
        self._readings: dict[Unit, bool] = {}

    def forget(self) -> None:
        """Read texts anew: a name in them is the user's from now on, or is so no more."""
        self._places.clear()
        self._stated.clear()

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
            spelt = self.resolver.spelt(spec)
            return self._of_pint(spelt.text, spelt.coefficient, spelt.unit)
        text = spec.strip()
        place = self._places.get(text)
        if place is None:
            place = self._read(text, ())
            remember(self._places, text, place)
        return place

    def introducing(self, text: str, *, afresh: bool = False) -> tuple[Place, tuple[str, ...]]:
        """Read a unit in which names may be new.

        Parameters
        ----------
        text : str
        afresh : bool
            Whether the text, if it is a name that people write for a unit, such as mpg, becomes
            the user's.

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
        is_afresh = afresh and text not in self._own and self.resolver.abbreviates(text)
        known = None if is_afresh else self._stated.get(text)
        if known is not None:
            return known, ()
        new = (text,) if is_afresh else self._new_names(text)
        if is_afresh or any(map(self._is_power, new)):
            self.forget()
        place = self._read(text, new)
        remember(self._stated, text, place)
        return place, new

    def parts(self, place: Place) -> tuple[Part, ...]:
        """Return the units of a product, in the order in which they are written.

        Parameters
        ----------
        place : Place

        Returns
        -------
        tuple of Part
        """
        if place.name in self._own and place.name in place.powers:
            return (Part(place.name, place.name, place.powers[place.name]),)
        spelt: dict[str, str] = {}
        for token in [*self._tokens(place.name), *PLAIN_NAME.findall(place.name)]:
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
            base = self._base(place.unit)
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

    def is_reading(self, unit: Unit) -> bool:
        """Tell whether a unit of pint's is a scale: a zero that is elsewhere, or a logarithm."""
        found = self._readings.get(unit)
        if found is None:
            differs = self.resolver.differences(unit) != unit
            found = differs or self.resolver.logarithm(unit) is not None
            remember(self._readings, unit, found)
        return found

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

    def _read(self, text: str, new: Collection[str]) -> Place:
        if text in self._own or text in new:
            return Place(text, {text: _ONE})
        if new or any(self._is_own(token) for token in self._tokens(text)):
            return self._mixed(text, new)
        return self._plain(text)

    def _base(self, unit: Unit) -> Monomial:
        base = self._bases.get(unit)
        if base is None:
            base = self.resolver.reduced(unit)
            remember(self._bases, unit, base)
        return base

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
        stand_ins: dict[str, str] = {}

        def stand_in(match: re.Match[str]) -> str:
            token = match[0]
            if not (self._is_own(token) or token in new):
                return token
            if PLAIN_NAME.fullmatch(token) and not self.resolver.abbreviates(token):
                return token
            refuse_glued(match)
            return stand_ins.setdefault(token, f"own_name_{len(stand_ins)}_")

        replaced = NAME.sub(stand_in, text)
        try:
            read = self.resolver.written(replaced)
        except UnknownUnitError as error:
            raise UnknownUnitError(text, reason=error.reason) from None
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
        match = NAME_AND_POWER.fullmatch(token)
        if match and match[1] in self._own:
            return match[1], int(match[2])
        return self.resolver.canonical(token)

    def _meant(self, token: str) -> list[tuple[str, str]]:
        """Return the names that a token in a text may stand for, with its spelling."""
        match = NAME_AND_POWER.fullmatch(token)
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
