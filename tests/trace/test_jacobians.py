"""Jacobians, Hessians, and products with them."""

from __future__ import annotations

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from compose.errors import TraceError
from compose.testing import count_operations
from compose.trace import grad, hessian, hvp, jacobian, jvp, vjp

MODES = ["forward", "reverse"]
AT = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]])


def mixing(x, numpy=np):
    return numpy.tanh(x @ numpy.transpose(x)) + numpy.sum(x**2)


@pytest.mark.parametrize("mode", [None, *MODES])
def test_a_jacobian_is_autograds(mode):
    found = jacobian(mixing, mode=mode)(AT)
    assert found.shape == (2, 2, 2, 3)
    np.testing.assert_allclose(found, autograd.jacobian(lambda x: mixing(x, anp))(AT))


def test_the_cheaper_mode_is_chosen():
    def wide(x):
        return np.sum(x**2) * np.ones(1)

    def tall(x):
        return np.outer(x, x) @ np.ones((1, 200))

    for f, at, cheap, dear in (
        (wide, np.ones(100), "reverse", "forward"),
        (tall, np.ones(1), "forward", "reverse"),
    ):
        counts = {}
        for mode in (None, cheap, dear):
            with count_operations() as done:
                jacobian(f, mode=mode)(at)
            counts[mode] = done.total
        assert counts[None] == counts[cheap]
        assert 20 * counts[cheap] < counts[dear]


@pytest.mark.parametrize("mode", MODES)
def test_jacobians_of_containers(mode):
    def f(p):
        return {"y": p["a"] * p["b"], "z": [p["a"][0], 7, None], "c": np.ones(3)}

    found = jacobian(f, mode=mode)({"a": np.array([1.0, 2.0]), "b": 5.0, "name": "p"})
    np.testing.assert_array_equal(found["y"]["a"], 5.0 * np.eye(2))
    np.testing.assert_array_equal(found["y"]["b"], [1.0, 2.0])
    np.testing.assert_array_equal(found["z"][0]["a"], [1.0, 0.0])
    np.testing.assert_array_equal(found["z"][1]["a"], [0.0, 0.0])
    assert found["z"][0]["b"] == found["z"][1]["b"] == 0.0
    assert found["z"][2] == {"a": None, "b": None, "name": None}
    assert found["c"]["a"].shape == (3, 2)
    assert found["y"]["name"] is None


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("f", "at", "shape"),
    [
        (lambda x: x, np.ones(2), (2, 2)),
        (lambda x: 2.0 * x, np.ones((0, 2)), (0, 2, 0, 2)),
        (lambda x: x[:0], np.ones(2), (0, 2)),
        (lambda x: np.ones(2) * np.sum(x), np.ones(0), (2, 0)),
        (lambda x: np.ones((2, 1)), np.ones(3), (2, 1, 3)),  # noqa: ARG005
        (lambda x: 3.0, np.ones(3), (3,)),  # noqa: ARG005
        (lambda x: x[None], 2.0, (1,)),
        (np.sin, 2.0, ()),
        (np.sin, np.array(2.0), ()),
    ],
)
def test_shapes_of_jacobians(mode, f, at, shape):
    found = jacobian(f, mode=mode)(at)
    assert np.shape(found) == shape
    if f is np.sin:
        assert found == pytest.approx(np.cos(2.0))


@pytest.mark.parametrize("mode", MODES)
def test_single_precision(mode):
    assert jacobian(np.tanh, mode=mode)(np.ones(2, np.float32)).dtype == np.float32


def test_modes_are_named():
    with pytest.raises(TraceError, match='say "forward", "reverse", or None'):
        jacobian(np.sin, mode="fwd")


def test_complex_jacobians_keep_both_parts():
    x, z = np.array([1.0, 2.0]), np.array([1 + 1j, 2.0])
    np.testing.assert_array_equal(jacobian(lambda x: x * (1 + 2j))(x), np.eye(2) * (1 + 2j))
    np.testing.assert_allclose(jacobian(lambda z: z**2)(z), np.diag(2 * z))
    np.testing.assert_allclose(jacobian(np.abs)(z), np.diag(np.conj(z) / np.abs(z)))
    assert jacobian(lambda x: x * 1j)(2.0) == 1j


@pytest.mark.parametrize(
    ("f", "at", "mode"),
    [
        (lambda x: x * 1j, np.ones(2), "reverse"),
        (np.abs, np.ones(2) * 1j, "forward"),
        (lambda p: p[0] * p[1], [1.0, 1j], "reverse"),
    ],
)
def test_a_mode_that_would_lose_a_part_is_refused(f, at, mode):
    with pytest.raises(TraceError, match="forward mode is for complex answers of real arguments"):
        jacobian(f, mode=mode)(at)


def test_hessians():
    def f(x, numpy=np):
        return numpy.sum(numpy.sin(x) @ numpy.transpose(x)) ** 2

    found = hessian(f)(AT)
    np.testing.assert_allclose(found, autograd.hessian(lambda x: f(x, anp))(AT))
    assert hessian(lambda x: x**3)(2.0) == 12.0
    np.testing.assert_array_equal(hessian(np.sum)(np.ones(2)), np.zeros((2, 2)))
    assert hessian(lambda x, y: x**2 * y**2, (0, 1))(2.0, 3.0) == ((18.0, 24.0), (24.0, 8.0))
    nested = hessian(lambda p: np.sum(p["a"] ** 2) * p["b"])({"a": np.ones(2), "b": 2.0})
    np.testing.assert_array_equal(nested["a"]["a"], 4.0 * np.eye(2))
    np.testing.assert_array_equal(nested["b"]["a"], [2.0, 2.0])
    assert nested["b"]["b"] == 0.0


def test_products_are_the_jacobians():
    draw = np.random.default_rng(3)
    tangent, cotangent = draw.standard_normal((2, 3)), draw.standard_normal((2, 2))
    whole = jacobian(mixing)(AT)
    value, moved = jvp(mixing, AT, tangent)
    np.testing.assert_array_equal(value, mixing(AT))
    np.testing.assert_allclose(moved, np.tensordot(whole, tangent, 2))
    value, pull = vjp(mixing, AT)
    np.testing.assert_array_equal(value, mixing(AT))
    np.testing.assert_allclose(pull(cotangent)[0], np.tensordot(cotangent, whole, 2))
    np.testing.assert_allclose(pull(2 * cotangent)[0], 2 * pull(cotangent)[0])


def test_hvp_is_the_hessian_times_a_vector():
    def f(x):
        return np.sum(np.exp(x) @ x.T)

    vector = np.random.default_rng(1).standard_normal((2, 3))
    np.testing.assert_allclose(hvp(f)(AT, vector), np.tensordot(hessian(f)(AT), vector, 2))
    assert hvp(lambda x, y: x * y**3, 1)(2.0, 3.0, 1.0) == 36.0
    assert hvp(lambda x, y: x * y**3, -1)(2.0, 3.0, 1.0) == 36.0
    assert hvp(lambda x, y: x * y**3, (0, 1))(2.0, 3.0, (1.0, 10.0)) == (270.0, 387.0)
    assert hvp(lambda x, *, y: x**2 * y)(2.0, 1.0, y=3.0) == 6.0
    assert hvp(lambda p: p["a"] ** 3 * p["b"])({"a": 2.0, "b": 3.0}, {"a": 1.0, "b": 0.0}) == {
        "a": 36.0,
        "b": 12.0,
    }
    with pytest.raises(TraceError, match="names an argument twice"):
        hvp(lambda x, y: x * y, (0, -2))(2.0, 3.0, (1.0, 1.0))


def test_jvp_of_constants_and_whole_numbers():
    assert jvp(np.sin, 0, 1) == (0.0, 1.0)
    assert jvp(lambda x: (3, x, None, "a", 2.5), 1.0, 1.0) == (
        (3, 1.0, None, "a", 2.5),
        (0.0, 1.0, None, None, 0.0),
    )
    _, tangent = jvp(lambda x: np.arange(3), 1.0, 1.0)  # noqa: ARG005
    np.testing.assert_array_equal(tangent, np.zeros(3))


def test_vjp_of_several_answers():
    _, pull = vjp(lambda x: (x, {"twice": 2 * x, "again": x}), 3.0)
    assert pull((1.0, {"twice": 10.0, "again": 100.0})) == (121.0,)
    assert pull((None, {"twice": 10.0, "again": None})) == (20.0,)
    assert vjp(lambda: 3.0)[1](1.0) == ()
    assert vjp(lambda x: 3.0, 1.0)[1](1) == (0.0,)  # noqa: ARG005


@pytest.mark.parametrize(
    ("f", "at", "wrong", "message"),
    [
        (np.sin, np.ones(2), np.ones(3), r"shape \(3,\) does not fit a value of shape \(2,\)"),
        (np.sin, np.ones(2), 1.0, r"shape \(\) does not fit"),
        (np.sin, np.ones(2), [1.0, 1.0], "is nested as its"),
        (lambda p: p, {"a": 1.0}, {"b": 1.0}, "is nested as its"),
        (lambda p: p, [1.0, 2.0], [1.0], "is nested as its"),
        (np.sin, 1.0, "a", "is a number or an array, not 'a'"),
        (np.sin, 1.0, 1j, "does not fit a real"),
        (np.sin, np.ones(2), np.ones(2) * 1j, "does not fit a real"),
    ],
)
def test_tangents_and_cotangents_are_like_what_they_belong_to(f, at, wrong, message):
    with pytest.raises(TraceError, match=message):
        vjp(f, at)[1](wrong)
    with pytest.raises(TraceError, match=message):
        jvp(f, at, wrong)


def test_jvp_wants_a_tangent_for_each_argument():
    with pytest.raises(TraceError, match="a tangent is nested as its argument is"):
        jvp(lambda x, y: x * y, (1.0, 2.0), (1.0,))


def test_a_gradient_is_a_row_of_the_jacobian():
    rows = [grad(lambda x, k=k: mixing(x)[k])(AT) for k in np.ndindex(2, 2)]
    np.testing.assert_allclose(np.reshape(rows, (2, 2, 2, 3)), jacobian(mixing)(AT))
