"""Which identifier a node has in a file.

A name that is a token is its own identifier, and so is an integer unless a node bears the same
digits as a text: whoever reads the file sees the names themselves. Other names get ``n0``,
``n1`` and so on, by the node's number, with underscores behind the ``n`` where a name looks
like that.
"""

from __future__ import annotations

import reprlib
from collections.abc import Hashable, Sequence

from compose.engine.columns import Columns
from compose.formats.graphml.escaping import is_token
from compose.formats.graphml.facts import encode_name

__all__ = ["identifiers", "usual_kind"]


def usual_kind(names: Sequence[Hashable]) -> str:
    """Give the kind of name that need not be written at every node.

    Parameters
    ----------
    names : sequence of hashable
        Names of the nodes; a range where they have none.

    Returns
    -------
    {"number", "int", "text"}
        That nodes are numbered, that all are integers, or neither.
    """
    if isinstance(names, range):
        return "number"
    return "int" if names and all(type(name) is int for name in names) else "text"


def identifiers(columns: Columns) -> Sequence[object]:
    """Give each node's identifier, in order; ``str()`` of it is what stands in the file.

    Parameters
    ----------
    columns : Columns
        The storage of a graph.

    Returns
    -------
    sequence of str or int
        Each different from the others.

    Raises
    ------
    TypeError
        A name has no form in a file; the message says which.
    """
    kind = usual_kind(columns.names)
    if kind == "int":
        # If one is too long for digits, it is the largest.
        _encoded(max(columns.names, key=abs))  # type: ignore[arg-type]  # all are integers
    if kind != "text":
        return columns.names
    ids = [_own(name, columns) for name in columns.names]
    prefix = _unused_prefix(ids) if None in ids else ""
    return [f"{prefix}{number}" if i is None else i for number, i in enumerate(ids)]


def _own(name: Hashable, columns: Columns) -> str | None:
    """Give the identifier that a name makes by itself, or None."""
    if isinstance(name, str):
        return str(name) if is_token(name) else None
    kind, text = _encoded(name)
    return text if kind == "int" and columns.number(text) is None else None


def _encoded(name: Hashable) -> tuple[str, str]:
    try:
        return encode_name(name)
    except (TypeError, ValueError, RecursionError) as error:
        message = (
            f"node {_shown(name)}: {error}; "
            "a name in a file is a text, a number, a truth value, None, or a tuple of such"
        )
        raise TypeError(message) from error


def _shown(name: Hashable) -> str:
    """Show a name, in part where it is long or deep: of such, repr() may fail."""
    try:
        return reprlib.repr(name)
    except ValueError:
        return f"of type {type(name).__name__}"


def _unused_prefix(ids: Sequence[str | None]) -> str:
    """Find how identifiers can begin that none of those in use could be mistaken for."""
    prefix = "n"
    while any(i is not None and _is_numbered(i, prefix) for i in ids):
        prefix += "_"
    return prefix


def _is_numbered(text: str, prefix: str) -> bool:
    return text.startswith(prefix) and text[len(prefix) :].isdecimal()
