"""Ranges and constant arrays that are made of numbers."""

from __future__ import annotations

import numpy as np
import pytest

from compose.errors import TraceError
from compose.rules import RULES
from compose.trace import variable
from tests.rules.checking import check_row

RANDOM = np.random.default_rng(5)
COLUMN, ROW = RANDOM.normal(size=(3, 1)), RANDOM.normal(size=4)


@pytest.mark.parametrize("num", [0, 1, 2, 5])
@pytest.mark.parametrize("endpoint", [True, False])
def test_linspace(num, endpoint):
    check_row(np.linspace, 1.0, 3.0, num, endpoint)
    check_row(np.linspace, 1.0, ROW, num, endpoint=endpoint)
    for axis in (0, 1, 2, -1, -2):
        check_row(np.linspace, COLUMN, ROW, num, endpoint, axis=axis)


def test_linspace_of_float32_stays_float32():
    start, stop = np.float32(1.0), np.ones(3, np.float32)
    answer = np.linspace(start, stop, 4)
    row = RULES[np.linspace]
    for place, argument in enumerate((start, stop)):
        assert row.pull(place, answer, answer, (start, stop, 4), {}).dtype == np.float32
        assert row.push(place, argument, answer, (start, stop, 4), {}).dtype == np.float32


@pytest.mark.parametrize("options", [{"retstep": True}, {"dtype": int}])
def test_linspace_refuses_what_it_cannot_follow(options):
    with pytest.raises(TraceError, match=r"np\.linspace of a variable .*;? "):
        RULES[np.linspace].check(0.0, 1.0, 3, **options)
    RULES[np.linspace].check(0.0, 1.0, 3, axis=0, dtype=np.float32)


@pytest.mark.parametrize("endpoint", [True, False])
def test_logspace(endpoint):
    check_row(np.logspace, 1.0, 2.0, 5, endpoint)
    check_row(np.logspace, COLUMN, ROW, 5, endpoint, 2.0, axis=-1)
    check_row(np.logspace, COLUMN, 2.0, 5, endpoint, np.array([2.0, 3.0, 4.0, 5.0]), axis=-1)


@pytest.mark.parametrize(
    ("shape", "value"), [(3, 2.5), ((2, 3), ROW[:3]), ((), 1.0), ((0, 2), 1.0)]
)
def test_full(shape, value):
    check_row(np.full, shape, value)
    leaf = variable(value, "v")
    filled = np.full(shape, leaf, like=leaf)
    np.testing.assert_array_equal(filled.value, np.full(shape, value))
    each = filled.size / max(np.size(value), 1)
    np.testing.assert_array_equal(np.sum(filled).gradient()[leaf], np.full(np.shape(value), each))


FUNCTIONS = [np.array, np.asarray, np.asanyarray]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_arrays_of_variables(function):
    x, y = variable(2.0, "x"), variable(3.0, "y")
    made = function([[x, 1.0], [y, x]], like=x)
    np.testing.assert_array_equal(made.value, [[2.0, 1.0], [3.0, 2.0]])
    gradient = np.sum(made * made).gradient()
    assert (gradient[x], gradient[y]) == (8.0, 6.0)
    assert function([x, y], dtype=np.float32, like=x).dtype == np.float32


@pytest.mark.parametrize("function", FUNCTIONS)
def test_arrays_of_numbers_are_those_of_numpy(function):
    for values in (1.5, [1, 2], [[True], [False]], (ROW, [1.0, 2.0, 3.0, 4.0]), ROW):
        made = RULES[function].written(values)
        check_row(function, values)
        assert type(made) is np.ndarray
        assert (made is values) is (function is not np.array and values is ROW)
    assert RULES[np.full].written(3, 1.0, np.float32).flags.writeable
