"""Questions about a variable, put to the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compose.engine.graph import Graph
from compose.errors import SwappedQuestionError
from compose.trace.gradient import Gradient
from compose.trace.naming import graph_and_names
from compose.trace.record import Record, recorded

if TYPE_CHECKING:
    from compose.engine.explain import Explanation
    from compose.trace.variable import Variable

__all__ = ["derivative", "explanation", "gradient"]


def derivative(of: Variable, wrt: Variable) -> float:
    """Ask the engine for ∂of/∂wrt; see `Variable.derivative`."""
    try:
        return float(_numbers_only(recorded([of, wrt])).derivative(of, wrt))
    except SwappedQuestionError:
        raise SwappedQuestionError(of.name or repr(of), wrt.name or repr(wrt)) from None


def gradient(of: Variable) -> Gradient:
    """Ask the engine for the derivative by every leaf; see `Variable.gradient`."""
    record = recorded([of])
    answers = _numbers_only(record).gradient(of, record.leaves)
    return Gradient({leaf: float(answer) for leaf, answer in answers.items()})


def explanation(of: Variable, wrt: Variable, top: int) -> Explanation:
    """Ask the engine why ∂of/∂wrt is what it is; see `Variable.explain`."""
    graph, names = graph_and_names([of, wrt])
    return graph.explain(names[of], names[wrt], top=top)


def _numbers_only(record: Record) -> Graph:
    """Write a graph whose nodes are the variables themselves: no names, no text."""
    return Graph.from_arrays(*record.columns(), names=list(record.position))
