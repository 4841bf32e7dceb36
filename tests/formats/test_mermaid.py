from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from compose import Graph
from compose.errors import QuestionError
from compose.formats.mermaid import to_mermaid

HOSTILE = [
    "<script>alert(1)</script>",
    'quote " and \\ back',
    "a\nb",
    "%%{init: {}}%%",
    "style:#34;",
    "end",
    "1. list",
    "- item",
    "+ item",
    "$$x$$",
    "`code`",
    '"]; click n0 href "javascript:alert(1)"',
    "ﬂ°°34¶ß",
    "&amp;",
    "a|b",
    "www.example.org",
    "fa:fa-ban",
    "---",
    "\u202eevil",
    "x" * 10_000,
    "",
    ("t", 1),
]

# What stands between quotation marks: letters, digits, entity codes, and signs that mean nothing.
TEXT = r"(?:[^\W\d_]|\d|[ ,()=/]|[.-](?=\d)|[^\x00-\x7fﬂ¶]|#\d+;|<br/>)*"
LINE = re.compile(
    rf'  n\d+(?:\["{TEXT}"\]|\("{TEXT}"\)|\(\["{TEXT}"\]\))|  told\["{TEXT}"\]'
    rf'|  n\d+ (?:-->|==>|-\.->)\|"{TEXT}"\| n\d+'
    r"|  style told [\w:,-]+|  classDef along [\w:#,-]+|  class [n\d,]+ along"
    r"|  linkStyle [\d,]+ [\w:#,.-]+"
)


def reading(text):
    """Give a text as Mermaid shows it."""
    return re.sub(r"#(\d+);", lambda m: chr(int(m[1])), text)


def names(text):
    return [reading(found) for found in re.findall(r'(?m)^  n\d+\(?\[?"(.*)"\]?\)?$', text)]


def accepted(text):
    first, *lines = text.rstrip("\n").split("\n")
    if first.startswith("%%"):
        assert first == '%%{init: {"flowchart": {"wrappingWidth": 800}}}%%'
        first, *lines = lines
    assert first == "flowchart LR"
    odd = [line for line in lines if not LINE.fullmatch(line)]
    assert odd == []


def test_names_are_only_names():
    g = Graph()
    for name, later in itertools.pairwise(HOSTILE):
        g.add_edge(name, later, 1.5, label=str(name))
    text = to_mermaid(g)
    accepted(text)
    shown = names(text)
    assert len(shown) == len(HOSTILE)
    assert shown[0] == HOSTILE[0]
    assert shown[1] == HOSTILE[1]
    assert shown[2] == "a\\nb"
    assert shown[4] == HOSTILE[4]
    assert shown[12] == HOSTILE[12]


@pytest.mark.parametrize("nodes", [[], ["only"]])
def test_graphs_without_edges(nodes):
    g = Graph()
    for node in nodes:
        g.add_node(node)
    text = to_mermaid(g)
    accepted(text)
    assert names(text) == nodes


def test_a_highlight_is_thick_and_tells_the_products():
    g = Graph()
    g.add_edges(["w", "g", "w", "x"], ["g", "f", "f", "f"], [5.0, 1.0, -3.0, 7.0])
    text = to_mermaid(g, highlight=("f", "w"))
    accepted(text)
    assert "∂f/∂w = 2, the sum over 2 paths<br/>#43;62.5 #37;  w → g → f#58;  5 = 1 · 5" in text
    assert '  n0 ==>|"-3<br/>-37.5 #37;"| n2' in text
    assert '  n3 -->|"7"| n2' in text
    assert "  linkStyle 2 stroke:#0072B2,stroke-width:2.8px" in text


def test_checks_and_what_is_left_out_are_dashed():
    g = Graph()
    g.add_edges(range(999), range(1, 1000), [1.0] * 999)
    text = to_mermaid(g, top=10)
    accepted(text)
    assert text.count("-.->") == 1
    assert "… 990 nodes …" in text
    assert "990 of 1,000 nodes are left out" in text


def test_mermaid_draws_large_graphs_with_its_own_settings():
    rng = np.random.default_rng(0)
    tails, heads = np.triu_indices(200, 1)
    g = Graph.from_arrays(tails, heads, rng.standard_normal(len(tails)))
    text = to_mermaid(g)
    accepted(text)
    assert len(text) <= 50_000
    assert 100 < len(re.findall("-->|-.->", text)) <= 500
    assert len(names(to_mermaid(g, top=100))) == 100


def test_a_question_about_no_pair_is_refused():
    with pytest.raises(QuestionError):
        to_mermaid(Graph(), highlight="f")
