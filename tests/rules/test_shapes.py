from __future__ import annotations

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from compose.errors import TraceError
from compose.rules.shapes import cast
from compose.trace.transforms import jvp, vjp
from compose.trace.variable import variable
from tests.rules.affine import check_affine, drawn

# Each case is a function of NumPy's namespace and of an array, and the array's shape.
CASES = {
    "reshape": (lambda m, x: m.reshape(x, (3, -1)), (2, 6)),
    "reshape keyword": (lambda m, x: m.reshape(x, shape=(4, 3)), (2, 6)),
    "reshape by columns": (lambda m, x: m.reshape(x, (4, 3), order="F"), (2, 6)),
    "reshape of none": (lambda m, x: m.reshape(x, (0, 5)), (3, 0)),
    "reshape of one": (lambda m, x: m.reshape(x, (1, 1)), ()),
    "reshape to one": (lambda m, x: m.reshape(x, ()), (1, 1)),
    "ravel": (lambda m, x: m.ravel(x), (2, 3)),
    "ravel by columns": (lambda m, x: m.ravel(x, order="F"), (2, 3, 2)),
    "ravel of one": (lambda m, x: m.ravel(x), ()),
    "expand_dims": (lambda m, x: m.expand_dims(x, 1), (2, 3)),
    "expand_dims several": (lambda m, x: m.expand_dims(x, (0, -1)), (2, 3)),
    "expand_dims of one": (lambda m, x: m.expand_dims(x, 0), ()),
    "squeeze": (lambda m, x: m.squeeze(x), (1, 2, 1, 3)),
    "squeeze axis": (lambda m, x: m.squeeze(x, axis=-2), (1, 2, 1, 3)),
    "squeeze to one": (lambda m, x: m.squeeze(x), (1, 1)),
    "copy": (lambda m, x: m.copy(x), (2, 3)),
    "copy order": (lambda m, x: m.copy(x, order="F"), (2, 3)),
    "transpose": (lambda m, x: m.transpose(x), (2, 3, 4)),
    "transpose axes": (lambda m, x: m.transpose(x, (2, 0, 1)), (2, 3, 4)),
    "transpose negative": (lambda m, x: m.transpose(x, axes=[-2, 0, -1]), (2, 3, 4)),
    "transpose of one": (lambda m, x: m.transpose(x), ()),
    "permute_dims": (lambda m, x: m.permute_dims(x, (1, 2, 0)), (2, 3, 4)),
    "matrix_transpose": (lambda m, x: m.matrix_transpose(x), (2, 3, 4)),
    "linalg.matrix_transpose": (lambda m, x: m.linalg.matrix_transpose(x), (2, 3, 4)),
    "swapaxes": (lambda m, x: m.swapaxes(x, 0, -1), (2, 3, 4)),
    "moveaxis": (lambda m, x: m.moveaxis(x, 0, -1), (2, 3, 4)),
    "moveaxis several": (lambda m, x: m.moveaxis(x, (0, 2), (-1, 0)), (2, 3, 4)),
    "rollaxis": (lambda m, x: m.rollaxis(x, 2), (2, 3, 4)),
    "rollaxis forward": (lambda m, x: m.rollaxis(x, 0, 3), (2, 3, 4)),
    "rollaxis negative": (lambda m, x: m.rollaxis(x, -1, start=-2), (2, 3, 4)),
    "flip": (lambda m, x: m.flip(x), (2, 3)),
    "flip axis": (lambda m, x: m.flip(x, axis=-1), (2, 3)),
    "flip axes": (lambda m, x: m.flip(x, (0, 2)), (2, 3, 2)),
    "fliplr": (lambda m, x: m.fliplr(x), (2, 3)),
    "flipud": (lambda m, x: m.flipud(x), (2, 3)),
    "rot90": (lambda m, x: m.rot90(x), (2, 3)),
    "rot90 back": (lambda m, x: m.rot90(x, -1, axes=(2, 0)), (2, 3, 4)),
    "roll": (lambda m, x: m.roll(x, 2), (2, 3)),
    "roll axis": (lambda m, x: m.roll(x, -1, axis=1), (2, 3)),
    "roll axes": (lambda m, x: m.roll(x, (1, 2), (0, 1)), (3, 4)),
    "roll of none": (lambda m, x: m.roll(x, 1), (0,)),
    "diagonal": (lambda m, x: m.diagonal(x), (3, 4)),
    "diagonal above": (lambda m, x: m.diagonal(x, 2), (3, 4)),
    "diagonal below": (lambda m, x: m.diagonal(x, -1), (4, 2)),
    "diagonal far above": (lambda m, x: m.diagonal(x, 7), (3, 4)),
    "diagonal far below": (lambda m, x: m.diagonal(x, -7), (3, 4)),
    "diagonal axes": (lambda m, x: m.diagonal(x, 1, 2, 0), (3, 2, 4)),
    "diagonal negative axes": (lambda m, x: m.diagonal(x, axis1=-1, axis2=-2), (2, 3, 4)),
    "diagonal of none": (lambda m, x: m.diagonal(x), (0, 4)),
    "linalg.diagonal": (lambda m, x: m.linalg.diagonal(x, offset=-1), (2, 3, 4)),
    "diag of a vector": (lambda m, x: m.diag(x), (3,)),
    "diag of a vector, above": (lambda m, x: m.diag(x, k=2), (3,)),
    "diag of a matrix": (lambda m, x: m.diag(x), (3, 4)),
    "diag of a matrix, below": (lambda m, x: m.diag(x, -1), (3, 4)),
    "diagflat": (lambda m, x: m.diagflat(x, 1), (2, 2)),
    "diagflat of one": (lambda m, x: m.diagflat(x), ()),
    "trace": (lambda m, x: m.trace(x), (3, 3)),
    "trace offset": (lambda m, x: m.trace(x, -1), (4, 2)),
    "trace axes": (lambda m, x: m.trace(x, offset=1, axis1=2, axis2=0), (3, 2, 4)),
    "trace of none": (lambda m, x: m.trace(x, 9), (2, 3)),
    "linalg.trace": (lambda m, x: m.linalg.trace(x, offset=1), (2, 3, 4)),
    "tril": (lambda m, x: m.tril(x), (3, 4)),
    "tril above": (lambda m, x: m.tril(x, k=1), (2, 3, 4)),
    "triu": (lambda m, x: m.triu(x), (3, 4)),
    "triu below": (lambda m, x: m.triu(x, -1), (2, 3, 4)),
    "triu of a vector": (lambda m, x: m.triu(x), (3,)),
    "atleast_1d": (lambda m, x: m.atleast_1d(x), ()),
    "atleast_1d enough": (lambda m, x: m.atleast_1d(x), (2, 3)),
    "atleast_2d": (lambda m, x: m.atleast_2d(x), (3,)),
    "atleast_2d of one": (lambda m, x: m.atleast_2d(x), ()),
    "atleast_3d": (lambda m, x: m.atleast_3d(x), (3,)),
    "atleast_3d of one": (lambda m, x: m.atleast_3d(x), ()),
    "atleast_3d of a matrix": (lambda m, x: m.atleast_3d(x), (2, 3)),
    "atleast_3d enough": (lambda m, x: m.atleast_3d(x), (2, 3, 4, 2)),
}
# What autograd has no rule for, refuses, or gets wrong (negative axes, axes of unequal length).
NOT_AUTOGRADS = {
    "copy order",
    "copy",
    "diag of a matrix",
    "diag of a matrix, below",
    "diagflat of one",
    "diagflat",
    "diagonal above",
    "diagonal axes",
    "diagonal below",
    "diagonal far above",
    "diagonal far below",
    "diagonal negative axes",
    "diagonal of none",
    "diagonal",
    "flip axes",
    "flip axis",
    "flip",
    "linalg.diagonal",
    "linalg.matrix_transpose",
    "linalg.trace",
    "matrix_transpose",
    "roll axes",
    "rollaxis negative",
    "rot90 back",
    "trace axes",
    "transpose negative",
    "triu of a vector",
}


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex128])
@pytest.mark.parametrize("case", CASES)
def test_rearranging(case, dtype):
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


def test_several_arrays_are_raised_together():
    check_affine(lambda x, y: np.atleast_2d(x, 3.0, y), drawn((3,)), drawn((2, 2)))


@pytest.mark.parametrize("shape", [(3,), ()])
def test_astype_gives_the_cotangent_its_type_back(shape):
    x = drawn(shape)
    value, pushed = jvp(lambda x: np.astype(x, np.float32), (x,), (x,))
    assert np.asarray(value).dtype == np.asarray(pushed).dtype == np.float32
    _, pull = vjp(lambda x: np.astype(x, np.float32), x)
    back = np.asarray(pull(drawn(shape, np.float32, seed=1))[0])
    assert back.dtype == np.float64
    np.testing.assert_array_equal(back, drawn(shape, np.float32, seed=1))


def test_astype_to_whole_numbers_and_truth_leaves_no_trace():
    x = variable(np.array([-1.5, 0.0, 2.5]))
    np.testing.assert_array_equal(np.astype(x, int), np.array([-1, 0, 2]), strict=True)
    np.testing.assert_array_equal(np.astype(x, bool), [True, False, True], strict=True)


def test_astype_from_real_to_complex_takes_the_real_part_back():
    _, pull = vjp(lambda x: np.astype(x, np.complex128), drawn((3,)))
    np.testing.assert_array_equal(pull(np.array([1.0 + 5j, 2.0, 3j]))[0], [1.0, 2.0, 0.0])


@pytest.mark.parametrize("order", ["A", "K"])
def test_an_order_that_follows_the_memory_is_refused_at_the_call(order):
    with pytest.raises(TraceError, match=f"order='{order}' follows how the array lies in memory"):
        vjp(lambda x: np.ravel(x, order=order), drawn((2, 2)))


@pytest.mark.parametrize("dtype", [np.float32, np.complex128])
def test_cast_converts_numbers_as_well(dtype):
    assert cast(1.5, dtype) == 1.5
    assert cast(1.5, dtype).dtype == dtype
