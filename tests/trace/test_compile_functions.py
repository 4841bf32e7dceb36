"""Functions of every room, and their gradients, compile to the same numbers."""

from __future__ import annotations

import numpy as np
import pytest

import compose
from compose.trace.compiling import compile as compiled

X = np.random.default_rng(0).standard_normal((4, 4)) + 4.0 * np.eye(4)
EYE = np.eye(4, dtype=bool)
FUNCTIONS = {
    "inv": np.linalg.inv,
    "det": np.linalg.det,
    "slogdet": lambda x: np.linalg.slogdet(x)[1],
    "cholesky": lambda x: np.linalg.cholesky(x @ x.T + np.eye(4)),
    "eigh": lambda x: np.linalg.eigh(x + x.T)[0],
    "svd": lambda x: np.linalg.svd(x, full_matrices=False)[1],
    "qr": lambda x: np.linalg.qr(x)[1],
    "solve": lambda x: np.linalg.solve(x, x[0]),
    "norm": lambda x: np.linalg.norm(x, axis=1),
    "fft": lambda x: np.abs(np.fft.fft(x)),
    "complex": lambda x: np.abs(np.exp(1j * x) + x),
    "einsum": lambda x: np.einsum("ij,jk->ik", x, x),
    "kron": lambda x: np.kron(x[:2, :2], x),
    "tensordot": lambda x: np.tensordot(x, x, axes=([0], [1])),
    "stacked product": lambda x: np.stack([x, x]) @ x,
    "matrix and vector": lambda x: x @ x[0] + x[1] @ x,
    "inner": lambda x: np.vdot(x, x),
    "sort": lambda x: np.sort(x, axis=0),
    "median": lambda x: np.median(x, axis=0),
    "cumprod": lambda x: np.cumprod(x, axis=1),
    "prod": lambda x: np.prod(x, axis=0),
    "var": lambda x: np.var(x, axis=0),
    "std": np.std,
    "max": lambda x: np.max(x, axis=1, keepdims=True),
    "logsumexp": lambda x: np.log(np.sum(np.exp(x - np.max(x, axis=1, keepdims=True)), axis=1)),
    "clip": lambda x: np.clip(x, -0.5, 0.5),
    "pad": lambda x: np.pad(x, 1),
    "roll": lambda x: np.roll(x, 1),
    "concatenate": lambda x: np.concatenate([x, x[:2]], axis=0),
    "split": lambda x: np.split(x, 2)[1],
    "repeat": lambda x: np.repeat(np.tile(x, (2, 1)), 2, axis=0),
    "tril": np.tril,
    "diag": np.diag,
    "take along": lambda x: np.take_along_axis(x, np.argsort(x, axis=1), axis=1),
    "picked twice": lambda x: x[[0, 1, 1], [2, 2, 2]],
    "mask": lambda x: x[EYE],
    "new axis": lambda x: x[None, :, 1:],
    "arctan2": lambda x: np.arctan2(x, x.T),
    "power": lambda x: np.abs(x) ** 1.7 + x**3 + x**-1.0,
    "where": lambda x: np.where(x > 0, x, x**2),
    "sinc": np.sinc,
    "logaddexp": lambda x: np.logaddexp(x, 0.0),
    "diff": np.diff,
    "convolve": lambda x: np.convolve(x[0], x[1]),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_and_its_gradient(name):
    f = FUNCTIONS[name]
    for each in (f, compose.grad(lambda x: np.sum(f(x) ** 2))):
        fast = compiled(each)
        np.testing.assert_allclose(fast(X), each(X), rtol=1e-11, atol=1e-11)
        np.testing.assert_allclose(fast(X.T), each(X.T), rtol=1e-11, atol=1e-11)
        assert len(fast.sources) == 1
        assert not fast.constants


@pytest.mark.parametrize(
    "f",
    [
        lambda x: np.sin(np.var(x)),
        lambda x: np.nanvar(x) ** 2,
        lambda x: np.sum(a=x * x) * np.mean(x),
        lambda x: np.sum(np.linalg.cholesky(np.outer(x, x) + 3 * np.eye(4))),
    ],
)
def test_second_derivatives_compile(f):
    x = np.linspace(0.1, 1.0, 4)
    product = compose.hvp(f)
    np.testing.assert_allclose(compose.compile(product)(x, x), product(x, x), rtol=1e-12)
