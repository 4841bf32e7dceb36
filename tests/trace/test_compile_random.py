from __future__ import annotations

import numpy as np
from hypothesis import given, settings

import compose
from compose.trace.compiling import compile as compiled
from tests.trace.random_programs import ARGUMENTS, programs

OTHERS = (ARGUMENTS[0] * 0.7 - 0.1, ARGUMENTS[1] + 0.2, -0.3)


def leaves(answer):
    if isinstance(answer, (list, tuple)):
        return [leaf for part in answer for leaf in leaves(part)]
    return [answer]


def agree(ours, theirs, tolerance):
    for mine, other in zip(leaves(ours), leaves(theirs), strict=True):
        assert np.shape(mine) == np.shape(other)
        np.testing.assert_allclose(mine, other, rtol=tolerance, atol=tolerance)


@settings(max_examples=40, deadline=None)
@given(programs())
def test_a_compiled_program_gives_what_the_program_gives(program):
    everything, _ = program
    fast = compiled(everything)
    for args in (ARGUMENTS, OTHERS, ARGUMENTS):
        agree(fast(*args), everything(*args), 1e-13)
    assert len(fast.sources) == 1


@settings(max_examples=40, deadline=None)
@given(programs())
def test_a_compiled_gradient_gives_what_the_gradient_gives(program):
    _, total = program
    slope = compose.value_and_grad(total, (0, 1, 2))
    fast = compiled(slope)
    for args in (ARGUMENTS, OTHERS, ARGUMENTS):
        agree(fast(*args), slope(*args), 1e-11)


@settings(max_examples=15, deadline=None)
@given(programs())
def test_second_derivatives_compile(program):
    _, total = program
    curvature = compose.jacobian(compose.grad(total))
    agree(compiled(curvature)(*ARGUMENTS), curvature(*ARGUMENTS), 1e-9)
