"""What a variable shares with arrays: attributes of shape, and functions as methods."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np

from compose.errors import TraceError

__all__ = ["Methods"]

# NumPy's own types do not say that its functions take whatever speaks its protocols.
_numpy: Any = np


def _method(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        return function(self, *args, **kwargs)

    method.__name__ = name
    method.__qualname__ = f"Variable.{name}"
    method.__doc__ = f"Do what ``np.{function.__name__}`` does."
    return method


def _refused(name: str, instead: str) -> Callable[..., NoReturn]:
    def method(self: Any, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG001
        raise TraceError(f".{name}() of a variable {instead}")

    method.__name__ = name
    method.__qualname__ = f"Variable.{name}"
    method.__doc__ = f"Refuse: it {instead}."
    return method


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    name: getattr(np, name)
    for name in (
        *("all", "any", "argmax", "argmin", "argpartition", "argsort", "clip"),
        *("conj", "conjugate", "cumprod", "cumsum", "diagonal", "dot", "max", "mean", "min"),
        *("nonzero", "prod", "ravel", "repeat", "round", "searchsorted", "squeeze", "std"),
        *("sum", "swapaxes", "take", "trace", "var"),
    )
}
_LOSE = "would lose the derivative; use .value if the numbers are meant"
_CHANGE = "would change it in place; use the function of the same name in NumPy"
_REFUSED = {
    **dict.fromkeys(("item", "tobytes", "tolist", "dump", "dumps", "tofile", "view"), _LOSE),
    **dict.fromkeys(("fill", "put", "resize", "setfield", "sort", "partition"), _CHANGE),
}


class Methods:
    """Attributes and methods of arrays.

    Attributes
    ----------
    shape, ndim, size, dtype : tuple of int, int, int, numpy.dtype
        As an array's; a float has shape ``()``.
    """

    __slots__ = ()

    _value: Any

    @property
    def shape(self) -> tuple[int, ...]:
        """Lengths of the axes, ``()`` for a number."""
        return np.shape(self._value)

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """Number of elements."""
        return int(np.size(self._value))

    @property
    def dtype(self) -> Any:
        """Type of the elements."""
        value = getattr(self._value, "magnitude", self._value)
        return np.dtype(type(value)) if isinstance(value, (float, complex)) else value.dtype

    @property
    def T(self) -> Any:  # noqa: N802 - NumPy's name
        """The axes in reverse."""
        return _numpy.transpose(self)

    @property
    def mT(self) -> Any:  # noqa: N802 - NumPy's name
        """The last two axes exchanged."""
        return _numpy.matrix_transpose(self)

    @property
    def real(self) -> Any:
        """Real part."""
        return _numpy.real(self)

    @property
    def imag(self) -> Any:
        """Imaginary part."""
        return _numpy.imag(self)

    @property
    def flat(self) -> Any:
        """The elements, one by one."""
        return iter(_numpy.ravel(self))

    def reshape(self, *shape: Any, order: str = "C") -> Any:
        """Give the elements another shape: ``x.reshape(2, 3)`` or ``x.reshape((2, 3))``."""
        lengths = shape[0] if len(shape) == 1 else shape
        return _numpy.reshape(self, lengths, order=order)

    def transpose(self, *axes: Any) -> Any:
        """Reorder the axes: ``x.transpose(1, 0)`` or ``x.transpose((1, 0))``."""
        order = axes[0] if len(axes) == 1 else axes or None
        return _numpy.transpose(self, order)

    def flatten(self, order: str = "C") -> Any:
        """Give the elements in one axis."""
        return _numpy.ravel(self, order)

    def compress(self, condition: Any, axis: int | None = None) -> Any:
        """Give what a list of truth values selects."""
        return np.compress(condition, self, axis)  # type: ignore[call-overload]

    def copy(self, order: str = "K") -> Any:  # noqa: ARG002 - NumPy's signature
        """Give the variable itself: it cannot be changed."""
        return self

    def to(self, unit: Any) -> Any:
        """Convert to another unit: a step of the graph with the factor as local derivative."""
        from compose.trace.conversions import converted_to

        return converted_to(self, unit)

    def astype(self, dtype: Any, **options: Any) -> Any:
        """Convert the elements."""
        return _numpy.astype(self, np.dtype(dtype), **options)


for _name, _function in _FUNCTIONS.items():
    setattr(Methods, _name, _method(_function, _name))
for _name, _instead in _REFUSED.items():
    setattr(Methods, _name, _refused(_name, _instead))
