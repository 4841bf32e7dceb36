"""The linear map of one step: how a function moves tangents and cotangents past one argument."""

from __future__ import annotations

import operator
from typing import Any, NamedTuple, final

import numpy as np

from compose.engine.diagonal import Diagonal
from compose.engine.encoding import comparable, register_encoding
from compose.engine.layouts import is_dense
from compose.engine.literals import as_text, from_text
from compose.engine.maps import LinearMap, Shape
from compose.rules import Elementwise, Rule
from compose.trace.rows_by_name import known_by_shape, name_of, row_named

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
            return self.bare()
        with np.errstate(all="ignore"):
            local = rule.partials[self.place].local(answer, *args)
        if _is_complex(local) and not (_is_complex(answer) and _is_complex(self.argument)):
            # Between real and complex numbers a part is left behind, which no factor does.
            return self.bare()
        return Diagonal(local, self.source_shape, self.target_shape)

    def pattern(self) -> Any:
        """Say which elements are joined; in a product whatever the other factors are."""
        form = self.form()
        return super().pattern() if form is self else form.as_matrix() != 0

    def form(self) -> Move:
        """Give the step whose entries other than 0 say which elements are joined by its form."""
        rule, answer, args, kwargs, which = self.call
        if not getattr(rule, "linear", False) or rule.spread:
            return self
        ones = tuple(
            np.ones_like(arg) if place != self.place and _is_factor(arg) else arg
            for place, arg in enumerate(args)
        )
        return Move(Call(rule, answer, ones, kwargs, which), self.place)

    def bare(self) -> Move:
        """Give the same move with no more than it looks at, as a file carries it.

        Zeros that take no memory stand for values of which it needs the shape, and arrays have
        no gaps, so that they lie in memory as they will when they are read.
        """
        rule, answer, args, kwargs, which = self.call
        operands = list(map(_packed, operands_of(rule, args)))
        unseen = known_by_shape(rule, self.place, len(operands))
        for place in unseen:
            operands[place] = _emptied(operands[place])
        answer = _emptied(answer) if unseen else _packed(answer)
        spread = getattr(rule, "spread", False)
        args = (operands, *args[1:]) if spread else tuple(operands)
        return Move(Call(rule, answer, args, kwargs, which), self.place)

    def _key(self) -> tuple[Any, ...]:
        rule, answer, args, kwargs, which = self.bare().call
        return rule.function, self.place, which, comparable((answer, args, kwargs))

    def __eq__(self, other: object) -> bool:
        return self is other or (type(other) is Move and self._key() == other._key())

    def __hash__(self) -> int:
        return hash((self.call.rule.function, self.place))

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


def _emptied(value: Any) -> Any:
    """Give zeros of a value's type and shape, which take no memory."""
    if type(value) in (float, complex):
        return type(value)()
    if isinstance(value, np.generic):
        return type(value)(0)
    return np.broadcast_to(value.dtype.type(0), value.shape) if type(value) is np.ndarray else value


_WAY_OUT = "write .graph(elementwise=True), or give the edge its Jacobian, local.as_jacobian()"


def _packed(value: Any) -> Any:
    """Close the gaps in an array, or in those of several answers."""
    if type(value) is np.ndarray and not is_dense(value):
        return np.copy(value, order="K")
    return tuple(map(_packed, value)) if isinstance(value, tuple) else value


def _encode(move: Move) -> str:
    _, answer, args, kwargs, which = move.bare().call
    try:
        name = name_of(move.call.rule)
        return as_text((name, move.place, which, answer, args, kwargs))
    except TypeError as error:
        message = f"{error}; {_WAY_OUT}"
        raise TypeError(message) from None


def _decode(text: str) -> Move:
    name, place, which, answer, args, kwargs = from_text(text)
    rule = row_named(name, which, args, kwargs)
    places = range(len(rule.partials)) if isinstance(rule, Elementwise) else rule.places
    if type(place) is not int or place < 0 or (places is not None and place not in places):
        message = f"{name} has no derivative by argument {place!r}"
        raise ValueError(message)
    move = Move(Call(rule, answer, tuple(args), kwargs, which), place)
    # Asked for here, so that what has no shape is refused while it is read.
    hash((move.source_shape, move.target_shape))
    return move


register_encoding(Move, "move", _encode, _decode)
