"""Cholesky, QR, eigenvalues and singular values, row by row."""

from __future__ import annotations

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad as autograd_grad

from compose.errors import TraceError
from compose.rules import RULES
from compose.rules.arrays import Composite, Several
from tests.rules.checking import shown
from tests.rules.matrix_rows import adjoint, check, drawn, gradient, positive, row_of

la = np.linalg
SQUARE = [(3, 3), (2, 3, 3), (4, 4), (1, 1), (0, 2, 2)]
OBLONG = [(4, 3), (3, 4), (2, 4, 2), (2, 2, 4), (3, 3), (5, 1), (0, 3, 2)]
KINDS = ["real", "complex"]


def slope(function, x, t, step=1e-6):
    return (function(x + step * t) - function(x - step * t)) / (2 * step)


def paired(g, t):
    return np.real(np.sum(g * t))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("upper", [False, True])
@pytest.mark.parametrize("shape", [*SQUARE, (0, 0)], ids=str)
def test_cholesky(shape, upper, kind):
    check(la.cholesky, positive(*shape, kind=kind), upper=upper)


@pytest.mark.parametrize("upper", [False, True])
def test_cholesky_looks_at_one_triangle(upper):
    x = positive(3, 3)
    pulled = RULES[la.cholesky].pull(
        0, drawn(3, 3), la.cholesky(x, upper=upper), (x,), {"upper": upper}
    )
    blind = np.tril(pulled, -1) if upper else np.triu(pulled, 1)
    assert not blind.any()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [*OBLONG, (0, 0)], ids=str)
def test_qr(shape, kind):
    x = drawn(*shape, kind=kind)
    row = row_of(la.qr, x)
    if isinstance(row, Composite):
        for ours, theirs in zip(row.written(x), la.qr(x), strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-13)
        np.testing.assert_allclose(row.written(x, "r"), la.qr(x, "r"), rtol=1e-12, atol=1e-13)
        return
    check(la.qr, x)
    check(la.qr, x, mode="r")


def test_qr_in_complete_mode_where_that_is_the_same():
    check(la.qr, drawn(3, 3), mode="complete")


@pytest.mark.parametrize(
    ("function", "shape", "kwargs", "fix"),
    [
        (la.qr, (4, 3), {"mode": "complete"}, "mode='reduced'"),
        (la.qr, (3, 3), {"mode": "raw"}, "mode='reduced'"),
        (la.svd, (4, 3), {}, "full_matrices=False"),
        (la.svd, (2, 3, 4), {}, "full_matrices=False"),
        (la.svd, (3, 3), {"hermitian": True}, "eigh"),
    ],
    ids=shown,
)
def test_what_the_matrix_does_not_determine_is_refused_with_the_fix(function, shape, kwargs, fix):
    with pytest.raises(TraceError, match=fix):
        row_of(function, drawn(*shape), **kwargs)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("triangle", ["L", "U", "u"])
@pytest.mark.parametrize("shape", SQUARE, ids=str)
def test_eigh(shape, triangle, kind):
    # Complex vectors have a free phase: see below.
    check(la.eigh, drawn(*shape, kind=kind), triangle, skipped=(1,) if kind == "complex" else ())
    check(la.eigvalsh, drawn(*shape, kind=kind), UPLO=triangle)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", SQUARE, ids=str)
def test_eig(shape, kind):
    check(la.eig, drawn(*shape, kind=kind))
    check(la.eigvals, drawn(*shape, kind=kind))


def test_eig_with_real_eigenvalues():
    x = np.diag([1.0, 2.0, 4.0]) + 0.2 * drawn(3, 3)
    assert la.eig(x)[1].dtype == float
    check(la.eig, x)
    check(la.eigvals, x)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", OBLONG, ids=str)
def test_svd(shape, kind):
    x = drawn(*shape, kind=kind)
    check(la.svd, x, full_matrices=False, skipped=(0, 2) if kind == "complex" else ())
    check(la.svd, x, compute_uv=False)
    check(la.svdvals, x)
    if shape[-1] == shape[-2] and kind == "real":
        check(la.svd, x)


def weighted(vectors, weights):
    """A function of vectors that does not feel their phase: of each one's projector."""
    return np.sum(weights * np.abs(vectors) ** 2)


@pytest.mark.parametrize("kind", KINDS)
def test_eigenvectors_whatever_their_phase(kind):
    x, t = drawn(2, 4, 4, kind=kind), drawn(2, 4, 4, kind=kind, seed=1)
    weights = drawn(2, 4, 4, seed=2)
    vectors = la.eigh(x)[1]
    g = gradient(la.eigh, (None, 2 * weights * np.conj(vectors)), x)
    expected = slope(lambda x: weighted(la.eigh(x)[1], weights), x, t)
    np.testing.assert_allclose(paired(g, t), expected, rtol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [(4, 3), (3, 4), (2, 3, 3)], ids=str)
def test_singular_vectors_whatever_their_phase(shape, kind):
    x, t = drawn(*shape, kind=kind), drawn(*shape, kind=kind, seed=1)
    u, s, vh = la.svd(x, full_matrices=False)
    weights = drawn(*u.shape, seed=2), drawn(*vh.shape, seed=3), drawn(*x.shape, seed=4)

    def function(x):
        u, s, vh = la.svd(x, full_matrices=False)
        joint = np.sum(weights[2] * np.real((u * s[..., None, :] ** 2) @ vh))
        return weighted(u, weights[0]) + weighted(vh, weights[1]) + joint

    squares = s[..., None, :] ** 2
    cotangents = (
        2 * weights[0] * np.conj(u) + (weights[2] @ np.swapaxes(vh, -1, -2)) * squares,
        np.real(2 * s * np.sum(u * (weights[2] @ np.swapaxes(vh, -1, -2)), axis=-2)),
        2 * weights[1] * np.conj(vh) + np.swapaxes(u * squares, -1, -2) @ weights[2],
    )
    g = gradient(la.svd, cotangents, x, full_matrices=False)
    np.testing.assert_allclose(paired(g, t), slope(function, x, t), rtol=1e-6)


@pytest.mark.parametrize("shape", [(4, 3), (3, 4), (3, 3)], ids=str)
def test_pushed_complex_factors_put_the_matrix_together_again(shape):
    x, t = drawn(*shape, kind="complex"), drawn(*shape, kind="complex", seed=1)
    kwargs = {"full_matrices": False}
    u, s, vh = answer = la.svd(x, **kwargs)
    du, ds, dvh = (
        row.push(0, t, answer, (x,), kwargs) for row in row_of(la.svd, x, **kwargs).answers
    )
    np.testing.assert_allclose((du * s) @ vh + (u * ds) @ vh + (u * s) @ dvh, t, atol=1e-12)
    np.testing.assert_allclose(
        adjoint(u) @ du + adjoint(du) @ u, 0.0 * ds * ds[:, None], atol=1e-12
    )


def test_pushed_complex_eigenvectors_put_the_matrix_together_again():
    x, t = positive(3, 3, kind="complex"), positive(3, 3, kind="complex") + 1.0
    values, vectors = answer = la.eigh(x)
    dvalues, dvectors = (row.push(0, t, answer, (x,), {}) for row in RULES[la.eigh].answers)
    whole = (
        (dvectors * values) @ adjoint(vectors)
        + (vectors * dvalues) @ adjoint(vectors)
        + (vectors * values) @ adjoint(dvectors)
    )
    np.testing.assert_allclose(whole, t, atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_complex_pushes_are_the_transposes_of_their_pulls(kind):
    for shape in [(4, 3), (3, 4), (2, 3, 3)]:
        x, t = drawn(*shape, kind=kind), drawn(*shape, kind=kind, seed=1)
        cases = [(la.svd, {"full_matrices": False})]
        cases += (
            [(la.eigh, {"UPLO": "L"}), (la.eigh, {"UPLO": "U"})]
            if shape[-1] == 3 == shape[-2]
            else []
        )
        for function, kwargs in cases:
            answer = function(x, **kwargs)
            for which, row in enumerate(row_of(function, x, **kwargs).answers):
                g = drawn(*answer[which].shape, kind=kind, seed=5 + which)
                pushed = row.push(0, t, answer, (x,), kwargs)
                pulled = row.pull(0, g, answer, (x,), kwargs)
                if not np.iscomplexobj(answer[which]):
                    g = np.real(g)
                    pulled = row.pull(0, g, answer, (x,), kwargs)
                np.testing.assert_allclose(paired(g, pushed), paired(pulled, t), rtol=1e-10)


def test_equal_eigenvalues_have_derivatives_and_their_vectors_do_not():
    x = np.diag([1.0, 2.0, 2.0])
    values, vectors = RULES[la.eigh].answers
    answer = la.eigh(x)
    np.testing.assert_allclose(values.pull(0, np.ones(3), answer, (x,), {}), np.eye(3))
    with np.errstate(all="ignore"):
        turned = vectors.pull(0, np.ones((3, 3)), answer, (x,), {})
        assert not np.isfinite(turned).all()
    np.testing.assert_allclose(RULES[la.svdvals].pull(0, np.ones(3), None, (x,), {}), np.eye(3))


def test_singular_values_of_a_singular_square_matrix_leave_the_vectors_a_derivative():
    x = np.diag([3.0, 2.0, 0.0])
    answer = la.svd(x)
    for row in RULES[la.svd].choose(x).answers:
        assert np.isfinite(row.push(0, drawn(3, 3), answer, (x,), {})).all()


SINGLE = [
    (la.cholesky, positive(3, 3), {}),
    (la.cholesky, positive(3, 3), {"upper": True}),
    (la.qr, drawn(4, 3), {}),
    (la.qr, drawn(4, 3), {"mode": "r"}),
    (la.eigh, drawn(3, 3), {}),
    (la.eigvalsh, drawn(3, 3), {}),
    (la.eig, drawn(3, 3), {}),
    (la.eig, np.diag([1.0, 2.0, 3.0]), {}),
    (la.eigvals, drawn(3, 3), {}),
    (la.svd, drawn(4, 3), {"full_matrices": False}),
    (la.svd, drawn(3, 4), {"compute_uv": False}),
    (la.svdvals, drawn(3, 3), {}),
]


@pytest.mark.parametrize("dtype", [np.float32, np.complex64])
@pytest.mark.parametrize(("function", "x", "kwargs"), SINGLE, ids=shown)
def test_single_precision_stays(function, x, kwargs, dtype):
    x = x.astype(dtype)
    answer = function(x, **kwargs)
    row = row_of(function, x, **kwargs)
    rows = row.answers if isinstance(row, Several) else (row,)
    answers = answer if isinstance(row, Several) else (answer,)
    for part, one in zip(rows, answers, strict=True):
        pulled = part.pull(0, np.ones_like(one), answer, (x,), kwargs)
        assert pulled.dtype == np.result_type(dtype, one.dtype)
        pushed = part.push(0, np.ones_like(x), answer, (x,), kwargs)
        assert pushed.dtype == one.dtype


def test_as_autograd():
    x, weights = positive(2, 3, 3), drawn(2, 3, 3, seed=2)
    both = weights + np.swapaxes(weights, -1, -2)

    def halved(g):
        return g + np.swapaxes(g, -1, -2)

    ours = RULES[la.cholesky].pull(0, weights, la.cholesky(x), (x,), {})
    theirs = autograd_grad(lambda x: anp.sum(weights * anp.linalg.cholesky(x)))(x)
    np.testing.assert_allclose(halved(ours), halved(theirs), rtol=1e-9)
    for triangle in "LU":
        ours = gradient(la.eigh, (weights[..., 0], both), x, UPLO=triangle)

        def function(x, triangle=triangle):
            values, vectors = anp.linalg.eigh(x, triangle)
            return anp.sum(weights[..., 0] * values) + anp.sum(both * vectors)

        np.testing.assert_allclose(ours, autograd_grad(function)(x), rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("shape", [(4, 3), (3, 4), (2, 3, 3)], ids=str)
def test_svd_as_autograd(shape):
    x = drawn(*shape)
    answer = la.svd(x, full_matrices=False)
    weights = [drawn(*part.shape, seed=3) for part in answer]

    def function(x):
        parts = anp.linalg.svd(x, full_matrices=False)
        return sum(anp.sum(w * part) for w, part in zip(weights, parts, strict=True))

    ours = gradient(la.svd, weights, x, full_matrices=False)
    np.testing.assert_allclose(ours, autograd_grad(function)(x), rtol=1e-8, atol=1e-10)
