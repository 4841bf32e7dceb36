"""Products of units: their names, powers and spellings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from compose.dimensions import Unit

__all__ = ["Part", "Place", "joined", "merged", "times", "written"]

_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_ONE = Fraction(1)
_NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Part:
    """One unit of a product: as it is spelt, its own name, and its power."""

    spelt: str
    name: str
    power: Fraction

    def joined(self, other: Part) -> Part:
        """Multiply by the same unit, in another spelling perhaps."""
        return Part(self.spelt, self.name, self.power + other.power)


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
        before = found.get(part.name)
        found[part.name] = before.joined(part) if before else part
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
