"""How a graph comes into being: nodes and edges, one by one or by the million."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from copy import deepcopy
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from compose.dimensions.protocol import Resolver, is_quantity
from compose.engine.accept import Joint, accept, as_resolver, as_shape, check_hashable
from compose.engine.bulk import check_lengths, gathered, items, real_items
from compose.engine.columns import Columns, Kind
from compose.engine.maps import LinearMap, Shape
from compose.engine.views import Edge, Node, View
from compose.errors import (
    DimensionError,
    ShapeError,
    UnitError,
    UnknownNodeError,
)

__all__ = ["Building"]


class Building:
    """The part of `Graph` that adds nodes and edges and gives them back.

    Parameters
    ----------
    units : Resolver or pint.UnitRegistry, optional
        Reads the units of nodes and locals; pint's application registry by default.
    """

    def __init__(self, *, units: Any = None) -> None:
        self._resolver = as_resolver(units)
        self._take(Columns())

    def _take(self, columns: Columns) -> None:
        self._columns = columns
        self._local = columns.local
        self._append_source = columns.source.append
        self._append_target = columns.target.append
        self._append_local = columns.local.append
        self._shaped = bool(columns.shapes)
        self._typed = self._shaped or bool(columns.units)
        self._measured: set[int] = set()
        self._note_plain()

    def _note_plain(self) -> None:
        """Keep the numbering at hand while floats between plain nodes need no other check."""
        self._plain_index = None if self._typed else self._columns.index

    def __getstate__(self) -> dict[str, Any]:
        return {
            "columns": self._columns,
            "measured": self._measured,
            "resolver": self._resolver,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._resolver = state["resolver"]
        self._take(state["columns"])
        self._measured = state["measured"]

    def copy(self) -> Self:
        """Give an independent graph that equals this one.

        Examples
        --------
        >>> from compose import Graph
        >>> g = Graph()
        >>> _ = g.add_edge("x", "y", 2.0)
        >>> h = g.copy()
        >>> _ = h.add_edge("y", "z", 3.0)
        >>> g, h
        (<Graph: 2 nodes, 1 edges>, <Graph: 3 nodes, 2 edges>)
        """
        twin = type(self)()
        own = {"columns": deepcopy(self._columns), "measured": set(self._measured)}
        twin.__setstate__(self.__getstate__() | own)
        return twin

    __copy__ = copy

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self.copy()

    @property
    def resolver(self) -> Resolver:
        """What reads this graph's units."""
        if self._resolver is None:
            from compose.dimensions.resolver import default_resolver

            self._resolver = default_resolver()
        return self._resolver

    def add_node(
        self,
        name: Hashable,
        *,
        value: Any = None,
        unit: Any = None,
        shape: Sequence[int] | int | None = None,
        label: str | None = None,
    ) -> None:
        """Add a node, or say more of one that is there.

        Parameters
        ----------
        name : hashable
            Its name.
        value : object, optional
            Its value. A quantity gives the unit as well.
        unit : str or unit, optional
            Its unit; it cannot change afterwards.
        shape : int or tuple of int, optional
            Its shape; it cannot change afterwards. ``()`` is a number.
        label : str, optional
            A text shown beside the name.

        Raises
        ------
        UnitError, ShapeError
            The node has another unit or shape already.
        UnknownUnitError
            The unit is none.

        Examples
        --------
        >>> from compose import Graph
        >>> g = Graph()
        >>> g.add_node("r", value=3.0, unit="mm")
        >>> print(g.node("r").unit)
        millimeter
        """
        check_hashable(name, ...)
        columns = self._columns
        known = columns.number(name)
        unit = None if unit is None else self.resolver.unit(unit)
        if is_quantity(value):
            before = None if known is None else columns.units.get(known)
            value, unit = self._in_unit(name, value, before if unit is None else unit)
        shape = None if shape is None else as_shape(shape)
        if known is not None:
            self._compatible(known, unit, shape)
        if shape is not None:
            self._start_types()
        number = columns.named()[name] if known is None else known
        if value is not None:
            columns.values[number] = value
        if unit is not None:
            self._typed = True
            columns.units[number] = unit
        if shape is not None:
            columns.shapes[number] = shape
        if label is not None:
            columns.labels[number] = label
        self._note_plain()

    def _in_unit(self, name: Hashable, value: Any, unit: Any) -> tuple[Any, Any]:
        """Give the magnitude of a value in the node's unit, or in its own where it has none."""
        resolver = self.resolver
        magnitude, own = resolver.split(value)
        if unit is None or own == unit:
            return magnitude, own
        if any(resolver.split(resolver.quantity(1, scale))[1] != scale for scale in (own, unit)):
            problem = f"the value is in {own}, a scale with an offset; give it in {unit}"
            raise UnitError(name, ..., problem)
        try:
            return resolver.local(value, None, unit), unit
        except DimensionError as error:
            raise UnitError(name, ..., f"the value {value} is not in {unit}: {error}") from error

    def _compatible(self, number: int, unit: Any, shape: Shape | None) -> None:
        columns = self._columns
        name = columns.names[number]
        before = columns.units.get(number)
        if None not in (unit, before) and before != unit:
            raise UnitError(name, ..., f"its unit is {before}, it cannot become {unit}")
        if unit is not None and before is None and number in self._measured:
            problem = f"quantities were added while it had no unit; give {unit} before them"
            raise UnitError(name, ..., problem)
        if shape is not None:
            self._start_types()
            known = columns.shapes.get(number, shape)
            if known != shape:
                raise ShapeError(name, ..., f"its shape is {known}, it cannot become {shape}")

    def _start_types(self) -> None:
        """From now on shapes are written down; what has edges so far joins numbers."""
        if self._shaped:
            return
        self._shaped = self._typed = True
        columns = self._columns
        for ends in (columns.source, columns.target):
            for number in np.unique(ends.array()).tolist():
                columns.shapes.setdefault(number, ())

    def add_edge(
        self,
        source: Hashable,
        target: Hashable,
        local: Any,
        *,
        label: str | None = None,
        **attributes: Any,
    ) -> int:
        """Add an edge from cause to effect. Nodes come into being with their edges.

        Parameters
        ----------
        source, target : hashable
            The nodes. Edges in parallel are kept apart: they are branches.
        local : int, float, Fraction, ndarray, quantity, str or Map
            The local derivative ∂target/∂source; a Jacobian has shape
            ``target.shape + source.shape`` and is copied. A plain number is already in
            target.unit/source.unit; a quantity or a text such as ``"12.5 mL/mm"`` is converted.
        label : str, optional
            A text shown beside the edge.
        **attributes
            What else is to be kept of it: ``expression``, ``note``, …

        Returns
        -------
        int
            The edge's number, in order of insertion.

        Raises
        ------
        LocalTypeError, ShapeError, UnitError
            The local is none, or does not fit the nodes. Nothing has been added.

        Examples
        --------
        >>> from compose import Graph
        >>> g = Graph()
        >>> g.add_edge("w", "g", 5.0), g.add_edge("g", "f", 1.0)
        (0, 1)
        >>> g.derivative("f", "w")
        5.0
        """
        index = self._plain_index
        if index is None or type(local) is not float:
            self._add_checked(source, target, local)
        else:
            try:
                # Nothing comes into being unless both can be names.
                known = index.get(target)
                tail = index[source]
                head = index[target] if known is None else known
            except TypeError:
                check_hashable(source, target)
                raise
            self._append_source(tail)
            self._append_target(head)
            self._append_local(local)
        number = self._local.settled + len(self._local.tail) - 1
        if label is not None or attributes:
            self._describe(number, {"label": label, **attributes})
        return number

    def _describe(self, edge: int, attributes: dict[str, Any]) -> None:
        for key, value in attributes.items():
            if value is not None:
                self._columns.attributes.setdefault(key, {})[edge] = value

    def _add_checked(self, source: Hashable, target: Hashable, local: Any) -> None:
        columns = self._columns
        check_hashable(source, target)
        measured = isinstance(local, str) or is_quantity(local)
        if measured or isinstance(local, LinearMap) or np.ndim(local):
            self._start_types()
        joint = Joint(columns, source, target)
        stored, *shapes = accept(local, joint, self.resolver if measured else None)
        if any(shapes):
            columns.widen(Kind.LINEAR)
        ends = []
        for name, shape in zip((source, target), shapes, strict=True):
            number = columns.number(name)
            number = columns.named()[name] if number is None else number
            ends.append(number)
            if self._shaped:
                columns.shapes.setdefault(number, shape)
        self._note_plain()
        if measured:
            self._measured.update(ends)
        columns.source.append(ends[0])
        columns.target.append(ends[1])
        if type(stored) is float:
            columns.local.append(stored)
        else:
            columns.add_object(stored)

    def add_edges(
        self,
        sources: Iterable[Hashable],
        targets: Iterable[Hashable],
        locals: Iterable[Any],  # noqa: A002 - the field's word
    ) -> None:
        """Add many edges at once.

        Parameters
        ----------
        sources, targets : iterable of hashable
            The nodes.
        locals : iterable
            What the edges carry, as for `add_edge`.

        Raises
        ------
        ColumnError
            The three are not of one length. Nothing has been added.
        LocalTypeError, ShapeError, UnitError
            As for `add_edge`, naming the first edge that is refused; those before it are in.

        Examples
        --------
        >>> from compose import Graph
        >>> g = Graph()
        >>> g.add_edges(["w", "x", "g", "b"], ["g", "g", "f", "f"], [5.0, -2.0, 1.0, 1.0])
        >>> g.gradient("f")
        {'w': 5.0, 'x': -2.0, 'b': 1.0}
        """
        tails, heads, values = items(sources), items(targets), real_items(locals)
        check_lengths(tails, heads, values)
        columns = self._columns
        if self._typed or columns.index is None or any(type(x) is not float for x in values):
            for tail, head, value in zip(tails, heads, values, strict=True):
                self._add_checked(tail, head, value)
            return
        for tail, head in zip(tails, heads, strict=True):
            check_hashable(tail, head)
        index = columns.index
        pairs = [(index[tail], index[head]) for tail, head in zip(tails, heads, strict=True)]
        ends = np.array(pairs, np.int64).reshape(-1, 2)
        columns.source.extend(ends[:, 0].copy())
        columns.target.extend(ends[:, 1].copy())
        columns.local.extend(np.array(values, np.float64))

    @classmethod
    def from_arrays(
        cls,
        source: ArrayLike,
        target: ArrayLike,
        local: ArrayLike | Sequence[Any],
        *,
        names: Sequence[Hashable] | NDArray[Any] | None = None,
        copy: bool = False,
    ) -> Self:
        """Make a graph of three arrays, without a loop over the edges.

        Integer arrays and an array of float64 are borrowed, not copied: they must not change
        afterwards. Pass ``copy=True`` where they will.

        Parameters
        ----------
        source, target : array_like of int
            Node numbers, from 0.
        local : array_like of float, or sequence of int, float, Fraction
            What the edges carry. A list of ints or fractions stays exact; an array is real.
        names : sequence of hashable, optional
            Names of the nodes; without them the nodes are the integers from 0 to the largest.
            ``names=range(n)`` says how many there are.
        copy : bool
            Whether to copy the arrays.

        Returns
        -------
        Graph
            The graph.

        Raises
        ------
        ColumnError
            Lengths differ, a number is out of range or no integer, a name comes twice.

        Examples
        --------
        >>> import numpy as np
        >>> from compose import Graph
        >>> g = Graph.from_arrays([0, 1], [2, 2], np.array([3.0, 4.0]))
        >>> g.gradient(2)
        array([3., 4.])
        """
        columns = gathered(source, target, local, names, copy=copy)
        graph = cls()
        graph._take(columns)
        return graph

    @property
    def columns(self) -> Columns:
        """The storage, for those who read it in bulk. It must not be changed."""
        return self._columns

    @property
    def nodes(self) -> Sequence[Any]:
        """Names of the nodes, in order of insertion."""
        columns = self._columns
        if isinstance(columns.names, range):
            return columns.names
        return View(lambda: len(columns.names), lambda number: columns.names[number])

    @property
    def edges(self) -> Sequence[Edge]:
        """The edges, in order of insertion."""
        return View(self._columns.local.__len__, self._columns.edge)

    def node(self, name: Hashable) -> Node:
        """Give all that is known of a node.

        Raises
        ------
        UnknownNodeError
            There is no such node.
        """
        return self._columns.node(self._number(name))

    def _number(self, name: Hashable) -> int:
        """Give a node's number, or say which names are near."""
        try:
            number = self._columns.number(name)
        except TypeError:
            number = None
        if number is None:
            raise UnknownNodeError(name, self._columns.nearest(name))
        return number

    def __contains__(self, name: Hashable) -> bool:
        return self._columns.number(name) is not None

    def __repr__(self) -> str:
        return f"<Graph: {len(self.nodes)} nodes, {len(self.edges)} edges>"

    def equals(self, other: object) -> bool:
        """Say whether two graphs are the same: names, order, locals to the last bit, all else.

        Examples
        --------
        >>> from compose import Graph
        >>> a, b = Graph(), Graph()
        >>> a.add_edge("x", "y", 1.0), b.add_edge("x", "y", 1)
        (0, 0)
        >>> a.equals(b)
        False
        """
        return isinstance(other, Building) and self._columns.equals(other.columns)
