"""Nodes and edges in flat arrays, names beside them.

The float column holds every scalar local as a float, so that a sweep over real numbers reads
nothing else. What a float cannot hold (ints, fractions, maps) stands beside it in `objects`, by
edge; so do attributes, which few edges have.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from enum import IntEnum
from fractions import Fraction
from itertools import count, islice
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from compose.engine.encoding import comparable
from compose.engine.maps import Dense, Local, Map, Shape, as_float, slope
from compose.engine.views import Edge, Node

__all__ = [
    "Column",
    "Columns",
    "Kind",
    "Numbering",
    "given",
    "index_type",
    "kind_of",
    "numbering",
]

_NARROW = 2**31
_SEARCHED = 20_000


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
    return Kind.LINEAR if isinstance(number, Map) else Kind.REAL


def given(local: Local) -> Any:
    """Give a local as its user knows it: a Jacobian as an array."""
    return local.jacobian if isinstance(local, Dense) else local


def index_type(count: int) -> type[np.unsignedinteger[Any]]:
    """Give the narrowest index that can number `count` things. Unsigned indices never wrap."""
    return np.uint32 if count < _NARROW else np.uint64


Numbering: TypeAlias = defaultdict[Hashable, int]
"""Names to numbers, in order. Asking for a new name gives it the next number."""


def numbering(names: Iterable[Hashable] = ()) -> Numbering:
    """Give names their numbers. The counter is C code: `add_edge` asks it twice an edge."""
    known = dict(zip(names, count(), strict=False))
    return defaultdict(count(len(known)).__next__, known)


class Column:
    """A growing flat array: arrays taken over whole, and a tail that grows one by one.

    Attributes
    ----------
    tail : array
        What was appended since; always the same object.
    append : callable
        Appends one number.
    settled : int
        How many numbers stand before the tail.
    """

    __slots__ = ("_blocks", "append", "settled", "tail")

    def __init__(self, code: str) -> None:
        self.tail = array(code)
        self.append: Callable[[Any], None] = self.tail.append
        self._blocks: list[NDArray[Any]] = []
        self.settled = 0

    def __len__(self) -> int:
        return self.settled + len(self.tail)

    def extend(self, block: NDArray[Any]) -> None:
        """Take over an array, without copying it."""
        self._settle()
        self._blocks.append(block)
        self.settled += len(block)

    def array(self) -> NDArray[Any]:
        """Give the whole column; the very array that was taken over, where there is only one."""
        self._settle()
        if len(self._blocks) != 1:
            empty = np.empty(0, self.tail.typecode)
            self._blocks = [np.concatenate([empty, *self._blocks]) if self._blocks else empty]
        return self._blocks[0]

    def __getstate__(self) -> tuple[str, NDArray[Any]]:
        return self.tail.typecode, self.array()

    def __setstate__(self, state: tuple[str, NDArray[Any]]) -> None:
        code, numbers = state
        Column.__init__(self, code)
        self.extend(numbers)

    def _settle(self) -> None:
        """Move the tail into a block. The tail stays the same object: callers hold its append."""
        if self.tail:
            self._blocks.append(np.array(self.tail, self.tail.typecode))
            self.settled += len(self.tail)
            del self.tail[:]


class Columns:
    """The storage of a graph.

    Attributes
    ----------
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
        self.index: Numbering | None = numbering()
        self._names: list[Hashable] | range = []
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

    @property
    def names(self) -> Sequence[Hashable]:
        """Names of the nodes by number; a range where the nodes are plain integers."""
        names = self._names
        if self.index is not None and isinstance(names, list):
            # The numbering is in order, so that names added since stand at its end.
            added = list(islice(reversed(self.index), len(self.index) - len(names)))
            names.extend(reversed(added))
        return names

    def name_nodes(self, names: Sequence[Hashable]) -> None:
        """Name all nodes at once; integers from 0 on need no numbering."""
        if names == range(len(names)):
            self._names, self.index = range(len(names)), None
        else:
            self._names, self.index = [], numbering(names)

    def named(self) -> Numbering:
        """Give the numbering, naming the nodes by their numbers first if they have no names."""
        if self.index is None:
            self.index = numbering(self._names)
            self._names = []
        return self.index

    def number(self, name: Hashable) -> int | None:
        """Give a node's number, or None where there is no such node. Nothing is added."""
        if self.index is not None:
            return self.index.get(name)
        known = isinstance(name, (int, np.integer)) and 0 <= name < len(self.names)
        return int(name) if known and not isinstance(name, bool) else None  # type: ignore[call-overload]

    def nearest(self, name: object) -> list[Hashable]:
        """Give the names most like one that is unknown; among too many that would take long."""
        if len(self.names) > _SEARCHED:
            return []
        import difflib

        by_text = {str(known): known for known in self.names}
        return [by_text[text] for text in difflib.get_close_matches(str(name), by_text, n=2)]

    def add_object(self, local: Local) -> None:
        """Append a local that is not a float."""
        self.objects[len(self.local)] = local
        number = slope(local)
        self.local.append(np.nan if isinstance(number, Map) else as_float(number))
        self.widen(kind_of(local))

    def widen(self, kind: Kind) -> None:
        """Note that the graph is at least of this kind, whatever its edges carry so far."""
        self._widest = max(self._widest, kind)

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

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"index": self.index is not None, "_names": self.names}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.index = numbering(self._names) if state["index"] else None

    def equals(self, other: Columns) -> bool:
        """Say whether two storages hold the same, to the last bit."""
        return (
            _same(list(self.names), list(other.names))
            and np.array_equal(self.source.array(), other.source.array())
            and np.array_equal(self.target.array(), other.target.array())
            and self.local.array().tobytes() == other.local.array().tobytes()
            and all(a == b for a, b in zip(self._facts(), other._facts(), strict=True))
        )

    def _facts(self) -> Iterator[dict[Any, Any]]:
        """Give all else that is known, in a form in which NaN equals itself."""
        for known in (self.objects, self.values, self.units, self.labels):
            yield {number: comparable(fact) for number, fact in known.items()}
        yield {number: shape for number, shape in self.shapes.items() if shape}
        yield {
            name: {number: comparable(fact) for number, fact in known.items()}
            for name, known in self.attributes.items()
            if known
        }


def _same(names: list[Hashable], others: list[Hashable]) -> bool:
    """Say whether names are the same; NaN is, to its bits, though it does not equal itself."""
    if names == others:
        return True
    return len(names) == len(others) and comparable(names) == comparable(others)
