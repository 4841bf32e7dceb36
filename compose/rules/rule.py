"""What a row of the tables is: a function, and what it does to tangents and cotangents.

A `Rule` moves a tangent forward (`push`) and a cotangent back (`pull`) by one of its arguments.
`Elementwise` knows a local derivative for each argument; `compose.rules.arrays` holds the rows of
everything else.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, final

import numpy as np

__all__ = ["Elementwise", "Operand", "Partial", "Rule", "Value", "unbroadcast", "written"]

Value: TypeAlias = Any
"""What a rule computes with: a float, an array or a variable."""

Operand: TypeAlias = str | float
"""An operand as text sees it: the name of a variable, or a constant."""

_PLACES = ("x", "y")
_NAMED = {math.e: "e", math.pi: "pi"}


def written(operand: Operand, *, inside: bool = True) -> str:
    """Write an operand as it stands in a formula.

    Parameters
    ----------
    operand : str or float
        The name of a variable, written as it is, or a constant.
    inside : bool
        Whether other text stands around it; a negative constant then needs parentheses.

    Returns
    -------
    str
        Whole numbers come without their ``.0``, and e and π by name.

    Examples
    --------
    >>> written("w"), written(3.0), written(-0.5), written(-0.5, inside=False)
    ('w', '3', '(-0.5)', '-0.5')
    >>> import math
    >>> written(math.e), written(-math.pi)
    ('e', '(-pi)')
    """
    if isinstance(operand, str):
        return operand
    size = abs(operand)
    number = "-" * (operand < 0) + _NAMED[size] if size in _NAMED else _digits(operand)
    return f"({number})" if inside and number.startswith("-") else number


def _digits(number: float) -> str:
    return repr(number).removesuffix(".0")


@dataclass(frozen=True, slots=True)
class Partial:
    """The local derivative of a function with respect to one of its arguments.

    Parameters
    ----------
    expression : str or callable
        Its text: a template over ``{x}`` and ``{y}``, the first and the second operand, or a
        function of the operands.
    local : callable
        Its value: a function of the answer and the arguments, in NumPy calls that themselves
        can be traced, so that variables in give a variable out.

    Examples
    --------
    >>> import numpy as np
    >>> cosine = Partial("cos({x})", lambda answer, x: np.cos(x))
    >>> cosine.written(["t"]), float(cosine.local(0.0, 0.0))
    ('cos(t)', 1.0)
    """

    expression: str | Callable[..., str]
    local: Callable[..., Value]

    def written(self, operands: Sequence[Operand]) -> str:
        """Write the local derivative over the names of these operands.

        Parameters
        ----------
        operands : sequence of str or float
            Names of variables, and constants.

        Returns
        -------
        str
            The expression.

        Examples
        --------
        >>> Partial("{y}", lambda answer, x, y: y).written(["w", -2.0])
        '-2'
        """
        if not isinstance(self.expression, str):
            return self.expression(*operands)
        places = dict(zip(_PLACES, operands, strict=False))
        alone = places.get(self.expression.strip("{}"))
        return _filled(self.expression, places) if alone is None else written(alone, inside=False)


class Rule(ABC):
    """One row: a function, and what it does to tangents and cotangents.

    Everything is written in NumPy calls and operators that themselves can be traced, so that a
    derivative of a derivative needs no second table: variables in give variables out.

    Attributes
    ----------
    function : callable
        The function that the row is about.

    Examples
    --------
    >>> import numpy as np
    >>> from compose.rules import RULES
    >>> RULES[np.multiply].pull(0, np.ones(2), None, (np.arange(2.0), 5.0), {})
    array([5., 5.])
    """

    __slots__ = ()

    function: Callable[..., Any]

    @abstractmethod
    def pull(
        self,
        place: int,
        cotangent: Value,
        answer: Value,
        args: Sequence[Any],
        kwargs: dict[str, Any],
    ) -> Value:
        """Move a cotangent of the answer back to the argument at a place."""

    @abstractmethod
    def push(
        self,
        place: int,
        tangent: Value,
        answer: Value,
        args: Sequence[Any],
        kwargs: dict[str, Any],
    ) -> Value:
        """Move a tangent of the argument at a place forward to the answer."""


@final
@dataclass(frozen=True, slots=True)
class Elementwise(Rule):
    """A row of the elementwise table: the text of the call, and a `Partial` for each argument.

    Parameters
    ----------
    function : callable
        A ufunc, or a primitive that treats each element by itself.
    text : str
        How a call is written: a template over ``{x}`` and ``{y}``.
    partials : tuple of Partial
        One for each argument, in order.

    Examples
    --------
    >>> import numpy as np
    >>> cosine = Partial("cos({x})", lambda answer, x: np.cos(x))
    >>> sine = Elementwise(np.sin, "sin({x})", (cosine,))
    >>> sine.written(["t"])
    'sin(t)'
    >>> float(sine.pull(0, 2.0, np.sin(0.0), (0.0,), {}))
    2.0
    """

    function: Callable[..., Any]
    text: str
    partials: tuple[Partial, ...]

    def written(self, operands: Sequence[Operand]) -> str:
        """Write the call over the names of these operands.

        Parameters
        ----------
        operands : sequence of str or float
            Names of variables, and constants.

        Returns
        -------
        str
            The call.

        Examples
        --------
        >>> import numpy as np
        >>> from compose.rules import RULES
        >>> RULES[np.multiply].written(["w", "x"]), RULES[np.power].written(["x", -1.0])
        ('w * x', 'x**(-1)')
        """
        return _filled(self.text, dict(zip(_PLACES, operands, strict=False)))

    def pull(
        self,
        place: int,
        cotangent: Value,
        answer: Value,
        args: Sequence[Any],
        kwargs: dict[str, Any],  # noqa: ARG002 - a traced call of a ufunc has none
    ) -> Value:
        """Multiply by the local derivative, and sum over what was broadcast."""
        local = self.partials[place].local(answer, *args)
        return unbroadcast(_times(cotangent, local), args[place])

    def push(
        self,
        place: int,
        tangent: Value,
        answer: Value,
        args: Sequence[Any],
        kwargs: dict[str, Any],  # noqa: ARG002 - a traced call of a ufunc has none
    ) -> Value:
        """Multiply by the local derivative, and broadcast."""
        moved = _times(tangent, self.partials[place].local(answer, *args))
        shape = np.shape(answer)
        return moved if np.shape(moved) == shape else np.broadcast_to(moved, shape)


def _times(moving: Value, local: Value) -> Value:
    if type(local) is float:
        if local == 1.0:
            return moving
        if local == -1.0:
            return -moving
    return moving * local


def unbroadcast(cotangent: Value, argument: Value) -> Value:
    """Sum a cotangent over the axes along which an argument was broadcast.

    Parameters
    ----------
    cotangent : array_like
        Of the shape that the argument was broadcast to.
    argument : array_like
        Whose shape the answer takes.

    Returns
    -------
    array_like
        The transpose of broadcasting.

    Examples
    --------
    >>> import numpy as np
    >>> unbroadcast(np.ones((2, 3)), np.zeros((2, 1)))
    array([[3.],
           [3.]])
    """
    shape, wanted = np.shape(cotangent), np.shape(argument)
    if shape == wanted:
        return cotangent
    ahead = len(shape) - len(wanted)
    if ahead:
        cotangent = np.sum(cotangent, axis=tuple(range(ahead)))
    stretched = tuple(
        axis
        for axis, (given, length) in enumerate(zip(shape[ahead:], wanted, strict=True))
        if length == 1 and given != 1
    )
    return np.sum(cotangent, axis=stretched, keepdims=True) if stretched else cotangent


def _filled(template: str, places: dict[str, Operand]) -> str:
    return template.format(**{place: written(operand) for place, operand in places.items()})
