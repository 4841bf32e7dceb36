from __future__ import annotations

import autograd
import numpy as np
import pytest

from compose.errors import TraceError
from compose.rules.indexing import scatter, scatter_add, scatter_once
from compose.trace.transforms import vjp
from tests.rules.affine import check_affine, drawn

MASK = np.array([[True, False, True], [False, False, True]])

# An index, and the shape of the array that it picks from.
INDICES = {
    "integer": (1, (3, 2)),
    "negative integer": (-1, (3, 2)),
    "integer of NumPy": (np.int64(1), (3,)),
    "array of one integer": (np.array(1), (3, 2)),
    "integers": ((1, -1), (3, 2)),
    "slice": (slice(1, None), (3, 2)),
    "backward slice": (slice(None, None, -2), (5, 2)),
    "slices": ((slice(1, 3), slice(None, 1)), (3, 2)),
    "empty slice": (slice(2, 1), (3, 2)),
    "new axis": (None, (3,)),
    "new axes": ((slice(None), None, 0, None), (3, 2)),
    "ellipsis": ((..., 0), (3, 2, 2)),
    "only an ellipsis": (..., (3, 2)),
    "nothing": ((), (3, 2)),
    "nothing of a number": ((), ()),
    "new axis of a number": (None, ()),
    "ellipsis of a number": (..., ()),
    "truth of a number": (np.ones((), bool), ()),
    "list": ([0, 2, 0], (3, 2)),
    "list of lists": ([[0, 2], [0, 0]], (3, 2)),
    "array": (np.array([[2], [2]]), (3, 2)),
    "short integers": (np.array([1, -1], np.int8), (3, 2)),
    "empty list": ([], (3, 2)),
    "arrays": ((np.array([0, 1, 1]), np.array([1, 1, 1])), (3, 2)),
    "broadcast arrays": ((np.array([[0], [1]]), np.array([1, 1, 0])), (3, 2)),
    "array after a slice": ((slice(None), [1, 1, 0]), (3, 2)),
    "arrays around a slice": (([0, 2], slice(None), [1, 1]), (3, 4, 2)),
    "array, new axis, integer": (([0, 0], None, 1), (3, 2)),
    "mask": (MASK, (2, 3)),
    "mask of rows": (np.array([True, False]), (2, 3)),
    "mask of the last axis": ((..., np.array([True, False, True])), (2, 3)),
    "mask of two of three axes": (MASK, (2, 3, 2)),
    "list of truths": ([True, False], (2, 3)),
    "mask and integer": ((np.array([True, True]), 0), (2, 3)),
    "mask and integers": ((np.array([True, True]), [0, 0]), (2, 3)),
    "two masks": ((np.array([True, True]), np.array([True, False, True])), (2, 3)),
    "empty mask": (np.zeros((2, 3), bool), (2, 3)),
    "mask of none": (np.zeros((0,), bool), (0, 3)),
}

# Each case is a function of NumPy's namespace and of an array, and the array's shape.
PICKED = {
    "take": (lambda m, x: m.take(x, [3, 0, 3]), (2, 3)),
    "take axis": (lambda m, x: m.take(x, np.array([[1, 1], [0, -1]]), axis=1), (2, 3)),
    "take last axis": (lambda m, x: m.take(x, [0, 0], axis=-1), (2, 3, 2)),
    "take one": (lambda m, x: m.take(x, 1, axis=-1), (2, 3)),
    "take one of all": (lambda m, x: m.take(x, -1), (2, 3)),
    "take wrap": (lambda m, x: m.take(x, [-4, 5, 2], axis=1, mode="wrap"), (2, 3)),
    "take clip": (lambda m, x: m.take(x, [-4, 5, 2], mode="clip"), (2, 3)),
    "take by truth": (lambda m, x: m.take(x, np.array([True, False]), axis=0), (3, 2)),
    "take none": (lambda m, x: m.take(x, np.array([], int), axis=0), (3, 2)),
    "take of a number": (lambda m, x: m.take(x, [0, 0]), ()),
    "take_along_axis": (
        lambda m, x: m.take_along_axis(x, np.array([[0, 0], [2, 1]]), axis=1),
        (2, 3),
    ),
    "take_along_axis first": (
        lambda m, x: m.take_along_axis(x, np.array([[1, 0, 1]]), axis=0),
        (2, 3),
    ),
    "take_along_axis broadcast": (
        lambda m, x: m.take_along_axis(x, np.array([[1], [0]]), axis=-1),
        (1, 3),
    ),
    "take_along_axis flat": (
        lambda m, x: m.take_along_axis(x, np.array([4, 4, 0]), axis=None),
        (2, 3),
    ),
    "compress": (lambda m, x: m.compress([True, False, True], x), (2, 3)),
    "compress axis": (lambda m, x: m.compress([0, 1], x, axis=-1), (2, 3)),
    "extract": (lambda m, x: m.extract(MASK, x), (2, 3)),
    "windows": (lambda m, x: m.lib.stride_tricks.sliding_window_view(x, 3), (5,)),
    "windows of a matrix": (
        lambda m, x: m.lib.stride_tricks.sliding_window_view(x, (2, 2)),
        (3, 4),
    ),
    "windows along an axis": (
        lambda m, x: m.lib.stride_tricks.sliding_window_view(x, 2, axis=-1),
        (2, 3),
    ),
}

DTYPES = [np.float32, np.float64, np.complex128]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("case", INDICES)
def test_indexing(case, dtype):
    index, shape = INDICES[case]
    check_affine(lambda x: x[index], drawn(shape, dtype))


# autograd takes a list of truth values for places.
@pytest.mark.parametrize("case", sorted(INDICES.keys() - {"list of truths"}))
def test_the_pull_of_indexing_is_autograds(case):
    index, shape = INDICES[case]
    x = drawn(shape)
    theirs, answer = autograd.make_vjp(lambda x: x[index])(x)
    g = drawn(np.shape(answer), seed=1)
    found = vjp(lambda x: x[index], x)[1](g)[0]
    np.testing.assert_allclose(found, theirs(g), rtol=1e-14, atol=1e-14)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("case", PICKED)
def test_picking(case, dtype):
    call, shape = PICKED[case]
    check_affine(lambda x: call(np, x), drawn(shape, dtype))


def random_index(random):
    """A shape, and an index of all kinds mixed into it."""
    shape = tuple(int(length) for length in random.integers(0, 4, random.integers(0, 5)))
    common = int(random.integers(0, 3))
    parts, rest = [], shape[int(random.integers(0, 2)) :]
    if len(rest) < len(shape):
        parts.append(slice(None))
    while rest and random.random() < 0.8:
        part, taken = random_part(random, rest, common)
        parts.append(part)
        rest = rest[taken:]
    if random.random() < 0.3:
        parts.append(...)
    return shape, tuple(parts)


def random_part(random, rest, common):
    """One part of an index, with the number of axes that it takes."""
    length = rest[0]
    kind = random.choice(["slice", "new axis", "mask", *["integer", "array"] * (length > 0)])
    if kind == "new axis":
        return None, 0
    if kind == "integer":
        return int(random.integers(-length, length)), 1
    if kind == "array":
        return random.integers(-length, length, common), 1
    if kind == "mask" and np.prod(rest[:2]) >= common:
        mask = np.arange(np.prod(rest[:2])) < common
        return random.permutation(mask).reshape(rest[:2]), len(rest[:2])
    return slice(*(None if bound > 4 else int(bound) for bound in random.integers(-4, 8, 2))), 1


@pytest.mark.parametrize("seed", range(100))
def test_indexing_with_anything(seed):
    shape, index = random_index(np.random.default_rng(seed))
    check_affine(lambda x: x[index], drawn(shape, np.complex128))
    check_affine(lambda x: x[index], drawn(shape))


@pytest.mark.parametrize("seed", range(100))
def test_scattering_sums_what_was_picked(seed):
    shape, index = random_index(np.random.default_rng(seed))
    places = np.arange(np.prod(shape, dtype=int)).reshape(shape)[index]
    values = drawn(np.shape(places))
    expected = np.zeros(shape)
    for place, value in zip(np.ravel(places), np.ravel(values), strict=True):
        expected[np.unravel_index(place, shape)] += value
    np.testing.assert_allclose(scatter(values, index, shape), expected, rtol=0, atol=1e-14)


@pytest.mark.parametrize("seed", range(30))
def test_indexing_with_masks(seed):
    random = np.random.default_rng(seed)
    shape = tuple(random.integers(0, 4, random.integers(1, 4)))
    mask = random.random(shape) < 0.5
    check_affine(lambda x: x[mask], drawn(shape + (2,) * int(random.integers(0, 3))))


@pytest.mark.parametrize("place", [scatter, scatter_once, scatter_add])
@pytest.mark.parametrize("dtype", DTYPES)
def test_scattering_is_linear_and_keeps_the_type(place, dtype):
    check_affine(lambda values: place(values, (slice(None), 0), (2, 3)), drawn((2,), dtype))
    check_affine(lambda value: place(value, (1, 0), (2, 3)), drawn((), dtype))


def test_repeated_indices_add_up_in_single_precision():
    assert scatter(np.ones(2, np.float32), [1, 1], (2,)).tolist() == [0.0, 2.0]


def test_windows_sum_what_overlaps():
    _, pull = vjp(lambda x: np.lib.stride_tricks.sliding_window_view(x, 2), np.zeros(4))
    np.testing.assert_array_equal(pull(np.ones((3, 2)))[0], [1.0, 2.0, 2.0, 1.0])


@pytest.mark.parametrize(
    "call",
    [
        lambda x: x[1:, ::-2],
        lambda x: x[..., None, 0],
        lambda x: x[np.array([True, False, True])],
        lambda x: np.diagonal(np.pad(x, 1)[:, 2:]),
        lambda x: np.concatenate(np.split(x, 2, axis=1)),
        lambda x: np.where(x > 0, x, 0.0),
        lambda x: np.tile(np.roll(x, 1, axis=0), (1, 2)),
    ],
)
def test_arrays_of_dask_stay_lazy(call):
    dask = pytest.importorskip("dask.array")
    x = drawn((3, 4))
    value, pull = vjp(call, dask.from_array(x, chunks=(2, 2)))
    found = pull(value)[0]
    assert type(found) is dask.Array
    expected, pull = vjp(call, x)
    np.testing.assert_allclose(np.asarray(found), pull(expected)[0], rtol=1e-14)


@pytest.mark.parametrize("index", [[0, 0], np.array([[True, False], [False, True]])])
def test_what_dask_cannot_take_back_is_said(index):
    dask = pytest.importorskip("dask.array")
    value, pull = vjp(lambda x: x[index], dask.ones((2, 2), chunks=1))
    with pytest.raises(TraceError, match=r"picked out of a dask\.array\.core\.Array"):
        pull(value)
