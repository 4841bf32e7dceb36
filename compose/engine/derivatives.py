"""The questions that sweeps answer: one derivative, many, all."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from compose.engine.algebra import EXACT, LINEAR, REAL, Algebra
from compose.engine.build import Building
from compose.engine.columns import Kind
from compose.engine.plan import Plan, make_plan
from compose.engine.prepared import Prepared

__all__ = ["Deriving", "UnitJacobian"]

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

    def __init__(
        self, magnitudes: NDArray[Any], rows: tuple[Any, ...], columns: tuple[Any, ...]
    ) -> None:
        self.magnitudes = magnitudes
        self.rows = rows
        self.columns = columns

    def __array__(
        self,
        dtype: Any = None,
        copy: bool | None = None,  # noqa: FBT001 - NumPy's protocol
    ) -> NDArray[Any]:
        return np.array(self.magnitudes, dtype, copy=copy)

    def __repr__(self) -> str:
        rows, columns = (", ".join(map(str, units)) for units in (self.rows, self.columns))
        return f"UnitJacobian({self.magnitudes!r}, rows [{rows}], columns [{columns}])"


class Deriving(Building):
    """The part of `Graph` that derives."""

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

    def _algebra(self, algebra: object) -> Algebra[Any]:
        if algebra is None:
            return _DEFAULT[self._columns.kind]
        if not isinstance(algebra, Algebra):
            message = f"algebra={algebra!r}: give an instance, such as REAL or Agreement()"
            raise TypeError(message)
        return algebra

    def derivative(
        self, of: Hashable, wrt: Hashable, *, algebra: Algebra[Any] | None = None
    ) -> Any:
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
        if reverse:
            return {names[n]: self._answer(algebra, one, n, carriers[n]) for n in numbers.tolist()}
        return {names[n]: self._answer(algebra, n, one, carriers[n]) for n in numbers.tolist()}

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
            the units of rows and columns. Exact graphs give an array of objects.

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
        return UnitJacobian(magnitudes, *units) if any(map(_some, units)) else magnitudes

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

    def _plan(self, rows: NDArray[np.int64], columns: NDArray[np.int64], order: str) -> Plan:
        ready = self._ask()
        of, wrt = (
            [(self._columns.names[n], ready.at(n)) for n in numbers.tolist()]
            for numbers in (rows, columns)
        )
        shapes = ready.shapes_at()
        local = ready.locals if shapes else ()
        return make_plan(ready.structure, local, shapes, of, wrt, order)


def _filled(carriers: Any) -> NDArray[np.float64]:
    """Make an array of floats, zero where nothing arrived."""
    if isinstance(carriers, np.ndarray):
        return carriers
    return np.array([0.0 if carrier is None else carrier for carrier in carriers], np.float64)


def _some(units: tuple[Any, ...]) -> bool:
    """Say whether any node has a unit; a unit's own truth value means something else."""
    return any(unit is not None for unit in units)
