"""Where the first NaN, or the first infinite number, comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from reprlib import repr as shortened
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from compose.engine.maps import LinearMap
from compose.trace.naming import named
from compose.trace.record import Record, arguments_of, recorded, rule_of
from compose.trace.texts import call_text, local_text

if TYPE_CHECKING:
    from compose.trace.record import Edge
    from compose.trace.variable import Variable

__all__ = ["NotANumber", "first_nan", "first_not_finite"]

_FEW: Final = 6


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
    return _first(output, _is_nan)


def first_not_finite(output: Variable) -> NotANumber | None:
    """Say where NaN or infinity first appears.

    Parameters
    ----------
    output : Variable
        What was computed.

    Returns
    -------
    NotANumber or None
        As `Variable.first_nan` gives it; an operation that makes an infinite number of finite ones
        counts as well.

    Examples
    --------
    >>> from compose.trace import variable
    >>> x = variable(1e200, "x")
    >>> with np.errstate(all="ignore"):
    ...     print(first_not_finite(x * x / (x * x)))
    v1 = x * x is infinite, at x = 1e+200
    """
    return _first(output, _is_not_finite)


def _first(output: Variable, wrong: Callable[[Any], bool]) -> NotANumber | None:
    record = recorded([output])
    names = _names(record)
    return _in_values(record, names, wrong) or _in_derivatives(output, record, names, wrong)


def _names(record: Record) -> dict[Variable, str]:
    """Name all, and write a matrix that was only turned around as what it is."""
    names = named(record.position)
    for node in record.position:
        if not node.is_leaf and node.name is None and rule_of(node).function is np.transpose:
            names[node] = call_text(node, names)
    return names


def _is_nan(value: Any) -> bool:
    return bool(np.any(np.isnan(value)))


def _is_not_finite(value: Any) -> bool:
    return not np.all(np.isfinite(value))


def _called(value: Any) -> str:
    return "NaN" if _is_nan(value) else "infinite"


def _shown(value: Any) -> str:
    if np.size(value) <= _FEW:
        return shortened(value)
    return f"{np.size(value)} numbers from {np.min(value):.4g} to {np.max(value):.4g}"


def _in_values(
    record: Record, names: Mapping[Variable, str], wrong: Callable[[Any], bool]
) -> NotANumber | None:
    for variable, name in names.items():
        value = variable._value
        if not wrong(value):
            continue
        if variable.is_leaf:
            held = "NaN" if _is_nan(value) else "an infinite number"
            return NotANumber(variable, in_derivative=False, text=f"the input {name} holds {held}")
        operands = [arg for arg in arguments_of(variable) if arg in record.position]
        # x * x is made of x, once.
        given = ", ".join(f"{names[arg]} = {_shown(arg._value)}" for arg in dict.fromkeys(operands))
        text = f"{name} = {call_text(variable, names)} is {_called(value)}, at {given}"
        return NotANumber(variable, in_derivative=False, text=text)
    return None


def _in_derivatives(
    output: Variable,
    record: Record,
    names: Mapping[Variable, str],
    wrong: Callable[[Any], bool],
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
                if wrong(moved):
                    return _found(edge, cotangent, moved, names)
                carried[source] = carried[source] + moved if source in carried else moved
    return None


def _found(edge: Edge, cotangent: Any, moved: Any, names: Mapping[Variable, str]) -> NotANumber:
    name, source = names[edge.target], names[edge.source]
    written = local_text(edge.target, edge.place, names)
    factor = ""
    if isinstance(edge.local, float):
        factor = f" is {edge.local}, and"
    text = (
        f"the derivative by {source} is {_called(moved)}: ∂{name}/∂{source} = {written}{factor} "
        f"times {_shown(cotangent)} that is {_called(moved)}"
    )
    return NotANumber(edge.source, in_derivative=True, text=text)
