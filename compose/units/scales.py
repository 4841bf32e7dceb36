"""Scales that no factor reaches: a zero of one's own, logarithms, functions of the user's.

A reading on such a scale is taken down to a unit that has factors, and from there up to the scale
that was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from compose.dimensions.logarithms import Logarithm
from compose.dimensions.monomials import ONE, Monomial
from compose.dimensions.transformations import Transformation
from compose.engine.maps import Map
from compose.engine.projective import number_text
from compose.engine.valued import Exponential, Function
from compose.errors import ConversionError
from compose.units.facts.fact import Fact
from compose.units.places import Place, Reader
from compose.units.route import Step

__all__ = ["PH_SCALE", "Scale", "lowered", "raised", "transformed"]

PH_SCALE = "pH_scale"
"""Acidity: a reading of x stands for a concentration of 10^−x mol/L of hydrogen ions."""


# Between two scales of one kind a route should pass a unit that people know.
_FAMILIAR = ("W", "V", "Pa")


@dataclass(frozen=True, slots=True)
class Scale:
    """How readings lead to a unit.

    Parameters
    ----------
    below : Place
        The unit that they lead to.
    map : Map
        Turns a reading into a value there.
    fact : Fact or None
        What the user stated; None is a definition.
    inverted : bool
        Whether the fact was stated the other way round.
    note : str or None
    """

    below: Place
    map: Map
    fact: Fact | None = None
    inverted: bool = False
    note: str | None = None


def lowered(
    reader: Reader, scales: Mapping[str, Scale], place: Place, toward: Place
) -> tuple[list[Step], Place]:
    """Take readings on a scale down to a unit that has factors.

    Parameters
    ----------
    reader : Reader
    scales : mapping of str to Scale
        The user's; each leads to something that was known before it.
    place : Place
    toward : Place
        Where the way leads on to; a logarithm is taken of that unit, if it measures the same.

    Returns
    -------
    steps : list of Step
        None where the unit is no such scale.
    place : Place
    """
    steps: list[Step] = []
    while (scale := _scale_of(reader, scales, place, toward)) is not None:
        below = scale.below
        local, fact = scale.map, scale.fact
        ends = place.name, below.name
        steps.append(
            Step(*ends, ONE, note=scale.note, map=local, fact=fact, inverted=scale.inverted)
        )
        place = below
    return steps, place


def raised(steps: list[Step]) -> list[Step]:
    """Turn the way down from a scale into the way up to it.

    Parameters
    ----------
    steps : list of Step

    Returns
    -------
    list of Step
    """
    return [
        replace(
            step,
            source=step.target,
            target=step.source,
            map=_inverse(step.map),
            inverted=step.fact is not None and not step.inverted,
        )
        for step in reversed(steps)
    ]


def transformed(reader: Reader, src: Place, dst: Place) -> Step | None:
    """Lead across by the contexts of pint's that are active now.

    Parameters
    ----------
    reader : Reader
    src, dst : Place

    Returns
    -------
    Step or None
    """
    there, back = _transformation(reader, src, dst), _transformation(reader, dst, src)
    if there is None:
        return None
    inverse = None if back is None else back.apply
    local = Function(there.apply, _no_derivative, inverse, name="context")
    return Step(src.name, dst.name, ONE, note="an active context of pint's, in floats", map=local)


def _transformation(reader: Reader, src: Place, dst: Place) -> Transformation | None:
    source, target = reader.pint_unit(src), reader.pint_unit(dst)
    if source is None or target is None:
        return None
    found = reader.resolver.transformation(source, target)
    return found and replace(found, times=src.coefficient, over=dst.coefficient)


def _no_derivative(_value: Any) -> Any:
    raise ConversionError("a context of pint's gives values, and no derivative")


def _inverse(local: Any) -> Map:
    inverse: Map = local.inverse()
    return inverse


def _scale_of(
    reader: Reader, scales: Mapping[str, Scale], place: Place, toward: Place
) -> Scale | None:
    name = place.alone
    if name is None:
        return None
    if name in scales or place.unit is None:
        return scales.get(name) or (_acidity(reader) if name == PH_SCALE else None)
    logarithm = reader.resolver.logarithm(place.unit)
    if logarithm is None:
        return None
    below, reference = _measured_in(reader, logarithm, toward)
    local = Exponential(reference.nearest(), logarithm.base, logarithm.factor)
    return Scale(below, local, note=f"{name}: {_in_words(logarithm, reference, below.name)}")


def _measured_in(reader: Reader, logarithm: Logarithm, toward: Place) -> tuple[Place, Monomial]:
    """Choose a unit that a logarithm is taken of; return how many of it the zero stands for."""
    plain = reader.product(logarithm.powers)
    for place in (toward, *_familiar(reader, logarithm)):
        step = reader.reduced(plain) / reader.reduced(place)
        if step.is_rational:
            return place, logarithm.reference * step
    return plain, logarithm.reference


def _familiar(reader: Reader, logarithm: Logarithm) -> Iterator[Place]:
    for name in _FAMILIAR if logarithm.powers else ():
        with suppress(ConversionError):
            yield reader.place(name)


def _in_words(logarithm: Logarithm, reference: Monomial, unit: str) -> str:
    times = "" if logarithm.factor == 1 else f"{number_text(logarithm.factor)} times "
    base = getattr(logarithm.base, "symbol", logarithm.base)
    number = number_text(reference.coefficient) if reference.is_rational else str(reference)
    over = "" if (number, unit) == ("1", "1") else f" over {number} {unit}".removesuffix(" 1")
    return f"{times}the logarithm to the base {base} of the value{over}"


def _acidity(reader: Reader) -> Scale:
    note = "pH_scale: minus the decimal logarithm of the hydrogen ions in mol/L"
    return Scale(reader.place("mol/L"), Exponential(1, 10, -1), note=note)
