"""All the tables in one: which function has which row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from compose.rules import (
    complexes,
    creation,
    cumulative,
    differences,
    elementwise,
    factorizations,
    filters,
    fourier,
    indexing,
    interpolation,
    joining,
    linalg,
    nans,
    order,
    polynomials,
    products,
    reductions,
    shapes,
    sizes,
    special,
    statistics,
)
from compose.rules.arrays import ArrayRule, Composite, Several
from compose.rules.choice import Choice
from compose.rules.rule import Elementwise

__all__ = ["RULES"]

_TABLES: tuple[Any, ...] = (
    elementwise,
    special,
    complexes,
    reductions,
    cumulative,
    nans,
    order,
    statistics,
    differences,
    interpolation,
    filters,
    polynomials,
    shapes,
    sizes,
    joining,
    indexing,
    creation,
    products,
    fourier,
    linalg,
    factorizations,
)

RULES: dict[Callable[..., Any], Elementwise | ArrayRule | Choice | Composite | Several] = {
    row.function: row for table in _TABLES for row in table.ROWS
}
"""Every function that a variable can pass through, with its row."""
