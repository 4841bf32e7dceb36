"""Products of vectors, matrices and stacks: every row against differences, and autograd."""

from __future__ import annotations

import warnings

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import make_vjp

from compose.rules import RULES
from tests.rules.checking import check_row
from tests.rules.energy import check_energy


def drawn(*shape, seed=0, kind=float):
    random = np.random.default_rng([seed, *shape])
    real = random.standard_normal(shape)
    if kind is complex:
        return real + 1j * random.standard_normal(shape)
    return real.astype(kind)


def pairs(*shapes):
    return pytest.mark.parametrize(("first", "second"), shapes)


KINDS = pytest.mark.parametrize(
    ("one", "other"), [(float, float), (complex, complex), (float, complex), (complex, float)]
)

MATMUL = [
    ((3,), (3,)),
    ((0,), (0,)),
    ((3,), (3, 2)),
    ((3,), (4, 3, 2)),
    ((2, 3), (3,)),
    ((4, 2, 3), (3,)),
    ((2, 3), (3, 4)),
    ((2, 0), (0, 4)),
    ((0, 3), (3, 4)),
    ((5, 2, 3), (3, 4)),
    ((2, 3), (5, 3, 4)),
    ((6, 5, 2, 3), (3, 4)),
    ((2, 3), (6, 5, 3, 4)),
    ((5, 2, 3), (5, 3, 4)),
    ((5, 1, 2, 3), (6, 3, 4)),
    ((1, 2, 3), (6, 3, 4)),
    ((0, 2, 3), (3, 4)),
]


@KINDS
@pairs(*MATMUL)
@pytest.mark.parametrize("function", [np.matmul, np.linalg.matmul])
def test_matmul(function, first, second, one, other):
    check_row(function, drawn(*first, kind=one), drawn(*second, seed=1, kind=other))


DOT = [
    ((), ()),
    ((), (3,)),
    ((2, 3), ()),
    ((3,), (3,)),
    ((3,), (3, 2)),
    ((2, 3), (3,)),
    ((2, 3), (3, 4)),
    ((2, 0), (0, 4)),
    ((2, 3, 4), (4,)),
    ((3,), (5, 3, 2)),
    ((2, 4, 3), (5, 3, 6)),
    ((2, 3), (2, 5, 3, 1)),
]


@KINDS
@pairs(*DOT)
def test_dot(first, second, one, other):
    check_row(np.dot, drawn(*first, kind=one), drawn(*second, seed=1, kind=other))


@KINDS
@pairs(
    ((), ()), ((), (2, 3)), ((3,), (3,)), ((2, 3), (3,)), ((2, 3), (4, 3)), ((2, 1, 3), (5, 4, 3))
)
def test_inner(first, second, one, other):
    check_row(np.inner, drawn(*first, kind=one), drawn(*second, seed=1, kind=other))


@KINDS
@pairs(((), ()), ((2,), (3,)), ((0,), (3,)), ((2, 3), (4,)), ((2, 2), (3, 1)))
def test_outer(first, second, one, other):
    check_row(np.outer, drawn(*first, kind=one), drawn(*second, seed=1, kind=other))


@KINDS
@pairs(((2,), (3,)), ((3,), (0,)))
def test_outer_of_linalg(first, second, one, other):
    check_row(np.linalg.outer, drawn(*first, kind=one), drawn(*second, seed=1, kind=other))


@KINDS
@pairs(((), ()), ((3,), (3,)), ((0,), (0,)), ((2, 3), (2, 3)), ((2, 3), (6,)))
def test_vdot(first, second, one, other):
    check_row(np.vdot, drawn(*first, kind=one), drawn(*second, seed=1, kind=other))


TENSORDOT = [
    ((), (), 0),
    ((2,), (3, 4), 0),
    ((2, 3), (3, 4), 1),
    ((2, 3), (2, 3), 2),
    ((2, 3, 4), (3, 4, 5), 2),
    ((2, 3, 4), (4, 5, 2), ([0, 2], [2, 0])),
    ((2, 3, 4), (4, 5, 2), ([-1, 0], [0, -1])),
    ((2, 3, 4), (5, 3), (1, 1)),
    ((2, 3, 4), (5, 3), (-2, -1)),
    ((4, 2, 3), (3, 4, 2), ((2, 0, 1), (0, 1, 2))),
    ((2, 0, 4), (0, 4), ((1, 2), (0, 1))),
    ((2, 3, 4, 5), (5, 3, 6, 2), (np.array([3, 0, 1]), np.array([0, 3, 1]))),
]


@KINDS
@pytest.mark.parametrize("function", [np.tensordot, np.linalg.tensordot])
@pytest.mark.parametrize(("first", "second", "axes"), TENSORDOT)
def test_tensordot(function, first, second, axes, one, other):
    factors = drawn(*first, kind=one), drawn(*second, seed=1, kind=other)
    check_row(function, *factors, axes=axes)


def test_tensordot_takes_two_axes_unless_told():
    check_row(np.tensordot, drawn(2, 3, 4), drawn(3, 4, 5))


@KINDS
@pairs(((), ()), ((2,), (3,)), ((), (2, 3)), ((2, 3), (4, 1)), ((3,), (2, 1, 2)), ((2, 0), (2, 2)))
def test_kron(first, second, one, other):
    check_row(np.kron, drawn(*first, kind=one), drawn(*second, seed=1, kind=other))


@KINDS
@pytest.mark.parametrize(
    ("first", "second", "axis"),
    [
        ((3,), (3,), -1),
        ((2, 3), (3,), -1),
        ((3,), (2, 3), -1),
        ((4, 1, 3), (2, 3), -1),
        ((3, 2), (3, 2), 0),
        ((3, 1, 5), (3, 4, 5), 0),
        ((2, 3, 4), (2, 3, 4), 1),
        ((0, 3), (3,), -1),
        ((2, 0), (2, 0), -1),
    ],
)
@pytest.mark.parametrize("function", [np.vecdot, np.linalg.vecdot])
def test_vecdot(function, first, second, axis, one, other):
    check_row(function, drawn(*first, kind=one), drawn(*second, seed=1, kind=other), axis=axis)


@pytest.mark.skipif(not hasattr(np, "matvec"), reason="NumPy 2.2 brought it")
@KINDS
@pairs(((2, 3), (3,)), ((4, 2, 3), (3,)), ((2, 3), (4, 3)), ((5, 1, 2, 3), (4, 3)), ((2, 0), (0,)))
def test_matvec(first, second, one, other):
    check_row(np.matvec, drawn(*first, kind=one), drawn(*second, seed=1, kind=other))


@pytest.mark.skipif(not hasattr(np, "vecmat"), reason="NumPy 2.2 brought it")
@KINDS
@pairs(((3,), (3, 2)), ((4, 3), (3, 2)), ((3,), (4, 3, 2)), ((5, 1, 3), (4, 3, 2)), ((0,), (0, 2)))
def test_vecmat(first, second, one, other):
    check_row(np.vecmat, drawn(*first, kind=one), drawn(*second, seed=1, kind=other))


@KINDS
@pytest.mark.parametrize(
    ("first", "second", "axes"),
    [
        ((3,), (3,), {}),
        ((2, 3), (3,), {}),
        ((4, 1, 3), (2, 3), {}),
        ((3, 2), (3, 2), {"axis": 0}),
        ((3, 2), (2, 3), {"axisa": 0, "axisb": 1, "axisc": 0}),
    ],
)
def test_cross(first, second, axes, one, other):
    check_row(np.cross, drawn(*first, kind=one), drawn(*second, seed=1, kind=other), **axes)


@pairs(((2,), (2,)), ((2,), (3,)), ((3,), (2,)), ((4, 2), (2,)), ((4, 2), (5, 1, 3)))
def test_cross_with_vectors_of_the_plane(first, second):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        check_row(np.cross, drawn(*first), drawn(*second, seed=1))


@pytest.mark.parametrize("axis", [0, -1])
def test_cross_of_linalg(axis):
    check_row(np.linalg.cross, drawn(3, 3), drawn(3, 3, seed=1), axis=axis)


@pytest.mark.parametrize("kind", [float, complex])
@pytest.mark.parametrize(
    "shapes",
    [
        ((2, 3), (3, 4)),
        ((3,), (3,)),
        ((3,), (3, 4), (4,)),
        ((2, 3), (3, 4), (4,)),
        ((3,), (3, 4), (4, 1), (1, 5)),
        ((2, 3), (3, 4), (4, 5), (5, 6)),
        ((2, 0), (0, 3), (3, 2)),
        ((1, 3), (3, 1)),
    ],
)
def test_multi_dot(shapes, kind):
    check_row(
        np.linalg.multi_dot, [drawn(*shape, seed=n, kind=kind) for n, shape in enumerate(shapes)]
    )


PRODUCTS = {
    np.matmul: ((4, 2, 3), (3, 5)),
    np.dot: ((2, 4, 3), (5, 3, 6)),
    np.inner: ((2, 3), (4, 3)),
    np.outer: ((2,), (3,)),
    np.vdot: ((3,), (3,)),
    np.tensordot: ((4, 2, 3), (2, 3, 5)),
    np.kron: ((2, 3), (2, 1)),
    np.cross: ((4, 3), (4, 3)),  # autograd forgets to sum over what it broadcasts
    np.vecdot: ((4, 3), (3,)),
}


@KINDS
@pytest.mark.parametrize("function", PRODUCTS, ids=lambda function: function.__name__)
def test_second_derivatives(function, one, other):
    first, second = PRODUCTS[function]
    check_energy(function, drawn(*first, kind=one), drawn(*second, seed=1, kind=other))


@pytest.mark.parametrize("shapes", [((2, 3), (3, 4), (4, 2)), ((3,), (3, 4), (4,))])
def test_second_derivatives_of_a_chain(shapes):
    def chain(*factors):
        return np.linalg.multi_dot(factors)

    check_energy(chain, *(drawn(*shape, seed=n) for n, shape in enumerate(shapes)))


MATRIX = [[1.0, 2.0], [3.0, 5.0]]
LISTS = [
    (lambda x: np.matmul(x, MATRIX), (2, 2)),
    (lambda x: np.matmul(MATRIX, x), (2, 2)),
    (lambda x: np.matmul(x, MATRIX), (2,)),
    (lambda x: np.matmul(MATRIX, x), (2,)),
    (lambda x: np.matmul(x, [1.0, 2.0]), (2, 2)),
    (lambda x: np.matmul([1.0, 2.0], x), (2, 2)),
    (lambda x: np.matmul(x, [1.0, 2.0]), (2,)),
    (lambda x: np.dot(x, MATRIX), (2, 2)),
    (lambda x: np.dot([1.0, 2.0], x), (2,)),
    (lambda x: np.inner(x, [1.0, 2.0]), (2,)),
    (lambda x: np.outer(x, [1.0, 2.0]), (2, 2)),
    (lambda x: np.kron([1.0, 2.0], x), (2, 2)),
    (lambda x: np.vecdot(x, [1.0, 2.0]), (2, 2)),
    (lambda x: np.linalg.multi_dot([[1.0, 2.0], x, [[1.0], [2.0]]]), (2, 2)),
]


@pytest.mark.parametrize(("function", "shape"), LISTS)
def test_a_constant_factor_may_be_a_list(function, shape):
    check_energy(function, drawn(*shape))


def test_the_same_factor_twice():
    x = drawn(3, 3)
    check_energy(lambda x: x @ x.T + np.linalg.multi_dot([x, x, x]), x)
    check_energy(lambda x: np.kron(x, x), x)


@pytest.mark.parametrize("function", PRODUCTS, ids=lambda function: function.__name__)
def test_float32_stays_float32(function):
    first, second = PRODUCTS[function]
    factors = drawn(*first, kind=np.float32), drawn(*second, kind=np.float32)
    answer = function(*factors)
    for place in (0, 1):
        pulled = RULES[function].pull(place, answer, answer, factors, {})
        pushed = RULES[function].push(place, factors[place], answer, factors, {})
        assert pulled.dtype == pushed.dtype == np.float32


@pytest.mark.parametrize(
    "function", [f for f in PRODUCTS if f not in (np.vdot, np.vecdot)], ids=lambda f: f.__name__
)
@pytest.mark.parametrize("place", [0, 1])
def test_agrees_with_autograd(function, place):
    factors = [drawn(*shape, seed=n) for n, shape in enumerate(PRODUCTS[function])]
    answer = function(*factors)
    g = drawn(*answer.shape, seed=7)
    pull, _ = make_vjp(getattr(anp, function.__name__), place)(*factors)
    ours = RULES[function].pull(place, g, answer, tuple(factors), {})
    np.testing.assert_allclose(ours, pull(g), rtol=1e-12, atol=1e-12)


def test_two_matrices_pull_back_by_two_products_and_nothing_else():
    class Counted:
        ndim = 2

        def __init__(self, name):
            self.name = name

        @property
        def T(self):  # noqa: N802 - NumPy's name
            return Counted(f"{self.name}.T")

        def __matmul__(self, other):
            return f"{self.name} @ {other.name}"

    x, y, g = Counted("x"), Counted("y"), Counted("g")
    assert RULES[np.matmul].pull(0, g, None, (x, y), {}) == "g @ y.T"
    assert RULES[np.matmul].pull(1, g, None, (x, y), {}) == "x.T @ g"
