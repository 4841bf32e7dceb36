from __future__ import annotations

import functools

import numpy as np
import pytest
from hypothesis import given, settings

from compose import Graph
from compose.engine.maps import Dense, LinearMap, Operator
from compose.errors import LocalTypeError
from tests.engine.oracle import Paths, matrix_of
from tests.strategies import Dag, as_operator, linear_dags, random_dag


def size(shape):
    return int(np.prod(shape, dtype=int))


def dense_products(paths, of, wrt):
    """Multiply explicit matrices along every path and add: rows of `of`, columns of `wrt`."""
    dag = paths.dag
    start = np.eye(size(dag.shapes[wrt]))
    total = np.zeros((size(dag.shapes[of]), size(dag.shapes[wrt])))
    for walk in paths(of, wrt):
        total += functools.reduce(lambda so_far, edge: matrix_of(dag, edge) @ so_far, walk, start)
    return total


def with_operators(dag):
    """Replace every Jacobian by a map that only applies and transposes."""
    locals_ = [
        as_operator(x, dag.shapes[s], dag.shapes[t]) if np.ndim(x) else x for s, t, x in dag.edges
    ]
    return dag.with_locals(locals_)


def linear_graph(dag):
    """Build a graph and a Jacobian beside it, so that it is linear whatever was drawn."""
    graph = dag.graph()
    graph.add_node(("anchor", 0), shape=(2,))
    graph.add_edge(("anchor", 0), ("anchor", 1), np.eye(2))
    return graph


def whole(paths):
    """Put all blocks into one matrix."""
    places = range(len(paths.dag.names))
    return np.block([[dense_products(paths, of, wrt) for wrt in places] for of in places])


def linear_law(dag, graph):
    """Every way of asking gives the dense products, exactly: their entries are whole numbers."""
    paths, names, shapes = Paths(dag), dag.names, dag.shapes
    column = {name: number for number, name in enumerate(graph.nodes)}
    gradients = [graph.gradient(of, names) for of in names]
    forward = [graph.sensitivities(wrt, names) for wrt in names]
    adjoints = [graph.adjoints(of) for of in names]
    for of, wrt in paths.pairs():
        expected = dense_products(paths, of, wrt).reshape(shapes[of] + shapes[wrt])
        answers = [gradients[of][names[wrt]], forward[wrt][names[of]]]
        answers.append(adjoints[of][column[names[wrt]]])
        if not paths.is_swapped(of, wrt):
            answers.append(graph.derivative(names[of], names[wrt]))
            products = [path.product for path in graph.paths(names[of], names[wrt])]
            assert np.array_equal(sum(products, np.zeros(expected.shape)), expected)
        for answer in answers:
            assert np.shape(answer) == expected.shape
            assert np.array_equal(answer, expected)
            assert isinstance(answer, np.ndarray if expected.shape else float)
    blocks = whole(paths)
    assert np.array_equal(graph.jacobian(names, names, order="forward"), blocks)
    assert np.array_equal(graph.jacobian(names, names, order="reverse"), blocks)


@settings(max_examples=60)
@given(dag=linear_dags())
def test_jacobians_are_dense_products(dag):
    linear_law(dag, linear_graph(dag))


@settings(max_examples=40)
@given(dag=linear_dags())
def test_maps_without_a_matrix_are_as_good_as_jacobians(dag):
    linear_law(dag, linear_graph(with_operators(dag)))


@settings(max_examples=40)
@given(dag=linear_dags())
def test_contribution_is_the_product_over_the_node(dag):
    graph, paths, names = linear_graph(dag), Paths(dag), dag.names
    for of, wrt in paths.pairs():
        for via in range(len(names)):
            if paths.is_swapped(of, wrt):
                continue
            expected = dense_products(paths, of, via) @ dense_products(paths, via, wrt)
            found = graph.contribution(names[of], names[wrt], via=names[via])
            assert np.array_equal(np.reshape(found, expected.shape), expected)


@settings(max_examples=40)
@given(dag=linear_dags())
def test_explanation_of_jacobians_adds_up(dag):
    graph, paths, names = linear_graph(dag), Paths(dag), dag.names
    for of, wrt in paths.pairs():
        if paths.is_swapped(of, wrt):
            continue
        for top in (0, 1, 10):
            explained = graph.explain(names[of], names[wrt], top=top)
            shape = dag.shapes[of] + dag.shapes[wrt]
            parts = [term.path.product for term in explained.terms]
            parts += [] if explained.rest is None else [explained.rest.total]
            assert np.array_equal(sum(parts, np.zeros(shape)), np.asarray(explained.total))
            assert explained.count == len(paths(of, wrt))
            assert all(term.share is None for term in explained.terms)


def test_square_factors_are_not_swapped():
    first, second = np.array([[0.0, 1.0], [0.0, 0.0]]), np.array([[0.0, 0.0], [1.0, 0.0]])
    graph = Graph()
    graph.add_edge("x", "y", first)
    graph.add_edge("y", "z", second)
    assert np.array_equal(graph.derivative("z", "x"), second @ first)
    assert not np.array_equal(second @ first, first @ second)


def test_a_vector_of_outputs_of_one_shape_is_one_row_a_piece():
    graph = Graph()
    graph.add_node("x", shape=(2,))
    graph.add_edge("x", "y", np.eye(2))
    graph.add_edge("x", "z", 2 * np.eye(2))
    expected = np.vstack([np.eye(2), 2 * np.eye(2)])
    assert np.array_equal(graph.jacobian(["y", "z"], ["x"]), expected)


def test_jacobians_have_no_order_to_rank_by():
    graph = Graph()
    graph.add_edge("x", "y", np.eye(2))
    with pytest.raises(LocalTypeError, match="paths are ranked by numbers") as caught:
        list(graph.paths("y", "x", top=1))
    assert (caught.value.source, caught.value.target) == ("x", "y")


def test_numbers_in_a_graph_with_jacobians_elsewhere_can_be_ranked():
    graph = Graph()
    graph.add_edge("x", "y", np.eye(2))
    graph.add_edges(["a", "a"], ["b", "b"], [2.0, 3.0])
    assert [path.product for path in graph.paths("b", "a", top=2)] == [3.0, 2.0]


def test_a_number_between_vectors_scales():
    """Also where nothing in the graph is a matrix: shapes belong to nodes."""
    graph = Graph()
    graph.add_node("x", shape=(3,))
    graph.add_edge("x", "y", 2.0)
    assert graph.node("y").shape == (3,)
    assert np.array_equal(graph.derivative("y", "x"), 2 * np.eye(3))
    assert np.array_equal(graph.jacobian(["y"], ["x"]), 2 * np.eye(3))
    assert np.array_equal(graph.derivative("x", "x"), np.eye(3))


def test_derivative_of_a_vector_by_itself_is_the_identity():
    graph = Graph()
    graph.add_node("x", shape=(2,))
    assert np.array_equal(graph.derivative("x", "x"), np.eye(2))


def test_a_jacobian_is_copied_when_it_is_added():
    graph, jacobian = Graph(), np.eye(2)
    graph.add_edge("x", "y", jacobian)
    jacobian[:] = 7
    assert np.array_equal(graph.derivative("y", "x"), np.eye(2))
    assert not graph.edges[0].local.flags.writeable


class Doubling(LinearMap):
    """A map of a user's own, which says only what the protocol wants."""

    def apply(self, value):
        return 2 * value

    def transpose(self, cotangent):
        return 2 * cotangent


@pytest.mark.parametrize("shape", [(), (3,), (2, 2), (0,)])
def test_a_linear_map_of_ones_own(shape):
    graph = Graph()
    graph.add_edge("x", "y", Doubling(shape, shape))
    graph.add_edge("y", "z", Doubling(shape, shape))
    expected = 4 * np.eye(size(shape)).reshape(shape + shape)
    assert np.array_equal(graph.derivative("z", "x"), expected)
    assert np.array_equal(graph.gradient("z")["x"], expected)
    assert np.array_equal(Doubling(shape, shape).as_jacobian(), expected / 2)


@pytest.mark.parametrize("kind", [Operator, Dense])
def test_push_and_pull_of_a_block_are_transposes(kind):
    jacobian = np.arange(24.0).reshape(2, 3, 4)
    dense = Dense(jacobian, (4,), (2, 3))
    local = dense if kind is Dense else as_operator(jacobian, (4,), (2, 3))
    tangents, cotangents = np.arange(8.0).reshape(4, 2), np.arange(30.0).reshape(5, 2, 3)
    pushed, pulled = local.push_block(tangents), local.pull_block(cotangents)
    matrix = jacobian.reshape(6, 4)
    assert np.array_equal(pushed.reshape(6, 2), matrix @ tangents)
    assert np.array_equal(pulled, cotangents.reshape(5, 6) @ matrix)


@pytest.mark.parametrize("seed", range(3))
def test_the_direction_does_not_change_the_answer(seed):
    plain = random_dag(seed)
    chance = np.random.default_rng(seed)
    locals_ = [chance.integers(-3, 4, (2, 2)).astype(float) for _ in plain.edges]
    dag = Dag(plain.names, plain.with_locals(locals_).edges, ((2,),) * len(plain.names))
    linear_law(dag, dag.graph())
