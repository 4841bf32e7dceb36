"""Graph: the front door. What each question means stands here; how it is answered, next door.

::

    add_node  add_edge  add_edges  from_arrays  nodes  edges  equals   →  build
    derivative  gradient  sensitivities  adjoints  tangents  jacobian  →  derivatives, sweep
    plan                                                               →  plan, elimination
    eliminate                                                          →  elimination
    paths  count_paths  contribution  explain                          →  paths, explain
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from itertools import islice
from typing import Any, Literal, final

import numpy as np

from compose.engine.algebra import COUNTING, LINEAR, Algebra
from compose.engine.condensing import condensed
from compose.engine.derivatives import Deriving
from compose.engine.display import bundle
from compose.engine.elimination import Given, Progress, Search
from compose.engine.explain import Explanation, explain
from compose.engine.paths import Path
from compose.engine.plan import Plan
from compose.engine.planning import make_plan
from compose.errors import QuestionError

__all__ = ["Graph"]


@final
class Graph(Deriving):
    """A directed acyclic graph whose edges carry local derivatives.

    Any ∂of/∂wrt is the sum, over the paths from `wrt` to `of`, of the product of what the edges
    carry (Bauer's formula). Questions name their nodes in the order of the fraction:
    ``derivative(of, wrt)``.

    Parameters
    ----------
    units : Resolver or pint.UnitRegistry, optional
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

    def plan(
        self,
        of: Iterable[Hashable],
        wrt: Iterable[Hashable],
        order: Given = "auto",
        *,
        unit_edges: Literal["counted", "free"] = "counted",
        seed: int = 0,
        tries: int | None = None,
        budget: float | None = None,
        proposals: int | None = None,
        progress: Progress | None = None,
    ) -> Plan:
        """Count what a Jacobian costs when its nodes are eliminated in an order, and choose one.

        Eliminating a node joins each edge into it with each edge out of it: as many
        multiplications as there are pairs. Edges in parallel are added first, nodes on no path
        from `wrt` to `of` are left out, and `of` and `wrt` themselves stay.

        Parameters
        ----------
        of, wrt : iterable of hashable
            The nodes of the rows and of the columns.
        order : str, iterable or callable
            ``"forward"``, ``"reverse"``, ``"markowitz"`` (the node next that costs least; of
            several, the first in the graph), ``"markowitz-random"`` (ties at random, the best of
            `tries`), ``"anneal"`` (simulated annealing); ``"auto"`` takes the best of forward,
            reverse, Markowitz and, up to 500 nodes, a few random ones. Or the nodes between, in
            order; or a function of the `Pattern` that gives their numbers there.
        unit_edges : {"counted", "free"}
            Whether multiplying by an edge of 1 or −1 counts.
        seed : int
            Start of random numbers.
        tries : int, optional
            How many random orders; 100 by default, 8 for ``"auto"``.
        budget : float, optional
            Seconds to anneal. What is found then depends on the machine.
        proposals : int, optional
            Moves to anneal by; 200,000 by default.
        progress : callable, optional
            Called while annealing with the moves so far and the least multiplications; the search
            ends where it answers with something true.

        Returns
        -------
        Plan
            The counts and the choice; it prints itself.

        Raises
        ------
        QuestionError
            There is no such order, or it is not one of the nodes between.

        Examples
        --------
        >>> from compose import Graph
        >>> g = Graph()
        >>> g.add_edges(["w", "x", "g", "b"], ["g", "g", "f", "f"], [5.0, -2.0, 1.0, 1.0])
        >>> print(g.plan(["f"], ["w", "x", "b"], "reverse"))
        1 × 3 derivatives
          forward  2 multiplications  0 additions
          reverse  2 multiplications  0 additions  ← chosen
          at most 4 edges at a time
        """
        if unit_edges not in {"counted", "free"}:
            message = f"unit_edges={unit_edges!r}: give 'counted' or 'free'"
            raise QuestionError(message)
        search = Search(seed, tries, budget, proposals, progress)
        rows, columns, free = self._numbers(of), self._numbers(wrt), unit_edges == "free"
        return make_plan(self._ask(), rows, columns, order, free_units=free, search=search)

    def eliminate(self, keep: Iterable[Hashable], *, order: Given = "markowitz") -> Graph:
        """Give the smaller graph that has the same derivatives among some nodes.

        The other nodes are eliminated: each edge into one is joined with each edge out of it.
        Edges in parallel become one, by addition. Nodes keep their values, units, shapes and
        labels; an edge with nothing added to it keeps what it carries, and its attributes.

        Parameters
        ----------
        keep : iterable of hashable
            The nodes that stay.
        order : str, iterable or callable
            In which order the others go, as for `plan`.

        Returns
        -------
        Graph
            A new graph; exact where this one is.

        Raises
        ------
        LocalTypeError
            An edge carries a map that moves values, as conversions do: their branches agree, and
            adding them would be wrong.
        QuestionError
            There is no such order.

        Examples
        --------
        >>> from compose import Graph
        >>> g = Graph()
        >>> g.add_edges(["x", "x", "u", "v"], ["u", "v", "y", "y"], [2, 3, 5, 7])
        >>> small = g.eliminate(keep=["x", "y"])
        >>> small.edges[0]
        Edge(number=0, source='x', target='y', local=31, label=None, attributes={})
        """
        numbers = np.unique(self._numbers(keep))
        smaller = self._with_nodes(numbers.tolist())
        algebra = LINEAR if self._shaped else self._algebra(None)
        for joined in condensed(self._ask(), numbers, order, algebra):
            known = None if joined.edge is None else self._columns.edge(joined.edge)
            about = {} if known is None else {"label": known.label, **known.attributes}
            smaller.add_edge(joined.source, joined.target, joined.local, **about)
        return smaller

    def _with_nodes(self, numbers: list[int]) -> Graph:
        """Give a graph of some of the nodes, without edges."""
        smaller = Graph(units=self._resolver)
        for number in numbers:
            node, shape = self._columns.node(number), self._columns.shapes.get(number)
            smaller.add_node(
                node.name, value=node.value, unit=node.unit, shape=shape, label=node.label
            )
        return smaller

    def paths(self, of: Hashable, wrt: Hashable, *, top: int | None = None) -> Iterator[Path]:
        r"""List the paths from `wrt` to `of`, lazily.

        Parameters
        ----------
        of, wrt : hashable
            The nodes, in the order of the fraction.
        top : int, optional
            Only so many, the largest absolute product first. Without it, all, in the order of their
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
        _check_top(top)
        o, w = self._number(of), self._number(wrt)
        ready = self._ask()
        ends = ready.at(o), ready.at(w)
        ready.refuse_swapped(*ends)
        mark = ready.between(*ends)
        walks = ready.listing(*ends, mark) if top is None else ready.ranking(*ends, mark)
        algebra = self._algebra(None)
        return (
            ready.path(walk, algebra, *ends, lambda answer: self._answer(algebra, o, w, answer))
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
        carrier = ready.through(algebra, end, start, middle)
        return self._answer(algebra, o, w, carrier)

    def explain(
        self,
        of: Hashable,
        wrt: Hashable,
        *,
        top: int | None = 10,
        algebra: Algebra[Any] | None = None,
    ) -> Explanation:
        """Say why ∂of/∂wrt is what it is: which paths, which factors, which share.

        Parameters
        ----------
        of, wrt : hashable
            The nodes, in the order of the fraction.
        top : int or None
            How many paths to show: the largest, or the first ones where they have no order.
            None shows all.
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
        _check_top(top)
        algebra = self._algebra(algebra)
        o, w = self._number(of), self._number(wrt)
        carrier = self._carrier(algebra, o, w)
        total = self._answer(algebra, o, w, carrier)
        ready = self._ask()

        def finish(carried: Any) -> Any:
            return self._answer(algebra, o, w, carried)

        return explain(ready, algebra, ready.at(o), ready.at(w), total, finish, top)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        _ = include, exclude  # the notebook chooses
        return bundle(self)


def _check_top(top: int | None) -> None:
    if top is not None and (not hasattr(top, "__index__") or isinstance(top, bool) or top < 0):
        message = f"top={top!r}: give how many paths, 0 or more, or None for all"
        raise QuestionError(message)
