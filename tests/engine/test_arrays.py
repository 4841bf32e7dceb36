from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from compose import Graph
from compose.errors import ColumnError, UnknownNodeError

TAILS, HEADS, LOCALS = np.array([0, 1, 0]), np.array([2, 2, 1]), np.array([3.0, 4.0, 5.0])


def columns_of(graph):
    columns = graph.columns
    return columns.source.array(), columns.target.array(), columns.local.array()


def test_arrays_are_borrowed():
    graph = Graph.from_arrays(TAILS, HEADS, LOCALS)
    for held, given in zip(columns_of(graph), (TAILS, HEADS, LOCALS), strict=True):
        assert np.shares_memory(held, given)
        assert not held.flags.writeable
        assert given.flags.writeable


@pytest.mark.parametrize("dtype", [np.int8, np.uint16, np.int32, np.uint32, np.int64])
def test_indices_of_any_width_are_borrowed(dtype):
    tails = TAILS.astype(dtype)
    graph = Graph.from_arrays(tails, HEADS.astype(dtype), LOCALS)
    assert np.shares_memory(columns_of(graph)[0], tails)
    assert graph.gradient(2).tolist() == [23.0]


def test_a_copy_is_a_copy():
    tails, heads, locals_ = TAILS.copy(), HEADS.copy(), LOCALS.copy()
    graph = Graph.from_arrays(tails, heads, locals_, copy=True)
    for held, given in zip(columns_of(graph), (tails, heads, locals_), strict=True):
        assert not np.shares_memory(held, given)
        given[:] = 0
    assert graph.derivative(2, 0) == 23.0


def test_strided_and_foreign_arrays():
    wide = np.array([[0, 9], [1, 9], [0, 9]])
    graph = Graph.from_arrays(wide[:, 0], HEADS.astype(">i4"), LOCALS.astype(">f8"))
    assert graph.derivative(2, 0) == 23.0


def test_nodes_without_names_are_integers_and_answers_are_arrays():
    graph = Graph.from_arrays(TAILS, HEADS, LOCALS)
    assert graph.nodes == range(3)
    assert graph.inputs.tolist() == [0]
    assert graph.outputs.tolist() == [2]
    for answer in (graph.gradient(2), graph.sensitivities(0)):
        assert isinstance(answer, np.ndarray)
        assert answer.tolist() == [23.0]
    assert graph.gradient(2, [1, 0, 1]).tolist() == [4.0, 23.0, 4.0]
    assert graph.gradient(np.int64(2), np.array([2, 1])).tolist() == [1.0, 4.0]
    assert graph.adjoints(2).tolist() == [23.0, 4.0, 1.0]


def test_exact_locals_stay_exact():
    graph = Graph.from_arrays(TAILS, HEADS, [1, Fraction(1, 3), 2])
    assert graph.derivative(2, 0) == Fraction(5, 3)
    assert graph.gradient(2) == {0: Fraction(5, 3)}
    graph = Graph.from_arrays(TAILS, HEADS, [1, Fraction(1, 3), 2.0])
    assert type(graph.derivative(2, 0)) is float
    graph = Graph.from_arrays(TAILS, HEADS, np.array([1, 2, 3]))
    assert type(graph.derivative(2, 0)) is float


def test_arrays_of_floats_are_real_even_when_empty():
    nothing = np.zeros(0, np.int64)
    graph = Graph.from_arrays(nothing, nothing, np.zeros(0), names=range(3))
    assert graph.inputs.tolist() == [0, 1, 2]
    assert isinstance(graph.gradient(1), np.ndarray)
    assert graph.gradient(1).tolist() == [0.0, 1.0, 0.0]


def test_names():
    graph = Graph.from_arrays(TAILS, HEADS, LOCALS, names=["x", ("y", 1), None])
    assert list(graph.nodes) == ["x", ("y", 1), None]
    assert graph.gradient(None) == {"x": 23.0}
    assert graph.derivative(("y", 1), "x") == 5.0


@pytest.mark.parametrize("names", [range(5), [*range(5)], tuple(range(5))])
def test_more_names_than_nodes_with_edges(names):
    graph = Graph.from_arrays(TAILS, HEADS, LOCALS, names=names)
    assert list(graph.nodes) == [0, 1, 2, 3, 4]
    assert list(graph.inputs) == [0, 3, 4]


def test_an_array_of_names():
    graph = Graph.from_arrays(TAILS, HEADS, LOCALS, names=np.array(["x", "y", "z"]))
    assert graph.gradient("z") == {"x": 23.0}


def test_no_arrays_no_nodes():
    graph = Graph.from_arrays([], [], [])
    assert len(graph.nodes) == len(graph.edges) == 0


def test_a_graph_from_arrays_grows():
    graph = Graph.from_arrays(TAILS, HEADS, LOCALS)
    graph.add_edge(2, "f", 2.0)
    assert list(graph.nodes) == [0, 1, 2, "f"]
    assert graph.gradient("f") == {0: 46.0}
    assert LOCALS.tolist() == [3.0, 4.0, 5.0]
    graph.add_node(7)
    assert 7 in graph


def test_equal_however_they_were_built():
    one = Graph.from_arrays(TAILS, HEADS, LOCALS)
    other = Graph()
    for node in range(3):
        other.add_node(node)
    other.add_edges(TAILS, HEADS, LOCALS)
    assert one.equals(other)
    assert other.equals(one)
    assert one.equals(Graph.from_arrays(TAILS.astype(np.uint8), HEADS, LOCALS))


BAD = {
    "lengths": (([0, 1], [1], [1.0]), {}, "2 sources, 1 targets and 1 locals"),
    "few locals": (([0, 1], [1, 2], [1.0]), {}, "2 sources, 2 targets and 1 locals"),
    "negative": (([0, -2], [1, 2], [1.0, 1.0]), {}, r"source\[1\] is -2"),
    "floats": (([0.0], [1], [1.0]), {}, "source .* float64.* integers"),
    "truths": (([0], [True], [1.0]), {}, "target .* bool"),
    "table": (([[0]], [[1]], [[1.0]]), {}, "source has 2 dimensions"),
    "local table": (([0], [1], np.ones((1, 1))), {}, "local has 2 dimensions"),
    "complex": (([0], [1], np.array([1j])), {}, "complex"),
    "truth": (([0], [1], [True]), {}, r"local\[0\] is True"),
    "truth array": (([0], [1], np.array([True])), {}, "bool"),
    "text": (([0], [1], ["2 mm"]), {}, r"local\[0\] is '2 mm', a str"),
    "range": (([0], [3], [1.0]), {"names": "abc"}, "node 3 is out of range: there are 3 names"),
    "short range": (([0], [3], [1.0]), {"names": range(3)}, "node 3 is out of range"),
    "twice": (([0], [1], [1.0]), {"names": ["a", "b", "a"]}, "'a' comes twice"),
    "huge": ((np.array([2**63], np.uint64), [0], [1.0]), {"names": range(2)}, "out of range"),
}


@pytest.mark.parametrize("case", BAD)
def test_arrays_that_are_no_graph(case):
    arrays, options, words = BAD[case]
    with pytest.raises(ColumnError, match=words) as caught:
        Graph.from_arrays(*arrays, **options)
    assert isinstance(caught.value, ValueError)


def test_an_unknown_number():
    graph = Graph.from_arrays(TAILS, HEADS, LOCALS)
    for name in (3, -1, "x", 1.5, True, None, [0]):
        with pytest.raises(UnknownNodeError):
            graph.derivative(2, name)
