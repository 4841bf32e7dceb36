"""Least squares, tall, square and wide."""

from __future__ import annotations

import numpy as np
import pytest

from compose.errors import TraceError
from compose.rules import RULES
from compose.trace.transforms import grad, jvp
from tests.rules.matrix_rows import check, drawn, gradient

la = np.linalg
KINDS = ["real", "complex"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("right", [(), (2,), (1,)], ids=str)
@pytest.mark.parametrize("shape", [(5, 3), (3, 3), (3, 5)], ids=str)
def test_lstsq(shape, right, kind):
    check(la.lstsq, drawn(*shape, kind=kind), drawn(shape[0], *right, kind=kind, seed=1))
    check(la.lstsq, drawn(*shape), drawn(shape[0], *right, seed=1), rcond=1e-10)


def test_lstsq_of_a_tall_matrix_without_full_rank_is_refused():
    x, b = np.ones((4, 2)), drawn(4)
    with pytest.raises(TraceError, match="without full rank"):
        gradient(la.lstsq, (np.ones(2), None, None, None), x, b)


def test_lstsq_in_single_precision():
    a, b = drawn(4, 3).astype(np.float32), drawn(4, 2).astype(np.float32)
    answer = la.lstsq(a, b)
    for which in (0, 1, 3):
        row, g = RULES[la.lstsq].answers[which], np.ones_like(answer[which])
        for place in sorted(row.places) if which < 3 else [0]:
            assert row.pull(place, g, answer, (a, b), {}).dtype == np.float32
            t = np.ones_like((a, b)[place])
            assert row.push(place, t, answer, (a, b), {}).dtype == np.float32


@pytest.mark.parametrize("kind", KINDS)
def test_singular_values_do_not_depend_on_the_right_hand_side(kind):
    a, b = drawn(5, 3), drawn(5, kind=kind, seed=1)

    def solved(a, b):
        x, _, _, values = la.lstsq(a, b)
        return np.sum(np.real(x)) + np.sum(values)

    by_a, by_b = grad(solved, (0, 1))(a, b)
    pinv = la.pinv(a)
    u, _, vh = la.svd(a, full_matrices=False)
    np.testing.assert_allclose(by_b, pinv.T @ np.ones(3), rtol=1e-12)
    only_x = grad(lambda a: np.sum(np.real(la.lstsq(a, b)[0])))(a)
    np.testing.assert_allclose(by_a - only_x, u @ vh, rtol=1e-12, atol=1e-12)
    pushed = jvp(solved, (a, b), (np.zeros_like(a), np.ones_like(b)))[1]
    np.testing.assert_allclose(pushed, np.sum(pinv), rtol=1e-12)
