"""Facts out of tables and into them: nothing is dropped in silence, and nothing is lost.

Every row of a table is tried, whatever became of the others, and all that cannot be taken is told
together. What is written is read back to the same facts.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from operator import itemgetter
from types import SimpleNamespace
from typing import IO, Any, Final, Protocol

from compose.errors import ComposeError, ConversionError, TableError
from compose.units.facts.fact import Fact
from compose.units.facts.numerals import split_text
from compose.units.tables.replacing import replaced
from compose.units.tables.sheets import COLUMNS, Source, sheet_of

__all__ = ["Loaded", "load", "rows_of", "save", "tried"]

_TITLE: Final = "the facts"
_END: Final = "\r\n"


class Graph(Protocol):
    """What takes facts."""

    @property
    def add(self) -> Callable[..., Fact]:
        """Takes a fact, or refuses it and leaves the graph as it was."""


@dataclass(slots=True)
class Loaded:
    """What became of a table.

    Parameters
    ----------
    title : str
        What errors call the table.
    place : str
        What the numbers count: ``"line"`` or ``"row"``.
    numbers : dict of fact to int
        The row that each fact came from.
    problems : list of (int, str)
        The rows that were not taken, in their order, and why.
    """

    title: str
    place: str
    numbers: dict[Hashable, int] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)


def load(graph: Graph, source: Source) -> None:
    """Add every row of a table to a graph.

    Parameters
    ----------
    graph : ConversionGraph
    source : path, file object, data frame, or iterable of mappings
        A path or a file is CSV in UTF-8, its cells divided by commas, semicolons or tabs. The
        columns are the parameters of ``add``, of which src and dst must be there.

    Raises
    ------
    TableError
        If rows cannot be taken: all of them, each with its line and the reason. The graph then
        holds the other rows.
    OSError
        If a file cannot be read.

    Examples
    --------
    >>> from compose.units import ConversionGraph
    >>> graph = ConversionGraph()
    >>> load(graph, [{"src": "box", "dst": "bottle", "factor": 12}])
    >>> load(graph, [{"src": "crate", "factor": 4}])
    Traceback (most recent call last):
    compose.errors.TableError: the list, row 1: it has no dst
    """
    loaded = tried(graph, source)
    if loaded.problems:
        raise TableError(loaded.title, loaded.problems, loaded.place)


def tried(graph: Graph, source: Source) -> Loaded:
    """Add to a graph what can be taken of a table, and tell the rest.

    Parameters
    ----------
    graph : ConversionGraph
    source : path, file object, data frame, or iterable of mappings

    Returns
    -------
    Loaded

    Raises
    ------
    TableError
        If it is no table at all, or its head line is none.
    OSError
        If a file cannot be read.

    Examples
    --------
    >>> from compose.units import ConversionGraph
    >>> rows = [{"src": "box", "dst": "bottle", "factor": 12}, {"src": "box"}]
    >>> loaded = tried(ConversionGraph(), rows)
    >>> len(loaded.numbers), loaded.problems
    (1, [(2, 'it has no dst')])
    """
    sheet = sheet_of(source)
    loaded = Loaded(sheet.title, sheet.place, problems=list(sheet.problems))
    for number, cells in sheet.rows:
        details = dict(cells)
        try:
            fact = graph.add(details.pop("src"), details.pop("dst"), **details)
        except ComposeError as error:
            loaded.problems.append((number, f"{error}{_elsewhere(error, loaded)}"))
        else:
            loaded.numbers.setdefault(fact, number)
    loaded.problems.sort(key=itemgetter(0))
    return loaded


def _elsewhere(error: ComposeError, loaded: Loaded) -> str:
    """Say on which rows the facts stand that a fact contradicts."""
    facts: Iterable[Hashable] = getattr(error, "facts", ())
    found = sorted({loaded.numbers[fact] for fact in facts if fact in loaded.numbers})
    if not found:
        return ""
    return f" (against {loaded.place}{'s' * (len(found) > 1)} {', '.join(map(str, found))})"


def rows_of(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    """Write facts as rows, which :func:`load` reads back to the same facts.

    Parameters
    ----------
    facts : iterable of Fact

    Returns
    -------
    list of dict
        One per fact, in their order, each with every column; None where a cell is empty.
        Numbers are text, as they were stated.

    Raises
    ------
    TableError
        If a fact is a function or a curve, which no table can hold.

    Examples
    --------
    >>> from compose.units import ConversionGraph
    >>> graph = ConversionGraph()
    >>> _ = graph.add("L", "kg", "0.789 kg/L", of="ethanol")
    >>> (row,) = rows_of(graph.facts)
    >>> row["src"], row["dst"], row["factor"], row["of"]
    ('L', 'kg', '0.789 kg/L', 'ethanol')
    """
    known = list(facts)
    problems = [
        (number, f"{fact.src} → {fact.dst} is a map, which a table cannot hold; remove it first")
        for number, fact in enumerate(known, 1)
        if fact.map is not None
    ]
    if problems:
        raise TableError(_TITLE, problems, "row")
    return [_row(fact) for fact in known]


def save(facts: Iterable[Fact], file: str | os.PathLike[str] | IO[str]) -> None:
    """Write facts as CSV, in UTF-8; a path holds the old table until the new one is complete.

    Parameters
    ----------
    facts : iterable of Fact
    file : path or file object
        A file object takes text. Cells are written as they are: a program for spreadsheets may
        take a note that begins with ``=`` for a formula.

    Raises
    ------
    TableError
        If a fact is one that a table cannot hold.
    OSError
        If the path cannot be written.

    Examples
    --------
    >>> from compose.units import ConversionGraph
    >>> graph = ConversionGraph()
    >>> _ = graph.add("box", "bottle", 12, note="supplier's sheet")
    >>> import io
    >>> stream = io.StringIO()
    >>> save(graph.facts, stream)
    >>> print(stream.getvalue(), end="")
    src,dst,factor,of,exact,tolerance,note,source,date,offset,override
    box,bottle,12,,,,supplier's sheet,,,,
    """
    text = _csv(rows_of(facts))
    if isinstance(file, (str, os.PathLike)):
        replaced(file, _encoded(text))
    else:
        file.write(text)


def _csv(rows: Iterable[dict[str, Any]]) -> str:
    lines: list[str] = []
    # Told that lines end in both signs, the writer quotes a cell that holds either of them.
    writer = csv.writer(SimpleNamespace(write=lines.append), lineterminator=_END)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(row[name]) for name in COLUMNS] for row in rows)
    return "".join(f"{line.removesuffix(_END)}\n" for line in lines)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return "yes" if value is True else str(value)


def _encoded(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise TableError(_TITLE, [(line, "it holds half a character, which is no text")]) from None


def _row(fact: Fact) -> dict[str, Any]:
    exact, tolerance = _precision(fact)
    return {
        "src": fact.src,
        "dst": fact.dst,
        "factor": fact.text,
        "of": fact.of,
        "exact": exact,
        "tolerance": tolerance,
        "note": fact.note,
        "source": fact.source,
        "date": fact.date,
        "offset": _number(fact.offset) if fact.offset else None,
        "override": getattr(fact, "override", None) or None,
    }


def _precision(fact: Fact) -> tuple[bool | None, str | None]:
    """Say how good a factor is, where its text does not say so by itself."""
    if not fact.text or (fact.is_exact and fact.text.isdecimal()):
        return None, None
    try:
        implied = split_text(fact.text)[1]
    except ConversionError:
        implied = Fraction(-1)
    if fact.tolerance == implied:
        return None, None
    return (True, None) if fact.is_exact else (None, _number(fact.tolerance))


def _number(number: Fraction) -> str:
    """Write a fraction as a decimal number where that is exact and short."""
    decimal = format(float(number), ".12g")
    return decimal if Fraction(decimal) == number else str(number)
