"""What users state about units, read into exact numbers.

A fact says that one ``src`` is so many ``dst``. Its factor is exact where it is stated exactly,
and carries a tolerance where it was written with so many digits.

:func:`read_fact` asks a :class:`Vocabulary` what names mean, so it reads names that only one
graph knows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from compose.dimensions.monomials import ONE, Monomial, product
from compose.engine.maps import Affine, Map
from compose.errors import ConversionError, DimensionError, UnknownUnitError
from compose.units.facts.factors import Place, StatedFactor, Vocabulary, stated_factor
from compose.units.relations.cycles import Relation
from compose.units.relations.elimination import whole

__all__ = ["Fact", "Place", "Vocabulary", "read_fact"]

_NONE = Fraction(0)
_ONE = Fraction(1)
_MINUS = Fraction(-1)


@dataclass(frozen=True, slots=True)
class Fact:
    """One ``src`` is ``factor`` ``dst``, as somebody stated it.

    Parameters
    ----------
    src, dst : str
        Units as they were written.
    factor : Monomial
        Exact, positive and without names.
    src_powers, dst_powers : mapping of str to Fraction
        Their names and exponents.
    src_size, dst_size : Fraction
        Numbers within the units, as in ``L/100km``.
    offset : Fraction
        What is added after multiplying, in ``dst``.
    of : str or None
        The substance that the fact is about.
    tolerance : Fraction
        How far the factor may be off, as a share of it.
    is_exact : bool
        Whether the tolerance is zero.
    note, source : str or None
    date : datetime.date or None
    text : str
        The factor as it was stated.
    map : Map or None
        A conversion that is no factor.
    override : bool
        Whether ``src`` is a name of pint's that means this instead.

    Examples
    --------
    >>> from compose.units import ConversionGraph
    >>> fact = ConversionGraph().add("bottle", "mL", 750, source="label")
    >>> print(fact)
    1 bottle = 750 mL (label)
    >>> fact.factor, fact.is_exact
    (Monomial('750'), True)
    """

    src: str
    dst: str
    factor: Monomial = ONE
    src_powers: Mapping[str, Fraction] = field(default_factory=dict, hash=False)
    dst_powers: Mapping[str, Fraction] = field(default_factory=dict, hash=False)
    src_size: Fraction = _ONE
    dst_size: Fraction = _ONE
    offset: Fraction = _NONE
    of: str | None = None
    tolerance: Fraction = _NONE
    is_exact: bool = True
    note: str | None = None
    source: str | None = None
    date: dt.date | None = None
    text: str = ""
    map: Map | None = None
    override: bool = False

    def __hash__(self) -> int:
        # Equal facts agree in these, and fractions take long to hash.
        return hash((self.src, self.dst, self.of, self.date, self.text))

    def __repr__(self) -> str:
        return f"<Fact {self}>"

    def __str__(self) -> str:
        details = [self.of, self.date and self.date.isoformat(), self.source]
        shown = ", ".join(detail for detail in details if detail)
        return f"{self._stated()} ({shown})" if shown else self._stated()

    def _stated(self) -> str:
        plus = f" + {self.offset} {self.dst}" if self.offset else ""
        text = self.text or str(self.factor)
        if self.map is not None or any(letter.isalpha() for letter in text):
            return f"{self.src} → {self.dst}: {text}{plus}"
        return f"1 {self.src} = {text} {self.dst}{plus}"

    def relation(self, key: Hashable, src: Monomial, dst: Monomial) -> Relation:
        """Return what this says of atoms.

        Parameters
        ----------
        key : hashable
            What stands for the fact.
        src, dst : Monomial
            Both units in atoms, numbers within them included.

        Returns
        -------
        Relation

        Examples
        --------
        >>> from compose.dimensions.reading import read
        >>> fact = Fact("crate", "L", read("9"))
        >>> fact.relation("crate", read("crate"), read("1/1000 * meter ** 3")).value
        Monomial('9/1000')
        """
        backwards = product([(self.factor, _ONE), (dst, _ONE), (src, _MINUS)])
        names = backwards.names()
        exponents = {name: whole(-power) for name, power in names.items()}
        return Relation(key, exponents, backwards.without(names), self.tolerance)


def read_fact(
    src: Any,
    dst: Any,
    factor: Any,
    vocabulary: Vocabulary,
    *,
    of: str | None = None,
    exact: bool | None = None,
    tolerance: Any = None,
    note: str | None = None,
    source: str | None = None,
    date: Any = None,
    offset: Any = None,
) -> Fact:
    """Read a fact as it is stated.

    Parameters
    ----------
    src, dst : Place
        The two units.
    factor : number, str, quantity, Monomial, Map or None
        How many ``dst`` one ``src`` is. An int, a Fraction and a Decimal are exact. A float
        stands for its shortest decimal text, within half an ulp. Text without a decimal point
        and exponent is exact (``"12"``, ``"3/4"``); other text is good to half a unit in its
        last place. A quantity, or its text, is in ``dst`` per ``src`` (``"0.789 kg/L"``), in
        ``dst`` (``"750 mL"``), or in ``src`` per ``dst``; in any units of these dimensions.
        None is 1, where there is an offset.
    vocabulary : Vocabulary
        What names mean.
    of, note, source : str, optional
        Which substance the fact is about; a remark; where it was found.
    exact : bool, optional
        True takes the factor as exact, however it is written. False gives whole text, too, half
        a unit in its last place.
    tolerance : number or str, optional
        How far the factor may be off, as a share of it: ``0.005`` or ``"0.5%"``.
    date : datetime.date or str, optional
        From when the fact holds; text as in ``"2024-01-31"``.
    offset : number, str or quantity, optional
        What is added after multiplying: in ``dst``, or in the unit that it is written with.
        It is taken as exact.

    Returns
    -------
    Fact

    Raises
    ------
    ConversionError
        If the factor is zero, negative or no number, or another part cannot be read.
    DimensionError
        If a quantity measures something else.
    """
    try:
        number, moved, map_ = _parts(factor, offset, vocabulary, dst)
        number = number.within(exact=exact, tolerance=tolerance)
        return Fact(
            src.name,
            dst.name,
            number.between(src, dst, vocabulary),
            src.powers,
            dst.powers,
            src.coefficient,
            dst.coefficient,
            moved,
            _text(of, "of"),
            number.tolerance,
            not number.tolerance,
            _text(note, "note"),
            _text(source, "source"),
            _date(date),
            number.text,
            map_,
        )
    except (DimensionError, UnknownUnitError):
        raise
    except ConversionError as error:
        raise ConversionError(f"the fact {src.name} → {dst.name}: {error}") from None


def _parts(
    factor: Any, offset: Any, vocabulary: Vocabulary, dst: Any
) -> tuple[StatedFactor, Fraction, Map | None]:
    """Return the scale, the offset, and the map that is neither."""
    if isinstance(factor, Map):
        return _of_map(factor, offset, vocabulary, dst)
    if factor is None and offset is None:
        raise ConversionError("no factor is stated; say how many of the second one of the first is")
    number = stated_factor(1 if factor is None else factor, vocabulary)
    moved = _NONE if offset is None else stated_factor(offset, vocabulary).amount(dst, vocabulary)
    return number, moved, None


def _of_map(
    factor: Map, offset: Any, vocabulary: Vocabulary, dst: Any
) -> tuple[StatedFactor, Fraction, Map | None]:
    if offset is not None:
        raise ConversionError("a map has its offset within it; state no other")
    if isinstance(factor, Affine):
        scale = stated_factor(factor.scale, vocabulary)
        share = stated_factor(factor.tolerance, vocabulary).value.coefficient
        moved = stated_factor(factor.offset, vocabulary).amount(dst, vocabulary)
        return replace(scale, tolerance=scale.tolerance + share), moved, None
    return replace(stated_factor(1, vocabulary), text=str(factor)), _NONE, factor


def _text(text: Any, what: str) -> str | None:
    if text is None:
        return None
    if not isinstance(text, str) or not text.strip():
        raise ConversionError(f"{what} is {text!r}; state a text or nothing")
    return text.strip()


def _date(date: Any) -> dt.date | None:
    if date is None or (isinstance(date, dt.date) and not isinstance(date, dt.datetime)):
        return date
    if not isinstance(date, str):
        raise ConversionError(f"{date!r} is no date; state a datetime.date or '2024-01-31'")
    try:
        return dt.date.fromisoformat(date.strip())
    except ValueError:
        raise ConversionError(f"{date!r} is no date; write it as '2024-01-31'") from None
