"""A variable's operators, and what NumPy's functions do with it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, NoReturn

import numpy as np

from compose.errors import TraceError
from compose.rules import IDENTITY, PREDICATES

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from compose.trace.variable import Variable

__all__ = ["Operators"]


def _loses_the_derivative(conversion: str) -> NoReturn:
    raise TraceError(
        f"{conversion} of a variable would lose its derivative; "
        "use NumPy's functions (np.sin for math.sin), or .value if the number is meant"
    )


def _identity(function: np.ufunc, left: object, right: object) -> bool | NDArray[np.bool_]:
    """Compare by identity; an array on either side is compared item by item."""
    same = function is np.equal
    array, other = (left, right) if isinstance(left, np.ndarray) else (right, left)
    if not isinstance(array, np.ndarray) or array.ndim == 0:
        return (left is right) is same
    found = [(item is other) is same for item in array.flat]
    return np.array(found, dtype=np.bool_).reshape(array.shape)


class Operators(ABC):
    """What ``+``, ``np.exp``, ``<`` and ``float()`` mean, in terms of `_apply` and `_look`."""

    __slots__ = ()

    @staticmethod
    @abstractmethod
    def _apply(function: np.ufunc, *operands: object) -> Variable:
        """Apply a function to variables and numbers and remember it."""

    @staticmethod
    @abstractmethod
    def _look(predicate: np.ufunc, *operands: object) -> bool:
        """Answer yes or no by value, remembering nothing."""

    def __add__(self, other: object) -> Variable:
        return self._apply(np.add, self, other)

    def __radd__(self, other: object) -> Variable:
        return self._apply(np.add, other, self)

    def __sub__(self, other: object) -> Variable:
        return self._apply(np.subtract, self, other)

    def __rsub__(self, other: object) -> Variable:
        return self._apply(np.subtract, other, self)

    def __mul__(self, other: object) -> Variable:
        return self._apply(np.multiply, self, other)

    def __rmul__(self, other: object) -> Variable:
        return self._apply(np.multiply, other, self)

    def __truediv__(self, other: object) -> Variable:
        return self._apply(np.true_divide, self, other)

    def __rtruediv__(self, other: object) -> Variable:
        return self._apply(np.true_divide, other, self)

    def __pow__(self, other: object, modulus: object = None) -> Variable:
        if modulus is not None:
            raise TraceError("pow of a variable takes no modulus; use x**y")
        return self._apply(np.power, self, other)

    def __rpow__(self, other: object, modulus: object = None) -> Variable:
        if modulus is not None:
            raise TraceError("pow of a variable takes no modulus; use x**y")
        return self._apply(np.power, other, self)

    def __neg__(self) -> Variable:
        return self._apply(np.negative, self)

    def __pos__(self) -> Variable:
        return self._apply(np.positive, self)

    def __abs__(self) -> Variable:
        return self._apply(np.absolute, self)

    def __floordiv__(self, other: object) -> Variable:
        return self._apply(np.floor_divide, self, other)

    def __rfloordiv__(self, other: object) -> Variable:
        return self._apply(np.floor_divide, other, self)

    def __mod__(self, other: object) -> Variable:
        return self._apply(np.remainder, self, other)

    def __rmod__(self, other: object) -> Variable:
        return self._apply(np.remainder, other, self)

    def __divmod__(self, other: object) -> Variable:
        return self._apply(np.divmod, self, other)

    def __rdivmod__(self, other: object) -> Variable:
        return self._apply(np.divmod, other, self)

    def __array_ufunc__(
        self, function: np.ufunc, method: str, *operands: object, **options: object
    ) -> Variable | bool | NDArray[np.bool_]:
        name = function.__name__
        if method != "__call__":
            raise TraceError(f"np.{name}.{method} is about arrays; write it with + and *")
        if options:
            extra = ", ".join(f"{option}=" for option in options)
            raise TraceError(f"np.{name} of a variable takes no {extra}; leave it out")
        if function in IDENTITY:
            return _identity(function, *operands)
        if function in PREDICATES:
            return self._look(function, *operands)
        return self._apply(function, *operands)

    def __array_function__(
        self, function: Callable[..., object], types: object, args: object, kwargs: object
    ) -> NoReturn:
        name = f"{function.__module__}.{function.__name__}".replace("numpy", "np", 1)
        raise TraceError(
            f"{name} is about arrays, and a variable holds one float; "
            "write it with NumPy's elementwise functions and + - * / **"
        )

    def __lt__(self, other: object) -> bool:
        return self._look(np.less, self, other)

    def __le__(self, other: object) -> bool:
        return self._look(np.less_equal, self, other)

    def __gt__(self, other: object) -> bool:
        return self._look(np.greater, self, other)

    def __ge__(self, other: object) -> bool:
        return self._look(np.greater_equal, self, other)

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__

    def __float__(self) -> float:
        _loses_the_derivative("float()")

    def __int__(self) -> int:
        _loses_the_derivative("int()")

    def __complex__(self) -> complex:
        _loses_the_derivative("complex()")

    def __round__(self, digits: int | None = None) -> float:
        _loses_the_derivative("round()")

    def __trunc__(self) -> int:
        _loses_the_derivative("math.trunc()")

    def __floor__(self) -> int:
        _loses_the_derivative("math.floor()")

    def __ceil__(self) -> int:
        _loses_the_derivative("math.ceil()")

    def __array__(self, dtype: object = None, copy: object = None) -> NoReturn:
        raise TraceError(
            "an array of variables would lose their derivatives; "
            "keep them in a list, or use .value if the numbers are meant"
        )
