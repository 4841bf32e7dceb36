"""Names that are free, and the lines of the user's that propose them."""

from __future__ import annotations

import keyword
import linecache
import re

__all__ = ["Names", "assigned_in"]

_ASSIGNMENT = re.compile(r"\s*(\w+)\s*=[^=]")
_USED = (
    *("type", "len", "float", "int", "bool", "complex", "list", "tuple", "dict", "slice", "range"),
    *("AttributeError", "IndexError", "KeyError", "TypeError", "ValueError"),
    *("Mismatch", "buffers", "kept", "memory", "np"),
)
_RESERVED = frozenset((*_USED, *keyword.kwlist))


class Names:
    """Gives every name once."""

    def __init__(self) -> None:
        self._taken: set[str] = set(_RESERVED)
        self._numbered: dict[str, int] = {}

    def is_free(self, name: str) -> bool:
        """Say whether nobody has a name."""
        return name not in self._taken

    def fresh(self, wish: str, *, number: bool = False) -> str:
        """Give a name that nobody has: the one wished for, or the same with a number.

        Parameters
        ----------
        wish : str
            A name.
        number : bool
            Whether the first one has a number already.

        Returns
        -------
        str
            The name.
        """
        name = wish
        while number or name in self._taken:
            number = False
            self._numbered[wish] = self._numbered.get(wish, 0) + 1
            name = f"{wish}{'_' if wish[-1:].isdigit() else ''}{self._numbered[wish]}"
        self._taken.add(name)
        return name


def assigned_in(file: str, line: int) -> str:
    """Give the name that a line of source assigns to, or nothing."""
    found = _ASSIGNMENT.match(linecache.getline(file, line))
    return found[1] if found and found[1].isidentifier() else ""
