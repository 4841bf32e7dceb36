"""A question put to a picture: which nodes and edges answer it, and how much each carries."""

from __future__ import annotations

import math
import sys
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from compose.engine.algebra import Agreement
from compose.engine.columns import Columns, Kind
from compose.engine.explain import Explanation, Rest, Term
from compose.engine.graph import Graph
from compose.engine.maps import LinearMap, Map, as_float
from compose.engine.order import Structure, between
from compose.engine.paths import Path
from compose.engine.show.content import Row, answers, equation, rest, rows
from compose.engine.show.names import ratio
from compose.engine.show.reasoned import measured
from compose.formats.sketching.directions import isolated
from compose.formats.sketching.texts import cut, named

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
    shared = not conversion and columns.kind is not Kind.LINEAR
    walks = graph.paths(of, wrt, top=sys.maxsize if shared else None)
    whole, shares = _shares(columns, *ends, crossed) if shared else (0.0, _none(crossed))
    if conversion or np.count_nonzero(crossed) <= _LARGE:
        why = graph.explain(of, wrt, top=_ROWS, algebra=algebra)
    else:
        first = tuple(islice(walks, _FEW_ROWS))
        walks = chain(first, walks)
        why = _shortly(graph, (of, wrt), total, first, whole if shared else None)
    nodes, edges = reached, crossed
    if conversion:
        nodes, edges = _along(columns, next(graph.paths(of, wrt), None), ends[1])
    return Focus(
        *ends,
        nodes,
        edges,
        reached,
        crossed & ~edges,
        shares,
        _title(why, conversion=conversion),
        tuple(map(_short, rows(why))),
        rest(why),
        walks,
    )


def _title(why: Explanation, *, conversion: bool) -> str:
    """Give the question and its answer; how it comes about, the rows tell."""
    said = equation(why)
    if not conversion:
        ends = (_fitting(why.of.name), _fitting(why.wrt.name))
        said = said._replace(left=ratio(*ends), steps=answers(why))
    return isolated(cut(str(said), _ROOM))


def _fitting(name: Hashable) -> Hashable:
    text = named(name)
    short = cut(text)
    return name if short == text else short


def _short(row: Row) -> Row:
    path, factors = (isolated(cut(text, _ROOM)) for text in (row.path, row.factors))
    return row._replace(path=path, factors=factors)


def _shortly(
    graph: Graph,
    ends: tuple[Hashable, Hashable],
    total: Any,
    paths: Sequence[Path],
    whole: float | None,
) -> Explanation:
    """Explain without bounding what the other paths add up to, which takes long on large graphs."""
    terms = tuple(
        Term(path, None if whole is None else _part(path.product, whole)) for path in paths
    )
    count = graph.count_paths(*ends)
    rest = Rest(count - len(terms), None, 0.0) if count > len(terms) else None
    kind = ("exact", "real", "linear")[graph.columns.kind]
    of, wrt = map(graph.node, ends)
    return Explanation(of, wrt, total, terms, count, rest, kind)


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
    columns: Columns, of: int, wrt: int, crossed: NDArray[np.bool_]
) -> tuple[float, NDArray[np.float64]]:
    """Give the sum of all absolute products, and the part of each edge; all of it in floats."""
    source, target, local = (c.array() for c in (columns.source, columns.target, columns.local))
    names = range(len(columns.names))
    whole = Graph.from_arrays(source, target, np.abs(local), names=names).derivative(of, wrt)
    shares = _none(crossed)
    if not math.isfinite(whole):
        return whole, shares
    floats = Graph.from_arrays(source, target, local, names=names)
    adjoint, tangent = floats.adjoints(of), floats.tangents(wrt)
    with np.errstate(all="ignore"):
        flow = (adjoint[target] * local * tangent[source])[crossed]
        parts = flow / whole if whole else np.zeros(len(flow))
    shares[crossed] = np.where(np.isfinite(parts), np.clip(parts, -1, 1), np.nan)
    return whole, shares


def _none(crossed: NDArray[np.bool_]) -> NDArray[np.float64]:
    return np.full(len(crossed), np.nan)
