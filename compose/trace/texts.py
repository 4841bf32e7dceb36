"""How a traced call, and its local derivatives, are written for people."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from compose.dimensions.protocol import is_quantity
from compose.rules import Elementwise, written
from compose.trace.quantities import resolver_among
from compose.trace.record import arguments_of, rule_of, step_of
from compose.trace.refusals import called

if TYPE_CHECKING:
    from compose.trace.variable import Variable

__all__ = ["call_text", "index_text", "local_text", "quantity_text"]

_LONG = 24


def call_text(node: Variable, names: Mapping[Variable, str]) -> str:
    """Write the call that made a variable.

    Parameters
    ----------
    node : Variable
        Made by an operation.
    names : mapping of Variable to str
        Of everything it was made from.

    Returns
    -------
    str
        For instance ``"w * x"`` or ``"sum(v1, axis=0)"``.
    """
    rule = rule_of(node)
    if isinstance(rule, Elementwise):
        return rule.written([_operand(arg, names) for arg in arguments_of(node)])
    _, call, _, args, *_ = step_of(node)
    texts = [_text(arg, names) for arg in args]
    texts += [f"{name}={_text(value, names)}" for name, value in call.kwargs.items()]
    suffix = "" if call.which is None else f"[{call.which}]"
    if rule.function is np.matmul:
        return " @ ".join(texts)
    if rule.function is operator.getitem:
        return f"{texts[0]}[{index_text(args[1])}]"
    name = called(rule.function).removeprefix("np.")
    return f"{name}({', '.join(texts)}){suffix}"


def local_text(node: Variable, place: int, names: Mapping[Variable, str]) -> str:
    """Write the local derivative of a variable by one of its arguments.

    Parameters
    ----------
    node : Variable
        Made by an operation.
    place : int
        Which argument.
    names : mapping of Variable to str
        Of everything it was made from.

    Returns
    -------
    str
        A formula where the function works on each element by itself, else ``"∂(x @ w)/∂w"``.
    """
    rule, args = rule_of(node), arguments_of(node)
    if isinstance(rule, Elementwise):
        return rule.partials[place].written([_operand(arg, names) for arg in args])
    return f"∂({call_text(node, names)})/∂{_text(args[place], names)}"


def _operand(arg: Any, names: Mapping[Variable, str]) -> Any:
    if type(arg) is float or type(arg) is int:
        return float(arg)
    return _text(arg, names)


def _text(arg: Any, names: Mapping[Variable, str]) -> str:
    if getattr(arg, "__hash__", None) is not None and not isinstance(arg, tuple) and arg in names:
        return names[arg]
    if isinstance(arg, (list, tuple)):
        inner = ", ".join(_text(item, names) for item in arg)
        return f"({inner}{',' if len(arg) == 1 else ''})" if type(arg) is tuple else f"[{inner}]"
    if isinstance(arg, float):
        return written(float(arg), inside=False)
    if is_quantity(arg):
        return quantity_text(arg)
    shape = np.shape(arg) if hasattr(arg, "dtype") else ()
    if shape:
        return f"array{shape}".replace(" ", "").replace(",)", ")")
    text = repr(arg)
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"


def quantity_text(quantity: Any) -> str:
    """Write a quantity as it stands in a formula.

    Parameters
    ----------
    quantity : pint.Quantity
        A constant.

    Returns
    -------
    str
        The text.

    Examples
    --------
    >>> from compose import units
    >>> quantity_text(2.5 * units.registry.millimeter)
    '2.5 mm'
    """
    symbols = resolver_among([quantity]).symbols(quantity.units)
    return f"{_text(quantity.magnitude, {})} {symbols}"


def index_text(index: Any) -> str:
    """Write an index as it stands between brackets.

    Parameters
    ----------
    index : object
        A slice, a number, an array, None, an ellipsis, or a tuple of these.

    Returns
    -------
    str
        The text.

    Examples
    --------
    >>> index_text((slice(1, None), None, ..., 0))
    '1:, None, ..., 0'
    """
    if isinstance(index, tuple):
        return ", ".join(map(index_text, index)) + ("," if len(index) == 1 else "")
    if isinstance(index, slice):
        ends = ["" if end is None else str(end) for end in (index.start, index.stop)]
        return ":".join(ends) + ("" if index.step is None else f":{index.step}")
    return "..." if index is ... else _text(index, {})
