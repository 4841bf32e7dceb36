from __future__ import annotations

import numpy as np
import pytest

from compose.trace.transforms import vjp
from tests.rules.smooth import check_smooth, drawn


@pytest.mark.parametrize("mode", ["full", "same", "valid"])
@pytest.mark.parametrize("function", [np.convolve, np.correlate])
@pytest.mark.parametrize("n", range(1, 6))
@pytest.mark.parametrize("m", range(1, 6))
def test_every_pair_of_lengths(function, n, m, mode):
    a, v = drawn(n, complex), drawn(m, complex, seed=3)
    check_smooth(lambda x: function(x, v, mode), a, second=False)
    check_smooth(lambda x: function(np.real(a), x, mode=mode), np.real(v), second=False)


@pytest.mark.parametrize("mode", ["full", "same", "valid"])
@pytest.mark.parametrize("function", [np.convolve, np.correlate])
def test_second_derivatives(function, mode):
    check_smooth(lambda x: function(x[:3], x[2:] ** 2, mode), drawn(9))


def test_the_usual_modes():
    check_smooth(lambda x: np.convolve(x, [1.0, 2.0]), drawn(4))
    check_smooth(lambda x: np.correlate([1.0, 2.0], x), drawn(4))


def test_a_single_number_is_a_sequence_of_one():
    value, pull = vjp(lambda x: np.convolve(x, [1.0, 2.0]), 3.0)
    np.testing.assert_array_equal(value, [3.0, 6.0])
    assert pull(np.array([10.0, 1.0]))[0] == 12.0
