"""Every cycle that facts close, and whether it comes to one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from compose.dimensions import Monomial, nearest_float
from compose.units.facts.fact import Fact
from compose.units.ledger import Ledger
from compose.units.relations.cycles import Cycle
from compose.units.walk import Stated

__all__ = ["Audit", "AuditedCycle", "audited"]


@dataclass(frozen=True, slots=True)
class AuditedCycle:
    """Facts whose units cancel, so that their factors must multiply to one.

    Parameters
    ----------
    check : Fact
        The fact that closes the cycle: the one added last.
    used : tuple of (Fact, int)
        Each fact, in the order of adding, and how often it is used; negative is backwards.
    product : Fraction or Monomial
        What the factors multiply to, with pint's own along the way.
    tolerance : Fraction
        How far it may be from one: the tolerances of the facts, as often as each is used.
    agrees : bool
    of : str or None
        The substance.

    Examples
    --------
    >>> from compose.units import ConversionGraph
    >>> c = ConversionGraph()
    >>> for src, dst, factor in [("box", "bottle", 12), ("case", "box", 2), ("case", "bottle", 24)]:
    ...     _ = c.add(src, dst, factor)
    >>> (cycle,) = c.audit()
    >>> cycle.product, cycle.agrees, str(cycle.check)
    (Fraction(1, 1), True, '1 case = 24 bottle')
    """

    check: Fact
    used: tuple[tuple[Fact, int], ...]
    product: Fraction | Monomial
    tolerance: Fraction
    agrees: bool
    of: str | None = None

    @property
    def mismatch(self) -> Fraction:
        """How far the product is from one."""
        product = self.product
        return abs((product if isinstance(product, Fraction) else product.nearest()) - 1)

    @property
    def powers(self) -> dict[Fact, int]:
        """How often each fact is used; equal facts count together."""
        counted: dict[Fact, int] = {}
        for fact, count in self.used:
            counted[fact] = counted.get(fact, 0) + count
        return counted

    def __str__(self) -> str:
        return f"{self.check} {self._verdict()}"

    def _verdict(self) -> str:
        others = self._others()
        if self.mismatch == 0:
            return f"agrees exactly with {others}"
        off, allowed = (f"{nearest_float(n):.3g}" for n in (self.mismatch, self.tolerance))
        word = "agrees" if self.agrees else "DISAGREES"
        return f"{word} with {others}{self._given()}: off by {off} where {allowed} is allowed"

    def _others(self) -> str:
        """Name the other facts, and how often one is used; whether backwards is plain to see."""
        texts = [_often(fact, abs(count)) for fact, count in self.used if fact is not self.check]
        return " and ".join([", ".join(texts[:-1]), texts[-1]]) if texts[1:] else _only(texts)

    def _given(self) -> str:
        """Say what the others give in the place of the check."""
        counts = [count for fact, count in self.used if fact is self.check]
        if counts != [1]:
            return ""
        product = self.product
        exact = product if isinstance(product, Fraction) else product.nearest()
        return f", by which it is {nearest_float(self.check.factor.nearest() / exact):.12g}"


def _often(fact: Fact, count: int) -> str:
    return str(fact) if count == 1 else f"{fact} ({count} times)"


def _only(texts: list[str]) -> str:
    return texts[0] if texts else "the definitions"


class Audit:
    """The independent cycles among the facts of a graph. Prints itself.

    Parameters
    ----------
    facts : int
        How many there are.
    cycles : tuple of AuditedCycle
        One for each fact that follows from others, in the order of adding.

    Examples
    --------
    >>> from compose.units import ConversionGraph
    >>> c = ConversionGraph(contradictions="keep")
    >>> for src, dst, factor in [("box", "bottle", 12), ("case", "box", 2), ("case", "bottle", 23)]:
    ...     _ = c.add(src, dst, factor)
    >>> audit = c.audit()
    >>> audit
    <Audit: 3 facts, 1 cycle, 1 mismatch>
    >>> audit.mismatches[0].product
    Fraction(23, 24)
    """

    def __init__(self, facts: int, cycles: tuple[AuditedCycle, ...]) -> None:
        self.facts = facts
        self.cycles = cycles

    @property
    def mismatches(self) -> tuple[AuditedCycle, ...]:
        """The cycles that do not agree."""
        return tuple(cycle for cycle in self.cycles if not cycle.agrees)

    def __iter__(self) -> Iterator[AuditedCycle]:
        return iter(self.cycles)

    def __len__(self) -> int:
        return len(self.cycles)

    def __str__(self) -> str:
        counts = [
            _counted(self.facts, "fact", "facts"),
            _counted(len(self.cycles), "cycle", "cycles"),
            _counted(len(self.mismatches), "mismatch", "mismatches"),
        ]
        return "\n".join([", ".join(counts), *(f"  {cycle}" for cycle in self.cycles)])

    def __repr__(self) -> str:
        return f"<Audit: {str(self).partition(chr(10))[0]}>"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def audited(ledger: Ledger, facts: int) -> Audit:
    """List the cycles of a ledger.

    Parameters
    ----------
    ledger : Ledger
    facts : int
        How many facts the graph has.

    Returns
    -------
    Audit
    """
    cycles = [
        _audited(cycle, of)
        for of, relations in ledger.relations().items()
        for cycle in relations.cycles()
    ]
    return Audit(facts, tuple(cycles))


def _audited(cycle: Cycle, of: str | None) -> AuditedCycle:
    used = [(k.fact, n) for k, n in cycle.powers.items() if isinstance(k, Stated)]
    product = cycle.product.coefficient if cycle.product.is_rational else cycle.product
    (check,) = (k.fact for k in cycle.powers if k is cycle.check and isinstance(k, Stated))
    return AuditedCycle(check, tuple(used), product, cycle.tolerance, cycle.agrees, of)
