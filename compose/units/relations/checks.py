"""Facts that follow from others: whether they agree, and what they are good for besides."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping
from fractions import Fraction

from compose.errors import FractionalUseError
from compose.units.relations.cycles import (
    ContradictionError,
    Cycle,
    Exponent,
    Relation,
    worth,
)
from compose.units.relations.elimination import whole

__all__ = ["Checks", "allowed", "closed_by"]


def allowed(used: Iterable[tuple[Relation, Exponent]]) -> Fraction:
    """Add up the tolerances of facts, as often as each is used.

    Parameters
    ----------
    used : iterable of (Relation, int or Fraction)

    Returns
    -------
    Fraction
    """
    shares: dict[Fraction, Exponent] = {}
    for relation, power in used:
        if relation.tolerance:
            times = power if power > 0 else -power
            shares[relation.tolerance] = shares.get(relation.tolerance, 0) + times
    return sum((share * Fraction(power) for share, power in shares.items()), Fraction(0))


def closed_by(
    relation: Relation,
    powers: Mapping[Hashable, Exponent],
    known: Callable[[Hashable], Relation],
) -> Cycle:
    """Return the cycle that a relation closes.

    Parameters
    ----------
    relation : Relation
    powers : mapping of hashable to int or Fraction
        The facts that it follows from.
    known : callable
        Gives the relation of a fact.

    Returns
    -------
    Cycle
    """
    finest = math.lcm(*(power.denominator for power in powers.values()))
    used = [(known(key), int(-power * finest)) for key, power in powers.items()]
    used.append((relation, finest))
    product = worth((each.value, times) for each, times in used)
    return Cycle(relation.key, {each.key: times for each, times in used}, product, allowed(used))


class Checks:
    """The facts that close a cycle.

    Parameters
    ----------
    below : Checks, optional
        Those of what lies below an overlay.
    """

    def __init__(self, below: Checks | None = None) -> None:
        self._below = below
        self._failing: dict[Hashable, Cycle] = {}
        self._doubted: dict[Hashable, Cycle] = {}
        self._divided: list[Cycle] = []
        self.keys: dict[Hashable, None] = {}

    def take(self, cycle: Cycle, *, keep: bool) -> None:
        """Take a check, or refuse it.

        Parameters
        ----------
        cycle : Cycle
        keep : bool
            Whether it is taken though it fails.

        Raises
        ------
        ContradictionError
            If it fails.
        """
        if not cycle.agrees:
            if not keep:
                raise ContradictionError(cycle)
            self._failing[cycle.check] = cycle
            for key in cycle.powers:
                self._doubted.setdefault(key, cycle)
        elif cycle.powers[cycle.check] > 1:
            self._divided.append(cycle)
        self.keys[cycle.check] = None

    def failing(self) -> dict[Hashable, Cycle]:
        """Return the cycles that do not agree, by the fact that closes them.

        Returns
        -------
        dict of hashable to Cycle
        """
        return {**(self._below.failing() if self._below else {}), **self._failing}

    def doubt(self, powers: Iterable[Hashable]) -> Cycle | None:
        """Return a cycle that does not agree, and that one of these facts is in.

        Parameters
        ----------
        powers : iterable of hashable

        Returns
        -------
        Cycle or None
        """
        if self._doubted:
            found = next((self._doubted[key] for key in powers if key in self._doubted), None)
            if found is not None:
                return found
        return self._below.doubt(powers) if self._below else None

    def without_roots(
        self, powers: Mapping[Hashable, Exponent], finest: int
    ) -> Mapping[Hashable, Exponent]:
        """Refuse roots of facts, unless a check that says the same can take their place.

        Parameters
        ----------
        powers : mapping of hashable to int or Fraction
        finest : int
            The common denominator that the question has itself.

        Returns
        -------
        mapping of hashable to int or Fraction

        Raises
        ------
        FractionalUseError
            If a root remains.
        """
        root = _root(powers, finest)
        if root is None:
            return powers
        for cycle in self.divided():
            share = cycle.powers[cycle.check]
            for times in range(1, share):
                tried = _plus(powers, cycle.powers, Fraction(times, share))
                if _root(tried, finest) is None:
                    return tried
        raise FractionalUseError(root, Fraction(powers[root]))

    def divided(self) -> list[Cycle]:
        """Return the cycles in which the fact that closes them is used more than once.

        Returns
        -------
        list of Cycle
        """
        return [*(self._below.divided() if self._below else ()), *self._divided]


def _root(powers: Mapping[Hashable, Exponent], finest: int) -> Hashable | None:
    """Return a fact that is used a fraction of times."""
    return next((k for k, power in powers.items() if finest % power.denominator), None)


def _plus(
    powers: Mapping[Hashable, Exponent], more: Mapping[Hashable, int], times: Fraction
) -> dict[Hashable, Exponent]:
    keys = dict.fromkeys((*powers, *more))
    total = {key: whole(powers.get(key, 0) + more.get(key, 0) * times) for key in keys}
    return {key: power for key, power in total.items() if power}
