"""What a graph shows of its columns: nodes, edges, and sequences of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Generic, TypeVar, overload

from compose.engine.encoding import comparable
from compose.engine.maps import Shape

__all__ = ["Edge", "Node", "View"]

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

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (list, tuple, View)) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        shown = ", ".join(map(repr, self[:6]))
        return f"[{shown}, … {len(self)} in all]" if len(self) > 6 else f"[{shown}]"  # noqa: PLR2004 - a line


@dataclass(frozen=True, slots=True, eq=False)
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

    Examples
    --------
    >>> from compose import Graph
    >>> g = Graph()
    >>> g.add_node("w", value=-2.0, label="weight")
    >>> g.node("w")
    Node(name='w', value=-2.0, unit=None, shape=(), label='weight')
    """

    name: Hashable
    value: Any = None
    unit: Any = None
    shape: Shape = ()
    label: str | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and _facts(self) == _facts(other)

    def __hash__(self) -> int:
        return hash(self.name)


@dataclass(frozen=True, slots=True, eq=False)
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

    Examples
    --------
    >>> from compose import Graph
    >>> g = Graph()
    >>> _ = g.add_edge("w", "g", 5.0, expression="x")
    >>> g.edges[0].local, g.edges[0].attributes
    (5.0, {'expression': 'x'})
    """

    number: int
    source: Hashable
    target: Hashable
    local: Any
    label: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Edge) and _facts(self) == _facts(other)

    def __hash__(self) -> int:
        return hash((self.number, self.source, self.target))


def _facts(shown: Node | Edge) -> list[Any]:
    """List what is shown in a form in which arrays can be compared and NaN equals itself."""
    return [comparable(getattr(shown, part.name)) for part in fields(shown)]
