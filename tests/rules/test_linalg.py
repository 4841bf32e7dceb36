"""Inverse, solve, determinants, norms and their like, row by row."""

from __future__ import annotations

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import make_vjp

from compose.rules import RULES
from compose.rules.linalg import cofactors
from tests.rules.checking import check_row, shown

la = np.linalg
SQUARE = [(3, 3), (2, 3, 3), (0, 0), (0, 2, 2), (1, 1)]
KINDS = ["real", "complex"]


def drawn(*shape, kind="real", seed=0):
    random = np.random.default_rng([seed, *shape])
    x = random.standard_normal(shape)
    return x + 1j * random.standard_normal(shape) if kind == "complex" else x


def symmetric(*shape, kind="real"):
    x = drawn(*shape, kind=kind)
    return x + np.conj(np.swapaxes(x, -1, -2))


def pulled(function, x, g, **kwargs):
    row = RULES[function]
    return row.pull(0, g, function(x, **kwargs), (x,), kwargs)


def pushed(function, x, t, **kwargs):
    row = RULES[function]
    return row.push(0, t, function(x, **kwargs), (x,), kwargs)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", SQUARE, ids=str)
@pytest.mark.parametrize("function", [la.inv, la.det, la.slogdet, la.pinv, cofactors])
def test_functions_of_square_matrices(function, shape, kind):
    check_row(function, drawn(*shape, kind=kind))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [(4, 3), (3, 4), (2, 4, 2), (2, 2, 4), (3, 0), (0, 3)], ids=str)
def test_pinv_of_tall_and_wide_matrices(shape, kind):
    check_row(la.pinv, drawn(*shape, kind=kind))


@pytest.mark.parametrize("kind", KINDS)
def test_pinv_of_hermitian_matrices_sees_the_lower_triangle(kind):
    check_row(la.pinv, symmetric(3, 3, kind=kind), hermitian=True)
    check_row(la.pinv, symmetric(2, 3, 3, kind=kind), rtol=1e-12)


def test_pinv_follows_matrices_of_one_rank():
    x, y = drawn(5, 2), drawn(2, 4)
    t = drawn(5, 2, seed=1)
    step = 1e-6
    expected = (la.pinv((x + step * t) @ y) - la.pinv((x - step * t) @ y)) / (2 * step)
    np.testing.assert_allclose(pushed(la.pinv, x @ y, t @ y), expected, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("a", "b"),
    [
        ((3, 3), (3,)),
        ((3, 3), (3, 2)),
        ((3, 3), (3, 0)),
        ((0, 0), (0,)),
        ((2, 3, 3), (3,)),
        ((2, 3, 3), (3, 2)),
        ((2, 3, 3), (1, 3, 2)),
        ((3, 3), (2, 3, 2)),
        ((1, 3, 3), (2, 3, 2)),
        ((4, 1, 2, 2), (3, 2, 5)),
    ],
    ids=str,
)
def test_solve(a, b, kind):
    check_row(la.solve, drawn(*a, kind=kind), drawn(*b, kind=kind, seed=1))


def test_solve_with_one_complex_side():
    check_row(la.solve, drawn(3, 3), drawn(3, kind="complex"))
    check_row(la.solve, drawn(3, 3, kind="complex"), drawn(3))


@pytest.mark.parametrize("kind", KINDS)
def test_functions_written_in_others(kind):
    check_row(la.tensorinv, drawn(4, 6, 8, 3, kind=kind))
    check_row(la.tensorinv, drawn(6, 2, 3, kind=kind), ind=1)
    check_row(la.tensorsolve, drawn(2, 3, 6, kind=kind), drawn(2, 3, kind=kind))
    check_row(la.tensorsolve, drawn(2, 6, 3, kind=kind), drawn(2, 3, kind=kind), axes=(1,))
    for order in (None, 2, -2, 1, -1, np.inf, -np.inf, "fro"):
        check_row(la.cond, drawn(3, 3, kind=kind), order)
        check_row(la.cond, drawn(2, 3, 3, kind=kind), order)


@pytest.mark.parametrize("n", [-3, -1, 0, 1, 2, 3, 4, 5, 11])
@pytest.mark.parametrize("shape", [(3, 3), (2, 3, 3), (0, 0)], ids=str)
def test_matrix_power_is_numpys_to_the_last_bit(shape, n):
    x = drawn(*shape)
    np.testing.assert_array_equal(RULES[la.matrix_power].written(x, n), la.matrix_power(x, n))


def test_matrix_power_refuses_what_numpy_refuses():
    written = RULES[la.matrix_power].written
    with pytest.raises(la.LinAlgError, match="square"):
        written(np.ones((2, 3)), 1)
    with pytest.raises(TypeError):
        written(np.eye(2), 0.5)
    with pytest.raises(ValueError, match="ind"):
        RULES[la.tensorinv].written(np.eye(2), 0)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rank", [3, 2, 1, 0])
def test_det_of_singular_matrices_has_its_cofactors_for_a_derivative(rank, kind):
    x = np.diag([2.0, 3.0, 5.0]) * (np.arange(3) < rank)
    if kind == "complex":
        x = 1j * x
    minors = np.array(
        [
            [(-1) ** (i + j) * la.det(np.delete(np.delete(x, i, 0), j, 1)) for j in range(3)]
            for i in range(3)
        ]
    )
    np.testing.assert_allclose(pulled(la.det, x, 1.0), minors, atol=1e-12)
    np.testing.assert_allclose(pulled(la.det, np.stack([x, x]), np.ones(2)), [minors] * 2)
    check_row(la.det, x)


def test_sign_of_a_real_determinant_is_flat_and_of_a_complex_one_turns():
    sign, _ = RULES[la.slogdet].answers
    x = drawn(2, 3, 3)
    assert not sign.pull(0, np.ones(2), la.slogdet(x), (x,), {}).any()
    z = drawn(2, 3, 3, kind="complex")
    assert sign.pull(0, np.ones(2), la.slogdet(z), (z,), {}).any()


AXES = [0, -1, (0, 1), (-1, 0), (2, 0), (1, 2)]
VECTOR_ORDERS = [None, 0, 1, 2, 3, 1.5, 0.5, -1, -2, np.inf, -np.inf]
MATRIX_ORDERS = [None, "fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axis", AXES, ids=str)
def test_norm_along_axes(axis, keepdims, kind):
    x = drawn(2, 3, 4, kind=kind)
    for order in MATRIX_ORDERS if isinstance(axis, tuple) else VECTOR_ORDERS:
        check_row(la.norm, x, order, axis=axis, keepdims=keepdims)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("keepdims", [False, True])
def test_norm_of_everything(keepdims, kind):
    for shape in [(3,), (3, 2), (2, 3, 2), (0,)]:
        check_row(la.norm, drawn(*shape, kind=kind), keepdims=keepdims)
    for order in VECTOR_ORDERS:
        check_row(la.norm, drawn(4, kind=kind), order, keepdims=keepdims)
    for order in MATRIX_ORDERS:
        check_row(la.norm, drawn(3, 4, kind=kind), order, keepdims=keepdims)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("keepdims", [False, True])
def test_vector_norm_and_matrix_norm(keepdims, kind):
    x = drawn(2, 3, 4, kind=kind)
    for order in VECTOR_ORDERS[1:]:
        for axis in (None, 1, (0, -1), (2, 1, 0)):
            check_row(la.vector_norm, x, ord=order, axis=axis, keepdims=keepdims)
    for order in MATRIX_ORDERS[1:]:
        check_row(la.matrix_norm, x, ord=order, keepdims=keepdims)
    check_row(la.vector_norm, np.float64(-2.0))


def test_norms_of_zero_take_the_middle_of_their_slopes():
    x = np.zeros((2, 3))
    for order in (None, "fro", 1, np.inf, 2, "nuc"):
        slope = pulled(la.norm, x, np.ones(2), ord=None, axis=1)
        np.testing.assert_array_equal(slope, x)
        assert np.isfinite(pulled(la.norm, x, 1.0, ord=order)).all()
    np.testing.assert_array_equal(pulled(la.norm, 1j * x, 1.0), x)
    np.testing.assert_array_equal(pulled(la.norm, np.array([0.0, 2.0]), 1.0, ord=1), [0.0, 1.0])
    np.testing.assert_array_equal(pulled(la.norm, np.zeros(2), 1.0, ord=3), [0.0, 0.0])


def test_ties_share_equally():
    half = [0.5, -0.5, 0.0]
    np.testing.assert_array_equal(pulled(la.norm, np.array([2.0, -2, 1]), 1.0, ord=np.inf), half)
    np.testing.assert_array_equal(
        pulled(la.norm, np.array([[1.0, 3.0], [2.0, 0.0]]), 1.0, ord=1), [[0.5, 0.5], [0.5, 0.0]]
    )
    np.testing.assert_allclose(pulled(la.norm, 3 * np.eye(2), 1.0, ord=2), np.eye(2) / 2)


def test_nan_and_infinity_pass_as_in_numpy():
    slope = pulled(la.norm, np.array([np.nan, 1.0]), 1.0)
    assert np.isnan(slope).all()
    np.testing.assert_array_equal(pulled(la.norm, np.array([np.inf, 1.0]), 1.0, ord=1), [1, 1])


FLOAT32 = [
    (la.inv, {}),
    (la.det, {}),
    (la.pinv, {}),
    (cofactors, {}),
    *[(la.norm, {"ord": order}) for order in MATRIX_ORDERS],
    *[(la.norm, {"ord": order, "axis": 0}) for order in VECTOR_ORDERS],
    (la.vector_norm, {}),
    (la.matrix_norm, {}),
]


@pytest.mark.parametrize("dtype", [np.float32, np.complex64])
@pytest.mark.parametrize(("function", "kwargs"), FLOAT32, ids=shown)
def test_single_precision_stays(function, kwargs, dtype):
    x = drawn(3, 3, kind="complex").astype(dtype) if dtype is np.complex64 else None
    x = drawn(3, 3).astype(dtype) if x is None else x
    answer = function(x, **kwargs)
    assert pulled(function, x, np.ones_like(answer), **kwargs).dtype == dtype
    assert pushed(function, x, np.ones_like(x), **kwargs).dtype == answer.dtype


@pytest.mark.parametrize(
    ("name", "kwargs"),
    [
        ("inv", {}),
        ("det", {}),
        ("pinv", {}),
        ("norm", {}),
        ("norm", {"ord": "nuc"}),
        ("norm", {"axis": 1}),
        ("norm", {"ord": 3, "axis": 0}),
        ("norm", {"ord": "fro", "axis": (1, 0)}),
    ],
    ids=str,
)
def test_as_autograd(name, kwargs):
    x = drawn(3, 3)
    vjp, answer = make_vjp(lambda x: getattr(anp.linalg, name)(x, **kwargs))(x)
    g = np.asarray(drawn(*np.shape(answer), seed=2))[()]
    ours = pulled(getattr(la, name), x, g, **kwargs)
    np.testing.assert_allclose(ours, vjp(g), rtol=1e-10, atol=1e-12)


def test_solve_and_slogdet_as_autograd():
    a, b, g = drawn(2, 3, 3), drawn(2, 3, 4), drawn(2, 3, 4, seed=2)
    answer = la.solve(a, b)
    for place in (0, 1):
        vjp, _ = make_vjp(anp.linalg.solve, argnum=place)(a, b)
        ours = RULES[la.solve].pull(place, g, answer, (a, b), {})
        np.testing.assert_allclose(ours, vjp(g), rtol=1e-10, atol=1e-12)
    vjp, answer = make_vjp(lambda a: anp.linalg.slogdet(a)[1])(a)
    ours = RULES[la.slogdet].answers[1].pull(0, g[:, 0, 0], la.slogdet(a), (a,), {})
    np.testing.assert_allclose(ours, vjp(g[:, 0, 0]), rtol=1e-10, atol=1e-12)
