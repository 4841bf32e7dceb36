"""Plain values of Python and NumPy as JSON, without loss.

What JSON has stands as it is; everything else is an object with one member that names its kind::

    None  True  "text"  3  0.1  [1, 2]
    {"tuple": [...]}   {"dict": [[key, value], ...]}   {"slice": [start, stop, step]}
    {"ellipsis": 0}    {"int": "0x..."}    {"float": bits}    {"complex": [bits, bits]}
    {"fraction": "1/3"}   {"dtype": "<f8"}   {"type": "<f8"}   {"builtin": "float"}
    {"scalar": array}  {"array": {"dtype": "<f8", "shape": [2, 3], "data": base64}}
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "array_facts",
    "array_of",
    "as_text",
    "from_text",
    "is_dense",
    "laid_facts",
    "read_fraction",
    "read_int",
    "read_json",
    "write_fraction",
    "write_int",
    "write_json",
]

# Python refuses to write or read longer ints in decimal digits, since that takes quadratic time.
_DECIMAL_BITS: Final = 12_000
_SMALL_BITS: Final = 63
_KINDS: Final = "biufcUSmM"
_DTYPE: Final = re.compile(rf"[<>|][{_KINDS}][0-9]{{1,9}}(?:\[[0-9]*[a-zA-Z]+\])?")
_BUILTIN: Final = {cls.__name__: cls for cls in (bool, int, float, complex, str)}


def as_text(value: Any) -> str:
    """Write a plain value as JSON.

    Raises
    ------
    TypeError
        It holds something that is not plain.

    Examples
    --------
    >>> as_text((1, 0.1, slice(2), None))
    '{"tuple": [1, 0.1, {"slice": [null, 2, null]}, null]}'
    """
    return write_json(_written(value))


def from_text(text: str) -> Any:
    """Read a plain value back; ValueError, or an error of what it holds, where it is none.

    Examples
    --------
    >>> from_text('{"tuple": [1, {"complex": ["0000000000000000", "3ff0000000000000"]}]}')
    (1, 1j)
    """
    return _read(read_json(text))


def write_json(facts: Any) -> str:
    """Write what JSON has."""
    import json

    return json.dumps(facts, ensure_ascii=False)


def read_json(text: str) -> Any:
    """Read JSON; ValueError where it is none."""
    import json

    try:
        return json.loads(text)
    except RecursionError:
        message = "nested too deeply"
        raise ValueError(message) from None


def write_int(number: int) -> str:
    """Write an int of any size."""
    return str(number) if number.bit_length() < _DECIMAL_BITS else hex(number)


def read_int(text: str) -> int:
    """Read what `write_int` writes."""
    return int(text, 16) if "x" in text else int(text)


def write_fraction(number: Fraction) -> str:
    """Write a fraction of any size."""
    return f"{write_int(number.numerator)}/{write_int(number.denominator)}"


def read_fraction(text: str) -> Fraction:
    """Read what `write_fraction` writes."""
    numerator, slash, denominator = text.partition("/")
    return Fraction(read_int(numerator), read_int(denominator) if slash else 1)


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
    """Read an array back; what was constant along an axis takes no memory there.

    Raises
    ------
    ValueError
        Its dtype is of another kind, or data and shape do not fit.
    """
    from base64 import b64decode

    dtype = _dtype(facts["dtype"])
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


def _dtype(text: Any) -> np.dtype[Any]:
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


def _bits(number: float) -> str:
    return struct.pack(">d", number).hex()


def _from_bits(text: Any) -> float:
    return float(np.frombuffer(bytes.fromhex(text), ">f8").item())


def _written(value: Any) -> Any:
    if value is None or value is Ellipsis:
        return value if value is None else {"ellipsis": 0}
    # A subclass of anything else may hold more than its class does.
    kind = next((cls for cls in _FAMILIES if isinstance(value, cls)), type(value))
    if kind not in _WRITERS:
        message = (
            f"a {kind.__name__} is nothing that a file can carry; give a text, a number, a truth "
            "value, an array of such, or a list, tuple or dict"
        )
        raise TypeError(message)
    return _WRITERS[kind](value)


def _write_float(number: float) -> Any:
    return float(number) if np.isfinite(number) else {"float": _bits(number)}


def _write_whole(number: int) -> Any:
    return int(number) if number.bit_length() <= _SMALL_BITS else {"int": hex(number)}


def _write_type(cls: type) -> dict[str, str]:
    if _BUILTIN.get(cls.__name__) is cls:
        return {"builtin": cls.__name__}
    if issubclass(cls, np.generic) and np.dtype(cls).type is cls:
        return {"type": np.dtype(cls).str}
    message = f"the class {cls.__name__} is nothing that a file can carry"
    raise TypeError(message)


_WRITERS: Final[dict[type, Callable[[Any], Any]]] = {
    bool: bool,
    str: str,
    int: _write_whole,
    float: _write_float,
    complex: lambda number: {"complex": [_bits(number.real), _bits(number.imag)]},
    Fraction: lambda number: {"fraction": write_fraction(number)},
    list: lambda items: list(map(_written, items)),
    tuple: lambda items: {"tuple": list(map(_written, items))},
    dict: lambda items: {"dict": [[_written(k), _written(v)] for k, v in items.items()]},
    slice: lambda part: {"slice": list(map(_written, (part.start, part.stop, part.step)))},
    np.dtype: lambda dtype: {"dtype": _plain_dtype(dtype).str},
    type: _write_type,
    np.generic: lambda scalar: {"scalar": array_facts(np.asarray(scalar))},
    np.ndarray: lambda array: {"array": laid_facts(array)},
}
_FAMILIES: Final = (np.generic, np.dtype, type)

_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "tuple": lambda items: tuple(map(_read, items)),
    "dict": lambda items: {_read(key): _read(value) for key, value in items},
    "slice": lambda parts: slice(*map(_read, parts)),
    "ellipsis": lambda _: Ellipsis,
    "int": lambda text: int(text, 16),
    "float": _from_bits,
    "complex": lambda parts: complex(*map(_from_bits, parts)),
    "fraction": read_fraction,
    "dtype": _dtype,
    "type": lambda text: _dtype(text).type,
    "builtin": _BUILTIN.__getitem__,
    "scalar": lambda facts: array_of(facts)[()],
    "array": array_of,
}


def _plain_dtype(dtype: np.dtype[Any]) -> np.dtype[Any]:
    if dtype.kind not in _KINDS:
        message = f"the dtype {dtype} is nothing that a file can carry"
        raise TypeError(message)
    return dtype


def _read(part: Any) -> Any:
    if isinstance(part, list):
        return list(map(_read, part))
    if not isinstance(part, dict):
        return part
    ((kind, held),) = part.items()
    return _READERS[kind](held)
