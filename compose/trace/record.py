"""What bare variables remember, put in order without recursion.

A step on scalars holds its row, its one or two operands, and a local derivative by each, None by
constants. One on arrays holds the call and all its arguments, and its locals are made when somebody
asks. Steps are numbered as they happen; a leaf has none.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from compose.engine.tape import Tape
from compose.errors import TraceError
from compose.trace.behind import Behind, bare_operands
from compose.trace.moves import Call, Move, operands_of
from compose.trace.recorders import BARE
from compose.trace.steps import STRIDE

if TYPE_CHECKING:
    from compose.trace.variable import Variable

__all__ = [
    "Edge",
    "Record",
    "arguments_of",
    "check_bare",
    "edges_into",
    "recorded",
    "rule_of",
    "step_of",
    "taped",
]


class Edge(NamedTuple):
    """A local derivative between two variables; `place` says which argument the source was."""

    source: Variable
    target: Variable
    place: int
    local: Any


@dataclass(frozen=True, slots=True)
class Record:
    """The variables behind some outputs, operands before answers.

    Parameters
    ----------
    position : dict of Variable to int
        Every variable and where it stands, in the order in which things were computed.
    """

    position: dict[Variable, int]

    @property
    def leaves(self) -> list[Variable]:
        """The variables that no operation made, in the order in which they were used."""
        return [variable for variable in self.position if variable._node is None]

    def edges(self) -> Iterator[Edge]:
        """Yield each edge.

        Yields
        ------
        Edge
            One for each argument that is a variable: a repeated one gives parallel edges.
        """
        for target in self.position:
            yield from edges_into(target)

    def columns(self) -> tuple[Any, Any, Any] | None:
        """Write the edges as source and target positions and locals, where these are floats.

        Returns
        -------
        tuple of ndarray, or None
            Source, target, local; None where a local is anything else, or a value an array.
        """
        if any(type(node._value) is not float and np.shape(node._value) for node in self.position):
            return None
        source, target, local = array("q"), array("q"), array("d")
        for edge in self.edges():
            if type(edge.local) is not float:
                return None
            source.append(self.position[edge.source])
            target.append(self.position[edge.target])
            local.append(edge.local)
        return np.asarray(source), np.asarray(target), np.asarray(local)


def check_bare(*variables: Variable) -> None:
    """Raise TraceError for variables inside a transform: they remember nothing themselves."""
    for variable in variables:
        if type(variable._tape) not in BARE:
            raise TraceError(
                "a variable inside a transform has no graph of its own; ask the transform, or "
                "trace with compose.variable"
            )


def step_of(variable: Variable) -> Sequence[Any]:
    """Give the entries of the step that made a variable; see `steps`."""
    steps, node = variable._tape, variable._node
    return steps[node : node + STRIDE]  # type: ignore[no-any-return]


def variable_at(like: Variable, node: int) -> Variable:
    """Give the variable of another step in the list of a variable's own."""
    steps = like._tape
    variable: Any = object.__new__(type(like))
    variable._value, variable._tape, variable._node = steps[node + 2], steps, node
    return variable  # type: ignore[no-any-return]


def edges_into(target: Variable) -> Iterator[Edge]:
    """Yield the edges into one variable."""
    if target._node is None:
        return
    _, call, _, left, by_left, right, by_right = step_of(target)
    if type(call) is Call:
        for place, source in bare_operands(call, left):
            yield Edge(source, target, place, Move(call, place))
        return
    if by_left is not None:
        yield Edge(_operand(target, left), target, 0, by_left)
    if by_right is not None:
        yield Edge(_operand(target, right), target, 1, by_right)


def _operand(target: Variable, entry: Any) -> Any:
    return variable_at(target, entry) if type(entry) is int else entry


def rule_of(variable: Variable) -> Any:
    """Give the row that made a variable."""
    row = step_of(variable)[1]
    return row.rule if type(row) is Call else row


def arguments_of(variable: Variable) -> Sequence[Any]:
    """Give what a variable was made from, constants among it."""
    _, row, _, left, by_left, right, by_right = step_of(variable)
    if type(row) is Call:
        return tuple(operands_of(row.rule, left))
    pairs = ((left, by_left), (right, by_right))[: len(row.partials)]
    return tuple(entry if by is None else _operand(variable, entry) for entry, by in pairs)


def recorded(outputs: Iterable[Variable]) -> Record:
    """Collect the outputs and everything they were made from.

    Parameters
    ----------
    outputs : iterable of Variable
        Where to start.

    Returns
    -------
    Record
        In the order in which things were computed, leaves where they were first used.

    Examples
    --------
    >>> from compose.trace import variable
    >>> w, x = variable(-2.0, "w"), variable(5.0, "x")
    >>> [node.value for node in recorded([w * x]).position]
    [-2.0, 5.0, -10.0]
    """
    outputs = list(outputs)
    check_bare(*outputs)
    position: dict[Variable, int] = {}
    for like, node in Behind(outputs).in_time():
        step = variable_at(like, node)
        for edge in edges_into(step):
            if edge.source._node is None:
                position.setdefault(edge.source, len(position))
        position[step] = len(position)
    for output in outputs:
        position.setdefault(output, len(position))
    return Record(position)


def taped(output: Variable, wrt: Variable | None = None) -> tuple[Tape, int, dict[Variable, int]]:
    """Write what lies behind an output on a tape, for one sweep.

    Parameters
    ----------
    output : Variable
        What was computed.
    wrt : Variable, optional
        A variable on the way that is listed with the leaves, if it is one.

    Returns
    -------
    tape : Tape
        The edges.
    node : int
        The output's number on the tape.
    leaves : dict of Variable to int
        The numbers of the leaves, in the order in which they were used.
    """
    tape = Tape()
    places: dict[Variable, int] = {}
    record = recorded([output])
    for variable in record.position:
        places[variable] = own = tape.leaf() if variable._node is None else len(tape)
        for edge in edges_into(variable):
            tape.extend((places[edge.source], own, edge.local))
    kept = record.leaves if wrt not in places else dict.fromkeys([*record.leaves, wrt])
    return tape, places[output], {variable: places[variable] for variable in kept}
