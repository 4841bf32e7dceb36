"""What functions ask of the units of their arguments, and which unit their answer has.

A `Law` says which arguments may have units, what they are converted to before the function sees
their magnitudes, and the unit of the answer. A function without a law takes no units.

Where operands must be alike they are converted to the unit of the first that has one; 0, infinity
and NaN are the same in every unit. Scales whose zero is elsewhere, such as °C, may be compared,
joined, averaged and subtracted, which gives a difference; they cannot be added or multiplied.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeAlias, final

import numpy as np

from compose.errors import ConversionError
from compose.rules.order import among_ties
from compose.rules.primitive import Traced
from compose.rules.shapes import cast

__all__ = ["LAWS", "Law", "ShiftedScaleError"]

Unit: TypeAlias = Any
Units: TypeAlias = list[Any]
Asks: TypeAlias = Callable[[Units, Any], Units]
Gives: TypeAlias = Callable[..., Any]


class ShiftedScaleError(ConversionError):
    """A scale whose zero is elsewhere, where only a unit that begins at zero will do."""


@final
@dataclass(frozen=True, slots=True)
class Law:
    """What one function does to units.

    Parameters
    ----------
    asks : callable
        ``asks(units, resolver)`` gives what the arguments are converted to.
    gives : callable
        ``gives(units, resolver, args, kwargs)`` gives the unit of the answer from the units after
        that, None for plain numbers; a tuple where there are several answers.
    places : tuple of int or None
        Which arguments may have units; None if all may.
    options : frozenset of str
        Which keywords may; they are converted to what the last of the arguments is converted to.
    alike : bool
        Whether plain 0, infinity and NaN pass for quantities.
    """

    asks: Asks
    gives: Gives
    places: tuple[int, ...] | None = (0,)
    options: frozenset[str] = frozenset()
    alike: bool = False


def _own(units: Units, _resolver: Any) -> Units:
    return units


def _proper(units: Units, resolver: Any) -> Units:
    for unit in units:
        if resolver.differences(unit) != unit:
            raise ShiftedScaleError(str(unit))
    return units


def _alike(units: Units, _resolver: Any) -> Units:
    return units[:1] * len(units)


def _alike_proper(units: Units, resolver: Any) -> Units:
    return _proper(units, resolver)[:1] * len(units)


def _in(name: str) -> Asks:
    return lambda units, resolver: [resolver.unit(name)] * len(units)


def _summands(units: Units, resolver: Any) -> Units:
    """Let a reading and a difference be added, but not two readings."""
    shifted = [unit for unit in units if resolver.differences(unit) != unit]
    if not shifted:
        return _alike(units, resolver)
    scale = shifted[0]
    if len(shifted) == len(units) or not all(
        unit == scale or str(unit).startswith("delta_") for unit in units
    ):
        raise ShiftedScaleError(str(scale))
    return [scale if unit == scale else resolver.differences(scale) for unit in units]


def _subtrahends(units: Units, resolver: Any) -> Units:
    """From a reading, a reading or a difference may be taken."""
    first, *rest = units
    difference = resolver.differences(first)
    if difference == first and str(first).startswith("delta_"):
        _proper(rest, resolver)
    keeps = difference != first and all(str(unit).startswith("delta_") for unit in rest)
    return [first, *[difference if keeps else first for _ in rest]]


def _table(units: Units, _resolver: Any) -> Units:
    return [units[0], units[0], *units[2:]]


def _first(units: Units, *_: Any) -> Unit:
    return units[0]


def _last(units: Units, *_: Any) -> Unit:
    return units[-1]


def _sum(units: Units, resolver: Any, *_: Any) -> Unit:
    scales = [unit for unit in units if resolver.differences(unit) != unit]
    return scales[0] if scales else units[0]


def _difference(units: Units, resolver: Any, *_: Any) -> Unit:
    alike = all(unit == units[0] for unit in units)
    return resolver.differences(units[0]) if alike else units[0]


def _nothing(*_: Any) -> None:
    return None


def _product(units: Units, *_: Any) -> Unit:
    return reduce(operator.mul, units)


def _quotient(units: Units, *_: Any) -> Unit:
    return reduce(operator.truediv, units)


def _parts_of_division(units: Units, resolver: Any, *_: Any) -> Any:
    return resolver.unit("dimensionless"), units[0]


def _to_the(power: float) -> Gives:
    return lambda units, *_: units[0] ** power


def _variance(units: Units, resolver: Any, *_: Any) -> Unit:
    return resolver.differences(units[0]) ** 2


def _named(name: str) -> Gives:
    return lambda _units, resolver, *_: resolver.unit(name)


def _count(_units: Units, args: Sequence[Any], kwargs: dict[str, Any]) -> int:
    """Count the factors of a product along an axis."""
    axis = kwargs.get("axis", args[1] if len(args) > 1 else None)
    shape = np.shape(args[0])
    if kwargs.get("where") is not None:
        raise ConversionError("with where= the unit of a product would not be one; leave it out")
    axes = range(len(shape)) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    return math.prod(shape[k] for k in axes)


def _prod(units: Units, _resolver: Any, args: Sequence[Any], kwargs: dict[str, Any]) -> Unit:
    return units[0] ** _count(units, args, kwargs)


def _base_and_exponent(units: Units, resolver: Any) -> Units:
    number = resolver.unit("dimensionless")
    base = number if units[0].dimensionless else _proper(units[:1], resolver)[0]
    return [base, *[number for _ in units[1:]]]


def _power(units: Units, resolver: Any, args: Sequence[Any], _kwargs: Any) -> Unit:
    exponent = args[1]
    if units[0].dimensionless:
        return units[0]
    exponent = getattr(exponent, "magnitude", exponent)
    if isinstance(exponent, Traced) or np.size(exponent) != 1:
        raise ConversionError(
            f"a power of {units[0]} wants one constant number as exponent, or its unit would vary; "
            "divide the base by a quantity in its unit first"
        )
    power = float(np.reshape(exponent, ()))
    return units[0] ** power if power else resolver.unit("dimensionless")


def _determinant(units: Units, _resolver: Any, args: Sequence[Any], _kwargs: Any) -> Unit:
    return units[0] ** np.shape(args[0])[-1]


def _singular(units: Units, _resolver: Any, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    whole = kwargs.get("compute_uv", args[2] if len(args) > 2 else True)  # noqa: PLR2004
    return (None, units[0], None) if whole else units[0]


def _triangular(units: Units, _resolver: Any, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    alone = kwargs.get("mode", args[1] if len(args) > 1 else "reduced") == "r"
    return units[0] if alone else (None, units[0])


def _fit(units: Units, *_: Any) -> Any:
    matrix, right = units
    return right / matrix, right**2, None, matrix


def _functions(names: str) -> Iterator[Any]:
    """Look up functions of NumPy's by name; those that this NumPy lacks are left out."""
    for name in names.split():
        found: Any = np
        for part in name.split("."):
            found = getattr(found, part, None)
        if found is not None:
            yield found


def _law(asks: Asks, gives: Gives, *places: int, options: str = "", alike: bool = False) -> Law:
    return Law(asks, gives, places or None, frozenset(options.split()), alike)


_SAME = _law(_own, _first, 0)
_BARE = _law(_own, _nothing)
_PURE = _in("dimensionless")
_NUMBER = _named("dimensionless")

_BY_NAME: dict[str, Law] = {
    # alike, and the answer too
    "concatenate stack": _law(_alike, _first, alike=True),
    "maximum minimum fmax fmin linspace": _law(_alike, _first, 0, 1, alike=True),
    "fmod remainder hypot": _law(_alike_proper, _first, 0, 1, alike=True),
    "add": _law(_summands, _sum, 0, 1, alike=True),
    "subtract": _law(_subtrahends, _difference, 0, 1, alike=True),
    "divmod": _law(_alike_proper, _parts_of_division, 0, 1, alike=True),
    "where": _law(_alike, _first, 1, 2, alike=True),
    "insert": _law(_alike, _first, 0, 2, alike=True),
    "nan_to_num": _law(_own, _first, 0, options="nan posinf neginf"),
    "pad": _law(_own, _first, 0, options="constant_values end_values"),
    "interp": _law(_table, _last, 0, 1, 2, options="left right"),
    "copysign": _law(_proper, _first, 0, 1),
    # one argument, whose unit the answer has
    "reshape ravel expand_dims squeeze copy transpose matrix_transpose linalg.matrix_transpose "
    "swapaxes moveaxis rollaxis flip fliplr flipud rot90 roll diagonal linalg.diagonal diag "
    "diagflat tril triu repeat tile broadcast_to take take_along_axis sort partition "
    "lib.stride_tricks.sliding_window_view real imag conjugate real_if_close fft.fftshift "
    "fft.ifftshift ldexp mean floor ceil rint trunc fix round around": _SAME,
    "modf": _law(_own, lambda units, *_: (units[0], units[0]), 0),
    "frexp": _law(_own, lambda units, *_: (units[0], None), 0),
    "bincount": _law(_own, _first, 1),
    "max min amax amin": _law(_own, _first, 0, options="initial"),
    "sum cumsum trace linalg.trace negative positive absolute "
    "fabs linalg.norm linalg.vector_norm linalg.matrix_norm linalg.svdvals linalg.eigvals "
    "linalg.eigvalsh fft.fft fft.ifft fft.rfft fft.irfft": _law(
        _proper, _first, 0, options="initial"
    ),
    "diff": _law(_own, _difference, 0, options="prepend append"),
    "std": _law(_own, _difference, 0, options="mean"),
    "var": _law(_own, _variance, 0, options="mean"),
    # pure numbers and angles
    "exp exp2 expm1 log log2 log10 log1p cumprod sinc i0": _law(_PURE, _NUMBER, 0),
    "logaddexp logaddexp2": _law(_PURE, _NUMBER, 0, 1),
    "sin cos tan sinh cosh tanh": _law(_in("radian"), _NUMBER, 0),
    "arcsin arccos arctan arcsinh arccosh arctanh": _law(_PURE, _named("radian"), 0),
    "arctan2": _law(_alike_proper, _named("radian"), 0, 1, alike=True),
    "unwrap": _law(_in("radian"), _named("radian"), 0),
    "deg2rad radians": _law(_in("degree"), _named("radian"), 0),
    "rad2deg degrees": _law(_in("radian"), _named("degree"), 0),
    # products and powers
    "multiply matmul dot inner outer vdot vecdot matvec vecmat cross kron tensordot convolve "
    "linalg.cross linalg.outer linalg.matmul linalg.vecdot linalg.tensordot": _law(
        _proper, _product, 0, 1
    ),
    "linalg.multi_dot einsum": _law(_proper, _product),
    "divide": _law(_proper, _quotient, 0, 1),
    "power float_power": _law(_base_and_exponent, _power, 0, 1),
    "square": _law(_proper, _to_the(2), 0),
    "sqrt linalg.cholesky": _law(_proper, _to_the(0.5), 0),
    "cbrt": _law(_proper, _to_the(1 / 3), 0),
    "prod": _law(_proper, _prod, 0),
    # matrices
    "reciprocal linalg.inv linalg.pinv": _law(_proper, _to_the(-1), 0),
    "linalg.det": _law(_proper, _determinant, 0),
    "linalg.slogdet": _law(_PURE, lambda units, *_: (None, units[0]), 0),
    "linalg.solve": _law(_proper, lambda units, *_: units[1] / units[0], 0, 1),
    "linalg.svd": _law(_proper, _singular, 0),
    "linalg.qr": _law(_proper, _triangular, 0),
    "linalg.eigh linalg.eig": _law(_proper, lambda units, *_: (units[0], None), 0),
    "linalg.lstsq": _law(_proper, _fit, 0, 1),
    # what only looks
    "equal not_equal less less_equal greater greater_equal isclose allclose searchsorted digitize "
    "array_equal array_equiv isin": _law(_alike, _nothing, 0, 1, options="atol", alike=True),
    "floor_divide": _law(_alike_proper, _NUMBER, 0, 1),
    "sign signbit isnan isinf isfinite isposinf isneginf isreal iscomplex isrealobj iscomplexobj "
    "shape size ndim argmax argmin nanargmax nanargmin argsort argpartition argwhere nonzero "
    "flatnonzero count_nonzero zeros_like ones_like empty_like result_type all any logical_and "
    "logical_or logical_not logical_xor lexsort diag_indices_from tril_indices_from "
    "triu_indices_from linalg.matrix_rank can_cast may_share_memory shares_memory": _BARE,
}

LAWS: dict[Callable[..., Any], Law] = {
    function: law for names, law in _BY_NAME.items() for function in _functions(names)
} | {
    operator.getitem: _SAME,
    among_ties: _SAME,
    cast: _SAME,
}
"""Functions that take units, with their laws."""
