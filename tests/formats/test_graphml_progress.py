"""How far it has come, what stops it, and what is left behind then."""

from __future__ import annotations

import gzip
import io
import os
import signal
import subprocess
import sys
import threading
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from compose import Graph, read_graphml, write_graphml
from compose.formats import progress as telling
from compose.formats.graphml.writing import Writer
from tests.pages import ROOT

MIB = 1 << 20


def ladder(edges, *, named=True):
    nodes = edges // 5
    rng = np.random.default_rng(5)
    source = rng.integers(0, nodes - 1, edges)
    target = np.minimum(source + rng.integers(1, 5, edges), nodes - 1)
    names = [f"node{k}" for k in range(nodes)] if named else None
    return Graph.from_arrays(source, target, rng.normal(size=edges), names=names)


@pytest.fixture
def hasty(monkeypatch):
    """Tell of every piece, however fast they come."""
    monkeypatch.setattr(telling, "_PAUSE", 0.0)


@pytest.fixture
def slow(monkeypatch):
    """Let no time pass."""
    monkeypatch.setattr(telling, "monotonic", lambda: 7.0)


@pytest.mark.usefixtures("hasty")
def test_writing_is_told_in_nodes_and_edges(tmp_path):
    told, graph = [], ladder(50_000)
    write_graphml(graph, tmp_path / "graph.graphml", progress=lambda *now: told.append(now))
    assert {total for _, total in told} == {60_000}
    done = [done for done, _ in told]
    assert done == sorted(done)
    assert len(set(done)) > 5
    assert done[-1] == 60_000


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("name", ["graph.graphml", "graph.graphml.gz"])
def test_reading_is_told_in_bytes_of_the_file(tmp_path, name):
    told, path = [], tmp_path / name
    graph = ladder(50_000)
    write_graphml(graph, path)
    back = read_graphml(path, progress=lambda *now: told.append(now))
    assert back.equals(graph)
    size = path.stat().st_size
    assert {total for _, total in told} == {size}
    done = [done for done, _ in told]
    assert done == sorted(done)
    assert done[-1] == size
    assert 0 < done[0] < size


@pytest.mark.usefixtures("hasty")
def test_of_a_stream_the_end_is_not_known(tmp_path):
    write_graphml(ladder(20_000), tmp_path / "graph.graphml")
    text = (tmp_path / "graph.graphml").read_text(encoding="utf-8")
    for stream in (io.StringIO(text), io.BytesIO(text.encode())):
        told = []
        read_graphml(stream, progress=lambda *now, told=told: told.append(now))
        assert {total for _, total in told[:-1]} == {None}
        assert told[-1] == (len(text), len(text))


@pytest.mark.usefixtures("slow")
def test_it_is_told_at_most_every_so_often(tmp_path):
    told = []
    write_graphml(
        ladder(50_000), tmp_path / "graph.graphml", progress=lambda *now: told.append(now)
    )
    assert [done for done, _ in told] == [0, 60_000]


class EnoughError(Exception):
    pass


def stop_after(calls):
    def told(_done, _total):
        nonlocal calls
        calls -= 1
        if calls < 0:
            raise EnoughError

    return told


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("calls", [0, 1, 4])
@pytest.mark.parametrize("name", ["graph.graphml", "graph.graphml.gz"])
def test_what_it_raises_leaves_the_old_file(tmp_path, name, calls):
    path = tmp_path / name
    path.write_bytes(b"old")
    with pytest.raises(EnoughError):
        write_graphml(ladder(50_000), path, progress=stop_after(calls))
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.usefixtures("hasty")
def test_what_it_raises_ends_the_reading(tmp_path):
    write_graphml(ladder(50_000), tmp_path / "graph.graphml")
    with pytest.raises(EnoughError):
        read_graphml(tmp_path / "graph.graphml", progress=stop_after(2))


KILLED = """
import os, signal, sys
from compose import write_graphml
from compose.formats import progress
from tests.formats.test_graphml_progress import ladder

progress._PAUSE = 0.0
def told(done, total):
    if done > total / 2:
        os.kill(os.getpid(), signal.SIGKILL)
write_graphml(ladder(50_000), sys.argv[1], progress=told)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_process_killed_half_way_leaves_the_old_file(tmp_path):
    path = tmp_path / "graph.graphml"
    write_graphml(ladder(10), path)
    before = path.read_bytes()
    ended = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False, cwd=ROOT)
    assert ended.returncode == -signal.SIGKILL
    assert path.read_bytes() == before
    write_graphml(ladder(20), path)
    assert read_graphml(path).equals(ladder(20))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_through_a_named_pipe(tmp_path):
    pipe = tmp_path / "pipe.graphml"
    os.mkfifo(pipe)
    graph, told = ladder(20_000), []
    writing = threading.Thread(target=write_graphml, args=(graph, pipe))
    writing.start()
    back = read_graphml(pipe, progress=lambda *now: told.append(now))
    writing.join()
    assert back.equals(graph)
    assert told[0][1] is None
    assert told[-1][0] == told[-1][1]


TO_STANDARD_OUTPUT = """
import sys
from compose import write_graphml
from tests.formats.test_graphml_progress import ladder
write_graphml(ladder(10), {file})
"""


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="no /dev/stdout")
@pytest.mark.parametrize("file", ["'/dev/stdout'", "sys.stdout", "sys.stdout.buffer"])
def test_to_standard_output(file):
    code = TO_STANDARD_OUTPUT.format(file=file)
    ended = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=ROOT)
    assert read_graphml(io.BytesIO(ended.stdout)).equals(ladder(10))


def peak(work):
    """Count the bytes that a call holds at most, above what was there before."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_writing_holds_a_few_pieces_and_the_identifiers(tmp_path):
    graph = ladder(100_000)
    _ = graph.columns.source.array(), graph.columns.local.array()
    assert peak(lambda: write_graphml(graph, tmp_path / "graph.graphml")) < 10 * MIB
    assert (tmp_path / "graph.graphml").stat().st_size > 9 * MIB


def test_writing_more_edges_holds_no_more():
    few, many = (Writer(ladder(edges, named=False), "x") for edges in (40_000, 160_000))
    held = [peak(lambda writer=writer: sum(map(len, writer))) for writer in (few, many)]
    assert held[1] < 1.3 * held[0]


def test_reading_holds_the_graph_and_a_few_pieces(tmp_path):
    path = tmp_path / "graph.graphml"
    write_graphml(ladder(100_000), path)
    kept = []
    assert peak(lambda: kept.append(read_graphml(path))) < 24 * MIB


def test_a_packed_file_is_not_unpacked_at_once(tmp_path):
    """A file of a few kilobytes may unpack to gigabytes; what is passed over takes no room."""
    path = tmp_path / "bomb.graphml.gz"
    with gzip.open(path, "wb", 6) as stream:
        stream.write(b'<graphml><graph edgedefault="directed"><desc>')
        for _ in range(256):
            stream.write(b"          \n" * 12_000)
        stream.write(b'</desc><node id="x"/></graph></graphml>')
    assert path.stat().st_size < MIB / 4
    assert peak(lambda: read_graphml(path)) < 8 * MIB
