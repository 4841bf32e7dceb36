"""Explanation: which paths, which factors, which share. How it looks stands in `show`.

Paths that are not shown are not guessed at by subtracting what is shown from the total, which
would lose all digits where paths cancel. The enumeration knows the prefixes it has not followed:
each of them, times the adjoint of where it leads, is the sum of all paths behind it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Any

import numpy as np

from compose.engine.algebra import COUNTING, EXACT, INTERVAL, LINEAR, MAGNITUDE, REAL, Algebra
from compose.engine.columns import Kind
from compose.engine.paths import Listing, Path, Prefix, Ranking
from compose.engine.prepared import Prepared
from compose.engine.views import Node

__all__ = ["Explanation", "Rest", "Term", "explain"]


@dataclass(frozen=True)
class Term:
    """One path of an explanation.

    Attributes
    ----------
    path : Path
        Nodes, edges, factors and product.
    share : float or None
        Signed part of the sum of all absolute products, from −1 to 1: NaN where that sum is not
        finite, None where shares have no meaning.
    """

    path: Path
    share: float | None


@dataclass(frozen=True)
class Rest:
    """The paths that are not shown.

    Attributes
    ----------
    count : int
        How many there are.
    total : object
        What they add up to; None where branches are not added.
    error : float
        How far `total` may be from the exact sum, at most; 0 where it is exact. NaN for
        Jacobians, whose sum is formed from these paths alone but not bounded.
    """

    count: int
    total: Any
    error: float


@dataclass(frozen=True)
class Explanation:
    """Why ∂of/∂wrt is what it is. Prints itself.

    Attributes
    ----------
    of, wrt : Node
        The two ends.
    total : object
        The answer, as `Graph.derivative` gives it.
    terms : tuple of Term
        The paths shown: the largest first, or in order where they cannot be ranked.
    count : int
        How many paths there are.
    rest : Rest or None
        What is not shown; None where everything is.
    algebra : str
        Name of the algebra.

    Examples
    --------
    >>> from compose import Graph
    >>> g = Graph()
    >>> g.add_edges(["x", "x", "y"], ["y", "z", "z"], [2.0, -3.0, 4.0])
    >>> why = g.explain("z", "x")
    >>> why.total, why.count
    (5.0, 2)
    >>> [(term.path.nodes, round(term.share, 3)) for term in why.terms]
    [(('x', 'y', 'z'), 0.727), (('x', 'z'), -0.273)]
    """

    of: Node
    wrt: Node
    total: Any
    terms: tuple[Term, ...]
    count: int
    rest: Rest | None
    algebra: str

    # How explanations look is loaded when one is looked at.

    def __str__(self) -> str:
        from compose.engine.show import text

        return text(self)

    def to_markdown(self) -> str:
        """Write it as Markdown, with a table where there are several paths.

        Returns
        -------
        str
            Markdown; names are escaped.

        Examples
        --------
        >>> from compose import Graph
        >>> g = Graph()
        >>> g.add_edges(["x", "x", "y"], ["y", "z", "z"], [2, 3, 4])
        >>> print(g.explain("z", "x").to_markdown())
        ∂z/∂x = 11, the sum over 2 paths
        <BLANKLINE>
        | share | product | path | factors |
        | ---: | ---: | :--- | :--- |
        | +72.7 % | 8 | x → y → z | 4 · 2 |
        | +27.3 % | 3 | x → z | 3 |
        """
        from compose.engine.show import markdown

        return markdown(self)

    def to_latex(self) -> str:
        r"""Write it as LaTeX, without delimiters; several paths need amsmath, or MathJax.

        Returns
        -------
        str
            A formula.

        Examples
        --------
        >>> from compose import Graph
        >>> g = Graph()
        >>> g.add_edges(["x", "y"], ["y", "z"], [2, 3])
        >>> print(g.explain("z", "y").to_latex())
        \frac{\partial z}{\partial y} = 3
        """
        from compose.engine.show import latex

        return latex(self)

    def _repr_html_(self) -> str:
        from compose.engine.show import html

        return html(self)

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {self.to_latex()}$"


def explain(
    ready: Prepared,
    algebra: Algebra[Any],
    of: int,
    wrt: int,
    total: Any,
    finish: Any,
    top: int | None,
) -> Explanation:
    """Explain a derivative that has been worked out.

    Parameters
    ----------
    ready : Prepared
        The graph.
    algebra : Algebra
        The one that was used.
    of, wrt : int
        Positions of the two ends.
    total : object
        The answer.
    finish : callable
        Carrier to what the user gets.
    top : int or None
        How many paths to show; all of them where it is None.

    Returns
    -------
    Explanation
        The explanation.
    """
    mark = ready.between(of, wrt)
    ranked = ready.columns.kind is not Kind.LINEAR and not algebra.first_counts
    shared = ranked and algebra.has_units
    walks = ready.ranking(of, wrt, mark) if ranked else ready.listing(of, wrt, mark)
    shown = list(islice(walks, top))
    count = ready.derivative(COUNTING, of, wrt) or 0
    whole = ready.derivative(MAGNITUDE, of, wrt) if shared else None
    terms = []
    for slots in shown:
        path = ready.path(slots, algebra, of, wrt, finish)
        size = algebra.answer(ready.along(slots, algebra, of, wrt)) if shared else None
        terms.append(Term(path, _share(size, whole) if shared else None))
    hidden = count - len(shown)
    rest = None
    if hidden:
        sums = {REAL: _real_rest, EXACT: _exact_rest, LINEAR: _linear_rest}
        add = sums.get(algebra)
        amount, error = (None, 0.0) if add is None else add(ready, of, wrt, mark, walks)
        rest = Rest(hidden, None if amount is None else finish(amount), error)
    return Explanation(
        ready.node_at(of), ready.node_at(wrt), total, tuple(terms), count, rest, algebra.name
    )


def _share(size: Any, whole: Any) -> float:
    """Divide by the sum of magnitudes; that is zero only where every product is."""
    if not whole:
        return 0.0
    if isinstance(size, float) or isinstance(whole, float):
        return float(size / whole) if abs(whole) != float("inf") else float("nan")
    return float(Fraction(size) / whole)


def _prefix_sums(
    ready: Prepared, algebra: Algebra[Any], wrt: int, prefixes: Iterable[Prefix]
) -> Iterable[tuple[int, Any]]:
    """Give for each prefix where it leads and what it carries there, each walk gone only once."""
    deepest: dict[int, int] = {}
    walks: dict[int, list[int]] = {}
    prefixes = list(prefixes)
    for prefix in prefixes:
        key = id(prefix.walk)
        walks[key] = prefix.walk
        deepest[key] = max(deepest.get(key, 0), prefix.depth)
    carried: dict[int, list[Any]] = {}
    for key, walk in walks.items():
        so_far = [algebra.seed(ready.node_at(wrt))]
        for slot in walk[: deepest[key]]:
            so_far.append(ready.carry([slot], algebra, so_far[-1]))
        carried[key] = so_far
    for prefix in prefixes:
        here = carried[id(prefix.walk)][prefix.depth]
        if prefix.slot is None:
            yield wrt, here
        else:
            target = int(ready.structure.target[prefix.slot])
            yield target, ready.carry([prefix.slot], algebra, here)


def _exact_rest(
    ready: Prepared, of: int, wrt: int, mark: bytearray, walks: Listing | Ranking
) -> tuple[Any, float]:
    adjoint = ready.reverse(EXACT, of, mark)
    return sum(
        here * adjoint[at] for at, here in _prefix_sums(ready, EXACT, wrt, walks.frontier())
    ), 0.0


def _real_rest(
    ready: Prepared, of: int, wrt: int, mark: bytearray, walks: Listing | Ranking
) -> tuple[Any, float]:
    """Enclose the sum in an interval: its middle, and how far off that may be."""
    adjoint = ready.reverse(INTERVAL, of, mark)
    total = INTERVAL.zero(ready.node_at(of), ready.node_at(wrt))
    for at, here in _prefix_sums(ready, INTERVAL, wrt, walks.frontier()):
        total += here * adjoint[at]
    return total.middle, total.radius


@np.errstate(over="ignore", invalid="ignore")
def _linear_rest(
    ready: Prepared, of: int, wrt: int, mark: bytearray, walks: Listing | Ranking
) -> tuple[Any, float]:
    adjoint = ready.reverse(LINEAR, of, mark)
    total = LINEAR.zero(ready.node_at(of), ready.node_at(wrt))
    for at, here in _prefix_sums(ready, LINEAR, wrt, walks.frontier()):
        axes = len(ready.node_at(at).shape)
        total = total + np.tensordot(adjoint[at], here, axes=axes)
    return total, float("nan")
