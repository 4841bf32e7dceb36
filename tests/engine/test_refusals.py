from __future__ import annotations

import numpy as np
import pint
import pytest

from compose import Graph
from compose.engine.maps import Affine, Operator
from compose.errors import (
    ColumnError,
    CycleError,
    LocalTypeError,
    ShapeError,
    SwappedQuestionError,
    UnitError,
    UnknownNodeError,
    UnknownUnitError,
)


def started():
    """A graph that knows a unit and a shape."""
    graph = Graph()
    graph.add_node("length", unit="mm")
    graph.add_node("volume", unit="mL")
    graph.add_node("vector", shape=(3,))
    graph.add_node("matrix", shape=(2, 2))
    graph.add_edge("length", "volume", 2.0)
    return graph


def refused(error, source, target, local, *words):
    """Check type, fields and words, and that the graph is as it was."""
    graph, same = started(), started()
    for add in (
        lambda: graph.add_edge(source, target, local, note="n"),
        lambda: graph.add_edges([source], [target], [local]),
    ):
        with pytest.raises(error) as caught:
            add()
        assert (caught.value.source, caught.value.target) == (source, target)
        for word in (repr(source), repr(target), *words):
            assert word in str(caught.value)
        assert graph.equals(same)
        assert len(graph.nodes) == len(same.nodes)


TYPES = [
    (True, "True", "truth value"),
    (np.array(0) == 1, "truth value"),
    (1j, "1j", "complex", "real"),
    (np.complex64(2), "complex"),
    ("twice", "'twice'", "quantity"),
    ("", "quantity"),
    (b"2", "bytes"),
    ([1.0, 2.0], "list", "[1.0, 2.0]"),
    ((1.0,), "tuple"),
    ({}, "dict"),
    (None, "NoneType"),
    (object, "type"),
    (len, "builtin_function_or_method"),
    (np.array([True, False]), "bool"),
    (np.array(["a"]), "<U1"),
    (np.array([1j, 2]), "complex128"),
    (np.array([1.0, 2.0], object), "object"),
    (np.array("twice"), "str"),
    (Affine(1j), "Affine"),
    (Affine("2"), "Affine"),
]


@pytest.mark.parametrize(("local", "words"), [(local, words) for local, *words in TYPES])
def test_what_no_edge_can_carry(local, words):
    refused(LocalTypeError, "new", "volume", local, *words)
    assert issubclass(LocalTypeError, TypeError)


SHAPES = [
    ("vector", "matrix", 2.0, "(3,)", "(2, 2)", "(2, 2, 3)"),
    ("vector", "matrix", np.ones((2, 2)), "(2, 2)", "(3,)", "(2, 2, 3)"),
    ("vector", "new", np.ones((2, 2)), "(2, 2)", "(3,)"),
    ("new", "vector", np.ones((2, 3)), "(2, 3)", "(3,)"),
    ("matrix", "vector", np.ones((2, 2, 3)), "(3, 2, 2)"),
    ("length", "volume", np.ones(1), "(1,)", "()"),
    ("new", "newer", np.ones(3), "(3,)", "add_node('new', shape=…)"),
    ("new", "newer", np.ones((2, 3, 4)), "(2, 3, 4)", "several ways"),
    ("vector", "new", Affine(2.0), "affine"),
    ("vector", "new", Operator(abs, abs, (4,), (1,)), "(3,)", "(4,)"),
]


@pytest.mark.parametrize(
    ("source", "target", "local", "words"), [(a, b, c, d) for a, b, c, *d in SHAPES]
)
def test_what_does_not_fit_the_shapes(source, target, local, words):
    refused(ShapeError, source, target, local, *words)
    assert issubclass(ShapeError, ValueError)


UNITS = [
    ("length", "volume", "3 mL/s", "3 mL/s", "milliliter", "millimeter"),
    ("length", "volume", "3 mL", "milliliter", "millimeter"),
    ("length", "volume", "3", "milliliter"),
    ("length", "volume", "3 mL/mn", "mL/mn"),
    ("length", "new", "3 mL/mm", "'new'", "no unit", "add_node"),
    ("new", "newer", "3 mm", "no unit", "add_node"),
]


@pytest.mark.parametrize(
    ("source", "target", "local", "words"), [(a, b, c, d) for a, b, c, *d in UNITS]
)
def test_what_does_not_fit_the_units(source, target, local, words):
    refused(UnitError, source, target, local, *words)
    assert issubclass(UnitError, ValueError)


def test_quantities_are_checked_like_their_text():
    registry = pint.get_application_registry()
    refused(UnitError, "length", "volume", 3 * registry.second, "second", "milliliter")


@pytest.mark.parametrize("ends", [(["x"], "y"), ("y", ["x"]), ({}, "y"), ("x", {"y"})])
@pytest.mark.parametrize("local", [2.0, 2, np.eye(2)])
def test_names_must_be_hashable(ends, local):
    graph = Graph()
    with pytest.raises(LocalTypeError, match="hashable"):
        graph.add_edge(*ends, local)
    assert (list(graph.nodes), len(graph.edges)) == ([], 0)
    with pytest.raises(TypeError, match="hashable"):
        graph.add_edges([ends[0]], [ends[1]], [local])
    assert (list(graph.nodes), len(graph.edges)) == ([], 0)
    with pytest.raises(TypeError, match="hashable"):
        graph.add_node([])
    assert (list(graph.nodes), len(graph.edges)) == ([], 0)


def test_bulk_edges_of_different_lengths():
    graph = Graph()
    with pytest.raises(ColumnError, match="2 sources, 1 targets and 3 locals"):
        graph.add_edges(["a", "b"], ["c"], [1.0, 2.0, 3.0])
    assert len(graph.nodes) == 0


def test_the_first_edge_refused_is_named_and_those_before_it_are_in():
    graph = Graph()
    with pytest.raises(LocalTypeError) as caught:
        graph.add_edges(["a", "b", "c"], ["b", "c", "d"], [1.0, 2j, 3.0])
    assert (caught.value.source, caught.value.target) == ("b", "c")
    assert [(e.source, e.target) for e in graph.edges] == [("a", "b")]
    assert list(graph.nodes) == ["a", "b"]


@pytest.mark.parametrize("shape", [-1, (2, -1), 1.5, "ab", (1.5,)])
def test_what_is_no_shape(shape):
    graph = Graph()
    with pytest.raises((ColumnError, TypeError), match="shape"):
        graph.add_node("x", shape=shape)
    assert len(graph.nodes) == 0


def test_what_is_no_unit():
    graph = Graph()
    with pytest.raises(UnknownUnitError, match="'millimetr'"):
        graph.add_node("x", unit="millimetr")
    assert len(graph.nodes) == 0


def test_a_cycle_is_printed_node_by_node():
    graph = Graph()
    graph.add_edges(["start", "a", "b", "c", "c"], ["a", "b", "c", "a", "end"], [1.0] * 5)
    for ask in (
        lambda: graph.derivative("end", "start"),
        lambda: graph.gradient("end"),
        lambda: graph.count_paths("end", "start"),
        lambda: graph.explain("end", "start"),
        lambda: graph.paths("end", "start"),
        lambda: graph.jacobian(["end"], ["start"]),
        lambda: graph.inputs,
    ):
        with pytest.raises(CycleError) as caught:
            ask()
        cycle = caught.value.cycle
        assert cycle[0] == cycle[-1]
        assert sorted(cycle[1:]) == ["a", "b", "c"]
        assert " → ".join(cycle) in str(caught.value)
    assert isinstance(caught.value, ValueError)


def test_a_node_in_a_circle_with_itself():
    graph = Graph()
    graph.add_edge("x", "x", 2.0)
    with pytest.raises(CycleError, match="x → x"):
        graph.derivative("x", "x")


def test_a_long_cycle_is_shortened_in_the_text_only():
    graph = Graph()
    graph.add_edges(range(100), [*range(1, 100), 0], [1.0] * 100)
    with pytest.raises(CycleError, match="more") as caught:
        graph.derivative(1, 0)
    assert len(caught.value.cycle) == 101
    assert all(
        b == (a + 1) % 100 for a, b in zip(caught.value.cycle, caught.value.cycle[1:], strict=False)
    )
    assert len(str(caught.value)) < 300


def weights():
    graph = Graph()
    graph.add_edges(["weight", "bias"], ["loss", "loss"], [2.0, 1.0])
    return graph


@pytest.mark.parametrize(
    "ask",
    [
        lambda g: g.derivative("loss", "wieght"),
        lambda g: g.gradient("loss", ["bias", "wieght"]),
        lambda g: g.gradient("wieght"),
        lambda g: g.sensitivities("wieght"),
        lambda g: g.adjoints("wieght"),
        lambda g: g.tangents("wieght"),
        lambda g: g.jacobian(["loss"], ["wieght"]),
        lambda g: g.jacobian("loss", "wieght"),
        lambda g: g.plan(["wieght"], ["bias"]),
        lambda g: g.paths("loss", "wieght"),
        lambda g: g.count_paths("wieght", "bias"),
        lambda g: g.contribution("loss", "weight", via="wieght"),
        lambda g: g.explain("loss", "wieght"),
        lambda g: g.node("wieght"),
    ],
)
def test_an_unknown_node_and_those_nearest_to_it(ask):
    with pytest.raises(UnknownNodeError) as caught:
        ask(weights())
    assert caught.value.node == "wieght"
    assert "weight" in caught.value.nearest
    assert "'wieght'" in str(caught.value)
    assert "did you mean 'weight'" in str(caught.value)
    assert isinstance(caught.value, KeyError)


def test_names_that_are_no_text_have_neighbours_too():
    graph = Graph()
    graph.add_edge(("layer", 1), ("layer", 2), 1.0)
    with pytest.raises(UnknownNodeError) as caught:
        graph.derivative(("layer", 2), ("layer", 3))
    assert caught.value.nearest[0] in (("layer", 1), ("layer", 2))
    with pytest.raises(UnknownNodeError):
        graph.derivative(("layer", 2), ["unhashable"])


@pytest.mark.parametrize(
    "ask",
    [
        lambda g: g.derivative("weight", "loss"),
        lambda g: g.count_paths("weight", "loss"),
        lambda g: g.paths("weight", "loss"),
        lambda g: g.paths("weight", "loss", top=1),
        lambda g: g.contribution("weight", "loss", via="bias"),
        lambda g: g.explain("weight", "loss"),
    ],
)
def test_a_swapped_question(ask):
    with pytest.raises(SwappedQuestionError) as caught:
        ask(weights())
    assert (caught.value.of, caught.value.wrt) == ("weight", "loss")
    assert "derivative('loss', 'weight')" in str(caught.value)
    assert isinstance(caught.value, ValueError)


def test_where_swapping_is_no_mistake():
    graph = weights()
    assert graph.gradient("weight", ["loss", "weight"]) == {"loss": 0.0, "weight": 1.0}
    assert graph.sensitivities("loss", ["weight"]) == {"weight": 0.0}
    assert graph.jacobian(["weight"], ["loss", "bias"]).tolist() == [[0.0, 0.0]]
    assert graph.derivative("weight", "bias") == 0.0
    assert graph.count_paths("weight", "bias") == 0
    assert list(graph.paths("weight", "bias")) == []
    assert graph.contribution("loss", "bias", via="weight") == 0.0


def test_an_order_that_there_is_not():
    for ask in (weights().plan, weights().jacobian):
        with pytest.raises(ValueError, match=r"backward.*auto, forward, reverse"):
            ask(["loss"], ["bias"], order="backward")
