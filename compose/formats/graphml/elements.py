"""XML as events: which element may stand where, and what is passed over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NoReturn, TypeAlias
from xml.parsers import expat

from compose.errors import ComposeError, FormatError
from compose.formats.graphml.runs import Run, split
from compose.formats.graphml.yed import LABELS

__all__ = ["Elements"]

Opened: TypeAlias = Callable[[dict[str, str]], None]
Closed: TypeAlias = Callable[[str | None], None]

_NAMESPACE: Final = "http://graphml.graphdrawing.org/xmlns"
_TEXTS: Final = frozenset({"data", "default"})

_READ: Final = {
    "": frozenset({"graphml"}),
    "graphml": frozenset({"key", "graph", "data"}),
    "key": frozenset({"default"}),
    "graph": frozenset({"node", "edge", "data"}),
    "node": frozenset({"data"}),
    "edge": frozenset({"data"}),
    "data": frozenset[str](),
    "default": frozenset[str](),
}
"""By element, the elements within it that are read."""

_REFUSED: Final = {
    ("graph", "hyperedge"): "a hyperedge joins more than two nodes; write one edge for each pair",
    ("graph", "locator"): "the graph is said to be in another file; read that one",
    ("node", "locator"): "the node is said to be in another file; read that one",
    ("node", "graph"): "a graph within a node cannot be read; write its nodes one level up",
    ("edge", "graph"): "a graph within an edge cannot be read; write its nodes one level up",
}


class _Spellings(dict[str, str]):
    """Names of elements as GraphML has them, by how expat gives them; "" for those of others."""

    def __missing__(self, name: str) -> str:
        namespace, _, element = name.rpartition(" ")
        known = not namespace or namespace.startswith(_NAMESPACE)
        self[name] = element if known else ""
        return self[name]


class Elements:
    """Reads XML in pieces and tells of the elements of GraphML in it.

    Parameters
    ----------
    file : str
        What errors call the file.
    opened : dict of str to callable
        By element, who takes in its attributes when it begins.
    closed : dict of str to callable
        By element, who takes in its text when it ends: None where it has none of its own, or
        holds other elements.
    takes : callable
        Takes in a run of elements within a graph; False where it would rather have them one by
        one.
    """

    def __init__(
        self,
        file: str,
        opened: Mapping[str, Opened],
        closed: Mapping[str, Closed],
        takes: Callable[[Run], bool],
    ) -> None:
        self._file = file
        self._takes = takes
        self._opened = opened
        self._closed = closed
        self._spellings = _Spellings()
        self._inside = [""]
        self._passing = 0
        self._text: list[str] | None = None
        self._drawn: list[str] = []
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype

    @property
    def place(self) -> tuple[int, int]:
        """Line and column, counted from 1."""
        return self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1

    @property
    def drawn(self) -> str:
        """What the drawing that stands in the last data says, one that yEd has made."""
        return "".join(self._drawn).strip()

    def fail(self, problem: str) -> NoReturn:
        """Say what is wrong here.

        Raises
        ------
        FormatError
            Always.
        """
        raise FormatError(self._file, problem, *self.place)

    def read(self, pieces: Iterable[str | bytes]) -> None:
        """Read a whole file.

        Raises
        ------
        FormatError
            It is no XML, or has a document type, or the events' receiver refuses it.
        """
        try:
            for part in split(pieces):
                if isinstance(part, (str, bytes)):
                    self._parse(part)
                else:
                    self._read_run(part)
            self._parse(b"", last=True)
        except expat.ExpatError as error:
            problem = f"not well-formed XML: {expat.ErrorString(error.code)}"
            raise FormatError(self._file, problem, error.lineno, error.offset + 1) from error
        except UnicodeError as error:
            self._fail_to_decode(error)

    def _parse(self, text: str | bytes, *, last: bool = False) -> None:
        try:
            self._parser.Parse(text, last)
        except ComposeError:
            raise
        except (LookupError, ValueError) as error:
            # Of bytes the parser asks for the encoding that they declare, and for a table of it.
            if isinstance(text, str):
                raise
            self._fail_to_decode(error)

    def _fail_to_decode(self, error: Exception) -> NoReturn:
        self.fail(f"the text cannot be decoded: {error}; save it in UTF-8")

    def _read_run(self, run: Run) -> None:
        # What looks like an element may lie in a comment, or in a tag that is still open. The
        # parser can hold back what it was given; when it tells of an element, it has told of all
        # before that. So the first brings it up to date, and the second decides for the rest.
        first, second = map(self._is_of_graph, run.heads, [run.tags] * 2)
        if first and second and self._takes(run):
            # As many lines, so that the places of what follows are right.
            self._parse("\n" * run.rest.count("\n"))
        else:
            self._parse(run.rest)

    def _is_of_graph(self, head: str, tags: list[str]) -> bool:
        """Parse an element, and tell whether the graph got that and nothing else."""
        begun: list[str] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            begun.append(self._spellings[name])
            self._start(name, attributes)

        self._parser.StartElementHandler = start
        self._parse(head)
        self._parser.StartElementHandler = self._start
        return begun == tags and self._inside[-1] == "graph" and not self._passing

    def _doctype(self, *_: Any) -> None:
        self.fail("a document type is refused, for what its entities could do; remove <!DOCTYPE")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._passing:
            self._passing += 1
            self._parser.CharacterDataHandler = self._drawn.append if name in LABELS else None
            return
        inside, element = self._inside[-1], self._spellings[name]
        if element not in _READ[inside]:
            self._pass_over(inside, element, name)
            return
        self._inside.append(element)
        if element in _TEXTS:
            self._text = []
            self._drawn.clear()
            self._parser.CharacterDataHandler = self._text.append
        if element in self._opened:
            self._opened[element](attributes)

    def _pass_over(self, inside: str, element: str, name: str) -> None:
        if not inside:
            self.fail(f"the file holds <{name.rpartition(' ')[2]}>, not <graphml>")
        if (inside, element) in _REFUSED:
            self.fail(_REFUSED[inside, element])
        self._passing = 1
        self._text = self._parser.CharacterDataHandler = None

    def _end(self, _: str) -> None:
        if self._passing:
            self._passing -= 1
            self._parser.CharacterDataHandler = None
            return
        text = None
        if self._text is not None:
            text, self._text = "".join(self._text), None
            self._parser.CharacterDataHandler = None
        element = self._inside.pop()
        if element in self._closed:
            self._closed[element](text)
