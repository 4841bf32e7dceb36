"""What a row of the table is: a function, how its call is written, its local derivatives."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

__all__ = ["Operand", "Partial", "Rule", "Value", "written"]

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


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: a NumPy function, the text of its call, and a `Partial` for each argument.

    Parameters
    ----------
    function : numpy.ufunc
        The function that the row is about.
    text : str
        How a call is written: a template over ``{x}`` and ``{y}``.
    partials : tuple of Partial
        One for each argument, in order.

    Examples
    --------
    >>> import numpy as np
    >>> sine = Rule(np.sin, "sin({x})", (Partial("cos({x})", lambda answer, x: np.cos(x)),))
    >>> sine.written(["t"])
    'sin(t)'
    """

    function: np.ufunc
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


def _filled(template: str, places: dict[str, Operand]) -> str:
    return template.format(**{place: written(operand) for place, operand in places.items()})
