from __future__ import annotations

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from compose.errors import TraceError
from compose.trace.transforms import vjp
from compose.trace.variable import variable
from tests.rules.affine import check_affine, drawn

# Each case is a function of NumPy's namespace and of an array, and the array's shape.
CASES = {
    "broadcast_to": (lambda m, x: m.broadcast_to(x, (4, 2, 3)), (2, 1)),
    "broadcast_to same": (lambda m, x: m.broadcast_to(x, (2, 3)), (2, 3)),
    "broadcast_to of one": (lambda m, x: m.broadcast_to(x, (2, 3)), ()),
    "broadcast_to none": (lambda m, x: m.broadcast_to(x, (0, 3)), (1, 3)),
    "repeat": (lambda m, x: m.repeat(x, 3), (2, 2)),
    "repeat axis": (lambda m, x: m.repeat(x, 2, axis=0), (2, 3)),
    "repeat last axis": (lambda m, x: m.repeat(x, 2, axis=-1), (2, 3)),
    "repeat by list": (lambda m, x: m.repeat(x, [2, 0, 3], axis=1), (2, 3)),
    "repeat all by list": (lambda m, x: m.repeat(x, [1, 0, 2, 1]), (2, 2)),
    "repeat by list of one": (lambda m, x: m.repeat(x, [2], axis=1), (2, 3)),
    "repeat not at all": (lambda m, x: m.repeat(x, 0, axis=1), (2, 3)),
    "repeat none": (lambda m, x: m.repeat(x, 2, axis=1), (2, 0)),
    "repeat one": (lambda m, x: m.repeat(x, 3), ()),
    "tile": (lambda m, x: m.tile(x, 2), (2, 3)),
    "tile both": (lambda m, x: m.tile(x, (2, 3)), (2, 3)),
    "tile more axes": (lambda m, x: m.tile(x, (2, 1, 2)), (3,)),
    "tile fewer axes": (lambda m, x: m.tile(x, (2,)), (2, 3)),
    "tile not at all": (lambda m, x: m.tile(x, (0, 2)), (2, 3)),
    "tile one": (lambda m, x: m.tile(x, (2, 2)), ()),
    "pad": (lambda m, x: m.pad(x, 1), (2, 3)),
    "pad constant": (lambda m, x: m.pad(x, 1, mode="constant", constant_values=7.0), (2, 3)),
    "pad one axis": (lambda m, x: m.pad(x, ((0, 2), (1, 0)), "constant"), (2, 3)),
    "pad sides": (lambda m, x: m.pad(x, (2, 1), "edge"), (2, 3)),
    "pad edge": (lambda m, x: m.pad(x, ((1, 2), (0, 3)), "edge"), (2, 3)),
    "pad reflect": (lambda m, x: m.pad(x, ((5, 2), (1, 1)), "reflect"), (3, 2)),
    "pad symmetric": (lambda m, x: m.pad(x, ((1, 2), (4, 7)), "symmetric"), (2, 3)),
    "pad wrap": (lambda m, x: m.pad(x, ((1, 2), (0, 7)), "wrap"), (2, 3)),
    "pad nothing": (lambda m, x: m.pad(x, 0, "wrap"), (2, 0)),
    "pad none": (lambda m, x: m.pad(x, 1), (2, 0)),
    "resize": (lambda m, x: m.resize(x, (3, 3)), (2, 2)),
    "resize smaller": (lambda m, x: m.resize(x, 2), (2, 2)),
    "resize none": (lambda m, x: m.resize(x, (2,)), (0,)),
    "append": (lambda m, x: m.append(x, x), (2, 2)),
    "append axis": (lambda m, x: m.append(x, x, axis=1), (2, 2)),
    "delete": (lambda m, x: m.delete(x, 1), (2, 3)),
    "delete axis": (lambda m, x: m.delete(x, [0, -1], axis=1), (2, 3)),
    "delete slice": (lambda m, x: m.delete(x, slice(None, None, 2), axis=-1), (2, 3)),
    "delete mask": (lambda m, x: m.delete(x, np.array([True, False]), 0), (2, 3)),
    "full_like": (lambda m, x: m.full_like(x, 3.0) + x, (2, 3)),
}
# What autograd has no rule for, refuses, or gets wrong (negative axes, axes of unequal length).
NOT_AUTOGRADS = {
    "broadcast_to none",
    "broadcast_to of one",
    "broadcast_to",
    "delete axis",
    "delete mask",
    "delete slice",
    "delete",
    "pad edge",
    "pad none",
    "pad nothing",
    "pad reflect",
    "pad sides",
    "pad symmetric",
    "pad wrap",
    "pad",
    "repeat all by list",
    "repeat by list of one",
    "repeat by list",
    "repeat last axis",
    "repeat one",
    "resize none",
    "resize smaller",
    "resize",
    "tile fewer axes",
    "tile not at all",
    "tile",
}


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex128])
@pytest.mark.parametrize("case", CASES)
def test_repeating_and_surrounding(case, dtype):
    call, shape = CASES[case]
    check_affine(lambda x: call(np, x), drawn(shape, dtype))


@pytest.mark.parametrize("case", sorted(CASES.keys() - NOT_AUTOGRADS))
def test_the_pull_is_autograds(case):
    call, shape = CASES[case]
    x = drawn(shape)
    theirs, answer = autograd.make_vjp(lambda x: call(anp, x))(x)
    g = drawn(np.shape(answer), seed=1)
    found = vjp(lambda x: call(np, x), x)[1](g)[0]
    np.testing.assert_allclose(found, theirs(g), rtol=1e-14, atol=1e-14, strict=True)


# What is inserted: where, the values' shape, along which axis of an array of shape (3, 4).
INSERTED = {
    "one into all": (2, (), None),
    "several at one place": (2, (3,), None),
    "several at one place in a list": ([2], (3,), None),
    "at several places": ([1, 1, 5], (3,), None),
    "one at several places": ([-1, 0], (), None),
    "a row": (1, (4,), 0),
    "a row of one": (1, (), 0),
    "a column": (-1, (3,), 1),
    "columns at one place": (1, (2, 3), 1),
    "a column at several places": ([0, 2], (3, 1), -1),
    "columns at several places": ([3, 0], (3, 2), 1),
    "at a slice": (slice(0, 4, 2), (3, 2), 1),
    "at a mask": (np.array([True, False, True]), (2, 4), 0),
    "nowhere": (np.array([], dtype=int), (0,), None),
}


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex128])
@pytest.mark.parametrize("case", INSERTED)
def test_inserting(case, dtype):
    where, shape, axis = INSERTED[case]
    check_affine(
        lambda x, values: np.insert(x, where, values, axis),
        drawn((3, 4), dtype),
        drawn(shape, dtype, seed=5),
    )


def test_full_like_spreads_its_value():
    check_affine(lambda value: np.full_like(np.zeros((2, 3)) * value, value), drawn(()))


def test_full_like_of_a_number_leaves_no_trace():
    found = np.full_like(variable(np.zeros(3)), 2, dtype=int)
    assert type(found) is np.ndarray
    np.testing.assert_array_equal(found, [2, 2, 2], strict=True)


def test_arrays_are_broadcast_together():
    check_affine(lambda x, y: np.broadcast_arrays(x, y, 1.0), drawn((2, 1)), drawn((3,), seed=1))


@pytest.mark.parametrize("indexing", ["xy", "ij"])
@pytest.mark.parametrize("sparse", [False, True])
@pytest.mark.parametrize("others", [(), ((3,),), ((3,), (2,)), ((), (2,))])
def test_grids(others, sparse, indexing):
    check_affine(
        lambda *xs: np.meshgrid(*xs, sparse=sparse, indexing=indexing),
        drawn((4,)),
        *(drawn(shape, seed=7) for shape in others),
    )


@pytest.mark.parametrize(
    "options",
    [
        {"mode": "mean"},
        {"mode": "linear_ramp"},
        {"mode": "empty"},
        {"mode": "reflect", "reflect_type": "odd"},
    ],
)
def test_other_margins_are_refused_at_the_call(options):
    with pytest.raises(TraceError, match="choose mode='constant'"):
        vjp(lambda x: np.pad(x, 1, **options), drawn((3,)))


@pytest.mark.skipif(
    np.lib.NumpyVersion(np.__version__) < "2.2.0", reason="this NumPy takes no margins by axis"
)
@pytest.mark.parametrize("margins", [{0: 1}, {-1: (1, 2)}, {-2: 2, 1: (0, 1)}])
@pytest.mark.parametrize("mode", ["constant", "wrap"])
def test_margins_by_axis(margins, mode):
    check_affine(lambda x: np.pad(x, margins, mode), drawn((2, 3)))
