"""What can be written more simply without changing a bit.

Each function takes a sheet and the arguments of a call, and gives something simpler or None.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from compose.trace.compiling.nodes import CONSTANT, Node, Operand, Sheet
from compose.trace.program import number_at

__all__ = ["simplified"]

Identity: TypeAlias = Callable[..., Operand | None]

_MATRIX = 2


def simplified(
    sheet: Sheet, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Operand | None:
    """Give something simpler than a call, or None."""
    identity = _IDENTITIES.get(function)
    if identity is None or (kwargs and function in _ARITHMETIC):
        return None
    if function in _ARITHMETIC and int in map(type, args) and any(map(_is_float, args)):
        return sheet.call(function, *(float(arg) if type(arg) is int else arg for arg in args))
    try:
        return identity(sheet, *args, **kwargs)
    except TypeError:  # an option that the identity does not know
        return None


def _made_by(operand: Operand, function: Any) -> bool:
    return type(operand) is Node and operand.function is function


def _is_float(operand: Operand) -> bool:
    return type(operand) is Node and operand.dtype is not None and operand.dtype.kind == "f"


def _is_number(operand: Operand, number: float) -> bool:
    return type(operand) in (float, int) and operand == number and math.copysign(1, operand) > 0


def _dtype(*operands: Operand) -> Any:
    """Give the type that arithmetic between these has; plain numbers give way to arrays."""
    return np.result_type(*(_weak(operand) for operand in operands))


def _weak(operand: Operand) -> Any:
    value = operand.value if type(operand) is Node else operand
    return getattr(value, "dtype", value)


def _shape(operand: Operand) -> tuple[int, ...]:
    return operand.shape if type(operand) is Node else np.shape(operand)


# arithmetic


def _thinned(sheet: Sheet, function: Any, x: Operand, y: Operand) -> Operand | None:
    """Leave out a broadcast that the other operand brings about anyway."""
    shape = np.broadcast_shapes(_shape(x), _shape(y))
    for place, (thick, other) in enumerate(((x, y), (y, x))):
        if _shape(other) == shape and shape:
            thin = _core(thick)
            if thin is not thick and _dtype(thin, other) == _dtype(thick, other):
                return sheet.call(function, *((thin, y) if place == 0 else (x, thin)))
    return None


def _core(operand: Operand) -> Operand:
    if _made_by(operand, np.broadcast_to):
        return _core(operand.args[0])
    if _made_by(operand, CONSTANT) and operand.dtype.kind == "f" and operand.value.size:
        first = operand.value.flat[0]
        # Compared by their bits: NaN is uniform as well, and 0.0 is not −0.0.
        if operand.value.tobytes() == first.tobytes() * operand.value.size:
            return float(first)
    return operand


def _add(sheet: Sheet, x: Operand, y: Operand) -> Operand | None:
    if _made_by(y, np.negative):
        return sheet.call(np.subtract, x, y.args[0])
    if _made_by(x, np.negative):
        return sheet.call(np.subtract, y, x.args[0])
    return _thinned(sheet, np.add, x, y)


def _subtract(sheet: Sheet, x: Operand, y: Operand) -> Operand | None:
    if _made_by(y, np.negative):
        return sheet.call(np.add, x, y.args[0])
    return x if _is_number(y, 0.0) and _is_float(x) else _thinned(sheet, np.subtract, x, y)


def _multiply(sheet: Sheet, x: Operand, y: Operand) -> Operand | None:
    for one, other in ((x, y), (y, x)):
        if _is_number(one, 1.0) and _is_float(other):
            return other
        if _is_number(-one if type(one) is float else one, 1.0) and _is_float(other):
            return sheet.call(np.negative, other)
    if _made_by(x, np.negative) and _made_by(y, np.negative):
        return sheet.call(np.multiply, x.args[0], y.args[0])
    return _thinned(sheet, np.multiply, x, y)


def _divide(sheet: Sheet, x: Operand, y: Operand) -> Operand | None:
    if _is_number(y, 1.0) and _is_float(x):
        return x
    if _is_number(x, 1.0) and _is_float(y) and y.shape:
        return sheet.call(np.reciprocal, y)
    return _thinned(sheet, np.true_divide, x, y)


def _negative(_: Sheet, x: Operand) -> Operand | None:
    return x.args[0] if _made_by(x, np.negative) else None


def _same(_: Sheet, x: Operand) -> Operand | None:
    return x if _is_float(x) else None


def _power(sheet: Sheet, x: Operand, y: Operand) -> Operand | None:
    if not _is_float(x):
        return None
    if _is_number(y, 2.0):
        return sheet.call(np.multiply, x, x)
    return x if _is_number(y, 1.0) else None


def _square(sheet: Sheet, x: Operand) -> Operand | None:
    return sheet.call(np.multiply, x, x) if _is_float(x) else None


# sums and products


def _mean(sheet: Sheet, a: Operand, axis: Any = None, *, keepdims: bool = False) -> Operand | None:
    if not _is_float(a) or a.dtype.itemsize < np.dtype(np.float32).itemsize or not np.size(a.value):
        return None
    total = sheet.call(np.sum, a, axis, keepdims=keepdims)
    count = np.size(a.value) // max(math.prod(_shape(total)), 1)
    return sheet.call(np.true_divide, total, count)


def _sum(sheet: Sheet, a: Operand, *args: Any, **kwargs: Any) -> Operand | None:
    if args and args[0] is not None and "axis" not in kwargs and len(args) == 1:
        return sheet.call(np.sum, a, axis=args[0], **kwargs)
    if args == (None,):
        return sheet.call(np.sum, a, **kwargs)
    for name, default in (("axis", None), ("keepdims", False)):
        if name in kwargs and kwargs[name] is default:
            return sheet.call(np.sum, a, *args, **{k: kwargs[k] for k in kwargs if k != name})
    if args or kwargs not in ({}, {"axis": ()}) or not _is_float(a):
        return None
    return a if kwargs or not _shape(a) else None


def _matmul(sheet: Sheet, x: Operand, y: Operand) -> Operand | None:
    flat = 1 <= len(_shape(x)) <= _MATRIX and 1 <= len(_shape(y)) <= _MATRIX
    return sheet.call(np.dot, x, y) if flat and _is_float(x) and _is_float(y) else None


# shapes


def _transpose(sheet: Sheet, a: Operand, axes: Any = None) -> Operand | None:
    rank = len(_shape(a))
    if rank <= 1 and type(a) is Node:
        return a
    if axes is None and rank == _MATRIX and _made_by(a, np.transpose) and len(a.args) == 1:
        return a.args[0]
    swapped = axes is not None and [axis % rank for axis in axes] == [1, 0]
    if swapped:
        return sheet.call(np.transpose, a)
    return _transposed_product(sheet, a) if axes is None and rank == _MATRIX else None


def _transposed_product(sheet: Sheet, a: Operand) -> Operand | None:
    """Write (x·y)ᵀ as yᵀ·xᵀ where one of them is transposed already.

    The answer then lies in memory row by row, as whoever adds to it or multiplies it likes it.
    """
    if not _made_by(a, np.dot) or a.kwargs or not a.origin.quiet:
        return None
    x, y = a.args
    if len(_shape(x)) != _MATRIX or not (_made_by(x, np.transpose) or _made_by(y, np.transpose)):
        return None
    return sheet.call(np.dot, sheet.call(np.transpose, y), sheet.call(np.transpose, x))


def _swapaxes(sheet: Sheet, a: Operand, axis1: int, axis2: int) -> Operand | None:
    rank = len(_shape(a))
    both = rank == _MATRIX and axis1 % rank != axis2 % rank
    return sheet.call(np.transpose, a) if both else None


def _matrix_transpose(sheet: Sheet, x: Operand) -> Operand | None:
    return sheet.call(np.transpose, x) if len(_shape(x)) == _MATRIX else None


def _reshape(sheet: Sheet, a: Operand, shape: Any, order: str = "C") -> Operand | None:
    if order != "C" or type(a) is not Node or not isinstance(a.value, np.ndarray):
        return None
    wanted = np.shape(np.reshape(a.value, shape))
    if wanted == a.shape:
        return a
    inner = a.args[0] if _made_by(a, np.reshape) and len(a.args) == _MATRIX else a
    return None if inner is a and wanted == shape else sheet.call(np.reshape, inner, wanted)


def _filling(function: Callable[..., Any]) -> Identity:
    def identity(sheet: Sheet, a: Operand, *args: Any, **kwargs: Any) -> Operand | None:
        if type(a) is not Node or args or kwargs or not _is_float(a):
            return None
        return sheet.call(np.full, a.shape, float(function(0.0)), a.dtype)

    return identity


def _reshaping(function: Callable[..., Any]) -> Identity:
    def identity(sheet: Sheet, a: Operand, *args: Any, **kwargs: Any) -> Operand | None:
        if type(a) is not Node or not isinstance(a.value, np.ndarray):
            return None
        return sheet.call(np.reshape, a, np.shape(function(a.value, *args, **kwargs)))

    return identity


def _broadcast_to(_: Sheet, array: Operand, shape: Any) -> Operand | None:
    same = type(array) is Node and array.shape == shape and isinstance(array.value, np.ndarray)
    return array if same else None


def _getitem(_: Sheet, x: Operand, index: Any) -> Operand | None:
    return x if type(x) is Node and index is Ellipsis and x.shape else None


def _number_at(_: Sheet, x: Operand, index: Any) -> Operand | None:
    return x if index == () or index is Ellipsis else None


_ARITHMETIC: dict[Any, Identity] = {
    np.add: _add,
    np.subtract: _subtract,
    np.multiply: _multiply,
    np.true_divide: _divide,
    np.negative: _negative,
    np.positive: _same,
    np.power: _power,
    np.square: _square,
    np.conjugate: _same,
    np.matmul: _matmul,
}
_IDENTITIES: dict[Any, Identity] = {
    **_ARITHMETIC,
    np.real: _same,
    np.mean: _mean,
    np.sum: _sum,
    np.transpose: _transpose,
    np.swapaxes: _swapaxes,
    np.matrix_transpose: _matrix_transpose,
    np.reshape: _reshape,
    np.broadcast_to: _broadcast_to,
    np.expand_dims: _reshaping(np.expand_dims),
    operator.getitem: _getitem,
    number_at: _number_at,
    np.squeeze: _reshaping(np.squeeze),
    np.ones_like: _filling(np.ones_like),
    np.zeros_like: _filling(np.zeros_like),
}
