"""Operators of single numbers against closed forms: both operands, and a constant on each side."""

from __future__ import annotations

import math
import operator

import pytest

import compose
from compose.trace import grad, value_and_grad, variable

LOCALS = {
    operator.add: (lambda x, y: 1.0, lambda x, y: 1.0),  # noqa: ARG005
    operator.sub: (lambda x, y: 1.0, lambda x, y: -1.0),  # noqa: ARG005
    operator.mul: (lambda x, y: y, lambda x, y: x),  # noqa: ARG005
    operator.truediv: (lambda x, y: 1.0 / y, lambda x, y: -x / y**2),  # noqa: ARG005
    operator.pow: (lambda x, y: y * x ** (y - 1.0), lambda x, y: x**y * math.log(x)),
}
AT = [(3.0, 2.0), (1.5, 0.5), (2, 3), (0.25, 1)]


def bare(f, x, y):
    given = variable(x), variable(y)
    gradient = f(*given).gradient()
    return tuple(gradient.get(one, 0.0) for one in given)


def taped(f, x, y):
    return grad(f, (0, 1))(x, y)


def taped_inside(f, x, y):
    """Differentiate where the operands are variables of a transform outside."""

    def outer(z):
        return z, grad(f, (0, 1))(x * z, y * z)

    return grad(outer, has_aux=True)(1.0)[1]


def compiled_first(f, x, y):
    return compose.compile(grad(f, (0, 1)))(x, y)


@pytest.mark.parametrize("way", [bare, taped, taped_inside, compiled_first])
@pytest.mark.parametrize("apply", LOCALS)
@pytest.mark.parametrize(("x", "y"), AT)
def test_a_binary_operator_has_the_slopes_of_its_closed_form(way, apply, x, y):
    by_x, by_y = (local(x, y) for local in LOCALS[apply])
    assert way(apply, x, y) == pytest.approx((by_x, by_y), rel=1e-14)
    assert way(lambda u, v: apply(u, y) + 0.0 * v, x, y) == pytest.approx((by_x, 0.0), rel=1e-14)
    assert way(lambda u, v: apply(x, v) + 0.0 * u, x, y) == pytest.approx((0.0, by_y), rel=1e-14)


@pytest.mark.parametrize("apply", LOCALS)
@pytest.mark.parametrize(("x", "y"), AT)
def test_a_binary_operator_has_the_value_of_floats(apply, x, y):
    expected = apply(float(x), float(y))
    assert apply(variable(x), variable(y)).value == expected
    assert apply(variable(x), y).value == expected
    assert apply(x, variable(y)).value == expected
    assert value_and_grad(apply)(x, y)[0] == expected
    assert value_and_grad(lambda v: apply(x, v))(y)[0] == expected


@pytest.mark.parametrize("way", [bare, taped, taped_inside, compiled_first])
def test_a_sign_has_its_slope(way):
    assert way(lambda x, y: -x + +y, 3.0, 2.0) == (-1.0, 1.0)
