"""Derivatives inside of derivatives, bare variables inside of transforms, and what leaks."""

from __future__ import annotations

import copy
import pickle
import weakref

import numpy as np
import pytest

import compose
from compose.errors import TraceError
from compose.trace import (
    Variable,
    define_rule,
    grad,
    hessian,
    jacobian,
    jvp,
    primitive,
    value_and_grad,
    variable,
    vjp,
)


def slope(f, x):
    """The derivative of a function of one number, in forward mode."""
    return jvp(f, x, 1.0)[1]


@pytest.mark.parametrize("outer", [grad, jacobian, lambda f: lambda x: slope(f, x)])
@pytest.mark.parametrize("inner", [grad, jacobian, lambda f: lambda x: slope(f, x)])
@pytest.mark.parametrize(
    ("program", "at", "expected"),
    [
        # d/dx x · d/dy (x + y): a confused system takes the 1 of x for that of y.
        (lambda d: lambda x: x * d(lambda y: x + y)(1.0), 1.0, 1.0),
        (lambda d: lambda x: x * d(lambda y: x * y)(2.0), 3.0, 6.0),
        (lambda d: lambda x: d(lambda y: x * y**2)(x), 3.0, 12.0),
        (lambda d: lambda x: x * d(lambda y: x)(x), 3.0, 0.0),  # noqa: ARG005
        (lambda d: lambda x: d(lambda y: d(lambda z: x * y * z)(y))(x), 3.0, 1.0),
        (lambda d: lambda x: d(lambda y: y**3)(x) + d(lambda y: x * y)(1.0), 2.0, 13.0),
        (lambda d: d(lambda x: np.sin(x) * x), 0.5, -0.5 * np.sin(0.5) + 2 * np.cos(0.5)),
    ],
)
def test_no_perturbation_is_taken_for_another(outer, inner, program, at, expected):
    assert float(outer(program(inner))(at)) == pytest.approx(expected)


def test_a_derivative_of_shifted_functions():
    # Siskind and Pearlmutter (2008): s(u) shifts a function; D(s) applied twice is D(D(f)).
    def shift(u):
        return lambda f: lambda x: f(x + u)

    def shifted_slope(f):
        return lambda x: slope(lambda u: shift(u)(f)(x), 0.0)

    assert shifted_slope(np.sin)(0.7) == pytest.approx(np.cos(0.7))
    assert float(shifted_slope(shifted_slope(np.sin))(0.7)) == pytest.approx(-np.sin(0.7))


def test_orders_of_all_kinds():
    at = np.array([1.0, 2.0])
    assert grad(grad(grad(lambda x: x**5)))(2.0) == 240.0
    cubes = np.diag(6 * at)
    np.testing.assert_allclose(jacobian(grad(lambda x: np.sum(x**3)))(at), cubes)
    np.testing.assert_allclose(hessian(lambda x: np.sum(x**3))(at), cubes)
    by_jacobian = grad(lambda x: np.sum(jacobian(lambda y: y**2 * x)(x)))(at)
    np.testing.assert_allclose(by_jacobian, 4 * at)
    assert grad(lambda x: hessian(lambda y: y**3 * x)(x))(2.0) == 24.0
    assert grad(lambda x: sum(grad(lambda y: y**2 * x)(x) for _ in range(3)))(2.0) == 24.0


def test_a_pullback_is_a_function_like_any_other():
    _, pull = vjp(lambda y: y**3, 2.0)
    assert pull(1.0) == (12.0,)
    assert grad(lambda c: pull(c * c)[0])(3.0) == 72.0
    assert grad(grad(lambda c: pull(c**3)[0]))(2.0) == 144.0
    assert grad(lambda x: vjp(lambda y: x * y**2, 2.0)[1](x)[0])(3.0) == 24.0
    assert grad(lambda x: x * jvp(lambda y: x * y, 2.0, x)[1])(3.0) == 27.0


def test_closures_over_variables():
    z = variable(5.0, "z")
    found = grad(lambda x: x * x * z)(3.0)
    assert found.value == 30.0
    assert found.derivative(z) == 6.0
    assert grad(lambda x: x**3)(z).derivative(z) == 30.0
    w = variable(np.array([1.0, 2.0]), "w")
    jacobian_of_gradient = grad(lambda x: np.sum(x * x * w))(np.ones(2)).derivative(w)
    np.testing.assert_array_equal(jacobian_of_gradient, 2 * np.eye(2))


@pytest.mark.parametrize(
    "ask",
    [
        lambda f, y: f.derivative(y),
        lambda f, y: f.gradient()[y],
        lambda f, y: (f.backward(), y.grad)[1],
    ],
)
def test_bare_variables_inside_a_transform(ask):
    def constant(x):
        y = variable(3.0, "y")
        return ask(y * y * x, y)

    assert grad(constant)(2.0) == 6.0

    def holding(x):
        y = variable(x, "y")
        return ask(y * y * y, y)

    assert grad(holding)(2.0) == 12.0
    assert float(grad(grad(holding))(2.0)) == 6.0

    def arrays(x):
        y = variable(x, "y")
        return np.sum(ask(np.sum(y * y * y), y))

    np.testing.assert_array_equal(grad(arrays)(np.array([1.0, 2.0])), [6.0, 12.0])


def test_jacobians_of_bare_variables_inside_a_transform():
    def f(x):
        y = variable(np.ones(2), "y")
        return np.sum((y * y * x).derivative(y))

    np.testing.assert_array_equal(grad(f)(np.array([1.0, 2.0])), [2.0, 2.0])


def test_what_is_returned_from_bare_variables_depends_on_the_argument():
    assert grad(lambda x: variable(3.0) * x)(2.0) == 3.0
    assert value_and_grad(lambda x: variable(x) ** 2)(3.0) == (9.0, 6.0)
    assert jvp(lambda x: {"y": variable(3.0) * x}, 2.0, 1.0) == ({"y": 6.0}, {"y": 3.0})
    assert value_and_grad(lambda x: variable(3.0))(2.0) == (3.0, 0.0)  # noqa: ARG005


def test_variables_from_inside_and_outside_do_not_mix():
    z = variable(5.0, "z")
    for f in (
        lambda x: variable(3.0) * x * z,
        lambda x: x * (variable(3.0) * z),
        lambda x: (variable(3.0, "y") * x).derivative(z),
        lambda x: np.sum(np.stack([variable(3.0), z])) * x,
    ):
        with pytest.raises(TraceError, match="made inside a transform"):
            grad(f)(2.0)


def test_a_bare_variable_that_is_kept_belongs_to_those_outside():
    kept = []

    def f(x):
        kept.append(variable(3.0, "kept"))
        return x * kept[0]

    z = variable(5.0, "z")
    assert grad(f)(2.0) == 3.0
    assert (kept[0] * z).derivative(z) == 3.0
    assert (kept[0] * z).derivative(kept[0]) == 5.0


def test_a_graph_inside_a_transform_holds_no_numbers():
    def f(x):
        y = variable(3.0, "y")
        with pytest.raises(TraceError, match="ask for it outside the transform"):
            (y * x).graph()
        with pytest.raises(TraceError, match="ask for it outside the transform"):
            (y * x).explain(y)
        assert list((y * y).graph().nodes) == ["y", "v1"]
        for ask in ("graph", "gradient", "backward", "first_nan"):
            with pytest.raises(TraceError, match="inside a transform has no graph of its own"):
                getattr(x, ask)()
        for attribute in ("rule", "operands", "grad"):
            with pytest.raises(TraceError, match="inside a transform has no graph of its own"):
                getattr(x * x, attribute)
        return x

    assert grad(f)(2.0) == 1.0


def leaked(f, at):
    """Run a function under grad and give the variables that it kept."""
    kept = []

    def keeping(x):
        kept.extend((x, f(x)))
        return np.sum(x)

    grad(keeping)(at)
    return kept


USES = [
    *(lambda v: v * 2.0, lambda v: 2.0 - v, lambda v: v + v, lambda v: -v, lambda v: v**2, abs),
    *(np.exp, np.sum, lambda v: v * np.ones(2), lambda v: v < 1.0, lambda v: v == 1.0),
    *(lambda v: np.where([True], v, 0.0), lambda v: variable(3.0) * v, lambda v: v / v),
    *(lambda v: grad(lambda y: np.sum(y * v))(1.0), lambda v: np.stack([v, v]), lambda v: v @ v),
    *(grad(lambda y: np.sum(y * y)), lambda v: v[0], np.argmax, lambda v: v.T * 1.0),
    lambda v: grad(lambda y: np.sum(v) + 0.0 * y)(1.0),
    lambda v: grad(lambda y: (y, v)[1])(1.0),
    lambda v: jvp(lambda y: {"kept": v}, 1.0, 1.0),  # noqa: ARG005
]


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("at", [2.0, np.ones(2)])
def test_a_variable_that_leaks_from_a_transform_says_so(use, at):
    for v in leaked(lambda x: x * x, at):
        with pytest.raises(TraceError, match="kept from a transform that has returned; return it"):
            use(v)
        np.testing.assert_array_equal(v.value, at if v.value is at else np.square(at))
        assert "Variable" in repr(v)


def test_a_leak_from_a_nested_transform():
    def f(x):
        inner = leaked(lambda y: y * x, 1.0)[1]
        return x * inner

    with pytest.raises(TraceError, match="kept from a transform"):
        grad(f)(2.0)


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, pickle.dumps])
def test_variables_of_a_transform_are_not_copied(again):
    with pytest.raises(TraceError, match="cannot be copied or pickled"):
        grad(lambda x: again(x * x))(2.0)


def test_an_exception_halfway_leaves_nothing_behind():
    def broken(x):
        raise RuntimeError(repr(x * x))

    settings = np.geterr()
    for transform in (grad, jacobian, hessian, lambda f: lambda x: slope(f, x)):
        with pytest.raises(RuntimeError):
            transform(broken)(2.0)
        with pytest.raises(RuntimeError):
            grad(lambda x, t=transform: t(broken)(x))(2.0)

    def catching(x):
        with pytest.raises(RuntimeError):
            grad(broken)(x)
        assert type(variable(1.0) * x) is Variable
        return x * x

    assert grad(catching)(3.0) == 6.0
    assert np.geterr() == settings
    x = variable(2.0, "x")
    assert (x * x).derivative(x) == 4.0
    assert list((x * x).graph().nodes) == ["x", "v1"]


def test_variables_from_before_and_after_a_failure_belong_together():
    @primitive
    def failing(x):
        return 2.0 * x

    def broken(*_):
        raise RuntimeError

    define_rule(failing, broken)
    before = variable(2.0)
    for run in (
        grad(broken),
        jacobian(broken),
        compose.compile(broken),
        lambda x: jvp(failing, x, x),
    ):
        with pytest.raises(RuntimeError):
            run(1.0)
        after = variable(3.0)
        assert (before * after).derivative(after) == 2.0


def test_a_transform_forgets_what_it_recorded():
    kept = []

    def f(x):
        y = np.exp(x) * x
        kept.append(weakref.ref(y))
        return np.sum(y)

    for transform in (grad, value_and_grad, jacobian, hessian):
        transform(f)(np.ones(2))
    assert [ref() for ref in kept] == [None] * 4
