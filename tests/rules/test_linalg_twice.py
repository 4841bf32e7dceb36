"""Linear algebra through variables: refusals, and gradients of gradients."""

from __future__ import annotations

import numpy as np
import pytest

import compose
from compose import variable
from compose.errors import TraceError

la = np.linalg


def drawn(*shape, seed=0):
    return np.random.default_rng([seed, *shape]).standard_normal(shape)


SQUARE, TALL = drawn(3, 3), drawn(4, 3)
POSITIVE = SQUARE @ SQUARE.T + np.eye(3)
W, V, U = drawn(3, 3, seed=1), drawn(3, seed=2), drawn(4, 3, seed=3)


def svd_of(x, weights, **options):
    parts = la.svd(x, **options)
    return sum(np.sum(w * part) for w, part in zip(weights, parts, strict=True))


def eigh_of(x):
    values, vectors = la.eigh(x)
    return np.sum(values**3) + np.sum(W * vectors**2)


def eig_of(x):
    values, vectors = la.eig(x)
    return np.sum(np.real(values**3)) + np.sum(np.abs(W * vectors) ** 2)


def qr_of(x):
    q, r = la.qr(x)
    return np.sum(U * q) + np.sum(W * r)


def lstsq_of(x):
    return np.sum(V * la.lstsq(x, U[:, 0])[0]) + np.sum(la.lstsq(x, U)[1])


FUNCTIONS = {
    "inv": (lambda x: np.sum(W * la.inv(x)), SQUARE),
    "det": (la.det, SQUARE),
    "slogdet": (lambda x: la.slogdet(x)[1], SQUARE),
    "slogdet complex": (lambda x: np.real(la.slogdet(x + 1j * W)[0]), SQUARE),
    "solve matrix": (lambda x: np.sum(W * la.solve(x, W)), SQUARE),
    "solve vector": (lambda x: np.sum(V * la.solve(x, x[0])), SQUARE),
    "pinv": (lambda x: np.sum(U.T * la.pinv(x)), TALL),
    "lstsq": (lstsq_of, TALL),
    "tensorinv": (lambda x: np.sum(la.tensorinv(np.reshape(x, (3, 1, 3)), ind=1) ** 2), SQUARE),
    "matrix_power": (lambda x: np.sum(W * la.matrix_power(x, 5)), SQUARE),
    "matrix_power negative": (lambda x: np.sum(W * la.matrix_power(x, -3)), SQUARE),
    "cond": (la.cond, SQUARE),
    "cond 1": (lambda x: la.cond(x, 1), SQUARE),
    "norm": (la.norm, TALL),
    "norm 3": (lambda x: np.sum(la.norm(x, 3, axis=0)), TALL),
    "norm 2": (lambda x: la.norm(x, 2), TALL),
    "norm inf": (lambda x: la.norm(x**2, np.inf), TALL),
    "norm nuc": (lambda x: la.norm(x, "nuc"), TALL),
    "norm complex 1": (lambda x: la.norm(x + 1j * U, 1, axis=1)[0], TALL),
    "vector_norm": (lambda x: la.vector_norm(x, ord=4), TALL),
    "matrix_norm": (la.matrix_norm, TALL),
    "cholesky": (lambda x: np.sum(W * la.cholesky(x)), POSITIVE),
    "cholesky upper": (lambda x: np.sum(W * la.cholesky(x, upper=True)), POSITIVE),
    "qr": (qr_of, TALL),
    "qr wide": (lambda x: np.sum(la.qr(x.T)[1] ** 3), TALL),
    "qr r": (lambda x: np.sum(W * la.qr(x, mode="r")), TALL),
    "eigh": (eigh_of, POSITIVE),
    "eigvalsh": (lambda x: np.sum(la.eigvalsh(x) ** 3), POSITIVE),
    "eig": (eig_of, SQUARE),
    "eigvals": (lambda x: np.sum(np.abs(la.eigvals(x))), SQUARE),
    "svd": (lambda x: svd_of(x, (U, V, W), full_matrices=False), TALL),
    "svd wide": (lambda x: svd_of(x.T, (W, V, U.T), full_matrices=False), TALL),
    "svd square": (lambda x: svd_of(x, (W, V, W.T)), SQUARE),
    "svd values": (lambda x: np.sum(la.svd(x, compute_uv=False) ** 3), TALL),
    "svdvals": (lambda x: np.sum(la.svdvals(x) ** 3), TALL),
}


def differences(function, x, step=1e-5):
    """The gradient by central differences, entry by entry."""
    moves = step * np.eye(x.size).reshape(-1, *x.shape)
    flat = [(function(x + move) - function(x - move)) / (2 * step) for move in moves]
    return np.reshape(flat, x.shape)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_gradients_and_their_gradients_are_those_of_differences(name):
    function, x = FUNCTIONS[name]
    gradient = compose.grad(function)
    np.testing.assert_allclose(gradient(x), differences(function, x), rtol=1e-6, atol=1e-6)
    weights = drawn(*x.shape, seed=9)

    def directed(x):
        return np.sum(weights * gradient(x))

    expected = differences(directed, x)
    np.testing.assert_allclose(compose.grad(directed)(x), expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_forward_and_reverse_agree_in_every_order(name):
    function, x = FUNCTIONS[name]
    gradient, t = compose.grad(function), drawn(*x.shape, seed=8)

    def pushed(x):
        return compose.jvp(function, (x,), (t,))[1]

    twice = compose.grad(lambda x: np.sum(t * gradient(x)))(x)
    np.testing.assert_allclose(pushed(x), np.sum(t * gradient(x)), rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(compose.grad(pushed)(x), twice, rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(compose.jvp(gradient, (x,), (t,))[1], twice, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize(
    ("call", "fix"),
    [
        (lambda x: la.qr(x, mode="complete"), "mode='reduced'"),
        (la.svd, "full_matrices=False"),
        (lambda x: la.svd(x, hermitian=True), "eigh"),
    ],
)
def test_a_variable_is_refused_when_the_function_is_called(call, fix):
    with pytest.raises(TraceError, match=fix):
        call(variable(TALL, "x"))


def test_answers_keep_their_names():
    x = variable(POSITIVE, "x")
    np.testing.assert_allclose(la.eigh(x).eigenvalues.value, la.eigvalsh(POSITIVE))
    np.testing.assert_allclose(la.svd(x).S.value, la.svdvals(POSITIVE))
    np.testing.assert_allclose(la.slogdet(x).logabsdet.value, la.slogdet(POSITIVE)[1])
    assert la.svd(x, compute_uv=False).value.shape == (3,)


def test_a_determinant_has_a_gradient_where_it_is_zero():
    np.testing.assert_allclose(
        compose.grad(la.det)(np.array([[1.0, 2.0], [2.0, 4.0]])), [[4.0, -2.0], [-2.0, 1.0]]
    )


@pytest.mark.parametrize("order", [2, 1, 3, -1, np.inf, -np.inf])
def test_the_norm_of_a_number_is_its_size(order):
    def norm(x):
        return la.vector_norm(x, ord=order)

    assert compose.grad(norm)(-2.0) == pytest.approx(-1.0)
    assert compose.jvp(norm, (-2.0,), (3.0,)) == pytest.approx((2.0, -3.0))
    assert compose.grad(compose.grad(norm))(-2.0) == pytest.approx(0.0)


@pytest.mark.parametrize(
    "function",
    [la.inv, la.det, la.pinv, la.norm, la.cond, la.cholesky, la.svdvals, la.eigvalsh],
)
def test_single_precision_stays_in_gradients_of_gradients(function):
    x = (POSITIVE + np.diag([1, 2, 3])).astype(np.float32)
    gradient = compose.grad(lambda x: np.sum(function(x)))
    assert gradient(x).dtype == np.float32
    assert compose.grad(lambda x: np.sum(gradient(x)))(x).dtype == np.float32


def test_lists_on_the_other_side_are_matrices_too():
    a, b = [[1.0, 2.0], [0.0, 1.0]], [1.0, 2.0]
    through = np.linalg.inv(a).sum(axis=0)
    np.testing.assert_allclose(compose.grad(lambda b: np.sum(la.solve(a, b)))(np.ones(2)), through)
    slopes = compose.grad(lambda a: np.sum(la.solve(a, b)))(np.eye(2))
    np.testing.assert_allclose(slopes, [[-1.0, -2.0], [-1.0, -2.0]])
    fitted = compose.grad(lambda b: np.sum(la.lstsq([[1.0], [2.0], [3.0]], b)[0]))(np.ones(3))
    np.testing.assert_allclose(fitted, np.array([1.0, 2.0, 3.0]) / 14)
