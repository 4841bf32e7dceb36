"""Costs and their gradients: by hand, by SciPy, and to the last digits far out."""

from __future__ import annotations

from decimal import Context, Decimal

import numpy as np
import pytest
import scipy.special

import compose
from compose import nn
from compose.errors import NetworkError
from compose.nn.costs import LINKS, cost_named
from compose.testing import check_derivative

EXACT = Context(prec=900, Emin=-99999, Emax=99999)
ALL = [*nn.COSTS.values()]
Z = np.array([[0.5, -1.5, 2.0], [1.0, 0.25, -0.75]])
Y = np.array([[0.0, 1.0, 0.0], [0.2, 0.3, 0.5]])
SHAPES = [(), (3,), (1, 3), (4, 3), (5, 1)]
FAR = [1000.0, 40.0, 1.0, 1e-300, 0.0, -1e-300, -1.0, -40.0, -1000.0]


def by_hand(cost, z, y):
    """The cost, one number at a time, and examples one by one."""
    rows, wanted = (np.array(part, float).reshape(-1, np.shape(z)[-1]) for part in (z, y))
    if cost is nn.mean_squared_error:
        return sum((a - b) ** 2 for a, b in zip(rows.flat, wanted.flat, strict=True)) / rows.size
    each = {
        nn.quadratic: lambda a, b: 0.5 * sum((b - a) ** 2),
        nn.binary_cross_entropy: lambda a, b: (
            -sum(b * scipy.special.log_expit(a) + (1.0 - b) * scipy.special.log_expit(-a))
        ),
        nn.softmax_cross_entropy: lambda a, b: -sum(b * (a - scipy.special.logsumexp(a))),
    }[cost]
    return sum(map(each, rows, wanted)) / len(rows)


def slope_by_hand(cost, z, y):
    n = len(z) if np.ndim(z) > 1 else 1
    return {
        nn.quadratic: lambda: (z - y) / n,
        nn.mean_squared_error: lambda: 2.0 * (z - y) / np.size(z),
        nn.binary_cross_entropy: lambda: (scipy.special.expit(z) - y) / n,
        nn.softmax_cross_entropy: lambda: (
            (scipy.special.softmax(z, axis=-1) * np.sum(y, axis=-1, keepdims=True) - y) / n
        ),
    }[cost]()


@pytest.mark.parametrize("cost", ALL)
@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape])
def test_value_and_gradient_by_hand(cost, shape):
    rng = np.random.default_rng(4)
    z, y = rng.standard_normal(shape) * 3.0, rng.random(shape)
    np.testing.assert_allclose(cost(z, y), by_hand(cost, z, y), rtol=1e-13)
    for function in (compose.value_and_grad(cost), compose.compile(compose.value_and_grad(cost))):
        value, slope = function(z, y)
        np.testing.assert_allclose(value, by_hand(cost, z, y), rtol=1e-13)
        np.testing.assert_allclose(slope, slope_by_hand(cost, z, y), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("cost", ALL)
@pytest.mark.parametrize("shape", SHAPES)
def test_derivatives_by_both_arguments_in_both_modes(cost, shape):
    rng = np.random.default_rng(8)
    z, y = rng.standard_normal(shape), rng.random(shape)
    check_derivative(cost, z, y, order=2)
    check_derivative(compose.compile(cost), z, y)


@pytest.mark.parametrize("cost", [nn.quadratic, nn.mean_squared_error])
def test_gradients_are_those_of_a_complex_step(cost):
    slope = compose.grad(cost)(Z, Y)
    for place in np.ndindex(Z.shape):
        moved = Z.astype(complex)
        moved[place] += 1e-30j
        np.testing.assert_allclose(np.imag(cost(moved, Y)) / 1e-30, slope[place], rtol=1e-13)


def ln_sigmoid(z):
    return -EXACT.ln(EXACT.add(Decimal(1), EXACT.exp(-Decimal(z))))


@pytest.mark.parametrize("z", FAR)
@pytest.mark.parametrize("y", [0.0, 1.0, 0.5, 0.25])
def test_binary_cross_entropy_is_right_far_out(z, y):
    right = Decimal(y)
    wanted = -(right * ln_sigmoid(z) + (1 - right) * ln_sigmoid(-z))
    a = EXACT.divide(Decimal(1), EXACT.add(Decimal(1), EXACT.exp(-Decimal(z))))
    for make in (lambda f: f, compose.compile):
        value, slope = make(compose.value_and_grad(nn.binary_cross_entropy))(
            np.array([[z]]), np.array([[y]])
        )
        np.testing.assert_allclose(value, float(wanted), rtol=1e-14, atol=5e-324)
        np.testing.assert_allclose(slope[0, 0], float(a - right), rtol=1e-14, atol=1e-16)


@pytest.mark.parametrize(
    "row",
    [[1000.0, -1000.0, 0.0], [-1000.0] * 3, [1000.0] * 3, [40.0, -40.0, 0.0], [1e-300, 0.0, 1.0]],
)
@pytest.mark.parametrize("y", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.5, 0.25, 0.25]])
def test_softmax_cross_entropy_is_right_far_out(row, y):
    raised = [EXACT.exp(Decimal(z)) for z in row]
    whole = sum(raised, Decimal(0))
    logs = [EXACT.ln(EXACT.divide(part, whole)) for part in raised]
    wanted = -sum(Decimal(b) * log for b, log in zip(y, logs, strict=True))
    slopes = [float(part / whole - Decimal(b)) for part, b in zip(raised, y, strict=True)]
    for make in (lambda f: f, compose.compile):
        value, slope = make(compose.value_and_grad(nn.softmax_cross_entropy))(
            np.array([row]), np.array([y])
        )
        np.testing.assert_allclose(value, float(wanted), rtol=1e-14, atol=1e-16)
        np.testing.assert_allclose(slope, [slopes], rtol=1e-14, atol=1e-16)


@pytest.mark.parametrize("whole", [0.0, 0.5, 2.0])
def test_rows_that_do_not_add_up_to_1_weigh_their_examples(whole):
    y = Y * whole
    cost = nn.softmax_cross_entropy
    np.testing.assert_allclose(cost(Z, y), whole * cost(Z, Y), rtol=1e-14, atol=1e-16)
    slope = compose.grad(cost)(Z, y)
    np.testing.assert_allclose(slope, slope_by_hand(cost, Z, y), rtol=1e-13, atol=1e-17)


@pytest.mark.parametrize("cost", ALL)
def test_one_example_is_a_batch_of_one(cost):
    assert cost(Z[0], Y[0]) == cost(Z[:1], Y[:1])
    np.testing.assert_array_equal(
        compose.grad(cost)(Z[0], Y[0]), compose.grad(cost)(Z[:1], Y[:1])[0]
    )


@pytest.mark.parametrize("cost", ALL)
def test_twice_the_examples_cost_the_same(cost):
    twice = cost(np.vstack([Z, Z]), np.vstack([Y, Y]))
    np.testing.assert_allclose(twice, cost(Z, Y), rtol=1e-15)


@pytest.mark.parametrize("cost", ALL)
@pytest.mark.parametrize("shape", [(0, 3), (0, 1)])
def test_no_examples_have_no_average(cost, shape):
    with pytest.raises(NetworkError, match=r"no examples.*\(0, "):
        cost(np.zeros(shape), np.zeros(shape))


@pytest.mark.parametrize("cost", ALL)
@pytest.mark.parametrize(
    ("z", "y"), [((4, 1), (4,)), ((4,), (4, 1)), ((4, 3), (1, 3)), ((4, 3), (3,)), ((4, 3), ())]
)
def test_what_would_be_broadcast_is_refused(cost, z, y):
    with pytest.raises(NetworkError, match=r"what is wanted has shape .* y\[:, None\]"):
        cost(np.zeros(z), np.zeros(y))


@pytest.mark.parametrize("cost", ALL)
def test_lists_whole_numbers_and_single_precision(cost):
    y = np.array([[0, 1, 0], [1, 0, 0]])
    wanted = cost(Z, y.astype(float))
    assert cost(Z, y) == wanted
    assert cost(Z, y.astype(np.uint8)) == wanted
    assert cost(Z, y.astype(bool)) == wanted
    np.testing.assert_allclose(cost(Z.tolist(), y.tolist()), wanted, rtol=1e-15)
    single = Z.astype(np.float32), Y.astype(np.float32)
    assert cost(*single).dtype == np.float32
    assert compose.grad(cost)(*single).dtype == np.float32


@pytest.mark.parametrize("cost", ALL)
def test_nan_passes_through(cost):
    z = Z.copy()
    z[1, 1] = np.nan
    assert np.isnan(cost(z, Y))


def test_cross_entropies_are_those_of_their_links():
    a = LINKS[nn.binary_cross_entropy](Z)
    wanted = -np.sum(Y * np.log(a) + (1.0 - Y) * np.log(1.0 - a)) / 2.0
    np.testing.assert_allclose(nn.binary_cross_entropy(Z, Y), wanted, rtol=1e-14)
    a = LINKS[nn.softmax_cross_entropy](Z)
    np.testing.assert_allclose(
        nn.softmax_cross_entropy(Z, Y), -np.sum(Y * np.log(a)) / 2.0, rtol=1e-14
    )


def test_two_classes_are_one_sigmoid():
    z, y = np.array([[0.7], [-1.2]]), np.array([[1.0], [0.25]])
    two = nn.softmax_cross_entropy(np.hstack([z, 0.0 * z]), np.hstack([y, 1.0 - y]))
    np.testing.assert_allclose(two, nn.binary_cross_entropy(z, y), rtol=1e-15)


def test_names():
    assert [cost_named(name) for name in nn.COSTS] == ALL
    assert cost_named("Binary_cross entropy") is nn.binary_cross_entropy
    assert cost_named(np.sum) is np.sum


@pytest.mark.parametrize("which", ["quadratik", "", None, 2])
def test_an_unknown_name_is_refused_with_the_known_ones(which):
    with pytest.raises(NetworkError, match=f"no cost {which!r}.*quadratic.*softmax cross-entropy"):
        cost_named(which)
