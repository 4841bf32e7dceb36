from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compose import Graph
from compose.engine.algebra import (
    COUNTING,
    EXACT,
    INTERVAL,
    LARGEST,
    LINEAR,
    MAGNITUDE,
    REAL,
    Algebra,
    Interval,
    Semiring,
)
from compose.engine.maps import Affine
from compose.errors import NoPathError
from tests.engine.oracle import Paths, product, sum_over_paths
from tests.strategies import dags, exact_numbers, whole_floats


def words():
    """Sets of words: times joins them letter by letter, plus collects them."""
    return Semiring(
        "words",
        lambda later, earlier: frozenset(e + t for t in later for e in earlier),
        frozenset.union,
        frozenset({""}),
        frozenset(),
        lift=lambda local: frozenset({f"({local})"}),
    )


def matrices():
    """Whole 2 × 2 matrices made of a number, so that order matters."""
    return Semiring(
        "matrices",
        np.matmul,
        np.add,
        np.eye(2, dtype=object),
        np.zeros((2, 2), object),
        lift=lambda n: np.array([[1, n], [n * n % 3, 1]], object),
    )


def by_brute_force(paths, of, wrt, semiring):
    total = semiring.zero(None, None)
    for walk in paths(of, wrt):
        carrier = semiring.seed(None)
        for number in walk:
            carrier = semiring.push(paths.dag.edges[number][2], carrier)
        total = semiring.plus(total, carrier)
    return total


def askable(dag):
    paths = Paths(dag)
    return paths, [pair for pair in paths.pairs() if not paths.is_swapped(*pair)]


@pytest.mark.parametrize("make", [words, matrices])
@settings(max_examples=40)
@given(dag=dags(st.integers(-2, 5)))
def test_factors_that_do_not_commute_keep_their_order(make, dag):
    semiring, graph = make(), dag.graph()
    paths, pairs = askable(dag)
    for of, wrt in pairs:
        ends = dag.names[of], dag.names[wrt]
        expected = by_brute_force(paths, of, wrt, semiring)
        pulled = graph.gradient(ends[0], [ends[1]], algebra=semiring)[ends[1]]
        pushed = graph.sensitivities(ends[1], [ends[0]], algebra=semiring)[ends[0]]
        asked = graph.derivative(*ends, algebra=semiring)
        assert np.array_equal(pulled, expected)
        assert np.array_equal(pushed, expected)
        assert np.array_equal(asked, expected)


def test_later_edges_stand_on_the_left():
    later_first = Semiring("text", lambda a, b: a + b, lambda a, b: a + "|" + b, "", "", lift=str)
    graph = Graph()
    graph.add_edges(["x", "y", "z"], ["y", "z", "u"], [1, 2, 3])
    assert graph.derivative("u", "x", algebra=later_first) == "321"
    assert graph.gradient("u", algebra=later_first) == {"x": "321"}
    assert graph.sensitivities("x", algebra=later_first) == {"u": "321"}


@settings(max_examples=60)
@given(dag=dags(exact_numbers))
def test_largest_is_the_largest_product(dag):
    graph = dag.graph()
    paths, pairs = askable(dag)
    for of, wrt in pairs:
        ends = dag.names[of], dag.names[wrt]
        products = [product(dag, walk) for walk in paths(of, wrt)] or [0]
        found = graph.derivative(*ends, algebra=LARGEST)
        assert found in products
        assert abs(found) == max(map(abs, products))
        assert abs(graph.sensitivities(ends[1], [ends[0]], algebra=LARGEST)[ends[0]]) == abs(found)


@settings(max_examples=60)
@given(dag=dags(exact_numbers))
def test_magnitude_is_the_sum_of_magnitudes(dag):
    graph = dag.graph()
    paths, pairs = askable(dag)
    for of, wrt in pairs:
        expected = sum(abs(product(dag, walk)) for walk in paths(of, wrt))
        assert graph.derivative(dag.names[of], dag.names[wrt], algebra=MAGNITUDE) == expected


def encloses(interval, exact):
    return Fraction(interval.low) <= exact <= Fraction(interval.high)


numbers = st.one_of(exact_numbers, st.floats(-1e3, 1e3), st.floats(-1e-300, 1e-300))


@settings(max_examples=80)
@given(dag=dags(numbers))
def test_interval_encloses_the_exact_answer(dag):
    exact = dag.with_locals([Fraction(local) for _, _, local in dag.edges])
    graph = dag.graph()
    paths, pairs = Paths(exact), askable(dag)[1]
    for of, wrt in pairs:
        ends = dag.names[of], dag.names[wrt]
        expected = sum_over_paths(paths, of, wrt)
        assert encloses(graph.derivative(*ends, algebra=INTERVAL), expected)
        pushed = graph.sensitivities(ends[1], [ends[0]], algebra=INTERVAL)[ends[0]]
        assert encloses(pushed, expected)


def test_interval_of_whole_numbers_is_a_point():
    graph = Graph()
    graph.add_edges(["x", "x", "y"], ["y", "z", "z"], [2.0, 3.0, 4.0])
    assert graph.derivative("z", "x", algebra=INTERVAL) == Interval(11.0, 11.0)


def test_interval_widens_where_a_third_is_rounded():
    graph = Graph()
    graph.add_edge("x", "y", Fraction(1, 3))
    found = graph.derivative("y", "x", algebra=INTERVAL)
    assert found.low < Fraction(1, 3) < found.high
    assert found.high - found.low < 1e-15


finite = st.floats(allow_nan=False, allow_infinity=False)


def intervals():
    return st.builds(lambda a, b: Interval(min(a, b), max(a, b)), finite, finite)


def inside(interval):
    return [Fraction(end) for end in (*interval, interval.middle) if math.isfinite(end)]


def holds(interval, exact):
    low, high = interval
    return (low == -math.inf or Fraction(low) <= exact) and (
        high == math.inf or exact <= Fraction(high)
    )


@given(a=intervals(), b=intervals())
def test_interval_arithmetic_rounds_outwards(a, b):
    for x in inside(a):
        for y in inside(b):
            assert holds(a * b, x * y)
            assert holds(a + b, x + y)
            assert holds(-a, -x)


@given(a=intervals())
def test_the_radius_reaches_both_ends(a):
    middle, radius = a.middle, a.radius
    for end in a:
        assert radius == math.inf or abs(Fraction(end) - Fraction(middle)) <= Fraction(radius)


def test_a_tolerance_widens_an_interval():
    graph = Graph()
    graph.add_edge("x", "y", Affine(10.0, 0, Fraction(1, 100)))
    low, high = graph.derivative("y", "x", algebra=INTERVAL)
    assert low <= 9.9
    assert high >= 10.1
    assert high - low < 0.2000001


@settings(max_examples=60)
@given(dag=dags(whole_floats))
def test_every_algebra_of_numbers_agrees_on_small_floats(dag):
    graph = dag.graph()
    paths, pairs = askable(dag)
    for of, wrt in pairs:
        ends, expected = (dag.names[of], dag.names[wrt]), sum_over_paths(paths, of, wrt)
        assert graph.derivative(*ends) == expected
        for algebra in (REAL, EXACT, LINEAR):
            assert graph.derivative(*ends, algebra=algebra) == expected
        assert encloses(graph.derivative(*ends, algebra=INTERVAL), Fraction(expected))
        assert graph.derivative(*ends, algebra=COUNTING) == len(paths(of, wrt))


@pytest.mark.parametrize(
    ("locals_", "kind"),
    [
        ([1, 2], int),
        ([1, Fraction(1, 2)], Fraction),
        ([1, 2.0], float),
        ([Fraction(1, 2), 2.0], float),
        ([np.float32(2), 2], float),
        ([np.int64(2), 2], float),
        ([Affine(2), Affine(Fraction(1, 3), 5)], Fraction),
        ([Affine(2.0), 2], float),
    ],
)
def test_the_default_algebra_follows_from_the_locals(locals_, kind):
    graph = Graph()
    graph.add_edges(["x", "y"], ["y", "z"], locals_)
    assert type(graph.derivative("z", "x")) is kind


def test_exact_answers_from_floats_when_asked():
    graph = Graph()
    graph.add_edges(["x", "x"], ["y", "y"], [0.1, 0.2])
    assert graph.derivative("y", "x", algebra=EXACT) == Fraction(0.1) + Fraction(0.2)


def test_real_answers_from_fractions_when_asked():
    graph = Graph()
    graph.add_edge("x", "y", Fraction(1, 3))
    assert graph.derivative("y", "x", algebra=REAL) == 1 / 3
    assert type(graph.derivative("y", "x", algebra=REAL)) is float


class Hops(Algebra):
    """Fewest edges that carry anything; says nothing of nodes that are not joined."""

    name = "hops"

    def seed(self, node):
        assert node.shape == ()
        return 0

    def push(self, local, carrier):
        return carrier + bool(local)

    def pull(self, local, carrier):
        return carrier + bool(local)

    def plus(self, a, b):
        return min(a, b)

    def answer(self, carrier):
        return f"{carrier} hops"


def test_an_algebra_of_ones_own_without_zero():
    graph = Graph()
    graph.add_edges(["x", "x", "y", "u"], ["y", "z", "z", "v"], [1.0, 1.0, 1.0, 1.0])
    assert graph.derivative("z", "x", algebra=Hops()) == "1 hops"
    assert graph.derivative("x", "x", algebra=Hops()) == "0 hops"
    with pytest.raises(NoPathError, match="no path leads from 'x' to 'v'") as caught:
        graph.derivative("v", "x", algebra=Hops())
    assert (caught.value.of, caught.value.wrt) == ("v", "x")
    assert graph.explain("z", "x", algebra=Hops()).total == "1 hops"


def test_numbers_only_algebras_refuse_jacobians():
    graph = Graph()
    graph.add_edge("x", "y", np.eye(2))
    with pytest.raises(
        TypeError, match=r"a Dense is no number, and the algebra '.*' cannot use it"
    ):
        graph.derivative("y", "x", algebra=LARGEST)


def test_an_empty_path_is_one_in_every_algebra():
    graph = Graph()
    graph.add_edge("x", "y", 2.0)
    for algebra in (None, REAL, EXACT, LINEAR, COUNTING, LARGEST, MAGNITUDE):
        assert graph.derivative("x", "x", algebra=algebra) == 1
    assert graph.derivative("x", "x", algebra=INTERVAL) == (1.0, 1.0)
