"""Columns of a frame converted by name, with a table that says how.

A frame is a DataFrame of pandas or Polars, a Table of PyArrow, a dict of columns, or a list of
dicts, one per row. The table is of the same kind, so that it can be stored beside the data.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, TypeAlias

from compose.errors import ConversionError, shown
from compose.units.values.bulk import Converter

__all__ = ["convert_columns"]

Columns: TypeAlias = dict[str, Any]


class Questions(Protocol):
    """What is asked of a graph of conversions."""

    def converter(self, src: Any, dst: Any, **options: Any) -> Converter:
        """Return the conversion."""

    def explain(self, src: Any, dst: Any, **options: Any) -> Any:
        """Return the reason for it."""


@dataclass(frozen=True, slots=True)
class _Library:
    """How the frames of one library are read and written."""

    names: Callable[[Any], list[Any]]
    column: Callable[[Any, Any], Any]
    replaced: Callable[[Any, Columns], Any]
    made: Callable[[Columns], Any]
    missing: Callable[[Any], int]


def convert_columns(
    frame: Any,
    columns: Mapping[Any, tuple[Any, ...]],
    graph: Questions | None = None,
    **options: Any,
) -> tuple[Any, Any]:
    """Convert columns of a frame, and say how.

    Parameters
    ----------
    frame : DataFrame, Table, dict of columns or list of dicts
        It is left as it is.
    columns : mapping
        For each column the two units, ``{"volume": ("mL", "L")}``. A third entry holds options
        for this column alone: ``("L", "kg", {"of": "ethanol"})``.
    graph : ConversionGraph, optional
        The graph that is asked; by default one with no facts but the definitions.
    **options
        For every column: ``via``, ``of``, ``strict``, ``reciprocal``.

    Returns
    -------
    frame : DataFrame, Table, dict of columns or list of dicts
        With these columns converted, and the others as they were.
    provenance : of the same kind
        A row for each converted column: the column, both units, the factor (or the formula),
        its class, the definitions and facts behind it, notes, rows, and how many are missing.

    Raises
    ------
    ConversionError
        If there is no such column, or a column or its units cannot be converted. Nothing is
        converted then.

    Examples
    --------
    >>> table = {"volume": [250, None], "name": ["a", "b"]}
    >>> converted, provenance = convert_columns(table, {"volume": ("mL", "L")})
    >>> converted
    {'volume': [0.25, None], 'name': ['a', 'b']}
    >>> provenance["factor"], provenance["missing"]
    (['1/1000'], [1])
    """
    library, asked = _library_of(frame), graph or _everyday()
    if not isinstance(columns, Mapping):
        raise ConversionError(
            f"columns is {shown(columns)}; state two units of each: {{'volume': ('mL', 'L')}}"
        )
    moved: Columns = {}
    provenance: Columns = {heading: [] for heading in _HEADINGS}
    for name, pair in columns.items():
        _expect_column(name, library.names(frame))
        src, dst, own = _read_pair(name, pair)
        column = library.column(frame, name)
        rows = _expect_rows(name, column)
        try:
            converter = asked.converter(src, dst, **{**options, **own})
            moved[name] = converter(column)
            why = asked.explain(src, dst, **{**options, **own})
        except ConversionError as error:
            error.add_note(f"This was the column {name!r}.")
            raise
        row = (*_reasons(name, converter, why), rows, library.missing(column))
        for heading, entry in zip(_HEADINGS, row, strict=True):
            provenance[heading].append(entry)
    return library.replaced(frame, moved), library.made(provenance)


_HEADINGS = (
    *("column", "from", "to", "factor", "kind", "definition", "notes"),
    *("rows", "missing"),
)


def _everyday() -> Any:
    # The questions make a graph when they are loaded, and that graph offers this function.
    return import_module("compose.units.questions")


def _read_pair(name: Any, pair: Any) -> tuple[Any, Any, Mapping[str, Any]]:
    match pair:
        case [src, dst]:
            return src, dst, {}
        case [src, dst, Mapping() as options]:
            return src, dst, options
    raise ConversionError(
        f"for the column {name!r} there is {pair!r}; state two units, as in "
        f"{{{name!r}: ('mL', 'L')}}"
    )


def _expect_column(name: Any, known: list[Any]) -> None:
    if known.count(name) > 1:
        raise ConversionError(f"there are {known.count(name)} columns {name!r}; rename them")
    if name not in known:
        near = difflib.get_close_matches(str(name), list(map(str, known)))
        hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else f", only {known}"
        raise ConversionError(f"there is no column {name!r}{hint}")


def _expect_rows(name: Any, column: Any) -> int:
    try:
        return len(column)
    except TypeError:
        raise ConversionError(
            f"the column {name!r} is {shown(column)}, which has no rows; pass a list or an array"
        ) from None


def _reasons(name: Any, converter: Converter, why: Any) -> tuple[str, ...]:
    behind = (" ".join(filter(None, (step.origin, step.reference))) for step in why.steps)
    definitions = "; ".join(dict.fromkeys(filter(None, behind)))
    notes = (*why.notes, *filter(None, (step.note for step in why.steps)))
    units = str(name), converter.src, converter.dst
    return (*units, converter.map.text, why.kind, definitions, "; ".join(dict.fromkeys(notes)))


def _library_of(frame: Any) -> _Library:
    if isinstance(frame, list) and not all(isinstance(row, Mapping) for row in frame):
        raise ConversionError("a list is a frame where each of its rows is a dict, and one is none")
    for kind in type(frame).__mro__:
        root = kind.__module__.partition(".")[0]
        library = _LIBRARIES.get((root, kind.__name__))
        if library is not None:
            return library
    raise ConversionError(
        f"a {type(frame).__module__}.{type(frame).__name__} is no frame here; pass one of pandas, "
        "Polars or PyArrow, a dict of columns or a list of dicts, or use a converter"
    )


def _set(frame: Any, moved: Columns) -> Any:
    for name, column in moved.items():
        frame[name] = column
    return frame


def _arrow_replaced(table: Any, moved: Columns) -> Any:
    for name, column in moved.items():
        table = table.set_column(table.column_names.index(name), name, column)
    return table


def _column_of_rows(rows: list[Columns], name: Any) -> list[Any]:
    return [row.get(name) for row in rows]


def _rows_replaced(rows: list[Columns], moved: Columns) -> list[Columns]:
    return [
        {**row, **{name: column[place] for name, column in moved.items() if name in row}}
        for place, row in enumerate(rows)
    ]


def _rows_made(table: Columns) -> list[Columns]:
    return [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]


def _absent(column: Any) -> int:
    return sum(item is None or item != item for item in column)  # noqa: PLR0124 - a NaN


_LIBRARIES = {
    ("pandas", "DataFrame"): _Library(
        names=lambda frame: list(frame.columns),
        column=lambda frame, name: frame[name],
        replaced=lambda frame, moved: _set(frame.copy(), moved),
        made=lambda table: import_module("pandas").DataFrame(table),
        missing=lambda column: int(column.isna().sum()),
    ),
    ("polars", "DataFrame"): _Library(
        names=lambda frame: frame.columns,
        column=lambda frame, name: frame[name],
        replaced=lambda frame, moved: frame.with_columns(**moved),
        made=lambda table: import_module("polars").DataFrame(table),
        missing=lambda column: column.null_count(),
    ),
    ("pyarrow", "Table"): _Library(
        names=lambda table: table.column_names,
        column=lambda table, name: table[name],
        replaced=_arrow_replaced,
        made=lambda table: import_module("pyarrow").table(table),
        missing=lambda column: column.null_count,
    ),
    ("builtins", "dict"): _Library(
        names=list,
        column=lambda table, name: table[name],
        replaced=lambda table, moved: {**table, **moved},
        made=dict,
        missing=_absent,
    ),
    ("builtins", "list"): _Library(
        names=lambda rows: list(dict.fromkeys(name for row in rows for name in row)),
        column=_column_of_rows,
        replaced=_rows_replaced,
        made=_rows_made,
        missing=_absent,
    ),
}
