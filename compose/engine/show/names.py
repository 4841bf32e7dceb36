"""Names as text: any hashable is a name, and none of them may disturb a line."""

from __future__ import annotations

from typing import Final

__all__ = ["printable", "ratio"]

_NEEDS_BRACKETS: Final = frozenset("∂/*+-·= ")


def printable(value: object) -> str:
    r"""Give the text of anything, with control characters written out.

    Parameters
    ----------
    value : object
        Any object, such as the name of a node.

    Returns
    -------
    str
        One line without escape sequences; ``''`` where there is no text.

    Examples
    --------
    >>> print(printable("a\nb"), printable(7))
    a\nb 7
    """
    text = str(value)
    if text.isprintable():
        return text or "''"
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text
    )


def ratio(of: object, wrt: object) -> str:
    """Write a derivative; names that hold operators are bracketed.

    Parameters
    ----------
    of, wrt : object
        Names of nodes.

    Returns
    -------
    str
        The text.

    Examples
    --------
    >>> ratio("f", "w"), ratio("loss/n", "w")
    ('∂f/∂w', '∂(loss/n)/∂w')
    """
    return f"∂{_bracketed(of)}/∂{_bracketed(wrt)}"


def _bracketed(name: object) -> str:
    text = printable(name)
    clear = isinstance(name, tuple) or _NEEDS_BRACKETS.isdisjoint(text)
    return text if clear else f"({text})"
