"""Names read from right to left, kept apart from the signs and numbers around them."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["isolated"]

# Hebrew and Arabic, and what is written like them; the blocks that Unicode keeps for such scripts.
_RIGHT: Final = (
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_RUN: Final = re.compile(f"{_RIGHT}+(?:[ _'0-9-]+{_RIGHT}+)*")


def isolated(text: str) -> str:
    r"""Let words read from right to left turn nothing around them.

    Arrows and fractions between two such words would be read from right to left as well, and
    point the wrong way.

    Parameters
    ----------
    text : str
        A path, an equation.

    Returns
    -------
    str
        With Unicode's isolates, U+2068 and U+2069, around each run of such words.

    Examples
    --------
    >>> isolated("w → f")
    'w → f'
    >>> print(ascii(isolated("\u05d0 \u05d1/\u05d2")))
    '\u2068\u05d0 \u05d1\u2069/\u2068\u05d2\u2069'
    """
    return text if text.isascii() else _RUN.sub("\u2068\\g<0>\u2069", text)
