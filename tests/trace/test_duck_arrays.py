"""Arrays of other libraries pass through the rules untouched."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.lib.mixins import NDArrayOperatorsMixin

from compose.trace import elementwise_grad, grad, jvp, value_and_grad, variable, vjp


def bare(value):
    """Take the logging arrays off, in lists and tuples as well."""
    if isinstance(value, Logged):
        return value.array
    return type(value)(map(bare, value)) if type(value) in (list, tuple) else value


class Logged(NDArrayOperatorsMixin):
    """An array that knows NumPy's protocols, keeps a log, and never becomes an ndarray itself."""

    log = []  # noqa: RUF012

    def __init__(self, array):
        self.array = np.asarray(array)

    @property
    def shape(self):
        return self.array.shape

    @property
    def ndim(self):
        return self.array.ndim

    @property
    def dtype(self):
        return self.array.dtype

    @property
    def T(self):  # noqa: N802
        return Logged(self.array.T)

    def astype(self, dtype):
        return Logged(self.array.astype(dtype))

    def __getitem__(self, index):
        return Logged(self.array[index])

    def __array__(self, dtype=None, copy=None):
        raise AssertionError("nobody may take the numbers out")

    def __array_ufunc__(self, function, method, *args, **kwargs):
        if not all(isinstance(arg, (Logged, np.ndarray, np.generic, int, float)) for arg in args):
            return NotImplemented
        return self.called(getattr(function, method), function.__name__, args, kwargs)

    def __array_function__(self, function, types, args, kwargs):
        return self.called(function, function.__name__, args, kwargs)

    def called(self, function, name, args, kwargs):
        Logged.log.append(name)
        answer = function(*bare(args), **{key: bare(value) for key, value in kwargs.items()})
        return Logged(answer) if isinstance(answer, (np.ndarray, np.generic)) else answer


def loss(x, w):
    hidden = np.tanh(x @ w)
    return np.sum(np.where(hidden > 0, hidden**2, 3.0 * hidden)) + np.mean(np.exp(-x), axis=None)


X = np.array([[0.5, -1.0], [2.0, 0.25], [1.0, 1.0]])
W = np.array([[1.0, -0.5, 2.0], [0.0, 0.75, 1.0]])


def test_an_unknown_array_passes_through_and_sees_every_call():
    Logged.log.clear()
    value, (by_x, by_w) = value_and_grad(loss, (0, 1))(Logged(X), Logged(W))
    assert isinstance(by_x, Logged)
    assert isinstance(by_w, Logged)
    assert {"matmul", "tanh", "where", "sum"} <= set(Logged.log)
    expected, (theirs_x, theirs_w) = value_and_grad(loss, (0, 1))(X, W)
    np.testing.assert_allclose(value.array, expected)
    np.testing.assert_allclose(by_x.array, theirs_x)
    np.testing.assert_allclose(by_w.array, theirs_w)


def test_an_unknown_array_in_a_bare_variable():
    w = variable(Logged(W), "w")
    assert w.shape == W.shape
    total = np.sum(np.exp(w) * 2.0)
    np.testing.assert_allclose(total.gradient()[w].array, 2.0 * np.exp(W))


def test_an_unknown_array_beside_a_variable():
    w = variable(W, "w")
    total = np.sum(Logged(X) @ w)
    assert isinstance(total.gradient()[w], Logged)
    np.testing.assert_allclose(total.gradient()[w].array, X.T @ np.ones((3, 3)))


@pytest.fixture
def da():
    return pytest.importorskip("dask.array")


@pytest.fixture
def computed(da):
    """The dask graphs that were computed so far."""
    from dask.callbacks import Callback

    assert da
    graphs = []
    with Callback(start=graphs.append):
        yield graphs


def test_a_gradient_over_dask_arrays_is_lazy_and_numpys(da, computed):
    x, w = da.from_array(X, chunks=(2, 1)), da.from_array(W, chunks=(1, 2))
    value, gradients = value_and_grad(loss, (0, 1))(x, w)
    assert computed == []
    assert isinstance(value, da.Array)
    expected, theirs = value_and_grad(loss, (0, 1))(X, W)
    for found, known in zip(gradients, theirs, strict=True):
        assert isinstance(found, da.Array)
        assert found.shape == known.shape
        np.testing.assert_allclose(found.compute(), known)
    np.testing.assert_allclose(value.compute(), expected)
    assert len(computed) == 3


def test_products_and_second_derivatives_over_dask_arrays(da, computed):
    x = da.from_array(X, chunks=2)

    def f(x):
        return np.sum(np.sin(x) * x, axis=0)

    _, tangent = jvp(f, x, da.ones(X.shape, chunks=2))
    _, pull = vjp(f, x)
    (pulled,) = pull(da.ones(2, chunks=1))
    second = elementwise_grad(elementwise_grad(np.tanh))(x)
    assert computed == []
    np.testing.assert_allclose(tangent.compute(), jvp(f, X, np.ones(X.shape))[1])
    np.testing.assert_allclose(pulled.compute(), vjp(f, X)[1](np.ones(2))[0])
    np.testing.assert_allclose(second.compute(), elementwise_grad(elementwise_grad(np.tanh))(X))


def test_dask_arrays_in_bare_variables(da, computed):
    x = variable(da.from_array(X, chunks=2), "x")
    total = np.sum(np.log1p(np.exp(x)))
    found = total.gradient()[x]
    total.backward()
    total.backward()
    assert computed == []
    np.testing.assert_allclose(found.compute(), 1 / (1 + np.exp(-X)))
    np.testing.assert_allclose(x.grad.compute(), 2 / (1 + np.exp(-X)))


def test_a_dask_array_beside_a_numpy_variable(da, computed):
    found = grad(lambda w: np.sum(da.from_array(X, chunks=2) @ w))(W)
    assert computed == []
    assert isinstance(found, da.Array)
    np.testing.assert_allclose(found.compute(), X.T @ np.ones((3, 3)))
