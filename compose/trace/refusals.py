"""What counts as a number beside a variable, and the words for what does not."""

from __future__ import annotations

from numbers import Complex, Real
from reprlib import repr as shortened
from typing import TYPE_CHECKING

import numpy as np

from compose.errors import SwappedQuestionError, TraceError, UnknownNodeError
from compose.rules import REFUSED, RULES

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "SwappedVariablesError",
    "UnknownVariableError",
    "checked_name",
    "real_number",
    "refusal",
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


def real_number(value: object, purpose: str) -> float:
    """Turn a real number into a float, and refuse everything else.

    Parameters
    ----------
    value : object
        An int, a float, a fraction or a NumPy scalar.
    purpose : str
        The beginning of the message: what is to hold a real number.

    Returns
    -------
    float
        The nearest float.

    Raises
    ------
    TraceError
        If it is anything else, a bool included, or an int too large for a float.

    Examples
    --------
    >>> real_number(3, "a variable holds a real number")
    3.0
    """
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, Real):
        raise TraceError(
            f"{purpose}, not {shortened(value)} of type {type(value).__name__}{_hint(value)}"
        )
    try:
        return float(value)
    except OverflowError:
        raise TraceError(f"{purpose}, and {shortened(value)} is too large for a float") from None


def _hint(value: object) -> str:
    if isinstance(value, (bool, np.bool_)):
        return "; write 1.0 or 0.0 if a number is meant"
    if isinstance(value, (np.ndarray, list, tuple)):
        return "; make one variable for each element"
    if isinstance(value, Complex):
        return "; make one variable each for the real and the imaginary part"
    return "; pass a float"


def checked_name(name: object) -> str | None:
    """Let a text or None pass as the name of a variable.

    Parameters
    ----------
    name : object
        What is to be the name.

    Returns
    -------
    str or None
        The same.

    Raises
    ------
    TraceError
        If it is anything else, or empty.

    Examples
    --------
    >>> checked_name("w")
    'w'
    """
    if name is None or (isinstance(name, str) and name):
        return name
    raise TraceError(f"a variable's name is a text that is not empty, or None, not {name!r}")


def refusal(function: np.ufunc) -> TraceError:
    """Say why a function cannot be applied to a variable.

    Parameters
    ----------
    function : numpy.ufunc
        A function without a row in the table.

    Returns
    -------
    TraceError
        To be raised.

    Examples
    --------
    >>> import numpy as np
    >>> print(str(refusal(np.floor))[:52])
    np.floor is flat between its jumps, so no derivative
    """
    name = function.__name__
    if function in REFUSED:
        return TraceError(f"np.{name} {REFUSED[function]}")
    known = ", ".join(sorted(row.__name__ for row in RULES))
    return TraceError(
        f"{name} has no rule for its derivative; write it with functions that have one: {known}"
    )
