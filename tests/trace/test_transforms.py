"""Gradients of functions: values, arguments, containers, and what is refused."""

from __future__ import annotations

import collections
import dataclasses
import math
from typing import Any, NamedTuple

import numpy as np
import pytest

from compose.errors import TraceError
from compose.trace import (
    Variable,
    elementwise_grad,
    grad,
    hessian,
    hvp,
    jacobian,
    jvp,
    value_and_grad,
    variable,
    vjp,
)


def cubic(x, y):
    return x * y**2


def test_a_gradient_is_a_closed_form():
    assert grad(cubic)(3.0, 4.0) == 16.0
    assert value_and_grad(cubic)(3.0, 4.0) == (48.0, 16.0)
    np.testing.assert_array_equal(grad(lambda x: np.sum(x**3))(np.array([1.0, 2.0])), [3.0, 12.0])


def test_types_of_answers():
    assert [type(part) for part in value_and_grad(cubic)(3, 4)] == [float, float]
    assert type(grad(cubic)(np.float64(3.0), 4.0)) is float
    assert type(grad(cubic)(np.float32(3.0), np.float32(4.0))) is np.float32
    assert type(grad(cubic)(np.array(3.0), 4.0)) is float
    assert grad(np.sum)(np.ones((0, 3))).shape == (0, 3)


@pytest.mark.parametrize(
    ("argnums", "expected"),
    [
        *((0, 16.0), (1, 24.0), (-1, 24.0), (-2, 16.0), ((), ()), ((1,), (24.0,))),
        *(((0, 1), (16.0, 24.0)), ((1, 0), (24.0, 16.0)), ((0, 0), (16.0, 16.0))),
        *(((-1, 0), (24.0, 16.0)), ((-2, 0, 1), (16.0, 16.0, 24.0))),
    ],
)
def test_argnums(argnums, expected):
    assert grad(cubic, argnums)(3.0, 4.0) == expected
    assert value_and_grad(cubic, argnums)(3.0, 4.0) == (48.0, expected)
    assert jacobian(cubic, argnums)(3.0, 4.0) == expected
    assert elementwise_grad(cubic, argnums)(3.0, 4.0) == expected


@pytest.mark.parametrize("argnums", [[0, 1], "x", True, 1.0, None, (0, "y"), (0, None)])
@pytest.mark.parametrize(
    "transform", [grad, value_and_grad, elementwise_grad, jacobian, hessian, hvp]
)
def test_argnums_of_another_kind(transform, argnums):
    with pytest.raises(TraceError, match="argnums is an int or a tuple of ints"):
        transform(cubic, argnums)(3.0, 4.0, 1.0)


@pytest.mark.parametrize("argnums", [2, -3, (0, 5)])
def test_argnums_that_are_not_there(argnums):
    with pytest.raises(TraceError, match="cubic was called with 2 positional arguments, so there"):
        grad(cubic, argnums)(3.0, 4.0)


def test_arguments_by_keyword_are_constants():
    assert grad(cubic)(3.0, y=4.0) == 16.0
    with pytest.raises(TraceError, match="was called with 0 positional arguments"):
        grad(cubic)(x=3.0, y=4.0)


def test_auxiliary_answers():
    def f(x):
        return x**2, {"twice": 2 * x, "text": "a", "none": None, "constant": 7}

    (value, auxiliary), slope = value_and_grad(f, has_aux=True)(3.0)
    assert (value, slope) == (9.0, 6.0)
    assert auxiliary == {"twice": 6.0, "text": "a", "none": None, "constant": 7}
    assert type(auxiliary["twice"]) is float
    assert grad(f, has_aux=True)(3.0) == (6.0, auxiliary)
    for wrong in (lambda x: x, lambda x: [x, x], lambda x: (x, x, x), lambda x: None):  # noqa: ARG005
        with pytest.raises(TraceError, match="with has_aux=True <lambda> must give a pair"):
            grad(wrong, has_aux=True)(3.0)


def test_an_auxiliary_answer_of_the_outer_transform_stays_a_variable():
    def outer(x):
        slope, kept = grad(lambda y: (y * y * x, y * x), has_aux=True)(2.0)
        assert isinstance(kept, Variable)
        return slope + kept

    assert grad(outer)(3.0) == 6.0


class Pair(NamedTuple):
    w: Any
    b: Any


@dataclasses.dataclass(frozen=True)
class Frozen:
    w: Any
    b: Any


@dataclasses.dataclass
class Layer:
    w: Any
    b: Any
    activation: str = "relu"
    calls: int = dataclasses.field(init=False, default=0)


@pytest.mark.parametrize("kind", [Pair, Frozen, Layer, lambda w, b: {"w": w, "b": b}])
def test_containers_with_names(kind):
    def loss(p):
        w, b = (p["w"], p["b"]) if isinstance(p, dict) else (p.w, p.b)
        return np.sum(w**2) * b

    given = kind(np.array([1.0, 2.0]), 3.0)
    found = grad(loss)(given)
    assert type(found) is type(given)
    w, b = (found["w"], found["b"]) if isinstance(found, dict) else (found.w, found.b)
    np.testing.assert_array_equal(w, [6.0, 12.0])
    assert b == 5.0


@pytest.mark.parametrize("kind", [dict, collections.OrderedDict])
def test_dictionaries_keep_their_kind(kind):
    found = grad(lambda p: p["z"] * p["a"] ** 2)(kind(z=2.0, a=3.0))
    assert type(found) is kind
    assert found == kind(z=9.0, a=12.0)


def test_nested_containers_with_gaps():
    def f(p):
        return p["layers"][0][0] * p["layers"][1][0] ** 2 + p["scale"]

    given = {"layers": [(2.0, None), (3.0, "tanh")], "scale": 1, "train": True, "how": np.tanh}
    assert grad(f)(given) == {
        "layers": [(9.0, None), (12.0, None)],
        "scale": 1.0,
        "train": None,
        "how": None,
    }


@pytest.mark.parametrize("empty", [[], {}, (), [[], {}]])
def test_empty_containers(empty):
    assert grad(lambda p: 1.0)(empty) == empty  # noqa: ARG005
    assert jacobian(lambda p: np.ones(2))(empty) == empty  # noqa: ARG005


def test_masks_inside_parameters_are_constants():
    mask = np.array([True, False, True])
    found = grad(lambda p: np.sum(p[0][p[1]] ** 2))([np.array([1.0, 2.0, 3.0]), mask])
    np.testing.assert_array_equal(found[0], [2.0, 0.0, 6.0])
    assert found[1] is None


def test_functions_that_give_constants_or_their_inputs():
    for constant in (3.0, 3, np.float32(3.0), np.array(3.0)):
        found = grad(lambda x, c=constant: c)(np.ones(2, np.float32))  # noqa: ARG005
        np.testing.assert_array_equal(found, np.zeros(2, np.float32))
        assert found.dtype == np.float32
    assert grad(lambda x: x)(2.0) == 1.0
    assert value_and_grad(lambda x, y: y, (0, 1))(2.0, 5.0) == (5.0, (0.0, 1.0))  # noqa: ARG005
    assert grad(np.floor)(2.5) == 0.0


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (
            lambda x: x * np.ones(2),
            r"gives an array of shape \(2,\); use jacobian, elementwise_grad",
        ),
        (lambda x: x * 1j, "gives a complex number, which has no gradient; take np.real"),
        (lambda x: None, "gives None, which is no number; does it return one?"),  # noqa: ARG005
        (lambda x: "text", "gives 'text', which is no number"),  # noqa: ARG005
        (lambda x: {"loss": x}, "which is no number"),
        (lambda x: [x], "which is no number"),
    ],
)
def test_a_gradient_is_of_one_real_number(f, message):
    for transform in (grad, value_and_grad, hessian):
        with pytest.raises(TraceError, match=message):
            transform(f)(2.0)


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda x: None, "which is no array"),  # noqa: ARG005
        (lambda x: (x, x), "which is no array"),
        (lambda x: x * 1j, "gives complex numbers for real ones"),
    ],
)
def test_an_elementwise_gradient_is_of_one_real_array(f, message):
    with pytest.raises(TraceError, match=message):
        elementwise_grad(f)(np.ones(2))


def test_elementwise_gradients():
    at = np.linspace(-2, 2, 7)
    np.testing.assert_allclose(elementwise_grad(np.tanh)(at), 1 - np.tanh(at) ** 2)
    z = at + 1j
    np.testing.assert_allclose(elementwise_grad(lambda z: z**2)(z), 2 * z)
    by_both = elementwise_grad(lambda x, y: x * y, (0, 1))(np.ones(2), 3.0)
    np.testing.assert_array_equal(by_both[0], [3.0, 3.0])
    assert by_both[1] == 2.0


@pytest.mark.parametrize(
    "transform", [grad, value_and_grad, elementwise_grad, jacobian, hessian, hvp]
)
def test_only_functions_are_transformed(transform):
    with pytest.raises(TraceError, match="is no function; pass the function itself"):
        transform(math.sin(1.0))


def test_vjp_and_jvp_want_functions_too():
    with pytest.raises(TraceError, match="is no function"):
        vjp(3.0, 1.0)
    with pytest.raises(TraceError, match="is no function"):
        jvp(3.0, 1.0, 1.0)


@pytest.mark.parametrize("wrong", [{1.0, 2.0}, object(), np.array(["a"]), np.ma.array([1.0])])
def test_arguments_that_hold_no_numbers(wrong):
    with pytest.raises(TraceError, match="a variable holds a number or an array"):
        grad(lambda p: 2.0)(wrong)  # noqa: ARG005


@pytest.mark.parametrize("wrong", [True, "text", None, np.array([True, False])])
def test_a_gradient_by_what_is_no_number_is_refused(wrong):
    for transform in (grad, jacobian, hessian, elementwise_grad):
        with pytest.raises(TraceError, match=r"argument 0 is .*, which holds no number"):
            transform(lambda p: 2.0)(wrong)  # noqa: ARG005
    assert grad(lambda x, p: x, (0, 1))(2.0, wrong) == (1.0, None)  # noqa: ARG005


def test_a_product_with_the_hessian_wants_a_vector():
    with pytest.raises(TraceError, match=r"hvp of sum takes .* and then the vector"):
        hvp(np.sum)(np.ones(2))


def test_a_cotangent_in_other_containers_shows_the_value():
    with pytest.raises(TraceError, match=r"nested as its value is, 2\.0, and not as \(1\.0"):
        vjp(np.multiply, 1.0, 2.0)[1]((1.0, 2.0))


def test_lists_are_containers_and_no_arrays():
    assert grad(lambda p: p[0] * p[1])([2, 3]) == [3.0, 2.0]
    with pytest.raises(TraceError, match=r"np\.stack makes one variable of several"):
        grad(np.sum)([1.0, 2.0])


def test_complex_arguments_of_real_functions():
    z = np.array([3 + 4j, 1j])
    found = grad(lambda z: np.sum(np.abs(z)))(z)
    np.testing.assert_allclose(found, np.conj(z) / np.abs(z))


def test_a_transform_is_called_as_its_function_is():
    def documented(x):
        """Say what it does."""
        return x * x

    assert grad(documented).__name__ == "documented"
    assert grad(documented).__doc__ == "Say what it does."
    assert grad(documented)(3.0) == grad(documented)(3.0) == 6.0


@pytest.mark.parametrize(
    "f",
    [
        lambda x, y: np.sum(x + y),
        lambda x, y: np.sum((x + y) ** 2),
        lambda x, y: np.sum(x) + np.sum(y) + np.sum(x),
        lambda x, y: np.sum(np.concatenate([x, y])),
        lambda x, y: np.sum(np.stack([x, y.T.T]) * 2.0),
        lambda x, y: np.sum(x) * 3.0,  # noqa: ARG005
    ],
)
def test_gradients_can_be_written_to_and_share_nothing(f):
    x, y = np.ones(3), np.ones(3)
    u, v = variable(x), variable(y)
    by_variable = f(u, v).gradient()
    for found in (
        grad(f, (0, 1))(x, y),
        value_and_grad(f, (0, 1))(x, y)[1],
        jacobian(f, (0, 1), mode="reverse")(x, y),
        vjp(f, x, y)[1](1.0),
        [by_variable.get(u, np.zeros(3)), by_variable.get(v, np.zeros(3))],
    ):
        before = found[1].copy()
        found[0][...] = 7.0
        np.testing.assert_array_equal(found[1], before)
        found[1][...] = 7.0
    np.testing.assert_array_equal([x, y], np.ones((2, 3)))


def test_what_is_pulled_and_pushed_is_no_view_of_what_was_given():
    x, given = np.ones((2, 3)), np.arange(6.0).reshape(2, 3)
    for f in (lambda x: x, lambda x: x + 1.0, np.transpose):
        along = given.T if f is np.transpose else given
        for found in (vjp(f, x)[1](along)[0], jvp(f, x, given)[1]):
            assert not np.shares_memory(found, given)
            assert found.flags.writeable
    assert jvp(lambda x: np.broadcast_to(x, (2, 3)), 1.0, 1.0)[1].flags.writeable
    twice = jvp(lambda x: (x, x), x, given)[1]
    assert not np.shares_memory(*twice)
