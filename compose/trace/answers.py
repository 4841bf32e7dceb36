"""Questions about a variable, put to the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compose.engine.graph import Graph
from compose.errors import SwappedQuestionError, TraceError
from compose.trace.gradient import Gradient
from compose.trace.naming import graph_and_names, named
from compose.trace.record import Record, recorded
from compose.trace.refusals import SwappedVariablesError

if TYPE_CHECKING:
    from compose.engine.explain import Explanation
    from compose.trace.variable import Variable

__all__ = ["derivative", "explanation", "gradient"]


def derivative(of: Variable, wrt: Variable) -> float:
    """Ask the engine for ∂of/∂wrt; see `Variable.derivative`."""
    try:
        return float(_numbers_only(recorded([of, wrt])).derivative(of, wrt))
    except SwappedQuestionError:
        raise _swapped(of, wrt, "derivative") from None


def gradient(of: Variable) -> Gradient:
    """Ask the engine for the derivative by every leaf; see `Variable.gradient`."""
    record = recorded([of])
    answers = _numbers_only(record).gradient(of, record.leaves)
    return Gradient({leaf: float(answer) for leaf, answer in answers.items()})


def explanation(of: Variable, wrt: Variable, top: int) -> Explanation:
    """Ask the engine why ∂of/∂wrt is what it is; see `Variable.explain`."""
    graph, names = graph_and_names([of, wrt])
    try:
        return graph.explain(names[of], names[wrt], top=top)
    except SwappedQuestionError:
        raise _swapped(of, wrt, "explain") from None


def _swapped(of: Variable, wrt: Variable, question: str) -> SwappedVariablesError:
    try:
        names = named(recorded([of, wrt]).position)
    except TraceError:  # two of them share a name, which is no matter here
        names = {variable: variable.name or "it" for variable in (of, wrt)}
    return SwappedVariablesError(names[of], names[wrt], of.value, wrt.value, question)


def _numbers_only(record: Record) -> Graph:
    """Write a graph whose nodes are the variables themselves: no names, no text."""
    return Graph.from_arrays(*record.columns(), names=list(record.position))
