"""What a registry says of each unit, as exact products, read from the text of its definitions."""
# ruff: noqa: SLF001 - pint keeps its definitions to itself

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from compose.dimensions.monomials import ONE, Constant, Monomial
from compose.dimensions.names import Names
from compose.errors import ConversionError

__all__ = ["Definition", "Statements", "settings_of"]

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


class Statements:
    """The definitions of a registry, one by one.

    Parameters
    ----------
    registry : pint.UnitRegistry
    names : Names
        Reads its text.
    """

    def __init__(self, registry: Any, names: Names) -> None:
        self._registry = registry
        self._names = names
        self._definitions: dict[str, Definition] = {}

    def __getitem__(self, name: str) -> Definition:
        """Return the definition of a unit by its canonical name."""
        known = self._definitions.get(name)
        if known is None:
            try:
                known = self._definitions[name] = self._stated(self.entry(name))
            except ValueError as error:
                message = f"the definition of {name} is not understood: {error}"
                raise ConversionError(message) from None
        return known

    def _stated(self, entry: Any) -> Definition:
        if getattr(entry, "raw", None):
            return self._written(entry)
        return self._prefixed(entry) or self._difference(entry) or self._computed(entry)

    def entry(self, name: str) -> Any:
        """Return what the registry keeps of a unit.

        Parameters
        ----------
        name : str
            A canonical name.

        Returns
        -------
        pint's definition
        """
        units = self._registry._units
        if name not in units:
            self._registry.get_name(name)
        return units[name]

    def _written(self, entry: Any) -> Definition:
        whole = _right_hand_side(entry.raw)
        text, settings = settings_of(whole)
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
        """Read a unit that the registry made when its prefixed name was first used.

        The prefix counts as it is defined now, also where the registry made the unit before.
        """
        if entry.aliases or list(entry.reference.values()) != [1]:
            return None
        (unit,) = entry.reference
        prefix = self._registry._prefixes.get(entry.name.removesuffix(unit))
        if prefix is None or not prefix.name or not entry.name.endswith(unit):
            return None
        if entry.symbol != prefix.symbol + self._registry._units[unit].symbol:
            return None
        text = _right_hand_side(getattr(prefix, "raw", "")) or _decimal(prefix.value)
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
        scale, offset = (_decimal(getattr(entry.converter, key, 0)) for key in ("scale", "offset"))
        text = " * ".join([scale, *(f"{k} ** {_decimal(v)}" for k, v in entry.reference.items())])
        if entry.is_logarithmic:
            base, factor = (_decimal(getattr(entry.converter, k)) for k in ("logbase", "logfactor"))
            whole = f"{text}; logbase: {base}; logfactor: {factor}"
            return _logarithmic_definition(entry, whole)
        return Definition(entry.name, text, self._names.read(text), Fraction(offset))


def settings_of(whole: str) -> tuple[str, dict[str, str]]:
    """Split a definition into the unit and what is said of its scale.

    Parameters
    ----------
    whole : str

    Returns
    -------
    text : str
    settings : dict of str to str

    Examples
    --------
    >>> settings_of("kelvin; offset: 273.15")
    ('kelvin', {'offset': '273.15'})
    """
    text, *modifiers = (part.strip() for part in whole.split(";"))
    return text, {
        key.strip(): value.strip() for key, _, value in (m.partition(":") for m in modifiers)
    }


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
