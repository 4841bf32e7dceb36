"""Rows out of what people keep tables in: CSV files, data frames, cursors, lists of mappings.

A sheet is its rows, each with a number to find it by and its cells by column; what cannot be
read is a problem with such a number too, so that all of them are told together.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import IO, Any, Final, TypeAlias, cast

from compose.errors import TableError

__all__ = ["COLUMNS", "Sheet", "Source", "sheet_of"]

Source: TypeAlias = str | os.PathLike[str] | IO[Any] | Iterable[Any]

COLUMNS: Final = (
    "src",
    "dst",
    "factor",
    "of",
    "exact",
    "tolerance",
    "note",
    "source",
    "date",
    "offset",
    "override",
)
_ALIASES: Final = {
    "from": "src",
    "from unit": "src",
    "to": "dst",
    "to unit": "dst",
    "multiply by": "factor",
    "multiplier": "factor",
    "substance": "of",
    "material": "of",
    "uncertainty": "tolerance",
    "comment": "note",
    "remark": "note",
    "notes": "note",
    "reference": "source",
    "valid from": "date",
    "as of": "date",
}
_DELIMITERS: Final = ",;\t"
_LONGEST_HEAD: Final = 1 << 16
_YES: Final = frozenset({"true", "yes", "y", "1", "x"})
_NO: Final = frozenset({"false", "no", "n", "0"})
_FLAGS: Final = frozenset({"exact", "override"})
_MISSING: Final = frozenset({"NAType", "NaTType", "NoneType"})
_PROSE: Final = frozenset({"note", "source"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a table.

    Parameters
    ----------
    title : str
        What errors call it.
    place : str
        What the numbers of its rows count: ``"line"`` or ``"row"``.
    rows : list of (int, dict)
        The number of each row, and its cells that are not empty.
    problems : list of (int, str)
        The number of each row that could not be read, and why.
    """

    title: str
    place: str
    rows: list[tuple[int, dict[str, Any]]]
    problems: list[tuple[int, str]]


def sheet_of(source: Source) -> Sheet:
    r"""Read a table.

    Parameters
    ----------
    source : path, file object, data frame, or iterable of mappings
        A path or a file is CSV, in UTF-8.

    Returns
    -------
    Sheet

    Raises
    ------
    TableError
        If it is no table, or its head line is none.
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> sheet = sheet_of(io.StringIO("from;to;factor\nbox;bottle;12\n"))
    >>> sheet.rows
    [(2, {'src': 'box', 'dst': 'bottle', 'factor': '12'})]
    """
    if isinstance(source, (str, os.PathLike)):
        return _csv(os.fspath(source), Path(source).read_bytes())
    if hasattr(source, "read"):
        return _csv(str(getattr(source, "name", "the table")), source.read())
    return _records(source)


def _csv(title: str, content: str | bytes) -> Sheet:
    lines = _lines(_text(title, content))
    head = next((line for line in lines if line[2] or any(map(str.strip, line[1]))), None)
    if head is None:
        raise TableError(title, [(0, "it has no rows; its first line names the columns")])
    columns = _columns(title, head)
    sheet = Sheet(title, "line", [], [])
    for number, cells, problem in lines:
        if problem:
            sheet.problems.append((number, problem))
        elif any(cell.strip() for cell in cells[len(columns) :]):
            extra = f"it has {len(cells)} cells, and the head line {len(columns)}"
            sheet.problems.append((number, f"{extra}; quote a cell that holds the delimiter"))
        else:
            _take(sheet, number, zip(columns, cells, strict=False))
    return sheet


def _text(title: str, content: str | bytes) -> str:
    if isinstance(content, str):
        return content.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise TableError(title, [(line, "it is not UTF-8; save it as CSV in UTF-8")]) from None


def _lines(text: str) -> Iterator[tuple[int, list[str], str]]:
    """Yield the number of the line that a row begins on, its cells, and what is wrong with it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    while True:
        number = reader.line_num + 1
        try:
            yield number, next(reader), ""
        except StopIteration:
            return
        except csv.Error as error:
            yield number, [], f"it is not CSV: {error}"


def _delimiter(text: str) -> str:
    """Return the sign that parts the head line into the most columns that are known."""
    head = next((line for line in text.splitlines() if line.strip()), "")[:_LONGEST_HEAD]

    def known(delimiter: str) -> int:
        return sum(
            _column(cell) is not None for cell in next(csv.reader([head], delimiter=delimiter))
        )

    return max(_DELIMITERS, key=known)


def _column(text: object) -> str | None:
    name = " ".join(str(text).strip().casefold().replace("_", " ").split())
    return name if name in COLUMNS else _ALIASES.get(name)


def _known(names: Iterable[object]) -> list[str | None]:
    return [_column(name) for name in names]


def _columns(title: str, head: tuple[int, list[str], str]) -> list[str]:
    number, cells, problem = head
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    known = _known(cells)
    problems = [problem] if problem else [*_unknown(cells), *_twice(known), *_lacking(known)]
    if problems:
        raise TableError(title, [(number, problem) for problem in problems])
    return [name for name in known if name]


def _unknown(cells: Iterable[object]) -> list[str]:
    names = [*COLUMNS, *_ALIASES]
    found = []
    for cell in cells:
        if _column(cell) is None:
            close = get_close_matches(str(cell).strip().casefold(), names, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(COLUMNS)}"
            found.append(f"{str(cell)!r} is no column of facts; {hint}")
    return found


def _twice(known: Sequence[str | None]) -> list[str]:
    repeated = {name for name in known if name and known.count(name) > 1}
    return [f"the column {name!r} stands there twice" for name in sorted(repeated)]


def _lacking(known: Sequence[str | None]) -> list[str]:
    return [f"there is no column {name!r}" for name in ("src", "dst") if name not in known]


def _records(source: Any) -> Sheet:
    records = _iterated(source)
    sheet = Sheet(f"the {type(source).__name__}", "row", [], [])
    heads: dict[tuple[Any, ...], tuple[list[str | None], list[str]]] = {}
    for number, record in enumerate(records, 1):
        keys = tuple(record.keys()) if hasattr(record, "keys") else None
        if keys is None:
            kind = type(record).__name__
            sheet.problems.append((number, f"it is a {kind}; a row is a mapping by column"))
            continue
        if keys not in heads:
            names = _known(keys)
            heads[keys] = names, [*_unknown(keys), *_twice(names)]
        names, problems = heads[keys]
        sheet.problems.extend((number, problem) for problem in problems)
        if not problems:
            _take(sheet, number, ((str(n), record[k]) for n, k in zip(names, keys, strict=True)))
    return sheet


def _iterated(source: Any) -> Iterable[Any]:
    """Return the rows of a frame of any library as mappings, and any other iterable as it is."""
    kind, columns = type(source).__name__, list(getattr(source, "columns", ()))
    if problems := [(0, problem) for problem in (*_unknown(columns), *_twice(_known(columns)))]:
        raise TableError(f"the {kind}", problems, "row")
    if hasattr(source, "iter_rows"):
        return cast("Iterable[Any]", source.iter_rows(named=True))
    if hasattr(source, "to_dict") and columns:
        return cast("Iterable[Any]", source.to_dict("records"))
    if isinstance(source, Mapping) or not isinstance(source, Iterable):
        problem = "give a CSV file, a data frame, or an iterable of rows that are mappings"
        raise TableError(f"a {kind}", [(0, f"it is no table; {problem}")], "row")
    return source


def _take(sheet: Sheet, number: int, cells: Iterable[tuple[str, Any]]) -> None:
    """Add a row to a sheet; a row in which every cell is empty says nothing."""
    row, problems = {}, []
    for column, cell in cells:
        try:
            value = _value(column, cell)
        except ValueError as error:
            problems.append((number, str(error)))
            continue
        if value is not None:
            row[column] = value
    if row and not problems:
        problems = [(number, f"it has no {name}") for name in ("src", "dst") if name not in row]
    sheet.problems.extend(problems)
    if row and not problems:
        sheet.rows.append((number, row))


def _value(column: str, cell: Any) -> Any:
    """Return what a cell holds, or None for an empty one."""
    if isinstance(cell, str):
        if not cell.strip():
            return None
        text = cell if column in _PROSE else cell.strip()
        return _flag(column, text) if column in _FLAGS else text
    if type(cell).__name__ in _MISSING or (isinstance(cell, float) and cell != cell):  # noqa: PLR0124 - NaN
        return None
    if isinstance(cell, dt.datetime):
        return _day(cell)
    return cell.item() if hasattr(cell, "item") else cell


def _flag(column: str, text: str) -> bool:
    word = text.casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(f"{column} is {text!r}; write yes or no, or leave it empty")


def _day(moment: dt.datetime) -> dt.date:
    if moment.time() == dt.time():
        return moment.date()
    raise ValueError(f"the date {moment} has a time of day; give the day alone")
