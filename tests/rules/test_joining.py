from __future__ import annotations

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from compose.rules import RULES
from compose.trace.transforms import grad, jvp, vjp
from compose.trace.variable import Variable, variable
from tests.rules.affine import check_affine, drawn

DTYPES = [np.float32, np.float64, np.complex128]

# Each case is a function of NumPy's namespace and of some arrays, and the arrays' shapes.
JOINED = {
    "concatenate": (lambda m, *xs: m.concatenate(xs), [(2, 3), (1, 3)]),
    "concatenate axis": (lambda m, *xs: m.concatenate(xs, axis=-1), [(2, 3), (2, 0), (2, 1)]),
    "concatenate flat": (lambda m, *xs: m.concatenate(xs, axis=None), [(2, 3), (), (1,)]),
    "concatenate one twice": (lambda m, x: m.concatenate([x, x, x], 1), [(2, 2)]),
    "concatenate a constant": (
        lambda m, x: m.concatenate([np.ones((1, 2), x.dtype), x]),
        [(2, 2)],
    ),
    "concatenate rows": (lambda m, x: m.concatenate(x, 1), [(2, 3, 2)]),
    "stack": (lambda m, *xs: m.stack(xs), [(2, 3), (2, 3)]),
    "stack axis": (lambda m, *xs: m.stack(xs, axis=1), [(2, 3), (2, 3)]),
    "stack last axis": (lambda m, *xs: m.stack(xs, axis=-1), [(2, 3), (2, 3), (2, 3)]),
    "stack numbers": (lambda m, *xs: m.stack(xs), [(), ()]),
    "stack none": (lambda m, *xs: m.stack(xs), [(0,), (0,)]),
    "vstack": (lambda m, *xs: m.vstack(xs), [(3,), (2, 3)]),
    "vstack numbers": (lambda m, *xs: m.vstack(xs), [(), ()]),
    "hstack vectors": (lambda m, *xs: m.hstack(xs), [(3,), (), (2,)]),
    "hstack matrices": (lambda m, *xs: m.hstack(xs), [(2, 3), (2, 1)]),
    "dstack": (lambda m, *xs: m.dstack(xs), [(2, 3), (2, 3, 2)]),
    "dstack vectors": (lambda m, *xs: m.dstack(xs), [(3,), (3,)]),
    "column_stack": (lambda m, *xs: m.column_stack(xs), [(2,), (2, 3)]),
    "column_stack numbers": (lambda m, *xs: m.column_stack(xs), [(), ()]),
    "block": (
        lambda m, a, b, c, d: m.block([[a, b], [c, d]]),
        [(2, 2), (2, 1), (1, 2), (1, 1)],
    ),
    "block of a row": (lambda m, *xs: m.block(list(xs)), [(2,), (), (3,)]),
    "block of ranks": (lambda m, a, b: m.block([[a], [b]]), [(2, 3), (3,)]),
    "block of deep ones": (lambda m, a, b: m.block([a, b]), [(2, 2, 1), (2, 2, 3)]),
    "block of one": (lambda m, a: m.block(a), [(2, 3)]),
}

CUT = {
    "split": (lambda m, x: m.split(x, 3), [(6, 2)]),
    "split axis": (lambda m, x: m.split(x, 2, axis=-1), [(3, 4)]),
    "split at": (lambda m, x: m.split(x, [1, 4], axis=1), [(2, 6)]),
    "split backwards": (lambda m, x: m.split(x, np.array([3, 1])), [(5,)]),
    "split beyond": (lambda m, x: m.split(x, [2, 9]), [(3,)]),
    "split from the end": (lambda m, x: m.split(x, [-2]), [(5,)]),
    "array_split": (lambda m, x: m.array_split(x, 4), [(6, 2)]),
    "array_split thin": (lambda m, x: m.array_split(x, 5, axis=1), [(2, 3)]),
    "hsplit": (lambda m, x: m.hsplit(x, 2), [(3, 4)]),
    "hsplit vector": (lambda m, x: m.hsplit(x, [1]), [(4,)]),
    "vsplit": (lambda m, x: m.vsplit(x, 2), [(4, 3)]),
    "dsplit": (lambda m, x: m.dsplit(x, [1, 2]), [(2, 3, 4)]),
    "unstack": (lambda m, x: m.unstack(x), [(3, 2)]),
    "unstack axis": (lambda m, x: m.unstack(x, axis=-1), [(2, 3)]),
}

MASK = np.array([[True, False, True], [False, False, True]])

CHOSEN = {
    "where": (lambda m, x, y: m.where(MASK, x, y), [(2, 3), (2, 3)]),
    "where broadcast": (lambda m, x, y: m.where(MASK, x, y), [(3,), ()]),
    "where narrow": (lambda m, x, y: m.where(MASK[:, :1], x, y), [(1, 3), (4, 1, 1)]),
    "where one": (lambda m, x: m.where(MASK, x, 0.0), [(2, 3)]),
    "where none": (lambda m, x, y: m.where(MASK[:0], x, y), [(3,), (0, 3)]),
    "where a number": (lambda m, x, y: m.where(True, x, y), [(), ()]),  # noqa: FBT003
    "select": (lambda m, x, y: m.select([MASK, MASK[::-1]], [x, y], 3.0), [(2, 3), (3,)]),
    "select default": (lambda m, x: m.select([MASK], [x]), [(1, 3)]),
    "choose": (lambda m, x, y: m.choose(MASK.astype(int), [x, y]), [(2, 3), (3,)]),
    "choose wrap": (
        lambda m, x, y: m.choose(np.array([-1, 0, 5]), (x, y), mode="wrap"),
        [(3,), ()],
    ),
    "choose clip": (
        lambda m, x, y: m.choose(np.array([-1, 0, 5]), (x, y), mode="clip"),
        [(2, 1), (3,)],
    ),
}


def _mean_and_ends(line):
    return np.stack([np.sum(line) / line.shape[0], line[0]])


CALLED_BACK = {
    "apply_along_axis": (lambda m, x: m.apply_along_axis(m.sum, 1, x), [(2, 3, 4)]),
    "apply_along_axis last": (lambda m, x: m.apply_along_axis(_mean_and_ends, -1, x), [(2, 3)]),
    "apply_along_axis first": (lambda m, x: m.apply_along_axis(m.flip, 0, x), [(3, 2, 2)]),
    "apply_along_axis outer": (
        lambda m, x: m.apply_along_axis(lambda line: np.stack([line, line]), 1, x),
        [(2, 3, 2)],
    ),
    "apply_over_axes": (lambda m, x: m.apply_over_axes(m.sum, x, [0, 2]), [(2, 3, 4)]),
    "apply_over_axes one": (lambda m, x: m.apply_over_axes(m.sum, x, -1), [(2, 3)]),
    "piecewise": (
        lambda m, x: m.piecewise(x, [MASK], [lambda v: 2 * v, lambda v: -v]),
        [(2, 3)],
    ),
    "piecewise overlapping": (
        lambda m, x: m.piecewise(x, [MASK, MASK[::-1]], [lambda v, k: k * v, 3.0], 4.0),
        [(2, 3)],
    ),
    "piecewise one mask": (lambda m, x: m.piecewise(x, MASK[0], [lambda v: v, 0.0]), [(3,)]),
    "piecewise nowhere": (lambda m, x: m.piecewise(x, [~MASK & MASK], [max]), [(2, 3)]),
    "piecewise number": (lambda m, x: m.piecewise(x, [True], [lambda v: 2 * v]), [()]),
}

CASES = JOINED | CUT | CHOSEN | CALLED_BACK
# What autograd has no rule for, traces no path through, or gives another shape.
NOT_AUTOGRADS = {
    "block",
    "block of a row",
    "block of deep ones",
    "block of one",
    "block of ranks",
    "choose",
    "choose clip",
    "choose wrap",
    "concatenate flat",
    "concatenate rows",
    "dstack",
    "dstack vectors",
    "hsplit vector",
    "split backwards",
    "unstack",
    "unstack axis",
    "where broadcast",
    "where narrow",
    "where none",
}


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("case", CASES)
def test_joining_cutting_and_choosing(case, dtype):
    call, shapes = CASES[case]
    arrays = [drawn(shape, dtype, seed=10 + n) for n, shape in enumerate(shapes)]
    check_affine(lambda *xs: call(np, *xs), *arrays)


@pytest.mark.parametrize("case", sorted(CASES.keys() - CALLED_BACK.keys() - NOT_AUTOGRADS))
def test_the_pull_is_autograds(case):
    call, shapes = CASES[case]
    x, *others = (drawn(shape, seed=10 + n) for n, shape in enumerate(shapes))
    theirs, answer = autograd.make_vjp(lambda x: call(anp, x, *others))(x)
    parts = answer if isinstance(answer, (list, tuple)) else [answer]
    g = [drawn(np.shape(part), seed=n) for n, part in enumerate(parts)]
    g = type(answer)(g) if isinstance(answer, (list, tuple)) else g[0]
    found = vjp(lambda x: call(np, x, *others), x)[1](g)[0]
    np.testing.assert_allclose(found, theirs(g), rtol=1e-14, atol=1e-14)


def test_what_is_joined_may_be_named():
    x, g = np.arange(3.0), np.arange(6.0).reshape(2, 3)
    value, pull = vjp(lambda x: np.stack(axis=0, arrays=[x, np.ones(3)]), x)
    np.testing.assert_array_equal(value, [x, np.ones(3)])
    np.testing.assert_array_equal(pull(g)[0], g[0])


def test_arrays_of_two_types_are_joined_in_the_wider_one():
    narrow, wide = drawn((2,), np.float32), drawn((2,))
    value, pushed = jvp(lambda x: np.concatenate([x, wide]), (narrow,), (narrow,))
    assert value.dtype == pushed.dtype == np.float64


@pytest.mark.parametrize("call", [np.where, lambda c, x, y: np.select([c], [x], y)])
def test_nan_stays_in_the_branch_that_was_taken(call):
    x = np.array([-1.0, 0.0, 4.0])
    with np.errstate(invalid="ignore"):
        found = grad(lambda x: np.sum(call(x > 0, x * x, np.sqrt(-x * x) * np.nan)[2:]))(x)
    np.testing.assert_array_equal(found[2], np.nan)
    _, pull = vjp(lambda x: call(np.array([True, False, True]), x, 0.0), x)
    np.testing.assert_array_equal(pull(np.array([1.0, np.nan, 2.0]))[0], [1.0, 0.0, 2.0])


@pytest.mark.parametrize(
    "call",
    [
        lambda x: np.split(x, 2),
        lambda x: np.array_split(x, 0),
        lambda x: np.vsplit(x, 1),
        lambda x: np.dsplit(x, 1),
        lambda x: np.block([[x], x]),
        lambda x: np.block([[], [x]]),
        lambda x: (
            np.select([], []) if isinstance(x, np.ndarray) else RULES[np.select].written([], [])
        ),
        lambda x: np.select([x > 0], [x, x]),
        lambda x: np.apply_along_axis(np.sum, 0, x[:, None][:, :0]),
    ],
)
def test_what_numpy_refuses_is_refused(call):
    x = drawn((3,))
    with pytest.raises(ValueError):  # noqa: PT011 - each has words of its own
        call(x)
    with pytest.raises(ValueError):  # noqa: PT011 - each has words of its own
        call(variable(x))


def test_a_choice_out_of_range_is_refused():
    with pytest.raises(IndexError):
        np.choose(np.array([0, -1]), [variable(np.zeros(2)), np.zeros(2)])


def test_what_does_not_depend_on_a_variable_carries_no_trace():
    parts = np.atleast_1d(variable(1.0), [2.0])
    assert [type(part) for part in parts] == [Variable, np.ndarray]
