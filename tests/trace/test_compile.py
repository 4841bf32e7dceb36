from __future__ import annotations

import dataclasses
import re
from typing import NamedTuple

import numpy as np
import pytest

import compose
from compose.errors import TraceError
from compose.trace.compiling import compile as compiled
from tests.trace.layers import X, layer, parameters, same


class Pair(NamedTuple):
    w: object
    b: object


@dataclasses.dataclass
class Layer:
    w: object
    b: object


def test_the_same_operations_give_the_same_bits():
    def f(x, y):
        return np.exp(np.sin(x) * y - x / (1.0 + y * y)), np.cumsum(x, axis=0), x.T @ y

    fast = compiled(f)
    y = X[::-1] + 0.1
    for ours, theirs in zip(fast(X, y), f(X, y), strict=True):
        same(ours, theirs)


def test_a_gradient_is_that_of_the_uncompiled_function():
    slope = compose.value_and_grad(layer)
    value, found = compiled(slope)(parameters(), X)
    expected, wanted = slope(parameters(), X)
    np.testing.assert_allclose(value, expected, rtol=1e-14)
    assert type(found) is dict
    for name, part in wanted.items():
        np.testing.assert_allclose(found[name], part, rtol=1e-12)


@pytest.mark.parametrize(
    "transformed",
    [
        compose.grad(lambda x: np.sum(x**3)),
        compose.elementwise_grad(np.tanh),
        compose.jacobian(lambda x: np.sin(x[0]) * x),
        compose.hessian(lambda x: np.sum(x[0] * np.exp(x[1]))),
        compose.grad(lambda x: np.sum(compose.grad(lambda y: np.sum(y**2 * x))(x) ** 2)),
        compose.jacobian(compose.grad(lambda x: np.sum(np.tanh(x)) ** 2)),
    ],
)
def test_every_transform_compiles(transformed):
    np.testing.assert_allclose(compiled(transformed)(X), transformed(X), rtol=1e-12, atol=1e-14)


def test_products_with_second_derivatives_compile():
    product = compose.hvp(lambda x: np.sum(np.sin(x) * x))
    fast = compiled(product)
    np.testing.assert_allclose(fast(X, X + 1.0), product(X, X + 1.0), rtol=1e-12)
    assert len(fast.sources) == 1


def test_floats_in_floats_out():
    def f(x, y):
        return x * y + np.sin(x), x > y

    value, larger = compiled(f)(2.0, 3.0)
    assert type(value) is float
    assert value == 2.0 * 3.0 + np.sin(2.0)
    assert larger == False  # noqa: E712 - NumPy's own truth value
    assert type(compiled(compose.grad(lambda x: x**3))(2)) is float


def test_division_by_zero_does_what_it_does_uncompiled():
    quotient = compiled(lambda x, y: x / y)
    assert quotient(1.0, 2.0) == 0.5
    with pytest.raises(ZeroDivisionError):
        quotient(1.0, 0.0)
    slope = compiled(compose.grad(np.sqrt))
    assert slope(4.0) == 0.25
    assert slope(0.0) == np.inf


def test_float32_stays_float32():
    x = X.astype(np.float32)
    value, slope = compiled(compose.value_and_grad(lambda x: np.mean(np.tanh(2.0 * x) ** 2)))(x)
    assert slope.dtype == np.float32
    assert np.asarray(value).dtype in (np.float32, np.float64)
    np.testing.assert_allclose(
        slope, compose.grad(lambda x: np.mean(np.tanh(2.0 * x) ** 2))(x), rtol=1e-5
    )


def test_whole_numbers_in_arrays_stay_whole():
    def picked(x, index):
        return np.sum(x[index] * np.array([1.0, 2.0, 3.0]))

    index = np.array([2, 0, 2])
    fast = compiled(compose.grad(picked))
    same(fast(X[0], index), compose.grad(picked)(X[0], index))
    same(fast(X[0], index - 1), compose.grad(picked)(X[0], index - 1))
    assert len(fast.sources) == 1


def test_other_shapes_types_and_containers_are_compiled_anew():
    fast = compiled(lambda p: p["w"] * 2.0)
    for w in (X, X[0], X.astype(np.float32), 3.0, X, 5):
        same(fast({"w": w}), np.multiply(w, 2.0))
    assert len(fast.sources) == 4
    same(fast({"w": X, "unused": 1.0}), X * 2.0)
    assert len(fast.sources) == 5


def test_calls_by_name():
    fast = compiled(lambda x, scale=2.0, shift=0.0: x * scale + shift)
    assert fast(3.0, shift=1.0, scale=5.0) == 16.0
    assert fast(3.0, scale=5.0, shift=1.0) == 16.0
    assert fast(3.0) == 6.0
    assert fast(scale=4.0, x=1.0) == 4.0


def test_settings_are_compiled_for():
    def f(x, axis, times, mode):
        for _ in range(times):
            x = np.sin(x)
        return np.sum(x, axis=axis) if mode == "sum" else np.max(x, axis=axis)

    fast = compiled(f, static=("axis", 2))
    for axis in (0, 1):
        for mode in ("sum", "max"):
            same(fast(X, axis, 2, mode), f(X, axis, 2, mode))
    same(fast(X, 0, 3, "sum"), f(X, 0, 3, "sum"))
    assert len(fast.sources) == 5
    with pytest.raises(TraceError, match="a list cannot be recognized"):
        fast(X, [0], 2, "sum")


def test_nested_containers_come_out_as_they_went_in():
    def f(item):
        pair, (layer, numbers) = item
        total = np.sum(pair.w * layer.w) + pair.b * layer.b + sum(numbers.values())
        return total * total

    item = (Pair(X, 2.0), [Layer(X + 1.0, 3.0), {"one": 4.0, "two": 5.0}])
    found = compiled(compose.grad(f))(item)
    expected = compose.grad(f)(item)
    assert type(found) is tuple
    assert type(found[0]) is Pair
    assert type(found[1]) is list
    assert type(found[1][0]) is Layer
    np.testing.assert_allclose(found[0].w, expected[0].w)
    np.testing.assert_allclose(found[1][0].w, expected[1][0].w)
    assert found[1][1] == pytest.approx(expected[1][1])


def test_auxiliary_answers():
    def f(x):
        return np.sum(x**2), {"doubled": 2.0 * x, "label": "L", "none": None}

    slope, extra = compiled(compose.grad(f, has_aux=True))(X)
    same(slope, 2.0 * X)
    same(extra["doubled"], 2.0 * X)
    assert (extra["label"], extra["none"]) == ("L", None)


def test_a_branch_on_a_value_is_refused_with_its_line():
    def f(x):
        if np.sum(x) > 0.0:  # the branch
            return x
        return -x

    with pytest.raises(TraceError, match=r"bool\(\) of what np\.greater gave .*the branch") as info:
        compiled(f)(X)
    line = f.__code__.co_firstlineno + 1
    assert re.search(rf"line {line} of .*test_compile\.py", str(info.value))


@pytest.mark.parametrize(
    "f", [lambda x: x[x > 0.0], lambda x: np.nonzero(x)[0], lambda x: np.where(x > 0.0)[0]]
)
def test_a_shape_that_depends_on_values_is_refused(f):
    with pytest.raises(TraceError, match="depends on values"):
        compiled(f)(X)


def test_compiled_functions_nest_and_are_differentiated_through():
    inner = compiled(lambda x: np.tanh(x) * x)
    outer = compiled(lambda x: np.sum(inner(x) ** 2))
    plain = compose.grad(lambda x: np.sum((np.tanh(x) * x) ** 2))
    np.testing.assert_allclose(compose.grad(outer)(X), plain(X), rtol=1e-13)
    np.testing.assert_allclose(compiled(compose.grad(outer))(X), plain(X), rtol=1e-12)
    x = compose.variable(X, "x")
    np.testing.assert_allclose(outer(x).gradient()[x], plain(X), rtol=1e-13)


def test_a_variable_seen_from_outside_is_not_compiled_in():
    def slope(a):
        return compiled(lambda x: a * x * x)(3.0)

    assert compose.grad(slope)(2.0) == 9.0
    outside = compose.variable(2.0)
    assert compiled(lambda x: outside * x)(3.0).derivative(outside) == 3.0
    assert compiled(lambda x: (outside, x))(3.0)[0] is outside


def test_what_is_no_array_of_numpys_goes_to_the_function_itself():
    class Own(np.ndarray):
        pass

    fast = compiled(lambda x: x + 1.0)
    assert type(fast(X.view(Own))) is Own


def test_empty_arrays_and_arrays_without_axes():
    slope = compose.value_and_grad(lambda x: np.sum(np.tanh(x) * x))
    for x in (np.zeros((0, 3)), np.array(0.7), np.zeros(1)):
        value, found = compiled(slope)(x)
        expected, wanted = slope(x)
        np.testing.assert_allclose(value, expected)
        np.testing.assert_allclose(found, wanted)
        assert np.shape(found) == np.shape(wanted)


def test_warnings_come_where_they_come_uncompiled():
    slope = compiled(compose.grad(lambda x: np.sum(np.sqrt(x))))
    x = np.array([4.0, 0.0])
    for _ in range(2):
        same(slope(x), [0.25, np.inf])
    root = compiled(np.sqrt)
    with pytest.warns(RuntimeWarning, match="invalid value"):
        root(-np.ones(2))
    with pytest.warns(RuntimeWarning, match="invalid value"):
        root(-np.ones(2))


def test_nothing_is_known_before_the_first_call():
    fast = compiled(np.sin)
    with pytest.raises(AttributeError, match="call it once"):
        fast.source  # noqa: B018 - looking at it is the test
    assert fast.sources == ()


def test_only_functions_are_compiled():
    with pytest.raises(TraceError, match="no function"):
        compiled(3.0)


def test_a_shape_that_comes_again_is_run_without_being_looked_up(monkeypatch):
    fast = compose.compile(compose.value_and_grad(lambda x: np.sum(np.tanh(x) ** 2)))
    answers = [fast(np.ones(n)) for n in (3, 4)]
    monkeypatch.setattr(type(fast), "_slowly", None)
    for n in (3, 4, 4, 3):
        value, slope = fast(np.ones(n))
        assert value == answers[n - 3][0]
        np.testing.assert_array_equal(slope, answers[n - 3][1])
