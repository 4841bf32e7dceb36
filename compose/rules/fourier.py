"""The table of Fourier transforms, ``numpy.fft``.

The matrix of a transform is symmetric, so the transpose of a complex transform is the transform
itself; the transpose of padding is cropping, and that of cropping is padding. The transforms
between real signals and half spectra stand for a full spectrum whose other half mirrors the first:
their transposes are each other's, conjugated, and weighted because an inner frequency counts
twice. Transforms over several axes go one axis after the other, as NumPy does them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from compose.rules.arrays import ArrayRule, Composite, linear
from compose.rules.rule import Value

__all__ = ["ROWS"]

# A transform divides by its length on one of its two ways; the way back divides on the other.
_MIRRORED = {None: "forward", "backward": "forward", "ortho": "ortho", "forward": "backward"}


def _mirrored(norm: str | None) -> Any:
    # An unknown name goes through, for NumPy to complain about.
    return _MIRRORED.get(norm, norm)


def _resized(x: Value, axis: int, argument: Value) -> Value:
    """Crop or pad an axis to the length that it has in the argument."""
    wanted, given = np.shape(argument)[axis], np.shape(x)[axis]
    if given == wanted:
        return x
    axis %= np.ndim(x)
    if given > wanted:
        return x[(slice(None),) * axis + (slice(wanted),)]
    return np.pad(x, [(0, (wanted - given) * (i == axis)) for i in range(np.ndim(x))])


def _counts(length: int, spectrum: Value, axis: int) -> Value:
    """Say how often each frequency of a half spectrum occurs in the full one."""
    counts = np.full(length // 2 + 1, 2.0, dtype=np.finfo(spectrum.dtype).dtype)
    counts[0] = 1.0
    if length % 2 == 0:
        counts[-1] = 1.0
    return np.reshape(counts, [-1] + [1] * (np.ndim(spectrum) - 1 - axis % np.ndim(spectrum)))


def _complex_pull(transform: Callable[..., Any]) -> Callable[..., Value]:
    def pull(
        g: Value,
        _answer: Value,
        a: Value,
        n: int | None = None,
        axis: int = -1,
        norm: str | None = None,
    ) -> Value:
        return _resized(transform(g, n, axis, norm), axis, a)

    return pull


def _rfft_pull(
    g: Value,
    answer: Value,
    a: Value,
    n: int | None = None,
    axis: int = -1,
    norm: str | None = None,
) -> Value:
    length = np.shape(a)[axis] if n is None else n
    half = np.conj(g) / _counts(length, answer, axis)
    return _resized(np.fft.irfft(half, length, axis, _mirrored(norm)), axis, a)


def _irfft_pull(
    g: Value,
    answer: Value,
    a: Value,
    n: int | None = None,  # noqa: ARG001 - the answer has it
    axis: int = -1,
    norm: str | None = None,
) -> Value:
    half = np.conj(np.fft.rfft(g, axis=axis, norm=_mirrored(norm)))
    return _resized(half * _counts(np.shape(answer)[axis], half, axis), axis, a)


def _steps(
    a: Value, s: Sequence[int] | None, axes: Sequence[int] | None
) -> list[tuple[int | None, int]]:
    """List the length and the axis of each transform; −1 is the length that is there."""
    if axes is None:
        axes = range(-(np.ndim(a) if s is None else len(s)), 0)
    lengths = [-1] * len(axes) if s is None else s
    shape = np.shape(a)
    return [(shape[axis] if n == -1 else n, axis) for n, axis in zip(lengths, axes, strict=True)]


def _all_complex(transform: Callable[..., Any]) -> Callable[..., Value]:
    def written(
        a: Value,
        s: Sequence[int] | None = None,
        axes: Sequence[int] | None = None,
        norm: str | None = None,
    ) -> Value:
        for n, axis in reversed(_steps(a, s, axes)):
            a = transform(a, n, axis, norm)
        return a

    return written


def _rfftn(
    a: Value,
    s: Sequence[int] | None = None,
    axes: Sequence[int] | None = None,
    norm: Any = None,
) -> Value:
    *others, (n, axis) = _steps(a, s, axes)
    a = np.fft.rfft(a, n, axis, norm)
    for length, other in reversed(others):
        a = np.fft.fft(a, length, other, norm)
    return a


def _irfftn(
    a: Value,
    s: Sequence[int] | None = None,
    axes: Sequence[int] | None = None,
    norm: Any = None,
) -> Value:
    *others, (n, axis) = _steps(a, s, axes)
    for length, other in others:
        a = np.fft.ifft(a, length, other, norm)
    return np.fft.irfft(a, None if s is None else n, axis, norm)


def _over_last_two(written: Callable[..., Any]) -> Callable[..., Value]:
    def over(
        a: Value,
        s: Sequence[int] | None = None,
        axes: Sequence[int] | None = (-2, -1),
        norm: str | None = None,
    ) -> Value:
        return written(a, s, axes, norm)

    return over


def _hfft(a: Value, n: int | None = None, axis: int = -1, norm: str | None = None) -> Value:
    return np.fft.irfft(np.conj(a), n, axis, _mirrored(norm))


def _ihfft(a: Value, n: int | None = None, axis: int = -1, norm: str | None = None) -> Value:
    return np.conj(np.fft.rfft(a, n, axis, _mirrored(norm)))


ROWS: tuple[ArrayRule | Composite, ...] = (
    linear(np.fft.fft, _complex_pull(np.fft.fft)),
    linear(np.fft.ifft, _complex_pull(np.fft.ifft)),
    linear(np.fft.rfft, _rfft_pull),
    linear(np.fft.irfft, _irfft_pull),
    linear(np.fft.fftshift, lambda g, _, x, axes=None: np.fft.ifftshift(g, axes)),  # noqa: ARG005
    linear(np.fft.ifftshift, lambda g, _, x, axes=None: np.fft.fftshift(g, axes)),  # noqa: ARG005
    Composite(np.fft.hfft, _hfft),
    Composite(np.fft.ihfft, _ihfft),
    Composite(np.fft.fftn, _all_complex(np.fft.fft)),
    Composite(np.fft.ifftn, _all_complex(np.fft.ifft)),
    Composite(np.fft.rfftn, _rfftn),
    Composite(np.fft.irfftn, _irfftn),
    Composite(np.fft.fft2, _over_last_two(_all_complex(np.fft.fft))),
    Composite(np.fft.ifft2, _over_last_two(_all_complex(np.fft.ifft))),
    Composite(np.fft.rfft2, _over_last_two(_rfftn)),
    Composite(np.fft.irfft2, _over_last_two(_irfftn)),
)
