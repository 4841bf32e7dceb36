"""Relations laid on top of other relations: what each adds, and what must then be asked anew."""

# ruff: noqa: SLF001 - layers know one another

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from enum import Enum
from fractions import Fraction

from compose.units.relations.checks import Checks, closed_by
from compose.units.relations.cycles import ContradictionError, Cycle, Exponent, Relation
from compose.units.relations.elimination import Basis

__all__ = ["Layer", "Role"]

_ONCE = (1, -1)
# Floats are tight, decimals as people write them are not.
_TIGHT = Fraction(1, 10**12)


class Role(Enum):
    """What a relation adds to those before it."""

    DEFINITION = "definition"
    BRIDGE = "bridge"
    CHECK = "check"


class Layer:
    """Relations in the order of adding, on top of others that do not know of them.

    Parameters
    ----------
    is_ground : callable
        Tells of an atom whether no fact defines it.
    below : Layer, optional
        What these are laid on.
    """

    def __init__(self, is_ground: Callable[[str], bool], below: Layer | None = None) -> None:
        self._is_ground = is_ground
        self._below = below
        self._above: list[Layer] = []
        self._relations: dict[Hashable, Relation] = {}
        self._changes = 0
        self._tight: Layer | None = None
        self._start()
        if below is not None:
            below._above.append(self)

    def _start(self) -> None:
        below = self._below
        self.basis: Basis = Basis(below.basis if below else None)
        self.checks: Checks = Checks(below.checks if below else None)
        self._seen: set[str] = set()
        self._is_stale = False
        self._drop_tight()

    @property
    def version(self) -> int:
        """A number that grows with every change, of what lies below too."""
        return self._changes + (self._below.version if self._below else 0)

    @property
    def own(self) -> Mapping[Hashable, Relation]:
        """The relations of this layer."""
        return self._relations

    def __getitem__(self, key: Hashable) -> Relation:
        """Return the relation with a key, of this layer or of one below."""
        found = self._relations.get(key)
        if found is None and self._below is not None:
            return self._below[key]
        return self._relations[key] if found is None else found

    def add(self, relation: Relation, *, keep: bool = False) -> Role:
        """Add a relation, unless this layer or one above has a contradiction then.

        Parameters
        ----------
        relation : Relation
        keep : bool
            Whether it is added all the same.

        Returns
        -------
        Role

        Raises
        ------
        ContradictionError
            If there is one.
        """
        self.settle()
        new = self._new(relation)
        pivot = self._pivot_among(new, relation)
        role = self._place(relation, new, pivot, keep=keep)
        self._relations[relation.key] = relation
        self._add_tight(relation)
        self._changes += 1
        if role is not Role.CHECK:
            self._tell_above(relation.key, None if pivot is None else new, keep=keep)
        return role

    def replace(self, relation: Relation) -> bool:
        """Give a relation another value, where no check can mind.

        Parameters
        ----------
        relation : Relation
            With the key and the exponents of one of this layer.

        Returns
        -------
        bool
            False where it must be removed and added instead; nothing has changed then.
        """
        old = self._relations[relation.key]
        if self._is_stale or old.exponents != relation.exponents or not self._is_unchecked():
            return False
        self._relations[relation.key] = relation
        self._changes += 1
        return True

    def _is_unchecked(self) -> bool:
        layers, found = [self], True
        while layers and found:
            layer = layers.pop()
            found = not layer.checks.keys and layer._tight is None
            layers += layer._above
        return found

    def remove(self, key: Hashable) -> None:
        """Remove a relation of this layer; what that changes is worked out when it is asked for.

        Parameters
        ----------
        key : hashable
        """
        del self._relations[key]
        self._changes += 1
        self._is_stale = True

    def settle(self) -> None:
        """Work out anew what removals may have changed."""
        if self._below is not None:
            self._below.settle()
        if self._is_stale:
            self._replay(keep=True)
            for layer in self._above:
                layer._is_stale = True

    def cycle(self, relation: Relation) -> Cycle:
        """Return the cycle that a relation closes which follows from the basis.

        Parameters
        ----------
        relation : Relation

        Returns
        -------
        Cycle
        """
        powers, _ = self.basis.solve(relation.exponents)
        return closed_by(relation, powers, self.__getitem__)

    def _new(self, relation: Relation) -> list[str]:
        """Return the atoms that neither this layer nor one below mentions."""
        new = [atom for atom in relation.exponents if atom not in self._seen]
        below = self._below
        while new and below is not None:
            new = [atom for atom in new if atom not in below._seen]
            below = below._below
        return new

    def _pivot_among(self, atoms: list[str], relation: Relation) -> str | None:
        """Return the first atom that the relation may define."""
        for atom in atoms:
            if relation.exponents[atom] in _ONCE and not self._is_ground(atom):
                return atom
        return None

    def _place(self, relation: Relation, new: list[str], pivot: str | None, *, keep: bool) -> Role:
        if pivot is not None:
            self.basis.define(relation, pivot)
            role = Role.DEFINITION
        else:
            role = self._join_or_check(relation, keep=keep)
        self._seen.update(new)
        return role

    def _join_or_check(self, relation: Relation, *, keep: bool) -> Role:
        _, roots = self.basis.unfolded(relation.exponents)
        left, subtracted = self.basis.reduced(roots) if roots else ({}, {})
        if not left:
            self._check(relation, keep=keep)
            return Role.CHECK
        pivot = min(left, key=lambda atom: self._cost(atom, left[atom]))
        self.basis.join(relation, pivot, left, subtracted)
        is_definition = left[pivot] in _ONCE and not self._is_ground(pivot)
        return Role.DEFINITION if is_definition else Role.BRIDGE

    def _cost(self, atom: str, power: Exponent) -> tuple[bool, bool, int]:
        """Names of one's own go first, then the atom that fewer were joined to."""
        return self._is_ground(atom), power not in _ONCE, self.basis.weight(atom)

    def _check(self, relation: Relation, *, keep: bool) -> None:
        cycle = self.cycle(relation)
        if cycle.agrees and relation.tolerance <= _TIGHT < cycle.tolerance:
            cycle = self._tight_cycle(relation) or cycle
        self.checks.take(cycle, keep=keep)

    def _tight_cycle(self, relation: Relation) -> Cycle | None:
        """Return how a fact contradicts the facts that are as exact as itself.

        A fact in a cycle with a vague one may agree with that, and contradict a third one that
        agrees with it as well.
        """
        try:
            self._tight_ones().add(relation)
        except ContradictionError as error:
            return error.cycle
        return None

    def _tight_ones(self) -> Layer:
        """Return these relations without the vague ones; made only where it matters."""
        if self._tight is None:
            below = self._below
            self._tight = Layer(self._is_ground, below._tight_ones() if below else None)
            for relation in self._relations.values():
                self._add_tight(relation)
        return self._tight

    def _add_tight(self, relation: Relation) -> None:
        tight = self._tight
        if tight is not None and relation.tolerance <= _TIGHT and relation.key not in tight.own:
            tight.add(relation, keep=True)

    def _drop_tight(self) -> None:
        if self._tight is not None and self._tight._below is not None:
            above = self._tight._below._above
            above[:] = [layer for layer in above if layer is not self._tight]
        self._tight = None

    def _tell_above(self, key: Hashable, new: list[str] | None, *, keep: bool) -> None:
        """Have each layer checked that a new fact may touch."""
        if not self._above:
            return
        try:
            for layer in self._above:
                layer._hear(new, keep=keep)
        except ContradictionError:
            self.remove(key)
            raise

    def _hear(self, new: list[str] | None, *, keep: bool) -> None:
        """Ask anew, unless the fact is about names that nothing here mentions."""
        if new is None or not self._seen.isdisjoint(new):
            self._replay(keep=keep)
        for layer in self._above:
            layer._hear(new, keep=keep)

    def _replay(self, *, keep: bool) -> None:
        self._start()
        for relation in self._relations.values():
            new = self._new(relation)
            self._place(relation, new, self._pivot_among(new, relation), keep=keep)
