"""Random programs: every way of asking gives what autograd gives."""

from __future__ import annotations

# ruff: noqa: ARG005 - operators need no library
import random

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compose.trace import elementwise_grad, grad, hessian, jacobian, jvp, variable, vjp

SMOOTH = ("sin", "cos", "tanh", "arctan", "exp", "sinh", "hypot", "maximum", "minimum")
ARITHMETIC = ("add", "subtract", "multiply", "true_divide")


def random_program(seed):
    """Give a function of three numbers that runs under NumPy's and autograd's names alike."""
    dice = random.Random(seed)
    steps = [
        (dice.choice((*SMOOTH[:-3], *ARITHMETIC)), dice.random(), dice.random())
        for _ in range(dice.randint(1, 12))
    ]

    def program(numpy, *inputs):
        values = list(inputs)
        for name, left, right in steps:
            a, b = values[int(left * len(values))], values[int(right * len(values))]
            if name == "true_divide":
                b = 2.0 + b * b
            binary = name in ARITHMETIC
            made = getattr(numpy, name)(a, b) if binary else getattr(numpy, name)(numpy.tanh(a))
            values.append(made)
        return sum(values[3:])

    return program


@settings(max_examples=50)
@given(
    st.integers(0, 10**6),
    st.tuples(*[st.floats(-2, 2, allow_subnormal=False).map(lambda x: round(x, 3))] * 3),
)
def test_random_programs_against_autograd(seed, point):
    program = random_program(seed)
    inputs = [variable(value) for value in point]
    output = program(np, *inputs)
    theirs = autograd.grad(lambda x: program(anp, x[0], x[1], x[2]) + 0.0 * x[0])(np.array(point))
    ours = [output.derivative(wrt) for wrt in inputs]
    assert ours == pytest.approx(theirs.tolist(), rel=1e-9, abs=1e-12)
    found = [output.gradient().get(wrt, 0.0) for wrt in inputs]
    assert found == pytest.approx(ours, rel=1e-12, abs=1e-15)

    def ours_of(a, b, c):
        return program(np, a, b, c)

    assert grad(ours_of, (0, 1, 2))(*point) == pytest.approx(tuple(ours), rel=1e-12, abs=1e-15)
    for mode in ("forward", "reverse"):
        found = jacobian(ours_of, (0, 1, 2), mode=mode)(*point)
        assert found == pytest.approx(tuple(ours), rel=1e-12, abs=1e-15)
    assert jvp(ours_of, point, (1.0, 0.0, 0.0))[1] == pytest.approx(ours[0], rel=1e-12, abs=1e-15)
    assert vjp(ours_of, *point)[1](1.0) == pytest.approx(tuple(ours), rel=1e-12, abs=1e-15)


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False))
def test_products_are_exact_to_the_bit(a, b):
    x, y = variable(a), variable(b)
    product = x * y
    assert product.derivative(x) == b
    assert product.derivative(y) == a


ARRAYS = ("sin", "tanh", "exp", "negative")
SHAPED = (
    lambda numpy, a, b: a @ b,
    lambda numpy, a, b: numpy.transpose(a) * b,
    lambda numpy, a, b: a + numpy.sum(b, axis=0),
    lambda numpy, a, b: a * numpy.mean(b, axis=1, keepdims=True),
    lambda numpy, a, b: numpy.concatenate([a[:1], b[1:]]),
    lambda numpy, a, b: numpy.where(a > b, a * 2.0, b - 1.0),
    lambda numpy, a, b: numpy.reshape(a, (-1,)).reshape(a.shape) / (2.0 + b * b),
    lambda numpy, a, b: a[::-1] - b[:, [1, 0]],
)


def random_array_program(seed):
    """Give a function of two square matrices, of both libraries' names alike."""
    dice = random.Random(seed)
    steps = [
        (dice.choice(ARRAYS + SHAPED), dice.random(), dice.random())
        for _ in range(dice.randint(1, 8))
    ]

    def program(numpy, first, second):
        values = [first, second]
        for step, left, right in steps:
            a, b = values[int(left * len(values))], values[int(right * len(values))]
            a, b = numpy.tanh(a), numpy.tanh(b)
            values.append(step(numpy, a, b) if callable(step) else getattr(numpy, step)(a))
        return numpy.sum(values[-1] * values[-2])

    return program


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_random_programs_of_arrays_against_autograd(seed):
    program = random_array_program(seed)
    random_numbers = np.random.default_rng(seed)
    a, b = random_numbers.standard_normal((2, 2, 2))
    theirs = [
        autograd.grad(lambda a, b: program(anp, a, b) + 0.0 * anp.sum(a * b), k)(a, b)
        for k in (0, 1)
    ]

    def ours(a, b):
        return program(np, a, b)

    x, y = variable(a, "x"), variable(b, "y")
    output = ours(x, y)
    bare = output.gradient()
    opened = output.graph(elementwise=True)
    name = list(opened.nodes)[-1]
    for k, leaf in enumerate((x, y)):
        close = {"rtol": 1e-9, "atol": 1e-12}
        np.testing.assert_allclose(bare.get(leaf, np.zeros((2, 2))), theirs[k], **close)
        np.testing.assert_allclose(output.derivative(leaf), theirs[k], **close)
        np.testing.assert_allclose(grad(ours, k)(a, b), theirs[k], **close)
        for mode in ("forward", "reverse"):
            np.testing.assert_allclose(jacobian(ours, k, mode=mode)(a, b), theirs[k], **close)
        if leaf in bare:
            elements = [
                opened.derivative(name, f"{leaf.name}[{i}, {j}]") for i in (0, 1) for j in (0, 1)
            ]
            np.testing.assert_allclose(elements, theirs[k].ravel(), **close)


@settings(max_examples=25)
@given(st.integers(0, 10**6))
def test_second_derivatives_of_random_programs_against_autograd(seed):
    program = random_array_program(seed)
    a, b = np.random.default_rng(seed).standard_normal((2, 2, 2))
    theirs = autograd.hessian(lambda a: program(anp, a, b) + 0.0 * anp.sum(a**2))(a)
    ours = hessian(lambda a: program(np, a, b))(a)
    np.testing.assert_allclose(ours, theirs, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(ours, np.transpose(ours, (2, 3, 0, 1)), rtol=1e-8, atol=1e-10)


@given(st.integers(0, 5), st.floats(-1.5, 1.5))
def test_repeated_derivatives_of_the_sine_are_sines(order, at):
    f = np.sin
    for _ in range(order):
        f = grad(f)
    assert float(f(at)) == pytest.approx(float(np.sin(at + order * np.pi / 2)), abs=1e-12)
    g = np.sin
    for _ in range(order):
        g = elementwise_grad(g)
    np.testing.assert_allclose(g(np.full(3, at)), np.sin(at + order * np.pi / 2), atol=1e-12)
