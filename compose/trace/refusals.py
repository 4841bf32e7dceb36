"""What counts as a number beside a variable, and the words for what does not."""

from __future__ import annotations

from decimal import Decimal
from numbers import Real
from reprlib import repr as shortened
from typing import TYPE_CHECKING, Any

import numpy as np

from compose.dimensions.protocol import is_quantity
from compose.errors import SwappedQuestionError, TraceError, UnknownNodeError
from compose.rules import REFUSED, REFUSED_MODULES, Traced
from compose.trace.recorders import Loose

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "SwappedVariablesError",
    "UnknownVariableError",
    "called",
    "carries_none",
    "checked_name",
    "held",
    "operand",
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


def held(value: object) -> Any:
    """Turn what a user gives into what a variable holds.

    Parameters
    ----------
    value : object
        A real or complex number, an array, a list of numbers, an array of another library that
        speaks NumPy's protocols, or a quantity of these.

    Returns
    -------
    object
        A float for a real number; whole numbers in arrays become float64.

    Raises
    ------
    TraceError
        If it is anything else, a truth value included, or an int too large for a float.

    Examples
    --------
    >>> held(3), held([1, 2])
    (3.0, array([1., 2.]))
    """
    if type(value) is float:
        return value
    if isinstance(value, (bool, np.bool_)):
        raise _not_held(value, "; write 1.0 or 0.0 if a number is meant")
    if isinstance(value, (Real, Decimal)) and not isinstance(value, np.floating):
        return _rounded(value)
    if isinstance(value, np.generic) and value.dtype.kind in "fc":
        return float(value) if type(value) is np.float64 else value
    if isinstance(value, complex):
        return np.complex128(value)
    return _held_array(_gathered(value) if isinstance(value, (list, tuple)) else value)


def _held_array(value: Any) -> Any:
    if isinstance(value, Traced):
        return _inner(value)
    if isinstance(value, (np.matrix, np.ma.MaskedArray)):
        raise _not_held(value, ", which computes in a way of its own; pass an ordinary array")
    if is_quantity(value):
        return type(value)(held(value.magnitude), value.units)
    if not hasattr(value, "dtype") or not hasattr(type(value), "__array_function__"):
        raise _not_held(value, "; pass a number or an array")
    return _of_floats(value)


def _inner(variable: Any) -> Any:
    """Let a variable of a transform be held by one that is made inside; refuse any other."""
    if type(variable._tape) is Loose:
        raise _not_held(variable, "; use it as it is, or its .value for a new leaf")
    return variable


def _of_floats(array: Any) -> Any:
    kind = array.dtype.kind
    if kind in "iu":
        array = array.astype(np.float64)
    elif kind not in "fc":
        hint = "; make floats of the truth values" if kind == "b" else "; pass an array of numbers"
        raise _not_held(array, f"{hint}, its dtype is {array.dtype}")
    return held(array[()]) if type(array) is np.ndarray and not array.ndim else array


def _gathered(values: Any) -> Any:
    try:
        measured = next(filter(is_quantity, values), None)
        if measured is not None:
            return type(measured).from_list(list(values))
        return np.asarray(values)
    except (AttributeError, TypeError, ValueError):
        raise _not_held(values, "; np.stack makes one variable of several") from None


def _rounded(number: Any) -> float:
    try:
        return float(number)
    except OverflowError:
        message = f"a variable holds floats, and {shortened(number)} is too large for one"
        raise TraceError(message) from None


def _not_held(value: object, hint: str) -> TraceError:
    kind = type(value).__name__
    return TraceError(
        f"a variable holds a number or an array, not {shortened(value)} of type {kind}{hint}"
    )


def operand(value: Any) -> Any:
    """Turn what stands beside a variable into what NumPy computes with.

    Parameters
    ----------
    value : object
        Anything but a variable.

    Returns
    -------
    object
        Fractions and decimals become floats, lists arrays; the rest stays.

    Raises
    ------
    TraceError
        If it is a text, None, or a collection that is no array.

    Examples
    --------
    >>> from fractions import Fraction
    >>> operand(Fraction(1, 4))
    0.25
    """
    if isinstance(value, np.float64):
        return float(value)
    if isinstance(value, (np.generic, complex)):
        return value
    if isinstance(value, (Real, Decimal)):
        return _rounded(value)
    if isinstance(value, (list, tuple)):
        return _gathered(value)
    if value is None or isinstance(value, (str, bytes, dict, set)):
        kind = type(value).__name__
        raise TraceError(
            f"a variable combines with variables, numbers and arrays, not {shortened(value)} "
            f"of type {kind}"
        )
    return value


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
    return TraceError(
        f"{name} has no rule for its derivative{f' by its {by}' if by else ''}; give it one with compose.define_rule, write it "
        "with functions that have one, or apply it to .value if a constant is meant"
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
    if isinstance(function, np.ufunc):
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
