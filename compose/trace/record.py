"""What bare variables remember, put in order without recursion.

A variable made from scalars holds its row, its one or two operands, and a local derivative by each,
None by constants. One made from arrays holds the call and all its arguments, and its locals are
made when somebody asks. Operations are numbered as they happen; a leaf has no number.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from compose.engine.tape import Tape
from compose.errors import TraceError
from compose.trace.moves import Call, Move, operands_of
from compose.trace.recorders import Loose

if TYPE_CHECKING:
    from compose.trace.variable import Variable

__all__ = ["Edge", "Record", "arguments_of", "check_bare", "recorded", "rule_of", "taped"]


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
        if type(variable._tape) is not Loose:
            raise TraceError(
                "a variable inside a transform has no graph of its own; ask the transform, or "
                "trace with compose.variable"
            )


def edges_into(target: Variable) -> Iterator[Edge]:
    """Yield the edges into one variable."""
    if target._node is None:
        return
    call = target._row
    if type(call) is Call:
        for place, source in enumerate(operands_of(call.rule, target._left)):
            if _is_bare(source):
                yield Edge(source, target, place, Move(call, place))
        return
    if target._by_left is not None:
        yield Edge(target._left, target, 0, target._by_left)
    if target._by_right is not None:
        yield Edge(target._right, target, 1, target._by_right)


def _is_bare(source: Any) -> bool:
    return type(getattr(source, "_tape", None)) is Loose


def rule_of(variable: Variable) -> Any:
    """Give the row that made a variable."""
    row = variable._row
    return row.rule if type(row) is Call else row


def arguments_of(variable: Variable) -> Sequence[Any]:
    """Give what a variable was made from, constants among it."""
    row = variable._row
    if type(row) is Call:
        return tuple(operands_of(row.rule, variable._left))
    return (variable._left, variable._right)[: len(row.partials)]


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
    steps = _steps_behind(outputs)
    position: dict[Variable, int] = {}
    for number in sorted(steps):
        step = steps[number]
        for source in _sources(step):
            if source._node is None:
                position.setdefault(source, len(position))
        position[step] = len(position)
    for output in outputs:
        position.setdefault(output, len(position))
    return Record(position)


def _steps_behind(outputs: Iterable[Variable]) -> dict[int, Variable]:
    """Collect what operations made, by number; sorting these is the order of computing."""
    waiting = [output for output in outputs if output._node is not None]
    found: dict[int, Variable] = {}
    wait, take = waiting.append, waiting.pop
    while waiting:
        step = take()
        number = step._node
        if number in found:
            continue
        found[number] = step
        by_left, by_right = step._by_left, step._by_right
        if by_left is not None and (left := step._left)._node is not None:
            wait(left)
        if by_right is not None:
            if (right := step._right)._node is not None:
                wait(right)
        elif by_left is None:
            waiting += [source for source in _sources(step) if source._node is not None]
    return found


def _sources(step: Variable) -> list[Variable]:
    return [edge.source for edge in edges_into(step)]


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
    steps = _steps_behind([output])
    places: dict[int, int] = {}
    leaves: dict[Variable, int] = {}

    def leaf(source: Variable) -> int:
        if source not in leaves:
            leaves[source] = tape.leaf()
        return leaves[source]

    extend = tape.extend
    for number in sorted(steps):
        step = steps[number]
        places[number] = own = len(tape)
        by_left, by_right = step._by_left, step._by_right
        if by_left is not None:
            source = step._left
            at = source._node
            extend((leaf(source) if at is None else places[at], own, by_left))
        if by_right is not None:
            source = step._right
            at = source._node
            extend((leaf(source) if at is None else places[at], own, by_right))
        elif by_left is None:
            for source, _, _, local in edges_into(step):
                at = source._node
                extend((leaf(source) if at is None else places[at], own, local))
    end = leaf(output) if output._node is None else places[output._node]
    if wrt is not None and wrt._node in places:
        leaves[wrt] = places[wrt._node]
    return tape, end, leaves
