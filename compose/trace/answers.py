"""Questions about a variable, put to the engine."""

from __future__ import annotations

from collections.abc import Iterable
from reprlib import repr as shortened
from typing import TYPE_CHECKING, Any

import numpy as np

from compose.dimensions.protocol import is_quantity
from compose.engine.graph import Graph
from compose.errors import SwappedQuestionError, TraceError
from compose.trace.elements import opened
from compose.trace.given import held
from compose.trace.gradient import Gradient
from compose.trace.naming import graph_and_names, named
from compose.trace.pulling import pulled
from compose.trace.quantities import per
from compose.trace.record import Record, check_bare, recorded
from compose.trace.refusals import SwappedVariablesError
from compose.trace.sweeping import are_ordinary, swept

if TYPE_CHECKING:
    from compose.engine.explain import Explanation
    from compose.trace.variable import Variable

__all__ = [
    "collected",
    "derivative",
    "explanation",
    "gradient",
    "separate",
    "shaped_like",
    "zeros_of",
]


def derivative(of: Variable, wrt: Variable) -> Any:
    """Ask the engine for ∂of/∂wrt; see `Variable.derivative`."""
    _check_together(of, wrt)
    record = recorded([of, wrt])
    try:
        if are_ordinary(record.position):
            answer = _unnamed(record).derivative(of, wrt)
        else:
            answer = _typed(of, wrt, swept(of, wrt))
    except SwappedQuestionError:
        raise _swapped(of, wrt, "derivative") from None
    return per(answer, of._value, wrt._value)


def _typed(of: Variable, wrt: Variable, answer: Any) -> Any:
    """Give a derivative the leaf's precision; a missing one is 0."""
    if answer is None:
        return np.zeros(of.shape + wrt.shape, wrt.dtype) if of.shape else zeros_of(wrt._value)
    if of.dtype.kind == "c" or np.iscomplexobj(answer):
        return answer
    return shaped_like(wrt._value, answer)


def gradient(of: Variable) -> Gradient:
    """Sweep back to every leaf; see `Variable.gradient`."""
    check_bare(of)
    if np.shape(of._value):
        raise TraceError(
            f"a gradient belongs to a single number, and this variable has shape {of.shape}; "
            "use .derivative(wrt) for the whole Jacobian, or sum it first"
        )
    if of.dtype.kind == "c":
        raise TraceError(
            "a complex number has no gradient; take np.real, np.imag or np.abs of it, or use "
            ".derivative(wrt)"
        )
    with np.errstate(all="ignore"):
        adjoints = pulled(of, 1.0)
        found = [shaped_like(leaf._value, adjoint) for leaf, adjoint in adjoints.items()]
    pairs = zip(adjoints, separate(found), strict=True)
    return Gradient({leaf: per(answer, of._value, leaf._value) for leaf, answer in pairs})


def explanation(of: Variable, wrt: Variable, top: int, *, elementwise: bool = False) -> Explanation:
    """Ask the engine why ∂of/∂wrt is what it is; see `Variable.explain`."""
    _check_together(of, wrt)
    graph, names = graph_and_names([of, wrt])
    if elementwise:
        if of.shape or wrt.shape:
            raise TraceError(
                f"elementwise=True explains one number by another, and these have the shapes "
                f"{of.shape} and {wrt.shape}; ask .graph(elementwise=True).explain(name, name)"
            )
        graph = opened(recorded([of, wrt]), names)
    try:
        return graph.explain(names[of], names[wrt], top=top)
    except SwappedQuestionError:
        raise _swapped(of, wrt, "explain") from None


def zeros_of(value: Any) -> Any:
    """Give the zero of a value's shape and type, without a unit."""
    value = getattr(value, "magnitude", value)
    if isinstance(value, (int, float)):
        return 0.0
    if not hasattr(value, "dtype"):
        return None
    if value.dtype.kind not in "fc":
        return np.zeros(np.shape(value))[()]
    zeros = np.zeros_like(value)
    return zeros if np.ndim(zeros) else zeros[()]


def collected(value: Any, given: Any) -> Any:
    """Give what a leaf's ``.grad`` is set to, in the leaf's shape and type; a number fills it."""
    like = getattr(value, "magnitude", value)
    try:
        answer = held(given)
    except TraceError:
        raise _no_grad(like, given) from None
    bare = answer.magnitude if is_quantity(answer) else answer
    if np.shape(bare) not in ((), np.shape(like)) or (_is_complex(bare) and not _is_complex(like)):
        raise _no_grad(like, given)
    if bare is not answer:
        return answer
    filled = answer if np.shape(answer) == np.shape(like) else np.full_like(like, answer)
    return shaped_like(value, filled)


def _is_complex(value: Any) -> bool:
    return bool(np.iscomplexobj(getattr(value, "magnitude", value)))


def _no_grad(value: Any, given: Any) -> TraceError:
    wanted = f"an array of shape {np.shape(value)}" if np.shape(value) else "a number"
    return TraceError(
        f"the .grad of this leaf is {wanted}, as its value is, not {shortened(given)}; "
        "to start again set it to 0.0"
    )


def shaped_like(value: Any, answer: Any) -> Any:
    """Give a derivative by a leaf the leaf's own type: float for floats, float32 for float32."""
    value = getattr(value, "magnitude", value)
    if answer is None:
        return zeros_of(value)
    if type(value) is float:
        plain = isinstance(answer, (np.floating, np.ndarray)) and not np.ndim(answer)
        return float(answer) if plain else answer
    if isinstance(answer, (float, np.generic)) and isinstance(value, np.generic):
        return type(value)(answer)
    dtype = getattr(answer, "dtype", None)
    if dtype is not None and dtype.kind in "fc" and dtype != value.dtype:
        return answer.astype(value.dtype)
    return answer


def separate(found: list[Any], given: Iterable[Any] = ()) -> list[Any]:
    """Give arrays that can be written to, and share no memory with each other or what was given.

    A sweep hands on what it has where a step is an identity, and spreads a number without copying.
    """
    if len(found) == 1 and type(found[0]) is float:
        return found
    taken = {id(_owner(array)) for array in given if type(array) is np.ndarray}
    for place, array in enumerate(found):
        if type(array) is np.ndarray:
            if not array.flags.writeable or id(_owner(array)) in taken:
                found[place] = array.copy()
            taken.add(id(_owner(found[place])))
    return found


def _owner(array: Any) -> Any:
    return array if array.base is None else array.base


def _check_together(of: Variable, wrt: Variable) -> None:
    check_bare(of, wrt)
    if of._tape.level != wrt._tape.level:
        raise TraceError(
            "one of these variables was made inside a transform and the other outside, so that no "
            "graph holds both; pass the outer one to the function as an argument"
        )


def _swapped(of: Variable, wrt: Variable, question: str) -> SwappedVariablesError:
    try:
        names = named(recorded([of, wrt]).position)
    except TraceError:  # two of them share a name, which is no matter here
        names = {variable: variable.name or "it" for variable in (of, wrt)}
    return SwappedVariablesError(names[of], names[wrt], of.value, wrt.value, question)


def _unnamed(record: Record) -> Graph:
    """Write a graph whose nodes are the variables themselves: no names, no text."""
    flat = record.columns()
    if flat is not None:
        return Graph.from_arrays(*flat, names=list(record.position))
    graph = Graph()
    for variable in record.position:
        graph.add_node(variable, shape=np.shape(variable._value))
    with np.errstate(all="ignore"):
        for edge in record.edges():
            graph.add_edge(edge.source, edge.target, edge.local)
    return graph
