"""Units put on values, taken off, and changed; of a variable each is a step of the trace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from compose.dimensions.protocol import is_quantity
from compose.dimensions.resolver import PintResolver, default_resolver, resolver_of
from compose.rules import Elementwise, Partial
from compose.trace.apply import elementwise
from compose.trace.steps import Steps
from compose.trace.variable import Variable

__all__ = [
    "Unit",
    "adopted",
    "bared",
    "converted",
    "converted_to",
    "ratio",
    "stepped",
    "unit_of",
    "weighted",
    "with_unit",
]

Unit = Any


def unit_of(value: Any) -> Unit | None:
    """Give the unit of a quantity, of a unit, or of what a variable holds; None if it has none."""
    while type(value) is Variable:
        value = value._value
    if is_quantity(value):
        return value.units
    return value if hasattr(value, "_REGISTRY") else None


def bared(value: Any) -> Any:
    """Take the unit off a value, out of lists and tuples as well."""
    if type(value) in (list, tuple):
        return type(value)([bared(part) for part in value])
    unit = unit_of(value)
    if unit is None:
        return value
    if type(value) is not Variable:
        magnitude = value.magnitude if is_quantity(value) else 1.0
        return float(magnitude) if type(magnitude) is int else magnitude
    text = f"{{x}} / (1 {resolver_of(unit).symbols(unit)})"
    return _step(value, text, "1", 1.0, lambda magnitude: magnitude)


def with_unit(value: Any, unit: Unit | None) -> Any:
    """Give a plain value a unit."""
    if unit is None or value is None:
        return value
    if type(value) is not Variable:
        return unit._REGISTRY.Quantity(value, unit)
    text = f"{{x}} {resolver_of(unit).symbols(unit)}"
    answer = _step(value, text, "1", 1.0, lambda magnitude: magnitude)
    return remeasured(answer, unit)


def converted(value: Any, unit: Unit) -> Any:
    """Convert a value to another unit; of a variable this is a step with the factor as local."""
    resolver = resolver_of(unit)
    own = adopted(resolver, unit_of(value))
    if own == unit:
        return value
    conversion = resolver.conversion(own, unit)
    if type(value) is not Variable:
        return with_unit(conversion(bared(value)), unit)
    factor = resolver.factor(own, unit)
    if unit.dimensionless and str(factor) == "1":
        return value
    text = f"{{x}} in {resolver.symbols(unit)}"
    answer = _step(value, text, str(factor), float(factor), conversion)
    return remeasured(answer, unit)


def converted_to(value: Any, unit: Any) -> Any:
    """Convert a variable to a unit that is given by name, or as pint's; see `Variable.to`."""
    own = unit_of(value)
    resolver = default_resolver() if own is None else resolver_of(own)
    return converted(value, resolver.unit(unit))


def remeasured(variable: Variable, unit: Unit | None) -> Variable:
    """Give a variable that was computed from magnitudes its unit."""
    variable._value = value = with_unit(variable._value, unit)
    if type(variable._tape) is Steps:
        variable._tape.revalue(variable._node, value)
    return variable


def _step(
    value: Any, text: str, expression: str, local: float, function: Callable[..., Any]
) -> Any:
    row = Elementwise(function, text, (Partial(expression, lambda *_: local),))
    return elementwise(Variable, row, (value,), value._tape, (bared(value._value),))


def adopted(resolver: PintResolver, unit: Unit | None) -> Unit:
    """Give a unit in the registry of a resolver, a pure number for None."""
    return resolver.unit("" if unit is None else unit)


def ratio(of: Any, wrt: Any) -> Unit | None:
    """Give the unit of a derivative, of differences where a scale's zero is elsewhere."""
    units = unit_of(of), unit_of(wrt)
    if units == (None, None):
        return None
    resolver = resolver_of(units[1] if units[0] is None else units[0])
    return resolver.quantity(1.0, *units).units


def weighted(parts: list[Any], values: list[Any]) -> tuple[list[Any], Unit | None]:
    """Bring cotangents to magnitudes; see `quantities.cotangents`."""
    units = [
        _times(unit_of(part), unit_of(value)) for part, value in zip(parts, values, strict=True)
    ]
    return _brought(parts, units)


def stepped(parts: list[Any], values: list[Any]) -> tuple[list[Any], Unit | None]:
    """Bring tangents to magnitudes; see `quantities.steps`."""
    units = [
        None if unit_of(part) is None else ratio(part, value)
        for part, value in zip(parts, values, strict=True)
    ]
    moved, unit = _brought(parts, units)
    return moved, None if unit is None else adopted(resolver_of(unit), None) / unit


def _times(one: Unit | None, other: Unit | None) -> Unit | None:
    if one is None or other is None:
        return other if one is None else one
    return one * adopted(resolver_of(one), other)


def _brought(parts: list[Any], units: list[Unit | None]) -> tuple[list[Any], Unit | None]:
    """Convert magnitudes to the first of their units."""
    first = next((unit for unit in units if unit is not None), None)
    if first is None:
        return [bared(part) for part in parts], None
    resolver = resolver_of(first)
    conversions = [resolver.conversion(adopted(resolver, unit), first) for unit in units]
    pairs = zip(conversions, parts, strict=True)
    return [part if part is None else move(bared(part)) for move, part in pairs], first
