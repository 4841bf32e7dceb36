"""A graph made ready for questions: ordered once, its locals laid out in slot order.

Sweeps, paths and explanations speak of positions and slots; graphs speak of nodes and edges. This
is where the one becomes the other, and where what a sweep found wrong gets its names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compose.engine import sweep
from compose.engine.algebra import LARGEST, MAGNITUDE, REAL, Algebra, Linear
from compose.engine.columns import Columns, Kind
from compose.engine.maps import BadLocalError, Local, Number, Shape, slope
from compose.engine.order import CycleFoundError, Structure, between, downstream
from compose.engine.paths import Listing, Path, Ranking
from compose.engine.views import Node
from compose.errors import (
    CycleError,
    DisagreementError,
    LocalTypeError,
    SwappedQuestionError,
)

__all__ = ["Prepared"]


class Prepared:
    """The columns of a graph in topological numbering.

    Parameters
    ----------
    columns : Columns
        What the graph consists of.

    Raises
    ------
    CycleError
        The edges run in a circle.
    """

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._counted = len(columns.names), len(columns.local), columns.kind
        try:
            self.structure = Structure(columns)
        except CycleFoundError as found:
            raise CycleError([columns.names[n] for n in found.nodes]) from None
        self.by_kernel = self.structure.large and columns.kind is Kind.REAL

    def current(self) -> bool:
        """Say whether nothing has been added since."""
        columns = self.columns
        return self._counted == (len(columns.names), len(columns.local), columns.kind)

    @cached_property
    def plain(self) -> Structure:
        """The structure as lists, for everything that is not compiled."""
        return self.structure.plain()

    @cached_property
    def locals(self) -> list[Local]:
        """What each slot carries."""
        return self.columns.locals_at(self.structure.edge)

    @cached_property
    def numbers(self) -> list[Number]:
        """The number that each slot carries: floats, unless the whole graph is exact."""
        if self.columns.kind is Kind.EXACT:
            return [slope(local) for local in self.locals]  # type: ignore[misc]
        return self.columns.local.array()[np.asarray(self.structure.edge, np.intp)].tolist()  # type: ignore[no-any-return]

    def _locals(self, algebra: Algebra[Any]) -> Sequence[Local]:
        """Real numbers are swept as floats, once rounded; everything else as it was given."""
        real = algebra is REAL or algebra is MAGNITUDE
        return self.numbers if real and self.columns.kind is not Kind.LINEAR else self.locals

    @cached_property
    def floats(self) -> sweep.Floats:
        """The float column, for compiled sweeps."""
        return sweep.Floats(self.structure, self.columns.local.array())

    @cached_property
    def inputs(self) -> NDArray[np.int64]:
        """Numbers of the nodes that no edge leads to."""
        return self._without(self.columns.target.array())

    @cached_property
    def outputs(self) -> NDArray[np.int64]:
        """Numbers of the nodes that no edge leaves."""
        return self._without(self.columns.source.array())

    def _without(self, ends: NDArray[Any]) -> NDArray[np.int64]:
        free = np.ones(self.structure.nodes, bool)
        free[ends] = False
        return np.flatnonzero(free)

    def at(self, number: int) -> int:
        """Give a node's position."""
        return int(self.structure.position[number])

    def node_at(self, position: int) -> Node:
        """Give the node at a position."""
        return self.columns.node(int(self.structure.order[position]))

    def shapes_at(self) -> dict[int, Shape]:
        """Give the shapes that are not ``()``, by position."""
        return {self.at(number): shape for number, shape in self.columns.shapes.items() if shape}

    def between(self, of: int, wrt: int) -> bytearray:
        """Mark what lies between two positions."""
        return between(self.structure, [of], [wrt])

    def forward(
        self,
        algebra: Algebra[Any],
        wrt: int,
        mark: bytearray | None = None,
        seed: Any = None,
        stop: int | None = None,
    ) -> list[Any]:
        """Sweep forward from a position; carriers by position."""
        start = algebra.seed(self.node_at(wrt)) if seed is None else seed
        local = self._locals(algebra)
        try:
            return sweep.forward(self.plain, local, algebra, wrt, start, mark, stop)
        except sweep.BranchClashError as clash:
            raise self._disagreement(clash) from None
        except BadLocalError:
            self._find_bad_local(algebra, mark)
            raise

    def reverse(
        self, algebra: Algebra[Any], of: int, mark: bytearray | None = None, seed: Any = None
    ) -> list[Any]:
        """Sweep back from a position; carriers by position."""
        start = algebra.seed(self.node_at(of)) if seed is None else seed
        try:
            return sweep.reverse(self.plain, self._locals(algebra), algebra, of, start, mark)
        except sweep.BranchClashError as clash:
            raise self._disagreement(clash) from None
        except BadLocalError:
            self._find_bad_local(algebra, mark)
            raise

    def derivative(self, algebra: Algebra[Any], of: int, wrt: int) -> Any:
        """Give the carrier between two positions, None where no path leads."""
        if wrt > of:
            return None
        if self.by_kernel and algebra is REAL:
            return self.floats.derivative(of, wrt)
        mark = self.between(of, wrt)
        if not mark[wrt]:
            return None
        if self._backwards(algebra, of, wrt):
            return self.reverse(algebra, of, mark)[wrt]
        return self.forward(algebra, wrt, mark, stop=of)[of]

    def through(self, algebra: Algebra[Any], of: int, wrt: int, via: int) -> Any:
        """Give the carrier of all paths over one position, None where there are none."""
        if not wrt <= via <= of:
            return None
        before, after = self.between(via, wrt), self.between(of, via)
        if not (before[wrt] and after[via]):
            return None
        if self._backwards(algebra, of, wrt):
            carrier = self.reverse(algebra, of, after)[via]
            return self.reverse(algebra, via, before, carrier)[wrt]
        carrier = self.forward(algebra, wrt, before, stop=via)[via]
        return self.forward(algebra, via, after, carrier, stop=of)[of]

    def along(self, slots: Sequence[int], algebra: Algebra[Any], of: int, wrt: int) -> Any:
        """Give the carrier of one path, rounded as `derivative` rounds."""
        if not self._backwards(algebra, of, wrt):
            return self.carry(slots, algebra, algebra.seed(self.node_at(wrt)))
        local, carrier = self._locals(algebra), algebra.seed(self.node_at(of))
        for slot in reversed(slots):
            carrier = algebra.pull(local[slot], carrier)
        return carrier

    def _backwards(self, algebra: Algebra[Any], of: int, wrt: int) -> bool:
        """Real products round: in reverse they are those of the gradient, to the last bit."""
        return algebra is REAL or (isinstance(algebra, Linear) and self._narrower(of, wrt))

    def _narrower(self, a: int, b: int) -> bool:
        sizes = [int(np.prod(self.node_at(p).shape, dtype=int)) for p in (a, b)]
        return sizes[0] < sizes[1]

    def refuse_swapped(self, of: int, wrt: int) -> None:
        """Raise SwappedQuestionError if the only path runs from `of` to `wrt`."""
        if wrt > of and downstream(self.structure, [of], wrt)[wrt]:
            raise SwappedQuestionError(self.node_at(of).name, self.node_at(wrt).name)

    def path(
        self,
        slots: Sequence[int],
        algebra: Algebra[Any],
        of: int,
        wrt: int,
        finish: Callable[[Any], Any],
    ) -> Path:
        """Give a walk over slots its names; the product is worked out when asked for."""
        edges = [int(self.structure.edge[s]) for s in slots]

        def product() -> Any:
            return finish(self.along(slots, algebra, of, wrt))

        return Path(self.columns, int(self.structure.order[wrt]), edges, product)

    def carry(self, slots: Iterable[int], algebra: Algebra[Any], carrier: Any) -> Any:
        """Take a carrier along slots."""
        local = self._locals(algebra)
        for slot in slots:
            carrier = algebra.push(local[slot], carrier)
        return carrier

    def listing(self, of: int, wrt: int, mark: bytearray) -> Listing:
        """List the paths between two positions."""
        return Listing(self.plain, of, wrt, mark)

    def ranking(self, of: int, wrt: int, mark: bytearray) -> Ranking:
        """List the paths between two positions, the largest first; numbers only."""
        if self.columns.kind is Kind.LINEAR:
            self._find_bad_local(
                LARGEST, mark, "paths are ranked by numbers; list them without top"
            )
        exact = self.columns.kind is Kind.EXACT
        return Ranking(self.plain, of, wrt, mark, self.numbers, exact=exact)

    def _find_bad_local(
        self, algebra: Algebra[Any], mark: bytearray | None, need: str = ""
    ) -> None:
        """Raise an error that names the first edge whose local an algebra cannot use."""
        for position in range(self.structure.nodes):
            if mark is not None and not mark[position]:
                continue
            for slot in self.plain.slots(position):
                if mark is None or mark[self.plain.target[slot]]:
                    self._try_local(algebra, position, slot, need)

    def _try_local(self, algebra: Algebra[Any], position: int, slot: int, need: str) -> None:
        local, target = self.locals[slot], self.plain.target[slot]
        try:
            algebra.push(local, algebra.seed(self.node_at(position)))
            if not algebra.first_counts:
                algebra.pull(local, algebra.seed(self.node_at(target)))
        except BadLocalError as error:
            edge = self.columns.edge(self.plain.edge[slot])
            problem = f"{error}, and {need or f'the algebra {algebra.name!r} cannot use it'}"
            raise LocalTypeError(edge.source, edge.target, problem) from None

    def _disagreement(self, found: sweep.BranchClashError) -> DisagreementError:
        def names(slots: list[int]) -> list[Any]:
            edges = [self.columns.edge(int(self.structure.edge[s])) for s in slots]
            return [edges[0].source, *(edge.target for edge in edges)]

        first, second, clash = names(found.first), names(found.second), found.clash
        edges = [int(self.structure.edge[s]) for s in (*found.first, *found.second)]
        apart = edges[: len(found.first)], edges[len(found.first) :]
        return DisagreementError(first, second, clash.first, clash.second, clash.ratio, apart)
