"""A graph of arrays, opened to one node for each element."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from compose.dimensions.protocol import is_quantity
from compose.engine.graph import Graph
from compose.errors import TraceError
from compose.rules import Elementwise
from compose.trace.moves import Move
from compose.trace.quantities import resolver_among
from compose.trace.record import arguments_of, rule_of
from compose.trace.texts import call_text, quantity_text

if TYPE_CHECKING:
    from compose.rules import Operand
    from compose.trace.record import Edge, Record
    from compose.trace.variable import Variable

__all__ = ["element", "opened"]

_LIMIT = 10_000_000

Index = tuple[int, ...]


def element(name: str, index: Index) -> str:
    """Name an element of an array; a number keeps its name.

    Parameters
    ----------
    name : str
        The array's name.
    index : tuple of int
        Where the element stands.

    Returns
    -------
    str
        For instance ``W[0, 1]``.

    Examples
    --------
    >>> element("W", (0, 1)), element("b", ())
    ('W[0, 1]', 'b')
    """
    return f"{name}[{', '.join(map(str, index))}]" if index else name


def opened(record: Record, names: Mapping[Variable, str]) -> Graph:
    """Write a graph with one node for each element of each array.

    Elements are joined where the step joins them by its form: a factor that happens to be 0 is an
    edge all the same, so that every path can be listed.

    Parameters
    ----------
    record : Record
        What was computed.
    names : mapping of Variable to str
        What the arrays are called.

    Returns
    -------
    Graph
        Nodes such as ``x[0]`` and ``W[1, 2]``; edges carry floats.

    Raises
    ------
    TraceError
        If a step would be opened to too many pairs of elements.
    """
    graph = Graph(units=resolver_among(node._value for node in record.position))
    for variable, name in names.items():
        if variable.dtype.kind == "c":
            raise TraceError(
                f"{name} is complex, and elementwise=True opens arrays of real numbers; leave it "
                "out to see the graph of whole arrays"
            )
        _add_elements(graph, variable, name, names)
    with np.errstate(all="ignore"):
        for edge in record.edges():
            _add_edges(graph, edge, names)
    return graph


def _add_elements(
    graph: Graph, variable: Variable, name: str, names: Mapping[Variable, str]
) -> None:
    value = variable._value
    call = None if variable.is_leaf else call_text(variable, names)
    for index in np.ndindex(np.shape(value)):
        label = call if call is None else _label(variable, call, index, names)
        graph.add_node(element(name, index), value=_at(value, index), label=label)


def _label(variable: Variable, call: str, index: Index, names: Mapping[Variable, str]) -> str:
    rule = rule_of(variable)
    if isinstance(rule, Elementwise):
        return rule.written(_operands(variable, index, names))
    return element(call if call.endswith(")") else f"({call})", index)


def _operands(variable: Variable, index: Index, names: Mapping[Variable, str]) -> list[Operand]:
    """Give the operands of one element of an elementwise call."""
    operands: list[Operand] = []
    for arg in arguments_of(variable):
        known = getattr(arg, "_value", arg)
        own = _broadcast(index, np.shape(known))
        constant = known is arg
        operands.append(_constant(_at(arg, own)) if constant else element(names[arg], own))
    return operands


def _constant(value: Any) -> Operand:
    return quantity_text(value) if is_quantity(value) else float(value)


def _broadcast(index: Index, shape: Index) -> Index:
    """Give the index of what was broadcast to another index."""
    last = index[len(index) - len(shape) :]
    return tuple(0 if length == 1 else k for k, length in zip(last, shape, strict=True))


def _at(value: Any, index: Index) -> Any:
    return value[index] if index else value


def _add_edges(graph: Graph, edge: Edge, names: Mapping[Variable, str]) -> None:
    source, target, place, local = edge
    if not isinstance(local, Move):
        entries: dict[tuple[Index, Index], float] = {((), ()): local}
    else:
        _check_size(local, names[target])
        entries = _entries(local)
    rule = rule_of(target)
    for (behind, ahead), factor in entries.items():
        attributes = {}
        if isinstance(rule, Elementwise):
            operands = _operands(target, ahead, names)
            attributes["expression"] = rule.partials[place].written(operands)
        ends = element(names[source], behind), element(names[target], ahead)
        graph.add_edge(*ends, float(factor), **attributes)


def _entries(move: Move) -> dict[tuple[Index, Index], float]:
    """Give the factor between each two elements that are joined, by their indices."""
    settled = move.settled()
    matrix, pattern = settled.as_matrix(), settled.pattern()
    ends = [np.ndindex(shape) for shape in (move.source_shape, move.target_shape)]
    behind, ahead = map(list, ends)
    return {
        (behind[column], ahead[row]): matrix[row, column]
        for row, column in np.argwhere(pattern).tolist()
    }


def _check_size(move: Move, name: str) -> None:
    pairs = int(np.prod(move.source_shape + move.target_shape, dtype=int))
    if pairs > _LIMIT:
        raise TraceError(
            f"elementwise=True would look at {pairs} pairs of elements before {name}; it is meant "
            "for small arrays, leave it out to see the graph of whole arrays"
        )
