"""Runs of simple elements, found in a file before it is parsed.

Most of a large file is thousands of elements in a row such as
``<edge source="a" target="b"><data key="weight">5.0</data></edge>``, on lines of their own. A
pattern recognises a run of them many times as fast as a parser. Only what a parser would take in
the same way is a run: it holds no entity, no comment and no character that XML refuses or changes.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, ClassVar, Final, TypeAlias

__all__ = ["EdgeRun", "NodeRun", "Run", "split"]

_PLAIN: Final = "[^\"'<>&\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]*+"
_ID: Final = f' id="{_PLAIN}"'
_GAP: Final = "[ \t]*+(?:\r?+\n[ \t]*+)?+"
_END: Final = "[ \t]*+\r?+\n"
_NODE: Final = f'[ \t]*+<node id="(@{_PLAIN})" ?+/>{_END}'
_DATA: Final = f'<data key="(@{_PLAIN})">(@{_PLAIN})</data>'
_ENDS: Final = f'source="(@{_PLAIN})" target="(@{_PLAIN})"'
_EDGE: Final = (
    f"[ \t]*+<edge(?P<id>{_ID})?+ {_ENDS}(?(id)|(?:{_ID})?+)>{_GAP}{_DATA}{_GAP}</edge>{_END}"
)
_NODES: Final = re.compile(_NODE.replace("@", ""))
_EDGES: Final = re.compile(_EDGE.replace("@", ""))
_RUN: Final = re.compile(
    f"^(?:(?P<nodes>(?:{_NODE}){{4,}}+)|(?:{_EDGE}){{4,}}+)".replace("@", "?:"), re.MULTILINE
)
_ENCODING: Final = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)")
_BLANK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class _Run:
    """Elements of one form, one behind the other.

    Attributes
    ----------
    heads : tuple of str
        The first two, each as it stands in the file.
    rest : str
        The others, as they stand in the file.
    tags : list of str
        The tags that each element opens.
    """

    heads: tuple[str, str]
    rest: str
    tags: ClassVar[list[str]]


@dataclass(frozen=True, slots=True)
class NodeRun(_Run):
    """Nodes of which nothing is said but their identifiers.

    Attributes
    ----------
    identifiers : list of str
        Of the rest, in order.
    """

    identifiers: list[str]
    tags: ClassVar = ["node"]


@dataclass(frozen=True, slots=True)
class EdgeRun(_Run):
    """Edges with one datum each.

    Attributes
    ----------
    sources, targets : tuple of str
        Identifiers of the nodes of the rest.
    keys, data : tuple of str
        The key of each datum, and its text.
    """

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    keys: tuple[str, ...]
    data: tuple[str, ...]
    tags: ClassVar = ["edge", "data"]


Run: TypeAlias = NodeRun | EdgeRun


def split(pieces: Iterable[str | bytes]) -> Iterator[str | bytes | Run]:
    r"""Yield a file as runs, and the text between them.

    Parameters
    ----------
    pieces : iterable of str or bytes
        The file. Bytes in another encoding than UTF-8 are given on as they are.

    Yields
    ------
    str, bytes, NodeRun or EdgeRun
        In order; nothing is left out.

    Examples
    --------
    >>> text = "<graph>\n" + "".join(f'<node id="{name}"/>\n' for name in "abcd") + "</graph>"
    >>> [part if isinstance(part, str) else part.identifiers for part in split([text])]
    ['<graph>\n', ['c', 'd'], '</graph>']
    """
    rest = ""
    for text in _texts(pieces):
        if not isinstance(text, str):
            # Not an empty text: of one, the parser concludes that all is in UTF-8.
            yield from (rest, text) if rest else (text,)
            rest = ""
            continue
        lines, newline, rest = f"{rest}{text}".rpartition("\n")
        yield from _split(lines + newline)
        if len(rest) > _BLANK:
            yield rest
            rest = ""
    if rest:
        yield rest


def _split(text: str) -> Iterator[str | Run]:
    done = 0
    for found in _RUN.finditer(text):
        if found.start() > done:
            yield text[done : found.start()]
        done = found.end()
        yield _node_run(found[0]) if found["nodes"] else _edge_run(found[0])
    if done < len(text):
        yield text[done:]


def _node_run(text: str) -> NodeRun:
    heads, rest = _cut(text, _NODES)
    return NodeRun(heads, rest, _NODES.findall(rest))


def _edge_run(text: str) -> EdgeRun:
    heads, rest = _cut(text, _EDGES)
    _, sources, targets, keys, data = zip(*_EDGES.findall(rest), strict=True)
    return EdgeRun(heads, rest, sources, targets, keys, data)


def _cut(text: str, form: re.Pattern[str]) -> tuple[tuple[str, str], str]:
    first, second = (found[0] for found in islice(form.finditer(text), 2))
    return (first, second), text[len(first) + len(second) :]


def _texts(pieces: Iterable[str | bytes]) -> Iterator[str | bytes]:
    """Decode what is in UTF-8; from the first piece on that is not, bytes stay bytes."""
    pieces = iter(pieces)
    head = next(pieces, "")
    # A stream may give its declaration byte by byte.
    while isinstance(head, bytes) and b">" not in head and len(head) < _BLANK:
        more = next(pieces, None)
        if not isinstance(more, bytes):
            break
        head += more
    whole = chain([head], pieces)
    if isinstance(head, bytes) and _is_utf8(head):
        yield from _decoded(whole)
    yield from whole


def _decoded(pieces: Iterable[Any]) -> Iterator[str | bytes]:
    """Decode UTF-8, up to where it is none: the parser says where that is."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for piece in pieces:
        held = decoder.getstate()[0]
        try:
            yield decoder.decode(piece)
        except UnicodeDecodeError:
            yield held + piece
            return
    yield decoder.getstate()[0]


def _is_utf8(start: bytes) -> bool:
    if start.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)) or b"\0" in start[:4]:
        return False
    declared = _ENCODING.match(start.removeprefix(codecs.BOM_UTF8))
    return b">" in start and (declared is None or declared[1].lower() in {b"utf-8", b"utf8"})
