"""What is shown: an answer with its reasons, as `compose.Explanation` holds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol, runtime_checkable

from compose.engine.chain import Chain, Valued
from compose.engine.maps import Affine
from compose.engine.paths import Path
from compose.engine.projective import Moebius
from compose.engine.show.names import printable
from compose.engine.views import Node

__all__ = [
    "Measured",
    "Reasoned",
    "Rest",
    "Term",
    "has_offset",
    "is_conversion",
    "is_derivative",
    "is_product",
    "is_sampled",
    "measured",
]

_DERIVATIVES: Final = frozenset({"real", "exact", "linear"})


@runtime_checkable
class Measured(Protocol):
    """A quantity, whoever made it."""

    @property
    def magnitude(self) -> Any:
        """The number."""

    @property
    def units(self) -> Any:
        """The unit; ``str()`` of it is shown."""


class Term(Protocol):
    """One path."""

    @property
    def path(self) -> Path:
        """The path."""

    @property
    def share(self) -> float | None:
        """Signed part of the sum of all absolute products."""


class Rest(Protocol):
    """The paths that are not shown."""

    @property
    def count(self) -> int:
        """How many."""

    @property
    def total(self) -> Any:
        """What they add up to."""

    @property
    def error(self) -> float:
        """How far that may be off."""


class Reasoned(Protocol):
    """An answer with its reasons."""

    @property
    def of(self) -> Node:
        """The node that depends."""

    @property
    def wrt(self) -> Node:
        """The node it depends on."""

    @property
    def total(self) -> Any:
        """The answer."""

    @property
    def terms(self) -> Sequence[Term]:
        """The paths shown."""

    @property
    def count(self) -> int:
        """How many paths there are."""

    @property
    def rest(self) -> Rest | None:
        """The paths not shown."""

    @property
    def algebra(self) -> str:
        """Name of the algebra."""


def is_derivative(reasoned: Reasoned) -> bool:
    """Say whether products along paths were added."""
    shares = any(term.share is not None for term in reasoned.terms)
    return shares or reasoned.algebra in _DERIVATIVES


def is_conversion(reasoned: Reasoned) -> bool:
    """Say whether all paths had to agree."""
    return reasoned.algebra == "agreement"


def is_sampled(reasoned: Reasoned) -> bool:
    """Say whether paths were compared at samples only."""
    return isinstance(reasoned.total, Chain) and reasoned.total.sampled


def is_product(path: Path) -> bool:
    """Say whether factors tell the whole of a path: no edge on it moves the zero."""
    return not any(map(has_offset, path.factors))


def has_offset(local: Any) -> bool:
    """Say whether a local moves the zero, or does anything else than multiply."""
    if isinstance(local, Affine):
        return bool(local.offset)
    return isinstance(local, (Moebius, Valued))


def measured(value: Any) -> tuple[Any, str]:
    """Split a quantity into its magnitude and the text of its unit.

    Parameters
    ----------
    value : object
        A quantity, or anything else.

    Returns
    -------
    magnitude : object
        The number; the value itself where it has no unit.
    unit : str
        Empty for pure numbers.

    Examples
    --------
    >>> measured(5.0)
    (5.0, '')
    """
    if not isinstance(value, Measured):
        return value, ""
    unit = printable(value.units) if str(value.units) else ""
    return value.magnitude, "" if unit == "dimensionless" else unit
