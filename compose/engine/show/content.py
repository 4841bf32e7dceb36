"""What an explanation says, before any layout: the equation, a row a path, the reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

from compose.engine.maps import Affine
from compose.engine.paths import Path
from compose.engine.show.figures import Figure, bound, counted, decimal, figure, total
from compose.engine.show.names import printable, ratio
from compose.engine.show.pieces import (
    edge_ratio,
    elided,
    expression_of,
    product,
    reason,
    route,
    share,
)
from compose.engine.show.places import Places, places
from compose.engine.show.reasoned import (
    Reasoned,
    Term,
    is_conversion,
    is_derivative,
    is_product,
    is_sampled,
    measured,
)
from compose.engine.views import Edge

__all__ = [
    "Equation",
    "Row",
    "Step",
    "answers",
    "equation",
    "notes",
    "rest",
    "rows",
    "tells_factors",
]

_REASONS: Final = 12


class Step(NamedTuple):
    """One member of a chain of equalities, with the sign before it: ``=``, ``≈`` or ``:``."""

    sign: str
    text: str


class Equation(NamedTuple):
    """The headline: what was asked, the steps to the answer, and what else is to be said."""

    left: str
    steps: tuple[Step, ...]
    remark: str

    def __str__(self) -> str:
        chain = " ".join(f"{step.sign} {step.text}" for step in self.steps)
        return f"{self.left}{'' if chain.startswith(':') else ' '}{chain}{self.remark}"


class Row(NamedTuple):
    """One path of several. What has no meaning is empty."""

    share: str
    product: str
    path: str
    factors: str


def equation(reasoned: Reasoned) -> Equation:
    """Say what was asked, and what the answer is.

    Parameters
    ----------
    reasoned : Reasoned
        The explanation.

    Returns
    -------
    Equation
        With the whole calculation where there is one path.
    """
    only = reasoned.terms[0].path if reasoned.count == 1 and reasoned.terms else None
    steps = answers(reasoned)
    if is_derivative(reasoned):
        before = () if only is None else tuple(_derivation(only))
        left = ratio(reasoned.of.name, reasoned.wrt.name)
        return Equation(left, (*before, *steps), _remark(reasoned))
    left = f"{printable(reasoned.wrt.name)} → {printable(reasoned.of.name)}"
    if only is not None and only.edges:
        left = route(only)
    if not is_conversion(reasoned):
        left = f"{left} ({printable(reasoned.algebra)})"
    elif only is not None:
        steps = (*_conversion(only), *steps)
    return Equation(left, _after_colon(*steps), _remark(reasoned))


def _after_colon(first: Step, *others: Step) -> tuple[Step, ...]:
    return (Step(":" if first.sign == "=" else f": {first.sign}", first.text), *others)


def _derivation(path: Path) -> Iterator[Step]:
    edges = path.edges
    if len(edges) > 1:
        yield Step("=", " · ".join(elided(edges, edge_ratio, backwards=True)))
        yield Step("=", product(edges, backwards=True))
    elif edges and (expression := expression_of(edges[0])):
        yield Step("=", expression)


def _conversion(path: Path) -> Iterator[Step]:
    edges = path.edges
    if len(edges) == 1 and (expression := expression_of(edges[0])):
        yield Step("=", expression)
    elif len(edges) > 1 and is_product(path):
        yield Step("=", product(edges, backwards=False))


def answers(reasoned: Reasoned) -> tuple[Step, ...]:
    """Write the answer; that of a conversion as a fraction and as decimals.

    Parameters
    ----------
    reasoned : Reasoned
        The explanation.

    Returns
    -------
    tuple of Step
        The answer, with its unit if it has one.
    """
    magnitude, unit = measured(reasoned.total)
    return tuple(
        Step("≈" if written.rounded else "=", f"{written.text} {unit}".rstrip())
        for written in _forms(reasoned, magnitude)
    )


def _forms(reasoned: Reasoned, magnitude: Any) -> Iterator[Figure]:
    written = total(magnitude)
    if not (isinstance(magnitude, Fraction) and is_conversion(reasoned)):
        yield written
    elif written.rounded or _is_uncertain(reasoned):
        yield Figure(decimal(magnitude).text, rounded=True)
    else:
        yield written
        if magnitude.denominator != 1:
            yield decimal(magnitude)


def _is_uncertain(reasoned: Reasoned) -> bool:
    """Say whether the path that counts holds a factor known to a tolerance only."""
    factors = reasoned.terms[0].path.factors if reasoned.terms else ()
    return any(isinstance(local, Affine) and local.tolerance for local in factors)


def _remark(reasoned: Reasoned) -> str:
    if not reasoned.count:
        start, end = printable(reasoned.wrt.name), printable(reasoned.of.name)
        return f": no path leads from {start} to {end}"
    if reasoned.count == 1:
        return ""
    count = counted(reasoned.count)
    if is_conversion(reasoned):
        where = " at samples" if is_sampled(reasoned) else ""
        return f", both paths agree{where}" if count == "2" else f", all {count} paths agree{where}"
    return f", the sum over {count} paths" if is_derivative(reasoned) else f", over {count} paths"


def rows(reasoned: Reasoned) -> list[Row]:
    """Give a row for each path shown.

    Parameters
    ----------
    reasoned : Reasoned
        The explanation.

    Returns
    -------
    list of Row
        One a path, in the order of the explanation.
    """
    kept = places([term.path for term in reasoned.terms])
    return [_row(reasoned, *row) for row in zip(reasoned.terms, kept, strict=True)]


def _row(reasoned: Reasoned, term: Term, kept: Places) -> Row:
    path = term.path
    written = figure(measured(path.product)[0])
    value = f"≈ {written.text}" if written.rounded else written.text
    told = tells_factors(reasoned, path)
    backwards = is_derivative(reasoned)
    factors = product(path.edges, kept.edges, backwards=backwards) if told else ""
    return Row(share(term.share), value, route(path, kept.nodes), factors)


def tells_factors(reasoned: Reasoned, path: Path) -> bool:
    """Say whether the product of a path is the product of its locals, so that they explain it."""
    return is_derivative(reasoned) or (is_conversion(reasoned) and is_product(path))


def rest(reasoned: Reasoned) -> str:
    """Say what the paths that are not shown add up to.

    Parameters
    ----------
    reasoned : Reasoned
        The explanation.

    Returns
    -------
    str
        Empty where all are shown.
    """
    hidden = reasoned.rest
    if hidden is None:
        return ""
    sentence = f"and {counted(hidden.count)} more path{'s' if hidden.count > 1 else ''}"
    if hidden.total is None:
        return sentence
    magnitude, unit = measured(hidden.total)
    written = total(magnitude)
    amount = f"≈ {written.text}" if written.rounded else written.text
    # A NaN says that no bound is known.
    error = f" ± {bound(hidden.error)}" if hidden.error > 0 else ""
    return f"{sentence}, together {amount}{error} {unit}".rstrip()


def notes(reasoned: Reasoned) -> list[str]:
    """Say what the ends are, and where the locals come from.

    Parameters
    ----------
    reasoned : Reasoned
        The explanation.

    Returns
    -------
    list of str
        For each edge that has more to say than its number, once; of a long path, only for those
        near its ends.
    """
    backwards = is_derivative(reasoned)
    nodes = {node.name: node for node in (reasoned.of, reasoned.wrt)}.values()
    said = [f"{printable(n.name)}: {printable(n.label)}" for n in nodes if n.label]
    edges = {
        edge.number: edge
        for term in reasoned.terms
        for edge in _near_the_ends(term.path.edges, backwards=backwards)
    }
    inline = reasoned.count == len(edges) == 1
    reasons = (reason(edge, backwards=backwards, inline=inline) for edge in edges.values())
    return said + [text for text in reasons if text]


def _near_the_ends(edges: Sequence[Edge], *, backwards: bool) -> Sequence[Edge]:
    half = _REASONS // 2
    few = len(edges) <= _REASONS
    chosen = list(edges) if few else [*edges[:half], *edges[-half:]]
    return chosen[::-1] if backwards else chosen
