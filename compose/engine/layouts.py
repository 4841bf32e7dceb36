"""Arrays as facts that JSON has, to the last bit, and how they lie in memory."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["array_facts", "array_of", "is_dense", "laid_facts", "read_dtype", "write_dtype"]

_KINDS: Final = "biufcUSmM"
_DTYPE: Final = re.compile(rf"[<>|][{_KINDS}][0-9]{{1,9}}(?:\[[0-9]*[a-zA-Z]+\])?")


def array_facts(array: NDArray[Any]) -> dict[str, Any]:
    """Write an array with dtype, shape and the bytes of its entries.

    Raises
    ------
    TypeError
        Its entries are objects, or records.
    """
    from base64 import b64encode

    if array.dtype.kind not in _KINDS:
        message = f"an array of {array.dtype} is nothing that a file can carry"
        raise TypeError(message)
    # In this order: NumPy gives texts of no length at all a length when it copies them.
    portable = np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<"), copy=False))
    data = b64encode(portable.tobytes()).decode("ascii")
    return {"dtype": portable.dtype.str, "shape": list(array.shape), "data": data}


def laid_facts(array: NDArray[Any]) -> dict[str, Any]:
    """Write an array as `array_facts` does, and how it lies in memory as well.

    Sums and products of matrices round by the order in which the entries lie, so that it decides
    the last bit of what is computed. Of an axis along which all entries are one in memory, as
    `numpy.broadcast_to` makes them, one is written.

    Examples
    --------
    >>> laid_facts(np.broadcast_to(1.0, (1000, 2)))
    {'dtype': '<f8', 'shape': [1000, 2], 'data': 'AAAAAAAA8D8=', 'held': [1, 1]}
    >>> laid_facts(np.zeros((2, 1)).T)["shape"], "axes" in laid_facts(np.zeros((3, 2)).T)
    ([1, 2], True)
    """
    held = _held(array)
    axes = _axes(held)
    facts = array_facts(held.transpose(axes)) | {"shape": list(array.shape)}
    if held.shape != array.shape:
        facts["held"] = list(held.shape)
    if axes != sorted(axes):
        facts["axes"] = axes
    return facts


def is_dense(array: NDArray[Any]) -> bool:
    """Say whether `laid_facts` says all of how an array lies: it has no gaps and is not reversed.

    Examples
    --------
    >>> is_dense(np.zeros((2, 3)).T), is_dense(np.zeros((2, 3))[:, :2])
    (True, False)
    """
    held = _held(array)
    return bool(held.transpose(_axes(held)).flags.c_contiguous)


def _held(array: NDArray[Any]) -> NDArray[Any]:
    """Take one entry along each axis that takes no memory."""
    if not array.size:
        return array
    return array[tuple(slice(None if stride else 1) for stride in array.strides)]


def _axes(array: NDArray[Any]) -> list[int]:
    """List the axes by how far apart their entries lie; where that does not matter, as they are."""
    real = [axis for axis, length in enumerate(array.shape) if length > 1 and array.size]
    order = iter(sorted(real, key=lambda axis: -abs(array.strides[axis])))
    return [next(order) if axis in real else axis for axis in range(array.ndim)]


def array_of(facts: Mapping[str, Any], kinds: str = _KINDS) -> NDArray[Any]:
    """Read an array back; an axis along which one entry was written takes no memory.

    Raises
    ------
    ValueError
        Its dtype is of another kind, or data and shape do not fit.
    """
    from base64 import b64decode

    dtype = read_dtype(facts["dtype"])
    if dtype.kind not in kinds:
        message = f"an array of {dtype} is not of numbers"
        raise ValueError(message)
    shape = _shape(facts["shape"])
    held = _shape(facts.get("held", shape))
    axes = list(map(int, facts.get("axes", range(len(held)))))
    data = b64decode(facts["data"], validate=True)
    if len(data) != math.prod(held) * dtype.itemsize:
        message = f"{len(data)} bytes do not fill an array of shape {held} of {dtype}"
        raise ValueError(message)
    lying = np.ndarray([held[axis] for axis in axes], dtype, data)
    native = lying.astype(dtype.newbyteorder("=")).transpose(np.argsort(axes))
    if native.shape != held:
        message = f"{axes} is no order of axes"
        raise ValueError(message)
    native.flags.writeable = False
    return native if held == shape else np.broadcast_to(native, shape)


def write_dtype(dtype: np.dtype[Any]) -> str:
    """Write a dtype; TypeError where its entries are objects, or records."""
    if dtype.kind not in _KINDS:
        message = f"the dtype {dtype} is nothing that a file can carry"
        raise TypeError(message)
    return dtype.str


def read_dtype(text: Any) -> np.dtype[Any]:
    """Read what `write_dtype` writes; ValueError or TypeError where it is none."""
    # NumPy takes many more texts, and warns of some.
    if not _DTYPE.fullmatch(str(text)):
        message = f"{text!r} is no dtype of numbers, texts or times"
        raise ValueError(message)
    dtype: np.dtype[Any] = np.dtype(text)
    return dtype


def _shape(lengths: Any) -> tuple[int, ...]:
    shape = tuple(map(int, lengths))
    if min(shape, default=0) < 0:
        message = f"{shape} is no shape"
        raise ValueError(message)
    return shape
