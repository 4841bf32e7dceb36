"""What a graph of units knows of each step: its factor, where that comes from, how sure it is.

The attributes of an edge say so: ``expression`` is the exact factor as text, ``note`` the
definition or what the user noted, ``fact`` what was stated, and ``reference``, ``date``, ``of``,
``kind`` and ``inverted`` what their names say. All may be missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from compose.dimensions import Monomial, default_resolver
from compose.dimensions.monomials import product
from compose.dimensions.reading import read
from compose.engine.maps import Affine, Map
from compose.engine.paths import Path
from compose.engine.show.names import printable
from compose.engine.views import Edge
from compose.errors import ConversionError

__all__ = ["ShownStep", "shown_steps"]

"""How sure a factor is; the later, the less."""

# What rounding a float once, or writing sixty decimals of π, leaves open; nobody measured it.
_ROUNDING: Final = Fraction(1, 10**15)


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One step of a conversion.

    Parameters
    ----------
    source, target : str
        The units it joins.
    local : Monomial or Map
        What a value is multiplied by, exactly; or the map that it goes through.
    origin : str
        The definition, or the fact as it was stated.
    note, reference, date, of : str
        What the user noted, where the number is from, since when it holds, and the substance.
    kind : str
        ``exact``, ``irrational``, ``conventional`` or ``measured``.
    tolerance : Fraction
        Relative half-width within which the factor is known.
    inverted : bool
        Whether the fact was stated the other way round.

    Examples
    --------
    >>> from compose import units
    >>> step = units.explain("mile", "yard").steps[0]
    >>> step.source, str(step.local), step.origin
    ('mile', '1760', 'mile = 1760 * yard')
    """

    source: str
    target: str
    local: Monomial | Map
    origin: str = ""
    note: str = ""
    reference: str = ""
    date: str = ""
    of: str = ""
    kind: str = "exact"
    tolerance: Fraction = Fraction(0)
    inverted: bool = False

    @property
    def is_factor(self) -> bool:
        """Whether the step multiplies, and does nothing else."""
        return isinstance(self.local, Monomial)

    def reasons(self) -> list[str]:
        """List where the step comes from, in words.

        Returns
        -------
        list of str
        """
        said = [self.origin and printable(self.origin)]
        said += [self.of and f"of {printable(self.of)}", self.note and printable(self.note)]
        said += [self.reference and f"source: {printable(self.reference)}", self.date]
        return [text for text in said if text]


def shown_steps(
    path: Path, factors: Sequence[Monomial | None] | None = None
) -> tuple[ShownStep, ...]:
    """Read the steps of a conversion from the path that it takes.

    Parameters
    ----------
    path : Path
        Of a graph of units.
    factors : sequence of Monomial or None, optional
        The exact factor of each edge; None where an edge is no factor, or says so itself.

    Returns
    -------
    tuple of ShownStep
    """
    known = [None] * len(path.edges) if factors is None else factors
    return tuple(_step(*pair) for pair in zip(path.edges, known, strict=True))


def _step(edge: Edge, factor: Monomial | None) -> ShownStep:
    known = edge.attributes
    is_fact = known.get("origin") == "fact" or "fact" in known
    note = _text(known, "note")
    local = factor or _local(edge)
    tolerance = Fraction(getattr(edge.local, "tolerance", 0))
    return ShownStep(
        str(edge.source),
        str(edge.target),
        local,
        origin=_stated(known) if is_fact else note,
        note=note if is_fact else "",
        reference=_text(known, "reference"),
        date=_text(known, "date"),
        of=_text(known, "of"),
        kind=_text(known, "kind") or _kind(local),
        tolerance=tolerance if tolerance > _ROUNDING else Fraction(0),
        inverted=bool(known.get("inverted")),
    )


def _text(known: Mapping[str, Any], key: str) -> str:
    value = known.get(key)
    return "" if value is None else str(value)


def _stated(known: Mapping[str, Any]) -> str:
    """Return a fact without the details behind it, which are told one by one."""
    details = filter(None, (_text(known, key) for key in ("of", "date", "reference")))
    return _text(known, "fact").removesuffix(f" ({', '.join(details)})")


def _local(edge: Edge) -> Monomial | Map:
    """Return the exact factor: an edge carries decimals only where that is irrational."""
    local = edge.local
    if isinstance(local, Map) and not (isinstance(local, Affine) and not local.offset):
        return local
    scale = local.scale if isinstance(local, Affine) else local
    expression = edge.attributes.get("expression")
    exact = _read(str(expression)) if expression else None
    return exact or Monomial(Fraction(scale))


def _read(expression: str) -> Monomial | None:
    try:
        factor = read(expression)
    except ValueError:
        return None
    return _with_constants(factor) if factor.names() else factor


def _with_constants(factor: Monomial) -> Monomial | None:
    """Put constants in the place of their symbols; None where a name is of something else."""
    resolver = default_resolver()
    names = factor.names()
    try:
        powers = [(resolver.reduced(resolver.unit(name)), power) for name, power in names.items()]
    except ConversionError:
        return None
    exact = product([(factor.without(names), Fraction(1)), *powers])
    return None if exact.names() else exact


def _kind(local: Monomial | Map) -> str:
    return "exact" if not isinstance(local, Monomial) or local.is_rational else "irrational"
