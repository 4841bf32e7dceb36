"""Least squares, tall, square and wide."""

from __future__ import annotations

import numpy as np
import pytest

from compose.errors import TraceError
from compose.rules import RULES
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
