"""The headline of an explanation: the way, the factors along it, and what they come to."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from compose.dimensions import Monomial
from compose.engine.maps import Map
from compose.engine.show.content import Equation, Step
from compose.engine.show.figures import decimal, figure, total
from compose.engine.show.names import printable
from compose.engine.show.pieces import elided
from compose.engine.valued import Chain
from compose.units.paper.formulas import TEXT, formula
from compose.units.paper.numbers import doubtful, plain, result
from compose.units.paper.steps import ShownStep
from compose.units.paper.symbols import number_text

if TYPE_CHECKING:
    from compose.units.paper.explanation import ConversionExplanation

__all__ = ["factor_text", "summary"]

_TWO: Final = 2
_SYMBOLS: Final = 3


def summary(why: ConversionExplanation) -> Equation:
    """Say the way of a conversion, and its factor.

    Parameters
    ----------
    why : ConversionExplanation

    Returns
    -------
    Equation

    Examples
    --------
    >>> from compose import units
    >>> print(summary(units.explain("mile", "m")))
    mile → yd → m: 1760 · 0.9144 = 201168/125 = 1609.344
    """
    ends = why.way.source, why.way.target
    nodes = (ends[0], *(step.target for step in why.steps)) if why.steps else ends
    left = " → ".join(elided(nodes, printable))
    first, *others = _chain(why)
    lead = ":" if first.sign == "=" else f": {first.sign}"
    return Equation(left, (Step(lead, first.text), *others), _remark(why))


def _chain(why: ConversionExplanation) -> Iterator[Step]:
    if isinstance(why.way.whole, Map):
        yield Step("=", formula(why.way.whole, "x", "", TEXT))
        return
    if len(why.steps) > 1 and all(step.is_factor for step in why.steps):
        yield Step("=", " · ".join(elided(why.steps, _short)))
    yield from _answers(why.way.whole, why.tolerance)


def _answers(factor: Monomial, tolerance: Fraction) -> Iterator[Step]:
    is_short = len(factor.powers) <= _SYMBOLS
    if not factor.is_rational and is_short:
        yield Step("=", number_text(factor))
    if tolerance:
        yield Step(*_doubtful(factor, tolerance))
    elif not factor.is_rational:
        yield Step("≈", result(float(factor)).text)
    else:
        yield from _exact(factor.coefficient)


def _exact(factor: Fraction) -> Iterator[Step]:
    written, decimals = total(factor), decimal(factor)
    if not written.rounded:
        yield Step("=", written.text)
    if written.rounded or factor.denominator != 1:
        yield Step("≈" if decimals.rounded else "=", decimals.text)


def _doubtful(factor: Monomial, tolerance: Fraction) -> tuple[str, str]:
    exact = factor.nearest()
    shown, spread = doubtful(exact, tolerance * abs(exact))
    return "≈" if shown.rounded else "=", f"{shown.text} ± {spread}"


def _remark(why: ConversionExplanation) -> str:
    if why.count == 1:
        return ""
    paths = "both paths" if why.count == _TWO else f"all {why.count} paths"
    sampled = isinstance(why.total, Chain) and why.total.sampled
    return f", {paths} agree{' at samples' if sampled else ''}"


def factor_text(step: ShownStep) -> str:
    """Write what a step does, and how sure that is.

    Parameters
    ----------
    step : ShownStep

    Returns
    -------
    str

    Examples
    --------
    >>> factor_text(
    ...     ShownStep("L", "kg", Monomial(Fraction(789, 1000)), tolerance=Fraction(1, 1578))
    ... )
    '0.789 ± 0.0005'
    """
    local: Any = step.local
    shown = _short(step)
    if isinstance(local, Monomial) and step.tolerance:
        sign, doubt = _doubtful(local, step.tolerance)
        return doubt if sign == "=" else f"{sign} {doubt}"
    return shown if not step.tolerance else f"{shown}, to 1 part in {int(1 / step.tolerance)}"


def _short(step: ShownStep) -> str:
    """Write a factor: as a fraction where it is one over a whole number, else as decimals."""
    local = step.local
    if not isinstance(local, Monomial):
        return formula(local, "x", "", TEXT)
    if not local.is_rational:
        is_short = len(local.powers) <= _SYMBOLS
        return number_text(local) if is_short else f"≈ {figure(float(local)).text}"
    return _rational(local.coefficient)


def _rational(exact: Fraction) -> str:
    """Write a fraction with all its digits, or say that some are left out."""
    decimals = "" if exact.numerator == 1 else plain(exact)
    if decimals and "e" not in decimals:
        return decimals
    short, over, under = figure(exact), decimal(exact), decimal(1 / exact)
    if not short.rounded:
        return short.text
    if not over.rounded:
        return over.text
    return f"≈ {short.text}" if under.rounded else f"1/{under.text}"
