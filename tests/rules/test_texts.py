"""How calls and local derivatives are written."""

from __future__ import annotations

import math

import numpy as np
import pytest

from compose.rules import RULES, written


@pytest.mark.parametrize(
    ("operand", "text"),
    [
        ("loss", "loss"),
        (3.0, "3"),
        (0.1, "0.1"),
        (-2.0, "(-2)"),
        (1e300, "1e+300"),
        (-0.0, "(-0)"),
        (math.e, "e"),
        (-math.pi, "(-pi)"),
    ],
)
def test_operands(operand, text):
    assert written(operand) == text


@pytest.mark.parametrize(
    ("function", "operands", "text"),
    [
        (np.add, ["w", "b"], "w + b"),
        (np.subtract, ["x", -1.0], "x - (-1)"),
        (np.multiply, [3.0, "x"], "3 * x"),
        (np.true_divide, [1.0, "x"], "1 / x"),
        (np.power, ["x", 2.0], "x**2"),
        (np.negative, ["x"], "-x"),
        (np.absolute, ["x"], "abs(x)"),
        (np.exp, ["v1"], "exp(v1)"),
        (np.maximum, ["x", 0.0], "maximum(x, 0)"),
        (np.sin, ["{y}"], "sin({y})"),
    ],
)
def test_calls(function, operands, text):
    assert RULES[function].written(operands) == text


@pytest.mark.parametrize(
    ("function", "which", "operands", "text"),
    [
        (np.add, 0, ["w", "b"], "1"),
        (np.subtract, 1, ["w", "b"], "-1"),
        (np.multiply, 0, ["w", "x"], "x"),
        (np.multiply, 1, ["w", "x"], "w"),
        (np.multiply, 0, ["x", -2.0], "-2"),
        (np.true_divide, 0, ["x", "y"], "1 / y"),
        (np.true_divide, 1, ["x", "y"], "-x / y**2"),
        (np.power, 0, ["x", 3.0], "3 * x**2"),
        (np.power, 0, ["x", 2.0], "2 * x"),
        (np.power, 0, ["x", 1.0], "1"),
        (np.power, 0, ["x", 0.0], "0"),
        (np.power, 0, ["x", 0.5], "0.5 * x**(-0.5)"),
        (np.power, 0, ["x", -1.0], "(-1) * x**(-2)"),
        (np.power, 0, ["x", "y"], "y * x**(y - 1)"),
        (np.power, 1, [2.0, "y"], "2**y * log(2)"),
        (np.power, 0, ["x", math.e], "e * x**(e - 1)"),
        (np.power, 1, [math.e, "x"], "e**x * log(e)"),
        (np.sin, 0, ["x"], "cos(x)"),
        (np.tanh, 0, ["x"], "1 - tanh(x)**2"),
        (np.maximum, 0, ["x", 0.0], "step(x - 0)"),
    ],
)
def test_local_derivatives(function, which, operands, text):
    assert RULES[function].partials[which].written(operands) == text
