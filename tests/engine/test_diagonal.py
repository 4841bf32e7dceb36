"""Diagonals, and maps one after another: what they do is what their matrices do."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose.engine.diagonal import Diagonal
from compose.engine.maps import BadLocalError, Composed, Dense, LinearMap, Operator

BROADCASTS = [
    *(((), ()), ((3,), (3,)), ((), (3,)), ((1,), (3,)), ((2,), (3, 2)), ((3, 1), (3, 2))),
    *(((1, 1), (3, 2)), ((1, 2), (3, 2)), ((), (2, 0)), ((0,), (2, 0)), ((1,), (0,))),
    *(((2, 1, 2), (2, 3, 2)), ((1,), (1,)), ((1,), (2, 1))),
]


def numbers(shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def laws(local):
    """Hold every way of moving something to the matrix."""
    ahead, behind = local.target_shape, local.source_shape
    rows, columns = math.prod(ahead), math.prod(behind)
    matrix = local.as_matrix()
    assert matrix.shape == (rows, columns)
    assert local.as_jacobian().shape == ahead + behind
    tangent, cotangent = numbers(behind, 1), numbers(ahead, 2)
    close = {"atol": 1e-12}
    moved = local.apply(tangent)
    assert np.shape(moved) == ahead
    np.testing.assert_allclose(np.ravel(moved), matrix @ np.ravel(tangent), **close)
    moved = local.transpose(cotangent)
    assert np.shape(moved) == behind
    np.testing.assert_allclose(np.ravel(moved), np.ravel(cotangent) @ matrix, **close)
    block = numbers((*behind, 2, 3), 3)
    moved = local.push_block(block)
    assert moved.shape == (*ahead, 2, 3)
    flat = matrix @ block.reshape(columns, 6)
    np.testing.assert_allclose(moved.reshape(rows, 6), flat, **close)
    block = numbers((4, *ahead), 4)
    moved = local.pull_block(block)
    assert moved.shape == (4, *behind)
    np.testing.assert_allclose(moved.reshape(4, columns), block.reshape(4, rows) @ matrix, **close)
    pattern = local.pattern()
    assert pattern.shape == matrix.shape
    assert pattern.dtype == bool
    assert np.all(pattern | (matrix == 0))


@pytest.mark.parametrize(("source", "target"), BROADCASTS)
def test_a_diagonal_is_its_matrix(source, target):
    factor = numbers(target)
    local = Diagonal(factor, source, target)
    laws(local)
    index = np.broadcast_to(np.arange(math.prod(source)).reshape(source), target).ravel()
    expected = np.zeros((math.prod(target), math.prod(source)))
    expected[np.arange(len(index)), index] = factor.ravel()
    np.testing.assert_array_equal(local.as_matrix(), expected)


def test_a_single_factor_serves_all_elements():
    np.testing.assert_array_equal(Diagonal(2.0, (3,), (3,)).as_matrix(), 2.0 * np.eye(3))
    laws(Diagonal(np.array([2.0, 3.0]), (2,), (3, 2)))


@pytest.mark.parametrize(("source", "target"), BROADCASTS)
def test_a_pattern_knows_zeros_from_absence(source, target):
    zeros = Diagonal(0.0, source, target)
    ones = Diagonal(1.0, source, target)
    np.testing.assert_array_equal(zeros.pattern(), ones.as_matrix() == 1)
    np.testing.assert_array_equal(Diagonal(np.nan, source, target).pattern(), zeros.pattern())
    assert zeros.pattern().sum() == math.prod(target)


def test_the_pattern_of_a_matrix_counts_what_is_unknown():
    local = Dense(np.array([[0.0, np.nan], [2.0, 0.0]]), (2,), (2,))
    assert local.pattern().tolist() == [[False, True], [True, False]]


CHAIN = {
    "diagonal": lambda: Diagonal(numbers((3, 2)), (2,), (3, 2)),
    "dense": lambda: Dense(numbers((4, 3, 2)), (3, 2), (4,)),
    "operator": lambda: Operator(np.cumsum, lambda c: np.cumsum(c[::-1])[::-1], (4,), (4,)),
}


def test_maps_one_after_another():
    first, second, third = (make() for make in CHAIN.values())
    together = third.after(second).after(first)
    assert isinstance(together, Composed)
    assert (together.source_shape, together.target_shape) == ((2,), (4,))
    laws(together)
    expected = third.as_matrix() @ second.as_matrix() @ first.as_matrix()
    np.testing.assert_allclose(together.as_matrix(), expected)
    other_way = third.after(second.after(first))
    np.testing.assert_allclose(other_way.as_matrix(), expected)


def test_maps_that_do_not_fit():
    first, second, _ = (make() for make in CHAIN.values())
    with pytest.raises(BadLocalError, match=r"a map from \(2,\) cannot follow one to \(4,\)"):
        first.after(second)


@pytest.mark.parametrize("kind", CHAIN)
def test_all_maps_obey_their_matrix(kind):
    laws(CHAIN[kind]())


def test_a_map_that_breaks_its_promise_is_named():
    class Careless(LinearMap):
        def apply(self, value):
            return value[:1]

        def transpose(self, cotangent):
            return cotangent

    local = Careless((2,), (2,))
    with pytest.raises(BadLocalError, match=r"its apply answers with shape \(1,\), not \(2,\)"):
        local.as_matrix()


def test_kinds_say_what_explanations_call_a_map():
    assert CHAIN["diagonal"]().kind == "diagonal"
    assert isinstance(CHAIN["dense"]().kind, str)


def test_complex_factors():
    local = Diagonal(np.array([1j, 2.0]), (2,), (2,))
    np.testing.assert_array_equal(local.as_matrix(), np.diag([1j, 2.0]))
    np.testing.assert_array_equal(local.transpose(np.array([1.0, 1j])), [1j, 2j])


@given(st.integers(0, 10**6))
def test_transposing_keeps_the_pairing(seed):
    draw = np.random.default_rng(seed)
    source, target = BROADCASTS[int(draw.integers(len(BROADCASTS)))]
    local = Diagonal(draw.standard_normal(target), source, target)
    tangent, cotangent = draw.standard_normal(source), draw.standard_normal(target)
    left = np.sum(cotangent * local.apply(tangent))
    right = np.sum(local.transpose(cotangent) * tangent)
    assert left == pytest.approx(right, abs=1e-12)
