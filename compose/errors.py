"""Every exception that compose raises on purpose.

::

    ComposeError
    ├── UnknownNodeError (KeyError)            a name that is no node; the nearest names
    ├── CycleError (ValueError)                the cycle, node by node
    ├── SwappedQuestionError (ValueError)      the path runs the other way
    ├── NoPathError (ValueError)               nothing joins the two, and the algebra has no zero
    ├── DisagreementError (ValueError)         two branches that should agree; both, and their ratio
    │   └── FactDisagreementError              a fact about units that others contradict
    ├── QuestionError (ValueError)             a question that cannot be asked this way
    ├── ColumnError (ValueError)               arrays that are no graph
    ├── LocalError                             what an edge may not carry
    │   ├── LocalTypeError (TypeError)         not a number, an array, a quantity or a map
    │   ├── ShapeError (ValueError)            does not fit the shapes of its nodes
    │   └── UnitError (ValueError)             does not fit the units of its nodes
    ├── ConversionError                        a question about units
    │   ├── UnknownUnitError (KeyError)        a name that is no unit; the nearest names
    │   ├── UnknownSubstanceError (KeyError)   no fact is about it; the nearest substances
    │   ├── FactDisagreementError              see above
    │   ├── DimensionError (ValueError)        units of different dimensions
    │   ├── FractionalUseError (ValueError)    only a root of a fact would answer; which fact
    │   └── TableError (ValueError)            rows that are no facts; every one, with its line
    ├── TraceError (TypeError)                 something a variable cannot do
    ├── DerivativeError (AssertionError)       a derivative that differences do not confirm
    ├── FormulaError (ValueError)              a formula that cannot be read; the place
    ├── NetworkError (ValueError)              layers, shapes or settings that make no network
    ├── TrainingError (ArithmeticError)        a loss that is no number; where it began
    ├── CheckpointError (ValueError)           a file that training cannot go on from
    ├── MissingExtraError (ImportError)        a library that an extra installs
    └── FormatError (ValueError)               a file that cannot be read or written; the place

Each carries its facts as attributes, survives pickling, and has a built-in parent, so that
``except KeyError`` works for those who know nothing of compose.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Number
from typing import Any

__all__ = [
    "CheckpointError",
    "ColumnError",
    "ComposeError",
    "ConversionError",
    "CycleError",
    "DerivativeError",
    "DimensionError",
    "DisagreementError",
    "FactDisagreementError",
    "FormatError",
    "FormulaError",
    "FractionalUseError",
    "LocalError",
    "LocalTypeError",
    "MissingExtraError",
    "NetworkError",
    "NoPathError",
    "QuestionError",
    "ShapeError",
    "SwappedQuestionError",
    "TableError",
    "TraceError",
    "TrainingError",
    "UnitError",
    "UnknownNodeError",
    "UnknownSubstanceError",
    "UnknownUnitError",
    "arrows",
    "shown",
]

_SHOWN = 12
_LONGEST = 80
_ROWS_SHOWN = 20


def arrows(nodes: Sequence[object]) -> str:
    """Join nodes by arrows, leaving out the middle of a long walk."""
    if len(nodes) <= _SHOWN:
        return " → ".join(map(str, nodes))
    half = _SHOWN // 2
    left_out = f"… ({len(nodes) - 2 * half} more) …"
    return " → ".join([*map(str, nodes[:half]), left_out, *map(str, nodes[-half:])])


def shown(value: object) -> str:
    """Write a value of the user's on one line, and no longer than can be read.

    Examples
    --------
    >>> shown(1.5), shown("box"), shown(10**5000)
    ('1.5', "'box'", 'an int of very many digits')
    """
    try:
        text = str(value) if isinstance(value, Number) else repr(value)
    except ValueError:
        # Python writes no whole number of more than 4,300 digits.
        text = f"{_article(value)} {type(value).__name__} of very many digits"
    return _line(text)


def _article(value: object) -> str:
    return "an" if type(value).__name__[:1] in "aeiou" else "a"


def _line(text: object) -> str:
    line = " ".join(str(text).split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def _did_you_mean(nearest: Sequence[object]) -> str:
    return f"; did you mean {' or '.join(repr(name) for name in nearest)}?" if nearest else ""


class ComposeError(Exception):
    """The root of every exception raised on purpose."""


class UnknownNodeError(ComposeError, KeyError):
    """A question named a node that the graph does not have."""

    def __init__(self, node: object, nearest: Sequence[object] = ()) -> None:
        super().__init__(node, nearest)
        self.node = node
        self.nearest = tuple(nearest)

    def __str__(self) -> str:
        return f"no node {self.node!r} in this graph{_did_you_mean(self.nearest)}"


class CycleError(ComposeError, ValueError):
    """The edges run in a circle, so there is no order to multiply in."""

    def __init__(self, cycle: Sequence[object]) -> None:
        super().__init__(cycle)
        self.cycle = tuple(cycle)

    def __str__(self) -> str:
        return (
            f"the graph has a cycle: {arrows(self.cycle)}; "
            "remove or reverse one of these edges, a derivative graph has none"
        )


class SwappedQuestionError(ComposeError, ValueError):
    """``derivative(of, wrt)`` was asked where only ``wrt`` depends on ``of``."""

    def __init__(self, of: object, wrt: object) -> None:
        super().__init__(of, wrt)
        self.of = of
        self.wrt = wrt

    def __str__(self) -> str:
        of, wrt = self.of, self.wrt
        return (
            f"{of!r} does not depend on {wrt!r}, but {wrt!r} depends on {of!r}: "
            f"did you mean derivative({wrt!r}, {of!r}), that is ∂{wrt}/∂{of}?"
        )


class NoPathError(ComposeError, ValueError):
    """Nothing leads from ``wrt`` to ``of``, and the algebra has no zero to answer with."""

    def __init__(self, of: object, wrt: object) -> None:
        super().__init__(of, wrt)
        self.of = of
        self.wrt = wrt

    def __str__(self) -> str:
        return f"no path leads from {self.wrt!r} to {self.of!r}; add the edge that joins them"


class DisagreementError(ComposeError, ValueError):
    """Two branches between the same nodes should give one value and give two.

    Parameters
    ----------
    first, second : sequence
        The nodes of the two paths.
    first_value, second_value : object
        What each path gives.
    ratio : object
        Second over first, or None where that has no meaning.
    edges : pair of sequences of int
        The numbers of the edges along the two paths.
    """

    def __init__(
        self,
        first: Sequence[object],
        second: Sequence[object],
        first_value: object,
        second_value: object,
        ratio: object = None,
        edges: tuple[Sequence[int], Sequence[int]] = ((), ()),
    ) -> None:
        super().__init__(first, second, first_value, second_value, ratio, edges)
        self.first = tuple(first)
        self.second = tuple(second)
        self.first_value = first_value
        self.second_value = second_value
        self.ratio = ratio
        self.edges = edges

    def __str__(self) -> str:
        ratio = "" if self.ratio is None else f", ratio {self.ratio}"
        first, second = arrows(self.first), arrows(self.second)
        if first == second:
            first, second = (
                f"{path} by edge{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
                for path, numbers in zip((first, second), self.edges, strict=True)
            )
        return (
            f"two paths disagree: {first} gives {self.first_value}, "
            f"{second} gives {self.second_value}{ratio}; correct one of their edges"
        )


class QuestionError(ComposeError, ValueError):
    """A question that cannot be asked this way: an order, a number or an algebra that is none."""


class ColumnError(ComposeError, ValueError):
    """Arrays that cannot be the columns of a graph."""


class LocalError(ComposeError):
    """What an edge may not carry: names the edge and the reason.

    Parameters
    ----------
    source, target : object
        The nodes that the edge was to join; `target` is ``...`` where the trouble is with the
        node `source` alone.
    problem : str
        What is wrong, with the values, and the next step.
    """

    def __init__(self, source: object, target: object, problem: str) -> None:
        super().__init__(source, target, problem)
        self.source = source
        self.target = target
        self.problem = problem

    def __str__(self) -> str:
        if self.target is ...:
            return f"node {self.source!r}: {self.problem}"
        return f"edge {self.source!r} → {self.target!r}: {self.problem}"


class LocalTypeError(LocalError, TypeError):
    """The local is neither a number, an array, a quantity nor a map."""


class ShapeError(LocalError, ValueError):
    """The local does not fit the shapes of its nodes."""


class UnitError(LocalError, ValueError):
    """The local does not fit the units of its nodes."""


class ConversionError(ComposeError):
    """A question about units that has no answer."""


class UnknownUnitError(ConversionError, KeyError):
    """A text that names no unit."""

    def __init__(self, unit: object, nearest: Sequence[str] = (), reason: str = "") -> None:
        super().__init__(unit, nearest, reason)
        self.unit = unit
        self.nearest = tuple(nearest)
        self.reason = reason

    def __str__(self) -> str:
        reason = f" ({self.reason})" if self.reason else ""
        return f"{self.unit!r} is not a unit{reason}{_did_you_mean(self.nearest)}"


class DimensionError(ConversionError, ValueError):
    """Two units that measure different things.

    Parameters
    ----------
    source, target : str
    source_dimension, target_dimension : str
    advice : str
        What to do about it.
    """

    def __init__(
        self,
        source: str,
        target: str,
        source_dimension: str,
        target_dimension: str,
        advice: str = "",
    ) -> None:
        super().__init__(source, target, source_dimension, target_dimension, advice)
        self.source = source
        self.target = target
        self.source_dimension = source_dimension
        self.target_dimension = target_dimension
        self.advice = advice

    def __str__(self) -> str:
        advice = f"; {self.advice}" if self.advice else ""
        return (
            f"{_line(self.source)} is {_line(self.source_dimension)} and {_line(self.target)} is "
            f"{_line(self.target_dimension)}: no factor leads from one to the other{advice}"
        )


class UnknownSubstanceError(ConversionError, KeyError):
    """A question about a substance that no fact is about."""

    def __init__(self, of: object, nearest: Sequence[str] = ()) -> None:
        super().__init__(of, nearest)
        self.of = of
        self.nearest = tuple(nearest)

    def __str__(self) -> str:
        known = _did_you_mean(self.nearest) or "; add one with of="
        return f"no fact is about {shown(self.of)}{known}"


def _decimal(number: Any, digits: int = 12) -> str:
    """Write a number short enough to be read, and anything else as it is."""
    try:
        return f"{float(number):.{digits}g}"
    except (TypeError, ValueError, OverflowError):
        return number if isinstance(number, str) else shown(number)


class FactDisagreementError(DisagreementError, ConversionError):
    """A fact about units that other facts, or the definitions, contradict.

    Parameters
    ----------
    fact : str
        What was stated.
    others : sequence
        The facts that say otherwise; none where the definitions alone do.
    first, second : sequence of str
        The units on the way by the others, and by the fact.
    first_value, second_value : object
        What each way gives.
    ratio : object
        Second over first.
    tolerance : object
        How far from 1 the ratio may be.
    """

    def __init__(
        self,
        fact: str,
        others: Sequence[object],
        first: Sequence[object],
        second: Sequence[object],
        first_value: object,
        second_value: object,
        ratio: object = None,
        tolerance: object = 0,
    ) -> None:
        super().__init__(first, second, first_value, second_value, ratio)
        self.args = (
            fact,
            tuple(others),
            self.first,
            self.second,
            first_value,
            second_value,
            ratio,
            tolerance,
        )
        self.fact = fact
        self.others = tuple(others)
        self.tolerance = tolerance

    @property
    def facts(self) -> tuple[object, ...]:
        """The other facts, as they are kept."""
        return self.others

    def __str__(self) -> str:
        shown = " and ".join(map(_line, self.others[:_SHOWN]))
        others = f" by {shown}" if shown else " by definition"
        first, second = (arrows([_line(node) for node in way]) for way in (self.first, self.second))
        allowed = f" (tolerance {_decimal(self.tolerance, 3)})" if self.tolerance else ""
        ratio = "" if self.ratio is None else f", ratio {_decimal(self.ratio)}{allowed}"
        return (
            f"{_line(self.fact)} disagrees: {first} gives {_decimal(self.first_value)}"
            f"{others}, {second} gives {_decimal(self.second_value)}{ratio}; "
            "correct or remove one of them"
        )


class FractionalUseError(ConversionError, ValueError):
    """A question that only a root of a fact would answer.

    Parameters
    ----------
    key : hashable
        The fact.
    power : Fraction
        How often it would be used.
    """

    def __init__(self, key: object, power: object) -> None:
        super().__init__(key, power)
        self.key = key
        self.power = power

    def __str__(self) -> str:
        return (
            f"{self.key} would be used {self.power} times; a root of a fact is not taken, "
            "so state the fact about the units themselves"
        )


class TableError(ConversionError, ValueError):
    """Rows of a table that cannot be taken as facts, all of them at once.

    Parameters
    ----------
    table : str
        The file, or what stands for it.
    problems : sequence of (int, str)
        The number of each row and what is wrong with it.
    place : {"line", "row"}
        What the numbers count, from 1: lines of a file, or rows. 0 is the table as a whole.

    Examples
    --------
    >>> print(TableError("facts.csv", [(2, "it has no src"), (5, "'mLL' is not a unit")]))
    facts.csv: 2 rows cannot be taken:
      line 2: it has no src
      line 5: 'mLL' is not a unit
    """

    def __init__(
        self, table: str, problems: Sequence[tuple[int, str]], place: str = "line"
    ) -> None:
        super().__init__(table, problems, place)
        self.table = table
        self.problems = tuple((number, problem) for number, problem in problems)
        self.place = place

    def __str__(self) -> str:
        if len(self.problems) == 1:
            return f"{self.table}{self._line(*self.problems[0], ', ')}"
        lines = [f"\n {self._line(*problem, ' ')}" for problem in self.problems[:_ROWS_SHOWN]]
        more = len(self.problems) - len(lines)
        rest = f"\n  and {more} more" if more else ""
        return f"{self.table}: {len(self.problems)} rows cannot be taken:{''.join(lines)}{rest}"

    def _line(self, number: int, problem: str, before: str) -> str:
        return f"{before}{self.place} {number}: {problem}" if number else f": {problem}"


class TraceError(ComposeError, TypeError):
    """Something that a variable cannot do, with what to do instead."""


class DerivativeError(ComposeError, AssertionError):
    """A derivative is not what differences of the function say.

    Parameters
    ----------
    mode : {"forward", "reverse"}
        Which mode is wrong: the forward mode is held to differences, the reverse to the forward.
    place : int or None
        Which element of the answer, all laid side by side; None where it is about their sum. With
        shapes, which part of the answers or of the arguments.
    found, expected : number or tuple of int
        What was computed, and what it should be; or the shapes of both.

    Examples
    --------
    >>> print(DerivativeError("forward", 0, 2.0, 3.0))
    the forward derivative of element 0 is 2.0, and differences of the function say 3.0
    """

    def __init__(self, mode: str, place: int | None, found: object, expected: object) -> None:
        super().__init__(mode, place, found, expected)
        self.mode = mode
        self.place = place
        self.found = found
        self.expected = expected

    def __str__(self) -> str:
        if isinstance(self.found, tuple):
            return (
                f"the {self.mode} derivative at place {self.place} has the shape {self.found}, "
                f"and what it belongs to has the shape {self.expected}"
            )
        if self.mode == "reverse":
            return (
                f"the reverse mode does not transpose the forward mode: along a random cotangent "
                f"and tangent it gives {self.found}, the forward mode {self.expected}"
            )
        return (
            f"the forward derivative of element {self.place} is {self.found}, and differences of "
            f"the function say {self.expected}"
        )


class FormulaError(ComposeError, ValueError):
    """A formula that cannot be read.

    Parameters
    ----------
    formula : str
        The text.
    column : int
        Where reading stopped, counted from 1.
    problem : str
        What is wrong there, and the next step.
    """

    def __init__(self, formula: str, column: int, problem: str) -> None:
        super().__init__(formula, column, problem)
        self.formula = formula
        self.column = column
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.problem}, at column {self.column} of {self._window()!r}"

    def _window(self) -> str:
        """Cut a long formula down to what stands around the place."""
        low, high = max(self.column - 40, 0), self.column + 30
        shown = self.formula[low:high]
        return f"{'…' if low else ''}{shown}{'…' if high < len(self.formula) else ''}"


class NetworkError(ComposeError, ValueError):
    """Layers, shapes or settings that make no network."""


class TrainingError(ComposeError, ArithmeticError):
    """A loss that is no number, or a step that gave parameters that are none.

    Parameters
    ----------
    epoch, batch : int
        When it first was, both counted from 1.
    loss : float
        What it was before that step.
    origin : str
        The first operation that gave such a number, and what to do about it.
    """

    def __init__(self, epoch: int, batch: int, loss: float, origin: str) -> None:
        super().__init__(epoch, batch, loss, origin)
        self.epoch = epoch
        self.batch = batch
        self.loss = loss
        self.origin = origin

    def __str__(self) -> str:
        what = f"the loss became {self.loss}"
        if math.isfinite(self.loss):
            what = f"a step from a loss of {self.loss:.4g} gave no finite parameters"
        return f"{what} in epoch {self.epoch}, batch {self.batch}: {self.origin}"


class CheckpointError(ComposeError, ValueError):
    """A file that training cannot go on from.

    Parameters
    ----------
    file : str
        The file.
    problem : str
        What is wrong, and the next step.
    """

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(file, problem)
        self.file = file
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.file}: {self.problem}"


class MissingExtraError(ComposeError, ImportError):
    """A library that is not installed, and the extra that installs it.

    Parameters
    ----------
    library : str
        What is missing.
    extra : str
        The extra of compose that installs it.
    purpose : str
        What it was wanted for.
    """

    def __init__(self, library: str, extra: str, purpose: str) -> None:
        super().__init__(library, extra, purpose)
        self.library = library
        self.extra = extra
        self.purpose = purpose

    def __str__(self) -> str:
        return (
            f"{self.purpose} needs {self.library}, which is not installed: "
            f"pip install 'compose-graph[{self.extra}]'"
        )


class FormatError(ComposeError, ValueError):
    """A file that cannot be read, or a graph that a format cannot hold.

    Parameters
    ----------
    file : str
        The file, or what stands for it.
    problem : str
        What is wrong, and the next step.
    line, column : int, optional
        The place in the file, counted from 1.
    """

    def __init__(
        self, file: str, problem: str, line: int | None = None, column: int | None = None
    ) -> None:
        super().__init__(file, problem, line, column)
        self.file = file
        self.problem = problem
        self.line = line
        self.column = column

    def __str__(self) -> str:
        place = "" if self.line is None else f", line {self.line}"
        place += "" if self.column is None else f", column {self.column}"
        return f"{self.file}{place}: {self.problem}"
