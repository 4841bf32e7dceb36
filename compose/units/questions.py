"""The questions about units, over pint's definitions alone.

They are those of a :class:`compose.units.ConversionGraph` without facts, over pint's application
registry.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from compose.engine.graph import Graph
from compose.units.answering import UnitLike
from compose.units.conversion_graph import ConversionGraph
from compose.units.paper import ConversionExplanation
from compose.units.values.bulk import Converter
from compose.units.values.symbolic import Factor

__all__ = ["convert", "converter", "explain", "factor", "graph_between"]

_EVERYDAY = ConversionGraph()


def convert(
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
    """Convert a value from one unit to another.

    Parameters
    ----------
    value : int, float, Fraction, Decimal, array, list or column
        A real number, or many of them: see :class:`Converter`.
    src, dst : str or pint.Unit
        From what, to what: ``"mL"``, ``"km^3"``, ``"cm³"``, ``"m.s-1"``, ``"L/100km"``,
        ``"degC"``, ``"dBm"``. ``"pH_scale"`` is acidity.
    via : sequence of str or pint.Unit, optional
        The units to go through; the definitions decide by default. It changes no digit.
    of : str, optional
        The substance whose facts count; for graphs with facts.
    exact : bool
        Whether to answer with a Fraction.
    strict : bool
        Whether to refuse that radians, cycles, bits or counts come or go.
    reciprocal : bool
        Whether a unit may lead to the reciprocal of its kind: miles per gallon to L/100km.

    Returns
    -------
    float, Fraction, Decimal, array, list or column
        An int or a float gives the float nearest to the exact result. A Fraction stays one,
        where the map is rational. A Decimal is rounded once, to the precision of its context;
        where more than a factor is at work, or an exact answer is asked for, it may have 10,000
        digits before and behind its point.
        Of an array each element is within 0.50001 ulp. Infinities, NaN and the sign of zero pass
        as in IEEE arithmetic.

    Raises
    ------
    UnknownUnitError
        If a text names no unit; the nearest names.
    DimensionError
        If the units measure different things; what is missing.
    ConversionError
        If the value is no real number, or an exact answer was asked for and there is none.

    Examples
    --------
    >>> from compose import units
    >>> units.convert(5, "mL", "km^3")
    5e-15
    >>> units.convert(37, "degC", "degF")
    98.6
    >>> units.convert(1, "mile", "yard", exact=True)
    Fraction(1760, 1)
    >>> units.convert(30.0, "mile/gallon", "L/100km", reciprocal=True)
    7.840486111111111
    >>> units.convert(30, "dBm", "W")
    1.0
    """
    # A repeated plain question is two look-ups and one product: this is all of it.
    if type(value) is float and via is of is None and not (exact or strict or reciprocal):
        try:
            now, stamp, scalar, _ = _EVERYDAY._quick[src, dst]  # noqa: SLF001 - this graph is ours
        except (KeyError, TypeError, ValueError):
            pass
        else:
            if now() == stamp:
                return scalar(value)
    return _EVERYDAY.convert(
        value,
        src,
        dst,
        via=via,
        of=of,
        exact=exact,
        strict=strict,
        reciprocal=reciprocal,
    )


def factor(
    src: UnitLike,
    dst: UnitLike,
    *,
    via: Sequence[UnitLike] | None = None,
    of: str | None = None,
    strict: bool = False,
) -> Fraction | Factor:
    """Return by what a magnitude in ``src`` is multiplied to be one in ``dst``.

    Parameters
    ----------
    src, dst : str or pint.Unit
    via, of, strict
        As for :func:`convert`.

    Returns
    -------
    Fraction or Factor
        The exact factor. Where it is irrational it is a product of a fraction with constants
        such as π, and with roots, which knows its class; ``float()`` of it is the nearest float.

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
    return _EVERYDAY.factor(src, dst, via=via, of=of, strict=strict)


def converter(
    src: UnitLike,
    dst: UnitLike,
    *,
    via: Sequence[UnitLike] | None = None,
    of: str | None = None,
    strict: bool = False,
    reciprocal: bool = False,
) -> Converter:
    """Return a conversion as a function: for many values, and to be sent elsewhere.

    Parameters
    ----------
    src, dst : str or pint.Unit
    via, of, strict, reciprocal
        As for :func:`convert`.

    Returns
    -------
    Converter
        A plain object that can be called and pickled. It does not follow later definitions.

    Raises
    ------
    ConversionError
        As for :func:`convert`.

    Examples
    --------
    >>> from compose import units
    >>> to_fahrenheit = units.converter("degC", "degF")
    >>> to_fahrenheit(37.0), to_fahrenheit([0, 100]), to_fahrenheit.derivative()
    (98.6, [32.0, 212.0], 1.8)
    """
    return _EVERYDAY.converter(src, dst, via=via, of=of, strict=strict, reciprocal=reciprocal)


def explain(
    src: UnitLike,
    dst: UnitLike,
    *,
    via: Sequence[UnitLike] | None = None,
    of: str | None = None,
    value: Any = None,
    strict: bool = False,
    reciprocal: bool = False,
) -> ConversionExplanation:
    """Explain a conversion: each unit on the way, each factor, and their product.

    Parameters
    ----------
    src, dst : str or pint.Unit
    via, of, strict, reciprocal
        As for :func:`convert`.
    value : number, optional
        What to convert; 1 by default.

    Returns
    -------
    ConversionExplanation
        It prints itself as on paper, also as Markdown, LaTeX and HTML.

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
    return _EVERYDAY.explain(
        src, dst, via=via, of=of, value=value, strict=strict, reciprocal=reciprocal
    )


def graph_between(
    src: UnitLike,
    dst: UnitLike,
    via: Sequence[UnitLike] | None = None,
    of: str | None = None,
    *,
    reciprocal: bool = False,
) -> Graph:
    """Return the graph that leads from one unit to another.

    Parameters
    ----------
    src, dst : str or pint.Unit
    via : sequence of str or pint.Unit, optional
        The units to go through. By default both units are taken down their definitions until
        they meet, and the units of a product one by one: m/s → km/s → km/h.
    of, reciprocal
        As for :func:`convert`.

    Returns
    -------
    Graph
        Nodes are units as text. An edge carries an exact factor, or a map where the zero moves or
        the value decides. Its attributes are strings: ``expression``, the factor; ``note``, the
        definitions behind it or what the user noted; ``origin``, "pint" or "fact"; ``kind``,
        "exact", "irrational", "conventional" or "measured"; of a fact also ``fact``,
        ``reference`` (its source), ``date`` and ``of``. ``inverted`` is True where a fact is used
        backwards.

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
    return _EVERYDAY.graph_between(src, dst, via, of, reciprocal=reciprocal)
