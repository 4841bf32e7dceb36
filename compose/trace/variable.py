"""A number that remembers how it was made."""

from __future__ import annotations

from operator import add, mul, neg, pos, sub
from typing import TYPE_CHECKING, final

import numpy as np

from compose.errors import TraceError
from compose.rules import RULES, Rule
from compose.trace import answers
from compose.trace.naming import graph_of
from compose.trace.operators import Operators
from compose.trace.refusals import checked_name, real_number, refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from compose.engine.explain import Explanation
    from compose.engine.graph import Graph
    from compose.trace.gradient import Gradient

__all__ = ["Variable", "variable"]

# On floats these give the same bits as NumPy's functions, at a tenth of the price.
_ON_FLOATS: dict[np.ufunc, Callable[..., float]] = {
    np.add: add,
    np.subtract: sub,
    np.multiply: mul,
    np.negative: neg,
    np.positive: pos,
    np.absolute: abs,
}
_EVALUATED: dict[np.ufunc, tuple[Rule, Callable[..., float]]] = {
    function: (rule, _ON_FLOATS.get(function, function)) for function, rule in RULES.items()
}

_NO_GRAD = "keeps no .grad, only leaves do; use f.derivative(variable)"


@final
class Variable(Operators):
    """A float that remembers how it was made, so that derivatives can be asked of it.

    Write NumPy code as for a float: ``+ - * / **``, ``abs``, comparisons, and NumPy's elementwise
    functions. The value never changes; every operation makes a new variable. Variables hash, and
    are equal, by identity, so that they can be kept in sets, dicts and lists: ``x == 2.0`` is
    False whatever the value, ``x.value == 2.0`` compares it. ``< <= > >=`` and ``bool`` look at
    the value.

    Parameters
    ----------
    value : float
        A real number; ints become floats.
    name : str, optional
        What graphs and explanations call it. It can be set later: ``f.name = "f"``.

    Raises
    ------
    TraceError
        If the value is no real number.

    See Also
    --------
    variable : the same, as a function.

    Examples
    --------
    >>> w, x, b = Variable(-2.0, "w"), Variable(5.0, "x"), Variable(3.0, "b")
    >>> f = w * x + b
    >>> f.value, f.derivative(w), f.derivative(x), f.derivative(b)
    (-7.0, 5.0, -2.0, 1.0)
    """

    __slots__ = ("__weakref__", "_grad", "_name", "_operands", "_rule", "_value")

    def __init__(self, value: float, name: str | None = None) -> None:
        self._value = real_number(value, "a variable holds a real number")
        self._rule: Rule | None = None
        self._operands: tuple[Variable | float, ...] = ()
        self._grad = 0.0
        self.name = name

    @property
    def value(self) -> float:
        """The number. It cannot be set: what was computed from it would no longer be true."""
        return self._value

    @property
    def name(self) -> str | None:
        """What graphs and explanations call it; None lets them number it v1, v2, …."""
        return self._name

    @name.setter
    def name(self, name: str | None) -> None:
        self._name = checked_name(name)

    @property
    def is_leaf(self) -> bool:
        """Whether no operation made it."""
        return self._rule is None

    @property
    def rule(self) -> Rule:
        """The row of the table that made it.

        Raises
        ------
        TraceError
            If no operation did.
        """
        if self._rule is None:
            raise TraceError(f"{self!r} is a leaf: no operation made it")
        return self._rule

    @property
    def operands(self) -> tuple[Variable | float, ...]:
        """What it was made from: variables, and constants as floats."""
        return self._operands

    @property
    def grad(self) -> float:
        """What `backward` has added up, 0.0 at first; it can be set, to start again.

        Raises
        ------
        TraceError
            If an operation made this variable: only leaves collect.
        """
        self._check_leaf(_NO_GRAD)
        return self._grad

    @grad.setter
    def grad(self, value: float) -> None:
        self._check_leaf(_NO_GRAD)
        self._grad = real_number(value, "a .grad is a real number")

    def derivative(self, wrt: Variable) -> float:
        """Give the derivative of this variable with respect to another.

        Parameters
        ----------
        wrt : Variable
            A leaf, or any variable on the way.

        Returns
        -------
        float
            0.0 if neither depends on the other.

        Raises
        ------
        SwappedQuestionError
            If `wrt` depends on this variable and not the other way round.
        TraceError
            If `wrt` is no variable.

        Examples
        --------
        >>> x = variable(3.0, "x")
        >>> (x * x).derivative(x)
        6.0
        """
        return answers.derivative(self, _variable(wrt))

    def gradient(self) -> Gradient:
        """Give the derivatives with respect to every leaf this variable was made from.

        Returns
        -------
        Gradient
            A mapping keyed by variable; its ``by_name()`` is keyed by name.

        Examples
        --------
        >>> w, x = variable(-2.0, "w"), variable(5.0, "x")
        >>> (w * x).gradient()[w]
        5.0
        """
        return answers.gradient(self)

    def explain(self, wrt: Variable, top: int = 10) -> Explanation:
        """Say which paths, factors and shares make up the derivative.

        Parameters
        ----------
        wrt : Variable
            A leaf, or any variable on the way.
        top : int
            How many paths to show, the largest first.

        Returns
        -------
        Explanation
            Prints itself; also as Markdown, LaTeX and HTML.

        Raises
        ------
        SwappedQuestionError
            If `wrt` depends on this variable and not the other way round.
        TraceError
            If `wrt` is no variable, or two variables share a name.

        Examples
        --------
        >>> x = variable(3.0, "x")
        >>> f = x * x
        >>> f.name = "f"
        >>> float(f.explain(x).total)
        6.0
        """
        return answers.explanation(self, _variable(wrt), top)

    def graph(self) -> Graph:
        """Write the graph behind this variable; see `graph_of`.

        Returns
        -------
        Graph
            Named nodes with values and labels, edges with locals and expressions.

        Raises
        ------
        TraceError
            If two of its variables were given the same name.

        Examples
        --------
        >>> w, x = variable(-2.0, "w"), variable(5.0, "x")
        >>> list((w * x).graph().nodes)
        ['w', 'x', 'v1']
        """
        return graph_of(self)

    def backward(self) -> None:
        """Add this variable's gradient to the ``.grad`` of its leaves.

        A second call adds again; set ``.grad = 0.0`` to start over.

        Examples
        --------
        >>> w, x = variable(-2.0, "w"), variable(5.0, "x")
        >>> (w * x).backward()
        >>> w.grad, x.grad
        (5.0, -2.0)
        """
        for leaf, derivative in self.gradient().items():
            leaf.grad += derivative

    @staticmethod
    def _apply(function: np.ufunc, *operands: object) -> Variable:
        try:
            rule, evaluate = _EVALUATED[function]
        except KeyError:
            raise refusal(function) from None
        values = []
        for operand in operands:
            if type(operand) is Variable:
                values.append(operand.value)
            elif type(operand) is float:
                values.append(operand)
            else:
                return Variable._apply(function, *map(_operand, operands))
        made = object.__new__(Variable)
        made._value = float(evaluate(*values))
        made._rule = rule
        made._operands = operands  # type: ignore[assignment]
        made._name = None
        made._grad = 0.0
        return made

    @staticmethod
    def _look(predicate: np.ufunc, *operands: object) -> bool:
        return bool(predicate(*[_value(_operand(operand)) for operand in operands]))

    def _check_leaf(self, otherwise: str) -> None:
        if self._rule is not None:
            raise TraceError(f"{self!r} was made by an operation and {otherwise}")

    def __bool__(self) -> bool:
        return bool(self._value)

    def __reduce__(self) -> tuple[type[Variable], tuple[float, str | None], float]:
        self._check_leaf("cannot be copied or pickled, only leaves can; save its .graph()")
        return Variable, (self._value, self._name), self._grad

    def __setstate__(self, grad: float) -> None:
        self._grad = grad

    def __repr__(self) -> str:
        if self.is_leaf:
            name = "" if self._name is None else f", {self._name!r}"
            return f"variable({self._value!r}{name})"
        return f"<Variable {'' if self._name is None else f'{self._name} = '}{self._value!r}>"

    def __format__(self, specification: str) -> str:
        return format(self._value, specification) if specification else repr(self)


def variable(value: float, name: str | None = None) -> Variable:
    """Make a variable: a float that remembers what is computed from it.

    Parameters
    ----------
    value : float
        A real number; ints become floats.
    name : str, optional
        What graphs and explanations call it.

    Returns
    -------
    Variable
        A leaf.

    Raises
    ------
    TraceError
        If the value is no real number.

    Examples
    --------
    >>> import numpy as np
    >>> x = variable(0.0, "x")
    >>> np.exp(2 * x).derivative(x)
    2.0
    """
    return Variable(value, name)


def _operand(value: object) -> Variable | float:
    # type() first: isinstance would let NumPy's floats through, which print differently.
    if type(value) is Variable or type(value) is float:
        return value
    # NumPy's scalars send themselves as arrays without axes when they are compared.
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    return real_number(value, "a variable combines with variables and real numbers")


def _value(operand: Variable | float) -> float:
    return operand if isinstance(operand, float) else operand.value


def _variable(wrt: object) -> Variable:
    if not isinstance(wrt, Variable):
        raise TraceError(
            f"a derivative is taken with respect to a variable, not {wrt!r}; pass the variable"
        )
    return wrt
