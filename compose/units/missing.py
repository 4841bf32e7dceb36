"""What is missing where nothing leads from one unit to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import islice

from compose.dimensions.monomials import product
from compose.errors import ConversionError, DimensionError, FractionalUseError, shown
from compose.units.notes import notes_for
from compose.units.places import Place, Reader
from compose.units.relations.system import Relations

__all__ = ["missing_fact"]

_ONE = Fraction(1)
_LONGEST = 60
_TRIED = 1_000
_NAMED = 3
_RELATIONS = {
    frozenset({"[mass]", "[length]³"}): "a density",
    frozenset({"[mass]", "[substance]"}): "a molar mass",
    frozenset({"[length]³", "[substance]"}): "a molar volume",
    frozenset({"[mass]", "[length]"}): "a mass per length",
    frozenset({"[mass]", "[length]²"}): "a mass per area",
}
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def missing_fact(
    reader: Reader,
    relations: Relations,
    src: Place,
    dst: Place,
    about: Mapping[str, Relations] | None = None,
) -> ConversionError:
    """Say what would lead from one unit to another.

    Parameters
    ----------
    reader : Reader
    relations : Relations
        What is known.
    src, dst : Place
    about : mapping of str to Relations, optional
        What is known of substances; one of them may lead there.

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
    leading = _substances(_leading(about or {}, whole.names()))
    advice = _advice(reader, src, dst, left, leading)
    return DimensionError(_text(src), _text(dst), *dimensions, advice)


def _leading(about: Mapping[str, Relations], names: Mapping[str, Fraction]) -> list[str]:
    """Return the substances whose facts would answer, of the first thousand."""
    return [of for of, relations in islice(about.items(), _TRIED) if _leads(relations, names)]


def _leads(relations: Relations, names: Mapping[str, Fraction]) -> bool:
    try:
        return not relations.solve(names).left
    except FractionalUseError:
        return False


def _substances(leading: Sequence[str]) -> list[str]:
    if not leading:
        return []
    named = [f"of={shown(of)}" for of in leading[:_NAMED]]
    more = len(leading) - len(named)
    others = [f"one of {more} more substances"] if more else []
    return [f"{' or '.join([*named, *others])} would lead there"]


def _is_logarithmic(reader: Reader, name: str) -> bool:
    return reader.resolver.logarithm(reader.resolver.from_powers({name: _ONE})) is not None


def _text(place: Place) -> str:
    """Spell a unit out; pint prints no powers that are fractions."""
    if not place.powers:
        return "1"
    is_printed = all(power.denominator == 1 for power in place.powers.values())
    return str(place.unit) if place.unit is not None and is_printed else place.name


def _advice(
    reader: Reader,
    src: Place,
    dst: Place,
    left: Mapping[str, int | Fraction],
    leading: Sequence[str],
) -> str:
    turned = product([(reader.reduced(src), _ONE), (reader.reduced(dst), _ONE)])
    if not turned.names():
        return "the reciprocal of one is of the kind of the other: reciprocal=True converts it"
    misread = notes_for(reader.resolver, src.name, dst.name, own=reader.own, mismatch=True)
    over = _side(reader, {name: Fraction(power) for name, power in left.items() if power > 0})
    under = _side(reader, {name: -Fraction(power) for name, power in left.items() if power < 0})
    like = _RELATIONS.get(frozenset({over, under}))
    such = f", such as {like}" if like else ""
    missing = (
        f"what is missing is a relation between {over} and {under}{such}; state it in a "
        f"ConversionGraph c: c.add({_short(src)}, {_short(dst)}, …)"
    )
    return "; ".join([missing, *leading, *misread])


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
