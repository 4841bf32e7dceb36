"""Writes an elimination as straight-line NumPy that a person can read."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from compose.engine.elimination import ONE, Pair, Pattern, Ring, cost, eliminated
from compose.errors import QuestionError

__all__ = ["Compiled", "compiled_jacobian"]

_BLOCK: Final = 4096
"""Points at a time: what a step makes of them stays in the cache."""
_LONGEST: Final = 16


@final
class Compiled:
    """A Jacobian as a function of locals.

    Parameters
    ----------
    source : str
        Python code that defines ``jacobian(local, out)``.
    shape : (int, int)
        Rows and columns.
    edges : int
        How many rows of locals are needed at least.
    use_numba : bool
        Whether the code runs point by point, compiled by Numba, instead of array by array.

    Attributes
    ----------
    source : str
        The code.
    shape : (int, int)
        Rows and columns.

    Examples
    --------
    >>> from compose import Graph
    >>> g = Graph()
    >>> g.add_edges(["x", "y", "g"], ["g", "g", "f"], [3.0, 2.0, 4.0])
    >>> jacobian = g.plan(["f"], ["x", "y"]).compile()
    >>> jacobian([[3.0, 30.0], [2.0, 2.0], [4.0, 4.0]])
    array([[[ 12., 120.], [ 8., 8.]]])
    """

    def __init__(
        self, source: str, shape: tuple[int, int], edges: int, *, use_numba: bool = False
    ) -> None:
        self.source = source
        self.shape = shape
        self._edges = edges
        room: dict[str, Any] = {}
        exec(compile(source, "<elimination plan>", "exec"), room)  # noqa: S102 - written here
        self._fill: Callable[[Any, Any], None] = room["jacobian"]
        self._width = _BLOCK
        if use_numba:
            self._fill = _point_by_point(self._fill)
            self._width = 0

    def __call__(self, local: ArrayLike) -> NDArray[Any]:
        """Work the Jacobian out at many points.

        Parameters
        ----------
        local : array_like
            A row for each edge of the graph, in order of insertion; the other axes are points.

        Returns
        -------
        ndarray
            Of shape ``(rows, columns, …)``, of the type of the locals.

        Raises
        ------
        QuestionError
            There are fewer rows than edges.
        """
        given = np.asarray(local)
        if given.ndim == 0 or len(given) < self._edges:
            what = f"locals of shape {given.shape}"
            raise QuestionError(f"{what}: give a row for each of the graph's edges")
        flat = given.reshape(len(given), int(np.prod(given.shape[1:], dtype=int)))
        out = np.zeros((*self.shape, flat.shape[1]), flat.dtype)
        width = self._width or max(flat.shape[1], 1)
        for begin in range(0, flat.shape[1], width):
            self._fill(flat[:, begin : begin + width], out[:, :, begin : begin + width])
        return out.reshape(self.shape + given.shape[1:])

    def __repr__(self) -> str:
        return f"<Compiled: {self.shape[0]} × {self.shape[1]} derivatives>"


def _point_by_point(fill: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    # Numba takes half a second to load: only those wait for it who ask for it.
    import numba

    one = numba.njit(fill)

    @numba.njit
    def every(local: Any, out: Any) -> None:
        for point in range(local.shape[1]):
            one(local[:, point], out[:, :, point])

    loop: Callable[[Any, Any], None] = every
    return loop


def compiled_jacobian(
    pattern: Pattern,
    order: Sequence[int],
    of: Sequence[Hashable],
    wrt: Sequence[Hashable],
    *,
    use_numba: bool = False,
) -> Compiled:
    """Write an order out as code and make it a function.

    Parameters
    ----------
    pattern : Pattern
        What is joined.
    order : sequence of int
        The nodes to eliminate.
    of, wrt : sequence of hashable
        Names of the rows and of the columns.
    use_numba : bool
        Whether Numba is to compile it, point by point.

    Raises
    ------
    QuestionError
        Nodes have shapes: their locals are no numbers.
    """
    if pattern.sizes:
        raise QuestionError("nodes with shapes carry matrices, and compiled plans multiply numbers")
    writer = _Writer(pattern)
    values = eliminated(pattern, order, writer.values, writer.ring)
    count = cost(pattern, order)
    words = f"multiplications: {count.multiplications}, additions: {count.additions}"
    head = [
        "def jacobian(local, out):",
        f'    """{len(of)} × {len(wrt)} derivatives; {words}."""',
    ]
    body = [*writer.lines, *_written(pattern, values, of, wrt)]
    source = "\n".join([*head, *(f"    {line}" for line in body), ""])
    edges = 1 + max((edge for carried in pattern.carried for edge in carried), default=-1)
    return Compiled(source, (len(of), len(wrt)), edges, use_numba=use_numba)


def _written(
    pattern: Pattern,
    values: Mapping[tuple[int, int], Any],
    of: Sequence[Hashable],
    wrt: Sequence[Hashable],
) -> Iterator[str]:
    ends = {pattern.names[node]: node for node in pattern.outputs}
    starts = {pattern.names[node]: node for node in pattern.inputs}
    for row, target in enumerate(of):
        for column, source in enumerate(wrt):
            pair = starts.get(source, -1), ends.get(target, -1)
            if target == source or pair in values:
                value = "1" if target == source else values[pair].text
                yield f"out[{row}, {column}] = {value}"


@dataclass(frozen=True)
class _Term:
    """A value in the code: which nodes it joins, and how it is written."""

    tail: int
    head: int
    text: str


class _Writer:
    """Its values are terms instead of numbers: the elimination itself writes the code."""

    def __init__(self, pattern: Pattern) -> None:
        self.lines: list[str] = []
        self.ring = Ring(_no_lift, self._times, self._plus)
        self._names = _readable(pattern)
        self._known: set[str] = set()
        self.values: dict[Pair, Any] = {}
        for pair, edges in zip(pattern.edges, pattern.carried, strict=True):
            text = " + ".join(f"local[{edge}]" for edge in edges)
            self.values[pair] = self._assigned(*pair, text) if edges else ONE

    def _name(self, tail: int, head: int) -> str:
        return f"d{self._names[head]}_d{self._names[tail]}"

    def _assigned(self, tail: int, head: int, text: str) -> _Term:
        name = self._name(tail, head)
        self._known.add(name)
        self.lines.append(f"{name} = {text}")
        return _Term(tail, head, name)

    def _times(self, later: _Term, earlier: _Term) -> _Term:
        """Assign a product where it is the first to join its ends; else it is added at once."""
        ends, text = (earlier.tail, later.head), f"{later.text} * {earlier.text}"
        if self._name(*ends) in self._known:
            return _Term(*ends, text)
        return self._assigned(*ends, text)

    def _plus(self, a: _Term, b: _Term) -> _Term:
        return self._assigned(a.tail, a.head, f"{a.text} + {b.text}")


def _no_lift(local: object, size: int) -> object:  # noqa: ARG001 - the writer's terms are made before
    return local


def _readable(pattern: Pattern) -> list[str]:
    """Give nodes names that can stand in code: their own where those are short and distinct."""
    texts = [re.sub(r"\W", "_", str(name)) for name in pattern.names]
    apart = len(set(texts)) == len(set(pattern.names))
    if apart and not any("_d" in text or len(text) > _LONGEST for text in texts):
        return texts
    return [str(node) for node in range(len(pattern.names))]
