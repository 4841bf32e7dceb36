"""What a pattern reads is what the parser reads, be it a graph or an error and its place."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from compose.formats.graphml.reading import Reader
from compose.formats.graphml.runs import split
from tests.formats.documents import changed, cuts, documents, in_pieces, mutations, outcome, plainly

ROOT = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
KEY = '<key id="d0" for="edge" attr.name="weight" attr.type="double"/>'
START = f'{ROOT}\n{KEY}\n<graph edgedefault="directed">\n'
STOP = "</graph>\n</graphml>\n"
NODES = "".join(f'<node id="n{k}"/>\n' for k in range(8))
SPLIT = ("><data", ">\n    <data"), ("</edge", "\n  </edge")
EDGE = '<edge source="n{}" target="n{}"><data key="d0">1</data></edge>\n'
EDGES = "".join(EDGE.format(k, k + 1) for k in range(7))


@given(documents(), cuts)
@example(START + "<!--\n" + NODES + "-->\n" + STOP, 1 << 18)
@example(START + NODES + EDGES.replace("><data", ' id="e"><data') + STOP, 1 << 18)
@example(START + NODES + EDGES.replace("<edge", '<edge id="e"').replace("><d", ' id="e"><d'), 99)
@example(START + NODES + EDGES.replace("</data>", "</data>\x1c") + STOP, 1 << 18)
@example(START + NODES + EDGES.replace("</data>", "</data>\r") + "<" + STOP, 1 << 18)
@example(START + "<node\n id='n9'\n/><!--\n" + NODES + "-->" + STOP, 1)
def test_the_same_as_the_parser_alone(document, length):
    data = document.encode(errors="surrogatepass")
    expected = plainly(data)
    assert outcome([data]) == expected
    assert outcome(in_pieces(data, length)) == expected


@given(documents(), cuts)
def test_the_same_in_a_text(document, length):
    assert outcome(in_pieces(document, length)) == plainly(document)


@given(documents(), mutations, cuts)
@example(START + STOP, [(30, 0, b"\x80")], 1)
def test_the_same_after_mutations(document, changes, length):
    data = changed(document.encode(), changes)
    assert outcome(in_pieces(data, length)) == plainly(data)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "iso-8859-1", "utf-8-sig"])
@given(document=documents(), length=cuts)
@settings(max_examples=20)
def test_the_same_in_other_encodings(document, length, encoding):
    data = document.encode(encoding, "xmlcharrefreplace")
    assert outcome(in_pieces(data, length)) == plainly(data)


@pytest.mark.parametrize("length", [1, 2, 3, 7, 64, 1 << 18])
def test_a_tag_in_many_pieces(length):
    """A parser may hold back a tag that comes in pieces; no run may overtake it."""
    slow = '<node\n id="m"' + "\n" * 50 + "/>\n"
    document = START + slow + NODES + "<edge\n source='n7'\n target='m'\n>" + STOP
    assert outcome(in_pieces(document.encode(), length)) == plainly(document.encode())


def test_a_long_line_before_a_run():
    """Of a line that is longer than the buffer, the pieces come without their end."""
    for held in (f'<node id="{"m" * 100_000}', "</graph" + " " * 100_000, f"<!--{'-' * 9}"):
        for end in ('"/>\n', ">\n", "-->\n", "\n"):
            document = START + held + end + NODES + EDGES + STOP
            for pieces in ([document], [START + held, end + NODES + EDGES + STOP]):
                assert outcome(pieces) == plainly(document)


def taken(document, monkeypatch):
    """Tell which runs bypass the parser."""
    runs, take = [], Reader._take

    def watched(reader, run):
        taken = take(reader, run)
        runs.extend([type(run).__name__] * taken)
        return taken

    monkeypatch.setattr(Reader, "_take", watched)
    assert isinstance(outcome([document]), tuple)
    return runs


@pytest.mark.parametrize(
    "document",
    [
        START + NODES + EDGES + STOP,
        START + "<!-- a comment -->\n" + NODES + "<desc><![CDATA[ ]]></desc>\n" + EDGES + STOP,
        (START + NODES + EDGES + STOP).replace("\n", "\r\n"),
        START
        + NODES
        + EDGES.replace("><data", ">\n    <data").replace("</edge", "\n</edge")
        + STOP,
        START + NODES + EDGES.replace("><data", ' id="e"><data') + STOP,
        START + NODES + EDGES.replace("<edge", '<edge id="e"') + STOP,
        (START + NODES + EDGES + STOP).replace("1", "1e-3"),
    ],
    ids=["plain", "comments", "CRLF", "indented", "id last", "id first", "exponents"],
)
def test_runs_bypass_the_parser(document, monkeypatch):
    assert taken(document, monkeypatch) == ["NodeRun", "EdgeRun"]


@pytest.mark.parametrize(
    "document",
    [
        START + "<desc>\n" + NODES + "</desc>\n" + STOP,
        START.replace("<graph ", "<!--\n<graph ") + NODES + "-->\n<graph>" + STOP,
        START + "<!--\n" + NODES + "-->\n" + STOP,
        START + "<desc><![CDATA[\n" + NODES + "]]></desc>\n" + STOP,
        START + "<?skip\n" + NODES + "?>\n" + STOP,
        START + '<a xmlns="urn:a">\n' + NODES + "</a>\n" + STOP,
        START + STOP.replace("</graphml>", "<other>\n" + NODES + "</other></graphml>"),
    ],
)
def test_what_only_looks_like_a_run(document, monkeypatch):
    assert taken(document, monkeypatch) == []


@given(st.text("<node id=\"a'/>\r\n \t[]", max_size=400), cuts)
def test_nothing_is_left_out(text, length):
    parts = [
        part if isinstance(part, str) else "".join(part.heads) + part.rest
        for part in split(in_pieces(text, length))
    ]
    assert "".join(parts) == text
