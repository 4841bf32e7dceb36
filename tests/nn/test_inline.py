"""Primitives that a compiled function holds as what they do."""

from __future__ import annotations

# ruff: noqa: ARG005 - a rule is called with more than it uses
import numpy as np
import pytest

import compose
from compose.errors import TraceError
from compose.testing import check_derivative

X = np.array([0.5, -1.0, 2.0])


def made(*, inline, wrong=False):
    @compose.primitive(inline=inline)
    def squashed(x, scale=1.0):
        return np.tanh(x * scale)

    slope = 2.0 if wrong else 1.0
    compose.define_rule(
        squashed,
        local=[
            lambda a, x, scale=1.0: slope * (1.0 - a * a) * scale,
            lambda a, x, scale=1.0: slope * (1.0 - a * a) * x,
        ],
    )
    return squashed


def test_the_body_stands_in_the_source():
    inline, call = (compose.compile(made(inline=inline)) for inline in (True, False))
    np.testing.assert_array_equal(inline(X, 2.0), np.tanh(X * 2.0))
    np.testing.assert_array_equal(call(X, 2.0), np.tanh(X * 2.0))
    assert "np.tanh(" in inline.source
    assert "squashed" not in inline.source.replace("def squashed(", "")
    assert "np.tanh(" not in call.source


@pytest.mark.parametrize("inline", [True, False])
def test_the_rule_differentiates_eager_and_compiled(inline):
    squashed = made(inline=inline)
    wanted = 2.0 * (1.0 - np.tanh(2.0 * X) ** 2)
    slope = compose.elementwise_grad(squashed)
    for f in (slope, compose.compile(slope)):
        np.testing.assert_allclose(f(X, 2.0), wanted, rtol=1e-15)
    check_derivative(squashed, X, 0.7, order=2)
    check_derivative(compose.compile(squashed), X, 0.7, order=2)


def test_the_rule_is_used_and_not_the_body():
    squashed = made(inline=True, wrong=True)
    twice = 2.0 * (1.0 - np.tanh(X) ** 2)

    def total(x):
        return np.sum(squashed(x))

    ones = np.ones(3)
    for wrap in (lambda f: f, compose.compile):
        np.testing.assert_allclose(wrap(compose.grad(total))(X), twice, rtol=1e-15)
        pushed = wrap(lambda x: compose.jvp(squashed, (x,), (ones,))[1])(X)
        np.testing.assert_allclose(pushed, twice, rtol=1e-15)
        pulled = wrap(lambda x: compose.vjp(squashed, x)[1](ones)[0])(X)
        np.testing.assert_allclose(pulled, twice, rtol=1e-15)


def test_one_inside_another():
    inner = made(inline=True)

    @compose.primitive(inline=True)
    def outer(x):
        return inner(x, 0.5) + 1.0

    compose.define_rule(outer, local=[lambda a, x: 0.5 * (1.0 - (a - 1.0) ** 2)])
    fast = compose.compile(compose.grad(lambda x: np.sum(outer(x))))
    np.testing.assert_allclose(fast(X), 0.5 * (1.0 - np.tanh(0.5 * X) ** 2), rtol=1e-14)
    assert "inner" not in fast.source
    assert "outer(" not in fast.source


def test_a_body_is_written_once_for_value_and_slope():
    squashed = made(inline=True)
    fast = compose.compile(compose.value_and_grad(lambda x: np.sum(squashed(x))))
    fast(X)
    assert fast.source.count("np.tanh(") == 1


def test_a_body_may_be_quiet():
    @compose.primitive(inline=True)
    def reciprocal(x):
        with np.errstate(all="ignore"):
            return 1.0 / x

    compose.define_rule(reciprocal, local=[lambda a, x: -a * a])
    fast = compose.compile(lambda x: reciprocal(x) + 1.0)
    for _ in range(2):
        assert fast(np.array([0.0, 2.0])).tolist() == [np.inf, 1.5]


def test_a_body_that_branches_on_values_cannot_be_compiled_as_such():
    def clipped(x):
        return x if np.sum(x) > 0.0 else 0.0 * x

    def rule(function):
        compose.define_rule(function, local=[lambda a, x: 1.0])
        return function

    inline, call = (rule(compose.primitive(inline=how)(clipped)) for how in (True, False))
    assert inline(X) is X
    assert compose.grad(lambda x: np.sum(inline(x)))(X).tolist() == [1.0, 1.0, 1.0]
    with pytest.raises(TraceError, match=r"branch .* cannot be compiled"):
        compose.compile(inline)(X)
    np.testing.assert_array_equal(compose.compile(call)(X), X)
    np.testing.assert_array_equal(compose.compile(call)(-X), -0.0 * X)


def test_without_a_rule_it_is_refused_all_the_same():
    @compose.primitive(inline=True)
    def unruled(x):
        return x * x

    assert unruled(3.0) == 9.0
    for f in (
        compose.grad(unruled),
        compose.compile(unruled),
        compose.compile(compose.grad(unruled)),
    ):
        with pytest.raises(TraceError, match="unruled has no rule for its derivative"):
            f(3.0)


def test_keywords_reach_the_body():
    squashed = made(inline=True)
    fast = compose.compile(lambda x: squashed(x, scale=3.0))
    np.testing.assert_array_equal(fast(X), np.tanh(3.0 * X))


def test_it_stays_the_function_that_it_was():
    squashed = made(inline=True)
    assert squashed.__name__ == "squashed"
    assert squashed(0.0) == 0.0
    assert compose.primitive(inline=False)(np.square.__call__)(3.0) == 9.0
