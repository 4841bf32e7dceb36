"""The pieces that sentences are made of: names, fractions, products, routes, reasons."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from compose.engine.maps import slope
from compose.engine.paths import Path
from compose.engine.show.figures import figure
from compose.engine.show.names import printable, ratio
from compose.engine.show.places import written
from compose.engine.show.reasoned import has_offset
from compose.engine.views import Edge

__all__ = [
    "edge_ratio",
    "elided",
    "expression_of",
    "omission",
    "product",
    "reason",
    "route",
    "share",
]

_SMALL_SHARE: Final = 0.001

T = TypeVar("T")


def omission(hidden: int, *, several: bool) -> str:
    """Stand for what is left out; counted where it is left out at one place.

    Parameters
    ----------
    hidden : int
        How many items.
    several : bool
        Whether places were chosen, so that more may be left out elsewhere.

    Returns
    -------
    str
        The text.
    """
    return "…" if several else f"… ({hidden} more) …"


def elided(
    items: Sequence[T],
    write: Callable[[T], str],
    kept: Sequence[int] = (),
    *,
    backwards: bool = False,
    omit: Callable[..., str] = omission,
) -> list[str]:
    """Write the items of a sequence; of a long one those that are kept, or its ends.

    Parameters
    ----------
    items : sequence
        Of any length; only what is written is looked at.
    write : callable
        Item to text.
    kept : sequence of int
        Places that are written in any case, ascending.
    backwards : bool
        Whether to begin at the last.
    omit : callable
        Text for a number of items left out.

    Returns
    -------
    list of str
        The texts.

    Examples
    --------
    >>> " → ".join(elided(range(16), str))
    '0 → 1 → … (12 more) … → 14 → 15'
    >>> " → ".join(elided(range(16), str, (0, 7, 15)))
    '0 → … → 7 → … → 15'
    """
    texts, after = [], 0
    for place in written(len(items), kept):
        if place > after:
            texts.append(omit(place - after, several=bool(kept)))
        texts.append(write(items[place]))
        after = place + 1
    if after < len(items):
        texts.append(omit(len(items) - after, several=bool(kept)))
    return texts[::-1] if backwards else texts


def product(edges: Sequence[Edge], kept: Sequence[int] = (), *, backwards: bool) -> str:
    """Write the product of what edges carry; a negative factor is bracketed unless it is first.

    Parameters
    ----------
    edges : sequence of Edge
        In the order of the path.
    kept : sequence of int
        Places that are written in any case, ascending.
    backwards : bool
        Whether later ones stand on the left.

    Returns
    -------
    str
        The text.

    Examples
    --------
    >>> product([Edge(0, "w", "x", -3.0), Edge(1, "x", "y", -2.0)], backwards=True)
    '-2 · (-3)'
    """
    texts = elided(edges, lambda edge: figure(slope(edge.local)).text, kept, backwards=backwards)
    bracketed = (f"({text})" if text.startswith("-") else text for text in texts[1:])
    return " · ".join([*texts[:1], *bracketed])


def route(path: Path, kept: Sequence[int] = ()) -> str:
    """Write the nodes along a path, those at the places kept in any case."""
    return " → ".join(elided(path.nodes, printable, kept))


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
    if expression is None or has_offset(edge.local):
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
    tells = not inline and (expression_of(edge) or has_offset(edge.local))
    origins = [printable(text) for text in (edge.label, edge.attributes.get("note")) if text]
    if not (tells or origins):
        return ""
    local = "" if inline else _local(edge, backwards=backwards)
    asked = edge_ratio(edge) if backwards else _arrow(edge)
    return asked + local + "".join(f" ({text})" for text in origins)


def _local(edge: Edge, *, backwards: bool) -> str:
    number = figure(slope(edge.local) if backwards else edge.local)
    expression = expression_of(edge)
    equals = "≈" if number.rounded else "="
    if expression:
        return f"{' =' if backwards else ':'} {expression} {equals} {number.text}"
    return f" {equals} {number.text}" if backwards else f": {number.text}"


def _value(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _arrow(edge: Edge) -> str:
    return f"{printable(edge.source)} → {printable(edge.target)}"
