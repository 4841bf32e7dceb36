"""Maps whose derivative depends on the value, and one of them after another."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf
from typing import Any, Final, TypeAlias, final

from compose.engine.maps import Affine, Map, Number
from compose.engine.projective import Moebius, affine_text
from compose.errors import QuestionError

__all__ = ["Chain", "Span", "Valued", "chain", "marked"]

Span: TypeAlias = tuple[Number, Number]
"""The least and the greatest value that a map takes."""

_ONE: Final = Affine(1)


class Valued(Map):
    """A map that is no fraction of x: a logarithm, an exponential, a function of the user's.

    Its local derivative depends on the value; `Slopes` carries both. Subclass it with `apply`,
    `derivative` and `inverse`, and a map of your own composes with all others.

    Examples
    --------
    >>> class Square(Valued):
    ...     def apply(self, value):
    ...         return value * value
    ...
    ...     def derivative(self, value):
    ...         return 2 * value
    ...
    ...     def inverse(self):
    ...         raise NotImplementedError
    >>> Square().after(Affine(1, 2)).apply(3)
    25
    """

    __slots__ = ()

    @property
    def tolerance(self) -> Number:
        """Relative half-width within which x is known when it enters."""
        return 0

    @property
    def domain(self) -> Span:
        """The least and the greatest value that the map takes."""
        return -inf, inf

    @abstractmethod
    def derivative(self, value: Any) -> Any:
        """Give the local derivative at a value."""

    @abstractmethod
    def inverse(self) -> Map:
        """Undo the map."""

    def after(self, first: Map) -> Map:
        """Compose: first `first`, then this one."""
        return chain(first, self)

    def then(self, later: Map) -> Map:
        """Compose: first this one, then `later`."""
        return chain(self, later)

    def joined(self, first: Valued, between: Affine) -> Affine | None:  # noqa: ARG002 - for maps that know better
        """Give what `first`, then `between`, then this map do, where that is affine."""
        return None


@final
@dataclass(frozen=True, slots=True)
class Chain(Valued):
    """Maps done one after another; `chain` makes them, as short as it can.

    Attributes
    ----------
    links : tuple of Map
        The maps, the first one first.
    sampled : bool
        Whether another branch was compared with this one, at samples only.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from compose.engine.valued import Exponential
    >>> watts = chain(Exponential(1, 10, 10), Affine(Fraction(1, 1000)))
    >>> len(watts.links), watts.apply(30)
    (2, Fraction(1, 1))
    """

    links: tuple[Any, ...]
    sampled: bool = field(default=False, compare=False)

    @property
    def tolerance(self) -> Number:
        """Relative half-width of all maps together."""
        total: Number = sum(link.tolerance for link in self.links)
        return total

    @property
    def domain(self) -> Span:
        """The values that the first map takes."""
        first = self.links[0]
        return first.domain if isinstance(first, Valued) else (-inf, inf)

    def apply(self, value: Any) -> Any:
        """Move a value through all maps."""
        for link in self.links:
            value = link.apply(value)
        return value

    def derivative(self, value: Any) -> Any:
        """Multiply the local derivatives along the way."""
        slope: Any = 1
        for link in self.links:
            slope = link.derivative(value) * slope
            value = link.apply(value)
        return slope

    def inverse(self) -> Map:
        """Undo the maps, the last one first."""
        undone = chain(*(link.inverse() for link in reversed(self.links)))
        return marked(undone) if self.sampled else undone

    def __str__(self) -> str:
        texts = (affine_text(n) if isinstance(n, Affine) else str(n) for n in self.links)
        return ", then ".join(texts)


def marked(done: Map) -> Chain:
    """Note that a map was compared at samples only."""
    return Chain(done.links if isinstance(done, Chain) else (done,), sampled=True)


def chain(*maps: Map) -> Map:
    """Do maps one after another, in the order given.

    Neighbours that are affine or Möbius maps become one; what undoes its neighbour goes with it.

    Parameters
    ----------
    *maps : Affine, Moebius or Valued
        The maps.

    Returns
    -------
    Affine, Moebius, Valued or Chain
        The simplest map that does all of them.

    Raises
    ------
    QuestionError
        One of them moves no values: a Jacobian, say.

    Examples
    --------
    >>> chain(Affine(2), Affine(3, 1))
    Affine(scale=6, offset=1, tolerance=0)
    """
    links: list[Any] = []
    for link in _flat(maps):
        _append(links, link)
    if any(isinstance(done, Chain) and done.sampled for done in maps):
        return Chain(tuple(links) or (_ONE,), sampled=True)
    return Chain(tuple(links)) if len(links) > 1 else links[0] if links else _ONE


def _flat(maps: Iterable[Map]) -> Iterable[Affine | Moebius | Valued]:
    for done in maps:
        if isinstance(done, Chain):
            yield from done.links
        elif isinstance(done, (Affine, Moebius, Valued)):
            yield done
        else:
            message = f"a {type(done).__name__} moves no values; give an Affine, Moebius or Valued"
            raise QuestionError(message)


def _append(links: list[Any], link: Any) -> None:
    """Put a map behind the others, which then hold no two that are simpler as one."""
    if isinstance(link, Valued):
        link = _joined(links, link)
    if not isinstance(link, Valued) and links and not isinstance(links[-1], Valued):
        link = link.after(links.pop())
    if link != _ONE:
        links.append(link)


def _joined(links: list[Any], link: Valued) -> Any:
    """Take away what a map undoes, and give what it does then."""
    between = links[-1] if links and not isinstance(links[-1], Valued) else None
    before = links if between is None else links[:-1]
    if not before or not isinstance(between or _ONE, Affine):
        return link
    simpler = link.joined(before[-1], between or _ONE)
    if simpler is None:
        return link
    del links[len(before) - 1 :]
    return simpler
