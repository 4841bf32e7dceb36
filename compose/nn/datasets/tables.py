"""Reads examples from a CSV file: a head line with names, then one example a line."""

from __future__ import annotations

import csv
import io
import os
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np

from compose.engine.show.names import printable
from compose.errors import FormatError
from compose.nn.data import Array, one_hot
from compose.nn.datasets.bundled import Dataset

__all__ = ["column_names", "read_table"]

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
_MISSING = {"", "na", "n/a", "nan", "null", "?"}
_TEXTS = 50
_CLASSES = 20
_ROWS_A_CLASS = 5


@dataclass(frozen=True)
class _Column:
    """The cells below one name, and the lines that they stand on."""

    file: str
    name: str
    cells: Sequence[str]
    lines: Sequence[int]

    def wrong(self, place: int, problem: str) -> FormatError:
        return FormatError(self.file, f"column {self.name!r} {problem}", self.lines[place])

    @property
    def texts(self) -> list[str]:
        """The different texts in it, in order."""
        return sorted(set(self.cells))

    @cached_property
    def numbers(self) -> Array | None:
        """The numbers in it, or nothing where most of its cells are texts."""
        self._check_missing()
        plain = [_NUMBER.fullmatch(cell) is not None for cell in self.cells]
        commas = [_DECIMAL_COMMA.fullmatch(cell) is not None for cell in self.cells]
        if 2 * (sum(plain) + sum(commas)) < len(plain):
            return None
        if not all(plain):
            place = plain.index(False)
            why = "has a decimal point" if commas[place] else "stands on most other lines"
            raise self.wrong(place, f"holds {self.cells[place]!r}; a number {why}")
        numbers = np.array([float(cell) for cell in self.cells])
        if not np.all(np.isfinite(numbers)):
            place = int(np.argmin(np.isfinite(numbers)))
            raise self.wrong(place, f"holds {self.cells[place]!r}, which no float can hold")
        return numbers

    @property
    def is_constant(self) -> bool:
        """Whether it is the same on every line."""
        return len(set(self.cells if self.numbers is None else self.numbers.tolist())) == 1

    def _check_missing(self) -> None:
        for place, cell in enumerate(self.cells):
            if cell.lower() in _MISSING:
                shown = f"holds {cell!r}, which is no value" if cell else "is empty"
                advice = "fill it in, or leave out the line or the column"
                raise self.wrong(place, f"{shown}; {advice}")


def read_table(
    path: str | os.PathLike[str],
    target: str,
    *,
    task: Literal["classes", "number"] | None = None,
    without: Collection[str] = (),
) -> Dataset:
    r"""Read examples from a CSV file.

    Cells are divided by commas, semicolons or tabs, and the text is UTF-8. A column of numbers
    becomes one input, a column of texts one input for each text, 1 where the cell holds it and 0
    elsewhere. A column that is the same on every line is left out, and a note says so.

    Parameters
    ----------
    path : str or path
        The file.
    target : str
        The column that is wanted; all others are inputs.
    task : {"classes", "number"}, optional
        Whether the target names classes or is a number. Left out, texts are classes, and so are
        whole numbers of which at most 20 differ, with five lines each on average.
    without : collection of str, optional
        Columns to leave out.

    Returns
    -------
    Dataset
        Its numbers as they stand in the file; `Dataset.scaling` brings them to one scale.

    Raises
    ------
    FormatError
        If a cell is missing or no number, a line has more or fewer cells than the head line, a
        column is unknown, or nothing is left to learn. It names the line and the column.
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> lines = ["height,colour,sort", *["1.5,red,a", "2.5,blue,b"] * 5]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "plants.csv")
    ...     _ = file.write_text("\n".join(lines), encoding="utf-8")
    ...     data = read_table(file, "sort")
    >>> data.inputs, data.classes
    (('height', 'colour=blue', 'colour=red'), ('a', 'b'))
    >>> data.x[0], data.y[0]
    (array([1.5, 0. , 1. ]), array([1., 0.]))
    """
    file = os.fspath(path)
    columns = _columns(file, _rows(file, _text(Path(path))))
    for name in (target, *without):
        _known(file, name, columns)
    wanted = columns.pop(target)
    given = [column for name, column in columns.items() if name not in without]
    y, classes = _wanted(wanted, task)
    telling = [column for column in given if not column.is_constant]
    inputs = [part for column in telling for part in _inputs(column)]
    if not inputs:
        raise FormatError(file, f"no column but {target!r} says anything; inputs are missing")
    return Dataset(
        name=Path(path).name,
        x=np.column_stack([numbers for _, numbers, _ in inputs]),
        y=y,
        inputs=tuple(printable(name) for name, _, _ in inputs),
        target=target,
        classes=tuple(map(printable, classes)),
        measured=tuple(measured for _, _, measured in inputs),
        notes=tuple(
            f"column {column.name!r} is {column.cells[0]!r} on every line, and is left out"
            for column in given
            if column.is_constant
        ),
    )


def column_names(path: str | os.PathLike[str]) -> tuple[str, ...]:
    """Give the names of the columns of a CSV file.

    Parameters
    ----------
    path : str or path
        The file.

    Returns
    -------
    tuple of str

    Raises
    ------
    FormatError
        If it cannot be taken as examples.
    OSError
        If it cannot be read.
    """
    file = os.fspath(path)
    return tuple(_columns(file, _rows(file, _text(Path(path)))))


def _text(path: Path) -> str:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problem = "a byte is no UTF-8 text; save the file as CSV in UTF-8"
        raise FormatError(str(path), problem, line) from None


def _rows(file: str, text: str) -> list[tuple[int, list[str]]]:
    """Give the cells of each line that is not empty, with its number."""
    first = text.lstrip("\r\n").splitlines()[:1] or [""]
    divider = max(",;\t", key=first[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=divider, strict=True)
    rows, line = [], 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise FormatError(file, f"this is no line of CSV: {error}", line) from None
    return rows


def _columns(file: str, rows: list[tuple[int, list[str]]]) -> dict[str, _Column]:
    if len(rows) <= 1:
        raise FormatError(file, "it has no examples: a head line with names, then one a line")
    (top, names), *others = rows
    _check_names(file, top, names)
    for line, cells in others:
        if len(cells) != len(names):
            had = f"{len(cells)} cell{'' if len(cells) == 1 else 's'}"
            raise FormatError(file, f"it has {had}, and the head line has {len(names)}", line)
    lines = [line for line, _ in others]
    columns = zip(*(cells for _, cells in others), strict=True)
    return {
        name: _Column(file, name, cells, lines) for name, cells in zip(names, columns, strict=True)
    }


def _check_names(file: str, line: int, names: list[str]) -> None:
    if all(map(_NUMBER.fullmatch, names)):
        raise FormatError(file, "the first line holds numbers; names of columns stand there", line)
    for place, name in enumerate(names, 1):
        if not name:
            raise FormatError(file, f"column {place} has no name", line)
        if names.count(name) > 1:
            raise FormatError(file, f"{names.count(name)} columns are named {name!r}", line)


def _known(file: str, name: str, columns: Collection[str]) -> None:
    if name in columns:
        return
    close = get_close_matches(name, columns, n=1)
    advice = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(columns)}"
    raise FormatError(file, f"it has no column {name!r}; {advice}")


def _inputs(column: _Column) -> list[tuple[str, Array, bool]]:
    """Give the names and numbers of what a column becomes, and whether it was measured."""
    if column.numbers is not None:
        return [(column.name, column.numbers, True)]
    texts = column.texts
    if len(texts) > _TEXTS:
        raise FormatError(
            column.file,
            f"column {column.name!r} has {len(texts)} different texts, and {_TEXTS} at most become "
            f"inputs; leave it out with without={[column.name]!r}",
        )
    cells = np.array(column.cells)
    return [(f"{column.name}={text}", (cells == text).astype(float), False) for text in texts]


def _wanted(column: _Column, task: str | None) -> tuple[Array, tuple[str, ...]]:
    """Give what is wanted, and the names of its classes."""
    if column.is_constant:
        raise FormatError(
            column.file,
            f"column {column.name!r} is {column.cells[0]!r} on every line: nothing can be learnt",
        )
    numbers = column.numbers
    if numbers is None and task == "number":
        raise column.wrong(0, f"holds {column.cells[0]!r}, and a number was asked for")
    if task == "number" or (task is None and numbers is not None and not _few(numbers)):
        return np.asarray(numbers)[:, None], ()
    labels = column.cells if numbers is None else [f"{number:.17g}" for number in numbers]
    classes = sorted(set(labels)) if numbers is None else sorted(set(labels), key=float)
    _check_classes(column, Counter(labels))
    places = {label: place for place, label in enumerate(classes)}
    return one_hot([places[label] for label in labels], len(classes)), tuple(classes)


def _few(numbers: Array) -> bool:
    """Say whether numbers look like those of classes: whole, few, each of them often."""
    different = len(np.unique(numbers))
    often = different * _ROWS_A_CLASS <= len(numbers)
    return bool(np.all(numbers == np.round(numbers))) and different <= _CLASSES and often


def _check_classes(column: _Column, counted: Counter[str]) -> None:
    if 2 * len(counted) > len(column.cells):
        raise FormatError(
            column.file,
            f"column {column.name!r} has {len(counted)} classes on {len(column.cells)} lines; "
            "most of them are there once, which teaches nothing",
        )
