"""Values to the last digits, slopes in both modes, and what happens far out and at kinks."""

from __future__ import annotations

from decimal import Context, Decimal

import numpy as np
import pytest
import scipy.special

import compose
from compose import nn
from compose.errors import NetworkError
from compose.nn.activations import activation_named, leaky_rectifier
from compose.rules import RULES
from compose.testing import check_derivative

# A softplus of −700 begins 304 digits behind the 1.
EXACT = Context(prec=700, Emin=-99999, Emax=99999)
ONE = Decimal(1)
FAR = [0.0, 1e-300, -1e-300, 5e-324, 0.3, -0.3, 2.5, 36.0, 40.0, -40.0, 700.0, -700.0]
FARTHER = [*FAR, 1000.0, -1000.0]
SMOOTH = [nn.sigmoid, nn.tanh, nn.softplus, nn.softmax, nn.log_softmax, nn.identity]
KINKED = [nn.relu, nn.leaky_relu]
ROWED = [nn.sigmoid, nn.relu, nn.softplus, leaky_rectifier]
ALL = [*SMOOTH, *KINKED]
ROWS = np.array([[-1.5, 0.25, 2.0], [0.75, -0.5, 3.0]])


def exp(z):
    return EXACT.exp(Decimal(z))


def exact_sigmoid(z):
    return EXACT.divide(ONE, EXACT.add(ONE, exp(-z)))


def exact_tanh(z):
    up, down = exp(z), exp(-z)
    return EXACT.divide(EXACT.subtract(up, down), EXACT.add(up, down))


def exact_softplus(z):
    return EXACT.ln(EXACT.add(ONE, exp(z)))


def slope(f, z):
    """The derivative, element by element: eager, compiled, forward and reverse must agree."""
    z = np.asarray(z)
    eager = compose.elementwise_grad(f)(z)
    compiled = compose.compile(compose.elementwise_grad(f))
    ones = np.ones_like(z)
    ways = [
        compiled(z),
        compiled(z),
        compose.jvp(f, (z,), (ones,))[1],
        compose.vjp(f, z)[1](ones)[0],
        compose.compile(lambda z: compose.jvp(f, (z,), (ones,))[1])(z),
    ]
    for way in ways:
        np.testing.assert_allclose(way, eager, rtol=1e-15, atol=0.0)
    return eager


@pytest.mark.parametrize(
    ("f", "exact"),
    [(nn.sigmoid, exact_sigmoid), (nn.tanh, exact_tanh), (nn.softplus, exact_softplus)],
)
@pytest.mark.parametrize("z", FARTHER)
def test_values_are_right_to_the_last_digits(f, exact, z):
    wanted = float(exact(z))
    for given in (z, np.array([z]), np.array([[z]])):
        np.testing.assert_allclose(f(given), wanted, rtol=1e-15, atol=5e-324)
    np.testing.assert_allclose(compose.compile(f)(np.array([z])), wanted, rtol=1e-15, atol=5e-324)


@pytest.mark.parametrize("z", FARTHER)
def test_slopes_are_right_far_out(z):
    a = exact_sigmoid(z)
    flat = float(EXACT.multiply(a, EXACT.subtract(ONE, a)))
    # 1 − a is rounded where a is close to 1.
    np.testing.assert_allclose(slope(nn.sigmoid, [z]), flat, rtol=1e-14, atol=1e-16)
    np.testing.assert_allclose(slope(nn.softplus, [z]), float(a), rtol=1e-15, atol=5e-324)
    bent = float(EXACT.subtract(ONE, EXACT.power(exact_tanh(z), 2)))
    np.testing.assert_allclose(slope(nn.tanh, [z]), bent, rtol=1e-14, atol=3e-16)


@pytest.mark.parametrize("row", [[1000.0, -1000.0, 999.0], [40.0, -40.0, 0.0], [1e-300, 0.0, -0.0]])
def test_shares_are_right_far_out(row):
    raised = [exp(z) for z in row]
    whole = sum(raised, Decimal(0))
    shares = [EXACT.divide(part, whole) for part in raised]
    for z in (np.array(row), np.array([row, row])):
        rows = np.broadcast_to([float(share) for share in shares], z.shape)
        np.testing.assert_allclose(nn.softmax(z), rows, rtol=1e-15, atol=5e-324)
        logs = np.broadcast_to([float(EXACT.ln(share)) for share in shares], z.shape)
        np.testing.assert_allclose(nn.log_softmax(z), logs, rtol=1e-15, atol=1e-15)


def test_shares_of_many_rows_are_those_of_scipy():
    z = np.random.default_rng(3).standard_normal((4, 5, 7)) * 20.0
    np.testing.assert_allclose(nn.softmax(z), scipy.special.softmax(z, axis=-1), rtol=1e-13)
    np.testing.assert_allclose(nn.log_softmax(z), scipy.special.log_softmax(z, axis=-1), rtol=1e-13)
    np.testing.assert_allclose(nn.softmax(z).sum(axis=-1), 1.0, rtol=1e-15)
    np.testing.assert_allclose(nn.sigmoid(z), scipy.special.expit(z), rtol=1e-14)


@pytest.mark.parametrize("f", ALL)
@pytest.mark.parametrize("z", [0.7, ROWS[0], ROWS, ROWS[:1], ROWS.T.copy()], ids=np.shape)
def test_derivatives_in_both_modes(f, z):
    if np.ndim(z) == 0 and f in (nn.softmax, nn.log_softmax):
        z = np.array([z, -z])
    order = 2 if f in SMOOTH else 1
    check_derivative(f, z, order=order)
    check_derivative(compose.compile(f), z, order=order)


@pytest.mark.parametrize("f", [nn.sigmoid, nn.tanh])
def test_slopes_are_those_of_a_complex_step(f):
    z = np.linspace(-5.0, 5.0, 21)
    stepped = np.imag(f(z + 1e-30j)) / 1e-30
    np.testing.assert_allclose(slope(f, z), stepped, rtol=1e-12)


def test_second_derivatives_by_hand():
    z = np.linspace(-4.0, 4.0, 9)
    a, t = scipy.special.expit(z), np.tanh(z)
    for f, wanted in [
        (nn.sigmoid, a * (1.0 - a) * (1.0 - 2.0 * a)),
        (nn.tanh, -2.0 * t * (1.0 - t * t)),
        (nn.softplus, a * (1.0 - a)),
        (nn.relu, np.zeros(9)),
        (nn.leaky_relu, np.zeros(9)),
    ]:
        found = compose.elementwise_grad(compose.elementwise_grad(f))(z)
        np.testing.assert_allclose(found, wanted, rtol=1e-13, atol=1e-16)


def test_the_jacobian_of_softmax_by_hand():
    z = ROWS[0]
    a = scipy.special.softmax(z)
    np.testing.assert_allclose(compose.jacobian(nn.softmax)(z), np.diag(a) - np.outer(a, a))
    wanted = np.eye(3) - a
    np.testing.assert_allclose(compose.jacobian(nn.log_softmax)(z), wanted, rtol=1e-13)


def test_a_rectifier_has_slope_0_at_0():
    z = np.array([-3.0, -5e-324, -0.0, 0.0, 5e-324, 3.0])
    assert slope(nn.relu, z).tolist() == [0.0, 0.0, 0.0, 0.0, 1.0, 1.0]
    assert compose.grad(nn.relu)(0.0) == 0.0
    assert nn.relu(z).tolist() == [0.0, 0.0, 0.0, 0.0, 5e-324, 3.0]


@pytest.mark.parametrize("low", [0.01, 0.3, 0.0, 1.0, 2.5, -0.5])
def test_a_leaky_rectifier_has_its_low_slope_at_0(low):
    z = np.array([-1000.0, -2.0, -0.0, 0.0, 5e-324, 3.0])

    def f(z):
        return nn.leaky_relu(z, slope=low)

    assert slope(f, z).tolist() == [low, low, low, low, 1.0, 1.0]
    assert f(z).tolist() == [-1000.0 * low, -2.0 * low, 0.0, 0.0, 5e-324, 3.0]


def test_the_slope_of_a_leaky_rectifier_can_be_learnt():
    z = np.array([-2.0, 3.0, -0.5])
    assert compose.grad(lambda s: np.sum(nn.leaky_relu(z, s)))(0.2) == -2.5
    assert compose.grad(lambda s: np.sum(nn.leaky_relu(z, slope=s)))(0.2) == -2.5
    check_derivative(nn.leaky_relu, z, 0.2)
    # A slope for each neuron.
    check_derivative(nn.leaky_relu, ROWS, np.array([0.1, 0.2, 0.3]))


@pytest.mark.parametrize("f", ALL)
def test_nan_passes_through(f):
    assert np.isnan(f(np.array([np.nan]))).all()
    if f is not nn.identity:
        found = slope(f, [np.nan])
        assert np.isnan(found).all()


@pytest.mark.parametrize(
    ("f", "low", "high"),
    [
        (nn.sigmoid, 0.0, 1.0),
        (nn.tanh, -1.0, 1.0),
        (nn.relu, 0.0, np.inf),
        (nn.leaky_relu, -np.inf, np.inf),
        (nn.softplus, 0.0, np.inf),
        (nn.identity, -np.inf, np.inf),
    ],
)
def test_limits(f, low, high):
    assert f(np.array([-np.inf, np.inf])).tolist() == [low, high]


def test_a_score_of_minus_infinity_has_no_share():
    z = np.array([-np.inf, 1.0, 1.0])
    assert nn.softmax(z).tolist() == [0.0, 0.5, 0.5]
    check = compose.vjp(nn.softmax, z)[1](np.array([1.0, 2.0, 3.0]))[0]
    np.testing.assert_allclose(check, [0.0, -0.25, 0.25])


@pytest.mark.parametrize("f", [f for f in ALL if f is not nn.identity])
def test_whole_numbers_and_lists_are_numbers(f):
    wanted = f(np.array([1.0, 0.0, 3.0]))
    for kind in (np.uint8, np.int8, np.int64):
        found = f(np.array([1, 0, 3], kind))
        np.testing.assert_allclose(found, wanted, rtol=1e-3 if f is nn.tanh else 1e-15)
    np.testing.assert_array_equal(f([1.0, 0.0, 3.0]), wanted)
    np.testing.assert_array_equal(f([1, 0, 3]), wanted)


@pytest.mark.parametrize("f", ALL)
def test_single_precision_stays(f):
    z = ROWS.astype(np.float32)
    assert f(z).dtype == np.float32
    assert compose.vjp(f, z)[1](np.ones_like(z))[0].dtype == np.float32
    pulled = compose.compile(lambda z: compose.vjp(f, z)[1](np.ones_like(z))[0])
    assert pulled(z).dtype == np.float32


@pytest.mark.parametrize("f", ALL)
def test_shape_stays_and_nothing_is_changed(f):
    for shape in [(), (3,), (2, 3), (1, 1), (0, 3)]:
        z = np.random.default_rng(0).standard_normal(shape)
        before = np.array(z)
        assert np.shape(f(z)) == shape
        np.testing.assert_array_equal(z, before)


@pytest.mark.parametrize("f", ALL)
def test_strict_error_states_are_no_obstacle(f):
    z = np.array([[1000.0, -1000.0, 0.0]])
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        assert np.isfinite(f(z)).all() or f is nn.log_softmax
        assert np.isfinite(compose.vjp(f, z)[1](np.ones_like(z))[0]).all()


def test_names():
    assert [activation_named(name) for name in nn.ACTIVATIONS] == [*nn.ACTIVATIONS.values()]
    assert activation_named("Leaky_ReLU") is nn.leaky_relu
    assert activation_named(np.sin) is np.sin
    for name, f in nn.ACTIVATIONS.items():
        assert f.__name__ == name.replace(" ", "_")


@pytest.mark.parametrize("which", ["sigmod", "", None, 3])
def test_an_unknown_name_is_refused_with_the_known_ones(which):
    with pytest.raises(NetworkError, match=f"no activation {which!r}.*sigmoid.*leaky relu"):
        activation_named(which)


def test_texts_say_what_the_derivative_is():
    texts = {f: [partial.written(["z", "s"]) for partial in RULES[f].partials] for f in ROWED}
    assert texts == {
        nn.sigmoid: ["sigmoid(z)*(1 - sigmoid(z))"],
        nn.relu: ["step(z)"],
        nn.softplus: ["sigmoid(z)"],
        leaky_rectifier: ["slope of leaky_relu at z", "min(z, 0)"],
    }
    assert RULES[leaky_rectifier].written(["z", 0.1]) == "leaky_relu(z, 0.1)"
