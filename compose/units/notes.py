"""Notes about a question: names that mislead, and units without dimension that come or go."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

from compose.dimensions import PintResolver, powers_of
from compose.dimensions.monomials import ONE
from compose.errors import ConversionError
from compose.units.misleading import CONFUSED, MISLEADING, Row

__all__ = ["crossing", "notes_for"]

_WORD = re.compile(r"[^\W\d]\w*%?|[°%‰]\w*")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_DIGITS = "0123456789"


def notes_for(
    resolver: PintResolver,
    *texts: object,
    own: Container[str] = (),
    mismatch: bool = False,
) -> tuple[str, ...]:
    """Return a note for each name in some texts that is often read otherwise.

    Parameters
    ----------
    resolver : PintResolver
        Says what each name is read as; its definition is part of the note.
    *texts : str or unit
        Units as they were written. What is no text was chosen by other means, and has no notes.
    own : container of str
        Names that the asker has defined, which say what they mean.
    mismatch : bool
        Whether the dimensions do not match: names that are taken for another kind of quantity are
        then pointed out as well.

    Returns
    -------
    tuple of str
        In the order written, each once.

    Examples
    --------
    >>> from compose.dimensions import default_resolver
    >>> for note in notes_for(default_resolver(), "gal/min", "L/s"):
    ...     print(note)
    'gal' is gallon = 231 * cubic_inch; the imperial one is imperial_gallon, 4.54609 L
    """
    tables = (_rows(), _confused()) if mismatch else (_rows(),)
    found = [
        _Reading(text, spelling, row)
        for text in texts
        if isinstance(text, str)
        for spelling in _spellings(text, own, tables)
        for table in tables
        for row in table.get(spelling, ())
    ]
    told = _telling(resolver, found, texts) if mismatch else found
    notes = (_note(resolver, reading.spelling, reading.row) for reading in told)
    return tuple(dict.fromkeys(note for note in notes if note))


def crossing(resolver: PintResolver, src: Any, dst: Any) -> str | None:
    """Say which unit without dimension comes or goes between two units.

    Parameters
    ----------
    resolver : PintResolver
    src, dst : pint.Unit or mapping of str to Fraction
        Units, or canonical names and exponents.

    Returns
    -------
    str or None
        None where radians, bits, counts and their like are the same on both sides.

    Examples
    --------
    >>> from compose.dimensions import default_resolver
    >>> resolver = default_resolver()
    >>> print(crossing(resolver, resolver.unit("rpm"), resolver.unit("turn/s")))
    None
    >>> print(crossing(resolver, resolver.unit("rpm"), resolver.unit("Hz")))
    radian is dropped: it counts as the number 1, and a turn as 2π
    """
    before, after = (_without_dimension(resolver, _powers(unit)) for unit in (src, dst))
    changed = {
        name: after.get(name, Fraction(0)) - before.get(name, Fraction(0))
        for name in sorted({*before, *after})
    }
    texts = [_crossed(name, power) for name, power in changed.items() if power]
    return "; ".join(texts) or None


def _powers(unit: Any) -> Mapping[str, Fraction]:
    return unit if isinstance(unit, Mapping) else powers_of(unit)


def _crossed(name: str, power: Fraction) -> str:
    exponent = "" if abs(power) == 1 else f" ** {abs(power)}"
    verb = "added" if power > 0 else "dropped"
    turns = ", and a turn as 2π" if name == "radian" else ""
    return f"{name}{exponent} is {verb}: it counts as the number 1{turns}"


def _without_dimension(
    resolver: PintResolver, powers: Mapping[str, Fraction]
) -> dict[str, Fraction]:
    """Follow the definitions down, and keep the base units that carry no dimension."""
    while (expansion := resolver.expanded(powers)) is not None:
        powers = expansion.powers
    return {name: power for name, power in powers.items() if _is_bare(resolver, name)}


def _is_bare(resolver: PintResolver, name: str) -> bool:
    unit = resolver.from_powers({name: Fraction(1)})
    try:
        return resolver.factor(unit, resolver.from_powers({})) == ONE
    except ConversionError:
        return False


def _spellings(
    text: str, own: Container[str], tables: tuple[Mapping[str, object], ...]
) -> Iterator[str]:
    """Yield the names in a text that a table knows, two neighbouring words before each alone."""
    words = list(_WORD.finditer(text.translate(_SUPERSCRIPTS)))
    place = 0
    while place < len(words):
        pair = _pair(words, place)
        known = next((name for name in (pair, *_alone(words[place])) if _in(name, tables)), "")
        if known and words[place].group() not in own and known not in own:
            yield known
        place += 2 if known and known == pair else 1


class _Reading(NamedTuple):
    """A name in a text that is often read otherwise."""

    text: str
    spelling: str
    row: Row


def _telling(
    resolver: PintResolver, found: Iterable[_Reading], texts: Iterable[object]
) -> list[_Reading]:
    """Leave out what would not make the dimensions match if it were what was meant."""
    listed = list(found)
    kinds = {text: _kinds(resolver, [text]) for text in texts if isinstance(text, str)}
    meant = [_meant(resolver, reading) for reading in listed]
    possible = {text: set(kind) for text, kind in kinds.items()}
    for reading, kind in zip(listed, meant, strict=True):
        possible[reading.text] |= kind
    return [
        reading
        for reading, kind in zip(listed, meant, strict=True)
        if not reading.row.meant
        or any(kind & possible[other] for other in possible if other != reading.text)
    ]


def _meant(resolver: PintResolver, reading: _Reading) -> set[str]:
    """Return the dimensions of a text with what may have been meant in the place of a name."""
    if not reading.row.meant:
        return set()
    name = re.compile(rf"(?<!\w){re.escape(reading.spelling)}(?!\w)")
    units = reading.row.meant.split("|")
    # What has no dimension fits anywhere, and means something only where it stands alone.
    if reading.text.strip() != reading.spelling:
        units = [unit for unit in units if _kinds(resolver, [unit]) != {"dimensionless"}]
    return _kinds(resolver, [name.sub(unit, reading.text) for unit in units])


def _kinds(resolver: PintResolver, texts: Iterable[str]) -> set[str]:
    found = set()
    for text in texts:
        try:
            found.add(resolver.dimension(resolver.spelt(text).unit))
        except ConversionError:
            continue
    return found


def _in(name: str, tables: tuple[Mapping[str, object], ...]) -> bool:
    return any(name in table for table in tables)


def _pair(words: list[re.Match[str]], place: int) -> str:
    if place + 1 == len(words):
        return ""
    first, second = words[place : place + 2]
    gap = second.string[first.end() : second.start()]
    return f"{first.group()} {second.group()}" if gap.isspace() else ""


def _alone(word: re.Match[str]) -> tuple[str, ...]:
    """Return a word, and the same without the power that is written behind it, as in ``m3``."""
    return word.group(), word.group().rstrip(_DIGITS)


def _note(resolver: PintResolver, spelling: str, row: Row) -> str:
    try:
        unit = resolver.unit(spelling)
        if unit != resolver.unit(row.reading):
            return ""
    except ConversionError:
        return ""
    expansion = None if resolver.abbreviates(spelling) else resolver.expanded(powers_of(unit))
    definition = str(unit) if expansion is None else expansion.note
    return f"{spelling!r} is {definition}; {row.advice}"


@cache
def _rows() -> dict[str, tuple[Row, ...]]:
    return _by_spelling(MISLEADING)


@cache
def _confused() -> dict[str, tuple[Row, ...]]:
    return _by_spelling(CONFUSED)


def _by_spelling(rows: tuple[Row, ...]) -> dict[str, tuple[Row, ...]]:
    table: dict[str, tuple[Row, ...]] = {}
    for row in rows:
        for spelling in row.spellings.split("|"):
            table[spelling] = (*table.get(spelling, ()), row)
    return table
