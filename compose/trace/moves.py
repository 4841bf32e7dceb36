"""The linear map of one step: how a function moves tangents and cotangents past one argument."""

from __future__ import annotations

import operator
from typing import Any, NamedTuple, final

import numpy as np

from compose.engine.diagonal import Diagonal
from compose.engine.maps import LinearMap, Shape
from compose.rules import Elementwise, Rule

__all__ = ["Call", "Move", "operands_of"]


class Call(NamedTuple):
    """A call as a rule sees it: the row, the answer that rules speak of, the arguments' values.

    Where the function has several answers, `answer` is all of them and `which` says whose call
    this is.
    """

    rule: Any
    answer: Any
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    which: int | None = None


def operands_of(rule: Rule, args: tuple[Any, ...]) -> Any:
    """Give the arguments that the places of a row count."""
    return args[0] if getattr(rule, "spread", False) else args


@final
class Move(LinearMap):
    """The local derivative of one call by one argument, known by what it does.

    Examples
    --------
    >>> import numpy as np
    >>> from compose.rules import RULES
    >>> x = np.array([1.0, 2.0])
    >>> move = Move(Call(RULES[np.square], x**2, (x,), {}), 0)
    >>> move.as_jacobian()
    array([[2., 0.],
           [0., 4.]])
    """

    __slots__ = ("call", "place")

    def __init__(self, call: Call, place: int) -> None:
        # The shapes are looked up when somebody asks: most moves are swept once and dropped.
        self.call = call
        self.place = place

    @property
    def argument(self) -> Any:
        """The value of the argument."""
        return operands_of(self.call.rule, self.call.args)[self.place]

    @property
    def source_shape(self) -> Shape:  # type: ignore[override]
        """Shape of the argument."""
        return np.shape(self.argument)

    @property
    def target_shape(self) -> Shape:  # type: ignore[override]
        """Shape of the answer."""
        answer, which = self.call.answer, self.call.which
        return np.shape(answer if which is None else answer[which])

    @property
    def kind(self) -> str:
        """The name of the function."""
        function = self.call.rule.function
        return _KINDS.get(function) or str(function.__name__)

    def settled(self) -> LinearMap:
        """Give a map for a graph that is kept: a diagonal where the function is elementwise."""
        rule, answer, args, _, _ = self.call
        if not isinstance(rule, Elementwise):
            return self
        with np.errstate(all="ignore"):
            local = rule.partials[self.place].local(answer, *args)
        return Diagonal(local, self.source_shape, self.target_shape)

    def pattern(self) -> Any:
        """Say which elements are joined; in a product whatever the other factors are."""
        rule, answer, args, kwargs, which = self.call
        if not getattr(rule, "linear", False) or rule.spread:
            return super().pattern()
        ones = tuple(
            np.ones_like(arg) if place != self.place and _is_factor(arg) else arg
            for place, arg in enumerate(args)
        )
        with_ones = Move(Call(rule, answer, ones, kwargs, which), self.place)
        return with_ones.as_matrix() != 0

    def apply(self, value: Any) -> Any:
        """Push a tangent forward."""
        rule, answer, args, kwargs, _ = self.call
        moved = rule.push(self.place, value, answer, args, kwargs)
        which = self.call.which
        if _is_complex(moved) and not _is_complex(answer if which is None else answer[which]):
            return np.real(moved)
        return moved

    def transpose(self, cotangent: Any) -> Any:
        """Pull a cotangent back."""
        rule, answer, args, kwargs, _ = self.call
        moved = rule.pull(self.place, cotangent, answer, args, kwargs)
        if _is_complex(moved) and not _is_complex(self.argument):
            return np.real(moved)
        return moved


_KINDS = {operator.getitem: "gather", np.broadcast_to: "broadcast"}


def _is_factor(arg: Any) -> bool:
    return getattr(getattr(arg, "dtype", None), "kind", "") == "f"


def _is_complex(value: Any) -> bool:
    dtype = getattr(value, "dtype", None)
    return type(value) is complex if dtype is None else dtype.kind == "c"
