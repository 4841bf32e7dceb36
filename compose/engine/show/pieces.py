"""The pieces that sentences are made of: names, fractions, products, routes, reasons."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from compose.engine.maps import slope
from compose.engine.paths import Path
from compose.engine.show.figures import figure
from compose.engine.show.names import printable, ratio
from compose.engine.show.reasoned import has_offset
from compose.engine.views import Edge

__all__ = [
    "edge_ratio",
    "elided",
    "ends",
    "expression_of",
    "product",
    "reason",
    "route",
    "share",
]

_ITEMS: Final = 6
_SMALL_SHARE: Final = 0.001

T = TypeVar("T")


def ends(items: Sequence[T]) -> tuple[Sequence[T], int, Sequence[T]]:
    """Split a long sequence: its beginning, how many follow unseen, its end.

    Parameters
    ----------
    items : sequence
        Of any length.

    Returns
    -------
    head, hidden, tail : sequence, int, sequence
        The whole as head where it has no more than six items.

    Examples
    --------
    >>> ends("abcdefg")
    ('ab', 3, 'fg')
    """
    if len(items) <= _ITEMS:
        return items, 0, items[:0]
    return items[:2], len(items) - 4, items[-2:]


def elided(items: Sequence[T], write: Callable[[T], str]) -> list[str]:
    """Write the items of a sequence; the middle of a long one is only counted.

    Parameters
    ----------
    items : sequence
        Of any length.
    write : callable
        Item to text.

    Returns
    -------
    list of str
        The texts.

    Examples
    --------
    >>> " → ".join(elided(range(16), str))
    '0 → 1 → … (12 more) … → 14 → 15'
    """
    head, hidden, tail = ends(items)
    middle = [f"… ({hidden} more) …"] if hidden else []
    return [*map(write, head), *middle, *map(write, tail)]


def product(edges: Sequence[Edge]) -> str:
    """Write the product of what edges carry; a negative factor is bracketed unless it is first.

    Parameters
    ----------
    edges : sequence of Edge
        In the order of writing.

    Returns
    -------
    str
        The text.

    Examples
    --------
    >>> product([Edge(0, "x", "y", -2.0), Edge(1, "w", "x", -3.0)])
    '-2 · (-3)'
    """
    first, *others = elided(edges, lambda edge: figure(edge.local).text) or [""]
    bracketed = (f"({text})" if text.startswith("-") else text for text in others)
    return " · ".join([first, *bracketed])


def route(path: Path) -> str:
    """Write the nodes along a path."""
    return " → ".join(elided(path.nodes, printable))


def share(part: float | None) -> str:
    """Write a share as a signed percentage.

    Parameters
    ----------
    part : float or None
        From −1 to 1, NaN where it is unknown, None where it has no meaning.

    Returns
    -------
    str
        The text, empty where it has no meaning.

    Examples
    --------
    >>> share(-0.5), share(1 / 3), share(2e-7)
    ('-50 %', '+33.3 %', '+2e-05 %')
    """
    if part is None:
        return ""
    if math.isnan(part):
        return "nan"
    digits = 1 if 0 < abs(part) < _SMALL_SHARE else 3
    return f"{100 * part:+.{digits}g} %"


def edge_ratio(edge: Edge) -> str:
    """Write what an edge carries as a derivative."""
    return ratio(edge.target, edge.source)


def expression_of(edge: Edge) -> str:
    """Give the expression behind a local.

    Parameters
    ----------
    edge : Edge
        The edge.

    Returns
    -------
    str
        Empty where there is none, or where it is nothing but the number.

    Examples
    --------
    >>> expression_of(Edge(0, "w", "g", 5.0, attributes={"expression": "x"}))
    'x'
    >>> expression_of(Edge(0, "g", "f", 1.0, attributes={"expression": "1"}))
    ''
    """
    expression = edge.attributes.get("expression")
    if expression is None or has_offset(edge):
        return ""
    text = printable(expression)
    return "" if text == figure(edge.local).text or _value(text) == slope(edge.local) else text


def reason(edge: Edge, *, backwards: bool, inline: bool) -> str:
    """Say where a local comes from.

    Parameters
    ----------
    edge : Edge
        The edge.
    backwards : bool
        Whether it is written as a derivative, and not along the arrow.
    inline : bool
        Whether the local itself has been said.

    Returns
    -------
    str
        Empty where there is no more to say than the number.

    Examples
    --------
    >>> edge = Edge(0, "w", "g", 5.0, attributes={"expression": "x", "note": "measured"})
    >>> reason(edge, backwards=True, inline=False)
    '∂g/∂w = x = 5 (measured)'
    """
    tells = not inline and (expression_of(edge) or has_offset(edge))
    origins = [printable(text) for text in (edge.label, edge.attributes.get("note")) if text]
    if not (tells or origins):
        return ""
    local = "" if inline else _local(edge, " =" if backwards else ":")
    asked = edge_ratio(edge) if backwards else _arrow(edge)
    return asked + local + "".join(f" ({text})" for text in origins)


def _local(edge: Edge, sign: str) -> str:
    written, expression = figure(edge.local), expression_of(edge)
    if expression:
        return f"{sign} {expression} {'≈' if written.rounded else '='} {written.text}"
    if written.rounded:
        return f"{sign.removesuffix(' =')} ≈ {written.text}"
    return f"{sign} {written.text}"


def _value(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _arrow(edge: Edge) -> str:
    return f"{printable(edge.source)} → {printable(edge.target)}"
