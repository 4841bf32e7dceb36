from __future__ import annotations

import gc
import threading
import weakref

import numpy as np
import pytest

import compose
from compose.trace.compiling import compile as compiled
from tests.trace.layers import X, layer, parameters, same


def test_answers_that_are_arguments_or_constants_or_twice_the_same():
    constant = np.array([1.0, 2.0])
    fast = compiled(lambda x, y: (x, constant, y * 2.0, y * 2.0, 7.0))
    first, second = fast(X, X[0]), fast(X, X[0])
    assert first[0] is X
    same(first[1], constant)
    assert first[4] == 7.0
    first[1][:] = 0.0
    same(second[1], [1.0, 2.0])
    same(fast(X, X[0])[1], [1.0, 2.0])


def test_what_is_returned_belongs_to_the_caller():
    def f(x):
        y = np.tanh(x) + 1.0
        z = np.exp(y) * 2.0
        return z, y.T, np.reshape(z + y, -1), np.sum(z, axis=0)

    fast = compiled(f)
    first = fast(X)
    kept = [part.copy() for part in first]
    second = fast(X * 3.0)
    for part, before in zip(first, kept, strict=True):
        same(part, before)
    for part in first:
        part[...] = np.nan
    for ours, theirs in zip(second, f(X * 3.0), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-15)
    for ours, theirs in zip(fast(X), kept, strict=True):
        same(ours, theirs)


def test_arguments_are_not_changed():
    p, x = parameters(), X.copy()
    before = {name: part.copy() for name, part in p.items()}
    compiled(compose.grad(layer, (0, 1)))(p, x)
    same(x, X)
    for name, part in before.items():
        same(p[name], part)


def test_what_is_captured_is_a_constant():
    captured = np.array([1.0, 2.0, 3.0])
    fast = compiled(lambda x: x + captured)
    same(fast(X), np.add(X, [1.0, 2.0, 3.0]))
    captured[:] = 0.0
    same(fast(X), np.add(X, [1.0, 2.0, 3.0]))


def test_an_exception_leaves_things_usable():
    def f(x):
        if x.shape == (3,):
            raise KeyError("three")
        return np.linalg.inv(x) @ np.tanh(x)

    fast = compiled(f)
    with pytest.raises(KeyError):
        fast(X[0])
    good = np.array([[2.0, 0.5], [0.1, 3.0]])
    np.testing.assert_allclose(fast(good), f(good))
    with pytest.raises(np.linalg.LinAlgError):
        fast(np.zeros((2, 2)))
    np.testing.assert_allclose(fast(good), f(good))
    assert compose.grad(lambda x: x * x)(3.0) == 6.0


def test_threads_share_a_compiled_function():
    slope = compiled(compose.grad(layer))
    p = parameters(hidden=40)
    xs = [np.random.default_rng(n).standard_normal((30, 3)) for n in range(4)]
    expected = [slope(p, x)["w"] for x in xs]
    wrong = []

    def hammer(x, wanted):
        wrong.extend(x for _ in range(300) if not np.array_equal(slope(p, x)["w"], wanted))

    threads = [
        threading.Thread(target=hammer, args=pair) for pair in zip(xs, expected, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_call_inside_a_call_has_memory_of_its_own():
    inner = []

    @compose.primitive
    def calls_back(x):
        if len(inner) == 1:
            inner.append(None)
            inner.append(fast(x * 5.0))
        return x * 1.5

    def f(x):
        y = np.exp(x)
        return calls_back(y) + y * 3.0 + np.sum(y)

    compose.define_rule(calls_back, lambda g, *_: g * 1.5)
    fast = compiled(f)
    fast(X)
    inner.append(None)
    outer = fast(X)
    y = np.exp(X)
    np.testing.assert_allclose(outer, y * 1.5 + y * 3.0 + np.sum(y))
    z = np.exp(y * 5.0)
    np.testing.assert_allclose(inner[2], z * 1.5 + z * 3.0 + np.sum(z))


@pytest.mark.parametrize(
    "f",
    [
        compose.grad(lambda p, q: np.sum(p * q)),
        compose.grad(lambda p, q: np.sum(p + q), argnums=(0, 1)),
        compose.grad(lambda p, q: np.sum((p + q) ** 2), argnums=(0, 1)),
        lambda p, q: (p * 2.0 + q, q + p * 2.0, p * 2.0 + q),
        lambda p, q: (p[1:], p.T, np.reshape(q, (3, 1))),
        compose.grad(lambda p, q: np.sum(p) * np.sum(q)),
    ],
)
def test_answers_share_memory_with_nothing(f):
    p, q = np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0])
    fast = compose.compile(f)
    for _ in range(2):
        given = [p.copy(), q.copy()]
        answers = fast(*given)
        answers = answers if isinstance(answers, tuple) else (answers,)
        expected = f(p, q)
        expected = expected if isinstance(expected, tuple) else (expected,)
        for place, (answer, right) in enumerate(zip(answers, expected, strict=True)):
            np.testing.assert_array_equal(answer, right)
            others = [*given, *answers[:place]]
            assert not any(np.shares_memory(answer, other) for other in others)
            assert answer.flags.writeable


def test_an_argument_handed_on_is_the_argument():
    given = np.ones(3)
    first, second = compose.compile(lambda x: (x, x))(given)
    assert first is given
    assert second is given


KINDS = ["double", "single", "whole"]


@pytest.mark.parametrize("extreme", [np.max, np.min, np.sum])
@pytest.mark.parametrize("x", [X, X.astype(np.float32), np.array([[1, 5], [7, 2]])], ids=KINDS)
def test_reductions_write_into_memory_of_their_own(extreme, x):
    def f(x):
        low = extreme(x * 2, axis=-1, keepdims=True)
        return (x - low) * 3, extreme(x + 1, axis=0) * 2, extreme(x * x) + 1, extreme(x, 0) + 1

    fast = compiled(f)
    for _ in range(2):
        for ours, theirs in zip(fast(x), f(x), strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-6 if x.dtype == np.float32 else 1e-15)
            assert np.asarray(ours).dtype == np.asarray(theirs).dtype


def test_an_extreme_among_nan_is_nan():
    fast = compiled(lambda x: x - np.max(x, axis=-1, keepdims=True))
    assert np.isnan(fast(np.array([[1.0, np.nan]]))).all()
    assert "np.maximum.reduce(" in fast.source
    assert "out=" in fast.source


def test_what_it_was_compiled_on_is_let_go_at_once():
    fast = compose.compile(compose.value_and_grad(lambda x: np.sum(np.tanh(x) ** 2)))
    gc.disable()
    try:
        x = np.ones(4)
        known = weakref.ref(x)
        fast(x)
        del x
        assert known() is None
    finally:
        gc.enable()
