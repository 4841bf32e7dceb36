"""What a file declares its data to be: names, types, defaults."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from compose.formats.graphml.escaping import plain
from compose.formats.graphml.facts import READERS

__all__ = ["Declarations", "Field", "Key"]


@dataclass(slots=True)
class Key:
    """A declaration as it stands in the file.

    Attributes
    ----------
    name : str
        What the data is called: ``attr.name``, or the key's identifier.
    domain : str
        Whose data it is: ``node``, ``edge``, ``all`` …
    type : str
        GraphML's type.
    drawn : bool
        Whether it holds drawings, as yEd makes them, and no text.
    default : str or None
        What holds where nothing is said.
    """

    name: str
    domain: str
    type: str
    drawn: bool = False
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """What a declaration comes to.

    Attributes
    ----------
    name : str
        What the data is called in the file.
    attribute : str
        What it is called in the graph.
    type : str
        What its text stands for.
    read : callable
        Text to value; an error where it has none.
    marks : bool
        Whether it is the mark of `write_graphml`, the version of the file.
    """

    name: str
    attribute: str
    type: str
    read: Callable[[str], Any]
    marks: bool = False


class Declarations:
    """The keys of a file.

    Attributes
    ----------
    keys : dict of str to Key
        By identifier, in the order of the file.
    fields : dict of str to Field
        By identifier, once `settle` was called.
    attributes : dict of str to str
        What the data of edges is called in the graph, by what it is called in the file.
    own : bool
        Whether `write_graphml` has made the file, and so escaped its texts.
    """

    def __init__(self) -> None:
        self.keys: dict[str, Key] = {}
        self.fields: dict[str, Field] = {}
        self.attributes: dict[str, str] = {}
        self.own = False

    def settle(self) -> None:
        """Decide how each key's data is read, now that all are known."""
        self.own = any(map(_marks, self.keys.values()))
        for identifier, key in self.keys.items():
            field = self.fields[identifier] = _field(key, own=self.own)
            self.attributes[field.name] = field.attribute

    def defaults(self, domain: str) -> Iterator[tuple[Field, str]]:
        """Yield the fields of a domain that have a default, with its text."""
        for identifier, key in self.keys.items():
            if key.default is not None and key.domain in {domain, "all"}:
                yield self.fields[identifier], key.default

    def names(self, domain: str) -> list[str]:
        """List what the data of a domain is called."""
        keys = [
            i for i, key in self.keys.items() if key.domain in {domain, "all"} and not key.drawn
        ]
        return [self.fields[identifier].name for identifier in keys]


_SUFFIXES: Final = tuple(suffix for suffix in READERS if suffix.startswith(":"))


def _field(key: Key, *, own: bool) -> Field:
    read = READERS[key.type]
    if not own:
        return Field(key.name, key.name, key.type, read)
    for suffix in _SUFFIXES:
        if key.name.endswith(suffix):
            name = plain(key.name.removesuffix(suffix))
            return Field(key.name, name, suffix.removeprefix(":"), _unescaped(READERS[suffix]))
    read = plain if read is str else read
    return Field(key.name, plain(key.name), key.type, read, _marks(key))


def _marks(key: Key) -> bool:
    return (key.domain, key.name) == ("graph", "compose")


def _unescaped(read: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda text: read(plain(text))
