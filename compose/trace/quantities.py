"""Magnitudes and units, for code that mostly meets plain numbers and must not load pint."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from sys import modules
from typing import Any

import numpy as np

__all__ = [
    "accept_quantities",
    "cotangents",
    "magnitude",
    "per",
    "resolver_among",
    "steps",
]

_PLAIN = frozenset({float, int, np.ndarray})


def accept_quantities(cls: type) -> None:
    """Let variables stand on the right of quantities, if there are any in this program."""
    if "pint" in modules:
        _make_way(cls)


@cache
def _make_way(cls: type) -> None:
    from compose.dimensions.resolver import make_way

    make_way(cls)


def magnitude(value: Any) -> Any:
    """Give the magnitude of a quantity, or of a variable that holds one; else the value."""
    if type(value) in _PLAIN or "pint" not in modules:
        return value
    from compose.trace.conversions import bared

    return bared(value)


def resolver_among(values: Iterable[Any]) -> Any:
    """Give the resolver over the registry of the first quantity; None if there is none."""
    if "pint" not in modules:
        return None
    from compose.dimensions.resolver import resolver_of
    from compose.trace.conversions import unit_of

    units = (unit_of(value) for value in values if type(value) not in _PLAIN)
    unit = next((unit for unit in units if unit is not None), None)
    return None if unit is None else resolver_of(unit)


def per(answer: Any, of: Any, wrt: Any) -> Any:
    """Give a derivative its unit, that of `of` per that of `wrt`, where one of them has one."""
    if "pint" not in modules or (type(of) in _PLAIN and type(wrt) in _PLAIN):
        return answer
    from compose.trace.conversions import ratio, with_unit

    return with_unit(answer, ratio(of, wrt))


def cotangents(parts: list[Any], values: list[Any]) -> tuple[list[Any], Any]:
    """Take the units off cotangents, and give the unit of cotangent times value.

    Parameters
    ----------
    parts, values : list
        Cotangents, and what they belong to; their products are added, so must be alike.

    Returns
    -------
    tuple
        Magnitudes that go with the magnitudes of the values, and the unit, or None.
    """
    if "pint" not in modules:
        return parts, None
    from compose.trace.conversions import weighted

    return weighted(parts, values)


def steps(parts: list[Any], values: list[Any]) -> tuple[list[Any], Any]:
    """Take the units off tangents, and give the unit of value per tangent.

    Parameters
    ----------
    parts, values : list
        Tangents, and what they belong to; a plain tangent is in the unit of its value.

    Returns
    -------
    tuple
        Magnitudes that go with the magnitudes of the values, and the unit, or None.
    """
    if "pint" not in modules:
        return parts, None
    from compose.trace.conversions import stepped

    return stepped(parts, values)
