"""Relations between atoms: what follows from them, and whether they agree.

A relation says that a product of powers of atoms is worth a number. What it says is a
definition of a new name, a bridge between known ones, or a check of what follows already.

>>> from compose.dimensions.monomials import Monomial
>>> known = Relations()
>>> known.add(Relation("box", {"box": 1, "bottle": -1}, Monomial(Fraction(12))))
<Role.DEFINITION: 'definition'>
>>> known.add(Relation("pallet", {"pallet": 1, "box": -1}, Monomial(Fraction(40))))
<Role.DEFINITION: 'definition'>
>>> solution = known.solve({"pallet": 1, "bottle": -1})
>>> solution.powers, known.value(solution.powers)[0]
({'box': 1, 'pallet': 1}, Monomial('480'))
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from compose.dimensions.monomials import Monomial
from compose.units.relations.checks import allowed
from compose.units.relations.cycles import (
    ContradictionError,
    Cycle,
    Exponent,
    Relation,
    worth,
)
from compose.units.relations.layers import Layer, Role

__all__ = [
    "ContradictionError",
    "Cycle",
    "Relation",
    "Relations",
    "Role",
    "Solution",
]


@dataclass(frozen=True, slots=True)
class Solution:
    """A product of atoms as a product of facts.

    Parameters
    ----------
    powers : mapping of hashable to int or Fraction
        How often each fact is used, in the order of adding; negative is backwards. Fractions
        occur only where the question has them.
    left : mapping of str to int or Fraction
        The atoms that no fact removes: empty if the question has an answer.
    """

    powers: Mapping[Hashable, Exponent]
    left: Mapping[str, Exponent]

    @property
    def is_whole(self) -> bool:
        """Whether the facts suffice."""
        return not self.left


def _nothing_is_ground(_atom: str) -> bool:
    return False


class Relations:
    """Relations, in the order in which they were added.

    Parameters
    ----------
    is_ground : callable, optional
        Tells of an atom whether it is a base unit, which no fact defines.

    Notes
    -----
    Facts that do not follow from earlier ones are a basis, and what a question comes to in that
    basis is unique. So a later check changes no answer, and answers depend on the order of
    adding alone.
    """

    def __init__(self, is_ground: Callable[[str], bool] = _nothing_is_ground) -> None:
        self._is_ground = is_ground
        self._below: Relations | None = None
        self._layer = Layer(is_ground)

    @property
    def version(self) -> int:
        """A number that grows with every change, of what lies below an overlay too."""
        return self._layer.version

    def child(self) -> Relations:
        """Return an overlay: these relations, and more that do not touch them.

        Returns
        -------
        Relations
            It follows what is added here later, and has its word in it: what contradicts an
            overlay is refused.

        Examples
        --------
        >>> base = Relations(is_ground={"m", "kg"}.__contains__)
        >>> ethanol = base.child()
        >>> density = Relation("density", {"m": 3, "kg": -1}, Monomial(Fraction(1, 789)))
        >>> ethanol.add(density)
        <Role.BRIDGE: 'bridge'>
        >>> base.solve({"m": 3, "kg": -1}).is_whole, ethanol.solve({"m": 3, "kg": -1}).is_whole
        (False, True)
        """
        overlay = Relations(self._is_ground)
        overlay._below = self
        overlay._layer = Layer(self._is_ground, self._layer)
        return overlay

    def copy(self) -> Relations:
        """Return relations of their own, with the same content and without the overlays.

        Returns
        -------
        Relations
        """
        other = self._below.copy().child() if self._below else Relations(self._is_ground)
        for relation in self._layer.own.values():
            other.add(relation, keep=True)
        return other

    def __len__(self) -> int:
        return len(self._layer.own)

    def __contains__(self, key: object) -> bool:
        return key in self._layer.own or (self._below is not None and key in self._below)

    def __getitem__(self, key: Hashable) -> Relation:
        """Return the relation with a key, of what lies below an overlay too."""
        return self._layer[key]

    def add(self, relation: Relation, *, keep: bool = False) -> Role:
        """Add a relation.

        Parameters
        ----------
        relation : Relation
            With a key of its own.
        keep : bool
            Whether a contradiction is kept as a check that fails.

        Returns
        -------
        Role

        Raises
        ------
        ContradictionError
            If it does not agree with what follows from the others, or from them and an overlay;
            nothing has changed then.

        Examples
        --------
        >>> known = Relations(is_ground={"m", "kg", "s"}.__contains__)
        >>> known.add(Relation("density", {"m": 3, "kg": -1}, Monomial(Fraction(1, 789))))
        <Role.BRIDGE: 'bridge'>
        >>> flow = Relation("flow", {"m": 3, "kg": -1}, Monomial(Fraction(1, 1000)))
        >>> known.add(flow, keep=True)
        <Role.CHECK: 'check'>
        >>> known.cycles()[0].product
        Monomial('789/1000')
        """
        if relation.key in self:
            raise ValueError(f"{relation.key!r} is there already; remove it first")
        return self._layer.add(relation, keep=keep)

    def remove(self, key: Hashable) -> None:
        """Remove a relation.

        Parameters
        ----------
        key : hashable

        Raises
        ------
        KeyError
            If there is none here; what lies below an overlay is removed there.
        """
        self._layer.remove(key)

    def replace(self, relation: Relation) -> bool:
        """Give a relation another value, in no time, where no check can mind.

        Parameters
        ----------
        relation : Relation
            With the key and the exponents of one that is here.

        Returns
        -------
        bool
            False where it must be removed and added instead; nothing has changed then.

        Examples
        --------
        >>> rates = Relations()
        >>> _ = rates.add(Relation("rate", {"USD": 1, "EUR": -1}, Monomial(Fraction(9, 10))))
        >>> rates.replace(Relation("rate", {"USD": 1, "EUR": -1}, Monomial(Fraction(8, 10))))
        True
        """
        return self._layer.replace(relation)

    def solve(self, exponents: Mapping[str, Exponent]) -> Solution:
        """Write a product of atoms as a product of facts.

        Parameters
        ----------
        exponents : mapping of str to int or Fraction

        Returns
        -------
        Solution

        Raises
        ------
        FractionalUseError
            If only a root of a fact would do.
        """
        self._layer.settle()
        powers, left = self._layer.basis.solve(exponents)
        if left:
            return Solution(powers, left)
        finest = math.lcm(*(power.denominator for power in exponents.values()))
        return Solution(self._layer.checks.without_roots(powers, finest), left)

    def value(self, powers: Mapping[Hashable, Exponent]) -> tuple[Monomial, Fraction]:
        """Multiply powers of facts.

        Parameters
        ----------
        powers : mapping of hashable to int or Fraction

        Returns
        -------
        product : Monomial
        tolerance : Fraction
            The tolerances of the facts, added up as often as each is used.
        """
        used = [(self[key], power) for key, power in powers.items()]
        return worth((relation.value, power) for relation, power in used), allowed(used)

    def cycles(self) -> list[Cycle]:
        """Return every independent cycle: one for each check, in the order of adding.

        Returns
        -------
        list of Cycle
            An overlay lists those that its own facts close.
        """
        layer = self._layer
        layer.settle()
        failing = layer.checks.failing()
        return [failing.get(key) or layer.cycle(layer[key]) for key in layer.checks.keys]

    def doubt(self, powers: Mapping[Hashable, Exponent]) -> Cycle | None:
        """Return a cycle that does not agree, and that a fact of an answer is in.

        Parameters
        ----------
        powers : mapping of hashable to int or Fraction
            The facts of the answer.

        Returns
        -------
        Cycle or None
            Always None where contradictions are refused.
        """
        self._layer.settle()
        return self._layer.checks.doubt(powers)
