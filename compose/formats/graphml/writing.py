"""A graph as pieces of XML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import add, is_
from typing import Any, Final

import numpy as np

from compose.engine.graph import Graph
from compose.engine.maps import Map, slope
from compose.errors import ComposeError, FormatError
from compose.formats.graphml.escaping import as_text, as_token
from compose.formats.graphml.facts import (
    RESERVED,
    VERSION,
    Form,
    attribute_form,
    attribute_text,
    double,
    encode_local,
    encode_name,
    encode_value,
    nearest,
)
from compose.formats.graphml.identifiers import identifiers, usual_kind
from compose.formats.graphml.yed import KEYS, NAMESPACE, Drawings

__all__ = ["Writer"]

_NAMESPACE: Final = "http://graphml.graphdrawing.org/xmlns"

_PIECE: Final = 1 << 13
_UNWRITABLE: Final = (ComposeError, TypeError, ValueError, RecursionError)

_DATA: Final = {
    "name": ("node", "name", "string"),
    "name_kind": ("node", "name_kind", "string"),
    "value": ("node", "value", "double"),
    "value_kind": ("node", "value_kind", "string"),
    "value_text": ("node", "value_text", "string"),
    "unit": ("node", "unit", "string"),
    "shape": ("node", "shape", "string"),
    "node_label": ("node", "label", "string"),
    "weight": ("edge", "weight", "double"),
    "kind": ("edge", "kind", "string"),
    "local": ("edge", "local", "string"),
}
"""The data that a file can have: by key, whose it is, its name and its type."""

_EDGE: Final = ['    <edge id="e', "", '" source="', "", '" target="', "", '">', "", "</edge>\n"]


class Writer:
    """Writes one graph. What cannot be written is refused here, before there is any text.

    Parameters
    ----------
    graph : Graph
        The graph.
    file : str
        What errors call the file.
    style : str or None
        "yed" for yEd's drawings besides.

    Attributes
    ----------
    done, total : int
        Nodes and edges in the pieces so far, and in all.

    Raises
    ------
    FormatError
        A name, a value, a local or an attribute has no form in a file.
    """

    def __init__(self, graph: Graph, file: str, style: str | None = None) -> None:
        self._file = file
        self._columns = graph.columns
        self._usual = usual_kind(self._columns.names)
        self._ids = self._identifiers()
        self._are_names = self._usual == "text" and all(map(is_, self._ids, self._columns.names))
        self._check_nodes()
        self._check_locals()
        self._units = self._unit_texts(graph)
        self._keys = self._attribute_keys()
        self._drawings = Drawings(self._columns) if style == "yed" else None
        self.done = 0
        self.total = len(self._columns.names) + len(self._columns.local)

    def _tried(self, what: str, write: Callable[..., Any], *facts: Any) -> Any:
        try:
            return write(*facts)
        except _UNWRITABLE as error:
            raise FormatError(self._file, f"{what}: {error}") from error

    def _identifiers(self) -> Sequence[object]:
        try:
            return identifiers(self._columns)
        except TypeError as error:
            raise FormatError(self._file, str(error)) from error

    def _node_name(self, number: int) -> str:
        return f"node {self._columns.names[number]!r}"

    def _edge_name(self, number: int) -> str:
        edge = self._columns.edge(number)
        return f"edge {edge.source!r} → {edge.target!r}"

    def _check_nodes(self) -> None:
        for number, value in self._columns.values.items():
            self._tried(f"the value of {self._node_name(number)}", encode_value, value)
        for number, label in self._columns.labels.items():
            self._tried(f"the label of {self._node_name(number)}", as_text, label)

    def _check_locals(self) -> None:
        for number, local in self._columns.objects.items():
            try:
                encode_local(local)
            except _UNWRITABLE as error:
                raise FormatError(self._file, f"{self._edge_name(number)}: {error}") from error

    def _unit_texts(self, graph: Graph) -> dict[Any, str]:
        texts: dict[Any, str] = {}
        for number, unit in self._columns.units.items():
            if unit not in texts:
                what = f"the unit of {self._node_name(number)}"
                texts[unit] = self._tried(what, graph.resolver.text, unit)
        return texts

    def _attribute_keys(self) -> dict[tuple[str, Form], str]:
        """Give each column of data that the edges' attributes need a key."""
        keys: dict[tuple[str, Form], str] = {}
        for name, values in self._columns.attributes.items():
            for number, value in values.items():
                try:
                    form = _form(name, value)
                except _UNWRITABLE as error:
                    what = f"{self._edge_name(number)}, attribute {name!r}"
                    raise FormatError(self._file, f"{what}: {error}") from error
                keys.setdefault((name, form), f"a{len(keys)}")
        return keys

    def __iter__(self) -> Iterator[str]:
        """Yield the document in pieces."""
        yield from self._head()
        yield from self._pieces(len(self._columns.names), self._nodes)
        yield from self._pieces(len(self._columns.local), self._edges)
        yield "  </graph>\n</graphml>\n"

    def _pieces(self, count: int, write: Callable[[range], str]) -> Iterator[str]:
        for start in range(0, count, _PIECE):
            numbers = range(start, min(start + _PIECE, count))
            self.done += len(numbers)
            yield write(numbers)

    def _head(self) -> Iterator[str]:
        theirs = f' xmlns:y="{NAMESPACE}"' if self._drawings else ""
        yield f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="{_NAMESPACE}"{theirs}>\n'
        yield _key("compose", "graph", "compose", "int")
        for key in self._needed():
            yield _key(key, *_DATA[key], self._usual if key == "name_kind" else None)
        named: set[str] = set()
        for (name, form), key in self._keys.items():
            column = as_token(name, RESERVED) + form.suffix
            # igraph refuses two keys of one name.
            column += f":{form.type}" if column in named else ""
            named.add(column)
            yield _key(key, "edge", column, form.type)
        yield KEYS if self._drawings else ""
        yield f'  <graph edgedefault="directed">\n    {_data("compose", str(VERSION))}\n'

    def _needed(self) -> Iterator[str]:
        """Yield the keys of the data that this graph has."""
        columns = self._columns
        yield from ("name",) if self._usual == "text" and not self._are_names else ()
        yield from () if self._are_names else ("name_kind",)
        yield from ("value", "value_kind", "value_text") if columns.values else ()
        yield from ("unit",) if columns.units else ()
        yield from ("shape",) if columns.shapes else ()
        yield from ("node_label",) if columns.labels else ()
        yield "weight"
        # A float that is a NaN may need its bits written out.
        exact = columns.objects or np.isnan(columns.local.array()).any()
        yield from ("kind", "local") if exact else ()

    def _nodes(self, numbers: range) -> str:
        known = [""] * len(numbers)
        if self._usual == "text" and not self._are_names:
            known = [self._name_data(number) for number in numbers]
        for column, write in self._node_columns():
            for number in numbers if column else ():
                if number in column:
                    known[number - numbers.start] += write(column[number])
        if self._drawings:
            known = list(map(add, known, map(self._drawings.node, numbers)))
        ids = self._ids[numbers.start : numbers.stop]
        return "".join(map(_node, ids, known))

    def _name_data(self, number: int) -> str:
        # Every node has a name here, be it its identifier: others look for it at every node.
        kind, text = encode_name(self._columns.names[number])
        name = _data("name", as_text(text))
        return name if kind == self._usual else name + _data("name_kind", kind)

    def _node_columns(self) -> Iterator[tuple[dict[int, Any], Callable[[Any], str]]]:
        columns = self._columns
        yield columns.values, _value_data
        yield columns.units, lambda unit: _data("unit", as_text(self._units[unit]))
        yield columns.shapes, lambda shape: _data("shape", str(list(shape)))
        yield columns.labels, lambda label: _data("node_label", as_text(label))

    def _edges(self, numbers: range) -> str:
        columns, ids = self._columns, self._ids
        place = slice(numbers.start, numbers.stop)
        sources = columns.source.array()[place].tolist()
        targets = columns.target.array()[place].tolist()
        known = self._locals(numbers)
        for name, column in columns.attributes.items():
            for number in numbers if column else ():
                if number in column:
                    known[number - numbers.start] += self._attribute(name, column[number])
        if self._drawings:
            known = list(map(add, known, map(self._drawings.edge, numbers)))
        # Joined from one flat list: to fill a template for each edge takes longer by a third.
        parts = _EDGE * len(numbers)
        parts[1::9] = map(str, numbers)
        parts[3::9] = map(str, map(ids.__getitem__, sources))
        parts[5::9] = map(str, map(ids.__getitem__, targets))
        parts[7::9] = known
        return "".join(parts)

    def _attribute(self, name: str, value: object) -> str:
        return _data(self._keys[name, attribute_form(value)], as_text(attribute_text(value)))

    def _locals(self, numbers: range) -> list[str]:
        floats = self._columns.local.array()[numbers.start : numbers.stop]
        # Not by _data and double: most of a large file is written in this line.
        known = [f'<data key="weight">{local!r}</data>' for local in floats.tolist()]
        for place in np.flatnonzero(~np.isfinite(floats)).tolist():
            known[place] = _local_data(float(floats[place]), float(floats[place]))
        objects = self._columns.objects
        for number in numbers if objects else ():
            if number in objects:
                place = number - numbers.start
                known[place] = _local_data(objects[number], float(floats[place]))
        return known


def _form(name: object, value: object) -> Form:
    """Give the form of an attribute, having written it once to see that it can be."""
    if not isinstance(name, str) or not name:
        message = "its name must be a text, and not an empty one"
        raise TypeError(message)
    attribute_text(value)
    return attribute_form(value)


def _key(key: str, domain: str, name: str, kind: str, default: str | None = None) -> str:
    about = f'id="{key}" for="{domain}" attr.name="{name}" attr.type="{kind}"'
    if default is None:
        return f"  <key {about}/>\n"
    return f"  <key {about}><default>{default}</default></key>\n"


def _data(key: str, text: str) -> str:
    return f'<data key="{key}">{text}</data>'


def _node(identifier: object, known: str) -> str:
    if not known:
        return f'    <node id="{identifier}"/>\n'
    return f'    <node id="{identifier}">{known}</node>\n'


def _value_data(value: object) -> str:
    """Write a value: a number that everyone reads, and behind it what a float cannot say."""
    number = nearest(value)
    plain = "" if number is None else _data("value", double(number))
    kind, text = encode_value(value)
    if kind == "float":
        return plain
    return plain + _data("value_kind", kind) + _data("value_text", as_text(text))


def _local_data(local: Any, number: float) -> str:
    """Write a local as `_value_data` does a value; not every map has a nearest number."""
    plain = "" if isinstance(slope(local), Map) else _data("weight", double(number))
    exact = encode_local(local)
    if exact is None:
        return plain
    kind, text = exact
    return plain + _data("kind", kind) + _data("local", as_text(text))
