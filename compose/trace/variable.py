"""A number or an array that remembers how it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

from compose.errors import TraceError
from compose.trace import answers
from compose.trace.floats import with_arithmetic
from compose.trace.given import checked_name, held
from compose.trace.methods import Methods
from compose.trace.naming import graph_of
from compose.trace.nans import NotANumber, first_nan
from compose.trace.operators import Operators
from compose.trace.quantities import accept_quantities
from compose.trace.record import arguments_of, check_bare, rule_of
from compose.trace.recorders import BARE, current_loose
from compose.trace.steps import Steps

if TYPE_CHECKING:
    from compose.engine.explain import Explanation
    from compose.engine.graph import Graph
    from compose.trace.gradient import Gradient

__all__ = ["Variable", "variable"]

_NO_GRAD = "keeps no .grad, only leaves do; use f.derivative(variable)"


@final
@with_arithmetic
class Variable(Operators, Methods):
    """A float or an array that remembers how it was made, so that derivatives can be asked of it.

    Write NumPy code as for a float or an array. The value never changes; every operation makes a
    new variable. Variables hash, and equal one another, by identity, so that they can be kept in
    sets, dicts and lists; two objects that stand for one step of a computation are equal. Against
    numbers and arrays ``==`` compares values, as ``< <= > >=`` and ``bool`` do.

    Parameters
    ----------
    value : float or array_like
        Real or complex numbers; ints become float64, other floats stay what they are. An array of
        another library that speaks NumPy's protocols, or a quantity, is taken as it is.
    name : str, optional
        What graphs and explanations call it. It can be set later: ``f.name = "f"``.

    Raises
    ------
    TraceError
        If the value is no number and no array of numbers.

    See Also
    --------
    variable : the same, as a function.

    Examples
    --------
    >>> import numpy as np
    >>> w, x, b = Variable(-2.0, "w"), Variable(5.0, "x"), Variable(3.0, "b")
    >>> f = w * x + b
    >>> f.value, f.derivative(w), f.derivative(x), f.derivative(b)
    (-7.0, 5.0, -2.0, 1.0)
    >>> v = Variable([1.0, 2.0, 3.0], "v")
    >>> np.sum(v**2).gradient()[v]
    array([2., 4., 6.])
    """

    __slots__ = ("__weakref__", "_grad", "_name", "_node", "_tape", "_value")

    def __init__(self, value: Any, name: str | None = None) -> None:
        accept_quantities(Variable)
        self._value = held(value)
        self._tape = current_loose()
        self._node: Any = None
        self.name = name

    @property
    def value(self) -> Any:
        """The float or array. It cannot be set: what was computed from it would be wrong."""
        if type(self._tape) in BARE:
            return self._value
        return self._looked_at(".value")

    @property
    def name(self) -> str | None:
        """What graphs and explanations call it; None lets them number it v1, v2, …."""
        tape = self._tape
        if type(tape) is Steps:
            return None if tape.names is None else tape.names.get(self._node)
        try:
            return self._name
        except AttributeError:
            return None

    @name.setter
    def name(self, name: str | None) -> None:
        tape, name = self._tape, checked_name(name)
        if type(tape) is Steps:
            # What stands for the step may be gone before its graph is drawn.
            tape.names = {} if tape.names is None else tape.names
            tape.names[self._node] = name
        else:
            self._name = name

    @property
    def is_leaf(self) -> bool:
        """Whether no operation made it."""
        return self._node is None

    @property
    def rule(self) -> Any:
        """The row of the tables that made it.

        Raises
        ------
        TraceError
            If no operation did, or it lives inside a transform.
        """
        check_bare(self)
        if self._node is None:
            raise TraceError(f"{self!r} is a leaf: no operation made it")
        return rule_of(self)

    @property
    def operands(self) -> tuple[Any, ...]:
        """What it was made from: variables, and constants."""
        check_bare(self)
        return () if self._node is None else tuple(arguments_of(self))

    @property
    def grad(self) -> Any:
        """What `backward` has added up, zero at first; it can be set, to start again.

        Raises
        ------
        TraceError
            If an operation made this variable: only leaves collect.
        """
        check_bare(self)
        self._check_leaf(_NO_GRAD)
        try:
            return self._grad
        except AttributeError:
            return answers.zeros_of(self._value)

    @grad.setter
    def grad(self, value: Any) -> None:
        check_bare(self)
        self._check_leaf(_NO_GRAD)
        self._grad = answers.collected(self._value, value)

    def derivative(self, wrt: Variable) -> Any:
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

    def explain(self, wrt: Variable, top: int = 10, *, elementwise: bool = False) -> Explanation:
        """Say which paths, factors and shares make up the derivative.

        Parameters
        ----------
        wrt : Variable
            A leaf, or any variable on the way.
        top : int
            How many paths to show, the largest first.
        elementwise : bool
            Whether to open arrays, so that paths run from element to element; both variables
            are single numbers then. For others ask ``self.graph(elementwise=True)``.

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
        return answers.explanation(self, _variable(wrt), top, elementwise=elementwise)

    def graph(self, *, elementwise: bool = False) -> Graph:
        """Write the graph behind this variable; see `graph_of`.

        Parameters
        ----------
        elementwise : bool
            Whether arrays are opened, one node for each element, for small things.

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
        >>> import numpy as np
        >>> w, x = variable(-2.0, "w"), variable(5.0, "x")
        >>> list((w * x).graph().nodes)
        ['w', 'x', 'v1']
        >>> v = variable([1.0, 2.0], "v")
        >>> list(np.sum(v * v).graph(elementwise=True).nodes)
        ['v[0]', 'v[1]', 'v1[0]', 'v1[1]', 'v2']
        """
        return graph_of(self, elementwise=elementwise)

    def first_nan(self) -> NotANumber | None:
        """Say where NaN first appears, in the values or else on the way back to the leaves.

        Returns
        -------
        NotANumber or None
            Prints itself; None where there is no NaN.

        Examples
        --------
        >>> import numpy as np
        >>> x = variable(0.0, "x")
        >>> y = np.sqrt(x) * 0.0
        >>> print(y.first_nan())
        the derivative by x is NaN: ∂v1/∂x = 1 / (2 * sqrt(x)) is inf, and times 0.0 that is NaN
        """
        return first_nan(self)

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
            # Not in place: whoever asked for .grad before keeps the old array.
            leaf._grad = leaf.grad + derivative

    def _check_leaf(self, otherwise: str) -> None:
        if self._node is not None:
            raise TraceError(f"{self!r} was made by an operation and {otherwise}")

    def __reduce__(self) -> tuple[type[Variable], tuple[Any, str | None], Any]:
        self._check_leaf("cannot be copied or pickled, only leaves can; save its .graph()")
        return Variable, (self._value, self.name), self.grad

    def __setstate__(self, grad: Any) -> None:
        self._grad = grad

    def __repr__(self) -> str:
        if self.is_leaf:
            name = "" if self.name is None else f", {self.name!r}"
            return f"variable({self._value!r}{name})"
        return f"<Variable {'' if self.name is None else f'{self.name} = '}{self._value!r}>"

    def __format__(self, specification: str) -> str:
        return format(self._value, specification) if specification else repr(self)


def variable(value: Any, name: str | None = None) -> Variable:
    """Make a variable: a float or an array that remembers what is computed from it.

    Parameters
    ----------
    value : float or array_like
        Real or complex numbers; ints become float64, other floats stay what they are. An array of
        another library that speaks NumPy's protocols, or a quantity, is taken as it is.
    name : str, optional
        What graphs and explanations call it.

    Returns
    -------
    Variable
        A leaf.

    Raises
    ------
    TraceError
        If the value is no number and no array of numbers.

    Examples
    --------
    >>> import numpy as np
    >>> x = variable(0.0, "x")
    >>> np.exp(2 * x).derivative(x)
    2.0
    >>> w = variable(np.ones((2, 3)), "w")
    >>> (w @ np.arange(3.0)).shape
    (2,)
    """
    return Variable(value, name)


def _variable(wrt: object) -> Variable:
    if not isinstance(wrt, Variable):
        raise TraceError(
            f"a derivative is taken with respect to a variable, not {wrt!r}; pass the variable"
        )
    return wrt
