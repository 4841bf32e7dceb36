"""One derivative between two bare variables, where locals are not plain float64.

The engine's graphs hold real numbers. Complex numbers, other precisions, arrays of other libraries
and variables of an outer transform are swept on a tape, which computes with whatever comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from compose.errors import SwappedQuestionError
from compose.trace.record import recorded, taped

if TYPE_CHECKING:
    from compose.trace.variable import Variable

__all__ = ["are_ordinary", "swept"]


def are_ordinary(variables: Iterable[Variable]) -> bool:
    """Say whether all values are floats, or arrays of NumPy's float64.

    Parameters
    ----------
    variables : iterable of Variable
        With units or without.

    Returns
    -------
    bool
        Whether the engine's graphs can hold their locals.
    """
    values = (getattr(node._value, "magnitude", node._value) for node in variables)
    return all(type(value) is float or _is_float64(value) for value in values)


def _is_float64(value: Any) -> bool:
    return type(value) in (np.ndarray, np.float64) and value.dtype == np.float64


def swept(of: Variable, wrt: Variable) -> Any:
    """Give ∂of/∂wrt element by element, forward for complex answers of a real variable.

    Parameters
    ----------
    of, wrt : Variable
        Bare variables.

    Returns
    -------
    object
        Of shape ``of.shape + wrt.shape``; None if `of` does not depend on `wrt`.

    Raises
    ------
    SwappedQuestionError
        If `wrt` depends on `of` instead.
    """
    tape, node, places = taped(of, wrt)
    place = places.get(wrt)
    if place is None:
        if of in recorded([wrt]).position:
            raise SwappedQuestionError(of, wrt)
        return None
    with np.errstate(all="ignore"):
        if _is_complex(of) and not _is_complex(wrt):
            columns = [tape.push({place: unit})[node] for unit in _units(wrt)]
            return _arranged(columns, of.shape, wrt.shape, behind=True)
        rows = [tape.pull({node: unit})[place] for unit in _units(of)]
    return _arranged(rows, of.shape, wrt.shape, behind=False)


def _is_complex(variable: Variable) -> bool:
    return bool(variable.dtype.kind == "c")


def _units(variable: Variable) -> Iterator[Any]:
    """Yield the unit vectors of a value's space."""
    if not variable.shape:
        yield 1.0
        return
    for index in np.ndindex(variable.shape):
        unit = np.zeros(variable.shape, variable.dtype)
        unit[index] = 1.0
        yield unit


def _arranged(parts: list[Any], of: Any, wrt: Any, *, behind: bool) -> Any:
    """Put what was found for each element side by side."""
    cut = wrt if behind else of
    if not cut:
        return parts[0]
    filled = [np.zeros(of if behind else wrt) if part is None else part for part in parts]
    if not filled:
        return np.zeros(of + wrt)
    return np.reshape(np.stack(filled, axis=-1 if behind else 0), of + wrt)
