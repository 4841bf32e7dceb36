"""Where the first NaN comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from reprlib import repr as shortened
from typing import TYPE_CHECKING, Any

import numpy as np

from compose.engine.maps import LinearMap
from compose.trace.naming import named
from compose.trace.record import Record, arguments_of, recorded
from compose.trace.texts import call_text, local_text

if TYPE_CHECKING:
    from compose.trace.record import Edge
    from compose.trace.variable import Variable

__all__ = ["NotANumber", "first_nan"]


@dataclass(frozen=True)
class NotANumber:
    """The first NaN.

    Attributes
    ----------
    variable : Variable
        Whose value, or by which the derivative, is NaN.
    in_derivative : bool
        Whether the values are fine, and NaN appears on the way back.
    text : str
        The operation and the numbers.
    """

    variable: Variable
    in_derivative: bool
    text: str

    def __str__(self) -> str:
        return self.text


def first_nan(output: Variable) -> NotANumber | None:
    """Say where NaN first appears; see `Variable.first_nan`."""
    record = recorded([output])
    names = named(record.position)
    return _in_values(record, names) or _in_derivatives(output, record, names)


def _is_nan(value: Any) -> bool:
    return bool(np.any(np.isnan(value)))


def _in_values(record: Record, names: Mapping[Variable, str]) -> NotANumber | None:
    for variable, name in names.items():
        if not _is_nan(variable._value):
            continue
        if variable.is_leaf:
            return NotANumber(variable, in_derivative=False, text=f"the input {name} holds NaN")
        operands = [arg for arg in arguments_of(variable) if arg in record.position]
        given = ", ".join(f"{names[arg]} = {shortened(arg._value)}" for arg in operands)
        text = f"{name} = {call_text(variable, names)} is NaN, at {given}"
        return NotANumber(variable, in_derivative=False, text=text)
    return None


def _in_derivatives(
    output: Variable, record: Record, names: Mapping[Variable, str]
) -> NotANumber | None:
    """Sweep back and look at each edge, the last operation first."""
    seed = np.ones_like(output._value)
    carried: dict[Variable, Any] = {output: float(seed) if not np.shape(seed) else seed}
    by_target: dict[Variable, list[Edge]] = {}
    for edge in record.edges():
        by_target.setdefault(edge.target, []).append(edge)
    with np.errstate(all="ignore"):
        for target in reversed(list(record.position)):
            for edge in by_target.get(target, ()) if target in carried else ():
                cotangent = carried[target]
                local, source = edge.local, edge.source
                is_map = isinstance(local, LinearMap)
                moved = local.transpose(cotangent) if is_map else cotangent * local
                if _is_nan(moved):
                    return _found(edge, cotangent, names)
                carried[source] = carried[source] + moved if source in carried else moved
    return None


def _found(edge: Edge, cotangent: Any, names: Mapping[Variable, str]) -> NotANumber:
    name, source = names[edge.target], names[edge.source]
    written = local_text(edge.target, edge.place, names)
    factor = ""
    if isinstance(edge.local, float):
        factor = f" is {edge.local}, and"
    text = (
        f"the derivative by {source} is NaN: ∂{name}/∂{source} = {written}{factor} times "
        f"{shortened(cotangent)} that is NaN"
    )
    return NotANumber(edge.source, in_derivative=True, text=text)
