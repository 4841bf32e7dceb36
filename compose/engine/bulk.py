"""Whole arrays as columns: what can be borrowed is, the rest is refused with its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from compose.engine.maps import as_float
from compose.errors import ColumnError

__all__ = ["indices", "items", "numbers", "real_items"]


def items(things: Iterable[Any]) -> list[Any]:
    """List names; those of an array as Python's own."""
    return things.tolist() if isinstance(things, np.ndarray) else list(things)


def real_items(things: Iterable[Any]) -> list[Any]:
    """List what edges are to carry: arrays of numbers are real, a stack of Jacobians is many."""
    if isinstance(things, np.ndarray) and things.ndim == 1 and things.dtype.kind in "fiu":
        floats: list[Any] = things.astype(np.float64).tolist()
        return floats
    return list(things)


def indices(numbers: ArrayLike, what: str, *, copy: bool) -> NDArray[Any]:
    """Check an array of node numbers, and borrow it unless it is to be copied."""
    array = np.asarray(numbers)
    if not array.size:
        array = array.astype(np.int64)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        problem = f"{what} has {array.ndim} dimensions and type {array.dtype}"
        raise ColumnError(f"{problem}: a flat array of integers is needed")
    if array.size and int(array.min()) < 0:
        place = int(array.argmin())
        raise ColumnError(f"{what}[{place}] is {array[place]}: nodes are numbered from 0")
    if array.dtype == np.uint64:
        if array.size and int(array.max()) >= 2**63:
            place = int(array.argmax())
            raise ColumnError(
                f"{what}[{place}] is {array[place]}: out of range, numbers end at 2⁶³"
            )
        array = array.astype(np.int64)
    return _borrowed(array, copy=copy)


def _borrowed(array: NDArray[Any], *, copy: bool) -> NDArray[Any]:
    view = array.copy() if copy else array.view()
    view.flags.writeable = False
    return view


def numbers(local: Any, *, copy: bool) -> tuple[NDArray[np.float64], dict[int, Any]]:
    """Give the float column, and beside it what no float holds."""
    array = local if isinstance(local, np.ndarray) else None
    if array is None and not isinstance(local, Sequence):
        array = np.asarray(local)
    if array is not None and array.dtype.kind in "fiu":
        if array.ndim != 1:
            raise ColumnError(f"local has {array.ndim} dimensions: a flat array is needed")
        return _borrowed(array.astype(np.float64, copy=False), copy=copy), {}
    if array is not None and array.dtype.kind != "O":
        raise ColumnError(f"local has type {array.dtype}: real numbers are needed")
    objects: dict[int, Any] = {}
    floats = np.empty(len(local))
    for place, number in enumerate(local):
        if type(number) in (int, Fraction):
            objects[place] = number
        elif isinstance(number, (bool, np.bool_)) or not isinstance(
            number, (float, np.floating, np.integer)
        ):
            problem = f"local[{place}] is {number!r}, a {type(number).__name__}"
            raise ColumnError(f"{problem}: real numbers are needed; add_edge takes the rest")
        floats[place] = as_float(number)
    return floats, objects
