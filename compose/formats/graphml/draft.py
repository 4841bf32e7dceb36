"""Nodes and edges as they come out of a file, and the graph that they make."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compose.dimensions import Resolver
from compose.engine.graph import Graph

__all__ = ["Draft"]


class Draft:
    """The nodes and edges of one file, in its order.

    Nodes are numbered as they are first heard of, for an edge may speak of one that comes later.

    Attributes
    ----------
    names : list of hashable
        Names of the nodes, in the order of the file.
    numbers : dict of str to int
        Numbers of the nodes, by identifier.
    awaited : dict
        Identifiers that edges have spoken of and no node has had yet, and where that was.
    attributes : dict of str to dict of int to object
        What edges have besides their locals: by attribute, then by number of the edge.
    """

    def __init__(self) -> None:
        self.names: list[Hashable] = []
        self.awaited: dict[str, tuple[int, int]] = {}
        self.numbers: dict[str, int] = {}
        self._declared = array("q")
        self._facts: dict[int, dict[str, Any]] = {}
        self._source = array("q")
        self._target = array("q")
        self._local = array("d")
        self._objects: dict[int, Any] = {}
        self.attributes: dict[str, dict[int, Any]] = {}

    def add_node(self, identifier: str, name: Hashable, facts: dict[str, Any]) -> bool:
        """Take in a node; False, and nothing is taken in, where its identifier is in use."""
        if identifier in self.numbers and identifier not in self.awaited:
            return False
        self.awaited.pop(identifier, None)
        self._declared.append(self.numbers.setdefault(identifier, len(self.numbers)))
        if facts:
            self._facts[len(self.names)] = facts
        self.names.append(name)
        return True

    def add_nodes(self, identifiers: Sequence[str], names: Sequence[Hashable]) -> bool:
        """Take in nodes of which nothing is known; False, and none is, if an identifier is."""
        first = len(self.numbers)
        numbers = dict(zip(identifiers, range(first, first + len(identifiers)), strict=True))
        if len(numbers) < len(identifiers) or not numbers.keys().isdisjoint(self.numbers):
            return False
        self.numbers |= numbers
        self._declared.extend(numbers.values())
        self.names.extend(names)
        return True

    def expect(self, identifier: str, place: tuple[int, int]) -> int:
        """Give a number to a node that an edge speaks of before it has come."""
        self.awaited[identifier] = place
        number = self.numbers[identifier] = len(self.numbers)
        return number

    def add_edge(self, source: int, target: int, local: Any) -> int:
        """Take in an edge between two numbers, and give its own."""
        edge = len(self._local)
        self._source.append(source)
        self._target.append(target)
        if type(local) is float:
            self._local.append(local)
        else:
            self._objects[edge] = local
            self._local.append(np.nan)
        return edge

    def add_edges(
        self, sources: Sequence[str], targets: Sequence[str], locals_: Sequence[float]
    ) -> bool:
        """Take in edges that carry floats; False, and none is, where a node has not come yet."""
        try:
            source = array("q", map(self.numbers.__getitem__, sources))
            target = array("q", map(self.numbers.__getitem__, targets))
        except KeyError:
            return False
        self._source += source
        self._target += target
        self._local.extend(locals_)
        return True

    def describe(self, edge: int, attribute: str, value: Any) -> None:
        """Take in an attribute of an edge."""
        self.attributes.setdefault(attribute, {})[edge] = value

    def graph(self, names: Sequence[Hashable], units: Resolver | None) -> Graph:
        """Make the graph, when all nodes have been taken in.

        Parameters
        ----------
        names : sequence of hashable
            Names of the nodes: `names`, or a range where they have none.
        units : Resolver or None
            As for `Graph`.

        Returns
        -------
        Graph

        Raises
        ------
        ComposeError
            A name comes twice, or a local does not fit its nodes.
        """
        whole = units is None and self._is_plain()
        source, target = self._ends()
        graph = _started(names, (source, target, self._locals()) if whole else None, units)
        for number, facts in self._facts.items():
            graph.add_node(names[number], **facts)
        if not whole:
            for s, t, local in zip(source.tolist(), target.tolist(), self._listed(), strict=True):
                graph.add_edge(names[s], names[t], local)
        # The graph is new and nobody else's, and add_edge has no way to take an attribute that
        # bears the name of one of its parameters.
        graph.columns.attributes.update(self.attributes)
        return graph

    def _is_plain(self) -> bool:
        """Tell whether the edges carry numbers, and no node has a shape."""
        numbers = all(type(local) in (int, Fraction) for local in self._objects.values())
        return numbers and not any("shape" in facts for facts in self._facts.values())

    def _ends(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        places, source, target = self._places(), np.asarray(self._source), np.asarray(self._target)
        return (source, target) if places is None else (places[source], places[target])

    def _locals(self) -> NDArray[np.float64] | list[Any]:
        return self._listed() if self._objects else np.asarray(self._local)

    def _listed(self) -> list[Any]:
        listed: list[Any] = self._local.tolist()
        for edge, local in self._objects.items():
            listed[edge] = local
        return listed

    def _places(self) -> NDArray[np.int64] | None:
        """Give each number's place in the order of the file, None where they are the same."""
        declared = np.asarray(self._declared)
        if np.array_equal(declared, np.arange(len(declared))):
            return None
        places = np.empty_like(declared)
        places[declared] = np.arange(len(declared))
        return places


def _started(
    names: Sequence[Hashable], edges: tuple[Any, Any, Any] | None, units: Resolver | None
) -> Graph:
    """Begin a graph; one of another resolver has its nodes added by name."""
    if units is None:
        return Graph.from_arrays(*(edges or ((), (), ())), names=names)
    graph = Graph(units=units)
    for name in names:
        graph.add_node(name)
    return graph
