"""Rules of one's own: pulls, pushes, locals, and what is missing."""

from __future__ import annotations

# ruff: noqa: ARG005 - a rule is called with more than it uses
import functools

import numpy as np
import pytest

import compose
from compose.errors import DerivativeError, TraceError
from compose.testing import check_derivative
from compose.trace import (
    define_rule,
    elementwise_grad,
    grad,
    hessian,
    jvp,
    primitive,
    variable,
    vjp,
)

AT = np.array([0.5, -1.0, 2.0])


def with_pull():
    @primitive
    def scaled(x, y):
        return np.asarray(x) * y

    define_rule(scaled, lambda g, answer, x, y: g * y, lambda g, answer, x, y: np.sum(g * x))
    return scaled


def with_push():
    @primitive
    def scaled(x, y):
        return np.asarray(x) * y

    define_rule(
        scaled,
        lambda g, answer, x, y: g * y,
        lambda g, answer, x, y: np.sum(g * x),
        push=[lambda t, answer, x, y: t * y, lambda t, answer, x, y: t * x],
    )
    return scaled


def with_local():
    @primitive
    def scaled(x, y):
        return np.asarray(x) * y

    define_rule(scaled, local=[lambda answer, x, y: y, lambda answer, x, y: x])
    return scaled


@pytest.mark.parametrize("made", [with_pull, with_push, with_local])
def test_a_primitive_is_differentiated_by_its_rule(made):
    scaled = made()

    def f(x, y):
        return np.sum(np.sin(scaled(x, y)) * x)

    def plain(x, y):
        return np.sum(np.sin(x * y) * x)

    found, expected = grad(f, (0, 1))(AT, 3.0), grad(plain, (0, 1))(AT, 3.0)
    np.testing.assert_allclose(found[0], expected[0])
    assert found[1] == pytest.approx(expected[1])
    np.testing.assert_allclose(hessian(f)(AT, 3.0), hessian(plain)(AT, 3.0))
    by_y = jvp(lambda y: scaled(AT, y), 3.0, 1.0)[1]
    np.testing.assert_allclose(by_y, AT)
    check_derivative(f, AT, 3.0, order=2)
    np.testing.assert_array_equal(scaled(AT, 2.0), 2.0 * AT)


def test_a_primitive_on_bare_variables():
    scaled = with_pull()
    x, y = variable(AT, "x"), variable(2.0, "y")
    z = scaled(x, y)
    z.name = "z"
    np.testing.assert_array_equal(z.derivative(y), AT)
    assert z.graph().node("z").label == "scaled(x, y)"
    assert z.graph().edges[0].local.kind == "scaled"
    assert len(z.graph(elementwise=True).edges) == 6


def test_a_local_broadcasts():
    @primitive
    def product(x, y):
        return x * y

    define_rule(product, local=[lambda answer, x, y: y, lambda answer, x, y: x])
    matrix = np.ones((2, 3))
    found = grad(lambda x, y: np.sum(product(x, y)), (0, 1))(AT, matrix)
    np.testing.assert_array_equal(found[0], 2 * np.ones(3))
    np.testing.assert_array_equal(found[1], [AT, AT])


def test_a_missing_rule_names_the_function():
    @primitive
    def mystery(x):
        return x

    assert mystery(2.0) == 2.0
    with pytest.raises(TraceError, match=r"mystery has no rule.*compose\.define_rule"):
        grad(mystery)(2.0)
    with pytest.raises(TraceError, match=r"mystery has no rule.*compose\.define_rule"):
        mystery(variable(2.0))


def test_a_missing_argument_is_named():
    @primitive
    def power(base, exponent):
        return base**exponent

    define_rule(
        power, lambda g, answer, base, exponent: g * exponent * base ** (exponent - 1), None
    )
    assert grad(power)(3.0, 2.0) == 6.0
    with pytest.raises(TraceError, match=r"power has no derivative by its argument 2 \(exponent\)"):
        grad(power, 1)(3.0, 2.0)
    with pytest.raises(TypeError, match="extra"):
        grad(lambda x: power(x, 2.0, extra=1))(3.0)


def test_a_rule_that_stops_short_names_the_argument():
    @primitive
    def product(left, right):
        return left * right

    define_rule(product, lambda g, answer, left, right: g * right)
    assert grad(product)(3.0, 2.0) == 2.0
    with pytest.raises(TraceError, match=r"product has no derivative by its argument 2"):
        grad(product, 1)(3.0, 2.0)


def test_keywords_reach_the_rule():
    @primitive
    def scaled(x, factor=1.0):
        return x * factor

    define_rule(scaled, lambda g, answer, x, factor=1.0: g * factor)
    assert grad(lambda x: scaled(x, factor=3.0))(2.0) == 3.0
    assert grad(scaled)(2.0) == 1.0
    with pytest.raises(TraceError, match="scaled has no derivative by its"):
        grad(lambda y: scaled(2.0, factor=y))(3.0)


def test_variables_by_keyword_reach_local_derivatives():
    @primitive
    def scaled(x, y, *, factor=1.0):
        return x * y * factor

    by_each = [
        lambda answer, x, y, factor=1.0: y * factor,
        lambda answer, x, y, factor=1.0: x * factor,
    ]
    define_rule(scaled, local=by_each)
    assert grad(lambda x, y: scaled(factor=3.0, y=y, x=x), (0, 1))(2.0, 5.0) == (15.0, 6.0)
    assert grad(lambda x: scaled(y=2.0, x=x))(5.0) == 2.0


def test_what_a_rule_cannot_be():
    def ordinary(x):
        return x

    with pytest.raises(TraceError, match=r"ordinary is no primitive.*@compose\.primitive"):
        define_rule(ordinary, lambda g, answer, x: g)

    @primitive
    def ready(x):
        return x

    with pytest.raises(TraceError, match="one pull for each argument, or local="):
        define_rule(ready)
    with pytest.raises(TraceError, match="one pull for each argument, or local="):
        define_rule(ready, lambda g, answer, x: g, local=[lambda answer, x: 1.0])
    with pytest.raises(TraceError, match="1 pulls and 2 pushes"):
        define_rule(ready, lambda g, answer, x: g, push=[None, None])


def two(x, y=1.0):
    return x * y


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (
            {"pulls": [3]},
            r"the pull of two by its argument 1 \(x\) is to be a function of .* not 3",
        ),
        ({"pulls": [lambda g: g]}, r"a function of \(g, answer, x, y\), not <function"),
        ({"pulls": [None, lambda g: g]}, r"the pull of two by its argument 2 \(y\)"),
        ({"local": [lambda: 1.0]}, r"the local of two .* a function of \(answer, x, y\)"),
        ({"pulls": [lambda g, a, x, y: g], "push": ["no"]}, r"the push of two .* not 'no'"),
        ({"pulls": [None, None, None]}, r"3 of pull do not fit two, which takes 2 arguments"),
    ],
)
def test_what_does_not_fit_the_function_is_refused_at_once(said, message):
    function = primitive(two)
    with pytest.raises(TraceError, match=message):
        define_rule(function, *said.pop("pulls", ()), **said)
    with pytest.raises(TraceError, match="has no rule"):
        grad(function)(1.0)


def test_a_function_with_defaults_or_no_signature_has_rules_too():
    function = primitive(two)
    define_rule(function, lambda g, answer, x, y=1.0: g * y)
    assert grad(function)(2.0) == 1.0
    widened = primitive(max)
    define_rule(widened, lambda g, answer, *args: g)
    assert grad(widened)(2.0, 1.0) == 1.0


def test_what_wraps_a_function_or_a_primitive_is_no_primitive():
    @functools.wraps(primitive(two))
    def around(x):
        return x

    for wrong in (around, grad(np.sin), functools.wraps(np.sin)(lambda x: x)):
        with pytest.raises(TraceError, match="is no primitive"):
            define_rule(wrong, lambda g, answer, x: g)


def test_a_move_of_another_shape_is_refused():
    @primitive
    def spread(x):
        return x * np.ones(3)

    define_rule(spread, lambda g, answer, x: g)
    with pytest.raises(
        TraceError,
        match=r"pull of spread .* the shape \(3,\), and that argument has the shape \(\)",
    ):
        grad(lambda x: np.sum(spread(x)))(2.0)
    define_rule(spread, lambda g, answer, x: np.sum(g), push=[lambda t, answer, x: t])
    assert grad(lambda x: np.sum(spread(x)))(2.0) == 3.0
    with pytest.raises(
        TraceError, match=r"push of spread .* the shape \(\), and the answer has the shape \(3,\)"
    ):
        jvp(spread, 2.0, 1.0)


def test_a_later_rule_replaces_an_earlier_one():
    @primitive
    def same(x):
        return x

    define_rule(same, lambda g, answer, x: 2.0 * g)
    assert grad(same)(1.0) == 2.0
    define_rule(same, lambda g, answer, x: g)
    assert grad(same)(1.0) == 1.0


def test_a_pull_that_does_not_depend_on_the_cotangent_pushes_zero():
    @primitive
    def stepped(x):
        return np.floor(x)

    define_rule(stepped, lambda g, answer, x: 0.0 * x)
    assert jvp(stepped, 1.5, 1.0)[1] == 0.0
    assert vjp(stepped, 1.5)[1](1.0) == (0.0,)


@pytest.mark.parametrize("planted", ["pull", "push"])
def test_the_checker_finds_a_wrong_rule(planted):
    @primitive
    def squared(x):
        return x * x

    wrong, right = 3.0, 2.0
    define_rule(
        squared,
        lambda g, answer, x: (wrong if planted == "pull" else right) * g * x,
        push=[lambda t, answer, x: (wrong if planted == "push" else right) * t * x],
    )
    with pytest.raises(DerivativeError) as caught:
        check_derivative(squared, AT)
    assert caught.value.mode == ("reverse" if planted == "pull" else "forward")


def test_primitives_are_public_and_work_elementwise():
    @compose.primitive
    def softplus(x):
        return np.log1p(np.exp(x))

    compose.define_rule(softplus, local=[lambda answer, x: 1 / (1 + np.exp(-x))])
    np.testing.assert_allclose(elementwise_grad(softplus)(AT), 1 / (1 + np.exp(-AT)))
    check_derivative(softplus, AT, order=2)
    assert compose.grad(softplus)(0) == 0.5
