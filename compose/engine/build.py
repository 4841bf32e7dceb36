"""How a graph comes into being: nodes and edges, one by one or by the million."""

from __future__ import annotations

import difflib
from collections.abc import Hashable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from compose.dimensions import Resolver, default_resolver, is_quantity
from compose.engine.accept import Joint, accept
from compose.engine.columns import Columns, Edge, Node, Numbering, View
from compose.engine.maps import Shape, as_float, encode
from compose.errors import ColumnError, LocalTypeError, ShapeError, UnitError, UnknownNodeError

__all__ = ["Building"]

class Building:
    """The part of `Graph` that adds nodes and edges and gives them back.

    Parameters
    ----------
    units : Resolver, optional
        Reads the units of nodes and locals; pint's application registry by default.
    """

    def __init__(self, *, units: Resolver | None = None) -> None:
        self._resolver = units
        self._take(Columns())

    def _take(self, columns: Columns) -> None:
        self._columns = columns
        self._index = columns.index
        self._append_source = columns.source.append
        self._append_target = columns.target.append
        self._append_local = columns.local.append
        self._shaped = bool(columns.shapes)
        self._typed = self._shaped or bool(columns.units)
        self._measured: set[int] = set()

    @property
    def resolver(self) -> Resolver:
        """What reads this graph's units."""
        if self._resolver is None:
            self._resolver = default_resolver()
        return self._resolver

    def add_node(
        self,
        name: Hashable,
        *,
        value: Any = None,
        unit: Any = None,
        shape: Shape | int | None = None,
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
        hash(name)
        if is_quantity(value):
            value, given = self.resolver.split(value)
            unit = given if unit is None else unit
        unit = None if unit is None else self.resolver.unit(unit)
        shape = None if shape is None else _shape(shape)
        columns = self._columns
        known = columns.number(name)
        if known is not None:
            self._compatible(known, unit, shape)
        if shape is not None:
            self._start_types()
        number = columns.named()[name] if known is None else known
        self._index = columns.index
        if value is not None:
            columns.values[number] = value
        if unit is not None:
            self._typed = True
            columns.units[number] = unit
        if shape is not None:
            columns.shapes[number] = shape
        if label is not None:
            columns.labels[number] = label

    def _compatible(self, number: int, unit: Any, shape: Shape | None) -> None:
        columns = self._columns
        name = columns.names[number]
        before = columns.units.get(number)
        if unit is not None and (before or unit) != unit:
            raise UnitError(name, name, f"the node has unit {before}, it cannot become {unit}")
        if unit is not None and before is None and number in self._measured:
            problem = f"quantities were added while the node had no unit; give {unit} before them"
            raise UnitError(name, name, problem)
        if shape is not None:
            self._start_types()
            known = columns.shapes.get(number, shape)
            if known != shape:
                raise ShapeError(name, name, f"the node has shape {known}, it cannot become {shape}")

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
        index = self._index
        if type(local) is not float or self._typed or index is None:
            self._add_checked(source, target, local)
        else:
            try:
                tail, head = index[source], index[target]
            except TypeError:
                raise _unhashable(source, target) from None
            self._append_source(tail)
            self._append_target(head)
            self._append_local(local)
        number = len(self._columns.local) - 1
        if label is not None or attributes:
            self._describe(number, {"label": label, **attributes})
        return number

    def _describe(self, edge: int, attributes: dict[str, Any]) -> None:
        for key, value in attributes.items():
            if value is not None:
                self._columns.attributes.setdefault(key, {})[edge] = value

    def _add_checked(self, source: Hashable, target: Hashable, local: Any) -> None:
        columns = self._columns
        try:
            hash((source, target))
        except TypeError:
            raise _unhashable(source, target) from None
        joint = Joint(columns, source, target)
        measured = isinstance(local, str) or is_quantity(local)
        stored, *shapes = accept(local, joint, self.resolver if measured else None)
        if any(shapes):
            self._start_types()
            stored, *shapes = accept(local, Joint(columns, source, target), self._resolver)
        ends = []
        for name, shape in zip((source, target), shapes, strict=True):
            number = columns.number(name)
            number = columns.named()[name] if number is None else number
            ends.append(number)
            if self._shaped:
                columns.shapes.setdefault(number, shape)
        self._index = columns.index
        if measured:
            self._measured.update(ends)
        columns.source.append(ends[0])
        columns.target.append(ends[1])
        if type(stored) is float:
            columns.local.append(stored)
        else:
            columns.add_object(stored)

    def add_edges(
        self, sources: Iterable[Hashable], targets: Iterable[Hashable], locals: Iterable[Any]  # noqa: A002 - the field's word
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
        tails, heads, values = _items(sources), _items(targets), _real_items(locals)
        if not len(tails) == len(heads) == len(values):
            problem = f"{len(tails)} sources, {len(heads)} targets and {len(values)} locals"
            raise ColumnError(f"{problem}: one of each is needed for every edge")
        columns = self._columns
        if self._typed or columns.index is None or any(type(x) is not float for x in values):
            for tail, head, value in zip(tails, heads, values, strict=True):
                self._add_checked(tail, head, value)
            return
        for name in (*tails, *heads):
            hash(name)
        index = columns.index
        pairs = [(index[tail], index[head]) for tail, head in zip(tails, heads, strict=True)]
        numbers = np.array(pairs, np.int64).reshape(-1, 2)
        columns.source.extend(numbers[:, 0].copy())
        columns.target.extend(numbers[:, 1].copy())
        columns.local.extend(np.array(values, np.float64))

    @classmethod
    def from_arrays(
        cls,
        source: ArrayLike,
        target: ArrayLike,
        local: ArrayLike | Sequence[Any],
        *,
        names: Sequence[Hashable] | None = None,
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
        tails, heads = _indices(source, "source", copy=copy), _indices(target, "target", copy=copy)
        floats, objects = _numbers(local, copy=copy)
        if not len(tails) == len(heads) == len(floats):
            problem = f"{len(tails)} sources, {len(heads)} targets and {len(floats)} locals"
            raise ColumnError(f"{problem}: one of each is needed for every edge")
        count = 1 + max((int(a.max()) for a in (tails, heads) if len(a)), default=-1)
        columns = Columns()
        if names is None or names == range(len(names)):
            columns.names, columns.index = range(count if names is None else len(names)), None
        else:
            columns.names = list(names)
            columns.index = Numbering(columns.names)
            if len(columns.index) < len(columns.names):
                twice = next(n for i, n in enumerate(names) if columns.index[n] != i)
                raise ColumnError(f"the name {twice!r} comes twice: names must be unique")
        if count > len(columns.names):
            problem = f"node {count - 1} is out of range: there are {len(columns.names)} names"
            raise ColumnError(problem)
        columns.source.extend(tails)
        columns.target.extend(heads)
        columns.local.extend(floats)
        columns.objects = objects
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
        names = self._columns.names
        return names if isinstance(names, range) else View(names.__len__, names.__getitem__)

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
            raise UnknownNodeError(name, _nearest(name, self._columns.names))
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
        if not isinstance(other, Building):
            return False
        a, b = self._columns, other._columns
        return (
            list(a.names) == list(b.names)
            and np.array_equal(a.source.array(), b.source.array())
            and np.array_equal(a.target.array(), b.target.array())
            and a.local.array().tobytes() == b.local.array().tobytes()
            and all(x == y for x, y in zip(_facts(a), _facts(b), strict=True))
        )


def _facts(columns: Columns) -> Iterator[dict[Any, Any]]:
    """Give what is known of nodes and edges in a form in which NaN equals itself."""
    for known in (columns.objects, columns.values, columns.units, columns.labels):
        yield {number: _comparable(fact) for number, fact in known.items()}
    yield {number: shape for number, shape in columns.shapes.items() if shape}
    yield {
        name: {number: _comparable(fact) for number, fact in known.items()}
        for name, known in columns.attributes.items()
        if known
    }


def _comparable(fact: Any) -> Any:
    if isinstance(fact, np.ndarray):
        return (fact.dtype.str, fact.shape, fact.tobytes())
    try:
        return encode(fact)
    except TypeError:
        return fact


def _unhashable(source: object, target: object) -> LocalTypeError:
    problem = "a node's name must be hashable: a text, a number or a tuple, not a list or a dict"
    return LocalTypeError(source, target, problem)


def _shape(shape: Shape | int) -> Shape:
    lengths = shape if isinstance(shape, tuple) else tuple(shape) if isinstance(shape, list) else (shape,)
    if not all(isinstance(n, (int, np.integer)) and n >= 0 for n in lengths):
        message = f"{shape!r} is no shape: give a tuple of lengths, () for a number"
        raise ColumnError(message)
    return tuple(int(n) for n in lengths)


def _items(things: Iterable[Any]) -> list[Any]:
    return things.tolist() if isinstance(things, np.ndarray) else list(things)


def _real_items(things: Iterable[Any]) -> list[Any]:
    """List what edges are to carry: arrays of numbers are real, a stack of Jacobians is many."""
    if isinstance(things, np.ndarray) and things.ndim == 1 and things.dtype.kind in "fiu":
        things = things.astype(np.float64)
        return things.tolist()
    return list(things)


def _indices(numbers: ArrayLike, what: str, *, copy: bool) -> NDArray[Any]:
    array = np.asarray(numbers)
    if not array.size:
        array = array.astype(np.int64)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        problem = f"{what} has {array.ndim} dimensions and type {array.dtype}"
        raise ColumnError(f"{problem}: a flat array of integers is needed")
    if array.size and int(array.min()) < 0:
        place = int(array.argmin())
        raise ColumnError(f"{what}[{place}] is {array[place]}: nodes are numbered from 0")
    if array.dtype == np.uint64:
        array = array.astype(np.int64)
    return _borrowed(array, copy=copy)


def _borrowed(array: NDArray[Any], *, copy: bool) -> NDArray[Any]:
    view = array.copy() if copy else array.view()
    view.flags.writeable = False
    return view


def _numbers(local: Any, *, copy: bool) -> tuple[NDArray[np.float64], dict[int, Any]]:
    """Give the float column, and beside it what no float holds."""
    array = local if isinstance(local, np.ndarray) else None
    if array is None and not isinstance(local, Sequence):
        array = np.asarray(local)
    if array is not None and array.dtype.kind in "fiu":
        if array.ndim != 1:
            raise ColumnError(f"local has {array.ndim} dimensions: a flat array is needed")
        return _borrowed(array.astype(np.float64, copy=False), copy=copy), {}
    if array is not None and array.dtype.kind != "O":
        raise ColumnError(f"local has type {array.dtype}: real numbers are needed")
    objects: dict[int, Any] = {}
    floats = np.empty(len(local))
    for place, number in enumerate(local):
        if type(number) in (int, Fraction):
            objects[place] = number
        elif isinstance(number, (bool, np.bool_)) or not isinstance(
            number, (float, np.floating, np.integer)
        ):
            problem = f"local[{place}] is {number!r}, a {type(number).__name__}"
            raise ColumnError(f"{problem}: real numbers are needed; add_edge takes the rest")
        floats[place] = as_float(number)
    return floats, objects


_SEARCHED = 20_000


def _nearest(name: object, names: Sequence[object]) -> list[object]:
    """Find the names most like one that is unknown; not among too many, that would take long."""
    if len(names) > _SEARCHED:
        return []
    by_text = {str(known): known for known in names}
    return [by_text[text] for text in difflib.get_close_matches(str(name), by_text, n=2)]
