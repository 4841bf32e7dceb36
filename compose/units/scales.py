"""Scales that no factor reaches: a zero of one's own, logarithms, functions of the user's.

A reading on such a scale is taken down to a unit that has factors, and from there up to the scale
that was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from compose.dimensions.monomials import ONE
from compose.engine.maps import Map
from compose.engine.valued import Exponential, Function
from compose.errors import ConversionError
from compose.units.facts import Fact
from compose.units.places import Place, Reader
from compose.units.route import Step

__all__ = ["PH_SCALE", "Scale", "lowered", "raised", "transformed"]

PH_SCALE = "pH_scale"
"""Acidity: a reading of x stands for a concentration of 10^−x mol/L of hydrogen ions."""


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
    ends = [reader.pint_unit(place) for place in (src, dst)]
    if None in ends or src.coefficient != 1 or dst.coefficient != 1:
        return None
    there = reader.resolver.transformation(*ends)
    back = reader.resolver.transformation(*reversed(ends))
    if there is None:
        return None
    inverse = None if back is None else back.apply
    local = Function(there.apply, _no_derivative, inverse, name=f"{src.name} → {dst.name}")
    return Step(src.name, dst.name, ONE, note="an active context of pint's", map=local)


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
    reference, below = logarithm.reference, reader.product(logarithm.powers)
    step = reader.reduced(below) / reader.reduced(toward)
    if step.is_rational:
        reference, below = reference * step, toward
    local = Exponential(reference.nearest(), logarithm.base, logarithm.factor)
    base = getattr(logarithm.base, "symbol", logarithm.base)
    note = f"{name}: {logarithm.factor} times the logarithm to the base {base}"
    return Scale(below, local, note=f"{note} of the value over {reference} {below.name}")


def _acidity(reader: Reader) -> Scale:
    note = "pH_scale: minus the decimal logarithm of the hydrogen ions in mol/L"
    return Scale(reader.place("mol/L"), Exponential(1, 10, -1), note=note)
