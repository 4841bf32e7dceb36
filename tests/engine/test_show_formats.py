"""Explanations as Markdown, HTML and LaTeX: any name is shown as it is."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import numpy as np
import pytest
from markdown_it import MarkdownIt

from compose import Graph
from compose.engine.agreement import Agreement
from tests.engine.explained import CONVERSIONS, LINE, TRIANGLE, graph, shown

NASTY = [
    "<script>alert(1)</script>",
    "a|b*c_d`e`",
    "[x](y) ~~z~~ &amp; \\*",
    "# 1",
    "- x",
    "1. x",
    "$x$ {y}% #",
    "it's 5'",
    "x^2 ~",
    "日本 µm² π·rad °C → é",
]


def with_name(name):
    return graph((name, "m", 2.0), (name, "y", -1.0), ("m", "y", 3.0)).explain("y", name)


class _Texts(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.cells = [], []

    def handle_starttag(self, tag, _attrs):
        self.tags.append(tag)
        self.cells.append("")

    def handle_data(self, data):
        self.cells[-1] += data.strip("\n")


@pytest.mark.parametrize("name", NASTY)
def test_html_shows_any_name_as_it_is(name):
    page = _Texts()
    page.feed(with_name(name)._repr_html_())
    assert set(page.tags) == {"div", "p", "table", "tr", "th", "td"}
    assert f"{name} → m → y" in page.cells
    assert "+85.7 %" in page.cells


@pytest.mark.parametrize("name", NASTY)
@pytest.mark.parametrize("algebra", [None, Agreement()])
def test_markdown_shows_any_name_as_it_is(name, algebra):
    built = graph((name, "m", 2), (name, "y", 6), ("m", "y", 3))
    source = built.explain("y", name, algebra=algebra).to_markdown()
    page = _Texts()
    page.feed(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(source))
    assert set(page.tags) == {"p", "table", "thead", "tbody", "tr", "th", "td"}
    assert f"{name} → m → y" in page.cells
    headline = page.cells[0].strip()
    assert headline.startswith(f"{name} → y: 6" if algebra else "∂y/∂")
    assert name in headline


def test_markdown_has_one_row_a_path():
    assert TRIANGLE.explain("z", "x", top=1).to_markdown() == shown("""
        ∂z/∂x = 11, the sum over 2 paths

        | share | product | path | factors |
        | ---: | ---: | :--- | :--- |
        | +72.7 % | 8 | x → y → z | 4 · 2 |

        and 1 more path, together 3
        """)


def test_latex_of_one_path():
    explanation = LINE.explain("f", "x")
    assert explanation.to_latex() == (
        r"\frac{\partial f}{\partial x} = \frac{\partial f}{\partial g} \cdot "
        r"\frac{\partial g}{\partial x} = 1 \cdot \left(-2\right) = -2"
    )
    assert explanation._repr_latex_() == rf"$\displaystyle {explanation.to_latex()}$"


def test_latex_of_several_paths():
    assert TRIANGLE.explain("z", "x", top=1).to_latex() == shown(r"""
        \begin{aligned}
        \frac{\partial z}{\partial x} &= \underbrace{4 \cdot 2}_{x \to y \to z:\ +72.7\,\%} \\
        &\quad + \underbrace{3}_{\text{1 more}} \\
        &= 11
        \end{aligned}
        """)


def test_latex_of_a_conversion():
    assert CONVERSIONS.explain("m^3", "mL", algebra=Agreement()).to_latex() == (
        r"\mathrm{mL} \to \mathrm{cm{}^{\wedge}3} \to \mathrm{m{}^{\wedge}3}: "
        r"1 \cdot \frac{1}{1000000} = \frac{1}{1000000} = 10^{-6}"
    )
    assert CONVERSIONS.explain("degF", "degC", algebra=Agreement()).to_latex() == (
        r"\mathrm{degC} \to K \to \mathrm{degF}: 9/5 \cdot x + 32"
    )


def test_latex_of_arrays():
    built = Graph()
    built.add_node("x", shape=(2,))
    built.add_edge("x", "y", np.array([[1.0, 0.5], [0.0, 1.0]]))
    assert built.explain("y", "x").to_latex() == (
        r"\frac{\partial y}{\partial x} = \begin{bmatrix}1 & 0.5 \\ 0 & 1\end{bmatrix}"
    )


@pytest.mark.parametrize("name", [*NASTY, "{", "}", "\\", "^", "'"])
def test_latex_escapes_names(name):
    source = with_name(name).to_latex()
    bare = re.sub(r"\\[\\{}%#$&_]", "", source)
    depth = 0
    for character in bare:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
    assert not set("#$%~") & set(bare)
    assert "<script" not in source


def test_greek_names_are_greek():
    assert graph(("μ", "λ", 1.0)).explain("λ", "μ").to_latex() == (
        r"\frac{\partial \lambda}{\partial \mu} = 1"
    )
