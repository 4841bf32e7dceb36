"""What is missing where nothing leads from one unit to another."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from compose.dimensions.monomials import product
from compose.errors import ConversionError, DimensionError
from compose.units.notes import notes_for
from compose.units.places import Place, Reader
from compose.units.relations import Relations

__all__ = ["missing_fact"]

_ONE = Fraction(1)
_LONGEST = 60
_RELATIONS = {
    frozenset({"[mass]", "[length]³"}): "a density",
    frozenset({"[mass]", "[substance]"}): "a molar mass",
    frozenset({"[length]³", "[substance]"}): "a molar volume",
    frozenset({"[mass]", "[length]"}): "a mass per length",
    frozenset({"[mass]", "[length]²"}): "a mass per area",
}
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def missing_fact(reader: Reader, relations: Relations, src: Place, dst: Place) -> ConversionError:
    """Say what would lead from one unit to another.

    Parameters
    ----------
    reader : Reader
    relations : Relations
        What is known.
    src, dst : Place

    Returns
    -------
    ConversionError
        A DimensionError, but for logarithmic scales.
    """
    whole = reader.reduced(src) / reader.reduced(dst)
    left = relations.solve(whole.names()).left
    for name in left:
        if not reader.is_own(name) and _is_logarithmic(reader, name):
            return ConversionError(
                f"{src.name} to {dst.name}: {name} is a logarithmic scale, which has no factor"
            )
    dimensions = reader.dimension(src), reader.dimension(dst)
    return DimensionError(_text(src), _text(dst), *dimensions, _advice(reader, src, dst, left))


def _is_logarithmic(reader: Reader, name: str) -> bool:
    return reader.resolver.logarithm(reader.resolver.from_powers({name: _ONE})) is not None


def _text(place: Place) -> str:
    """Spell a unit out; pint prints no powers that are fractions."""
    is_printed = all(power.denominator == 1 for power in place.powers.values())
    return str(place.unit) if place.unit is not None and is_printed else place.name


def _advice(reader: Reader, src: Place, dst: Place, left: Mapping[str, int | Fraction]) -> str:
    turned = product([(reader.reduced(src), _ONE), (reader.reduced(dst), _ONE)])
    if not turned.names():
        return "the reciprocal of one is of the kind of the other: reciprocal=True converts it"
    misread = notes_for(reader.resolver, src.name, dst.name, own=reader.own, mismatch=True)
    over = _side(reader, {name: Fraction(power) for name, power in left.items() if power > 0})
    under = _side(reader, {name: -Fraction(power) for name, power in left.items() if power < 0})
    like = _RELATIONS.get(frozenset({over, under}))
    such = f", such as {like}" if like else ""
    missing = (
        f"what is missing is a relation between {over} and {under}{such}: "
        f"c.add({_short(src)}, {_short(dst)}, …)"
    )
    return "; ".join([missing, *misread])


def _short(place: Place) -> str:
    name = place.name
    return repr(name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…")


def _side(reader: Reader, powers: Mapping[str, Fraction]) -> str:
    texts = [_raised(_kind(reader, name), power) for name, power in powers.items()]
    return "·".join(sorted(texts)) or "pure numbers"


def _kind(reader: Reader, name: str) -> str:
    if reader.is_own(name):
        return name
    return reader.resolver.dimension(reader.resolver.from_powers({name: _ONE}))


def _raised(text: str, power: Fraction) -> str:
    if power == 1:
        return text
    whole = power.denominator == 1
    return f"{text}{str(power).translate(_RAISED)}" if whole else f"{text}^({power})"
