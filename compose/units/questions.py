"""The questions about units, answered by the engine.

A question makes a graph of units (:mod:`compose.units.route`), and the engine sweeps it under
the algebra of agreement: maps are composed along the route, and the edge that joins both ends
directly must agree with it.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

from compose.dimensions import (
    Footing,
    Monomial,
    PintResolver,
    Unit,
    default_resolver,
    remember,
)
from compose.engine.algebra import Agreement
from compose.engine.explain import Explanation
from compose.engine.graph import Graph
from compose.engine.maps import Affine
from compose.errors import ConversionError
from compose.units.moving import moved
from compose.units.route import Place, Step, by_definitions, by_names, step_between

__all__ = ["convert", "explain", "factor", "graph_between"]

UnitLike: TypeAlias = str | Unit


def convert(
    value: Any,
    src: UnitLike,
    dst: UnitLike,
    *,
    via: Sequence[UnitLike] | None = None,
    exact: bool = False,
) -> Any:
    """Convert a value from one unit to another.

    Parameters
    ----------
    value : int, float, Fraction, Decimal or numpy.ndarray
        A real number, or an array of them.
    src, dst : str or pint.Unit
        From what, to what: ``"mL"``, ``"km^3"``, ``"cm³"``, ``"m3/h"``, ``"degC"``.
    via : sequence of str or pint.Unit, optional
        The units to go through; the definitions decide by default. It changes no digit.
    exact : bool
        Whether to answer with a Fraction.

    Returns
    -------
    float, Fraction, Decimal or numpy.ndarray
        An int or a float gives the float nearest to the exact result. A Fraction stays one,
        where the factor is rational. A Decimal is rounded once, to the precision of its context.
        An array is multiplied by the float nearest to the factor, so its last digit may differ.
        Infinities, NaN and the sign of zero pass as in IEEE arithmetic.

    Raises
    ------
    UnknownUnitError
        If a text names no unit; the nearest names.
    DimensionError
        If the units measure different things.
    ConversionError
        If one of them is a logarithmic scale, if the value is no real number, or if an exact
        answer was asked for and there is none.

    Examples
    --------
    >>> from compose import units
    >>> units.convert(5, "mL", "km^3")
    5e-15
    >>> units.convert(37, "degC", "degF")
    98.6
    >>> units.convert(1, "mile", "yard", exact=True)
    Fraction(1760, 1)
    """
    answer = _answered(src, dst, via)
    if exact and not answer.is_rational:
        raise ConversionError(
            f"{answer.src} to {answer.dst} is {answer.factor}, which is irrational: "
            "no fraction is exact; ask without exact=True"
        )
    return moved(value, answer.scale, answer.offset, exact=exact, rational=answer.is_rational)


def factor(
    src: UnitLike, dst: UnitLike, *, via: Sequence[UnitLike] | None = None
) -> Fraction | Monomial:
    """Return by what a magnitude in ``src`` is multiplied to be one in ``dst``.

    Parameters
    ----------
    src, dst : str or pint.Unit
    via : sequence of str or pint.Unit, optional
        The units to go through.

    Returns
    -------
    Fraction or Monomial
        The exact factor. Where it is irrational it is a product of a fraction with constants
        such as π, and with roots; ``float()`` of it is the nearest float.

    Raises
    ------
    UnknownUnitError
        If a text names no unit.
    DimensionError
        If the units measure different things.
    ConversionError
        If no factor leads from one to the other: on scales whose zeros differ, or on
        logarithmic ones.

    Examples
    --------
    >>> from compose import units
    >>> units.factor("mL", "km^3")
    Fraction(1, 1000000000000000)
    >>> print(units.factor("turn", "radian"))
    2 * π
    """
    answer = _answered(src, dst, via)
    if answer.offset:
        raise ConversionError(
            f"{answer.src} to {answer.dst} moves the zero, so no factor converts a "
            f"reading; use convert, or differences: 'delta_{answer.src}'"
        )
    return answer.scale.coefficient if answer.is_rational else answer.factor


def explain(src: UnitLike, dst: UnitLike, *, via: Sequence[UnitLike] | None = None) -> Explanation:
    """Explain a conversion: each unit on the way, each factor, and their product.

    Parameters
    ----------
    src, dst : str or pint.Unit
    via : sequence of str or pint.Unit, optional
        The units to go through; the definitions decide by default.

    Returns
    -------
    Explanation

    Raises
    ------
    ConversionError
        As for :func:`convert`.

    Examples
    --------
    >>> from compose import units
    >>> units.explain("mL", "km^3", via=["cm^3", "m^3"]).total
    Fraction(1, 1000000000000000)
    """
    question = _Question(src, dst, via)
    return question.graph().explain(question.dst.name, question.src.name, algebra=Agreement())


def graph_between(src: UnitLike, dst: UnitLike, via: Sequence[UnitLike] | None = None) -> Graph:
    """Return the graph that leads from one unit to another.

    Parameters
    ----------
    src, dst : str or pint.Unit
    via : sequence of str or pint.Unit, optional
        The units to go through: the graph is then exactly this chain. By default both units are
        taken down their definitions until they meet.

    Returns
    -------
    Graph
        Nodes are units as text. An edge carries an exact factor, or an affine map where the
        zero moves, with the attributes ``expression`` and ``note``, the definitions behind it.

    Raises
    ------
    ConversionError
        As for :func:`convert`.

    Examples
    --------
    >>> from compose import units
    >>> list(units.graph_between("mL", "km^3").nodes)
    ['mL', 'l', 'dm³', 'm³', 'km^3']
    """
    return _Question(src, dst, via).graph()


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a question came to: times ``scale``, plus ``offset``, and the definitions behind it.

    ``factor`` is the same as ``scale``, but for the decimals of what is irrational.
    """

    src: str
    dst: str
    factor: Monomial
    scale: Monomial
    offset: Fraction
    footing: Footing

    @property
    def is_rational(self) -> bool:
        return self.factor.is_rational


@lru_cache(maxsize=8)
def _answers_of(_resolver: PintResolver) -> dict[Hashable, _Answer]:
    """Return the memory of the answers that a registry's definitions give."""
    return {}


def _answered(src: UnitLike, dst: UnitLike, via: Sequence[UnitLike] | None) -> _Answer:
    """Recall an answer whose definitions are what they were, or ask."""
    resolver, answers = default_resolver(), _answers_of(default_resolver())
    key = _key(resolver, src, dst, via)
    known = None if key is None else answers.get(key)
    if known is not None and known.footing.holds():
        return known
    question = _Question(src, dst, via)
    through = question.swept()
    answer = _Answer(
        question.src.name,
        question.dst.name,
        question.direct.factor,
        Monomial(Fraction(through.scale)),
        Fraction(through.offset),
        resolver.footing([src, dst, *(via or ())]),
    )
    if key is not None:
        remember(answers, key, answer)
    return answer


def _key(
    resolver: PintResolver, src: UnitLike, dst: UnitLike, via: Sequence[UnitLike] | None
) -> Hashable | None:
    if isinstance(via, str):
        return None
    keys = tuple(map(resolver.key, (src, dst, *(via or ()))))
    return None if None in keys else keys


class _Question:
    """Two units, and the way between them."""

    def __init__(self, src: UnitLike, dst: UnitLike, via: Sequence[UnitLike] | None) -> None:
        if isinstance(via, str):
            raise ConversionError(f"via is the text {via!r}; give a list of units: via=[{via!r}]")
        resolver = default_resolver()
        self.src, self.dst = _place(resolver, src), _place(resolver, dst)
        self.direct = step_between(resolver, self.src, self.dst)
        if via:
            between = [_place(resolver, unit) for unit in via]
            self.steps = by_names(resolver, [self.src, *between, self.dst])
        elif self.src.name == self.dst.name:
            self.steps = []
        else:
            self.steps = by_definitions(resolver, self.src, self.dst)

    def graph(self, *first: Step) -> Graph:
        graph = Graph()
        graph.add_node(self.src.name)
        for step in (*first, *self.steps):
            _add(graph, step)
        return graph

    def swept(self) -> Affine:
        """Compose the route, and check it against the direct edge.

        Of branches that agree the first counts, and the direct edge comes first: a detour over
        π, known to fifty digits, leaves no trace in the answer.
        """
        graph = self.graph(self.direct) if len(self.steps) > 1 else self.graph()
        answer = graph.derivative(self.dst.name, self.src.name, algebra=Agreement())
        return answer if isinstance(answer, Affine) else Affine(answer)


def _place(resolver: PintResolver, spec: UnitLike) -> Place:
    unit = resolver.unit(spec)
    return Place((spec.strip() if isinstance(spec, str) else resolver.symbols(unit)) or "1", unit)


def _add(graph: Graph, step: Step) -> None:
    expression = str(step.factor)
    graph.add_edge(step.source, step.target, step.local, expression=expression, note=step.note)
