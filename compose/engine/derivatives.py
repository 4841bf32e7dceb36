"""The questions that sweeps answer: one derivative, many, all."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from compose.engine.algebra import EXACT, LINEAR, REAL, Algebra
from compose.engine.build import Building
from compose.engine.columns import Kind
from compose.engine.elimination import Given
from compose.engine.order import between
from compose.engine.plan import Plan
from compose.engine.planning import carried_out, direction
from compose.engine.prepared import Prepared
from compose.errors import QuestionError

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

    def _algebra(self, algebra: object, *asked: int) -> Algebra[Any]:
        """Give the algebra that was asked for, or what edges and the asked nodes call for."""
        if algebra is None:
            shaped = any(self._columns.shapes.get(number) for number in asked)
            return LINEAR if shaped else _DEFAULT[self._columns.kind]
        if not isinstance(algebra, Algebra):
            message = f"algebra={algebra!r}: give an instance, such as REAL or Agreement()"
            raise QuestionError(message)
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
        o, w = self._number(of), self._number(wrt)
        algebra = self._algebra(algebra, o, w)
        return self._answer(algebra, o, w, self._carrier(algebra, o, w))

    def _carrier(self, algebra: Algebra[Any], of: int, wrt: int) -> Any:
        """Answer for two node numbers; None where no path leads either way."""
        ready = self._ask()
        carrier = ready.derivative(algebra, ready.at(of), ready.at(wrt))
        if carrier is None:
            ready.refuse_swapped(ready.at(of), ready.at(wrt))
        return carrier

    def _answer(self, algebra: Algebra[Any], of: int, wrt: int, carrier: Any) -> Any:
        """Turn a carrier into what the user gets, units and all."""
        answer = self._magnitude(algebra, of, wrt, carrier)
        units = self._columns.units.get(of), self._columns.units.get(wrt)
        if algebra.has_units and units != (None, None):
            return self.resolver.quantity(answer, *units)
        return answer

    def _magnitude(self, algebra: Algebra[Any], of: int, wrt: int, carrier: Any) -> Any:
        if carrier is not None:
            return algebra.answer(carrier)
        ends = self._columns.node(of), self._columns.node(wrt)
        shaped = algebra.has_units and (ends[0].shape or ends[1].shape)
        nothing = LINEAR if shaped else algebra
        return nothing.answer(nothing.zero(*ends))

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
        return self._mapped(algebra, self._number(of), wrt, reverse=True)

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
        return self._mapped(algebra, self._number(wrt), of, reverse=False)

    def _numbers(self, names: Any) -> NDArray[np.int64]:
        """Give the numbers of nodes; a text is one name, not many of one letter."""
        many = isinstance(names, Iterable) and not isinstance(names, str)
        chosen: Any = names if many else [names]
        return np.array([self._number(name) for name in chosen], np.int64)

    def _mapped(
        self, algebra: Algebra[Any] | None, one: int, names: Any, *, reverse: bool
    ) -> dict[Any, Any] | NDArray[np.float64]:
        """Answer for one node and many; only what lies between is looked at."""
        algebra = self._algebra(algebra, one)
        ready = self._ask()
        if names is None:
            numbers, asked = ready.inputs if reverse else ready.outputs, None
        else:
            numbers = asked = self._numbers(names)
        carriers = self._sweep(algebra, one, asked, reverse=reverse)
        known = self._columns.names
        if isinstance(known, range) and algebra is REAL:
            return _filled(carriers)[numbers]
        chosen = numbers.tolist()
        answers = (self._answer(algebra, *_pair(one, n, reverse), carriers[n]) for n in chosen)
        return dict(zip([known[n] for n in chosen], answers, strict=True))

    def _sweep(
        self, algebra: Algebra[Any], one: int, asked: NDArray[np.int64] | None, *, reverse: bool
    ) -> Any:
        """Sweep from one node; carriers by node number, None where nothing arrived."""
        ready = self._ask()
        start = ready.at(one)
        mark = None
        if asked is not None:
            ends = [ready.at(n) for n in asked.tolist()]
            pair = ([start], ends) if reverse else (ends, [start])
            mark = between(ready.structure, *pair)
        if ready.by_kernel and algebra is REAL:
            floats = ready.floats
            return floats.adjoints(start, mark) if reverse else floats.tangents(start, mark)
        sweep = ready.reverse if reverse else ready.forward
        carriers = sweep(algebra, start, mark)
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
            all locals are real; else objects (ints, fractions, arrays).

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
        everything = np.arange(len(self._columns.names))
        return self._row(one, everything, None, reverse=reverse)

    def _row(
        self,
        one: int,
        others: NDArray[np.int64],
        asked: NDArray[np.int64] | None,
        *,
        reverse: bool,
    ) -> NDArray[Any]:
        """Give magnitudes for one node and many: floats, or objects where there are others."""
        algebra = self._algebra(None, one)
        carriers = self._sweep(algebra, one, asked, reverse=reverse)
        if algebra is REAL and not self._shaped:
            return _filled(carriers)[others]
        row = np.empty(len(others), object)
        for place, n in enumerate(others.tolist()):
            row[place] = self._magnitude(algebra, *_pair(one, n, reverse), carriers[n])
        return row

    def jacobian(
        self, of: Iterable[Hashable], wrt: Iterable[Hashable], *, order: Plan | Given = "auto"
    ) -> Any:
        """Give every ∂of/∂wrt: by sweeps in the cheaper direction, or by eliminating nodes.

        Parameters
        ----------
        of, wrt : iterable of hashable
            The nodes of the rows and of the columns.
        order : str, Plan, iterable or callable
            ``"forward"`` and ``"reverse"`` sweep; by default the direction with fewer operations
            is swept, or, where that takes 256 sweeps or more, nodes are eliminated by Markowitz's
            rule if that takes at most a sixteenth of the multiplications. Any other order of
            `plan` is eliminated in, as is a plan.

        Returns
        -------
        ndarray or UnitJacobian
            A row for each element of each `of`, a column for each element of each `wrt`; zero
            where one does not depend on the other. Where nodes have units, the magnitudes and
            the units of rows and columns. Exact graphs give
            ints where all answers are, else objects.

        Raises
        ------
        QuestionError
            There is no such order, or the plan is for another structure.

        Examples
        --------
        >>> from compose import Graph
        >>> g = Graph()
        >>> g.add_edges(["w", "x", "g", "b"], ["g", "g", "f", "f"], [5.0, -2.0, 1.0, 1.0])
        >>> g.jacobian(["f"], ["w", "x", "b"])
        array([[ 5., -2.,  1.]])
        """
        rows, columns = self._numbers(of), self._numbers(wrt)
        way = direction(self._ask(), rows, columns, order)
        if way is None:
            blocks = self._eliminated(rows, columns, order)
        else:
            blocks = self._swept(rows, columns, reverse=way == "reverse")
        magnitudes = self._assembled(blocks, rows, columns)
        units = [tuple(self._columns.units.get(n) for n in ns.tolist()) for ns in (rows, columns)]
        return UnitJacobian(magnitudes, *units) if any(map(_some, units)) else magnitudes

    def _swept(
        self, rows: NDArray[np.int64], columns: NDArray[np.int64], *, reverse: bool
    ) -> NDArray[Any]:
        swept, others = (rows, columns) if reverse else (columns, rows)
        blocks = np.empty((len(swept), len(others)), object)
        for place, one in enumerate(swept.tolist()):
            blocks[place] = self._row(one, others, others, reverse=reverse)
        return blocks if reverse else blocks.T

    def _eliminated(
        self, rows: NDArray[np.int64], columns: NDArray[np.int64], order: Any
    ) -> NDArray[Any]:
        asked = [*rows.tolist(), *columns.tolist()]
        algebra = LINEAR if self._shaped else self._algebra(None, *asked)
        blocks = carried_out(self._ask(), rows, columns, order, algebra)
        for i, j in np.ndindex(*blocks.shape):
            of, wrt = int(rows[i]), int(columns[j])
            blocks[i, j] = self._magnitude(algebra, of, wrt, blocks[i, j])
        return blocks

    def _assembled(
        self, blocks: NDArray[Any], rows: NDArray[np.int64], columns: NDArray[np.int64]
    ) -> NDArray[Any]:
        if not self._shaped:
            exact = self._columns.kind is Kind.EXACT
            return _whole_numbers(blocks) if exact else blocks.astype(np.float64)
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


def _pair(one: int, other: int, reverse: bool) -> tuple[int, int]:  # noqa: FBT001 - a direction
    """Give (of, wrt)."""
    return (one, other) if reverse else (other, one)


def _whole_numbers(answers: NDArray[Any]) -> NDArray[Any]:
    """Make an array of ints of exact answers, if all of them are and none is too long."""
    ends = np.iinfo(np.int64)
    if all(type(x) is int and ends.min <= x <= ends.max for x in answers.flat):
        return answers.astype(np.int64)
    return answers


def _filled(carriers: Any) -> NDArray[np.float64]:
    """Make an array of floats, zero where nothing arrived."""
    if isinstance(carriers, np.ndarray):
        return carriers
    return np.array([0.0 if carrier is None else carrier for carrier in carriers], np.float64)


def _some(units: tuple[Any, ...]) -> bool:
    """Say whether any node has a unit; a unit's own truth value means something else."""
    return any(unit is not None for unit in units)
