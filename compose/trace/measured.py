"""Variables with units: the function sees magnitudes, its answer gets a unit.

Operands are first converted to what the function's law asks for, each conversion being a step of
the trace, with its exact factor as local derivative. From there on the rules compute with plain
numbers, which are in target.unit/source.unit; only questions about derivatives put units back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from compose.dimensions.resolver import PintResolver, resolver_of
from compose.engine.tape import Tape
from compose.errors import ConversionError, DimensionError, TraceError
from compose.rules import Elementwise
from compose.trace.apply import elementwise, has_units, plain, whole_with
from compose.trace.arguments import arranged
from compose.trace.conversions import (
    Unit,
    adopted,
    bared,
    converted,
    remeasured,
    unit_of,
    with_unit,
)
from compose.trace.recorders import BARE, joined
from compose.trace.refusals import called
from compose.trace.unit_laws import LAWS, Law, ShiftedScaleError
from compose.trace.variable import Variable

__all__ = ["OperandError", "apply_measured"]


class OperandError(DimensionError):
    """A function met operands of the wrong dimensions.

    Parameters
    ----------
    function : str
        What was called.
    operand, wanted : str
        The operand that does not fit, and what it should be like: a name, a value, a dimension.
    units : tuple of str
        The unit of the one and of the other, and what each measures.

    Examples
    --------
    >>> print(OperandError("np.add", "t = 2.0 s", "d = 3.0 m", ("s", "m", "[time]", "[length]")))
    np.add of d = 3.0 m ([length]) and t = 2.0 s ([time]): these measure different things; correct
    the formula, or divide each by one of its kind
    """

    def __init__(
        self, function: str, operand: str, wanted: str, units: tuple[str, str, str, str]
    ) -> None:
        super().__init__(*units)
        self.args = (function, operand, wanted, units)
        self.function = function
        self.operand = operand
        self.wanted = wanted

    def __str__(self) -> str:
        operand = f"{self.operand} ({self.source_dimension})"
        if not self.wanted:
            return (
                f"{self.function} takes a pure number, and was given {operand}; "
                f"divide it by a quantity of that kind first, such as 1 {self.source}"
            )
        return (
            f"{self.function} of {self.wanted} ({self.target_dimension}) and {operand}: these "
            "measure different things; correct the formula, or divide each by one of its kind"
        )


def apply_measured(
    function: Any, row: Any, args: tuple[Any, ...], kwargs: dict[str, Any], top: Any
) -> Any:
    """Apply a function to operands of which some have units; see `apply`.

    Raises
    ------
    DimensionError
        If an operand is not in a unit that the function, or another operand, asks for.
    TraceError
        If the function takes no units, or not at this place.
    """
    if type(top) is not Tape and type(top) not in BARE:
        raise TraceError(
            "a compiled function computes without units; pass magnitudes, such as "
            "q.m_as('mm'), or leave the function uncompiled"
        )
    law = LAWS.get(function)
    if law is None:
        raise TraceError(
            f"{called(function)} takes no units; divide its arguments by quantities of their "
            "kind, so that they are pure numbers"
        )
    if row is not None and type(row) is not Elementwise:
        args, kwargs = arranged(Variable, row, args, kwargs, top)
    resolver = resolver_of(_first_unit((args, tuple(kwargs.values()))))
    args, kwargs, unit = _Measuring(function, law, resolver).arrange(args, kwargs, row)
    args = tuple(_kept(arg, top) for arg in args)
    values = bared(tuple(plain(Variable, args, top)))
    options = dict(zip(kwargs, bared(plain(Variable, kwargs.values(), top)), strict=True))
    if row is None:
        return with_unit(function(*values, **options), unit)
    if type(row) is Elementwise:
        answer = elementwise(Variable, row, args, top, values)
    else:
        answer = whole_with(Variable, row, args, top, values, options)
    return _measured(answer, unit)


def _kept(arg: Any, top: Any) -> Any:
    """Keep the variables that the recorder knows; to it, those of other recorders are numbers."""
    if type(arg) in (list, tuple):
        return type(arg)([_kept(part, top) for part in arg])
    return bared(arg) if type(arg) is Variable and not joined(arg._tape, top) else arg


def _measured(answer: Any, unit: Any) -> Any:
    if isinstance(answer, tuple):
        parts = [_measured(*pair) for pair in zip(answer, unit, strict=True)]
        return type(answer)(*parts) if hasattr(answer, "_fields") else tuple(parts)
    if type(answer) is not Variable:
        return with_unit(answer, unit)
    return remeasured(answer, unit)


class _Measuring:
    """One call: its operands, their units, and what becomes of both."""

    def __init__(self, function: Any, law: Law, resolver: PintResolver) -> None:
        self.function = function
        self.law = law
        self.resolver = resolver

    def arrange(
        self, args: tuple[Any, ...], kwargs: dict[str, Any], row: Any
    ) -> tuple[tuple[Any, ...], dict[str, Any], Any]:
        """Convert operands and options, and give them with the unit of the answer."""
        spread = getattr(row, "spread", False)
        operands = list(args[0] if spread else args)
        operands = [self._gathered(place, item) for place, item in enumerate(operands)]
        places = [place for place, item in enumerate(operands) if self._may(place, item)]
        units = [adopted(self.resolver, unit_of(operands[p])) for p in places]
        try:
            wanted = self.law.asks(units, self.resolver)
        except ShiftedScaleError as scale:
            raise self._shifted(str(scale)) from None
        for place, unit in zip(places, wanted, strict=True):
            operands[place] = self._converted(operands[place], unit, operands[places[0]])
        self._refuse_elsewhere(operands, kwargs, places)
        args = (operands, *args[1:]) if spread else tuple(operands)
        options = {name: self._option(name, kwargs[name], wanted) for name in kwargs}
        return args, options, self.law.gives(wanted, self.resolver, args, kwargs)

    def _gathered(self, place: int, item: Any) -> Any:
        """Make one array of a list in which something has a unit."""
        ours = self.law.places is None or place in self.law.places
        return np.stack(item) if ours and type(item) is list and has_units(Variable, item) else item

    def _may(self, place: int, item: Any) -> bool:
        if item is None or isinstance(item, (str, list, tuple)):
            return False
        if self.law.places is not None and place not in self.law.places:
            return False
        return not (self.law.alike and _is_free(item))

    def _converted(self, operand: Any, unit: Unit, first: Any) -> Any:
        try:
            return converted(operand, unit)
        except DimensionError as error:
            facts = error.source, error.target, error.source_dimension, error.target_dimension
        alike = operand is not first and (self.law.alike or not unit.dimensionless)
        name = called(self.function)
        raise OperandError(name, _shown(operand), _shown(first) if alike else "", facts)

    def _option(self, name: str, value: Any, wanted: Sequence[Unit]) -> Any:
        measured = unit_of(value) is not None
        if name not in self.law.options or value is None or not wanted:
            return value
        if not measured and _is_free(value):
            return value
        return bared(self._converted(value, wanted[-1], wanted[-1]))

    def _refuse_elsewhere(self, operands: list[Any], kwargs: Any, places: list[int]) -> None:
        others = {f"as argument {n + 1}": x for n, x in enumerate(operands) if n not in places}
        others |= {f"as {k}=": x for k, x in kwargs.items() if k not in self.law.options}
        for place, item in others.items():
            if has_units(Variable, (item,)):
                raise TraceError(f"{called(self.function)} takes no quantity {place}")

    def _shifted(self, unit: str) -> ConversionError:
        return ConversionError(
            f"{called(self.function)} of {unit}, a scale whose zero is elsewhere, means nothing; "
            "convert it with .to(…) to a unit that begins at zero, such as kelvin, or take "
            "differences"
        )


def _first_unit(args: Sequence[Any]) -> Unit:
    for arg in args:
        unit = _first_unit(arg) if type(arg) in (list, tuple) else unit_of(arg)
        if unit is not None:
            return unit
    return None


def _is_free(value: Any) -> bool:
    """Say whether a plain number is the same in every unit."""
    if type(value) is Variable or unit_of(value) is not None:
        return False
    return bool(np.all(np.equal(value, 0.0) | ~np.isfinite(value)))


def _shown(operand: Any) -> str:
    name = getattr(operand, "name", None) if type(operand) is Variable else None
    while type(operand) is Variable:
        operand = operand._value
    text = " ".join(str(operand).split())
    return text if name is None else f"{name} = {text}"
