"""Value-dependent maps: functions of the user's own; logarithmic scales and chains by name."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

from compose.engine.chain import Chain, Span, Valued, chain
from compose.engine.logarithms import Exponential, Logarithmic
from compose.engine.maps import Map
from compose.errors import QuestionError, shown

__all__ = ["Chain", "Exponential", "Function", "Logarithmic", "Valued", "chain"]


@final
class Function(Valued):
    """A map that the user wrote, with its derivative.

    What the callables raise comes out as it is, with a note that names the map and the value.

    Parameters
    ----------
    forward, derivative : callable
        A value to its image; a value to the local derivative there.
    inverse : callable or Valued, optional
        What undoes `forward`.
    name : str, optional
        What messages call it; by default the name of `forward`.
    domain : pair of numbers, optional
        The least and the greatest value that it takes.

    Examples
    --------
    >>> square = Function(lambda x: x * x, lambda x: 2 * x, lambda y: y**0.5, name="square")
    >>> square.apply(3), square.derivative(3), square.inverse().derivative(9.0)
    (9, 6, 0.16666666666666666)
    """

    __slots__ = ("_derivative", "_domain", "_forward", "_inverse", "name")

    def __init__(
        self,
        forward: Callable[[Any], Any],
        derivative: Callable[[Any], Any],
        inverse: Callable[[Any], Any] | Valued | None = None,
        *,
        name: str | None = None,
        domain: Span = (-math.inf, math.inf),
    ) -> None:
        given: Any
        for what, given in (("forward", forward), ("derivative", derivative)):
            if not callable(given):
                message = f"{what}={given!r} cannot be called; give a function of one value"
                raise QuestionError(message)
        self.name = str(name or getattr(forward, "__name__", "function"))
        self._forward = forward
        self._derivative = derivative
        self._inverse = inverse
        self._domain = domain

    @property
    def domain(self) -> Span:
        """The least and the greatest value that the function takes."""
        return self._domain

    def apply(self, value: Any) -> Any:
        """Call `forward`."""
        return self._called(self._forward, value)

    def derivative(self, value: Any) -> Any:
        """Call `derivative`."""
        return self._called(self._derivative, value)

    def _called(self, function: Callable[[Any], Any], value: Any) -> Any:
        low, high = self._domain
        if isinstance(value, (int, float, Fraction)) and (value < low or value > high):
            domain = f"the domain of {self.name!r}, from {low} to {high}"
            message = f"{shown(value)} lies outside {domain}"
            raise QuestionError(message)
        try:
            return function(value)
        except Exception as error:
            error.add_note(f"in the map {self.name!r}, at {value!r}")
            raise

    def inverse(self) -> Map:
        """Undo the function, by the callable that was given for that."""
        if isinstance(self._inverse, Valued):
            return self._inverse
        if self._inverse is None:
            message = f"nothing says how to undo the map {self.name!r}; give it inverse="
            raise QuestionError(message)
        slope = _Reciprocal(self._derivative, self._inverse)
        name = f"inverse of {self.name}"
        return Function(self._inverse, slope, self, name=name, domain=self._image())

    def _image(self) -> Span:
        if not all(map(math.isfinite, self._domain)):
            return -math.inf, math.inf
        low, high = sorted(map(self.apply, self._domain))
        return low, high

    def _key(self) -> tuple[Any, ...]:
        return self.name, self._forward, self._derivative, self._inverse, self._domain

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Function) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"Function({self.name!r})"


@dataclass(frozen=True, slots=True)
class _Reciprocal:
    """The derivative of an inverse: one over that of the function, where it came from."""

    derivative: Callable[[Any], Any]
    inverse: Callable[[Any], Any]

    def __call__(self, value: Any) -> Any:
        return 1 / self.derivative(self.inverse(value))
