"""Plain values of Python and NumPy as JSON, without loss.

What JSON has stands as it is; everything else is an object with one member that names its kind::

    None  True  "text"  3  0.1  [1, 2]
    {"tuple": [...]}   {"dict": [[key, value], ...]}   {"slice": [start, stop, step]}
    {"ellipsis": 0}    {"int": "0x..."}    {"float": bits}    {"complex": [bits, bits]}
    {"fraction": "1/3"}   {"dtype": "<f8"}   {"type": "<f8"}   {"builtin": "float"}
    {"scalar": array}  {"array": {"dtype": "<f8", "shape": [2, 3], "data": base64}}
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

import numpy as np

from compose.engine.layouts import array_facts, array_of, laid_facts, read_dtype, write_dtype

__all__ = [
    "as_text",
    "from_text",
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
    np.dtype: lambda dtype: {"dtype": write_dtype(dtype)},
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
    "dtype": read_dtype,
    "type": lambda text: read_dtype(text).type,
    "builtin": _BUILTIN.__getitem__,
    "scalar": lambda facts: array_of(facts)[()],
    "array": array_of,
}


def _read(part: Any) -> Any:
    if isinstance(part, list):
        return list(map(_read, part))
    if not isinstance(part, dict):
        return part
    ((kind, held),) = part.items()
    return _READERS[kind](held)
