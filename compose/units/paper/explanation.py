"""Why a conversion gives what it gives: the steps, the factors, and the calculation on paper."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from compose.dimensions import Monomial, nearest_float
from compose.dimensions.constants import worst
from compose.dimensions.monomials import product
from compose.engine.explain import Explanation
from compose.engine.maps import Map
from compose.engine.paths import Path
from compose.errors import ConversionError
from compose.units.paper.steps import ShownStep, shown_steps
from compose.units.paper.working import Way, moved

__all__ = ["ConversionExplanation", "on_paper"]

Number: TypeAlias = "int | float | Fraction | Decimal"


@dataclass(frozen=True)
class ConversionExplanation(Explanation):
    """Why a conversion gives what it gives. Prints itself, with the calculation as on paper.

    Attributes
    ----------
    of, wrt : Node
        The unit that is converted to, and the one that is converted from.
    total : object
        The factor; a map where the conversion is more than a factor.
    terms, count, rest, algebra : object
        The paths, as for every :class:`~compose.Explanation`; all of them agree.
    steps : tuple of ShownStep
        What is done one after another along the first path.
    value, answer : number or None
        What was converted, if anything, and the answer.
    notes : tuple of str
        What else is to be said, such as the usual other meaning of a name.
    factor : Monomial or None
        The exact factor, with π and roots as symbols; None where there is none.

    Examples
    --------
    >>> from compose import units
    >>> why = units.explain("m/s", "km/h", value=10)
    >>> why.total, why.kind
    (Fraction(18, 5), 'exact')
    """

    steps: tuple[ShownStep, ...] = ()
    value: Number | None = None
    answer: Any = None
    notes: tuple[str, ...] = ()
    factor: Monomial | None = None
    names: frozenset[str] = frozenset()

    @property
    def kind(self) -> str:
        """How sure the factor is: exact, irrational, conventional or measured."""
        return worst([step.kind for step in self.steps])

    @property
    def tolerance(self) -> Fraction:
        """Relative half-width within which the factor is known; 0 means exactly."""
        return sum((step.tolerance for step in self.steps), Fraction(0))

    @property
    def paths(self) -> tuple[Path, ...]:
        """The paths that agree; the first one counts."""
        return tuple(term.path for term in self.terms)

    @property
    def way(self) -> Way:
        """What is worked out on paper."""
        whole: Any = self.total if self.factor is None else self.factor
        if not isinstance(whole, Monomial | Map):
            whole = Monomial(Fraction(whole))
        ends = str(self.wrt.name), str(self.of.name)
        return Way(*ends, self.steps, whole, self.value, self.answer, self.tolerance, self.names)

    def __str__(self) -> str:
        from compose.units.paper.layout import text

        return text(self)

    def to_markdown(self) -> str:
        """Write it as Markdown: the calculation, a table of the steps, and the notes.

        Returns
        -------
        str
            Names are escaped; cancelled units are in ``<s>``, which every Markdown knows.

        Examples
        --------
        >>> from compose import units
        >>> print(units.explain("m", "km").to_markdown().splitlines()[2])
        1 <s>m</s> × (1 km / 1000 <s>m</s>) = 0.001 km
        """
        from compose.units.paper.layout import markdown

        return markdown(self)

    def to_html(self) -> str:
        """Write it as an HTML fragment that takes its colours from where it stands.

        Returns
        -------
        str
            One ``div``; cancelled units are in ``<s>``.

        Examples
        --------
        >>> from compose import units
        >>> "<s>m</s>" in units.explain("m", "km").to_html()
        True
        """
        from compose.units.paper.layout import html

        return html(self)

    def to_latex(self) -> str:
        r"""Write the calculation as LaTeX, without delimiters.

        Returns
        -------
        str
            It needs the package ``cancel``; MathJax loads its extension of that name by itself.
            Several lines need amsmath.

        Examples
        --------
        >>> from compose import units
        >>> print(units.explain("km", "m").to_latex())  # doctest: +ELLIPSIS
        1\,\cancel{\mathrm{km}} \times \frac{1000\,\mathrm{m}}{1\,\cancel{\mathrm{km}}} = 1000...
        """
        from compose.units.paper.tex import latex
        from compose.units.paper.working import lines

        return latex(lines(self.way))

    def _repr_html_(self) -> str:
        return self.to_html()

    def _repr_markdown_(self) -> str:
        return self.to_markdown()


def on_paper(
    reasoned: Explanation,
    *,
    value: Any = None,
    answer: Any = None,
    total: Any = None,
    factor: Monomial | None = None,
    factors: Sequence[Monomial | None] | None = None,
    notes: Sequence[str] = (),
    names: Collection[str] = (),
) -> ConversionExplanation:
    """Make an explanation of a graph of units one of a conversion.

    Parameters
    ----------
    reasoned : Explanation
        Under the algebra of agreement; its first path is what is shown.
    value : int, float, Fraction or Decimal, optional
        What is converted; the calculation is for 1 without it.
    answer : number, optional
        What the value becomes; worked out along the path by default.
    total : object, optional
        In place of the engine's.
    factor : Monomial, optional
        The exact factor; that of the steps by default.
    factors : sequence of Monomial or None, optional
        The exact factor of each step; by default the edges say it.
    notes : sequence of str
        What else is to be said.
    names : collection of str
        Names of units that are one name though they hold digits, signs or blanks.

    Returns
    -------
    ConversionExplanation

    Raises
    ------
    ConversionError
        If the value is no single real number.

    Examples
    --------
    >>> from compose import Graph
    >>> from compose.engine.agreement import Agreement
    >>> g = Graph()
    >>> _ = g.add_edge("box", "bottle", 12, fact="1 box = 12 bottle")
    >>> why = on_paper(g.explain("bottle", "box", algebra=Agreement()), value=3)
    >>> print(why)
    box → bottle: 12
    <BLANKLINE>
      3 box × (12 bottle / 1 box) = 36 bottle
    <BLANKLINE>
      box → bottle: 12, exact (1 box = 12 bottle)
    """
    steps = shown_steps(reasoned.terms[0].path, factors) if reasoned.terms else ()
    given = {field.name: getattr(reasoned, field.name) for field in fields(Explanation)}
    if total is not None:
        given["total"] = total
    whole = factor or _product(steps, reasoned.total)
    number = None if value is None else _number(value)
    found = _answer(whole or given["total"], number) if answer is None else answer
    return ConversionExplanation(
        **given,
        steps=steps,
        value=number,
        answer=found,
        notes=tuple(notes),
        factor=whole,
        names=frozenset(names),
    )


def _product(steps: Sequence[ShownStep], total: Any) -> Monomial | None:
    """Return the exact factor of all steps; a long chain of fractions was multiplied already."""
    factors = [step.local for step in steps if isinstance(step.local, Monomial)]
    if len(factors) < len(steps) or isinstance(total, float):
        return None
    if all(factor.is_rational for factor in factors) and isinstance(total, int | Fraction):
        return Monomial(Fraction(total))
    return product((factor, Fraction(1)) for factor in factors)


def _answer(whole: Any, value: Number | None) -> Any:
    """Move the value, and round once to its own kind, as `convert` does."""
    if value is None:
        return None
    local = whole if isinstance(whole, Monomial | Map) else Monomial(Fraction(whole))
    found = moved(local, value)
    if isinstance(value, Decimal) and isinstance(found, int | Fraction):
        return Decimal(found.numerator) / Decimal(found.denominator)
    is_rational = not isinstance(local, Monomial) or local.is_rational
    if isinstance(found, float) or (isinstance(value, Fraction) and is_rational):
        return found
    return nearest_float(Fraction(found))


def _number(value: Any) -> Number:
    number = value.item() if isinstance(value, np.generic) else value
    if isinstance(number, bool) or not isinstance(number, int | float | Fraction | Decimal):
        kind = type(value).__name__
        raise ConversionError(f"a {kind} is not explained; give one number: value=10")
    return number
