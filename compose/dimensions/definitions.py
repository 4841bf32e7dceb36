"""The definitions of a registry as exact products, read from their text.

A definition is followed down to base units. What was read is remembered together with the
definitions that it rests on, so that a unit defined anew, for good or within a context, is
read anew.
"""
# ruff: noqa: SLF001 - pint keeps its definitions to itself

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from compose.dimensions.memory import remember
from compose.dimensions.monomials import ONE, Constant, Monomial, product
from compose.dimensions.names import Names
from compose.errors import ConversionError

__all__ = ["Definition", "Definitions", "Expansion"]

_LONGEST_WALK = 10_000
_CONSTANTS = frozenset({"pi", "tansec", "ln10", "wien_x", "wien_u", "eulers_number"})
_DIFFERENCE = "delta_"


@dataclass(frozen=True, slots=True)
class Definition:
    """What a registry says of one unit.

    Parameters
    ----------
    name : str
        The unit.
    text : str
        The right-hand side as written: ``"1760 * yard"``, ``"kelvin; offset: 273.15"``.
    product : Monomial
        The same, read. A base unit is itself.
    offset : Fraction
        Where the zero of the scale lies, in base units: 273.15 for °C.
    is_base, is_logarithmic : bool
    """

    name: str
    text: str
    product: Monomial
    offset: Fraction = Fraction(0)
    is_base: bool = False
    is_logarithmic: bool = False

    @property
    def is_terminal(self) -> bool:
        """Whether the definition leads no further: a base unit, or a constant such as π."""
        keys = [key for key, _ in self.product.powers]
        return self.is_base or self.is_logarithmic or any(isinstance(k, Constant) for k in keys)


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
        self._registry = registry
        self._names = names
        self._definitions: dict[str, tuple[object, Definition]] = {}
        self._bases: dict[str, tuple[tuple[tuple[str, object], ...], Monomial]] = {}

    def __getitem__(self, name: str) -> Definition:
        """Return the definition of a unit by its canonical name."""
        entry = self._entry(name)
        known = self._definitions.get(name)
        if known and _same(known[0], entry):
            return known[1]
        try:
            definition = self._stated(entry)
        except ValueError as error:
            raise ConversionError(f"the definition of {name} is not understood: {error}") from None
        remember(self._definitions, name, (entry, definition))
        return definition

    def _stated(self, entry: Any) -> Definition:
        if getattr(entry, "raw", None):
            return self._written(entry)
        return self._prefixed(entry) or self._difference(entry) or self._computed(entry)

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
        used = [self[name] for name in sorted(powers) if not self[name].is_terminal]
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
        entry = self._entry(name)
        if entry.is_multiplicative or entry.is_logarithmic:
            return name
        return f"{_DIFFERENCE}{entry.name}"

    def spellings(self, names: Iterable[str]) -> set[str]:
        """Return every name that the definitions of some units rest on, down to base units.

        Parameters
        ----------
        names : iterable of str
            Canonical names.

        Returns
        -------
        set of str
            Also names that are not defined, but would change what another one means.
        """
        found: set[str] = set()
        pending, seen = list(names), set[str]()
        while pending:
            name = pending.pop()
            if name in seen:
                continue
            seen.add(name)
            found |= {name, name.removeprefix(_DIFFERENCE), f"{_DIFFERENCE}{name}"}
            for part in self[name].product.names():
                if part != name:
                    found |= self._names.spellings(part)
                    pending.append(self._names.canonical(part)[0])
        return found

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
        same_zeros = all(self[name].offset == other[name].offset for name in powers)
        return same_zeros and self.reduced(powers) == other.reduced(powers)

    def _base(self, name: str) -> Monomial:
        known = self._bases.get(name)
        units = self._registry._units
        if known and all(_same(entry, units.get(key)) for key, entry in known[0]):
            return known[1]
        walked, result = self._walk(name)
        remember(self._bases, name, (walked, result))
        return result

    def _walk(self, name: str) -> tuple[tuple[tuple[str, object], ...], Monomial]:
        walked: dict[str, object] = {}
        pending, result = {name: Fraction(1)}, ONE
        for _ in range(_LONGEST_WALK):
            if not pending:
                return tuple(walked.items()), result
            unit, exponent = pending.popitem()
            definition = self[unit]
            walked[unit] = self._entry(unit)
            if definition.is_base or definition.is_logarithmic:
                result *= definition.product**exponent
                continue
            result *= definition.product.without(definition.product.names()) ** exponent
            parts = definition.product.names()
            self._add_canonical(pending, parts, exponent)
            walked.update((part, self._registry._units.get(part)) for part in parts)
        raise ConversionError(
            f"the definition of {name} does not end in base units; look for a circle in it"
        )

    def _add_canonical(
        self, powers: dict[str, Fraction], parts: Mapping[str, Fraction], exponent: Fraction
    ) -> None:
        """Multiply by a power of a product whose names are spelt as its author liked."""
        for part, power in parts.items():
            name, times = self._names.canonical(part)
            if name:
                powers[name] = powers.get(name, Fraction(0)) + power * times * exponent

    def _entry(self, name: str) -> Any:
        units = self._registry._units
        if name not in units:
            self._registry.get_name(name)
        return units[name]

    def _written(self, entry: Any) -> Definition:
        whole = _right_hand_side(entry.raw)
        text, *modifiers = (part.strip() for part in whole.split(";"))
        settings = {key.strip(): value for key, _, value in (m.partition(":") for m in modifiers)}
        if entry.is_base:
            return _base_definition(entry, text)
        read = self._names.read(text)
        if entry.name in _CONSTANTS and read.is_rational:
            constant = Constant(entry.name, entry.symbol, read.coefficient)
            return Definition(entry.name, text, Monomial(Fraction(1), ((constant, Fraction(1)),)))
        if entry.is_logarithmic:
            return _logarithmic_definition(entry, whole)
        offset = self._names.read(settings.get("offset", "0")).coefficient
        return Definition(entry.name, whole, read, offset)

    def _prefixed(self, entry: Any) -> Definition | None:
        """Read a unit that the registry made when its prefixed name was first used."""
        prefix, unit, _ = next(iter(self._registry.parse_unit_name(entry.name)), ("", "", ""))
        if not prefix or dict(entry.reference) != {unit: 1}:
            return None
        definition = self._registry._prefixes[prefix]
        if entry.converter != definition.converter:
            return None
        text = _right_hand_side(getattr(definition, "raw", "")) or _decimal(definition.value)
        return Definition(entry.name, f"{text} * {unit}", self._names.read(f"({text}) * {unit}"))

    def _difference(self, entry: Any) -> Definition | None:
        """Read the difference unit that the registry made beside a scale with an offset."""
        scale = self._registry._units.get(entry.name.removeprefix(_DIFFERENCE))
        if not entry.name.startswith(_DIFFERENCE) or scale is None:
            return None
        of = self[scale.name]
        return Definition(entry.name, of.text.partition(";")[0], of.product)

    def _computed(self, entry: Any) -> Definition:
        """Read a unit defined by objects, or within a context, of which no text is kept."""
        if entry.is_base:
            return _base_definition(entry, str(entry.reference))
        if entry.is_logarithmic:
            return _logarithmic_definition(entry, str(entry.reference))
        scale, offset = (_decimal(getattr(entry.converter, key, 0)) for key in ("scale", "offset"))
        text = " * ".join([scale, *(f"{k} ** {_decimal(v)}" for k, v in entry.reference.items())])
        return Definition(entry.name, text, self._names.read(text), Fraction(offset))


def _same(known: object, entry: object) -> bool:
    """Compare by value: pint makes a prefixed unit anew each time its symbol is read."""
    return known is entry or known == entry


def _right_hand_side(raw: str) -> str:
    return raw.split("=")[1].strip() if "=" in raw else ""


def _decimal(number: object) -> str:
    """Write a number so that it reads back as the decimals a person wrote."""
    return repr(number) if isinstance(number, float) else str(number)


def _base_definition(entry: Any, text: str) -> Definition:
    """Stand for itself; a base unit without dimension, such as the radian, is one."""
    itself = ONE if text == "[]" else Monomial(Fraction(1), ((entry.name, Fraction(1)),))
    return Definition(entry.name, text, itself, is_base=True)


def _logarithmic_definition(entry: Any, text: str) -> Definition:
    itself = Monomial(Fraction(1), ((entry.name, Fraction(1)),))
    return Definition(entry.name, text, itself, is_logarithmic=True)
