"""Which facts lead from some atoms to others: elimination, without a value multiplied.

Facts that do not follow from earlier ones are a basis: what they combine to, they combine to in
one way only. Each of them eliminates one atom, its *pivot*:

- a *definition* has a pivot that nothing mentioned before. It is kept as stated; replacing the
  newest name first meets every name once, however definitions share parts;
- a *row* joins what definitions leave. It is kept reduced by the earlier rows, together with how
  often each of them was subtracted, so that the way back needs no second search.

Only exponents are stored, so a chain of facts takes memory in proportion to its length.
"""

# ruff: noqa: SLF001 - an overlay looks things up in what lies below it

from __future__ import annotations

from collections import ChainMap
from collections.abc import Hashable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import heapify, heappop, heappush

from compose.units.relations.cycles import Exponent, Relation

__all__ = ["Basis", "Row", "whole"]

# An overlay's facts are newer than all of what lies below it.
_LAYER = 1 << 40


def whole(number: Exponent) -> Exponent:
    """Return an int where a number is whole.

    Parameters
    ----------
    number : int or Fraction

    Returns
    -------
    int or Fraction

    Examples
    --------
    >>> whole(Fraction(4, 2)), whole(Fraction(1, 2))
    (2, Fraction(1, 2))
    """
    return number.numerator if number.denominator == 1 else number


@dataclass(frozen=True, slots=True)
class _Definition:
    """A relation that its pivot occurs in once, upwards or downwards."""

    rank: int
    relation: Relation
    sign: int


@dataclass(frozen=True, slots=True)
class Row:
    """A relation, reduced by the rows before it, and divided so that its pivot occurs once.

    Parameters
    ----------
    rank : int
    relation : Relation
    divisor : int or Fraction
        The power of the pivot in the reduced relation.
    others : mapping of str to int or Fraction
        The powers of the other atoms in the row.
    subtracted : mapping of str to int or Fraction
        How often each earlier row was subtracted, by its pivot.
    """

    rank: int
    relation: Relation
    divisor: Exponent
    others: Mapping[str, Exponent]
    subtracted: Mapping[str, Exponent]


@dataclass
class Basis:
    """The facts that do not follow from earlier ones.

    Parameters
    ----------
    below : Basis, optional
        Facts that are older than all of these.
    """

    below: Basis | None = None
    _definitions: MutableMapping[str, _Definition] = field(init=False)
    _rows: MutableMapping[str, Row] = field(init=False)
    _weights: MutableMapping[str, int] = field(init=False)
    _ranks: MutableMapping[Hashable, int] = field(init=False)
    _next: int = field(init=False)

    def __post_init__(self) -> None:
        below = self.below
        self._definitions = {} if below is None else ChainMap({}, below._definitions)
        self._rows = {} if below is None else ChainMap({}, below._rows)
        self._weights = {} if below is None else ChainMap({}, below._weights)
        self._ranks = {} if below is None else ChainMap({}, below._ranks)
        self._next = 0 if below is None else below._next // _LAYER * _LAYER + _LAYER

    def define(self, relation: Relation, pivot: str) -> None:
        """Take a relation as the definition of an atom that occurs nowhere yet.

        Parameters
        ----------
        relation : Relation
        pivot : str
            Its power is 1 or -1.
        """
        sign = int(relation.exponents[pivot])
        self._definitions[pivot] = _Definition(self._rank(relation), relation, sign)

    def join(
        self,
        relation: Relation,
        pivot: str,
        left: Mapping[str, Exponent],
        subtracted: Mapping[str, Exponent],
    ) -> None:
        """Take a relation as a row.

        Parameters
        ----------
        relation : Relation
        pivot : str
            One of `left`.
        left, subtracted : mapping of str to int or Fraction
            What :meth:`reduced` made of its roots.
        """
        divisor = left[pivot]
        others = {a: _over(power, divisor) for a, power in left.items() if a != pivot}
        self._rows[pivot] = Row(self._rank(relation), relation, divisor, others, subtracted)
        for atom in others:
            self._weights[atom] = self.weight(atom) + self.weight(pivot)

    def weight(self, atom: str) -> int:
        """Return how many atoms were joined to one; the heavier of two is kept.

        Parameters
        ----------
        atom : str

        Returns
        -------
        int
        """
        return self._weights.get(atom, 1)

    def in_order(self, powers: Mapping[Hashable, Exponent]) -> dict[Hashable, Exponent]:
        """Return powers of facts in the order in which the facts were added.

        Parameters
        ----------
        powers : mapping of hashable to int or Fraction

        Returns
        -------
        dict of hashable to int or Fraction
        """
        return {key: powers[key] for key in sorted(powers, key=self._ranks.__getitem__)}

    def solve(
        self, exponents: Mapping[str, Exponent]
    ) -> tuple[dict[Hashable, Exponent], dict[str, Exponent]]:
        """Write a product of atoms as a product of facts, as far as that goes.

        Parameters
        ----------
        exponents : mapping of str to int or Fraction

        Returns
        -------
        powers : dict of hashable to int or Fraction
            How often each fact is used, in the order of adding.
        left : dict of str to int or Fraction
            The atoms that no fact removes.
        """
        powers, left = self.unfolded(exponents)
        rows = self._used_rows(self.reduced(left)[1]) if left and self._rows else []
        if rows:
            rest = dict(exponents)
            for relation, power in rows:
                _subtract(rest, relation.exponents, power)
            powers, left = self.unfolded(rest)
            powers.update((relation.key, power) for relation, power in rows)
        return self.in_order(powers), left

    def reduced(
        self, roots: Mapping[str, Exponent]
    ) -> tuple[dict[str, Exponent], dict[str, Exponent]]:
        """Reduce what definitions have left, by the rows, the oldest first.

        Parameters
        ----------
        roots : mapping of str to int or Fraction

        Returns
        -------
        left : dict of str to int or Fraction
            The atoms that remain.
        subtracted : dict of str to int or Fraction
            How often each row was subtracted, by its pivot.
        """
        pending = dict(roots)
        used: dict[str, Exponent] = {}
        heap = [(self._rows[atom].rank, atom) for atom in pending if atom in self._rows]
        heapify(heap)
        while heap:
            atom = heappop(heap)[1]
            times = pending.pop(atom)
            if not times:
                continue
            used[atom] = times
            others = self._rows[atom].others
            for new in _subtract(pending, others, times):
                if new in self._rows:
                    heappush(heap, (self._rows[new].rank, new))
        return {atom: power for atom, power in pending.items() if power}, used

    def _used_rows(self, used: Mapping[str, Exponent]) -> list[tuple[Relation, Exponent]]:
        """Write rows as the relations that they were made of, the newest first."""
        pending = dict(used)
        heap = [(-self._rows[pivot].rank, pivot) for pivot in pending]
        heapify(heap)
        found: list[tuple[Relation, Exponent]] = []
        while heap:
            pivot = heappop(heap)[1]
            times = pending.pop(pivot)
            if not times:
                continue
            row = self._rows[pivot]
            power = _over(times, row.divisor)
            found.append((row.relation, power))
            for new in _subtract(pending, row.subtracted, power):
                heappush(heap, (-self._rows[new].rank, new))
        return found

    def unfolded(
        self, exponents: Mapping[str, Exponent]
    ) -> tuple[dict[Hashable, Exponent], dict[str, Exponent]]:
        """Replace what is defined, the newest first, so that every name is met once, whole.

        Parameters
        ----------
        exponents : mapping of str to int or Fraction

        Returns
        -------
        powers : dict of hashable to int or Fraction
            How often each definition is used.
        roots : dict of str to int or Fraction
            The atoms that have no definition.
        """
        find = self._definitions.get
        pending = {atom: whole(power) for atom, power in exponents.items()}
        heap = [(-found.rank, atom) for atom in pending if (found := find(atom))]
        heapify(heap)
        powers: dict[Hashable, Exponent] = {}
        while heap:
            atom = heappop(heap)[1]
            times = pending[atom]
            if not times:
                continue
            definition = self._definitions[atom]
            power = powers[definition.relation.key] = times * definition.sign
            for new in _subtract(pending, definition.relation.exponents, power):
                if found := find(new):
                    heappush(heap, (-found.rank, new))
        return powers, {atom: power for atom, power in pending.items() if power}

    def _rank(self, relation: Relation) -> int:
        rank = self._ranks[relation.key] = self._next
        self._next += 1
        return rank


def _over(number: Exponent, divisor: Exponent) -> Exponent:
    if divisor in (1, -1):
        return number * divisor
    return whole(Fraction(number) / divisor)


def _subtract(
    pending: dict[str, Exponent], exponents: Mapping[str, Exponent], times: Exponent
) -> Iterable[str]:
    """Subtract in place, and return the atoms that were not there."""
    new = []
    for atom, power in exponents.items():
        if atom in pending:
            pending[atom] -= power * times
        else:
            new.append(atom)
            pending[atom] = -power * times
    return new
