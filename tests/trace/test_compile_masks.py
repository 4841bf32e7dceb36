"""What a program computes with masks and indices that are themselves traced."""

from __future__ import annotations

import numpy as np
import pytest

import compose
from compose.errors import TraceError

X = np.array([0.5, 1.5, 0.25])


@pytest.mark.parametrize(
    "f",
    [
        lambda x: np.sum(np.where((x > 0.3) & (x < 1), x**x, 2 * x)),
        lambda x: np.sum(np.where((x < 0.3) | (x > 1), x * x, 2 * x)),
        lambda x: np.sum(np.where(~(x > 1), np.sin(x), x)),
        lambda x: np.sum(np.where((x > 0.3) ^ (x > 1), x**3, x)),
        lambda x: np.sum(np.where(True & (x > 1), x**3, x)),
        lambda x: np.sum(np.interp(x, np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.0, 4.0]))),
    ],
)
def test_masks_and_tables_compile_with_their_gradients(f):
    gradient = compose.grad(f)
    np.testing.assert_array_equal(compose.compile(f)(X), f(X))
    np.testing.assert_array_equal(compose.compile(gradient)(X), gradient(X))


def test_a_gradient_by_whole_numbers_is_of_floats():
    gradient = compose.grad(lambda x: np.sum(x**2) / 4)
    found = compose.compile(gradient)(np.array([1, 2, 3]))
    assert found.dtype == np.float64
    np.testing.assert_array_equal(found, [0.5, 1.0, 1.5])


def test_a_count_that_depends_on_an_argument_names_the_line_and_the_way_out():
    def repeated(x, n):
        for _ in range(n):
            x = x * 2
        return x

    with pytest.raises(TraceError, match=r"not known while compiling .*range\(n\).*static="):
        compose.compile(repeated)(2.0, 3)
    assert compose.compile(repeated, static=1)(2.0, 3) == 16.0


def test_a_constant_table_read_at_a_traced_place_says_so():
    table = np.array([1.0, 2.0, 3.0])
    with pytest.raises(TraceError, match="not known while compiling"):
        compose.compile(lambda x: table[np.argmax(x)] * x)(X)
