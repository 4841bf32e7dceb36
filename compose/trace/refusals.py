"""The words for what a variable refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from compose.errors import SwappedQuestionError, TraceError, UnknownNodeError
from compose.rules import REFUSED, REFUSED_MODULES

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "SwappedVariablesError",
    "UnknownVariableError",
    "called",
    "carries_none",
    "refusal",
    "refused_complex",
    "refused_option",
]


class SwappedVariablesError(SwappedQuestionError):
    """A variable was asked for its derivative by another that is computed from it.

    Parameters
    ----------
    of, wrt : str
        Their names, as graphs and explanations call them.
    of_value, wrt_value : float
        Their values.
    question : str
        The method that was called.

    Examples
    --------
    >>> print(SwappedVariablesError("x", "f", 3.0, 9.0, "derivative"))
    x = 3.0 does not depend on f = 9.0, but f depends on x: did you mean f.derivative(x)?
    """

    def __init__(self, of: str, wrt: str, of_value: float, wrt_value: float, question: str) -> None:
        super().__init__(of, wrt)
        self.args = (of, wrt, of_value, wrt_value, question)
        self.of_value = of_value
        self.wrt_value = wrt_value
        self.question = question

    def __str__(self) -> str:
        of, wrt = self.of, self.wrt
        return (
            f"{of} = {self.of_value} does not depend on {wrt} = {self.wrt_value}, "
            f"but {wrt} depends on {of}: did you mean {wrt}.{self.question}({of})?"
        )


class UnknownVariableError(UnknownNodeError):
    """A gradient was asked for something that is none of its leaves.

    Parameters
    ----------
    key : str
        What was asked for: a name, or the text of anything else.
    is_name : bool
        Whether it was a name.
    leaves : sequence of str
        The names of the leaves.

    Examples
    --------
    >>> print(str(UnknownVariableError("x", is_name=True, leaves=["w", "x"]))[:46])
    a gradient is keyed by variables, not by names
    """

    def __init__(self, key: str, is_name: bool, leaves: Sequence[str]) -> None:  # noqa: FBT001
        super().__init__(key, leaves)
        self.args = (key, is_name, leaves)
        self.is_name = is_name

    def __str__(self) -> str:
        key = self.node
        if not self.is_name:
            return (
                f"{key} is no leaf of this gradient, which is keyed by variable; "
                "by_name() gives one keyed by name, derivative(wrt) asks for any variable"
            )
        keyed = f"a gradient is keyed by variables, not by names such as {key!r}"
        if key not in self.nearest:
            return f"{keyed}; it has no such leaf either, only {', '.join(map(str, self.nearest))}"
        return f"{keyed}; use the variable itself as key, or by_name()[{key!r}]"


def refusal(function: Any, by: str | None = None) -> TraceError:
    """Say why a function cannot be applied to a variable.

    Parameters
    ----------
    function : callable
        A function without a row in the table.
    by : str, optional
        The argument that holds the variable.

    Returns
    -------
    TraceError
        To be raised.

    Examples
    --------
    >>> import numpy as np
    >>> print(str(refusal(np.copyto))[:52])
    np.copyto writes into an array, and a variable never
    """
    name = called(function)
    reason = REFUSED.get(function) or REFUSED_MODULES.get(getattr(function, "__module__", ""))
    if reason is not None:
        return TraceError(f"{name} {reason}")
    asked = f" by its {by}" if by else ""
    return TraceError(
        f"{name} has no rule for its derivative{asked}; give it one with compose.define_rule, "
        "write it with functions that have one, or apply it to .value if a constant is meant"
    )


def called(function: Any) -> str:
    """Write how users call a function.

    Parameters
    ----------
    function : callable
        A function.

    Returns
    -------
    str
        Its name, below ``np`` if it is NumPy's.

    Examples
    --------
    >>> import numpy as np
    >>> called(np.linalg.inv), called(np.exp)
    ('np.linalg.inv', 'np.exp')
    """
    name = getattr(function, "__name__", repr(function))
    room = getattr(function, "__module__", None)
    if getattr(np, name, None) is function:
        # A ufunc does not know its module, and may be another library's.
        room = "numpy"
    if room is None or not room.startswith("numpy"):
        return name
    return f"{room.replace('numpy', 'np', 1)}.{name}"


def refused_option(function: Any, what: str, known: Sequence[str]) -> TraceError:
    """Say that a call on a variable has an argument that its row does not know.

    Parameters
    ----------
    function : callable
        What was called.
    what : str
        The argument.
    known : sequence of str
        The parameters that are known.

    Returns
    -------
    TraceError
        To be raised.

    Examples
    --------
    >>> import numpy as np
    >>> print(refused_option(np.exp, "where=", ["x"]))
    np.exp of a variable takes no where=, only x
    """
    only = f", only {', '.join(known)}" if known else "; leave it out"
    return TraceError(f"{called(function)} of a variable takes no {what}{only}")


def carries_none(function: Any, which: str) -> TraceError:
    """Say that an argument in which there is a variable carries no derivative.

    Parameters
    ----------
    function : callable
        What was called.
    which : str
        The argument.

    Returns
    -------
    TraceError
        To be raised.

    Examples
    --------
    >>> import numpy as np
    >>> print(carries_none(np.repeat, "argument 2 (repeats)"))
    np.repeat has no derivative by its argument 2 (repeats); pass the .value if a constant is meant
    """
    return TraceError(
        f"{called(function)} has no derivative by its {which}; pass the .value if a constant is "
        "meant"
    )


def refused_complex(function: Any) -> TraceError:
    """Say that a function is a step of real numbers only.

    Parameters
    ----------
    function : callable
        What was called with complex numbers.

    Returns
    -------
    TraceError
        To be raised.

    Examples
    --------
    >>> import numpy as np
    >>> print(refused_complex(np.sign))
    np.sign of complex numbers is no step, its derivative is not 0; write z / np.abs(z)
    """
    return TraceError(
        f"{called(function)} of complex numbers is no step, its derivative is not 0; "
        "write z / np.abs(z)"
    )
