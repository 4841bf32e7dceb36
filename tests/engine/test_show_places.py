"""Long paths: each row is told apart from the others by what it shows."""

from __future__ import annotations

import random

import numpy as np
import pytest

from compose import Graph
from compose.engine.agreement import Agreement
from compose.engine.algebra import COUNTING
from compose.engine.columns import Columns
from tests.engine.explained import diamonds, graph, shown


def two_ways(stages, lower=0.5, split=None):
    """Each stage leads over a or over b; a stage may have its edges split into two."""
    edges = []
    for k in range(stages):
        s, a, b, after = f"s{k}", f"a{k}", f"b{k}", f"s{k + 1}"
        edges += [(s, a, 1.0), (s, b, 1.0), (a, after, 1.0), (b, after, lower)]
        edges += [(b, after, split)] if split is not None else []
    return graph(*edges)


def routes(explanation):
    """Give each row less its numbers: the path, and its factors where they are told."""
    rows = [line[2:-2] for line in explanation.to_markdown().splitlines() if line.startswith("| ")]
    skipped = rows[0].split(" | ").index("path")
    return [row.split(" | ", skipped)[skipped] for row in rows[2:]]


def test_rows_show_where_they_depart_from_the_first():
    table, _, rest = str(two_ways(20).explain("s20", "s0", top=4)).rpartition("\n")
    assert rest.startswith("  and 1048572 more paths, together 3322.7567300796")
    assert table == shown("""
        ∂s20/∂s0 = 3325.256730079651, the sum over 1048576 paths

            share  product  path
          +0.03 %        1  s0 → a0 → … (37 more) … → a19 → s20
                            = 1 · 1 · … (36 more) … · 1 · 1
          +0.02 %      0.5  s0 → b0 → … → s20
                            = … · 0.5 · 1
          +0.02 %      0.5  s0 → … → b1 → … → s20
                            = … · 0.5 · 1 · …
          +0.02 %      0.5  s0 → … → b2 → … → s20
                            = … · 0.5 · 1 · …
        """)


def test_rows_that_differ_by_factors_only_show_these():
    told = str(diamonds(0.5, -0.25, 20).explain(20, 0, top=9))
    assert "0 → … → 7 → 8 → … → 20\n" + " " * 25 + "= … · (-0.25) · …" in told
    assert "0 → … → 1 → 2" not in told


@pytest.mark.parametrize("stages", [3, 20, 100])
@pytest.mark.parametrize("top", [10, 70])
@pytest.mark.parametrize(
    ("build", "ends", "algebra"),
    [
        (two_ways, "s", None),
        (two_ways, "s", COUNTING),
        (lambda stages: two_ways(stages, split=0.25), "s", None),
        (lambda stages: diamonds(0.5, -0.25, stages), "", None),
        (lambda stages: diamonds(1.0, 1.5, stages), "", None),
    ],
)
def test_no_two_rows_look_the_same(build, ends, algebra, stages, top):
    of, wrt = (f"{ends}{stages}", f"{ends}0") if ends else (stages, 0)
    explanation = build(stages).explain(of, wrt, top=top, algebra=algebra)
    rows = routes(explanation)
    assert len(rows) == len(explanation.terms)
    assert len(set(rows)) == len(rows)
    assert max(map(len, str(explanation).splitlines())) <= 80


def test_many_departures_are_shown_in_part():
    upper = [(f"u{k}", f"u{k + 1}", 1.0) for k in range(50)]
    lower = [(f"l{k}", f"l{k + 1}", 0.5) for k in range(50)]
    ends = [("x", "u0", 1.0), ("x", "l0", 1.0), ("u50", "y", 1.0), ("l50", "y", 1.0)]
    rows = routes(graph(*upper, *lower, *ends).explain("y", "x"))
    assert rows[1].startswith("x → l0 → l1 → l2 → … → y | ")


def test_a_shortcut_shows_both_its_ends():
    chain = graph(*[(n, n + 1, 1.0) for n in range(20)], (5, 15, 0.5))
    assert routes(chain.explain(20, 0))[1] == "0 → … → 5 → 15 → … → 20 | … · 0.5 · …"


def test_latex_tells_rows_apart():
    lines = two_ways(20).explain("s20", "s0", top=9).to_latex().splitlines()
    terms = [line for line in lines if "underbrace" in line]
    assert len(set(terms)) == 10
    assert r"\to \cdots \to \mathrm{b7} \to \cdots \to \mathrm{s20}" in terms[8]


def test_only_edges_that_are_shown_are_looked_at(monkeypatch):
    size = 20_000
    source = np.append(np.arange(size), [7, 12_345])
    locals_ = np.append(np.ones(size), [0.5, 0.25])
    explanation = Graph.from_arrays(source, source + 1, locals_).explain(size, 0)
    asked = []
    edge = Columns.edge
    monkeypatch.setattr(Columns, "edge", lambda self, n: asked.append(n) or edge(self, n))
    text = str(explanation)
    assert "0 → … → 7 → 8 → … → 12345 → 12346 → … → 20000" in text
    assert 0 < len(asked) < 100


@pytest.mark.parametrize("seed", range(20))
def test_random_layers_are_told_apart(seed):
    chance = random.Random(seed)
    built = Graph()
    for layer in range(12):
        for a in "abc":
            for b in chance.sample("abc", 2):
                built.add_edge(f"{a}{layer}", f"{b}{layer + 1}", chance.choice([1.0, 0.9, -0.8]))
    for a in "abc":
        built.add_edges(["x", f"{a}12"], [f"{a}0", "y"], [1.0, 1.0])
    explanation = built.explain("y", "x", top=20)
    rows = routes(explanation)
    assert len(set(rows)) == len(rows) == 20
    assert max(map(len, str(explanation).splitlines())) <= 80


def test_no_rows_are_closed_by_their_sum():
    none = two_ways(20).explain("s20", "s0", top=0)
    closing = "and 1048576 more paths, together 3325.2567300796"
    assert closing in str(none)
    assert closing in none.to_markdown()
    assert closing in none._repr_html_()
    assert r"\underbrace{3325.2567300796" in none.to_latex()
    assert r"_{\text{1048576 more}}" in none.to_latex()


def test_paths_that_agree_are_counted_where_none_is_shown():
    agreed = graph(("a", "b", 2), ("a", "c", 6), ("b", "c", 3)).explain(
        "c", "a", algebra=Agreement(), top=0
    )
    for text in (str(agreed), agreed.to_markdown(), agreed._repr_html_(), agreed.to_latex()):
        assert "and 2 more paths" in text
    one = graph(("x", "y", 2.0)).explain("y", "x", top=0)
    assert str(one) == "∂y/∂x = 2\n  and 1 more path, together 2"
    assert r"\text{1 more}" in one.to_latex()
