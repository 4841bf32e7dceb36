"""How explanations look. The golden texts are written by hand."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose import Graph
from compose.engine.agreement import Agreement
from compose.engine.algebra import COUNTING
from compose.engine.columns import Columns
from compose.engine.maps import Affine
from compose.engine.show import figures
from tests.engine.explained import CONVERSIONS, LINE, TRIANGLE, diamonds, graph, shown


@pytest.mark.parametrize(
    ("of", "wrt", "text"),
    [
        ("f", "w", "∂f/∂w = ∂f/∂g · ∂g/∂w = 1 · 5 = 5"),
        ("f", "x", "∂f/∂x = ∂f/∂g · ∂g/∂x = 1 · (-2) = -2"),
        ("g", "w", "∂g/∂w = 5"),
        ("x", "x", "∂x/∂x = 1"),
        ("x", "w", "∂x/∂w = 0: no path leads from w to x"),
    ],
)
def test_one_path_is_one_line(of, wrt, text):
    assert str(LINE.explain(of, wrt)) == text
    assert LINE.explain(of, wrt).to_markdown() == text


def test_later_factors_stand_on_the_left():
    assert str(graph(("a", "b", 2), ("b", "c", 3), ("c", "d", 5)).explain("d", "a")) == (
        "∂d/∂a = ∂d/∂c · ∂c/∂b · ∂b/∂a = 5 · 3 · 2 = 30"
    )


def test_several_paths_are_a_table():
    assert str(TRIANGLE.explain("z", "x")) == shown("""
        ∂z/∂x = 11, the sum over 2 paths

            share  product  path       factors
          +72.7 %        8  x → y → z  4 · 2
          +27.3 %        3  x → z      3
        """)


def test_cancellation_shows():
    text = str(graph(("x", "y", 1.0), ("x", "z", 1.0), ("y", "z", -1.0)).explain("z", "x"))
    assert text.startswith("∂z/∂x = 0, the sum over 2 paths\n")
    assert "+50 %" in text
    assert "-50 %" in text


def test_paths_that_are_not_shown_are_summed():
    assert str(TRIANGLE.explain("z", "x", top=1)) == shown("""
        ∂z/∂x = 11, the sum over 2 paths

            share  product  path       factors
          +72.7 %        8  x → y → z  4 · 2
          and 1 more path, together 3
        """)
    assert str(TRIANGLE.explain("z", "x", top=0)) == shown("""
        ∂z/∂x = 11, the sum over 2 paths
          and 2 more paths, together 11
        """)


def test_expressions_stand_below_each_once():
    traced = graph(
        ("x", "u", 0.1, {"expression": "cos(x)"}),
        ("u", "f", 2.0, {"expression": "v"}),
        ("u", "f", 3.0, {"expression": "3.0", "label": "again"}),
        ("x", "f", 1.0, {"expression": "1"}),
    )
    assert str(traced.explain("f", "x")).endswith(
        "\n\n  ∂f/∂u = 3 (again)\n  ∂u/∂x = cos(x) = 0.1\n  ∂f/∂u = v = 2"
    )
    assert str(traced.explain("u", "x")) == "∂u/∂x = cos(x) = 0.1"


def test_the_label_of_an_end_stands_below():
    labelled = graph(("g", "f", 1.0))
    labelled.add_node("f", label="g + b")
    assert str(labelled.explain("f", "g")) == "∂f/∂g = 1\n  f: g + b"


@pytest.mark.parametrize(
    ("of", "wrt", "text"),
    [
        ("mL", "bottle", "bottle → mL: 750"),
        ("m^3", "cm^3", "cm^3 → m^3: 1/1000000 = 1e-06"),
        (
            "m^3",
            "mL",
            "mL → cm^3 → m^3: 1 · 1/1000000 = 1/1000000 = 1e-06\n  mL → cm^3: 1 (by definition)",
        ),
        (
            "km^3",
            "mL",
            """
            mL → cm^3 → m^3 → km^3
              = 1 · 1/1000000 · 1/1000000000
              = 1/1000000000000000
              = 1e-15

              mL → cm^3: 1 (by definition)
            """,
        ),
        (
            "degF",
            "degC",
            """
            degC → K → degF: 9/5 · x + 32
              degC → K: x + 273.15
              K → degF: 9/5 · x - 459.67
            """,
        ),
        ("mL", "mL", "mL → mL: 1"),
    ],
)
def test_conversions_read_along_the_arrows(of, wrt, text):
    assert str(CONVERSIONS.explain(of, wrt, algebra=Agreement())) == shown(text)


def test_conversions_that_agree_have_no_shares():
    third, half = Fraction(1, 3), Fraction(1, 2)
    built = graph(("a", "b", third), ("a", "c", third * half), ("b", "c", half))
    assert str(built.explain("c", "a", algebra=Agreement())) == shown("""
        a → c: 1/6 ≈ 0.16666666666666666, both paths agree

          product  path       factors
              1/6  a → b → c  1/3 · 1/2
              1/6  a → c      1/6
        """)
    assert str(built.explain("c", "a", algebra=Agreement(), top=1)).endswith("\n  and 1 more path")


def test_what_is_known_to_a_tolerance_is_approximate():
    turn = graph(("turn", "rad", Affine(Fraction(710, 113), 0, Fraction(1, 10**6))))
    assert str(turn.explain("rad", "turn", algebra=Agreement())) == (
        "turn → rad: ≈ 6.283185840707965"
    )


def test_other_algebras_say_their_name():
    assert str(TRIANGLE.explain("z", "x", algebra=COUNTING)) == shown("""
        x → z (counting): 2, over 2 paths

          product  path
                1  x → y → z
                1  x → z
        """)


def test_jacobians_are_written_where_small():
    built = Graph()
    built.add_node("x", shape=(2,))
    built.add_edge("x", "y", np.array([[1.0, 0.5], [0.0, 1.0]]))
    built.add_edge("y", "z", np.ones((4, 2)))
    assert str(built.explain("y", "x")) == "∂y/∂x = [[1, 0.5], [0, 1]]"
    assert str(built.explain("z", "x")) == (
        "∂z/∂x = ∂z/∂y · ∂y/∂x = array (4, 2) · [[1, 0.5], [0, 1]] = array (4, 2)"
    )


def test_units_stand_beside_the_total():
    built = Graph()
    built.add_node("x", unit="mm")
    built.add_node("y", unit="mL")
    built.add_edge("x", "y", "12.5 mL/mm")
    assert str(built.explain("y", "x")) == "∂y/∂x = 12.5 milliliter / millimeter"
    assert str(built.explain("x", "x")) == "∂x/∂x = 1"


@pytest.mark.parametrize(
    ("number", "short", "full"),
    [
        (5.0, "5", "5"),
        (0.1, "0.1", "0.1"),
        (-2.0, "-2", "-2"),
        (0.1 + 0.2, "0.3", "0.30000000000000004"),
        (1e-15, "1e-15", "1e-15"),
        (1234567.0, "1234567", "1234567"),
        (float("nan"), "nan", "nan"),
        (float("-inf"), "-inf", "-inf"),
        (Fraction(1, 3), "1/3", "1/3"),
        (2**100, "1.26765e+30", str(2**100)),
        (10**5000, "1e+5000", "1e+5000"),
        (Fraction(-1, 3 * 10**400), "-3.33333e-401", "-3.3333333333333333e-401"),
        (np.float32(0.5), "0.5", "0.5"),
        (np.zeros((3, 4)), "array (3, 4)", "array (3, 4)"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_numbers(number, short, full):
    assert figures.figure(number).text == short
    assert figures.total(number).text == full


@given(st.floats(min_value=0, exclude_min=True, allow_infinity=False))
def test_a_bound_is_never_rounded_down(error):
    assert float(figures.bound(error)) >= error


@given(st.integers(min_value=1), st.integers(min_value=1, max_value=10**30))
def test_long_fractions_are_rounded_to_the_digits_shown(top, bottom):
    value = Fraction(top, bottom) ** 9
    text = figures.figure(value).text
    assert abs(Fraction(text) - value) <= value / 10**5


def test_the_middle_of_a_long_path_is_counted():
    chain = graph(*[(n, n + 1, 1.0) for n in range(15)], (0, 15, 1.0))
    assert "0 → 1 → … (12 more) … → 14 → 15" in str(chain.explain(15, 0))
    assert "1 · 1 · … (11 more) … · 1 · 1" in str(chain.explain(15, 0))


def test_a_path_of_many_edges_is_looked_at_near_its_ends_only(monkeypatch):
    size = 20_000
    explanation = Graph.from_arrays(np.arange(size), np.arange(1, size + 1), np.ones(size)).explain(
        size, 0
    )
    asked = []
    edge = Columns.edge
    monkeypatch.setattr(Columns, "edge", lambda self, n: asked.append(n) or edge(self, n))
    assert str(explanation).startswith("∂20000/∂0 = ∂20000/∂19999 · ∂19999/∂19998 · … (19996 more)")
    assert r"\text{19996 more}" in explanation.to_latex()
    assert "(19996 more)" in explanation._repr_html_()
    assert 0 < len(asked) < 100


def test_two_to_the_hundredth_paths_are_explained():
    exact = diamonds(Fraction(1, 2), Fraction(1, 3)).explain(100, 0, top=3)
    assert exact.total == Fraction(5, 6) ** 100
    headline, *_, closing = str(exact).splitlines()
    assert headline == "∂100/∂0 ≈ 1.2074673472413666e-08, the sum over about 1.27e+30 paths"
    assert closing.startswith("  and about 1.27e+30 more paths, together ≈ 1.20746734724136")
    whole = diamonds(Fraction(1, 2), Fraction(1, 2)).explain(100, 0, top=1)
    assert str(whole).startswith("∂100/∂0 = 1, the sum over about 1.27e+30 paths\n")
    real = str(diamonds(0.1, -0.2).explain(100, 0, top=3)).splitlines()[-1]
    assert re.fullmatch(r"  and about 1\.27e\+30 more paths, together \S+ ± \S+", real)


NAMES = st.text(alphabet="abcxyz_0", min_size=1, max_size=3)
NUMBERS = st.integers(-9, 9) | st.fractions(-9, 9) | st.floats(-1e9, 1e9)


@st.composite
def layered(draw):
    """Edges from lower names to higher ones, so that no cycle can come about."""
    names = sorted(draw(st.sets(NAMES, min_size=2, max_size=12)))
    pair = st.tuples(st.integers(0, len(names) - 1), st.integers(0, len(names) - 1))
    pairs = draw(st.lists(pair.filter(lambda p: p[0] < p[1]), min_size=1, max_size=30))
    words = st.lists(st.text(alphabet="abx+*()", min_size=1, max_size=20), max_size=15)
    expressions = words.map(" ".join)
    built = Graph()
    for name in names:
        built.add_node(name)
    for a, b in pairs:
        more = {"expression": draw(expressions), "note": draw(expressions)}
        given_more = {key: text for key, text in more.items() if text}
        built.add_edge(names[a], names[b], draw(NUMBERS), **given_more)
    return built, names


@given(layered(), st.integers(0, 12))
def test_no_line_is_wider_than_a_terminal(made, top):
    built, names = made
    explanation = built.explain(names[-1], names[0], top=top)
    for line in str(explanation).splitlines():
        assert len(line) <= 80
        assert line == line.rstrip()


@given(layered())
def test_shares_add_up_with_the_rest(made):
    built, names = made
    whole = built.explain(names[-1], names[0], top=10_000)
    assert whole.rest is None
    part = built.explain(names[-1], names[0], top=2)
    size = sum(abs(Fraction(term.path.product)) for term in whole.terms)
    if not size:
        return
    rest = 0 if part.rest is None else Fraction(part.rest.total) / size
    shares = sum(Fraction(term.share) for term in part.terms)
    total = sum(Fraction(term.path.product) for term in whole.terms)
    assert abs(float(shares + rest - total / size)) < 1e-9


def test_long_names_break_the_line_and_not_the_name():
    name = "encoder.layers.0.self_attn.out_proj.weight"
    text = str(graph(("x", name, 1.0), (name, "loss/n", 2.0)).explain("loss/n", "x"))
    assert max(map(len, text.splitlines())) <= 80
    assert text.count(name) == 2
    assert "∂(loss/n)/∂x" in text
    double = str(graph((f"{name}.a", f"{name}.b", 1.0)).explain(f"{name}.b", f"{name}.a"))
    assert max(map(len, double.splitlines())) <= 80


def test_control_characters_never_reach_the_terminal():
    name = "\x1b[31mred\n\ud800"
    text = str(graph((name, "y", 1.0), (name, "y", 2.0)).explain("y", name))
    assert text.replace("\n", "").isprintable()
    assert r"\x1b[31mred\n\ud800" in text
