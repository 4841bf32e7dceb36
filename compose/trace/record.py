"""What a variable remembers, walked without recursion and written into the engine's columns."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from compose.trace.variable import Variable

__all__ = ["Edge", "Record", "recorded"]


class Edge(NamedTuple):
    """A local derivative between two variables; `operand` says which argument the source was."""

    source: Variable
    target: Variable
    operand: int
    local: float


@dataclass(frozen=True, slots=True)
class Record:
    """The variables behind some outputs, operands before answers.

    Parameters
    ----------
    position : dict of Variable to int
        Every variable and where it stands in topological order.
    """

    position: dict[Variable, int]

    @property
    def leaves(self) -> list[Variable]:
        """The variables that no operation made, in order."""
        return [node for node in self.position if node.is_leaf]

    def edges(self) -> Iterator[Edge]:
        """Yield each edge with its local derivative, computed now.

        Yields
        ------
        Edge
            One for each operand that is a variable: a repeated operand gives parallel edges.
        """
        for target in self.position:
            if not target.is_leaf:
                yield from _edges_into(target)

    def columns(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Write the edges as source and target positions and local derivatives.

        Returns
        -------
        tuple of ndarray
            Source, target, local.
        """
        source, target, local = array("q"), array("q"), array("d")
        with np.errstate(all="ignore"):
            for edge in self.edges():
                source.append(self.position[edge.source])
                target.append(self.position[edge.target])
                local.append(edge.local)
        return np.asarray(source), np.asarray(target), np.asarray(local)


def recorded(outputs: Sequence[Variable]) -> Record:
    """Collect the outputs and everything they were made from.

    Parameters
    ----------
    outputs : sequence of Variable
        Where to start.

    Returns
    -------
    Record
        Operands stand before answers, the left one first.

    Examples
    --------
    >>> from compose.trace import variable
    >>> w, x = variable(-2.0, "w"), variable(5.0, "x")
    >>> [node.value for node in recorded([w * x]).position]
    [-2.0, 5.0, -10.0]
    """
    position: dict[Variable, int] = {}
    waiting = list(reversed(outputs))
    while waiting:
        node, size = waiting[-1], len(waiting)
        if node not in position:
            waiting.extend(
                operand
                for operand in reversed(node.operands)
                if not isinstance(operand, float) and operand not in position
            )
        if len(waiting) == size:
            position.setdefault(node, len(position))
            waiting.pop()
    return Record(position)


def _edges_into(target: Variable) -> Iterator[Edge]:
    # NumPy's floats divide by zero where Python's raise.
    answer = np.float64(target.value)
    arguments = [np.float64(_value(operand)) for operand in target.operands]
    for number, operand in enumerate(target.operands):
        if not isinstance(operand, float):
            local = target.rule.partials[number].local(answer, *arguments)
            yield Edge(operand, target, number, float(local))


def _value(operand: Variable | float) -> float:
    return operand if isinstance(operand, float) else operand.value
