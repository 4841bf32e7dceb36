"""A graph of arrays, opened to one node for each element."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from compose.dimensions.protocol import is_quantity
from compose.engine.graph import Graph
from compose.errors import TraceError
from compose.rules import Elementwise
from compose.trace.joints import Joints, Places, joints
from compose.trace.quantities import resolver_among
from compose.trace.record import arguments_of, rule_of
from compose.trace.texts import call_text, quantity_text

if TYPE_CHECKING:
    from compose.rules import Operand
    from compose.trace.record import Edge, Record
    from compose.trace.variable import Variable

__all__ = ["Between", "element", "opened"]

Index: TypeAlias = tuple[int, ...]
Step: TypeAlias = "tuple[Edge, Joints]"


class Between(NamedTuple):
    """The ends of a question: a variable, and an element of one that it was made from."""

    of: Variable
    wrt: Variable
    at: Index

    def start(self) -> dict[Variable, Places]:
        """Give the place of the element."""
        shape = np.shape(self.wrt._value)
        return {self.wrt: np.atleast_1d(np.ravel_multi_index(self.at, shape) if shape else 0)}

    def end(self) -> dict[Variable, Places]:
        """Give the places of all elements of the other end."""
        return _all_elements([self.of])


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


def opened(record: Record, names: Mapping[Variable, str], between: Between | None = None) -> Graph:
    """Write a graph with one node for each element of each array.

    Elements are joined where the step joins them by its form: a factor that happens to be 0 is an
    edge all the same, so that every path can be listed.

    Parameters
    ----------
    record : Record
        What was computed.
    names : mapping of Variable to str
        What the arrays are called.
    between : Between, optional
        The two ends of a question, where only the elements on the way are wanted.

    Returns
    -------
    Graph
        Nodes such as ``x[0]`` and ``W[1, 2]``; edges carry floats.

    Raises
    ------
    TraceError
        If a step would be opened to too many pairs of elements, or is complex.
    """
    graph = Graph(units=resolver_among(node._value for node in record.position))
    for variable, name in names.items():
        _refuse_complex(variable, name)
    with np.errstate(all="ignore"):
        if between is None:
            steps, drawn = _all_steps(record, names), _all_elements(names)
        else:
            steps = _steps_between(record, names, between)
            drawn = _elements_between(steps, between)
    written = {
        variable: _add_elements(graph, variable, names, drawn[variable])
        for variable in names
        if variable in drawn
    }
    for edge, found in steps:
        _add_edges(graph, edge, found, written, names)
    return graph


def _refuse_complex(variable: Variable, name: str) -> None:
    if variable.dtype.kind == "c":
        raise TraceError(
            f"{name} is complex, and elementwise=True opens arrays of real numbers; leave it "
            "out to see the graph of whole arrays"
        )


def _all_steps(record: Record, names: Mapping[Variable, str]) -> list[Step]:
    return [(edge, joints(edge.local, names[edge.target])) for edge in record.edges()]


def _all_elements(names: Iterable[Variable]) -> dict[Variable, Places]:
    return {variable: np.arange(np.size(variable._value)) for variable in names}


def _steps_between(record: Record, names: Mapping[Variable, str], between: Between) -> list[Step]:
    """Give the steps as far as the start reaches their elements, and these lead to the end."""
    reached = between.start()
    steps: list[Step] = []
    for edge in record.edges():
        if edge.source in reached:
            found = joints(edge.local, names[edge.target], reached[edge.source])
            _mark(reached, edge.target, found.target)
            steps.append((edge, found))
    leading = between.end()
    kept: list[Step] = []
    for edge, found in reversed(steps):
        if edge.target in leading:
            chosen = found.chosen(np.isin(found.target, leading[edge.target]))
            _mark(leading, edge.source, chosen.source)
            kept.append((edge, chosen))
    return kept[::-1]


def _elements_between(steps: list[Step], between: Between) -> dict[Variable, Places]:
    """Give the elements at the ends of an edge, and those that were asked about."""
    drawn = between.start() | between.end()
    for edge, found in steps:
        _mark(drawn, edge.source, found.source)
        _mark(drawn, edge.target, found.target)
    return drawn


def _mark(marked: dict[Variable, Places], variable: Variable, places: Places) -> None:
    marked[variable] = np.union1d(marked.get(variable, places), places)


def _add_elements(
    graph: Graph, variable: Variable, names: Mapping[Variable, str], places: Places
) -> dict[int, str]:
    """Add the nodes of an array, and give their names by their places in it."""
    value, name = variable._value, names[variable]
    call = None if variable.is_leaf else call_text(variable, names)
    written: dict[int, str] = {}
    indices = _indices(places, np.shape(value))
    for place, index in zip(places.tolist(), indices, strict=True):
        written[place] = node = element(name, index)
        label = call if call is None else _label(variable, call, index, names)
        graph.add_node(node, value=_at(value, index), label=label)
    return written


def _indices(places: Places, shape: Index) -> Iterable[Index]:
    if not shape:
        return [()] * len(places)
    return zip(*(axis.tolist() for axis in np.unravel_index(places, shape)), strict=True)


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


def _add_edges(
    graph: Graph,
    edge: Edge,
    found: Joints,
    written: Mapping[Variable, Mapping[int, str]],
    names: Mapping[Variable, str],
) -> None:
    source, target, place, _ = edge
    rule = rule_of(target)
    behind, ahead = written[source], written[target]
    tails = [behind[at] for at in found.source.tolist()]
    heads = [ahead[at] for at in found.target.tolist()]
    factors = found.factor.tolist()
    if not isinstance(rule, Elementwise):
        graph.add_edges(tails, heads, factors)
        return
    indices = _indices(found.target, np.shape(target._value))
    for tail, head, factor, index in zip(tails, heads, factors, indices, strict=True):
        expression = rule.partials[place].written(_operands(target, index, names))
        graph.add_edge(tail, head, factor, expression=expression)
