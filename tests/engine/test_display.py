from __future__ import annotations

import subprocess
import sys

import pytest

from compose import Graph
from compose.engine import display
from compose.errors import QuestionError


@pytest.fixture
def table(monkeypatch):
    monkeypatch.setattr(display, "_DISPLAYS", {})


@pytest.fixture
def graph():
    known = Graph()
    known.add_edge("w", "f", 5.0)
    return known


@pytest.mark.usefixtures("table")
def test_plain_text_is_always_there(graph):
    assert graph._repr_mimebundle_() == {"text/plain": repr(graph)}


@pytest.mark.usefixtures("table")
def test_what_is_registered_is_shown_beside_it(graph):
    display.register_display("text/x-names", lambda known: " ".join(known.nodes))
    assert graph._repr_mimebundle_(include=None, exclude=None)["text/x-names"] == "w f"
    display.register_display("text/x-names", lambda _: "other")
    assert graph._repr_mimebundle_()["text/x-names"] == "other"


@pytest.mark.usefixtures("table")
def test_what_cannot_be_shown_is_left_out(graph):
    def refuse(known):
        raise QuestionError(repr(known))

    display.register_display("text/x-refused", refuse)
    display.register_display("text/x-none", lambda _: None)
    assert list(graph._repr_mimebundle_()) == ["text/plain"]


@pytest.mark.usefixtures("table")
def test_a_mistake_of_the_function_is_not_hidden(graph):
    display.register_display("text/x-wrong", lambda known: known.missing)
    with pytest.raises(AttributeError):
        graph._repr_mimebundle_()


def test_graphs_are_drawn_in_notebooks_without_being_asked():
    script = (
        "import sys, compose\n"
        "g = compose.Graph(); g.add_edge('w', 'f', 5.0)\n"
        "print('compose.formats' in sys.modules)\n"
        "print(g._repr_mimebundle_()['image/svg+xml'][:4])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "<svg"]


def test_a_large_graph_is_only_named():
    chain = Graph.from_arrays(range(20_001), range(1, 20_002), [1.0] * 20_001)
    assert list(chain._repr_mimebundle_()) == ["text/plain"]
