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
NUMBERS = [2, 2.5, Fraction(1, 4), np.float64(0.3), np.float32(0.5), np.int64(3), np.uint8(7)]


@pytest.mark.parametrize("value", [*NUMBERS, -0.0, math.inf, 5e-324])
def test_a_real_number_becomes_a_float(value):
    x = variable(value, "x")
    assert type(x.value) is float
    assert x.value == float(value)
    assert math.copysign(1, x.value) == math.copysign(1, float(value))
    assert x.name == "x"


@pytest.mark.parametrize(
    "value",
    [
        *(True, np.True_, "3", b"3", None, 1j, np.complex128(1), Decimal(3)),
        *(np.array(3.0), np.array([1.0]), [1.0], 10**400),
    ],
)
def test_anything_else_is_refused(value):
    with pytest.raises(TraceError, match="a variable holds a real number"):
        variable(value)


def test_a_variable_of_a_variable_is_refused():
    with pytest.raises(TraceError, match="of type Variable"):
        variable(variable(3.0))


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
@pytest.mark.parametrize("other", [1.0, 2, 3.5, math.nan, np.float64(2.0)])
def test_order_is_by_value(compare, other):
    x = variable(2.0)
    assert compare(x, other) is bool(compare(2.0, other))
    assert compare(other, x) is bool(compare(other, 2.0))
    assert compare(x, variable(other)) is bool(compare(2.0, other))


def test_equality_and_hash_are_by_identity():
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
def test_a_variable_equals_no_number(number):
    x = variable(2.0)
    assert (x == number) is False
    assert (number == x) is False
    assert (x != number) is True
    assert (number != x) is True


def test_containers_hold_variables_beside_numbers():
    x = variable(1.0)
    assert x in [1.0, x]
    assert [1.0, np.float64(1.0), x].index(x) == 2
    assert [x, 1.0].count(1.0) == 1
    collided = {hash(x): "number", x: "variable"}
    assert collided == {hash(x): "number", x: "variable"}
    assert len({x, hash(x), variable(1.0)}) == 3


def test_an_array_is_compared_item_by_item_and_by_identity():
    x = variable(1.0)
    numbers = np.ones((2, 3))
    np.testing.assert_array_equal(numbers == x, np.zeros((2, 3), bool))
    np.testing.assert_array_equal(numbers != x, np.ones((2, 3), bool))
    mixed = np.array([None, 1.0, None], dtype=object)
    mixed[0] = x
    np.testing.assert_array_equal(mixed == x, [True, False, False])
    np.testing.assert_array_equal(np.not_equal(x, mixed), [False, True, True])
    assert x in mixed
    assert np.equal(x, x) is True
    assert np.equal(x, variable(1.0)) is False


def test_truth_is_by_value():
    assert variable(0.5)
    assert not variable(0.0)


@pytest.mark.parametrize(
    "convert",
    [
        *(float, int, complex, round, math.floor, math.ceil, math.trunc, math.sin, math.isnan),
        *(np.asarray, np.array, lambda x: np.array([x, x]), np.float64, math.exp),
    ],
)
def test_conversions_that_would_lose_the_derivative(convert):
    with pytest.raises(TraceError, match=r"lose .*derivative.*\.value"):
        convert(variable(2.0))


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda x: x // 2, "floor_divide"),
        (lambda x: 2 // x, "floor_divide"),
        (lambda x: x % 2, "remainder"),
        (lambda x: 2 % x, "remainder"),
        (lambda x: divmod(x, 2), "divmod"),
        (lambda x: divmod(2, x), "divmod"),
        (lambda x: pow(x, 2, 5), "no modulus"),
        (np.sum, "np.sum is about arrays"),
        (np.linalg.norm, "np.linalg.norm is about arrays"),
        (lambda x: np.where(x, 1.0, 2.0), "np.where is about arrays"),
        (np.add.reduce, "np.add.reduce is about arrays"),
        (lambda x: np.multiply.outer(x, x), "np.multiply.outer is about arrays"),
        (lambda x: np.add(x, 1.0, dtype=np.float32), "np.add of a variable takes no dtype="),
        (lambda x: np.exp(x, out=np.zeros(1)), "takes no out="),
        (lambda x: np.less(x, 1.0, where=True), "takes no where="),
        (lambda x: np.array([1.0]) * x, "real numbers, not array"),
        (lambda x: x * np.array([1.0]), "real numbers, not array"),
        (lambda x: x + True, "1.0 or 0.0"),
        (lambda x: True + x, "1.0 or 0.0"),
        (lambda x: x + "1", "not '1' of type str"),
        (lambda x: x * 1j, "complex"),
        (lambda x: x < "1", "not '1' of type str"),
        (lambda x: x + 10**400, "too large for a float"),
    ],
)
def test_refusals_name_what_was_refused(ask, message):
    with pytest.raises(TraceError, match=message.replace(".", r"\.")):
        ask(variable(2.0, "x"))


def test_a_function_unknown_to_the_table_is_named():
    special = pytest.importorskip("scipy.special")
    with pytest.raises(TraceError, match=r"gamma has no rule .*arctan"):
        special.gamma(variable(2.0))


def test_numpys_whole_array_interface_is_refused_on_the_left_of_in_place_operators():
    array = np.ones(2)
    with pytest.raises(TraceError):
        array += variable(2.0)
    assert array.tolist() == [1.0, 1.0]


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
