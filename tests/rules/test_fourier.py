"""Fourier transforms: rows against differences, and everything written in terms of them."""

from __future__ import annotations

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import make_vjp

from compose.rules import RULES
from tests.rules.checking import check_row
from tests.rules.energy import check_energy

NORMS = [None, "backward", "ortho", "forward"]


def drawn(*shape, kind=float):
    random = np.random.default_rng(shape)
    real = random.standard_normal(shape)
    if np.dtype(kind).kind == "c":
        real = real + 1j * random.standard_normal(shape)
    return real.astype(kind)


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("n", [None, 1, 2, 4, 5, 8])
@pytest.mark.parametrize("length", [1, 4, 5])
@pytest.mark.parametrize(
    ("function", "kind"),
    [
        (np.fft.fft, float),
        (np.fft.fft, complex),
        (np.fft.ifft, float),
        (np.fft.ifft, complex),
        (np.fft.rfft, float),
        (np.fft.irfft, complex),
        (np.fft.irfft, float),
    ],
)
def test_lengths_and_norms(function, kind, length, n, norm):
    if function is np.fft.irfft and n is None and length == 1:
        n = 1  # half a spectrum of one number has no length of its own
    check_row(function, drawn(length, kind=kind), n=n, norm=norm)


@pytest.mark.parametrize("axis", [0, 1, 2, -1, -2, -3])
@pytest.mark.parametrize("n", [None, 2, 7])
@pytest.mark.parametrize(
    ("function", "kind"),
    [
        (np.fft.fft, complex),
        (np.fft.ifft, complex),
        (np.fft.rfft, float),
        (np.fft.irfft, complex),
    ],
)
def test_axes(function, kind, axis, n):
    check_row(function, drawn(3, 4, 5, kind=kind), n=n, axis=axis)


def test_a_stack_of_no_signals():
    check_row(np.fft.fft, drawn(0, 3, kind=complex))
    check_row(np.fft.rfft, drawn(0, 3), n=5)
    check_row(np.fft.irfft, drawn(0, 3, kind=complex), n=7)


@pytest.mark.parametrize("axes", [None, 0, -1, (0, 1), (0, 0)])
@pytest.mark.parametrize("function", [np.fft.fftshift, np.fft.ifftshift])
def test_shifts(function, axes):
    check_row(function, drawn(3, 4), axes=axes)
    check_row(function, drawn(3, 4, kind=complex), axes=axes)


MANY = [
    (np.fft.fftn, complex),
    (np.fft.ifftn, complex),
    (np.fft.rfftn, float),
    (np.fft.irfftn, complex),
]
TWO = [
    (np.fft.fft2, complex),
    (np.fft.ifft2, complex),
    (np.fft.rfft2, float),
    (np.fft.irfft2, complex),
]


def same(function, *args, **kwargs):
    ours, theirs = RULES[function].written(*args, **kwargs), function(*args, **kwargs)
    assert ours.dtype == theirs.dtype
    np.testing.assert_array_equal(ours, theirs, strict=True)


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize(
    ("s", "axes"),
    [
        (None, None),
        (None, (0,)),
        (None, (2, 0)),
        (None, (-1, -1)),
        ((2, 6), (0, 1)),
        ((-1, 6), (1, 2)),
        ((6, -1), (1, 2)),
    ],
)
@pytest.mark.parametrize(("function", "kind"), MANY)
def test_several_axes_go_one_after_the_other(function, kind, s, axes, norm):
    same(function, drawn(3, 4, 5, kind=kind), s=s, axes=axes, norm=norm)


@pytest.mark.parametrize(("s", "axes"), [(None, (-2, -1)), (None, (0, 2)), ((3, 4), (-1, 0))])
@pytest.mark.parametrize(("function", "kind"), TWO)
def test_two_axes_are_the_last_two_unless_told(function, kind, s, axes):
    same(function, drawn(3, 4, 5, kind=kind))
    same(function, drawn(3, 4, 5, kind=kind), s, axes, "ortho")


ALL = [
    (np.fft.fft, float),
    (np.fft.fft, complex),
    (np.fft.ifft, complex),
    (np.fft.rfft, float),
    (np.fft.irfft, complex),
    (np.fft.hfft, complex),
    (np.fft.ihfft, float),
    (np.fft.fftshift, complex),
    *MANY,
    *TWO,
]


@pytest.mark.parametrize("shape", [(4, 3), (3, 4)])
@pytest.mark.parametrize(("function", "kind"), ALL)
def test_second_derivatives(function, kind, shape):
    check_energy(function, drawn(*shape, kind=kind))


@pytest.mark.parametrize(("function", "kind"), [(np.fft.hfft, complex), (np.fft.ihfft, float)])
@pytest.mark.parametrize("n", [None, 3, 8])
@pytest.mark.parametrize("norm", NORMS)
def test_hermitian_signals(function, kind, n, norm):
    same(function, drawn(2, 5, kind=kind), n, 1, norm)
    same(function, drawn(5, 2, kind=kind), n, axis=0, norm=norm)


@pytest.mark.parametrize("function", [np.fft.hfft, np.fft.fft])
def test_an_unknown_norm_is_numpys_to_refuse(function):
    written = getattr(RULES[function], "written", function)
    with pytest.raises(ValueError, match="norm"):
        written(drawn(4, kind=complex), norm="orthogonal")


@pytest.mark.parametrize(
    ("function", "kind"),
    [(np.fft.fft, np.complex64), (np.fft.rfft, np.float32), (np.fft.irfft, np.complex64)],
)
def test_single_precision_stays_single(function, kind):
    x = drawn(6, kind=kind)
    answer = function(x)
    assert RULES[function].pull(0, answer, answer, (x,), {}).dtype == kind


@pytest.mark.parametrize("n", [4, 8])
@pytest.mark.parametrize("name", ["fft", "ifft", "rfft"])
def test_agrees_with_autograd(name, n):
    function, x = getattr(np.fft, name), drawn(3, 6)
    answer = function(x, n)
    g = drawn(*answer.shape, kind=complex)
    pull, _ = make_vjp(getattr(anp.fft, name))(x, n)
    ours = RULES[function].pull(0, g, answer, (x, n), {})
    np.testing.assert_allclose(np.real(ours), pull(g), rtol=1e-12, atol=1e-12)
