from __future__ import annotations

import gzip
import io
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from compose import Graph
from compose.engine.maps import Affine
from compose.errors import FormatError, QuestionError
from compose.formats.drawing import draw, picture
from compose.formats.drawing.escaping import number
from compose.formats.drawing.measure import width
from compose.formats.drawing.style import STYLE
from compose.formats.sketching.sketch import sketch

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "<script>alert(1)</script>",
    "\"quoted\" & 'so'",
    "]]>",
    "a\nb",
    "\u202egnp",
    "x" * 10_000,
]


@pytest.fixture
def shop():
    graph = Graph()
    graph.add_node("price", value=10)
    edges = [("price", "sold", -4), ("price", "revenue", 60), ("sold", "revenue", 10)]
    edges += [("sold", "cost", 3), ("revenue", "profit", 1), ("cost", "profit", -1)]
    for edge in edges:
        graph.add_edge(*edge)
    return graph


def parsed(drawing):
    return ET.fromstring(drawing.svg)  # noqa: S314 - our own text


def groups(drawing, kind):
    found = parsed(drawing).iter(f"{SVG}g")
    return [g for g in found if kind in (g.get("class") or "").split()]


def texts(element, kind=None):
    found = element.iter(f"{SVG}text")
    return [text.text for text in found if kind is None or kind in text.get("class", "").split()]


def title(group):
    return group.find(f"{SVG}title").text


def strokes(drawing):
    return {
        title(g).partition(" =")[0]: float(g.find(f"{SVG}path").get("style", ":1.3").split(":")[1])
        for g in groups(drawing, "edge")
    }


def test_all_that_is_known_is_on_the_picture(shop):
    drawing = draw(shop)
    assert [texts(g)[0] for g in groups(drawing, "input")] == ["price"]
    assert sorted(texts(g)[0] for g in groups(drawing, "inner")) == ["cost", "revenue", "sold"]
    assert texts(groups(drawing, "input")[0], "value") == ["10"]
    assert sorted(texts(g)[0] for g in groups(drawing, "edge")) == sorted(
        ["-4", "60", "10", "3", "1", "-1"]
    )
    assert title(groups(drawing, "output")[0]) == "profit"
    assert not groups(drawing, "on-path")


def test_nodes_are_read_in_the_order_of_the_layers(shop):
    names = [texts(g)[0] for g in groups(draw(shop), "node")]
    assert names[0] == "price"
    assert names[1] == "sold"
    assert names[-1] == "profit"
    assert all(g.get("tabindex") == "0" for g in groups(draw(shop), "node"))


def test_a_highlight_is_coloured_and_its_paths_listed(shop):
    drawing = draw(shop, highlight=("profit", "price"))
    assert texts(parsed(drawing), "title") == ["∂profit/∂price = 32, the sum over 3 paths"]
    assert len(groups(drawing, "on-path")) == 5 + 6
    seen = sketch(shop, highlight=("profit", "price"))
    cells = texts(parsed(drawing), "cell")
    assert cells == [cell for row in seen.rows for cell in row]
    assert sorted(title(g) for g in groups(drawing, "against")) == [
        "∂revenue/∂sold = 10",
        "∂sold/∂price = -4",
    ]


def test_thickness_follows_the_share(shop):
    found = strokes(draw(shop, highlight=("profit", "price")))
    seen = sketch(shop, highlight=("profit", "price"))
    by_share = sorted(seen.edges, key=lambda edge: abs(edge.share))
    ordered = [found[edge.note.partition(" =")[0]] for edge in by_share]
    assert ordered == sorted(ordered)
    assert ordered[-1] > ordered[0] + 1


def test_signs_of_shares_are_written_too(shop):
    edges = groups(draw(shop, highlight=("profit", "price")), "against")
    assert all("(-" in texts(g)[0] for g in edges)


def test_one_path_needs_no_table():
    graph = Graph()
    graph.add_edges(["w", "x"], ["f", "f"], [5.0, -2.0])
    drawing = draw(graph, highlight=("f", "w"))
    assert texts(parsed(drawing), "cell") == []
    assert sorted(texts(g)[0] for g in groups(drawing, "edge")) == ["-2", "5"]


def test_checks_are_dashed_and_what_is_left_out_dotted():
    graph = Graph()
    for source, target, local in [("box", "L", 9), ("box", "m", 12), ("m", "L", Affine(0.75, 0))]:
        graph.add_edge(source, target, local, origin="fact")
    checked = draw(graph)
    assert len(groups(checked, "check")) == 1
    assert texts(parsed(checked), "legend") == ["Dashed: a check, which agrees with the rest."]
    chain = Graph.from_arrays(range(30), range(1, 31), [2.0] * 30)
    short = draw(chain, highlight=(30, 0), top=6)
    assert groups(short, "left-out")
    assert short.left_out
    assert " ".join(texts(parsed(short), "legend")).startswith(short.left_out)


def test_arrays_show_shapes():
    graph = Graph()
    graph.add_node("W", shape=(3, 784))
    graph.add_node("z", shape=(3,))
    graph.add_edge("W", "z", np.ones((3, 3, 784)))
    drawing = draw(graph)
    assert texts(groups(drawing, "input")[0], "value") == ["3 × 784"]
    assert texts(groups(drawing, "edge")[0]) == ["array (3, 3, 784)"]


@pytest.mark.parametrize("name", HOSTILE, ids=["script", "quotes", "cdata", "line", "bidi", "long"])
def test_a_name_is_only_a_name(name):
    graph = Graph()
    graph.add_node(name, label=name, unit=None)
    graph.add_edge(name, "f", 1.0, label=name, note=name)
    drawing = draw(graph, highlight=("f", name))
    kinds = {element.tag.removeprefix(SVG) for element in parsed(drawing).iter()}
    assert kinds <= {"svg", "g", "title", "desc", "style", "rect", "path", "text"}
    assert "\u202e" not in drawing.svg
    assert max(len(text) for text in texts(parsed(drawing))) <= 100
    whole = name.replace("\n", "\\n").replace("\u202e", "\\u202e")
    assert title(groups(drawing, "input")[0]).startswith(whole)


@pytest.mark.parametrize("name", ["重力加速度" * 20, "🎉" * 40, "עברית", "e\u0301" * 30])
def test_names_of_any_script_fit_into_their_boxes(name):
    graph = Graph()
    graph.add_edge(name, "f", 1.0)
    (group,) = groups(draw(graph), "input")
    (shown,) = texts(group)
    assert float(group.find(f"{SVG}rect").get("width")) > width(shown, 14.0)


def test_nothing_is_fetched(shop):
    text = draw(shop, highlight=("profit", "price")).svg
    assert re.findall(r"https?://[^\"\s]*", text) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"href|url\(|@import|<image|<use", text)


def test_the_picture_says_what_it_is(shop):
    root = parsed(draw(shop, highlight=("profit", "price")))
    assert root.get("role").split()[-1] == "img"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text.startswith("∂profit/∂price = 32")
    assert root[1].text.startswith("5 nodes and 6 edges. price → revenue → profit: 60.")


def test_the_frame_holds_all(shop):
    root = parsed(draw(shop, highlight=("profit", "price")))
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    for rect in root.iter(f"{SVG}rect"):
        if rect.get("x"):
            assert float(rect.get("x")) + float(rect.get("width")) < float(root.get("width"))


@pytest.mark.parametrize("kind", ["empty", "lonely", "circle", "loop", "band"])
def test_any_graph_can_be_drawn(kind):
    graph = Graph()
    if kind == "lonely":
        graph.add_node("a")
    if kind in {"circle", "loop"}:
        graph.add_edge("a", "b", 1.0)
        graph.add_edge("b", "a" if kind == "circle" else "b", 2.0)
    if kind == "band":
        graph = Graph.from_arrays(range(40), range(1, 41), [2.0] * 40)
    root = parsed(draw(graph))
    assert float(root.get("width")) > 30
    wide, tall = float(root.get("width")), float(root.get("height"))
    assert (tall > 5 * wide) == (kind == "band")


def test_the_same_graph_gives_the_same_bytes():
    script = (
        "from compose import Graph\nfrom compose.formats.drawing import draw\n"
        "g = Graph()\n"
        "for k in range(200): g.add_edge(f'n{k * 7 % 41}', f'm{k * 5 % 37}', float(k))\n"
        "print(draw(g, top=60).svg, draw(g, highlight=('m0', 'n0')).svg)\n"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_a_drawing_is_saved(tmp_path, shop):
    drawing = draw(shop)
    drawing.save(tmp_path / "a.svg")
    assert (tmp_path / "a.svg").read_text(encoding="utf-8") == drawing.svg
    drawing.save(str(tmp_path / "a.svg.gz"))
    assert gzip.decompress((tmp_path / "a.svg.gz").read_bytes()).decode() == drawing.svg
    stream = io.BytesIO()
    drawing.save(stream)
    assert stream.getvalue().decode() == drawing.svg
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.svg", "a.svg.gz"]


def test_what_cannot_be_saved_or_drawn_is_refused(tmp_path, shop):
    with pytest.raises(FormatError):
        draw(shop).save(3)
    with pytest.raises(OSError, match=r"missing"):
        draw(shop).save(tmp_path / "missing" / "a.svg")
    with pytest.raises(FormatError):
        draw("shop")
    with pytest.raises(QuestionError):
        draw(shop, top=0)


def test_notebooks_show_it(shop):
    drawing = draw(shop)
    assert drawing._repr_svg_() == drawing.svg == picture(shop)
    assert drawing._repr_mimebundle_() == {
        "image/svg+xml": drawing.svg,
        "text/plain": "<Drawing: 5 nodes, 6 edges>",
    }


def rules(text):
    return {
        name.strip(): body
        for names, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text)
        for name in names.split(",")
    }


LIGHT, _, DARK = STYLE.partition("@media (prefers-color-scheme: dark) {")
COLOUR = re.compile(r"#[0-9a-f]{6}")


def test_every_colour_has_a_dark_counterpart():
    coloured = {name for name, body in rules(LIGHT).items() if COLOUR.search(body)}
    assert coloured == set(rules(DARK))
    assert all(name.startswith(".compose-picture ") for name in rules(LIGHT))


def luminance(colour):
    parts = np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_everything_stands_out_from_its_ground(scheme):
    colours = {
        name.removeprefix(".compose-picture "): COLOUR.findall(body)
        for name, body in rules(scheme).items()
        if COLOUR.search(body)
    }
    (paper,) = colours[".paper"]
    for ground in (paper, colours[".node rect"][0], colours[".node.input rect"][0]):
        assert contrast(colours["text"][0], ground) >= 7
        assert contrast(colours[".value"][0], ground) >= 4.5
    for line in (".edge path", ".edge.on-path path", ".edge.against path", ".node.on-path rect"):
        assert contrast(colours[line][-1], paper) >= 3
    assert contrast(colours[".node rect"][1], paper) >= 3


@pytest.mark.parametrize(
    ("face", "size", "factor"), [("DejaVuSans", 12, 1), ("DejaVuSans-Bold", 14, 1.13)]
)
def test_texts_are_not_wider_than_estimated(face, size, factor):
    matplotlib = pytest.importorskip("matplotlib")
    from matplotlib.ft2font import FT2Font

    font = FT2Font(str(Path(matplotlib.get_data_path(), "fonts", "ttf", f"{face}.ttf")))
    font.set_size(size, 72)
    known = [chr(c) for c in range(0x20, 0x7F)] + list("αβδεθλμπσφωΔΣΩ∂·×÷−≈→…°¹²³éüß")
    words = ["weighted_inputs(x, w1, b1)[2]", "0.597584", "-1.5e-300", "∂loss/∂w1[0, 1]"]
    for text in [*known, *words]:
        true = sum(font.load_char(ord(c)).linearHoriAdvance / 65536 for c in text)
        assert true <= width(text, size) * factor + 0.01


def test_coordinates_are_short():
    assert [number(x) for x in (1.0, 1.25, -0.01, 100.06)] == ["1", "1.2", "0", "100.1"]
