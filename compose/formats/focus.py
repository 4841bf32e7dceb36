"""A question put to a picture: which nodes and edges answer it, and how much each carries."""

from __future__ import annotations

import math
import sys
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from compose.engine.algebra import MAGNITUDE, Agreement
from compose.engine.columns import Columns, Kind
from compose.engine.explain import Explanation, Rest, Term
from compose.engine.graph import Graph
from compose.engine.maps import LinearMap, Map, as_float
from compose.engine.order import Structure, between
from compose.engine.paths import Path
from compose.engine.show.content import Row, answers, equation, rest, rows
from compose.engine.show.names import ratio
from compose.engine.show.reasoned import measured
from compose.formats.texts import cut, named

__all__ = ["Focus", "converts", "focus"]

_ROWS: Final = 10
_FEW_ROWS: Final = 3
_LARGE: Final = 5_000
_ROOM: Final = 200


@dataclass(frozen=True)
class Focus:
    """What lies between two nodes.

    Attributes
    ----------
    of, wrt : int
        Numbers of the two nodes.
    nodes, edges : ndarray of bool
        Which of them lie on a path; of a conversion, on the one that counts.
    reached : ndarray of bool
        Which nodes lie on any path.
    checks : ndarray of bool
        Which edges lie on the other paths of a conversion.
    shares : ndarray of float
        The part of each edge, NaN where there is none.
    title : str
        The question and its answer.
    rows : tuple of Row
        The largest paths.
    rest : str
        What is said of the others, or nothing.
    paths : iterator of Path
        The paths, the largest first where they have an order. To be gone through once.
    """

    of: int
    wrt: int
    nodes: NDArray[np.bool_]
    edges: NDArray[np.bool_]
    reached: NDArray[np.bool_]
    checks: NDArray[np.bool_]
    shares: NDArray[np.float64]
    title: str
    rows: tuple[Row, ...]
    rest: str
    paths: Iterator[Path]


def converts(columns: Columns) -> bool:
    """Say whether the edges of a graph convert values, so that its paths must agree.

    Parameters
    ----------
    columns : Columns
        The storage of a graph.

    Returns
    -------
    bool
        True where an edge says that it is a fact or a definition of units, or carries a map that
        is not linear.
    """
    maps = (type(local) for local in columns.objects.values() if isinstance(local, Map))
    return bool(columns.attributes.get("origin")) or not all(
        issubclass(kind, LinearMap) for kind in set(maps)
    )


def focus(graph: Graph, of: Hashable, wrt: Hashable) -> Focus:
    """Find what lies between two nodes, by sweeps.

    An edge's share is the sum of the shares of the paths over it: adjoint · local · tangent,
    divided by the sum of all absolute products.

    Parameters
    ----------
    graph : Graph
        The graph.
    of, wrt : hashable
        The nodes, in the order of the fraction.

    Returns
    -------
    Focus
        The answer.

    Raises
    ------
    UnknownNodeError, SwappedQuestionError, DisagreementError, CycleError
        As for `Graph.explain`.
    """
    columns = graph.columns
    conversion = converts(columns)
    algebra = Agreement() if conversion else None
    total = graph.derivative(of, wrt, algebra=algebra)
    # That both are nodes, the graph has seen to.
    ends = cast("int", columns.number(of)), cast("int", columns.number(wrt))
    reached = _reached(columns, *ends)
    crossed = _inside(columns, reached)
    if conversion or np.count_nonzero(crossed) <= _LARGE:
        why = graph.explain(of, wrt, top=_ROWS, algebra=algebra)
    else:
        why = _shortly(graph, of, wrt, total)
    nodes, edges = reached, crossed
    if conversion:
        nodes, edges = _along(columns, next(graph.paths(of, wrt), None), ends[1])
    return Focus(
        *ends,
        nodes,
        edges,
        reached,
        crossed & ~edges,
        _shares(graph, of, wrt, crossed, conversion=conversion),
        _title(why, conversion=conversion),
        tuple(map(_short, rows(why))),
        rest(why),
        _paths(graph, of, wrt, ranked=not conversion),
    )


def _title(why: Explanation, *, conversion: bool) -> str:
    """Give the question and its answer; how it comes about, the rows tell."""
    said = equation(why)
    if not conversion:
        ends = (_fitting(why.of.name), _fitting(why.wrt.name))
        said = said._replace(left=ratio(*ends), steps=answers(why))
    return cut(str(said), _ROOM)


def _fitting(name: Hashable) -> Hashable:
    text = named(name)
    short = cut(text)
    return name if short == text else short


def _short(row: Row) -> Row:
    return row._replace(path=cut(row.path, _ROOM), factors=cut(row.factors, _ROOM))


def _shortly(graph: Graph, of: Hashable, wrt: Hashable, total: Any) -> Explanation:
    """Explain without bounding what the other paths add up to, which takes long on large graphs."""
    columns = graph.columns
    ranked = columns.kind is not Kind.LINEAR
    whole = as_float(graph.derivative(of, wrt, algebra=MAGNITUDE)) if ranked else math.nan
    terms = tuple(
        Term(path, _part(path.product, whole) if ranked else None)
        for path in islice(_paths(graph, of, wrt, ranked=True), _FEW_ROWS)
    )
    count = graph.count_paths(of, wrt)
    rest = Rest(count - len(terms), None, 0.0) if count > len(terms) else None
    kind = ("exact", "real", "linear")[columns.kind]
    return Explanation(graph.node(of), graph.node(wrt), total, terms, count, rest, kind)


def _part(product: Any, whole: float) -> float:
    return as_float(measured(product)[0]) / whole if whole else 0.0


def _reached(columns: Columns, of: int, wrt: int) -> NDArray[np.bool_]:
    """Mark the nodes on a path, by number; the two ends in any case."""
    structure = Structure(columns)
    position = np.asarray(structure.position, np.intp)
    mark = between(structure, [int(position[of])], [int(position[wrt])])
    reached: NDArray[np.bool_] = np.frombuffer(mark, np.uint8)[position].astype(bool)
    reached[[of, wrt]] = True
    return reached


def _inside(columns: Columns, nodes: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Mark the edges between marked nodes; each of them lies on a path."""
    inside: NDArray[np.bool_] = nodes[columns.source.array()] & nodes[columns.target.array()]
    return inside


def _paths(graph: Graph, of: Hashable, wrt: Hashable, *, ranked: bool) -> Iterator[Path]:
    ordered = ranked and graph.columns.kind is not Kind.LINEAR
    return graph.paths(of, wrt, top=sys.maxsize if ordered else None)


def _along(
    columns: Columns, path: Path | None, start: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Mark the nodes and edges of a path."""
    nodes, edges = np.zeros(len(columns.names), bool), np.zeros(len(columns.local), bool)
    nodes[start] = True
    if path is not None:
        edges[path.numbers] = True
    nodes[columns.target.array()[edges]] = True
    return nodes, edges


def _shares(
    graph: Graph, of: Hashable, wrt: Hashable, crossed: NDArray[np.bool_], *, conversion: bool
) -> NDArray[np.float64]:
    columns = graph.columns
    shares = np.full(len(crossed), np.nan)
    if conversion or columns.kind is Kind.LINEAR or not crossed.any():
        return shares
    source, target = columns.source.array()[crossed], columns.target.array()[crossed]
    adjoint, tangent = _floats(graph.adjoints(of)), _floats(graph.tangents(wrt))
    whole = as_float(graph.derivative(of, wrt, algebra=MAGNITUDE))
    if not math.isfinite(whole):
        return shares
    with np.errstate(all="ignore"):
        flow = adjoint[target] * columns.local.array()[crossed] * tangent[source]
        parts = flow / whole if whole else np.zeros(len(flow))
    shares[crossed] = np.where(np.isfinite(parts), np.clip(parts, -1, 1), np.nan)
    return shares


def _floats(answers: NDArray[Any]) -> NDArray[np.float64]:
    """Round exact answers, however large."""
    if answers.dtype == np.float64:
        return answers
    return np.array([as_float(answer) for answer in answers], np.float64)
