"""A plan says in which order a Jacobian is worked out, and what that costs. It is data.

It can be looked at before anything is computed, saved, and carried out on any graph in which the
same nodes are joined.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol, Self

from compose.engine.elimination import Pattern, cost
from compose.engine.literals import as_text, from_text
from compose.engine.source import Compiled, compiled_jacobian
from compose.errors import QuestionError

__all__ = ["Candidate", "Plan", "PlanStep", "joined"]


class _Asked(Protocol):
    """What a plan needs of a graph."""

    def jacobian(self, of: Any, wrt: Any, *, order: Any) -> Any:
        """Give every ∂of/∂wrt."""


@dataclass(frozen=True)
class Candidate:
    """What one order costs.

    Attributes
    ----------
    multiplications : int
        Products of two locals.
    additions : int or None
        Sums of two locals; None where only a bound of the multiplications is known.
    peak : int or None
        The most edges that carry something at any time.

    Examples
    --------
    >>> from compose import Graph
    >>> g = Graph()
    >>> g.add_edges(["x", "y", "g"], ["g", "g", "f"], [3.0, 2.0, 4.0])
    >>> g.plan(["f"], ["x", "y"]).candidates["reverse"]
    Candidate(multiplications=2, additions=0, peak=3)
    """

    multiplications: int
    additions: int | None = None
    peak: int | None = None


@dataclass(frozen=True)
class PlanStep:
    """The elimination of one node.

    Attributes
    ----------
    node : hashable
        Its name.
    before, after : int
        Edges into and out of it.
    multiplications, additions : int
        What joining them costs.
    live : int
        Edges that are left.

    Examples
    --------
    >>> from compose import Graph
    >>> g = Graph()
    >>> g.add_edges(["x", "y", "g"], ["g", "g", "f"], [3.0, 2.0, 4.0])
    >>> g.plan(["f"], ["x", "y"]).steps
    (PlanStep(node='g', before=2, after=1, multiplications=2, additions=0, live=2),)
    """

    node: Hashable
    before: int
    after: int
    multiplications: int
    additions: int
    live: int


@dataclass(frozen=True)
class Plan:
    """In which order a Jacobian is worked out, and what it costs.

    Attributes
    ----------
    of, wrt : tuple
        The rows and columns.
    order : str
        The order chosen, one of `candidates`.
    candidates : dict
        What each order that was compared costs.
    pattern : Pattern or None
        Which nodes are joined; None where so many are that nothing but bounds were worked out.
    sequence : tuple of int
        The nodes to eliminate, as numbers of the pattern.

    Examples
    --------
    >>> from compose import Graph
    >>> g = Graph()
    >>> g.add_edges(["w", "x", "g", "b"], ["g", "g", "f", "f"], [5.0, -2.0, 1.0, 1.0])
    >>> plan = g.plan(["f"], ["w", "x", "b"], "reverse")
    >>> plan.order, plan.multiplications, plan.nodes
    ('reverse', {'forward': 2, 'reverse': 2}, ('g',))
    """

    of: tuple[Hashable, ...]
    wrt: tuple[Hashable, ...]
    order: str
    candidates: Mapping[str, Candidate]
    pattern: Pattern | None = field(default=None, repr=False)
    sequence: tuple[int, ...] = field(default=(), repr=False)

    @property
    def multiplications(self) -> dict[str, int]:
        """Multiplications of each candidate.

        On very large graphs an upper bound: every sweep counted over all edges that lie between
        any column and any row.
        """
        return {name: each.multiplications for name, each in self.candidates.items()}

    @property
    def nodes(self) -> tuple[Hashable, ...]:
        """Names of the nodes to eliminate, in order."""
        return tuple(self.known_pattern.names[node] for node in self.sequence)

    @property
    def known_pattern(self) -> Pattern:
        """The pattern.

        Raises
        ------
        QuestionError
            The graph was too large for one.
        """
        if self.pattern is None:
            problem = "this plan only chose a direction to sweep in, as the graph is large"
            raise QuestionError(f"{problem}; ask for an order of elimination, such as 'markowitz'")
        return self.pattern

    @cached_property
    def steps(self) -> tuple[PlanStep, ...]:
        """The elimination step by step."""
        names = self.known_pattern.names
        return tuple(
            PlanStep(names[s.node], s.before, s.after, s.multiplications, s.additions, s.live)
            for s in cost(self.known_pattern, self.sequence).steps
        )

    def jacobian(self, graph: _Asked) -> Any:
        """Work the Jacobian out on a graph, in this order.

        Parameters
        ----------
        graph : Graph
            A graph in which the same nodes are joined as in the one that the plan was made for;
            its edges may carry anything else.

        Returns
        -------
        ndarray or UnitJacobian
            As from `Graph.jacobian`.

        Raises
        ------
        QuestionError
            Other nodes are joined; the message names an edge.

        Examples
        --------
        >>> from compose import Graph
        >>> g, h = Graph(), Graph()
        >>> g.add_edges("xay", "abz", [2.0, 3.0, 4.0])
        >>> h.add_edges("xay", "abz", [1.0, 5.0, 1.0])
        >>> g.plan("b", "x").jacobian(h)
        array([[5.]])
        """
        return graph.jacobian(self.of, self.wrt, order=self)

    def compile(self, *, use_numba: bool = False) -> Compiled:
        """Write the plan out as NumPy code over arrays of locals.

        Parameters
        ----------
        use_numba : bool
            Whether Numba is to compile the code, point by point. That takes seconds, and pays for
            many points.

        Returns
        -------
        Compiled
            Called with locals of shape ``(edges, …)``, one row for each edge of the graph in order
            of insertion; answers with shape ``(rows, columns, …)``. Its ``source`` can be read.

        Raises
        ------
        QuestionError
            Nodes have shapes, or the graph is too large for anything but sweeps.

        Examples
        --------
        >>> import numpy as np
        >>> from compose import Graph
        >>> g = Graph()
        >>> g.add_edges(["x", "y", "x"], ["y", "z", "z"], [2.0, 3.0, 4.0])
        >>> many = g.plan("z", "x").compile()
        >>> many(np.array([[2.0, 0.0], [3.0, 3.0], [4.0, 5.0]]))
        array([[[10., 5.]]])
        """
        return compiled_jacobian(
            self.known_pattern, self.sequence, self.of, self.wrt, use_numba=use_numba
        )

    def __str__(self) -> str:
        lines = [f"{len(self.of)} × {len(self.wrt)} derivatives"]
        cells = [_cells(name, each) for name, each in self.candidates.items()]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        for name, row in zip(self.candidates, cells, strict=True):
            padded = (f"{text:>{width}}" for text, width in zip(row[1:], widths[1:], strict=True))
            line = f"  {row[0]:<{widths[0]}}  {'  '.join(padded)}".rstrip()
            lines.append(f"{line}  ← chosen" if name == self.order else line)
        peak = self.candidates[self.order].peak
        return "\n".join(lines if peak is None else [*lines, f"  at most {peak:,} edges at a time"])

    def table(self) -> str:
        """Give the elimination as a table, a row for each step.

        Examples
        --------
        >>> from compose import Graph
        >>> g = Graph()
        >>> g.add_edges(["w", "x", "g", "b"], ["g", "g", "f", "f"], [5.0, -2.0, 1.0, 1.0])
        >>> print(g.plan(["f"], ["w", "x", "b"]).table())
        node  edges in  out  multiplications  additions  edges left
        g            2    1                2          0           3
        """
        names = [str(step.node) for step in self.steps]
        width = max(map(len, ["node", *names]))
        lines = [
            f"{'node':<{width}}  edges in  out  multiplications  additions  edges left",
            *(
                f"{name:<{width}}  {s.before:>8,}  {s.after:>3,}  {s.multiplications:>15,}"
                f"  {s.additions:>9,}  {s.live:>10,}"
                for name, s in zip(names, self.steps, strict=True)
            ),
        ]
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Give the plan as a dictionary that JSON can hold.

        Raises
        ------
        TypeError
            A node's name is no plain value.

        Examples
        --------
        >>> import json
        >>> from compose import Graph, Plan
        >>> g = Graph()
        >>> g.add_edges("xy", "yz", [2.0, 3.0])
        >>> plan = g.plan("z", "x")
        >>> Plan.from_dict(json.loads(json.dumps(plan.to_dict()))) == plan
        True
        """
        pattern = self.pattern
        return {
            "of": [as_text(name) for name in self.of],
            "wrt": [as_text(name) for name in self.wrt],
            "order": self.order,
            "candidates": {
                name: [each.multiplications, each.additions, each.peak]
                for name, each in self.candidates.items()
            },
            "pattern": None if pattern is None else _pattern_facts(pattern),
            "sequence": list(self.sequence),
        }

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any]) -> Self:
        """Read what `to_dict` gave.

        Raises
        ------
        QuestionError
            This is no plan.
        """
        try:
            pattern = None if facts["pattern"] is None else _pattern_from(facts["pattern"])
            plan = cls(
                tuple(map(from_text, facts["of"])),
                tuple(map(from_text, facts["wrt"])),
                str(facts["order"]),
                {str(name): Candidate(*each) for name, each in facts["candidates"].items()},
                pattern,
                tuple(map(int, facts["sequence"])),
            )
            if pattern is not None:
                cost(pattern, plan.sequence)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise QuestionError(f"this is no plan: {error}") from error
        return plan


def _cells(name: str, each: Candidate) -> tuple[str, str, str]:
    """Give name, multiplications and additions as they are printed."""
    count = _noun(each.multiplications, "multiplication")
    if each.additions is None:
        return name, f"at most {count}", ""
    return name, count, _noun(each.additions, "addition")


def _noun(count: int, noun: str) -> str:
    return f"{count:,} {noun} " if count == 1 else f"{count:,} {noun}s"


def joined(pattern: Pattern) -> set[tuple[Hashable, Hashable]]:
    """Name the pairs that are joined: two patterns with the same ones are one structure.

    The twins of rows and columns follow from the others.
    """
    names = pattern.names
    return {(names[i], names[j]) for i, j in pattern.edges}


def _pattern_facts(pattern: Pattern) -> dict[str, Any]:
    return {
        "names": [as_text(name) for name in pattern.names],
        "edges": [list(pair) for pair in pattern.edges],
        "inputs": list(pattern.inputs),
        "outputs": list(pattern.outputs),
        "carried": [list(edges) for edges in pattern.carried],
        "free": sorted(list(pair) for pair in pattern.free),
        "sizes": list(pattern.sizes),
    }


def _pattern_from(facts: Mapping[str, Any]) -> Pattern:
    def pairs(key: str) -> list[tuple[int, int]]:
        return [(int(i), int(j)) for i, j in facts[key]]

    return Pattern(
        tuple(map(from_text, facts["names"])),
        tuple(pairs("edges")),
        tuple(map(int, facts["inputs"])),
        tuple(map(int, facts["outputs"])),
        tuple(tuple(map(int, edges)) for edges in facts["carried"]),
        frozenset(pairs("free")),
        tuple(map(int, facts["sizes"])),
    )
