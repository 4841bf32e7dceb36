"""Random straight-line programs in NumPy, over one array, one vector and one number."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

__all__ = ["ARGUMENTS", "programs"]

_ALONE = {
    "tanh": np.tanh,
    "sin": np.sin,
    "negative": np.negative,
    "logistic": lambda x: 1 / (1 + np.exp(-x)),
    "square": lambda x: x**2,
    "cube": lambda x: x**3,
    "half": lambda x: 0.5 * x,
    "one less": lambda x: 1 - x,
    "softplus": lambda x: np.log1p(np.exp(x)),
    "over": lambda x: x / (2.0 + x * x),
    "root": lambda x: np.sqrt(1.0 + x * x),
    "column sums": lambda x: np.sum(x, axis=0),
    "row means": lambda x: np.mean(x, axis=-1, keepdims=True) if np.ndim(x) else x,
    "largest": np.max,
    "total": np.sum,
    "transpose": np.transpose,
    "reversed": lambda x: x[::-1] if np.ndim(x) else x,
    "first": lambda x: x[0] if np.ndim(x) else x,
    "flat": np.ravel,
    "gram": lambda x: x @ x.T if np.ndim(x) else x * x,
    "running": lambda x: np.cumsum(x, axis=-1) if np.ndim(x) else x,
    "rectified": lambda x: np.maximum(x, 0.0),
    "chosen": lambda x: np.where(x > 0.1, x, 0.3 * x),
    "same": lambda x: x * 1.0,
}
_TOGETHER = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": lambda x, y: x / (1.5 + y * y),
    "larger": np.maximum,
    "distance": lambda x, y: np.sqrt(1.0 + (x - y) ** 2),
    "mixed": lambda x, y: 0.3 * x - y * 0.7,
    "product": lambda x, y: x @ y.T if np.ndim(x) and np.ndim(y) else x * y,
}
ARGUMENTS = (
    np.array([[0.3, -1.2, 0.8], [1.1, 0.4, -0.6]]),
    np.array([0.7, -0.2, 0.9]),
    0.45,
)
"""What the programs are run on."""

_STEPS = st.lists(
    st.tuples(
        st.sampled_from(sorted([*_ALONE, *_TOGETHER])), st.integers(0, 50), st.integers(0, 50)
    ),
    min_size=1,
    max_size=8,
)


def _run(chosen, values):
    values = list(values)
    for name, i, j in chosen:
        x, y = values[-1 - i % len(values)], values[-1 - j % len(values)]
        if name in _ALONE:
            values.append(_ALONE[name](x))
        elif np.shape(x) == np.shape(y) or not np.shape(x) or not np.shape(y):
            values.append(_TOGETHER[name](x, y))
    return values


def _total(values):
    total = 0.0
    for value in values:
        total = total + np.sum(value) * 0.25
    return total


@st.composite
def programs(draw):
    """Draw a function of `ARGUMENTS` that gives everything it works out, and one that sums it."""
    chosen = draw(_STEPS)

    def everything(*values):
        return _run(chosen, values)

    def total(*values):
        return _total(_run(chosen, values))

    return everything, total
