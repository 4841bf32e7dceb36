"""The graph itself as plain data, small enough to be swept in a page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final, TypeAlias

import numpy as np

from compose.engine.columns import Columns, Kind
from compose.engine.graph import Graph
from compose.engine.maps import Affine, Local
from compose.engine.show.figures import figure
from compose.engine.show.reasoned import measured
from compose.formats.sketching.focus import converts
from compose.formats.sketching.texts import named

__all__ = ["fits", "whole"]

_MOST: Final = 20_000
_UNITS: Final = 40
_LONG: Final = 10_000

Encoded: TypeAlias = float | str | list[float | str] | None


def fits(graph: Graph) -> bool:
    """Say whether a page can hold the whole graph.

    Parameters
    ----------
    graph : Graph
        The graph.

    Returns
    -------
    bool
        True up to 20,000 nodes and edges.

    Examples
    --------
    >>> fits(Graph())
    True
    """
    return len(graph.columns.names) + len(graph.columns.local) <= _MOST


def whole(graph: Graph, order: Sequence[int]) -> dict[str, Any]:
    """Write down all that answers follow from.

    Parameters
    ----------
    graph : Graph
        The graph.
    order : sequence of int
        Its nodes in topological order.

    Returns
    -------
    dict
        Names, order, ends and locals of edges, values and units; locals that are no numbers as
        their text.

    Examples
    --------
    >>> g = Graph()
    >>> g.add_edges(["x", "y"], ["y", "z"], [Fraction(1, 3), 2])
    >>> whole(g, [0, 1, 2])["local"]
    ['1/3', '2']
    """
    columns = graph.columns
    kind = _kind(columns)
    locals_ = columns.locals_at(range(len(columns.local)))
    encoded = [_encoded(local) for local in locals_]
    pairs = enumerate(zip(locals_, encoded, strict=True))
    return {
        "kind": kind,
        "names": [named(name) for name in columns.names],
        "order": list(order),
        "source": columns.source.array().tolist(),
        "target": columns.target.array().tolist(),
        "local": encoded,
        "opaque": {edge: figure(local).text for edge, (local, code) in pairs if code is None},
        "values": _values(columns),
        **_units(graph),
    }


def _kind(columns: Columns) -> str:
    if converts(columns):
        return "conversion"
    if columns.kind is Kind.LINEAR or any(columns.shapes.values()):
        return "linear"
    return "exact" if columns.kind is Kind.EXACT else "real"


def _encoded(local: Local) -> Encoded:
    if isinstance(local, Affine):
        return [_number(part) for part in (local.scale, local.offset, local.tolerance)]
    return _number(local) if isinstance(local, (int, float, Fraction)) else None


def _number(number: float | Fraction) -> float | str:
    """Write a float as a number, if JSON has it; what is exact as text."""
    if isinstance(number, float):
        return float(number) if math.isfinite(number) else str(float(number))
    above, below = number.numerator, number.denominator
    return _digits(above) if below == 1 else f"{_digits(above)}/{_digits(below)}"


def _digits(number: int) -> str:
    # Python writes no decimals of more than 4,300 digits, and hexadecimal ones always.
    return hex(number) if number.bit_length() > _LONG else str(number)


def _values(columns: Columns) -> dict[int, float | str]:
    plain = {node: _plain(value) for node, value in columns.values.items()}
    return {
        node: _number(value)
        for node, value in plain.items()
        if isinstance(value, (int, float, Fraction)) and not isinstance(value, bool)
    }


def _plain(value: Any) -> Any:
    scalar = isinstance(value, np.generic) or (isinstance(value, np.ndarray) and not value.ndim)
    return value.item() if scalar else value


def _units(graph: Graph) -> dict[str, Any]:
    """Give units numbers from 1 on, and write what derivatives by each of them come in."""
    by_node = {node: unit for node, unit in graph.columns.units.items() if unit is not None}
    units = list(dict.fromkeys(by_node.values()))
    if not units or len(units) > _UNITS:
        return {}
    numbers = {unit: number for number, unit in enumerate(units, 1)}
    every = [None, *units]
    return {
        "unit": {node: numbers[unit] for node, unit in by_node.items()},
        "ratios": [[_ratio(graph, of, wrt) for wrt in every] for of in every],
    }


def _ratio(graph: Graph, of: Any, wrt: Any) -> str:
    if of is None and wrt is None:
        return ""
    return measured(graph.resolver.quantity(1.0, of, wrt))[1]
