"""How locals are written down as text and read back, without loss.

Each kind of map registers its own encoding, so that no format has to know what maps there are.
Plain values of Python and NumPy have one encoding together, that of `literals`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from importlib import import_module
from typing import Any, Final, TypeAlias

import numpy as np

from compose.dimensions.monomials import Constant
from compose.engine.diagonal import Diagonal
from compose.engine.layouts import array_facts, array_of, laid_facts
from compose.engine.literals import (
    as_text,
    from_text,
    read_fraction,
    read_int,
    read_json,
    write_fraction,
    write_int,
    write_json,
)
from compose.engine.maps import Affine, Composed, Dense, LinearMap, Map, Number
from compose.engine.projective import Moebius
from compose.engine.valued import Chain, Exponential, Logarithmic, Valued

__all__ = ["comparable", "decode", "encode", "register_encoding"]

Encoder: TypeAlias = Callable[[Any], str]
Decoder: TypeAlias = Callable[[str], Any]

_encoders: Final[dict[type, tuple[str, Encoder]]] = {}
_decoders: Final[dict[str, Decoder]] = {}

_ROOMS: Final = {"move": "compose.trace.moves"}
"""Which room knows a kind that nobody may have asked for yet; it registers when it is loaded."""


def register_encoding(cls: type, kind: str, encode: Encoder, decode: Decoder) -> None:
    """Say how a kind of local is written down as text and read back.

    Two locals are the same to `Graph.equals` if their texts are.

    Parameters
    ----------
    cls : type
        The class of the local.
    kind : str
        Its name in files.
    encode, decode : callable
        Local to text and back, without loss. `encode` raises TypeError for a local that no text
        can say, with what to do instead; `decode` a ValueError, or an error of what it reads.

    Examples
    --------
    The encodings of numbers are registered like this:

    >>> register_encoding(float, "float", repr, float)
    >>> decode(*encode(0.1))
    0.1
    """
    _encoders[cls] = (kind, encode)
    _decoders[kind] = decode


def encode(local: Any) -> tuple[str, str]:
    """Write a local, or a plain value, as a kind and a text.

    Raises
    ------
    TypeError
        It cannot be written down: it holds a function, say.

    Examples
    --------
    >>> from fractions import Fraction
    >>> encode(Fraction(1, 3)), encode(0.1), encode((1, None))
    (('fraction', '1/3'), ('float', '0.1'), ('plain', '{"tuple": [1, null]}'))
    """
    known = _encoders.get(type(local))
    if known is not None:
        kind, write = known
        return kind, write(local)
    if isinstance(local, Map):
        raise TypeError(_unknown(local))
    return "plain", as_text(local)


def _unknown(local: Map) -> str:
    if isinstance(local, LinearMap):
        way = "give the edge its Jacobian instead, local.as_jacobian()"
    else:
        way = "give the edge its derivative instead, a number"
    return f"a {type(local).__name__} holds functions, which no file can carry; {way}"


def comparable(fact: Any) -> Any:
    """Turn a local, a value or a note into something whose ``==`` compares every bit of it.

    A NumPy scalar is the number of Python's that holds the same bits, if there is one, and the
    order of bytes is no part of an array.
    """
    if isinstance(fact, np.generic):
        fact = _as_python(fact)
    if isinstance(fact, np.ndarray):
        return _comparable_array(fact)
    if isinstance(fact, (list, tuple)):
        return [type(fact), *map(comparable, fact)]
    if isinstance(fact, Mapping):
        return {key: comparable(value) for key, value in fact.items()}
    try:
        return encode(fact)
    except TypeError:
        return fact


def _as_python(scalar: np.generic) -> Any:
    exact = isinstance(scalar, (np.bool_, np.integer, np.float64, np.complex128, np.str_))
    # Without axes it is an array of one entry, and compared like any other array.
    return scalar.item() if exact else [type(scalar), np.asarray(scalar)]


def _comparable_array(array: np.ndarray[Any, Any]) -> Any:
    dtype = array.dtype.newbyteorder("<")
    if dtype.hasobject:
        return [type(array), array.shape, *map(comparable, array.ravel().tolist())]
    return (type(array), dtype.str, array.shape, array.astype(dtype, copy=False).tobytes())


def decode(kind: str, text: str) -> Any:
    """Read a local back; ValueError where kind or text is not one that `encode` writes."""
    if kind not in _decoders and kind in _ROOMS:
        import_module(_ROOMS[kind])
    if kind not in _decoders:
        known = ", ".join(sorted(_decoders.keys() | _ROOMS.keys()))
        message = f"unknown kind of local {kind!r}; known are {known}"
        raise ValueError(message)
    try:
        return _decoders[kind](text)
    except _UNREADABLE as error:
        message = f"{_short(text)} is no {kind}: {error}"
        raise ValueError(message) from error


def _short(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")


_SHOWN: Final = 40
_UNREADABLE: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
_REAL: Final = "fiu"
_LINEAR: Final = "biufc"


def _encode_dense(local: Dense) -> str:
    facts = array_facts(local.jacobian)
    return write_json(facts | {"source": local.source_shape, "target": local.target_shape})


def _decode_dense(text: str) -> Dense:
    facts = read_json(text)
    source, target = tuple(map(int, facts["source"])), tuple(map(int, facts["target"]))
    jacobian = array_of(facts, _REAL)
    if jacobian.shape != target + source:
        message = f"shape {jacobian.shape} is not {target} + {source}"
        raise ValueError(message)
    return Dense(jacobian, source, target)


def _encode_diagonal(local: Diagonal) -> str:
    facts = laid_facts(local.factor)
    return write_json(facts | {"source": local.source_shape, "target": local.target_shape})


def _decode_diagonal(text: str) -> Diagonal:
    facts = read_json(text)
    source, target = tuple(map(int, facts["source"])), tuple(map(int, facts["target"]))
    if np.broadcast_shapes(source, target) != target:
        message = f"shape {source} is not broadcast to {target}"
        raise ValueError(message)
    return Diagonal(array_of(facts, _LINEAR), source, target)


def _encode_composed(local: Composed) -> str:
    return write_json([encode(link) for link in _links(local)])


def _links(local: LinearMap) -> list[LinearMap]:
    """List what is composed, the first first, however it was nested."""
    links: list[LinearMap] = []
    waiting = [local]
    while waiting:
        link = waiting.pop()
        if isinstance(link, Composed):
            waiting += (link.later, link.first)
        else:
            links.append(link)
    return links


def _decode_composed(text: str) -> LinearMap:
    composed, *later = [_read_part(part) for part in read_json(text)]
    for link in later:
        composed = Composed(link, composed)
    if not isinstance(composed, Composed):
        message = "two or more linear maps are composed"
        raise ValueError(message)  # noqa: TRY004 - the text is wrong, not a type
    return composed


def _write_numbers(*numbers: Any) -> str:
    return write_json([encode(number) for number in numbers])


def _read_numbers(text: str) -> list[Any]:
    return [_read_number(part) for part in read_json(text)]


def _read_number(part: Any) -> Number:
    number = _read_part(part)
    if type(number) not in (int, float, Fraction):
        message = f"{type(number).__name__} where a number should be"
        raise ValueError(message)
    return number  # type: ignore[no-any-return]


def _encode_affine(local: Affine) -> str:
    return _write_numbers(local.scale, local.offset, local.tolerance)


def _encode_moebius(local: Moebius) -> str:
    return _write_numbers(local.a, local.b, local.c, local.d, local.tolerance)


def _encode_logarithm(local: Logarithmic | Exponential) -> str:
    base: Any = local.base
    if isinstance(base, Constant):
        facts = [base.name, base.symbol, write_fraction(base.value)]
        written: tuple[str, Any] = ("constant", facts)
    else:
        written = encode(base)
    return write_json([encode(local.reference), written, encode(local.factor)])


def _logarithm_reader(cls: type) -> Decoder:
    def decode_logarithm(text: str) -> Any:
        reference, (kind, base), factor = read_json(text)
        if kind == "constant":
            name, symbol, value = map(str, base)
            read: Any = Constant(name, symbol, read_fraction(value))
        else:
            read = _read_number((kind, base))
        return cls(_read_number(reference), read, _read_number(factor))

    return decode_logarithm


def _read_part(part: Any) -> Any:
    kind, text = part
    return decode(str(kind), str(text))


def _encode_chain(local: Chain) -> str:
    return write_json({"links": [encode(link) for link in local.links], "sampled": local.sampled})


def _decode_chain(text: str) -> Chain:
    facts = read_json(text)
    links = tuple(_read_part(link) for link in facts["links"])
    known = all(isinstance(link, (Affine, Moebius, Valued)) for link in links)
    if not known or not links or any(isinstance(link, Chain) for link in links):
        message = "a chain is made of one or more maps that are no chains"
        raise ValueError(message)
    return Chain(links, sampled=facts["sampled"] is True)


register_encoding(float, "float", repr, float)
register_encoding(int, "int", write_int, read_int)
register_encoding(Fraction, "fraction", write_fraction, read_fraction)
register_encoding(Dense, "array", _encode_dense, _decode_dense)
register_encoding(Diagonal, "diagonal", _encode_diagonal, _decode_diagonal)
register_encoding(Composed, "composed", _encode_composed, _decode_composed)
register_encoding(Affine, "affine", _encode_affine, lambda text: Affine(*_read_numbers(text)))
register_encoding(Moebius, "moebius", _encode_moebius, lambda text: Moebius(*_read_numbers(text)))
register_encoding(Logarithmic, "logarithmic", _encode_logarithm, _logarithm_reader(Logarithmic))
register_encoding(Exponential, "exponential", _encode_logarithm, _logarithm_reader(Exponential))
register_encoding(Chain, "chain", _encode_chain, _decode_chain)
_decoders["plain"] = from_text
