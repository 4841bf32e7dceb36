"""Files by chance: whatever is in one, a graph comes out of it, or one of our errors."""

from __future__ import annotations

import io
import random
from time import monotonic

import networkx as nx
import numpy as np
import pytest

from compose import Graph, read_graphml, units, variable, write_graphml
from compose.engine.maps import Affine
from compose.engine.projective import Moebius
from compose.engine.valued import Exponential, chain
from compose.errors import ComposeError, FormatError
from tests.formats.documents import in_pieces, outcome, plainly

WORDS = [
    *(b"<", b">", b"/>", b'"', b"'", b"&", b"&lt;", b"&#0;", b"&x;", b"]]>", b"<![CDATA[", b"<!--"),
    *(b"-->", b"<?x", b"?>", b"<!DOCTYPE x>", b"\0", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"\r\n"),
    *(b"nan", b"inf", b"-", b"1e999", b"9" * 400, b"1/0", b"_x0041_", b"_xD800_", b"_x110000_"),
    *(b"<node/>", b"<edge/>", b"</graph>", b"<graph>", b'<node id="0"/>\n', b"<data key='local'>"),
    *(b"[", b"]", b"[[", b"{", b"}", b'\\"', b"null", b"[]", b"\\u0000", b"true", b"object", b"|O"),
]


def written(graph, **options):
    stream = io.BytesIO()
    write_graphml(graph, stream, **options)
    return stream.getvalue()


def product():
    w, x, b = variable(-2.0, "w"), variable(np.array([5.0, 1.0]), "x"), variable(3.0, "b")
    return (w * x + b).graph()


def movements():
    graph = Graph()
    graph.add_node("r", value=3.0, unit="mm", label="radius")
    graph.add_edge("r", ("t", 1), 2, note="x", seen=1.5)
    graph.add_edge("a b", "c", Affine(2, 32))
    graph.add_edge("a b", "d", chain(Moebius(1, 2, 3, 4), Exponential(0.001, 10, 10)))
    graph.add_edge("c", "d", float("nan"))
    return graph


def corpus():
    """Write seeds: each kind of graph, with and without drawings, and one by networkx."""
    many = Graph.from_arrays(range(12), range(1, 13), np.linspace(-1, 1, 12))
    graphs = [product(), movements(), many]
    seeds = [written(graph, style=style) for graph in graphs for style in (None, "yed")]
    seeds.append(written(units.graph_between("degC", "degF")))
    theirs = nx.MultiDiGraph([("w", "f", {"weight": 2.5, "note": "a"}), ("b", "f", {"weight": 1})])
    return [*seeds, "\n".join(nx.generate_graphml(theirs)).encode()]


SEEDS = corpus()


def mutant(rng):
    """Change a seed in a few places: bytes, words, parts moved or doubled, a part of another."""
    data = rng.choice(SEEDS)
    for _ in range(rng.choice([1, 1, 1, 2, 3, 8])):
        data = rng.choice(CHANGES)(rng, data)
    return data


def part(rng, data, most=60):
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + rng.randrange(most))


def change_bytes(rng, data):
    start, _ = part(rng, data)
    return data[:start] + rng.randbytes(rng.randrange(1, 4)) + data[start + 1 :]


def insert_word(rng, data):
    start, stop = part(rng, data)
    return data[:start] + rng.choice(WORDS) + data[rng.choice([start, start, stop]) :]


def remove(rng, data):
    start, stop = part(rng, data)
    return data[:start] + data[stop:]


def double(rng, data):
    start, stop = part(rng, data, 400)
    return data[:stop] + data[start:stop] * rng.choice([1, 1, 2, 40]) + data[stop:]


def cross(rng, data):
    other = rng.choice(SEEDS)
    start, stop = part(rng, other, 400)
    place, _ = part(rng, data)
    return data[:place] + other[start:stop] + data[place:]


def cut_off(rng, data):
    return data[: rng.randrange(len(data) + 1)]


CHANGES = [change_bytes, insert_word, insert_word, remove, double, cross, cut_off]


def endure(seed, seconds, least):
    """Read mutants until the time is up, and at least so many; give the graphs that came of it."""
    rng, graphs, read, end = random.Random(seed), 0, 0, monotonic() + seconds
    while read < least or monotonic() < end:
        data = mutant(rng)
        read += 1
        try:
            graph = read_graphml(io.BytesIO(data))
        except FormatError:
            continue
        except ComposeError as error:
            pytest.fail(f"{type(error).__name__}, and no FormatError, of {data!r}")
        graphs += 1
        agree(rng, data, graph)
    return graphs


def agree(rng, data, graph):
    """Read it in other pieces and write it again: still the same."""
    if rng.random() < 0.2:
        pieces = in_pieces(data, rng.randrange(1, 300))
        assert outcome(pieces, written) == plainly(data, written)
        again = read_graphml(io.BytesIO(written(graph)))
        assert list(again.nodes) == list(graph.nodes)
        assert len(again.edges) == len(graph.edges)


def test_a_short_run():
    assert endure(seed=1, seconds=0, least=1_500) > 30


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 6))
def test_a_long_run(seed):
    assert endure(seed=random.Random(seed).getrandbits(64), seconds=60, least=1_000) > 100


@pytest.mark.parametrize("data", SEEDS, ids=range(len(SEEDS)))
def test_every_seed_is_read(data):
    assert isinstance(read_graphml(io.BytesIO(data)), Graph)


LARGE = 200_000

ENORMOUS = {
    "a name": b'<graphml><graph edgedefault="directed"><node id="%s"/></graph></graphml>'
    % (b"n" * LARGE),
    "attributes": b'<graphml><graph edgedefault="directed"><node id="n" %s/></graph></graphml>'
    % b" ".join(b'a%d=""' % k for k in range(LARGE // 10)),
    "a name of an element": b"<graphml><%s/><graph/></graphml>" % (b"e" * LARGE),
    "keys": b"<graphml>%s<graph/></graphml>"
    % b"".join(b'<key id="k%d" for="node"/>' % k for k in range(LARGE // 20)),
    "depth": b"<graphml>%s%s<graph/></graphml>" % (b"<a>" * LARGE, b"</a>" * LARGE),
    "namespaces": b"<graphml %s><graph/></graphml>"
    % b" ".join(b'xmlns:a%d="urn:%d"' % (k, k) for k in range(LARGE // 20)),
    "a comment": b"<graphml><!--%s--><graph/></graphml>" % (b" x" * LARGE),
    "a text": b"<graphml><graph><desc>%s</desc></graph></graphml>" % (b"<![CDATA[x]]>" * LARGE),
}


@pytest.mark.parametrize("what", ENORMOUS)
def test_enormous_things_are_read_in_time(what):
    assert isinstance(read_graphml(io.BytesIO(ENORMOUS[what])), Graph)


@pytest.mark.parametrize("length", [1, 3, 1000])
def test_wherever_a_file_is_cut_the_place_is_named(length):
    data = SEEDS[1]
    for end in range(0, len(data) - 12, max(1, len(data) // 40)):
        problem = outcome(in_pieces(data[:end], length))
        assert problem == plainly(data[:end])
        assert "not well-formed" in problem
        assert "line" in problem
