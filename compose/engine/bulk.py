"""Whole arrays as columns: what can be borrowed is, the rest is refused with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Sized
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from compose.engine.accept import check_hashable
from compose.engine.columns import Columns, Kind
from compose.engine.maps import as_float
from compose.errors import ColumnError

__all__ = ["check_lengths", "gathered", "items", "real_items"]


def items(things: Iterable[Any]) -> list[Any]:
    """List names; those of an array as Python's own."""
    return things.tolist() if isinstance(things, np.ndarray) else list(things)


def real_items(things: Iterable[Any]) -> list[Any]:
    """List what edges are to carry: arrays of numbers are real, a stack of Jacobians is many."""
    if isinstance(things, np.ndarray) and things.ndim == 1 and things.dtype.kind in "fiu":
        floats: list[Any] = things.astype(np.float64).tolist()
        return floats
    return list(things)


def _indices(numbers: ArrayLike, what: str, *, copy: bool) -> NDArray[Any]:
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


def _numbers(local: Any, *, copy: bool) -> tuple[NDArray[np.float64], dict[int, Any]]:
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


def check_lengths(sources: Sized, targets: Sized, locals_: Sized) -> None:
    """Refuse columns that are not of one length."""
    if not len(sources) == len(targets) == len(locals_):
        problem = f"{len(sources)} sources, {len(targets)} targets and {len(locals_)} locals"
        raise ColumnError(f"{problem}: one of each is needed for every edge")


def gathered(source: Any, target: Any, local: Any, names: Any, *, copy: bool) -> Columns:
    """Make columns of whole arrays; see `Graph.from_arrays`."""
    tails, heads = _indices(source, "source", copy=copy), _indices(target, "target", copy=copy)
    floats, objects = _numbers(local, copy=copy)
    check_lengths(tails, heads, floats)
    count = 1 + max((int(a.max()) for a in (tails, heads) if len(a)), default=-1)
    columns = Columns()
    known = names if names is None or isinstance(names, range) else items(names)
    for name in known if isinstance(known, list) else ():
        check_hashable(name, ...)
    columns.name_nodes(range(count) if known is None else known)
    if known is not None and len(columns.names) < len(known):
        twice = next(name for name, times in Counter(known).items() if times > 1)
        raise ColumnError(f"the name {twice!r} comes twice: names must be unique")
    if count > len(columns.names):
        problem = f"node {count - 1} is out of range: there are {len(columns.names)} names"
        raise ColumnError(problem)
    columns.source.extend(tails)
    columns.target.extend(heads)
    columns.local.extend(floats)
    columns.objects = objects
    if isinstance(local, np.ndarray):
        columns.widen(Kind.REAL if local.dtype.kind != "O" else Kind.EXACT)
    return columns
