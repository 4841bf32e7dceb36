"""Numbers, arrays and other plain things as Python."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

__all__ = ["array_literal", "literal", "worded"]

_SMALL = 32
_WORDS = {1.0: "one", 2.0: "two", 3.0: "three", 0.5: "half", -1.0: "minus_one"}
_KINDS = (float, int, bool, complex)


def literal(item: Any) -> str | None:
    """Write a plain thing, or nothing if no text says it.

    Parameters
    ----------
    item : object
        Anything.

    Returns
    -------
    str or None
        An expression that gives the same thing.

    Examples
    --------
    >>> literal(0.1), literal(float("inf")), literal(object())
    ('0.1', "float('inf')", None)
    """
    if item is None or isinstance(item, (bool, int, str, bytes, range)):
        return repr(item)
    if item is Ellipsis:
        return "..."
    if type(item) is complex:
        return repr(item) if np.isfinite(item) else None
    if isinstance(item, (float, np.generic)):
        return _number(item)
    if isinstance(item, np.dtype) and item.kind in "fciub":
        return f"np.dtype({item.str!r})"
    return _type(item) if isinstance(item, type) else None


def _number(item: Any) -> str | None:
    if isinstance(item, float):
        return repr(float(item)) if math.isfinite(item) else f"float('{float(item)!r}')"
    if isinstance(item, np.bool_):
        return repr(bool(item))
    if isinstance(item, np.integer):
        return repr(int(item))
    if isinstance(item, np.complexfloating) and np.isfinite(item):
        return f"np.{item.dtype}({complex(item)!r})"
    return f"np.{item.dtype}({literal(float(item))})" if isinstance(item, np.floating) else None


def _type(item: type) -> str | None:
    if issubclass(item, np.generic):
        return f"np.{item.__name__}"
    return item.__name__ if item in _KINDS else None


def array_literal(value: Any) -> str | None:
    """Write an array, if it is small or has one value throughout.

    Parameters
    ----------
    value : numpy.ndarray
        An array.

    Returns
    -------
    str or None
        An expression that gives an equal array.

    Examples
    --------
    >>> import numpy as np
    >>> array_literal(np.ones((2, 3))), array_literal(np.arange(100.0))
    ('np.ones((2, 3))', None)
    """
    if value.dtype.kind not in "fiub" or not value.dtype.isnative or not value.size:
        return None
    dtype = "" if value.dtype == np.float64 else f", dtype=np.dtype({value.dtype.str!r})"
    first = value.flat[0]
    if value.tobytes() == first.tobytes() * value.size:
        if first == 1.0 and value.dtype.kind == "f":
            return f"np.ones({value.shape}{dtype})"
        return f"np.full({value.shape}, {literal(first)}{dtype})"
    small = value.size <= _SMALL and bool(np.isfinite(value).all())
    return f"np.array({value.tolist()!r}{dtype})" if small else None


def worded(number: float) -> str:
    """Give a name for a number.

    Parameters
    ----------
    number : float
        A number.

    Returns
    -------
    str
        A word for a few, and otherwise "number".

    Examples
    --------
    >>> worded(1.0), worded(0.02)
    ('one', 'number')
    """
    return _WORDS.get(number, "number")
