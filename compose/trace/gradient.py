"""The answer to "all derivatives of one output": a mapping from variables to numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, final

from compose.errors import TraceError
from compose.trace.refusals import UnknownVariableError

if TYPE_CHECKING:
    from compose.trace.variable import Variable

__all__ = ["Gradient"]


@final
class Gradient(Mapping["Variable", float]):
    """The derivatives of one output with respect to its leaves, keyed by variable.

    Variables hash by identity, so two leaves of one name are two keys.

    Parameters
    ----------
    derivatives : mapping of Variable to float
        In the order in which the leaves are met, reading the formula from left to right.

    Examples
    --------
    >>> from compose.trace import variable
    >>> w, x = variable(-2.0, "w"), variable(5.0, "x")
    >>> gradient = (w * x).gradient()
    >>> gradient[w], gradient[x]
    (5.0, -2.0)
    >>> gradient
    Gradient({w: 5.0, x: -2.0})
    """

    __slots__ = ("_derivatives",)

    def __init__(self, derivatives: Mapping[Variable, float]) -> None:
        self._derivatives = dict(derivatives)

    def __getitem__(self, wrt: Variable) -> float:
        try:
            return self._derivatives[wrt]
        except (KeyError, TypeError):
            is_name = isinstance(wrt, str)
            leaves = [leaf.name for leaf in self._derivatives if leaf.name is not None]
            raise UnknownVariableError(
                str(wrt) if is_name else repr(wrt), is_name, leaves
            ) from None

    def __iter__(self) -> Iterator[Variable]:
        return iter(self._derivatives)

    def __len__(self) -> int:
        return len(self._derivatives)

    def __repr__(self) -> str:
        entries = (
            f"{leaf.name or repr(leaf)}: {derivative!r}"
            for leaf, derivative in self._derivatives.items()
        )
        return f"Gradient({{{', '.join(entries)}}})"

    def by_name(self) -> dict[str, float]:
        """Give the same derivatives keyed by the variables' names.

        Returns
        -------
        dict of str to float
            In the same order.

        Raises
        ------
        TraceError
            If a leaf has no name, or two share one.

        Examples
        --------
        >>> from compose.trace import variable
        >>> w, x = variable(-2.0, "w"), variable(5.0, "x")
        >>> (w * x).gradient().by_name()
        {'w': 5.0, 'x': -2.0}
        """
        named: dict[str, float] = {}
        for leaf, derivative in self._derivatives.items():
            if leaf.name is None:
                raise TraceError(f"the leaf {leaf!r} has no name; set its .name")
            if leaf.name in named:
                raise TraceError(f"two leaves are named {leaf.name!r}; rename one of them")
            named[leaf.name] = derivative
        return named
