"""The orders by name, and what may stand for a name: nodes, or a function that gives them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from compose.engine.elimination.anneal import Progress, anneal
from compose.engine.elimination.counting import checked
from compose.engine.elimination.greedy import forward, markowitz, markowitz_random, reverse
from compose.engine.elimination.pattern import Pattern
from compose.errors import QuestionError

__all__ = ["NAMES", "Given", "Search", "orders_for"]

Given: TypeAlias = str | Iterable[Hashable] | Callable[[Pattern], Iterable[int]]
"""A name, the nodes to eliminate in order, or a function of the pattern."""

_TRIES = 100
_FEW = 8
_SMALL = 500


@dataclass(frozen=True)
class Search:
    """How hard to search.

    Attributes
    ----------
    seed : int
        Start of the random numbers.
    tries : int, optional
        Orders that ``"markowitz-random"`` makes.
    budget, proposals : float, int, optional
        How long ``"anneal"`` searches: seconds, or moves.
    progress : callable, optional
        What ``"anneal"`` calls after each round.
    """

    seed: int = 0
    tries: int | None = None
    budget: float | None = None
    proposals: int | None = None
    progress: Progress | None = None


def _random(pattern: Pattern, search: Search) -> list[int]:
    tries = _TRIES if search.tries is None else search.tries
    return markowitz_random(pattern, tries=tries, seed=search.seed)


def _annealed(pattern: Pattern, search: Search) -> list[int]:
    return anneal(
        pattern,
        seed=search.seed,
        budget=search.budget,
        proposals=search.proposals,
        progress=search.progress,
    )


_PLANNERS: Final[Mapping[str, Callable[[Pattern, Search], list[int]]]] = MappingProxyType(
    {
        "forward": lambda pattern, _: forward(pattern),
        "reverse": lambda pattern, _: reverse(pattern),
        "markowitz": lambda pattern, _: markowitz(pattern),
        "markowitz-random": _random,
        "anneal": _annealed,
    }
)

NAMES: Final = ("auto", *_PLANNERS)
"""What may be asked for by name."""


def orders_for(pattern: Pattern, given: Given, search: Search) -> dict[str, list[int]]:
    """Give the orders to compare, the one that was asked for last.

    Parameters
    ----------
    pattern : Pattern
        What is joined.
    given : str, iterable or callable
        One of ``NAMES``; names of the nodes between, in order; or a function of the pattern that
        gives their numbers.
    search : Search
        How hard to search.

    Returns
    -------
    dict
        Orders by name. Forward and reverse are always among them, so that the others can be
        compared with them.

    Raises
    ------
    QuestionError
        There is no such order, or it is not one of these nodes.
    """
    names = {"forward": forward(pattern), "reverse": reverse(pattern)}
    if given == "auto":
        return names | _auto(pattern, search)
    if isinstance(given, str):
        if given not in _PLANNERS:
            raise QuestionError(f"there is no order {given!r}; choose one of {', '.join(NAMES)}")
        chosen = _PLANNERS[given](pattern, search)
        names.pop(given, None)
        return names | {given: chosen}
    if callable(given):
        name = getattr(given, "__name__", type(given).__name__)
        return names | {name: checked(pattern, given(pattern))}
    return names | {"given": checked(pattern, _numbered(pattern, given))}


def _auto(pattern: Pattern, search: Search) -> dict[str, list[int]]:
    """Add what costs little: Markowitz, and on small graphs some ties broken at random."""
    more = {"markowitz": markowitz(pattern)}
    if len(pattern.inner) <= _SMALL:
        tries = _FEW if search.tries is None else search.tries
        more["markowitz-random"] = markowitz_random(pattern, tries=tries, seed=search.seed)
    return more


def _numbered(pattern: Pattern, given: Any) -> list[Any]:
    """Turn names into numbers."""
    if not isinstance(given, Iterable):
        what = f"order={given!r}: give one of {', '.join(NAMES)}"
        raise QuestionError(f"{what}, the nodes in order, or a function that gives them")
    known = pattern.numbers
    names = list(given)
    if strange := [name for name in names if name not in known]:
        shown = ", ".join(map(repr, strange[:4]))
        raise QuestionError(f"the order holds {shown}, not among the nodes to eliminate")
    return [known[name] for name in names]
