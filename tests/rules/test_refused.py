"""What carries no derivative is constant, and what is refused says why and what to do."""

from __future__ import annotations

import numpy as np
import pytest

from compose.errors import TraceError
from compose.rules import CONSTANT, REFUSED
from compose.rules.refused import REFUSED_MODULES
from compose.trace import Variable, variable

NAMES = {function: function.__name__ for function in (*CONSTANT, *REFUSED)}
UFUNCS = sorted((f for f in CONSTANT if isinstance(f, np.ufunc)), key=NAMES.get)
BITS = {np.bitwise_and, np.bitwise_or, np.bitwise_xor, np.invert}


def named(functions):
    return [pytest.param(f, id=f"{f.__module__}.{f.__name__}") for f in functions]


@pytest.mark.parametrize("function", named(sorted(REFUSED, key=NAMES.get)))
def test_a_refusal_is_one_sentence_with_a_fix(function):
    reason = REFUSED[function]
    assert "; " in reason
    assert reason[0].islower()
    assert not reason.endswith(".")
    assert 30 < len(reason) < 120


@pytest.mark.parametrize("room", REFUSED_MODULES)
def test_so_is_that_of_a_module(room):
    assert "; " in REFUSED_MODULES[room]


X = variable(np.array([0.5, 2.0]), "x")
CALLS = {
    np.copyto: (np.zeros(2), X),
    np.put: (np.zeros(2), [0, 1], X),
    np.place: (np.zeros(2), np.ones(2, bool), X),
    np.unique: (X,),
    np.histogram: (X,),
    np.gcd: (X, 2),
    np.isnat: (X,),
    np.save: ("nowhere.npy", X),
    np.array_str: (X,),
    np.nextafter: (X, 2.0),
    np.polyfit: (X, X, 1),
    np.geomspace: (X, 3.0),
    np.lib.scimath.sqrt: (X,),
}


@pytest.mark.parametrize("function", named(CALLS))
def test_a_refused_call_names_the_function_and_gives_the_reason(function):
    with pytest.raises(TraceError, match=rf"^np\.(lib\.scimath\.)?{function.__name__} ") as caught:
        function(*CALLS[function])
    message = " ".join(str(caught.value).split())
    assert message.endswith(REFUSED[function])


FIXES = {
    np.arange: (lambda x: 1.0 + x * np.arange(3), lambda x: np.arange(1.0, 1.0 + 3 * x, x)),
    np.geomspace: (
        lambda x: np.exp(np.linspace(np.log(x), np.log(9.0), 5)),
        lambda x: np.geomspace(x, 9.0, 5),
    ),
    np.unique: (
        lambda x: np.stack([x, x])[np.unique([x.value, x.value], return_index=True)[1]],
        lambda x: np.unique([x, x]),
    ),
    np.lib.scimath.sqrt: (lambda x: np.sqrt(x - 3.0 + 0j), lambda x: np.lib.scimath.sqrt(x - 3.0)),
    np.poly: (
        lambda x: np.polymul([1.0, -2.0], np.stack([1.0, -x])),
        lambda x: np.poly([2.0, x]),
    ),
}


@pytest.mark.parametrize("function", named(FIXES))
def test_what_a_refusal_proposes_gives_the_same_and_has_a_derivative(function):
    ours, theirs = FIXES[function]
    x = variable(1.5, "x")
    traced = ours(x)
    np.testing.assert_allclose(traced.value, theirs(1.5), rtol=1e-14)
    step = 1e-6
    expected = np.sum(np.real(theirs(1.5 + step) - theirs(1.5 - step))) / (2 * step)
    assert np.sum(np.real(traced)).gradient()[x] == pytest.approx(expected, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("function", named(f for f in UFUNCS if f not in BITS))
@pytest.mark.parametrize("value", [-1.5, 2.0, np.array([-1.5, 0.0, np.nan, np.inf, 2.0])])
def test_a_constant_answers_as_it_does_for_numbers(function, value):
    others = [1.0] * (function.nin - 1)
    with np.errstate(all="ignore"):
        answer = function(variable(value), *others)
        expected = function(value, *others)
    assert not isinstance(answer, Variable)
    np.testing.assert_array_equal(answer, expected)
    assert np.asarray(answer).dtype == np.asarray(expected).dtype


@pytest.mark.parametrize(
    "call",
    [
        np.argmax,
        lambda x: np.argsort(x, kind="stable"),
        np.shape,
        lambda x: np.allclose(x, x),
        lambda x: np.isclose(x, 2.0),
        lambda x: np.round(x, 1),
        lambda x: np.searchsorted([0.0, 1.0], x),
        lambda x: np.searchsorted(x, 1.0),
        np.zeros_like,
        np.nonzero,
        lambda x: np.linalg.matrix_rank(np.outer(x, x)),
        lambda x: (x > 1.0) & ~(x > 5.0),
        lambda x: np.result_type(x, np.float32),
    ],
)
def test_what_only_looks_leaves_no_trace(call):
    x = np.array([0.5, 2.0])
    answer = call(variable(x, "x"))
    assert type(answer) is type(call(x))
    np.testing.assert_array_equal(answer, call(x))


def test_a_step_is_a_constant_factor():
    x = variable(np.array([-1.5, 0.5, 2.25]), "x")
    for step in (np.floor, np.ceil, np.trunc, np.rint, np.sign, np.round, np.fix):
        np.testing.assert_array_equal(np.sum(step(x) * x).gradient()[x], step(x.value))
    np.testing.assert_array_equal(np.sum(x // 0.5 * x).gradient()[x], x.value // 0.5)
