"""The questions to a graph of conversions, and the memory of their answers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from compose.dimensions import remember
from compose.engine.algebra import Agreement
from compose.engine.graph import Graph
from compose.errors import ConversionError, shown
from compose.units.answering import Answer, Options, UnitLike, ask
from compose.units.edges import explained_graph
from compose.units.fewest import with_fewest_facts
from compose.units.ledger import Ledger
from compose.units.parallel import parallel_steps
from compose.units.values.bulk import Converter
from compose.units.values.frames import convert_columns
from compose.units.values.intake import writable
from compose.units.values.symbolic import Factor

if TYPE_CHECKING:
    from compose.units.paper import ConversionExplanation

__all__ = ["Questions"]

Quick: TypeAlias = "tuple[Callable[[], Hashable], Hashable, Callable[[float], float], Answer]"
"""What gives the stamp, what it was, the function for one float, and the answer."""

_WHOLE = 2**53
_PLAIN = Options()


class Questions(ABC):
    """What can be asked, of pint's definitions and of a user's facts.

    Each question takes the same options. `via` are the units to go through, `of` is the substance
    whose facts count, `strict=True` refuses that radians, cycles, bits or counts come or go, and
    `reciprocal=True` lets a unit lead to the reciprocal of its kind.
    """

    def __init__(self) -> None:
        self._forget()

    @abstractmethod
    def _settled(self) -> Ledger:
        """Return the facts as the definitions of now have them."""

    @abstractmethod
    def _stamp(self) -> Callable[[], Hashable]:
        """Return what gives something equal as long as the definitions are what they were."""

    def _forget(self) -> None:
        # New tables: a question in another thread puts its answer into the old ones.
        self._answers: dict[Hashable, Answer] = {}
        self._quick: dict[Any, Quick] = {}

    def convert(
        self,
        value: Any,
        src: UnitLike,
        dst: UnitLike,
        *,
        via: Sequence[UnitLike] | None = None,
        of: str | None = None,
        exact: bool = False,
        strict: bool = False,
        reciprocal: bool = False,
    ) -> Any:
        """Convert a value; see :func:`compose.units.convert`.

        Examples
        --------
        >>> from compose.units import ConversionGraph
        >>> c = ConversionGraph()
        >>> _ = c.add("box", "bottle", 12)
        >>> c.convert(2.5, "box", "bottle")
        30.0
        """
        if via is of is None and not (exact or strict or reciprocal):
            try:
                now, stamp, scalar, answer = self._quick[src, dst]
            except (KeyError, TypeError, ValueError):
                pass
            else:
                if now() == stamp:
                    return scalar(value) if type(value) is float else _moved(answer, value)
        answer = self._answered(src, dst, via, of, strict=strict, reciprocal=reciprocal)
        return answer.map(value, exact=exact)

    def factor(
        self,
        src: UnitLike,
        dst: UnitLike,
        *,
        via: Sequence[UnitLike] | None = None,
        of: str | None = None,
        strict: bool = False,
    ) -> Fraction | Factor:
        """Return the exact factor; see :func:`compose.units.factor`.

        Examples
        --------
        >>> from compose.units import ConversionGraph
        >>> c = ConversionGraph()
        >>> _ = c.add("box", "bottle", 12)
        >>> c.factor("bottle", "box")
        Fraction(1, 12)
        """
        return self._answered(src, dst, via, of, strict=strict).factor

    def converter(
        self,
        src: UnitLike,
        dst: UnitLike,
        *,
        via: Sequence[UnitLike] | None = None,
        of: str | None = None,
        strict: bool = False,
        reciprocal: bool = False,
    ) -> Converter:
        """Return the conversion as a function; see :func:`compose.units.converter`.

        Examples
        --------
        >>> from compose.units import ConversionGraph
        >>> c = ConversionGraph()
        >>> _ = c.add("box", "bottle", 12)
        >>> c.converter("box", "bottle")([1, 2, None])
        [12.0, 24.0, None]
        """
        answer = self._answered(src, dst, via, of, strict=strict, reciprocal=reciprocal)
        kind = "irrational" if answer.map.rational else answer.kind
        return Converter(answer.map, answer.src, answer.dst, answer.notes, kind)

    def explain(
        self,
        src: UnitLike,
        dst: UnitLike,
        *,
        via: Sequence[UnitLike] | None = None,
        of: str | None = None,
        value: Any = None,
        strict: bool = False,
        reciprocal: bool = False,
    ) -> ConversionExplanation:
        """Explain a conversion; see :func:`compose.units.explain`.

        Examples
        --------
        >>> from compose.units import ConversionGraph
        >>> c = ConversionGraph()
        >>> _ = c.add("box", "bottle", 12, note="sheet 3")
        >>> c.explain("box", "bottle").total
        12
        """
        from compose.units.paper import on_paper

        answer = self._answered(src, dst, via, of, strict=strict, reciprocal=reciprocal)
        graph = _graph(answer, of)
        why = graph.explain(answer.dst, answer.src, algebra=Agreement())
        value = None if value is None else writable(value)
        moved = None if value is None else answer.map(value)
        names = frozenset(answer.ledger.own)
        total = answer.factor if answer.map.is_scale and not answer.map.rational else None
        return on_paper(
            why, value=value, answer=moved, total=total, notes=answer.notes, names=names
        )

    def graph_between(
        self,
        src: UnitLike,
        dst: UnitLike,
        via: Sequence[UnitLike] | None = None,
        of: str | None = None,
        *,
        reciprocal: bool = False,
    ) -> Graph:
        """Return the graph that leads from one unit to another.

        See :func:`compose.units.graph_between`. A fact between two units on the way that is not
        needed for it is a branch beside it: a check.

        Examples
        --------
        >>> from compose.units import ConversionGraph
        >>> c = ConversionGraph()
        >>> _ = c.add("bottle", "mL", 750)
        >>> _ = c.add("box", "bottle", 12)
        >>> list(c.graph_between("box", "mL").nodes)
        ['box', 'bottle', 'mL']
        """
        return _graph(self._answered(src, dst, via, of, reciprocal=reciprocal), of)

    def convert_columns(
        self, frame: Any, columns: Mapping[Any, tuple[UnitLike, UnitLike]], **options: Any
    ) -> tuple[Any, Any]:
        """Convert columns of a frame, and say how.

        Parameters
        ----------
        frame : DataFrame of pandas or Polars, Table of PyArrow, dict of columns, or list of dicts
        columns : mapping
            Of each column, from what to what: ``{"volume": ("mL", "L")}``.
        **options
            As for :meth:`converter`.

        Returns
        -------
        frame : object
            A new one, of the same kind.
        provenance : object
            A row for each column: both units, the factor and where it comes from.

        Examples
        --------
        >>> from compose.units import ConversionGraph
        >>> c = ConversionGraph()
        >>> _ = c.add("box", "bottle", 12)
        >>> c.convert_columns({"stock": [1, 2]}, {"stock": ("box", "bottle")})[0]
        {'stock': [12.0, 24.0]}
        """
        asked: Any = self
        frames: tuple[Any, Any] = convert_columns(frame, columns, asked, **options)
        return frames

    def _answered(
        self,
        src: UnitLike,
        dst: UnitLike,
        via: Sequence[UnitLike] | None = None,
        of: str | None = None,
        *,
        strict: bool = False,
        reciprocal: bool = False,
    ) -> Answer:
        """Recall an answer whose definitions are what they were, or work it out."""
        if isinstance(via, str):
            raise ConversionError(f"via is the text {via!r}; give a list of units: via=[{via!r}]")
        if of is not None and not isinstance(of, str):
            raise ConversionError(f"of={shown(of)} names no substance; give its name as text")
        now = self._stamp()
        stamp, ledger = now(), self._settled()
        answers, quick = self._answers, self._quick
        options = Options(tuple(via or ()), of, strict, reciprocal)
        specs = [ledger.resolver.key(spec) for spec in (src, dst, *options.via)]
        if None in specs:
            return ask(ledger, src, dst, options)
        key = *specs, of, strict, reciprocal
        answer = answers.get(key)
        if answer is None:
            answer = ask(ledger, src, dst, options)
            if not answer.found.is_fleeting:
                remember(answers, key, answer)
                if options == _PLAIN and isinstance(src, str) and isinstance(dst, str):
                    remember(quick, (src, dst), (now, stamp, answer.scalar, answer))
        return answer


def _moved(answer: Answer, value: Any) -> Any:
    """Move a value that is no float; a small int is one without loss."""
    if type(value) is int and -_WHOLE <= value <= _WHOLE:
        return answer.scalar(float(value))
    return answer.map(value)


def _readable(answer: Answer, of: str | None) -> Answer:
    legs = [with_fewest_facts(answer.ledger, leg, of) for leg in answer.legs]
    return Answer(answer.ledger, legs[0] if len(legs) == 1 else answer.found, legs)


def _graph(answer: Answer, of: str | None) -> Graph:
    steps = _readable(answer, of).steps()
    checks = parallel_steps(answer.ledger, steps, of)
    return explained_graph(answer.ledger.reader, [answer.src], [*steps, *checks])
