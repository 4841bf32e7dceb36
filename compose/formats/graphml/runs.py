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
from itertools import chain
from typing import Any, Final, TypeAlias

__all__ = ["EdgeRun", "NodeRun", "Run", "ends_within_a_tag", "split"]

_PLAIN: Final = "[^\"'<>&\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]*+"
_ID: Final = f'(?: id="{_PLAIN}")?+'
_END: Final = "[ \t]*+\r?+\n"
_NODE: Final = f'[ \t]*+<node id="(@{_PLAIN})" ?+/>{_END}'
_DATA: Final = f'<data key="(@{_PLAIN})">(@{_PLAIN})</data>'
_ENDS: Final = f'source="(@{_PLAIN})" target="(@{_PLAIN})"'
_EDGE: Final = f"[ \t]*+<edge{_ID} {_ENDS}{_ID}>\\s*+{_DATA}\\s*+</edge>{_END}"
_NODES: Final = re.compile(_NODE.replace("@", ""))
_EDGES: Final = re.compile(_EDGE.replace("@", ""))
_RUN: Final = re.compile(f"^(?:((?:{_NODE})++)|(?:{_EDGE})++)".replace("@", "?:"), re.MULTILINE)
_WHOLE_TAG: Final = re.compile("<[^<>\"']*(?:(?:\"[^\"<]*\"|'[^'<]*')[^<>\"']*)*>[^<>]*")
_ENCODING: Final = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)")
_BLANK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class NodeRun:
    """Nodes of which nothing is said but their identifiers.

    Attributes
    ----------
    text : str
        As they stand in the file.
    identifiers : list of str
        In order.
    """

    text: str
    identifiers: list[str]


@dataclass(frozen=True, slots=True)
class EdgeRun:
    """Edges with one datum each.

    Attributes
    ----------
    text : str
        As they stand in the file.
    sources, targets : tuple of str
        Identifiers of their nodes.
    keys, data : tuple of str
        The key of each datum, and its text.
    """

    text: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    keys: tuple[str, ...]
    data: tuple[str, ...]


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
    >>> text = '<graph>\n<node id="a"/>\n<node id="b"/>\n</graph>'
    >>> [part if isinstance(part, str) else part.identifiers for part in split([text])]
    ['<graph>\n', ['a', 'b'], '</graph>']
    """
    rest = ""
    for text in _texts(pieces):
        if not isinstance(text, str):
            yield text
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
        yield _node_run(found[0]) if found[1] else _edge_run(found[0])
    if done < len(text):
        yield text[done:]


def _node_run(text: str) -> NodeRun:
    return NodeRun(text, _NODES.findall(text))


def _edge_run(text: str) -> EdgeRun:
    sources, targets, keys, data = zip(*_EDGES.findall(text), strict=True)
    return EdgeRun(text, sources, targets, keys, data)


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
    return declared is None or declared[1].lower() in {b"utf-8", b"utf8"}


def ends_within_a_tag(text: str) -> bool:
    """Tell whether a text breaks off within a tag, or cannot be seen not to.

    Parameters
    ----------
    text : str
        From the last ``<`` on; neither comments nor instructions are in it.

    Returns
    -------
    bool

    Examples
    --------
    >>> ends_within_a_tag('<node id="x>'), ends_within_a_tag('<node id="x>"/>  ')
    (True, False)
    """
    return _WHOLE_TAG.fullmatch(text) is None
