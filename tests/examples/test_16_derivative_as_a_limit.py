"""Checks the example against derivatives by hand, and theory's errors and best steps."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_less

STEM = "16_derivative_as_a_limit"
SINE, COSINE = np.sin(1.0), np.cos(1.0)
RAISED = np.exp(SINE)
VALUE = RAISED
SLOPE = RAISED * (1 + COSINE)
BEND = RAISED * (2 * COSINE + COSINE**2 - SINE)
THIRD = RAISED * (3 * (COSINE**2 - SINE) + COSINE**3 - 3 * SINE * COSINE - COSINE)


@pytest.fixture
def told(example):
    return example(STEM)


@pytest.fixture
def quotients(told):
    return np.array([row for row in told.table("Difference quotients") if len(row) == 5])


def test_the_traced_derivative_is_that_by_hand(told):
    assert_allclose(told.numbers("traced:"), [SLOPE], atol=6e-14)
    assert told.line("by hand").split()[-1] == told.line("traced:").split()[-1]


def test_the_quotients_are_those_of_the_function(quotients):
    h, forward, _, central, _ = quotients.T
    assert_allclose(h, 10.0 ** -np.arange(1, 16), rtol=1e-12)
    value = {sign: (1 + sign * h) * np.exp(np.sin(1 + sign * h)) for sign in (-1, 1)}
    noise = 1e-15 / h + 1e-12
    assert_array_less(np.abs(forward - (value[1] - VALUE) / h), 4 * noise)
    assert_array_less(np.abs(central - (value[1] - value[-1]) / (2 * h)), 4 * noise)


def test_the_errors_are_distances_from_the_derivative(quotients):
    for quotient, error in (quotients[:, 1:3].T, quotients[:, 3:5].T):
        assert_allclose(np.abs(quotient - SLOPE), error, rtol=0.5, atol=1e-12)


def test_large_steps_have_the_error_of_a_chord(quotients):
    """The next terms of Taylor's series: h/2 · f″ forward, h²/6 · f‴ both ways."""
    h, forward, _, central, _ = quotients[1:4].T
    assert_allclose((forward - SLOPE) / h, BEND / 2, rtol=0.03)
    assert_allclose((central - SLOPE) / h**2, THIRD / 6, rtol=0.02)


def test_the_best_steps_are_where_theory_has_them(told):
    for way, root, least, most in [("forward", 2, 1e-9, 1e-7), ("central", 3, 1e-12, 1e-9)]:
        found, expected, error = told.numbers(f"{way}:")
        assert expected == pytest.approx(np.finfo(float).eps ** (1 / root), rel=0.02)
        assert expected / 4 < found < expected * 4
        assert least < error < most


def test_a_complex_step_needs_no_best_size(told):
    assert told.numbers("A complex step")[0] == 1e-100
    assert told.numbers("A complex step")[1] < 1e-15


def test_the_picture_is_written(told):
    pixels = told.picture("derivative_as_a_limit.png")
    assert pixels.shape == (540, 840, 4)
    colours = {tuple(colour) for colour in (pixels[..., :3] * 255).round().reshape(-1, 3)}
    assert {(31, 119, 180), (255, 127, 14), (44, 160, 44)} <= colours
