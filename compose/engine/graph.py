"""Graph: the front door. What each question means stands here; how it is answered, next door.

::

    derivative  gradient  sensitivities  adjoints  tangents  jacobian  →  sweep
    paths  count_paths                                                 →  paths
    contribution  explain                                              →  explain
    plan                                                               →  plan
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from itertools import islice
from typing import Any, Final, final

import numpy as np
from numpy.typing import NDArray

from compose.engine.algebra import COUNTING, EXACT, LINEAR, REAL, Algebra, Linear
from compose.engine.build import Building
from compose.engine.columns import Kind
from compose.engine.explain import Explanation, explain


from compose.engine.paths import Path
from compose.engine.plan import Plan, make_plan
from compose.engine.prepared import Prepared


__all__ = ["Graph", "UnitJacobian"]

_DEFAULT: Final[dict[Kind, Algebra[Any]]] = {
    Kind.EXACT: EXACT,
    Kind.REAL: REAL,
    Kind.LINEAR: LINEAR,
}


class UnitJacobian:
    """A Jacobian whose rows and columns have units.

    Attributes
    ----------
    magnitudes : ndarray
        The numbers; entry (i, j) is in rows[i]/columns[j].
    rows, columns : tuple
        The units, None where a node has none.
    """

    __slots__ = ("columns", "magnitudes", "rows")

    def __init__(self, magnitudes: NDArray[Any], rows: tuple[Any, ...], columns: tuple[Any, ...]):
        self.magnitudes = magnitudes
        self.rows = rows
        self.columns = columns

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return np.array(self.magnitudes, dtype, copy=copy)

    def __repr__(self) -> str:
        rows, columns = (", ".join(map(str, units)) for units in (self.rows, self.columns))
        return f"UnitJacobian({self.magnitudes!r}, rows [{rows}], columns [{columns}])"


@final
class Graph(Building):
    """A directed acyclic graph whose edges carry local derivatives.

    Any ∂of/∂wrt is the sum, over the paths from `wrt` to `of`, of the product of what the edges
    carry (Bauer's formula). Questions name their nodes in the order of the fraction:
    ``derivative(of, wrt)``.

    Parameters
    ----------
    units : Resolver, optional
        Reads the units of nodes and locals; pint's application registry by default.

    Examples
    --------
    f = g + b and g = w·x, at w = −2, x = 5, b = 3:

    >>> from compose import Graph
    >>> g = Graph()
    >>> g.add_edges(["w", "x", "g", "b"], ["g", "g", "f", "f"], [5.0, -2.0, 1.0, 1.0])
    >>> g.derivative("f", "w")
    5.0
    >>> g.gradient("f")
    {'w': 5.0, 'x': -2.0, 'b': 1.0}
    """

    _prepared: Prepared | None = None

    def _ask(self) -> Prepared:
        """Order the graph, unless nothing has been added since it was ordered last."""
        if self._prepared is None or not self._prepared.current():
            self._prepared = Prepared(self._columns)
        return self._prepared

    @property
    def inputs(self) -> Any:
        """Names of the nodes that no edge leads to; an array where nodes have no names."""
        return self._names(self._ask().inputs)

    @property
    def outputs(self) -> Any:
        """Names of the nodes that no edge leaves; an array where nodes have no names."""
        return self._names(self._ask().outputs)

    def _names(self, numbers: NDArray[np.int64]) -> Any:
        names = self._columns.names
        return numbers if isinstance(names, range) else [names[n] for n in numbers.tolist()]

    def _algebra(self, algebra: Algebra[Any] | None) -> Algebra[Any]:
        return _DEFAULT[self._columns.kind] if algebra is None else algebra

    def derivative(self, of: Hashable, wrt: Hashable, *, algebra: Algebra[Any] | None = None) -> Any:
        """Give ∂of/∂wrt: the product along each path, summed over the paths.

        Parameters
        ----------
        of, wrt : hashable
            The nodes, in the order of the fraction.
        algebra : Algebra, optional
            What product and sum mean. By default it follows from what the edges carry: exact
            for ints and fractions, else real, else linear.

        Returns
        -------
        float, Fraction, ndarray or quantity
            An array has shape ``of.shape + wrt.shape``; where a node has a unit, a quantity in
            of.unit/wrt.unit. Zero where neither node depends on the other.

        Raises
        ------
        SwappedQuestionError
            Only `wrt` depends on `of`.
        NoPathError
            There is no path, and the algebra has no zero.
        DisagreementError
            The algebra wants branches to agree, and two do not.
        UnknownNodeError, CycleError
            There is no such node; there is no topological order.

        Examples
        --------
        >>> from fractions import Fraction
        >>> from compose import Graph
        >>> g = Graph()
        >>> g.add_edges(["x", "x", "y"], ["y", "z", "z"], [Fraction(1, 3), 2, Fraction(1, 2)])
        >>> g.derivative("z", "x")
        Fraction(13, 6)
        """
        algebra = self._algebra(algebra)
        o, w = self._number(of), self._number(wrt)
        return self._answer(algebra, o, w, self._carrier(algebra, o, w))

    def _carrier(self, algebra: Algebra[Any], of: int, wrt: int) -> Any:
        """Answer for two node numbers; None where no path leads either way."""
        ready = self._ask()
        carrier = ready.derivative(algebra, ready.at(of), ready.at(wrt))
        if carrier is None:
            ready.refuse_swapped(ready.at(of), ready.at(wrt))
        return carrier

    def _answer(self, algebra: Algebra[Any], of: int, wrt: int, carrier: Any) -> Any:
        columns = self._columns
        if carrier is None:
            carrier = algebra.zero(columns.node(of), columns.node(wrt))
        answer = algebra.answer(carrier)
        units = columns.units.get(of), columns.units.get(wrt)
        if algebra.has_units and units != (None, None):
            return self.resolver.quantity(answer, *units)
        return answer

    def gradient(
        self,
        of: Hashable,
        wrt: Iterable[Hashable] | None = None,
        *,
        algebra: Algebra[Any] | None = None,
    ) -> Any:
        """Give ∂of/∂wrt for many `wrt` by one reverse sweep.

        Parameters
        ----------
        of : hashable
            The node whose derivatives are wanted.
        wrt : iterable of hashable, optional
            The nodes to derive by; all inputs by default.
        algebra : Algebra, optional
            As for `derivative`.

        Returns
        -------
        dict or ndarray
            Derivatives by name, 0 where `of` does not depend on the node. On graphs of floats
            whose nodes have no names, an array in the order of `wrt` (of `inputs`).

        Examples
        --------
        >>> from compose import Graph
        >>> g = Graph()
        >>> g.add_edges(["x", "y"], ["z", "u"], [2.0, 3.0])
        >>> g.gradient("z")
        {'x': 2.0, 'y': 0.0}
        """
        number = self._number(of)
        numbers = self._chosen(wrt, self._ask().inputs)
        return self._mapped(algebra, numbers, number, reverse=True)

    def sensitivities(
        self,
        wrt: Hashable,
        of: Iterable[Hashable] | None = None,
        *,
        algebra: Algebra[Any] | None = None,
    ) -> Any:
        """Give ∂of/∂wrt for many `of` by one forward sweep.

        Parameters
        ----------
        wrt : hashable
            The node to derive by.
        of : iterable of hashable, optional
            The nodes whose derivatives are wanted; all outputs by default.
        algebra : Algebra, optional
            As for `derivative`.

        Returns
        -------
        dict or ndarray
            As for `gradient`.

        Examples
        --------
        >>> from compose import Graph
        >>> g = Graph()
        >>> g.add_edges(["x", "x"], ["y", "z"], [2.0, 3.0])
        >>> g.sensitivities("x")
        {'y': 2.0, 'z': 3.0}
        """
        number = self._number(wrt)
        numbers = self._chosen(of, self._ask().outputs)
        return self._mapped(algebra, numbers, number, reverse=False)

    def _chosen(
        self, names: Iterable[Hashable] | None, default: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        return default if names is None else self._numbers(names)

    def _numbers(self, names: Iterable[Hashable]) -> NDArray[np.int64]:
        """Give the numbers of nodes; a text is one name, not many of one letter."""
        chosen = [names] if isinstance(names, str) else names
        return np.array([self._number(name) for name in chosen], np.int64)

    def _mapped(
        self, algebra: Algebra[Any] | None, numbers: NDArray[np.int64], one: int, *, reverse: bool
    ) -> Any:
        algebra = self._algebra(algebra)
        carriers = self._sweep(algebra, one, reverse=reverse)
        names = self._columns.names
        if isinstance(names, range) and algebra is REAL:
            return _filled(carriers)[numbers]
        if isinstance(carriers, np.ndarray):
            carriers = carriers.tolist()
        return {
            names[n]: self._answer(algebra, *((one, n) if reverse else (n, one)), carriers[n])
            for n in numbers.tolist()
        }

    def _sweep(self, algebra: Algebra[Any], one: int, *, reverse: bool) -> Any:
        """Sweep from one node; carriers by node number, None where nothing arrived."""
        ready = self._ask()
        start = ready.at(one)
        if ready.by_kernel and algebra is REAL:
            return ready.floats.adjoints(start) if reverse else ready.floats.tangents(start)
        carriers = ready.reverse(algebra, start) if reverse else ready.forward(algebra, start)
        return [carriers[position] for position in ready.structure.position]

    def adjoints(self, of: Hashable) -> NDArray[Any]:
        """Give ∂of/∂node for every node, by one reverse sweep.

        Parameters
        ----------
        of : hashable
            The node whose derivatives are wanted.

        Returns
        -------
        ndarray
            One entry a node, in the order of `nodes`; magnitudes, without units. Floats where
            all locals are real; objects (fractions, arrays) otherwise.

        Examples
        --------
        >>> from compose import Graph
        >>> g = Graph()
        >>> g.add_edges(["x", "y"], ["y", "z"], [2.0, 3.0])
        >>> g.adjoints("z")
        array([6., 3., 1.])
        """
        return self._whole(self._number(of), reverse=True)

    def tangents(self, wrt: Hashable) -> NDArray[Any]:
        """Give ∂node/∂wrt for every node, by one forward sweep.

        Parameters
        ----------
        wrt : hashable
            The node to derive by.

        Returns
        -------
        ndarray
            As for `adjoints`.

        Examples
        --------
        >>> from compose import Graph
        >>> g = Graph()
        >>> g.add_edges(["x", "y"], ["y", "z"], [2.0, 3.0])
        >>> g.tangents("x")
        array([1., 2., 6.])
        """
        return self._whole(self._number(wrt), reverse=False)

    def _whole(self, one: int, *, reverse: bool) -> NDArray[Any]:
        algebra = self._algebra(None)
        carriers = self._sweep(algebra, one, reverse=reverse)
        if algebra is REAL:
            return _filled(carriers)
        answers = np.empty(len(carriers), object)
        for n, carrier in enumerate(carriers):
            ends = (self._columns.node(one), self._columns.node(n))
            nothing = algebra.zero(*(ends if reverse else ends[::-1])) if carrier is None else None
            answers[n] = algebra.answer(nothing if carrier is None else carrier)
        return answers

    def jacobian(
        self, of: Iterable[Hashable], wrt: Iterable[Hashable], *, order: str = "auto"
    ) -> Any:
        """Give every ∂of/∂wrt, by as many sweeps as the cheaper direction needs.

        Parameters
        ----------
        of, wrt : iterable of hashable
            The nodes of the rows and of the columns.
        order : {"auto", "forward", "reverse"}
            The direction; by default the one with fewer operations, see `plan`.

        Returns
        -------
        ndarray or UnitJacobian
            A row for each element of each `of`, a column for each element of each `wrt`; zero
            where one does not depend on the other. Where nodes have units, the magnitudes and
            the units of rows and columns.

        Examples
        --------
        >>> from compose import Graph
        >>> g = Graph()
        >>> g.add_edges(["w", "x", "g", "b"], ["g", "g", "f", "f"], [5.0, -2.0, 1.0, 1.0])
        >>> g.jacobian(["f"], ["w", "x", "b"])
        array([[ 5., -2.,  1.]])
        """
        rows, columns = self._numbers(of), self._numbers(wrt)
        reverse = self._plan(rows, columns, order).order == "reverse"
        swept, others = (rows, columns) if reverse else (columns, rows)
        blocks = np.empty((len(rows), len(columns)), object)
        for k, one in enumerate(swept.tolist()):
            column = self._column(one, others, reverse=reverse)
            if reverse:
                blocks[k, :] = column
            else:
                blocks[:, k] = column
        magnitudes = self._assembled(blocks, rows, columns)
        units = [tuple(self._columns.units.get(n) for n in ns.tolist()) for ns in (rows, columns)]
        return UnitJacobian(magnitudes, *units) if any(map(any, units)) else magnitudes

    def _column(self, one: int, others: NDArray[np.int64], *, reverse: bool) -> NDArray[Any]:
        answers = self._whole(one, reverse=reverse)[others]
        column = np.empty(len(others), object)
        column[:] = list(answers)
        return column

    def _assembled(
        self, blocks: NDArray[Any], rows: NDArray[np.int64], columns: NDArray[np.int64]
    ) -> NDArray[Any]:
        kind = self._columns.kind
        if kind is not Kind.LINEAR:
            return blocks if kind is Kind.EXACT else blocks.astype(np.float64)
        heights, widths = (
            [int(np.prod(self._columns.shapes.get(n, ()), dtype=int)) for n in ns.tolist()]
            for ns in (rows, columns)
        )
        whole = np.zeros((sum(heights), sum(widths)))
        tops, lefts = np.cumsum([0, *heights]), np.cumsum([0, *widths])
        for i, j in np.ndindex(*blocks.shape):
            place = np.s_[tops[i] : tops[i + 1], lefts[j] : lefts[j + 1]]
            whole[place] = np.reshape(blocks[i, j], (heights[i], widths[j]))
        return whole

    def plan(
        self, of: Iterable[Hashable], wrt: Iterable[Hashable], order: str = "auto"
    ) -> Plan:
        """Count what each direction would cost for a Jacobian, and choose.

        Parameters
        ----------
        of, wrt : iterable of hashable
            The nodes of the rows and of the columns.
        order : {"auto", "forward", "reverse"}
            A direction, or the cheaper one.

        Returns
        -------
        Plan
            The counts and the choice; it prints itself.

        Examples
        --------
        >>> from compose import Graph
        >>> g = Graph()
        >>> g.add_edges(["w", "x", "g", "b"], ["g", "g", "f", "f"], [5.0, -2.0, 1.0, 1.0])
        >>> print(g.plan(["f"], ["w", "x", "b"]))
        1 × 3 derivatives
          forward       3 sweeps            12 multiplications
          reverse       1 sweep              4 multiplications  ← chosen
        """
        return self._plan(self._numbers(of), self._numbers(wrt), order)

    def _plan(self, rows: NDArray[np.int64], columns: NDArray[np.int64], order: str) -> Plan:
        ready = self._ask()
        named = (
            [(self._columns.names[n], ready.at(n)) for n in numbers.tolist()]
            for numbers in (rows, columns)
        )
        return make_plan(ready.structure, ready.shapes_at(), *named, order=order)

    def paths(self, of: Hashable, wrt: Hashable, *, top: int | None = None) -> Iterator[Path]:
        """List the paths from `wrt` to `of`, lazily.

        Parameters
        ----------
        of, wrt : hashable
            The nodes, in the order of the fraction.
        top : int, optional
            Only so many, the largest \|product\| first. Without it, all, in the order of their
            edges' numbers, compared edge by edge from `wrt` on.

        Yields
        ------
        Path
            With ``nodes``, ``edges``, ``factors`` and ``product``.

        Raises
        ------
        SwappedQuestionError
            The paths run from `of` to `wrt`.
        LocalTypeError
            `top` was given and an edge carries a Jacobian: those have no order.

        Examples
        --------
        >>> from compose import Graph
        >>> g = Graph()
        >>> g.add_edges(["x", "x", "y"], ["y", "z", "z"], [2.0, 3.0, 4.0])
        >>> for path in g.paths("z", "x"):
        ...     print(path.nodes, path.factors, path.product)
        ('x', 'y', 'z') (2.0, 4.0) 8.0
        ('x', 'z') (3.0,) 3.0
        """
        if top is not None and (not isinstance(top, int) or isinstance(top, bool) or top < 0):
            message = f"top={top!r}: give how many paths, 0 or more, or None for all"
            raise ValueError(message)
        o, w = self._number(of), self._number(wrt)
        ready = self._ask()
        ends = ready.at(o), ready.at(w)
        ready.refuse_swapped(*ends)
        mark = ready.between(*ends)
        walks = ready.listing(*ends, mark) if top is None else ready.ranking(*ends, mark)
        algebra = self._algebra(None)
        return (
            ready.path(walk, ends[1], algebra, lambda answer: self._answer(algebra, o, w, answer))
            for walk in islice(walks, top)
        )

    def count_paths(self, of: Hashable, wrt: Hashable) -> int:
        """Count the paths from `wrt` to `of`, exactly, without listing them.

        Raises
        ------
        SwappedQuestionError
            The paths run from `of` to `wrt`.

        Examples
        --------
        >>> from compose import Graph
        >>> g = Graph()
        >>> for n in range(100):
        ...     g.add_edges([n, n], [n + 1, n + 1], [1.0, 1.0])
        >>> g.count_paths(100, 0) == 2**100
        True
        """
        return int(self.derivative(of, wrt, algebra=COUNTING))

    def contribution(self, of: Hashable, wrt: Hashable, *, via: Hashable) -> Any:
        """Give the part of ∂of/∂wrt that flows through one node: ∂of/∂via · ∂via/∂wrt.

        Parameters
        ----------
        of, wrt : hashable
            The nodes, in the order of the fraction.
        via : hashable
            The node that the paths are to visit.

        Returns
        -------
        float, Fraction, ndarray or quantity
            As for `derivative`; zero where no path visits `via`.

        Examples
        --------
        >>> from compose import Graph
        >>> g = Graph()
        >>> g.add_edges(["x", "x", "y"], ["y", "z", "z"], [2.0, 3.0, 4.0])
        >>> g.contribution("z", "x", via="y")
        8.0
        """
        algebra = self._algebra(None)
        o, w, v = self._number(of), self._number(wrt), self._number(via)
        ready = self._ask()
        end, start, middle = ready.at(o), ready.at(w), ready.at(v)
        ready.refuse_swapped(end, start)
        carrier = None
        if start <= middle <= end:
            here = ready.forward(algebra, start, ready.between(middle, start))[middle]
            if here is not None:
                carrier = ready.forward(algebra, middle, ready.between(end, middle), here)[end]
        return self._answer(algebra, o, w, carrier)

    def explain(
        self,
        of: Hashable,
        wrt: Hashable,
        *,
        top: int = 10,
        algebra: Algebra[Any] | None = None,
    ) -> Explanation:
        """Say why ∂of/∂wrt is what it is: which paths, which factors, which share.

        Parameters
        ----------
        of, wrt : hashable
            The nodes, in the order of the fraction.
        top : int
            How many paths to show: the largest, or the first ones where they have no order.
        algebra : Algebra, optional
            As for `derivative`.

        Returns
        -------
        Explanation
            Prints itself; also ``to_markdown()``, ``to_latex()`` and notebook display.

        Raises
        ------
        SwappedQuestionError, NoPathError, DisagreementError
            As for `derivative`.

        Examples
        --------
        >>> from compose import Graph
        >>> g = Graph()
        >>> g.add_edges(["w", "x", "g", "b"], ["g", "g", "f", "f"], [5.0, -2.0, 1.0, 1.0])
        >>> print(g.explain("f", "w"))
        ∂f/∂w = ∂f/∂g · ∂g/∂w = 1 · 5 = 5
        """
        algebra = self._algebra(algebra)
        o, w = self._number(of), self._number(wrt)
        carrier = self._carrier(algebra, o, w)
        total = self._answer(algebra, o, w, carrier)
        ready = self._ask()

        def finish(carried: Any) -> Any:
            return self._answer(algebra, o, w, carried)

        return explain(ready, algebra, ready.at(o), ready.at(w), total, finish, top)


def _filled(carriers: Any) -> NDArray[np.float64]:
    """Make an array of floats, zero where nothing arrived."""
    if isinstance(carriers, np.ndarray):
        return carriers
    return np.array([0.0 if carrier is None else carrier for carrier in carriers], np.float64)
