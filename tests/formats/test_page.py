"""The file of a page: whole, small, the same bytes every time, and closed to everything else."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
from fractions import Fraction
from importlib.resources import files
from io import BytesIO, StringIO

import numpy as np
import pytest

from compose import Graph
from compose.engine.maps import Affine
from compose.engine.projective import Moebius
from compose.errors import FormatError, QuestionError, UnknownNodeError
from compose.formats.page import write_html


def written(graph, **options):
    page = StringIO()
    write_html(graph, page, **options)
    return page.getvalue()


def facts_of(text):
    return json.loads(re.search(r'id="facts">(.*?)</script>', text, re.DOTALL)[1])


def small():
    graph = Graph()
    graph.add_edges(["w", "x", "g", "b"], ["g", "g", "f", "f"], [5.0, -2.0, 1.0, 1.0])
    return graph


def test_the_policy_names_the_very_script_and_style():
    text = written(small())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    script = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)[-1]
    assert policy.startswith("default-src 'none';")
    for part in (style, script):
        digest = base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_nothing_in_it_leads_elsewhere():
    text = written(small())
    addresses = set(re.findall(r"https?://[^\s\"'<]*", text))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1998/Math/MathML"}
    assert not re.search(r"<(link|img|iframe|object|embed)\b|@import|url\(", text)


def test_ordinary_pages_are_small():
    assert len(written(small()).encode()) < 90_000
    graph = Graph()
    for k in range(150):
        for back in (1, 2, 5):
            graph.add_edge(max(0, k - back), k + 1, k / 7, expression=f"x{k} * {back}")
    assert len(written(graph).encode()) < 300_000


@pytest.mark.parametrize("name", ["</script>", "<!--", "]]>", "\u2028", '"', "\ud800", "&amp;"])
def test_no_name_ends_the_element_it_stands_in(name):
    graph = Graph()
    graph.add_edge(name, "f", 2.0, note=f"{name}<script>")
    text = written(graph, highlight=("f", name))
    assert text.count("<script") == text.count("</script>") == 2
    assert facts_of(text)["ask"] == [0, 1]
    text.encode()


def test_what_edges_carry_is_kept_exactly():
    graph = Graph()
    huge = 7**9000
    locals_ = [0.1, -0.0, 5e-324, float("inf"), float("nan"), Fraction(1, 3), huge]
    for k, local in enumerate(locals_):
        graph.add_edge(k, k + 1, local)
    kept = facts_of(written(graph))["whole"]["local"]
    assert kept == [0.1, -0.0, 5e-324, "inf", "nan", "1/3", hex(huge)]
    assert str(kept[1]) == "-0.0"


def test_maps_that_the_page_does_not_work_out_stand_as_text():
    graph = Graph()
    graph.add_edge("degC", "degF", Affine(Fraction(9, 5), 32))
    graph.add_edge("mpg", "L/100km", Moebius(0, 235, 1, 0))
    told = facts_of(written(graph))["whole"]
    assert told["kind"] == "conversion"
    assert told["local"] == [["9/5", "32", "0"], None]
    assert told["opaque"] == {"1": "235/x"}


def test_units_of_every_pair_are_told():
    graph = Graph()
    graph.add_node("r", value=3.0, unit="mm")
    graph.add_node("area", value=9.0, unit="mm^2")
    graph.add_edge("r", "area", 6.0)
    told = facts_of(written(graph))["whole"]
    of, wrt = (told["unit"][str(graph.columns.number(name))] for name in ("area", "r"))
    assert told["ratios"][of][wrt] == "millimeter"
    assert told["values"] == {"0": 3.0, "1": 9.0}


def test_nodes_stand_in_topological_order():
    graph = Graph()
    graph.add_edges(["b", "a"], ["c", "b"], [1.0, 2.0])
    names = [node["name"] for node in facts_of(written(graph))["drawn"]["nodes"]]
    assert names == ["a", "b", "c"]


def test_files_are_replaced_whole_or_not_at_all(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("before")
    with pytest.raises(UnknownNodeError):
        write_html(small(), path, highlight=("f", "nowhere"))
    assert path.read_text() == "before"
    write_html(small(), path)
    stream = BytesIO()
    write_html(small(), stream)
    assert path.read_bytes() == stream.getvalue()
    assert [file.name for file in tmp_path.iterdir()] == ["page.html"]


@pytest.mark.parametrize(
    ("graph", "path", "options", "error"),
    [
        (None, StringIO(), {}, FormatError),
        (small(), 7, {}, FormatError),
        (small(), StringIO(), {"top": 0}, QuestionError),
        (small(), StringIO(), {"highlight": "f"}, QuestionError),
    ],
    ids=["no graph", "no file", "top", "highlight"],
)
def test_what_is_no_question_is_refused(graph, path, options, error):
    with pytest.raises(error):
        write_html(graph, path, **options)


def test_a_large_graph_leaves_out_the_whole_but_not_the_answer():
    count = 12_000
    graph = Graph.from_arrays(np.arange(count), np.arange(1, count + 1), np.ones(count))
    told = facts_of(written(graph, highlight=(count, 0)))
    assert told["whole"] is None
    assert told["answer"]["title"].endswith("= 1")


def test_empty_graphs_have_a_page():
    assert facts_of(written(Graph()))["title"] == "A graph of 0 nodes and 0 edges"


def test_the_bytes_do_not_depend_on_the_hash_seed():
    program = (
        "from compose import Graph; from compose.formats.page import write_html; import sys;"
        "g = Graph(); g.add_edges(['w', 'x', 'w'], ['g', 'g', 'f'], [5.0, -2.0, 1.0]);"
        "write_html(g, sys.stdout, highlight=('g', 'w'))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1] != b""


def test_the_parts_of_the_page_are_installed_with_the_package():
    folder = files("compose.formats.page")
    names = {entry.name for entry in folder.iterdir()}
    assert {"page.html", "page.css", "page.js", "numbers.js", "answers.js"} <= names
