"""The questions about units, answered by the engine.

A question makes a graph of units (:mod:`compose.units.route`), and the engine sweeps it under
the algebra of agreement: maps are composed along the route, and the edge that joins both ends
directly must agree with it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from compose.dimensions import (
    Monomial,
    PintResolver,
    Unit,
    default_resolver,
    nearest_float,
    scaled,
)
from compose.engine.algebra import Agreement
from compose.engine.explain import Explanation
from compose.engine.graph import Graph
from compose.engine.maps import Affine
from compose.errors import ConversionError
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
    question = _Question(src, dst, via)
    through = question.swept()
    if exact and not question.is_rational:
        raise ConversionError(
            f"{question.src.name} to {question.dst.name} is {question.direct.factor}, which is "
            "irrational: no fraction is exact; ask without exact=True"
        )
    return _moved(value, through, exact=exact, rational=question.is_rational)


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
    question = _Question(src, dst, via)
    answer = question.swept()
    if answer.offset:
        raise ConversionError(
            f"{question.src.name} to {question.dst.name} moves the zero, so no factor converts a "
            f"reading; use convert, or differences: 'delta_{question.src.name}'"
        )
    return Fraction(answer.scale) if question.is_rational else question.direct.factor


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

    @property
    def is_rational(self) -> bool:
        return self.direct.factor.is_rational

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


def _moved(value: Any, through: Affine, *, exact: bool, rational: bool) -> Any:
    """Move a value through the map, and round it once to its own kind."""
    scale, offset = Monomial(Fraction(through.scale)), Fraction(through.offset)
    if isinstance(value, np.ndarray):
        if exact:
            raise ConversionError("an array is not converted exactly; convert its items")
        return _moved_array(value, scale, offset)
    number = value.item() if isinstance(value, np.generic) else value
    if isinstance(number, float) and not exact:
        return scaled(number, scale, offset)
    result = scaled(_fraction(number, exact=exact), scale, offset)
    if exact or (isinstance(number, Fraction) and rational):
        return Fraction(result)
    return _decimal(result) if isinstance(number, Decimal) else nearest_float(Fraction(result))


def _fraction(number: Any, *, exact: bool) -> Any:
    """Return a finite number as a fraction, and anything else as it is."""
    if isinstance(number, bool) or not isinstance(number, int | float | Fraction | Decimal):
        return number
    if isinstance(number, int | Fraction) or math.isfinite(number):
        return Fraction(number)
    if exact:
        raise ConversionError(f"{number} is no fraction; ask without exact=True")
    return number


def _decimal(result: float | Fraction) -> Decimal:
    if isinstance(result, float):
        return Decimal(result)
    return Decimal(result.numerator) / Decimal(result.denominator)


def _moved_array(array: np.ndarray[Any, Any], scale: Monomial, offset: Fraction) -> Any:
    floats = array.astype(np.float64) if array.dtype.kind in "iu" else array
    result = scaled(floats, scale, offset)
    return result.copy() if result is array else result
