"""How locals are written down as text and read back, without loss.

Each kind of map registers its own encoding, so that no format has to know what maps there are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final, TypeAlias

import numpy as np

from compose.dimensions.monomials import Constant
from compose.engine.maps import Affine, Array, Dense, Local, Map
from compose.engine.projective import Moebius
from compose.engine.valued import Chain, Exponential, Logarithmic, Valued

__all__ = ["comparable", "decode", "encode", "register_encoding"]

Encoder: TypeAlias = Callable[[Any], str]
Decoder: TypeAlias = Callable[[str], Any]

_encoders: Final[dict[type, tuple[str, Encoder]]] = {}
_decoders: Final[dict[str, Decoder]] = {}


def register_encoding(cls: type, kind: str, encode: Encoder, decode: Decoder) -> None:
    """Say how a kind of local is written down as text and read back.

    Parameters
    ----------
    cls : type
        The class of the local.
    kind : str
        Its name in files.
    encode, decode : callable
        Local to text and back, without loss.

    Examples
    --------
    The encodings of numbers are registered like this:

    >>> register_encoding(float, "float", repr, float)
    >>> decode(*encode(0.1))
    0.1
    """
    _encoders[cls] = (kind, encode)
    _decoders[kind] = decode


def encode(local: Local) -> tuple[str, str]:
    """Write a local as a kind and a text.

    Raises
    ------
    TypeError
        The local cannot be written down: it holds a function, say.

    Examples
    --------
    >>> from fractions import Fraction
    >>> encode(Fraction(1, 3)), encode(0.1)
    (('fraction', '1/3'), ('float', '0.1'))
    """
    try:
        kind, write = _encoders[type(local)]
    except KeyError:
        message = f"a {type(local).__name__} holds functions, which no file can carry"
        raise TypeError(message) from None
    return kind, write(local)


def comparable(fact: Any) -> Any:
    """Turn a local, a value or a note into something whose ``==`` compares every bit of it."""
    if isinstance(fact, np.ndarray):
        return (fact.dtype.str, fact.shape, fact.tobytes())
    if isinstance(fact, (list, tuple)):
        return [type(fact), *map(comparable, fact)]
    if isinstance(fact, Mapping):
        return {key: comparable(value) for key, value in fact.items()}
    try:
        return encode(fact)
    except TypeError:
        return fact


def decode(kind: str, text: str) -> Local:
    """Read a local back; ValueError where kind or text is not one that `encode` writes."""
    if kind not in _decoders:
        known = ", ".join(sorted(_decoders))
        message = f"unknown kind of local {kind!r}; known are {known}"
        raise ValueError(message)
    try:
        local: Local = _decoders[kind](text)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        message = f"{_short(text)} is no {kind}: {error}"
        raise ValueError(message) from error
    return local


def _short(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")


_SHOWN = 40

# Python refuses to write or read longer ints in decimal digits, since that takes quadratic time.
_DECIMAL_BITS = 12_000


def _write_int(number: int) -> str:
    return str(number) if number.bit_length() < _DECIMAL_BITS else hex(number)


def _read_int(text: str) -> int:
    return int(text, 16) if "x" in text else int(text)


def _write_fraction(number: Fraction) -> str:
    return f"{_write_int(number.numerator)}/{_write_int(number.denominator)}"


def _write_array(array: Array) -> dict[str, object]:
    portable = array.astype(array.dtype.newbyteorder("<"), copy=False)
    import base64

    data = base64.b64encode(np.ascontiguousarray(portable).tobytes()).decode("ascii")
    return {"dtype": portable.dtype.str, "shape": list(array.shape), "data": data}


def _read_array(facts: Mapping[str, Any]) -> Array:
    import base64

    dtype = np.dtype(str(facts["dtype"]))
    if dtype.kind not in "fiu":
        message = f"an array of {dtype} is no Jacobian"
        raise ValueError(message)
    data = base64.b64decode(facts["data"], validate=True)
    array = np.frombuffer(data, dtype).reshape([int(length) for length in facts["shape"]])
    native = array.astype(dtype.newbyteorder("="))
    native.flags.writeable = False
    return native


def _encode_dense(local: Dense) -> str:
    import json

    facts = _write_array(local.jacobian)
    return json.dumps(facts | {"source": local.source_shape, "target": local.target_shape})


def _decode_dense(text: str) -> Dense:
    facts = _facts(text)
    source, target = tuple(map(int, facts["source"])), tuple(map(int, facts["target"]))
    jacobian = _read_array(facts)
    if jacobian.shape != target + source:
        message = f"shape {jacobian.shape} is not {target} + {source}"
        raise ValueError(message)
    return Dense(jacobian, source, target)


def _write_numbers(*numbers: Any) -> str:
    import json

    return json.dumps([encode(number) for number in numbers])


def _read_numbers(text: str) -> list[Any]:
    numbers = [_read_part(part) for part in _facts(text)]
    for number in numbers:
        if isinstance(number, Map):
            message = f"{type(number).__name__} where a number should be"
            raise ValueError(message)  # noqa: TRY004 - the text is wrong, not a type
    return numbers


def _encode_affine(local: Affine) -> str:
    return _write_numbers(local.scale, local.offset, local.tolerance)


def _encode_moebius(local: Moebius) -> str:
    return _write_numbers(local.a, local.b, local.c, local.d, local.tolerance)


def _encode_logarithm(local: Logarithmic | Exponential) -> str:
    import json

    base: Any = local.base
    if isinstance(base, Constant):
        facts = [base.name, base.symbol, _write_fraction(base.value)]
        written: tuple[str, Any] = ("constant", facts)
    else:
        written = encode(base)
    return json.dumps([encode(local.reference), written, encode(local.factor)])


def _logarithm_reader(cls: type) -> Decoder:
    def decode_logarithm(text: str) -> Any:
        reference, (kind, base), factor = _facts(text)
        if kind == "constant":
            name, symbol, value = map(str, base)
            read: Any = Constant(name, symbol, _read_fraction(value))
        else:
            read = _read_part((kind, base))
        return cls(_read_part(reference), read, _read_part(factor))

    return decode_logarithm


def _read_part(part: Any) -> Any:
    kind, text = part
    return decode(str(kind), str(text))


def _encode_chain(local: Chain) -> str:
    import json

    return json.dumps({"links": [encode(link) for link in local.links], "sampled": local.sampled})


def _decode_chain(text: str) -> Chain:
    facts = _facts(text)
    links = tuple(_read_part(link) for link in facts["links"])
    known = all(isinstance(link, (Affine, Moebius, Valued)) for link in links)
    if not known or not links or any(isinstance(link, Chain) for link in links):
        message = "a chain is made of one or more maps that are no chains"
        raise ValueError(message)
    return Chain(links, sampled=facts["sampled"] is True)


def _facts(text: str) -> Any:
    import json

    try:
        return json.loads(text)
    except RecursionError:
        message = "nested too deeply"
        raise ValueError(message) from None


def _read_fraction(text: str) -> Fraction:
    numerator, slash, denominator = text.partition("/")
    return Fraction(_read_int(numerator), _read_int(denominator) if slash else 1)


register_encoding(float, "float", repr, float)
register_encoding(int, "int", _write_int, _read_int)
register_encoding(Fraction, "fraction", _write_fraction, _read_fraction)
register_encoding(Dense, "array", _encode_dense, _decode_dense)
register_encoding(Affine, "affine", _encode_affine, lambda text: Affine(*_read_numbers(text)))
register_encoding(Moebius, "moebius", _encode_moebius, lambda text: Moebius(*_read_numbers(text)))
register_encoding(Logarithmic, "logarithmic", _encode_logarithm, _logarithm_reader(Logarithmic))
register_encoding(Exponential, "exponential", _encode_logarithm, _logarithm_reader(Exponential))
register_encoding(Chain, "chain", _encode_chain, _decode_chain)
