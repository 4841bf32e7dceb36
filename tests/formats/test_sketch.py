from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compose import Graph, units, variable
from compose.engine.maps import Affine
from compose.errors import CycleError, FormatError, QuestionError, SwappedQuestionError
from compose.formats.sketching.sketch import sketch


@pytest.fixture
def fork():
    """Three ways from w to f, two of them parallel, and two nodes beside."""
    g = Graph()
    g.add_node("w", value=-2.0, unit="mm")
    g.add_node("x", value=5.0, label="weight")
    g.add_edge("w", "g", 5.0, expression="x")
    g.add_edge("x", "g", -2.0)
    g.add_edge("g", "f", 1.0)
    g.add_edge("b", "f", 1.0)
    g.add_edge("w", "f", -3.0, label="skip")
    g.add_edge("w", "f", 0.5)
    return g


def test_nodes_show_name_value_unit_and_kind(fork):
    nodes = {node.name: node for node in sketch(fork).nodes}
    assert nodes["w"].lines == ("-2 mm",)
    assert nodes["x"].lines == ("weight", "5")
    assert [nodes[name].kind for name in "wgf"] == ["input", "inner", "output"]


def test_edges_show_their_locals_and_parallel_ones_stay_apart(fork):
    seen = sketch(fork)
    assert [edge.text for edge in seen.edges] == ["5", "-2", "1", "1", "-3 (skip)", "0.5"]
    assert "x" in seen.edges[0].note
    assert not seen.title
    assert not seen.rows
    assert seen.ends is None
    assert all(edge.share is None and not edge.on_path for edge in seen.edges)


def test_a_highlight_marks_the_ways_and_tells_their_products():
    g = Graph()
    g.add_edges(["w", "g", "w", "x"], ["g", "f", "f", "f"], [5.0, 1.0, -3.0, 7.0])
    seen = sketch(g, highlight=("f", "w"))
    assert seen.title == "∂f/∂w = 2, the sum over 2 paths"
    assert [edge.share for edge in seen.edges] == [0.625, 0.625, -0.375, None]
    assert [edge.on_path for edge in seen.edges] == [True, True, True, False]
    assert [row.product for row in seen.rows] == ["5", "-3"]
    assert [seen.nodes[end].name for end in seen.ends] == ["f", "w"]


def random_graph(seed, nodes=7, edges=14, make=float):
    rng = np.random.default_rng(seed)
    g = Graph()
    for node in range(nodes):
        g.add_node(node)
    for _ in range(edges):
        tail, head = sorted(rng.choice(nodes, 2, replace=False).tolist())
        g.add_edge(tail, head, make(int(rng.integers(-4, 5))))
    return g


@pytest.mark.parametrize("make", [float, Fraction])
@pytest.mark.parametrize("seed", range(30))
def test_shares_are_the_sums_of_the_shares_of_the_paths(seed, make):
    g = random_graph(seed, make=make)
    paths = list(g.paths(6, 0))
    whole = sum(abs(path.product) for path in paths)
    over = dict.fromkeys(range(len(g.edges)), 0)
    for path in paths:
        for number in path.numbers:
            over[number] += path.product
    taken = {number for path in paths for number in path.numbers}
    for edge in sketch(g, highlight=(6, 0)).edges:
        assert edge.on_path == (edge.number in taken)
        if edge.on_path:
            expected = float(over[edge.number] / whole) if whole else 0.0
            assert edge.share == pytest.approx(expected, abs=1e-12)
        else:
            assert edge.share is None


def test_what_overflows_has_no_share():
    g = Graph()
    g.add_edges([0, 1, 0], [1, 2, 2], [1e300, 1e300, 1.0])
    assert {edge.share for edge in sketch(g, highlight=(2, 0)).edges} == {None}


def test_exact_numbers_too_large_for_floats_are_no_error():
    g = Graph()
    g.add_edges([0, 1], [1, 2], [10**300, 10**300])
    assert len(sketch(g, highlight=(2, 0)).edges) == 2


def test_jacobians_show_shapes_and_have_no_shares():
    w, x = variable(np.ones((30, 4)), "w"), variable(np.ones(4), "x")
    f = np.sum(np.tanh(w @ x))
    f.name = "f"
    seen = sketch(f.graph(), highlight=("f", "w"))
    nodes = {node.name: node for node in seen.nodes}
    assert nodes["w"].lines == ("30 × 4",)
    assert nodes["x"].lines == ("4 numbers",)
    assert nodes["v2"].lines == ("tanh(v1)", "30 numbers")
    assert any(edge.text == "diagonal (30, 30)" for edge in seen.edges)
    assert {edge.share for edge in seen.edges} == {None}


def test_conversions_show_factors_and_where_they_come_from():
    seen = sketch(units.graph_between("degF", "K"), highlight=("K", "degF"))
    assert [edge.text for edge in seen.edges] == ["× 5/9 + 45967/180"]
    assert "degree_Fahrenheit" in seen.edges[0].note


def test_of_a_conversion_one_path_counts_and_the_others_are_checks():
    g = Graph()
    g.add_edge("box", "bottle", 12)
    g.add_edge("bottle", "mL", 750)
    g.add_edge("box", "mL", Affine(9000))
    g.add_edge("mL", "L", Fraction(1, 1000))
    seen = sketch(g, highlight=("L", "box"))
    assert [edge.on_path for edge in seen.edges] == [True, True, False, True]
    assert [edge.check for edge in seen.edges] == [False, False, True, False]
    assert seen.title == "box → L: 9, both paths agree"
    assert [edge.check for edge in sketch(g).edges] == [False, False, True, False]


def test_derivatives_have_no_checks():
    g = Graph()
    g.add_edges(["x", "x"], ["y", "y"], [2, 3])
    assert not any(edge.check for edge in sketch(g).edges)


@pytest.mark.parametrize(
    ("local", "text"),
    [
        (Affine(Fraction(9, 5), 32), "× 9/5 + 32"),
        (Affine(1, Fraction(-5463, 20)), "- 273.15"),
        (Affine(Fraction(1, 3)), "× 1/3"),
        (Affine(2, 0, Fraction(1, 100)), "× ≈ 2"),
    ],
)
def test_maps_are_written_as_what_is_done_to_a_value(local, text):
    g = Graph()
    g.add_edge("a", "b", local)
    assert sketch(g).edges[0].text == text


HOSTILE = ["a\nb", "\u202eevil", "\x00", "x" * 10_000, "", ("t", 1), 10**5000, "\ud800"]


def test_hostile_names_stay_on_one_short_line_and_are_whole_in_the_note():
    g = Graph()
    for name in HOSTILE:
        g.add_node(name)
    nodes = sketch(g).nodes
    assert all(node.name.isprintable() and 0 < len(node.name) <= 32 for node in nodes)
    assert "x" * 10_000 in nodes[3].note


def test_the_answer_is_never_cut_out_of_a_title():
    g = Graph()
    names = ["w" * 10_000, *(f"a node called {n}" for n in range(9)), "f" * 10_000]
    for source, target in itertools.pairwise(names):
        g.add_edge(source, target, 1.1)
    seen = sketch(g, highlight=(names[-1], names[0]))
    assert seen.title.endswith(f" = {g.derivative(names[-1], names[0])}")
    assert len(seen.title) < 100
    assert all(len(text) <= 200 for row in seen.rows for text in row)


def test_empty_graphs_and_single_nodes():
    assert sketch(Graph()).nodes == ()
    g = Graph()
    g.add_node("only", unit="mm")
    (node,) = sketch(g, highlight=("only", "only")).nodes
    assert node.lines == ("in mm",)
    assert node.on_path
    assert node.kind == "input"


def chain(length):
    g = Graph()
    g.add_edges(range(length - 1), range(1, length), [1.0] * (length - 1))
    return g


def test_a_long_chain_shows_its_ends_and_counts_the_rest():
    for highlight in (None, (999, 0)):
        seen = sketch(chain(1000), highlight=highlight, top=10)
        assert len(seen.nodes) == 10
        assert {node.number for node in seen.nodes} >= {0, 999}
        (way,) = [edge for edge in seen.edges if edge.hidden]
        assert (way.hidden, way.number, way.text) == (990, -1, "… 990 nodes …")
        assert seen.left_out.startswith("990 of 1,000 nodes are left out")


def test_150_nodes_are_shown_whole_and_of_151_one_is_left_out():
    assert len(sketch(chain(150)).nodes) == 150
    assert not sketch(chain(150)).left_out
    assert sketch(chain(151)).left_out.startswith("1 of 151 nodes is left out")


def test_what_does_not_lie_between_goes_first():
    g = chain(20)
    g.add_edges([5] * 200, range(1000, 1200), [1.0] * 200)
    seen = sketch(g, highlight=(19, 0))
    assert [node.number for node in seen.nodes] == list(range(20))
    assert "all that lies between the two is shown" in seen.left_out


def ways_over_hidden(graph, shown, ends):
    """Count, by going every path, the nodes that ways between two shown nodes lead through."""
    among = {}
    for of, wrt in itertools.permutations(shown, 2):
        try:
            paths = list(graph.paths(of, wrt))
        except SwappedQuestionError:
            continue
        inner = {n for p in paths for n in p.nodes[1:-1] if shown.isdisjoint(p.nodes[1:-1])}
        inner = {n for n in inner if ends is None or lies_between(graph, n, ends)}
        if inner:
            among[wrt, of] = len(inner)
    return among


def lies_between(graph, node, ends):
    of, wrt = ends
    return graph.count_paths(of, node) > 0 and graph.count_paths(node, wrt) > 0


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 6))
def test_stand_ins_count_what_they_stand_for_and_keep_nodes_joined(seed, top):
    g = random_graph(seed, nodes=10, edges=16)
    seen = sketch(g, top=top)
    numbers = [node.number for node in seen.nodes]
    among = ways_over_hidden(g, set(numbers), None)
    drawn = {(numbers[e.source], numbers[e.target]): e.hidden for e in seen.edges if e.hidden}
    assert drawn.items() <= among.items()
    if "not drawn" not in seen.left_out:
        picture = Graph()
        for number in numbers:
            picture.add_node(number)
        for edge in seen.edges:
            picture.add_edge(numbers[edge.source], numbers[edge.target], 1.0)
        for source, target in among:
            assert picture.count_paths(target, source) > 0


def test_the_same_graph_gives_the_same_picture():
    g = random_graph(3, nodes=400, edges=900)
    assert sketch(g) == sketch(g.copy())


def test_no_more_stand_ins_than_nodes():
    rng = np.random.default_rng(0)
    heads = np.repeat(np.arange(1, 3000), 3)
    tails = (rng.random(len(heads)) * heads).astype(int)
    seen = sketch(Graph.from_arrays(tails, heads, rng.standard_normal(len(heads))))
    assert sum(edge.hidden > 0 for edge in seen.edges) <= len(seen.nodes) == 150
    assert "not drawn" in seen.left_out


def test_large_highlights_are_not_bounded_but_told():
    tails = np.repeat(np.arange(6000), 2)
    g = Graph.from_arrays(tails, tails + 1, np.full(12_000, 0.5))
    seen = sketch(g, highlight=(6000, 0), top=8)
    assert len(seen.nodes) == 8
    assert seen.title.startswith("∂6000/∂0 = 1, the sum over about")
    assert len(seen.rows) == 3
    assert seen.rest.startswith("and about")
    assert {edge.share for edge in seen.edges if not edge.hidden} == {0.5}


@pytest.mark.parametrize("top", [0, -1, 1.5, "3", True])
def test_a_top_that_is_no_number_of_nodes_is_refused(top):
    with pytest.raises(QuestionError, match="how many nodes"):
        sketch(Graph(), top=top)


@pytest.mark.parametrize("highlight", ["fw", ("f",), 3, ("f", "w", "x")])
def test_a_highlight_that_is_no_pair_is_refused(highlight):
    with pytest.raises(QuestionError, match="pair of nodes"):
        sketch(Graph(), highlight=highlight)


def test_other_things_than_graphs_are_refused():
    with pytest.raises(FormatError, match=r"compose\.Graph is wanted"):
        sketch({})


def test_a_cycle_can_be_looked_at_but_not_asked():
    g = Graph()
    g.add_edges("abc", "bca", [1.0, 2.0, 3.0])
    assert len(sketch(g).edges) == 3
    with pytest.raises(CycleError):
        sketch(g, highlight=("a", "b"))


def test_shares_of_zero_products_are_zero():
    g = Graph()
    g.add_edges([0, 1], [1, 2], [0.0, 1.0])
    shares = [edge.share for edge in sketch(g, highlight=(2, 0)).edges]
    assert shares == [0.0, 0.0]
    assert not any(map(math.isnan, shares))


def test_no_path_is_said_and_nothing_else_is_marked():
    g = Graph()
    g.add_edges(["x", "y"], ["z", "u"], [2.0, 3.0])
    seen = sketch(g, highlight=("z", "y"))
    assert seen.title == "∂z/∂y = 0: no path leads from y to z"
    assert not any(edge.on_path for edge in seen.edges)


def test_an_opened_network_is_condensed_around_its_outputs():
    rng = np.random.default_rng(0)
    w, x = variable(rng.standard_normal((8, 40)), "w"), variable(rng.standard_normal(40), "x")
    f = np.sum(np.tanh(w @ x))
    f.name = "f"
    opened = f.graph(elementwise=True)
    seen = sketch(opened, top=30)
    names = {node.name for node in seen.nodes}
    assert "f" in names
    assert {f"v1[{n}]" for n in range(8)} <= names
    seen = sketch(opened, highlight=("f", "w[3, 5]"))
    assert {node.name for node in seen.nodes} == {"w[3, 5]", "v1[3]", "v2[3]", "f"}
    assert [edge.share for edge in seen.edges] == pytest.approx([seen.edges[0].share] * 3)
    assert abs(seen.edges[0].share) == pytest.approx(1.0)


def test_no_stand_in_beside_a_longer_way_through_shown_nodes():
    g = Graph()
    for k in range(3):
        g.add_edges([k] * 3, [k + 1] * 3, [1.0] * 3)
    g.add_edges([0, "hidden"], ["hidden", 3], [1.0, 1.0])
    seen = sketch(g, top=4)
    assert [node.name for node in seen.nodes] == ["0", "1", "2", "3"]
    assert [edge.hidden for edge in seen.edges] == [0] * 9


def test_fewer_nodes_are_shown_where_edges_would_be_a_tangle():
    tails, heads = np.triu_indices(200, 1)
    g = Graph.from_arrays(tails, heads, np.ones(len(tails)))
    assert 20 < len(sketch(g).nodes) < 40
    assert len([edge for edge in sketch(g).edges if not edge.hidden]) <= 600
    assert len(sketch(g, top=100).nodes) == 100


def test_names_from_right_to_left_turn_no_arrow_and_no_fraction():
    first, last = "\u05d0\u05d1", "\u0633\u0644 2 \u0633"
    graph = Graph()
    graph.add_edges([first, "x", first], ["x", last, last], [1.0, 1.0, 2.0])
    seen = sketch(graph, highlight=(last, first))
    start, end = (f"\u2068{name}\u2069" for name in (first, last))
    assert seen.title == f"∂({end})/∂{start} = 3, the sum over 2 paths"
    assert [row.path for row in seen.rows] == [f"{start} → {end}", f"{start} → x → {end}"]
    assert seen.edges[2].note == f"∂({end})/∂{start} = 2"
    assert [node.name for node in seen.nodes] == list(graph.nodes)


def test_a_stand_in_tells_no_sign():
    graph = Graph.from_arrays(np.arange(30), np.arange(1, 31), [-1.0] + [1.0] * 29)
    seen = sketch(graph, highlight=(30, 0), top=4)
    assert [edge.stands_out for edge in seen.edges] == [not edge.hidden for edge in seen.edges]
    assert any(edge.hidden for edge in seen.edges)
