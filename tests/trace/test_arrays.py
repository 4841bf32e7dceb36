"""Variables that hold arrays: operators, methods, attributes, and what NumPy does with them."""

from __future__ import annotations

import operator

import numpy as np
import pytest

from compose.errors import TraceError
from compose.trace import Variable, variable

MATRIX = np.array([[1.0, -2.0, 3.0], [4.0, 5.5, -6.0]])
VECTOR = np.array([0.5, 1.5, 2.0])


def slopes(function, x, step=1e-6):
    """The Jacobian of a function of an array by central differences."""
    columns = []
    for index in np.ndindex(x.shape):
        unit = np.zeros(x.shape)
        unit[index] = step
        columns.append((np.asarray(function(x + unit)) - np.asarray(function(x - unit))) / 2 / step)
    return np.reshape(np.stack(columns, axis=-1), columns[0].shape + x.shape)


def agrees(function, x):
    """Hold the value and the Jacobian of a function of one array to NumPy's and to differences."""
    leaf = variable(x, "x")
    found, expected = function(leaf), function(x)
    assert isinstance(found, Variable)
    np.testing.assert_array_equal(found.value, expected)
    assert found.shape == np.shape(expected)
    assert found.dtype == np.asarray(expected).dtype
    jacobian = found.derivative(leaf)
    assert np.shape(jacobian) == found.shape + leaf.shape
    np.testing.assert_allclose(jacobian, slopes(function, x), rtol=1e-6, atol=1e-6)


OPERATORS = [
    *(lambda x: x + VECTOR, lambda x: VECTOR - x, lambda x: x * x, lambda x: VECTOR / x),
    *(lambda x: x**2, lambda x: x**3.0, lambda x: 2.0**x, lambda x: -x, lambda x: +x, abs),
    *(lambda x: x @ VECTOR, lambda x: MATRIX.T @ x, lambda x: x @ x.T, lambda x: x % 1.75),
    *(lambda x: 2.5 % x, lambda x: [1.0, 2.0, 3.0] * x, lambda x: x - [1.0, 2.0, 3.0]),
    *(lambda x: x * np.array([True, False, True]), lambda x: np.float32(2.0) * x),
    *(lambda x: x[0] * x[1], lambda x: x + x[:1], lambda x: (x.T + x[:, 0]).T),
]


@pytest.mark.parametrize("function", OPERATORS)
def test_operators(function):
    agrees(function, MATRIX)


INDICES = [
    *(0, -1, slice(None), slice(1, None), slice(None, None, -1), (0, 1), (slice(None), 1)),
    *(Ellipsis, None, (None, Ellipsis, 0), [0, 0, 1], np.array([1, 0]), MATRIX > 2.0),
    *(([0, 1, 0], [2, 2, 2]), (slice(None), [True, False, True]), (slice(0, 0),)),
]


@pytest.mark.parametrize("index", INDICES, ids=repr)
def test_indices(index):
    agrees(lambda x: x[index] * 1.0, MATRIX)


METHODS = [
    *[(name, (), {}) for name in ("sum", "mean", "prod", "max", "min", "std", "var", "ravel")],
    *[(name, (), {"axis": 0}) for name in ("sum", "mean", "prod", "max", "min", "std", "var")],
    *[(name, (1,), {"keepdims": True}) for name in ("sum", "mean", "max")],
    *[(name, (), {"axis": 1}) for name in ("cumsum", "cumprod")],
    *(("reshape", (3, 2), {}), ("reshape", ((6,),), {}), ("reshape", (-1,), {"order": "F"})),
    *(("transpose", (), {}), ("transpose", (1, 0), {}), ("transpose", ((1, 0),), {})),
    *(("swapaxes", (0, 1), {}), ("flatten", (), {}), ("squeeze", (), {}), ("diagonal", (), {})),
    *(("trace", (), {}), ("repeat", (2,), {"axis": 1}), ("take", ([2, 0],), {"axis": 1})),
    *(("clip", (-1.0, 4.5), {}), ("dot", (VECTOR,), {}), ("conj", (), {}), ("copy", (), {})),
    ("compress", ([True, False, True],), {"axis": 1}),
]


@pytest.mark.parametrize(("name", "args", "kwargs"), METHODS)
def test_methods(name, args, kwargs):
    agrees(lambda x: getattr(x, name)(*args, **kwargs), MATRIX)


@pytest.mark.parametrize("name", ["T", "mT", "real"])
def test_attributes_that_are_arrays(name):
    agrees(lambda x: getattr(x, name), MATRIX)


def test_attributes():
    x = variable(MATRIX)
    assert (x.shape, x.ndim, x.size, x.dtype) == ((2, 3), 2, 6, np.float64)
    assert (np.shape(x), np.ndim(x), np.size(x)) == ((2, 3), 2, 6)
    s = variable(2.0)
    assert (s.shape, s.ndim, s.size, s.dtype) == ((), 0, 1, np.float64)
    with pytest.raises(AttributeError):
        x.shape = (3, 2)


@pytest.mark.parametrize(
    "look",
    [
        *(np.argmax, np.argmin, np.argsort, np.isnan, np.sign, np.floor, np.any, np.all),
        *(np.nonzero, np.zeros_like, np.ones_like, np.shape, np.round, np.count_nonzero),
        *(lambda x: x > 2.0, lambda x: x.argmax(axis=0), lambda x: x // 2, np.isfinite),
        *(lambda x: np.searchsorted([0.0, 2.0], x), lambda x: np.digitize(x, [0.0, 2.0])),
    ],
)
def test_what_only_looks_answers_with_constants(look):
    found, expected = look(variable(MATRIX)), look(MATRIX)
    assert not isinstance(found, Variable)
    np.testing.assert_array_equal(found, expected)


def test_iteration_and_membership():
    x = variable(VECTOR, "x")
    assert len(x) == 3
    total = sum(part * part for part in x)
    np.testing.assert_allclose(total.derivative(x), 2 * VECTOR)
    rows = list(variable(MATRIX))
    assert [row.shape for row in rows] == [(3,), (3,)]
    assert [part.value for part in reversed(x)] == [2.0, 1.5, 0.5]
    assert [part.value for part in x.flat] == VECTOR.tolist()
    first, *_ = x
    assert first.value == 0.5
    assert 1.5 in x
    assert 9.0 not in x
    assert x[0] not in x


def test_a_single_number_is_no_sequence():
    x = variable(2.0)
    with pytest.raises(TypeError):
        len(x)
    with pytest.raises(TypeError, match="not iterable"):
        iter(x)
    with pytest.raises(IndexError):
        x[0]


@pytest.mark.parametrize("index", [(), Ellipsis, None, (None, None), np.newaxis], ids=repr)
def test_a_single_number_can_be_given_axes(index):
    x = variable(2.0)
    found = x[index]
    expected = np.float64(2.0)[index]
    assert found.shape == np.shape(expected)
    np.testing.assert_array_equal(np.sum(found * 3.0).derivative(x), 3.0)


def test_the_truth_of_an_array_is_as_ambiguous_as_numpys():
    with pytest.raises(ValueError, match="truth value of an array"):
        bool(variable(VECTOR))
    assert variable([3.0])


def test_identity_and_equality():
    x, twin = variable(VECTOR), variable(VECTOR)
    assert x == x  # noqa: PLR0124
    assert x != twin
    assert len({x, twin}) == 2
    np.testing.assert_array_equal(x == VECTOR, [True, True, True])
    np.testing.assert_array_equal(x != VECTOR, [False, False, False])
    assert np.array_equal(x, twin)


def test_in_place_operators_make_new_variables():
    x = y = variable(VECTOR, "x")
    y += 1.0
    y *= x
    assert x.value is VECTOR
    np.testing.assert_allclose(np.sum(y).derivative(x), 2 * VECTOR + 1)


def test_out_and_in_place_writing_are_refused_and_nothing_is_written():
    x, target = variable(VECTOR), np.zeros(3)
    for write in (
        lambda: np.exp(x, out=target),
        lambda: np.add(VECTOR, 1.0, out=x),
        lambda: np.cumsum(x, out=target),
        lambda: operator.iadd(target, x),
        lambda: np.copyto(target, x),
        lambda: np.put(target, [0], x),
        lambda: np.add.at(target, [0], x[0]),
        lambda: operator.setitem(x, 0, 1.0),
    ):
        with pytest.raises(TraceError):
            write()
    assert target.tolist() == [0.0, 0.0, 0.0]
    assert VECTOR.tolist() == [0.5, 1.5, 2.0]


def test_no_array_is_made_of_variables_behind_ones_back():
    x = variable(2.0)
    for make in (
        lambda: np.array([x, x]),
        lambda: np.asarray(variable(VECTOR)),
        lambda: np.full(3, x),
        lambda: np.zeros(3) + np.array([x, 1.0, 2.0]),
        lambda: np.float64(x),
        lambda: np.vectorize(np.exp)(variable(VECTOR)),
        lambda: float(variable([2.0])),
    ):
        with pytest.raises(TraceError, match=r"\.value"):
            make()
    stacked = np.stack([x, 3.0 * x])
    np.testing.assert_array_equal(stacked.derivative(x), [1.0, 3.0])


def test_an_index_is_no_variable():
    x = variable(VECTOR)
    for ask in (lambda: x[variable(1.0)], lambda: VECTOR[variable(1.0)]):
        with pytest.raises(TraceError, match=r"\.value"):
            ask()
    np.testing.assert_array_equal(x[x > 1.0].derivative(x), [[0, 1, 0], [0, 0, 1]])
    np.testing.assert_array_equal(x[np.argmax(x)].derivative(x), [0.0, 0.0, 1.0])
