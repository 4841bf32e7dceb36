"""What a user may call a unit."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from compose.errors import UnknownUnitError

__all__ = ["names_among", "refuse_glued", "refuse_misnomers"]

_JOINING = frozenset({"per", "squared", "cubed"})
_WORDS = _JOINING | {"square", "sq", "cubic", "cu"}


def names_among(tokens: Iterable[str]) -> list[str]:
    """Leave out the words that say how units are joined, unless there is nothing else.

    Parameters
    ----------
    tokens : iterable of str

    Returns
    -------
    list of str

    Examples
    --------
    >>> names_among(["EUR", "per", "square", "box"])
    ['EUR', 'box']
    """
    listed = list(tokens)
    return listed if len(listed) == 1 else [one for one in listed if one not in _WORDS]


def refuse_misnomers(text: str, names: Sequence[re.Match[str]], new: Collection[str]) -> None:
    """Refuse new names that were hardly meant to be names.

    Words side by side would multiply, and ``box of six`` is meant as one name.

    Parameters
    ----------
    text : str
        The unit as written.
    names : sequence of re.Match
        What may be names in it.
    new : collection of str
        Those that are new.

    Raises
    ------
    UnknownUnitError
        If one of them is a word of the grammar, or stands beside another without an operator.

    Examples
    --------
    >>> import re
    >>> text = "box of six"
    >>> try:
    ...     refuse_misnomers(text, [*re.finditer("[a-z]+", text)], ["box", "of", "six"])
    ... except UnknownUnitError as error:
    ...     print(error.reason)
    a name has no space in it: write 'box_of_six', or a product with '*'
    """
    if not _JOINING.isdisjoint(new):
        reason = "a word that says how units are joined is no name of one"
        raise UnknownUnitError(text, reason=reason)
    for first, second in pairwise(names):
        gap = text[first.end() : second.start()]
        pair = first[0], second[0]
        if gap.isspace() and _WORDS.isdisjoint(pair) and any(name in new for name in pair):
            whole = "_".join(text.split())
            reason = f"a name has no space in it: write {whole!r}, or a product with '*'"
            raise UnknownUnitError(text, reason=reason)


def refuse_glued(match: re.Match[str]) -> None:
    """Refuse a letter or a digit that touches the sign of a currency: ``k€``, ``€2``.

    Parameters
    ----------
    match : re.Match
        The sign, in its text.

    Raises
    ------
    UnknownUnitError
        If there is one.

    Examples
    --------
    >>> import re
    >>> refuse_glued(re.search("€", "5€/kg"))
    """
    before, behind = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    if before.isalpha() or before == "_" or behind.isalpha() or behind.isdecimal():
        reason = f"{match[0]!r} stands alone; use a name of letters, and '^' for a power"
        raise UnknownUnitError(f"{before}{match[0]}{behind}", reason=reason)
