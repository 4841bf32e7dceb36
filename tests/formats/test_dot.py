from __future__ import annotations

import itertools
import re
import shutil
import subprocess

import pytest

from compose import Graph, units
from compose.errors import QuestionError
from compose.formats.dot import to_dot

HOSTILE = [
    "<b>bold</b>",
    'quote " and \\ back',
    "ends in \\",
    "\\N \\G \\l",
    "a\nb",
    "&amp;",
    '"]; n9 [label="x',
    "]]>",
    "\u202eevil",
    "x" * 10_000,
    "",
    ("t", 1),
    10**5000,
]

STRING = r'"(?:[^"\\]|\\.)*"'
ITEM = rf"\w+=(?:{STRING}|[\w.]+)"
LINE = re.compile(
    rf"digraph \{{|\}}|  {ITEM}|  (?:node|edge|n\d+|n\d+ -> n\d+) \[{ITEM}(?:, {ITEM})*\]"
)


def reading(text):
    """Give a label as Graphviz shows it."""
    text = text.removeprefix('"').removesuffix('"')
    parts = re.sub(r"\\(.)", lambda m: {"n": "\n"}.get(m[1], m[1]), text)
    return parts.replace("&amp;", "&")


def labels(text):
    return [reading(found) for found in re.findall(rf"  n\d+ \[label=({STRING})", text)]


def hostile():
    g = Graph()
    for name, later in itertools.pairwise(HOSTILE):
        g.add_edge(name, later, 1.5, label=None if isinstance(name, int) else str(name))
    return g


def accepted(text):
    """Have Graphviz read it, where it is installed; each line is looked at in any case."""
    assert all(LINE.fullmatch(line) for line in text.rstrip("\n").split("\n"))
    dot = shutil.which("dot")
    if dot is None:
        return None
    done = subprocess.run(
        [dot, "-Tplain"], input=text, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_names_are_only_names():
    text = to_dot(hostile())
    plain = accepted(text)
    shown = labels(text)
    assert len(shown) == len(HOSTILE)
    assert shown[:2] == ["<b>bold</b>", 'quote " and \\ back']
    assert shown[4] == "a\\nb"
    assert all(len(name) <= 32 for name in shown)
    if plain is not None:
        assert sum(line.startswith("node ") for line in plain.splitlines()) == len(HOSTILE)


@pytest.mark.parametrize("nodes", [[], ["only"]])
def test_graphs_without_edges(nodes):
    g = Graph()
    for node in nodes:
        g.add_node(node)
    text = to_dot(g)
    accepted(text)
    assert labels(text) == nodes


def test_a_highlight_is_thick_and_tells_the_products():
    g = Graph()
    g.add_edges(["w", "g", "w", "x"], ["g", "f", "f", "f"], [5.0, 1.0, -3.0, 7.0])
    text = to_dot(g, highlight=("f", "w"))
    accepted(text)
    assert "∂f/∂w = 2, the sum over 2 paths\\n+62.5 %  w → g → f:  5 = 1 · 5\\n" in text
    edges = [line for line in text.splitlines() if "->" in line]
    assert 'label="5\\n+62.5 %"' in edges[0]
    assert "penwidth=3.7" in edges[0]
    assert 'label="-3\\n-37.5 %"' in edges[2]
    assert 'color="#0072B2"' in edges[2]
    assert "penwidth" not in edges[3]
    assert 'color="#767676"' in edges[3]


def test_parallel_edges_stay_apart():
    g = Graph()
    g.add_edges(["x", "x"], ["y", "y"], [2, 3])
    assert to_dot(g).count("n0 -> n1") == 2


def test_checks_are_dashed():
    g = Graph()
    g.add_edge("box", "bottle", 12, origin="fact")
    g.add_edge("bottle", "mL", 750, origin="fact")
    g.add_edge("box", "mL", 9000, origin="fact")
    text = to_dot(g)
    accepted(text)
    assert [line.endswith("style=dashed]") for line in text.splitlines() if "->" in line] == [
        False,
        False,
        True,
    ]


def test_what_is_left_out_is_stated_in_the_picture():
    g = Graph()
    g.add_edges(range(999), range(1, 1000), [1.0] * 999)
    text = to_dot(g, top=10)
    accepted(text)
    assert 'label="990 of 1,000 nodes are left out;' in text
    assert 'label="… 990 nodes …"' in text
    assert "style=dotted" in text


def test_conversions_show_their_factors():
    text = to_dot(units.graph_between("mL", "km^3"))
    accepted(text)
    assert 'label="× 1/1000"' in text


def test_a_question_about_no_pair_is_refused():
    with pytest.raises(QuestionError):
        to_dot(Graph(), highlight="f")
