"""Events as nodes and edges."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Final

from compose.dimensions import Resolver, default_resolver
from compose.engine.graph import Graph
from compose.errors import ComposeError, FormatError
from compose.formats.graphml.doubled import local_in, value_in
from compose.formats.graphml.draft import Draft
from compose.formats.graphml.elements import Elements
from compose.formats.graphml.facts import READERS, VERSION, decode_name
from compose.formats.graphml.keys import Declarations, Field, Key
from compose.formats.graphml.runs import EdgeRun, NodeRun, Run

__all__ = ["Reader"]

_UNREADABLE: Final = (
    ArithmeticError,
    ComposeError,
    LookupError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
)
_LISTED: Final = 10
_USED: Final = frozenset({"all", "edge"})
_SIMPLE_NAMES: Final = frozenset({"int", "number", "text"})


class Reader:
    """Reads one file.

    Parameters
    ----------
    file : str
        What errors call the file.
    local : str
        The attribute that holds the local.
    units : Resolver or None
        As for `Graph`.
    directed : bool
        Whether every edge leads from its source to its target, whatever the file says.
    """

    def __init__(
        self, file: str, local: str, units: Resolver | None, *, directed: bool = False
    ) -> None:
        self._file = file
        self._local = local
        self._units = units
        self._unit_of: dict[str, Any] = {}
        self._elements = Elements(
            file,
            {
                "key": self._open_key,
                "graph": self._open_graph,
                "node": self._open_node,
                "edge": self._open_edge,
                "data": self._open_data,
            },
            {
                "default": self._close_default,
                "data": self._close_data,
                "node": self._close_node,
                "edge": self._close_edge,
            },
            self._take,
        )
        self._declared = Declarations()
        self._draft = Draft()
        self._begun = self._directed = self._unnamed = False
        self._all_directed = directed
        self._key: Key | None = None
        self._field: Field | None = None
        self._element: dict[str, str] = {}
        self._data: dict[str, Any] = {}
        self._of_nodes: dict[str, Any] = {}
        self._of_edges: dict[str, Any] = {}
        self._lacking: list[str] = []

    def read(self, pieces: Iterable[str | bytes]) -> Graph:
        """Read a file, piece by piece, and give its graph.

        Raises
        ------
        FormatError
            It is no GraphML, or no derivative graph.
        """
        self._elements.read(pieces)
        self._check()
        names = range(len(self._draft.names)) if self._unnamed else self._draft.names
        try:
            return self._draft.graph(names, self._units)
        except ComposeError as error:
            raise FormatError(self._file, str(error)) from error

    def _check(self) -> None:
        if not self._begun:
            raise FormatError(self._file, "there is no <graph> in it")
        for identifier, place in self._draft.awaited.items():
            problem = f"the edge joins {identifier!r}, and no node has this id"
            raise FormatError(self._file, problem, *place)
        if self._lacking:
            raise FormatError(self._file, self._lack())

    def _lack(self) -> str:
        shown = ", ".join(self._lacking[:_LISTED])
        more = len(self._lacking) - _LISTED
        shown += f" and {more} more" if more > 0 else ""
        problem = f"no local {self._local!r} at edge {shown}"
        # The texts at yEd's lines are declared by no name.
        drawn = ["label"] if "label" in self._draft.attributes else []
        return f"{problem}; {_advice(self._declared.names('edge') + drawn, self._local)}"

    def _needed(self, attributes: dict[str, str], name: str, element: str) -> str:
        value = attributes.get(name)
        if value is None:
            self._elements.fail(f"the <{element}> has no {name!r}")
        return value

    def _read(self, what: str, read: Callable[..., Any], *texts: Any) -> Any:
        try:
            return read(*texts)
        except _UNREADABLE as error:
            self._elements.fail(f"{what}: {error}")

    def _take(self, run: Run) -> bool:
        """Take in a run of elements, or nothing of it if anything about one is unusual."""
        return self._take_nodes(run) if isinstance(run, NodeRun) else self._take_edges(run)

    def _take_nodes(self, run: NodeRun) -> bool:
        usual = dict(self._of_nodes)
        kind = usual.pop("name_kind", "text") if self._declared.own else "text"
        if usual or kind not in _SIMPLE_NAMES:
            return False
        names: list[Hashable] = list(run.identifiers)
        if kind == "number":
            first = len(self._draft.names)
            names = list(range(first, first + len(names)))
            if run.identifiers != list(map(str, names)):
                return False
        elif kind == "int":
            try:
                names = list(map(int, run.identifiers))
            except ValueError:
                return False
        return self._draft.add_nodes(run.identifiers, names)

    def _take_edges(self, run: EdgeRun) -> bool:
        keys = set(run.keys)
        field = self._declared.fields.get(keys.pop())
        if keys or field is None or field.name != self._local or field.read is not float:
            return False
        if self._of_edges or not (self._directed or self._all_directed):
            return False
        try:
            locals_ = list(map(float, run.data))
        except ValueError:
            return False
        return self._draft.add_edges(run.sources, run.targets, locals_)

    def _open_key(self, attributes: dict[str, str]) -> None:
        identifier = self._needed(attributes, "id", "key")
        kind, domain = attributes.get("attr.type", "string"), attributes.get("for", "all")
        if kind not in READERS and domain in _USED:
            self._elements.fail(
                f"key {identifier!r} has the type {kind!r}, which is none of GraphML"
            )
        if identifier in self._declared.keys or self._begun:
            self._elements.fail(f"key {identifier!r} is declared twice, or after the graph")
        name = attributes.get("attr.name", identifier)
        # Gephi has types of its own, for columns of nodes that mean nothing here.
        kind = kind if kind in READERS else "string"
        self._key = Key(name, domain, kind, "yfiles.type" in attributes)
        self._declared.keys[identifier] = self._key

    def _close_default(self, text: str | None) -> None:
        if self._key is not None:
            self._key.default = text

    def _open_graph(self, attributes: dict[str, str]) -> None:
        if self._begun:
            self._elements.fail("a second <graph>; one file holds one graph here")
        self._begun = True
        self._directed = attributes.get("edgedefault") == "directed"
        self._read("the keys", self._declared.settle)
        self._of_nodes, self._of_edges = map(self._defaults, ("node", "edge"))
        self._unnamed = self._declared.own and self._of_nodes.get("name_kind") == "number"

    def _defaults(self, domain: str) -> dict[str, Any]:
        """Read what holds for the nodes or the edges that say nothing."""
        fields = self._declared.defaults(domain)
        return {field.name: self._value(field, text) for field, text in fields}

    def _open_node(self, attributes: dict[str, str]) -> None:
        self._element = attributes
        self._data = self._of_nodes.copy()

    def _open_edge(self, attributes: dict[str, str]) -> None:
        self._element = attributes
        self._data = self._of_edges.copy()

    def _open_data(self, attributes: dict[str, str]) -> None:
        key = self._needed(attributes, "key", "data")
        self._field = self._declared.fields.get(key)
        if self._field is None and self._begun:
            self._elements.fail(f"the data's key {key!r} is not declared")

    def _close_data(self, text: str | None) -> None:
        field = self._field
        if text is None and self._elements.drawn and not self._declared.own:
            self._data.setdefault("label", self._elements.drawn)
        if text is None or field is None:
            return
        self._data[field.name] = value = self._value(field, text)
        if self._declared.own and field.marks and value != VERSION:
            problem = f"the file is of version {value}, and this compose reads {VERSION}; update it"
            self._elements.fail(problem)

    def _value(self, field: Field, text: str) -> Any:
        try:
            return field.read(text)
        except _UNREADABLE as error:
            self._elements.fail(f"{field.name!r} should be of type {field.type}: {error}")

    def _close_node(self, _: str | None) -> None:
        identifier, data = self._needed(self._element, "id", "node"), self._data
        name = self._name(identifier) if self._declared.own else identifier
        if not self._draft.add_node(identifier, name, self._facts(data)):
            self._elements.fail(f"a second node has the id {identifier!r}")

    def _name(self, identifier: str) -> Hashable:
        if self._unnamed:
            number = len(self._draft.names)
            if identifier != str(number):
                self._elements.fail(f"node {identifier!r} stands where {number} should")
            return number
        # igraph numbers its identifiers, and keeps those of the file that it has read as data.
        if identifier == f"n{len(self._draft.names)}":
            identifier = str(self._data.get("id", identifier))
        text: str = self._data.get("name", identifier)
        kind = self._data.get("name_kind") or "text"
        if kind == "text":
            return text
        decoded: Hashable = self._read("the name of the node", decode_name, kind, text)
        return decoded

    def _facts(self, data: dict[str, Any]) -> dict[str, Any]:
        facts = {}
        value = data.get("value")
        if self._declared.own:
            value = self._read("the value of the node", value_in, data)
        if value is not None:
            facts["value"] = value
        if unit := str(data.get("unit", "")).strip():
            facts["unit"] = self._unit(unit)
        # igraph numbers its identifiers, and keeps the names as data.
        label = data.get("label", None if self._declared.own else data.get("name"))
        if label is not None:
            facts["label"] = str(label)
        if data.get("shape") and self._declared.own:
            facts["shape"] = self._read("the shape of the node", _shape, data["shape"])
        return facts

    def _unit(self, text: str) -> Any:
        if text not in self._unit_of:
            resolver = self._units or default_resolver()
            self._unit_of[text] = self._read("the unit of the node", resolver.unit, text)
        return self._unit_of[text]

    def _close_edge(self, _: str | None) -> None:
        source = self._needed(self._element, "source", "edge")
        target = self._needed(self._element, "target", "edge")
        self._check_direction(source, target)
        data, draft = self._data, self._draft
        local = self._taken_local(data)
        if local is None:
            self._lacking.append(f"{source!r} → {target!r} (line {self._elements.place[0]})")
        edge = draft.add_edge(self._number(source), self._number(target), local)
        for name, value in data.items():
            draft.describe(edge, self._declared.attributes.get(name, name), value)

    def _number(self, identifier: str) -> int:
        number = self._draft.numbers.get(identifier)
        return self._draft.expect(identifier, self._elements.place) if number is None else number

    def _check_direction(self, source: str, target: str) -> None:
        if self._all_directed:
            return
        said = self._element.get("directed", "").strip()
        if said in {"false", "0"} or not (self._directed or said in {"true", "1"}):
            self._elements.fail(
                f"the edge {source!r} – {target!r} is undirected, and a derivative leads from "
                "cause to effect; with directed=True each is taken from source to target"
            )

    def _taken_local(self, data: dict[str, Any]) -> Any:
        """Give the local, and leave the attributes."""
        if not self._declared.own or self._local != "weight":
            return data.pop(self._local, None)
        local: Any = self._read("the local of the edge", local_in, data)
        return local


def _advice(declared: list[str], local: str) -> str:
    if local in declared:
        return f"the file declares {local!r}, so give these edges theirs, or its key a <default>"
    names = ", ".join(map(repr, dict.fromkeys(declared))) or "none"
    return f"say with local=… which attribute it is: the file has {names}"


def _shape(text: str) -> tuple[int, ...]:
    inner = text.strip().removeprefix("[").removesuffix("]")
    return tuple(int(length) for length in inner.split(",") if inner.strip())
