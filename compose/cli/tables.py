"""Where a table of facts comes from: a file, or standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

__all__ = ["STANDARD_INPUT", "table_of"]

STANDARD_INPUT = Path("-")
"""The name of a file that stands for standard input."""


def table_of(file: Path) -> Any:
    """Return what a table is read from.

    Parameters
    ----------
    file : pathlib.Path

    Returns
    -------
    pathlib.Path or file object

    Examples
    --------
    >>> table_of(Path("facts.csv")).name
    'facts.csv'
    """
    return sys.stdin if file == STANDARD_INPUT else file
