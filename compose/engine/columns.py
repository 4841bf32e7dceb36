"""Nodes and edges in flat arrays, names beside them.

The float column holds every scalar local as a float, so that a sweep over real numbers reads
nothing else. What a float cannot hold (ints, fractions, maps) stands beside it in `objects`, by
edge; so do attributes, which few edges have.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from fractions import Fraction
from typing import Any, Generic, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from compose.engine.maps import Dense, LinearMap, Local, Shape, as_float, slope

__all__ = ["Column", "Columns", "Edge", "Kind", "Node", "Numbering", "View", "given", "index_type", "kind_of"]

_NARROW = 2**31


T = TypeVar("T")


class View(Sequence[T], Generic[T]):
    """A read-only sequence over the columns of a graph; it follows the graph as it grows."""

    __slots__ = ("_get", "_length")

    def __init__(self, length: Callable[[], int], get: Callable[[int], T]) -> None:
        self._length = length
        self._get = get

    def __len__(self) -> int:
        return self._length()

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        places = range(len(self))[index]
        return [self._get(i) for i in places] if isinstance(places, range) else self._get(places)

    def __iter__(self) -> Iterator[T]:
        return map(self._get, range(len(self)))

    def __repr__(self) -> str:
        shown = ", ".join(map(repr, self[:6]))
        return f"[{shown}, … {len(self)} in all]" if len(self) > 6 else f"[{shown}]"  # noqa: PLR2004 - a line


@dataclass(frozen=True, slots=True)
class Node:
    """What is known of a node.

    Attributes
    ----------
    name : hashable
        Its name.
    value : object
        Its value, or None.
    unit : object
        Its unit, or None.
    shape : tuple of int
        Its shape, ``()`` for a number.
    label : str or None
        A text shown beside the name.
    """

    name: Hashable
    value: Any = None
    unit: Any = None
    shape: Shape = ()
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """One edge, from cause to effect.

    Attributes
    ----------
    number : int
        Its place in the order of insertion.
    source, target : hashable
        Names of the nodes it joins.
    local : int, float, Fraction, ndarray or Map
        The local derivative ∂target/∂source.
    label : str or None
        A text shown beside it.
    attributes : dict
        What else is known of it: expression, note, …
    """

    number: int
    source: Hashable
    target: Hashable
    local: Any
    label: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


class Kind(IntEnum):
    """What the edges of a graph carry, simplest first: the default algebra follows from it."""

    EXACT = 0
    REAL = 1
    LINEAR = 2


def kind_of(local: Local) -> Kind:
    """Say which algebra a local needs."""
    number = slope(local)
    if isinstance(number, (int, Fraction)):
        return Kind.EXACT
    return Kind.LINEAR if isinstance(number, LinearMap) else Kind.REAL


def given(local: Local) -> Any:
    """Give a local as its user knows it: a Jacobian as an array."""
    return local.jacobian if isinstance(local, Dense) else local


def index_type(count: int) -> type[np.unsignedinteger[Any]]:
    """Give the narrowest index that can number `count` things. Unsigned indices never wrap."""
    return np.uint32 if count < _NARROW else np.uint64


class Numbering(dict[Hashable, int]):
    """Names to numbers. Asking for a new name gives it the next number."""

    def __init__(self, names: list[Hashable]) -> None:
        super().__init__((name, number) for number, name in enumerate(names))
        self._names = names

    def __missing__(self, name: Hashable) -> int:
        number = self[name] = len(self._names)
        self._names.append(name)
        return number


class Column:
    """A growing flat array: arrays taken over whole, and a tail that grows one by one."""

    __slots__ = ("_blocks", "_length", "append", "tail")

    def __init__(self, code: str) -> None:
        self.tail = array(code)
        self.append = self.tail.append
        self._blocks: list[NDArray[Any]] = []
        self._length = 0

    def __len__(self) -> int:
        return self._length + len(self.tail)

    def extend(self, block: NDArray[Any]) -> None:
        """Take over an array, without copying it."""
        self._settle()
        self._blocks.append(block)
        self._length += len(block)

    def array(self) -> NDArray[Any]:
        """Give the whole column; the very array that was taken over, where there is only one."""
        self._settle()
        if len(self._blocks) != 1:
            empty = np.empty(0, self.tail.typecode)
            self._blocks = [np.concatenate([empty, *self._blocks]) if self._blocks else empty]
        return self._blocks[0]

    def copy(self) -> Column:
        """Give an independent column of the same content."""
        twin = Column(self.tail.typecode)
        if len(self):
            twin.extend(self.array())
        return twin

    def _settle(self) -> None:
        """Move the tail into a block. The tail stays the same object: callers hold its append."""
        if self.tail:
            self._blocks.append(np.array(self.tail, self.tail.typecode))
            self._length += len(self.tail)
            del self.tail[:]


class Columns:
    """The storage of a graph.

    Attributes
    ----------
    names : list or range
        Names of the nodes by number; a range where the nodes are plain integers.
    index : Numbering or None
        Numbers by name; None where they are the same.
    source, target, local : Column
        One entry an edge.
    objects : dict
        Locals that are no float, by edge.
    values, units, shapes, labels : dict
        What is known of a node beyond its name, by node.
    attributes : dict
        What is known of an edge beyond its local: attribute, then edge.
    """

    def __init__(self) -> None:
        self.names: list[Hashable] | range = []
        self.index: Numbering | None = Numbering(self.names)
        self.source = Column("q")
        self.target = Column("q")
        self.local = Column("d")
        self.objects: dict[int, Local] = {}
        self.values: dict[int, Any] = {}
        self.units: dict[int, Any] = {}
        self.shapes: dict[int, Shape] = {}
        self.labels: dict[int, str] = {}
        self.attributes: dict[str, dict[int, Any]] = {}
        self._widest = Kind.EXACT

    @property
    def kind(self) -> Kind:
        """The widest kind of local so far."""
        floats = len(self.objects) < len(self.local)
        return max(self._widest, Kind.REAL) if floats else self._widest

    def named(self) -> Numbering:
        """Give the numbering, naming the nodes by their numbers first if they have no names."""
        if self.index is None:
            self.names = list(self.names)
            self.index = Numbering(self.names)
        return self.index

    def number(self, name: Hashable) -> int | None:
        """Give a node's number, or None where there is no such node. Nothing is added."""
        if self.index is not None:
            return self.index.get(name)
        known = isinstance(name, (int, np.integer)) and 0 <= name < len(self.names)
        return int(name) if known and not isinstance(name, bool) else None  # type: ignore[call-overload, no-any-return]

    def add_object(self, local: Local) -> None:
        """Append a local that is not a float."""
        self.objects[len(self.local)] = local
        number = slope(local)
        self.local.append(np.nan if isinstance(number, LinearMap) else as_float(number))  # type: ignore[arg-type]
        self._widest = max(self._widest, kind_of(local))

    def local_at(self, edge: int) -> Local:
        """Give what an edge carries."""
        local = self.objects.get(edge)
        return float(self.local.array()[edge]) if local is None else local

    def locals_at(self, edges: Iterable[int]) -> list[Local]:
        """Give what many edges carry."""
        floats = self.local.array()
        if not self.objects:
            chosen: list[Local] = floats[np.fromiter(edges, np.int64)].tolist()
            return chosen
        objects = self.objects
        return [objects[e] if e in objects else float(floats[e]) for e in edges]


    def node(self, number: int) -> Node:
        """Give all that is known of a node."""
        return Node(
            self.names[number],
            self.values.get(number),
            self.units.get(number),
            self.shapes.get(number, ()),
            self.labels.get(number),
        )

    def edge(self, number: int) -> Edge:
        """Give all that is known of an edge; a Jacobian as the array it was given as."""
        local = self.local_at(number)
        more = {key: of[number] for key, of in self.attributes.items() if number in of}
        return Edge(
            number,
            self.names[int(self.source.array()[number])],
            self.names[int(self.target.array()[number])],
            given(local),
            more.pop("label", None),
            more,
        )
