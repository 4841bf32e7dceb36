"""What an answer costs, counted; and graphs on which anything that recurses would fail."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from compose import Graph
from compose.engine.operations import count_operations
from tests.strategies import diamonds

MILLION = 10**6


def counted(ask):
    with count_operations() as done:
        ask()
    return done


def small(count):
    graph = Graph()
    source, target, local = diamonds(count)
    graph.add_edges(source, target, local)
    return graph


def exact(count):
    source, target, local = diamonds(count)
    return Graph.from_arrays(source, target, [int(x) for x in local])


def large(count):
    return Graph.from_arrays(*diamonds(count, 0.5))


QUESTIONS = {
    "derivative": lambda g, n: g.derivative(3 * n, 0),
    "gradient": lambda g, n: g.gradient(3 * n),
    "sensitivities": lambda g, n: g.sensitivities(0, [3 * n]),
    "adjoints": lambda g, n: g.adjoints(3 * n),
    "tangents": lambda g, n: g.tangents(0)[3 * n],
    "count_paths": lambda g, n: g.count_paths(3 * n, 0),
    "contribution": lambda g, n: g.contribution(3 * n, 0, via=3),
    "explain": lambda g, n: g.explain(3 * n, 0, top=10),
    "ten largest paths": lambda g, n: list(g.paths(3 * n, 0, top=10)),
}


def asked_once(make, question, count):
    graph = make(count)
    graph.derivative(0, 0)
    return counted(lambda: QUESTIONS[question](graph, count))


@pytest.mark.parametrize("make", [small, exact])
@pytest.mark.parametrize("question", QUESTIONS)
def test_diamonds_in_a_row_cost_a_straight_line(make, question):
    done = [asked_once(make, question, count) for count in (20, 40, 80)]
    for kind in ("multiplications", "additions", "steps"):
        a, b, c = (getattr(one, kind) for one in done)
        assert c - b == 2 * (b - a)
    assert done[-1].total < 80 * 80


@pytest.mark.parametrize(
    "question", ["derivative", "gradient", "sensitivities", "adjoints", "tangents"]
)
def test_a_sweep_multiplies_once_an_edge(question):
    done = asked_once(small, question, 50)
    assert (done.multiplications, done.additions) == (200, 50)


@pytest.mark.parametrize(
    "question", ["derivative", "gradient", "sensitivities", "adjoints", "tangents"]
)
def test_a_compiled_sweep_multiplies_once_an_edge(question):
    count = 20_000
    graph = large(count)
    graph.derivative(0, 0)
    assert graph._ask().by_kernel
    done = counted(lambda: QUESTIONS[question](graph, count))
    assert done.multiplications == 4 * count
    assert done.total <= 16 * count


def test_ordering_looks_at_every_edge_once_and_is_kept():
    graph = small(30)
    first, second = (counted(lambda: graph.gradient(90)) for _ in range(2))
    assert first.steps - second.steps == 120
    assert first.multiplications == second.multiplications


def test_explaining_a_large_graph_costs_a_straight_line():
    done = [asked_once(large, "explain", count) for count in (50, 100, 200)]
    a, b, c = (one.total for one in done)
    assert c - b == 2 * (b - a)


def test_only_what_lies_between_is_swept():
    graph = Graph()
    graph.add_edges(range(100), range(1, 101), [1.0] * 100)
    assert counted(lambda: graph.derivative(60, 50)).multiplications == 10
    assert counted(lambda: graph.contribution(60, 50, via=55)).multiplications == 10


@pytest.mark.parametrize(("rows", "columns", "order"), [(1, 20, "reverse"), (20, 1, "forward")])
def test_jacobian_takes_the_direction_with_fewer_operations(rows, columns, order):
    graph = Graph()
    for wrt in range(columns):
        graph.add_edge(("x", wrt), "middle", 2.0)
    graph.add_edge("middle", "end", 1.0)
    for of in range(rows):
        graph.add_edge("end", ("y", of), 3.0)
    ofs, wrts = graph.outputs, graph.inputs
    plan = graph.plan(ofs, wrts)
    assert plan.order == order
    pairs = rows * columns
    assert plan.multiplications["forward"] == columns + pairs
    assert plan.multiplications["reverse"] == rows + pairs
    chosen, *others = (
        counted(lambda o=o: graph.jacobian(ofs, wrts, order=o)).multiplications
        for o in ("auto", "forward", "reverse")
    )
    assert chosen == min(others) < max(others)
    assert np.array_equal(graph.jacobian(ofs, wrts), np.full((rows, columns), 6.0))


def test_what_a_plan_says_is_never_exceeded():
    graph = small(10)
    nodes = list(graph.nodes)
    for order in ("forward", "reverse"):
        plan = graph.plan(nodes[-3:], nodes[:2], order)
        done = counted(lambda o=order: graph.jacobian(nodes[-3:], nodes[:2], order=o))
        starts = nodes[:2] if order == "forward" else nodes[-3:]
        ends = [e.source if order == "forward" else e.target for e in graph.edges]
        by_seeds = sum(end in starts for end in ends)
        assert plan.order == order
        assert done.multiplications <= plan.multiplications[order] + by_seeds


def test_counting_inside_counting_belongs_to_the_inner_block():
    graph = small(1)
    with count_operations() as outer:
        inner = counted(lambda: graph.derivative(3, 0))
    assert (outer.total, inner.multiplications) == (0, 4)


def test_a_failing_block_leaves_no_counter_behind():
    graph = small(1)
    with pytest.raises(ZeroDivisionError), count_operations() as done:
        raise ZeroDivisionError
    graph.derivative(3, 0)
    assert done.total == 0


def chain(kind=float):
    numbers = np.arange(MILLION)
    locals_ = np.ones(MILLION) if kind is float else [kind(1)] * MILLION
    return Graph.from_arrays(numbers, numbers + 1, locals_)


def test_a_chain_of_a_million_edges():
    graph = chain()
    assert graph.derivative(MILLION, 0) == 1.0
    assert graph.gradient(MILLION) == [1.0]
    assert graph.tangents(0).sum() == MILLION + 1
    assert graph.jacobian([MILLION], [0]) == [[1.0]]


def test_a_chain_of_a_million_edges_in_shuffled_numbering():
    place = np.random.default_rng(1).permutation(MILLION + 1)
    graph = Graph.from_arrays(place[:-1], place[1:], np.ones(MILLION))
    ends = int(place[-1]), int(place[0])
    assert graph.derivative(*ends) == 1.0
    assert graph.inputs.tolist() == [ends[1]]
    assert graph.outputs.tolist() == [ends[0]]


def test_a_million_inputs_into_one_node():
    numbers = np.arange(MILLION)
    graph = Graph.from_arrays(numbers, np.full(MILLION, MILLION), numbers.astype(float))
    assert np.array_equal(graph.gradient(MILLION), numbers)
    assert graph.derivative(MILLION, 7) == 7.0
    assert graph.tangents(5)[MILLION] == 5.0


@pytest.mark.long
def test_everything_else_on_a_chain_of_a_million_edges():
    graph = chain()
    assert graph.count_paths(MILLION, 0) == 1
    assert graph.contribution(MILLION, 0, via=MILLION // 2) == 1.0
    (path,) = graph.paths(MILLION, 0)
    assert (len(path), path.product, path.nodes[-1]) == (MILLION, 1.0, MILLION)
    (path,) = graph.paths(MILLION, 0, top=3)
    assert len(path) == MILLION
    explained = graph.explain(MILLION, 0)
    assert (explained.count, explained.total, explained.terms[0].share) == (1, 1.0, 1.0)
    assert len(str(explained)) < 10_000


@pytest.mark.long
def test_an_exact_chain_of_a_million_edges():
    assert chain(Fraction).derivative(MILLION, 0) == 1
    assert chain(int).gradient(MILLION) == {0: 1}


@pytest.mark.long
def test_a_chain_of_a_million_edges_that_is_a_cycle():
    numbers = np.arange(MILLION)
    graph = Graph.from_arrays(numbers, (numbers + 1) % MILLION, np.ones(MILLION))
    with pytest.raises(ValueError, match="cycle") as caught:
        graph.derivative(1, 0)
    assert len(caught.value.cycle) == MILLION + 1
    assert len(str(caught.value)) < 1_000


@pytest.mark.parametrize("count", [2_000])
def test_a_deep_graph_is_listed_ranked_and_explained_without_recursion(count):
    graph = Graph()
    graph.add_edges(range(count), range(1, count + 1), [Fraction(1)] * count)
    graph.add_edge(0, count, 5)
    assert [len(path) for path in graph.paths(count, 0)] == [count, 1]
    assert [path.product for path in graph.paths(count, 0, top=2)] == [5, 1]
    assert graph.explain(count, 0, top=1).rest.total == 1
