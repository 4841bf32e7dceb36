"""The graph of conversions: pint's definitions, and the facts of the user."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Hashable, Iterable
from typing import IO, Any, Literal, Self

from compose.dimensions import PintResolver, default_resolver, default_stamp
from compose.engine.graph import Graph
from compose.errors import ConversionError
from compose.units.answering import UnitLike
from compose.units.asking import Questions
from compose.units.audit import Audit, audited
from compose.units.facts.fact import Fact, read_fact
from compose.units.finding import find
from compose.units.ledger import Ledger
from compose.units.own_units import OwnUnits
from compose.units.places import Place
from compose.units.tables.rows import load, rows_of, save
from compose.units.versions import as_date, in_force, pair_between, pair_of
from compose.units.whole import whole_graph

__all__ = ["ConversionGraph"]

_SHOWN = 3


class ConversionGraph(Questions, OwnUnits):
    """Units of pint's, and facts of one's own about them.

    Everything that can be asked of :mod:`compose.units` can be asked of a graph, and its facts
    count then. A name that pint does not know becomes a unit of this graph, and of no other; the
    registry is never written to.

    Parameters
    ----------
    registry : pint.UnitRegistry, optional
        The application registry by default. What is defined there later is followed.
    contradictions : {"refuse", "keep"}
        Whether a fact that contradicts others is refused when it is added, or kept: then
        :meth:`audit` shows it, and the questions that it makes doubtful are refused.

    Examples
    --------
    >>> from compose.units import ConversionGraph
    >>> c = ConversionGraph()
    >>> print(c.add("bottle", "mL", 750))
    1 bottle = 750 mL
    >>> print(c.add("box", "bottle", 12, note="supplier's sheet"))
    1 box = 12 bottle
    >>> c.convert(2, "box", "L")
    18.0
    >>> print(c.add("L", "kg", "0.789 kg/L", of="ethanol"))
    L → kg: 0.789 kg/L (ethanol)
    >>> c.convert(2, "box", "kg", of="ethanol")
    14.202
    """

    def __init__(
        self, registry: Any = None, *, contradictions: Literal["refuse", "keep"] = "refuse"
    ) -> None:
        if contradictions not in ("refuse", "keep"):
            raise ConversionError(
                f"contradictions={contradictions!r} is neither 'refuse' nor 'keep'"
            )
        super().__init__()
        self._resolver = None if registry is None else PintResolver(registry)
        self._contradictions = contradictions
        self._facts: list[Fact] = []
        self._own: dict[str, None] = {}
        self._overridden: dict[str, str] = {}
        self._ledger: Ledger | None = None

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact, in the order of adding."""
        return tuple(self._facts)

    def add(
        self,
        src: UnitLike,
        dst: UnitLike,
        factor: Any = None,
        *,
        of: str | None = None,
        exact: bool | None = None,
        tolerance: Any = None,
        note: str | None = None,
        source: str | None = None,
        date: dt.date | str | None = None,
        offset: Any = None,
        override: bool = False,
    ) -> Fact:
        """State that one ``src`` is so many ``dst``.

        Parameters
        ----------
        src, dst : str or pint.Unit
            Products of names. A name that pint does not know is new: letters, digits,
            underscores and inner hyphens, or one sign of a currency. It is then written as it
            stands, without a prefix or a plural.
        factor : number, str, quantity or Map, optional
            An int, a Fraction and a Decimal are exact; a float stands for its shortest decimal
            text. Text with a decimal point or an exponent is good to half a unit in its last
            place, and may be a quantity in any fitting unit: ``"0.789 kg/L"``. A map, such as
            `compose.engine.valued.Function`, converts readings. Without a factor it is the one
            that is known already.
        of : str, optional
            The substance that the fact is about; it counts where this is asked with.
        exact : bool, optional
            Whether text is exact however it is written.
        tolerance : number or str, optional
            How far the factor may be off, relatively: ``0.01`` or ``"1 %"``.
        note, source : str, optional
            Shown in explanations.
        date : datetime.date or str, optional
            From when the fact holds. Of facts that are dated otherwise alike, the latest counts.
        offset : number, str or quantity, optional
            What is added: ``dst = factor · src + offset``. The name ``src`` is a scale then.
        override : bool
            Whether `src` may be a name that pint knows. In this graph it then means what the
            fact says, and so does what pint defines by it; answers announce it.

        Returns
        -------
        Fact

        Raises
        ------
        FactDisagreementError
            If it contradicts pint's definitions or other facts, beyond the tolerances; both
            routes, what each gives, and their ratio. Nothing has changed then.
        UnknownUnitError, DimensionError, ConversionError
            If it cannot be read.

        Examples
        --------
        >>> from compose.units import ConversionGraph
        >>> c = ConversionGraph()
        >>> print(c.add("USD", "EUR", "0.92", date="2026-03-01", source="bank"))
        1 USD = 0.92 EUR (2026-03-01, bank)
        >>> from compose.errors import FactDisagreementError
        >>> try:
        ...     c.add("foot", "inch", 13)
        ... except FactDisagreementError as error:
        ...     print(error.first_value, error.second_value, error.ratio)
        12 13 13/12
        """
        ledger = self._settled()

        def read(source_place: Place, target_place: Place) -> Fact:
            stated = factor
            if factor is None and offset is None:
                stated = _known_factor(ledger, source_place, target_place, of)
            return read_fact(
                source_place,
                target_place,
                stated,
                ledger.reader,
                of=of,
                exact=exact,
                tolerance=tolerance,
                note=note,
                source=source,
                date=date,
                offset=offset,
            )

        fact = ledger.state(self._spelt(src), self._spelt(dst), read, override=override)
        self._facts.append(fact)
        self._forget()
        return fact

    def remove(self, src: UnitLike, dst: UnitLike, *, of: str | None = None) -> tuple[Fact, ...]:
        """Remove what was stated about two units, whichever way round.

        Parameters
        ----------
        src, dst : str or pint.Unit
        of : str, optional
            The substance; only what belongs to it is removed, and without it only what belongs to
            none.

        Returns
        -------
        tuple of Fact
            Every version that there was.

        Raises
        ------
        ConversionError
            If nothing was.

        Examples
        --------
        >>> from compose.units import ConversionGraph
        >>> c = ConversionGraph()
        >>> _ = c.add("box", "bottle", 12)
        >>> [str(fact) for fact in c.remove("box", "bottle")], c.facts
        (['1 box = 12 bottle'], ())
        """
        reader = self._settled().reader
        places = reader.place(src), reader.place(dst)
        pair = pair_between(*places, of)
        removed = tuple(fact for fact in self._facts if pair_of(fact) == pair)
        if not removed:
            about = f" of {of}" if of else ""
            raise ConversionError(
                f"no fact relates {places[0].name} and {places[1].name}{about}; see c.facts"
            )
        self._facts = [fact for fact in self._facts if pair_of(fact) != pair]
        left = {n for f in self._facts for n in (*f.src_powers, *f.dst_powers)}
        self._own = {name: None for name in self._own if name in left}
        overriding = {n for fact in self._facts if fact.override for n in fact.src_powers}
        self._overridden = {n: t for n, t in self._overridden.items() if n in overriding}
        self._ledger = None
        self._forget()
        return removed

    def at(self, date: dt.date | str) -> Self:
        """Return the graph of a day: a snapshot, which later facts do not change.

        Parameters
        ----------
        date : datetime.date or str
            Text as in ``"2026-03-01"``.

        Returns
        -------
        ConversionGraph
            With the facts that have no date, and of each pair the latest that is dated on that
            day or before.

        Examples
        --------
        >>> from compose.units import ConversionGraph
        >>> c = ConversionGraph()
        >>> _ = c.add("USD", "EUR", "0.92", date="2026-01-31")
        >>> _ = c.add("USD", "EUR", "0.95", date="2026-02-28")
        >>> c.convert(100, "USD", "EUR"), c.at("2026-02-01").convert(100, "USD", "EUR")
        (95.0, 92.0)
        """
        return self._with(in_force(self._facts, as_date(date)))

    def audit(self) -> Audit:
        """List every independent cycle among the facts that count, with its mismatch.

        Returns
        -------
        Audit
            It prints itself; ``mismatches`` are the cycles that do not agree.
        """
        return audited(self._settled(), len(self._facts))

    @property
    def graph(self) -> Graph:
        """Every fact that counts as an edge, away from the unit that was stated first.

        Units that pint relates are joined; what belongs to a substance has nodes of its own.
        """
        return whole_graph(self._settled())

    @classmethod
    def from_table(
        cls,
        rows: Any,
        *,
        registry: Any = None,
        contradictions: Literal["refuse", "keep"] = "refuse",
    ) -> Self:
        """Make a graph of the rows of a table.

        Parameters
        ----------
        rows : path, file object, data frame, or iterable of mappings
            A path or a file is CSV. The columns are the parameters of :meth:`add`.
        registry : pint.UnitRegistry, optional
        contradictions : {"refuse", "keep"}

        Returns
        -------
        ConversionGraph

        Raises
        ------
        TableError
            If rows cannot be taken: all of them, each with its line and the reason.

        Examples
        --------
        >>> from compose.units import ConversionGraph
        >>> c = ConversionGraph.from_table([{"src": "box", "dst": "bottle", "factor": "12"}])
        >>> c.convert(2, "box", "bottle")
        24.0
        """
        graph = cls(registry, contradictions=contradictions)
        taking: Any = graph
        load(taking, rows)
        return graph

    def to_table(self, path: str | os.PathLike[str] | IO[str] | None = None) -> Any:
        """Return the facts as rows, or write them as CSV; :meth:`from_table` reads both back.

        Parameters
        ----------
        path : path or file object, optional

        Returns
        -------
        list of dict or None
            The rows, where there is no path.

        Examples
        --------
        >>> from compose.units import ConversionGraph
        >>> c = ConversionGraph()
        >>> _ = c.add("box", "bottle", 12)
        >>> c.to_table()[0]["src"]
        'box'
        """
        return rows_of(self._facts) if path is None else save(self._facts, path)

    def copy(self) -> Self:
        """Return a graph of the same facts, to which others may be added.

        Returns
        -------
        ConversionGraph
        """
        return self._with(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        of = {fact.of: None for fact in self._facts if fact.of}
        about = f", of {', '.join(list(of)[:_SHOWN])}{', …' * (len(of) > _SHOWN)}" if of else ""
        return f"<ConversionGraph: {len(self._facts)} facts{about}>"

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self.copy()

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what is worked out; the registry comes back as pint's quantities do."""
        names = ("_resolver", "_contradictions", "_facts", "_own", "_overridden")
        return {name: getattr(self, name) for name in names}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._ledger = None
        self._forget()

    def _with(self, facts: Iterable[Fact]) -> Self:
        graph = type(self)(contradictions=self._contradictions)
        state = self.__getstate__() | {"_facts": list(facts)}
        graph.__setstate__(state | {"_own": dict(self._own), "_overridden": dict(self._overridden)})
        return graph

    def _spelt(self, spec: UnitLike) -> str:
        return spec if isinstance(spec, str) else self._settled().reader.place(spec).name

    def _stamp(self) -> Callable[[], Hashable]:
        return default_stamp() if self._resolver is None else self._resolver.stamp

    def _settled(self) -> Ledger:
        resolver = self._resolver or default_resolver()
        ledger = self._ledger
        if ledger is None or ledger.resolver is not resolver or ledger.stamp != resolver.stamp():
            self._forget()
            ledger = self._ledger = self._rebuilt(resolver)
        return ledger

    def _rebuilt(self, resolver: PintResolver) -> Ledger:
        """Read the facts anew: a definition has changed, or a fact has gone.

        What then contradicts is kept, and refused where a question touches it.
        """
        ledger = Ledger(resolver, keep=self._contradictions == "keep")
        ledger.restore(self._facts, self._own, self._overridden)
        self._own, self._overridden = ledger.own, ledger.overridden
        return ledger


def _known_factor(ledger: Ledger, src: Place, dst: Place, of: str | None) -> Any:
    """Return the factor that is known, where the user states none."""
    substance = of if of in ledger.relations() else None
    found = find(ledger.known(substance), src, dst)
    if not found.is_straight or found.offset:
        raise ConversionError(f"{src.name} to {dst.name} is no factor; leave the fact out")
    return found.factor
