"""The page by keyboard, by search, by sliders, as tables; and what it does with hostile names."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from compose import Graph, variable
from compose.engine.show.figures import total


def branches():
    """Give f = g + b − w/2 with g = w·x, at w = −2 and x = 5."""
    graph = Graph()
    graph.add_node("w", value=-2.0)
    graph.add_node("f", value=-6.0)
    locals_ = [5.0, -2.0, 1.0, 1.0, -0.5]
    graph.add_edges(["w", "x", "g", "b", "w"], ["g", "g", "f", "f", "f"], locals_)
    return graph


def test_it_opens_with_the_question_that_was_highlighted(reader):
    page = reader(branches(), highlight=("f", "w"))
    assert page.total == "∂f/∂w = 4.5, the sum over 2 paths"
    assert page.rows[0] == ["+90.9 %", "5", "w → g → f", "1 · 5"]
    assert page.said == page.total


def test_tab_goes_in_topological_order_and_enter_chooses(reader):
    page = reader(branches())
    page.page.locator("#all").focus()
    order = []
    for _ in range(5):
        page.page.keyboard.press("Tab")
        order.append(page.page.evaluate("() => document.activeElement.dataset.node"))
    names = [list(page.numbers)[int(number)] for number in order]
    assert names.index("g") > max(names.index("w"), names.index("x"))
    assert names[-1] == "f"
    page.page.keyboard.press("Enter")
    assert page.said == "f chosen. Choose another node."
    page.page.locator(f'[data-node="{page.numbers["w"]}"]').focus()
    page.page.keyboard.press("Enter")
    assert page.said == "∂f/∂w = 4.5, the sum over 2 paths"
    page.page.keyboard.press("Escape")
    assert page.said == "Nothing is chosen."
    assert page.page.locator("#total").count() == 0


@pytest.mark.parametrize("seed", range(3))
def test_a_changed_edge_gives_the_total_of_the_changed_graph(reader, seed):
    choose = random.Random(seed)
    ends = [sorted(choose.sample(range(6), 2)) for _ in range(12)] + [[0, 5]]
    locals_ = [choose.uniform(-2, 2) for _ in ends]
    graph, changed = Graph(), Graph()
    for number, ((source, target), local) in enumerate(zip(ends, locals_, strict=True)):
        graph.add_edge(source, target, local)
        changed.add_edge(source, target, -0.7 if number == 12 else local)
    page = reader(graph).ask(5, 0)
    before = page.total
    page.change(12, "-0.7")
    assert page.total.split(",")[0] == f"∂5/∂0 = {total(changed.derivative(5, 0)).text}"
    page.page.get_by_role("button", name="Put back").click()
    assert page.total == before


def test_a_slider_moves_an_exact_edge_exactly(reader):
    graph = Graph()
    graph.add_edges(["x", "y"], ["y", "z"], [Fraction(1, 3), 2])
    page = reader(graph).ask("z", "x")
    page.change(0, "1/3")
    slider = page.page.locator('fieldset[data-changes="0"] input[type=range]')
    slider.focus()
    page.page.keyboard.press("ArrowRight")
    assert page.total == f"∂z/∂x = {Fraction(1, 3) * Fraction(101, 100) * 2}"


def test_an_inputs_value_predicts_along_the_derivative(reader):
    page = reader(branches(), highlight=("f", "w"))
    result = page.page.locator("[data-result]")
    assert result.inner_text() == "f = -6"
    field = page.page.get_by_label("value of w, as a number")
    field.fill("-1.9")
    field.press("Enter")
    assert result.inner_text().splitlines()[0] == "f ≈ -5.55"
    field.fill("much")
    field.press("Enter")
    assert field.get_attribute("aria-invalid") == "true"


def test_names_are_only_names(reader):
    names = [
        "<script>alert(1)</script>",
        "a\"b'c]]>",
        "new\nline",
        "\u202eevil",
        "</svg>",
        "x" * 9999,
    ]
    graph = Graph()
    for source, target in pairwise(names):
        graph.add_edge(source, target, 2.0, note="</script><img src=x onerror=alert(2)>")
    page = reader(graph, highlight=(names[-1], names[0]))
    assert page.page.locator("img").count() == 0
    assert page.page.locator("script").count() == 2
    assert page.total.startswith("∂xxxx")
    assert page.page.title() == f"How {'x' * 23}…{'x' * 8} depends on <script>alert(1)</script>"
    page.page.get_by_role("button", name="Tables").click()
    assert "<script>alert(1)</script>" in page.page.locator("#tables").inner_text()


def test_the_policy_lets_no_other_script_run(browser, tmp_path):
    from compose.formats.page import write_html

    path = tmp_path / "page.html"
    write_html(branches(), path)
    text = path.read_text("utf-8")
    path.write_text(text.replace("<main>", "<main><script>window.broken = 1</script>"), "utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    assert page.evaluate("() => window.broken") is None
    page.close()


def test_search_finds_what_the_picture_leaves_out(reader):
    graph = Graph()
    for k in range(400):
        graph.add_edge(f"node {k}", f"node {k + 1}", -1.0)
    page = reader(graph, top=20)
    assert "381 of 401 nodes are left out" in page.page.locator("#left-out").inner_text()
    search = page.page.get_by_label("Search")
    for name in ("node 250", "node 3"):
        search.fill(name)
        page.page.get_by_role("button", name=name, exact=True).click()
    assert page.total == "∂(node 250)/∂(node 3) = -1"


def test_answers_of_a_condensed_graph_come_from_the_whole(reader):
    graph = Graph()
    for k in range(200):
        graph.add_edges([k, k], [k + 1, k + 1], [0.5, 0.75])
    page = reader(graph, highlight=(200, 0), top=10)
    assert page.total.endswith("the sum over about 1.61e+60 paths")
    assert page.total.split(" ")[2] == f"{total(graph.derivative(200, 0)).text},"
    assert "more paths, together about" in page.rest
    page.page.get_by_role("button", name="Show more").click()
    assert len(page.rows) == 20


def test_a_graph_too_large_for_the_page_holds_the_one_answer(reader):
    count = 12_000
    graph = Graph.from_arrays(np.arange(count), np.arange(1, count + 1), np.ones(count))
    page = reader(graph, highlight=(count, 0))
    assert "holds its picture only" in page.page.locator("#answer").inner_text()
    assert page.total.endswith("= 1")
    page.click(0)
    assert page.total.endswith("= 1")


def test_arrays_show_shapes_and_no_numbers(reader):
    x, w = variable(np.arange(3.0), "x"), variable(np.ones((2, 3)), "w")
    graph = (np.tanh(w @ x) ** 2).sum().graph()
    page = reader(graph)
    first, *_, last = graph.nodes
    page.ask(last, first)
    assert page.total.endswith("is an array")
    assert "(2, 2)" in page.rows[0][1]
    assert "the library works out the numbers" in page.page.locator("#answer").inner_text()


def test_names_from_right_to_left_turn_nothing_around_them(reader):
    first, last = "\u05d0\u05d1 \u05d2", "\u0633\u0644"
    graph = Graph()
    graph.add_node(first, value=2.0)
    graph.add_node(last, value=6.0)
    graph.add_edges([first, "x", first], ["x", last, last], [1.0, 1.0, 2.0])
    page = reader(graph, highlight=(last, first))
    start, end = (f"\u2068{name}\u2069" for name in (first, last))
    assert page.total == f"∂{end}/∂({start}) = 3, the sum over 2 paths"
    assert [row[2] for row in page.rows] == [f"{start} → {end}", f"{start} → x → {end}"]
    assert page.page.locator("[data-result]").inner_text() == f"{end} = 6"


@pytest.mark.parametrize("wild", [float("nan"), float("inf")])
def test_edges_have_no_share_where_the_sum_is_not_finite(reader, wild):
    graph = Graph()
    graph.add_edges(["a", "b", "a"], ["b", "c", "c"], [wild, 1.0, 2.0])
    page = reader(graph, highlight=("c", "a"))
    texts = page.page.locator(".edge text").all_text_contents()
    assert texts == [str(wild), "1", "2"]


def wide(nodes):
    """Give many inputs of one output, the last of them in the middle of a path."""
    graph = Graph()
    graph.add_edges([f"n{k}" for k in range(nodes)], ["f"] * nodes, np.arange(1.0, nodes + 1))
    graph.add_edge("f", "end", 1.0)
    return graph


def test_a_large_picture_opens_where_the_paths_begin(reader):
    page = reader(wide(90), highlight=("end", "n70")).page
    stage, drawn, node = (
        page.locator(what).bounding_box() for what in ("#stage", "#stage svg", ".node.input.chosen")
    )
    assert drawn["height"] > stage["height"]
    for side, length in (("x", "width"), ("y", "height")):
        assert stage[side] <= node[side] <= stage[side] + stage[length] - node[length]
        if drawn[length] > stage[length]:
            assert drawn[side] <= stage[side] + 1
            assert drawn[side] + drawn[length] >= stage[side] + stage[length] - 1


def test_a_picture_that_can_be_read_opens_whole(reader):
    graph = Graph.from_arrays(np.arange(10), np.arange(1, 11), np.ones(10))
    page = reader(graph, highlight=(10, 0)).page
    stage, last = (page.locator(what).bounding_box() for what in ("#stage", ".node.output"))
    for side, length in (("x", "width"), ("y", "height")):
        assert last[side] + last[length] <= stage[side] + stage[length]


def test_what_was_found_is_chosen_by_keyboard_and_keeps_the_focus(reader):
    page = reader(branches())
    focused = "() => document.activeElement.dataset.node ?? document.activeElement.id"
    page.page.locator("#wanted").focus()
    page.page.keyboard.type("w")
    page.page.keyboard.press("Enter")
    assert page.said == "w chosen. Choose another node."
    assert page.page.evaluate(focused) == str(page.numbers["w"])
    page.page.keyboard.press("/")
    assert page.page.evaluate(focused) == "wanted"
    page.page.get_by_role("button", name="Tables").click()
    page.page.locator("#wanted").focus()
    page.page.keyboard.type("f")
    page.page.keyboard.press("Enter")
    assert page.said == "∂f/∂w = 4.5, the sum over 2 paths"
    assert page.page.evaluate(focused) == "wanted"


def test_a_search_counts_the_nodes_that_it_does_not_list(reader):
    page = reader(wide(30))
    page.page.locator("#wanted").fill("n")
    assert page.said == "31 nodes found"
    listed = page.page.locator("#found li").all_inner_texts()
    assert len(listed) == 21
    assert listed[-1] == "and 11 more"


def test_dark_and_light_are_told_apart_from_their_ground(reader):
    page = reader(branches(), highlight=("f", "w")).page
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate(_COLOURS)
        assert min(found) > 3.0, scheme


_COLOURS = """() => {
  const parts = (text) => text.match(/[0-9.]+/g).slice(0, 3).map((n) => {
    const part = n / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const light = (text) => {
    const [r, g, b] = parts(text);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const style = (what) => getComputedStyle(document.querySelector(what));
  const ground = style("body").backgroundColor;
  const box = style(".node rect").fill;
  return [
    contrast(style("body").color, ground),
    contrast(style(".node text").fill, box),
    contrast(style(".edge.along .line").stroke, ground),
    contrast(style(".edge.against .line").stroke, ground),
    contrast(style(".edge:not(.along) text").fill, ground),
  ];
}"""
