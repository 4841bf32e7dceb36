"""Texts and tokens as XML can carry them.

XML has no way to write most control characters, nor half of a surrogate pair. Those become
``_xHHHH_``, their code point in hexadecimal, and an underscore that would begin such a group in
the text itself becomes ``_x005F_``. Names of attributes must be tokens, so there every
character that a token cannot have is written in that way.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["as_text", "as_token", "is_token", "plain"]

_MARKUP: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_GROUP: Final = "_(?=x[0-9A-F]{4})"
_UNWRITABLE: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_IN_TEXT: Final = re.compile(f"[&<>\r{_UNWRITABLE}]|{_GROUP}")

# Letters of the large scripts that every edition of XML counts among those of a name.
_LETTERS: Final = "À-ÖØ-öø-ıΑ-ΡΣ-ώА-яぁ-ゔァ-ヺ一-龥가-힣"
_TOKEN: Final = re.compile(f"[-.:_0-9A-Za-z{_LETTERS}]+")
_IN_TOKEN: Final = re.compile(f"[^-._0-9A-Za-z{_LETTERS}]|{_GROUP}")

_ESCAPED: Final = re.compile("_x([0-9A-F]{4,6})_")


def as_text(text: str) -> str:
    r"""Write any text as the content of an XML element.

    Examples
    --------
    >>> as_text("a < b"), as_text("bell \a"), as_text("_x0041_")
    ('a &lt; b', 'bell _x0007_', '_x005F_x0041_')
    """
    return _IN_TEXT.sub(_written, text)


def as_token(name: str, reserved: frozenset[str] = frozenset()) -> str:
    """Write a name, not an empty one, as a token without colons that is not reserved.

    Examples
    --------
    >>> as_token("seen on"), as_token("weight", frozenset({"weight"}))
    ('seen_x0020_on', '_x0077_eight')
    """
    token = _IN_TOKEN.sub(_escaped, name)
    return f"{_code(token[0])}{token[1:]}" if token in reserved else token


def is_token(text: str) -> bool:
    """Tell whether a text can be an identifier in GraphML as it is.

    Examples
    --------
    >>> is_token("θ_1"), is_token("net income"), is_token("")
    (True, False, False)
    """
    return _TOKEN.fullmatch(text) is not None


def plain(escaped: str) -> str:
    """Undo the ``_xHHHH_`` of `as_text` and `as_token`; ValueError where one is no character."""
    return _ESCAPED.sub(lambda group: chr(int(group[1], 16)), escaped)


def _written(match: re.Match[str]) -> str:
    return _MARKUP.get(match[0]) or _code(match[0])


def _escaped(match: re.Match[str]) -> str:
    return _code(match[0])


def _code(character: str) -> str:
    return f"_x{ord(character):04X}_"
