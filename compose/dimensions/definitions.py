"""The definitions of a registry, followed down to base units.

What was read is remembered for as long as the registry says the same: :class:`Definitions` is
made anew after each change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from compose.dimensions.constants import CLASS_OF
from compose.dimensions.logarithms import Logarithm, base_of
from compose.dimensions.monomials import Monomial, product
from compose.dimensions.names import Names
from compose.dimensions.statements import Definition, Statements, settings_of
from compose.errors import ConversionError

__all__ = ["Definition", "Definitions", "Expansion"]

_ONE = Fraction(1)
_DIFFERENCE = "delta_"


@dataclass(frozen=True, slots=True)
class Expansion:
    """A product of units, one step down their definitions.

    Parameters
    ----------
    factor : Monomial
        One of the units is so many of the product of these ``powers``.
    powers : mapping of str to Fraction
        Canonical names and exponents.
    offset : Fraction
        Where the zero of a single scale lies, in the new units.
    note : str
        The definitions that were used, as they are written.
    """

    factor: Monomial
    powers: Mapping[str, Fraction]
    offset: Fraction
    note: str


class Definitions:
    """The units of a registry, as products of base units.

    Parameters
    ----------
    registry : pint.UnitRegistry
    names : Names
        Reads its text.
    """

    def __init__(self, registry: Any, names: Names) -> None:
        self._names = names
        self._statements = Statements(registry, names)
        self._bases: dict[str, Monomial] = {}

    def __getitem__(self, name: str) -> Definition:
        """Return the definition of a unit by its canonical name."""
        return self._statements[name]

    def reduced(self, powers: Mapping[str, Fraction]) -> Monomial:
        """Write a product of units in base units that carry a dimension.

        Parameters
        ----------
        powers : mapping of str to Fraction
            Canonical names and exponents.

        Returns
        -------
        Monomial
            Names that remain are base units, or logarithmic ones, which no factor reaches.
        """
        return product((self._base(name), exponent) for name, exponent in powers.items())

    def expanded(self, powers: Mapping[str, Fraction]) -> Expansion | None:
        """Follow the definitions by one step.

        Parameters
        ----------
        powers : mapping of str to Fraction
            Canonical names and exponents.

        Returns
        -------
        Expansion or None
            None where only base units and constants are left.
        """
        used = [
            self._statements[name]
            for name in sorted(powers)
            if not self._statements[name].is_terminal
        ]
        if not used:
            return None
        whole = product((definition.product, powers[definition.name]) for definition in used)
        left = dict(powers)
        for definition in used:
            del left[definition.name]
        self._add_canonical(left, whole.names(), Fraction(1))
        offset = used[0].offset if list(powers.values()) == [1] else Fraction(0)
        note = "; ".join(f"{definition.name} = {definition.text}" for definition in used)
        kept = {name: power for name, power in left.items() if power}
        return Expansion(whole.without(whole.names()), kept, offset, note)

    def difference(self, name: str) -> str:
        """Return the unit of differences on a scale: itself, unless the scale has an offset.

        Parameters
        ----------
        name : str
            A canonical name.

        Returns
        -------
        str
        """
        entry = self._statements.entry(name)
        if entry.is_multiplicative or entry.is_logarithmic:
            return name
        return f"{_DIFFERENCE}{entry.name}"

    def stated(self, powers: Mapping[str, Fraction]) -> dict[str, Fraction]:
        """Return the constants that a product of units rests on, as far as they do not cancel.

        Parameters
        ----------
        powers : mapping of str to Fraction
            Canonical names and exponents, of units that end in base units.

        Returns
        -------
        dict of str to Fraction
            Those of the table of constants that are stated by a number, not by other constants.
        """
        found, pending = dict[str, Fraction](), dict(powers)
        while pending:
            name, exponent = pending.popitem()
            parts = self.parts(name)
            if name in CLASS_OF and not any(part in CLASS_OF for part in parts):
                found[name] = found.get(name, Fraction(0)) + exponent
            for part, power in parts.items():
                pending[part] = pending.get(part, Fraction(0)) + power * exponent
        return {name: exponent for name, exponent in found.items() if exponent}

    def logarithm(self, name: str) -> Logarithm | None:
        """Return what a reading in a logarithmic unit means.

        Parameters
        ----------
        name : str
            A canonical name.

        Returns
        -------
        Logarithm or None
            None for every other unit.
        """
        if not self._statements[name].is_logarithmic:
            return None
        text, settings = settings_of(self._statements[name].text)
        base, factor = (
            self._in_base_units(settings[key]).nearest() for key in ("logbase", "logfactor")
        )
        reference = self._in_base_units(text)
        powers = reference.names()
        return Logarithm(reference.without(powers), powers, base_of(base), factor)

    def _in_base_units(self, text: str) -> Monomial:
        read, powers = self._names.read(text), dict[str, Fraction]()
        self._add_canonical(powers, read.names(), _ONE)
        return read.without(read.names()) * self.reduced(powers)

    def agree(self, other: Definitions, powers: Mapping[str, Fraction]) -> bool:
        """Tell whether another registry means the same by a product of units.

        Parameters
        ----------
        other : Definitions
        powers : mapping of str to Fraction
            Canonical names and exponents.

        Returns
        -------
        bool
        """
        same_zeros = all(
            self._statements[name].offset == other._statements[name].offset for name in powers
        )
        return same_zeros and self.reduced(powers) == other.reduced(powers)

    def _base(self, name: str) -> Monomial:
        if name not in self._bases:
            self._follow(name)
        return self._bases[name]

    def _follow(self, name: str) -> None:
        """Write a unit in base units, and before it whatever its definition is made of."""
        pending, opened = [name], set[str]()
        while pending:
            unit = pending[-1]
            parts = {} if unit in self._bases else self.parts(unit)
            missing = [part for part in parts if part not in self._bases]
            if missing and unit in opened:
                raise ConversionError(
                    f"the definition of {name} does not end in base units; "
                    f"look for a circle in it, at {unit}"
                )
            opened.add(unit)
            pending += missing
            if not missing:
                self._bases.setdefault(pending.pop(), self._assembled(unit, parts))

    def _assembled(self, unit: str, parts: Mapping[str, Fraction]) -> Monomial:
        stated = self._statements[unit].product
        if not parts:
            return stated
        number = stated.without(stated.names())
        return product([(number, _ONE), *((self._bases[p], e) for p, e in parts.items())])

    def parts(self, name: str) -> dict[str, Fraction]:
        """Return what a unit is defined by, with exponents; nothing for what ends the walk.

        Parameters
        ----------
        name : str
            A canonical name.

        Returns
        -------
        dict of str to Fraction
        """
        definition, found = self._statements[name], dict[str, Fraction]()
        if not definition.is_base and not definition.is_logarithmic:
            self._add_canonical(found, definition.product.names(), _ONE)
        return found

    def _add_canonical(
        self, powers: dict[str, Fraction], parts: Mapping[str, Fraction], exponent: Fraction
    ) -> None:
        """Multiply by a power of a product whose names are spelt as its author liked."""
        for part, power in parts.items():
            name, times = self._names.canonical(part)
            if name:
                share = power * times * exponent
                powers[name] = powers[name] + share if name in powers else share
