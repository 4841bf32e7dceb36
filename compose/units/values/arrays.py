"""An exact map applied to a NumPy array.

Real numbers become floats: float16 and float32 stay what they are, worked out in float64 and
rounded once more, and whole numbers become float64. An array of objects is converted item by
item, each to its own kind.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from compose.dimensions import nearest_float
from compose.engine.jit import LARGE
from compose.errors import ConversionError
from compose.units.values import halves
from compose.units.values.chains import applied_to_array
from compose.units.values.formulas import Pairs, pairs

if TYPE_CHECKING:
    from compose.units.values.exact import ExactMap

__all__ = ["converted_array"]

_EXACT_FLOATS = 2**53
_FLOAT = np.dtype(np.float64)

Array = np.ndarray[Any, Any]


def converted_array(by: ExactMap, array: Array, out: Array | None = None) -> Array:
    """Convert an array.

    Parameters
    ----------
    by : ExactMap
    array : numpy.ndarray
        Of real numbers, or of objects. A mask stays.
    out : numpy.ndarray, optional
        Where the answer goes; of its shape and dtype. It may be the array itself.

    Returns
    -------
    numpy.ndarray

    Raises
    ------
    ConversionError
        If the array holds no real numbers, or `out` does not fit.

    Examples
    --------
    >>> from compose.dimensions import Monomial
    >>> from compose.units.values.exact import ExactMap
    >>> converted_array(ExactMap.scaling(Monomial(Fraction(1, 10))), np.array([1, 3]))
    array([0.1, 0.3])
    """
    if isinstance(array, np.ma.MaskedArray):
        masked: Array = _masked(by, array, out)
        return masked
    plain: Array = np.asarray(array)
    kind = _answer_kind(plain)
    _expect_fit(out, plain.shape, kind)
    if kind == np.dtype(object):
        return _items(by, plain, out)
    answer = _in_place_of(by, plain, kind, out)
    if answer is not out and out is not None:
        np.copyto(out, answer)
        return out
    return answer


def _answer_kind(array: Array) -> np.dtype[Any]:
    if array.dtype.kind in "iu":
        return _FLOAT
    if array.dtype.kind in "fO":
        native: np.dtype[Any] = array.dtype.newbyteorder("=")
        return native
    raise ConversionError(
        f"an array of {array.dtype} holds no real numbers; convert floats or whole numbers"
    )


def _expect_fit(out: Any, shape: tuple[int, ...], kind: np.dtype[Any]) -> None:
    if out is None:
        return
    if not isinstance(out, np.ndarray) or out.shape != shape or out.dtype != kind:
        what = f"{out.dtype} of shape {out.shape}" if isinstance(out, np.ndarray) else repr(out)
        raise ConversionError(f"out must be an array of {kind} of shape {shape}, and is {what}")
    if not out.flags.writeable:
        raise ConversionError("out is read-only; pass an array that can be written")


def _masked(by: ExactMap, array: Any, out: Any) -> Any:
    if out is not None:
        raise ConversionError("out takes no mask; convert a masked array without out")
    answer: Any = np.ma.MaskedArray(converted_array(by, array.data), np.ma.getmask(array).copy())
    return answer


def _items(by: ExactMap, array: Array, out: Array | None) -> Array:
    answer = np.empty(array.shape, object) if out is None else out
    for place, item in enumerate(array.flat):
        answer.flat[place] = None if item is None else by(item)
    return answer


def _in_place_of(by: ExactMap, array: Array, kind: np.dtype[Any], out: Array | None) -> Array:
    """Answer in `out` where nothing that is still to be read lies there."""
    if by.chain is not None:
        return _narrowed(applied_to_array(by.chain, array), kind)
    if kind.itemsize > _FLOAT.itemsize:
        return _extended(by, array)
    if not array.flags.forc or not array.dtype.isnative:
        array = array.astype(array.dtype.newbyteorder("="), order="C")
    single = _in_one_operation(by, array, out if kind == np.float64 else None)
    if single is not None:
        return _narrowed(single, kind)
    if kind == np.float16:
        return _narrowed(_in_place_of(by, array.astype(np.float64), _FLOAT, None), kind)
    answer = np.empty_like(array, dtype=kind, subok=False)
    if _is_safe(out, array, answer):
        answer = out  # type: ignore[assignment]
    _fill(by, array.ravel(order="K"), answer.ravel(order="K"))
    return answer


def _narrowed(array: Array, kind: np.dtype[Any]) -> Array:
    with np.errstate(all="ignore"):
        return array.astype(kind, copy=False)


def _is_safe(out: Array | None, array: Array, answer: Array) -> bool:
    return (
        out is not None
        and out.strides == answer.strides
        and out.flags.forc
        and not np.may_share_memory(out, array)
    )


def _in_one_operation(by: ExactMap, array: Array, out: Array | None) -> Array | None:
    """Multiply or divide where that alone rounds as the exact product would."""
    if not by.is_scale or _has_long_integers(array):
        return None
    for operation, operand in ((np.multiply, by.a), (np.divide, 1 / by.a)):
        near = nearest_float(operand)
        if near == operand:
            with np.errstate(all="ignore"):
                return np.asarray(operation(array, near, out=out, dtype=np.float64))
    return None


def _fill(by: ExactMap, numbers: Array, answer: Array) -> None:
    coefficients = pairs(by.a, by.b, by.c, by.d)
    if coefficients is None:
        _in_whole_numbers(by, numbers, answer, np.ones(numbers.shape, bool))
    elif _filled(numbers, answer, coefficients):
        # Not a number, though it was one: the formula could not promise its digits.
        _in_whole_numbers(by, numbers, answer, np.isnan(answer) & (numbers == numbers))  # noqa: PLR0124


def _filled(numbers: Array, answer: Array, by: Pairs) -> int:
    if len(numbers) < LARGE or _has_long_integers(numbers):
        return halves.fill(numbers, answer, by)
    from compose.units.values import fused

    return fused.fill(numbers, answer, by)


def _has_long_integers(numbers: Array) -> bool:
    if numbers.dtype.kind == "f" or numbers.itemsize < _FLOAT.itemsize or not numbers.size:
        return False
    return int(numbers.max()) > _EXACT_FLOATS or int(numbers.min()) < -_EXACT_FLOATS


def _in_whole_numbers(by: ExactMap, numbers: Array, answer: Array, where: Array) -> None:
    """Convert one by one, what comes twice once only."""
    is_float = numbers.dtype.kind == "f"
    scalar = by.scalar() if is_float else by
    found = numbers[where]
    # As bits, zero and minus zero are two.
    keys = found.astype(np.float64).view(np.int64) if is_float else found
    values, place = np.unique(keys, return_inverse=True)
    values = values.view(np.float64) if is_float else values
    with np.errstate(all="ignore"):
        answer[where] = np.array([scalar(value) for value in values.tolist()])[place]


def _extended(by: ExactMap, array: Array) -> Array:
    """Convert long doubles: each operation rounds, so the last digit may differ."""
    a, b, c, d = (_long(part) for part in (by.a, by.b, by.c, by.d))
    with np.errstate(all="ignore"):
        top = array * a + b if by.b else array * a
        return np.asarray(top / (array * c + d) if by.c else top)


def _long(number: Fraction) -> Any:
    near = nearest_float(number)
    rest = float(number - Fraction(near)) if math.isfinite(near) else 0.0
    return np.longdouble(near) + np.longdouble(rest)
