"""What stands in a file twice: as a number that others read, and behind it as an exact text.

Others may change the one and not the other, and round the number when they write it again.
"""

from __future__ import annotations

import math
from typing import Any, Final

from compose.engine.maps import Local, Map, slope
from compose.formats.graphml.facts import decode_local, decode_value, nearest

__all__ = ["agree", "local_in", "value_in"]

# igraph writes 15 digits, Gephi the 7 of a short float.
_ROUNDED: Final = 2e-6
_SHOWN: Final = 40


def local_in(data: dict[str, Any]) -> Local | None:
    """Take the local of an edge out of its data, None where there is none.

    Parameters
    ----------
    data : dict of str to object
        What the file says of the edge. What is about the local is removed.

    Raises
    ------
    ValueError
        Its text is none of a local, or is not what the number says.

    Examples
    --------
    >>> local_in({"weight": 0.3333333333333333, "kind": "fraction", "local": "1/3"})
    Fraction(1, 3)
    """
    weight, kind, text = (data.pop(name, None) for name in ("weight", "kind", "local"))
    # A tool that has tables for attributes writes an empty text where there is none.
    if not kind:
        local: Local | None = weight
        return local
    exact = decode_local(kind, text := text or "")
    _compare(exact, weight, text, ("weight", "local", "kind"))
    return exact


def value_in(data: dict[str, Any]) -> object:
    """Give the value of a node, None where there is none.

    Parameters
    ----------
    data : dict of str to object
        What the file says of the node.

    Raises
    ------
    ValueError
        As of `local_in`.

    Examples
    --------
    >>> value_in({"value": 0.5, "value_kind": "fraction", "value_text": "1/3"})
    Traceback (most recent call last):
    ValueError: 'value' is 0.5, and 'value_text' says '1/3': one was changed without the other;
        where 'value' is right, remove 'value_text' and 'value_kind'
    """
    number, kind, text = map(data.get, ("value", "value_kind", "value_text"))
    if not kind:
        return number
    exact = decode_value(kind, text := text or "")
    _compare(exact, number, text, ("value", "value_text", "value_kind"))
    return exact


def agree(said: object, exact: object) -> bool:
    """Tell whether a number that a file says is the exact fact beside it, rounded.

    Examples
    --------
    >>> from fractions import Fraction
    >>> agree(0.3333333, Fraction(1, 3)), agree(0.5, Fraction(1, 3)), agree(None, 7)
    (True, False, True)
    """
    number = nearest(slope(exact) if isinstance(exact, Map) else exact)
    if number is None or not isinstance(said, (int, float)):
        return True
    return math.isnan(number) or math.isclose(said, number, rel_tol=_ROUNDED)


def _compare(exact: object, said: object, text: str, names: tuple[str, str, str]) -> None:
    if agree(said, exact):
        return
    number, written, kind = map(repr, names)
    shown = repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")
    message = (
        f"{number} is {said!r}, and {written} says {shown}: one was changed without the other; "
        f"where {number} is right, remove {written} and {kind}"
    )
    raise ValueError(message)
