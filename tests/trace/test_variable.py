"""A variable computes as a float does, and says no where a float would mislead."""

from __future__ import annotations

import copy
import math
import operator
import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from compose.errors import TraceError
from compose.trace import Variable, variable

BINARY = [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow]
UNARY = [operator.neg, operator.pos, abs]
NUMBERS = [2, 2.5, Fraction(1, 4), Decimal("0.5"), np.float64(0.3), np.int64(3), np.uint8(7)]


@pytest.mark.parametrize("value", [*NUMBERS, -0.0, math.inf, 5e-324])
def test_a_real_number_becomes_a_float(value):
    x = variable(value, "x")
    assert type(x.value) is float
    assert x.value == float(value)
    assert math.copysign(1, x.value) == math.copysign(1, float(value))
    assert x.name == "x"


@pytest.mark.parametrize("name", ["", 3, ("x",), b"x"])
def test_a_name_is_a_text(name):
    with pytest.raises(TraceError, match="name is a text"):
        variable(1.0, name)
    x = variable(1.0, "x")
    with pytest.raises(TraceError, match="name is a text"):
        x.name = name
    assert x.name == "x"


@pytest.mark.parametrize("apply", BINARY)
@pytest.mark.parametrize("number", NUMBERS)
def test_arithmetic_gives_a_floats_bits_on_either_side(apply, number):
    if isinstance(number, Decimal):
        number = Fraction(number)
    x = variable(1.7)
    for found, expected in [
        (apply(x, number), apply(1.7, float(number))),
        (apply(number, x), apply(float(number), 1.7)),
        (apply(variable(number), x), apply(float(number), 1.7)),
    ]:
        assert isinstance(found, Variable)
        assert type(found.value) is float
        assert found.value == expected


@pytest.mark.parametrize("apply", UNARY)
@pytest.mark.parametrize("value", [-1.5, 0.0, -0.0, 3.0])
def test_signs(apply, value):
    found = apply(variable(value)).value
    assert (found, math.copysign(1, found)) == (apply(value), math.copysign(1, apply(value)))


@pytest.mark.parametrize("function", [np.exp, np.log, np.sin, np.tanh, np.sqrt, np.arctan])
def test_numpy_functions_give_numpys_bits(function):
    found = function(variable(0.7))
    assert isinstance(found, Variable)
    assert type(found.value) is float
    assert found.value == float(function(0.7))


def test_numpys_own_warnings_and_infinities():
    zero = variable(0.0)
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        assert (1 / zero).value == math.inf
    with np.errstate(all="raise"), pytest.raises(FloatingPointError):
        np.log(zero)
    with np.errstate(all="ignore"):
        assert math.isnan((variable(-8.0) ** (1 / 3)).value)


def test_in_place_operators_make_new_variables():
    x = y = variable(3.0)
    y += 1
    y *= 2
    y -= 1
    y /= 7
    y **= 2
    assert (x.value, y.value) == (3.0, 1.0)
    assert y.derivative(x) == pytest.approx(4 / 7)


def test_sum_and_the_builtin_max_work():
    x, y = variable(3.0), variable(-1.0)
    assert sum([x, y, x]).derivative(x) == 2.0
    assert max(x, y) is x
    assert max(0.0, y) == 0.0


@pytest.mark.parametrize("compare", [operator.lt, operator.le, operator.gt, operator.ge])
@pytest.mark.parametrize("other", [1.0, 2, 3.5, math.nan])
def test_order_is_by_value(compare, other):
    x = variable(2.0)
    assert compare(x, other) is compare(2.0, other)
    assert compare(other, x) is compare(other, 2.0)
    assert compare(x, variable(other)) is compare(2.0, other)
    assert compare(x, np.float64(other)) == compare(2.0, other)
    assert compare(np.float64(other), x) == compare(other, 2.0)


def test_equality_and_hash_among_variables_are_by_identity():
    x, twin = variable(2.0, "x"), variable(2.0, "x")
    assert x == x  # noqa: PLR0124
    assert x != twin
    assert len({x, twin, x}) == 2
    assert hash(x) == object.__hash__(x)
    assert x != "x"
    assert x not in [None, "x", twin]


@pytest.mark.parametrize(
    "number", [2.0, 2, np.float64(2.0), True, np.True_, Fraction(2), np.array(2.0), 2j, Decimal(2)]
)
def test_equality_with_a_number_is_by_value(number):
    x = variable(2.0)
    for found, expected in [
        (x == number, number == 2.0),
        (number == x, number == 2.0),
        (x != number, number != 2.0),
        (number != x, number != 2.0),
    ]:
        assert type(found) is type(expected)
        assert found == expected


def test_containers_hold_variables_beside_numbers():
    x = variable(1.0)
    assert x in [2.0, x]
    assert x in [2.0, 1.0]
    assert [2.0, variable(1.0), x].index(x) == 2
    collided = {hash(x): "number", x: "variable"}
    assert collided == {hash(x): "number", x: "variable"}
    assert len({x, hash(x), variable(1.0)}) == 3


def test_an_array_is_compared_item_by_item():
    x = variable(1.0)
    numbers = np.array([[0.0, 1.0], [1.0, np.nan]])
    for equal in (numbers == x, x == numbers, np.equal(x, numbers)):
        np.testing.assert_array_equal(equal, [[False, True], [True, False]])
    np.testing.assert_array_equal(numbers != x, [[True, False], [False, True]])


def test_numpys_own_comparisons_are_by_value():
    x, twin, other = variable(1.0), variable(1.0), variable(2.0)
    assert np.equal(x, twin)
    assert np.not_equal(x, other)
    assert not np.equal(x, other)
    assert np.array_equal(variable([1.0, 2.0]), variable([1.0, 2.0]))


def test_truth_is_by_value():
    assert variable(0.5)
    assert not variable(0.0)


def test_what_is_too_large_for_a_float_is_too_large_here():
    for apply in (operator.add, operator.mul, operator.pow):
        with pytest.raises(OverflowError):
            apply(variable(2.0), 10**400)
    assert variable(2.0) < 10**400


def test_steps_are_constants():
    x = variable(2.5)
    for step in (x // 1, 7 // x, np.floor(x), np.rint(x), np.sign(x), x.round(), np.round(x, 1)):
        assert not isinstance(step, Variable)
    assert (np.floor(x) * x).derivative(x) == 2.0


def test_remainders_have_the_derivative_beside_the_jump():
    x = variable(7.5)
    assert (x % 2).derivative(x) == 1.0
    assert (20.0 % x).derivative(x) == -2.0
    steps, rest = divmod(x, 2)
    assert (steps, rest.value, rest.derivative(x)) == (3.0, 1.5, 1.0)
    steps, rest = divmod(20.0, x)
    assert (steps, rest.value, rest.derivative(x)) == (2.0, 5.0, -2.0)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.complex64, np.longdouble])
def test_numpys_other_numbers_stay_what_they_are(dtype):
    x = variable(dtype(0.5))
    assert type(x.value) is dtype
    assert x.dtype == dtype
    for y in (x + 1, x * x, 2.0 - x, -x, x**2, np.exp(x)):
        assert type(y.value) is dtype, y
        assert y.dtype == dtype
        if dtype is not np.complex64:
            assert type(y.gradient()[x]) is dtype
            assert type(y.derivative(x)) is dtype


def test_a_complex_number_is_held_and_differentiated():
    z = variable(1 + 2j, "z")
    assert type(z.value) is np.complex128
    assert (z**2).derivative(z) == 2 * (1 + 2j)
    assert abs(z).gradient()[z] == pytest.approx((1 - 2j) / abs(1 + 2j))


def test_the_value_cannot_be_set():
    x = variable(2.0)
    with pytest.raises(AttributeError):
        x.value = 3.0
    with pytest.raises(AttributeError):
        x.weight = 3.0


def test_texts():
    x = variable(-2, "x")
    f = x * 3
    assert repr(x) == "variable(-2.0, 'x')"
    assert repr(variable(0.1)) == "variable(0.1)"
    assert repr(f) == "<Variable -6.0>"
    f.name = "f"
    assert repr(f) == "<Variable f = -6.0>"
    assert f"{f:.2f} {f}" == "-6.00 <Variable f = -6.0>"


def pickled(x):
    return pickle.loads(pickle.dumps(x))  # noqa: S301 - written a moment ago


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, pickled])
def test_leaves_are_copied_as_new_leaves(again):
    x = variable(2.0, "x")
    x.grad = 1.5
    twin = again(x)
    assert twin is not x
    assert (twin.value, twin.name, twin.grad) == (2.0, "x", 1.5)
    twin.grad += 1.0
    assert x.grad == 1.5


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, pickle.dumps])
def test_results_are_not_copied(again):
    with pytest.raises(TraceError, match=r"cannot be copied or pickled.*\.graph\(\)"):
        again(variable(2.0) * 2)
