"""GraphML as others might write it: runs of elements, and all that can lie around them."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import strategies as st

from compose.errors import FormatError
from compose.formats.graphml import elements
from compose.formats.graphml.reading import Reader
from tests.formats.graphs import facts

__all__ = ["changed", "cuts", "documents", "in_pieces", "mutations", "outcome", "plainly"]

HEADS = [
    "",
    '<?xml version="1.0"?>\n',
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    '<?xml version="1.0" encoding="utf-8" standalone="no"?>\n<!-- by hand -->\n',
    "<?xml version='1.0' encoding='iso-8859-1'?>\n",
    "\ufeff",
]
ROOTS = [
    'graphml xmlns="http://graphml.graphdrawing.org/xmlns"',
    "graphml",
    'graphml xmlns="urn:other"',
    'graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:o="urn:other"',
]
KEYS = [
    '<key id="d0" for="edge" attr.name="weight" attr.type="double"/>\n',
    '<key id="d0" for="edge" attr.name="weight" attr.type="int"/>\n',
    '<key id="d0" for="all" attr.name="weight" attr.type="double"><default>2</default></key>\n',
    (
        '<key id="compose" for="graph" attr.name="compose" attr.type="int"/>\n'
        '<key id="name_kind" for="node" attr.name="name_kind" attr.type="string">'
        "<default>int</default></key>\n"
        '<key id="d0" for="edge" attr.name="weight" attr.type="double"/>\n'
    ),
]
AROUND = [
    ("", ""),
    ("<!--\n", "-->\n"),
    ("<!-- a --><!--", "-->"),
    ("<![CDATA[\n", "]]>\n"),
    ("<?note\n", "?>\n"),
    ("<desc>\n", "</desc>\n"),
    ("<desc><![CDATA[\n", "]]></desc>\n"),
    ('<o xmlns="urn:other">\n', "</o>\n"),
    ('<data key="d0">\n', "</data>\n"),
    ("<node id='b\n", "'/>\n"),
    ("<node\n", "/>\n"),
    ("<edge source='a' target='b'>\n", "</edge>\n"),
    ("</graph>\n", "<graph>\n"),
]
BETWEEN = ["", "\n", " ", "<desc/>\n", "<!-- <node id='q'/> -->\n", "<?go ?>", "\r", "\t\n\n"]
ENDS = ["/>\n", " />\n", "></node>\n", "/>", "/>  \n", "/>\x0b\n"]
TAILS = ["</edge>\n", "\n  </edge>\n", "\n\n</edge>\n", "\r</edge>\n", "\xa0</edge>\n", "</edge>"]
WEIGHTS = ["1", "2.5", " 3 ", "INF", "NaN", "-0.0", "1_0", "two", "", "&#49;", "٣", "1\n"]
IDS = [*"abcdefgh", "ä", "0", "1", "😀", "a&amp;b", "a\tb", "a'b", "-1", "\x7f", "\ufffe"]

positions = st.integers(0, 10**6)


@st.composite
def nodes(draw):
    """Draw nodes on lines of their own, mostly alike, each with an identifier of its own."""
    first = draw(st.integers(0, 3)) * 10
    end = draw(st.sampled_from([*ENDS[:1] * 6, *ENDS]))
    lines = [f'  <node id="n{first + k}"{end}' for k in range(draw(st.integers(1, 9)))]
    if draw(st.integers(0, 3)) == 0:
        lines[draw(positions) % len(lines)] = f'<node id="{draw(st.sampled_from(IDS))}"/>\n'
    return "".join(lines)


@st.composite
def edges(draw):
    """Draw edges between such nodes."""
    tail = draw(st.sampled_from([*TAILS[:2] * 4, *TAILS]))
    before, behind = draw(st.sampled_from([("", "")] * 3 + [(' id="e"', ""), ("", ' id="e"')]))
    lines = [
        f'  <edge{before} source="n{k}" target="n{k + 1}"{behind}><data key="d0">{k}</data>{tail}'
        for k in range(draw(st.integers(1, 9)))
    ]
    if draw(st.integers(0, 3)) == 0:
        weight = draw(st.sampled_from(WEIGHTS))
        both = draw(st.sampled_from(["", ' id="e"']))
        lines[draw(positions) % len(lines)] = (
            f'<edge{both} source="n0" target="n1"{both}><data key="d0">{weight}</data></edge>\n'
        )
    return "".join(lines)


@st.composite
def documents(draw):
    """Draw a whole document; not all of them are well-formed."""
    root = draw(st.sampled_from(ROOTS[:1] * 6 + ROOTS))
    inside = "".join(f'<node id="n{k}"/>\n' for k in range(10)) if draw(st.booleans()) else ""
    for _ in range(draw(st.integers(0, 5))):
        before, behind = draw(st.sampled_from(AROUND[:1] * 12 + AROUND))
        run = draw(nodes() | edges())
        inside += before + run + behind + draw(st.sampled_from(BETWEEN[:2] * 4 + BETWEEN))
    head, keys = draw(st.sampled_from(HEADS)), draw(st.sampled_from(KEYS[:1] * 4 + KEYS))
    text = f'{head}<{root}>\n{keys}<graph edgedefault="directed">\n{inside}</graph>\n</graphml>\n'
    return text.replace("\n", draw(st.sampled_from(["\n", "\n", "\n", "\r\n"])))


mutations = st.lists(
    st.tuples(
        positions,
        st.integers(0, 12),
        st.one_of(
            st.binary(max_size=3),
            st.sampled_from([b"<", b">", b'"', b"&", b"/>", b"\n", b"<!--", b"-->", b"]]>", b"\0"]),
        ),
    ),
    max_size=3,
)
cuts = st.one_of(st.just(1 << 18), st.integers(1, 9), st.integers(20, 400))


def changed(document, changes):
    """Replace bytes."""
    for place, length, new in changes:
        start = place % (len(document) + 1)
        document = document[:start] + new + document[start + length :]
    return document


def in_pieces(document, length):
    """Cut a document."""
    return [document[k : k + length] for k in range(0, len(document), length)]


def outcome(pieces, told=facts):
    """Read a file, and give all that is in its graph, or what the error says."""
    try:
        graph = Reader("the file", "weight", None).read(pieces)
    except FormatError as error:
        return str(error)
    return told(graph)


def plainly(document, told=facts):
    """Read a file by the parser alone, all of it at once."""
    with patch.object(elements, "split", iter):
        return outcome([document], told)
