"""A gradient costs at most five times its function, whatever it is a gradient by."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

import compose
from compose.trace.compiling import compile as compiled
from tests.trace.random_programs import ARGUMENTS, programs


def cost(f, *args):
    fast = compiled(f)
    fast(*args)
    return fast.operations


@settings(max_examples=40, deadline=None)
@given(programs())
def test_a_gradient_costs_at_most_five_times_its_function(program):
    _, total = program
    ours = cost(compose.value_and_grad(total, (0, 1, 2)), *ARGUMENTS)
    assert ours <= 5 * cost(total, *ARGUMENTS)


@pytest.mark.parametrize("count", [10, 200])
def test_it_does_not_grow_with_the_number_of_inputs(count):
    def chain(xs):
        total = xs[0]
        for x in xs:
            total = np.sin(total * x) + x
        return total

    xs = [0.1 + 0.001 * n for n in range(count)]
    assert cost(compose.value_and_grad(chain), xs) <= 5 * cost(chain, xs)


def test_what_is_counted():
    x, w = np.ones((2, 3)), np.ones((3, 4))
    assert cost(lambda x: x + 1.0, x) == 6
    assert cost(lambda x: np.exp(x) * x, x) == 66
    assert cost(lambda x, w: x @ w, x, w) == 48
    assert cost(lambda x: np.sum(x, axis=0), x) == 6
    assert cost(lambda x: np.reshape(x.T, 6)[2:], x) == 0
    assert cost(lambda x: np.linalg.inv(x @ x.T), np.eye(2)) == 2 * 2 * 2 * 2 + 40
    assert cost(lambda x: np.exp(x) * 0.5 + np.exp(x), x) == 72
