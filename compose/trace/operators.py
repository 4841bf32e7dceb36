"""What ``@``, ``x[1:]``, ``np.exp`` and ``float()`` mean for a variable.

Arithmetic and order stand in `floats`, what arrays can do as methods in `methods`.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from compose.engine.tape import Tape
from compose.errors import TraceError
from compose.rules import METHODS, RULES, Elementwise, Traced
from compose.trace.apply import apply, local_of, made
from compose.trace.recorders import BARE
from compose.trace.refusals import called
from compose.trace.steps import FULL, Steps, place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Operators"]

_ONE_ARGUMENT = {
    row.function: row
    for row in RULES.values()
    if isinstance(row, Elementwise) and len(row.partials) == 1
}


def _in_place(statement: str, instead: str) -> NoReturn:
    raise TraceError(f"{statement} would change a variable in place; write {instead}")


class Operators(Traced):
    """What operators, NumPy's functions and conversions do, in terms of `apply`."""

    __slots__ = ()

    _value: Any
    _tape: Any
    _node: Any

    def __array_ufunc__(self, function: np.ufunc, method: str, *args: Any, **kwargs: Any) -> Any:
        if method == "__call__":
            if not kwargs and len(args) == 1:
                return self._one(function, args)
            return apply(type(self), function, args, kwargs)
        name = called(function)
        if method == "at":
            _in_place(f"{name}.at", "it with np.where or by joining parts")
        same = METHODS.get((function, method))
        if same is None:
            raise TraceError(f"{name}.{method} has no rule for its derivative; write it in steps")
        return same(*args, **kwargs)

    def _one(self, function: np.ufunc, args: tuple[Any]) -> Any:
        """Apply a function of one argument, without detours if it is a float."""
        row, x, cls = _ONE_ARGUMENT.get(function), self._value, type(self)
        if row is None or type(x) is not float:
            return apply(cls, function, args, {})
        tape = self._tape
        if type(tape) is not Tape and type(tape) not in BARE:
            return apply(cls, function, args, {})
        answer = float(function(x))
        local = local_of(row.partials[0], answer, (x,))
        if type(tape) is Tape:
            node = len(tape)
            tape.extend((self._node, node, local))
            return made(cls, answer, tape, node)
        steps: Any = tape if type(tape) is Steps and len(tape) < FULL else place(tape, tape)
        node = steps.write(row, answer, self._node if steps is tape else self, local)
        return made(cls, answer, steps, node)

    def __array_function__(
        self, function: Callable[..., Any], types: Any, args: Any, kwargs: Any
    ) -> Any:
        return apply(type(self), function, args, kwargs)

    if TYPE_CHECKING:
        # `with_arithmetic` writes these out.
        def __add__(self, other: Any) -> Any: ...
        def __radd__(self, other: Any) -> Any: ...
        def __sub__(self, other: Any) -> Any: ...
        def __rsub__(self, other: Any) -> Any: ...
        def __mul__(self, other: Any) -> Any: ...
        def __rmul__(self, other: Any) -> Any: ...
        def __truediv__(self, other: Any) -> Any: ...
        def __rtruediv__(self, other: Any) -> Any: ...
        def __pow__(self, other: Any, modulus: None = None) -> Any: ...
        def __neg__(self) -> Any: ...
        def __pos__(self) -> Any: ...
        def __lt__(self, other: Any) -> Any: ...
        def __le__(self, other: Any) -> Any: ...
        def __gt__(self, other: Any) -> Any: ...
        def __ge__(self, other: Any) -> Any: ...

    def __matmul__(self, other: Any) -> Any:
        return np.matmul(self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return np.matmul(other, self)

    def __rpow__(self, other: Any, modulus: object = None) -> Any:
        if modulus is not None:
            raise TraceError("pow of a variable takes no modulus; use x**y")
        return apply(type(self), np.power, (other, self), {})

    def __abs__(self) -> Any:
        return apply(type(self), np.absolute, (self,), {})

    def __and__(self, other: Any) -> Any:
        return apply(type(self), np.bitwise_and, (self, other), {})

    def __rand__(self, other: Any) -> Any:
        return apply(type(self), np.bitwise_and, (other, self), {})

    def __or__(self, other: Any) -> Any:
        return apply(type(self), np.bitwise_or, (self, other), {})

    def __ror__(self, other: Any) -> Any:
        return apply(type(self), np.bitwise_or, (other, self), {})

    def __xor__(self, other: Any) -> Any:
        return apply(type(self), np.bitwise_xor, (self, other), {})

    def __rxor__(self, other: Any) -> Any:
        return apply(type(self), np.bitwise_xor, (other, self), {})

    def __invert__(self) -> Any:
        return apply(type(self), np.invert, (self,), {})

    def __floordiv__(self, other: Any) -> Any:
        return apply(type(self), np.floor_divide, (self, other), {})

    def __rfloordiv__(self, other: Any) -> Any:
        return apply(type(self), np.floor_divide, (other, self), {})

    def __mod__(self, other: Any) -> Any:
        return apply(type(self), np.remainder, (self, other), {})

    def __rmod__(self, other: Any) -> Any:
        return apply(type(self), np.remainder, (other, self), {})

    def __divmod__(self, other: Any) -> Any:
        return self // other, self % other

    def __rdivmod__(self, other: Any) -> Any:
        return other // self, other % self

    def __eq__(self, other: object) -> Any:
        if type(other) is type(self):
            return self is other or self._is_step_of(other)
        if not _is_numeric(other):
            return False
        return _as_python(apply(type(self), np.equal, (self, other), {}), other)

    def __ne__(self, other: object) -> Any:
        if type(other) is type(self) or not _is_numeric(other):
            return not self == other
        return _as_python(apply(type(self), np.not_equal, (self, other), {}), other)

    def __hash__(self) -> int:
        tape = self._tape
        return hash((id(tape), self._node)) if type(tape) is Steps else object.__hash__(self)

    def _is_step_of(self, other: Operators) -> bool:
        """Say whether two objects stand for one step of a computation."""
        same = self._tape is other._tape and self._node == other._node
        return same and type(self._tape) is Steps

    def __getitem__(self, index: Any) -> Any:
        held: Any = self
        if type(getattr(self._value, "magnitude", self._value)) is float:
            held = np.reshape(held, ())
        return apply(type(self), operator.getitem, (held, index), {})

    def __setitem__(self, index: Any, value: Any) -> NoReturn:
        _in_place("x[…] = y", "np.where(mask, y, x), or join parts with np.concatenate")

    def __delitem__(self, index: Any) -> NoReturn:
        _in_place("del x[…]", "np.delete(x, …)")

    def __len__(self) -> int:
        return len(self._value)

    def __iter__(self) -> Iterator[Any]:
        if not np.shape(self._value):
            raise TypeError("a variable that holds one number is not iterable")
        return (self[k] for k in range(len(self)))

    def __contains__(self, item: object) -> bool:
        if type(item) is type(self):
            return any(item is part for part in self)
        same: Any = self == item
        return bool(np.any(same))

    def __bool__(self) -> bool:
        return bool(self._looked_at("bool()"))

    def __float__(self) -> float:
        self._refuse_conversion("float()")

    def __int__(self) -> int:
        self._refuse_conversion("int()")

    def __index__(self) -> int:  # noqa: PLE0305 - it never returns
        self._refuse_conversion("an index made")

    def __complex__(self) -> complex:
        self._refuse_conversion("complex()")

    def __round__(self, digits: int | None = None) -> float:
        self._refuse_conversion("round()")

    def __trunc__(self) -> int:
        self._refuse_conversion("math.trunc()")

    def __floor__(self) -> int:
        self._refuse_conversion("math.floor()")

    def __ceil__(self) -> int:
        self._refuse_conversion("math.ceil()")

    def __array__(self, dtype: object = None, copy: object = None) -> NoReturn:
        self._looked_at("an array made")
        raise TraceError(
            "an array made of variables would lose their derivatives; np.stack makes one variable "
            "of several, and .value gives the number or array if that is meant"
        )

    def _refuse_conversion(self, conversion: str) -> NoReturn:
        self._looked_at(conversion)
        raise TraceError(
            f"{conversion} of a variable would lose its derivative; "
            "use NumPy's functions (np.sin for math.sin), or .value if the number is meant"
        )

    def _looked_at(self, purpose: str) -> Any:
        """Give the value for Python's own use; a program that is being compiled has none yet."""
        tape = self._tape
        if type(tape) not in BARE and not isinstance(tape, Tape):
            tape.refuse(self, purpose)
        value = self._value
        return value._looked_at(purpose) if type(value) is type(self) else value


def _as_python(answer: Any, other: object) -> Any:
    """Give a truth value of Python's where no number of NumPy's was compared."""
    return bool(answer) if type(answer) is np.bool_ and not hasattr(other, "dtype") else answer


def _is_numeric(value: object) -> bool:
    return (
        hasattr(value, "dtype")
        or isinstance(value, (int, float, complex))
        or (not isinstance(value, (str, bytes, type(None))) and hasattr(value, "__float__"))
    )
