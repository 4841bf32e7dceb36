"""Names, values, locals and attributes as texts with a kind, and back."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Hashable
from fractions import Fraction
from functools import partial
from typing import Any, Final, NamedTuple

import numpy as np

from compose.engine.encoding import decode, encode
from compose.engine.maps import Dense, Local, as_float

__all__ = [
    "READERS",
    "RESERVED",
    "VERSION",
    "Form",
    "attribute_form",
    "attribute_text",
    "decode_local",
    "decode_name",
    "decode_value",
    "double",
    "encode_local",
    "encode_name",
    "encode_value",
    "nearest",
    "truth",
]

VERSION: Final = 1
"""Of the format. What an older version writes, a newer one reads."""

RESERVED: Final = frozenset({"weight", "kind", "local"})
"""Names of the edge data that hold the local; an attribute named so is written otherwise."""

# The text "NaN" stands for this one. Others, a negative one say, are written as bits.
_NAN: Final = "7ff8000000000000"

_SPECIAL: Final = {"inf": "INF", "-inf": "-INF", "nan": "NaN"}
_TRUTH: Final = {"true": True, "1": True, "false": False, "0": False}
_LONG: Final = 2**63


def double(number: float) -> str:
    """Write a float so that it is read back to the last bit, in the spelling of XML Schema.

    Examples
    --------
    >>> double(0.1), double(-0.0), double(float("-inf"))
    ('0.1', '-0.0', '-INF')
    """
    text = float.__repr__(number)
    return _SPECIAL.get(text, text)


def encode_local(local: Local) -> tuple[str, str] | None:
    """Give kind and text of a local, or None for a float that its decimals say completely."""
    if not isinstance(local, float):
        return encode(local)
    bits = struct.pack(">d", local).hex()
    return None if local == local or bits == _NAN else ("bits", bits)  # noqa: PLR0124 - is it NaN?


def decode_local(kind: str, text: str) -> Local:
    """Read a local back from its kind and text."""
    if kind != "bits":
        local: Local = decode(kind, text)
        return local
    return float(np.frombuffer(bytes.fromhex(text), ">f8").item())


def encode_name(name: Hashable) -> tuple[str, str]:
    """Give kind and text of a node's name.

    Raises
    ------
    TypeError
        It is neither a text, a number, a truth value, None, nor a tuple of such.

    Examples
    --------
    >>> encode_name("net income"), encode_name(5), encode_name(("w", 0, None))
    (('text', 'net income'), ('int', '5'), ('json', '["w", 0, null]'))
    """
    if isinstance(name, str):
        return "text", str(name)
    if isinstance(name, (int, np.integer)) and not isinstance(name, bool):
        return "int", str(int(name))
    return "json", json.dumps(name, default=_integer, ensure_ascii=False)


def _integer(part: object) -> int:
    if isinstance(part, np.integer):
        return int(part)
    message = f"a {type(part).__name__} in a name"
    raise TypeError(message)


def decode_name(kind: str, text: str) -> Hashable:
    """Read a name back from its kind and text."""
    if kind == "text":
        return text
    # A tool that writes defaults out says of each node that it is numbered.
    if kind in {"int", "number"}:
        return int(text)
    if kind != "json":
        message = f"unknown kind of name {kind!r}; known are int, json, text"
        raise ValueError(message)
    name = _hashable(json.loads(text))
    hash(name)
    return name


def _hashable(part: Any) -> Hashable:
    return tuple(map(_hashable, part)) if isinstance(part, list) else part


def encode_value(value: object) -> tuple[str, str]:
    """Give kind and text of a node's value.

    Raises
    ------
    TypeError
        No file can carry it.

    Examples
    --------
    >>> encode_value(2.5), encode_value(True), encode_value("high")
    (('float', '2.5'), ('bool', 'true'), ('text', 'high'))
    """
    if isinstance(value, (bool, np.bool_)):
        return "bool", str(bool(value)).lower()
    if isinstance(value, str):
        return "text", str(value)
    if type(value) is np.ndarray and value.dtype.kind in "fiu":
        return encode(Dense(value, (), value.shape))
    if isinstance(value, Dense):
        message = "a Jacobian is no value; give the array, its .jacobian"
        raise TypeError(message)
    if isinstance(value, float):
        return "float", double(float(value))
    if isinstance(value, np.integer):
        value = int(value)
    return encode(value)


def nearest(value: object) -> float | None:
    """Give the float nearest to a value that is a number, None for all else."""
    if isinstance(value, (bool, np.bool_)):
        return None
    if isinstance(value, (int, Fraction, np.integer)):
        return as_float(int(value) if isinstance(value, np.integer) else value)
    return float(value) if isinstance(value, (float, np.floating)) else None


def decode_value(kind: str, text: str) -> object:
    """Read a value back from its kind and text."""
    if kind == "bool":
        return truth(text)
    if kind == "text":
        return text
    value = decode(kind, text)
    return value.jacobian if isinstance(value, Dense) else value


def truth(text: str) -> bool:
    """Read a truth value as XML Schema or Python spells it."""
    try:
        return _TRUTH[text.strip().lower()]
    except KeyError:
        message = f"{text!r} is neither true nor false"
        raise ValueError(message) from None


class Form(NamedTuple):
    """How an attribute is written: GraphML's type, and what stands behind its name.

    A column of data has one type, so an attribute of several types has several columns; an exact
    number too large for GraphML's is a text, and the suffix says what it was.
    """

    type: str
    suffix: str = ""


def attribute_form(value: object) -> Form:
    """Give the form in which an attribute is written."""
    if isinstance(value, bool):
        return Form("boolean")
    if isinstance(value, str):
        return Form("string")
    if isinstance(value, float):
        return Form("double")
    if isinstance(value, int):
        return Form("long") if -_LONG <= value < _LONG else Form("string", ":int")
    if isinstance(value, Fraction):
        return Form("string", ":fraction")
    return Form("string", ":plain")


def attribute_text(value: object) -> str:
    """Give the text of an attribute, in the form that `attribute_form` says.

    Raises
    ------
    TypeError
        No file can carry it.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return double(value)
    if isinstance(value, str):
        return str(value)
    kind, text = encode(value)
    if kind not in {"int", "fraction", "plain"}:
        message = f"a {type(value).__name__} is no attribute; give a text or a number"
        raise TypeError(message)
    return text


READERS: Final[dict[str, Callable[[str], Any]]] = {
    "boolean": truth,
    "int": int,
    "long": int,
    "integer": int,
    "float": float,
    "double": float,
    "string": str,
    ":boolean": truth,
    ":long": int,
    ":double": float,
    ":string": str,
    ":int": partial(decode, "int"),
    ":fraction": partial(decode, "fraction"),
    ":plain": partial(decode, "plain"),
}
"""How data is read, by type or by suffix; ``integer`` is Gephi's."""
