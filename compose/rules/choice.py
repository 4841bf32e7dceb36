"""A function whose row depends on its options."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

from compose.rules.arrays import ArrayRule, Composite, Several

__all__ = ["Choice"]


@final
@dataclass(frozen=True, slots=True)
class Choice:
    """A function whose options decide what its answer is, and so which row it has.

    Parameters
    ----------
    function : callable
        The function, as users call it.
    choose : callable
        Takes the arguments of a call, looks at their shapes and options only, and gives the row.
        It raises `TraceError` for a call that has none.

    Examples
    --------
    >>> import numpy as np
    >>> from compose.rules.factorizations import ROWS
    >>> svd = next(row for row in ROWS if row.function is np.linalg.svd)
    >>> type(svd.choose(np.eye(2))).__name__
    'Several'
    >>> type(svd.choose(np.eye(2), compute_uv=False)).__name__
    'ArrayRule'
    """

    function: Callable[..., Any]
    choose: Callable[..., ArrayRule | Composite | Several]
