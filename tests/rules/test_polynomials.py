"""Functions of polynomials, against NumPy's own."""

from __future__ import annotations

import numpy as np
import pytest

from compose.rules import RULES
from tests.rules.checking import check_row

RANDOM = np.random.default_rng(6)
LONG, SHORT = RANDOM.normal(size=5), RANDOM.normal(size=3)


@pytest.mark.parametrize("function", [np.polyadd, np.polysub, np.polymul])
@pytest.mark.parametrize("operands", [(LONG, SHORT), (SHORT, LONG), (LONG, LONG), (LONG, 2.0)])
def test_two_polynomials(function, operands):
    check_row(function, *operands)


@pytest.mark.parametrize("x", [1.5, RANDOM.normal(size=(2, 3)), np.zeros((0, 2))])
@pytest.mark.parametrize("p", [LONG, SHORT, [1.0, 0.0, 2.0]])
def test_values_are_those_of_numpy_to_the_last_bit(p, x):
    np.testing.assert_array_equal(RULES[np.polyval].written(p, x), np.polyval(p, x))


@pytest.mark.parametrize("m", range(5))
def test_derivatives_and_integrals(m):
    for p in (LONG, SHORT[:1]):
        check_row(np.polyder, p, m)
        check_row(np.polyint, p, m)
        check_row(np.polyint, p, m, 1.5)
    check_row(np.polyint, LONG, 2, [1.0, 2.0])


@pytest.mark.parametrize("columns", [None, 0, 1, 2, 6])
@pytest.mark.parametrize("increasing", [True, False])
def test_powers_side_by_side(columns, increasing):
    check_row(np.vander, SHORT, columns, increasing)
